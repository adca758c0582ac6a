"""The page of the audit worksheet: claimed beside computed, the sums, and what would settle it."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from custodes.dossier.audit_views import Figure, Section
from custodes.dossier.audits.worksheet_cells import (
    Cells,
    as_number,
    cell_name,
    end_of,
    interval_of,
    of_numbers,
    references_of,
    table_rows,
    words_of,
)
from custodes.dossier.audits.worksheet_checks import checked
from custodes.dossier.audits.worksheet_drawing import RangeBar, key, ranges_drawing
from custodes.dossier.audits.worksheet_settling import settling
from custodes.dossier.edition import Edition
from custodes.release.released import ReleasedFinding

WORDS = "audit.worksheet"


def sections(edition: Edition, finding: ReleasedFinding) -> Iterable[Section]:
    """What the tables of a worksheet show: of a sheet, or of the automatic checks."""
    if "differ" in finding.tables:
        yield from checked(edition, finding)
        return
    ranges = table_rows(finding.tables.get("ranges"))
    if ranges:
        yield _ranges(edition, finding, ranges)
    yield _sums(edition, table_rows(finding.tables.get("cells")))
    if finding.verdict:
        yield settling(edition, finding)


def _ranges(edition: Edition, finding: ReleasedFinding, rows: list[Cells]) -> Section:
    words = edition.words
    unit = str(rows[0]["unit_zh" if edition.language == "zh" else "unit_en"] or "")
    bars = []
    for row in rows:
        kind = str(row["range"])
        name = str(words(f"{WORDS}.bar.{kind}"))
        said = words_of(edition, row, "label")
        refs = references_of(edition, str(row["from"] or ""))
        detail = _bar_words(row, said)
        if refs and not detail:
            detail = edition.words.entries[f"{WORDS}.ranges.from"]
        bars.append(
            RangeBar(
                name,
                detail,
                refs,
                as_number(row["low"]),
                as_number(row["high"]),
                interval_of(edition, row, unit),
                claimed=kind == "claimed",
            )
        )
    joined = unit if unit == "%" else ""
    title = words(f"{WORDS}.ranges.title.{finding.verdict or 'sum'}")
    computed = next((row for row in rows if row["range"] == "computed"), rows[0])
    claimed = next((row for row in rows if row["range"] == "claimed"), None)
    label = str(
        words(
            f"{WORDS}.ranges.label",
            claimed=interval_of(edition, claimed, unit) if claimed else "–",
            computed=interval_of(edition, computed, unit),
        )
    )
    figure = Figure(
        "ranges",
        title,
        ranges_drawing(edition, bars, joined, label, narrow=False),
        ranges_drawing(edition, bars, joined, label, narrow=True),
        subtitle=_subtitle(edition, computed, unit),
        key=key(edition, words(f"{WORDS}.key.claimed"), words(f"{WORDS}.key.computed"))
        if claimed
        else (),
        caption=words(f"{WORDS}.ranges.caption"),
    )
    return Section(words(f"{WORDS}.ranges.heading"), figures=[figure])


def _bar_words(row: Cells, said: str) -> str:
    if row["range"] == "claimed" and row["words"]:
        return f"“{row['words']}”"
    return said if row["range"] == "reading" else ""


def _subtitle(edition: Edition, row: Cells, unit: str) -> Markup:
    said = words_of(edition, row, "label")
    parts = [said[:1].upper() + said[1:]] if said else []
    if unit and unit != "%":
        parts.append(str(edition.words(f"{WORDS}.ranges.in_unit", unit=unit)))
    said = str(edition.words("list.sentences")).join(parts)
    return edition.foreign(said + str(edition.words("list.stop")) if said else "", edition.language)


def _sums(edition: Edition, rows: list[Cells]) -> Section:
    words = edition.words
    columns = [words(f"{WORDS}.column.{name}") for name in ("cell", "words", "counted")]
    columns += [of_numbers(words(f"{WORDS}.column.{name}")) for name in ("low", "high")]
    columns += [words(f"{WORDS}.column.from")]
    lines = []
    conventions = False
    for row in rows:
        read_as = str(row["read_as"])
        conventions = conventions or read_as == "convention"
        unit = str(row["unit_zh" if edition.language == "zh" else "unit_en"] or "")
        source = str(row["from"] or "")
        claim = edition.claims.get(source)
        if claim is not None:
            cited = Markup('<a class="ref" href="{}">{}</a>').format(
                edition.place_of(claim), claim.number
            )
        elif read_as in ("sum", "assumption"):
            cited = words(f"{WORDS}.read_as.{read_as}")
        else:
            cited = edition.foreign(source)
        if read_as == "convention":
            cited = Markup("{} <small>{}</small>").format(
                cited, words(f"{WORDS}.read_as.convention")
            )
        said = words_of(edition, row, "counted")
        written = str(row["words"] or "")
        quoted = (
            Markup('<span class="mono">{}</span>').format(written.replace(" - ", " − "))
            if read_as == "sum"
            else Markup('<span class="q">{}</span>').format(edition.foreign(written))
        )
        lines.append(
            [
                cell_name(edition, str(row["cell"]), ""),
                quoted,
                edition.foreign(said),
                end_of(edition, row["low"], unit),
                end_of(edition, row["high"], unit),
                cited,
            ]
        )
    note = words(f"{WORDS}.sums.conventions") if conventions else ""
    return Section(words(f"{WORDS}.sums.heading"), columns=columns, rows=lines, note=note)
