"""The audit of exposure as a whole: same in, same out; what a finding holds and must not hold."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exposure_towns import grid, some_cameras

from custodes.audits import AuditError, Result, recompute
from custodes.audits.exposure import audit
from custodes.audits.exposure.city import Cameras, City
from custodes.audits.exposure.inputs import read_inputs
from custodes.audits.exposure.routes_told import Journey
from custodes.audits.exposure.study import Settings
from custodes.audits.results import parameter
from custodes.case import Case
from custodes.model import from_json, to_json
from custodes.model.records import Finding

MAPS = Path(__file__).resolve().parents[2] / "examples" / "maps"
QUICK = Settings(
    minutes=(5, 10), rule=(1, 1), speed=(1.3, 1.4), walks=200, draws=4, completeness=(1.0, 0.5)
)


@pytest.fixture(scope="module")
def city() -> City:
    town = grid(14, houses=True)
    cameras = some_cameras(town, 25)
    operators = ("public", "private", "unknown", "public", "public") * 5
    return town.with_cameras(dataclasses.replace(cameras, operators=operators))


@pytest.fixture(scope="module")
def result(city: City) -> Result:
    return audited(city)


def audited(city: City, settings: Settings = QUICK, **more: Any) -> Result:
    return audit(city, metres=(15, 130), settings=settings, pictures=False, **more)


def figures_of(result: Result) -> dict[str, Any]:
    return dict(result.finding.figures)


def rows_of(result: Result, name: str) -> list[dict[str, Any]]:
    table = result.finding.tables[name]
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def at(city: City, node: int) -> tuple[float, float]:
    lon, lat = city.to_degrees(*city.nodes[node])
    return float(lon), float(lat)


def test_the_same_seed_gives_the_same_finding_and_another_seed_another(
    city: City, result: Result
) -> None:
    assert audited(city).finding == result.finding
    other = audited(city, dataclasses.replace(QUICK, seed=2)).finding
    assert other.identifier != result.finding.identifier
    assert other.figures != result.finding.figures


def test_every_figure_is_a_band_and_walls_lower_it(result: Result) -> None:
    figures = figures_of(result)
    for name, quantity in figures.items():
        assert quantity.low is not None, name
        assert quantity.high is not None, name
        if quantity.unit == "%":
            assert 0 <= quantity.low <= quantity.high <= 100, name
    with_walls, without = figures["share_in_view"], figures["share_in_view_without_walls"]
    assert with_walls.low < with_walls.high
    assert with_walls.low <= without.low  # who sees 15 m far sees no other street
    assert with_walls.high < without.high
    assert figures["filmed_random_5"].low <= figures["filmed_random_10"].low
    assert figures["share_in_view"].high <= figures["share_in_view_scenario_0.5"].high
    assert figures["cameras"].low == 25
    assert figures["cameras_per_kilometre"].low == pytest.approx(25 / 29.12, abs=0.001)


def test_wider_ignorance_gives_wider_bands(city: City, result: Result) -> None:
    known = figures_of(audit(city, metres=(30, 30), settings=QUICK, pictures=False))
    unknown = figures_of(result)
    assert known["share_in_view"].low == known["share_in_view"].high
    assert unknown["share_in_view"].high > unknown["share_in_view"].low
    alike, apart = (
        figures_of(audited(city, dataclasses.replace(QUICK, alike=alike)))["share_in_view"]
        for alike in (1.0, 0.0)
    )
    assert alike.high - alike.low > 2 * (apart.high - apart.low)


def test_the_tables_hold_distributions_that_add_up(result: Result) -> None:
    rows = rows_of(result, "times_filmed")
    for walk in ("random", "doors"):
        for minutes in QUICK.minutes:
            shares = [
                row["share"] for row in rows if row["walk"] == walk and row["minutes"] == minutes
            ]
            assert len(shares) == 21
            assert sum(shares) == pytest.approx(1, abs=0.01)
    for row in rows:
        assert row["low"] <= row["share"] + 1e-9
        assert row["share"] <= row["high"] + 1e-9
    moved = {row["input"]: row for row in rows_of(result, "sensitivity")}
    assert set(moved) == {"range", "direction", "walls", "completeness", "speed", "walks"}
    assert moved["walls"]["share_from"] <= moved["walls"]["share_to"]
    for name in ("range", "direction", "completeness"):
        assert moved[name]["share_from"] < moved[name]["share_to"], name
    assert moved["speed"]["share_from"] == moved["speed"]["share_to"]
    assert moved["walks"]["filmed_from"] < moved["walks"]["filmed_to"]
    operators = [row["operator"] for row in rows_of(result, "operators")]
    assert operators == ["public", "private", "unknown"]
    counts = {row["what"]: row["cameras"] for row in rows_of(result, "cameras")}
    assert (counts["all"], counts["with_direction"]) == (25, 0)
    assert {row["completeness"] for row in rows_of(result, "completeness")} == {1.0, 0.5}


def test_no_unseen_stretch_is_given_as_geometry_or_ranked(city: City) -> None:
    journey = Journey(at(city, 0), at(city, 190))
    result = audited(city, journey=journey)
    placed = {
        name
        for name, table in result.finding.tables.items()
        if {"lon", "lat", "x", "y", "segment"} & set(table.columns)
    }
    assert placed == {"districts", "route_lines"}
    hexagons = [row for row in rows_of(result, "districts") if row["lon"] is not None]
    assert all(row["kilometres"] >= 2.0 for row in hexagons)
    degrees = [[row[name] for row in hexagons] for name in ("lon", "lat")]
    places = np.column_stack(city.to_metres(*degrees))
    apart = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    assert apart[apart > 0].min() > 499
    order = [tuple(map(int, row["name"].split("/"))) for row in hexagons]
    assert order == sorted(order)  # by where they lie, south to north, and not by what is seen
    # The only lines are the two ways that were asked for.
    lines = {row["way"] for row in rows_of(result, "route_lines")}
    assert lines == {"shortest", "least_exposed"}


def test_places_of_invented_cameras_leave_no_trace(result: Result) -> None:
    assert figures_of(result)["cameras"].high == 25
    assert "scenario" not in {row["what"] for row in rows_of(result, "cameras")}


def test_both_ways_of_a_route_have_their_exposure(city: City) -> None:
    result = audited(city, journey=Journey(at(city, 0), at(city, 190), 1.4))
    figures = figures_of(result)
    shortest, least = figures["route_shortest_length"], figures["route_least_exposed_length"]
    assert shortest.low <= least.low <= 1.4 * shortest.low + 1
    rows = {row["way"]: row for row in rows_of(result, "routes")}
    assert rows["least_exposed"]["metres"] == least.low
    assert rows["least_exposed"]["seen_low"] <= rows["shortest"]["seen_high"]
    assert parameter(result.finding, "journey")["detour"] == 1.4
    with pytest.raises(AuditError, match="nearest street"):
        audited(city, journey=Journey((0.0, 0.0), at(city, 5)))


def test_a_claim_as_the_rules_source_is_tied_to_the_finding(city: City, result: Result) -> None:
    claim = "0123456789abcdef"
    settings = dataclasses.replace(QUICK, completeness=(1.0,), rule=(1, 2))
    tied = audited(city, settings, rule_source=claim).finding
    assert tied.claims == (claim,)
    assert tied.sources["rule"] == tied.sources["minutes"] == claim
    assert "met by" in tied.words["en"]
    figures: dict[str, Any] = dict(tied.figures)
    assert figures["rule_random_10"].high <= figures["filmed_random_10"].high
    once = dataclasses.replace(settings, rule=(1, 1))
    assert (
        "demands that walks of 5 and 10 minutes"
        in audited(city, once, rule_source=claim).finding.words["en"]
    )
    assert result.finding.claims == ()
    assert "demands" not in result.finding.words["en"]


def test_the_finding_says_what_went_in_and_where_from(city: City, result: Result) -> None:
    finding = result.finding
    assert finding.method == "exposure"
    assert set(finding.parameters) == set(finding.sources)
    assert parameter(finding, "map_sha256") == city.sha256
    assert parameter(finding, "seed") == 1
    assert finding.sources["alike"] == "assumption, no source"
    assert "assumption" in finding.sources["completeness"]
    assert finding.sources["map"] == "© OpenStreetMap contributors"
    default = audit(city, settings=dataclasses.replace(QUICK, speed=(1.33, 1.58)), pictures=False)
    assert "Ergonomics" in default.finding.sources["speed"]
    assert "pixel" in default.finding.sources["purpose"].casefold()
    for words in (finding.title, finding.words, *finding.assumptions):
        assert set(words) == {"en", "zh"}
    everything = " ".join(words["en"] for words in finding.assumptions)
    for said in ("not at random", "scenario", "25 of the 25 cameras", "nobody walks so"):
        assert said in everything, said
    assert from_json(Finding, to_json(finding)) == finding


def test_a_map_without_cameras_or_doors_ends_in_words_or_does_without(city: City) -> None:
    with pytest.raises(AuditError, match="has no camera"):
        audited(city.with_cameras(Cameras.at(np.empty((0, 2)))))
    no_doors = dataclasses.replace(city, doors=city.doors[:1])
    finding = audited(no_doors).finding
    assert not [name for name in finding.figures if "doors" in name]
    assert any("no doors" in words["en"] for words in finding.assumptions)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"minutes": (20, 10)}, "minutes ascend"),
        ({"minutes": ()}, "minutes ascend"),
        ({"rule": (1,)}, "as many thresholds"),
        ({"walks": 5}, "100 walks"),
        ({"completeness": (1.0, 0.0)}, "above 0"),
        ({"speed": (1.4, 1.3)}, "from low to high"),
        ({"width": 50.0}, "street by street"),
    ],
)
def test_settings_that_make_no_figure_are_refused_in_words(
    city: City, values: dict[str, Any], words: str
) -> None:
    with pytest.raises(AuditError, match=words):
        audited(city, dataclasses.replace(QUICK, **values))


def test_ranges_and_purposes_that_are_none_are_refused_in_words(city: City) -> None:
    with pytest.raises(AuditError, match="2,000 m"):
        audit(city, metres=(60, 15), settings=QUICK, pictures=False)
    with pytest.raises(AuditError, match="no purpose"):
        audit(city, purpose="stare", settings=QUICK, pictures=False)


def test_a_finding_is_computed_again_from_its_map_and_gives_the_same(tmp_path: Path) -> None:
    districts = tmp_path / "parts.geojson"
    west, south, east, north = -40.01, 29.99, -39.99, 30.03
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    feature = {
        "type": "Feature",
        "properties": {"name": "West"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    districts.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    source = MAPS / "dongqiao.osm"
    city, inputs = read_inputs(source, name="Dongqiao", districts=districts)
    journey = Journey((-39.998, 30.005), (-39.985, 30.012))
    first = audit(
        city,
        settings=dataclasses.replace(QUICK, completeness=(1.0,)),
        inputs=inputs,
        journey=journey,
        pictures=False,
    ).finding
    assert first.tables["districts"].rows[0][1] == "West"
    moved = tmp_path / "elsewhere.osm"
    shutil.copy(source, moved)
    data = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in (moved, districts)}
    with Case.create(tmp_path / "case") as case:
        again = recompute(first, case, data).finding
        assert again == first
        with pytest.raises(AuditError, match="map Dongqiao is not here"):
            recompute(first, case, {})
        moved.write_text(moved.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        with pytest.raises(AuditError, match="it is not the map Dongqiao"):
            recompute(first, case, data)
