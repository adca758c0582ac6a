"""What features of the map count as, by the rules of ``tags.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from custodes.audits.errors import AuditError

Tags = Mapping[str, str]
Values = Mapping[str, frozenset[str]]

_METRES = re.compile(r"([+-]?\d+(?:[.,]\d+)?)\s*(m|metres?|meters?|ft|feet|'|′)?", re.IGNORECASE)
_FOOT = 0.3048


@dataclass(frozen=True, slots=True)
class TagRules:
    """The rules, validated; each method says what one feature is."""

    walkable: frozenset[str]
    walkable_if_allowed: frozenset[str]
    street_left_out: Values
    street_closed: Values
    street_allowed: Values
    open_buildings: frozenset[str]
    building_left_out: Values
    raised_metres: float
    raised_storeys: float
    surveillance_types: frozenset[str]
    kinds: Values
    wall_mounts: frozenset[str]
    indoor: Values
    not_there: Values
    public: Values
    private: Values
    closed_doors: frozenset[str]

    def is_walkable(self, tags: Tags) -> bool:
        """Whether people walk along this way, at street level and in the open."""
        highway = tags.get("highway", "")
        allowed = _says(tags, self.street_allowed)
        if highway not in self.walkable and not (highway in self.walkable_if_allowed and allowed):
            return False
        if _says(tags, self.street_left_out):
            return False
        return allowed or not _says(tags, self.street_closed)

    def hides(self, tags: Tags) -> bool:
        """Whether this building stops the view at the height of a person."""
        if tags.get("building", "no") in self.open_buildings or _says(tags, self.building_left_out):
            return False
        bottom, storey = metres(tags.get("min_height", "")), number(tags, "building:min_level")
        layer = number(tags, "layer")
        return not (
            (bottom is not None and bottom >= self.raised_metres)
            or (storey is not None and storey >= self.raised_storeys)
            or (layer is not None and layer < 0)
        )

    def kind(self, words: str) -> str:
        """The kind of camera that a type's words name (one of city.KINDS)."""
        for word in re.split(r"[;,/]", words.strip().casefold()):
            for kind, values in self.kinds.items():
                if word.strip() in values:
                    return kind
        return "unknown"

    def operator(self, tags: Tags) -> str:
        """Who runs a camera (one of city.OPERATORS), where it is tagged."""
        if _says(tags, self.public):
            return "public"
        return "private" if _says(tags, self.private) else "unknown"

    def why_left_out(self, tags: Tags) -> str:
        """Why a surveillance feature is no camera of the street; empty if it is one."""
        kind = tags.get("surveillance:type", "camera").casefold()
        if kind not in self.surveillance_types:
            if "alpr" in kind or "anpr" in kind:
                return "plate readers"
            return "guards" if kind == "guard" else "other than cameras"
        if _says(tags, self.not_there):
            return "planned or gone"
        return "indoors" if _says(tags, self.indoor) else ""


def _says(tags: Tags, values: Values) -> bool:
    for key, wanted in values.items():  # a loop, since it runs for every way of the map
        value = tags.get(key)
        if value is not None and value.casefold() in wanted:
            return True
    return False


def number(tags: Tags, key: str) -> float | None:
    """The number that a tag holds, None if it holds none."""
    try:
        return float(tags.get(key, ""))
    except ValueError:
        return None


def metres(words: str) -> float | None:
    """Metres of a height as it is tagged (``4``, ``4.5 m``, ``12'``, ``12 ft``); None: unread."""
    match = _METRES.fullmatch(words.strip())
    if match is None:
        return None
    value = float(match[1].replace(",", "."))
    return value if (match[2] or "m").casefold().startswith("m") else value * _FOOT


@cache
def load_tag_rules() -> TagRules:
    """The rules of ``tags.toml``; raises AuditError where the file is not as meant."""
    text = files("custodes.audits").joinpath("exposure", "tags.toml").read_text("utf-8")
    try:
        return tag_rules(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise AuditError(f"audits/exposure/tags.toml: {error!r}") from error


def tag_rules(tables: Mapping[str, object]) -> TagRules:
    """Rules from the tables of such a file; raises KeyError or TypeError for what is missing."""

    def table(*names: str) -> dict[str, object]:
        found: object = tables
        for name in names:
            if not isinstance(found, dict):
                raise TypeError(f"[{'.'.join(names)}] is no table")
            found = found[name]
        if not isinstance(found, dict):
            raise TypeError(f"[{'.'.join(names)}] is no table")
        return found

    def words(value: object) -> frozenset[str]:
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            raise TypeError(f"{value!r} is no list of words")
        return frozenset(word.casefold() for word in value)

    def values(*names: str) -> dict[str, frozenset[str]]:
        return {key: words(value) for key, value in table(*names).items()}

    camera = table("camera")
    return TagRules(
        walkable=words(table("street")["walkable"]),
        walkable_if_allowed=words(table("street")["walkable_if_allowed"]),
        street_left_out=values("street", "left_out"),
        street_closed=values("street", "closed"),
        street_allowed=values("street", "allowed"),
        open_buildings=words(table("building")["open"]),
        building_left_out=values("building", "left_out"),
        raised_metres=float(str(table("building", "raised")["min_height"])),
        raised_storeys=float(str(table("building", "raised")["min_level"])),
        surveillance_types=words(camera["cameras"]),
        kinds={kind: words(camera[kind]) for kind in ("fixed", "dome", "panning")},
        wall_mounts=words(camera["wall"]),
        indoor=values("camera", "indoor"),
        not_there=values("camera", "not_there"),
        public=values("camera", "public"),
        private=values("camera", "private"),
        closed_doors=words(table("door")["closed"]),
    )
