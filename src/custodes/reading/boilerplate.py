"""Which blocks are not the document: navigation, share lines, link lists, credits, advertising.

Nothing here knows an outlet. What decides is how much of a block is links, whether it is a row of
short pieces between separators, where the original itself puts it, what it follows, and a small
lexicon of phrases (``furniture.toml``).
"""

from __future__ import annotations

import functools
import re
import tomllib
from dataclasses import dataclass
from importlib import resources
from typing import Final

from custodes.model import CustodesError
from custodes.reading.drafts import ADDRESS, ADDRESS_WEIGHT, Draft, letters

_LETTERS: Final = re.compile(r"[^\W_]")
_SEPARATORS: Final = re.compile(r"\s*[|｜¦│]\s*|\s+[·•»›>/]\s+")
_SENTENCE: Final = re.compile(r"[。！？；]|[.!?;](?:\s|$|[”\"'’)])|，.*，")
_NUMBERED: Final = re.compile(r"〔\d{4}〕|\[\d{4}\]\s*\d+\s*号")
_NAVIGATION_WORD: Final = re.compile(
    r"^(?:首页|首頁|主页|主頁|网站首页|登录|注册|联系我们|关于我们|网站地图|新闻|视频|专题|home|news|"
    r"about(?: us)?|contact(?: us)?|login|log in|sitemap|privacy(?: policy)?|terms(?: of use)?|"
    r"help)$",
    re.IGNORECASE,
)
_WHERE: Final = ("whole", "start", "anywhere")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One entry of the lexicon, compiled."""

    what: str
    pattern: re.Pattern[str]
    whole: bool
    longest: int
    heads: bool


@functools.cache
def phrases() -> tuple[Phrase, ...]:
    """The lexicon of furniture. Raises CustodesError naming the entry that is wrong."""
    source = resources.files("custodes.reading").joinpath("furniture.toml").read_text("utf-8")
    return parse_phrases(source, "furniture.toml")


def parse_phrases(source: str, name: str) -> tuple[Phrase, ...]:
    """Parse and check a lexicon; an error names file, line and what to mend."""
    try:
        entries = tomllib.loads(source).get("phrase", [])
    except tomllib.TOMLDecodeError as error:
        raise CustodesError(f"{name}: {error}") from error
    starts = [n for n, line in enumerate(source.split("\n"), 1) if line.strip() == "[[phrase]]"]
    found = []
    for line, entry in zip(starts, entries, strict=True):
        try:
            where = entry["where"]
            if where not in _WHERE:
                raise ValueError(f"where must be one of {', '.join(_WHERE)}, not {where!r}")
            start = "" if where == "anywhere" else r"\A[\W_]*?"
            end = r"[\W_]*\Z" if where == "whole" else ""
            pattern = re.compile(f"{start}(?:{entry['text']}){end}", re.IGNORECASE)
            longest = int(entry["longest"])
        except (KeyError, ValueError, TypeError, re.error) as error:
            raise CustodesError(f"{name}, line {line}: {error}") from error
        found.append(
            Phrase(
                entry.get("what", ""), pattern, where == "whole", longest, bool(entry.get("heads"))
            )
        )
    return tuple(found)


@functools.lru_cache(maxsize=4096)  # the cells of a table say the same thousands of times
def phrase_of(text: str) -> Phrase | None:
    """The first phrase of the lexicon that this block's text is."""
    length = len(text)
    if length > 500 or not _LETTERS.search(text):
        return None
    for phrase in phrases():
        if length <= phrase.longest and phrase.pattern.search(text):
            return phrase
    return None


def link_density(draft: Draft) -> float:
    """The share 0..1 of a block's letters and digits that are links to other pages."""
    if not draft.linked:
        return 0.0
    text = ADDRESS.sub("x" * ADDRESS_WEIGHT, _SEPARATORS.sub("", draft.text))
    return min(1.0, draft.linked / max(letters(text), 1))


def is_prose(draft: Draft) -> bool:
    """Whether a block reads as the running text of a document."""
    if draft.region == "navigation" or link_density(draft) > 0.4:
        return False
    enough = letters(draft.text[:100]) >= 20 or letters(draft.text) >= 20
    return enough and _SENTENCE.search(draft.text) is not None


def judge(drafts: list[Draft], title: Draft | None, web: bool = False) -> list[bool]:
    """For each draft, whether it is boilerplate. The title never is.

    ``web`` says that the original is a page of a site, which sets names of its own above a title.
    """
    prose = [is_prose(draft) for draft in drafts]
    densities = [link_density(draft) for draft in drafts]
    masthead = _masthead(drafts, title, prose) if web else range(0)
    found: list[bool] = []
    following = False
    for number, draft in enumerate(drafts):
        if draft is title:
            found.append(False)
            following = False
            continue
        phrase = phrase_of(draft.text)
        if following:
            following = not (prose[number] or (draft.kind == "heading" and phrase is None))
        if phrase is not None and phrase.heads:
            following = True
        found.append(
            phrase is not None
            or following
            or draft.region in ("navigation", "outside")
            or (number in masthead)
            or (draft.region == "furniture" and not prose[number])
            or _is_links(drafts, number, densities, prose)
            or _is_menu(draft.text)
            or not _LETTERS.search(draft.text)
        )
    return found


def _masthead(drafts: list[Draft], title: Draft | None, prose: list[bool]) -> range:
    """The short lines above a title that stands among the headings: names of site and section.

    The number of an official document (〔2018〕10号) and what is above it belong to the document.
    """
    place = next((n for n, draft in enumerate(drafts) if draft is title), 0)
    above = drafts[:place]
    if any(prose[:place]) or any(_NUMBERED.search(draft.text) for draft in above):
        return range(0)
    return range(place)


def _is_links(drafts: list[Draft], number: int, densities: list[float], prose: list[bool]) -> bool:
    draft, density = drafts[number], densities[number]
    if density < 0.6:
        return False
    if draft.kind == "table_cell":
        return False
    between = 0 < number < len(drafts) - 1 and prose[number - 1] and prose[number + 1]
    if draft.kind == "heading" and between:
        # A heading of one tag word inside the running text is a heading all the same.
        return False
    if draft.kind == "list_item" and _has_unlinked_neighbour(drafts, number, densities):
        return False
    if draft.links >= 2:
        return density >= 0.75 or (density >= 0.6 and _SENTENCE.search(draft.text) is None)
    return density >= 0.9


def _has_unlinked_neighbour(drafts: list[Draft], number: int, densities: list[float]) -> bool:
    """Whether the item stands in a list of words, not of links: references, say, one linked."""
    return any(
        drafts[other].kind == "list_item"
        and densities[other] < 0.5
        and letters(drafts[other].text) > 20
        for other in (number - 1, number + 1)
        if 0 <= other < len(drafts)
    )


def _is_menu(text: str) -> bool:
    if len(text) > 300:
        return False
    pieces = [piece for piece in _SEPARATORS.split(text) if piece.strip()]
    if len(pieces) < 3:
        return False
    if any(len(piece) > 24 for piece in pieces) or _SENTENCE.search(text):
        return False
    return any(_NAVIGATION_WORD.match(piece.strip()) for piece in pieces)
