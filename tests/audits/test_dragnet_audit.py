"""The audit says what its lists say, computes again to the same, and comes only when called for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from click.testing import CliRunner

from custodes.audits import AuditError, Result, recompute
from custodes.audits.dragnet import audit
from custodes.audits.dragnet.calling import called, calling_words
from custodes.audits.dragnet.points import drawn_points
from custodes.audits.dragnet.streets import Streets, read_streets
from custodes.audits.population import grid
from custodes.audits.sourced import load_figures
from custodes.audits.wording import load_phrases
from custodes.case import Case
from custodes.cli.commands.audit.dragnet import command
from custodes.model import Attribution, Claim, Span

SMALL: dict[str, Any] = {"people": 3000, "days": 2, "width_km": 4.0, "points": 6, "light": True}
BLANK = "\n\n".join(["x" * 40] * 3)


def claim(quote: str, start: int = 0, document: str = "a" * 64, **values: Any) -> Claim:
    span = Span(start, start + len(quote), quote)
    fields = {"type": "measure", "attribution": Attribution("author"), **values}
    return Claim(document=document, quote=span, **fields)


@pytest.fixture(scope="module")
def result() -> Result:
    return audit(
        **SMALL,
        radii=(50, 150, 400),
        windows=(60, 120),
        dwells=(0, 10),
        positioning="wifi",
        claims=("0123456789abcdef",),
    )


def test_figures_words_and_table_say_the_same(result: Result) -> None:
    finding = result.finding
    rows = [
        dict(zip(finding.tables["lists"].columns, row, strict=True))
        for row in finding.tables["lists"].rows
    ]
    assert len(rows) == 3 * 2 * 2
    head = next(
        row
        for row in rows
        if (row["radius_metres"], row["window_minutes"], row["dwell_minutes"]) == (150, 60, 0)
    )
    kinds = [cast(float, head[kind]) for kind in ("there", "stayed", "passed", "never")]
    assert sum(kinds) == pytest.approx(cast(float, head["listed"]), abs=0.3)
    wrong = 100 * sum(kinds[1:]) / sum(kinds)
    assert wrong == pytest.approx(cast(float, head["not_there"]), abs=0.5)
    listed = finding.figures["listed"]
    assert listed.low is not None
    assert listed.high is not None
    assert listed.low <= cast(float, head["listed"]) <= listed.high
    assert f"{listed.low:,.0f} to {listed.high:,.0f}" in finding.words["en"]
    assert f"{listed.low:,.0f}至{listed.high:,.0f}" in finding.words["zh"]
    assert finding.claims == ("0123456789abcdef",)
    assert all(set(words) == {"en", "zh"} for words in finding.assumptions)


def test_the_same_parameters_give_the_same_finding_and_another_seed_another(result: Result) -> None:
    again = recompute(result.finding, cast(Case, None))
    assert again.finding == result.finding
    other = audit(**{**SMALL, "seed": 2})
    assert other.finding.tables["lists"] != audit(**SMALL).finding.tables["lists"]


def test_counts_double_with_the_density_and_shares_stay() -> None:
    once, twice = (audit(**SMALL, density=density).finding for density in (1000, 2000))
    for one, two in zip(once.tables["lists"].rows, twice.tables["lists"].rows, strict=True):
        for column in range(3, 10):
            assert float(two[column] or 0) == pytest.approx(2 * float(one[column] or 0), abs=0.2)
        assert one[10:14] == two[10:14]


def test_every_parameter_has_a_source_and_no_unseen_source_is_a_default(result: Result) -> None:
    finding = result.finding
    assert set(finding.sources) == set(finding.parameters)
    assert "Eurostat" in finding.sources["density"]
    assert "iPhone" in finding.sources["error_metres"]
    unseen = {name for name, one in load_figures("dragnet").items() if not one.source.primary_seen}
    assert {"chatrie_devices", "google_warrants_2020"} <= unseen
    context = finding.tables["context"]
    assert all(
        "[primary source not seen]" in str(row[4]) for row in context.rows if row[0] in unseen
    )
    mobility = load_figures("population")
    assert mobility.default("exploration").quantity.low == 0.6
    with pytest.raises(AuditError, match="no default"):
        mobility.default("jump_exponent")


def test_the_defaults_of_the_model_are_those_of_the_file_of_sources() -> None:
    from custodes.audits.population import Mobility

    values = Mobility().values()
    for name, figure in load_figures("population").items():
        if name in values:
            low, high = figure.quantity.low, figure.quantity.high
            assert low is not None
            assert high is not None
            assert low <= values[name] <= high


def test_points_of_the_map_are_on_the_list_and_streets_lie_around_it() -> None:
    chance = np.random.default_rng(2)
    nodes = chance.uniform(0, 3000, (900, 2))
    segments = np.column_stack([np.arange(899), np.arange(1, 900)]).astype(np.int32)
    streets = Streets("town", "f" * 64, "© somebody", nodes, segments)
    finding = audit(
        people=3000, days=2, streets=streets, radii=(100, 200), points=3, light=True
    ).finding
    *dots, drawn = finding.tables["dots"].rows
    assert drawn[0] == "drawn"
    assert drawn[1] == len(dots) > 0
    assert all(np.hypot(float(row[1] or 0), float(row[2] or 0)) <= 201 for row in dots)
    assert finding.sources["map"] == "© somebody"
    assert {len(row) for row in finding.tables["streets"].rows} == {4}
    with pytest.raises(AuditError, match="needs the map 'town'"):
        recompute(finding, cast(Case, None))


def test_places_are_drawn_away_from_the_edge_and_windows_fit() -> None:
    ground = grid(4, 100)
    drawn = drawn_points(ground, 200, 500, 3, 240, (8, 20), 1)
    points = np.array([point for point, _ in drawn])
    moments = np.array([moment for _, moment in drawn])
    assert points.min() >= 550
    assert points.max() <= 3450
    assert moments.min() >= 1440 + 480 - 1
    assert moments.max() <= 3 * 1440 - 120
    with pytest.raises(AuditError, match="wider one or smaller radii"):
        drawn_points(ground, 1, 2500, 3, 60, (8, 20), 1)
    with pytest.raises(AuditError, match="simulate more"):
        drawn_points(ground, 1, 100, 1, 1500, (8, 20), 1)


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"points": 0}, "places can be drawn"),
        ({"density": -1.0}, "a density lies"),
        ({"positioning": "radar"}, "positioning is one of"),
        ({"positioning": "given"}, "needs the median error"),
        ({"positioning": "wifi", "error_metres": 5.0}, "only with the positioning 'given'"),
        ({"radii": (3000.0,)}, "smaller radii"),
        ({"hours": (20.0, 8.0)}, "hours of a day"),
    ],
)
def test_impossible_parameters_are_refused_in_words(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(AuditError, match=says):
        audit(**{**SMALL, **wrong})


@pytest.mark.parametrize(
    ("quote", "positioning"),
    [
        ("只要从批发市场附近经过，在那里停留或者打电话", "exact"),
        ("对途经该商圈周边的人员逐一排查", "exact"),
        ("通过手机信令筛查到过现场的人员", "cell"),
        ("在出入口布设Wi-Fi嗅探设备，采集过往人员手机信息", "wifi"),
        ("Anyone who passed nearby was called in for testing", "exact"),
        ("Police obtained a geofence of the square", "exact"),
    ],
)
def test_claims_that_count_nearby_as_present_call_for_it(quote: str, positioning: str) -> None:
    call = called([claim("摄像头共有三百台"), claim(quote, 100)])
    assert call is not None
    assert call.claims == (claim(quote, 100).identifier,)
    assert call.positioning == positioning


@pytest.mark.parametrize(
    "quote",
    [
        "区内道路主要出入口全部建成双向道路监控系统",
        "通过视频监控识别出逃犯的同行人员",
        "市场附近新建了三个停车场",
        "经过专家论证，方案获得通过",
        "The market is near the station",
        "Cameras were installed at the gate",
    ],
)
def test_other_claims_do_not(quote: str) -> None:
    assert called([claim(quote)]) is None


def test_a_denial_calls_for_nothing_and_what_follows_a_claim_belongs_to_it() -> None:
    quote = "只要从市场附近经过"
    assert called([claim(quote, stance="denies")]) is None
    after = claim("您都会被大数据抓取到，记录下来", len(quote) + 1)
    apart = claim("您都会被大数据抓取到，记录下来", 500)
    elsewhere = claim("会被记录下来", len(quote) + 1, document="b" * 64)
    call = called([claim(quote), after, apart, elsewhere])
    assert call is not None
    assert call.claims == (claim(quote).identifier, after.identifier)


def test_the_words_of_the_file_are_words() -> None:
    words = calling_words()
    assert all(word for word in (*words.nearby, *words.presence, *words.outright))
    assert set(dict(words.positioning)) <= {"cell", "wifi", "gps"}


def test_the_founding_report_calls_for_one_list(shared: Path, tmp_path: Path) -> None:
    from custodes.audits.dragnet.audit import called_for

    case = Case.create(tmp_path / "case")
    with case:
        case.add([shared / "seeds" / "004_6735a8d21dc1530a.txt"])
        found = list(called_for(case))
        assert len(found) == 1
        quotes = {
            one.quote.exact for one in case.claims() if one.identifier in found[0].finding.claims
        }
    assert any("附近经过" in quote for quote in quotes)
    assert "经过附近" in found[0].finding.title["zh"]


def test_the_command_prints_json_and_writes_pages(tmp_path: Path) -> None:
    options = ["--people", "2000", "--days", "2", "--width", "4", "--places", "4"]
    run = CliRunner()
    done = run.invoke(
        command, [*options, "--radius", "50..500", "--json", "--out", str(tmp_path / "near")]
    )
    assert done.exit_code == 0
    (finding,) = json.loads(done.stdout)
    assert json.loads(finding["parameters"]["radii_metres"]) == list(range(50, 501, 50))
    pages = {path.name for path in (tmp_path / "near").rglob("*")}
    assert {"audit-dragnet-1.html", "list-map.svg", "list-map.png", "not-there.svg"} <= pages
    wrong = run.invoke(command, [*options, "--radius", "500..50"])
    assert wrong.exit_code == 2
    assert "a band goes from a lower to a higher end" in wrong.stderr
    none = run.invoke(command, [*options, "--window", "long"])
    assert "'long' is no number, list of numbers" in none.stderr


def test_streets_are_read_from_an_extract(shared: Path) -> None:
    streets = read_streets(shared / "data" / "osm" / "monaco.osm.pbf")
    assert streets.segments.max() == len(streets.nodes) - 1
    assert 100 < len(streets.places) < len(streets.nodes)
    assert streets.attribution == "© OpenStreetMap contributors"


def test_every_phrase_fills_in_both_languages() -> None:
    phrases = load_phrases("dragnet")
    for key, wording in phrases.entries.items():
        blanks = [
            {part.split("}")[0] for part in wording[language].split("{")[1:]}
            for language in ("en", "zh")
        ]
        assert blanks[0] == blanks[1], key
