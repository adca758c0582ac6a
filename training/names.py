"""Fits the recognisers of ``custodes.language`` on annotated documents; deterministic.

    python training/names.py SHARED/bench/dev --out src/custodes/language

SHARED/bench/dev holds ``bodies/NAME.txt`` and ``gold.jsonl`` in the shape of SPEC.md. Two models
come out, ``zh/names.crfsuite`` and ``en/names.crfsuite``; the same documents give the same bytes.
No n-gram or word of a name that the annotation calls a person's goes in.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from custodes.language.analysing import block_language
from custodes.language.names import Prepared
from custodes.language.segments import sentences
from custodes.model import Block, Text

LANGUAGES = ("zh", "en")
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
    for language in LANGUAGES:
        sequences = [
            pair for example, parts in prepared for pair in _sequences(example, parts[language])
        ]
        path = out / language / "names.crfsuite"
        path.parent.mkdir(parents=True, exist_ok=True)
        fit(sequences, PARAMETERS[language], path)


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
        yield _nameless(part.rows, row_labels), row_labels


def _nameless(rows: list[list[str]], labels: Sequence[str]) -> list[list[str]]:
    """The rows without words and n-grams where they, or their neighbours, name a person."""
    person = [label.endswith("-person") for label in labels]
    kept = []
    for index, row in enumerate(rows):
        near = any(person[max(0, index - 2) : index + 3])
        kept.append([feature for feature in row if not near or not _spells(feature)])
    return kept


_WORDS = ("w=", "w-1=", "w+1=", "w-2=", "w+2=", "w-1,0=", "w0,1=")
_NGRAMS = ("bc", "cd", "ab", "de", "bcd", "w")


def _spells(feature: str) -> bool:
    """Whether a feature spells out two characters or a word of the text."""
    if feature.startswith(_WORDS):
        return True
    if feature.startswith(_NGRAMS):
        rest = feature.lstrip("abcdew+-")
        return len(rest) > 1 and not rest.isascii()
    return False


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
    for path in sorted(files) + [arguments.out / name / "names.crfsuite" for name in LANGUAGES]:
        print(hashlib.sha256(path.read_bytes()).hexdigest(), path.name)


if __name__ == "__main__":
    main()
