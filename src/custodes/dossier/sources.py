"""The page of one source: the paragraphs that carry claims, each claim highlighted."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from markupsafe import Markup

from custodes.dossier.drawing import Drawing, link
from custodes.dossier.edition import Edition
from custodes.dossier.highlights import Piece, cut
from custodes.model import ClaimType
from custodes.release.released import ReleasedClaim, ReleasedDocument, ReleasedParagraph

STRIP_ROWS: tuple[ClaimType, ...] = (
    "supply",
    "data_flow",
    "deployment",
    "targeting",
    "rule",
    "measure",
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph with its pieces and claims; ``omitted`` counts the paragraphs left out before."""

    paragraph: ReleasedParagraph
    pieces: tuple[Piece, ...]
    claims: tuple[ReleasedClaim, ...]
    omitted: int


@dataclass(frozen=True, slots=True)
class SourceView:
    """All that the page of a source shows."""

    document: ReleasedDocument
    page: str
    language: str
    passages: tuple[Passage, ...]
    omitted_after: int
    types: tuple[tuple[ClaimType, int], ...]
    strip: Markup

    @property
    def omitted(self) -> int:
        """How many paragraphs of the source are not reproduced."""
        return self.omitted_after + sum(passage.omitted for passage in self.passages)


def source_view(edition: Edition, document: ReleasedDocument) -> SourceView:
    """What the page of this source shows."""
    claims = edition.claims_of[document.identifier]
    passages: list[Passage] = []
    reached = 0
    for index, paragraph in enumerate(document.paragraphs):
        here = tuple(
            sorted(
                (claim for claim in claims if claim.paragraph == index),
                key=lambda claim: (claim.quote.start, claim.quote.end, claim.number),
            )
        )
        passages.append(
            Passage(
                paragraph,
                cut(paragraph.text, here),
                here,
                max(0, paragraph.ordinal - reached - 1),
            )
        )
        reached = max(reached, paragraph.ordinal)
    counted = Counter(claim.type for claim in claims)
    return SourceView(
        document,
        edition.source_page(document),
        edition.language_of(document),
        tuple(passages),
        max(0, document.paragraph_count - reached),
        tuple(counted.most_common()),
        _strip(edition, document, passages),
    )


def _strip(edition: Edition, document: ReleasedDocument, passages: list[Passage]) -> Markup:
    """Where in the document the claims stand: one line a type, the width of the page."""
    drawing = Drawing(edition.language)
    width = 1080.0
    drawing.line(0, 27.5, width, 27.5, "ax")
    step = width / max(1, document.paragraph_count)
    for passage in passages:
        length = max(1, len(passage.paragraph.text))
        for claim in passage.claims:
            x = step * (passage.paragraph.ordinal - 1 + claim.quote.start / length)
            reach = max(3.0, step * (claim.quote.end - claim.quote.start) / length)
            box = Markup('<rect class="z-{}" x="{:.1f}" y="{}" width="{:.1f}" height="3.5"/>')
            shape = box.format(claim.type, x, 1 + 4.4 * STRIP_ROWS.index(claim.type), reach)
            drawing.add(link(f"#{claim.number}", shape, claim.number, focusable=False))
    return Markup(
        '<svg class="strip" viewBox="0 0 1080 28" preserveAspectRatio="none" role="group" '
        'aria-label="{}">{}</svg>'
    ).format(edition.words("source.strip"), Markup("").join(drawing.parts))
