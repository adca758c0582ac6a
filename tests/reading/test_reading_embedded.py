"""Files within office files become members, whatever wraps them."""

import io
import struct
import zipfile
from pathlib import Path

import pytest
from reading_originals import docx

from custodes.reading import read
from custodes.reading.embedded import _packaged

LETTER = "<w:p><w:r><w:t>The annex is embedded.</w:t></w:r></w:p>"


def with_embedded(name: str, content: bytes) -> bytes:
    """A DOCX with one more part."""
    out = io.BytesIO(docx(LETTER))
    with zipfile.ZipFile(out, "a") as package:
        package.writestr(f"word/embeddings/{name}", content)
    return out.getvalue()


def packaged(name: bytes, content: bytes) -> bytes:
    """What the Object Packager writes, [MS-OLEDS] 2.3.6."""
    head = struct.pack("<IH", 0, 2) + name + b"\0" + b"C:\\" + name + b"\0" + bytes(4)
    where = b"C:\\Temp\\" + name + b"\0"
    return head + struct.pack("<I", len(where)) + where + struct.pack("<I", len(content)) + content


def test_an_embedded_office_file_is_a_member() -> None:
    inner = docx("<w:p><w:r><w:t>Inside.</w:t></w:r></w:p>")
    reading = read(with_embedded("Annex.docx", inner), "letter.docx")
    assert [(member.name, member.content) for member in reading.members] == [("Annex.docx", inner)]
    body = [reading.text.content[block.start : block.end] for block in reading.text.body()]
    assert body == ["The annex is embedded."], "a member's name is nothing that the letter says"


def test_a_document_that_only_carries_a_file_is_not_empty() -> None:
    out = io.BytesIO(docx("<w:p/>"))
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("word/embeddings/plan.txt", b"The plan.")
    reading = read(out.getvalue(), "cover.docx")
    assert [member.name for member in reading.members] == ["plan.txt"]
    assert reading.text.body() == ()


def test_what_the_packager_wrapped_is_unwrapped_with_its_name() -> None:
    member = _packaged("oleObject1.bin", packaged("名单.txt".encode("gb18030"), b"one\ntwo"))
    assert (member.name, member.content) == ("oleObject1.bin/名单.txt", b"one\ntwo")


def test_what_is_cut_off_is_no_file() -> None:
    with pytest.raises((ValueError, struct.error)):
        _packaged("oleObject1.bin", packaged(b"a.txt", b"one two")[:-2])


def test_a_broken_object_is_a_member_with_a_reason() -> None:
    broken = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000)
    (member,) = read(with_embedded("oleObject1.bin", broken), "letter.docx").members
    assert member.content == b""
    assert member.reason in ("damaged", "unsupported_type")


def test_objects_of_another_office_are_unwrapped(shared: Path) -> None:
    original = shared / "data" / "files" / "edge_tika_testWPSAttachment.docx"
    members = read(original.read_bytes(), original.name).members
    assert len(members) == 9
    assert all(member.content and not member.reason for member in members)
    assert members[1].content.startswith(b"%PDF")
