"""What a user writes: a file, options, sources; and what is answered where it cannot be."""

import dataclasses
import json
from pathlib import Path
from typing import Any, cast

import pytest
from click.testing import CliRunner

from custodes import audits
from custodes.audits import AuditError
from custodes.audits.alerts import Band, Group, Scenario, audit, audit_trials
from custodes.audits.alerts.audit import recompute
from custodes.audits.alerts.reading import band_from, read_file, scenario_from
from custodes.case import Case
from custodes.cli.commands.audit.alerts import command

PLAIN: dict[str, Any] = {
    "passers_by": "5000..20000",
    "listed": "0..0.001",
    "false_positive_rate": "1e-6..1e-4",
}

FILE = """
passers_by = "5000..20000"
list_size = 1000
found = "npl_found"

[listed]
low = 0
high = 0.001
source = "an answer of the force"

[false_match_rate]
low = 1e-9
high = 1e-7

[[group]]
name = "women"
share = 0.5
false_positive_ratio = "2..5"
source = "an invented study"

[[group]]
name = "men"
share = 0.5
"""


def scenario(**changes: Any) -> Scenario:
    return scenario_from(PLAIN | changes, where="test")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"listed": 1.5}, r"listed cannot be 1.5: it is between 0 and 1 \(a percentage"),
        ({"listed": -0.1}, "listed cannot be -0.1"),
        ({"found": "0.5..2"}, "found cannot be 2"),
        ({"days": 400}, "days cannot be 400: it is between 0 and 366"),
        ({"passers_by": "-5..5"}, "passers_by cannot be -5: it is at least 0"),
        (
            {"passers_by": "20..5"},
            r"passers_by: the interval 20\.\.5 is upside down: write 5\.\.20",
        ),
        ({"passers_by": "nan"}, "both ends must be numbers"),
        ({"passers_by": "many"}, "passers_by: 'many' is no number"),
        ({"passers_by": True}, "passers_by: True is no number"),
        ({"passers_by": {"low": 1}}, "passers_by: needs low and high"),
        ({"passers_by": {"low": 1, "hihg": 2}}, "passers_by: has no entry 'hihg'"),
        ({"passers": 5}, "there is no input 'passers'; there are: passers_by"),
        ({"list_size": 10}, "leave list_size out"),
        ({"false_match_rate": 1e-6}, "not both"),
    ],
)
def test_an_impossible_input_is_answered_with_what_where_and_what_to_do(
    changes: dict[str, Any], said: str
) -> None:
    with pytest.raises(AuditError, match=said) as caught:
        scenario(**changes)
    assert str(caught.value).startswith("test: ")
    assert str(caught.value).count("test: ") == 1


def test_what_is_needed_is_asked_for() -> None:
    with pytest.raises(AuditError, match="listed must be given"):
        scenario_from({"passers_by": 5, "false_positive_rate": 0.1}, where="test")
    with pytest.raises(AuditError, match="not neither"):
        scenario_from({"passers_by": 5, "listed": 0}, where="test")
    with pytest.raises(AuditError, match="give list_size"):
        scenario_from({"passers_by": 5, "listed": 0, "false_match_rate": 1e-6}, where="test")


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ([{"name": "a", "share": 0.4}], "group.*a add up to 0.4, not to 1"),
        ([{"name": "a", "share": "0.4..0.5"}], "add up to 0.4 to 0.5|add up to 0.4, not"),
        ([{"name": "a", "share": 0.7}, {"name": "b", "share": 0.7}], "add up to 1.4"),
        ([{"name": "a", "share": 1.2}], "share of group 'a' cannot be 1.2"),
        ([{"name": "a", "share": 0.5}, {"name": "a", "share": 0.5}], "two groups have one name"),
        ([{"share": 0.5}], "every group needs a name and a share"),
        ([{"name": "a", "share": 1, "ratio": 2}], "group 'a' has no entry 'ratio'"),
        ([{"name": "a", "share": 1, "miss_ratio": -1}], "miss ratio of group 'a' cannot be -1"),
        ([{"name": str(n), "share": 0.1} for n in range(10)], "10 groups are too many"),
    ],
)
def test_groups_that_cannot_be_are_answered(groups: list[dict[str, Any]], said: str) -> None:
    with pytest.raises(AuditError, match=said):
        scenario_from(PLAIN, groups, where="test")


def test_groups_whose_bands_can_add_up_to_one_are_taken() -> None:
    found = scenario_from(
        PLAIN,
        [{"name": "a", "share": "0.2..0.4"}, {"name": "b", "share": "0.5..0.9"}],
        where="test",
    )
    assert [group.name for group in found.groups] == ["a", "b"]


def test_a_file_gives_every_input_with_its_source(tmp_path: Path) -> None:
    path = tmp_path / "watchlist.toml"
    path.write_text(FILE, encoding="utf-8")
    found = read_file(path)
    assert found.passers_by == Band(5000, 20000)
    assert found.listed == Band(0, 0.001, "an answer of the force")
    assert found.found.low == 0.89
    assert found.found.source.endswith("[primary source not seen]")
    assert found.groups[0] == Group(
        "women", Band(0.5, 0.5, "an invented study"), Band(2, 5, "an invented study")
    )
    finding = audit(found).finding
    assert finding.sources["listed"] == "an answer of the force"
    assert finding.sources["passers_by"] == "assumption, no source"
    assert recompute(finding, cast(Any, None)).finding == finding


def test_a_file_that_is_not_there_or_not_toml_is_answered(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match=r"nowhere\.toml is not there"):
        read_file(tmp_path / "nowhere.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("passers_by = =", encoding="utf-8")
    with pytest.raises(AuditError, match=r"broken\.toml.*line 1"):
        read_file(broken)
    broken.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(AuditError, match="cannot be read as text"):
        read_file(broken)


def test_a_figure_with_an_open_end_needs_both_ends() -> None:
    with pytest.raises(AuditError, match="open end"):
        band_from("swp_2023_faces", where="test")


def test_what_may_be_left_out_is_a_figure_whose_primary_source_was_read() -> None:
    found = scenario().found
    assert (found.low, found.high) == (0.76, 1)
    assert "South Wales Police" in found.source
    assert "not seen" not in found.source


def test_a_finding_says_what_went_in_and_what_it_assumes() -> None:
    finding = audit(scenario(), seed=3).finding
    assert json.loads(finding.parameters["passers_by"]) == [5000, 20000]
    assert json.loads(finding.parameters["seed"]) == 3
    words = " ".join(assumption["en"] for assumption in finding.assumptions)
    assert "Simulated: 10,000 draws" in words
    assert "independent" not in words  # the rate was one-to-many
    assert "no error rates by group were given" in words
    single = dataclasses.replace(
        scenario(),
        false_positive_rate=None,
        false_match_rate=Band(1e-9, 1e-7),
        list_size=Band(10, 10),
    )
    words = " ".join(assumption["en"] for assumption in audit(single).finding.assumptions)
    assert "assumes that comparisons are independent" in words


def test_exact_and_simulated_stand_side_by_side() -> None:
    finding = audit(scenario(), seed=3).finding
    table = finding.tables["figures"]
    assert table.columns == (
        *("figure", "low", "high"),
        *("simulated_5", "simulated_50", "simulated_95"),
    )
    for name, low, high, least, middle, most in table.rows:
        assert low <= least <= middle <= most <= high, name  # type: ignore[operator]


def test_of_a_thousand_alarms_right_open_and_wrong_are_a_thousand() -> None:
    for row in audit(scenario()).finding.tables["thousand"].rows:
        assert sum(row[1:]) == 1000  # type: ignore[arg-type]


def test_too_few_draws_are_refused() -> None:
    with pytest.raises(AuditError, match="at least 100"):
        audit(scenario(), draws=10)


def test_a_finding_kept_in_a_case_recomputes_from_it(tmp_path: Path) -> None:
    kept = [audit(scenario()), audit_trials(["south-wales-2017", "essex-2026"])]
    with Case.create(tmp_path / "case") as case:
        for result in kept:
            case.keep_finding(result.finding, result.files)
        found = case.findings()
        assert [audits.recompute(finding, case).finding for finding in found] == found
        assert {finding.identifier for finding in found} == {
            result.finding.identifier for result in kept
        }


# the command


def run(*arguments: str) -> Any:
    return CliRunner().invoke(command, arguments)


def test_the_command_takes_bands_and_groups() -> None:
    done = run(
        *("--passers-by", "5000..20000", "--listed", "0..0.001", "--list-size", "1000"),
        *("--false-match-rate", "1e-9..1e-7", "--found", "0.7..0.9"),
        *("--group", "a", "0.25", "1..5", "--group", "rest", "0.75", "1", "--json"),
    )
    assert done.exit_code == 0, done.output
    (finding,) = json.loads(done.stdout)
    assert finding["method"] == "alerts"
    assert [group["name"] for group in json.loads(finding["parameters"]["groups"])] == ["a", "rest"]
    assert finding["figures"]["right"]["unit"] == "%"


def test_the_command_lists_presets_with_whether_their_primary_source_was_seen() -> None:
    done = run("--list", "--json")
    listed = json.loads(done.stdout)
    seen = {row["preset"]: row["primary_seen"] for row in listed["presets"]}
    assert seen["south-wales-2023"] is True
    assert seen["metropolitan-2024"] is False
    assert len(listed["figures"]) > 20
    assert "south-wales-2017" in run("--list").stdout


def test_a_preset_read_in_the_words_of_others_warns() -> None:
    done = run("--preset", "south-wales-2017")
    assert "warning: Facial recognition results" in done.stderr
    assert "77 to 98 are right" in done.stdout
    assert "warning" not in run("--preset", "south-wales-2023").stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "give either --preset, or --file"),
        (("--preset", "south-wales-2017", "--listed", "0"), "give either --preset, or --file"),
        (("--passers-by", "5"), "command line: listed must be given"),
    ],
)
def test_the_command_says_what_to_give(arguments: tuple[str, ...], said: str) -> None:
    done = run(*arguments)
    assert isinstance(done.exception, AuditError)
    assert said in str(done.exception)


def test_the_command_writes_a_page_with_its_pictures_in_chinese(tmp_path: Path) -> None:
    done = run(
        *("--preset", "metropolitan-2024", "--language", "zh", "--out", str(tmp_path / "page"))
    )
    assert done.exit_code == 0, done.output
    pictures = {path.name for path in (tmp_path / "page" / "audits" / "alerts-1").iterdir()}
    assert {"of-1000-alarms.svg", "of-1000-alarms.png", "who-bears-them-1.svg"} <= pictures
    html = (tmp_path / "page" / "audit-alerts-1.html").read_text(encoding="utf-8")
    assert "误报由谁承受" in html
    assert "525" in html
