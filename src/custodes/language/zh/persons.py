"""What role a Chinese text gives a person: only words right beside the name count.

A wrong role would show a name that must be masked, so every rule here asks for the title itself,
and any sign of a private person outweighs it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Sequence

from custodes.language.names import Name
from custodes.language.zh import knowledge
from custodes.model import PersonRole

MASKED = re.compile(r".*[某×＊*xX○〇□█].*|[小老阿].|.(?:先生|女士|小姐|太太|姓.*)|.氏")
"""A name that the document itself hides, or that is only a family name."""

_LONGEST_TITLE = 8
# 告诉记者张三被捕: the reporter is told, and is not called so.
_TOLD = ("告诉", "对", "向", "跟", "给", "让", "与", "和", "同", "告知", "联系", "受访")
_TOLD_TITLES = ("记者", "编辑", "作者", "主持人", "特派员")
_BETWEEN = ' \u3000：:·“"'
_APPOSITION = re.compile(r"[，（(]([^，。；！？、（）()\n]{2,24})(?=[，。；）)])")
_SPEAKS = re.compile(
    r"(?:[（(][^）)\n]{1,40}[）)])?[^，。；！？、\n]{0,8}?"
    r"(?:表示|认为|指出|分析|解释|说明|证实|质疑|警告|说[：，:]|称[：，:])"
)
_IS = re.compile(r"(?:现任|曾任|担任|出任|时任)([^，。；！？\n]{2,20})(?=[，。；！？\n])")
_BYLINE = re.compile(
    r"(?:记者|编辑|编译|责任编辑)[：: ]?([^，。；）)\n]{2,30}?)(?:综合|采访)?(?:报导|报道|[）)])"
)
_STRENGTH: dict[PersonRole, int] = {
    "private": 4,
    "official": 3,
    "commentator": 2,
    "public": 1,
    "unknown": 0,
}


def roles(content: str, persons: Sequence[Name]) -> dict[str, PersonRole]:
    """The role of each distinct name, by the surface string: ``unknown`` where none is given."""
    found: dict[str, PersonRole] = {}
    for name in persons:
        surface = content[name.start : name.end]
        role = found.get(surface, "unknown")
        for given in _given(content, name, surface):
            if _STRENGTH[given] > _STRENGTH[role]:
                role = given
        found[surface] = role
    for first, second in _aliases(content, persons):
        for one, other in ((first, second), (second, first)):
            if found[other] == "unknown":
                found[other] = found[one]
    return found


def _given(content: str, name: Name, surface: str) -> Iterable[PersonRole]:
    """Every role that the words around one occurrence give."""
    if MASKED.fullmatch(surface):
        yield "private"
        return
    yield from _beside(content, name)
    apposed = _APPOSITION.match(content, name.end)
    if apposed:
        yield from _ends_in_title(apposed[1])
    held = _IS.match(content, name.end)
    if held:
        yield from _ends_in_title(held[1])
    for byline in _BYLINE.finditer(content, max(0, name.start - 30), name.end + 10):
        names = re.split(r"[、/／ \u3000和与]", byline[1])
        if (
            byline.start(1) <= name.start
            and surface in names
            and not _told(content, byline.start())
        ):
            yield "public"


def _beside(content: str, name: Name) -> Iterable[PersonRole]:
    lexicon = knowledge.lexicon()
    end = name.start
    while end > 0 and content[end - 1] in _BETWEEN:
        end -= 1
    for size in range(_LONGEST_TITLE, 0, -1):
        word = content[max(0, end - size) : end]
        role = _role(lexicon.classes(word)) if len(word) == size else None
        if "title.speaker" in lexicon.classes(word) and _SPEAKS.match(content, name.end):
            role = "commentator"
        if role and not (word.endswith(_TOLD_TITLES) and _told(content, end - size)):
            yield role
            break
        if role:
            break
    for size in range(_LONGEST_TITLE, 0, -1):
        word = content[name.end : name.end + size]
        role = _role(lexicon.classes(word)) if len(word) == size else None
        # 张三记者 is rare, 张三主席团 no title: what follows must not lengthen the word.
        if role and not (role != "private" and _longer(content, name.end, size)):
            yield role
            break


def _longer(content: str, start: int, size: int) -> bool:
    """Whether the title only begins a longer word (主席团, 委员会, 书记处)."""
    return content[start + size : start + size + 1] in ("团", "会", "处", "室", "们", "台", "部")


def _ends_in_title(phrase: str) -> Iterable[PersonRole]:
    lexicon = knowledge.lexicon()
    for size in range(min(_LONGEST_TITLE, len(phrase)), 1, -1):
        role = _role(lexicon.classes(phrase[-size:]))
        if role:
            yield role
            return


def _role(classes: Iterable[str]) -> PersonRole | None:
    given = {name.removeprefix("title.") for name in classes if name.startswith("title.")}
    for role in _STRENGTH:
        if role in given:
            return role
    return None


def _told(content: str, title: int) -> bool:
    """Whether somebody tells something to the bearer of the title that begins here."""
    before = content[max(0, title - 6) : title]
    return before.endswith(_TOLD) or bool(re.search(r"(?:告诉|对|向)[^，。]{0,4}$", before))


def _aliases(content: str, persons: Sequence[Name]) -> Iterable[tuple[str, str]]:
    """A name and the same one in another script in brackets after it: 鲍丁（Chris Balding）."""
    for name, after in itertools.pairwise(persons):
        between = content[name.end : after.start]
        if between.strip() in ("（", "("):
            yield content[name.start : name.end], content[after.start : after.end]
