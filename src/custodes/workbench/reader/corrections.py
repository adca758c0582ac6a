"""A form that a reviewer filled in becomes a claim, or a mistake that they can mend."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast, get_args

from custodes.case import WrongArgumentError
from custodes.model import (
    USUAL_KIND,
    Attribution,
    AttributionKind,
    Claim,
    ClaimType,
    Mention,
    MentionKind,
    Quantity,
    RoleName,
    Span,
    Stance,
    Status,
    Text,
)

MOST_FIELDS = 500

Form = Mapping[str, Sequence[str]]
"""The values of each field, as a browser sent them."""


def claim_from_form(
    untrusted: Form,
    document: str,
    text: Text,
    mentions: Iterable[Mention],
    held: Claim | None = None,
) -> Claim:
    """The claim that the form describes, every span checked against the text.

    ``held`` is the claim that it corrects: what the form does not speak of stays as it is there,
    and a mention keeps what it normalises to. Raises WrongArgumentError, InvariantError.
    """
    reading = _Reading(untrusted, text, list(mentions), held)
    quote = reading.span(reading.one("quote")) if "quote" in untrusted else None
    if quote is None:
        if held is None:
            raise WrongArgumentError("a claim needs a stretch of the text: select one first.")
        quote = held.quote
    return Claim(
        document=document,
        type=reading.choice("type", ClaimType, held.type if held else None),
        quote=quote,
        roles=reading.roles(),
        quantities=reading.quantities(),
        status=reading.choice("status", Status, held.status if held else "unknown"),
        attribution=reading.attribution(),
        stance=reading.choice("stance", Stance, held.stance if held else "asserts"),
    )


class _Reading:
    """The fields of one form."""

    def __init__(
        self, untrusted: Form, text: Text, mentions: list[Mention], held: Claim | None
    ) -> None:
        if sum(map(len, untrusted.values())) > MOST_FIELDS:
            raise WrongArgumentError(f"a claim has at most {MOST_FIELDS} fields.")
        self._untrusted = untrusted
        self._text = text
        self._mentions = mentions
        self._held = held

    def one(self, name: str) -> str:
        """The value of a field; empty where it is not there."""
        values = self._untrusted.get(name, ())
        return values[0].strip() if values else ""

    def choice(self, name: str, values: Any, default: str | None) -> Any:
        """One of the values of a Literal type."""
        chosen = self.one(name) or default
        if chosen not in get_args(values):
            raise WrongArgumentError(f"choose a {name}.")
        return chosen

    def span(self, untrusted_place: str) -> Span:
        """The span that ``start:end`` names, in code points."""
        start, _, end = untrusted_place.partition(":")
        if not (_is_number(start) and _is_number(end)):
            raise WrongArgumentError(f"{untrusted_place[:40]!r} is no place in the text.")
        return self._text.span(int(start), int(end))

    def roles(self) -> dict[RoleName, tuple[Mention, ...]]:
        """The mentions of each role, in the order of the roles."""
        found: dict[RoleName, tuple[Mention, ...]] = {}
        for role, kind in USUAL_KIND.items():
            places = dict.fromkeys(self._untrusted.get(f"role.{role}", ()))
            members = tuple(self._mention(self.span(place), role, kind) for place in places)
            if members:
                found[role] = members
        return found

    def _mention(self, span: Span, role: RoleName, kind: MentionKind) -> Mention:
        held = (self._held.roles.get(role, ()) if self._held else (), self._mentions)
        for known in (*held[0], *held[1]):
            if _is_same(known.span, span) and known.kind != "quantity":
                return known
        for known in self._mentions:
            if known.kind == "person" and known.span.overlaps(span):
                # whoever selects a name with a word more must not make an agency of a person
                return Mention(span, "person", person_role=known.person_role)
        return Mention(span, kind)

    def quantities(self) -> tuple[Mention, ...]:
        """The figures; one whose ends are both empty is left out."""
        columns = [
            self._untrusted.get(f"figure_{name}", ())
            for name in ("at", "low", "high", "unit", "of")
        ]
        if len({len(column) for column in columns}) > 1:
            raise WrongArgumentError("the figures of this form do not belong together.")
        found = []
        for place, low, high, unit, of in zip(*columns, strict=True):
            ends = (_end(low), _end(high))
            if ends == (None, None):
                continue
            span = self.span(place)
            found.append(self._quantity(span, ends, unit.strip(), of.strip()))
        return tuple(found)

    def _quantity(
        self, span: Span, ends: tuple[float | None, float | None], unit: str, of: str
    ) -> Mention:
        held = self._held.quantities if self._held else ()
        for known in (*held, *self._mentions):
            if known.quantity is not None and _is_same(known.span, span):
                quantity = dataclasses.replace(
                    known.quantity, low=ends[0], high=ends[1], unit=unit, of=of or None
                )
                return dataclasses.replace(known, quantity=quantity)
        return Mention(span, "quantity", quantity=Quantity(*ends, unit=unit, of=of or None))

    def attribution(self) -> Attribution:
        """Whose word it is; the place of the name only where the text has the name there."""
        held = self._held.attribution if self._held else Attribution("author")
        kind = cast("AttributionKind", self.choice("voice", AttributionKind, held.kind))
        if "voice_name" not in self._untrusted:
            return dataclasses.replace(held, kind=kind)
        name = self.one("voice_name")[:1000]
        if not name:
            return Attribution(kind)
        if name == held.name and self.one("voice_at") == _place(held.span):
            return dataclasses.replace(held, kind=kind)
        span = self.span(self.one("voice_at")) if self.one("voice_at") else None
        return Attribution(kind, name, span if span is not None and span.exact == name else None)


def _is_same(one: Span, other: Span) -> bool:
    return (one.start, one.end) == (other.start, other.end)


def _place(span: Span | None) -> str:
    return f"{span.start}:{span.end}" if span is not None else ""


def _is_number(untrusted: str) -> bool:
    return untrusted.isascii() and untrusted.isdigit() and len(untrusted) <= 9


def _end(untrusted: str) -> float | None:
    """One end of an interval; None where it is left open."""
    words = untrusted.strip().replace(",", "").replace("，", "").removesuffix("%")
    if not words:
        return None
    try:
        value = float(words)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise WrongArgumentError(f"{untrusted[:40]!r} is no number: write it in figures, as 1158.")
    return value
