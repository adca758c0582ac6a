"""``custodes audit exposure``: what it prints, keeps and writes, and how it says no."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from custodes.audits import AuditError
from custodes.cli.commands.audit.exposure import command
from custodes.cli.program import program

ROOT = Path(__file__).resolve().parents[2]
MAP = ROOT / "examples" / "maps" / "dongqiao.osm"
PLAN = ROOT / "examples" / "documents" / "03-plan-lighthouse.md"
QUICK = ("--walks", "150", "--draws", "3", "--no-pictures")


def custodes(*arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "custodes.cli", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
    )


def refused(*arguments: object) -> str:
    """What the command says when it ends for its user's mistake."""
    with pytest.raises((AuditError, click.ClickException)) as caught:
        program.main(["audit", "exposure", *map(str, arguments)], standalone_mode=False)
    error = caught.value
    return error.format_message() if isinstance(error, click.ClickException) else str(error)


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cases") / "dongqiao"
    assert custodes("init", folder, "--name", "Dongqiao").returncode == 0
    assert custodes("add", folder, PLAN, "--workers", 1).returncode == 0
    return folder


def test_the_result_is_kept_with_the_claim_it_answers_and_written_as_a_page(
    case: Path, tmp_path: Path
) -> None:
    arguments = [MAP, "--minutes", "5,15,30", "--rule-claim", "步行5分钟", "--case", case]
    arguments += ["--completeness", "0.5..1", "--out", tmp_path / "page", "--json"]
    arguments += ["--from=-39.998,30.005", "--to=-39.985,30.012", "--walks", 150, "--draws", 3]
    done = custodes("audit", "exposure", *arguments)
    assert done.returncode == 0, done.stderr
    (finding,) = json.loads(done.stdout)
    assert len(finding["claims"]) == 1
    assert finding["sources"]["rule"] == finding["claims"][0]
    assert json.loads(finding["parameters"]["minutes"]) == [5, 15, 30]
    assert "taken to see all around" in done.stderr
    assert f"kept in {case} as {finding['identifier']}" in done.stderr
    page = (tmp_path / "page" / "audit-exposure-1.html").read_text(encoding="utf-8")
    assert "OpenStreetMap" in page
    assert finding["claims"][0] not in page  # claims have other names outside of the case
    maps = {path.name for path in (tmp_path / "page" / "audits" / "exposure-1").iterdir()}
    assert {"map.html", "map.svg", "map.png", "map.pdf"} <= maps


def test_figures_are_printed_as_a_table_with_their_assumptions() -> None:
    done = custodes("audit", "exposure", MAP, *QUICK, "--range", "20..40", "--language", "en")
    assert done.returncode == 0, done.stderr
    assert re.search(r"Share of the walkable length in view \(%\) +\d", done.stdout)
    assert "assumes: OpenStreetMap misses most cameras" in done.stdout
    assert "20 to 40 m far, as given" in done.stdout


def test_a_register_stands_for_the_maps_cameras_and_is_named_beside_the_figures(
    tmp_path: Path,
) -> None:
    register = tmp_path / "cameras.csv"
    rows = [f"{n},{-39.998 + 0.002 * n},{30.006 + 0.001 * n}" for n in range(6)]
    register.write_text("\n".join(["id,lon,lat", *rows]), encoding="utf-8")
    (tmp_path / "cameras.toml").write_text(
        '[register]\ntitle = "Cameras of Dongqiao"\npublisher = "Dongqiao District"\n'
        'date = "2026-01-01"\nshows = "cameras in place"\n'
        '[columns]\nlon = "lon"\nlat = "lat"\nidentifier = "id"\n',
        encoding="utf-8",
    )
    done = custodes("audit", "exposure", MAP, "--register", register, *QUICK, "--json")
    assert done.returncode == 0, done.stderr
    (finding,) = json.loads(done.stdout)
    assert finding["figures"]["cameras"]["low"] == 6
    assert "Cameras of Dongqiao (Dongqiao District" in finding["assumptions"][0]["en"]
    assert "Cameras of Dongqiao" in finding["sources"]["register_sha256"]


def test_what_is_no_map_ends_in_words(tmp_path: Path) -> None:
    nowhere = tmp_path / "nowhere.osm.pbf"
    assert "nowhere.osm.pbf" in refused(nowhere, *QUICK)
    cut = tmp_path / "cut.osm"
    cut.write_text(MAP.read_text(encoding="utf-8")[:5_000], encoding="utf-8")
    assert "cut off" in refused(cut, *QUICK)
    words = MAP.read_text(encoding="utf-8")
    no_streets = tmp_path / "no-streets.osm"
    no_streets.write_text(words.replace('k="highway"', 'k="waterway"'), encoding="utf-8")
    assert "no streets" in refused(no_streets, *QUICK)
    no_cameras = tmp_path / "no-cameras.osm"
    no_cameras.write_text(words.replace('v="surveillance"', 'v="mast"'), encoding="utf-8")
    said = refused(no_cameras, *QUICK)
    assert "no outdoor camera" in said
    assert "register" in said


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--from=-39.998,30.005"], "both --from and --to"),
        (["--from=0,0", "--to=-39.985,30.012"], "km from the nearest street"),
        (["--from=-39.998", "--to=-39.985,30.012"], "LON,LAT"),
        (["--from=-39.998,30.005", "--to=-39.985,30.012", "--detour", "0.5"], "1 or more"),
        (["--completeness", "0..1"], "above 0"),
        (["--minutes", "30,10"], "ascend"),
        (["--minutes", "ten"], "N,N"),
        (["--range", "0..20"], "above 0"),
        (["--opening", "400"], "0 and 180"),
        (["--hexagon", "50"], "street by street"),
        (["--rule-claim", "0123456789abcdef"], "--case"),
        (["--mapping", "paris"], "--register"),
        (["--walks", "3"], "100 walks"),
        (["--districts", "nothing.geojson"], "nothing.geojson"),
        (["--admin-level", "9"], "level 9"),
    ],
)
def test_options_that_make_no_sense_end_in_words(options: list[str], words: str) -> None:
    assert words in refused(MAP, *options)


def test_a_rule_that_no_claim_or_several_state_is_refused_with_those_there_are(case: Path) -> None:
    assert "no claims that say '飞行'" in refused(
        MAP, "--case", case, "--rule-claim", "飞行", *QUICK
    )
    said = refused(MAP, "--case", case, "--rule-claim", "视频", *QUICK)
    assert re.search(r"has \d+ claims", said)
    assert len(re.findall(r"^ +[0-9a-f]{16}  ", said, re.M)) > 1


def test_the_help_has_an_example_and_says_what_it_is_not() -> None:
    shown = CliRunner().invoke(command, ["--help"]).output
    assert "custodes audit exposure helsinki.osm.pbf" in shown
    assert "no planning tool" in " ".join(shown.split())
