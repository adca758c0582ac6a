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

THRESHOLD = 0.2
"""What weighs an item outside of any name: low, since all candidates are judged together later."""


_SURELY_OUTSIDE = 0.9
"""Items outside of any name with more than this probability are not looked at further."""


_NEVER = 0.02
"""A kind that begins nowhere in a stretch with more than this probability is not in it."""


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
        self._labels = frozenset(self._tagger.labels()) - {"O"}
        self._kinds = sorted(label[2:] for label in self._labels if label.startswith("B-"))
        self._lock = threading.Lock()

    def find(
        self,
        rows: Sequence[Sequence[str]],
        asked: Sequence[tuple[int, int, MentionKind]] = (),
        threshold: float = THRESHOLD,
    ) -> tuple[list[Stretch], list[float]]:
        """The stretches of one sentence that may name something, in order, none overlapping.

        Then how probable it is (0..1) that each of the stretches ``asked`` about, as first and last
        item and kind, names that.
        """
        if not rows:
            return [], [0.0 for _ in asked]
        with self._lock:
            self._tagger.set(rows)
            marginal = self._tagger.marginal
            outside = [marginal("O", index) for index in range(len(rows))]
            found: list[Stretch] = []
            index = 0
            while index < len(rows):
                if outside[index] > _SURELY_OUTSIDE:
                    index += 1
                    continue
                end = index
                while end < len(rows) and outside[end] <= _SURELY_OUTSIDE:
                    end += 1
                found += self._decoded(marginal, outside, index, end, threshold)
                index = end
            return found, [
                min(self._part(marginal, kind, index) for index in range(first, last + 1))
                for first, last, kind in asked
            ]

    def _decoded(  # type: ignore[no-untyped-def]
        self, marginal, outside: Sequence[float], first: int, end: int, threshold: float
    ) -> list[Stretch]:
        """The labels of ``first..end`` (end excluded) that are right for most items by expectation.

        An I only follows a B or I of its kind; ``threshold`` weighs an item outside of any name.
        """
        weight = threshold / (1.0 - threshold)
        span = range(first, end)
        begins, inner = {}, {}
        left = [1.0 - outside[index] for index in span]
        for kind in self._kinds:
            # Where the kinds so far leave so little, no other is in the stretch.
            if max(left) <= _NEVER:
                break
            row_of_kind = [marginal("B-" + kind, index) for index in span]
            # Most stretches are of one kind or two: the rest need no second look.
            if max(row_of_kind) > _NEVER:
                begins[kind] = row_of_kind
                inner[kind] = [self._of(marginal, "I-" + kind, index) for index in span]
                left = [
                    rest - one - other
                    for rest, one, other in zip(left, row_of_kind, inner[kind], strict=True)
                ]
        best, choices = 0.0, []
        inside = dict.fromkeys(begins, float("-inf"))
        for index in span:
            at = index - first
            row: dict[str, str] = {}
            nothing = best + weight * outside[index]
            top, label = nothing, "O"
            following: dict[str, float] = {}
            for kind, begun_here in begins.items():
                begun = best + begun_here[at]
                went_on = inside[kind] + inner[kind][at]
                if begun >= went_on:
                    following[kind], row[kind] = begun, "B"
                else:
                    following[kind], row[kind] = went_on, "I"
                if following[kind] > top:
                    top, label = following[kind], kind
            row[""] = label
            choices.append(row)
            best, inside = top, following
        found: list[Stretch] = []
        index, kind = end - 1, choices[-1][""]
        while index >= first:
            if kind == "O":
                index -= 1
            else:
                last = index
                while choices[index - first][kind] == "I":
                    index -= 1
                places = range(index - first, last - first + 1)
                score = min(begins[kind][place] + inner[kind][place] for place in places)
                found.append(Stretch(index, last, cast(MentionKind, kind), score))
                index -= 1
            kind = choices[index - first][""] if index >= first else "O"
        return found[::-1]

    def _part(self, marginal, kind: str, index: int) -> float:  # type: ignore[no-untyped-def]
        """The probability that an item is part of a name of a kind."""
        return self._of(marginal, "B-" + kind, index) + self._of(marginal, "I-" + kind, index)

    def _of(self, marginal, label: str, index: int) -> float:  # type: ignore[no-untyped-def]
        """The probability of a label, 0 for one that no example had."""
        return marginal(label, index) if label in self._labels else 0.0


@cache
def recogniser(path: Path) -> Recogniser:
    """The model at this path, loaded once a process."""
    return Recogniser(path)
