"""PDF in, blocks with the box of every run of characters out."""

from __future__ import annotations

import itertools
import re
import statistics
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Any, Final

from custodes.model import UnreadableError
from custodes.reading import limits
from custodes.reading.archives import listed
from custodes.reading.drafts import Draft, Member, Original
from custodes.reading.lines import ends_sentence, is_of_contents, starts_item, starts_section
from custodes.reading.needs import NeedsRecognitionError
from custodes.reading.pdf_attachments import page_members, pdf_members
from custodes.reading.pdf_columns import arranged
from custodes.reading.pdf_lines import page_lines
from custodes.reading.pdf_pages import each_page, opened
from custodes.reading.placed_lines import Line, TextLayer, runs_of
from custodes.reading.ruled_tables import Continued
from custodes.reading.text_layer import needs_recognition

_PAGE_NUMBER: Final = re.compile(
    r"^[\s\-–—·.(（]*(?:(?:第|page|p\.?)\s*)?\d{1,4}(?:\s*(?:页|頁))?"
    r"(?:\s*(?:/|of|共|，共)\s*\d{1,4}\s*(?:页|頁)?)?[\s\-–—·.)）]*$",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
_WIDE: Final = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")


_Extent = tuple[float, float, float]
"""Left edge, right edge and size of a line."""


class _Column:
    """The lines of one column of a page, and how far those like a given one reach."""

    def __init__(self) -> None:
        self.lines: list[_Extent] = []
        self._known: dict[_Extent, tuple[float, float, int]] = {}

    def around(self, line: Line, size: float) -> tuple[float, float, int]:
        """Left and right edge of the lines near this one and as tall as it, and their number."""
        key = (line.left, line.size, size)
        if key not in self._known:
            near = 4 * size
            least, most = line.size - 0.15 * size, line.size + 0.15 * size
            alike = [
                (start, edge)
                for start, edge, height in self.lines
                if -near < start - line.left < near and least < height < most
            ]
            self._known[key] = min(alike)[0], max(edge for _, edge in alike), len(alike)
        return self._known[key]


def read_pdf(untrusted_bytes: bytes, recognition: bool = True) -> Original:
    """Read a PDF: its text layer, and by text recognition the pages that have none or a bad one.

    Raises UnreadableError ``no_text``, ``encrypted``, ``damaged`` or ``too_large``, and
    NeedsRecognitionError where pages need recognition and it is not wanted. A page that cannot be
    loaded is a member that could not be had, so that it is listed and the others are read.
    """
    with opened(untrusted_bytes) as document:
        return _read(document, recognition)


def _read(document: Any, recognition: bool) -> Original:
    count = len(document)
    if count == 0:
        raise UnreadableError("damaged", "no pages")
    if count > limits.PAGES:
        raise UnreadableError("too_large", f"{count} pages")
    lines: list[Line] = []
    heights: dict[int, float] = {}
    unread: list[int] = []
    characters = pictures = 0
    members = pdf_members(document)
    tables = Continued()
    for number, page in each_page(document):
        if page is None:
            unread.append(number)
            continue
        layer = page_lines(page, number)
        found = layer.lines = arranged(layer.lines)
        unseen = [line for line in found if line.hidden]
        layer.lines = [line for line in found if not line.hidden] if unseen else found
        if needs_recognition(page, layer):
            pictures += 1
            if pictures > limits.RECOGNISED_PAGES:
                raise UnreadableError("too_large", f"more than {pictures - 1} pages are pictures")
            if recognition:
                layer = _recognised(page, number, layer)
                found = layer.lines + unseen
        tables.add(layer)
        heights[number] = layer.height
        members += page_members(page)
        lines.extend(found)
        characters += sum(len(line.text) for line in found)
        if characters > limits.CONTENT_CHARACTERS:
            raise UnreadableError("too_large", f"{characters} characters")
    if pictures and not recognition:
        raise NeedsRecognitionError(pictures)
    if not heights:
        raise UnreadableError("damaged", "no page can be loaded")
    if not lines and not members:
        raise UnreadableError("no_text", f"{count} pages")
    members = (*_missing(unread), *members)[: limits.MEMBERS]
    drafts = paged_drafts(lines, heights) + listed(members)
    return Original("application/pdf", drafts, _information(document), members)


def _missing(numbers: list[int]) -> Iterator[Member]:
    """Pages that could not be loaded, those beside each other as one."""
    for _, run in itertools.groupby(enumerate(numbers), lambda pair: pair[1] - pair[0]):
        beside = [number for _, number in run]
        first, last = beside[0], beside[-1]
        name = f"page {first}" if first == last else f"pages {first}-{last}"
        yield Member(name, reason="damaged", detail="it cannot be loaded")


def _recognised(page: Any, number: int, layer: TextLayer) -> TextLayer:
    """What is read on the picture of a page; its own text, where nothing is."""
    from custodes.reading.recognition import recognise

    scale = limits.LONG_SIDE / max(*page.get_size(), 1.0)
    bitmap = page.render(scale=scale, rev_byteorder=False, prefer_bgrx=False)
    pixels = bitmap.to_numpy()[:, :, :3].copy()
    bitmap.close()
    seen = recognise(pixels, number, 1 / scale)
    return seen if seen.lines else layer


def paged_drafts(lines: list[Line], heights: Mapping[int, float]) -> list[Draft]:
    """The blocks that lines in reading order make: paragraphs, heads, page furniture.

    ``heights`` are the pages' by their numbers, in the unit of the lines' boxes.
    """
    aside = _margins(lines, heights)
    aside.update(id(line) for line in lines if not line.hidden and is_of_contents(line.text))
    sizes: Counter[float] = Counter()
    for line in lines:
        if id(line) not in aside and not line.hidden and line.cell is None:
            sizes[round(line.size, 1)] += len(line.text)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    known = _words(lines) if any(line.hyphenated for line in lines) else frozenset()
    drafts = [
        _draft(group, usual, known, "navigation" if id(group[0]) in aside else "")
        for group in _grouped(lines, aside)
    ]
    _mark_title(drafts)
    return drafts


def _margins(lines: list[Line], heights: Mapping[int, float]) -> set[int]:
    """Running heads and feet: at a page's edge, and either its number or on several pages."""
    edge = [
        line
        for line in lines
        if not line.hidden
        and (line.bottom < 0.09 * heights[line.page] or line.top > 0.91 * heights[line.page])
    ]
    seen = Counter(re.sub(r"\d+", "0", line.text) for line in edge)
    numbers = Counter(line.page for line in edge if _PAGE_NUMBER.match(line.text))
    pages = len(heights)
    often = max(3, int(0.1 * pages)) if pages > 3 else 2
    return {
        id(line)
        for line in edge
        if (_PAGE_NUMBER.match(line.text) and numbers[line.page] <= 2)
        or (pages > 1 and seen[re.sub(r"\d+", "0", line.text)] >= often)
    }


def _grouped(lines: list[Line], aside: set[int]) -> list[list[Line]]:
    """Lines as paragraphs: joined over line and page breaks that only fit them to the column.

    Lines ``aside`` (heads, feet, page numbers, tables of contents) stand alone and do not part
    the paragraph that goes on over them; nor do hidden ones, which are paragraphs of their own.
    """
    by_page: dict[int, list[Line]] = {}
    for line in lines:
        if id(line) not in aside and not line.hidden:
            by_page.setdefault(line.page, []).append(line)
    steps: dict[int, float] = {}
    for page, members in by_page.items():
        found = [
            b.top - a.top
            for a, b in itertools.pairwise(members)
            if 0.5 * a.size < b.top - a.top < 4 * max(a.size, 1)
        ]
        steps[page] = statistics.median_low(found) if found else 0.0
    columns: dict[tuple[int, int], _Column] = defaultdict(_Column)
    for page, members in by_page.items():
        for line in members:
            extent = (line.left, line.right, line.size)
            columns[page, line.column].lines.append(extent)
    groups: list[list[Line]] = []
    open_group: list[Line] | None = None
    for line in lines:
        if id(line) in aside:
            groups.append([line])
            continue
        if line.cell is not None:
            if open_group is None or not _same_cell(open_group, line):
                open_group = [line]
                groups.append(open_group)
            else:
                open_group.append(line)
            continue
        if open_group is not None and open_group[-1].cell is not None:
            open_group = None
        if line.hidden:
            _group_hidden(groups, line)
            if open_group is not None and _is_beside(open_group[-1], line):
                # A line goes on under the box that covers a part of it.
                open_group[-1].right = max(open_group[-1].right, line.right)
            continue
        if open_group is not None and _continues(
            open_group,
            line,
            columns[open_group[-1].page, open_group[-1].column],
            steps.get(line.page, 0.0),
        ):
            open_group.append(line)
        else:
            open_group = [line]
            groups.append(open_group)
    return groups


def _same_cell(group: list[Line], line: Line) -> bool:
    """Whether a line goes on with the paragraph of ``group`` within one cell of a table."""
    last = group[-1]
    if last.cell != line.cell:
        return False
    if last.hyphenated or _is_beside(last, line):
        return True
    indented = line.left - min(one.left for one in group) > 1.2 * line.size
    new = starts_item(line.text) or (ends_sentence(last.text) and indented)
    return not new and line.top - last.top < 2.2 * max(last.size, line.size)


def _group_hidden(groups: list[list[Line]], line: Line) -> None:
    """Hidden lines that follow each other for one reason are one paragraph; comments are not."""
    last = groups[-1][-1] if groups else None
    if last and last.hidden == line.hidden != "comment" and last.page == line.page:
        groups[-1].append(line)
    else:
        groups.append([line])


def _is_beside(line: Line, other: Line) -> bool:
    """Whether both stand on one line of a page, the second to the right."""
    overlap = min(line.bottom, other.bottom) - max(line.top, other.top)
    level = overlap > 0.5 * max(line.size, other.size)
    return line.page == other.page and level and other.left >= line.right - line.size


def _continues(group: list[Line], line: Line, column: _Column, step: float) -> bool:
    """Whether a line goes on with the paragraph of ``group``, which stands in a column."""
    previous = group[-1]
    size = max(previous.size, line.size, 1.0)
    if abs(previous.size - line.size) > 0.15 * size:
        return False
    same_page = line.page == previous.page
    overlap = min(line.bottom, previous.bottom) - max(line.top, previous.top)
    if same_page and overlap > 0.5 * size:
        return 0 <= line.left - previous.right < 0.8 * size
    if previous.hyphenated:
        return True
    if starts_item(line.text) or (ends_sentence(previous.text) and starts_section(line.text)):
        return False
    below = same_page and line.top >= previous.top
    if below:
        down = line.top - previous.top
        if down > 1.3 * max(step, 1.0) and down > 1.25 * size:
            return False
        if line.left - previous.left > 1.2 * size and len(group) > 1:
            return False
        if previous.left - line.left > 3.5 * size:
            return False
        if _WIDE.match(line.text) and line.left - previous.left > 1.2 * size:
            return False
    elif ends_sentence(previous.text):
        return False
    start, edge, alike = column.around(previous, size)
    if alike == 1 and len(group) == 1 and not _WIDE.match(previous.text[-1]):
        return below and not ends_sentence(previous.text) and abs(line.left - previous.left) < size
    if _WIDE.match(line.text) and below and abs(line.left - previous.left) < 0.5 * size:
        indented = previous.left - start > 1.2 * size
        if indented and len(group) == 1:
            return False
    if previous.left - start > 4 * size:
        return False  # it is centred
    room = edge - previous.right - 0.6 * size
    return room < 0 or room < _first_word_width(line)


def _first_word_width(line: Line) -> float:
    """How much room the next line's first word takes, in points."""
    first: list[float] = line.boxes[0].tolist()
    if _WIDE.match(line.text):
        return first[2] - first[0] + 0.6 * line.size
    word = re.match(r"[^ \u2e80-\u9fff\uff00-\uffef]*", line.text)
    end = max(1, word.end()) if word else 1
    last: list[float] = line.boxes[-1].tolist()
    across, along = last[0] - first[0], last[1] - first[1]
    if across < 0 or abs(along) > max(across, line.size):
        # a scan that lies on its side or its head: the boxes do not run from left to right
        return (line.right - line.left) * end / len(line.text)
    return float(line.boxes[end - 1, 2]) - first[0]


def _words(lines: list[Line]) -> frozenset[str]:
    """The words, in lower case, that stand whole in lines, those with hyphens among them."""
    found: set[str] = set()
    for line in lines:
        words = _WORD.findall(line.text.lower())
        found.update(words[:-1] if line.hyphenated else words)
        found.update(part for word in words[:-1] if "-" in word for part in word.split("-"))
    return frozenset(found)


def _keeps_hyphen(before: str, after: str, known: frozenset[str]) -> bool:
    """Whether a hyphen at a line's end belongs to the word, by the document's other words."""
    first, second = _WORD.findall(before.lower())[-1:], _WORD.match(after.lower())
    if not first or second is None:
        return False
    if first[0] + second[0] in known:
        return False
    whole = f"{first[0]}-{second[0]}" in known
    return whole or (first[0] in known and second[0] in known) or not after[0].islower()


def _draft(group: list[Line], usual: float, known: frozenset[str], region: str = "") -> Draft:
    parts: list[str] = []
    placed: list[tuple[int, Line]] = []
    position = 0
    for number, line in enumerate(group):
        if number:
            before = group[number - 1]
            last, first = before.text[-1], line.text[0]
            if before.hyphenated and _keeps_hyphen(before.text, line.text, known):
                parts.append("-")
                position += 1
            elif not (before.hyphenated or _WIDE.match(last) or _WIDE.match(first) or last == "-"):
                parts.append(" ")
                position += 1
        parts.append(line.text)
        placed.append((position, line))
        position += len(line.text)
    text = "".join(parts)
    draft = Draft("paragraph", text, region=region, hidden=group[0].hidden, runs=runs_of(placed))
    size = group[0].size
    if group[0].cell is not None and not region:
        draft.kind, draft.cell = "table_cell", group[0].cell
    elif not region and not draft.hidden:
        if size >= 1.15 * usual and len(text) <= 160:
            draft.kind, draft.level = "heading", 1 if size >= 1.6 * usual else 2
        elif starts_item(text) and not _WIDE.match(text):
            draft.kind, draft.level = "list_item", 1
    return draft


def _mark_title(drafts: list[Draft]) -> None:
    """The heading of the greatest size near the top of the first page."""
    first = [
        draft
        for draft in drafts[:8]
        if draft.kind == "heading" and draft.runs and draft.runs[0][2] == 1
    ]
    if first:
        best = max(first, key=lambda draft: draft.runs[0][3][3] - draft.runs[0][3][1])
        best.kind = "title"


def _information(document: Any) -> dict[str, str]:
    """Author and date of the PDF's own information; its title is too often a file name."""
    try:
        values = document.get_metadata_dict(skip_empty=True)
    except Exception:  # damaged metadata is no reason to lose the text
        return {}
    found: dict[str, str] = {}
    for key, name in (("author", "Author"), ("created", "CreationDate")):
        value = str(values.get(name, "")).replace("\0", "").strip()
        if value:
            found[key] = value
    return found
