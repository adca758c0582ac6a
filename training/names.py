"""Fits the recognisers of ``custodes.language`` on annotated documents; deterministic.

    python training/names.py SHARED/bench/dev --others SHARED/bench/unlabelled \\
        --out src/custodes/language

SHARED/bench/dev holds ``bodies/NAME.txt`` and ``gold.jsonl`` in the shape of SPEC.md; ``--others``
holds the originals of ``training/annotations``. Two models come out,
``zh/names.crfsuite`` and ``en/names.crfsuite``, and ``judge.json``, which judges their finds: the
same documents give the same bytes. No word or n-gram goes in that spells part of what is, or looks
like, a person's name.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import re
import sys
import tempfile
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from custodes.language import analysing, name_like
from custodes.language.analysing import block_language
from custodes.language.judging import Judge, Measures, measures
from custodes.language.names import Prepared
from custodes.language.segments import sentences
from custodes.model import Block, Text

LANGUAGES = ("zh", "en")
_WORDS = ("w=", "w-1=", "w+1=", "w-2=", "w+2=", "w-1,0=", "w0,1=")
_NGRAMS = ("bc", "cd", "ab", "de", "bcd", "w")
PARAMETERS: Mapping[str, Mapping[str, float]] = {
    # c1 prunes weights (L1), c2 shrinks them (L2); chosen by five folds of whole documents.
    "zh": {"c1": 0.6, "c2": 0.1, "max_iterations": 60},
    "en": {"c1": 0.2, "c2": 0.1, "max_iterations": 80},
}
OTHER_HAND = "other-hand"
"""A feature of every item annotated by another hand, which notes more; absent when in use."""

FOLDS = 3
"""The judge is fitted on what models find that never saw the document: so many sets of them."""

SHRINKING = 0.01
"""The judge's inverse strength of regularisation (L2), over measures of unit variance."""


@dataclass(frozen=True, slots=True)
class Example:
    """An annotated document: its text, and the names in it as pairs of kind and string."""

    name: str
    text: Text
    entities: frozenset[tuple[str, str]]
    other_hand: bool = False


def read_examples(dev: Path) -> list[Example]:
    """The annotated documents of a folder, in the order of ``gold.jsonl``."""
    examples = []
    for line in (dev / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        body = (dev / "bodies" / f"{row['doc']}.txt").read_text(encoding="utf-8")
        entities = frozenset((entity["kind"], entity["text"]) for entity in row["entities"])
        examples.append(Example(row["doc"], plain_text(body), entities))
    return examples


def read_others(originals: Path) -> list[Example]:
    """The documents of ``annotations/`` whose originals are in a folder, and of ``documents/``."""
    return [
        Example(
            found.name,
            plain_text(found.body),
            frozenset((entity["kind"], entity["text"]) for entity in found.gold["entities"]),
            other_hand=True,
        )
        for found in (*_annotations().load(originals), *_annotations().written())
    ]


def _annotations() -> ModuleType:
    path = Path(__file__).with_name("annotations.py")
    spec = importlib.util.spec_from_file_location("training_annotations", path)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def plain_text(body: str) -> Text:
    """A body as a Text: the first line its title, every other line a paragraph."""
    content = unicodedata.normalize("NFC", body)
    blocks: list[Block] = []
    start = 0
    for line in content.split("\n"):
        if line.strip():
            kind = "paragraph" if blocks else "title"
            blocks.append(Block(kind, start, start + len(line)))  # type: ignore[arg-type]
        start += len(line) + 1
    return Text(content, tuple(blocks))


def train(examples: Iterable[Example], out: Path) -> None:
    """Fit both models on these examples and write them to ``out/zh`` and ``out/en``.

    The judge is not fitted: models of ``out`` are read with the one that comes with custodes, or
    with ``out/judge.json`` where ``write_judge`` has put one.
    """
    prepared = [(example, prepare(example)) for example in examples]
    hidden = pieces_of_names(example for example, _ in prepared)
    for language in LANGUAGES:
        sequences = [
            (_marked(without(rows, hidden), example), labels)
            for example, parts in prepared
            for rows, labels in _sequences(example, parts[language])
        ]
        path = out / language / "names.crfsuite"
        path.parent.mkdir(parents=True, exist_ok=True)
        fit(sequences, PARAMETERS[language], path)


def _marked(rows: list[list[str]], example: Example) -> list[list[str]]:
    return [[*row, OTHER_HAND] for row in rows] if example.other_hand else rows


def left_out(
    examples: Sequence[Example], others: Sequence[Example], folds: int, out: Path
) -> list[Path]:
    """Fit a set of models without each fold of the examples; set i is of no example i mod folds.

    The others are in all sets. What stands in ``out`` already is taken as it is. The judge of each
    set is the one that comes with custodes, fitted on some hundred measures that spell no name.
    """
    paths = []
    for fold in range(folds):
        path = out / f"{fold}-of-{folds}"
        if not all((path / language / "names.crfsuite").is_file() for language in LANGUAGES):
            rest = [example for i, example in enumerate(examples) if i % folds != fold]
            train([*rest, *others], path)
        paths.append(path)
    return paths


def judged_rows(example: Example, models: Path) -> list[tuple[Measures, bool]]:
    """The measures of each candidate that the models find in an example, and if it is a name."""
    gold = {(kind, _squeezed(surface)) for kind, surface in example.entities}
    found = []
    for language, part in analysing.by_language(example.text, sentences(example.text)).items():
        names, prepared = analysing.candidates(example.text, language, part, models)
        classes = analysing.module_of(language).classes
        content, title = example.text.content, analysing.title(example.text)
        rows = measures(content, title, names, prepared, classes)
        found += [(row, (kind, _squeezed(text)) in gold) for (kind, text), row in rows.items()]
    return found


def write_judge(rows: Sequence[tuple[Measures, bool]], missed: int, path: Path) -> None:
    """Fit the judge on rows of ``judged_rows`` and write it, with the threshold of the best F1.

    ``missed`` is how many names of the same examples are no candidates. The threshold is chosen on
    halves of the rows that the weights were not fitted on.
    """
    halves = [rows[start::2] for start in range(2)]
    chances: list[tuple[float, bool]] = []
    for inner, outer in (halves, halves[::-1]):
        judge = Judge(*_logistic(inner), 0.0)
        chances += [(judge.probability(row), right) for row, right in outer]
    gold = missed + sum(right for _, right in rows)
    chances.sort(key=lambda chance: -chance[0])
    hits, best, threshold = 0, 0.0, 0.5
    for number, (chance, right) in enumerate(chances, start=1):
        hits += right
        if 2 * hits / (number + gold) > best:
            best, threshold = 2 * hits / (number + gold), chance
    bias, weights = _logistic(rows)
    judge_json = {
        "threshold": round(threshold - 5e-5, 4),
        "bias": round(bias, 4),
        "weights": {name: round(weight, 4) for name, weight in sorted(weights.items())},
    }
    path.write_text(json.dumps(judge_json, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _logistic(rows: Sequence[tuple[Measures, bool]]) -> tuple[float, dict[str, float]]:
    """Bias and weights of a logistic regression, for measures as they are."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    names = sorted({name for row, _ in rows for name in row})
    table = np.array([[row.get(name, 0.0) for name in names] for row, _ in rows])
    centre, spread = table.mean(axis=0), table.std(axis=0)
    spread[spread == 0] = 1.0
    model = LogisticRegression(C=SHRINKING, max_iter=500)
    model.fit((table - centre) / spread, [right for _, right in rows])
    weights = model.coef_[0] / spread
    bias = float(model.intercept_[0] - weights @ centre)
    return bias, {name: float(weight) for name, weight in zip(names, weights, strict=True)}


def missed(example: Example, rows: Sequence[tuple[Measures, bool]]) -> int:
    """How many distinct names of an example are no candidates."""
    gold = {(kind, _squeezed(surface)) for kind, surface in example.entities}
    return len(gold) - sum(right for _, right in rows)


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def pieces_of_names(examples: Iterable[Example]) -> frozenset[str]:
    """What no feature may spell: words of names, and runs of two or more Chinese characters.

    Names are what the annotation calls a person's, and whatever else looks like one (bylines).
    """
    pieces: set[str] = set()
    for example in examples:
        content = example.text.content
        names = {surface for kind, surface in example.entities if kind == "person"}
        names |= {content[start:end] for start, end in name_like(content)}
        pieces.update(names)
        for name in names:
            pieces.update(word.lower() for word in re.findall(r"[^\W\d_\u3400-\u9fff]{3,}", name))
            for run in re.findall(r"[\u3400-\u9fff]+", name):
                pieces.update(run[a:b] for a in range(len(run)) for b in range(a + 2, len(run) + 1))
    return frozenset(pieces)


def without(rows: list[list[str]], pieces: frozenset[str]) -> list[list[str]]:
    """The rows without the features that spell any of these pieces."""
    return [[feature for feature in row if not _spelled(feature, pieces)] for row in rows]


def _spelled(feature: str, pieces: frozenset[str]) -> bool:
    if feature.startswith(_WORDS):
        return any(word in pieces for word in feature.partition("=")[2].split())
    if feature.startswith(_NGRAMS):
        text = feature.lstrip("abcdew+-")
        return text in pieces or text[:2] in pieces or text[1:3] in pieces
    return False


def prepare(example: Example) -> dict[str, list[Prepared]]:
    """An example's sentences by language, as the recogniser of that language takes them."""
    from custodes.language.en import names as english
    from custodes.language.zh import names as chinese

    text = example.text
    written = [block_language(text.content[b.start : b.end]) for b in text.blocks]
    parts = sentences(text)
    by_language = {
        language: [part for part in parts if written[part.block] == language]
        for language in LANGUAGES
    }
    return {
        "zh": chinese.prepare(text.content, by_language["zh"]),
        "en": english.prepare(text.content, by_language["en"]),
    }


def fit(
    sequences: Sequence[tuple[list[list[str]], list[str]]],
    parameters: Mapping[str, float],
    path: Path,
) -> None:
    """Fit one conditional random field by L-BFGS and write it."""
    import pycrfsuite

    trainer = pycrfsuite.Trainer(algorithm="lbfgs", params=dict(parameters), verbose=False)
    for rows, labels in sequences:
        trainer.append(rows, labels)
    trainer.train(str(path))


def label(content: str, entities: Collection[tuple[str, str]]) -> list[str]:
    """A label for each character: longer names first, each wherever it occurs."""
    labels = ["O"] * len(content)
    for kind, surface in sorted(entities, key=lambda entity: (-len(entity[1]), entity)):
        start = content.find(surface)
        while start >= 0:
            end = start + len(surface)
            if all(known == "O" for known in labels[start:end]):
                labels[start:end] = ["B-" + kind] + ["I-" + kind] * (len(surface) - 1)
            start = content.find(surface, start + 1)
    return labels


def _sequences(
    example: Example, parts: Iterable[Prepared]
) -> Iterable[tuple[list[list[str]], list[str]]]:
    labels = label(example.text.content, example.entities)
    for part in parts:
        row_labels: list[str] = []
        for start, _ in part.items:
            here = labels[start]
            # A name that begins inside an item cannot be had whole.
            if here.startswith("I-") and (not row_labels or row_labels[-1] == "O"):
                here = "O"
            row_labels.append(here)
        yield part.rows, row_labels


def main() -> None:
    """Fit on all documents of a folder, and print the SHA-256 of what went in and came out."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("dev", type=Path)
    parser.add_argument("--others", type=Path, help="originals of training/annotations")
    parser.add_argument("--folds", type=Path, help="keep the models of the folds here")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    examples = read_examples(arguments.dev)
    others = read_others(arguments.others) if arguments.others else []
    with tempfile.TemporaryDirectory() as folder:
        models = left_out(examples, others, FOLDS, arguments.folds or Path(folder))
        rows, absent = [], 0
        for number, example in enumerate(examples):
            own = judged_rows(example, models[number % FOLDS])
            absent += missed(example, own)
            rows += own
        write_judge(rows, absent, arguments.out / "judge.json")
    train([*examples, *others], arguments.out)
    files = [arguments.dev / "gold.jsonl"]
    files += [arguments.dev / "bodies" / f"{example.name}.txt" for example in examples]
    if others:
        files += sorted(Path(__file__).with_name("annotations").glob("*.json"))
        files += sorted(Path(__file__).with_name("documents").iterdir())
    files += [arguments.out / name / "names.crfsuite" for name in LANGUAGES]
    files.append(arguments.out / "judge.json")
    for path in files:
        print(hashlib.sha256(path.read_bytes()).hexdigest(), f"{path.parent.name}/{path.name}")


if __name__ == "__main__":
    main()
