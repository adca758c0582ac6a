"""Drafts in, the canonical Text out: title found, furniture marked, positions counted."""

from __future__ import annotations

import re
from typing import Final

from custodes.model import Block, Run, Text, UnreadableError
from custodes.reading.boilerplate import is_prose, judge, link_density, phrase_of
from custodes.reading.drafts import Cell, Draft, Original, squeeze
from custodes.reading.tables import give_heads

_LETTERS: Final = re.compile(r"[^\W_]+")
_SITE: Final = re.compile(r"\s*[|｜_–—»·]\s*|\s+-\s+|--+")


def assemble(original: Original) -> tuple[Text, str]:
    """The canonical text and the title (empty where the document has none).

    Blocks are joined by ``\\n``. Raises UnreadableError ``empty`` where no block has text.
    """
    drafts = [draft for draft in original.drafts if draft.text]
    if not any(_LETTERS.search(draft.text) for draft in drafts):
        raise UnreadableError("empty")
    title = _title(original, [draft for draft in drafts if not draft.hidden])
    if title is not None:
        title.kind, title.level = "title", 0
        if not any(draft is title for draft in drafts):
            drafts.insert(0, title)
    # What is hidden is judged by nobody, and must not change what is made of its neighbours.
    seen = [draft for draft in drafts if not draft.hidden]
    judged = judge(seen, title, original.media_type in ("text/html", "text/markdown"))
    if all(flag or draft is title for flag, draft in zip(judged, seen, strict=True)):
        # A document of links or phrases alone: better all of it than nothing.
        judged = [draft.region == "navigation" for draft in seen]
    flags = iter(judged)
    boilerplate = [not draft.hidden and next(flags) for draft in drafts]
    key = _key(title.text) if title is not None else ""
    blocks: list[Block] = []
    cells: list[tuple[int, Cell]] = []
    runs: list[Run] = []
    position = 0
    for draft, is_boilerplate in zip(drafts, boilerplate, strict=True):
        repeats = draft is not title and draft.kind == "heading" and key and _key(draft.text) == key
        kind = "boilerplate" if is_boilerplate or repeats else draft.kind
        end = position + len(draft.text)
        if kind == "boilerplate":
            blocks.append(Block("boilerplate", position, end, hidden=draft.hidden))
        else:
            place = (draft.level, draft.cell.row, draft.cell.column, draft.place)
            blocks.append(Block(kind, position, end, *place, draft.hidden))
            if kind == "table_cell":
                cells.append((len(blocks) - 1, draft.cell))
        runs.extend(Run(position + a, position + b, page, box) for a, b, page, box in draft.runs)
        position = end + 1
    content = "\n".join(draft.text for draft in drafts)
    give_heads(blocks, cells, content)
    return Text(content, tuple(blocks), tuple(runs)), title.text if title is not None else ""


def _key(text: str) -> str:
    return "".join(_LETTERS.findall(text)).casefold()


def _title(original: Original, drafts: list[Draft]) -> Draft | None:
    """The title: where the file marks it, or the heading the page's own title names, or the first.

    A title that only the file's header states becomes a block of its own at the top.
    """
    marked = next((draft for draft in drafts if draft.kind == "title"), None)
    if marked is not None:
        for draft in drafts:
            if draft.kind == "title" and draft is not marked:
                draft.kind, draft.level = "heading", 1
        return marked
    stated = squeeze(original.stated.get("title", ""))
    page_title = squeeze(original.stated.get("page_title", ""))
    headings = [
        d for d in drafts if d.kind == "heading" and d.region not in ("navigation", "outside")
    ]
    for words, share in ((stated, 0.7), (page_title, 0.4)):
        key = _key(words)
        for draft in headings if key else ():
            heading = _key(draft.text)
            if heading == key or (heading in key and len(heading) >= share * len(key)):
                return draft
    if stated:
        return Draft("title", stated)
    # A PDF's heads are told by size alone, so only its reader knows which one is the title.
    paged = original.media_type.startswith(("application/pdf", "image/"))
    first = None if paged else _first_heading(headings, drafts)
    if first is not None:
        return first
    if page_title:
        return Draft("title", _SITE.split(page_title)[0].strip() or page_title)
    return None


def _first_heading(headings: list[Draft], drafts: list[Draft]) -> Draft | None:
    top = [draft for draft in headings if draft.level == 1 and link_density(draft) < 0.6]
    if len(top) == 1:
        return top[0]
    for draft in drafts:
        if draft.kind == "paragraph" and (is_prose(draft) or draft.text.endswith(("。", "."))):
            return None
        if draft not in headings:
            continue
        if link_density(draft) < 0.6 and phrase_of(draft.text) is None:
            return draft
    return None
