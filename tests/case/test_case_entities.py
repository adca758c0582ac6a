import json
from pathlib import Path

from click.testing import CliRunner
from small_case import small_case, tamper

from custodes.case import Case
from custodes.cli.program import program

ONE = "乌海市公安局 says 40 cameras"
OTHER = "乌海公安局 says 12\n乌兰察布市公安局 says 3"
OPEN = "公安局 says 5\n南京市公安局 says 6\n乌海市公安局 says 7"


def names(case: Case) -> dict[str, tuple[int, int]]:
    found, _ = case.entities("agency")
    return {row.entity.names[0]: (row.documents, row.mentions) for row in found}


def test_names_of_one_body_are_joined_over_documents_and_other_bodies_stay_apart(
    tmp_path: Path,
) -> None:
    with small_case(tmp_path, one=ONE, other=OTHER) as case:
        assert names(case) == {"乌海市公安局": (2, 2), "乌兰察布市公安局": (1, 1)}


def test_an_ambiguous_name_is_listed_and_joined_to_none(tmp_path: Path) -> None:
    with small_case(tmp_path, open=OPEN) as case:
        found, ambiguous = case.entities()
        assert {row.documents for row in found} == {1}
        assert [row.name for row in ambiguous] == ["公安局"]
        assert ambiguous[0].candidates == ("内蒙古自治区乌海市公安局", "江苏省南京市公安局")


def test_a_removed_document_takes_its_names_with_it(tmp_path: Path) -> None:
    with small_case(tmp_path, one=ONE, other=OTHER) as case:
        gone = next(d.sha256 for d in case.documents() if d.name.startswith("other"))
        case.remove(gone, "asked for")
        assert names(case) == {"乌海市公安局": (1, 1)}
        assert case.rows("SELECT count(*) FROM sightings WHERE sha256 = ?", gone) == [(0,)]


def test_names_tied_behind_the_back_of_the_case_are_noticed(tmp_path: Path) -> None:
    small_case(tmp_path, one=ONE).close()
    with Case.open(tmp_path / "case") as case:
        assert case.verify() == []
    tamper(tmp_path / "case", "UPDATE sightings SET key = 'gb:320100 公安局'")
    with Case.open(tmp_path / "case") as case:
        assert [problem.code for problem in case.verify()] == ["index_wrong"]


def test_the_command_shows_entities_and_ambiguous_names(tmp_path: Path) -> None:
    small_case(tmp_path, one=ONE, open=OPEN).close()
    case = str(tmp_path / "case")
    shown = CliRunner().invoke(program, ["entities", case, "--kind", "agency"])
    assert shown.exit_code == 0, shown.output
    assert "150300" in shown.output
    assert "2 entities; 1 names are ambiguous" in shown.output
    shown = CliRunner().invoke(program, ["entities", case, "--ambiguous"])
    assert "1 ambiguous names" in shown.output
    shown = CliRunner().invoke(program, ["entities", case, "--json"])
    rows = json.loads(shown.output)
    assert {row["entity"]["division_code"] for row in rows} == {"150300", "320100"}
