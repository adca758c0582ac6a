"""Texts that lay down rules, and speak for themselves: what they order, and what they allow.

A law, a contract, a guideline or a tender names documents all the time, itself among them, and
cites hardly any. What it says is its author's word unless it says otherwise, and of what it allows
nobody knows whether it is done (the annotation guide: “a primary document speaks for itself”;
“permissions unknown”).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from custodes.evidence.units import Unit
from custodes.evidence.word_groups import NORMS, patterns
from custodes.language.analysis import Analysis
from custodes.model import Text

WATCHED = ("technology", "data", "group", "programme")
"""What watches, what is known of people, who is watched, and what for."""

ARTICLES = 5
"""A text of so many articles (第…条) is a law or the like."""
ORDERING = 0.08
"""And so does one that orders something in this share of its sentences …"""
SPEAKING = 0.5
"""… where at most so many sources a sentence are heard to speak, …"""
QUOTING = 0.25
"""… and at most this share of sentences quote: others tell of rules.

Of 275 annotated documents 19 are like that. In all of them three quarters of the claims and more
are the author's word, in nine every claim.
"""

_ARTICLE = re.compile(r"(?m)^\s*第[一二三四五六七八九十百零〇0-9]+条")
_QUOTATION = re.compile(r"[“\"「]")


def in_articles(content: str) -> bool:
    """Whether a text is divided into articles, as laws are."""
    return sum(1 for _ in _ARTICLE.finditer(content)) >= ARTICLES


def lays_down_rules(text: Text, analysis: Analysis, speaking: int) -> bool:
    """Whether the text lays down rules; ``speaking`` is how often a source in it is heard."""
    content = text.content
    sentences = [content[one.start : one.end] for one in analysis.sentences]
    count = len(sentences)
    if not count or sum(bool(_QUOTATION.search(one)) for one in sentences) > QUOTING * count:
        return False
    if in_articles(content):
        return True
    duty = patterns(NORMS)["duty"]
    ordering = sum(bool(duty.search(one)) for one in sentences)
    return ordering >= ORDERING * count and speaking <= SPEAKING * count


def mere_procedure(
    content: str, analysis: Analysis, units: Sequence[Unit], runs: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Which runs (n, 2) of units say how a tender is bid for or a contract carried out, no more.

    Nothing in them watches, is watched or is known of people.
    """
    procedure = patterns(NORMS)["procedure"]
    counts = np.zeros((len(units) + 1, 2), dtype=np.int64)
    for number, unit in enumerate(units, 1):
        counts[number, 0] = procedure.search(content, unit.start, unit.end) is not None
    starts = [unit.start for unit in units]
    for mention in analysis.mentions:
        number = bisect_right(starts, mention.span.start)
        if mention.kind in WATCHED and number and mention.span.end <= units[number - 1].end:
            counts[number, 1] = 1
    sums = counts.cumsum(axis=0)
    told = sums[runs[:, 1] + 1] - sums[runs[:, 0]]
    mere: npt.NDArray[np.bool_] = (told[:, 0] > 0) & (told[:, 1] == 0)
    return mere


def only_allows(content: str, start: int, end: int) -> bool:
    """Whether ``start..end`` allows something, and neither orders, limits nor threatens."""
    groups = patterns(NORMS)
    if any(groups[name].search(content, start, end) for name in ("duty", "limit")):
        return False
    return groups["permission"].search(content, start, end) is not None
