"""Names of one document come in, mentions go out: each with its fullest form, role and place."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from custodes.language import taxonomy
from custodes.language.extension import added_languages
from custodes.language.instruments import NUMBER
from custodes.language.listed import names as by_lists
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
    read: dict[str, Callable[[str, Sequence[Name]], dict[str, PersonRole]]] = {
        "zh": chinese_persons.roles,
        "en": english_persons.roles,
        **{code: partial(by_lists.roles, code=code) for code in added_languages()},
    }
    roles: dict[str, PersonRole] = {}
    for language, roles_of in read.items():
        persons = [name for name in names.get(language, ()) if name.kind == "person"]
        for surface, role in roles_of(text.content, persons).items():
            if roles.get(surface, "unknown") == "unknown" or role == "private":
                roles[surface] = role
    every = sorted(
        (name for group in names.values() for name in group),
        key=lambda name: (name.start, name.end, name.kind),
    )
    added = {
        (name.start, name.end, name.kind): code
        for code in added_languages()
        for name in names.get(code, ())
    }
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
            spoken = added.get((name.start, name.end, name.kind), language)
            full = taxonomy.key_of(name.kind, surface, spoken)
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
