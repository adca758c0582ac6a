"""Lists of cameras that cities publish."""

import copy
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from invented_cities import map_file

from custodes.audits import AuditError
from custodes.audits.exposure.projection import Projection
from custodes.audits.exposure.reading_map import read_city
from custodes.audits.exposure.register_mapping import (
    mapping_tables,
    read_mapping,
    ready_mappings,
    says_planned,
)
from custodes.audits.exposure.registers import Register, read_register

HERE = Projection(5.0, 50.0)
BOX = np.array([(-2_000.0, -2_000.0), (2_000.0, 2_000.0)])
TABLES: dict[str, Any] = {
    "register": {
        "title": "Cameras of Newtown",
        "publisher": "Newtown Council",
        "date": "2024-05-01",
        "shows": "cameras in place",
    },
    "columns": {"lon": "lon", "lat": "lat"},
}


def tables(**more: Mapping[str, Any]) -> dict[str, Any]:
    """The mapping with entries of its tables changed."""
    changed = copy.deepcopy(TABLES)
    for name, entries in more.items():
        changed[name] = {**changed.get(name, {}), **entries}
    return changed


def csv_file(folder: Path, text: str, encoding: str = "utf-8") -> Path:
    path = folder / "cameras.csv"
    path.write_bytes(text.encode(encoding))
    return path


def geojson_file(folder: Path, content: object) -> Path:
    path = folder / "cameras.geojson"
    path.write_text(json.dumps(content), "utf-8")
    return path


def feature(lon: object, lat: object, **properties: object) -> dict[str, object]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
    }


def test_a_csv_gives_cameras_with_the_register_as_their_source(tmp_path: Path) -> None:
    register = read_register(csv_file(tmp_path, "lon,lat\n5.0,50.0\n5.01,50.01\n"), TABLES)
    cameras, said = register.within(HERE, BOX)
    assert cameras[0].source == "Cameras of Newtown (Newtown Council, 2024-05-01), row 1"
    assert (cameras[1].x, cameras[1].y) == pytest.approx((716.9, 1112.5), abs=0.5)
    assert "rounded to 2 decimals" in said[0]
    assert register.tables == TABLES
    assert len(register.sha256) == 64


def test_all_columns_that_a_mapping_names_are_read(tmp_path: Path) -> None:
    plan = tables(
        columns={
            "identifier": "Nr",
            "type": "Art",
            "direction": "Richtung",
            "height": "H",
            "mount": "an",
            "operator": "wer",
        },
        operators={"Stadt": "public"},
        defaults={"type": "dome", "operator": "private"},
    )
    text = "Nr;lon;lat;Art;Richtung;H;an;wer\nA1;5;50;fixed;90;4;wall;Stadt\nA2;5;50;;;;;Bäckerei\n"
    (one, other), _ = read_register(csv_file(tmp_path, text), plan).within(HERE, BOX)
    assert (one.type, one.direction, one.height, one.mount, one.operator) == (
        "fixed",
        "90",
        "4",
        "wall",
        "public",
    )
    assert one.source.endswith(", A1")
    assert (other.type, other.direction, other.operator) == ("dome", "", "private")


def test_decimal_commas_and_other_encodings_are_read(tmp_path: Path) -> None:
    plan = tables(file={"delimiter": ";", "decimal": ",", "encoding": "cp1252"})
    path = csv_file(tmp_path, "lon;lat;où\n5,001;50,0;là\n", "cp1252")
    assert read_register(path, plan).listed[0].lon == 5.001
    with pytest.raises(AuditError, match="Name its encoding"):
        read_register(path, TABLES)


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "lon,lat\n5,50\n", "utf-8-sig")
    assert len(read_register(path, TABLES).listed) == 1


@pytest.mark.parametrize(
    ("words", "order"),
    [("50.0, 5.0", "lat lon"), ("5.0 50.0", "lon lat"), ("(50.0;5.0)", "lat lon")],
)
def test_a_position_in_one_column_is_read(tmp_path: Path, words: str, order: str) -> None:
    plan = tables(columns={"lon": "", "lat": "", "position": "geo", "position_order": order})
    path = csv_file(tmp_path, f'geo,x\n"{words}",1\n')
    assert (read_register(path, plan).listed[0].lon, read_register(path, plan).listed[0].lat) == (
        5,
        50,
    )


def test_a_geojson_needs_no_columns(tmp_path: Path) -> None:
    plan = {"register": TABLES["register"]}
    content = {"type": "FeatureCollection", "features": [feature(5, 50, Unit="Bus")]}
    assert len(read_register(geojson_file(tmp_path, content), plan).listed) == 1


def test_rows_without_a_place_in_the_street_are_counted(tmp_path: Path) -> None:
    plan = tables(left_out={"zone": ["indoor"]})
    text = (
        "lon,lat,zone\n5.00123,50,street\n,,street\nx,y,\n5,50,indoor\n0,0,\n500,50,\n5.2,50.2,\n"
    )
    register = read_register(csv_file(tmp_path, text), plan)
    cameras, said = register.within(HERE, BOX)
    assert len(cameras) == 1
    assert said == (
        "rows of the register without a position, left out: 2",
        "rows of the register that its mapping leaves out: 1",
        "rows of the register with coordinates out of range, left out: 2",
        "cameras of the register beyond the map, left out: 1",
    )


def test_planned_and_removed_cameras_are_left_out_and_counted(tmp_path: Path) -> None:
    plan = tables(columns={"status": "Status"}, status={"planned": ["2025"], "gone": ["abgebaut"]})
    text = "lon,lat,Status\n5,50,ok\n5,50,2025\n5,50,abgebaut\n5,50,Proposed\n"
    register = read_register(csv_file(tmp_path, text), plan)
    assert len(register.listed) == 1
    assert dict(register.left_out) == {
        "rows of the register that are planned, left out": 2,
        "rows of the register that are gone or not said to be in place, left out": 1,
    }


def test_only_what_is_said_to_be_in_place_is_taken_where_the_mapping_says_so(
    tmp_path: Path,
) -> None:
    plan = tables(columns={"status": "Status"}, status={"in_place": ["active"]})
    text = "lon,lat,Status\n5,50,active\n5,50,?\n5,50,\n"
    assert len(read_register(csv_file(tmp_path, text), plan).listed) == 1


NO_PLANNING = "plans no surveillance"


@pytest.mark.parametrize(
    "change",
    [
        {"register": {"shows": "proposed cameras"}},
        {"register": {"shows": "planned"}},
        {"register": {"title": "Proposed CCTV locations 2026"}},
        {"register": {"title": "城市监控规划点位"}},
    ],
)
def test_a_register_of_planned_cameras_is_refused(
    tmp_path: Path, change: Mapping[str, Mapping[str, str]]
) -> None:
    with pytest.raises(AuditError, match=NO_PLANNING):
        read_register(csv_file(tmp_path, "lon,lat\n5,50\n"), tables(**change))


def test_a_register_whose_rows_are_all_planned_is_refused(tmp_path: Path) -> None:
    plan = tables(columns={"status": "Statut"})
    with pytest.raises(AuditError, match=NO_PLANNING):
        read_register(csv_file(tmp_path, "lon,lat,Statut\n5,50,prévue\n"), plan)


def test_a_status_column_that_nobody_mapped_does_not_slip_through(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "lon,lat,Status\n5,50,active\n5,50,planned\n")
    with pytest.raises(AuditError, match="Name it in the mapping"):
        read_register(path, TABLES)


@pytest.mark.parametrize("name", ["title", "publisher", "date"])
def test_a_register_names_its_source(tmp_path: Path, name: str) -> None:
    path = csv_file(tmp_path, "lon,lat\n5,50\n")
    with pytest.raises(AuditError, match=f"{name} is empty"):
        read_register(path, tables(register={name: " "}))
    without = tables()
    del without["register"][name]
    with pytest.raises(AuditError, match=f"missing required field `{name}`"):
        read_register(path, without)


def test_a_slip_in_a_mapping_is_named(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="unknown field `longitude`"):
        read_register(csv_file(tmp_path, "lon,lat\n5,50\n"), tables(columns={"longitude": "lon"}))


def test_a_missing_column_names_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match=r"no column 'lon'. It has: 'lat', 'longitude'"):
        read_register(csv_file(tmp_path, "longitude,lat\n5,50\n"), TABLES)


def test_a_csv_whose_mapping_has_no_position_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="lon and lat, or position"):
        read_register(csv_file(tmp_path, "lon,lat\n5,50\n"), {"register": TABLES["register"]})


@pytest.mark.parametrize("text", ["", "lon,lat\n", "\n\n"])
def test_an_empty_register_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(AuditError, match="no rows"):
        read_register(csv_file(tmp_path, text), TABLES)


def test_metres_of_another_reference_system_are_refused(tmp_path: Path) -> None:
    text = "lon,lat\n652381.2,6862047.1\n652400,6862100\n"
    with pytest.raises(AuditError, match="seem to be metres of another reference system"):
        read_register(csv_file(tmp_path, text), TABLES)


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:EPSG::2154", "EPSG:27700"])
def test_a_geojson_in_another_reference_system_is_refused_by_name(
    tmp_path: Path, name: str
) -> None:
    crs = {"type": "name", "properties": {"name": name}}
    content = {"features": [feature(652381, 6862047)], "crs": crs}
    with pytest.raises(AuditError, match=f"reference system '{name}'.*EPSG:4326"):
        read_register(geojson_file(tmp_path, content), TABLES)


def test_a_geojson_that_names_degrees_is_read(tmp_path: Path) -> None:
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    content = {"features": [feature(5, 50)], "crs": crs}
    assert len(read_register(geojson_file(tmp_path, content), TABLES).listed) == 1


@pytest.mark.parametrize("text", ['{"features": [', "[1, 2]", '{"type": "Point"}', "null", '"x"'])
def test_what_is_no_geojson_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "cameras.geojson"
    path.write_text(text, "utf-8")
    with pytest.raises(AuditError, match="no GeoJSON FeatureCollection"):
        read_register(path, TABLES)


def test_a_geojson_of_lines_has_no_positions(tmp_path: Path) -> None:
    line = {"properties": {}, "geometry": {"type": "LineString", "coordinates": [[5, 50], [6, 51]]}}
    content = {"features": [line, {"properties": None, "geometry": None}]}
    with pytest.raises(AuditError, match="rows of the register without a position, left out: 2"):
        read_register(geojson_file(tmp_path, content), TABLES)


def test_a_register_of_another_city_is_refused(tmp_path: Path) -> None:
    register = read_register(csv_file(tmp_path, "lon,lat\n9.1,48.2\n"), TABLES)
    with pytest.raises(AuditError, match=r"none of its cameras is on this map.*of the register's"):
        register.within(HERE, BOX)


def test_swapped_coordinates_are_recognised(tmp_path: Path) -> None:
    register = read_register(csv_file(tmp_path, "lon,lat\n50,5\n"), TABLES)
    with pytest.raises(AuditError, match="are swapped in its mapping"):
        register.within(HERE, BOX)


def test_a_mapping_lies_beside_its_register(tmp_path: Path) -> None:
    path = csv_file(tmp_path, "lon,lat\n5,50\n")
    with pytest.raises(
        AuditError, match=r"Write cameras\.toml beside it, or name one of: auckland"
    ):
        read_register(path)
    (tmp_path / "cameras.toml").write_text(
        '[register]\ntitle = "T"\npublisher = "P"\ndate = "2024"\nshows = "cameras in place"\n'
        '[columns]\nlon = "lon"\nlat = "lat"\n',
        "utf-8",
    )
    assert read_register(path).source == "T (P, 2024)"


def test_a_mapping_that_is_no_toml_is_named(tmp_path: Path) -> None:
    plan = tmp_path / "mapping.toml"
    plan.write_text("[register", "utf-8")
    with pytest.raises(AuditError, match="the mapping is no TOML"):
        read_register(csv_file(tmp_path, "lon,lat\n5,50\n"), plan)
    with pytest.raises(AuditError, match="the mapping cannot be read"):
        read_register(csv_file(tmp_path, "lon,lat\n5,50\n"), tmp_path / "none.toml")


def test_a_missing_register_is_named(tmp_path: Path) -> None:
    with pytest.raises(AuditError, match="it cannot be read"):
        read_register(tmp_path / "none.csv", TABLES)


@pytest.mark.parametrize("name", ready_mappings())
def test_ready_mappings_name_their_source(name: str, tmp_path: Path) -> None:
    plan = read_mapping(mapping_tables(name, tmp_path / "any.csv"))
    assert plan.register.publisher
    assert plan.defaults.operator == "public"


@pytest.mark.parametrize(
    ("file", "mapping", "cameras", "left_out"),
    [
        ("council_open_data__assets__cctv__trafford_cctv_cameras.csv", "trafford", 163, 0),
        ("geo-videoprotection-paris__data.csv", "paris", 704, 3),
        ("OpenCCTV__data-AT-CCTV.geojson", "auckland", 1751, 66),
    ],
)
def test_published_registers_are_read_with_their_ready_mappings(
    shared: Path, file: str, mapping: str, cameras: int, left_out: int
) -> None:
    register = read_register(shared / "data" / "osm" / file, mapping)
    assert len(register.listed) == cameras
    assert sum(register.left_out.values()) == left_out
    middle = Projection(register.listed[0].lon, register.listed[0].lat)
    taken, _ = register.within(middle, BOX * 100)
    assert len(taken) == cameras


def test_plans_in_the_name_of_what_exists_are_not_taken_for_planned() -> None:
    assert not says_planned("Plan de vidéoprotection pour Paris")
    assert not says_planned("Planning department cameras in place")
    assert says_planned("Caméras prévues")


def newtown(folder: Path, tags: Mapping[str, str]) -> Path:
    nodes = [(1, 5.0, 50.0, {}), (2, 5.01, 50.0, {}), (3, 5.005, 50.0001, tags)]
    path = folder / "newtown.osm"
    path.write_text(map_file(nodes, [(1, [1, 2], {"highway": "residential"})]), "utf-8")
    return path


def registered(folder: Path) -> Register:
    return read_register(csv_file(folder, "lon,lat\n5.0021,50.0001\n5.0083,50.0001\n"), TABLES)


CAMERA = {"man_made": "surveillance"}


def test_a_register_takes_the_place_of_the_maps_cameras(tmp_path: Path) -> None:
    city = read_city(newtown(tmp_path, CAMERA), registers=[registered(tmp_path)])
    assert city.cameras.devices == 2
    assert all("Newtown Council" in source for source in city.cameras.sources)


def test_both_together_warn_that_a_camera_may_count_twice(tmp_path: Path) -> None:
    path = newtown(tmp_path, CAMERA)
    city = read_city(path, registers=[registered(tmp_path)], map_cameras=True)
    assert city.cameras.devices == 3
    assert any("counts twice" in warning for warning in city.warnings)


def test_a_map_without_cameras_does_with_a_register(tmp_path: Path) -> None:
    city = read_city(newtown(tmp_path, {}), registers=[registered(tmp_path)])
    assert city.cameras.devices == 2


def test_the_example_register_is_read_beside_its_mapping() -> None:
    examples = Path(__file__).resolve().parents[2] / "examples" / "maps"
    register = read_register(examples / "dongqiao-register.csv")
    city = read_city(examples / "dongqiao.osm", registers=[register])
    assert city.cameras.devices == 9
    assert set(city.cameras.kinds) == {"fixed", "dome", "panning"}
    assert set(city.cameras.operators) == {"public", "private"}
    assert sum(register.left_out.values()) == 4
