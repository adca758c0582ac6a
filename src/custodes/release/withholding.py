"""The words of claims that are held stay in the case, wherever else they stand.

The same sentence may carry another claim, be printed again, or be quoted in a comment: its words
are covered there too, and what the guard finds of them in a file stops the file.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from custodes.model import Claim
from custodes.release.masking import Masked, NameFinder
from custodes.release.released import WITHHELD, WhyWithheld

if TYPE_CHECKING:
    from custodes.case import Case

Places = Sequence[tuple[int, int]]
"""Stretches of a text in code points."""


class Withholding:
    """What of one case is held; ``met`` gathers the claims that a release leaves out for it."""

    def __init__(self, case: Case) -> None:
        states = case.legal.states()
        self._why: dict[str, WhyWithheld] = {
            name: state.why for name, state in states.items() if state.why is not None
        }
        quotes = {claim.quote.exact for claim in case.claims_named(self._why).values()}
        self.finder = NameFinder(dict.fromkeys(sorted(quotes), "string"))
        self.met: dict[str, tuple[Claim, WhyWithheld]] = {}

    def __bool__(self) -> bool:
        return bool(self._why)

    @functools.cached_property
    def guarded(self) -> NameFinder | None:
        """What the guard looks for; None where nothing is held."""
        return self.finder if self else None

    def places(self, text: str) -> Places:
        """Where words that are held stand in a text."""
        return [(found.start, found.end) for found in self.finder.find(text)] if self else ()

    def holds(self, claim: Claim, places: Places) -> bool:
        """Whether the claim stays, being held itself or in words that are; ``places`` are those of
        its document's text."""
        why = self._why.get(claim.identifier)
        quote = claim.quote
        if why is None and any(s < quote.end and quote.start < e for s, e in places):
            why = "same_words"
        if why is not None:
            self.met[claim.identifier] = claim, why
        return why is not None


def withheld(masked: Masked, places: Places) -> Masked:
    """The masked text with another mark where words are withheld; ``places`` are covered in it."""
    if not places:
        return masked
    text = masked.text
    for start, end in masked.covered:
        if any(s < end and start < e for s, e in places):
            first, last = masked.place(start, end)
            text = text[:first] + WITHHELD + text[last:]
    return dataclasses.replace(masked, text=text)
