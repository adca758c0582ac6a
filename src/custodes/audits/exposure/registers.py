"""Lists of cameras that cities publish, as CSV or GeoJSON."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from custodes.audits.errors import AuditError
from custodes.audits.exposure.city import Flags, Floats
from custodes.audits.exposure.projection import Projection
from custodes.audits.exposure.raw_cameras import RawCamera, counted
from custodes.audits.exposure.register_mapping import (
    REFUSED,
    RegisterMapping,
    is_status_column,
    mapping_tables,
    read_mapping,
    says_planned,
)

MARGIN = 500.0
"""Metres beyond the map's streets at which a camera is still taken: it may look into the map."""
LARGEST = 200_000_000
"""Bytes of a register; a larger file is something else."""
_DEGREES = re.compile(r"EPSG:{1,2}4326\b|CRS84\b|EPSG::?4979\b", re.IGNORECASE)
_REFERENCE = (
    "Give longitude and latitude in degrees (WGS 84, EPSG:4326), for example with "
    "ogr2ogr -t_srs EPSG:4326."
)

_NOT_IN_PLACE = {
    "planned": "rows of the register that are planned, left out",
    "gone": "rows of the register that are gone or not said to be in place, left out",
}

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of a register: degrees, and what it says, in its words."""

    lon: float
    lat: float
    row: str
    said: RawCamera


@dataclass(frozen=True, slots=True)
class Register:
    """A register as it was read: ``tables`` are its mapping, as plain values, for the record."""

    source: str
    sha256: str
    tables: Mapping[str, Any]
    listed: tuple[Listed, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)

    def within(
        self, projection: Projection, nodes: Floats
    ) -> tuple[tuple[RawCamera, ...], tuple[str, ...]]:
        """The cameras within MARGIN of the box of the map's nodes (n, 2), and what was left out.

        Raises AuditError if none is: the register is of another place, or its columns are swapped.
        """
        lon = np.array([camera.lon for camera in self.listed])
        lat = np.array([camera.lat for camera in self.listed])
        inside = _inside(lon, lat, projection, nodes)
        if not inside.any():
            swapped = (np.abs(lon) <= 90).all() and _inside(lat, lon, projection, nodes).any()
            hint = (
                "Longitude and latitude are swapped in its mapping."
                if swapped
                else f"The map is around {projection.latitude:.3f}° N, "
                f"{projection.longitude:.3f}° E; the register's first camera is at "
                f"{lat[0]:.3f}° N, {lon[0]:.3f}° E. Take the map of the register's city."
            )
            raise AuditError(f"{self.source}: none of its cameras is on this map. {hint}")
        x, y = projection.to_metres(lon, lat)
        taken = tuple(
            RawCamera(
                x=float(x[row]),
                y=float(y[row]),
                source=f"{self.source}, {camera.row}",
                type=camera.said.type,
                direction=camera.said.direction,
                mount=camera.said.mount,
                height=camera.said.height,
                operator=camera.said.operator,
            )
            for row, camera in enumerate(self.listed)
            if inside[row]
        )
        outside = {"cameras of the register beyond the map, left out": int((~inside).sum())}
        coarse = _roundness(lon, lat)
        return taken, (*counted({**self.left_out, **outside}), *coarse)


def read_register(
    path: str | Path, mapping: str | Path | Mapping[str, Any] | None = None
) -> Register:
    """Read a CSV or GeoJSON (by ending or beginning) as its mapping says; see ``register_mapping``.

    Rows that are planned or gone, indoors, or without a position are counted and left out. Raises
    AuditError for a register of planned cameras, one without a named source, a missing column, a
    file that is empty or in another reference system.
    """
    path = Path(path)
    tables = mapping_tables(mapping, path)
    plan = read_mapping(tables)
    try:
        if path.stat().st_size > LARGEST:
            raise AuditError(f"{path}: {LARGEST:,} bytes are too many for a list of cameras")
        untrusted = path.read_bytes()
    except OSError as error:
        raise AuditError(f"{path}: it cannot be read: {error.strerror}") from error
    named = path.suffix.casefold() in (".geojson", ".json")
    geojson = named or untrusted.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"
    rows = _features(path, untrusted) if geojson else _table(path, untrusted, plan)
    left_out: Counter[str] = Counter()
    if not rows:
        raise AuditError(f"{path}: the register has no rows")
    columns = {name for row in rows for name in row}
    _check_columns(path, plan, columns, geojson)
    _check_status(path, plan, rows, columns)
    listed = tuple(_taken(path, rows, plan, geojson, left_out))
    if not listed:
        what = "; ".join(counted(left_out)) or "no row"
        raise AuditError(f"{path}: no camera of the register can be taken: {what}.")
    return Register(plan.source, hashlib.sha256(untrusted).hexdigest(), tables, listed, left_out)


def _table(path: Path, untrusted: bytes, plan: RegisterMapping) -> list[Row]:
    try:
        text = untrusted.decode(plan.file.encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise AuditError(
            f"{path}: it is not written in {plan.file.encoding} ({error}). Name its encoding in "
            'the mapping: [file] encoding = "cp1252".'
        ) from error
    lines = text.splitlines()
    if not lines:
        return []
    delimiter = plan.file.delimiter or max(",;\t|", key=lines[0].count)
    try:
        reader = csv.DictReader(io.StringIO(text), delimiter=delimiter, restval="")
        return [
            {str(name).strip(): value.strip() for name, value in row.items() if _is_cell(value)}
            for row in reader
            if any(value for value in row.values())
        ]
    except (csv.Error, TypeError) as error:
        raise AuditError(
            f"{path}: it is no CSV with the delimiter {delimiter!r}: {error}"
        ) from error


def _is_cell(value: object) -> bool:
    return isinstance(value, str)


def _features(path: Path, untrusted: bytes) -> list[Row]:
    try:
        collection = json.loads(untrusted)
        features = collection["features"]
        reference = collection.get("crs") or {}
        name = str(reference.get("properties", {}).get("name", "")) if reference else ""
        if reference and not _DEGREES.search(name):
            raise AuditError(f"{path}: it is in the reference system {name!r}. {_REFERENCE}")
        return [_feature(feature) for feature in features]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise AuditError(
            f"{path}: this is no GeoJSON FeatureCollection ({error!r}). It may be cut off."
        ) from error


def _feature(feature: Mapping[str, Any]) -> Row:
    row = {
        str(name): "" if value is None else str(value)
        for name, value in (feature.get("properties") or {}).items()
    }
    geometry = feature.get("geometry") or {}
    if geometry.get("type") == "Point" and len(geometry.get("coordinates") or ()) >= 2:
        lon, lat = geometry["coordinates"][:2]
        row["geometry"] = f"{lon} {lat}"
    else:
        row["geometry"] = ""
    return row


def _check_columns(path: Path, plan: RegisterMapping, columns: set[str], geojson: bool) -> None:
    named = plan.columns
    wanted = [named.identifier, named.type, named.direction, named.height, named.mount]
    wanted += [named.operator, named.status, *plan.left_out]
    if not geojson:
        if not (named.position or (named.lon and named.lat)):
            raise AuditError(
                f"{path}: its mapping needs, under [columns], lon and lat, or position with both"
            )
        wanted += [named.position] if named.position else [named.lon, named.lat]
    missing = sorted({name for name in wanted if name and name not in columns})
    if missing:
        raise AuditError(
            f"{path}: it has no column {', '.join(map(repr, missing))}. It has: "
            f"{', '.join(sorted(map(repr, columns)))}. Mend the mapping, or its delimiter."
        )


def _check_status(
    path: Path, plan: RegisterMapping, rows: Sequence[Row], columns: Iterable[str]
) -> None:
    """Refuse a list of planned cameras, and one whose status column nobody mapped."""
    if plan.columns.status:
        if all(_status(row, plan) == "planned" for row in rows):
            raise AuditError(f"{path}: all its cameras are planned. {REFUSED}")
        return
    for column in sorted(columns):
        if is_status_column(column) and any(says_planned(row.get(column, "")) for row in rows):
            raise AuditError(
                f"{path}: its column {column!r} says that some cameras are planned. Name it in the "
                f"mapping ([columns] status = {column!r}; [status] planned = [...]), so that they "
                f"are left out. {REFUSED}"
            )


def _status(row: Row, plan: RegisterMapping) -> str:
    value = row.get(plan.columns.status, "") if plan.columns.status else ""
    if value in plan.status.planned or (
        value not in plan.status.in_place and value not in plan.status.gone and says_planned(value)
    ):
        return "planned"
    if value in plan.status.gone or (plan.status.in_place and value not in plan.status.in_place):
        return "gone"
    return "in place"


def _taken(
    path: Path, rows: Sequence[Row], plan: RegisterMapping, geojson: bool, left_out: Counter[str]
) -> Iterable[Listed]:
    beyond = 0
    for number, row in enumerate(rows, start=1):
        status = _status(row, plan)
        if status != "in place":
            left_out[_NOT_IN_PLACE[status]] += 1
            continue
        if any(row.get(column, "") in values for column, values in plan.left_out.items()):
            left_out["rows of the register that its mapping leaves out"] += 1
            continue
        position = _position(row, plan, geojson)
        if position is None:
            left_out["rows of the register without a position, left out"] += 1
            continue
        lon, lat = position
        if abs(lon) > 180 or abs(lat) > 90 or (lon == 0 and lat == 0):
            beyond += 1
            left_out["rows of the register with coordinates out of range, left out"] += 1
            continue
        identifier = row.get(plan.columns.identifier, "") if plan.columns.identifier else ""
        yield Listed(lon, lat, identifier or f"row {number}", _said(row, plan))
    if beyond * 2 > len(rows):
        raise AuditError(
            f"{path}: {beyond:,} of {len(rows):,} positions are no degrees: they seem to be metres "
            f"of another reference system. {_REFERENCE}"
        )


def _position(row: Row, plan: RegisterMapping, geojson: bool) -> tuple[float, float] | None:
    columns = plan.columns
    if geojson:
        words = row.get("geometry", "").split()
    elif columns.position:
        words = re.split(r"[\s,;()]+", row.get(columns.position, "").strip(" ()POINT"))
        words = words[::-1] if columns.position_order == "lat lon" else words
    else:
        words = [row.get(columns.lon, ""), row.get(columns.lat, "")]
    if plan.file.decimal == ",":
        words = [word.replace(",", ".") for word in words]
    try:
        lon, lat = (float(word) for word in words)
    except ValueError:
        return None
    return (lon, lat) if math.isfinite(lon) and math.isfinite(lat) else None


def _said(row: Row, plan: RegisterMapping) -> RawCamera:
    columns, defaults = plan.columns, plan.defaults

    def word(column: str, default: str) -> str:
        return (row.get(column, "") if column else "") or default

    operator = plan.operators.get(word(columns.operator, ""), defaults.operator)
    return RawCamera(
        x=math.nan,
        y=math.nan,
        source="",
        type=word(columns.type, defaults.type),
        direction=word(columns.direction, ""),
        mount=word(columns.mount, defaults.mount),
        height=word(columns.height, defaults.height),
        operator=operator,
    )


def _inside(
    lon: Floats, lat: Floats, projection: Projection, nodes: Floats
) -> np.ndarray[Any, Any]:
    # The projection folds the far side of the earth back: only what is within 5° is projected.
    near = (np.abs(lon - projection.longitude) < 5) & (np.abs(lat - projection.latitude) < 5)
    x, y = projection.to_metres(
        np.where(near, lon, projection.longitude), np.where(near, lat, projection.latitude)
    )
    low, high = nodes.min(axis=0) - MARGIN, nodes.max(axis=0) + MARGIN
    inside: Flags = near & (x >= low[0]) & (x <= high[0]) & (y >= low[1]) & (y <= high[1])
    return inside


def _roundness(lon: Floats, lat: Floats) -> tuple[str, ...]:
    """A warning where positions are written with so few digits that the street is uncertain."""
    for digits, metres in ((2, 1100), (3, 110), (4, 11)):
        if (np.round(lon, digits) == lon).all() and (np.round(lat, digits) == lat).all():
            return (
                f"the register's positions are rounded to {digits} decimals, about {metres} m: "
                "which side of a wall a camera is on is not known",
            )
    return ()
