"""The page of the automatic checks: the sums that do not come out, and what was looked at."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from custodes.dossier.audit_views import Section
from custodes.dossier.audits.worksheet_cells import of_numbers, table_rows, words_of
from custodes.dossier.edition import Edition
from custodes.release.released import ReleasedFinding

WORDS = "audit.worksheet"


def checked(edition: Edition, finding: ReleasedFinding) -> Iterable[Section]:
    """The sections of a finding of the checks."""
    words = edition.words
    rows = table_rows(finding.tables["differ"])
    if rows:
        lines = []
        for row in rows:
            says = words_of(edition, row, "says")
            refs = Markup(" ").join(
                Markup('<a class="ref" href="{}">{}</a>').format(
                    edition.place_of(edition.claims[claim]), edition.claims[claim].number
                )
                for claim in str(row["claims"]).split()
                if claim in edition.claims
            )
            lines.append([words(f"{WORDS}.check.{row['kind']}"), edition.foreign(says), refs])
        yield Section(
            words(f"{WORDS}.checks.heading"),
            columns=[words(f"{WORDS}.checks.{name}") for name in ("kind", "says", "claims")],
            rows=lines,
        )
    yield Section(
        words(f"{WORDS}.checks.looked"),
        columns=[
            words(f"{WORDS}.checks.kind"),
            of_numbers(words(f"{WORDS}.checks.all")),
            of_numbers(words(f"{WORDS}.checks.differ")),
        ],
        rows=[
            [
                words(f"{WORDS}.check.{row['kind']}"),
                edition.number(float(row["checked"] or 0)),
                edition.number(float(row["differ"] or 0)),
            ]
            for row in table_rows(finding.tables["kinds"])
        ],
        note=words(f"{WORDS}.checks.note"),
    )
