"""Annotations without the texts they are about: positions only, put back where the texts are.

    python training/annotations.py GOLD ORIGINALS --out training/annotations [--apart DOCUMENTS]

GOLD holds one JSON object a document in the shape of SPEC.md, ORIGINALS the files as they were
found. For each, one file named by the original's SHA-256 comes out, with types and positions and
no words. A position counts the letters, digits and ideographs of the original, markup left out,
so that it survives a better reading. ``load`` gives the shape of SPEC.md back. With ``--apart``,
documents that share text with those of another folder are left out.
"""

from __future__ import annotations

import argparse
import hashlib
import html
import json
import re
import sys
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from custodes.model import Document, Text
from custodes.reading import read

FOLDER = Path(__file__).parent / "annotations"
WRITTEN = Path(__file__).parent / "documents"
WORD = 8
"""Documents share a passage where this many characters in a row are the same."""

SHARED = 0.15
"""A document is left out where this share of the passages of the shorter one is in both."""

_MARKUP = re.compile(r"<[^<>]*>|\]\([^()\s]*\)")
_OPENING = {"(": ")", "（": "）", "“": "”", "「": "」", "《": "》", "[": "]"}
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Annotated:
    """A document with its annotation in the shape of SPEC.md: ``entities`` and ``claims``."""

    name: str
    path: Path
    document: Document
    text: Text
    body: str
    gold: dict[str, Any]


class Places:
    """Positions in a text's content, and the same counted by what is written in the original."""

    def __init__(self, untrusted_bytes: bytes, text: Text) -> None:
        """``text`` is what was read from the bytes."""
        plain = _MARKUP.sub("", html.unescape(untrusted_bytes.decode("utf-8", "replace")))
        original = "".join(filter(str.isalnum, unicodedata.normalize("NFC", plain)))
        self.text = text
        self._content: list[int] = []
        self._original: list[int] = []
        reached = 0
        for block in text.body():
            at = [i for i in range(block.start, block.end) if text.content[i].isalnum()]
            words = "".join(text.content[i] for i in at)
            found = original.find(words, reached)
            if words and found >= 0:
                self._content += at
                self._original += range(found, found + len(words))
                reached = found + len(words)
        self._words = "".join(text.content[i] for i in self._content)

    def written(self, span: Span) -> Span | None:
        """The original's positions of ``start..end`` of the content; None where they have none."""
        low, high = bisect_left(self._content, span[0]), bisect_left(self._content, span[1])
        if low >= high:
            return None
        return self._original[low], self._original[high - 1] + 1

    def read(self, start: int, end: int) -> Span | None:
        """The positions in the content of ``start..end`` of the original, brackets closed."""
        low, high = bisect_left(self._original, start), bisect_left(self._original, end)
        if low >= high or high - low != end - start:
            return None
        first, last = self._content[low], self._content[high - 1] + 1
        content = self.text.content
        inside = content[first:last]
        for opening, closing in _OPENING.items():
            more = inside.count(opening) - inside.count(closing)
            if more > 0 and content[last : last + 1] == closing:
                last += 1
            elif more < 0 and first and content[first - 1] == opening:
                first -= 1
        return first, last

    def find(self, words: str, within: Span | None = None, number: int = 0) -> Span | None:
        """Where ``words`` stand: the one of this number, or the one nearest to ``within``."""
        wanted = "".join(filter(str.isalnum, unicodedata.normalize("NFC", words)))
        if not wanted:
            return None
        found: list[Span] = []
        at = self._words.find(wanted)
        while at >= 0:
            found.append((self._content[at], self._content[at + len(wanted) - 1] + 1))
            at = self._words.find(wanted, at + 1)
        if not found:
            return None
        if within is None:
            return found[min(number, len(found) - 1)]
        start, end = within
        return min(found, key=lambda span: max(start - span[0], span[1] - end, 0))


def positions(gold: dict[str, Any], places: Places, sha256: str) -> dict[str, Any]:
    """An annotation as positions; what does not stand in the text is left out."""
    claims: list[dict[str, Any]] = []
    seen: Counter[str] = Counter()
    for claim in gold["claims"]:
        quote = places.find(claim["quote"], number=seen[claim["quote"]])
        seen[claim["quote"]] += 1
        if quote is None:
            continue

        def at(words: str, around: Span = quote) -> Span | None:
            span = places.find(words, around)
            return places.written(span) if span else None

        source = claim["attribution"]
        roles = {
            role: [span for words in _listed(filled) if (span := at(words))]
            for role, filled in claim.get("roles", {}).items()
        }
        quantities = [
            [*span, q["low"], q["high"], q["unit"], at(q["of"]) if q.get("of") else None]
            for q in claim.get("quantities", ())
            if (span := at(q["text"]))
        ]
        labels = [claim["type"], claim["status"], claim["stance"], source["kind"]]
        written = {"labels": labels, "quote": places.written(quote)}
        if source.get("name"):
            written["source"] = at(source["name"])
        claims.append({**written, "roles": roles, "quantities": quantities})
    entities = []
    for entity in gold["entities"]:
        span = places.find(entity["text"])
        where = places.written(span) if span else None
        if where is not None:
            entities.append([entity["kind"], *where, *filter(None, [entity.get("role")])])
    return {"document": sha256, "entities": entities, "claims": claims}


def restored(stored: dict[str, Any], places: Places, name: str) -> dict[str, Any]:
    """The annotation in the shape of SPEC.md; what the reading does not hold is left out."""

    def words(span: Any) -> str:
        found = places.read(span[0], span[1]) if span else None
        return places.text.content[found[0] : found[1]] if found else ""

    claims = []
    for row in stored["claims"]:
        quote = words(row["quote"])
        if not quote:
            continue
        kind = row["labels"][3]
        roles = {
            role: [filled for span in spans if (filled := words(span))]
            for role, spans in row["roles"].items()
        }
        quantities = [
            {"text": words(q), "low": q[2], "high": q[3], "unit": q[4], "of": words(q[5])}
            for q in row["quantities"]
            if words(q)
        ]
        claims.append(
            {
                "type": row["labels"][0],
                "quote": quote,
                "roles": {role: filled for role, filled in roles.items() if filled},
                "quantities": quantities,
                "status": row["labels"][1],
                "attribution": {"kind": kind, "name": words(row.get("source")) or None},
                "stance": row["labels"][2],
            }
        )
    entities = []
    for kind, start, end, *role in stored["entities"]:
        if text := words((start, end)):
            entities.append({"kind": kind, "text": text, **({"role": role[0]} if role else {})})
    return {"doc": name, "entities": entities, "claims": claims}


def load(originals: Path, folder: Path = FOLDER) -> Iterator[Annotated]:
    """The annotated documents whose originals are here, read, in the order of their SHA-256.

    Says on stderr how many are missing.
    """
    known = {}
    if originals.is_dir():
        for path in sorted(originals.iterdir()):
            known[hashlib.sha256(path.read_bytes()).hexdigest()] = path
    missing = 0
    for stored_path in sorted(folder.glob("*.json")):
        stored = json.loads(stored_path.read_text(encoding="utf-8"))
        found = known.get(stored["document"])
        if found is None:
            missing += 1
            continue
        yield _read(found, stored)
    if missing:
        print(f"{missing} annotated documents are not in {originals}: left out", file=sys.stderr)


def written(folder: Path = WRITTEN) -> Iterator[Annotated]:
    """The documents of our own writing, read, each with the annotation that lies beside it."""
    for path in sorted(folder.glob("*.txt")):
        gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        yield _read(path, gold)


def _read(path: Path, annotation: dict[str, Any]) -> Annotated:
    """A document with its annotation, which holds words, or positions where it names a SHA-256."""
    content = path.read_bytes()
    reading = read(content, path.name)
    blocks = reading.text.body()
    body = "\n".join(reading.text.content[block.start : block.end] for block in blocks)
    by_position = "document" in annotation
    gold = (
        restored(annotation, Places(content, reading.text), path.stem)
        if by_position
        else annotation
    )
    return Annotated(path.stem, path, reading.document, reading.text, body, gold)


def passages(content: str) -> frozenset[str]:
    """Every run of WORD letters, digits and ideographs of a text."""
    words = "".join(filter(str.isalnum, content))
    return frozenset(words[i : i + WORD] for i in range(len(words) - WORD + 1))


def _listed(filled: str | list[str]) -> list[str]:
    return [filled] if isinstance(filled, str) else filled


def main() -> None:
    """Write the positions of every annotation of a folder."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("gold", type=Path)
    parser.add_argument("originals", type=Path)
    parser.add_argument("--out", type=Path, default=FOLDER)
    parser.add_argument("--apart", type=Path, help="bodies that no document may share text with")
    arguments = parser.parse_args()
    others = []
    if arguments.apart:
        paths = sorted(arguments.apart.glob("*.txt"))
        others = [passages(path.read_text(encoding="utf-8")) for path in paths]
    arguments.out.mkdir(parents=True, exist_ok=True)
    kept: Counter[str] = Counter()
    for path in sorted(arguments.gold.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        original = next(p for p in arguments.originals.iterdir() if p.stem == gold["doc"])
        content = original.read_bytes()
        reading = read(content, original.name)
        own = passages("".join(reading.text.content[b.start : b.end] for b in reading.text.body()))
        shared = max((len(own & o) / max(1, min(len(own), len(o))) for o in others), default=0.0)
        if shared > SHARED:
            kept["documents that share text with others"] += 1
            continue
        sha256 = hashlib.sha256(content).hexdigest()
        stored = positions(gold, Places(content, reading.text), sha256)
        out = arguments.out / f"{sha256[:16]}.json"
        out.write_text(json.dumps(stored, separators=(",", ":")) + "\n", encoding="utf-8")
        kept["documents"] += 1
        kept["claims"] += len(stored["claims"])
        kept["claims not in the text"] += len(gold["claims"]) - len(stored["claims"])
        kept["entities"] += len(stored["entities"])
        kept["entities not in the text"] += len(gold["entities"]) - len(stored["entities"])
    for what, count in kept.items():
        print(f"{what}: {count}")


if __name__ == "__main__":
    main()
