"""Runs the encoder over a text: scores of every unit, before any link function.

A transformer of six layers (the lower half of multilingual-e5-small: Wang et al., "Multilingual E5
Text Embeddings", 2024), fitted on annotated documents by ``training/encoder.py`` and stored as
8-bit integers; the vectors of its pieces are stored as 4-bit integers with a scale for each 32.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from custodes.evidence.encoder.pieces import Pieces
from custodes.evidence.encoder.windows import Home, Passages
from custodes.evidence.lexicon import CLAIM_TYPES, STANCES, STATUSES, KnowledgeError
from custodes.evidence.scores import SOURCES
from custodes.evidence.units import Unit
from custodes.evidence.weights import Matrix, means
from custodes.language.sessions import one_thread_session
from custodes.model import Text

PLACES = ("inside", "begin", "end")
"""The first outputs: in a quote, its first, its last unit."""

CHOICES = (CLAIM_TYPES, STATUSES, SOURCES, STANCES)
"""What a unit may be in a quote: the outputs that follow, of each group one."""

OUTPUTS = (*PLACES, *itertools.chain.from_iterable(CHOICES))

BOUNDS = tuple(itertools.accumulate(map(len, CHOICES), initial=len(PLACES)))
"""Where each group begins among the outputs, and where the last one ends."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the encoder makes of a text.

    ``scores`` (units, OUTPUTS) are before any link function; ``mixed`` (units, width) is what the
    units are scored by, and ``states`` what the network makes of each piece of each passage.
    """

    scores: Matrix
    mixed: Matrix
    states: tuple[npt.NDArray[np.float16], ...]
    passages: Passages
    tables: Mapping[str, npt.NDArray[Any]]

    def claims(self, runs: npt.NDArray[np.int64]) -> Matrix:
        """What is made of runs ``first..last`` of units (n, 2): the mean over each (n, width)."""
        return means(self.mixed, runs[:, 0], runs[:, 1] + 1)

    def words(self, homes: Sequence[Home | None]) -> Matrix:
        """The mean over the pieces of words at these homes (n, width); zeros for None."""
        found = np.zeros((len(homes), self.mixed.shape[1]), np.float32)
        for row, home in enumerate(homes):
            if home is not None:
                number, first, end = home
                found[row] = self.states[number][first:end].mean(axis=0, dtype=np.float32)
        return found


class Encoder:
    """One fitted encoder: a network (``encoder.onnx``) and its tables (``encoder.npz``)."""

    def __init__(self, folder: Path) -> None:
        """Raises KnowledgeError where the folder does not hold both files."""
        network, tables = folder / "encoder.onnx", folder / "encoder.npz"
        for path in (network, tables):
            if not path.is_file():
                raise KnowledgeError(f"{path} is missing: run training/encoder.py")
        self._network = one_thread_session(network)
        with np.load(tables, allow_pickle=False) as stored:
            self._tables = {
                name: held.astype(np.float32) if name.endswith(".weights") else held
                for name, held in stored.items()
            }
        spelled = self._tables["pieces"].tobytes().decode().split("\n")
        self.pieces = Pieces(spelled, self._tables["scores"].tolist())

    def read(self, text: Text, units: Sequence[Unit]) -> Reading:
        """What is made of a text and its units."""
        passages = Passages(text, units, self.pieces)
        states = [self._states(window.pieces) for window in passages.windows]
        tables = self._tables
        width = len(tables["mix.bias"])
        mixed = np.concatenate(
            [
                np.zeros((0, width), np.float32),
                *(
                    self._mixed(of_passage, np.array(window.spans))
                    for of_passage, window in zip(states, passages.windows, strict=True)
                ),
            ]
        )
        scores = np.asarray(mixed @ tables["head.weights"] + tables["head.bias"], np.float32)
        kept = tuple(of_passage.astype(np.float16) for of_passage in states)
        return Reading(scores, mixed, kept, passages, tables)

    def _states(self, pieces: Sequence[int]) -> Matrix:
        """What the network makes of each piece of a passage (pieces, width)."""
        numbers = np.array(pieces)
        vectors = unpacked(self._tables["vectors"][numbers], self._tables["scale"][numbers])
        states = self._network.run(None, {"vectors": vectors[None]})[0][0]
        return np.asarray(states, dtype=np.float32)

    def _mixed(self, states: Matrix, spans: npt.NDArray[np.int64]) -> Matrix:
        """What units are scored by (n, width), from the states of their pieces ``spans`` (n, 2)."""
        first, end = spans[:, 0], spans[:, 1]
        held = np.concatenate([means(states, first, end), states[first], states[end - 1]], axis=1)
        tables = self._tables
        return np.asarray(np.tanh(held @ tables["mix.weights"] + tables["mix.bias"]), np.float32)


def unpacked(nibbles: npt.NDArray[np.uint8], scales: npt.NDArray[np.float16]) -> Matrix:
    """Vectors (n, width) of 4-bit integers (n, width / 2) and a scale for each 32 (n, width / 32).

    In each 32 values byte j holds value j in its low and value j + 16 in its high half.
    """
    blocks = nibbles.reshape(*scales.shape, -1)
    values = np.concatenate([blocks & 15, blocks >> 4], axis=2).astype(np.float32) - 8
    return (values * scales[:, :, None].astype(np.float32)).reshape(len(nibbles), -1)


@cache
def shipped_encoder() -> Encoder:
    """The encoder that comes with the package, loaded once a process."""
    with resources.as_file(resources.files("custodes.evidence.encoder")) as folder:
        return Encoder(folder)
