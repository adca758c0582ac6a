"""Whether an instrument bound what the claims tell of: by place and day, a rule stated in words.

Only claims about what is done (data flows, means, people acted on) are asked, where there are any:
a law or a sanction elsewhere does not move a programme. A claim is placed by the places and bodies
of its roles; one that names none, by what most placed claims of its document name. It is dated by
its own dates, else by the day its document was published. A reviewer's decision stands over what
is computed.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from custodes.audits.principles.instruments import Binding, Instrument, Party
from custodes.audits.principles.territories import places_of, widened
from custodes.model import Claim, DateInterval, Document

Status = Literal["binds", "binds_in_part", "benchmark", "undetermined"]
Case = Literal[
    "binds", "may_bind", "not_yet", "ended", "signed", "no_party", "elsewhere", "unplaced"
]
CONDUCT = frozenset({"data_flow", "deployment", "targeting"})
CASES: tuple[Case, ...] = (
    "binds",
    "may_bind",
    "not_yet",
    "ended",
    "signed",
    "no_party",
    "elsewhere",
    "unplaced",
)


@dataclass(frozen=True, slots=True)
class Setting:
    """Where (territories) and when one claim takes place; either may be unknown.

    ``conduct`` says whether the claim tells of something done to people.
    """

    places: frozenset[str]
    dates: DateInterval | None
    conduct: bool = True


@dataclass(frozen=True, slots=True)
class Bound:
    """What an instrument is to the claims: a status, and how many claims fall under each case."""

    status: Status
    counts: Mapping[Case, int] = field(default_factory=dict)

    @property
    def reason(self) -> str:
        """The case that explains the status: the commonest that is not ``unplaced``, or that."""
        if self.status == "binds" or not self.counts:
            return self.status
        others = [case for case in CASES if case != "binds" and self.counts.get(case)]
        placed = [case for case in others if case != "unplaced"] or others
        return max(placed, key=lambda case: self.counts[case], default=self.status)


def settings(claims: Sequence[Claim], documents: Iterable[Document]) -> list[Setting]:
    """Where and when each claim takes place, in their order."""
    published = {document.sha256: document.published for document in documents}
    placed = [places_of(claim) for claim in claims]
    counts: dict[str, Counter[str]] = {}
    for claim, places in zip(claims, placed, strict=True):
        counts.setdefault(claim.document, Counter()).update(places)
    usual = {
        document: frozenset([found.most_common(1)[0][0]])
        for document, found in counts.items()
        if found
    }
    return [
        Setting(
            places or usual.get(claim.document, frozenset()),
            _dates(claim) or published.get(claim.document),
            claim.type in CONDUCT,
        )
        for claim, places in zip(claims, placed, strict=True)
    ]


def bound(instrument: Instrument, where: Iterable[Setting]) -> Bound:
    """What the instrument is to claims with these settings."""
    if instrument.binding.kind == "none":
        return Bound("benchmark")
    where = list(where)
    conduct = [each for each in where if each.conduct] or where
    counts = Counter(_case(instrument.binding, each) for each in conduct)
    placed = sum(counts.values()) - counts["unplaced"]
    if counts["binds"]:
        status: Status = "binds" if counts["binds"] == placed else "binds_in_part"
    elif counts["may_bind"] or not placed:
        status = "undetermined"
    else:
        status = "benchmark"
    return Bound(status, {case: counts[case] for case in CASES if counts[case]})


def _case(binding: Binding, setting: Setting) -> Case:
    if not setting.places:
        return "unplaced"
    cases = {_case_at(binding, place, setting.dates) for place in setting.places}
    return next(case for case in CASES if case in cases)


def _case_at(binding: Binding, place: str, dates: DateInterval | None) -> Case:
    first = (dates.first or dates.last) if dates else None
    last = (dates.last or dates.first) if dates else None
    day = last or datetime.date.max
    wider = list(widened(place, day))
    party = _party(binding, wider)
    if party is not None and party.status == "signed":
        return "signed"
    if party is not None and party.status == "none":
        return "no_party"
    if party is None and not set(wider) & set(binding.places):
        if set(widened(place, datetime.date.min)) & set(binding.places):
            return "ended"
        return "elsewhere"
    start = max(binding.first, party.on) if party and party.on else binding.first
    if last is not None and last < start:
        return "not_yet"
    if first is not None and binding.last is not None and first > binding.last:
        return "ended"
    certain = first is not None and first >= start
    return "binds" if certain else "may_bind"


def _party(binding: Binding, places: Sequence[str]) -> Party | None:
    """The entry of the narrowest of these territories."""
    for place in places:
        for party in binding.parties:
            if party.place == place:
                return party
    return None


def _dates(claim: Claim) -> DateInterval | None:
    """The days from the first to the last that the claim's time names, where it names any."""
    named = [mention.dates for mention in claim.roles.get("time", ()) if mention.dates]
    firsts = [dates.first or dates.last for dates in named]
    lasts = [dates.last or dates.first for dates in named]
    if not named:
        return None
    return DateInterval(min(day for day in firsts if day), max(day for day in lasts if day))
