"""One released case in one interface language: look-ups, links and how values are written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from urllib.parse import urlencode

from markupsafe import Markup, escape

from custodes.dossier.taxonomy_labels import label_of
from custodes.dossier.words import InterfaceLanguage, Words, load_words
from custodes.model import DateInterval, Quantity
from custodes.release.released import (
    MASK,
    WITHHELD,
    Released,
    ReleasedClaim,
    ReleasedDocument,
    ReleasedMention,
    ReleasedQuantity,
)

ROWS_A_PAGE = 3000
"""Past this many rows the evidence table is split between sources."""

_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN = re.compile(r"[A-Za-z]{2}")


def script_language(text: str) -> str:
    """``zh`` where the text has Chinese characters, ``en`` where it has Latin words, else empty."""
    if _HAN.search(text):
        return "zh"
    return "en" if _LATIN.search(text) else ""


def grouping_key(mention: ReleasedMention) -> str:
    """What makes two mentions one in a figure: the same canonical form, or the same words."""
    return mention.canonical or mention.text


class Edition:
    """What the pages of one dossier share."""

    def __init__(self, released: Released, language: InterfaceLanguage) -> None:
        self.released = released
        self.language = language
        self.words: Words = load_words(language)
        self.claims: Mapping[str, ReleasedClaim] = {
            claim.identifier: claim for claim in released.claims
        }
        self.documents: Mapping[str, ReleasedDocument] = {
            document.identifier: document for document in released.documents
        }
        by_document: dict[str, list[ReleasedClaim]] = {
            document.identifier: [] for document in released.documents
        }
        for claim in released.claims:
            by_document[claim.document].append(claim)
        self.claims_of = by_document
        self.copies_of: dict[str, list[ReleasedDocument]] = {}
        for document in released.documents:
            if document.reprint_of in self.documents:
                self.copies_of.setdefault(document.reprint_of, []).append(document)
        self.reprints = sum(map(len, self.copies_of.values()))
        self.unreviewed = sum(claim.decision is None for claim in released.claims)
        self.evidence_parts = self._split_evidence()
        self._part_of = {
            document.identifier: number
            for number, part in enumerate(self.evidence_parts)
            for document in part
        }
        self.entry_pages: dict[tuple[str, str], str] = {}

    def _split_evidence(self) -> list[list[ReleasedDocument]]:
        parts: list[list[ReleasedDocument]] = [[]]
        rows = 0
        for document in self.released.documents:
            count = len(self.claims_of[document.identifier])
            if rows and rows + count > ROWS_A_PAGE:
                parts.append([])
                rows = 0
            parts[-1].append(document)
            rows += count
        return parts

    def first_of(self, document: ReleasedDocument) -> ReleasedDocument:
        """The source whose text this one is again, or itself."""
        return self.documents.get(document.reprint_of, document)

    def distinct(self, documents: Iterable[ReleasedDocument]) -> int:
        """How many sources these are, reprints of one text counted once."""
        return len({self.first_of(document).identifier for document in documents})

    # links

    def source_page(self, document: ReleasedDocument) -> str:
        """The file name of a source's page."""
        return f"source-{document.letter.lower()}.html"

    def place_of(self, claim: ReleasedClaim) -> str:
        """The link to the claim's highlighted words in its source."""
        return f"{self.source_page(self.documents[claim.document])}#{claim.number}"

    def evidence_page(self, part: int = 0) -> str:
        """The file name of a part of the evidence table, counted from 0."""
        return "evidence.html" if part == 0 else f"evidence-{part + 1}.html"

    def evidence(self, **conditions: str) -> str:
        """A link to the evidence table, filtered."""
        return f"evidence.html?{urlencode(conditions)}" if conditions else "evidence.html"

    def of_flow(self, source: str, recipient: str) -> str:
        """A link to the claims that say that data go from one holder to the other."""
        del source, recipient
        return self.evidence(type="data_flow")

    def of_holder(self, name: str) -> str:
        """A link to the page of a holder, or to the claims of data flows where it has none."""
        pages = (page for (_, key), page in self.entry_pages.items() if key == name)
        return next(pages, "") or self.evidence(type="data_flow")

    def entry_page(self, mention: ReleasedMention) -> str:
        """The page of an agency, company or programme, or the empty string."""
        return self.entry_pages.get((mention.kind, grouping_key(mention)), "")

    # writing

    def masked(self, text: str) -> Markup:
        """The text, escaped, with every mask, and every passage that is withheld, drawn as one."""
        drawn = Markup('<span class="masked" role="img" aria-label="{}">{}</span>').format(
            self.words("mask.label"), MASK
        )
        open_ = drawn.join(escape(piece) for piece in text.split(MASK))
        if WITHHELD not in open_:
            return open_
        covered = Markup('<span class="withheld" role="img" aria-label="{}">{}</span>').format(
            self.words("held.label"), WITHHELD
        )
        return covered.join(map(Markup, open_.split(WITHHELD)))

    def foreign(self, text: str, language: str = "") -> Markup:
        """The text, escaped and masked, marked with its language where that is not the page's."""
        tag = language if language not in ("", "und") else script_language(text)
        if not tag or tag.split("-")[0] == self.language:
            return self.masked(text)
        return Markup('<span lang="{}">{}</span>').format(tag, self.masked(text))

    def language_of(self, document: ReleasedDocument) -> str:
        """The language tag of a source's own words."""
        if document.language not in ("", "und"):
            return document.language
        return script_language(document.title + self._sample(document)) or self.language

    def _sample(self, document: ReleasedDocument) -> str:
        return document.paragraphs[0].text if document.paragraphs else ""

    def label(self, mention: ReleasedMention) -> str:
        """How figures name what a mention stands for, in the interface's language if known."""
        return label_of(mention, self.language)

    def labels(self, mentions: Iterable[ReleasedMention]) -> dict[str, str]:
        """One label for each grouping key: the taxonomy's, or the commonest words."""
        seen: dict[str, Counter[str]] = {}
        for mention in mentions:
            seen.setdefault(grouping_key(mention), Counter())[self.label(mention)] += 1
        return {key: counter.most_common(1)[0][0] for key, counter in seen.items()}

    def number(self, value: float) -> str:
        """A number with thousands separators and no idle decimals."""
        if value == int(value):
            return f"{int(value):,}"
        return f"{value:,.6g}" if abs(value) < 1e6 else f"{value:,.1f}"

    def interval(self, quantity: Quantity, table: bool = False) -> str:
        """The figure as the interval that its words allow, with its unit."""
        low, high = quantity.low, quantity.high
        if low is not None and high is not None:
            if low == high:
                figure = self.number(low)
            else:
                key = "interval.table" if table else "interval.closed"
                figure = self.words.entries[key].format(
                    low=self.number(low), high=self.number(high)
                )
        elif low is not None:
            figure = self.words.entries["interval.from"].format(low=self.number(low))
        else:
            assert high is not None  # noqa: S101 -- Quantity has at least one end
            figure = self.words.entries["interval.to"].format(high=self.number(high))
        if not quantity.unit:
            return figure
        joined = quantity.unit.startswith("%") or script_language(quantity.unit) == "zh"
        return f"{figure}{'' if joined else ' '}{quantity.unit}"

    def says_itself(self, figure: ReleasedQuantity) -> bool:
        """Whether the figure as written is already the number, so that it need not be repeated."""
        plain = re.sub(r"[\s,，]", "", self.interval(figure.quantity))
        return re.sub(r"[\s,，]", "", figure.text) == plain

    def dates(self, dates: DateInterval | None) -> str:
        """The days as 2018, 2018-06, 2018-06-16 or 2016…2020, as short as they allow."""
        if dates is None:
            return ""
        first, last = dates.first, dates.last
        if first is None or last is None:
            return f"{first.isoformat() if first else ''}…{last.isoformat() if last else ''}"
        if first == last:
            return first.isoformat()
        if (first.day, last.month, last.day) == (1, 12, 31) and first.month == 1:
            return str(first.year) if first.year == last.year else f"{first.year}…{last.year}"
        if first.day == 1 and (last == date.max or (last + timedelta(days=1)).day == 1):
            start, end = f"{first:%Y-%m}", f"{last:%Y-%m}"
            return start if start == end else f"{start}…{end}"
        return f"{first.isoformat()}…{last.isoformat()}"
