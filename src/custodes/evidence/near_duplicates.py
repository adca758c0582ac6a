"""Documents that are one text printed twice, and versions of one text.

Candidates are found by MinHash over shingles (A. Broder, On the resemblance and containment of
documents, 1997) and bands of the signature; each is then compared exactly, so that what is called
a reprint is one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Literal

from custodes.evidence.alterations import changes
from custodes.evidence.shingles import WEIGHT_OF_SHINGLE, Tokens, shingles, tokens

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
MOST_COMPARED, MOST_READ = 24, 2
"""A text is compared with so many candidates, those first whose signatures have most in common, and
read beside so many, those first that are most like it."""
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
    shared = _shared(shingles(first), shingles(second))
    return Resemblance(shared.similarity, _kind(shared, first, second))


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


@dataclass(frozen=True, slots=True)
class _Shared:
    """How many shingles two texts have, the shorter first, and how many in common."""

    shorter: int
    longer: int
    common: int

    @property
    def similarity(self) -> float:
        return self.common / max(1, self.shorter + self.longer - self.common)

    def with_more(self, mended: int) -> _Shared:
        """The same, if so many shingles more were in common."""
        return _Shared(self.shorter, self.longer, min(self.shorter, self.common + mended))

    @property
    def is_one_text(self) -> bool:
        contained, similar = SHORTENED
        return self.similarity >= REPRINT or (
            self.common >= contained * self.shorter and self.similarity >= similar
        )


def _shared(one: NDArray[numpy.uint32], other: NDArray[numpy.uint32]) -> _Shared:
    import numpy

    if not len(one) or not len(other):
        return _Shared(0, 0, 0)
    shorter, longer = sorted((one, other), key=len)
    at = numpy.minimum(numpy.searchsorted(longer, shorter), len(longer) - 1)
    return _Shared(len(shorter), len(longer), int(numpy.count_nonzero(longer[at] == shorter)))


def _kind(shared: _Shared, one: Tokens, other: Tokens) -> Kind | None:
    """What two texts are to each other.

    A token that was misread takes all shingles with it in which it stands; they are given back.
    """
    if shared.similarity < VERSION:
        return None
    if shared.similarity == 1:
        return "reprint"
    found = changes(one, other)
    if found.altered:
        return "version"
    lost = WEIGHT_OF_SHINGLE // 2 + 1 if 2 * one.words.mean() > 1 else WEIGHT_OF_SHINGLE
    return "reprint" if shared.with_more(lost * found.misprints).is_one_text else "version"


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
        self.links: list[float] = []
        self._tokens = lru_cache(64)(lambda number: tokens(body(self.names[number])))

    def place(
        self, name: str, own: NDArray[numpy.uint32], signature: NDArray[numpy.uint32]
    ) -> None:
        """Take the next document in, as a reprint of one that is there or as a text of its own."""
        kind, similarity, parent = self._nearest(name, own, signature)
        if kind == "reprint":
            self.reprints.setdefault(parent, []).append((name, similarity))
            return
        number = len(self.names)
        self.names.append(name)
        self.shingles.append(own)
        self.signatures.append(signature)
        self.version_of.append(self.version_of[parent] if kind else number)
        self.links.append(similarity if kind else 1.0)
        for bucket, key in zip(self.buckets, _bands(signature), strict=True):
            bucket.setdefault(key, []).append(number)

    def _nearest(
        self, name: str, own: NDArray[numpy.uint32], signature: NDArray[numpy.uint32]
    ) -> tuple[Kind | None, float, int]:
        """What the text is, to which one, and how alike: a reprint rather than a version."""
        compared = [(_shared(own, self.shingles[n]), n) for n in self._candidates(signature)]
        compared = [(shared, n) for shared, n in compared if shared.similarity >= VERSION]
        compared.sort(key=lambda pair: -pair[0].similarity)
        for shared, number in compared[:MOST_READ]:
            if _kind(shared, tokens(self.body(name)), self._tokens(number)) == "reprint":
                return "reprint", shared.similarity, number
        if compared:
            return "version", compared[0][0].similarity, compared[0][1]
        return None, 0.0, 0

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
                min(self.links[number] for number in members),
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
