"""The worksheet that a user writes: a TOML file of cells, a claimed figure, and assumptions.

Read by ``load_sheet`` and checked before anything is computed; every error names the file, the
line and the key.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from custodes.audits.errors import AuditError
from custodes.audits.worksheet.formula import Node, names, parse
from custodes.model import AttributionKind, ClaimType, Stance

MOST_CELLS = 60
T = TypeVar("T")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}$")
_RESERVED = frozenset({"min", "max", "claimed", "computed"})


class Words(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The same words in both languages of the interface; one of them may be left out."""

    en: str = ""
    zh: str = ""

    def wording(self) -> dict[str, str]:
        """Both languages, the missing one filled from the other."""
        return {"en": self.en or self.zh, "zh": self.zh or self.en}


class Query(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """What must match exactly one quantity of exactly one claim of the case.

    ``document`` is part of the document's title or file name; ``quote`` are words that the
    claim's quote has, ``without`` words that it has not; ``words`` is the figure as written, and
    ``before`` stands among the few characters before it.
    """

    document: str = ""
    type: ClaimType | None = None
    quote: str | tuple[str, ...] = ()
    without: str | tuple[str, ...] = ()
    words: str = ""
    before: str = ""
    unit: str | None = None
    of: str | None = None
    stance: Stance | None = None
    attribution: AttributionKind | None = None


class Figure(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A cell: a claim's quantity, a number with its source, or a formula, and nothing else.

    ``words`` tells which quantity of the claim. ``rounded`` reads the figure as rounded to its
    last digit. ``per`` makes it a rate: so much for each of that unit. ``counted`` says what is
    counted; ``cell`` is for the claimed figure alone and names the cell that it claims to be.
    """

    claim: str = ""
    words: str = ""
    query: Query | None = None
    number: int | float | None = None
    low: int | float | None = None
    high: int | float | None = None
    source: str = ""
    formula: str = ""
    unit: str = ""
    per: str = ""
    rounded: bool = False
    counted: Words = Words()
    cell: str = ""


class Assumption(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A declared number that turns one unit into another, for example persons a photo.

    ``says`` is the assumption as a sentence. ``of`` names a cell whose conversion is worth
    telling in counts, ``counts`` what those count; ``most`` is the greatest value there can be.
    """

    low: int | float
    high: int | float
    unit: str
    says: Words
    source: str = ""
    of: str = ""
    counts: Words = Words()
    most: int | float | None = None


class Reading(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """Another formula for the same claim, computed beside it."""

    formula: str
    says: Words


class Sheet(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """A whole worksheet.

    ``each_document`` is for the package's own: it is tried on every document by itself.
    """

    cell: dict[str, Figure]
    title: Words = Words()
    claimed: Figure | None = None
    assumption: dict[str, Assumption] = {}
    reading: dict[str, Reading] = {}
    caveat: tuple[Words, ...] = ()
    tolerance: float = 1e-6
    each_document: bool = False


_SECTIONS: Mapping[str, type] = {"cell": Figure, "assumption": Assumption, "reading": Reading}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sheet stands, for errors."""

    name: str
    text: str = ""

    def error(self, path: str, words: str) -> AuditError:
        """An error at a key (``cell.A.formula``) of the sheet."""
        line = _line(self.text, path) if self.text else 0
        where = f"{self.name}, line {line}" if line else self.name
        return AuditError(f"{where}: {path}: {words}")


def load_sheet(path: str | Path) -> Sheet:
    """The sheet in a file; raises AuditError where it cannot be read or is not as meant."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AuditError(f"the sheet {path} cannot be read: {error}") from None
    return read_sheet(text, str(path))


def read_sheet(text: str, name: str = "sheet") -> Sheet:
    """The sheet in a TOML text; raises AuditError with file, line and key."""
    place = Place(name, text)
    try:
        tables = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise AuditError(f"{name}: {error}") from None
    return sheet_of(tables, place)


def sheet_of(tables: Mapping[str, Any], place: Place) -> Sheet:
    """The sheet of plain values, checked; raises AuditError."""
    for section, kind in _SECTIONS.items():
        entries = tables.get(section, {})
        for name, entry in entries.items() if isinstance(entries, Mapping) else ():
            _converted(entry, kind, f"{section}.{name}", place)
    sheet = _converted(dict(tables), Sheet, "", place)
    for path, words in _problems(sheet):
        raise place.error(path, words)
    return sheet


def formulas(sheet: Sheet, place: Place) -> dict[str, Node]:
    """The formulas of the sheet's cells and readings (``reading.NAME``), parsed and checked."""
    found: dict[str, Node] = {}
    written = {
        **{f"cell.{name}": cell.formula for name, cell in sheet.cell.items() if cell.formula},
        **{f"reading.{name}": reading.formula for name, reading in sheet.reading.items()},
    }
    known = set(sheet.cell) | set(sheet.assumption)
    for path, text in written.items():
        try:
            node = parse(text)
        except AuditError as error:
            raise place.error(f"{path}.formula", str(error)) from None
        for name in names(node):
            if name not in known:
                raise place.error(
                    f"{path}.formula",
                    f"there is no cell or assumption {name!r}. There are: "
                    f"{', '.join(sorted(known))}.",
                )
        found[path.removeprefix("cell.")] = node
    _no_cycles(found, place)
    return found


def _no_cycles(found: Mapping[str, Node], place: Place) -> None:
    done: set[str] = set()

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in above:
            circle = " → ".join((*above[above.index(name) :], name))
            raise place.error(f"cell.{name}.formula", f"the formulas go in a circle: {circle}")
        if name in done or name not in found:
            return
        for inner in names(found[name]):
            visit(inner, (*above, name))
        done.add(name)

    for name in found:
        visit(name, ())


def _problems(sheet: Sheet) -> Iterator[tuple[str, str]]:
    if not sheet.cell:
        yield "cell", "a sheet needs at least one cell"
    if len(sheet.cell) + len(sheet.assumption) > MOST_CELLS:
        yield "cell", f"a sheet has at most {MOST_CELLS} cells and assumptions"
    sections: Mapping[str, Mapping[str, object]] = {
        "cell": sheet.cell,
        "assumption": sheet.assumption,
        "reading": sheet.reading,
    }
    for section, name in ((section, name) for section, named in sections.items() for name in named):
        if not _NAME.match(name) or name in _RESERVED:
            yield (
                f"{section}.{name}",
                "a name is a letter and then letters, digits or _, and not min, max, …",
            )
    for name in set(sheet.cell) & set(sheet.assumption):
        yield f"assumption.{name}", "there is a cell of the same name"
    for name, cell in sheet.cell.items():
        for problem in _figure_problems(cell):
            yield f"cell.{name}", problem
        if cell.cell:
            yield f"cell.{name}.cell", "only [claimed] names the cell that it claims to be"
    if sheet.claimed is not None:
        for problem in _figure_problems(sheet.claimed):
            yield "claimed", problem
        if sheet.claimed.formula:
            yield "claimed.formula", "a claimed figure is a number or a claim's, not a formula"
        named = sheet.cell.get(sheet.claimed.cell)
        if named is None:
            yield "claimed.cell", f"must name the cell that is claimed: {', '.join(sheet.cell)}"
    for name, assumption in sheet.assumption.items():
        if assumption.low > assumption.high:
            yield f"assumption.{name}.low", _upside_down(assumption.low, assumption.high)
        if assumption.of and assumption.of not in sheet.cell:
            yield f"assumption.{name}.of", f"there is no cell {assumption.of!r}"
        if not assumption.says.en and not assumption.says.zh:
            yield f"assumption.{name}.says", "say in a sentence what is assumed"
    if not 0 < sheet.tolerance < 1:
        yield "tolerance", "lies between 0 and 1"


def _figure_problems(figure: Figure) -> Iterator[str]:
    kinds = [
        kind
        for kind, there in (
            ("claim", bool(figure.claim)),
            ("query", figure.query is not None),
            ("number", figure.number is not None),
            ("low/high", figure.low is not None or figure.high is not None),
            ("formula", bool(figure.formula)),
        )
        if there
    ]
    if len(kinds) != 1:
        there = f"this has {' and '.join(kinds)}" if kinds else "this has none of them"
        yield f"needs exactly one of claim, query, number, low/high, formula; {there}"
        return
    if kinds[0] in ("number", "low/high") and not figure.source:
        yield "a number needs 'source': say where it is from"
    if figure.low is not None and figure.high is not None and figure.low > figure.high:
        yield _upside_down(figure.low, figure.high)
    if figure.claim and not re.fullmatch(r"[0-9a-f]{16}", figure.claim):
        yield (
            f"{figure.claim!r} is no identifier of a claim (16 hexadecimal digits); "
            "'custodes claims CASE --json' lists them"
        )


def _upside_down(low: float, high: float) -> str:
    return f"the interval is upside down: low {low:g} is above high {high:g}. Swap them."


def _converted(values: Any, kind: type[T], path: str, place: Place) -> T:
    """The values as one of the nouns above; an error names the key inside ``path``."""
    try:
        return msgspec.convert(values, kind)
    except msgspec.ValidationError as error:
        words, _, inside = str(error).partition(" - at `")
        unknown = re.search(r"unknown field `([^`]+)`", words)
        steps = [path, *re.findall(r"\.([A-Za-z_]+)", inside), unknown[1] if unknown else ""]
        raise place.error(".".join(step for step in steps if step) or "sheet", words) from None


def _line(text: str, path: str) -> int:
    """The line (from 1) of a key, or of the nearest table around it; 0 where none is found."""
    keys = path.split(".")
    lines = text.splitlines()
    for depth in range(len(keys), 0, -1):
        header = ".".join(keys[:depth])
        for number, line in enumerate(lines, start=1):
            if re.match(rf"\s*\[+\s*{re.escape(header)}\s*\]+", line):
                return _key_line(lines, number, keys[depth] if depth < len(keys) else "")
    for number, line in enumerate(lines, start=1):
        if re.match(rf"\s*{re.escape(keys[0])}\b", line):
            return number
    return 0


def _key_line(lines: list[str], header: int, key: str) -> int:
    for number in range(header, len(lines)):
        line = lines[number]
        if line.lstrip().startswith("["):
            break
        if key and re.match(rf"\s*{re.escape(key)}\b", line):
            return number + 1
    return header
