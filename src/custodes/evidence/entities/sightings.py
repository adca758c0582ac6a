"""One document's mentions come in; what each distinct name in it may refer to goes out.

A name is keyed by what it means beyond the document: a division by its code, an agency by the
division it belongs to and what it is there, a firm, programme or title by its name or the name it
is known under, a person by name and organisation. What a document leaves open stays open.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from custodes.evidence.entities import knowledge
from custodes.evidence.entities.knowledge import codes_of, division_name, folded, within
from custodes.language import taxonomy
from custodes.model import Mention, MentionKind

PUBLIC_ROLES = frozenset({"official", "commentator", "public"})
"""Only persons whom their document shows in one of these roles are sighted at all."""

_OPEN = "?"
_BESIDE = 12
"""How many code points may stand between an organisation's name and that of its officer."""
_SHORTEST_TITLE = 6
"""A title shorter than this names a law that the lists know, or nothing beyond its document."""
_NATIONAL = ("中共", "中国")
_LEVELS = "省市区县州盟旗镇乡某本该各全"


@dataclass(frozen=True, slots=True)
class Sighting:
    """A distinct name of one document: its kind and key, its fullest form, and all its forms.

    A key that ``is_open`` tells of no one entity; ``candidates`` are the names of those it may be,
    as far as the document and the lists of divisions tell. ``division`` is a code of GB/T 2260.
    """

    kind: MentionKind
    key: str
    name: str
    forms: tuple[str, ...]
    mentions: int
    division: str = ""
    candidates: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether the name is ambiguous."""
        return self.key.startswith(_OPEN)


def sightings(document: str, mentions: Sequence[Mention]) -> tuple[Sighting, ...]:
    """What a document (SHA-256) names, in order of kind and name; no private person is among it."""
    context = _Context(document, mentions)
    forms: dict[tuple[MentionKind, str], Counter[str]] = defaultdict(Counter)
    fullest: dict[tuple[MentionKind, str], str] = {}
    for mention in mentions:
        if mention.kind in ("date", "quantity", "phrase"):
            continue
        if mention.kind == "person" and not context.is_public(mention):
            continue
        key, name = context.key(mention)
        if not key:
            continue
        forms[mention.kind, key][mention.span.exact] += 1
        known = fullest.get((mention.kind, key), "")
        fullest[mention.kind, key] = max(known, name, key=lambda text: (len(text), text))
    found = []
    for (kind, key), counted in forms.items():
        division, candidates = context.place(kind, key, fullest[kind, key])
        found.append(
            Sighting(
                kind,
                key,
                fullest[kind, key],
                tuple(sorted(counted)),
                sum(counted.values()),
                division,
                candidates,
            )
        )
    return tuple(sorted(found, key=lambda sighting: (sighting.kind, sighting.name, sighting.key)))


class _Context:
    """What the rest of a document says about where its names belong."""

    def __init__(self, document: str, mentions: Sequence[Mention]) -> None:
        self._document = document
        self._bodies = [m for m in mentions if m.kind in ("agency", "company")]
        self._roles: dict[str, set[str]] = defaultdict(set)
        for mention in mentions:
            if mention.kind == "person":
                self._roles[mention.span.exact].add(mention.person_role or "unknown")
        certain: set[str] = set()
        self._seats: set[str] = set()
        for mention in mentions:
            if mention.kind in ("place", "agency"):
                name = mention.canonical or mention.span.exact
                codes = codes_of(_seat(name)[0] if mention.kind == "agency" else name)
                if len(codes) == 1:
                    certain.add(codes[0])
                    if mention.kind == "agency":
                        self._seats.add(codes[0])
        self._certain = certain

    def is_public(self, mention: Mention) -> bool:
        """Whether every mention of the name has a role, and none of them a private one."""
        return bool(self._roles[mention.span.exact] & PUBLIC_ROLES) and not (
            self._roles[mention.span.exact] & {"private"}
        )

    def key(self, mention: Mention) -> tuple[str, str]:
        """What the mention is kept under, and the name to show; empty where it is nothing."""
        name = mention.canonical or mention.span.exact
        if mention.kind in taxonomy.KINDS:
            return (mention.canonical, mention.span.exact) if mention.canonical else ("", "")
        forms = (name, mention.span.exact, *(name.removeprefix(party) for party in _NATIONAL))
        known = (knowledge.alias_of().get((mention.kind, folded(form))) for form in forms)
        alias = next((found for found in known if found), None)
        if alias is not None:
            return folded(alias), alias
        match mention.kind:
            case "place":
                return self._place_key(name), name
            case "agency":
                return self._agency_key(mention, name), name
            case "person":
                return self._person_key(mention), mention.span.exact
            case "instrument":
                return self._title_key(mention, name), name
        return folded(name), name

    def place(self, kind: str, key: str, name: str) -> tuple[str, tuple[str, ...]]:
        """The division of a key, and the candidates of an open one."""
        if key.startswith("gb:"):
            return key.removeprefix("gb:").partition(" ")[0], ()
        if not key.startswith(_OPEN):
            return "", ()
        if kind == "place":
            return "", tuple(division_name(code) for code in codes_of(name))
        if kind == "agency":
            seat, core = _seat(name)
            codes = codes_of(seat)
            if not codes and folded(name) in knowledge.generic():
                codes = tuple(sorted(self._seats))
            return "", tuple(division_name(code) + core for code in codes)
        return "", ()

    def _place_key(self, name: str) -> str:
        codes = self._narrowed(codes_of(name))
        if len(codes) == 1:
            return f"gb:{codes[0]}"
        return f"{_OPEN}{folded(name)}" if codes else folded(name)

    def _agency_key(self, mention: Mention, name: str) -> str:
        seat, core = _seat(name)
        if seat:
            codes = self._narrowed(codes_of(seat))
            if len(codes) == 1:
                return f"gb:{codes[0]} {folded(core)}" if core else f"gb:{codes[0]}"
            return f"{_OPEN}{folded(name)}" if codes else folded(name)
        if not _is_generic(name):
            return folded(name)
        chain = self._one_chain()
        if chain and folded(name) == folded(core) and not name.isascii():
            return f"gb:{chain} {folded(core)}"
        return f"{_OPEN}{folded(name)}"

    def _narrowed(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Of several divisions of one name the one that lies in a division the document names.

        All of them where none does, or several do.
        """
        if len(codes) < 2:
            return codes
        inside = tuple(
            code
            for code in codes
            if any(code != outer and within(code, outer) for outer in self._certain)
        )
        return inside if len(inside) == 1 else codes

    def _one_chain(self) -> str:
        """The one division that the document's agencies belong to, where no other is named.

        Divisions that lie in one another count as the innermost.
        """
        innermost = [
            c for c in self._seats if not any(o != c and within(o, c) for o in self._seats)
        ]
        outside = [c for c in self._certain if innermost and not _related(c, innermost[0])]
        return innermost[0] if len(innermost) == 1 and not outside else ""

    def _person_key(self, mention: Mention) -> str:
        """By name and organisation where one stands right before it, else within the document."""
        name = folded(mention.span.exact)
        for body in self._bodies:
            if 0 <= mention.span.start - body.span.end <= _BESIDE:
                key, _ = self.key(body)
                if key and not key.startswith(_OPEN):
                    return f"{name} @ {key}"
        return f"{name} @ document {self._document}"

    def _title_key(self, mention: Mention, name: str) -> str:
        if mention.number:
            return folded(f"{mention.number} {name.removeprefix(mention.number)}")
        if len(folded(name)) < _SHORTEST_TITLE and not _known_law(name):
            return f"{folded(name)} @ document {self._document}"
        return folded(name)


def _seat(name: str) -> tuple[str, str]:
    from custodes.language.en.agencies import seat as english
    from custodes.language.zh.agencies import seat as chinese

    if name.isascii():
        found = english(name)
        # an English place has no code: the name as a whole is what tells bodies apart
        return "", found.core if not found.place else name
    found = chinese(knowledge.modern(name))
    return (found.place, found.core) if codes_of(found.place) else ("", found.core or name)


def _is_generic(name: str) -> bool:
    plain = folded(name)
    return plain in knowledge.generic() or plain.lstrip(_LEVELS) in knowledge.generic()


def _known_law(name: str) -> bool:
    from custodes.language.zh import knowledge as chinese

    return "instrument.law" in chinese.lexicon().classes(name)


def _related(code: str, other: str) -> bool:
    return within(code, other) or within(other, code)
