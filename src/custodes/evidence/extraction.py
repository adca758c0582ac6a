"""Claims of one text: which runs of clauses state something, of which type, in whose word."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from itertools import islice, takewhile

import numpy as np
import numpy.typing as npt

from custodes.evidence.casting import cast
from custodes.evidence.choose import best_runs
from custodes.evidence.encoder.chances import claim_chances, quote_chances
from custodes.evidence.encoder.speaking import heard
from custodes.evidence.features import Features, features
from custodes.evidence.lexicon import CLAIM_TYPES, STATUSES, Hit, knowledge
from custodes.evidence.models import Models, extractor_version, shipped_models
from custodes.evidence.norms import mere_procedure, only_allows
from custodes.evidence.roles import Candidates, Place
from custodes.evidence.scores import (
    annotated_rows,
    quote_marks,
    run_rows,
    unit_scores,
)
from custodes.evidence.stage import Stage
from custodes.evidence.stance_words import left_open
from custodes.evidence.units import Unit, quote_bounds, runs, units
from custodes.evidence.voices import voices
from custodes.evidence.weights import (
    Matrix,
    halfway,
    linear,
    probabilities,
    sigmoid,
    trees,
)
from custodes.evidence.whose_word import Word, whose_word
from custodes.evidence.wording import STATUS, TYPES, wording_scores
from custodes.language.analysis import Analysis
from custodes.model import Claim, Document, Mention, Text

EXTRACTOR = "custodes.frames"

LONGEST_READ = 500_000
"""A longer text (code points) is read without the encoder, which would take minutes for it."""

WORTH = 0.55
"""A run is worth taking where its chance of being a quote is above this (choose.best_runs)."""

DOUBT, DOUBT_SPACED = 0.55, 0.7
"""The chance that a thing is done counts for so much: a plan taken for a fact is the worse slip.

The second where words are parted by spaces: there less is taken for done.
"""


@dataclass(frozen=True, slots=True)
class Prepared:
    """What the models need of one text: units, candidate runs (n, 2) and features."""

    hits: list[Hit]
    units: tuple[Unit, ...]
    runs: npt.NDArray[np.int64]
    features: Features
    marks: npt.NDArray[np.int64]

    def rows(self, scores: Matrix, worded: Matrix) -> Matrix:
        """What the models of runs see of each run, given the scores of units and of wording."""
        rows = run_rows(self.units, self.runs, self.features, scores, self.marks)
        types = probabilities(worded[:, TYPES])
        statuses = probabilities(worded[:, STATUS])
        return np.concatenate([rows, types, types.max(axis=1, keepdims=True), statuses], axis=1)

    def worth(self, content: str, places: Matrix) -> list[float]:
        """What taking each run is worth, given its chance of being a quote; a question nothing."""
        asks = np.array([left_open(content, unit.end) for unit in self.units])[self.runs[:, 1]]
        gains = np.where(asks, 0.0, places - WORTH)
        return [float(gain) for gain in gains]

    def bounds(self, content: str, number: int) -> tuple[int, int]:
        """The bounds (code points) of the quote that the run of this number makes."""
        first, last = self.runs[number]
        return quote_bounds(content, self.units[first].start, self.units[last].end)


def prepare(document: Document, text: Text, analysis: Analysis) -> Prepared:
    """Everything that is computed before any weight is looked at."""
    hits = knowledge().find(text.content)
    pieces = units(text, analysis, hits)
    spoken = voices(text, analysis, hits)
    return Prepared(
        hits,
        pieces,
        np.array(list(runs(pieces)), dtype=np.int64).reshape(-1, 2),
        features(document, text, analysis, pieces, hits, spoken),
        quote_marks(text.content, pieces),
    )


def extract(
    document: Document, text: Text, analysis: Analysis, models: Models | None = None
) -> tuple[Claim, ...]:
    """The claims of ``text``, in order of their quotes.

    Each quote lies in one block of the body; roles, quantities and the source's name are spans of
    the text; ``trace`` says which words of which frame brought the claim up, and whose word it is
    by which verb. ``models`` are the shipped ones unless given.
    """
    models = models or shipped_models()
    weights = models.weights
    encoder = models.encoder if len(text.content) <= LONGEST_READ else None
    prepared = prepare(document, text, analysis)
    if not len(prepared.runs):
        return ()
    worded = wording_scores(weights, prepared.features, prepared.units, prepared.runs)
    rows = prepared.rows(unit_scores(weights, prepared.features), worded)
    read = encoder.read(text, prepared.units) if encoder else None
    places = sigmoid(trees(weights, "place", rows))[:, 0]
    if read:
        places = halfway(places, quote_chances(read.scores, prepared.runs))
    stage = Stage(document, text, analysis, prepared.hits)
    if stage.lays_down_rules:
        places[mere_procedure(text.content, analysis, prepared.units, prepared.runs)] = 0.0
    pairs = [(int(first), int(last)) for first, last in prepared.runs]
    chosen = best_runs(pairs, prepared.worth(text.content, places), len(prepared.units))
    if not chosen:
        return ()
    own = rows[chosen]
    told = claim_chances(read.scores, prepared.runs[chosen]) if read else None
    # Two models judge the type, one by words alone and one by what stands around; both count.
    around = trees(weights, "kind", annotated_rows(own))
    kinds = halfway(probabilities(around), probabilities(worded[chosen][:, TYPES]))
    if told is not None:
        kinds = halfway(kinds, told.types)
    types = kinds.argmax(axis=1)
    bounds = [prepared.bounds(text.content, number) for number in chosen]
    firsts = [prepared.units[prepared.runs[number, 0]] for number in chosen]
    stated = stage.claimed(bounds)
    heard_as = heard(read, stage, stated, prepared.runs[chosen]) if read else None
    words, seen = whose_word(weights, stage, stated, told, heard_as)
    how_far = probabilities(linear(weights, "status", np.concatenate([own, seen], axis=1)))
    if told is not None:
        how_far = halfway(how_far, told.statuses)
    how_far[:, STATUSES.index("done")] *= DOUBT_SPACED if stage.spaced else DOUBT
    statuses = how_far.argmax(axis=1)
    sure = kinds.max(axis=1) * places[chosen]
    candidates = Candidates(text, analysis, prepared.hits)
    quotes = [
        Place(start, end, unit.sentence, unit.block, CLAIM_TYPES[kind])
        for (start, end), unit, kind in zip(bounds, firsts, types, strict=True)
    ]
    found = [
        candidates.pairs(quote, word.attribution.span)
        for quote, word in zip(quotes, words, strict=True)
    ]
    roles = cast(weights, text, analysis, quotes, found)
    claims = []
    for row, ((start, end), word) in enumerate(zip(bounds, words, strict=True)):
        status = STATUSES[statuses[row]]
        if word.stance == "denies" or _allowed(stage, start, end):
            status = "unknown"
        claim_type = CLAIM_TYPES[types[row]]
        claims.append(
            Claim(
                document=document.sha256,
                type=claim_type,
                quote=text.span(start, end),
                roles=roles[row],
                quantities=_quantities(analysis, start, end),
                status=status,
                attribution=word.attribution,
                stance=word.stance,
                extractor=EXTRACTOR,
                extractor_version=extractor_version(quick=encoder is None),
                confidence=round(float(sure[row]), 3),
                trace=(
                    *_trace(text, prepared.hits, word, start, end, claim_type),
                    *([told.note(row)] if told is not None else []),
                ),
            )
        )
    return tuple(claims)


def _allowed(stage: Stage, start: int, end: int) -> bool:
    """Whether a text that lays down rules allows this: then nobody knows whether it is done."""
    return stage.lays_down_rules and only_allows(stage.text.content, start, end)


def _quantities(analysis: Analysis, start: int, end: int) -> tuple[Mention, ...]:
    return tuple(
        mention
        for mention in analysis.mentions
        if mention.kind == "quantity" and start <= mention.span.start and mention.span.end <= end
    )


def _trace(
    text: Text,
    hits: list[Hit],
    word: Word,
    start: int,
    end: int,
    claim_type: str,
) -> tuple[str, ...]:
    """The frame's words in the quote, the cues of status and doubt, and who is heard to say it."""
    lines = []
    first = bisect_left(hits, start, key=lambda hit: hit.start)
    for hit in takewhile(lambda hit: hit.start < end, islice(hits, first, None)):
        if hit.end > end:
            continue
        words = text.content[hit.start : hit.end]
        if hit.cue.category == "trigger" and hit.cue.value == claim_type:
            lines.append(f"frame {hit.cue.name}: {words}")
        elif hit.cue.category in ("status", "hedge"):
            lines.append(f"{hit.cue.category} {hit.cue.value}: {words}")
    lines.extend(word.trace)
    if not any(line.startswith("frame ") for line in lines):
        lines.insert(0, f"frame {claim_type}: no trigger, by its words and neighbours alone")
    return tuple(dict.fromkeys(lines))
