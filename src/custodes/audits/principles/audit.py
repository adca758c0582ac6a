"""The audit of principles: questions of instruments, and the claims beside each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from custodes.audits.errors import AuditError
from custodes.audits.principles.binding import Bound, Setting, bound, settings
from custodes.audits.principles.facets import facets_of
from custodes.audits.principles.instruments import Instrument, chosen
from custodes.audits.principles.judgements import decided
from custodes.audits.principles.queries import gather, topics
from custodes.audits.principles.tables import (
    LISTED,
    claim_table,
    instrument_table,
    judgement_table,
    question_table,
    topic_table,
)
from custodes.audits.principles.territories import territories, widened
from custodes.audits.results import Result, make_result, parameter
from custodes.audits.wording import joined, load_phrases
from custodes.model import Claim, Finding, Note, Quantity

if TYPE_CHECKING:
    from custodes.case import Case

VERSION = "1"
KIND = "principles"
ENOUGH_CLAIMS = 5
TELLING = ("data_flow", "targeting", "deployment", "rule")
MOST_TERRITORIES = 3
SHARE_OF_TERRITORY = 0.1


def audit(
    case: Case,
    instruments: Iterable[str] = (),
    *,
    about: str = "",
    place: str = "",
) -> Result:
    """Lay the claims of a case beside the questions of instruments.

    ``instruments`` are keys (all, unless given). ``about`` narrows the claims to those that name a
    programme or body with these words, ``place`` to those in a territory (a key such as ``CN``).
    Judgements and decisions of reviewers are taken from the case's notes. There is no verdict.
    Raises AuditError for an instrument or territory that is not there, or where no claim is left.
    """
    asked = chosen(instruments)
    claims = case.claims()
    where = settings(claims, case.documents())
    claims, where = _narrowed(claims, where, about, place)
    return _result(asked, claims, where, case.notes(), about, place)


def recompute(finding: Finding, case: Case, data: Mapping[str, Path] | None = None) -> Result:
    """The same audit of the case as it is now, reviewers' judgements included."""
    del data
    narrowed = {
        name: parameter(finding, name) for name in ("about", "place") if name in finding.parameters
    }
    return audit(case, parameter(finding, "instruments"), **narrowed)


def called_for(case: Case) -> Iterator[Result]:
    """One Result where a case has claims enough: the thirteen principles, and what its places name.

    Those are the instruments that bind, or were at least signed, in the territories of at least a
    tenth of the placed claims (three territories at most).
    """
    claims = case.claims()
    if sum(claim.type in TELLING for claim in claims) < ENOUGH_CLAIMS:
        return
    where = settings(claims, case.documents())
    yield _result(_fitting(where), claims, where, case.notes(), "", "")


def _fitting(where: Sequence[Setting]) -> tuple[Instrument, ...]:
    counts = Counter(place for setting in where for place in setting.places)
    least = SHARE_OF_TERRITORY * sum(bool(setting.places) for setting in where)
    common = [place for place, n in counts.most_common(MOST_TERRITORIES) if n >= least]
    days = [setting.dates.last for setting in where if setting.dates and setting.dates.last]
    named = {
        wider for place in common for wider in (widened(place, max(days)) if days else [place])
    }
    if "US" in named:
        named.add("US-OAK")
    return tuple(
        instrument
        for instrument in chosen()
        if instrument.binding.kind == "none"
        or named & {*instrument.binding.places, *(p.place for p in instrument.binding.parties)}
    )


def _narrowed(
    claims: Sequence[Claim], where: Sequence[Setting], about: str, place: str
) -> tuple[list[Claim], list[Setting]]:
    if place and place not in territories():
        raise AuditError(f"there is no territory {place!r}. There are: {', '.join(territories())}.")
    kept = [
        (claim, setting)
        for claim, setting in zip(claims, where, strict=True)
        if (not about or _names(claim, about.casefold())) and (not place or place in setting.places)
    ]
    if not kept:
        what = " and ".join(
            part
            for part in (f"naming {about!r}" * bool(about), f"in {place}" * bool(place))
            if part
        )
        raise AuditError(
            f"the case has no claim {what}.".replace("claim .", "claim.")
            + " 'custodes claims CASE' shows those that it has."
        )
    return [claim for claim, _ in kept], [setting for _, setting in kept]


def _names(claim: Claim, words: str) -> bool:
    return any(
        words in form.casefold()
        for mentions in claim.roles.values()
        for mention in mentions
        if mention.kind in {"programme", "agency", "company"}
        for form in (mention.canonical, mention.span.exact)
    )


def _result(
    asked: Sequence[Instrument],
    claims: Sequence[Claim],
    where: Sequence[Setting],
    notes: Sequence[Note],
    about: str,
    place: str,
) -> Result:
    facets = facets_of(claims)
    needed = {topic for each in asked for question in each.questions for topic in question.topics}
    gathered = {key: gather(topic, facets) for key, topic in topics().items() if key in needed} | {
        "legality": gather(topics()["legality"], facets)
    }
    bounds = {each.key: bound(each, where) for each in asked}
    asked_table = question_table(asked, gathered)
    unspoken = set(gathered["legality"].unspoken)
    flows = [claim.identifier for claim in claims if claim.type == "data_flow"]
    counts = {
        "claims_read": len(claims),
        "questions": len(asked_table.rows),
        "questions_with_nothing_said": sum(not row[-3] and not row[-2] for row in asked_table.rows),
        "data_flows": len(flows),
        "data_flows_without_legal_basis": sum(flow in unspoken for flow in flows),
    }
    statuses = _statuses(asked, bounds, notes)
    return make_result(
        KIND,
        VERSION,
        parameters={
            "instruments": [each.key for each in asked],
            **({"about": about} if about else {}),
            **({"place": place} if place else {}),
        },
        sources={},
        figures={name: Quantity(count, count) for name, count in counts.items()},
        title=_title(about),
        words=_words(asked, counts, statuses),
        assumptions=_assumptions(),
        tables={
            "instruments": instrument_table(asked, bounds, statuses, notes),
            "questions": asked_table,
            "topics": topic_table(gathered),
            "claims": claim_table(gathered),
            "judgements": judgement_table(asked, notes),
        },
    )


def _statuses(
    asked: Iterable[Instrument], bounds: Mapping[str, Bound], notes: Sequence[Note]
) -> dict[str, str]:
    """What each instrument is: as a reviewer decided, else as computed."""
    found: dict[str, str] = {}
    for each in asked:
        by_reviewer = decided(notes, each.key)
        found[each.key] = by_reviewer.decision if by_reviewer else bounds[each.key].status
    return found


def _title(about: str) -> dict[str, str]:
    phrases = load_phrases(KIND)
    return phrases("title_about", about=about) if about else phrases("title")


def _words(
    asked: Sequence[Instrument], counts: Mapping[str, int], statuses: Mapping[str, str]
) -> dict[str, str]:
    phrases = load_phrases(KIND)
    said: list[dict[str, str]] = [
        phrases(
            "words",
            claims=f"{counts['claims_read']:,}",
            questions=counts["questions"],
            silent=counts["questions_with_nothing_said"],
        )
    ]
    if counts["data_flows"]:
        without = counts["data_flows_without_legal_basis"]
        said.append(phrases("flows", flows=counts["data_flows"], without=without))
    for status, key in (
        ("binds", "bound"),
        ("binds_in_part", "bound_in_part"),
        ("benchmark", "benchmark"),
        ("undetermined", "undetermined"),
    ):
        named = [dict(each.short) for each in asked if statuses[each.key] == status]
        if named:
            said.append(phrases(key, names=joined(named, en=", ", zh="、")))
    said.append(phrases("gathers"))
    return joined(said)


def _assumptions() -> list[dict[str, Any]]:
    phrases = load_phrases(KIND)
    return [
        *(
            phrases(f"assumes.{name}")
            for name in ("words", "stance", "unspoken", "place", "addressee")
        ),
        phrases("assumes.listed", listed=LISTED),
    ]
