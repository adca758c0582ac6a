"""HTML in, blocks out: a walk over the parsed tree that keeps every word a reader would see."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from lxml import etree

from custodes.model import BlockKind
from custodes.reading.drafts import (
    ADDRESS,
    ADDRESS_WEIGHT,
    Draft,
    Original,
    letters,
    squeeze,
)
from custodes.reading.html_page import (
    is_data_table,
    is_hidden,
    is_outermost,
    main_part,
    parse,
    stated,
)
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
class _Table:
    data: bool
    row: int = -1
    column: int = -1


@dataclass(slots=True)
class _Collector:
    """Gathers the inline text of one block, and hands it over when the block ends."""

    drafts: list[Draft] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)
    links: int = 0
    bold: list[str] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)
    after_image: bool = False

    def flush(self, state: _Open, tables: list[_Table], preformatted: bool) -> None:
        """End the block: its text becomes drafts of the state's kind."""
        parts, self.parts = self.parts, []
        linked, self.linked = self.linked, []
        links, self.links = self.links, 0
        bold, self.bold = self.bold, []
        breaks, self.breaks = self.breaks, []
        after_image, self.after_image = self.after_image, False
        if not parts:
            return
        text = "".join(parts)
        if not text or text.isspace():
            return
        if preformatted:
            pieces = [
                squeeze(piece)
                for group in re.split(r"\n\s*\n", text)
                for piece in paragraphs(group.split("\n"))
            ]
        elif breaks:
            pieces = _parted(parts, breaks)
        else:
            pieces = [squeeze(text)]
        pieces = [piece for piece in pieces if piece]
        links_text = [squeeze(piece) for piece in linked]
        bold_text = {squeeze(piece) for piece in bold} if bold else set()
        if len(bold) > 1:
            bold_text.add(squeeze("".join(bold)))
        for piece in pieces:
            kind, level = state.kind, state.level
            if kind == "paragraph":
                if piece in bold_text and len(piece) <= 120 and not piece.endswith(("。", ".")):
                    kind, level = "heading", 6
                elif after_image and len(piece) <= 250 and piece is pieces[0]:
                    kind = "caption"
            draft = Draft(kind, piece, level=level, region=state.region)
            if links:
                if len(pieces) == 1:
                    draft.linked = sum(map(letters, links_text))
                    draft.links = links
                else:
                    inside = [part for part in links_text if part and part in piece]
                    draft.linked = sum(map(letters, inside))
                    draft.links = len(inside)
            if "://" in piece or "www." in piece:
                for address in ADDRESS.findall(piece):
                    if any(address in part for part in links_text):
                        draft.linked -= max(0, len(address) - ADDRESS_WEIGHT)
                    else:
                        draft.linked += ADDRESS_WEIGHT
                        draft.links += 1
            if kind == "table_cell" and tables:
                draft.row, draft.column = max(tables[-1].row, 0), max(tables[-1].column, 0)
            self.drafts.append(draft)


def _parted(parts: list[str], breaks: list[int]) -> list[str]:
    """Divide the inline text at its ``<br>``s: where a paragraph ends, not inside a sentence."""
    segments: list[str] = []
    start = 0
    for end in [*breaks, len(parts)]:
        segments.append(squeeze("".join(parts[start:end])))
        start = end
    widest = max(map(width, segments))
    pieces: list[str] = []
    blank = True
    for segment in segments:
        if not segment:
            blank = True
            continue
        if blank:
            pieces.append(segment)
        else:
            previous = pieces[-1]
            wrapped = widest >= 50 and width(previous.rsplit("\n", 1)[-1]) >= widest * 0.7
            if ends_sentence(previous) or starts_item(segment) or not wrapped:
                pieces.append(segment)
            else:
                pieces[-1] = previous + "\n" + segment
        blank = False
    return [squeeze(piece) for piece in pieces]


def blocks(root: Any) -> list[Draft]:
    """The drafts of a parsed page, in reading order."""
    collector = _Collector()
    tables: list[_Table] = []
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
                _text(collector, element.tail, stack[-1])
            continue
        tag = element.tag
        if not isinstance(tag, str):
            continue
        state = stack[-1]
        is_block = tag in _BLOCKS
        if event == "start":
            if tag in _UNSEEN or is_hidden(element):
                skipping = element
                continue
            if tag == "br":
                collector.breaks.append(len(collector.parts))
                _text(collector, element.text, state)
                stack.append(state)
                continue
            if tag == "img":
                collector.after_image = (
                    collector.after_image or not "".join(collector.parts).strip()
                )
                stack.append(state)
                continue
            if is_block:
                collector.flush(state, tables, preformatted > 0)
                if tag in ("ul", "ol"):
                    lists += 1
                elif tag == "table":
                    tables.append(_Table(is_data_table(element)))
                elif tag == "tr" and tables:
                    tables[-1].row += 1
                    tables[-1].column = -1
                elif tag in ("td", "th") and tables:
                    tables[-1].column += 1
                elif tag in ("pre", "listing", "xmp", "plaintext"):
                    preformatted += 1
            inner = _entered(tag, element, state, tables, lists)
            if element is main:
                inner.region = ""
            if inner.link and inner.link != state.link:
                collector.links += 1
            stack.append(inner)
            _text(collector, element.text, inner)
        else:
            inner = stack.pop()
            if is_block:
                collector.flush(inner, tables, preformatted > 0)
                if tag in ("ul", "ol"):
                    lists -= 1
                elif tag == "table" and tables:
                    tables.pop()
                elif tag in ("pre", "listing", "xmp", "plaintext"):
                    preformatted -= 1
            _text(collector, element.tail, stack[-1])
    collector.flush(stack[-1], tables, False)
    return collector.drafts


def _text(collector: _Collector, text: str | None, state: _Open) -> None:
    if not text:
        return
    collector.parts.append(text)
    if state.link:
        collector.linked.append(text)
    if state.bold:
        collector.bold.append(text)


def _entered(tag: str, element: Any, state: _Open, tables: list[_Table], lists: int) -> _Open:
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
        if address is not None and not link and tag != "link" and not _FILE.search(address):
            link = address or "#"
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
    return Original("text/html", blocks(root), stated(root))
