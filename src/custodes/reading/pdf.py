"""PDF with a text layer in, blocks with the box of every run of characters out."""

from __future__ import annotations

import re
import statistics
import unicodedata
from collections import Counter
from typing import Any, Final

from custodes.model import UnreadableError
from custodes.reading import limits
from custodes.reading.drafts import Box, Draft, Original
from custodes.reading.lines import ends_sentence, starts_item
from custodes.reading.pdf_lines import Glyph, Line, page_lines

_PAGE_NUMBER: Final = re.compile(
    r"^[\s\-–—·.(（]*(?:(?:第|page|p\.?)\s*)?\d{1,4}(?:\s*(?:页|頁))?"
    r"(?:\s*(?:/|of|共|，共)\s*\d{1,4}\s*(?:页|頁)?)?[\s\-–—·.)）]*$",
    re.IGNORECASE,
)
_WIDE: Final = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")
_RUN_ENDS: Final = frozenset(" ，。、；：！？,;")
_LONGEST_RUN: Final = 24


def read_pdf(untrusted_bytes: bytes) -> Original:
    """Read a PDF that has text.

    Raises UnreadableError ``no_text_layer`` (pictures alone), ``encrypted``, ``damaged``,
    ``empty`` or ``too_large``.
    """
    import pypdfium2 as pdfium

    try:
        document = pdfium.PdfDocument(untrusted_bytes)
    except pdfium.PdfiumError as error:
        if getattr(error, "err_code", None) == pdfium.raw.FPDF_ERR_PASSWORD:
            raise UnreadableError("encrypted") from error
        raise UnreadableError("damaged", str(error)) from error
    try:
        return _read(document)
    except pdfium.PdfiumError as error:
        raise UnreadableError("damaged", str(error)) from error
    finally:
        document.close()


def _read(document: Any) -> Original:
    count = len(document)
    if count == 0:
        raise UnreadableError("damaged", "no pages")
    if count > limits.PAGES:
        raise UnreadableError("too_large", f"{count} pages")
    lines: list[Line] = []
    heights: dict[int, float] = {}
    for index in range(count):
        page = document[index]
        found, _, height = page_lines(page, index + 1)
        page.close()
        lines.extend(found)
        heights[index + 1] = height
    characters = sum(len(line.glyphs) for line in lines)
    if characters == 0 or characters < 4 * count and characters < 200:
        raise UnreadableError("no_text_layer", f"{characters} characters on {count} pages")
    if characters > limits.CONTENT_CHARACTERS:
        raise UnreadableError("too_large", f"{characters} characters")
    margins = _margins(lines, heights)
    body = [line for line in lines if id(line) not in margins]
    sizes = Counter[float]()
    for line in body:
        sizes[round(line.size, 1)] += len(line.glyphs)
    usual = sizes.most_common(1)[0][0] if sizes else 0.0
    drafts: list[Draft] = []
    for group in _grouped(body):
        drafts.append(_draft(group, usual))
    _mark_title(drafts, body)
    drafts.extend(_draft([line], usual, "navigation") for line in lines if id(line) in margins)
    drafts.sort(key=lambda draft: draft.runs[0][2] if draft.runs else 0)
    return Original("application/pdf", drafts, _information(document))


def _margins(lines: list[Line], heights: dict[int, float]) -> set[int]:
    """Running heads and feet: at a page's edge, and either a page number or on several pages."""
    edge = [
        line
        for line in lines
        if line.bottom < 0.09 * heights[line.page] or line.top > 0.91 * heights[line.page]
    ]
    seen = Counter(re.sub(r"\d+", "0", line.text) for line in edge)
    pages = len(heights)
    often = max(3, int(0.3 * pages)) if pages > 3 else 2
    return {
        id(line)
        for line in edge
        if _PAGE_NUMBER.match(line.text)
        or (pages > 1 and seen[re.sub(r"\d+", "0", line.text)] >= often)
    }


def _grouped(lines: list[Line]) -> list[list[Line]]:
    """Lines as paragraphs: joined over line and page breaks that only fit them to the column."""
    by_page: dict[int, list[Line]] = {}
    for line in lines:
        by_page.setdefault(line.page, []).append(line)
    gaps: dict[int, float] = {}
    for page, members in by_page.items():
        steps = [
            b.top - a.top
            for a, b in zip(members, members[1:], strict=False)
            if 0.5 * a.size < b.top - a.top < 4 * max(a.size, 1)
        ]
        gaps[page] = statistics.median_low(steps) if steps else 0.0
    groups: list[list[Line]] = []
    for line in lines:
        if groups and _continues(groups[-1], line, by_page, gaps):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _continues(
    group: list[Line], line: Line, by_page: dict[int, list[Line]], gaps: dict[int, float]
) -> bool:
    previous = group[-1]
    size = max(previous.size, line.size, 1.0)
    if abs(previous.size - line.size) > 0.12 * size:
        return False
    if line.page == previous.page and line.top < previous.bottom - 0.4 * size:
        beside = line.bottom > previous.top + 0.4 * size
        if beside:
            return 0 <= line.left - previous.right < 0.8 * size
    text = line.text
    if previous.hyphenated:
        return True
    if starts_item(text):
        return False
    column = [
        other
        for other in by_page[previous.page]
        if abs(other.left - previous.left) < 4 * size
        and abs(other.size - previous.size) < 0.12 * size
    ]
    edge = max(other.right for other in column)
    start = min(other.left for other in column)
    if line.page == previous.page and line.top >= previous.top:
        step = line.top - previous.top
        if step > 1.3 * max(gaps[line.page], 1.0) and step > 1.25 * size:
            return False
        if line.left - previous.left > 1.2 * size and len(group) > 1:
            return False
    elif ends_sentence(previous.text):
        return False
    if len(column) == 1 and len(group) == 1 and not _WIDE.search(previous.text[-1:]):
        return not ends_sentence(previous.text) and abs(line.left - previous.left) < size
    room = edge - previous.right
    needed = _first_word_width(line)
    centred = previous.left - start > 4 * size
    return room < needed + 0.6 * size and not centred


def _first_word_width(line: Line) -> float:
    """How much room the next line's first word takes, in points."""
    first = line.glyphs[0]
    if _WIDE.match(first.character):
        return first.box[2] - first.box[0] + 0.6 * line.size
    right = first.box[2]
    for glyph in line.glyphs:
        if glyph.character == " " or _WIDE.match(glyph.character):
            break
        right = glyph.box[2]
    return right - first.box[0]


def _draft(group: list[Line], usual: float, region: str = "") -> Draft:
    glyphs: list[tuple[Glyph, int]] = []
    for number, line in enumerate(group):
        if number:
            before = group[number - 1]
            last, first = before.glyphs[-1].character, line.glyphs[0].character
            joined = before.hyphenated or _WIDE.match(last) or _WIDE.match(first) or last == "-"
            if not joined:
                glyphs.append((Glyph(" ", (0.0, 0.0, 0.0, 0.0)), line.page))
        glyphs.extend((glyph, line.page) for glyph in line.glyphs)
    text, runs = _runs(glyphs)
    draft = Draft("paragraph", text, region=region, runs=runs)
    size = group[0].size
    if not region:
        if size >= 1.15 * usual and len(text) <= 160:
            draft.kind, draft.level = "heading", 1 if size >= 1.6 * usual else 2
        elif starts_item(text) and not _WIDE.match(text):
            draft.kind, draft.level = "list_item", 1
    return draft


def _runs(glyphs: list[tuple[Glyph, int]]) -> tuple[str, list[tuple[int, int, int, Box]]]:
    """The text in NFC, and for each word or clause of it on one line its page and box."""
    parts: list[str] = []
    runs: list[tuple[int, int, int, Box]] = []
    position = 0
    start = 0
    page = 0
    hull: Box | None = None
    number = 0
    total = len(glyphs)
    while number < total:
        glyph, on_page = glyphs[number]
        character = glyph.character
        number += 1
        if character == " ":
            if hull is not None:
                runs.append((start, position, page, hull))
                hull = None
            if parts and parts[-1] != " ":
                parts.append(" ")
                position += 1
            continue
        box = glyph.box
        while number < total and unicodedata.combining(glyphs[number][0].character[0]):
            character += glyphs[number][0].character
            box = _hull(box, glyphs[number][0].box)
            number += 1
        if not character.isascii():
            composed = unicodedata.normalize("NFC", character)
            if not parts and unicodedata.combining(composed[0]):
                continue
            character = composed
        leaves = hull is not None and (
            on_page != page
            or box[1] > hull[3]
            or box[3] < hull[1]
            or box[0] < hull[0] - 1
            or position - start >= _LONGEST_RUN
        )
        if leaves and hull is not None:
            runs.append((start, position, page, hull))
            hull = None
        if hull is None:
            start, page, hull = position, on_page, box
        else:
            hull = _hull(hull, box)
        parts.append(character)
        position += len(character)
        if character in _RUN_ENDS:
            runs.append((start, position, page, hull))
            hull = None
    if hull is not None:
        runs.append((start, position, page, hull))
    text = "".join(parts)
    if not unicodedata.is_normalized("NFC", text):
        # Sequences that compose across glyphs are so rare that their runs may span the block.
        text = unicodedata.normalize("NFC", text)
        runs = [(0, len(text), runs[0][2], runs[0][3])] if runs else []
    stripped = text.rstrip(" ")
    return stripped, [run for run in runs if run[1] <= len(stripped)]


def _hull(one: Box, other: Box) -> Box:
    return (
        min(one[0], other[0]),
        min(one[1], other[1]),
        max(one[2], other[2]),
        max(one[3], other[3]),
    )


def _mark_title(drafts: list[Draft], body: list[Line]) -> None:
    """The heading of the greatest size on the first page, if it stands near its top."""
    first = [d for d in drafts[:15] if d.kind == "heading" and d.runs and d.runs[0][2] == 1]
    if not first:
        return
    sizes = {line.text[:12]: line.size for line in reversed(body) if line.page == 1}
    best = max(first, key=lambda draft: sizes.get(draft.text[:12], 0.0))
    best.kind = "title"


def _information(document: Any) -> dict[str, str]:
    """Author and date of the PDF's own information; its title is too often a file name."""
    try:
        values = document.get_metadata_dict(skip_empty=True)
    except Exception:  # damaged metadata is no reason to lose the text
        return {}
    found: dict[str, str] = {}
    for key, name in (("author", "Author"), ("published", "CreationDate")):
        value = str(values.get(name, "")).replace("\0", "").strip()
        if value:
            found[key] = value
    return found
