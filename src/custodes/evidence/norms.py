"""Texts that lay down rules, and speak for themselves: what they order, and what they allow.

A law, a contract, a guideline or a tender names documents all the time, itself among them, and
cites hardly any. What it says is its author's word unless it says otherwise, and of what it allows
nobody knows whether it is done (the annotation guide: “a primary document speaks for itself”;
“permissions unknown”).
"""

from __future__ import annotations

import re

from custodes.evidence.word_groups import NORMS, patterns
from custodes.language.analysis import Analysis
from custodes.model import Text

ARTICLES = 5
"""A text of so many articles (第…条) lays down rules."""
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


def lays_down_rules(text: Text, analysis: Analysis, speaking: int) -> bool:
    """Whether the text lays down rules; ``speaking`` is how often a source in it is heard."""
    content = text.content
    sentences = [content[one.start : one.end] for one in analysis.sentences]
    count = len(sentences)
    if not count or sum(bool(_QUOTATION.search(one)) for one in sentences) > QUOTING * count:
        return False
    if sum(1 for _ in _ARTICLE.finditer(content)) >= ARTICLES:
        return True
    duty = patterns(NORMS)["duty"]
    ordering = sum(bool(duty.search(one)) for one in sentences)
    return ordering >= ORDERING * count and speaking <= SPEAKING * count


def only_allows(content: str, start: int, end: int) -> bool:
    """Whether ``start..end`` allows something, and neither orders, limits nor threatens."""
    groups = patterns(NORMS)
    if any(groups[name].search(content, start, end) for name in ("duty", "limit")):
        return False
    return groups["permission"].search(content, start, end) is not None
