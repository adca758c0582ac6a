"""gaps, contradictions and the export to spreadsheets on the command line."""

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from custodes.case import Case
from custodes.cli.program import program
from custodes.release import MASK

DOCUMENTS = Path(__file__).resolve().parents[2] / "examples" / "documents"
GIVEN = [DOCUMENTS / name for name in ("01-report-lighthouse.html", "12-audit-linlan.md")]
PRIVATE = "陈某"


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gaps")
    with Case.create(folder / "linlan") as made:
        made.add(GIVEN, workers=1)
        assert any(PRIVATE in claim.attribution.name for claim in made.claims())
    return folder / "linlan"


def run(*words: object) -> Result:
    return CliRunner().invoke(program, [str(word) for word in words], catch_exceptions=False)


def programme_of(case: Path) -> str:
    with Case.open(case) as opened:
        names = opened.claim_table().column("programme").values
    assert names
    return names[0]


def test_open_items_of_each_programme_are_listed(case: Path) -> None:
    rows = json.loads(run("gaps", case, "--json").stdout)
    assert {row["programme"] for row in rows} >= {programme_of(case)}
    assert all("assessment" in row["open"] for row in rows)


def test_a_letter_asks_what_is_open_and_names_the_programme(case: Path) -> None:
    name = programme_of(case)
    letter = run("gaps", case, "--programme", name, "--letter", "foi", "--language", "en").stdout
    assert f"Request for access to information: {name}" in letter
    assert f"Impact assessments of {name}" in letter
    assert PRIVATE not in letter


def test_a_letter_is_written_to_a_file(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "letter.txt"
    words = ("--letter", "comment", "--language", "zh", "--all", "--out", out)
    run("gaps", case, "--programme", programme_of(case), *words)
    assert "采访与核实请求" in out.read_text(encoding="utf-8")


def test_contradictions_are_printed_as_json(case: Path) -> None:
    assert isinstance(json.loads(run("contradictions", case, "--json").stdout), list)


def test_the_export_for_spreadsheets_has_a_row_a_claim_and_is_masked(case: Path) -> None:
    content = run("export", case, "--format", "csv").stdout
    rows = list(csv.DictReader(io.StringIO(content[content.index("number,document") :])))
    assert rows
    assert PRIVATE not in content
    assert any(MASK in row["attribution_name"] for row in rows)
