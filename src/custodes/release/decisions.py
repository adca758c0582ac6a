"""Who may be named: each name is shown or masked, and masked wherever there is a doubt."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from custodes.language import is_title, name_like
from custodes.model import Claim, Document, Mention, Outline, PersonRole, Text
from custodes.release.folding import name_key
from custodes.release.identifiers import find_identifiers
from custodes.release.masking import NameFinder
from custodes.release.saying import own_words_of
from custodes.release.short_forms import Sort, forms_of, is_ideograph

if TYPE_CHECKING:
    from custodes.case import Case

REASONS: Mapping[str, Mapping[str, str]] = {
    "private": {"en": "a private person", "zh": "私人身份"},
    "unknown": {"en": "a person whose role is not given", "zh": "身份不明的人"},
    "conflicting": {"en": "private in one place, public in another", "zh": "身份前后不一"},
    "name-like": {"en": "looks like a name", "zh": "疑似人名"},
    "identifier": {"en": "a number, address or account", "zh": "号码、地址或账号"},
}
"""Why a name is masked, in the words of the interface, by code."""

SHOWN_ROLES: frozenset[PersonRole] = frozenset({"official", "commentator", "public"})

NAMED_THINGS = frozenset(
    {
        "agency",
        "company",
        "place",
        "programme",
        "instrument",
        "technology",
        "data",
        "date",
        "quantity",
    }
)
"""Kinds of mention that a name-like string may be part of without being a person's name."""

_BYLINE_SEPARATORS = re.compile(r"[\s、,，;；/&|·]+|\band\b|和|与")
_GENERIC_FILE_NAME = re.compile(r"(?i)(?:index|default|main|home)\.[a-z]{2,5}")


@dataclass(frozen=True, slots=True)
class Hidden:
    """A name that is masked: as written, why, and in which documents (SHA-256) it was met."""

    text: str
    reason: str
    sort: Sort
    documents: set[str] = field(default_factory=set)


@dataclass(slots=True)
class Decisions:
    """What of a case is masked. Keys are folded names.

    ``in_place`` are stretches of one document's text that are masked there alone: names of one
    letter, which would be masked in every word. ``identifiers`` are the numbers, addresses and
    accounts of the texts, which each text masks by their form. ``things`` are the names of firms,
    agencies, places and the like, which are nobody's when people write them in the case.
    """

    hidden: dict[str, Hidden] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)
    traces: list[str] = field(default_factory=list)
    in_place: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    identifiers: set[str] = field(default_factory=set)
    things: set[str] = field(default_factory=set)

    def finder(self) -> NameFinder:
        """What finds all that is masked; the names come first, in the order of ``hidden``."""
        names: dict[str, Sort] = {hidden.text: hidden.sort for hidden in self.hidden.values()}
        for trace in self.traces:
            names.setdefault(trace, "string")
        return NameFinder(names, self.shown.values())


@functools.lru_cache(maxsize=4096)
def _name_like(content: str) -> tuple[tuple[int, int], ...]:
    """``name_like``, once a text: it asks a model, and a release asks it again."""
    return tuple(name_like(content))


def decide(case: Case, outline: Outline | None = None) -> Decisions:
    """Decide on every name of the case and of an outline. Nothing in the case is changed."""
    decisions = Decisions()
    cleared = {name_key(name) for name in case.cleared_names()}
    claims: dict[str, list[Claim]] = {}
    for claim in case.claims():
        claims.setdefault(claim.document, []).append(claim)
    for document in case.documents():
        _decide_document(case, document, claims.get(document.sha256, []), cleared, decisions)
    known = set(decisions.shown) | cleared
    # The case's name is the owner's own title: names that documents hold are masked in it as
    # everywhere, but "Watching Nanjing" is not guessed to be a person.
    for words in own_words_of(case, outline):
        for name in _guesses(words, known | decisions.things):
            _hide(decisions, name, "name-like", "", known, sort="guess")
    for key in cleared:
        decisions.hidden.pop(key, None)
    decisions.shown.update((name_key(name), name) for name in case.cleared_names())
    for key in decisions.hidden:
        decisions.shown.pop(key, None)
    return decisions


def _decide_document(
    case: Case,
    document: Document,
    claims: Iterable[Claim],
    cleared: set[str],
    decisions: Decisions,
) -> None:
    text = case.text(document.sha256)
    mentions = case.mentions(document.sha256)
    persons = [mention for mention in mentions if mention.kind == "person"]
    shown = _shown_persons(document, persons) | cleared
    decisions.traces.append(document.sha256)
    if _is_telling_file_name(document.name):
        decisions.traces.append(document.name)

    # Where the text holds a shown name, a part of it that was taken for another name is none.
    whole = NameFinder({}, shown).shown_places(text.content)
    for mention in persons:
        key = name_key(mention.span.exact)
        if key in shown:
            decisions.shown.setdefault(key, mention.span.exact)
            continue
        reason = _reason(key, persons)
        start, end = mention.span.start, mention.span.end
        if reason == "unknown" and any(s <= start and end <= e for s, e in whole):
            continue
        if _is_one_letter(key):
            decisions.in_place.setdefault(document.sha256, []).append((start, end))
        else:
            for name in (mention.span.exact, mention.canonical):
                _hide(decisions, name, reason, document.sha256, cleared, sort="name")
    for name in byline(document.author):
        if name_key(name) in shown:
            decisions.shown.setdefault(name_key(name), name)

    explained = _explained(document, mentions, shown)
    decisions.things |= {
        name_key(form)
        for mention in mentions
        if mention.kind in NAMED_THINGS
        for form in (mention.span.exact, mention.canonical)
        if form
    }
    for start, end in _unexplained(text, _name_like(text.content), mentions, explained):
        name = text.content[start:end]
        if any(s <= start and end <= e for s, e in whole):
            continue
        if _is_one_letter(name_key(name)):
            decisions.in_place.setdefault(document.sha256, []).append((start, end))
        else:
            _hide(decisions, name, "name-like", document.sha256, shown, sort="guess")
    for words in _words_beside(document, text, claims):
        for name in _guesses(words, explained):
            _hide(decisions, name, "name-like", document.sha256, shown, sort="guess")
    for found in find_identifiers(text.content):
        value = text.content[found.start : found.end]
        decisions.identifiers.add(value)
        if found.propagate and len(name_key(value)) > 1:
            _hide(decisions, value, "identifier", document.sha256, set(), sort="string")


def byline(author: str) -> tuple[str, ...]:
    """The names that an author's line may hold, each word and the whole line among them."""
    words = [word for word in _BYLINE_SEPARATORS.split(author) if len(name_key(word)) > 1]
    whole = [author.strip()] if author.strip() else []
    pairs = re.split(r"[、,，;；/&|]+|\band\b|和|与", author)
    return tuple(dict.fromkeys((*whole, *(pair.strip() for pair in pairs if pair.strip()), *words)))


def _shown_persons(document: Document, persons: list[Mention]) -> set[str]:
    """The folded names that this document gives an official, public or commentator's role."""
    roles: dict[str, set[PersonRole]] = {}
    fullest: dict[str, set[str]] = {}
    for mention in persons:
        key = name_key(mention.span.exact)
        roles.setdefault(key, set()).add(mention.person_role or "unknown")
        if mention.canonical:
            fullest.setdefault(key, set()).add(name_key(mention.canonical))
    for name in byline(document.author):
        roles.setdefault(name_key(name), set()).add("public")

    def shown(key: str) -> bool:
        return bool(roles.get(key, set()) & SHOWN_ROLES) and "private" not in roles[key]

    names = {key for key in roles if shown(key)}
    # A short form (Smith) goes with the full name that the same document ties it to.
    tied = {
        key
        for key, full in fullest.items()
        if key not in names and "private" not in roles[key] and full <= names
    }
    return {
        key for key in names if all(shown(f) for f in fullest.get(key, ()) if f in roles)
    } | tied


def _reason(key: str, persons: list[Mention]) -> str:
    roles = {m.person_role for m in persons if name_key(m.span.exact) == key}
    if roles & SHOWN_ROLES:
        return "conflicting"
    return "private" if "private" in roles else "unknown"


def _words_beside(document: Document, text: Text, claims: Iterable[Claim]) -> set[str]:
    """What leaves with the document and need not stand in its text."""
    words = {document.title}
    for claim in claims:
        words.add(claim.attribution.name)
        words |= {m.span.exact for mentions in claim.roles.values() for m in mentions}
        words |= {m.quantity.of or "" for m in claim.quantities if m.quantity is not None}
    return {part for part in words if part and part not in text.content}


def _guesses(words: str, explained: set[str]) -> Iterator[str]:
    """The name-like parts of a string that lie in nothing explained."""
    places = _name_like(words)
    if not places:
        return
    finder = NameFinder({}, explained)
    known = finder.shown_places(words)
    for start, end in places:
        if not any(s <= start and end <= e for s, e in known):
            yield words[start:end]


def _is_telling_file_name(name: str) -> bool:
    """Whether a file's name could tell which file it was; index.html could not."""
    ends = re.search(r"\.[A-Za-z0-9]{1,5}$", name)
    return ends is not None and not _GENERIC_FILE_NAME.fullmatch(name)


def _explained(document: Document, mentions: tuple[Mention, ...], shown: set[str]) -> set[str]:
    """Folded strings of this document that look like names and are not masked."""
    explained = {name_key(document.publisher)} | shown
    for mention in mentions:
        if mention.kind in NAMED_THINGS:
            explained |= {name_key(mention.span.exact), name_key(mention.canonical)}
        if mention.kind == "agency":
            explained |= _parts_of_an_agency(name_key(mention.span.exact))
    for mention in mentions:
        if mention.kind == "person" and name_key(mention.span.exact) in shown:
            explained |= {form.key for form in forms_of(mention.span.exact)}
    return explained - {""}


def _parts_of_an_agency(key: str) -> set[str]:
    """Two characters of a public body's name: 卫健, of 卫健委, is guessed at and is nobody."""
    pairs = (key[start : start + 2] for start in range(len(key) - 1))
    return {pair for pair in pairs if all(map(is_ideograph, pair))} if len(key) > 2 else set()


def _unexplained(
    text: Text,
    places: Iterable[tuple[int, int]],
    mentions: tuple[Mention, ...],
    explained: set[str],
) -> Iterator[tuple[int, int]]:
    """Name-like stretches of the body that lie in no named thing and overlap no person.

    A "thing" that is a title and a name (Resident Marisol Quintanilla) explains nothing, and of a
    person whose first name was not taken for a part of the name, the whole is one.
    """
    body = [(block.start, block.end) for block in text.body()]
    things = [(m.span.start, m.span.end) for m in mentions if m.kind in NAMED_THINGS]
    people = [(m.span.start, m.span.end) for m in mentions if m.kind == "person"]
    for start, end in places:
        if (
            any(s <= start and end <= e for s, e in body)
            and not any(
                s <= start
                and end <= e
                and not (end == e and is_title(text.content[s:start].strip()))
                for s, e in things
            )
            and not any(s < end and start < e and not (start < s and end == e) for s, e in people)
            and name_key(text.content[start:end]) not in explained
        ):
            yield start, end


def _hide(
    decisions: Decisions,
    name: str,
    reason: str,
    document: str,
    shown: set[str],
    *,
    sort: Sort,
) -> None:
    key = name_key(name)
    if not any(character.isalnum() for character in key) or key in shown:
        return
    before = decisions.hidden.get(key)
    if before is None or (sort == "name" and before.sort != "name"):
        documents = before.documents if before else set()
        decisions.hidden[key] = before = Hidden(name, reason, sort, documents)
    if document:
        before.documents.add(document)


def _is_one_letter(key: str) -> bool:
    return len(key) == 1 or (len(key) == 2 and not is_ideograph(key[0]) and not key.isalpha())
