"""The page of the audit linkage: uniqueness by points, by resolution, and by joins."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup

from custodes.dossier.audit_views import Figure, Section
from custodes.dossier.audits.linkage_drawing import (
    joins_drawing,
    points_drawing,
    resolution_drawing,
)
from custodes.dossier.edition import Edition
from custodes.model import Quantity, Table
from custodes.release.released import ReleasedFinding

WORDS = "audit.linkage"


def sections(edition: Edition, finding: ReleasedFinding) -> Iterable[Section]:
    """What the tables ``by_points``, ``by_resolution`` and ``joins`` of the finding show."""
    if "by_points" in finding.tables:
        yield _points(edition, finding, finding.tables["by_points"])
    if "by_resolution" in finding.tables:
        yield _resolution(edition, finding, finding.tables["by_resolution"])
    if "joins" in finding.tables:
        yield _joins(edition, finding.tables["joins"])
    if "measured" in finding.parameters:
        words = edition.words
        yield Section(
            words(f"{WORDS}.rounded.heading"),
            points=[words(f"{WORDS}.rounded.{name}") for name in ("one", "two", "three")],
        )


def _share(edition: Edition, low: object, high: object) -> str:
    return edition.interval(Quantity(float(str(low)), float(str(high)), "%"))


def _points(edition: Edition, finding: ReleasedFinding, table: Table) -> Section:
    words = edition.words
    rows = [tuple(float(str(cell)) for cell in row) for row in table.rows]
    most, _, low, high = rows[-1]
    title = words(f"{WORDS}.points.title", points=int(most), share=_share(edition, low, high))
    figure = Figure(
        "by-points",
        title,
        points_drawing(edition, rows, str(title), narrow=False),
        points_drawing(edition, rows, str(title), narrow=True),
        subtitle=words(f"{WORDS}.points.subtitle"),
        caption=words(f"{WORDS}.points.caption"),
    )
    return Section(words(f"{WORDS}.points.heading"), figures=[figure])


def _resolution(edition: Edition, finding: ReleasedFinding, table: Table) -> Section:
    words = edition.words
    day = finding.figures["unique_by_day"]
    title = words(f"{WORDS}.resolution.title", share=edition.interval(day))
    rows = [tuple(None if cell is None else float(str(cell)) for cell in row) for row in table.rows]
    gridded = rows[0][1] is not None
    subtitle = "subtitle" if gridded else "subtitle_time"
    figure = Figure(
        "by-resolution",
        title,
        resolution_drawing(edition, rows, str(title), narrow=False),
        resolution_drawing(edition, rows, str(title), narrow=True),
        subtitle=words(f"{WORDS}.resolution.{subtitle}"),
        caption=words(f"{WORDS}.resolution.caption"),
    )
    note: Markup | str = ""
    if "exponent" in finding.figures:
        note = words(
            f"{WORDS}.resolution.says",
            published=edition.interval(finding.figures["exponent_published"]),
            ours=edition.interval(finding.figures["exponent"]),
            gap=edition.number(finding.figures["largest_gap"].high or 0),
        )
    return Section(words(f"{WORDS}.resolution.heading"), figures=[figure], note=note)


def _joins(edition: Edition, table: Table) -> Section:
    words = edition.words
    shares: dict[str, dict[int, tuple[float, float, float]]] = {}
    for names, each, share, low, high in table.rows:
        numbers = (float(str(share)), float(str(low)), float(str(high)))
        shares.setdefault(_label(edition, str(names)), {})[int(float(str(each)))] = numbers
    most = list(shares)[-1]
    _, low, high = shares[most][1]
    sets = max(str(row[0]).count("+") for row in table.rows) + 1
    title = words(f"{WORDS}.joins.title", sets=sets, share=_share(edition, low, high))
    lines = [(label, *by_points[1]) for label, by_points in shares.items()]
    figure = Figure(
        "joins",
        title,
        joins_drawing(edition, lines, str(title), narrow=False),
        joins_drawing(edition, lines, str(title), narrow=True),
        subtitle=words(f"{WORDS}.joins.subtitle"),
        caption=words(f"{WORDS}.joins.caption"),
    )
    return Section(
        words(f"{WORDS}.joins.heading"),
        figures=[figure],
        columns=[words(f"{WORDS}.joins.columns_{name}") for name in ("sets", "one", "two")],
        rows=[
            [label, *(edition.number(by_points[each][0]) for each in (1, 2))]
            for label, by_points in shares.items()
        ],
    )


def _label(edition: Edition, names: str) -> str:
    parts = []
    for name in names.split("+"):
        key = f"{WORDS}.set.{name}"
        parts.append(str(edition.words(key)) if key in edition.words else name)
    return (" + " if edition.language == "en" else "＋").join(parts)
