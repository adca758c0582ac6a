"""Archives and messages: what they contain comes out as documents, and nothing climbs out."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from email.message import EmailMessage
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from reading_originals import body, reason

from custodes.reading import Reading, limits, read

WORDS = "临河市公安局采购人脸识别系统。".encode()


def zipped(*files: tuple[str, bytes], **settings: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", settings.get("method", zipfile.ZIP_STORED)) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


def tarred(*entries: tuple[str, bytes | str], mode: str = "w") -> bytes:
    """A TAR archive; words instead of bytes are the target of a link."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in entries:
            entry = tarfile.TarInfo(name)
            if isinstance(content, str):
                entry.type, entry.linkname = tarfile.SYMTYPE, content
                archive.addfile(entry)
            else:
                entry.size = len(content)
                archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()


def listed(reading: Reading) -> list[tuple[str, bytes, str]]:
    return [(member.name, member.content, member.reason) for member in reading.members]


def test_a_zip_gives_its_members_and_says_nothing_itself() -> None:
    reading = read(zipped(("通知/a.txt", WORDS), ("b.txt", b"B")), "x.docx")
    assert reading.document.media_type == "application/zip"
    assert listed(reading) == [("通知/a.txt", WORDS, ""), ("b.txt", b"B", "")]
    assert reading.text.body() == ()


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_a_tar_gives_its_members_however_it_is_packed(mode: str) -> None:
    reading = read(tarred(("a.txt", WORDS), ("link", "/etc/passwd"), mode=mode), "x")
    assert reading.document.media_type == "application/x-tar"
    assert listed(reading) == [("a.txt", WORDS, ""), ("link", b"", "not_a_file")]


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
def test_one_packed_file_is_an_archive_of_one(pack: object) -> None:
    reading = read(pack(WORDS), "notice.txt.gz")  # type: ignore[operator]
    assert listed(reading) == [("notice.txt", WORDS, "")]


def test_a_path_that_climbs_out_is_a_label_and_no_path() -> None:
    reading = read(zipped(("../../etc/evil", WORDS), ("/abs\n\x1b[31m", WORDS)), "x.zip")
    assert [member.name for member in reading.members] == ["../../etc/evil", "/abs [31m"]


def test_locked_damaged_and_linked_members_are_listed_with_their_reasons(shared: Path) -> None:
    files = shared / "data" / "files"
    locked = read((files / "edge_libzip_encrypt-aes256.zip").read_bytes(), "x")
    assert [member.reason for member in locked.members] == ["", "encrypted"]
    damaged = read((files / "edge_libzip_incons-central-crc.zip").read_bytes(), "x")
    assert [member.reason for member in damaged.members] == ["damaged"]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    assert listed(read(buffer.getvalue(), "x")) == [("link", b"", "not_a_file")]


def test_a_bomb_is_cut_where_the_limit_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "EXPANDED_BYTES", 1000)
    bomb = zipped(("a", bytes(900)), ("b", bytes(10**6)), ("c", b"c"), method=zipfile.ZIP_DEFLATED)
    assert [member.reason for member in read(bomb, "x").members] == ["", "too_large", ""]
    packed = read(gzip.compress(bytes(10**6)), "x.gz")
    assert [member.reason for member in packed.members] == ["too_large"]
    monkeypatch.setattr(limits, "MEMBERS", 2)
    assert reason(bomb) == "too_large"


def test_an_archive_without_files_is_empty_and_a_cut_one_damaged() -> None:
    assert reason(zipped()) == "empty"
    assert reason(zipped(("folder/", b""))) == "empty"
    whole = tarred(("a.txt", WORDS * 1000), mode="w:gz")
    cut = read(whole[: len(whole) // 2], "x.tar.gz")
    assert {member.reason for member in cut.members} <= {"", "damaged"}
    assert "damaged" in {member.reason for member in cut.members}


@given(st.binary(max_size=300))
def test_nothing_after_a_magic_number_does_more_than_fail(rest: bytes) -> None:
    for magic in (b"PK\x03\x04", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\0"):
        reason(magic + rest)


def message() -> EmailMessage:
    made = EmailMessage()
    made["From"] = "王某 <a@example.org>"
    made["To"] = "b@example.org"
    made["Subject"] = "关于人脸识别系统的采购"
    made["Date"] = "Wed, 01 Jul 2020 08:00:00 +0800"
    made.set_content("附件为采购清单。\n\n请查收。")
    made.add_alternative("<p>附件为<b>采购清单</b>。</p>", subtype="html")
    made.add_attachment(WORDS, maintype="text", subtype="plain", filename="清单.txt")
    inner = EmailMessage()
    inner["Subject"], inner["From"], inner["To"] = "Inside", "c@example.org", "d@example.org"
    inner.set_content("The inner message.")
    made.add_attachment(inner)
    return made


def test_a_message_gives_its_head_its_text_and_its_attachments() -> None:
    reading = read(message().as_bytes(), "no ending")
    assert reading.document.media_type == "message/rfc822"
    assert reading.document.title == "关于人脸识别系统的采购"
    assert reading.document.published is not None
    assert ("paragraph", "附件为采购清单。") in body(reading)
    assert ("paragraph", "To: b@example.org") in body(reading)
    (first, content, _), (second, inner, _) = listed(reading)
    assert (first, content) == ("清单.txt", WORDS)
    assert second.endswith(".eml")
    assert read(inner, second).document.title == "Inside"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_message_without_a_charset_loses_no_character(encoding: str) -> None:
    lines = (
        "From: 临澜市公安局, 办公室",
        "To: 各区分局",
        "Subject: 关于“灯塔”系统的通知",
        "Date: Wed, 01 Jul 2020 08:00:00 +0800",
        "",
        "请各分局在七月底前完成人脸识别门禁的安装，并报送“工作小结”。",
    )
    reading = read("\n".join(lines).encode(encoding), "notice.eml")
    assert reading.document.media_type == "message/rfc822"
    assert reading.text.content.split("\n")[:2] == ["From: 临澜市公安局, 办公室", "To: 各区分局"]
    assert lines[-1] in reading.text.content
    assert reading.document.title == "关于“灯塔”系统的通知"


def test_an_outlook_message_is_read_in_its_own_code_page(shared: Path) -> None:
    path = shared / "data" / "files" / "edge_tika_testMSG_chinese.msg"
    reading = read(path.read_bytes(), "x")
    assert reading.document.media_type == "application/vnd.ms-outlook"
    assert reading.document.title.startswith("Alfresco MSG format")
    assert "張毓倫" in reading.text.content
    assert "\ufffd" not in reading.text.content


def test_a_letter_that_only_names_people_is_no_message() -> None:
    text = "Dear Sir,\n\nFrom: the office.\n\nWe have forty cameras.\n"
    assert read(text.encode(), "a.txt").document.media_type == "text/plain"
