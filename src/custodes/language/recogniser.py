"""A fitted conditional random field: rows of features come in, labelled stretches go out.

Lafferty, McCallum and Pereira, "Conditional random fields", ICML 2001; the implementation is
CRFsuite's. Labels are ``B-kind``, ``I-kind`` and ``O``.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from custodes.model import CustodesError, MentionKind

THRESHOLD = 0.45
"""An item belongs to a name where the model gives that at least this probability (0..1)."""


class ModelError(CustodesError):
    """A fitted model cannot be loaded; says which file, and how to make one."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The items ``first..last`` (both included) that name something, and how surely (0..1)."""

    first: int
    last: int
    kind: MentionKind
    score: float


class Recogniser:
    """One fitted model. A lock makes it safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """Load a model of ``training/names.py``. Raises ModelError where there is none."""
        import pycrfsuite

        if not path.is_file():
            raise ModelError(f"no model at {path}; training/names.py makes it")
        self._tagger = pycrfsuite.Tagger()
        try:
            self._tagger.open(str(path))
        except ValueError as error:
            raise ModelError(f"{path} is not a CRFsuite model: {error}") from error
        self._labels = [label for label in self._tagger.labels() if label != "O"]
        self._lock = threading.Lock()

    def find(self, rows: Sequence[Sequence[str]], threshold: float = THRESHOLD) -> list[Stretch]:
        """The stretches of one sentence that name something, in order, none overlapping."""
        if not rows:
            return []
        with self._lock:
            self._tagger.set(rows)
            marginal = self._tagger.marginal
            best = [self._best(marginal, index, threshold) for index in range(len(rows))]
        found: list[Stretch] = []
        index = 0
        while index < len(best):
            label, probability = best[index]
            if label == "O":
                index += 1
                continue
            kind, last = label[2:], index
            while last + 1 < len(best) and best[last + 1][0] == "I-" + kind:
                last += 1
                probability = min(probability, best[last][1])
            found.append(Stretch(index, last, cast(MentionKind, kind), probability))
            index = last + 1
        return found

    def _best(self, marginal, index: int, threshold: float) -> tuple[str, float]:  # type: ignore[no-untyped-def]
        named = 1.0 - marginal("O", index)
        if named <= threshold:
            return "O", 1.0 - named
        probability, label = max((marginal(label, index), label) for label in self._labels)
        return label, probability


@cache
def recogniser(path: Path) -> Recogniser:
    """The model at this path, loaded once a process."""
    return Recogniser(path)
