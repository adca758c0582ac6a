"""HTML in, blocks out: a walk over the parsed tree that keeps every word a reader would see."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from lxml import etree

from custodes.model import BlockKind, Hidden
from custodes.reading.boilerplate import is_prose
from custodes.reading.drafts import (
    ADDRESS,
    ADDRESS_WEIGHT,
    BLANK_LINE,
    Draft,
    Original,
    letters,
    squeeze,
)
from custodes.reading.html_page import (
    holds_most,
    is_outermost,
    main_part,
    parse,
    stated,
)
from custodes.reading.html_styles import unseen_elements
from custodes.reading.html_tables import HtmlTable, is_data_table
from custodes.reading.lines import ends_sentence, paragraphs, starts_item, width

_UNSEEN: Final = frozenset(
    re.findall(
        r"\w+",
        "script style template iframe svg math object embed applet audio video canvas button "
        "select textarea input option noscript noembed noframes map datalist dialog head rp rt",
    )
)
_HEADINGS: Final = {f"h{depth}": depth for depth in range(1, 7)}
_BLOCKS: Final = frozenset(
    re.findall(
        r"\w+",
        "html body p div section article main header footer nav aside address blockquote center dl "
        "dt dd ul ol li dir menu pre hr table caption thead tbody tfoot tr td th figure figcaption "
        "form fieldset legend details summary hgroup search colgroup col listing xmp plaintext",
    )
) | frozenset(_HEADINGS)
_REGIONS: Final = {"nav": "navigation", "footer": "navigation", "menu": "navigation"}
_CAPTION: Final = re.compile(
    r"(?:^|[\s_-])(?:caption|captions|img-?desc|photo-?credit)(?:$|[\s_-]|text)|imgcaption$"
    r"|headerimgcaption",
    re.IGNORECASE,
)
_FURNITURE: Final = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|breadcrumbs?|share|sharing|social|sns|related|"
    r"recommend(?:ed|ations?)?|sidebar|footer|copyright|pagination|pager|newsletter|subscribe|"
    r"advert(?:isement)?s?|ads?|banner|comments?|cookie|qrcode|tags?)(?:$|[\s_-])",
    re.IGNORECASE,
)
_MASTHEAD: Final = frozenset(
    ("header", "site-header", "masthead", "page-header", "topbar", "logo", "site-title", "branding")
)
_FILE: Final = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|txt|csv|ods|odt|rtf|zip)(?:[?#]|$)", re.IGNORECASE
)

State = Literal["", "navigation"]


@dataclass(slots=True)
class _Open:
    """An element being read: what its end restores."""

    tag: str
    kind: BlockKind
    level: int
    region: str
    link: str
    bold: bool


@dataclass(slots=True)
class _Inline:
    """The inline text of one block as it is gathered, in parts.

    ``linked`` tells for a part that stands in a link to another page the number of that link,
    ``bold`` holds the parts that are bold, ``breaks`` before which part a ``<br>`` stands.
    """

    parts: list[str] = field(default_factory=list)
    linked: dict[int, int] = field(default_factory=dict)
    links: int = 0
    bold: set[int] = field(default_factory=set)
    breaks: list[int] = field(default_factory=list)
    after_image: bool = False

    def take(self, text: str | None, state: _Open) -> None:
        """Add the text that stands before or after an element."""
        if not text:
            return
        if state.link:
            self.linked[len(self.parts)] = self.links
        if state.bold and not text.isspace():
            self.bold.add(len(self.parts))
        self.parts.append(text)

    def pieces(self) -> list[tuple[int, int]]:
        """The parts ``start..end`` of each paragraph: divided at ``<br>``s where one ends, not
        inside a sentence."""
        if not self.breaks:
            return [(0, len(self.parts))]
        segments: list[tuple[int, int, str]] = []
        start = 0
        for end in [*self.breaks, len(self.parts)]:
            segments.append((start, end, squeeze("".join(self.parts[start:end]))))
            start = end
        widest = max(width(text) for _, _, text in segments)
        found: list[tuple[int, int]] = []
        before = ""
        for start, end, text in segments:
            wrapped = widest >= 50 and width(before) >= widest * 0.7
            if text and before and wrapped and not (ends_sentence(before) or starts_item(text)):
                found[-1] = (found[-1][0], end)
            elif text:
                found.append((start, end))
            before = text
        return found

    def text(self, start: int, end: int) -> str:
        """The words of some parts on one line; a ``<br>`` among them is a line break."""
        first, last = bisect_right(self.breaks, start), bisect_left(self.breaks, end)
        inner = set(self.breaks[first:last])
        if not inner:
            return squeeze("".join(self.parts[start:end]))
        return squeeze(
            "".join(("\n" if n in inner else "") + self.parts[n] for n in range(start, end))
        )


def _flush(
    inline: _Inline, state: _Open, tables: list[HtmlTable], preformatted: bool, drafts: list[Draft]
) -> None:
    """End the block: its text becomes drafts of the state's kind."""
    joined = "".join(inline.parts)
    if not joined or joined.isspace():
        return
    if preformatted:
        for group in BLANK_LINE.split(joined):
            for piece in paragraphs(group.split("\n")):
                if text := squeeze(piece):
                    drafts.append(Draft(state.kind, text, state.level, region=state.region))
        return
    for number, (start, end) in enumerate(inline.pieces()):
        text = inline.text(start, end)
        if not text:
            continue
        draft = Draft(state.kind, text, state.level, region=state.region)
        inside = [n for n in range(start, end) if n in inline.linked] if inline.linked else []
        draft.linked = sum(letters(inline.parts[n]) for n in inside)
        draft.links = len({inline.linked[n] for n in inside})
        if "://" in text or "www." in text:
            _weigh_addresses(draft, squeeze("".join(inline.parts[n] for n in inside)))
        if state.kind == "paragraph":
            spoken = [n for n in range(start, end) if not inline.parts[n].isspace()]
            bold = bool(inline.bold) and all(n in inline.bold for n in spoken)
            if bold and len(text) <= 120 and not text.endswith(("。", ".")):
                draft.kind, draft.level = "heading", 6
            elif inline.after_image and number == 0 and len(text) <= 250:
                draft.kind = "caption"
        elif state.kind == "table_cell" and tables:
            draft.cell = tables[-1].cell
        drafts.append(draft)


def _weigh_addresses(draft: Draft, linked: str) -> None:
    """Count an address that is written out as a link, and all alike however long they are."""
    for address in ADDRESS.findall(draft.text)[:50]:
        if address in linked:
            draft.linked -= max(0, letters(address) - ADDRESS_WEIGHT)
        else:
            draft.linked += ADDRESS_WEIGHT
            draft.links += 1


def _hidden_blocks(element: Any, why: Hidden) -> list[Draft]:
    """What stands in an element that is not shown, where it is more than a label or a menu."""
    found = [draft for draft in blocks(element) if is_prose(draft)]
    for draft in found:
        draft.hidden = why
    return found


def blocks(root: Any, unseen: Mapping[Any, Hidden] | None = None) -> list[Draft]:
    """The drafts of a parsed page, or of a part of one, in reading order.

    ``unseen`` are the elements that are not shown, and why; what they hold is marked as hidden.
    """
    unseen = unseen or {}
    drafts: list[Draft] = []
    inline = _Inline()
    tables: list[HtmlTable] = []
    counted = itertools.count(1)
    main = main_part(root)
    outside = "outside" if main is not None else ""
    stack: list[_Open] = [_Open("", "paragraph", 0, outside, "", False)]
    lists = 0
    preformatted = 0
    skipping: Any = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if skipping is not None:
            if event == "end" and element is skipping:
                skipping = None
                inline.take(element.tail, stack[-1])
            continue
        tag = element.tag
        if not isinstance(tag, str):
            continue
        state = stack[-1]
        is_block = tag in _BLOCKS
        if event == "start":
            if tag in _UNSEEN or (element in unseen and not holds_most(element)):
                skipping = element
                if tag not in _UNSEEN:
                    drafts.extend(_hidden_blocks(element, unseen[element]))
                continue
            if tag == "br":
                inline.breaks.append(len(inline.parts))
                inline.take(element.text, state)
                stack.append(state)
                continue
            if tag == "img":
                if all(part.isspace() for part in inline.parts):
                    inline.after_image = True
                stack.append(state)
                continue
            if is_block:
                _flush(inline, state, tables, preformatted > 0, drafts)
                inline = _Inline()
                if tag in ("ul", "ol"):
                    lists += 1
                elif tag == "table":
                    tables.append(HtmlTable(is_data_table(element), next(counted)))
                elif tag == "tr" and tables:
                    tables[-1].begin_row()
                elif tag in ("td", "th") and tables:
                    tables[-1].place(element)
                elif tag in ("pre", "listing", "xmp", "plaintext"):
                    preformatted += 1
            inner = _entered(tag, element, state, tables, lists)
            if element is main:
                inner.region = ""
            if inner.link and inner.link != state.link:
                inline.links += 1
            stack.append(inner)
            inline.take(element.text, inner)
        else:
            inner = stack.pop()
            if is_block:
                _flush(inline, inner, tables, preformatted > 0, drafts)
                inline = _Inline()
                if tag in ("ul", "ol"):
                    lists -= 1
                elif tag == "table" and tables:
                    tables.pop()
                elif tag in ("pre", "listing", "xmp", "plaintext"):
                    preformatted -= 1
            if element is not root:
                inline.take(element.tail, stack[-1])
    _flush(inline, stack[-1], tables, False, drafts)
    return drafts


def _entered(tag: str, element: Any, state: _Open, tables: list[HtmlTable], lists: int) -> _Open:
    kind, level, region, link, bold = state.kind, state.level, state.region, state.link, state.bold
    if tag in _HEADINGS:
        kind, level = "heading", _HEADINGS[tag]
    elif tag in ("li", "dd", "dt"):
        kind, level = "list_item", max(lists, 1)
    elif tag in ("figcaption", "caption"):
        kind, level = "caption", 0
    elif tag in ("td", "th"):
        data = bool(tables) and tables[-1].data
        kind, level = ("table_cell" if data else "paragraph"), 0
    elif tag in ("b", "strong"):
        bold = True
    elif tag == "table":
        kind, level = "paragraph", 0
    if tag in ("body", "html", "article", "main"):
        region = "" if tag == "article" and region != "outside" else region
    elif tag in _REGIONS:
        region = _REGIONS[tag]
    elif tag == "header" and element.find(".//h1") is None and is_outermost(element):
        region = "navigation"
    elif tag == "aside":
        region = "furniture" if region in ("", "outside") else region
    if element.attrib:
        address = element.get("href")
        # A heading's link to itself is an anchor; elsewhere one within the page is a button.
        anchor = kind == "heading" and (address or "").startswith("#")
        if address is not None and not link and tag != "link" and not anchor:
            link = "" if _FILE.search(address) else address or "#"
        if tag in _BLOCKS or tag == "span":
            names = f"{element.get('class') or ''} {element.get('id') or ''}"
            if names != " ":
                if kind == "paragraph" and tag not in ("figure", "body") and _CAPTION.search(names):
                    if element.find(".//img") is None:
                        kind = "caption"
                elif (
                    _FURNITURE.search(names) or not _MASTHEAD.isdisjoint(names.lower().split())
                ) and tag not in ("body", "html", "article", "main"):
                    region = "furniture" if region in ("", "outside") else region
        if element.get("role") in ("navigation", "contentinfo", "banner", "search", "menu"):
            region = "navigation"
    return _Open(tag, kind, level, region, link, bold)


def read_html(untrusted_text: str) -> Original:
    """Read one HTML page. Raises UnreadableError ``empty`` or ``damaged``."""
    root = parse(untrusted_text)
    return Original("text/html", blocks(root, unseen_elements(root)), stated(root))
