"""Whatever looks like a personal name in Chinese: high recall, for masking to fail closed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from custodes.language.instruments import ISSUED
from custodes.language.lexicon import of_title
from custodes.language.word_lists import words_by_kind
from custodes.language.zh import knowledge
from custodes.language.zh.words import tagger

_HAN = "[\u3400-\u9fff]"
_LINE = re.compile(r"[^\n。！？；]+[。！？；]?")
_DOT = "·•‧・．∙"
_LATE = "门们部局称说被在于与和的是表将对从因向到已曾等及指也就还都又要会能可者"
_NOT_NAMES = frozenset({"ORG", "TIME", "n", "v", "vn", "d", "a", "ad", "an", "p", "c", "r",
                        "m", "q", "t", "f", "s", "u"})  # fmt: skip
_SPEAKS = (
    "表示|认为|指出|透露|告诉|回忆|坦言|强调|解释|补充|证实|说|称|被捕|被抓|被拘|被判|被带走|被打|报导|报道|撰文"
    "|先生|女士|小姐|太太|教授|博士|律师|医生|老师|同学|夫妇|夫妻|等人|本人|一家"
)
_SHORT = 60
"""Up to this many code points a string may be a list of names with nothing around them."""


def find(content: str) -> list[tuple[int, int]]:
    """Where (code points) the content holds what looks like a name, in order of position.

    LAC's persons; masked forms (刘某松, 李××); foreign names with a dot; a family name and one or
    two characters after a title, before a verb of saying or an honorific, or standing alone in a
    byline. What is found once is found wherever it stands.
    """
    if not re.search(_HAN, content):
        return []
    found: set[tuple[int, int]] = set()
    tags: dict[tuple[int, int], str] = {}
    for line in _LINE.finditer(content):
        start = line.start()
        for word, tag in tagger().tag(line.group()):
            end = start + len(word)
            tags[start, end] = tag
            person = tag == "PER" and len(word) > 1 and re.search(_HAN, word)
            if person and not _known(word) and not ISSUED.match(content, end):
                found.add((start, end))
            start = end
    for start, end in (*_masked(content), *_dotted(content, tags)):
        found.add((start, end))
    for start, end in (*_beside(content), *_alone(content)):
        word = content[start:end]
        plausible = tags.get((start, end)) not in _NOT_NAMES and word[-1] not in _LATE
        if plausible and not _known(word):
            found.add((start, end))
    for called in _patterns()["user"].finditer(content):
        found.add(called.span(called.lastindex or 0))
    for word in {content[start:end] for start, end in found}:
        for match in re.finditer(re.escape(word), content):
            found.add(match.span())
    return sorted(found)


def _known(word: str) -> bool:
    """Whether the word lists know this to name something other than a person."""
    return any(not name.startswith("surname") for name in knowledge.lexicon().classes(word))


def _masked(content: str) -> Iterator[tuple[int, int]]:
    for match in _patterns()["masked"].finditer(content):
        yield match.span()


def _dotted(content: str, tags: dict[tuple[int, int], str]) -> Iterator[tuple[int, int]]:
    """比尔·盖茨: from the start of the word before the dot to the end of the word after it."""
    words = sorted(tags)
    for match in re.finditer(rf"(?<={_HAN})[{_DOT}.](?={_HAN})", content):
        dot = match.start()
        yield (
            next((start for start, end in words if start < dot <= end), dot - 1),
            next((end for start, end in words if start <= dot + 1 < end), dot + 2),
        )


def _beside(content: str) -> Iterator[tuple[int, int]]:
    """A family name and more, after a title or before a verb of saying."""
    for spoken in _patterns()["spoken"].finditer(content):
        yield spoken.span(1)
    for hit in knowledge.lexicon().hits(content):
        if of_title(hit.classes):
            for pattern in ("named", "said"):
                match = _patterns()[pattern].match(content, hit.end)
                if match:
                    yield match.span(1)


def _alone(content: str) -> Iterator[tuple[int, int]]:
    """Parts of a short string (an author, a list of names) that could be nothing but a name."""
    if len(content) <= _SHORT:
        for match in _patterns()["part"].finditer(content):
            yield match.span(1)


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    listed = words_by_kind("zh", "lexicons/surnames.tsv", {"single", "double"})
    family = f"(?:{'|'.join(listed['double'])}|[{''.join(listed['single'])}])"
    name = f"{family}{_HAN}{{1,2}}"
    end = f"(?=$|[，。、；：:！？（）()“”/／\\s]|{_SPEAKS})"
    start = r"(?:^|[，。、；：:“‘（(\s】／/的])"
    return {
        "masked": re.compile(
            rf"{family}某(?:某|(?![{_LATE}]){_HAN})?|{_HAN}[×＊*xX○〇]{{1,3}}{_HAN}?(?![A-Za-z])"
            rf"|{family}{_HAN}[×＊*○〇]"
        ),
        "spoken": re.compile(rf"{start}({name}?)(?={_SPEAKS}|[（(]?\d{{1,2}}岁)"),
        "named": re.compile(rf"[：: “\"]?({name}){end}"),
        "said": re.compile(rf"({_HAN}{{2,4}}?)(?=[（(][A-Z]|{_SPEAKS})"),
        "user": re.compile(
            r"(?:网民|网友|用户|网名|署名|化名|昵称|名叫|名为|博主|推友)为?[“「‘]([^”」’\n]{2,16})[”」’]"
            r"|(?:^|[\n。”])[“「]([^”」，。\n]{2,8})[”」](?:也|则|还)?(?:说|称|认为|表示|：[“「])",
            re.MULTILINE,
        ),
        "part": re.compile(rf"(?:^|[、,，/／\s;；:：（(])({name})(?=$|[、,，/／\s;；）)])"),
    }
