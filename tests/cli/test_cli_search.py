"""``custodes search`` finds, narrows, counts and makes the index anew."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from custodes.case import Case
from custodes.cli.program import program

TEXTS = {
    "notice": "关于维稳工作的通知\n\n公安局负责維穩信息平台。",
    "report": "The city bought 40 cameras.\n\nThe face recognition system is new.",
}


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search")
    given = folder / "given"
    given.mkdir()
    for name, text in TEXTS.items():
        (given / f"{name}.txt").write_text(text, encoding="utf-8")
    with Case.create(folder / "case") as made:
        made.add([given], workers=1)
    return folder / "case"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(program, [str(argument) for argument in arguments])


def test_a_word_of_two_characters_is_found_in_both_scripts_with_its_places(case: Path) -> None:
    found = run("search", case, "维稳")
    assert found.exit_code == 0
    assert "【維穩】" in found.output
    assert "notice.txt" in found.output
    assert found.output.endswith("1 document\n")


def test_json_has_spans_of_the_text(case: Path) -> None:
    result = json.loads(run("search", case, '"face recognition"', "--json").output)
    assert (result["total"], result["is_exact"]) == (1, True)
    (place,) = result["hits"][0]["places"]
    with Case.open(case) as opened:
        content = opened.text(result["hits"][0]["document"]["sha256"]).content
    assert content[place["start"] : place["end"]] == "face recognition" == place["exact"]


def test_filters_and_counts(case: Path) -> None:
    assert "0 documents" in run("search", case, "维稳", "--doc-language", "en").output
    assert "1 document\n" in run("search", case, "40", "--doc-language", "en").output
    counts = json.loads(run("search", case, "40", "--counts", "--json").output)
    assert counts["facets"]["language"] == {"en": 1}
    assert "language" in run("search", case, "40", "--counts").output


def test_the_index_is_made_anew_and_a_question_without_words_is_refused(case: Path) -> None:
    assert run("search", case, "--reindex").exit_code == 0
    assert "1 document\n" in run("search", case, "维稳").output
    assert run("search", case).exit_code != 0
