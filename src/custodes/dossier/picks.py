"""Which claims a front page shows: by a rule that the page states, never by taste."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from custodes.dossier.evidence_table import mentions
from custodes.model import AttributionKind, RoleName
from custodes.release.released import MASK, ReleasedClaim

FIGURES, DEMANDS, PEOPLE = 6, 4, 4
PER_SOURCE = 2
LONGEST_QUOTE = 160
WORTH: dict[AttributionKind, int] = {
    "document": 4,
    "organisation": 3,
    "person": 2,
    "author": 2,
    "rumour": 0,
}
TIME_UNITS = frozenset(
    {"天", "日", "年", "个月", "月", "周", "小时", "分钟", "秒", "岁"}
    | {"day", "days", "year", "years", "month", "months", "week", "weeks"}
    | {"hour", "hours", "minute", "minutes", "second", "seconds"}
)
TELLING: tuple[RoleName, ...] = (
    "actor",
    "source",
    "recipient",
    "supplier",
    "group",
    "technology",
    "programme",
    "data",
    "instrument",
    "place",
    "time",
)


@dataclass(frozen=True, slots=True)
class Picks:
    """The claims that the front page quotes, and of how many each kind was chosen."""

    figures: tuple[ReleasedClaim, ...]
    figures_of: int
    demands: tuple[ReleasedClaim, ...]
    demands_of: int
    people: tuple[ReleasedClaim, ...]
    people_of: int


def is_masked(claim: ReleasedClaim) -> bool:
    """Whether a masked name stands in the claim's words or roles."""
    fillers = (filler.text for role in claim.roles.values() for filler in role)
    return MASK in claim.quote.exact or any(MASK in text for text in fillers)


def weight(claim: ReleasedClaim) -> float:
    """How much a claim says: roles filled, then whose word, then confidence; 0 and up.

    An accepted or corrected claim comes before one that nobody reviewed.
    """
    filled = sum(1 for role in TELLING if claim.roles.get(role))
    reviewed = 100.0 if claim.decision in ("accepted", "corrected") else 0.0
    short = 2.0 if len(claim.quote.exact) <= LONGEST_QUOTE else 0.0
    return reviewed + filled + short + WORTH[claim.attribution.kind] / 2 + claim.confidence


def figure_weight(claim: ReleasedClaim) -> float:
    """How much a claim's figures say: shares and large counts before small ones and durations."""
    best = 0.0
    for released in claim.quantities:
        quantity = released.quantity
        end = quantity.low if quantity.high is None else quantity.high
        if quantity.unit.lower() in TIME_UNITS:
            worth = -2.0
        elif quantity.unit.startswith("%") or (end is not None and abs(end) >= 10):
            worth = 5.0 + (1.0 if quantity.of else 0.0)
        else:
            worth = 0.0
        best = max(best, worth) if best else worth
    return best + (1.0 if claim.type == "measure" else 0.0)


def pick(claims: Iterable[ReleasedClaim], reprints: Mapping[str, str] | None = None) -> Picks:
    """The claims for the front page: asserted ones with figures, demands, and people acted on.

    ``reprints`` gives the documents that are one source with another, and which.
    """
    one_source = reprints or {}
    # a private person's story, though the name is masked, is not for a front page
    asserted = [c for c in claims if c.stance == "asserts" and not is_masked(c)]
    taken: set[str] = set()
    per_source: Counter[str] = Counter()

    def best(
        fits: Callable[[ReleasedClaim], bool],
        most: int,
        worth: Callable[[ReleasedClaim], float] = weight,
    ) -> tuple[tuple[ReleasedClaim, ...], int]:
        fitting = [claim for claim in asserted if fits(claim)]
        ranked = sorted(fitting, key=lambda c: (-worth(c), c.document in one_source))
        return _spread(ranked, most, taken, per_source, one_source), len(fitting)

    demands, demands_of = best(_demands, DEMANDS)
    per_source.clear()
    figures, figures_of = best(_counts, FIGURES, lambda c: weight(c) + figure_weight(c))
    per_source.clear()
    people, people_of = best(_acts_on_people, PEOPLE)
    return Picks(figures, figures_of, demands, demands_of, people, people_of)


def _counts(claim: ReleasedClaim) -> bool:
    named = mentions(claim, "actor", "group", "technology", "programme", "data", "supplier")
    counted = any(q.quantity.unit.lower() not in TIME_UNITS for q in claim.quantities)
    return counted and bool(named) and claim.attribution.kind != "rumour"


def _demands(claim: ReleasedClaim) -> bool:
    return (
        claim.status == "required"
        and bool(mentions(claim, "instrument", "actor", "source", "recipient"))
        and bool(mentions(claim, "technology", "data", "group", "action"))
    )


def _acts_on_people(claim: ReleasedClaim) -> bool:
    return (
        claim.type == "targeting"
        and claim.status == "done"
        and bool(mentions(claim, "actor"))
        and bool(mentions(claim, "group"))
    )


def _spread(
    ranked: Sequence[ReleasedClaim],
    most: int,
    taken: set[str],
    per_source: Counter[str],
    one_source: Mapping[str, str],
) -> tuple[ReleasedClaim, ...]:
    """The first of the ranking, no quote or figure twice, two a source, more only where
    sources are few."""
    chosen: list[ReleasedClaim] = []
    for limit in (PER_SOURCE, most):
        for claim in ranked:
            if len(chosen) == most:
                return tuple(chosen)
            said = {claim.quote.exact} | {
                f"{q.quantity.low}..{q.quantity.high} {q.quantity.unit} {q.quantity.of}"
                for q in claim.quantities
            }
            source = one_source.get(claim.document, claim.document)
            if claim.quote.exact in taken or per_source[source] >= limit:
                continue
            if len(said) > 1 and said & taken:
                continue
            taken |= said
            per_source[source] += 1
            chosen.append(claim)
    return tuple(chosen)
