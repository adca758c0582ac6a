"""Reading on the files beside the repository, and the promises that hold for every original."""

import hashlib
import time
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reading_originals import Placed, docx, paragraph, pdf, reason

from custodes.model import UnreadableError
from custodes.reading import REASONS, limits, read
from custodes.reading.sandbox import Limits

MOST = Limits().seconds
"""Seconds of processor time that the sandbox gives a file: one that took longer would be lost."""


def test_every_reason_is_explained_in_both_languages() -> None:
    for words in REASONS.values():
        assert words["en"].endswith(".")
        assert words["zh"].endswith("。")


@pytest.mark.parametrize(
    ("untrusted_bytes", "expected"),
    [
        (b"", "empty"),
        (b" \r\n\t\0", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(64), "damaged"),
        (b"\xff\xd8\xff\xe0" + bytes(64), "damaged"),
        (b"MZ\x90\0" + bytes(64), "unsupported_type"),
        (bytes(range(256)) * 4, "unsupported_type"),
        (b"PK\x03\x04 cut", "damaged"),
        ("……".encode(), "empty"),
    ],
)
def test_what_cannot_be_read_says_why(untrusted_bytes: bytes, expected: str) -> None:
    assert reason(untrusted_bytes) == expected


def test_words_that_only_begin_like_a_picture_are_read() -> None:
    assert read(b"BMW gave the police its data.", "x").text.content.startswith("BMW")


def test_an_original_over_the_limit_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "INPUT_BYTES", 10)
    assert reason(b"eleven bytes") == "too_large"


def test_the_document_names_its_original() -> None:
    untrusted_bytes = "一句话在这里。".encode()
    document = read(untrusted_bytes, "name.txt", "/some/where/name.txt").document
    assert document.sha256 == hashlib.sha256(untrusted_bytes).hexdigest()
    assert (document.name, document.origin) == ("name.txt", "/some/where/name.txt")
    assert document.size == len(untrusted_bytes)


def test_a_lone_carriage_return_is_no_broken_table() -> None:
    assert reason(b"\rwords") == ""


WHOLE = [
    pdf([[Placed("The county put up seventy-nine cameras along its roads.", 72, 100)]]),
    docx(paragraph("全区安装四百个摄像头，由信通公司维护。")),
    "<html><body><p>全区安装四百个摄像头。</p></body></html>".encode(),
]


@settings(max_examples=150)
@given(st.sampled_from(WHOLE), st.data())
def test_flipped_and_cut_originals_give_a_reading_or_a_reason(
    whole: bytes, data: st.DataObject
) -> None:
    broken = bytearray(whole[: data.draw(st.integers(1, len(whole)))])
    for _ in range(data.draw(st.integers(0, 4))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    assert reason(bytes(broken)) in {"", *REASONS} - {"failed"}


def test_every_file_of_the_collection_gives_a_reading_or_a_reason_in_time(shared: Path) -> None:
    for path in sorted((shared / "data" / "files").iterdir()):
        started = time.process_time()
        found = reason(path.read_bytes(), path.name, recognition=False)
        assert found in {"", *REASONS} - {"failed"}, path.name
        assert time.process_time() - started < MOST, path.name


def test_texts_of_the_collection_keep_the_promises_of_a_text(shared: Path) -> None:
    paths = [
        *(shared / "seeds").iterdir(),
        *(shared / "bench" / "unlabelled").iterdir(),
        *(shared / "data" / "files").glob("*.docx"),
        *(shared / "data" / "files").glob("edge*.pdf"),
    ]
    for path in paths:
        try:
            text = read(path.read_bytes(), path.name).text
        except UnreadableError:
            continue
        assert unicodedata.is_normalized("NFC", text.content)
        parts = [text.content[block.start : block.end] for block in text.blocks]
        assert "\n".join(parts) == text.content, path.name
        assert all(part == part.strip() and "\n" not in part for part in parts), path.name
        assert sum(block.kind == "title" for block in text.blocks) <= 1
        assert all(run.end <= len(text.content) for run in text.runs)


@pytest.mark.parametrize(
    "source",
    [
        "# t\n\n" + "[" * 60_000,
        "# t\n\n" + "**a " * 15_000,
        "# t\n\n" + "<!-- a\n" * 9_000,
        "# " + " " * 60_000 + "x",
        "a" + "\n" * 60_000 + "b",
        "甲" + " \n" * 30_000 + "乙",
        ">" * 60_000,
        "<html><body><pre>甲" + "\n \n" * 20_000 + "乙",
        "<html><body><p>" + "<a href=x>b</a>c<br>" * 3_000,
        "<html><body><p>" + "<img>" * 10_000 + "甲",
        "<html><body>" + "<div class=caption>" * 1_000 + "甲",
        "a" + ")" * 60_000 + "b",
    ],
    ids=range(12),
)
def test_hostile_repetition_takes_no_more_than_its_length(source: str) -> None:
    started = time.process_time()
    assert reason(source.encode()) in {"", "empty", "damaged"}
    assert time.process_time() - started < MOST


def test_a_page_nested_deeper_than_the_parser_goes_is_not_cut_in_silence() -> None:
    assert reason(("<html><body>" + "<div>" * 5_000 + "甲").encode()) == "damaged"
