"""A document's text in slices of passages, cut where claims begin and end.

A long document is sent a slice at a time. Positions are code points of the canonical text.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from custodes.case.claim_rows import ClaimRow
from custodes.model import Block, Text

SLICE_CHARACTERS = 8_000
"""About so many code points are sent at a time."""
SLICE_BLOCKS = 200
"""And so many blocks at most: a table has many short ones."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch between two borders of claims, from ``at``.

    ``colour`` is the shortest claim over it (None where no claim lies), ``covering`` are all of
    them, ``ending`` those whose last piece in this passage it is: their numbers stand after it.
    """

    text: str
    at: int
    colour: ClaimRow | None = None
    covering: tuple[ClaimRow, ...] = ()
    ending: tuple[ClaimRow, ...] = ()

    @property
    def keys(self) -> str:
        """The keys of the claims that cover it, separated by spaces."""
        return " ".join(claim.key for claim in self.covering)


@dataclass(frozen=True, slots=True)
class Passage:
    """One block with its pieces."""

    block: Block
    pieces: tuple[Piece, ...]

    @property
    def words(self) -> str:
        """All of its text."""
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Run:
    """Passages that belong together: rows of a table, the items of a list, what is set aside.

    ``kind`` is ``table``, ``list``, ``aside`` or that of a single block. ``rows`` are those of a
    table, one passage or None a cell.
    """

    kind: str
    passages: tuple[Passage, ...]

    @property
    def rows(self) -> Iterator[tuple[Passage | None, ...]]:
        """The rows of a table; a row that has a cell twice goes on in the next."""
        row: dict[int, Passage] = {}
        last = -1
        for passage in self.passages:
            block = passage.block
            if row and (block.row != last or block.column in row):
                yield _filled(row)
                row = {}
            last = block.row
            row[min(block.column, MOST_COLUMNS)] = passage
        if row:
            yield _filled(row)


MOST_COLUMNS = 400
"""A cell further to the right than this stands here: its number is a stranger's."""


def _filled(row: dict[int, Passage]) -> tuple[Passage | None, ...]:
    return tuple(row.get(column) for column in range(max(row) + 1))


@dataclass(frozen=True, slots=True)
class Slice:
    """The part ``number`` (from 0) of ``of``, blocks ``first`` to ``last`` without the last."""

    number: int
    of: int
    first: int
    last: int


def slices(text: Text) -> tuple[Slice, ...]:
    """The whole text in parts of bounded size; at least one."""
    borders = [0]
    characters = 0
    for number, block in enumerate(text.blocks):
        if characters > SLICE_CHARACTERS or number - borders[-1] >= SLICE_BLOCKS:
            borders.append(number)
            characters = 0
        characters += block.end - block.start
    borders.append(len(text.blocks))
    pairs = list(pairwise(borders))
    return tuple(Slice(n, len(pairs), first, last) for n, (first, last) in enumerate(pairs))


def slice_at(text: Text, parts: Sequence[Slice], at: int) -> Slice:
    """The part that holds this position, or the last that begins before it."""
    found = parts[0]
    for part in parts:
        if part.first < len(text.blocks) and text.blocks[part.first].start <= at:
            found = part
    return found


def runs(text: Text, part: Slice, claims: Sequence[ClaimRow], structured: bool) -> tuple[Run, ...]:
    """What stands in a part of the text, in order.

    ``claims`` are the document's; ``structured`` joins cells to tables and items to lists, as a
    page has them, where otherwise every block is by itself. What is no part of the body, page
    furniture and hidden text, is set aside either way.
    """
    blocks = text.blocks[part.first : part.last]
    if not blocks:
        return ()
    here = [c for c in claims if c.start < blocks[-1].end and blocks[0].start < c.end]
    passages = [
        Passage(block, cut(text, block, here)) for block in blocks if block.end > block.start
    ]

    def kind(passage: Passage) -> str:
        block = passage.block
        if not block.is_body:
            return f"aside {block.hidden}"
        if structured and block.kind in ("table_cell", "list_item"):
            return "table" if block.kind == "table_cell" else "list"
        return f"{block.kind} {block.start}"

    return tuple(
        Run(name.partition(" ")[0], tuple(group)) for name, group in groupby(passages, kind)
    )


def cut(text: Text, block: Block, claims: Sequence[ClaimRow]) -> tuple[Piece, ...]:
    """The pieces of a block; together they are its text, to the character.

    A rejected claim is not marked.
    """
    over = [
        (max(block.start, claim.start), min(block.end, claim.end), claim)
        for claim in claims
        if claim.start < block.end and block.start < claim.end and claim.decision != "rejected"
    ]
    borders = sorted({block.start, block.end, *(b for s, e, _ in over for b in (s, e))})
    pieces = []
    for start, end in pairwise(borders):
        covering = sorted(
            (entry for entry in over if entry[0] <= start and end <= entry[1]),
            key=lambda entry: (entry[2].end - entry[2].start, entry[2].start, entry[2].key),
        )
        pieces.append(
            Piece(
                text.content[start:end],
                start,
                covering[0][2] if covering else None,
                tuple(claim for _, _, claim in covering),
                tuple(claim for _, e, claim in covering if e == end),
            )
        )
    return tuple(pieces)
