"""How a city's list of cameras is to be read: which column is what, and whose list it is."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal

import msgspec

from custodes.audits.errors import AuditError

IN_PLACE = "cameras in place"
"""What a register must be declared to show."""
REFUSED = (
    "Cameras that are proposed or planned are not read: figures before and after would measure "
    "what each camera adds, and this tool plans no surveillance."
)


class Whose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The register's own source. ``shows`` is IN_PLACE: that it lists what hangs today."""

    title: str
    publisher: str
    date: str
    shows: str
    licence: str = ""


class File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a CSV is written; an empty delimiter is found out."""

    delimiter: str = ""
    encoding: str = "utf-8-sig"
    decimal: Literal[".", ","] = "."


class Columns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The name of the column (or property) that holds what; "" for none.

    ``lon`` and ``lat`` are degrees (WGS 84); or ``position`` holds both, in the order of
    ``position_order``. A GeoJSON has them in its geometry.
    """

    lon: str = ""
    lat: str = ""
    position: str = ""
    position_order: Literal["lat lon", "lon lat"] = "lat lon"
    identifier: str = ""
    type: str = ""
    direction: str = ""
    height: str = ""
    mount: str = ""
    operator: str = ""
    status: str = ""


class Status(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Values of the status column: ``in_place`` (empty: all others), ``planned``, ``gone``."""

    in_place: tuple[str, ...] = ()
    planned: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


class Defaults(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What holds of each camera whose row does not say."""

    type: str = ""
    mount: str = ""
    height: str = ""
    operator: Literal["public", "private", "unknown"] = "unknown"


class RegisterMapping(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All that is to be known of a register beside its rows.

    ``left_out``: values of columns whose rows are no cameras of the street (indoors, plate
    readers). ``operators``: what the values of the operator column mean, public or private.
    """

    register: Whose
    columns: Columns = Columns()
    file: File = File()
    status: Status = Status()
    defaults: Defaults = Defaults()
    left_out: dict[str, tuple[str, ...]] = {}
    operators: dict[str, Literal["public", "private", "unknown"]] = {}

    @property
    def source(self) -> str:
        """Title, publisher and date, as they stand beside each figure."""
        return f"{self.register.title} ({self.register.publisher}, {self.register.date})"


def ready_mappings() -> tuple[str, ...]:
    """The names of the mappings that come with the audit."""
    folder = files("custodes.audits").joinpath("exposure", "register_mappings")
    return tuple(
        sorted(
            entry.name.removesuffix(".toml") for entry in folder.iterdir() if ".toml" in entry.name
        )
    )


def mapping_tables(mapping: str | Path | Mapping[str, Any] | None, beside: Path) -> dict[str, Any]:
    """The tables of a mapping: given, of a TOML file, of a name that comes with the audit, or of
    the file beside the register (``cameras.csv``: ``cameras.toml``). Plain values, as JSON has.

    Raises AuditError where there is none, or its file cannot be read.
    """
    if isinstance(mapping, Mapping):
        return dict(mapping)
    if mapping is None:
        path = beside.with_suffix(".toml")
        if not path.is_file():
            raise AuditError(
                f"{beside}: a register needs a mapping that says which column is what and whose "
                f"list it is. Write {path.name} beside it, or name one of: "
                f"{', '.join(ready_mappings())}."
            )
    elif str(mapping) in ready_mappings():
        folder = files("custodes.audits").joinpath("exposure", "register_mappings")
        return tomllib.loads(folder.joinpath(f"{mapping}.toml").read_text("utf-8"))
    else:
        path = Path(mapping)
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise AuditError(
            f"{path}: the mapping cannot be read: {error.strerror}. Ready ones: "
            f"{', '.join(ready_mappings())}."
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise AuditError(f"{path}: the mapping is no TOML: {error}") from error


def read_mapping(tables: Mapping[str, Any]) -> RegisterMapping:
    """The mapping of such tables, checked.

    Raises AuditError for an unknown or missing entry, a register without a named source, and one
    that is not declared to show cameras in place.
    """
    try:
        mapping = msgspec.convert(dict(tables), RegisterMapping)
    except msgspec.ValidationError as error:
        raise AuditError(
            f"the mapping of the register: {error}. [register] needs title, publisher, date and "
            f'shows = "{IN_PLACE}"; all entries are in docs/audits/exposure-data.md.'
        ) from error
    whose = mapping.register
    for name in ("title", "publisher", "date"):
        if not getattr(whose, name).strip():
            raise AuditError(
                f"the mapping of the register: [register] {name} is empty. A register names its "
                'source; where it has no date, write "undated".'
            )
    if whose.shows != IN_PLACE:
        raise AuditError(
            f'the register is declared to show "{whose.shows}", not "{IN_PLACE}". {REFUSED}'
        )
    if says_planned(whose.title):
        raise AuditError(f"the register is called “{whose.title}”. {REFUSED}")
    return mapping


def says_planned(words: str) -> bool:
    """Whether words say that something does not exist yet."""
    whole, anywhere, _ = _planned_words()
    return bool(whole.search(words.casefold())) or any(word in words for word in anywhere)


def is_status_column(name: str) -> bool:
    """Whether a column of this name holds a status."""
    return name.strip().casefold() in _planned_words()[2]


@cache
def _planned_words() -> tuple[re.Pattern[str], tuple[str, ...], frozenset[str]]:
    name = "audits/exposure/planned_words.toml"
    text = files("custodes.audits").joinpath("exposure", "planned_words.toml").read_text("utf-8")
    try:
        tables = tomllib.loads(text)
        words, anywhere, columns = (tables[key] for key in ("words", "anywhere", "columns"))
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise AuditError(f"{name}: {error!r}") from error
    longest_first = sorted(map(re.escape, words), key=len, reverse=True)
    return (
        re.compile(rf"\b(?:{'|'.join(longest_first)})\b"),
        tuple(anywhere),
        frozenset(column.casefold() for column in columns),
    )
