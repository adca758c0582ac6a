"""Words of denial, doubt, condition and conclusion in a claim, counted group by group."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from custodes.evidence.lexicon import DataFile
from custodes.language.extension import sources
from custodes.language.lexicon import Lexicon

_NEAR = 60
"""Of what leads up to a claim, this many code points are looked at."""
_ANSWER = re.compile(r"(?:^|\?\s*)(?:No|Not)\b")
_ANSWERED = re.compile(r"[?？]?\s*(?:No|Not currently|Not at this time|不是|没有)\b")
_ASKED = re.compile(r"[”’」』\"')）]*[?？]")
_SETTLED = re.compile(r"\s*(?:Yes|No|Not|是的|有的|会的|不是|没有|不会)\b")
_REFUSED = re.compile(r"Not\b(?! currently| at this time)|不会[，,]")
_NEVER = "never"
_UNDONE = 8
"""A negation at most this many code points before a word of denial undoes it: 不是口误."""


@cache
def _groups() -> dict[str, re.Pattern[str]]:
    """One pattern a group. Raises KnowledgeError where the file cannot be used."""
    return {name: _pattern(*words) for name, words in _listed().items()}


@cache
def _lexicon() -> Lexicon:
    """The words without their endings, each with its groups: the patterns take ten times longer."""
    return Lexicon(
        (word.removesuffix("*").casefold(), name)
        for name, (chinese, spaced) in _listed().items()
        for word in (*chinese, *spaced)
    )


@cache
def _listed() -> dict[str, tuple[list[str], list[str]]]:
    """The words of each group: Chinese ones, and those of languages that part words by spaces."""
    chinese: dict[str, list[str]] = {}
    spaced: dict[str, list[str]] = {}
    for added in sources("evidence", "stance_words.toml"):
        source = DataFile(added.name, added.content)
        for entry in source.entries("group"):
            name = source.text(entry, "name")
            for code, words in source.words(entry).items():
                (chinese if code == "zh" else spaced).setdefault(name, []).extend(words)
    return {name: (words, spaced.get(name, [])) for name, words in chinese.items()}


def _pattern(chinese: Iterable[str], spaced: Iterable[str]) -> re.Pattern[str]:
    parts = [re.escape(word) for word in sorted(chinese, key=len, reverse=True)]
    for word in sorted(spaced, key=len, reverse=True):
        parts.append(rf"\b{re.escape(word.removesuffix('*'))}" + _ending(word))
    return re.compile("|".join(parts), re.IGNORECASE)


def _ending(word: str) -> str:
    if word.endswith("*"):
        return r"\w*"
    return r"\b" if word[-1].isalnum() else ""


def stance_row(content: str, floor: int, start: int, end: int, question: bool) -> list[float]:
    """What the claim ``start..end`` says of its stance; ``floor`` is where its sentence begins.

    ``question`` tells that the sentence before it asks something.
    """
    said, led = content[start:end], content[max(floor, start - _NEAR) : start]
    row = [float(bool(_ANSWER.search(said))), float("?" in said or "？" in said), float(question)]
    in_said, in_led = _present(said), _present(led)
    for name, words in _groups().items():
        if name == _NEVER:
            continue
        row.append(float(len(words.findall(said))) if name in in_said else 0.0)
        row.append(float(len(words.findall(led))) if name in in_led else 0.0)
    return row


def _present(content: str) -> set[str]:
    """The groups that may have a word in the content; no other has."""
    return {name for hit in _lexicon().hits(content.casefold()) for name in hit.classes}


def denied(content: str, floor: int, start: int, end: int) -> str:
    """The words by which the claim ``start..end`` is denied, or empty; ``floor`` as above.

    Denials are too few (1.4 % of the gold) to be fitted: a word of denial in the claim, a negation
    after one or after an answer to others, a question answered with no, or that answer.
    """
    groups = _groups()
    # where the answer is one word, the question is the claim
    refused = _REFUSED.match(content, start, end)
    if refused and content[:start].rstrip().endswith(("?", "？")):
        return refused[0].rstrip(",，")
    answered = _ANSWERED.match(content, end)
    if answered and "?" in content[max(start, end - 2) : answered.end()]:
        return answered[0].strip(" ?？\n")
    for word in groups["denial"].finditer(content, start, end):
        before = content[max(floor, word.start() - _UNDONE) : word.start()]
        if not groups["negation"].search(before):
            return word[0]
    led = content[max(floor, start - _NEAR) : start]
    if not groups["answer"].search(led):
        return ""
    negation = groups["negation"].search(content, start, end)
    return negation[0] if negation else ""


def never(content: str, start: int, end: int) -> str:
    """The words by which ``start..end`` says that something never was so, or empty.

    They make a denial of what a person or an organisation is reported to say.
    """
    found = _groups()[_NEVER].search(content, start, end)
    return found[0] if found else ""


def left_open(content: str, end: int) -> bool:
    """Whether what ends at ``end`` is a question that is not answered with yes or no at once.

    It states nothing, whatever it takes for granted.
    """
    asked = _ASKED.match(content, end)
    if asked is None and content[max(0, end - 1) : end] not in ("?", "？"):
        return False
    return _SETTLED.match(content, asked.end() if asked else end) is None
