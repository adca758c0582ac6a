"""Names of one document come in, mentions go out: each with its fullest form, role and place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from custodes.language import taxonomy
from custodes.language.instruments import NUMBER
from custodes.language.names import Name
from custodes.language.short_forms import canonical
from custodes.model import Mention, PersonRole, Text


def mentions(text: Text, names: Mapping[str, Sequence[Name]]) -> list[Mention]:
    """A mention for each name, in order of position; ``names`` are by the language around them.

    A person has a role only where a text in that language gives one, else ``unknown``.
    """
    from custodes.language.en import agencies as english_agencies
    from custodes.language.en import persons as english_persons
    from custodes.language.zh import agencies as chinese_agencies
    from custodes.language.zh import persons as chinese_persons

    seats = {"zh": chinese_agencies.seat, "en": english_agencies.seat}
    roles: dict[str, PersonRole] = {}
    for language, module in (("zh", chinese_persons), ("en", english_persons)):
        persons = [name for name in names.get(language, ()) if name.kind == "person"]
        for surface, role in module.roles(text.content, persons).items():
            if roles.get(surface, "unknown") == "unknown" or role == "private":
                roles[surface] = role
    every = sorted(
        (name for group in names.values() for name in group),
        key=lambda name: (name.start, name.end, name.kind),
    )
    found = []
    for name, full in zip(every, canonical(text.content, every, seats), strict=True):
        surface = text.content[name.start : name.end]
        language = "en" if surface.isascii() else "zh"
        place = level = ""
        if name.kind in ("agency", "place"):
            seat = seats[language](full or surface)
            level = seat.level
            place = seat.place if name.kind == "agency" else ""
        elif name.kind in ("technology", "data", "group"):
            full = taxonomy.key_of(name.kind, surface, language)
        found.append(
            Mention(
                text.span(name.start, name.end),
                name.kind,
                canonical=full,
                person_role=roles[surface] if name.kind == "person" else None,
                place=place,
                level=level,
                number=name.number or _number(name, surface),
            )
        )
    return found


def _number(name: Name, surface: str) -> str:
    """The document number that an instrument's own title begins with."""
    match = NUMBER.match(surface) if name.kind == "instrument" else None
    return match.group() if match else ""
