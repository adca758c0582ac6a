"""Runs the encoder over a text: scores of every unit, before any link function.

A transformer of six layers (the lower half of multilingual-e5-small: Wang et al., "Multilingual E5
Text Embeddings", 2024), fitted on annotated documents by ``training/encoder.py`` and stored as
8-bit integers; the vectors of its pieces are stored as 4-bit integers with a scale for each 32.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from pathlib import Path

import numpy as np

from custodes.evidence.encoder.pieces import Pieces
from custodes.evidence.encoder.windows import windows
from custodes.evidence.lexicon import CLAIM_TYPES, STANCES, STATUSES, KnowledgeError
from custodes.evidence.scores import SOURCES
from custodes.evidence.units import Unit
from custodes.evidence.weights import Matrix
from custodes.model import Text

PLACES = ("inside", "begin", "end")
"""The first outputs: in a quote, its first, its last unit."""

OUTPUTS = (*PLACES, *CLAIM_TYPES, *STATUSES, *SOURCES, *STANCES)


class Encoder:
    """One fitted encoder: a network (``encoder.onnx``) and its tables (``encoder.npz``)."""

    def __init__(self, folder: Path) -> None:
        """Raises KnowledgeError where the folder does not hold both files."""
        import onnxruntime

        network, tables = folder / "encoder.onnx", folder / "encoder.npz"
        for path in (network, tables):
            if not path.is_file():
                raise KnowledgeError(f"{path} is missing: run training/encoder.py")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self._network = onnxruntime.InferenceSession(
            str(network), options, providers=["CPUExecutionProvider"]
        )
        with np.load(tables, allow_pickle=False) as stored:
            self._tables = dict(stored)
        spelled = self._tables["pieces"].tobytes().decode().split("\n")
        self.pieces = Pieces(spelled, self._tables["scores"].tolist())

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
        packed, scale = self._tables["vectors"][numbers], self._tables["scale"][numbers]
        blocks = packed.reshape(len(numbers), scale.shape[1], -1)
        values = np.concatenate([blocks & 15, blocks >> 4], axis=2).astype(np.float32) - 8
        vectors = (values * scale[:, :, None].astype(np.float32)).reshape(1, len(numbers), -1)
        states = self._network.run(None, {"vectors": vectors})[0][0]
        return np.asarray(states, dtype=np.float32)

    def _judged(self, states: Matrix, spans: np.ndarray) -> Matrix:
        """The scores of units (n, OUTPUTS), from the states of their pieces ``spans`` (n, 2)."""
        first, end = spans[:, 0], spans[:, 1]
        summed = np.concatenate([np.zeros((1, states.shape[1])), np.cumsum(states, 0, float)])
        mean = (summed[end] - summed[first]) / (end - first)[:, None]
        held = np.concatenate([mean, states[first], states[end - 1]], axis=1).astype(np.float32)
        tables = self._tables
        mixed = np.tanh(held @ tables["mix.weights"] + tables["mix.bias"])
        return np.asarray(mixed @ tables["head.weights"] + tables["head.bias"], np.float32)


@cache
def shipped_encoder() -> Encoder:
    """The encoder that comes with the package, loaded once a process."""
    with resources.as_file(resources.files("custodes.evidence.encoder")) as folder:
        return Encoder(folder)
