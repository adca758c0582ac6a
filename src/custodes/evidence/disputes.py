"""Disagreements put together: one entry for all that is said of one thing, side by side.

A denial beside ten reports of what it denies is ten pairs and one dispute. Works on the claims of
a case and on released ones alike, since both are read by the same names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from custodes.evidence.contradictions import is_real_purpose
from custodes.model import Attribution, Quantity, Span, Stance

ORDER = ("denial", "figure", "purpose", "attribution")
"""The kinds of disagreement, those that weigh most first."""


class _Counted(Protocol):
    @property
    def quantity(self) -> Quantity | None: ...


class _Said(Protocol):
    """A claim as far as sides are told apart by it; of a case, or released."""

    @property
    def identifier(self) -> str: ...
    @property
    def quote(self) -> Span: ...
    @property
    def quantities(self) -> Sequence[_Counted]: ...
    @property
    def attribution(self) -> Attribution: ...
    @property
    def stance(self) -> Stance: ...


class _Pair(Protocol):
    """A disagreement: its kind, its claims, and the figure in question."""

    @property
    def kind(self) -> str: ...
    @property
    def claims(self) -> tuple[str, ...]: ...
    @property
    def figure(self) -> str: ...


C = TypeVar("C", bound=_Said)


@dataclass(frozen=True, slots=True)
class Side:
    """What stands on one side: claims (identifiers, in the order given) that go together.

    ``name`` says by what: a stance, ``said`` or ``real`` of a purpose, a kind of source with the
    stance (``document asserts``), or the figure as an interval (``1860..``).
    """

    name: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """One thing on which claims do not go together, with its sides, at least one.

    ``figures`` are those in question, as the pairs give them.
    """

    kind: str
    sides: tuple[Side, ...]
    figures: tuple[str, ...] = ()

    @property
    def claims(self) -> tuple[str, ...]:
        """All claims of it, side by side."""
        return tuple(claim for side in self.sides for claim in side.claims)


def disputes(pairs: Iterable[_Pair], claims: Mapping[str, C]) -> tuple[Dispute, ...]:
    """The pairs joined where they share a claim, by kind in ``ORDER``, then as they come.

    Pairs about whose word a figure is are joined only over the same figure, since one claim may
    give several. Claims that ``claims`` does not hold are left out.
    """
    groups: dict[tuple[str, ...], _Group] = {}
    members: dict[tuple[str, ...], tuple[str, ...]] = {}

    def root(node: tuple[str, ...]) -> tuple[str, ...]:
        while members.setdefault(node, node) != node:
            node = members[node]
        return node

    listed = [pair for pair in pairs if all(claim in claims for claim in pair.claims)]
    for pair in listed:
        nodes = [root((pair.kind, claim, *_apart_by(pair))) for claim in pair.claims]
        for node in nodes[1:]:
            members[root(node)] = root(nodes[0])
    for pair in listed:
        group = groups.setdefault(
            root((pair.kind, pair.claims[0], *_apart_by(pair))), _Group(pair.kind, {}, {}, {})
        )
        group.claims.update(dict.fromkeys(pair.claims))
        for claim, figure in zip(pair.claims, pair.figure.split(" ≠ "), strict=False):
            group.figure_of.setdefault(claim, figure)
        if pair.figure:
            group.figures[pair.figure] = None
    order = {identifier: number for number, identifier in enumerate(claims)}
    made = [
        Dispute(
            group.kind,
            _sides(group, [claims[c] for c in sorted(group.claims, key=order.__getitem__)]),
            tuple(group.figures),
        )
        for group in groups.values()
    ]
    return tuple(sorted(made, key=lambda dispute: _rank(dispute.kind)))


@dataclass(slots=True)
class _Group:
    kind: str
    claims: dict[str, None]
    figures: dict[str, None]
    figure_of: dict[str, str]
    """Which of the figures in question each claim gives, as written."""


def _rank(kind: str) -> int:
    return ORDER.index(kind) if kind in ORDER else len(ORDER)


def _apart_by(pair: _Pair) -> tuple[str, ...]:
    return (pair.figure,) if pair.kind == "attribution" else ()


def _sides(group: _Group, claims: Sequence[C]) -> tuple[Side, ...]:
    """The claims of one dispute, those first whose side was named first; denials come last."""
    sides: dict[str, list[str]] = {}
    for claim in claims:
        sides.setdefault(_side(group, claim), []).append(claim.identifier)
    names = sorted(sides, key=lambda name: name in ("denies", "real"))
    return tuple(Side(name, tuple(sides[name])) for name in names)


def _side(group: _Group, claim: _Said) -> str:
    kind = group.kind
    if kind == "denial":
        return claim.stance
    if kind == "purpose":
        return "real" if is_real_purpose(claim.quote.exact) else "said"
    if kind == "figure":
        return _figure(claim, group.figure_of.get(claim.identifier, ""))
    return f"{claim.attribution.kind} {claim.stance}"


def _figure(claim: _Said, written: str) -> str:
    """The interval of the figure that is written so; the words where it is none of the claim's."""
    digits = written.replace(",", "").replace("，", "")
    for counted in claim.quantities:
        quantity = counted.quantity
        ends = () if quantity is None else (quantity.low, quantity.high)
        if any(end is not None and f"{end:g}" in digits for end in ends):
            return "..".join("" if end is None else f"{end:g}" for end in ends)
    return written
