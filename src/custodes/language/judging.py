"""Which of the candidates are names of a document: all the places of one string weighed together.

The recogniser sees one sentence at a time, and an annotation enters a string once for a document.
So every string that it thinks possible, and every one that the word lists hold, is weighed by what
it scores wherever it stands, how often that is, what the lists say of it, and what rivals it. The
weights (``judge.json``) are a logistic regression fitted by ``training/names.py`` on documents
that the recogniser had not seen.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from custodes.language.names import Name, Prepared, longest
from custodes.language.recogniser import ModelError
from custodes.model import MentionKind

Candidate = tuple[MentionKind, str]
Measures = dict[str, float]
Classes = Callable[[str], Iterable[str]]

_LISTED = ("agency", "company", "place", "programme", "technology", "group", "data")
_BY_KIND = (
    "most",
    "nowhere",
    "listed",
    "ending",
    "listed otherwise",
    "occurrences",
    "share",
    "whole words",
    "bare",
    "rival",
    "length",
    "inside",
)
"""The measures that weigh differently for each kind."""


def measures(
    content: str, title: int, names: Sequence[Name], sentences: Sequence[Prepared], classes: Classes
) -> dict[Candidate, Measures]:
    """What is measured of each distinct candidate; each value is about 0..3.

    ``title`` is where the title ends (code points), ``classes`` what the word lists say of a word.
    """
    tags = {(word.start, word.end): word.tag for part in sentences for word in part.words}
    starts = {start for start, _ in tags}
    ends = {end for _, end in tags}
    places: dict[Candidate, list[Name]] = defaultdict(list)
    surest: dict[str, dict[MentionKind, float]] = defaultdict(dict)
    for name in names:
        surface = content[name.start : name.end]
        places[name.kind, surface].append(name)
        known = surest[surface].get(name.kind, 0.0)
        surest[surface][name.kind] = max(known, name.score)
    together: dict[MentionKind, str] = defaultdict(str)
    for kind, surface in places:
        together[kind] += surface + "\0"
    length = max(1, len(content))
    found = {}
    for (kind, surface), here in places.items():
        scores = [name.score for name in here]
        occurrences = max(content.count(surface), len(here))
        whole = sum(name.start in starts and name.end in ends for name in here)
        own, others = _listed(classes(surface), kind)
        first = min(name.start for name in here)
        row = {
            "most": max(scores),
            "mean": sum(scores) / len(scores),
            "nowhere": math.prod(1.0 - score for score in scores),
            "found": math.log(len(here)),
            "occurrences": math.log(occurrences),
            "share": len(here) / occurrences,
            "whole words": whole / len(here),
            "listed": own,
            "listed otherwise": others,
            "bare": float(any(name.endswith(".bare") for name in classes(surface))),
            "ending": float(any(_of(name, kind) for name in _endings(surface, classes))),
            "one character": float(len(surface) == 1),
            "two characters": float(len(surface) == 2),
            "length": min(len(surface), 20) / 10,
            "rival": max((s for k, s in surest[surface].items() if k != kind), default=0.0),
            "inside": float(together[kind].count(surface) > 1),
            "first": first / length,
            "in title": float(first < title),
            "only listed": float(max(scores) <= _UNSURE),
            "size": math.log(length) / 10,
        }
        row |= {f"{kind}: {name}": row[name] for name in _BY_KIND}
        row[f"kind {kind}"] = 1.0
        for tag in {tags.get((name.start, name.end), "") for name in here}:
            row[f"tag {tag}"] = 1.0
        found[kind, surface] = row
    return found


_UNSURE = 0.2


@dataclass(frozen=True, slots=True)
class Judge:
    """Weights of a logistic regression, and the probability from which a candidate is a name."""

    bias: float
    weights: Mapping[str, float]
    threshold: float

    def probability(self, row: Mapping[str, float]) -> float:
        """How likely a candidate with these measures is a name (0..1)."""
        weights = self.weights
        total = self.bias + sum(weights.get(name, 0.0) * value for name, value in row.items())
        return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, total))))

    def accepted(
        self,
        content: str,
        title: int,
        names: Sequence[Name],
        sentences: Sequence[Prepared],
        classes: Classes,
    ) -> list[Name]:
        """Those of the candidates that are names, none of one kind inside another."""
        rows = measures(content, title, names, sentences, classes)
        kept = {key for key, row in rows.items() if self.probability(row) > self.threshold}
        taken = [name for name in names if (name.kind, content[name.start : name.end]) in kept]
        titles = [name for name in taken if name.kind == "instrument"]
        return [*longest(name for name in taken if name.kind != "instrument"), *titles]


def load(path: Path) -> Judge:
    """The weights at a path. Raises ModelError where there are none, or they cannot be read."""
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
        weights = {str(name): float(weight) for name, weight in raw["weights"].items()}
        return Judge(float(raw["bias"]), weights, float(raw["threshold"]))
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise ModelError(f"no weights at {path}; training/names.py makes them") from error


@cache
def judge(path: Path) -> Judge:
    """The weights at this path, read once a process."""
    return load(path)


def _listed(classes: Iterable[str], kind: str) -> tuple[float, float]:
    heads = {name.partition(".")[0] for name in classes}
    return float(kind in heads), float(any(head in _LISTED for head in heads - {kind}))


def _of(name: str, kind: str) -> bool:
    return name.partition(".")[0] == kind


def _endings(surface: str, classes: Classes) -> set[str]:
    """The classes of the listed words that end a surface, in words or in characters."""
    starts = range(1, len(surface))
    if surface.isascii() or " " in surface:
        starts = [i + 1 for i in starts if surface[i] == " " and i + 1 < len(surface)]  # type: ignore[assignment]
    return {name for start in starts for name in classes(surface[start:])}
