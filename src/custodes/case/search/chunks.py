"""Pieces of a segment as bytes: sorted terms, and for each the documents that have it.

A segment's documents are numbered from 0 in it; a weight (0..255) goes with each. The bytes may be
a stranger's: whatever they are, decoding gives arrays that fit together, or raises.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from custodes.model import InvariantError

PAIRS = 1024
"""Pairs of term and document in a piece, about; a term is never cut in two."""
MOST = 1 << 24
"""Bytes of a piece unpacked, at most; far more than a whole one has."""

_HEAD = struct.Struct("<II")


@dataclass(frozen=True, slots=True)
class Pairs:
    """Terms, ascending; how many documents each has; these, ascending by term; and the weights."""

    terms: NDArray[np.uint64]
    counts: NDArray[np.int64]
    documents: NDArray[np.uint16]
    weights: NDArray[np.uint8]

    def each_term(self) -> NDArray[np.uint64]:
        """The term of each pair."""
        return np.repeat(self.terms, self.counts)


def pair_up(
    terms: NDArray[np.uint64], documents: NDArray[np.uint16], weights: NDArray[np.uint8]
) -> Pairs:
    """Pairs of terms that ascend, with equal ones side by side."""
    firsts = np.flatnonzero(np.concatenate(([True], terms[1:] != terms[:-1]))[: len(terms)])
    counts = np.diff(np.append(firsts, len(terms)))
    return Pairs(terms[firsts], counts, documents, weights)


def pieces(pairs: Pairs) -> Iterator[tuple[int, bytes]]:
    """Cut into pieces: the first term of each, and its bytes."""
    ends = np.cumsum(pairs.counts)
    begins = ends - pairs.counts
    cuts = np.flatnonzero(np.diff(begins // PAIRS, prepend=-1))
    for cut, following in zip(cuts, [*cuts[1:], len(pairs.terms)], strict=True):
        start, end = begins[cut], ends[following - 1]
        piece = Pairs(
            pairs.terms[cut:following],
            pairs.counts[cut:following],
            pairs.documents[start:end],
            pairs.weights[start:end],
        )
        yield int(pairs.terms[cut]), encode(piece)


def encode(pairs: Pairs) -> bytes:
    """The piece as bytes: terms and documents as differences, byte planes apart, packed."""
    terms = np.diff(pairs.terms, prepend=np.uint64(0)).astype("<u8").view(np.uint8)
    documents = np.diff(pairs.documents, prepend=np.uint16(0)).astype("<u2").view(np.uint8)
    body = b"".join(
        (
            np.ascontiguousarray(terms.reshape(-1, 8).T).tobytes(),
            pairs.counts.astype("<u2").tobytes(),
            np.ascontiguousarray(documents.reshape(-1, 2).T).tobytes(),
            pairs.weights.tobytes(),
        )
    )
    return _HEAD.pack(len(pairs.terms), len(pairs.documents)) + zlib.compress(body, 1)


def decode(untrusted_bytes: bytes) -> Pairs:
    """The piece again; raises InvariantError for bytes that are none."""
    try:
        many, pairs = _HEAD.unpack_from(untrusted_bytes)
        size = many * 10 + pairs * 3
        if size > MOST:
            raise InvariantError("a piece of the search index is too large")
        unpacking = zlib.decompressobj()
        body = unpacking.decompress(untrusted_bytes[_HEAD.size :], size + 1)
    except (zlib.error, struct.error) as error:
        raise InvariantError(f"a piece of the search index is damaged: {error}") from error
    if len(body) != size:
        raise InvariantError("a piece of the search index is damaged: its size is wrong")
    planes = np.frombuffer(body, dtype=np.uint8, count=many * 8).reshape(8, -1)
    terms = np.ascontiguousarray(planes.T).reshape(-1).view("<u8")
    counts = np.frombuffer(body, dtype="<u2", offset=many * 8, count=many).astype(np.int64)
    if int(counts.sum()) != pairs:
        raise InvariantError("a piece of the search index is damaged: its counts are wrong")
    halves = np.frombuffer(body, dtype=np.uint8, offset=many * 10, count=pairs * 2).reshape(2, -1)
    documents = np.ascontiguousarray(halves.T).reshape(-1).view("<u2")
    weights = np.frombuffer(body, dtype=np.uint8, offset=many * 10 + pairs * 2, count=pairs)
    return Pairs(
        np.cumsum(terms, dtype=np.uint64), counts, np.cumsum(documents, dtype=np.uint16), weights
    )
