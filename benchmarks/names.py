"""How well names are found in documents that the models have not seen.

    python benchmarks/names.py SHARED/bench/dev [--folds 5]

Whole documents are left out: for each fold the models are fitted on the other folds, then the
product's own ``analyse`` reads the fold. Prints precision, recall and F1 over distinct
(kind, string) pairs, by language and kind, as SPEC.md's scorer counts them.
"""

from __future__ import annotations

import argparse
import importlib.util
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
_NOT_NAMES = {"date", "quantity"}


def training() -> ModuleType:
    """The script that fits the models, which is no part of the package."""
    spec = importlib.util.spec_from_file_location("training_names", _TRAINING)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(_TRAINING)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def left_out(examples: list[Any], folds: int) -> dict[str, set[tuple[str, str]]]:
    """The distinct (kind, string) pairs found in each document by models that never saw it."""
    train = training().train
    found: dict[str, set[tuple[str, str]]] = {}
    for fold in range(folds):
        with tempfile.TemporaryDirectory() as folder:
            models = Path(folder)
            train([example for i, example in enumerate(examples) if i % folds != fold], models)
            for example in examples[fold::folds]:
                analysis = analyse(
                    Document("0" * 64, "text/plain", example.name), example.text, models
                )
                found[example.name] = {
                    (mention.kind, _squeeze(mention.span.exact))
                    for mention in analysis.mentions
                    if mention.kind not in _NOT_NAMES
                }
    return found


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
    parser.add_argument("--folds", type=int, default=5)
    arguments = parser.parse_args()
    examples = training().read_examples(arguments.dev)
    found = left_out(examples, arguments.folds)
    counts: Counter[tuple[str, str, str]] = Counter()
    for example in examples:
        gold = {(kind, _squeeze(surface)) for kind, surface in example.entities}
        language = block_language(example.text.content)
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


if __name__ == "__main__":
    main()
