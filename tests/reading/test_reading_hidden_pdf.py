"""What a PDF holds and its pages do not show: read, marked as hidden, no part of the body."""

import pytest
from reading_originals import Drawn, Placed, pdf

from custodes.reading import Reading, read

PLAIN = "The council has forty cameras."
SECRET = "The mayor ordered them from a friend."


def hidden(reading: Reading) -> list[tuple[str, str]]:
    content = reading.text.content
    return [(b.hidden, content[b.start : b.end]) for b in reading.text.blocks if b.hidden]


def seen(reading: Reading) -> list[str]:
    return [reading.text.content[b.start : b.end] for b in reading.text.body()]


def box(left: float, down: float, width: float, height: float, colour: str = "0 g") -> Drawn:
    return Drawn(f"q {colour} {left} {842 - down - height} {width} {height} re f Q")


def page(*drawn: Placed | Drawn, annotations: str = "", crop: str = "") -> Reading:
    return read(
        pdf([[Placed(PLAIN, 72, 100), *drawn]], annotations=annotations, crop=crop), "x.pdf"
    )


@pytest.mark.parametrize("colour", ["0 g", "1 g", "1 0 0 rg", "0.2 0.4 0.6 rg"])
def test_words_under_a_box_that_was_drawn_after_them_are_hidden(colour: str) -> None:
    reading = page(Placed(SECRET, 72, 200), box(70, 185, 300, 20, colour))
    assert (seen(reading), hidden(reading)) == ([PLAIN], [("covered", SECRET)])


def test_a_box_over_a_name_hides_the_name_and_the_sentence_goes_on() -> None:
    words = [
        Placed("Ordered by", 72, 200),
        Placed("Jane Doe", 135, 200),
        Placed("in May.", 190, 200),
    ]
    reading = page(*words, box(133, 188, 54, 15))
    assert seen(reading) == [PLAIN, "Ordered by in May."]
    assert hidden(reading) == [("covered", "Jane Doe")]


def test_words_over_a_box_that_was_drawn_before_them_are_in_plain_sight() -> None:
    reading = page(box(70, 185, 300, 20, "1 1 0 rg"), Placed(SECRET, 72, 200))
    assert (seen(reading), hidden(reading)) == ([PLAIN, SECRET], [])


def test_a_highlighter_that_lets_words_shine_through_hides_nothing() -> None:
    marker = Drawn(f"q /T gs 1 1 0 rg 70 {842 - 205} 300 20 re f Q")
    reading = page(Placed(SECRET, 72, 200), marker)
    assert hidden(reading) == []


def test_a_frame_and_a_line_under_words_hide_nothing() -> None:
    frame = Drawn(f"q 0 G 70 {842 - 205} 300 20 re S Q")
    reading = page(Placed(SECRET, 72, 200), frame, box(70, 203, 300, 1))
    assert hidden(reading) == []


def test_words_drawn_again_over_a_box_are_in_plain_sight() -> None:
    reading = page(box(70, 185, 300, 20), Placed(SECRET, 72, 200, colour="1 g"))
    assert (seen(reading), hidden(reading)) == ([PLAIN, SECRET], [])


def test_a_box_within_a_form_hides_the_words_under_it() -> None:
    form = "q 1 0 0 1 20 10 cm /F Do Q"
    reading = page(Placed(SECRET, 72, 200), Drawn(form, form=f"50 {842 - 215} 300 20 re f"))
    assert hidden(reading) == [("covered", SECRET)]


def test_a_black_square_laid_over_words_as_an_annotation_hides_them() -> None:
    square = "<< /Type /Annot /Subtype /Square /Rect [70 637 370 657] /IC [0 0 0] /C [0 0 0] >>"
    reading = page(Placed(SECRET, 72, 200), annotations=square)
    assert hidden(reading) == [("covered", SECRET)]


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_hide_on_turned_pages_too(rotation: int) -> None:
    lines: list[Placed | Drawn] = [
        Placed(PLAIN, 72, 100),
        Placed(SECRET, 72, 200),
        box(70, 185, 300, 20),
    ]
    reading = read(pdf([lines], rotation=rotation), "x.pdf")
    assert (seen(reading), hidden(reading)) == ([PLAIN], [("covered", SECRET)])


@pytest.mark.parametrize("colour", ["1 g", "0.98 g", "3 Tr"])
def test_white_and_invisible_words_on_white_paper_are_hidden(colour: str) -> None:
    reading = page(Placed(SECRET, 72, 200, colour=colour))
    assert (seen(reading), hidden(reading)) == ([PLAIN], [("invisible_colour", SECRET)])


def test_invisible_words_on_a_picture_of_them_are_in_plain_sight() -> None:
    picture = Drawn("q 500 0 0 800 40 20 cm BI /W 2 /H 2 /CS /G /BPC 8 ID \x20\xff\xff\x20 EI Q")
    lines: list[Placed | Drawn] = [
        picture,
        *(Placed(f"{n} {PLAIN}", 72, 100 + 20 * n, colour="3 Tr") for n in range(9)),
    ]
    assert hidden(read(pdf([lines]), "x.pdf", recognition=False)) == []


@pytest.mark.parametrize(("left", "down"), [(72, -30), (700, 300), (72, 900)])
def test_words_off_the_page_are_hidden(left: float, down: float) -> None:
    reading = page(Placed(SECRET, left, down))
    assert (seen(reading), hidden(reading)) == ([PLAIN], [("off_page", SECRET)])


def test_words_outside_of_the_crop_box_are_hidden() -> None:
    reading = page(Placed(SECRET, 72, 700), crop="[0 400 595 842]")
    assert (seen(reading), hidden(reading)) == ([PLAIN], [("off_page", SECRET)])


def test_comments_are_hidden_and_know_their_place() -> None:
    note = f"<< /Type /Annot /Subtype /Text /Rect [400 700 420 720] /Contents ({SECRET}) >>"
    reading = page(annotations=note)
    assert (seen(reading), hidden(reading)) == ([PLAIN], [("comment", SECRET)])
    assert reading.text.runs[-1].box == (400, 122, 420, 142)
