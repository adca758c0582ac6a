"""Word lists are checked when they are read, and say which line is wrong."""

import importlib.resources
from pathlib import Path

import pytest

from custodes.language.word_lists import WordListError, mapping, rows, words_by_kind
from custodes.language.zh.quantity_grammar import KINDS


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "xx").mkdir()
    monkeypatch.setattr(importlib.resources, "files", lambda package: tmp_path)
    return tmp_path / "xx"


def test_empty_lines_and_remarks_are_skipped_and_lines_counted_from_one(folder: Path) -> None:
    (folder / "list.tsv").write_text("# words\n\n约\tabout\n近\tnearly\n", encoding="utf-8")
    assert list(rows("xx", "list.tsv", 2)) == [(3, ("约", "about")), (4, ("近", "nearly"))]
    assert mapping("xx", "list.tsv") == {"约": "about", "近": "nearly"}


def test_a_row_with_the_wrong_number_of_fields_is_named_by_its_line(folder: Path) -> None:
    (folder / "list.tsv").write_text("约\tabout\n近\n", encoding="utf-8")
    with pytest.raises(WordListError, match=r"xx/list\.tsv, line 2: expected 2 fields"):
        list(rows("xx", "list.tsv", 2))


def test_a_word_listed_twice_is_named_with_both_lines(folder: Path) -> None:
    (folder / "list.tsv").write_text("名\tcount\n名\ttime\n", encoding="utf-8")
    with pytest.raises(WordListError, match="line 2: '名' is already in line 1"):
        words_by_kind("xx", "list.tsv", ("count", "time"))


def test_an_unknown_kind_is_named_with_those_there_are(folder: Path) -> None:
    (folder / "list.tsv").write_text("名\tkount\n", encoding="utf-8")
    with pytest.raises(WordListError, match="'kount' is none of count, time"):
        words_by_kind("xx", "list.tsv", ("count", "time"))


def test_the_measure_words_are_of_known_kinds() -> None:
    assert "名" in words_by_kind("zh", "measure_words.tsv", KINDS)["count"]
