"""Runs the encoder over a text: scores of every unit, before any link function.

A transformer of six layers (the lower half of multilingual-e5-small: Wang et al., "Multilingual E5
Text Embeddings", 2024), fitted on annotated documents by ``training/encoder.py`` and stored as
8-bit integers; the vectors of its pieces are stored as 4-bit integers with a scale for each 32.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np
import numpy.typing as npt

from custodes.evidence.encoder.pieces import Pieces
from custodes.evidence.encoder.windows import windows
from custodes.evidence.lexicon import CLAIM_TYPES, STANCES, STATUSES, KnowledgeError
from custodes.evidence.scores import SOURCES
from custodes.evidence.units import Unit
from custodes.evidence.weights import Matrix, running_sums
from custodes.language.sessions import one_thread_session
from custodes.model import Text

PLACES = ("inside", "begin", "end")
"""The first outputs: in a quote, its first, its last unit."""

CHOICES = (CLAIM_TYPES, STATUSES, SOURCES, STANCES)
"""What a unit may be in a quote: the outputs that follow, of each group one."""

OUTPUTS = (*PLACES, *itertools.chain.from_iterable(CHOICES))

BOUNDS = tuple(itertools.accumulate(map(len, CHOICES), initial=len(PLACES)))
"""Where each group begins among the outputs, and where the last one ends."""


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
            self._tables = dict(stored)
        spelled = self._tables["pieces"].tobytes().decode().split("\n")
        self.pieces = Pieces(spelled, self._tables["scores"].tolist())
        self._mix = self._tables["mix.weights"].astype(np.float32)

    def scores(self, text: Text, units: Sequence[Unit]) -> Matrix:
        """Scores (units, OUTPUTS) of the units of a text."""
        found = [
            self._judged(self._states(window.pieces), np.array(window.spans))
            for window in windows(text, units, self.pieces)
        ]
        return np.concatenate([np.zeros((0, len(OUTPUTS)), np.float32), *found])

    def _states(self, pieces: Sequence[int]) -> Matrix:
        """What the network makes of each piece of a passage (pieces, width)."""
        numbers = np.array(pieces)
        vectors = unpacked(self._tables["vectors"][numbers], self._tables["scale"][numbers])
        states = self._network.run(None, {"vectors": vectors[None]})[0][0]
        return np.asarray(states, dtype=np.float32)

    def _judged(self, states: Matrix, spans: np.ndarray) -> Matrix:
        """The scores of units (n, OUTPUTS), from the states of their pieces ``spans`` (n, 2)."""
        first, end = spans[:, 0], spans[:, 1]
        summed = running_sums(states)
        mean = (summed[end] - summed[first]) / (end - first)[:, None]
        held = np.concatenate([mean, states[first], states[end - 1]], axis=1).astype(np.float32)
        tables = self._tables
        mixed = np.tanh(held @ self._mix + tables["mix.bias"])
        return np.asarray(mixed @ tables["head.weights"] + tables["head.bias"], np.float32)


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
