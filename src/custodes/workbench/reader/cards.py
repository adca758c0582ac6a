"""The card of a claim: every field as it stands, what it was, why it was made, and its history."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from custodes.case.claim_rows import ClaimRow
from custodes.case.reviewing import ReviewedClaim
from custodes.evidence.explaining import Reason, explain
from custodes.model import (
    USUAL_KIND,
    Attribution,
    Claim,
    ClaimType,
    Mention,
    Quantity,
    RoleName,
    Span,
)

FEWEST_ROLES = 6
"""So many roles of a type are offered at once; the others are folded away."""


@dataclass(frozen=True, slots=True)
class Chip:
    """A mention in a role: where it stands (``start:end``) and its words."""

    place: str
    words: str


@dataclass(frozen=True, slots=True)
class RoleField:
    """One role: who fills it, who filled it before a correction (None where nothing changed), and
    the key that puts the selected text there (empty for none)."""

    name: RoleName
    chips: tuple[Chip, ...]
    was: str | None
    key: str


@dataclass(frozen=True, slots=True)
class FigureField:
    """A figure: its words in the text and the interval that they allow, ends empty where open.

    ``was`` is the interval before a correction, None where nothing changed.
    """

    place: str
    words: str
    low: str
    high: str
    unit: str
    of: str
    basis: str
    approximation: str
    was: Quantity | None


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the history: a decision, by whom, when (UTC); ``changed`` names the fields that
    a correction changed; ``taken_back`` says that a later line withdrew it."""

    decision: str
    reviewer: str
    time: datetime.datetime
    comment: str
    changed: tuple[str, ...]
    taken_back: bool


@dataclass(frozen=True, slots=True)
class Card:
    """All that is shown of one claim."""

    row: ClaimRow
    claim: Claim
    extracted: Claim | None
    roles: tuple[RoleField, ...]
    more_roles: tuple[RoleField, ...]
    figures: tuple[FigureField, ...]
    voice_place: str
    was: dict[str, str]
    reasons: tuple[Reason, ...]
    history: tuple[Step, ...]


def card(row: ClaimRow, held: ReviewedClaim) -> Card:
    """The card of a claim."""
    claim, extracted = held.claim, held.extracted
    roles, more = role_fields(claim.type, claim, extracted)
    before = _figures(extracted) if extracted else {}
    return Card(
        row,
        claim,
        extracted,
        roles,
        more,
        tuple(_figure(mention, before, extracted is not None) for mention in claim.quantities),
        place(claim.attribution.span),
        _was(claim, extracted) if extracted else {},
        explain(extracted) if extracted else (),
        tuple(steps(held)),
    )


def role_fields(
    claim_type: ClaimType, claim: Claim | None = None, extracted: Claim | None = None
) -> tuple[tuple[RoleField, ...], tuple[RoleField, ...]]:
    """The roles that a type speaks of or the claim fills, with their keys; and all others."""
    usual = usual_roles(claim_type)
    filled = claim.roles if claim else {}
    offered = [role for role in USUAL_KIND if role in usual or filled.get(role)]
    fields = []
    for number, role in enumerate(offered, start=1):
        chips = _chips(filled.get(role, ()))
        was = None
        if extracted is not None and _chips(extracted.roles.get(role, ())) != chips:
            was = ", ".join(chip.words for chip in _chips(extracted.roles.get(role, ())))
        fields.append(RoleField(role, chips, was, str(number) if number <= 9 else ""))
    others = [RoleField(role, (), None, "") for role in USUAL_KIND if role not in offered]
    return tuple(fields), tuple(others)


@cache
def usual_roles(claim_type: ClaimType) -> frozenset[RoleName]:
    """The roles that the frame of a type has room for: the first of them, as it lists them."""
    from custodes.evidence.lexicon import knowledge

    slots = knowledge().frames[claim_type].slots
    return frozenset(slot.role for slot in slots[:FEWEST_ROLES])


def steps(held: ReviewedClaim) -> list[Step]:
    """The decisions in order, each with what it changed of what stood before it."""
    found: list[Step] = []
    open_steps: list[int] = []
    taken_back: set[int] = set()
    for number, review in enumerate(held.history):
        if review.decision != "withdrawn":
            open_steps.append(number)
        elif open_steps:
            taken_back.add(open_steps.pop())
    states: list[Claim | None] = [held.extracted]
    for number, review in enumerate(held.history):
        changed: tuple[str, ...] = ()
        if review.decision == "withdrawn":
            states = states[:-1] or [held.extracted]
        else:
            if review.corrected is not None and states[-1] is not None:
                changed = changes(states[-1], review.corrected)
            states.append(review.corrected or states[-1])
        found.append(
            Step(
                review.decision,
                review.reviewer,
                review.time,
                review.comment,
                changed,
                number in taken_back,
            )
        )
    return found


def changes(before: Claim, after: Claim) -> tuple[str, ...]:
    """The names of the fields that differ: roles by their names, and those of the claim."""
    found: list[str] = []
    for name in ("quote", "type", "status", "stance"):
        if getattr(before, name) != getattr(after, name):
            found.append(name)
    if before.attribution != after.attribution:
        found.append("voice")
    for role in USUAL_KIND:
        if _chips(before.roles.get(role, ())) != _chips(after.roles.get(role, ())):
            found.append(f"role.{role}")
    if before.quantities != after.quantities:
        found.append("figure")
    return tuple(found)


def place(span: Span | None) -> str:
    """``start:end`` of a span in code points; empty for none."""
    return f"{span.start}:{span.end}" if span is not None else ""


def _chips(mentions: Sequence[Mention]) -> tuple[Chip, ...]:
    return tuple(Chip(place(mention.span), mention.span.exact) for mention in mentions)


def _figures(claim: Claim) -> dict[str, Quantity]:
    return {place(m.span): m.quantity for m in claim.quantities if m.quantity is not None}


def _figure(mention: Mention, before: dict[str, Quantity], extracted: bool) -> FigureField:
    quantity = mention.quantity
    assert quantity is not None  # noqa: S101 - a claim's quantities are quantities
    at = place(mention.span)
    was = before.get(at) if extracted else None
    same = was is None or (was.low, was.high, was.unit) == (
        quantity.low,
        quantity.high,
        quantity.unit,
    )
    return FigureField(
        at,
        mention.span.exact,
        number(quantity.low),
        number(quantity.high),
        quantity.unit,
        quantity.of or "",
        quantity.basis,
        quantity.approximation,
        None if same else was,
    )


def number(value: float | None) -> str:
    """A number as a field takes it; empty for an open end."""
    return "" if value is None else f"{value:.15g}"


def _was(claim: Claim, extracted: Claim) -> dict[str, str]:
    was = {}
    for name in ("type", "status", "stance"):
        if getattr(claim, name) != getattr(extracted, name):
            was[name] = str(getattr(extracted, name))
    mine, theirs = claim.attribution, extracted.attribution
    if _voice(mine) != _voice(theirs):
        was["voice"] = theirs.kind
        was["voice_name"] = theirs.name
    if claim.quote != extracted.quote:
        was["quote"] = extracted.quote.exact
    return was


def _voice(attribution: Attribution) -> tuple[str, str]:
    return attribution.kind, attribution.name
