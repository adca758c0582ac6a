"""A document printed twice is one source: which documents are reprints, and what they repeat."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from custodes.model import Claim

if TYPE_CHECKING:
    from custodes.case import Case
    from custodes.evidence import Disagreement


class Reprints:
    """The reprints among the documents of a case."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._first = {
            sha256: group.documents[0]
            for group in case.near_duplicates()
            if group.kind == "reprint"
            for sha256 in group.documents[1:]
        }
        self._words = lru_cache(8)(self._words_of)

    def first_of(self, sha256: str) -> str:
        """The document that this one is a reprint of, or the empty string."""
        return self._first.get(sha256, "")

    def repeats(self, claim: Claim) -> bool:
        """Whether the claim stands in a reprint, and its words in the first of the group too."""
        first = self._first.get(claim.document)
        return first is not None and _hashes(claim.quote.exact) in self._words(first)

    def within_one_source(self, disagreement: Disagreement, documents: dict[str, str]) -> bool:
        """Whether all sides stand in one text printed twice, and no figure was made another.

        ``documents`` gives the document (SHA-256) of each claim.
        """
        sides = {documents[claim] for claim in disagreement.claims if claim in documents}
        sources = {self._first.get(side, side) for side in sides}
        return disagreement.kind != "figure" and len(sources) == 1 < len(sides)

    def _words_of(self, sha256: str) -> bytes:
        return _hashes(self._case.text(sha256).content)


def _hashes(words: str) -> bytes:
    """The tokens of a text, eight bytes each: equal where only script or layout differ."""
    from custodes.evidence.shingles import tokens

    return tokens(words).hashes.tobytes()
