"""Annotated documents, read, analysed, and laid against their gold claims, ready for fitting."""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from scipy import sparse

from custodes.evidence.casting import fullest
from custodes.evidence.extraction import prepare
from custodes.evidence.features import BUCKETS
from custodes.evidence.roles import Candidates, Pair, Place
from custodes.evidence.scores import OUTPUTS, PLACES
from custodes.evidence.stage import Stage
from custodes.evidence.units import quote_bounds
from custodes.evidence.wording import BAGS, bags
from custodes.language import analyse
from custodes.language.analysis import Analysis
from custodes.model import Document, Span, Text
from custodes.reading import read


@dataclass(frozen=True)
class Cast:
    """A gold claim with the candidates for its roles, and which of them gold has."""

    place: Place
    pairs: list[Pair]
    right: np.ndarray


CAREFUL = 2.0
"""A claim of the benchmark counts for so many of the further annotations, which nobody checked."""


@dataclass
class Annotated:
    """A document with its analysis and its gold claims, ready for fitting."""

    document: Document
    text: Text
    analysis: Analysis
    gold: list[dict[str, Any]]
    name: str = ""
    body: str = ""
    scores: Any = None
    worded: Any = None
    weight: float = 1.0
    """How much its claims count when the models of sources are fitted."""
    invented: bool = False
    """Whether it is of our own writing."""
    _cast: list[Cast] | None = None

    def __post_init__(self) -> None:
        self.prepared = prepare(self.document, self.text, self.analysis)
        self.units = self.prepared.units
        self.runs = self.prepared.runs
        self.features = self.prepared.features
        self.stage = Stage(self.document, self.text, self.analysis, self.prepared.hits)
        self._label()
        self._seen()

    def _label(self) -> None:
        content = self.text.content
        bounds = [
            quote_bounds(content, self.units[i].start, self.units[j].end) for i, j in self.runs
        ]
        self.bounds = bounds
        low = np.array([a for a, _ in bounds])
        high = np.array([b for _, b in bounds])
        self.dice = np.zeros(len(bounds))
        self.best: list[int] = []
        self.spans: list[tuple[int, int] | None] = []
        taken: dict[str, int] = {}
        for claim in self.gold:
            squeezed = re.sub(r"\s", "", claim["quote"])
            pattern = r"\s*".join(map(re.escape, squeezed))
            found = [match.span() for match in re.finditer(pattern, content)]
            number = taken.get(squeezed, 0)
            taken[squeezed] = number + 1
            if not found:
                self.best.append(-1)
                self.spans.append(None)
                continue
            start, end = found[min(number, len(found) - 1)]
            self.spans.append((start, end))
            shared = np.maximum(0, np.minimum(high, end) - np.maximum(low, start))
            dice = 2 * shared / (high - low + end - start)
            best = int(dice.argmax())
            self.best.append(best if dice[best] >= 0.5 else -1)
            self.dice = np.maximum(self.dice, dice)

    def _seen(self) -> None:
        """Which units the annotators had before them: their body may lack parts of the text."""
        body = re.sub(r"\s", "", self.body)
        words = [re.sub(r"\s", "", self.text.content[u.start : u.end]) for u in self.units]
        self.seen = np.array([not body or unit in body for unit in words])
        self.seen_runs = np.array([self.seen[i : j + 1].all() for i, j in self.runs])

    def unit_labels(self) -> np.ndarray:
        """(units, OUTPUTS): 1, 0, or -1 where the output has no label."""
        labels = np.zeros((len(self.units), len(OUTPUTS)), dtype=np.int8)
        labels[:, len(PLACES) :] = -1
        for claim, best in zip(self.gold, self.best, strict=True):
            if best < 0:
                continue
            first, last = self.runs[best]
            labels[first : last + 1, 0] = 1
            labels[first, 1] = 1
            labels[last, 2] = 1
            labels[first:last, 3] = 1
            values = {claim["type"], claim["status"], claim["attribution"]["kind"], claim["stance"]}
            for column in range(len(PLACES), len(OUTPUTS)):
                labels[first : last + 1, column] = OUTPUTS[column] in values
        labels[~self.seen] = -1
        return labels

    def matrix(self) -> sparse.csr_matrix:
        """The hashed features, each row scaled by 1/sqrt(its features)."""
        size = np.diff(self.features.offsets)
        data = np.repeat(1.0 / np.sqrt(np.maximum(size, 1)), size)
        return self._hashed(data)

    def _hashed(self, data: np.ndarray) -> sparse.csr_matrix:
        shape = (len(self.units), BUCKETS)
        built = sparse.csr_matrix((data, self.features.buckets, self.features.offsets), shape)
        built.sum_duplicates()
        return built

    def wording_matrix(self) -> sparse.csr_matrix:
        """The hashed features of the gold claims' runs, bag by bag as in ``wording``."""
        runs = self.runs[[best for best in self.best if best >= 0]]
        sentence, before, after = bags(self.units, runs)
        inside = np.stack([runs[:, 0], runs[:, 1] + 1], axis=1)
        ones = self._hashed(np.ones(len(self.features.buckets)))
        parts = []
        for bag, ranges in enumerate((inside, sentence, before, after)):
            owner = _selector(ranges, len(self.units))
            if bag == 1:
                owner = owner - _selector(inside, len(self.units))
            held = (owner @ ones).tocsr()
            size = np.maximum(np.asarray(held.sum(axis=1)).ravel(), 1.0)
            parts.append(sparse.diags(BAGS[bag] / np.sqrt(size)) @ held)
        return sparse.hstack(parts).tocsr()

    def rows(self) -> np.ndarray:
        """The runs' rows, given the scores of units and of wording."""
        return self.prepared.rows(self.scores, self.worded)

    def fitted_runs(self) -> tuple[np.ndarray, np.ndarray]:
        """The runs that the model of places is fitted on, and how much each counts.

        Of those that share nothing with any claim, every third, which then counts for three.
        """
        numbers = np.flatnonzero(self.seen_runs)
        far = self.dice[numbers] == 0
        kept = ~far | (np.arange(len(numbers)) % 3 == 0)
        return numbers[kept], np.where(far, 3.0, 1.0)[kept]

    @property
    def by_hand(self) -> bool:
        """Whether it is one of the benchmark's; others were annotated by another hand."""
        return bool(self.body)

    def cast(self) -> list[Cast]:
        """The candidates for the roles of every gold claim, in order of the claims' places."""
        if self._cast is None:
            self._cast = sorted(self._candidates(), key=lambda one: one.place.start)
        return self._cast

    def _candidates(self) -> Iterator[Cast]:
        candidates = Candidates(self.text, self.analysis, self.prepared.hits)
        full = fullest(self.analysis.mentions)
        for claim, best, span in zip(self.gold, self.best, self.spans, strict=True):
            if best < 0 or span is None:
                continue
            unit = self.units[self.runs[best, 0]]
            start, end = self.bounds[best]
            source = self._said_by(claim["attribution"], start, end)
            place = Place(start, end, unit.sentence, unit.block, claim["type"])
            pairs = candidates.pairs(place, source)
            right = []
            for pair in pairs:
                wanted = claim["roles"].get(pair.role, [])
                wanted = [wanted] if isinstance(wanted, str) else wanted
                given = full.get(pair.mention.span.exact, pair.mention).span.exact
                right.append(any(dice(given, words) >= 0.6 for words in wanted))
            yield Cast(place, pairs, np.array(right, dtype=bool))

    def _said_by(self, said: dict[str, Any], start: int, end: int) -> Span | None:
        """Where the text names the source that gold has for a claim, or None."""
        named = [
            number
            for number in self.stage.candidates(start, end)
            if number >= 0 and self.stage.sources[number].kind == said["kind"]
        ]
        closest = max(
            named,
            key=lambda n: dice(self.stage.sources[n].name, said.get("name") or ""),
            default=-1,
        )
        return self.stage.attribution(closest, end).span


def _selector(ranges: np.ndarray, count: int) -> sparse.csr_matrix:
    """(ranges, units): 1 where the unit lies in the range."""
    sizes = ranges[:, 1] - ranges[:, 0]
    pointers = np.concatenate([[0], np.cumsum(sizes)])
    indices = np.concatenate([np.arange(0), *(np.arange(low, high) for low, high in ranges)])
    return sparse.csr_matrix((np.ones(len(indices)), indices, pointers), (len(ranges), count))


def dice(one: str, other: str) -> float:
    """How much of their characters two strings share, from 0 to 1, as the benchmark counts it."""
    first = Counter(re.sub(r"\s", "", one).lower())
    second = Counter(re.sub(r"\s", "", other).lower())
    return 2 * (first & second).total() / max(1, first.total() + second.total())


def annotated(folder: Path) -> list[Annotated]:
    """The documents of an annotated folder (``documents/``, ``gold.jsonl``), read and analysed.

    Names are found by models fitted without the document's fold, so that claims are fitted on
    mentions as good as those of a document never seen.
    """
    names = module("names")
    examples = names.read_examples(folder)
    others = names.read_others(folder.parent / "unlabelled")
    found = []
    with _kept("dev") as out:
        models = names.left_out(examples, others, names.FOLDS, out)
        for number, example in enumerate(examples):
            found.append(_read(folder, example.name, models[number % names.FOLDS]))
    return sorted(found, key=lambda document: document.name)


@contextlib.contextmanager
def _kept(name: str) -> Iterator[Path]:
    """A folder for fitted models of names, kept from run to run where NAME_MODELS names one."""
    kept = os.environ.get("NAME_MODELS")
    if kept:
        yield Path(kept) / name
    else:
        with tempfile.TemporaryDirectory() as folder:
            yield Path(folder)


def _read(folder: Path, name: str, models: Path) -> Annotated:
    lines = (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    gold = next(row for row in map(json.loads, lines) if row["doc"] == name)
    path = next((folder / "documents").glob(name + ".*"))
    reading = read(path.read_bytes(), path.name)
    analysis = analyse(reading.document, reading.text, models)
    body = (folder / "bodies" / f"{name}.txt").read_text(encoding="utf-8")
    return Annotated(
        reading.document, reading.text, analysis, gold["claims"], name, body, weight=CAREFUL
    )


def further(originals: Path, folder: Path) -> list[Annotated]:
    """The documents of ``annotations/`` whose originals are here, and of ``documents/``.

    They serve for fitting only. Names are found by models fitted on the annotated ``folder`` and on
    others of ``annotations/``.
    """
    names = module("names")
    examples = names.read_examples(folder)
    others = names.read_others(originals)
    found = []
    with _kept("others") as out:
        models = names.left_out(others, examples, names.FOLDS, out)
        annotations = module("annotations")
        cited = list(annotations.load(originals))
        for number, document in enumerate([*cited, *annotations.written()]):
            path = models[number % names.FOLDS]
            analysis = analyse(document.document, document.text, path)
            one = Annotated(
                document.document, document.text, analysis, document.gold["claims"], document.name
            )
            one.invented = number >= len(cited)
            found.append(one)
    return found


def module(name: str) -> ModuleType:
    """Another script of this folder."""
    key = "training_" + name
    if key not in sys.modules:
        path = Path(__file__).with_name(f"{name}.py")
        spec = importlib.util.spec_from_file_location(key, path)
        if spec is None or spec.loader is None:
            raise FileNotFoundError(path)
        sys.modules[key] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[key])
    return sys.modules[key]
