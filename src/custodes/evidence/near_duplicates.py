"""Documents that are one text printed twice, and versions of one text.

Candidates are found by MinHash over shingles (A. Broder, On the resemblance and containment of
documents, 1997) and bands of the signature; each is then compared exactly, so that what is called
a reprint is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Literal

from custodes.evidence.alterations import altered
from custodes.evidence.shingles import shingles, tokens

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

Kind = Literal["reprint", "version"]

REPRINT = 0.75
"""Share of shingles in common (Jaccard) from which two texts are one, if no figure is another."""
SHORTENED = (0.95, 0.6)
"""So much of the shorter text in the longer one, and so much in common, is a reprint too."""
VERSION = 0.4
"""Share of shingles in common from which two texts are versions of one."""

PERMUTATIONS, BANDS = 128, 32
SEED = 20180616
MOST_COMPARED = 24
"""A text is compared with so many candidates, those first whose signatures have most in common."""
_BATCH = 512


@dataclass(frozen=True, slots=True)
class Group:
    """Documents (SHA-256, the first one first) that are one text, or versions of one.

    ``reprint``: each is the first one's body again, apart from furniture; ``version``: each shares
    a substantial part with another of the group, and differs in the rest. ``similarity``, from 0
    to 1, is the smallest share of shingles in common that holds the group together.
    """

    documents: tuple[str, ...]
    similarity: float
    kind: Kind


@dataclass(frozen=True, slots=True)
class Resemblance:
    """How two texts resemble each other: Jaccard similarity (0 to 1), and what that makes them."""

    similarity: float
    kind: Kind | None


def resemblance(one: str, other: str) -> Resemblance:
    """How two bodies of text resemble each other, exactly and either way round."""
    first, second = tokens(one), tokens(other)
    return _resemblance(shingles(first), shingles(second), lambda: altered(first, second))


def near_duplicates(names: Sequence[str], body: Callable[[str], str]) -> tuple[Group, ...]:
    """The groups among documents: reprints, then versions, each in the order of ``names``.

    ``body`` gives the text of one, and may be asked for it again. A text without words is in no
    group. Of reprints only the first stands in a group of versions. Kept in memory are a signature
    and the shingles of each document, about 4 bytes a character.
    """
    index = _Index(body)
    for name, own, signature in _signed(names, body):
        index.place(name, own, signature)
    return index.groups()


def _resemblance(
    one: NDArray[numpy.uint32], other: NDArray[numpy.uint32], is_altered: Callable[[], bool]
) -> Resemblance:
    import numpy

    if not len(one) or not len(other):
        return Resemblance(0.0, None)
    shorter, longer = sorted((one, other), key=len)
    at = numpy.searchsorted(longer, shorter)
    common = int(numpy.count_nonzero(longer[numpy.minimum(at, len(longer) - 1)] == shorter))
    similarity = common / (len(one) + len(other) - common)
    contained = common / len(shorter)
    if similarity >= REPRINT or (contained >= SHORTENED[0] and similarity >= SHORTENED[1]):
        same = similarity == 1 or not is_altered()
        return Resemblance(similarity, "reprint" if same else "version")
    return Resemblance(similarity, "version" if similarity >= VERSION else None)


Signed = tuple[str, "NDArray[numpy.uint32]", "NDArray[numpy.uint32]"]


def _signed(names: Sequence[str], body: Callable[[str], str]) -> Iterator[Signed]:
    """Each document that has words, with its shingles and their MinHash signature."""
    import numpy
    from rensa import RMinHash

    waiting = iter(names)
    while batch := list(islice(waiting, _BATCH)):
        found = [(name, shingles(tokens(body(name)))) for name in batch]
        found = [(name, own) for name, own in found if len(own)]
        if not found:
            continue
        ends = numpy.cumsum([0, *(len(own) for _, own in found)], dtype=numpy.uint64)
        flat = numpy.concatenate([own for _, own in found]).astype(numpy.uint64)
        matrix = RMinHash.digest_matrix_from_flat_token_hashes(flat, ends, PERMUTATIONS, SEED)
        rows = numpy.array(matrix.to_rows(), dtype=numpy.uint32)
        for (name, own), signature in zip(found, rows, strict=True):
            yield name, own, signature


class _Index:
    """The texts met so far, each once, and what was found to be a reprint or version of it."""

    def __init__(self, body: Callable[[str], str]) -> None:
        self.body = body
        self.names: list[str] = []
        self.shingles: list[NDArray[numpy.uint32]] = []
        self.signatures: list[NDArray[numpy.uint32]] = []
        self.buckets: list[dict[bytes, list[int]]] = [{} for _ in range(BANDS)]
        self.reprints: dict[int, list[tuple[str, float]]] = {}
        self.version_of: list[int] = []
        self.links: list[tuple[int, float]] = []

    def place(
        self, name: str, own: NDArray[numpy.uint32], signature: NDArray[numpy.uint32]
    ) -> None:
        """Take the next document in, as a reprint of one that is there or as a text of its own."""
        best: dict[Kind, tuple[float, int]] = {}
        for number in self._candidates(signature):
            found = _resemblance(own, self.shingles[number], partial(self._altered, name, number))
            if found.kind and found.similarity > best.get(found.kind, (0.0, 0))[0]:
                best[found.kind] = (found.similarity, number)
        if "reprint" in best:
            similarity, number = best["reprint"]
            self.reprints.setdefault(number, []).append((name, similarity))
            return
        number = len(self.names)
        self.names.append(name)
        self.shingles.append(own)
        self.signatures.append(signature)
        similarity, parent = best.get("version", (1.0, number))
        self.version_of.append(self.version_of[parent] if parent != number else number)
        self.links.append((parent, similarity))
        for bucket, key in zip(self.buckets, _bands(signature), strict=True):
            bucket.setdefault(key, []).append(number)

    def _candidates(self, signature: NDArray[numpy.uint32]) -> list[int]:
        """The texts that share a band with this one, most alike and then earliest first."""
        import numpy

        met: set[int] = set()
        for bucket, key in zip(self.buckets, _bands(signature), strict=True):
            met.update(bucket.get(key, ()))
        if len(met) <= MOST_COMPARED:
            return sorted(met)
        numbers = sorted(met)
        alike = [int(numpy.count_nonzero(self.signatures[n] == signature)) for n in numbers]
        ranked = sorted(zip(alike, numbers, strict=True), key=lambda pair: (-pair[0], pair[1]))
        return [number for _, number in ranked[:MOST_COMPARED]]

    def _altered(self, name: str, number: int) -> bool:
        return altered(tokens(self.body(name)), tokens(self.body(self.names[number])))

    def groups(self) -> tuple[Group, ...]:
        """All groups of two or more, in the order in which their first documents came."""
        found = [
            Group(
                (self.names[number], *(name for name, _ in copies)),
                min(similarity for _, similarity in copies),
                "reprint",
            )
            for number, copies in sorted(self.reprints.items())
        ]
        families: dict[int, list[int]] = {}
        for number, root in enumerate(self.version_of):
            families.setdefault(root, []).append(number)
        found += [
            Group(
                tuple(self.names[number] for number in members),
                min(self.links[number][1] for number in members),
                "version",
            )
            for members in families.values()
            if len(members) > 1
        ]
        return tuple(found)


def _bands(signature: NDArray[numpy.uint32]) -> Iterator[bytes]:
    rows = PERMUTATIONS // BANDS
    content = signature.tobytes()
    step = rows * signature.itemsize
    return (content[at : at + step] for at in range(0, len(content), step))
