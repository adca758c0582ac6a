"""Scores the whole chain against annotated documents, whole documents left out.

    python benchmarks/score.py SHARED/bench [--folds 5] [--in-sample] [--out DIR]

read, analyse and extract run on every document of ``SHARED/bench/dev``; the weights are fitted
anew for each fold without its documents (``--in-sample``: the shipped weights). Predictions are
written one document a line, and ``SHARED/bench/score.py`` prints the figures, for Chinese and
English documents apart and together.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import sys
import tempfile
from pathlib import Path
from types import ModuleType
from typing import Any

from custodes.evidence import extract
from custodes.evidence.weights import Weights
from custodes.model import Claim, Mention
from custodes.release.gate import LEFT_OUT_OF_ENTITIES

ROOT = Path(__file__).resolve().parents[1]
SHOWN = (
    "claims",
    "claims_any",
    "roles",
    "quantities",
    "attribution_kind",
    "attribution_name",
    "stance",
    "stance.denies",
    "stance.infers",
    "status",
    "dangerous",
    "entities",
    "unlocated",
)


def main() -> None:
    """Fit, predict, score and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--in-sample", action="store_true", help="the shipped weights, no folds")
    parser.add_argument("--out", type=Path, help="where predictions go (default: nowhere)")
    parser.add_argument("--all-figures", action="store_true")
    arguments = parser.parse_args()
    training = _module(ROOT / "training" / "claims.py")
    documents = training.annotated(arguments.bench / "dev")
    names = [document.name for document in documents]
    by_name = dict(zip(names, documents, strict=True))
    weights: dict[str, Weights | None] = dict.fromkeys(names)
    if not arguments.in_sample:
        shuffled = sorted(names, key=lambda name: hashlib.sha256(name.encode()).digest())
        for fold in range(arguments.folds):
            held = shuffled[fold :: arguments.folds]
            fitted = training.fit([by_name[name] for name in names if name not in held])
            weights.update(dict.fromkeys(held, fitted))
            print(f"fold {fold + 1} of {arguments.folds} fitted", file=sys.stderr)
    predicted = {name: _predicted(name, by_name[name], weights[name]) for name in names}
    _print(arguments, predicted, by_name)


def _print(
    arguments: argparse.Namespace, predicted: dict[str, Any], by_name: dict[str, Any]
) -> None:
    score = _module(arguments.bench / "score.py")
    gold = score.read_jsonl(arguments.bench / "dev" / "gold.jsonl")
    folder = arguments.out or Path(tempfile.mkdtemp(prefix="score-"))
    folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in predicted.values())
    (folder / "predicted.jsonl").write_text(lines, encoding="utf-8")
    bodies = {
        name: (arguments.bench / "dev" / "bodies" / f"{name}.txt").read_text(encoding="utf-8")
        for name in gold
    }
    chinese = {name for name in gold if by_name[name].document.language.startswith("zh")}
    figures = {}
    for group, names in (("zh", chinese), ("en", set(gold) - chinese), ("all", set(gold))):
        rows = {name: json.loads(json.dumps(gold[name])) for name in gold if name in names}
        own = {name: json.loads(json.dumps(predicted[name])) for name in rows}
        figures[group], _ = score.score(rows, own, bodies)
    shown = [key for key in figures["all"] if arguments.all_figures or key in SHOWN]
    print(f"{'figure':26}{'zh':>26}{'en':>26}{'all':>26}")
    for key in shown:
        cells = [_cell(figures[group].get(key)) for group in ("zh", "en", "all")]
        print(f"{key:26}" + "".join(f"{cell:>26}" for cell in cells))
    _print_unlocated(predicted, by_name, bodies, score.squeeze)
    print(f"predictions: {folder / 'predicted.jsonl'}")


def _print_unlocated(
    predicted: dict[str, Any], by_name: dict[str, Any], bodies: dict[str, str], squeeze: Any
) -> None:
    """Says where quotes are not in the annotators' body, and whether the original holds them."""
    for name, row in predicted.items():
        quotes = [squeeze(claim["quote"]) for claim in row["claims"]]
        missing = [quote for quote in quotes if quote not in squeeze(bodies[name])]
        if missing:
            text = by_name[name].text
            read = squeeze("".join(text.content[b.start : b.end] for b in text.body()))
            share = len(squeeze(bodies[name])) / len(read)
            print(
                f"unlocated in {name}: {len(missing)}, of them in the text as read: "
                f"{sum(quote in read for quote in missing)} "
                f"(the annotators' body is {share:.0%} as long as the text as read)"
            )


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, int):
        return str(value)
    if "share" in value:
        return f"{value['share']:.3f} of {value['n']}"
    return f"P {value['P']:.2f} R {value['R']:.2f} F1 {value['F1']:.3f}"


def _predicted(name: str, document: Any, weights: Weights | None) -> dict[str, Any]:
    claims = extract(document.document, document.text, document.analysis, weights)
    entities = {
        (mention.kind, mention.span.exact): mention
        for mention in document.analysis.mentions
        if mention.kind not in LEFT_OUT_OF_ENTITIES
    }
    return {
        "doc": name,
        "entities": [{"kind": kind, "text": text} for kind, text in entities],
        "claims": [_claim(claim) for claim in claims],
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "type": claim.type,
        "quote": claim.quote.exact,
        "roles": {role: [m.span.exact for m in filled] for role, filled in claim.roles.items()},
        "quantities": [_quantity(mention) for mention in claim.quantities],
        "status": claim.status,
        "attribution": {"kind": claim.attribution.kind, "name": claim.attribution.name or None},
        "stance": claim.stance,
    }


def _quantity(mention: Mention) -> dict[str, Any]:
    quantity = mention.quantity
    assert quantity is not None
    return {
        "text": mention.span.exact,
        "low": quantity.low,
        "high": quantity.high,
        "unit": quantity.unit,
        "of": quantity.of,
    }


def _module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("module_" + path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    main()
