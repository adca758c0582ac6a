"""Tables as files: each cell a block with its sheet and address, hidden ones marked."""

import datetime
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from reading_originals import reason

from custodes.model import UnreadableError
from custodes.reading import Reading, read
from custodes.reading.detection import delimiter
from custodes.reading.spreadsheets import address, written


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "采购"
    for row in (["单位", "数量", "占比"], ["临河市公安局", 1204, 0.985], ["秘密单位", 7, 0.5]):
        sheet.append(row)
    sheet["C2"].number_format = "0.0%"
    sheet["D2"] = datetime.datetime(2020, 7, 1)
    sheet["B2"].comment = Comment("只是估计", "A. Writer")
    sheet.row_dimensions[3].hidden = True
    sheet.column_dimensions["D"].hidden = True
    other = book.create_sheet("底稿")
    other["A1"] = "不得外传"
    other.sheet_state = "hidden"
    book.properties.title = "采购清单"
    book.properties.creator = "Procurement Office"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def cells(reading: Reading) -> dict[str, tuple[str, str]]:
    """Each cell's words and why it is hidden, by its place."""
    return {
        f"{block.place}{'#' if block.hidden == 'comment' else ''}": (
            reading.text.content[block.start : block.end],
            block.hidden,
        )
        for block in reading.text.blocks
        if block.kind == "table_cell"
    }


def test_a_cell_is_a_block_with_its_sheet_and_address() -> None:
    reading = read(workbook(), "misnamed.pdf")
    found = cells(reading)
    assert found["采购!A2"] == ("临河市公安局", "")
    assert found["采购!B2"] == ("1204", "")
    assert found["采购!C2"] == ("98.5%", "")
    block = next(block for block in reading.text.blocks if block.place == "采购!B2")
    assert (block.row, block.column) == (1, 1)
    assert reading.document.title == "采购清单"
    assert reading.document.author == "Procurement Office"


def test_what_is_hidden_is_read_and_kept_out_of_the_body() -> None:
    reading = read(workbook(), "a.xlsx")
    found = cells(reading)
    assert found["采购!A3"] == ("秘密单位", "hidden_row")
    assert found["采购!D2"] == ("2020-07-01", "hidden_row")
    assert found["采购!B2#"] == ("只是估计", "comment")
    assert found["底稿!A1"] == ("不得外传", "hidden_sheet")
    body = "\n".join(reading.text.content[b.start : b.end] for b in reading.text.body())
    for words in ("秘密单位", "只是估计", "不得外传", "底稿"):
        assert words not in body


def test_a_workbook_that_is_cut_off_or_too_large_has_its_reason() -> None:
    content = workbook()
    assert reason(content[: len(content) // 2]) == "damaged"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("xl/workbook.xml", b" " * 300_000_000)
    assert reason(buffer.getvalue()) == "too_large"
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as package:
        package.writestr("xl/workbook.xml", b"<no workbook")
    assert reason(buffer.getvalue()) == "damaged"


@pytest.mark.parametrize(
    ("mark", "text"),
    [
        (",", 'place,count,year,note\nAlder,40,2019,"a, b"\nBirch,12,2020,\n'),
        (";", "Lieu;Nombre;Date;x\nRue A;3;08/07/16;\nRue B;4;10/03/17;\n"),
        ("\t", "单位\t数量\t日期\t备注\n甲\t1\t2020\t无\n乙\t2\t2021\t无\n"),
    ],
)
def test_a_table_in_text_form_is_told_by_its_lines(mark: str, text: str) -> None:
    assert delimiter(text) == mark
    reading = read(text.encode(), "no-ending")
    assert reading.document.media_type == "text/csv"
    first = reading.text.blocks[0]
    assert (first.place, first.row, first.column) == ("A1", 0, 0)
    assert len(reading.text.blocks) >= 10


def test_prose_with_commas_is_no_table() -> None:
    text = "One, two and three.\nFour, five.\nSix came, and seven, and eight.\nNine.\n"
    assert read(text.encode(), "a.txt").document.media_type == "text/plain"


def test_an_open_document_table_is_read(shared: Path) -> None:
    path = shared / "data" / "files" / "ColinMaudry__data.ods"
    reading = read(path.read_bytes(), "x")
    assert reading.document.media_type.endswith("opendocument.spreadsheet")
    assert cells(reading)["Annexe 1!A1"] == ("Code postal", "")


@pytest.mark.parametrize(
    ("row", "column", "name"),
    [(0, 0, "A1"), (6, 1, "B7"), (0, 25, "Z1"), (0, 26, "AA1"), (9, 701, "ZZ10")],
)
def test_addresses_are_those_of_spreadsheets(row: int, column: int, name: str) -> None:
    assert address(row, column) == name


@pytest.mark.parametrize(
    ("value", "form", "words"),
    [
        (0.9911, "0.00%", "99.11%"),
        (0.5, "0%", "50%"),
        (1158.0, "General", "1158"),
        (0.1 + 0.2, "", "0.3"),
        (True, "", "TRUE"),
        (None, "", ""),
        (datetime.time(8, 30), "", "08:30:00"),
        ("a\nb", "", "a b"),
    ],
)
def test_a_value_reads_as_it_is_shown(value: object, form: str, words: str) -> None:
    assert written(value, form) == words


def test_an_old_office_file_that_is_not_a_table_is_not_read() -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)
    with pytest.raises(UnreadableError) as failure:
        read(ole, "a.xls")
    assert failure.value.reason == "unsupported_type"
