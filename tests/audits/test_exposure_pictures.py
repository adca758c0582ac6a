"""The pictures of the exposure audit: what they are drawn from, and what they must not hold."""

from __future__ import annotations

import base64
import hashlib
import importlib.resources
import itertools
import json
import re
from dataclasses import replace

import numpy as np
import pytest
import shapely
from exposure_towns import town
from hypothesis import given
from hypothesis import strategies as st
from invented_cities import made_city, random_cameras, random_city
from line_of_sight import drawn_points, seen_by_rays

from custodes.audits.exposure import print_style
from custodes.audits.exposure.city import Cameras, City, Floats
from custodes.audits.exposure.map_data import STEPS, fields_of_view, layers, street_chains
from custodes.audits.exposure.map_encoding import (
    before_wall,
    camera_rows,
    encoded,
    split_source,
)
from custodes.audits.exposure.map_page import SCRIPT_WORDS, assumptions, attribution, map_page
from custodes.audits.exposure.pictures import files
from custodes.audits.exposure.print_style import font, printable_language, wrapped
from custodes.audits.exposure.static_maps import TALLEST, arrow, framed
from custodes.audits.exposure.view import view
from custodes.audits.exposure.walk_plots import percent_range
from custodes.audits.wording import load_phrases
from custodes.model import Table

RANGE = 45.0


def watched(seed: int = 3, cameras: int = 6) -> City:
    """An invented city with cameras in it."""
    city = random_city(seed)
    return city.with_cameras(random_cameras(city, cameras, seed))


def walks() -> dict[str, Table]:
    """Tables of walks as the audit makes them, small."""
    times = [
        (kind, minutes, n, 0.3, 0.2, 0.4)
        for kind in ("random", "doors")
        for minutes in (10, 20)
        for n in range(3)
    ]
    unseen = [
        (kind, minutes, quantile, 100 * quantile, 200 * quantile)
        for kind in ("random", "doors")
        for minutes in (10, 20)
        for quantile in (0.1, 0.25, 0.5, 0.75, 0.9)
    ]
    return {
        "times_filmed": Table(("walk", "minutes", "times", "share", "low", "high"), tuple(times)),
        "unseen": Table(
            ("walk", "minutes", "quantile", "metres_low", "metres_high"), tuple(unseen)
        ),
    }


def data_of(page: bytes) -> dict[str, object]:
    """What stands in a map for its script."""
    match = re.search(rb'<script type="application/json" id="data">(.*?)</script>', page, re.S)
    assert match
    found: dict[str, object] = json.loads(match[1])
    return found


def decoded(text: str) -> list[Floats]:
    """Lines in decimetres, as the map's script reads them."""
    numbers, value, shift = [], 0, 0
    for byte in base64.b64decode(text):
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            numbers.append(value)
            value = shift = 0
    lines, at, place = [], 0, np.zeros(2)
    while at < len(numbers):
        points = []
        for step in range(numbers[at]):
            pair = numbers[at + 1 + 2 * step : at + 3 + 2 * step]
            place = place + [n // 2 if n % 2 == 0 else -(n + 1) // 2 for n in pair]
            points.append(place)
        at += 1 + 2 * numbers[at]
        lines.append(np.array(points).reshape(-1, 2))
    return lines


@pytest.mark.parametrize("seed", range(4))
def test_a_field_is_where_a_ray_reaches_the_camera(seed: int) -> None:
    city = random_city(seed)
    cameras = random_cameras(city, 5, seed)
    ranges = np.full(len(cameras), RANGE)
    _, _, points = drawn_points(city, 1500, seed)
    seen = seen_by_rays(city, cameras, ranges, points)
    for camera, outline in enumerate(fields_of_view(cameras, city.walls, ranges)):
        field = shapely.Polygon(outline).buffer(0)
        inside = shapely.contains_xy(field, *points.T)
        # the outline is simplified, and its arc is made of chords
        clear = shapely.distance(shapely.points(points), field.boundary) > 0.4
        assert (inside == seen[camera])[clear].all()
        assert (clear & seen[camera]).any() or not seen[camera].any()


def test_a_camera_sees_past_the_wall_that_it_hangs_on_but_not_through_it() -> None:
    house = [(-10, -10), (10, -10), (10, 0), (-10, 0)]
    city = made_city([(0, 0), (1, 0)], [(0, 1)], [house])
    (outline,) = fields_of_view(Cameras.at([(0.0, 0.0002)]), city.walls, np.array([20.0]))
    field = shapely.Polygon(outline).buffer(0)
    assert shapely.contains_xy(field, 0, 10)
    assert shapely.contains_xy(field, 15, 2)


def test_a_range_of_nothing_is_a_field_of_nothing() -> None:
    (outline,) = fields_of_view(Cameras.at([(0.0, 0.0)]), np.empty((0, 4)), np.array([0.0]))
    assert outline.shape == (0, 2)


def test_every_segment_is_in_one_street_which_ends_at_junctions_only() -> None:
    city = random_city(1)
    # a way in three pieces, a ring that touches nothing, and a dead end
    nodes = np.vstack([city.nodes, [(900, 0), (910, 5), (920, 0), (950, 0), (960, 0), (955, 9)]])
    first = len(city.nodes)
    more = [(0, 1), (1, 2), (3, 4), (4, 5), (5, 3)]
    pairs = np.vstack([city.segments, np.array(more, np.int32) + first])
    made = made_city(nodes, pairs)
    chains, offsets = street_chains(made)
    assert sorted(chains) == list(range(len(made.segments)))
    degree = np.bincount(made.segments.ravel(), minlength=len(made.nodes))
    for begin, end in itertools.pairwise(offsets):
        rows = made.segments[chains[begin:end]]
        touched, times = np.unique(rows, return_counts=True)
        assert (degree[touched[times == 2]] == 2).all()
        assert (degree[touched[times == 1]] != 2).all()
    assert {end - begin for begin, end in itertools.pairwise(offsets)} >= {2, 3}


def test_the_line_of_a_street_is_as_long_as_its_segments() -> None:
    city = watched()
    shown = layers(city, view(city, city.cameras, RANGE), RANGE)
    drawn = sum(float(np.hypot(*np.diff(line, axis=0).T).sum()) for line in shown.streets)
    assert drawn == pytest.approx(float(city.lengths.sum()))
    assert shown.length == pytest.approx(drawn)


def test_shares_are_rounded_up_to_whole_steps_and_nothing_in_view_is_nothing() -> None:
    # one street of 100 m, of which a camera at its end sees 21; one far away
    city = town([(0, 0), (100, 0), (0, 900), (100, 900)], [(0, 1), (2, 3)])
    city = city.with_cameras(Cameras.at([(0.0, 0.0)]))
    shown = layers(city, view(city, city.cameras, 21.0), 21.0)
    assert shown.shares.tolist() == [5, 0]
    assert shown.filmed_by.tolist() == [1, 0]
    whole = layers(city, view(city, city.cameras, 500.0), 500.0)
    assert whole.shares.tolist() == [STEPS, 0]


def test_a_device_that_looks_two_ways_counts_once_for_a_street() -> None:
    city = town([(-50, 0), (50, 0)], [(0, 1)])
    both = Cameras.at(
        [(0.0, 1.0), (0.0, 1.0)], directions=[90, 270], openings=[90, 90], device=[0, 0]
    )
    city = city.with_cameras(both)
    shown = layers(city, view(city, both, 40.0), 40.0)
    assert shown.filmed_by.tolist() == [1]


def test_without_ranges_fields_reach_as_far_as_the_furthest_view() -> None:
    city = town([(0, 0), (100, 0)], [(0, 1)], cameras=Cameras.at([(0.0, 0.0)]))
    shown = layers(city, view(city, city.cameras, 30.0))
    assert shown.ranges.tolist() == pytest.approx([30.0])


@given(
    st.lists(
        st.lists(st.tuples(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6)), max_size=6),
        max_size=5,
    )
)
def test_lines_come_out_of_their_encoding_as_they_went_in(
    drawn: list[list[tuple[int, int]]],
) -> None:
    lines = [np.array(points, float).reshape(-1, 2) / 10 for points in drawn]
    for line, found in zip(lines, decoded(encoded(lines, (0.0, 0.0))), strict=True):
        kept = [
            point
            for n, point in enumerate(np.rint(line * 10))
            if not n or (point != np.rint(line * 10)[n - 1]).any()
        ]
        assert found.tolist() == np.array(kept).reshape(-1, 2).tolist()


def test_a_map_lets_its_own_script_run_and_nothing_else() -> None:
    city = watched()
    page = map_page(city, layers(city, view(city, city.cameras, RANGE), RANGE), "en").decode()
    policy = re.search(r'Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    style = re.search(r"<style>(.*?)</style>", page, re.S)
    scripts = re.findall(r"<script>(.*?)</script>", page, re.S)
    assert style
    assert len(scripts) == 1
    for kind, text in (("style-src", style[1]), ("script-src", scripts[0])):
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind} 'sha256-{digest}'" in policy[1]
    assert policy[1].startswith("default-src 'none'")
    assert "unsafe" not in policy[1]
    assert not re.search(r"https?://|url\(|\beval\b|Function\(|\bimport\b", page)


def test_words_of_a_map_cannot_become_markup() -> None:
    evil = "</script><script>alert(1)</script><b>"
    city = watched()
    cameras = replace(city.cameras, sources=tuple(f"{evil} {n}" for n in range(len(city.cameras))))
    city = replace(city.with_cameras(cameras), name=evil)
    page = map_page(city, layers(city, view(city, city.cameras, RANGE), RANGE), "en").decode()
    assert page.count("<script") == 2
    assert "<b>" not in page.replace('<p id="plain"><b>', "")
    assert data_of(page.encode())["origins"] == [evil]


def test_a_map_holds_no_stretch_of_a_street_and_no_list_of_unseen_ones() -> None:
    city = watched()
    views = view(city, city.cameras, RANGE)
    shown = layers(city, views, RANGE)
    data = data_of(map_page(city, shown, "en"))
    assert set(data) == {
        "home", "steps", "streets", "share", "by", "buildings", "fields", "reach", "cameras",
        "origins", "routes", "words",
    }  # fmt: skip
    # geometry: whole streets, in the order of the network, whether in view or not
    assert len(decoded(str(data["streets"]))) == len(shown.streets) == len(shown.shares)
    assert data["share"] == shown.shares.tolist()
    assert all(type(share) is int and 0 <= share <= STEPS for share in shown.shares.tolist())
    assert (shown.shares == 0).any()
    assert (shown.shares > 0).any()


def test_pictures_are_the_same_bytes_every_time() -> None:
    city = watched()
    views = view(city, city.cameras, RANGE)
    once = files(city, views, walks(), "en", ranges=RANGE)
    again = files(city, views, {"unseen": walks()["unseen"]}, "en", ranges=RANGE)
    assert set(once) == {
        f"{name}.{ending}"
        for name in ("map", "times-filmed", "unseen")
        for ending in ("svg", "png", "pdf")
    } | {"map.html"}
    assert {name: once[name] for name in again} == again
    assert len(again) == 7
    assert once["map.png"].startswith(b"\x89PNG")
    assert once["map.pdf"].startswith(b"%PDF")
    assert b"<dc:date>" not in once["map.svg"]
    assert b"CreationDate" not in once["map.pdf"]


def test_a_city_without_walks_or_buildings_has_its_map() -> None:
    city = town([(0, 0), (100, 0)], [(0, 1)], cameras=Cameras.at([(0.0, 0.0)], kinds=["panning"]))
    made = files(city, view(city, city.cameras, 30.0), {}, "en", ranges=30.0)
    assert set(made) == {"map.html", "map.svg", "map.png", "map.pdf"}


def test_static_pictures_are_in_english_where_no_font_has_chinese(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(print_style, "chinese_font", lambda: "")
    assert printable_language("zh") == "en"
    monkeypatch.setattr(print_style, "chinese_font", lambda: "Some Sans SC")
    assert printable_language("zh") == "zh"
    assert printable_language("en") == "en"


def test_registers_are_named_beside_the_map() -> None:
    city = town([(0, 0), (100, 0)], [(0, 1)])
    mapped = Cameras.at([(0.0, 0.0)], sources=["OpenStreetMap node/17"])
    assert attribution(city.with_cameras(mapped), "en") == "© OpenStreetMap contributors (ODbL)"
    listed = Cameras.at([(0.0, 0.0)], sources=["Cameras (Council of Mill, 2024), row-3"])
    assert "Cameras (Council of Mill, 2024)" in attribution(city.with_cameras(listed), "en")


def test_a_direction_that_follows_from_a_wall_is_not_told_as_mapped() -> None:
    cameras = Cameras.at(
        [(0.0, 1.0), (0.0, 1.0), (0.0, 1.0)],
        kinds=["fixed"] * 3,
        directions=[0, 0, np.nan],
        openings=[180, 70, 360],
        mounts=["wall", "wall", ""],
    )
    assert before_wall(cameras).tolist() == [True, False, False]
    rows = camera_rows(cameras, (0.0, 0.0), [""])
    assert [row["direction"] for row in rows] == [None, 0, None]
    assert [row["wall"] for row in rows] == [True, False, False]
    city = town([(0, 0), (100, 0)], [(0, 1)], cameras=cameras)
    said = " ".join(assumptions(city, layers(city, view(city, cameras, 9.0), 9.0), "en"))
    assert "1 of 3 cameras hang on a wall" in said
    assert "1 of 3 cameras have no direction" in said


@pytest.mark.parametrize(
    ("source", "parts"),
    [
        ("OpenStreetMap node/17", ("OpenStreetMap", "node/17")),
        ("Cameras (Mill, 2024), 3", ("Cameras (Mill, 2024)", "3")),
        ("", ("", "")),
    ],
)
def test_the_source_of_a_camera_is_where_from_and_which(
    source: str, parts: tuple[str, str]
) -> None:
    assert split_source(source) == parts


@pytest.mark.parametrize(("direction", "x", "y"), [(0, 0, 1), (90, 1, 0), (180, 0, -1)])
def test_an_arrow_points_where_the_camera_looks(direction: float, x: float, y: float) -> None:
    tip = np.asarray(arrow(direction).vertices)[0]
    assert tip == pytest.approx((x, y), abs=1e-9)


def test_a_long_city_is_framed_by_a_page() -> None:
    west, south, east, north = framed((0.0, 0.0, 100.0, 1000.0))
    assert (north - south) / (east - west) == pytest.approx(TALLEST)
    assert (west + east) / 2 == pytest.approx(50.0)
    assert (south, north) == (0.0, 1000.0)


def test_lines_are_broken_at_spaces_and_keep_every_word() -> None:
    words = "Share of walks by how often a mapped camera films them, in bands"
    lines = wrapped(words, font("en", 9), 1.2)
    assert len(lines) > 2
    assert " ".join(lines) == words


@pytest.mark.parametrize(
    ("low", "high", "words"), [(0.12, 0.304, "12–30%"), (0.021, 0.05, "2.1–5.0%"), (0, 0, "0.0%")]
)
def test_a_range_of_shares_is_written_as_percents(low: float, high: float, words: str) -> None:
    assert percent_range(low, high) == words


def test_every_word_of_the_map_is_used_and_every_used_one_is_there() -> None:
    folder = importlib.resources.files("custodes.audits.exposure")
    template, script = (
        folder.joinpath("map", name).read_text("utf-8") for name in ("map.html", "map.js")
    )
    code = "".join(
        folder.joinpath(name).read_text("utf-8")
        for name in ("map_page.py", "static_maps.py", "walk_plots.py")
    )
    in_page = set(re.findall(r"\{\{w\.([a-z_]+)\}\}", template))
    in_script = set(re.findall(r"words\.([a-z_]+)", script))
    stems = set(re.findall(r"words\['([a-z]+_)'", script))
    given = set(SCRIPT_WORDS)
    assert in_script <= given
    assert {word for word in given if not word.startswith(tuple(stems))} <= in_script
    asked = set(re.findall(r'"([a-z_.]+)"', code))
    built = tuple(re.findall(r'f"([a-z_.]+)\{', code))
    for key in load_phrases("exposure/map").entries:
        assert key in in_page | given | asked or key.startswith(built), f"nothing uses {key}"


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2) of #rrggbb."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_each_step_of_exposure_is_clearly_darker_in_print_and_brighter_at_night() -> None:
    style = importlib.resources.files("custodes.audits.exposure").joinpath("map", "map.css")
    light, dark = style.read_text("utf-8").split("@media (prefers-color-scheme: dark)")[:2]
    by_day, by_night = (re.findall(r"--c[1-5]: (#[0-9a-f]{6})", css) for css in (light, dark))
    assert tuple(by_day) == print_style.CLASSES
    assert len(by_night) == len(by_day)
    for scale in (by_day, by_night[::-1]):
        steps = [luminance(colour) for colour in scale]
        for brighter, darker in itertools.pairwise(steps):
            assert (brighter + 0.05) / (darker + 0.05) > 1.25
