"""Passages, regions and forms of the reader: to the character, and nothing but what was sent."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custodes.case import WrongArgumentError
from custodes.case.claim_rows import ClaimRow
from custodes.case.reviewing import ReviewedClaim
from custodes.model import (
    Attribution,
    Block,
    Claim,
    CustodesError,
    Mention,
    Quantity,
    Review,
    Run,
    Text,
)
from custodes.workbench.reader import passages
from custodes.workbench.reader.cards import card, changes, steps
from custodes.workbench.reader.corrections import claim_from_form
from custodes.workbench.reader.regions import page_of, regions

SHA256 = "a" * 64
NOW = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)


def row(start: int, end: int, key: str = "", decision: str = "") -> ClaimRow:
    key = key or f"{start:08x}{end:08x}"
    place = (SHA256, "rule", start, end, "asserts", "author", 0.5, decision)
    return ClaimRow(key, key, *place, added=False)


def text_of(*blocks: str, kind: str = "paragraph") -> Text:
    made, reached = [], 0
    for block in blocks:
        made.append(Block(kind, reached, reached + len(block)))  # type: ignore[arg-type]
        reached += len(block) + 1
    return Text("\n".join(blocks), tuple(made))


words = st.text(alphabet="公安局a b😀\u202e<>&", min_size=1, max_size=30)


@given(st.lists(words, min_size=1, max_size=20), st.data())
def test_the_pieces_of_all_slices_are_the_text_to_the_character(
    blocks: list[str], data: st.DataObject
) -> None:
    text = text_of(*blocks)
    length = len(text.content)
    pairs = data.draw(
        st.lists(st.tuples(st.integers(0, length - 1), st.integers(1, 40)), max_size=8)
    )
    claims = [
        row(start, min(length, start + size), f"k{n}") for n, (start, size) in enumerate(pairs)
    ]
    found = []
    ended: list[str] = []
    for part in passages.slices(text):
        for run in passages.runs(text, part, claims, structured=data.draw(st.booleans())):
            for passage in run.passages:
                assert passage.words == text.content[passage.block.start : passage.block.end]
                for piece in passage.pieces:
                    assert text.content[piece.at : piece.at + len(piece.text)] == piece.text
                    inside = {
                        c.key
                        for c in claims
                        if c.start < piece.at + len(piece.text) and piece.at < c.end
                    }
                    assert set(piece.keys.split()) == inside
                    ended += [claim.key for claim in piece.ending]
                found.append(passage.words)
    assert "\n".join(found) == text.content
    # a claim's number stands once in each block that it lies in, and never twice
    for claim in claims:
        blocks_of = [b for b in text.blocks if claim.start < b.end and b.start < claim.end]
        assert ended.count(claim.key) == len(blocks_of)


def test_a_long_text_is_sent_in_slices_of_bounded_size() -> None:
    text = text_of(*["字" * 500] * 900)
    parts = passages.slices(text)
    assert [part.first for part in parts[1:]] == [part.last for part in parts[:-1]]
    assert (parts[0].first, parts[-1].last) == (0, 900)
    sizes = [(part.last - part.first) * 500 for part in parts]
    assert max(sizes) <= passages.SLICE_CHARACTERS + 1_000
    for at in (0, 250_000, len(text.content) - 1):
        part = passages.slice_at(text, parts, at)
        assert text.blocks[part.first].start <= at <= text.blocks[part.last - 1].end
    cells = text_of(*["1"] * 5_000, kind="table_cell")
    assert max(p.last - p.first for p in passages.slices(cells)) <= passages.SLICE_BLOCKS


def test_a_rejected_claim_is_not_marked() -> None:
    text = text_of("one two three")
    pieces = passages.cut(text, text.blocks[0], [row(0, 3, decision="rejected"), row(4, 7)])
    assert [(piece.text, bool(piece.colour)) for piece in pieces] == [
        ("one ", False),
        ("two", True),
        (" three", False),
    ]


def test_cells_make_rows_and_items_lists_where_the_page_is_wanted() -> None:
    content = "A\nB\nC\nD\nitem"
    cells = [Block("table_cell", 2 * n, 2 * n + 1, row=n // 2, column=n % 2) for n in range(4)]
    text = Text(content, (*cells, Block("list_item", 8, 12, level=1)))
    (part,) = passages.slices(text)
    table, items = passages.runs(text, part, [], structured=True)
    assert [[cell.words for cell in row_ if cell] for row_ in table.rows] == [
        ["A", "B"],
        ["C", "D"],
    ]
    assert (table.kind, items.kind) == ("table", "list")
    assert len(passages.runs(text, part, [], structured=False)) == 5


def test_a_cell_in_a_column_of_a_strangers_number_makes_no_endless_row() -> None:
    text = Text("A", (Block("table_cell", 0, 1, column=10**9),))
    (part,) = passages.slices(text)
    (table,) = passages.runs(text, part, [], structured=True)
    assert [len(row_) for row_ in table.rows] == [passages.MOST_COLUMNS + 1]


@given(st.integers(0, 29), st.integers(1, 30))
def test_the_boxes_of_a_claim_lie_in_those_of_its_runs(start: int, size: int) -> None:
    runs = tuple(
        Run(n * 10, n * 10 + 10, 1 + n // 2, (50.0, 100.0 + 20 * n, 150.0, 112.0 + 20 * n))
        for n in range(3)
    )
    text = Text("x" * 30, (Block("paragraph", 0, 30),), runs)
    end = min(30, start + size)
    found = [
        box for page in (1, 2) for r in regions(text, page, [row(start, end)]) for box in r.boxes
    ]
    assert found
    assert sum(width for _, _, width, _ in found) == pytest.approx(10.0 * (end - start))
    for left, _, width, height in found:
        assert left >= 50
        assert left + width <= 150.01
        assert height == 12
    assert page_of(text, start) == 1 + start // 20


def claim_on(text: Text) -> Claim:
    return Claim(
        SHA256,
        "measure",
        text.span(0, 8),
        roles={"actor": (Mention(text.span(0, 3), "agency", canonical="the whole name"),)},
        quantities=(Mention(text.span(4, 6), "quantity", quantity=Quantity(10, 10, "名")),),
        extractor="zh.frames",
        extractor_version="3",
        trace=("frame measure.count: 余名",),
    )


TEXT = text_of("公安局共10余名人员，张三说。")


def test_a_form_changes_what_it_says_and_keeps_the_rest() -> None:
    held = claim_on(TEXT)
    made = claim_from_form(
        {
            "type": ["measure"],
            "quote": ["0:8"],
            "role.actor": ["0:3"],
            "role.group": ["8:10"],
            "figure_at": ["4:6"],
            "figure_low": ["11"],
            "figure_high": ["1,9"],
            "figure_unit": ["名"],
            "figure_of": [""],
            "status": ["done"],
            "stance": ["asserts"],
            "voice": ["person"],
            "voice_name": ["张三"],
            "voice_at": ["11:13"],
        },
        SHA256,
        TEXT,
        [],
        held,
    )
    assert made.roles["actor"] == held.roles["actor"]
    assert made.roles["group"] == (Mention(TEXT.span(8, 10), "group"),)
    assert made.quantities[0].quantity == Quantity(11, 19, "名")
    assert made.attribution == Attribution("person", "张三", TEXT.span(11, 13))
    assert changes(held, made) == ("status", "voice", "role.group", "figure")


def test_a_name_selected_with_a_word_more_makes_no_agency_of_a_person() -> None:
    person = Mention(TEXT.span(11, 13), "person", person_role="private")
    made = claim_from_form(
        {"type": ["rule"], "quote": ["0:5"], "role.actor": ["11:14"]}, SHA256, TEXT, [person]
    )
    (mention,) = made.roles["actor"]
    assert (mention.kind, mention.person_role) == ("person", "private")


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": ["spying"]},
        {"type": ["rule"]},
        {"type": ["rule"], "quote": ["5:2"]},
        {"type": ["rule"], "quote": ["0:99999"]},
        {"type": ["rule"], "quote": ["x:y"]},
        {"type": ["rule"], "quote": ["0:2"], "role.actor": ["-1:2"]},
        {"type": ["rule"], "quote": ["0:2"], "figure_at": ["0:1"]},
        {
            "type": ["rule"],
            "quote": ["0:2"],
            "figure_at": ["0:1"],
            "figure_low": ["9"],
            "figure_high": ["2"],
            "figure_unit": [""],
            "figure_of": [""],
        },
        {"type": ["rule"], "quote": ["0:2"], "role.actor": ["0:1"] * 600},
    ],
)
def test_a_form_that_says_what_cannot_be_is_refused(wrong: dict[str, list[str]]) -> None:
    with pytest.raises(CustodesError):
        claim_from_form(wrong, SHA256, TEXT, [])


@pytest.mark.parametrize("words", ["nan", "inf", "ten", "1e999", "1 2"])
def test_an_end_that_is_no_number_is_refused(words: str) -> None:
    form = {
        "type": ["rule"],
        "quote": ["0:2"],
        "figure_at": ["4:6"],
        "figure_low": [words],
        "figure_high": [""],
        "figure_unit": [""],
        "figure_of": [""],
    }
    with pytest.raises(WrongArgumentError, match="number"):
        claim_from_form(form, SHA256, TEXT, [])


def test_the_card_says_what_a_figure_was_and_what_each_step_changed() -> None:
    held = claim_on(TEXT)
    quantity = Mention(TEXT.span(4, 6), "quantity", quantity=Quantity(11, 19, "名"))
    made = claim_from_form({"type": ["rule"]}, SHA256, TEXT, [], held)
    corrected = Claim(SHA256, "rule", held.quote, held.roles, (quantity,), extractor=held.extractor)
    history = (
        Review(SHA256, held.quote, held.type, "rejected", "A", NOW),
        Review(SHA256, held.quote, held.type, "withdrawn", "A", NOW),
        Review(SHA256, held.quote, held.type, "corrected", "B", NOW, corrected),
    )
    reviewed = ReviewedClaim("k", corrected, held, "corrected", history, history[2:])
    assert made.type == "rule"
    assert [(s.decision, s.taken_back, s.changed) for s in steps(reviewed)] == [
        ("rejected", True, ()),
        ("withdrawn", False, ()),
        ("corrected", False, ("type", "figure")),
    ]
    shown = card(row(0, 8), reviewed)
    (figure,) = shown.figures
    assert figure.was == Quantity(10, 10, "名")
    assert (figure.low, figure.high) == ("11", "19")
    assert shown.was == {"type": "measure"}
