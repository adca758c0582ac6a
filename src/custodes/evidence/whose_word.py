"""Who says each claim of a text, and whether the source asserts, denies or infers it.

Every candidate is scored by what stands between it and the claim (``stage``), then again knowing
who seems to say the claim before (``turns``). Kind and name are decided together.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from custodes.evidence.encoder.chances import Chances
from custodes.evidence.lexicon import STANCES
from custodes.evidence.scores import SOURCES
from custodes.evidence.stage import Claimed, Stage
from custodes.evidence.stance_words import rejected
from custodes.evidence.surroundings import KINDS
from custodes.evidence.turns import AUTHOR, kind_number, spoken_by, turns
from custodes.evidence.weights import Matrix, Weights, forest, halfway, sigmoid, trees
from custodes.model import Attribution, Stance

_KINDS = [SOURCES.index(kind) for kind in ("author", *KINDS)]

HEARD, SPEAKING = 0.3, 1.0
"""What the encoder makes of the kind of source counts for so much, in the first look and again in
the second; and what it makes of the sources themselves, in the second."""

OVERSURE = -5.0
"""Speaks against the author of a text that lays down no rules, where an encoder is heard (natural
logarithm of odds).

Trees and encoder err towards the author alike, so both together are too sure of it: of claims that
they give the author at 0.999 one in two is. Documents left out, quotations given, someone else's
word is shown as the author's or the reverse in 0.12 of the claims with it, 0.14 without, and the
name is right in 0.63 and 0.58, in either half of the documents; the kind in 0.77 and 0.78. Trees
alone need no such thing.
"""
_LEAST = 1e-3

UNLIKELY = -9.0
"""Speaks against a source that only the text's own title names (natural logarithm of odds).

A title says what its text is about: of 395 such candidates of the benchmark's claims 2 are right.
"""

OWN_WORD = 2.0
"""Speaks for the author of a text that lays down rules (natural logarithm of odds).

Of 1,116 claims of such texts, documents left out, the kind of source is right in 0.94 with it,
0.84 without; 1 to 6 give 0.94 as well.
"""

ELSEWHERE, HANDED_OVER = -20.0, 5.0
"""Where somebody else has the word, rules the author out and speaks for those who have it.

Of 303 annotated claims at such places 2 are the author's word. Documents left out, quotations
given, the kind is right in 0.77 of the benchmark's English claims with it, 0.67 without, the name
in 0.39 and 0.27; in Chinese little changes. By the trees alone -5 does as much; the encoder's
scores lie further apart, and with it -5 and 2 reach but 0.69.
"""

IN_A_DOCUMENT = 5.0
"""Speaks for who says something in a document, where words are parted by spaces.

There annotators hold the one who speaks for the source (12 of 13 claims), in Chinese the document
(15 of 21).
"""

INFERS_ABOVE, BOTH_INFER_ABOVE = 0.3, 0.35
"""An inference is taken for one from this chance on: missing one is the worse mistake.

By the trees alone, and by the mean of trees and encoder.
"""


@dataclass(frozen=True, slots=True)
class Word:
    """Whose word one claim is, the source's stance, and the words that told so."""

    attribution: Attribution
    stance: Stance
    trace: tuple[str, ...]


def stance_rows(stage: Stage, claims: Sequence[Claimed], sources: Sequence[int]) -> Matrix:
    """What stance and status are decided by: the claim's row for its source, and its own words."""
    return np.stack(
        [
            np.concatenate(
                [
                    claim.rows[claim.candidates.index(source)],
                    np.array(stage.around.stance_row(claim.start, claim.end), dtype=np.float32),
                ]
            )
            for claim, source in zip(claims, sources, strict=True)
        ]
    )


def whose_word(
    weights: Weights,
    stage: Stage,
    claims: Sequence[Claimed],
    read: Chances | None = None,
    heard: Sequence[Matrix] | None = None,
) -> tuple[list[Word], Matrix]:
    """Whose word these claims are, which are in order of position.

    ``read`` and ``heard`` are what an encoder makes of the claims, and of their candidates (natural
    logarithms), where there is one. Beside them one row a claim, from which stance and status are
    told.
    """
    candidates = [claim.candidates for claim in claims]
    sizes = np.cumsum([len(of_claim) for of_claim in candidates])[:-1]
    rows = np.concatenate([claim.rows for claim in claims])
    first = np.split(trees(weights, "speaker", rows)[:, 0], sizes)
    encoded = read is not None and heard is not None
    leaning = [np.array(_known(stage, claim, encoded=encoded), "f4") for claim in claims]
    if read is not None and heard is not None:
        towards = HEARD * np.log(read.sources[:, _KINDS] + _LEAST)
        kinds = [
            own[[kind_number(stage, candidate) for candidate in of_claim]]
            for own, of_claim in zip(towards, candidates, strict=True)
        ]
        first = [scores + own for scores, own in zip(first, kinds, strict=True)]
        leaning = [
            own + kind + SPEAKING * of_claim
            for own, kind, of_claim in zip(leaning, kinds, heard, strict=True)
        ]
    told = turns(stage, [(claim.start, claim.end) for claim in claims], candidates, first)
    turn = forest(weights, "turn")
    sources = spoken_by(stage, told, lambda rows: turn(rows)[:, 0], leaning)
    seen = stance_rows(stage, claims, sources)
    inferred, above = sigmoid(trees(weights, "infers", seen))[:, 0], INFERS_ABOVE
    if read is not None:
        above = BOTH_INFER_ABOVE
        inferred = halfway(inferred, read.stances[:, STANCES.index("infers")])
    found = []
    for claim, source, infers in zip(claims, sources, inferred, strict=True):
        found.append(_word(stage, claim, source, bool(infers > above)))
    return found, seen


def _known(stage: Stage, claim: Claimed, *, encoded: bool) -> list[float]:
    """What speaks for each candidate by what the text is and where the claim stands in it.

    ``encoded`` tells that an encoder is heard beside the trees.
    """
    handed = stage.handed_over(claim.start, claim.end)
    speaker = stage.says_in_a_document(claim.start) if stage.spaced else AUTHOR
    found = []
    for source in claim.candidates:
        if source == AUTHOR:
            known = OWN_WORD if stage.lays_down_rules else OVERSURE * encoded
            known += ELSEWHERE * (handed is not None)
        else:
            known = UNLIKELY * stage.only_in_title(source, claim.end)
            known += HANDED_OVER * (handed is not None and source in handed.sources)
            known += IN_A_DOCUMENT * (source == speaker)
        found.append(known)
    return found


def _word(stage: Stage, claim: Claimed, source: int, infers: bool) -> Word:
    start, end = claim.start, claim.end
    # Where the text leaves no choice, nothing is left to the fitted models.
    denial = stage.around.denied(start, end)
    denier = stage.denier(start, end) if denial else -1
    concluded = stage.around.concluded(start)
    if denier >= 0:
        source = denier
    elif concluded is not None:
        source, infers = AUTHOR, True
    attribution = stage.attribution(source, end)
    group, words = "denial", denial
    if not denial:
        group, words = rejected(attribution.kind, stage.text.content, start, end)
    denies = denier >= 0 or (bool(words) and attribution.kind != "rumour" and not concluded)
    stance: Stance = "denies" if denies else "infers" if infers else "asserts"
    trace = [f"hedge {group}: {words}"] if denies and words else []
    if concluded is not None and denier < 0:
        trace.append(
            f"voice before conclude: {stage.text.content[concluded.start : concluded.end]}"
        )
    handed = stage.handed_over(start, end)
    if handed is not None and handed.label is not None and source in handed.sources:
        trace.append(f"voice handed over: {stage.text.content[slice(*handed.label)].strip()}")
    speech = stage.governing(source, start, end)
    return Word(attribution, stance, (*trace, *stage.notes(speech)))
