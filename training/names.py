"""Fits the recognisers of ``custodes.language`` on annotated documents; deterministic.

    python training/names.py SHARED/bench/dev --out src/custodes/language

SHARED/bench/dev holds ``bodies/NAME.txt`` and ``gold.jsonl`` in the shape of SPEC.md. Two models
come out, ``zh/names.crfsuite`` and ``en/names.crfsuite``; the same documents give the same bytes.
No word or n-gram goes in that spells part of what is, or looks like, a person's name.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from custodes.language import name_like
from custodes.language.analysing import block_language
from custodes.language.names import Prepared
from custodes.language.segments import sentences
from custodes.model import Block, Text

LANGUAGES = ("zh", "en")
_WORDS = ("w=", "w-1=", "w+1=", "w-2=", "w+2=", "w-1,0=", "w0,1=")
_NGRAMS = ("bc", "cd", "ab", "de", "bcd", "w")
PARAMETERS: Mapping[str, Mapping[str, float]] = {
    # c1 prunes weights (L1), c2 shrinks them (L2); chosen by five folds of whole documents.
    "zh": {"c1": 0.3, "c2": 0.1, "max_iterations": 100},
    "en": {"c1": 0.2, "c2": 0.1, "max_iterations": 100},
}


@dataclass(frozen=True, slots=True)
class Example:
    """An annotated document: its text, and the names in it as pairs of kind and string."""

    name: str
    text: Text
    entities: frozenset[tuple[str, str]]


def read_examples(dev: Path) -> list[Example]:
    """The annotated documents of a folder, in the order of ``gold.jsonl``."""
    examples = []
    for line in (dev / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row: dict[str, Any] = json.loads(line)
        body = (dev / "bodies" / f"{row['doc']}.txt").read_text(encoding="utf-8")
        entities = frozenset((entity["kind"], entity["text"]) for entity in row["entities"])
        examples.append(Example(row["doc"], plain_text(body), entities))
    return examples


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
    """Fit both models on these examples and write them to ``out/zh`` and ``out/en``."""
    prepared = [(example, prepare(example)) for example in examples]
    hidden = pieces_of_names(example for example, _ in prepared)
    for language in LANGUAGES:
        sequences = [
            (without(rows, hidden), labels)
            for example, parts in prepared
            for rows, labels in _sequences(example, parts[language])
        ]
        path = out / language / "names.crfsuite"
        path.parent.mkdir(parents=True, exist_ok=True)
        fit(sequences, PARAMETERS[language], path)


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
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    examples = read_examples(arguments.dev)
    train(examples, arguments.out)
    files = [arguments.dev / "gold.jsonl"]
    files += [arguments.dev / "bodies" / f"{example.name}.txt" for example in examples]
    files += [arguments.out / name / "names.crfsuite" for name in LANGUAGES]
    for path in files:
        print(hashlib.sha256(path.read_bytes()).hexdigest(), f"{path.parent.name}/{path.name}")


if __name__ == "__main__":
    main()
