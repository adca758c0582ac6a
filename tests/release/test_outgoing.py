"""The one writer: all or nothing, nothing masked, nothing outside its folder."""

import json
import os
import pickle
import random
import urllib.parse
import zlib
from pathlib import Path

import msgspec
import pytest
from fake_case import Page, case_of

from custodes.release import LeakError, Outgoing, OutgoingError, Released, checked, release
from custodes.release.outgoing import MARKER, write_file

PAGE = Page(
    [
        "乌海市公安局传唤了陈军锋和约翰·史密斯，电话13800138000。",
        "John Smith of Oakland was stopped.",
    ],
    title="通报",
    name="leaked-2020.md",
    marks=[
        ("陈军锋", "person", "private"),
        ("约翰·史密斯", "person", "private"),
        ("John Smith", "person", "unknown"),
        ("乌海市公安局", "agency", None),
    ],
    quotes=["乌海市公安局传唤了陈军锋和约翰·史密斯", "John Smith of Oakland was stopped"],
)


@pytest.fixture
def released() -> Released:
    return release(case_of(PAGE))


def write_all(out: Path, released: Released, files: dict[str, str]) -> None:
    with Outgoing(out, released) as outgoing:
        for name, content in files.items():
            outgoing.write(name, content)


FORMS_OF_A_LEAK = {
    "plain": "<p>陈军锋</p>",
    "spaced": "<p>陈 军\n锋</p>",
    "full width space": "<p>陈　军　锋</p>",
    "zero width": "<p>陈\u200b军\u2060锋</p>",
    "traditional": "<p>陳軍鋒</p>",
    "decimal escapes": "<p>&#38472;&#20891;&#38155;</p>",
    "hexadecimal escapes": "<p>&#x9648;&#x519b;&#x950b;</p>",
    "escaped twice": "<p>&amp;#38472;军锋</p>",
    "inline tags": "<p>陈<b>军</b><wbr>锋</p>",
    "attribute": '<p title="陈军锋">x</p>',
    "percent": f'<a href="?q={urllib.parse.quote("陈军锋")}">x</a>',
    "script": f"<script>const x = {json.dumps('陈军锋')}</script>",
    "comment": "<!-- 陈军锋 -->",
    "given name alone": "<p>军锋说</p>",
    "family name and title": "<p>陈先生</p>",
    "part of a foreign name": "<p>史密斯</p>",
    "English": "<p>John Smith</p>",
    "capitals": "<p>JOHN  SMITH</p>",
    "turned round": "<p>Smith, John</p>",
    "family name": "<p>Mr Smith's car</p>",
    "full width": "<p>Ｊｏｈｎ　Ｓｍｉｔｈ</p>",
    "accents": "<p>Jóhn Smi\u0301th</p>",
    "identifier": '<a id="john-smith">x</a>',
    "hash of the original": f"<p>{PAGE.sha256}</p>",
    "hash in capitals": f"<p>{PAGE.sha256.upper()}</p>",
    "telephone number": "<p>138 0013 8000</p>",
    "file name": "<p>leaked-2020.md</p>",
    "claim's own identifier": f"<p>{PAGE.claims()[0].identifier}</p>",
}


@pytest.mark.parametrize("content", FORMS_OF_A_LEAK.values(), ids=FORMS_OF_A_LEAK)
def test_a_masked_name_is_refused_in_every_form(
    released: Released, tmp_path: Path, content: str
) -> None:
    with pytest.raises(LeakError) as caught, Outgoing(tmp_path / "out", released) as outgoing:
        outgoing.write("index.html", content)
    assert list(tmp_path.iterdir()) == []
    for name in ("陈", "军锋", "Smith", "leaked"):
        assert name not in str(caught.value)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("claims.jsonl", '{"text": "\\u9648\\u519b\\u950b"}'),
        ("claims.jsonl", '{"text": "Smith"}'),
        ("notes.txt", "by Smith"),
        ("table.csv", "a,陈军锋"),
        ("style.css", '.x::after { content: "\\9648\\519b\\950b" }'),
        ("app.js", "const x = '\\u{9648}\\u{519b}\\u{950b}'"),
        ("陈军锋.html", "nothing"),
        ("about/john_smith.html", "nothing"),
        (urllib.parse.quote("陈军锋") + ".html", "nothing"),
    ],
)
def test_it_is_refused_in_every_kind_of_file(
    released: Released, tmp_path: Path, name: str, content: str
) -> None:
    with pytest.raises(LeakError), Outgoing(tmp_path / "out", released) as outgoing:
        outgoing.write(name, content)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_bytes_are_searched_too(released: Released, tmp_path: Path, encoding: str) -> None:
    data = b"\x89PNG\r\n\x1a\n\xff" + "陈军锋".encode(encoding)
    with pytest.raises(LeakError), Outgoing(tmp_path / "out", released) as outgoing:
        outgoing.write("picture.png", data)


def png(*chunks: tuple[bytes, bytes]) -> bytes:
    parts = [(b"IHDR", bytes(13)), *chunks, (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(data).to_bytes(4, "big") + kind + data + bytes(4) for kind, data in parts
    )


@pytest.mark.parametrize(
    "chunk",
    [
        (b"tEXt", b"Title\0John Smith"),
        (b"zTXt", b"Title\0\0" + zlib.compress("John Smith".encode("latin-1") * 3)),
        (b"iTXt", b"Title\0\1\0\0\0" + zlib.compress(b"of John Smith" * 3)),
        (b"eXIf", "陈军锋".encode()),
    ],
)
def test_the_words_of_a_picture_are_searched(
    released: Released, tmp_path: Path, chunk: tuple[bytes, bytes]
) -> None:
    with pytest.raises(LeakError), Outgoing(tmp_path / "out", released) as outgoing:
        outgoing.write("picture.png", png(chunk))
    with pytest.raises(LeakError), Outgoing(tmp_path / "out", released) as outgoing:
        outgoing.write("picture.png", png() + "陈军锋".encode())


def test_pixels_say_nothing_by_chance(released: Released, tmp_path: Path) -> None:
    noise = random.Random(1).randbytes(3_000_000) + b" JS " + "陈军锋".encode("utf-16-le")
    with Outgoing(tmp_path / "out", released) as outgoing:
        outgoing.write("picture.png", png((b"IDAT", noise)))
    assert (tmp_path / "out" / "picture.png").is_file()


def test_the_packed_words_of_a_pdf_are_searched(released: Released, tmp_path: Path) -> None:
    words = zlib.compress(b"BT (John Smith of Oakland) Tj ET " * 3)
    content = b"%PDF-1.4\n\xff1 0 obj <<>> stream\n" + words + b"\nendstream endobj"
    with pytest.raises(LeakError), Outgoing(tmp_path / "out", released) as outgoing:
        outgoing.write("map.pdf", content)


def test_what_is_released_may_be_written(released: Released, tmp_path: Path) -> None:
    with Outgoing(tmp_path / "out", released) as outgoing:
        outgoing.write("index.html", "<p>乌海市公安局传唤了██。Blacksmiths of Oakland.</p>")
        outgoing.write("a/b.bin", bytes(range(256)) * 40)
    assert (tmp_path / "out" / "a" / "b.bin").read_bytes() == bytes(range(256)) * 40
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out"]


def test_markup_and_the_interface_are_no_leak(tmp_path: Path) -> None:
    page = Page(
        ["Ms White and Mark Code met. 来源说。"],
        marks=[
            ("White", "person", "private"),
            ("Mark Code", "person", "private"),
            ("来源", "person", "private"),
        ],
        quotes=["Ms White and Mark Code met"],
    )
    released = release(case_of(page))
    with Outgoing(tmp_path / "out", released, own_words="Source · 来源") as outgoing:
        outgoing.write(
            "index.html",
            '<style>p { color: white }</style><p class="White">来源 <mark>x</mark></p>',
        )
        outgoing.write("app.js", "const White = document.getElementById('x');")


def test_nothing_is_published_when_the_work_breaks_off(released: Released, tmp_path: Path) -> None:
    with Outgoing(tmp_path / "out", released) as outgoing:
        outgoing.write("index.html", "first")
    pages = {"index.html": "second", "sources.html": "陈军锋"}
    with pytest.raises(LeakError):
        write_all(tmp_path / "out", released, pages)
    assert (tmp_path / "out" / "index.html").read_text() == "first"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_an_earlier_folder_of_ours_is_replaced_as_a_whole(
    released: Released, tmp_path: Path
) -> None:
    for name in ("old.html", "new.html"):
        with Outgoing(tmp_path / "out", released) as outgoing:
            outgoing.write(name, "x")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [MARKER, "new.html"]


def test_a_folder_that_is_not_ours_is_left_alone(released: Released, tmp_path: Path) -> None:
    (tmp_path / "thesis.docx").write_text("years of work")
    with pytest.raises(OutgoingError, match="did not write"):
        Outgoing(tmp_path, released)
    assert (tmp_path / "thesis.docx").read_text() == "years of work"
    with pytest.raises(OutgoingError, match="not a folder"):
        Outgoing(tmp_path / "thesis.docx", released)


def test_a_link_is_not_followed(released: Released, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OutgoingError):
        Outgoing(tmp_path / "out", released)


@pytest.mark.parametrize(
    "name",
    ["../x", "/etc/x", "a/../../x", "", ".", "a//../x", "a\\b", "c:x", "x\0", "a\nb", MARKER],
)
def test_no_name_leads_out_of_the_folder(released: Released, tmp_path: Path, name: str) -> None:
    with pytest.raises(OutgoingError), Outgoing(tmp_path / "out", released) as outgoing:
        outgoing.write(name, "x")
    assert list(tmp_path.iterdir()) == []


def test_the_same_name_twice_is_a_mistake(released: Released, tmp_path: Path) -> None:
    with pytest.raises(OutgoingError):
        write_all(tmp_path / "out", released, {"x": "1", "./x": "2"})
    with Outgoing(tmp_path / "out", released) as outgoing:
        outgoing.write("x", "1")
        with pytest.raises(OutgoingError, match="twice"):
            outgoing.write("x", "2")


def test_what_a_killed_process_left_is_cleared_away(released: Released, tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        Outgoing(tmp_path / "out", released).write("index.html", "half")
        os._exit(9)
    os.waitpid(child, 0)
    assert not (tmp_path / "out").exists()
    assert len(list(tmp_path.iterdir())) == 1
    with Outgoing(tmp_path / "out", released) as outgoing:
        outgoing.write("index.html", "whole")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_single_file_is_checked_and_written_whole(released: Released, tmp_path: Path) -> None:
    write_file(tmp_path / "claims.csv", released, "a,b\n")
    write_file(tmp_path / "claims.csv", released, "c,d\n")
    assert (tmp_path / "claims.csv").read_text() == "c,d\n"
    with pytest.raises(LeakError):
        write_file(tmp_path / "claims.csv", released, "陈军锋\n")
    assert (tmp_path / "claims.csv").read_text() == "c,d\n"
    assert len(list(tmp_path.iterdir())) == 1
    with pytest.raises(LeakError):
        checked(released, "陈军锋")


def test_the_guard_itself_cannot_be_written(released: Released) -> None:
    assert "陈军锋" not in repr(released)
    assert "陈军锋" not in repr(released.guard)
    with pytest.raises(TypeError):
        msgspec.json.encode(released)
    with pytest.raises(TypeError):
        pickle.dumps(released)
