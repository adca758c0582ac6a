"""Annotated documents cut into passages, and batches of these, as ``encoder.py`` learns from them.

Where sources are learnt, passages of one document that follow each other are in the same batch as
far as they go, so that a source is found beside a claim though it stands in the passage before.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import speakers
import torch
from annotated_documents import CAREFUL, Annotated
from torch import Tensor

from custodes.evidence.encoder.encoder import CHOICES, PLACES
from custodes.evidence.encoder.pieces import Pieces
from custodes.evidence.encoder.speaking import homes
from custodes.evidence.encoder.windows import Home, Passages, Window
from custodes.evidence.turns import AUTHOR

BATCH = 8
"""So many passages are learnt from at a time."""

BY_HAND, BY_MODEL, INVENTED = range(3)
"""Whose annotations: the benchmark's, further ones, those of documents of our own writing."""


@dataclass(frozen=True)
class Told:
    """A claim, units ``first..end``, with the sources that could have said it.

    Of each source where it stands and where it speaks, the row that the trees see of it, whether it
    is the author, and whether it is right.
    """

    first: int
    end: int
    places: list[tuple[Home | None, Home | None]]
    rows: np.ndarray
    author: np.ndarray
    right: np.ndarray


@dataclass(frozen=True)
class Cut:
    """A document's passages with the labels of their units (units, 3 + 4): -1 is unknown."""

    windows: list[Window]
    labels: list[np.ndarray]
    claims: list[Told]
    hand: int


@dataclass(frozen=True)
class Part:
    """The passages ``low..high`` of a document."""

    document: Cut
    low: int
    high: int


@dataclass(frozen=True)
class Batch:
    """Passages and the candidates of the claims in them, each under its number in the batch.

    ``pieces`` (passages, longest), -1 where a passage is over; ``spans`` (units, 3) passage, first
    piece and end; ``labels`` (units, 3 + 4); ``runs`` (claims, 2) units first and end; ``places``
    (words, 3) as ``spans``; ``candidates`` (n, 3) claim, nearest words, words that speak, where the
    number after the last place stands for none; ``rows`` (n, columns), ``author`` and ``right``
    (n,) are theirs; ``hands`` (units,) and ``claim_hands`` (claims,) say who annotated.
    """

    pieces: Tensor
    spans: Tensor
    labels: Tensor
    hands: Tensor
    runs: Tensor
    places: Tensor
    candidates: Tensor
    rows: Tensor
    author: Tensor
    right: Tensor
    claim_hands: Tensor


def cut(document: Annotated, pieces: Pieces) -> Cut:
    """A document as it is learnt from."""
    labels = np.full((len(document.units), len(PLACES) + len(CHOICES)), -1)
    labels[:, : len(PLACES)] = 0
    for claim, best in zip(document.gold, document.best, strict=True):
        if best < 0:
            continue
        first, last = document.runs[best]
        labels[first : last + 1, 0] = 1
        labels[first, 1] = labels[last, 2] = 1
        said = (claim["type"], claim["status"], claim["attribution"]["kind"], claim["stance"])
        for column, (choices, value) in enumerate(zip(CHOICES, said, strict=True), len(PLACES)):
            labels[first : last + 1, column] = choices.index(value)
    labels[~document.seen] = -1
    hand = BY_HAND if document.by_hand else INVENTED if document.invented else BY_MODEL
    passages = Passages(document.text, document.units, pieces)
    windows = passages.windows
    return Cut(
        windows,
        [labels[window.first : window.end] for window in windows],
        [*_told(document, passages)],
        hand,
    )


def _told(document: Annotated, passages: Passages) -> Iterator[Told]:
    known = speakers.spoken(document)
    numbers = speakers.in_order(document)
    for number, claim, right in zip(numbers, known.claims, known.right, strict=True):
        first, last = document.runs[document.best[number]]
        places = homes(document.stage, passages, claim, int(first))
        author = np.equal(claim.candidates, AUTHOR)
        yield Told(int(first), int(last) + 1, places, claim.rows, author, right)


def batches(
    documents: Sequence[Cut], random: np.random.Generator, *, together: bool
) -> list[list[Part]]:
    """All passages once, at most ``BATCH`` at a time, those of a document ``together`` or not."""
    size = BATCH if together else 1
    parts = []
    for document in documents:
        count = len(document.windows)
        opens = int(random.integers(size)) if count > size else 0
        bounds = sorted({0, *range(opens or size, count, size), count})
        parts += [Part(document, low, high) for low, high in itertools.pairwise(bounds)]
    found = list[list[Part]]()
    filling = list[list[Part]]()
    for number in random.permutation(len(parts)):
        more = parts[number].high - parts[number].low
        fits = next((one for one in filling if _size(one) + more <= BATCH), None)
        if fits is None:
            fits = []
            filling.append(fits)
        fits.append(parts[number])
        if _size(fits) == BATCH:
            filling.remove(fits)
            found.append(fits)
    found += filling
    return [found[number] for number in random.permutation(len(found))]


def _size(parts: Sequence[Part]) -> int:
    return sum(part.high - part.low for part in parts)


def batch(parts: Sequence[Part]) -> Batch:
    """These parts of documents under numbers of their own."""
    windows = [window for part in parts for window in part.document.windows[part.low : part.high]]
    pieces = np.full((len(windows), max(len(window.pieces) for window in windows)), -1)
    for row, window in enumerate(windows):
        pieces[row, : len(window.pieces)] = window.pieces
    places = dict[Home, int]()
    hands, claim_hands, told = list[int](), list[int](), list[Told]()
    runs, candidates = list[tuple[int, int]](), list[tuple[int, Home | None, Home | None]]()
    passage = 0
    for part in parts:
        first, end = windows[passage].first, part.document.windows[part.high - 1].end
        unit = len(hands) - first
        held = [
            claim for claim in part.document.claims if first <= claim.first and claim.end <= end
        ]
        for claim in held:
            for near, spoken in claim.places:
                moved = _moved(near, part, passage), _moved(spoken, part, passage)
                candidates.append((len(runs), *moved))
            runs.append((claim.first + unit, claim.end + unit))
        told += held
        claim_hands += [part.document.hand] * len(held)
        hands += [part.document.hand] * (end - first)
        passage += part.high - part.low
    for _, near, spoken in candidates:
        for home in (near, spoken):
            if home is not None:
                places.setdefault(home, len(places))
    number_of = {None: len(places), **places}
    numbers = [(claim, number_of[near], number_of[said]) for claim, near, said in candidates]
    return Batch(
        torch.tensor(pieces),
        torch.tensor([(row, *span) for row, window in enumerate(windows) for span in window.spans]),
        torch.tensor(np.concatenate([n for p in parts for n in p.document.labels[p.low : p.high]])),
        torch.tensor(hands),
        torch.tensor(runs).reshape(-1, 2),
        torch.tensor([*places]).reshape(-1, 3),
        torch.tensor(numbers).reshape(-1, 3),
        torch.tensor(np.concatenate([claim.rows for claim in told]) if told else ()),
        torch.tensor([author for claim in told for author in claim.author]),
        torch.tensor([right for claim in told for right in claim.right]),
        torch.tensor(claim_hands),
    )


def _moved(home: Home | None, part: Part, passage: int) -> Home | None:
    """Where words are in a batch whose passages from ``passage`` on are this part, if they are."""
    if home is None or not part.low <= home[0] < part.high:
        return None
    return home[0] - part.low + passage, home[1], home[2]


def share(hands: Tensor) -> Tensor:
    """How much what these hands annotated counts."""
    return torch.where(hands == BY_HAND, CAREFUL, 1.0)
