"""其 and "it": pronouns, and the name in the document that they may stand for.

A pronoun mostly takes up the subject: the first body, firm or programme that its sentence names
before it, or else the first that the sentence before names. Where two names stand side by side
there, it stands for neither. Whether it is the subject is for others to judge.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from custodes.language.pointing import Pointer
from custodes.language.word_lists import rows
from custodes.model import Mention

_KINDS = ("agency", "company", "programme")
_AND = re.compile(r"\s*(?:、|和|与|及|以及|,|and|or|, and|, or)\s*")
_END = re.compile(r"[。！？!?；;\n]|\.(?=\s)")


def pronouns(content: str, mentions: Sequence[Mention]) -> list[Pointer]:
    """The pronouns of a text that may stand for one of its mentions, in order of position.

    ``mentions`` are all those of the text, in order.
    """
    named = [mention for mention in mentions if mention.kind in _KINDS]
    starts = [mention.span.start for mention in named]
    ends = [0, *(match.end() for match in _END.finditer(content))]
    found = []
    for pattern in _patterns():
        for match in pattern.finditer(content):
            sentence = bisect_right(ends, match.start()) - 1
            for first in range(sentence, max(-1, sentence - 2), -1):
                low = bisect_right(starts, ends[first] - 1)
                high = bisect_right(starts, match.start())
                until = ends[first + 1] if first + 1 < len(ends) else len(content)
                subject = _first(content, until, named[low:high])
                if subject:
                    if len(subject) == 1:
                        found.append(Pointer(match.start(), match.end(), subject[0]))
                    break
    return sorted(found, key=lambda pointer: pointer.start)


def _first(content: str, until: int, named: Sequence[Mention]) -> list[Mention]:
    """The first name that begins before ``until``, and those that are listed beside it."""
    taken: list[Mention] = []
    for mention in named:
        if mention.span.start >= until:
            break
        if taken and not _AND.fullmatch(content, taken[-1].span.end, mention.span.start):
            break
        taken.append(mention)
    return taken


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(
        _pattern(pronoun, _listed(behind), _listed(before), spaced=language != "zh")
        for language in ("zh", "en")
        for _, (pronoun, behind, before) in rows(language, "pronouns.tsv", 3)
    )


def _pattern(
    pronoun: str, behind: list[str], before: list[str], *, spaced: bool
) -> re.Pattern[str]:
    """A pronoun where none of these words stands behind or before it."""
    edge, gap = (r"\b", r"\s") if spaced else ("", "")
    led = "".join(rf"(?<!{re.escape(word)}{gap})" for word in before)
    followed = "".join(rf"(?!{gap and gap + '?'}{word}{edge})" for word in map(re.escape, behind))
    return re.compile(f"{edge}{led}{re.escape(pronoun)}{edge}{followed}", re.IGNORECASE)


def _listed(field: str) -> list[str]:
    return [each for each in field.split("|") if each]
