"""From a sheet's queries to quantities of claims: exactly one each, or an error that lists them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from custodes.audits.worksheet.sheet import Figure, Place, Query
from custodes.model import Claim, Document, Mention

if TYPE_CHECKING:
    from custodes.case import Case

LISTED = 6
SHOWN = 60
BEFORE = 8
"""How many code points before a figure ``before`` looks at."""


@dataclass(frozen=True, slots=True)
class Match:
    """One quantity of one claim."""

    claim: Claim
    mention: Mention


class Evidence:
    """The claims of a case that have figures, and the documents they are in."""

    def __init__(self, case: Case) -> None:
        self.claims = [claim for claim in case.claims() if claim.quantities]
        self.documents: dict[str, Document] = {
            document.sha256: document for document in case.documents()
        }

    def found(self, query: Query, within: str = "") -> list[Match]:
        """All quantities that a query matches, in the order of the case.

        ``within`` is the SHA-256 of a document to look in alone.
        """
        return [
            Match(claim, mention)
            for claim in self.claims
            if within in ("", claim.document) and self._fits(claim, query)
            for mention in claim.quantities
            if _mention_fits(mention, query)
        ]

    def one(self, figure: Figure, place: Place, path: str) -> Match:
        """The quantity that a cell means; raises AuditError unless it is exactly one."""
        if figure.query is not None:
            matches = self.found(figure.query)
            if figure.words:
                matches = [
                    m for m in matches if _plain(m.mention.span.exact) == _plain(figure.words)
                ]
            if len(matches) == 1:
                return matches[0]
            raise place.error(f"{path}.query", self._not_one(matches, figure.query))
        matches = [
            Match(claim, mention)
            for claim in self.claims
            if claim.identifier == figure.claim
            for mention in claim.quantities
            if not figure.words or _plain(mention.span.exact) == _plain(figure.words)
        ]
        if len(matches) == 1:
            return matches[0]
        if not matches:
            raise place.error(
                f"{path}.claim",
                f"the case has no claim {figure.claim} with the figure "
                f"{figure.words or '(any)'}. 'custodes claims CASE --json' lists the claims.",
            )
        raise place.error(
            f"{path}.claim",
            f"the claim has {len(matches)} figures ({self._listed(matches)}): "
            "say which with 'words'",
        )

    def place_of(self, match: Match) -> str:
        """Where a match stands, for an error: document, position, and the words around it."""
        document = self.documents[match.claim.document]
        quote = match.claim.quote.exact.replace("\n", " ")
        shown = quote if len(quote) <= SHOWN else quote[:SHOWN] + "…"
        return (
            f"{match.mention.span.exact!r} at {match.mention.span.start} of "
            f"{document.title or document.name!r}, claim {match.claim.identifier} "
            f"({match.claim.type}, {match.claim.stance}): {shown!r}"
        )

    def _fits(self, claim: Claim, query: Query) -> bool:
        document = self.documents[claim.document]
        wanted = _plain(query.document)
        quote = _plain(claim.quote.exact)
        return (
            (not wanted or wanted in _plain(document.title) or wanted in _plain(document.name))
            and query.type in (None, claim.type)
            and query.stance in (None, claim.stance)
            and query.attribution in (None, claim.attribution.kind)
            and all(_plain(words) in quote for words in _several(query.quote))
            and not any(_plain(words) in quote for words in _several(query.without))
        )

    def _not_one(self, matches: Sequence[Match], query: Query) -> str:
        if matches:
            return (
                f"{len(matches)} figures match: {self._listed(matches)}. Make it match one: name "
                "more words of its 'quote', words that it goes 'without', its 'type' or "
                "'stance', or the figure's own 'words'."
            )
        looser = self.found(Query(words=query.words)) if query.words else []
        if not looser and query.words:
            near = [
                Match(claim, mention)
                for claim in self.claims
                for mention in claim.quantities
                if _plain(query.words) in _plain(mention.span.exact)
                or _plain(mention.span.exact) in _plain(query.words)
            ]
            looser = near
        hint = f" The figure stands elsewhere: {self._listed(looser)}." if looser else ""
        return (
            f"no figure of the case matches.{hint} Loosen the query, or look for the claim with "
            "'custodes claims CASE'."
        )

    def _listed(self, matches: Sequence[Match]) -> str:
        listed = "; ".join(self.place_of(match) for match in matches[:LISTED])
        rest = len(matches) - LISTED
        return listed + (f"; and {rest} more" if rest > 0 else "")


def _mention_fits(mention: Mention, query: Query) -> bool:
    quantity = mention.quantity
    if quantity is None:
        return False
    return (
        (not query.words or _plain(mention.span.exact) == _plain(query.words))
        and (not query.before or _plain(query.before) in _plain(mention.span.prefix[-BEFORE:]))
        and query.unit in (None, quantity.unit)
        and (query.of is None or _plain(query.of) in _plain(quantity.of or ""))
    )


def _several(words: str | tuple[str, ...]) -> tuple[str, ...]:
    return (words,) if isinstance(words, str) else words


def _plain(words: str) -> str:
    """Words without white space and width: ％ is %, ８ is 8."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", words)).lower()
