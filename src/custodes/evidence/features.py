"""What the fitted models see of each unit: hashed words and characters, and a few counts.

The hashed features are 32-bit hashes of one or two characters (Chinese), one or two words, terms'
cues and mentions' kinds and their order, taken modulo ``BUCKETS``; nothing of the text can be read
back from weights over them. Characters and words inside person mentions are left out.
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from typing import get_args

import numpy as np
import numpy.typing as npt

from custodes.evidence.lexicon import CLAIM_TYPES, STATUSES, Hit
from custodes.evidence.norms import in_articles
from custodes.evidence.units import Unit
from custodes.language.analysis import Analysis
from custodes.model import BlockKind, Document, MentionKind, Text

BUCKETS = 1 << 17
"""The number of buckets that hashed features fall into."""

MENTION_KINDS: tuple[MentionKind, ...] = get_args(MentionKind)
BLOCK_KINDS: tuple[BlockKind, ...] = get_args(BlockKind)

_COLUMNS: tuple[str, ...] = (
    *(f"mention.{kind}" for kind in MENTION_KINDS),
    *(f"trigger.{kind}" for kind in CLAIM_TYPES),
    *(f"status.{status}" for status in STATUSES),
    *(f"hedge.{stance}" for stance in ("infers", "denies")),
    *(
        f"verb.{name}"
        for name in ("say", "document", "infer", "conclude", "deny", "rumour", "cite")
    ),
    *(f"noun.{name}" for name in ("document", "person", "organisation")),
    *(f"block.{kind}" for kind in BLOCK_KINDS),
    "pronoun",
    "voice",
    "length",
    "digits",
    "quoted",
    "lead_in",
    "first",
    "last",
    "from_start",
    "from_end",
    "sentence_units",
    "sentence_in_block",
    "block_position",
    "english",
    "statute",
    "stop_after",
)
COLUMN = {name: number for number, name in enumerate(_COLUMNS)}
"""Where each count stands in a row of ``Features.counts``."""

_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*")
_U = np.uint32


@dataclass(frozen=True, slots=True)
class Features:
    """The features of a text's units.

    ``buckets[offsets[u]:offsets[u + 1]]`` are the hashed features of unit u, ``counts[u]`` its
    counts (columns: COLUMN), float32.
    """

    buckets: npt.NDArray[np.int64]
    offsets: npt.NDArray[np.int64]
    counts: npt.NDArray[np.float32]


def features(
    document: Document,
    text: Text,
    analysis: Analysis,
    units: tuple[Unit, ...],
    hits: list[Hit],
    voices: list[int],
) -> Features:
    """The features of ``units``, which are in order and do not overlap."""
    content = text.content
    if not units:
        empty = np.zeros(0, dtype=np.int64)
        return Features(empty, np.zeros(1, np.int64), np.zeros((0, len(_COLUMNS)), np.float32))
    starts = np.array([unit.before for unit in units], dtype=np.int64)
    ends = np.array([unit.end for unit in units], dtype=np.int64)
    positions: list[npt.NDArray[np.int64]] = []
    hashes: list[npt.NDArray[np.uint32]] = []
    hidden = np.zeros(len(content) + 2, dtype=bool)
    for mention in analysis.mentions:
        if mention.kind == "person":
            hidden[mention.span.start : mention.span.end] = True

    _characters(content, hidden, positions, hashes)
    _words(content, analysis, hidden, positions, hashes)
    marks: list[tuple[int, int]] = []
    marks.extend((hit.start, _hash("c:" + hit.cue.category + hit.cue.name)) for hit in hits)
    before = ""
    for mention in analysis.mentions:
        marks.append((mention.span.start, _hash("m:" + mention.kind)))
        marks.append((mention.span.start, _hash("q:" + before + ">" + mention.kind)))
        before = mention.kind
        if mention.kind in ("technology", "group", "data") and mention.canonical:
            marks.append((mention.span.start, _hash(f"k:{mention.kind}:{mention.canonical}")))
    marks.extend((unit.start, _hash("f:" + content[unit.start : unit.start + 2])) for unit in units)
    marks.extend((unit.end - 1, _hash("l:" + content[unit.end - 2 : unit.end])) for unit in units)
    positions.append(np.array([at for at, _ in marks], dtype=np.int64))
    hashes.append(np.array([value for _, value in marks], dtype=np.uint32))

    at = np.concatenate(positions)
    value = np.concatenate(hashes)
    owner = np.searchsorted(starts, at, side="right") - 1
    inside = (owner >= 0) & (at < ends[owner])
    order = np.argsort(owner[inside], kind="stable")
    owner = owner[inside][order]
    buckets = (_mixed(value[inside][order]) % _U(BUCKETS)).astype(np.int64)
    offsets = np.searchsorted(owner, np.arange(len(units) + 1))
    return Features(
        buckets, offsets, _counts(document, text, analysis, units, hits, voices, starts, ends)
    )


def _characters(
    content: str,
    hidden: npt.NDArray[np.bool_],
    positions: list[npt.NDArray[np.int64]],
    hashes: list[npt.NDArray[np.uint32]],
) -> None:
    """Single Chinese characters and pairs whose first is Chinese."""
    code = np.frombuffer((content + "  ").encode("utf-32-le"), dtype=np.uint32)
    chinese = (code >= 0x3400) & ~hidden
    single = np.flatnonzero(chinese[:-2])
    with np.errstate(over="ignore"):
        positions.append(single)
        hashes.append(code[single] * _U(2654435761))
        pairs = np.flatnonzero(chinese[:-2] & chinese[1:-1])
        positions.append(pairs)
        hashes.append(code[pairs] * _U(2246822519) + code[pairs + 1] * _U(3266489917))


def _words(
    content: str,
    analysis: Analysis,
    hidden: npt.NDArray[np.bool_],
    positions: list[npt.NDArray[np.int64]],
    hashes: list[npt.NDArray[np.uint32]],
) -> None:
    """Words of two characters and more, verbs as such, and pairs of neighbouring words."""
    at: list[int] = []
    value: list[int] = []
    before, reached = "", -9
    for word in analysis.words:
        start = word.start
        if content[start] < "\u3400" or hidden[start]:
            continue
        word_text = content[start : word.end]
        if len(word_text) > 1:
            at.append(start)
            value.append(_hash("w:" + word_text))
        if word.tag.startswith("v"):
            at.append(start)
            value.append(_hash("v:" + word_text))
        if start == reached:
            at.append(start)
            value.append(_hash("b:" + before + " " + word_text))
        before, reached = word_text, word.end
    before, reached = "", -9
    for match in _LATIN_WORD.finditer(content):
        start = match.start()
        if hidden[start]:
            continue
        word_text = match[0].lower()
        at.append(start)
        value.append(_hash("w:" + word_text))
        if len(word_text) > 5:
            at.append(start)
            value.append(_hash("s:" + word_text[:5]))
        if start - reached <= 1:
            at.append(start)
            value.append(_hash("b:" + before + " " + word_text))
        before, reached = word_text, match.end()
    positions.append(np.array(at, dtype=np.int64))
    hashes.append(np.array(value, dtype=np.uint32))


@lru_cache(maxsize=1 << 16)
def _hash(feature: str) -> int:
    return zlib.crc32(feature.encode())


def _mixed(value: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Spread the bits, so that the low ones serve as a bucket (murmur3's finaliser)."""
    with np.errstate(over="ignore"):
        value = value ^ (value >> _U(16))
        value = value * _U(0x85EBCA6B)
        value = value ^ (value >> _U(13))
        value = value * _U(0xC2B2AE35)
        return value ^ (value >> _U(16))


def _counts(
    document: Document,
    text: Text,
    analysis: Analysis,
    units: tuple[Unit, ...],
    hits: list[Hit],
    voices: list[int],
    starts: npt.NDArray[np.int64],
    ends: npt.NDArray[np.int64],
) -> npt.NDArray[np.float32]:
    content = text.content
    rows = np.zeros((len(units), len(_COLUMNS)), dtype=np.float32)
    at: list[int] = []
    column: list[int] = []
    for mention in analysis.mentions:
        at.append(mention.span.start)
        column.append(COLUMN["mention." + mention.kind])
    for hit in hits:
        number = _cue_column(hit)
        if number >= 0:
            at.append(hit.start)
            column.append(number)
    at.extend(voices)
    column.extend([COLUMN["voice"]] * len(voices))
    place = np.array(at, dtype=np.int64)
    owner = np.searchsorted(starts, place, side="right") - 1
    inside = (owner >= 0) & (place < ends[owner])
    np.add.at(rows, (owner[inside], np.array(column, dtype=np.int64)[inside]), 1.0)

    english = float(not document.language.startswith("zh"))
    statute = float(in_articles(content))
    sentence_of = [unit.sentence for unit in units]
    block_first: dict[int, int] = {}
    for number, sentence in enumerate(analysis.sentences):
        block_first.setdefault(sentence.block, number)
    for number, unit in enumerate(units):
        row = rows[number]
        first = number
        while first and sentence_of[first - 1] == unit.sentence:
            first -= 1
        last = bisect_right(sentence_of, unit.sentence) - 1
        block = text.blocks[unit.block]
        words = content[unit.start : unit.end]
        row[COLUMN["block." + block.kind]] = 1.0
        row[COLUMN["length"]] = (unit.end - unit.start) / (60.0 if english else 20.0)
        row[COLUMN["digits"]] = float(any(map(str.isdigit, words)))
        row[COLUMN["quoted"]] = float("“" in words or "”" in words or '"' in words)
        row[COLUMN["lead_in"]] = float(unit.start > unit.before)
        row[COLUMN["first"]] = float(number == first)
        row[COLUMN["last"]] = float(number == last)
        row[COLUMN["from_start"]] = min(number - first, 6)
        row[COLUMN["from_end"]] = min(last - number, 6)
        row[COLUMN["sentence_units"]] = min(last - first + 1, 8)
        row[COLUMN["sentence_in_block"]] = min(unit.sentence - block_first[unit.block], 5)
        row[COLUMN["block_position"]] = unit.start / max(1, len(content))
        row[COLUMN["english"]] = english
        row[COLUMN["statute"]] = statute
        row[COLUMN["stop_after"]] = _stop(content, unit.end)
    return rows


def _stop(content: str, end: int) -> float:
    after = content[end : end + 1]
    if after in "，,":
        return 0.0
    return 1.0 if after in "；;：:" else 2.0


def _cue_column(hit: Hit) -> int:
    category = hit.cue.category
    if category == "trigger":
        return COLUMN["trigger." + hit.cue.value]
    if category in ("status", "verb", "noun", "hedge"):
        return COLUMN.get(f"{category}.{hit.cue.name}", -1)
    if category == "pronoun":
        return COLUMN["pronoun"]
    return -1
