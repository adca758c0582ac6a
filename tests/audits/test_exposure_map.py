"""A city from an OpenStreetMap file."""

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented_cities import map_file

from custodes.audits import AuditError
from custodes.audits.exposure.city import City
from custodes.audits.exposure.projection import Projection
from custodes.audits.exposure.reading_map import read_city
from custodes.audits.exposure.tags import load_tag_rules, metres, tag_rules

Tags = Mapping[str, str]
STEP = 0.001
"""Degrees between the nodes of a grid: 111 m."""
NODES = [(10 * i + j, 5 + STEP * i, 50 + STEP * j) for i in range(1, 6) for j in range(1, 6)]
STREET = (1, [11, 21, 31], {"highway": "residential"})
CAMERA = {"man_made": "surveillance", "surveillance:type": "camera"}


def written(
    folder: Path,
    ways: Sequence[tuple[int, Sequence[int], Tags]] = (STREET,),
    tagged: Mapping[int, Tags] | None = None,
    relations: Sequence[tuple[int, Sequence[tuple[str, int, str]], Tags]] = (),
) -> Path:
    """A map of the grid's nodes, node 55 a camera unless its tags say otherwise."""
    tags = {55: CAMERA, **(tagged or {})}
    path = folder / "town.osm"
    path.write_text(
        map_file([(*node, tags.get(node[0], {})) for node in NODES], ways, relations), "utf-8"
    )
    return path


def town(
    folder: Path,
    ways: Sequence[tuple[int, Sequence[int], Tags]] = (STREET,),
    tagged: Mapping[int, Tags] | None = None,
    relations: Sequence[tuple[int, Sequence[tuple[str, int, str]], Tags]] = (),
) -> City:
    return read_city(written(folder, ways, tagged, relations))


def test_a_street_becomes_a_segment_between_each_two_of_its_nodes(tmp_path: Path) -> None:
    city = town(tmp_path)
    assert city.name == "town"
    assert city.attribution == "© OpenStreetMap contributors"
    assert city.sha256 == hashlib.sha256((tmp_path / "town.osm").read_bytes()).hexdigest()
    assert city.segments.tolist() == [[0, 1], [1, 2]]
    assert city.lengths == pytest.approx([71.7, 71.7], abs=0.1)  # cos 50° of 111.3 m
    assert len(city.nodes) == 3


@pytest.mark.parametrize(
    ("tags", "walkable"),
    [
        ({"highway": "footway"}, True),
        ({"highway": "steps"}, True),
        ({"highway": "primary"}, True),
        ({"highway": "motorway"}, False),
        ({"highway": "cycleway"}, False),
        ({"highway": "cycleway", "foot": "yes"}, True),
        ({"highway": "trunk", "sidewalk": "both"}, True),
        ({"highway": "residential", "foot": "no"}, False),
        ({"highway": "residential", "foot": "use_sidepath"}, False),
        ({"highway": "service", "access": "private"}, False),
        ({"highway": "service", "access": "private", "foot": "permissive"}, True),
        ({"highway": "pedestrian", "area": "yes"}, False),
        ({"highway": "footway", "indoor": "yes"}, False),
        ({"highway": "footway", "tunnel": "yes"}, False),
        ({"highway": "footway", "tunnel": "building_passage"}, True),
        ({"highway": "construction"}, False),
        ({"highway": "corridor"}, False),
    ],
)
def test_which_ways_people_walk_on(tags: Tags, walkable: bool) -> None:
    assert load_tag_rules().is_walkable(tags) is walkable


def test_ways_that_are_no_street_are_left_out_and_counted(tmp_path: Path) -> None:
    city = town(tmp_path, [STREET, (2, [12, 22], {"highway": "motorway"})])
    assert len(city.segments) == 2
    assert "ways that are no open-air walkable street left out: 1" in city.warnings


def test_what_is_drawn_twice_is_taken_once_and_what_has_no_length_not_at_all(
    tmp_path: Path,
) -> None:
    city = town(
        tmp_path,
        [STREET, (2, [21, 11], {"highway": "footway"}), (3, [31, 31, 41], {"highway": "path"})],
    )
    assert sorted(map(tuple, city.segments.tolist())) == [(0, 1), (1, 2), (2, 3)]
    assert "stretches of street drawn twice, taken once: 1" in city.warnings
    assert "stretches of street without a length: 1" in city.warnings


def test_a_street_that_leaves_the_extract_is_cut_there(tmp_path: Path) -> None:
    city = town(tmp_path, [(1, [11, 21, 999, 31, 41], {"highway": "residential"})])
    assert len(city.segments) == 2
    assert "points of streets that the extract does not hold left out: 1" in city.warnings


HOUSE = (2, [22, 32, 33, 23, 22], {"building": "yes"})


def test_a_building_has_walls(tmp_path: Path) -> None:
    city = town(tmp_path, [STREET, HOUSE])
    assert len(city.buildings) == 1
    assert len(city.walls) == 4
    assert len(city.courtyards) == 0


@pytest.mark.parametrize(
    "tags",
    [
        {"building": "no"},
        {"building": "roof"},
        {"building": "yes", "layer": "-1"},
        {"building": "yes", "location": "underground"},
        {"building": "yes", "min_height": "4 m"},
        {"building": "yes", "building:min_level": "1"},
    ],
)
def test_what_one_can_look_under_has_none(tmp_path: Path, tags: Tags) -> None:
    city = town(tmp_path, [STREET, (2, HOUSE[1], tags)])
    assert len(city.walls) == 0
    assert "buildings that one can look under or through left out: 1" in city.warnings


def test_a_multipolygon_has_its_courtyard(tmp_path: Path) -> None:
    ways = [STREET, (2, [22, 52, 53, 55], {}), (3, [55, 25, 22], {}), (4, [33, 43, 34, 33], {})]
    members = [("way", 2, "outer"), ("way", 3, "outer"), ("way", 4, "inner")]
    city = town(
        tmp_path, ways, relations=[(1, members, {"type": "multipolygon", "building": "yes"})]
    )
    assert len(city.buildings) == len(city.courtyards) == 1
    assert len(city.walls) == 5 + 3


def test_an_outline_that_crosses_itself_is_counted(tmp_path: Path) -> None:
    ways = [STREET, (2, [22, 52, 54, 24, 22], {}), (4, [33, 43, 55, 33], {})]
    members = [("way", 2, "outer"), ("way", 4, "inner")]
    relation = (1, members, {"type": "multipolygon", "building": "yes"})
    city = town(tmp_path, ways, relations=[relation])
    assert len(city.buildings) == 0
    assert "buildings whose outline is broken or leaves the extract left out: 1" in city.warnings


def test_an_outline_mapped_twice_keeps_its_courtyard(tmp_path: Path) -> None:
    ways = [STREET, (2, [22, 52, 55, 25, 22], {"building": "yes"}), (4, [33, 43, 34, 33], {})]
    members = [("way", 2, "outer"), ("way", 4, "inner")]
    city = town(
        tmp_path, ways, relations=[(1, members, {"type": "multipolygon", "building": "yes"})]
    )
    assert (len(city.buildings), len(city.courtyards)) == (1, 1)


def test_doors_are_the_nodes_nearest_to_entrances_and_buildings(tmp_path: Path) -> None:
    far = (3, [15, 25], {"highway": "footway"})  # no way there from the other street
    city = town(tmp_path, [STREET, HOUSE, far], {12: {"entrance": "yes"}, 35: {"entrance": "no"}})
    doors = city.nodes[city.doors]
    assert len(doors) == 2
    assert doors[:, 1] == pytest.approx([city.nodes[:, 1].min()] * 2, abs=0.01)


def test_without_buildings_walks_begin_at_all_nodes_of_the_largest_part(tmp_path: Path) -> None:
    city = town(tmp_path, [STREET, (3, [15, 25], {"highway": "footway"})])
    assert len(city.doors) == 3


@pytest.mark.parametrize(
    ("tags", "why"),
    [
        ({"surveillance": "indoor"}, "indoors"),
        ({"indoor": "yes"}, "indoors"),
        ({"surveillance:type": "ALPR"}, "plate readers"),
        ({"surveillance:type": "anpr;camera"}, "plate readers"),
        ({"surveillance:type": "guard"}, "guards"),
        ({"surveillance:type": "gunshot_detector"}, "other than cameras"),
        ({"proposed": "yes"}, "planned or gone"),
    ],
)
def test_what_is_no_camera_of_the_street_is_left_out_and_counted(
    tmp_path: Path, tags: Tags, why: str
) -> None:
    city = town(tmp_path, tagged={44: {**CAMERA, **tags}})
    assert city.cameras.devices == 1
    assert f"surveillance features {why} left out: 1" in city.warnings


def test_a_camera_has_what_its_tags_say(tmp_path: Path) -> None:
    said = {
        "camera:type": "fixed",
        "camera:direction": "239-284",
        "camera:mount": "pole",
        "height": "4 m",
        "operator:type": "public",
        "man_made": "surveillance",
    }
    cameras = town(tmp_path, tagged={55: said}).cameras
    assert cameras.directions.tolist() == [261.5]
    assert cameras.openings.tolist() == [45]
    assert cameras.heights.tolist() == [4]
    assert (cameras.kinds, cameras.mounts, cameras.operators, cameras.sources) == (
        ("fixed",),
        ("pole",),
        ("public",),
        ("OpenStreetMap node/55",),
    )


def test_districts_are_the_boundaries_of_the_level_with_most_of_them(tmp_path: Path) -> None:
    def quarter(
        number: int, nodes: list[int], name: str, level: str
    ) -> tuple[int, list[int], Tags]:
        tags = {"boundary": "administrative", "admin_level": level, "name": name}
        return number, nodes, tags

    ways = [
        STREET,
        quarter(2, [11, 31, 35, 15, 11], "West", "10"),
        quarter(3, [31, 51, 55, 35, 31], "East", "10"),
        quarter(4, [11, 51, 55, 15, 11], "All", "8"),
    ]
    assert [district.name for district in town(tmp_path, ways).districts] == ["East", "West"]
    path = written(tmp_path, ways)
    assert [district.name for district in read_city(path, admin_level=8).districts] == ["All"]
    with pytest.raises(AuditError, match="levels: 8, 10"):
        read_city(path, admin_level=9)


def geojson(folder: Path, *features: object) -> Path:
    path = folder / "districts.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    return path


def square(name: str | None, lon: float, lat: float) -> dict[str, object]:
    ring = [[lon, lat], [lon + 1, lat], [lon + 1, lat + 1], [lon, lat + 1], [lon, lat]]
    return {
        "properties": {"NOM": name} if name else {},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def test_districts_come_from_a_geojson_too(tmp_path: Path) -> None:
    path = geojson(tmp_path, square("Here", 4.5, 49.5), square("Elsewhere", 9, 9))
    city = read_city(written(tmp_path), districts=path)
    assert [district.name for district in city.districts] == ["Here"]


@pytest.mark.parametrize(
    ("features", "words"),
    [
        ([square("Elsewhere", 9, 9)], "none of its 1 districts"),
        ([square(None, 4.5, 49.5)], "none of the properties"),
        ([square("Metres", 650_000, 6_860_000)], "no degrees"),
        (
            [{"properties": {"name": "x"}, "geometry": {"type": "Point", "coordinates": [5, 50]}}],
            "no district",
        ),
    ],
)
def test_districts_that_are_none_are_refused(
    tmp_path: Path, features: list[object], words: str
) -> None:
    with pytest.raises(AuditError, match=words):
        read_city(written(tmp_path), districts=geojson(tmp_path, *features))


def test_a_map_without_cameras_says_that_the_city_may_have_some(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="does not mean that the city has none"):
        town(tmp_path, tagged={55: {}})


def test_a_map_without_streets_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="no streets to walk on"):
        town(tmp_path, [HOUSE])


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match=r"nowhere\.osm\.pbf: it cannot be read"):
        read_city(tmp_path / "nowhere.osm.pbf")


@pytest.mark.parametrize("name", ["map.osm.pbf", "map.osm", "map.txt", "map"])
def test_a_file_of_something_else_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"Dear reader, this is a letter and no map." * 10)
    with pytest.raises(AuditError, match="no complete OpenStreetMap file"):
        read_city(path)


def test_a_map_that_is_cut_off_is_refused(tmp_path: Path, shared: Path) -> None:
    whole = (shared / "data" / "osm" / "monaco.osm.pbf").read_bytes()
    for share in (0.3, 0.9):
        path = tmp_path / "cut.osm.pbf"
        path.write_bytes(whole[: int(len(whole) * share)])
        with pytest.raises(AuditError, match="cut off"):
            read_city(path)


def test_xml_that_is_cut_off_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_text(path.read_text("utf-8")[:-60], "utf-8")
    with pytest.raises(AuditError, match="cut off"):
        read_city(path)


def test_gzipped_xml_is_read(tmp_path: Path) -> None:
    plain = written(tmp_path)
    packed = tmp_path / "packed.osm.gz"
    packed.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_city(packed).segments.tolist() == read_city(plain).segments.tolist()


def test_monaco_as_it_is_read(shared: Path) -> None:
    city = read_city(shared / "data" / "osm" / "monaco.osm.pbf")
    assert city.cameras.devices == 14
    assert 100_000 < city.lengths.sum() < 125_000
    assert (city.lengths > 0).all()
    assert len(np.unique(np.sort(city.segments, axis=1), axis=0)) == len(city.segments)
    assert len(city.walls) > 10_000
    assert "Monte-Carlo" in [district.name for district in city.districts]
    assert (city.cameras.moved > 0).sum() == 2
    lon, lat = city.to_degrees(*city.nodes.T)
    assert (lon > 7.40).all()
    assert (lat < 43.76).all()


@given(st.floats(-70, 70), st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))
def test_degrees_survive_the_way_to_metres_and_back(lat: float, east: float, north: float) -> None:
    projection = Projection(12.0, lat)
    back = projection.to_degrees(*projection.to_metres(12 + east, lat + north))
    assert back == pytest.approx((12 + east, lat + north), abs=1e-9)


@pytest.mark.parametrize("lat", [0.0, 43.7, 60.2, -36.8, 70.0])
def test_metres_are_those_of_the_ellipsoid(lat: float) -> None:
    """Against the radii of curvature of WGS 84, 30 km around."""
    axis, squared = 6_378_137.0, 0.00669437999014
    sine = np.sin(np.radians(lat))
    normal = axis / np.sqrt(1 - squared * sine**2)
    meridian = axis * (1 - squared) / (1 - squared * sine**2) ** 1.5
    small = 1e-4
    for east, north in ((0, 0), (0.2, 0), (0.2, 0.2), (-0.3, 0.1)):
        projection = Projection(25.0, lat - north)
        x, y = projection.to_metres(
            [25 + east, 25 + east + small, 25 + east], [lat, lat, lat + small]
        )
        across = np.hypot(x[1] - x[0], y[1] - y[0])
        along = np.hypot(x[2] - x[0], y[2] - y[0])
        assert across == pytest.approx(
            np.radians(small) * normal * np.cos(np.radians(lat)), rel=1e-4
        )
        assert along == pytest.approx(np.radians(small) * meridian, rel=1e-4)


@pytest.mark.parametrize(
    ("words", "value"),
    [("4", 4), ("4.5 m", 4.5), ("4,5", 4.5), ("10 ft", 3.048), ("10'", 3.048), ("-3", -3)],
)
def test_heights_as_they_are_tagged(words: str, value: float) -> None:
    assert metres(words) == pytest.approx(value)


@pytest.mark.parametrize("words", ["", "high", "4 km", "3-5"])
def test_heights_that_are_none(words: str) -> None:
    assert metres(words) is None


def test_tag_rules_that_are_not_as_meant_are_refused() -> None:
    with pytest.raises(KeyError):
        tag_rules({})
    with pytest.raises(TypeError):
        tag_rules({"street": "all", "camera": {}})
