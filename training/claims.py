"""Fits the weights of ``custodes.evidence`` on annotated documents; deterministic.

    python training/claims.py SHARED/bench/dev --out src/custodes/evidence/weights.npz

Two levels: linear models over each clause's hashed features, then models over runs of clauses
that see the first level's scores. The first level's scores for fitting the second come from
models that have not seen the document (grouped folds).
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from custodes.evidence.attribution import Voices
from custodes.evidence.extraction import prepare
from custodes.evidence.features import BUCKETS
from custodes.evidence.lexicon import CLAIM_TYPES, STANCES, STATUSES
from custodes.evidence.roles import BUCKETS as ROLE_BUCKETS
from custodes.evidence.roles import Candidates, Pair, Place
from custodes.evidence.scores import (
    OUTPUTS,
    PLACES,
    SOURCES,
    unit_scores,
)
from custodes.evidence.units import quote_bounds
from custodes.evidence.weights import quantised
from custodes.language import analyse
from custodes.language.analysis import Analysis
from custodes.model import Document, Text
from custodes.reading import read

INNER_FOLDS = 4
NAME_FOLDS = 5
_HEADS = (("type", CLAIM_TYPES), ("status", STATUSES), ("source", SOURCES), ("stance", STANCES))


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

    def __post_init__(self) -> None:
        self.prepared = prepare(self.document, self.text, self.analysis)
        self.units = self.prepared.units
        self.runs = self.prepared.runs
        self.features = self.prepared.features
        self.speaking = Voices(self.text, self.prepared.voices)
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
        shape = (len(self.units), BUCKETS)
        built = sparse.csr_matrix((data, self.features.buckets, self.features.offsets), shape)
        built.sum_duplicates()
        return built

    def rows(self) -> np.ndarray:
        """The runs' rows, given the unit scores."""
        return self.prepared.rows(self.scores)

    def voice_rows(self, numbers: Sequence[int]) -> np.ndarray:
        """Rows about the voices around the runs of these numbers."""
        return self.prepared.voice_rows(self.speaking, self.text.content, list(numbers))

    def role_pairs(self) -> list[tuple[Pair, bool]]:
        """Every candidate pair of every gold claim, and whether gold has it."""
        candidates = Candidates(self.text, self.analysis, self.prepared.hits)
        found: list[tuple[Pair, bool]] = []
        for claim, best, span in zip(self.gold, self.best, self.spans, strict=True):
            if best < 0 or span is None:
                continue
            unit = self.units[self.runs[best, 0]]
            start, end = self.bounds[best]
            around = self.speaking.around(start, end, unit.sentence, unit.block)
            source = self.speaking.name(
                claim["attribution"]["kind"], around, self.analysis.mentions
            )
            place = Place(start, end, unit.sentence, unit.block, claim["type"])
            for pair in candidates.pairs(place, source.span):
                wanted = claim["roles"].get(pair.role, [])
                wanted = [wanted] if isinstance(wanted, str) else wanted
                right = any(_dice(pair.mention.span.exact, words) >= 0.6 for words in wanted)
                found.append((pair, right))
        return found


def _dice(one: str, other: str) -> float:
    first = Counter(re.sub(r"\s", "", one).lower())
    second = Counter(re.sub(r"\s", "", other).lower())
    return 2 * (first & second).total() / max(1, first.total() + second.total())


def fit(documents: Sequence[Annotated]) -> dict[str, np.ndarray]:
    """The weights fitted on these documents."""
    folds = [documents[k::INNER_FOLDS] for k in range(INNER_FOLDS)]
    for held in folds:
        names = {id(document) for document in held}
        level = _unit_model([d for d in documents if id(d) not in names])
        for document in held:
            document.scores = unit_scores(level, document.features)
    weights = _unit_model(documents)
    rows = np.concatenate([document.rows()[document.seen_runs] for document in documents])
    dice = np.concatenate([document.dice[document.seen_runs] for document in documents])
    weights.update(_place_model(rows, dice))
    weights.update(_heads(documents))
    weights.update(_role_model(documents))
    return weights


def _role_model(documents: Sequence[Annotated]) -> dict[str, np.ndarray]:
    pairs = [pair for document in documents for pair in document.role_pairs()]
    offsets = np.cumsum([0, *(len(pair.buckets) for pair, _ in pairs)])
    buckets = np.concatenate([np.array(pair.buckets) for pair, _ in pairs])
    shape = (len(pairs), ROLE_BUCKETS)
    inputs = sparse.csr_matrix((np.ones(len(buckets)), buckets, offsets), shape)
    inputs.sum_duplicates()
    target = np.array([right for _, right in pairs])
    model = LogisticRegression(C=0.1, solver="liblinear", tol=1e-2, random_state=0)
    model.fit(inputs, target)
    table, scale = quantised(model.coef_.reshape(-1, 1).astype(np.float32))
    return {
        "roles.table": table[:, 0],
        "roles.scale": scale,
        "roles.bias": model.intercept_.astype(np.float32),
    }


def _unit_model(documents: Sequence[Annotated]) -> dict[str, np.ndarray]:
    matrix = sparse.vstack([document.matrix() for document in documents]).tocsr()
    counts = np.concatenate([document.features.counts for document in documents])
    labels = np.concatenate([document.unit_labels() for document in documents])
    centre = counts.mean(axis=0)
    spread = np.maximum(counts.std(axis=0), 0.05)
    scaled = (counts - centre) / spread
    inputs = sparse.hstack([matrix * 3.0, sparse.csr_matrix(scaled * 0.3)]).tocsr()
    table = np.zeros((BUCKETS, len(OUTPUTS)), dtype=np.float32)
    dense = np.zeros((counts.shape[1], len(OUTPUTS)), dtype=np.float32)
    bias = np.zeros(len(OUTPUTS), dtype=np.float32)
    for column in range(len(OUTPUTS)):
        known = labels[:, column] >= 0
        target = labels[known, column]
        if target.min() == target.max():
            bias[column] = -6.0
            continue
        model = LogisticRegression(C=0.3, solver="liblinear", tol=1e-2, random_state=0)
        model.fit(inputs[known], target)
        coefficients = model.coef_[0]
        table[:, column] = coefficients[:BUCKETS] * 3.0
        dense[:, column] = coefficients[BUCKETS:] * 0.3
        bias[column] = model.intercept_[0]
    numbers, scale = quantised(table)
    return {
        "unit.table": numbers,
        "unit.scale": scale,
        "unit.bias": bias,
        "counts.weights": dense,
        "counts.bias": np.zeros(len(OUTPUTS), dtype=np.float32),
        "counts.centre": centre.astype(np.float32),
        "counts.spread": spread.astype(np.float32),
    }


def _place_model(rows: np.ndarray, dice: np.ndarray) -> dict[str, np.ndarray]:
    model = HistGradientBoostingClassifier(
        max_iter=120,
        learning_rate=0.07,
        max_leaf_nodes=14,
        min_samples_leaf=30,
        l2_regularization=5.0,
        max_features=0.3,
        early_stopping=False,
        random_state=0,
    )
    model.fit(rows, dice >= 0.5, sample_weight=0.4 + np.abs(dice - 0.5))
    return flattened("place", model)


def _source_model(rows: np.ndarray, target: np.ndarray) -> dict[str, np.ndarray]:
    model = HistGradientBoostingClassifier(
        max_iter=60,
        learning_rate=0.06,
        max_leaf_nodes=10,
        min_samples_leaf=20,
        l2_regularization=5.0,
        max_features=0.2,
        early_stopping=False,
        random_state=0,
    )
    model.fit(rows, target)
    if list(model.classes_) != list(range(len(SOURCES))):
        raise ValueError("some kind of source never speaks in these documents")
    return flattened("source", model)


def flattened(name: str, model: HistGradientBoostingClassifier) -> dict[str, np.ndarray]:
    """The trees of a boosted model as flat arrays; a leaf points at itself."""
    parts: dict[str, list[np.ndarray]] = {
        k: [] for k in ("feature", "threshold", "left", "right", "value")
    }
    roots: list[int] = []
    total = depth = 0
    for iteration in model._predictors:
        for predictor in iteration:
            nodes = predictor.nodes
            here = np.arange(len(nodes)) + total
            leaf = nodes["is_leaf"].astype(bool)
            parts["feature"].append(np.where(leaf, 0, nodes["feature_idx"]))
            parts["threshold"].append(np.where(leaf, 0.0, nodes["num_threshold"]))
            parts["left"].append(np.where(leaf, here, nodes["left"].astype(int) + total))
            parts["right"].append(np.where(leaf, here, nodes["right"].astype(int) + total))
            parts["value"].append(np.where(leaf, nodes["value"], 0.0))
            depth = max(depth, int(nodes["depth"].max()))
            roots.append(total)
            total += len(nodes)
    kinds = {
        "feature": np.int16,
        "threshold": np.float32,
        "left": np.int32,
        "right": np.int32,
        "value": np.float32,
    }
    flat = {f"{name}.{key}": np.concatenate(part).astype(kinds[key]) for key, part in parts.items()}
    flat[f"{name}.roots"] = np.array(roots, dtype=np.int32)
    flat[f"{name}.depth"] = np.array([depth], dtype=np.int32)
    flat[f"{name}.base"] = np.asarray(model._baseline_prediction, dtype=np.float32).reshape(-1)
    return flat


def _heads(documents: Sequence[Annotated]) -> dict[str, np.ndarray]:
    rows, spoken, values = [], [], []
    for document in documents:
        numbers = [best for best in document.best if best >= 0]
        if not numbers:
            continue
        rows.append(document.rows()[numbers])
        spoken.append(document.voice_rows(numbers))
        values.extend(
            (c["type"], c["status"], c["attribution"]["kind"], c["stance"])
            for c, best in zip(document.gold, document.best, strict=True)
            if best >= 0
        )
    run_inputs, voice_inputs = np.concatenate(rows), np.concatenate(spoken)
    weights: dict[str, np.ndarray] = {}
    for number, (name, classes) in enumerate(_HEADS):
        target = np.array([classes.index(value[number]) for value in values])
        if name == "source":
            weights.update(_source_model(voice_inputs, target))
            continue
        inputs = (
            run_inputs if name == "type" else np.concatenate([run_inputs, voice_inputs], axis=1)
        )
        centre, spread = inputs.mean(axis=0), np.maximum(inputs.std(axis=0), 0.05)
        model = LogisticRegression(C=0.001 if name == "stance" else 0.004, max_iter=400)
        model.fit((inputs - centre) / spread, target)
        table = np.zeros((inputs.shape[1], len(classes)), dtype=np.float32)
        bias = np.full(len(classes), -20.0, dtype=np.float32)
        for row, value in enumerate(model.classes_):
            table[:, value] = model.coef_[row]
            bias[value] = model.intercept_[row]
        weights[f"{name}.weights"], weights[f"{name}.bias"] = table, bias
        weights[f"{name}.centre"] = centre.astype(np.float32)
        weights[f"{name}.spread"] = spread.astype(np.float32)
    return weights


def annotated(folder: Path) -> list[Annotated]:
    """The documents of an annotated folder (``documents/``, ``gold.jsonl``), read and analysed.

    Names are found by models fitted without the document's fold, so that claims are fitted on
    mentions as good as those of a document never seen.
    """
    names = _training_names()
    examples = names.read_examples(folder)
    found = []
    for fold in range(NAME_FOLDS):
        with tempfile.TemporaryDirectory() as models:
            rest = [example for i, example in enumerate(examples) if i % NAME_FOLDS != fold]
            names.train(rest, Path(models))
            for example in examples[fold::NAME_FOLDS]:
                found.append(_read(folder, example.name, Path(models)))
    return sorted(found, key=lambda document: document.name)


def _read(folder: Path, name: str, models: Path) -> Annotated:
    lines = (folder / "gold.jsonl").read_text(encoding="utf-8").splitlines()
    gold = next(row for row in map(json.loads, lines) if row["doc"] == name)
    path = next((folder / "documents").glob(name + ".*"))
    reading = read(path.read_bytes(), path.name)
    analysis = analyse(reading.document, reading.text, models)
    body = (folder / "bodies" / f"{name}.txt").read_text(encoding="utf-8")
    return Annotated(reading.document, reading.text, analysis, gold["claims"], name, body)


def _training_names() -> ModuleType:
    path = Path(__file__).with_name("names.py")
    spec = importlib.util.spec_from_file_location("training_names", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def main() -> None:
    """Fit on all documents of a folder and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, default=Path("src/custodes/evidence/weights.npz"))
    arguments = parser.parse_args()
    weights = fit(annotated(arguments.folder))
    np.savez_compressed(arguments.out, **weights)
    print(f"{arguments.out}: {arguments.out.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
