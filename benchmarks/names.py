"""How well names are found in documents that the models have not seen.

    python benchmarks/names.py SHARED/bench/dev [--others SHARED/bench/unlabelled] [--folds 3]

Whole documents are left out: for each fold the models are fitted on the other folds (and on the
documents of ``training/annotations`` whose originals are in ``--others``), then the product's own
``analyse`` reads the fold, with a judge fitted on what is found in the other folds by models that
had not seen it. Prints precision, recall and F1 over distinct (kind, string) pairs, by language and
kind, as SPEC.md's scorer counts them, with intervals (bootstrap over documents, 95 %).
"""

from __future__ import annotations

import argparse
import importlib.util
import random
import re
import sys
import tempfile
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

from custodes.language import analyse
from custodes.language.analysing import block_language
from custodes.model import Document

_TRAINING = Path(__file__).resolve().parents[1] / "training" / "names.py"


_SPACE = re.compile(r"\s+")
_NOT_NAMES = {"date", "quantity", "phrase"}
_DRAWS = 1000


def training() -> ModuleType:
    """The script that fits the models, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("training_names", _TRAINING)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(_TRAINING)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def left_out(
    fitting: ModuleType, examples: list[Any], others: list[Any], folds: int, folder: Path
) -> dict[str, set[tuple[str, str]]]:
    """The distinct (kind, string) pairs found in each document by models that never saw it."""
    models = fitting.left_out(examples, others, folds, folder)
    rows = [
        fitting.judged_rows(example, models[number % folds])
        for number, example in enumerate(examples)
    ]
    found: dict[str, set[tuple[str, str]]] = {}
    for fold, path in enumerate(models):
        seen = [number for number in range(len(examples)) if number % folds != fold]
        missed = sum(fitting.missed(examples[number], rows[number]) for number in seen)
        fitting.write_judge(
            [row for number in seen for row in rows[number]], missed, path / "judge.json"
        )
        for example in examples[fold::folds]:
            analysis = analyse(Document("0" * 64, "text/plain", example.name), example.text, path)
            found[example.name] = {
                (mention.kind, _squeeze(mention.span.exact))
                for mention in analysis.mentions
                if mention.kind not in _NOT_NAMES
            }
    return found


def interval(counts: list[tuple[int, int, int]]) -> tuple[float, float]:
    """The 95 % interval of F1 over documents, each with its hits, gold and predicted names."""
    drawn = random.Random(1)
    figures = []
    for _ in range(_DRAWS):
        hits, gold, predicted = map(sum, zip(*drawn.choices(counts, k=len(counts)), strict=True))
        figures.append(2 * hits / max(gold + predicted, 1))
    figures.sort()
    return figures[_DRAWS // 40], figures[-_DRAWS // 40]


def _squeeze(text: str) -> str:
    return _SPACE.sub("", text)


def _line(label: str, hits: int, gold: int, predicted: int) -> str:
    precision, recall = hits / max(predicted, 1), hits / max(gold, 1)
    f1 = 2 * hits / max(gold + predicted, 1)
    return (
        f"{label:24} P {precision:.3f}  R {recall:.3f}  F1 {f1:.3f}"
        f"   gold {gold} predicted {predicted}"
    )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("dev", type=Path)
    parser.add_argument("--others", type=Path, help="originals of training/annotations")
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--models", type=Path, help="keep the models here, or take them from here")
    arguments = parser.parse_args()
    fitting = training()
    examples = fitting.read_examples(arguments.dev)
    others = fitting.read_others(arguments.others) if arguments.others else []
    with tempfile.TemporaryDirectory() as folder:
        models = arguments.models or Path(folder)
        found = left_out(fitting, examples, others, arguments.folds, models)
    by_document: dict[str, list[tuple[int, int, int]]] = {"all": [], "zh": [], "en": []}
    counts: Counter[tuple[str, str, str]] = Counter()
    for example in examples:
        gold = {(kind, _squeeze(surface)) for kind, surface in example.entities}
        language = block_language(example.text.content)
        pairs_found = found[example.name]
        triple = (len(gold & pairs_found), len(gold), len(pairs_found))
        by_document["all"].append(triple)
        by_document[language].append(triple)
        for side, pairs in (
            ("hits", gold & found[example.name]),
            ("gold", gold),
            ("predicted", found[example.name]),
        ):
            for kind, _ in pairs:
                for group in ("all", language):
                    counts[group, "", side] += 1
                    counts[group, kind, side] += 1
    for group, kind in sorted({(group, kind) for group, kind, _ in counts}):
        row = (counts[group, kind, side] for side in ("hits", "gold", "predicted"))
        print(_line(f"{group} {kind}".strip(), *row))
    for group, triples in by_document.items():
        if triples:
            low, high = interval(triples)
            print(f"{group}: F1 in {low:.3f}..{high:.3f} (95 %, {len(triples)} documents)")


if __name__ == "__main__":
    main()
