"""Tables on scans: ruled ones cell by cell, others where short pieces stand under each other."""

import math

import numpy as np
import pytest
from PIL import Image, ImageDraw
from test_reading_ocr import latin, placed, saved, scanned
from test_reading_ruled_tables import CELLS
from test_reading_table_heads import EXPECTED, heads

from custodes.model import Text
from custodes.reading import Reading, read
from custodes.reading.recognition_layout import arranged
from custodes.reading.recognition_rules import rules_on
from custodes.reading.sandbox import SandboxedReader

ACROSS, DOWN = (60, 340, 620, 900), (160, 230, 300, 370, 440)
SIZE = (960, 640)


def ruled(grey: int = 0, thick: int = 2) -> Image.Image:
    """A page with the table that all formats are tested with, and a line above and below."""
    picture = Image.new("L", SIZE, "white")
    draw = ImageDraw.Draw(picture)
    font = latin(30)
    draw.text((60, 80), "The cameras of the district by year", fill="black", font=font)
    draw.text((60, 500), "Counted in the spring of each year", fill="black", font=font)
    for row, column, rows, columns, words in CELLS:
        left, top = ACROSS[column], DOWN[row]
        right, bottom = ACROSS[column + columns], DOWN[row + rows]
        draw.rectangle((left, top, right, bottom), outline=grey, width=thick)
        draw.text((left + 20, top + 16), words, fill="black", font=font)
    return picture


def turned(picture: Image.Image, degrees: float) -> Image.Image:
    return picture.rotate(degrees, Image.Resampling.BICUBIC, fillcolor="white")


def noisy(picture: Image.Image) -> Image.Image:
    noise = np.random.default_rng(1).normal(0, 20, picture.size[::-1])
    return Image.fromarray((np.asarray(picture) + noise).clip(0, 255).astype(np.uint8))


def cells(text: Text) -> list[tuple[int, int, str]]:
    return [
        (block.row, block.column, text.content[block.start : block.end])
        for block in text.blocks
        if block.kind == "table_cell"
    ]


@pytest.mark.parametrize(
    "picture",
    [
        ruled(),
        ruled(grey=150, thick=1),
        turned(ruled(), -2),
        noisy(turned(ruled(), 1.2)),
        ruled().resize((1920, 1280)),
    ],
    ids=["straight", "thin and grey", "crooked", "crooked and noisy", "fine"],
)
def test_a_ruled_table_on_a_picture_is_read_cell_by_cell(picture: Image.Image) -> None:
    text = read(saved(picture), "x").text
    assert heads(text) == EXPECTED
    around = [text.content[b.start : b.end] for b in text.blocks if b.kind != "table_cell"]
    assert around == ["The cameras of the district by year", "Counted in the spring of each year"]


def test_the_sandbox_has_loaded_all_that_tables_take() -> None:
    with SandboxedReader(spawned=True) as sandbox:
        text = sandbox.read(saved(turned(ruled(), -2)), "x").text
    assert heads(text) == EXPECTED


def place(reading: Reading, words: str) -> tuple[float, float]:
    """The middle of the first run of these words."""
    start = reading.text.content.index(words)
    box = next(run.box for run in reading.text.runs if run.start <= start < run.end)
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


@pytest.mark.parametrize("degrees", [-2, 180])
def test_words_of_a_table_stay_where_they_are_seen(degrees: int) -> None:
    reading = read(saved(turned(ruled(), degrees)), "x")
    x, y = 80 + 45, 300 + 36  # the middle of "Alder" before the page is turned
    across, down = x - SIZE[0] / 2, y - SIZE[1] / 2
    angle = -math.radians(degrees)
    seen = (
        SIZE[0] / 2 + across * math.cos(angle) - down * math.sin(angle),
        SIZE[1] / 2 + across * math.sin(angle) + down * math.cos(angle),
    )
    assert place(reading, "Alder") == pytest.approx(seen, abs=15)


def test_a_table_on_a_scanned_page_goes_on_on_the_next_page_of_a_tiff() -> None:
    def page(names: list[str], moved: int) -> Image.Image:
        picture = Image.new("L", (900, 60 + 70 * len(names) + 20), "white")
        draw = ImageDraw.Draw(picture)
        for number, name in enumerate(names):
            for start, end, words in ((60, 460, name), (460, 840, "Kept for thirty days")):
                left, right = start + moved, end + moved
                draw.rectangle((left, 40 + 70 * number, right, 110 + 70 * number), outline=0)
                draw.text((left + 20, 56 + 70 * number), words, fill="black", font=latin(28))
        return picture

    pages = [page(["Northgate", "Harbour", "Old Town"], 0), page(["Riverside", "Hill Street"], 14)]
    content = saved(pages[0], "TIFF", save_all=True, append_images=pages[1:])
    text = read(content, "x").text
    assert [cell for cell in cells(text) if cell[1] == 0] == [
        (0, 0, "Northgate"),
        (1, 0, "Harbour"),
        (2, 0, "Old Town"),
        (3, 0, "Riverside"),
        (4, 0, "Hill Street"),
    ]


def test_a_table_on_a_page_of_a_pdf_that_is_a_picture_is_read_cell_by_cell() -> None:
    assert heads(read(scanned(ruled(), width=480), "x").text) == EXPECTED


def test_the_edges_of_a_photograph_are_no_table() -> None:
    picture = Image.new("L", (900, 900), "white")
    draw = ImageDraw.Draw(picture)
    for step in range(12):
        draw.line((40, 40 + 70 * step, 820, 40 + 70 * step), fill=0, width=3)
        draw.line((40 + 70 * step, 40, 40 + 70 * step, 820), fill=0, width=3)
    draw.text((46, 50), "ab cd", fill="black", font=latin(18))
    draw.text((500, 840), "A fence beside the road", fill="black", font=latin(28))
    text = read(saved(picture), "x").text
    assert "A fence beside the road" in text.content
    assert cells(text) == []


def test_strokes_through_words_are_no_table() -> None:
    picture = Image.new("L", (900, 420), "white")
    draw = ImageDraw.Draw(picture)
    for number, words in enumerate(("Signature", "of the sheriff", "and his deputy")):
        draw.text((60, 60 + 90 * number), words, fill="black", font=latin(40))
    for at in (110, 170, 230, 290):
        draw.line((at, 40, at, 330), fill=0, width=2)
    for down in (40, 130, 220, 330):
        draw.line((50, down, 420, down), fill=0, width=2)
    assert cells(read(saved(picture), "x").text) == []


def test_rules_lie_as_on_the_page_set_straight() -> None:
    picture = Image.new("RGB", (1000, 800), "white")
    ImageDraw.Draw(picture).line((100, 300, 900, 300), fill="black", width=3)
    pixels = np.asarray(turned(picture, -2))[:, :, ::-1].copy()
    angle = math.radians(2)
    # what the words told is a little wrong
    rules, told = rules_on(pixels, angle + 0.01, 20)
    assert told == pytest.approx(angle, abs=0.0015)
    ((left, top, right, bottom),) = rules.tolist()
    # the page was turned about its middle, 100 pixels below the line
    x = 500 * math.cos(angle) + 400 * math.sin(angle)
    y = 400 * math.cos(angle) - 500 * math.sin(angle) - 100
    assert ((left + right) / 2, (top + bottom) / 2) == pytest.approx((x, y), abs=4)
    assert right - left == pytest.approx(800, abs=12)
    assert bottom - top < 8


NAMES = ("Place", "Northgate", "Harbour", "Old Town")
COUNTS = ("Cameras", "240", "88", "36")
COSTS = ("Cost", "1,204", "310", "98")


def test_short_pieces_under_each_other_are_a_table() -> None:
    rows = [
        placed(words, left, 40 + 16 * number)
        for number, row in enumerate(zip(NAMES, COUNTS, COSTS, strict=True))
        for words, left in zip(row, (20, 200, 330), strict=True)
    ]
    text = placed("A line of the text that comes after the table ends", 20, 120)
    lines = arranged([*rows, text], 600, 800).lines
    found = [(line.cell.row, line.cell.column, line.text) for line in lines if line.cell]
    assert found == [
        (number, column, words)
        for number, row in enumerate(zip(NAMES, COUNTS, COSTS, strict=True))
        for column, words in enumerate(row)
    ]
    assert lines[-1] is text[0]


def test_a_row_may_lack_a_cell_and_the_next_ones_keep_their_columns() -> None:
    rows = [
        placed(words, left, 40 + 16 * number)
        for number, row in enumerate(zip(NAMES, COUNTS, COSTS, strict=True))
        for words, left in zip(row, (20, 200, 330), strict=True)
        if words != "310"
    ]
    lines = arranged(rows, 600, 800).lines
    assert [line.cell.column for line in lines if line.cell] == [0, 1, 2, 0, 1, 2, 0, 1, 0, 1, 2]


def test_the_questions_of_a_form_are_no_table() -> None:
    rows = [
        placed(words, left, 40 + 16 * number)
        for number in range(4)
        for words, left in (("Name:", 20), ("A. Clerk", 120), ("Date:", 300), ("3 May", 400))
    ]
    assert not any(line.cell for line in arranged(rows, 600, 800).lines)
