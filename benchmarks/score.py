"""Scores the whole chain against annotated documents, whole documents left out.

    python benchmarks/score.py SHARED/bench [--folds 5] [--jobs 2] [--encoders DIR] [--out DIR]

read, analyse and extract run on every document of ``SHARED/bench/dev``; the weights are fitted
anew for each fold without its documents, on the others and on those of ``training/annotations``
whose originals are in ``SHARED/bench/unlabelled``. The encoder takes long to fit, so those of
``training/encoder.py --folds N --out DIR``, each for the documents left out of it, are taken from
DIR; without them the documents left out are read without an encoder. Beside the figures of
documents left out stand those of the shipped weights, which have seen them all.
``SHARED/bench/score.py`` counts; intervals hold 95 % of 1,000 resamplings of whole documents.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import multiprocessing
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np

from custodes.evidence import extract, shipped_models
from custodes.evidence.encoder.encoder import Encoder
from custodes.evidence.models import Models
from custodes.model import Claim, Mention
from custodes.release.page import LEFT_OUT_OF_ENTITIES

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


_SHARED: dict[str, Any] = {}
"""What each fold is fitted with: processes inherit it, as modules cannot be sent."""


def main() -> None:
    """Fit, predict, score and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", type=Path)
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=1, help="folds that are fitted at a time")
    parser.add_argument("--encoders", type=Path, help="where those of folds are")
    parser.add_argument("--left-out-only", action="store_true", help="not the shipped weights")
    parser.add_argument("--out", type=Path, help="where predictions go (default: nowhere)")
    parser.add_argument("--all-figures", action="store_true")
    arguments = parser.parse_args()
    training = _module(ROOT / "training" / "claims.py")
    documents = training.annotated(arguments.bench / "dev")
    others = training.further(arguments.bench / "unlabelled", arguments.bench / "dev")
    by_name = {document.name: document for document in documents}
    shuffled = sorted(by_name, key=lambda name: hashlib.sha256(name.encode()).digest())
    folds = [shuffled[fold :: arguments.folds] for fold in range(arguments.folds)]
    _SHARED.update(training=training, documents=documents, others=others)
    _SHARED["encoders"] = _encoders(arguments.encoders)
    predicted = dict[str, Any]()
    with ProcessPoolExecutor(arguments.jobs, multiprocessing.get_context("fork")) as pool:
        tasks = [pool.submit(_fold, held) for held in folds]
        for number, task in enumerate(tasks):
            predicted.update(task.result())
            print(f"fold {number + 1} of {len(folds)} done", file=sys.stderr, flush=True)
    without = "" if arguments.encoders else ", without an encoder"
    _print(arguments, predicted, by_name, "documents left out" + without)
    if not arguments.left_out_only:
        models = shipped_models()
        seen = {name: _predicted(name, by_name[name], models) for name in by_name}
        _print(arguments, seen, by_name, "shipped weights, which have seen these documents")


def _fold(held: list[str]) -> dict[str, Any]:
    documents = _SHARED["documents"]
    rest = [document for document in documents if document.name not in held]
    weights = _SHARED["training"].fit(rest + _SHARED["others"])
    return {
        d.name: _predicted(d.name, d, Models(weights, _encoder(_SHARED["encoders"].get(d.name))))
        for d in documents
        if d.name in held
    }


def _encoders(folder: Path | None) -> dict[str, Path]:
    """For each document where the encoder is that has not seen it."""
    found = {}
    for names in sorted(folder.glob("*/left-out.txt")) if folder else ():
        found.update(dict.fromkeys(names.read_text(encoding="utf-8").split(), names.parent))
    return found


@cache
def _encoder(folder: Path | None) -> Encoder | None:
    return Encoder(folder) if folder else None


def _print(
    arguments: argparse.Namespace, predicted: dict[str, Any], by_name: dict[str, Any], title: str
) -> None:
    score = _module(arguments.bench / "score.py")
    gold = score.read_jsonl(arguments.bench / "dev" / "gold.jsonl")
    folder = arguments.out or Path(tempfile.mkdtemp(prefix="score-"))
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"predicted-{title.split()[0]}.jsonl"
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in predicted.values())
    path.write_text(lines, encoding="utf-8")
    bodies = {
        name: (arguments.bench / "dev" / "bodies" / f"{name}.txt").read_text(encoding="utf-8")
        for name in gold
    }
    counted = {name: _counts(score, gold[name], predicted[name], bodies[name]) for name in gold}
    chinese = {name for name in gold if by_name[name].document.language.startswith("zh")}
    groups = {"zh": chinese, "en": set(gold) - chinese, "all": set(gold)}
    keys = sorted({key for counts in counted.values() for key in counts})
    print(f"\n{title}: value [95 % interval], precision and recall\n")
    print(f"{'figure':22}" + "".join(f"{name:>34}" for name in groups))
    for key in keys:
        if arguments.all_figures or key in SHOWN or key.startswith("dangerous"):
            cells = [_cell(key, [counted[n] for n in sorted(names)]) for names in groups.values()]
            print(f"{key:22}" + "".join(f"{cell:>34}" for cell in cells))
    _print_unlocated(predicted, by_name, bodies, score.squeeze)
    print(f"predictions: {path}", flush=True)


def _counts(score: Any, gold: Any, predicted: Any, body: str) -> dict[str, tuple[int, int, int]]:
    """Hits, gold and predicted of one document (a share: hits and two times the same number)."""
    name = gold["doc"]
    rows, own = json.loads(json.dumps(gold)), json.loads(json.dumps(predicted))
    figures, _ = score.score({name: rows}, {name: own}, {name: body})
    counts = {}
    for key, value in figures.items():
        if isinstance(value, int):
            counts[key] = (value, 0, 0)
        elif "share" in value:
            counts[key] = (round(value["share"] * value["n"]), value["n"], value["n"])
        else:
            hits = round(value["R"] * value["gold"])
            counts[key] = (hits, value["gold"], value["predicted"])
    slips = {"stance": 0, "status": 0, "source": 0}
    pairs = score.match(rows["claims"], own["claims"], True)
    for i, j in pairs:
        right, told = rows["claims"][i], own["claims"][j]
        kinds = {right["attribution"]["kind"], told["attribution"]["kind"]}
        slips["stance"] += right["stance"] != "asserts" and told["stance"] == "asserts"
        slips["status"] += (
            right["status"] in ("planned", "required", "unknown") and told["status"] == "done"
        )
        slips["source"] += len(kinds) == 2 and "author" in kinds
    for kind, slipped in slips.items():
        counts[f"dangerous.{kind}"] = (slipped, len(pairs), len(pairs))
    return counts


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


def _cell(key: str, documents: list[dict[str, tuple[int, int, int]]]) -> str:
    rows = np.array([counts.get(key, (0, 0, 0)) for counts in documents])
    hits, gold, predicted = rows.sum(axis=0)
    if gold == predicted == 0:
        return str(hits)
    draws = np.random.default_rng(0).integers(0, len(rows), (1000, len(rows)))
    sums = rows[draws].sum(axis=1)
    values = 2 * sums[:, 0] / np.maximum(1, sums[:, 1] + sums[:, 2])
    low, high = np.quantile(values, (0.025, 0.975))
    cell = f"{2 * hits / (gold + predicted):.3f} [{low:.2f}, {high:.2f}]"
    if (rows[:, 1] == rows[:, 2]).all():
        return cell
    return f"{cell} {hits / max(1, predicted):.2f} {hits / max(1, gold):.2f}"


def _predicted(name: str, document: Any, models: Models) -> dict[str, Any]:
    claims = extract(document.document, document.text, document.analysis, models)
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
