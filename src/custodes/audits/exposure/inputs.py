"""The files that go into an audit of exposure, read and put on record."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from custodes.audits.errors import AuditError
from custodes.audits.exposure.city import City
from custodes.audits.exposure.raw_cameras import ASSUMED_OPENING
from custodes.audits.exposure.reading_map import read_city
from custodes.audits.exposure.registers import Register, read_register


@dataclass(frozen=True, slots=True)
class Inputs:
    """What was read beside the map, and how; as plain values, so that it can be read so again.

    ``registers``: their sources, ``register_sha256`` and ``mappings`` in the same order; the others
    as ``reading_map.read_city`` takes them.
    """

    registers: tuple[str, ...] = ()
    register_sha256: tuple[str, ...] = ()
    mappings: tuple[Mapping[str, Any], ...] = ()
    map_cameras: bool | None = None
    districts: str = ""
    districts_sha256: str = ""
    opening: float = ASSUMED_OPENING
    admin_level: int | None = None

    @property
    def register(self) -> str | None:
        """The sources of the registers in words; None where the cameras are those of the map."""
        return "; ".join(self.registers) or None


def read_inputs(
    map_file: Path,
    *,
    name: str = "",
    registers: Sequence[tuple[Path, str | Path | Mapping[str, Any] | None]] = (),
    map_cameras: bool | None = None,
    districts: Path | None = None,
    opening: float = ASSUMED_OPENING,
    admin_level: int | None = None,
) -> tuple[City, Inputs]:
    """The city of a map, with the cameras of registers (each a file and its mapping) if given.

    ``districts`` is a GeoJSON. Raises AuditError where a file cannot be read or used.
    """
    if not 0 < opening < 180:
        raise AuditError(f"an opening lies between 0 and 180 degrees, not at {opening:g}")
    read: list[Register] = [read_register(path, mapping) for path, mapping in registers]
    city = read_city(
        map_file,
        name=name,
        registers=read,
        map_cameras=map_cameras,
        opening=opening,
        districts=districts,
        admin_level=admin_level,
    )
    return city, Inputs(
        registers=tuple(register.source for register in read),
        register_sha256=tuple(register.sha256 for register in read),
        mappings=tuple(register.tables for register in read),
        map_cameras=map_cameras,
        districts=districts.name if districts else "",
        districts_sha256=hashlib.sha256(districts.read_bytes()).hexdigest() if districts else "",
        opening=opening,
        admin_level=admin_level,
    )


def read_again(values: Mapping[str, Any], data: Mapping[str, Path]) -> tuple[City, Inputs]:
    """The same from the parameters of a finding and the files by their SHA-256.

    Raises AuditError where a file is missing or is not the one it is called.
    """

    def file(sha256: str, what: str) -> Path:
        path = data.get(sha256)
        if path is None:
            raise AuditError(
                f"{what} is not here: give the file with the SHA-256 {sha256} to compute it again"
            )
        with path.open("rb") as stream:
            found = hashlib.file_digest(stream, "sha256").hexdigest()
        if found != sha256:
            raise AuditError(f"{path}: it is not {what}: its SHA-256 is {found}, not {sha256}")
        return path

    hashes = values.get("register_sha256", [])
    mappings = values.get("mappings", [])
    registers = [
        (file(sha256, "the register"), mapping)
        for sha256, mapping in zip(hashes, mappings, strict=True)
    ]
    districts = values.get("districts_sha256")
    return read_inputs(
        file(values["map_sha256"], f"the map {values['map']}"),
        name=values["map"],
        registers=registers,
        map_cameras=values.get("map_cameras"),
        districts=file(districts, "the file of districts") if districts else None,
        opening=values["opening"],
        admin_level=values.get("admin_level"),
    )
