"""What Word does not show: read, marked as hidden, and no part of the body."""

import pytest
from reading_originals import W, body, docx, paragraph

from custodes.reading import Reading, read

PLAIN = "The council has forty cameras."
SECRET = "The mayor ordered them from a friend."
WHITE = '<w:color w:val="FFFFFF"/>'


def hidden(reading: Reading) -> list[tuple[str, str]]:
    content = reading.text.content
    return [(b.hidden, content[b.start : b.end]) for b in reading.text.blocks if b.hidden]


def seen(reading: Reading) -> list[str]:
    return [reading.text.content[b.start : b.end] for b in reading.text.body()]


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def deleted(text: str) -> str:
    return f'<w:del w:id="1"><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def test_a_paragraph_partly_deleted_is_whole_without_the_deleted_words_and_they_follow() -> None:
    source = docx(
        "<w:p>"
        + run("The council has ")
        + deleted("four hundred ")
        + f'<w:ins w:id="2">{run("forty ")}</w:ins>'
        + run("cameras.")
        + deleted(" They are secret.")
        + "</w:p>"
    )
    reading = read(source, "x.docx")
    assert seen(reading) == [PLAIN]
    assert hidden(reading) == [
        ("tracked_deletion", "four hundred"),
        ("tracked_deletion", "They are secret."),
    ]


def test_words_that_were_moved_away_are_hidden_where_they_stood() -> None:
    moved = f'<w:p><w:moveFrom w:id="1">{run(SECRET)}</w:moveFrom></w:p>'
    reading = read(docx(paragraph(PLAIN) + moved), "x.docx")
    assert (seen(reading), hidden(reading)) == ([PLAIN], [("tracked_deletion", SECRET)])


def test_a_deleted_row_of_a_table_is_hidden_and_does_not_count() -> None:
    def row(text: str, properties: str = "") -> str:
        return f"<w:tr>{properties}<w:tc>{paragraph(text)}</w:tc></w:tr>"

    gone = row(SECRET, '<w:trPr><w:del w:id="3"/></w:trPr>')
    source = docx(f"<w:tbl>{row('Street')}{gone}{row('East Gate Street')}</w:tbl>")
    reading = read(source, "x.docx")
    assert [(b.row, b.hidden) for b in reading.text.blocks] == [
        (0, ""),
        (0, "tracked_deletion"),
        (1, ""),
    ]
    assert hidden(reading) == [("tracked_deletion", SECRET)]


def test_comments_stand_at_the_end_and_are_hidden() -> None:
    comments = f'<w:comments xmlns:w="{W}"><w:comment>{paragraph(SECRET)}</w:comment></w:comments>'
    reading = read(docx(paragraph(PLAIN), {"word/comments.xml": comments}), "x.docx")
    assert (seen(reading), hidden(reading)) == ([PLAIN], [("comment", SECRET)])


def test_hidden_runs_are_hidden_and_those_switched_back_on_are_not() -> None:
    shown = run("The council ", '<w:vanish w:val="0"/>')
    source = docx(
        f"<w:p>{shown}{run('and its friends ', '<w:vanish/>')}{run('has forty cameras.')}</w:p>"
    )
    reading = read(source, "x.docx")
    assert (seen(reading), hidden(reading)) == ([PLAIN], [("hidden_text", "and its friends")])


def test_white_words_on_white_paper_are_hidden() -> None:
    reading = read(docx(paragraph(PLAIN) + paragraph(SECRET, "", WHITE)), "x.docx")
    assert (seen(reading), hidden(reading)) == ([PLAIN], [("invisible_colour", SECRET)])


@pytest.mark.parametrize(
    ("properties", "marks"),
    [
        ("", WHITE + '<w:shd w:val="clear" w:fill="000000"/>'),
        ("", WHITE + '<w:highlight w:val="darkBlue"/>'),
        ('<w:shd w:val="clear" w:fill="1F3864"/>', WHITE),
        ('<w:pStyle w:val="dark"/>', WHITE),
    ],
)
def test_white_words_on_a_dark_ground_are_in_plain_sight(properties: str, marks: str) -> None:
    styles = (
        f'<w:styles xmlns:w="{W}"><w:style w:styleId="dark"><w:name w:val="Dark"/><w:pPr>'
        '<w:shd w:val="clear" w:fill="000080"/></w:pPr></w:style></w:styles>'
    )
    source = docx(paragraph(PLAIN, properties, marks), {"word/styles.xml": styles})
    reading = read(source, "x.docx")
    assert (seen(reading), hidden(reading)) == ([PLAIN], [])


def test_white_words_in_a_dark_cell_are_in_plain_sight() -> None:
    cell = f'<w:tc><w:tcPr><w:shd w:fill="000000"/></w:tcPr>{paragraph(PLAIN, "", WHITE)}</w:tc>'
    reading = read(docx(f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>"), "x.docx")
    assert body(reading) == [("table_cell", PLAIN)]
