"""Words of denial, doubt, condition and conclusion in a claim, counted group by group."""

from __future__ import annotations

import re
from functools import cache

from custodes.evidence.word_groups import STANCE_WORDS, listed, patterns
from custodes.language.lexicon import Lexicon
from custodes.model import AttributionKind

_DENYING = re.compile(r"\b(?:denied|denies|denying) that\s*\Z", re.IGNORECASE)
_THAT = re.compile(r"(?: that)?\s*")
_NEAR = 60
"""Of what leads up to a claim, this many code points are looked at."""
_ANSWER = re.compile(r"(?:^|\?\s*)(?:No|Not)\b")
_ANSWERED = re.compile(r"[?？]?\s*(?:No|Not currently|Not at this time|不是|没有)\b")
_ASKED = re.compile(r"[”’」』\"')）]*[?？]")
_SETTLED = re.compile(r"\s*(?:Yes|No|Not|是的|有的|会的|不是|没有|不会)\b")
_REFUSED = re.compile(r"Not\b(?! currently| at this time)|不会[，,]")
_YES_OR_NO = re.compile(
    r"(?:Is|Are|Was|Were|Do|Does|Did|Has|Have|Had|Can|Could|Will|Would)\b.*[?]|.*[吗嗎][?？]",
    re.DOTALL,
)
_FLATLY = re.compile(
    r"(?:(?!\b(?:if|when|where|which|who|that|because|unless|until)\b)[^,.;:，。；：]){0,60}?"
    r"(\b(?:is|are|was|were|do|does|did|has|have|had|will|would|can) not\b"
    r"|n['’]t\b|\bcannot\b|\bnever\b|不会|并不|并未|并没有|从未|未曾)",
    re.IGNORECASE,
)
"""A negation in the first clause, and not in a clause within it."""
_VERB = r"(?:does|do|did|is|are|was|were|has|have|had|will|would|can)"
_FURTHER = rf"{_VERB}\s(?:\w+ )?(?:not|no)\b[^,.;:!?\n]*"
_GOES_ON = re.compile(rf",?\s+{_FURTHER}", re.IGNORECASE)
"""What a claim's subject is said not to do, after a quote that ends before its verb."""
_ADDS = re.compile(rf",?\s+(?:(?:and|but|or)\s+)?{_FURTHER}", re.IGNORECASE)
"""The same, or what it is said not to do besides."""
_SAID = {"never": ("person", "organisation"), "contends": ("person", "organisation", "document")}
"""Groups whose words deny only where one of these says them; they are not counted."""
_ASKING = 200
"""Of a question before a claim, at most this many code points are looked at."""
_SENTENCE_ENDS = re.compile(r"[\n.。!！?？”\"]")
_UNDONE = 8
"""A negation at most this many code points before a word of denial undoes it: 不是口误."""


def _groups() -> dict[str, re.Pattern[str]]:
    return patterns(STANCE_WORDS)


@cache
def _lexicon() -> Lexicon:
    """The words without their endings, each with its groups: the patterns take ten times longer."""
    return Lexicon(
        (word.removesuffix("*").casefold(), name)
        for name, (chinese, spaced) in listed(STANCE_WORDS).items()
        for word in (*chinese, *spaced)
    )


def stance_row(content: str, floor: int, start: int, end: int, question: bool) -> list[float]:
    """What the claim ``start..end`` says of its stance; ``floor`` is where its sentence begins.

    ``question`` tells that the sentence before it asks something.
    """
    said, led = content[start:end], content[max(floor, start - _NEAR) : start]
    row = [float(bool(_ANSWER.search(said))), float("?" in said or "？" in said), float(question)]
    in_said, in_led = _present(said), _present(led)
    for name, words in _groups().items():
        if name in _SAID:
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
    after one or after an answer to others, a question answered with no, that answer, or one that
    negates in other words what a question to be answered with yes or no asks.
    """
    groups = _groups()
    end = _reach(_GOES_ON, content, end)
    # where the answer is one word, the question is the claim
    refused = _REFUSED.match(content, start, end)
    if refused and content[:start].rstrip().endswith(("?", "？")):
        return refused[0].rstrip(",，")
    answered = _ANSWERED.match(content, end)
    if answered and "?" in content[max(start, end - 2) : answered.end()]:
        return answered[0].strip(" ?？\n")
    near = max(floor, start - _NEAR)
    led_in = _DENYING.search(content, near, start)
    if led_in:
        return led_in[0].strip()
    for word in groups["denial"].finditer(content, start, end):
        if _THAT.fullmatch(content, word.end(), end) and content[end : end + 1] == " ":
            continue  # what follows is denied, not this
        before = content[max(floor, word.start() - _UNDONE) : word.start()]
        if not groups["negation"].search(before):
            return word[0]
    question = _question(content, start)
    if _YES_OR_NO.fullmatch(question) and (flatly := _FLATLY.match(content, start, end)):
        return flatly[1]
    if not groups["answer"].search(question + content[near:start]):
        return ""
    negation = groups["negation"].search(content, start, end)
    return negation[0] if negation else ""


def _reach(further: re.Pattern[str], content: str, end: int) -> int:
    """Where ends what is said of the subject of a claim that ends at ``end``, a negation at least.

    “The use of photographs, as in its order, does not violate the Act”: a quote may end before
    “does”, and denies all the same.
    """
    found = further.match(content, end)
    return found.end() if found else end


def _question(content: str, start: int) -> str:
    """The question that stands right before ``start``, or empty."""
    before = content[max(0, start - _ASKING) : start].rstrip()
    if not before.endswith(("?", "？")):
        return ""
    return _SENTENCE_ENDS.split(before[:-1])[-1].strip() + before[-1]


def rejected(source: AttributionKind, content: str, start: int, end: int) -> tuple[str, str]:
    """Words by which such a source's ``start..end`` rejects something, after their group's name.

    Both are empty where there are none.
    """
    end = _reach(_ADDS, content, end)
    for name, kinds in _SAID.items():
        found = _groups()[name].search(content, start, end) if source in kinds else None
        if found:
            return name, found[0]
    return "", ""


def left_open(content: str, end: int) -> bool:
    """Whether what ends at ``end`` is a question that is not answered with yes or no at once.

    It states nothing, whatever it takes for granted.
    """
    asked = _ASKED.match(content, end)
    if asked is None and content[max(0, end - 1) : end] not in ("?", "？"):
        return False
    return _SETTLED.match(content, asked.end() if asked else end) is None
