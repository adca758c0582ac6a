"""The evidence as a table for spreadsheets, one claim a row."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import get_args

from custodes.dossier.claims_jsonl import FORMAT_WORDS, document_label
from custodes.model import RoleName
from custodes.release import Released, ReleasedClaim, ReleasedQuantity

ROLES: tuple[RoleName, ...] = get_args(RoleName)
COLUMNS = (
    "number",
    "document",
    "title",
    "publisher",
    "published_first",
    "published_last",
    "type",
    "quote",
    *ROLES,
    "quantities",
    "status",
    "attribution",
    "attribution_name",
    "stance",
    "decision",
    "translation",
    "identifier",
)
"""The columns in their order; several values of one cell have `` | `` between them."""

CSV_WORDS = "\0".join((*COLUMNS, FORMAT_WORDS))
"""The words of the format itself: a masked name may be spelled as one of them."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def claims_csv(released: Released) -> str:
    """All released claims as CSV (RFC 4180: commas, quotes doubled, CRLF), with a header.

    A quantity is written as ``text [low, high] unit``, an open end as ``..``. A cell that a
    spreadsheet would run as a formula begins with an apostrophe.
    """
    documents = {document.identifier: document for document in released.documents}
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for claim in released.claims:
        document = documents[claim.document]
        published = document.published
        writer.writerow(
            _cell(value)
            for value in (
                claim.number,
                document_label(document),
                document.title,
                document.publisher,
                _day(published.first if published else None),
                _day(published.last if published else None),
                claim.type,
                claim.quote.exact,
                *(_role(claim, role) for role in ROLES),
                _joined(_quantity(quantity) for quantity in claim.quantities),
                claim.status,
                claim.attribution.kind,
                claim.attribution.name,
                claim.stance,
                claim.decision or "",
                claim.translation,
                claim.identifier,
            )
        )
    return out.getvalue()


def _role(claim: ReleasedClaim, role: RoleName) -> str:
    return _joined(dict.fromkeys(mention.text for mention in claim.roles.get(role, ())))


def _quantity(released: ReleasedQuantity) -> str:
    quantity = released.quantity
    low, high = (".." if end is None else f"{end:.15g}" for end in (quantity.low, quantity.high))
    of = f" ({quantity.of})" if quantity.of else ""
    return f"{released.text} [{low}, {high}] {quantity.unit}{of}".rstrip()


def _day(day: object) -> str:
    return "" if day is None else str(day)


def _joined(values: Iterable[str]) -> str:
    return " | ".join(values)


def _cell(value: str) -> str:
    return f"'{value}" if value.startswith(_FORMULA) else value
