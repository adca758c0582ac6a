"""Plain text in, paragraphs and headings out."""

from __future__ import annotations

import re
from typing import Final

from custodes.reading.drafts import (
    ADDRESS,
    ADDRESS_WEIGHT,
    BLANK_LINE,
    Draft,
    Original,
    clean_characters,
    squeeze,
)
from custodes.reading.lines import paragraphs, starts_item, width

_BULLET: Final = re.compile(r"^[-*•·●○■□◆▪►▶→–—]\s*")
_HEADING: Final = re.compile(
    r"^(?:第[一二三四五六七八九十百零\d]{1,5}[章节编編節]|[一二三四五六七八九十]{1,3}、"
    r"|(?:CHAPTER|SECTION|PART|ARTICLE)\s+[IVXLC\d]+)",
)
_NO_HEADING: Final = re.compile(
    r"^[（(\d]|〔\d{4}〕|\d{4}年|[:：@]|\b(?:19|20)\d{2}$|(?:公司|局|委员会|办公室|政府)$"
)
_CLOSES: Final = re.compile(r"[。！？!?…；;：:.,，、][”’」』）)\]》】\"']*$")


def read_plain(untrusted_text: str) -> Original:
    """Read a text without mark-up.

    Blank lines part paragraphs; within them a line that reaches the full width goes on in the
    next. A short line by itself that closes no sentence is a heading.
    """
    text = clean_characters(untrusted_text).replace("\f", "\n\n")
    drafts: list[Draft] = []
    for group in BLANK_LINE.split(text):
        pieces = paragraphs(group.split("\n"))
        for piece in pieces:
            drafts.append(_draft(squeeze(piece), alone=len(pieces) == 1))
    return Original("text/plain", [draft for draft in drafts if draft.text])


def _draft(text: str, alone: bool) -> Draft:
    addresses = ADDRESS.findall(text)
    draft = Draft("paragraph", text, linked=ADDRESS_WEIGHT * len(addresses), links=len(addresses))
    if _HEADING.match(text) and width(text) <= 80 and not _CLOSES.search(text[-12:]):
        draft.kind, draft.level = "heading", 2
    elif _BULLET.match(text):
        draft.kind, draft.level, draft.text = "list_item", 1, _BULLET.sub("", text)
    elif alone and not addresses and _is_heading(text):
        draft.kind, draft.level = "heading", 3
    return draft


def _is_heading(text: str) -> bool:
    """A short line by itself that is no sentence, date, number of a document or contact."""
    return (
        width(text) <= 80
        and not _CLOSES.search(text[-12:])
        and not starts_item(text)
        and not _NO_HEADING.search(text)
    )
