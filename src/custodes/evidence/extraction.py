"""Claims of one text: which runs of clauses state something, of which type, in whose word."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from custodes.evidence.attribution import NEAR, Voices
from custodes.evidence.choose import best_runs
from custodes.evidence.features import COLUMN, Features, features
from custodes.evidence.lexicon import CLAIM_TYPES, STANCES, STATUSES, Hit, knowledge
from custodes.evidence.roles import Candidates, Place, choose
from custodes.evidence.scores import (
    SOURCES,
    document_row,
    quote_marks,
    run_rows,
    unit_scores,
    voice_row,
)
from custodes.evidence.units import Unit, quote_bounds, runs, units
from custodes.evidence.voices import Voice, voices
from custodes.evidence.weights import (
    Matrix,
    Weights,
    linear,
    probabilities,
    shipped,
    sigmoid,
    trees,
)
from custodes.language.analysis import Analysis
from custodes.language.extension import mark
from custodes.model import AttributionKind, Claim, Document, Mention, Text

EXTRACTOR = "custodes.frames"
EXTRACTOR_VERSION = "2"

WORTH = 0.5
"""A run is worth taking where its chance of being a quote is above this (choose.best_runs)."""


_SPEECH = [
    number
    for name, number in COLUMN.items()
    if name.startswith(("hedge.", "verb.", "status.", "mention.", "quoted", "length"))
]
"""The counts of a quote that tell whose word it is."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the models need of one text: units, candidate runs (n, 2), voices and features."""

    hits: list[Hit]
    units: tuple[Unit, ...]
    runs: npt.NDArray[np.int64]
    voices: tuple[Voice, ...]
    features: Features
    marks: npt.NDArray[np.int64]

    def rows(self, scores: Matrix) -> Matrix:
        """What the models of runs see of each run, given the units' scores."""
        return run_rows(self.units, self.runs, self.features, scores, self.marks)

    def bounds(self, content: str, number: int) -> tuple[int, int]:
        """The bounds (code points) of the quote that the run of this number makes."""
        first, last = self.runs[number]
        return quote_bounds(content, self.units[first].start, self.units[last].end)

    def voice_rows(self, speaking: Voices, content: str, numbers: list[int]) -> Matrix:
        """What stands around the runs of these numbers, and how the text speaks as a whole."""
        whole = document_row(self.voices, self.features)
        rows = []
        for number in numbers:
            start, end = self.bounds(content, number)
            first = int(self.runs[number, 0])
            unit = self.units[first]
            around = speaking.around(start, end, unit.sentence, unit.block)
            quoted = bool(self.features.counts[first, COLUMN["quoted"]])
            tally = self.features.counts[first : int(self.runs[number, 1]) + 1][:, _SPEECH]
            row = [voice_row(around, start, quoted), tally.sum(axis=0), whole]
            rows.append(np.concatenate(row))
        return np.stack(rows)


def prepare(document: Document, text: Text, analysis: Analysis) -> Prepared:
    """Everything that is computed before any weight is looked at."""
    hits = knowledge().find(text.content)
    pieces = units(text, analysis, hits)
    spoken = voices(text, analysis, hits)
    return Prepared(
        hits,
        pieces,
        np.array(list(runs(pieces)), dtype=np.int64).reshape(-1, 2),
        spoken,
        features(document, text, analysis, pieces, hits, spoken),
        quote_marks(text.content, pieces),
    )


def extract(
    document: Document, text: Text, analysis: Analysis, weights: Weights | None = None
) -> tuple[Claim, ...]:
    """The claims of ``text``, in order of their quotes.

    Each quote lies in one block of the body; roles, quantities and the source's name are spans of
    the text; ``trace`` says which words of which frame brought the claim up, and whose word it is
    by which verb. ``weights`` are the shipped ones unless given.
    """
    weights = shipped() if weights is None else weights
    prepared = prepare(document, text, analysis)
    if not len(prepared.runs):
        return ()
    rows = prepared.rows(unit_scores(weights, prepared.features))
    places = sigmoid(trees(weights, "place", rows))[:, 0]
    pairs = [(int(first), int(last)) for first, last in prepared.runs]
    chosen = best_runs(pairs, [float(p) - WORTH for p in places], len(prepared.units))
    if not chosen:
        return ()
    speaking = Voices(text, prepared.voices)
    own = rows[chosen]
    types = linear(weights, "type", own).argmax(axis=1)
    spoken = prepared.voice_rows(speaking, text.content, chosen)
    wide = np.concatenate([own, spoken], axis=1)
    statuses = linear(weights, "status", wide).argmax(axis=1)
    sources = trees(weights, "source", spoken).argmax(axis=1)
    stances = linear(weights, "stance", wide).argmax(axis=1)
    sure = probabilities(linear(weights, "type", own)).max(axis=1) * places[chosen]
    candidates = Candidates(text, analysis, prepared.hits)
    claims = []
    for row, number in enumerate(chosen):
        start, end = prepared.bounds(text.content, number)
        unit = prepared.units[prepared.runs[number, 0]]
        around = speaking.around(start, end, unit.sentence, unit.block)
        near = around[NEAR].cue if NEAR in around else ""
        concluded = near == "conclude"
        kind: AttributionKind = "author" if concluded else SOURCES[sources[row]]
        attribution = speaking.name(kind, around, analysis.mentions)
        # Denials are too few (1.4 % of the gold) to be fitted: a verb of denial in the quote or
        # before it decides, and what is denied has an unknown status (SPEC.md, decided cases).
        denier = speaking.denying(start, end, analysis.mentions)
        attribution = denier or attribution
        denied = denier is not None or (
            near == "deny" and attribution.kind not in ("author", "rumour")
        )
        claim_type = CLAIM_TYPES[types[row]]
        place = Place(start, end, unit.sentence, unit.block, claim_type)
        claims.append(
            Claim(
                document=document.sha256,
                type=claim_type,
                quote=text.span(start, end),
                roles=choose(weights, candidates.pairs(place, attribution.span)),
                quantities=_quantities(analysis, start, end),
                status="unknown" if denied else STATUSES[statuses[row]],
                attribution=attribution,
                stance="denies" if denied else "infers" if concluded else STANCES[stances[row]],
                extractor=EXTRACTOR,
                extractor_version=EXTRACTOR_VERSION + mark(),
                confidence=round(float(sure[row]), 3),
                trace=_trace(text, prepared.hits, around, start, end, claim_type),
            )
        )
    return tuple(claims)


def _quantities(analysis: Analysis, start: int, end: int) -> tuple[Mention, ...]:
    return tuple(
        mention
        for mention in analysis.mentions
        if mention.kind == "quantity" and start <= mention.span.start and mention.span.end <= end
    )


def _trace(
    text: Text,
    hits: list[Hit],
    around: dict[str, Voice],
    start: int,
    end: int,
    claim_type: str,
) -> tuple[str, ...]:
    """The frame's words in the quote, the cues of status and doubt, and the voices around it."""
    lines = []
    for hit in hits:
        if hit.start < start or hit.end > end:
            continue
        words = text.content[hit.start : hit.end]
        if hit.cue.category == "trigger" and hit.cue.value == claim_type:
            lines.append(f"frame {hit.cue.name}: {words}")
        elif hit.cue.category in ("status", "hedge"):
            lines.append(f"{hit.cue.category} {hit.cue.value}: {words}")
    for where, voice in around.items():
        verb = text.content[voice.verb_start : voice.verb_end]
        lines.append(f"voice {where} {voice.cue}: {verb}")
    if not any(line.startswith("frame ") for line in lines):
        lines.insert(0, f"frame {claim_type}: no trigger, by its words and neighbours alone")
    return tuple(dict.fromkeys(lines))
