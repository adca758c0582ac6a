"""Claims of one text: which runs of clauses state something, of which type, in whose word."""

from __future__ import annotations

from custodes.evidence.attribution import Voices, by_rule
from custodes.evidence.choose import best_runs
from custodes.evidence.lexicon import CLAIM_TYPES, Hit, knowledge
from custodes.evidence.units import quote_bounds, runs, units
from custodes.evidence.voices import voices
from custodes.language.analysis import Analysis
from custodes.model import Claim, ClaimType, Document, Mention, RoleName, Status, Text

EXTRACTOR = "custodes.frames"
EXTRACTOR_VERSION = "1"


def extract(document: Document, text: Text, analysis: Analysis) -> tuple[Claim, ...]:
    """The claims of ``text``, in order of their quotes.

    Each quote lies in one block of the body; roles, quantities and the source's name are spans of
    the text; ``trace`` says which words of which frame brought the claim up.
    """
    known = knowledge()
    hits = known.find(text.content)
    pieces = units(text, analysis, hits)
    candidates = list(runs(pieces))
    triggers = [hit for hit in hits if hit.cue.category == "trigger"]
    gains = []
    for first, last in candidates:
        start, end = pieces[first].start, pieces[last].end
        inside = [m for m in analysis.mentions if start <= m.span.start and m.span.end <= end]
        own = [hit for hit in triggers if start <= hit.start and hit.end <= end]
        gains.append(0.1 * (bool(own) + bool(inside)) - 0.15 if first == last else 0.0)
    speaking = Voices(text, voices(text, analysis, hits))
    claims = []
    for number in best_runs(candidates, gains, len(pieces)):
        first, last = candidates[number]
        start, end = quote_bounds(text.content, pieces[first].start, pieces[last].end)
        own = [hit for hit in triggers if start <= hit.start and hit.end <= end]
        claim_type = _type(own)
        around = speaking.around(start, end, pieces[first].sentence, pieces[first].block)
        kind, stance = by_rule(around)
        inside = [m for m in analysis.mentions if start <= m.span.start and m.span.end <= end]
        claims.append(
            Claim(
                document=document.sha256,
                type=claim_type,
                quote=text.span(start, end),
                roles=_roles(claim_type, inside),
                quantities=tuple(m for m in inside if m.kind == "quantity"),
                status=_status(own),
                attribution=speaking.name(kind, around, analysis.mentions),
                stance=stance,
                extractor=EXTRACTOR,
                extractor_version=EXTRACTOR_VERSION,
                confidence=0.5,
                trace=tuple(f"{hit.cue.name}: {text.content[hit.start : hit.end]}" for hit in own),
            )
        )
    return tuple(claims)


def _type(own: list[Hit]) -> ClaimType:
    counts = {name: sum(hit.cue.value == name for hit in own) for name in CLAIM_TYPES}
    return max(CLAIM_TYPES, key=lambda name: counts[name])


def _status(own: list[Hit]) -> Status:
    return next((hit.cue.status for hit in own if hit.cue.status), "done")  # type: ignore[return-value]


def _roles(claim_type: ClaimType, inside: list[Mention]) -> dict[RoleName, tuple[Mention, ...]]:
    roles: dict[RoleName, tuple[Mention, ...]] = {}
    used: set[Mention] = set()
    for slot in knowledge().frames[claim_type].slots:
        fitting = tuple(m for m in inside if m.kind in slot.kinds and m not in used)
        if fitting:
            roles[slot.role] = fitting
            used.update(fitting)
    return roles
