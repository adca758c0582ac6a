"""Short forms of one document are tied to the fullest form that the document uses.

卫健委 and 朝阳区卫健委 are 北京市朝阳区卫健委 where the text names no other one nearer; a
definition such as （简称视频办） or (DGCA) ties its two sides whatever they look like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from custodes.language.instruments import NUMBER
from custodes.language.names import Name
from custodes.language.seats import Seat

_DEFINED = re.compile(
    r"[”’\"》]?\s?[（(]\s*"
    r"(?:以下|下)?(?:统称|简称为?|又称|亦称|即|hereinafter|hereafter|also known as|referred to as)?"
    r"[：: ]*[“‘\"《']?([^（）()“”\"‘’《》,，;；]{2,40}?)[”’\"》']?\s*[)）]"
)
_COMPANY_ENDS = ("公司", "集团", "科技", "股份", "技术")
_PROGRAMME_ENDS = ("工程", "计划", "系统", "行动", "平台", "项目")
_NATIONAL = ("中共", "中国")
"""A body so called is one of the whole country (中共网信办), not short for a local one."""
_SAID_SHORT = ("简称", "又称", "亦称", "统称", "hereinafter", "hereafter", "referred", "known as")
_INITIALS = re.compile(r"[A-Z][A-Za-z&]*[A-Z]s?")

Seats = Callable[[str], Seat]


def canonical(content: str, names: Sequence[Name], seats: Mapping[str, Seats]) -> list[str]:
    """For each name the fullest form of the document, ``""`` where it is that form itself.

    ``names`` are in order of position; ``seats`` reads an agency's seat for ``"zh"`` and
    ``"en"``. Only agencies, companies, programmes, places and instruments are tied.
    """
    defined = definitions(content, names)
    surfaces = [content[name.start : name.end] for name in names]
    known = {
        kind: {s for s, n in zip(surfaces, names, strict=True) if n.kind == kind}
        for kind in ("company", "programme", "place", "instrument")
    }
    agencies = _Agencies(seats)
    for name, surface in zip(names, surfaces, strict=True):
        if name.kind == "agency":
            agencies.add(name.start, surface)
    forms = []
    for name, surface in zip(names, surfaces, strict=True):
        full = defined.get((name.kind, surface), "")
        if not full and name.kind == "agency":
            full = agencies.fullest(name.start, surface)
        elif not full and name.kind in known:
            full = _longer(surface, known[name.kind], name.kind)
        forms.append(full if full != surface else "")
    return forms


def definitions(content: str, names: Sequence[Name]) -> dict[tuple[str, str], str]:
    """Short forms that the text defines in brackets behind a name, by kind and short form."""
    found: dict[tuple[str, str], str] = {}
    for name in names:
        match = _DEFINED.match(content, name.end)
        if not match or name.kind == "person":
            continue
        short, full = match[1].strip(), content[name.start : name.end]
        told = any(word in match[0] for word in _SAID_SHORT)
        if told or (short != full and _initials_of(short, full)):
            found.setdefault((name.kind, short), full)
    return found


def _initials_of(short: str, full: str) -> bool:
    """Whether short may be made of the capitals of full (DGCA, BCA), or full is Chinese."""
    if not _INITIALS.fullmatch(short):
        return False
    capitals = "".join(character for character in full if character.isupper())
    letters = "".join(character for character in short if character.isupper())
    return not capitals or letters in capitals or capitals in letters


class _Agencies:
    """The agencies of one document, by what they are without their place."""

    def __init__(self, seats: Mapping[str, Seats]) -> None:
        self._read = seats
        self._seats: dict[str, Seat] = {}
        self._by_core: dict[str, list[tuple[int, str]]] = {}

    def add(self, position: int, surface: str) -> None:
        seat = self._seat(surface)
        if seat.core:
            self._by_core.setdefault(seat.core, []).append((position, surface))

    def fullest(self, position: int, surface: str) -> str:
        """The fullest name of the same body: its place begins or holds the short form's place.

        Where several places fit a bare short form, the nearest before it is meant, or else the
        nearest after it.
        """
        seat = self._seat(surface)
        if surface.isascii() and not seat.place:
            return self._only_one(surface)
        if surface.startswith(_NATIONAL) and not seat.place:
            return surface
        best: tuple[bool, int, int] | None = None
        full = surface
        for other_position, other in self._by_core.get(seat.core, ()):
            if not _within(seat.place, self._seat(other).place) or len(other) <= len(surface):
                continue
            distance = abs(other_position - position)
            rank = (other_position < position, -distance, len(other))
            if seat.place:
                rank = (True, 0, len(other))
            if best is None or rank > best:
                best, full = rank, other
        if full != surface and not seat.place:
            # 朝阳区卫健委 may itself be short for 北京市朝阳区卫健委.
            return self.fullest(position, full)
        return full

    def _only_one(self, surface: str) -> str:
        """The one English name of the document that these words are short for, if only one is.

        Sheriff's Office is Marlow County Sheriff's Office, and the Ministry is the Ministry of
        Roads, where no other one is named.
        """
        longer = [
            name
            for name in self._seats
            if (name.endswith(" " + surface) and name[: -len(surface)].istitle())
            or name.startswith((surface + " of ", surface + " for "))
        ]
        return longer[0] if len(longer) == 1 else surface

    def _seat(self, surface: str) -> Seat:
        if surface not in self._seats:
            language = "en" if surface.isascii() else "zh"
            self._seats[surface] = self._read[language](surface)
        return self._seats[surface]


def _within(short: str, full: str) -> bool:
    """Whether a place may be the short form of another (朝阳区, 北京 of 北京市朝阳区)."""
    if not short:
        return True
    return full.endswith(short) or full.rstrip("省市区县") == short.rstrip("省市区县")


def _longer(surface: str, known: set[str], kind: str) -> str:
    """The one longest name that completes this one: 海康威视 → 海康威视公司."""
    fitting = [other for other in known if other != surface and _completes(other, surface, kind)]
    longest = [other for other in fitting if len(other) == max(map(len, fitting))]
    if len(longest) != 1 or not all(other in longest[0] for other in fitting):
        return ""
    return longest[0]


def _completes(full: str, short: str, kind: str) -> bool:
    if kind == "place":
        # North-East Delhi is no fuller name of Delhi, nor 全中国 of 中国.
        return not short.isascii() and full.endswith(short) and full != "全" + short
    if kind == "instrument":
        return full.endswith(short) and NUMBER.fullmatch(full[: -len(short)]) is not None
    if short.isascii():
        return full.startswith(short + " ")
    if full.startswith(short):
        return full.endswith(_COMPANY_ENDS if kind == "company" else _PROGRAMME_ENDS)
    return kind == "company" and full.endswith(short) and full.endswith(_COMPANY_ENDS)
