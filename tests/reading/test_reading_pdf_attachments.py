"""Files that a PDF carries become members, those of a portfolio and of annotations with them."""

import zlib
from collections.abc import Sequence
from pathlib import Path

import pytest
from reading_originals import reason

from custodes.reading import limits, read
from custodes.reading.small_pdf import assembled

WORDS = b"BT /F1 12 Tf 72 720 Td (The contract is attached.) Tj ET"


def carrying(
    files: Sequence[tuple[str, bytes]],
    shown: bytes = WORDS,
    more: str = "",
    annotated: bool = False,
) -> bytes:
    """A PDF of one page that carries files: in its tree, or each on an annotation."""
    first = 6
    specs = [first + 2 * number + 1 for number in range(len(files))]
    names = " ".join(
        f"<{name.encode('utf-16-be').hex()}> {spec} 0 R"
        for (name, _), spec in zip(files, specs, strict=True)
    )
    tree = "" if annotated else f"/Names<</EmbeddedFiles<</Names[{names}]>>>>"
    annotations = " ".join(
        f"<</Type/Annot/Subtype/FileAttachment/Rect[10 10 20 20]/FS {spec} 0 R>>" for spec in specs
    )
    objects = [
        f"<</Type/Catalog/Pages 2 0 R{tree}{more}>>".encode(),
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R"
        b"/Resources<</Font<</F1 5 0 R>>>>/Annots[%s]>>"
        % (annotations if annotated else "").encode(),
        b"<</Length %d>>stream\n%s\nendstream" % (len(shown), shown),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    for name, content in files:
        packed = zlib.compress(content)
        objects.append(
            b"<</Type/EmbeddedFile/Filter/FlateDecode/Length %d/Params<</Size %d>>>>"
            b"stream\n%s\nendstream" % (len(packed), len(content), packed)
        )
        title = f"<feff{name.encode('utf-16-be').hex()}>"
        objects.append(
            f"<</Type/Filespec/F{title}/UF{title}/EF<</F {len(objects)} 0 R>>>>".encode()
        )
    return assembled(objects)


FILES = (("合同.txt", "合同于二〇二〇年签订。".encode()), ("plan.txt", b"The plan."))


@pytest.mark.parametrize("annotated", [False, True])
def test_files_that_a_pdf_carries_are_members(annotated: bool) -> None:
    reading = read(carrying(FILES, annotated=annotated), "letter.pdf")
    assert [(member.name, member.content) for member in reading.members] == list(FILES)
    body = [reading.text.content[block.start : block.end] for block in reading.text.body()]
    assert body == ["The contract is attached."], "a member's name is nothing that the letter says"


def test_a_portfolio_without_words_of_its_own_is_read_for_what_it_carries() -> None:
    reading = read(carrying(FILES, b"", "/Collection<</View/D>>"), "portfolio.pdf")
    assert [member.name for member in reading.members] == ["合同.txt", "plan.txt"]
    assert reading.text.body() == ()


def test_a_file_that_unpacks_to_too_much_is_listed_with_its_reason(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(limits, "EXPANDED_BYTES", 10_000)
    reading = read(carrying((("bomb.bin", bytes(20_000)), *FILES)), "a.pdf")
    assert [(m.name, m.reason) for m in reading.members] == [
        ("bomb.bin", "too_large"),
        ("合同.txt", ""),
        ("plan.txt", ""),
    ]


def test_a_file_whose_bytes_are_not_there_is_listed_with_its_reason() -> None:
    broken = carrying(FILES).replace(b"/EF<</F 6 0 R>>", b"/EF<</F 99 0 R>>")
    reading = read(broken, "a.pdf")
    assert ("合同.txt", "damaged") in [(m.name, m.reason) for m in reading.members]


def test_a_pdf_without_words_and_files_has_no_text() -> None:
    assert reason(carrying((), b"")) == "no_text"


@pytest.mark.parametrize(
    ("name", "members"),
    [("edge_pypdf_with-attachment.pdf", 1), ("edge_pdfjs_encrypted-attachment.pdf", 1)],
)
def test_attachments_of_other_programmes_are_found(shared: Path, name: str, members: int) -> None:
    path = shared / "data" / "files" / name
    assert len(read(path.read_bytes(), name, recognition=False).members) == members
