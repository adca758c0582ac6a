"""Reasons are told in the user's language: asked for, or that of the system."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from custodes.cli.intake import WORDS
from custodes.cli.options import users_language
from custodes.cli.program import program


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_TW"}, "zh"),
        ({"LANG": "en_GB.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
    ],
)
def test_the_language_of_the_system_is_taken(environment: dict[str, str], language: str) -> None:
    assert users_language(environment) == language


def test_both_languages_have_the_same_words() -> None:
    assert WORDS["en"].keys() == WORDS["zh"].keys()


@pytest.fixture
def case(tmp_path: Path) -> Path:
    (tmp_path / "given").mkdir()
    (tmp_path / "given" / "empty.txt").touch()
    assert CliRunner().invoke(program, ["init", str(tmp_path / "case")]).exit_code == 0
    return tmp_path / "case"


@pytest.mark.parametrize(
    ("language", "words", "empty"),
    [("zh", "无法读取", "文件中没有文字。"), ("en", "could not read", "The file holds no text.")],
)
def test_add_status_and_retry_tell_reasons_in_that_language(
    case: Path, monkeypatch: pytest.MonkeyPatch, language: str, words: str, empty: str
) -> None:
    monkeypatch.delenv("LC_ALL", raising=False)
    monkeypatch.delenv("LC_MESSAGES", raising=False)
    monkeypatch.setenv("LANG", f"{language}_XX.UTF-8")
    folder = str(case.parent / "given" / "empty.txt")
    asked = "en" if language == "zh" else "zh"
    added = CliRunner().invoke(program, ["add", str(case), folder])
    assert words in added.output
    assert empty in added.output
    for command in ("status", "retry"):
        told = CliRunner().invoke(program, [command, str(case)])
        assert empty in told.output
        other = CliRunner().invoke(program, [command, str(case), "--language", asked])
        assert empty not in other.output
