"""Tables of a PDF whose lines are drawn: words come cell by cell, merged cells know their heads."""

import pytest
from reading_originals import Drawn, Placed, pdf
from test_reading_table_heads import EXPECTED, heads

from custodes.reading import read

ACROSS, DOWN = (72, 172, 272, 372), (100, 130, 160, 190, 220)


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    """A stroke from one point to another, down from the page's upper edge."""
    return f"{x0} {842 - y0} m {x1} {842 - y1} l S "


def thin(x0: float, y0: float, x1: float, y1: float) -> str:
    """The same as a filled box, half a point thick."""
    wide, high = max(x1 - x0, 0.5), max(y1 - y0, 0.5)
    return f"{x0} {842 - y0 - high} {wide} {high} re f "


def box(x0: float, y0: float, x1: float, y1: float) -> str:
    """The outline of a cell."""
    return f"{x0} {842 - y1} {x1 - x0} {y1 - y0} re S "


CELLS = (
    (0, 0, 2, 1, "Place"),
    (0, 1, 1, 2, "Cameras"),
    (1, 1, 1, 1, "2019"),
    (1, 2, 1, 1, "2020"),
    (2, 0, 2, 1, "Alder"),
    (2, 1, 1, 1, "3"),
    (2, 2, 1, 1, "4"),
    (3, 1, 1, 1, "15"),
    (3, 2, 1, 1, "16"),
)
"""Row, column, rows, columns and words of the table that all formats are tested with."""


def edges(row: int, column: int, rows: int, columns: int) -> tuple[int, int, int, int]:
    return ACROSS[column], DOWN[row], ACROSS[column + columns], DOWN[row + rows]


def written() -> list[Placed | Drawn]:
    """The words column by column, as many programmes write them."""
    in_order = sorted(CELLS, key=lambda cell: (cell[1], cell[0]))
    return [Placed(words, ACROSS[c] + 5, DOWN[r] + 18) for r, c, _, _, words in in_order]


@pytest.mark.parametrize("draw", [line, thin])
@pytest.mark.parametrize("in_a_form", [False, True])
def test_a_table_of_drawn_lines_is_read_cell_by_cell(draw: object, in_a_form: bool) -> None:
    assert callable(draw)
    strokes = ""
    for row, column, rows, columns, _ in CELLS:
        left, top, right, bottom = edges(row, column, rows, columns)
        strokes += draw(left, top, right, top) + draw(left, bottom, right, bottom)
        strokes += draw(left, top, left, bottom) + draw(right, top, right, bottom)
    drawn = Drawn("/F Do", strokes) if in_a_form else Drawn(strokes)
    text = read(pdf([[drawn, *written()]]), "x").text
    assert heads(text) == EXPECTED
    words = [text.content[block.start : block.end] for block in text.blocks]
    assert words == [words for *_, words in CELLS]


def test_boxes_around_cells_make_the_same_table_and_so_does_a_whole_path() -> None:
    boxes = "".join(box(*edges(*cell[:4])) for cell in CELLS)
    assert heads(read(pdf([[Drawn(boxes), *written()]]), "x").text) == EXPECTED
    one_path = boxes.replace(" S ", " ") + "S"
    assert heads(read(pdf([[Drawn(one_path), *written()]]), "x").text) == EXPECTED


def test_the_lines_of_a_cell_are_one_block_and_boxes_of_characters_stay_right() -> None:
    boxes = "".join(box(*edges(r, c, 1, 1)) for r in range(2) for c in range(2))
    words = [
        Placed("The council of the", 77, 112, 10),
        Placed("first", 177, 118, 10),
        Placed("town of Alder", 77, 124, 10),
        Placed("second row", 77, 148, 10),
        Placed("last", 177, 148, 10),
    ]
    text = read(pdf([[Drawn(boxes), *words]]), "x").text
    found = [text.content[b.start : b.end] for b in text.blocks if b.kind == "table_cell"]
    assert found == ["The council of the town of Alder", "first", "second row", "last"]
    at = text.content.index("town")
    run = next(run for run in text.runs if run.start <= at < run.end)
    assert 77 <= run.box[0] < 80
    assert 110 < run.box[1] < 124


def test_a_line_that_runs_through_several_cells_is_parted() -> None:
    boxes = "".join(box(*edges(r, c, 1, 1)) for r in range(2) for c in range(2))
    gap = " " * 33
    words = [Placed(f"one{gap}two", 77, 118), Placed(f"three{gap}four", 77, 148)]
    text = read(pdf([[Drawn(boxes), *words]]), "x").text
    cells = [(b.row, b.column, text.content[b.start : b.end]) for b in text.blocks]
    assert cells == [(0, 0, "one"), (0, 1, "two"), (1, 0, "three"), (1, 1, "four")]


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_a_turned_page_has_its_table_turned(rotation: int) -> None:
    boxes = "".join(box(*edges(*cell[:4])) for cell in CELLS)
    text = read(pdf([[Drawn(boxes), *written()]], rotation=rotation), "x").text
    places = {(block.row, block.column) for block in text.blocks if block.kind == "table_cell"}
    assert len(places) == len(CELLS)


@pytest.mark.parametrize(
    "operators",
    [
        box(60, 60, 500, 400),  # a frame around the page
        line(60, 130, 500, 130) + line(60, 160, 500, 160),  # rules between paragraphs
        "".join(line(77, 120 + 30 * n, 150, 120 + 30 * n) for n in range(4)),  # underlined
        box(70, 100, 372, 220) + line(70, 130, 372, 130),  # a box with a head
    ],
)
def test_frames_and_rules_make_no_table(operators: str) -> None:
    text = read(pdf([[Drawn(operators), *written()]]), "x").text
    assert "table_cell" not in {block.kind for block in text.blocks}


def test_columns_of_prose_with_lines_between_them_are_no_cells() -> None:
    sentence = "The council bought two hundred cameras for the main roads"
    strokes = "".join(box(*edge) for edge in ((60, 60, 300, 90), (300, 60, 540, 90)))
    strokes += "".join(box(*edge) for edge in ((60, 90, 300, 800), (300, 90, 540, 800)))
    words = [
        Placed(f"{sentence} {n}", left, 110 + 14 * n, 8) for n in range(40) for left in (65, 305)
    ]
    text = read(pdf([[Drawn(strokes), *words]]), "x").text
    assert "table_cell" not in {block.kind for block in text.blocks}
    assert text.content.index(f"{sentence} 39") < text.content.rindex(f"{sentence} 0")


def test_a_table_that_goes_on_over_the_page_keeps_its_heads() -> None:
    def grid(top: int, rows: int) -> Drawn:
        edges = range(top, top + 30 * rows, 30)
        return Drawn("".join(box(x, y, x + 100, y + 30) for y in edges for x in (72, 172)))

    def row(top: int, one: str, other: str) -> list[Placed]:
        return [Placed(one, 77, top + 18), Placed(other, 177, top + 18)]

    first: list[Placed | Drawn] = [
        grid(700, 2),
        *row(700, "Place", "Count"),
        *row(730, "Alder", "3"),
    ]
    second: list[Placed | Drawn] = [
        Placed("A notice", 72, 30),
        grid(90, 2),
        *row(90, "Birch", "15"),
    ]
    third: list[Placed | Drawn] = [grid(90, 2), *row(90, "Place", "Count"), *row(120, "Elm", "16")]
    words = Placed("The second page ends with a sentence.", 72, 400)
    text = read(pdf([first, [*second, *row(120, "Cedar", "4")], third]), "x").text
    found = heads(text)
    assert found["15"] == (["Count"], ["Birch"])
    assert found["16"] == (["Count"], ["Elm"])
    rows = [block.row for block in text.blocks if block.kind == "table_cell"]
    assert rows == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5]
    apart = heads(read(pdf([first, [*second, words], third]), "x").text)
    assert apart["16"] == (["Count"], ["Elm"])
