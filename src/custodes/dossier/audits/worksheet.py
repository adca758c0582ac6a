"""The page of the audit worksheet: claimed beside computed, the sums, and what would settle it."""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup, escape

from custodes.dossier.audit_views import Figure, Section
from custodes.dossier.audits.worksheet_drawing import (
    RangeBar,
    Rung,
    key,
    ladder_drawing,
    ranges_drawing,
)
from custodes.dossier.edition import Edition
from custodes.model import Table
from custodes.release.released import ReleasedFinding

WORDS = "audit.worksheet"
DIGITS = 4

Cells = dict[str, str | float | None]


def sections(edition: Edition, finding: ReleasedFinding) -> Iterable[Section]:
    """What the tables of a worksheet show: of a sheet, or of the automatic checks."""
    if "differ" in finding.tables:
        yield from _checks(edition, finding)
        return
    ranges = _rows(finding.tables.get("ranges"))
    if ranges:
        yield _ranges(edition, finding, ranges)
    yield _sums(edition, _rows(finding.tables.get("cells")))
    if finding.verdict:
        yield _settling(edition, finding)


def _ranges(edition: Edition, finding: ReleasedFinding, rows: list[Cells]) -> Section:
    words = edition.words
    unit = str(rows[0]["unit_zh" if edition.language == "zh" else "unit_en"] or "")
    bars = []
    for row in rows:
        kind = str(row["range"])
        name = str(words(f"{WORDS}.bar.{kind}"))
        said = _said(edition, row, "label")
        refs = _refs(edition, str(row["from"] or ""))
        detail = _bar_words(row, said)
        if refs and not detail:
            detail = edition.words.entries[f"{WORDS}.ranges.from"]
        bars.append(
            RangeBar(
                name,
                detail,
                refs,
                _number(row["low"]),
                _number(row["high"]),
                _interval(edition, row, unit),
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
            claimed=_interval(edition, claimed, unit) if claimed else "–",
            computed=_interval(edition, computed, unit),
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
    said = _said(edition, row, "label")
    parts = [said[:1].upper() + said[1:]] if said else []
    if unit and unit != "%":
        parts.append(str(edition.words(f"{WORDS}.ranges.in_unit", unit=unit)))
    stop = str(edition.words("list.stop"))
    return edition.foreign(stop.join(parts) + (stop if parts else ""), edition.language)


def _sums(edition: Edition, rows: list[Cells]) -> Section:
    words = edition.words
    columns = [words(f"{WORDS}.column.{name}") for name in ("cell", "words", "counted")]
    columns += [_of_numbers(words(f"{WORDS}.column.{name}")) for name in ("low", "high")]
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
        said = _said(edition, row, "counted")
        written = str(row["words"] or "")
        quoted = (
            Markup('<span class="mono">{}</span>').format(written.replace(" - ", " − "))
            if read_as == "sum"
            else Markup('<span class="q">{}</span>').format(edition.foreign(written))
        )
        lines.append(
            [
                _cell_name(edition, str(row["cell"]), ""),
                quoted,
                edition.foreign(said),
                _end(edition, row["low"], unit),
                _end(edition, row["high"], unit),
                cited,
            ]
        )
    note = words(f"{WORDS}.sums.conventions") if conventions else ""
    return Section(words(f"{WORDS}.sums.heading"), columns=columns, rows=lines, note=note)


def _settling(edition: Edition, finding: ReleasedFinding) -> Section:
    words = edition.words
    scales = [_rows(table) for name, table in finding.tables.items() if name.startswith("turns_")]
    figures = [_ladder(edition, scales[0])] if scales else []
    effects = _rows(finding.tables.get("sensitivity"))
    counted = {str(row["cell"]): row for row in _rows(finding.tables.get("cells"))}
    lines: list[list[Markup | str]] = []
    by_cell = {str(scale[0]["cell"]): scale for scale in scales}
    for effect in effects:
        name = str(effect["cell"])
        if effect["low"] == effect["high"] and name not in by_cell:
            continue
        row = counted.get(name)
        lines.append(
            [
                _cell_name(edition, name, _said(edition, row, "counted") if row else ""),
                _pinned(edition, effect, "low"),
                _pinned(edition, effect, "high"),
                _turn_words(edition, by_cell[name])
                if name in by_cell
                else words(f"{WORDS}.turns.none"),
            ]
        )
    columns = [words(f"{WORDS}.settle.{name}") for name in ("cell", "at_low", "at_high", "turns")]
    return Section(
        words(f"{WORDS}.settle.heading"),
        figures=figures,
        columns=columns if lines else (),
        rows=lines,
        note=words(f"{WORDS}.settle.note") if lines else "",
    )


def _cell_name(edition: Edition, name: str, said: str) -> Markup:
    plain = name.replace("_", " ")
    return Markup('<span class="mono">{}</span> {}').format(plain, edition.foreign(said))


def _pinned(edition: Edition, effect: Cells, side: str) -> Markup | str:
    if effect["low"] == effect["high"] is not None:
        return (
            edition.words(
                f"{WORDS}.settle.taken", value=_plain_number(edition, float(effect["low"] or 0))
            )
            if side == "low"
            else ""
        )
    verdict = edition.words(f"verdict.{effect[f'verdict_at_{side}']}.word")
    value = effect[side]
    if value is None:
        return edition.words(f"{WORDS}.settle.open")
    return Markup("{}: {}").format(_plain_number(edition, float(value)), verdict)


def _turn_words(edition: Edition, scale: list[Cells]) -> Markup:
    parts = []
    for row in scale:
        verdict = edition.words(f"verdict.{row['verdict']}.word")
        low, high = _number(row["low"]), _number(row["high"])
        if not low and high is not None:
            key_, values = "below", {"high": _plain_number(edition, high)}
        elif high is None:
            key_, values = "from", {"low": _plain_number(edition, low or 0)}
        else:
            key_ = "between"
            values = {
                "low": _plain_number(edition, low or 0),
                "high": _plain_number(edition, high),
            }
        parts.append(edition.words(f"{WORDS}.turns.{key_}", verdict=verdict, **values))
    return Markup("; ").join(parts)


def _ladder(edition: Edition, scale: list[Cells]) -> Figure:
    words = edition.words
    first = scale[0]
    what = _said(edition, first, "what")
    now = (_number(first["now_low"]), _number(first["now_high"]))
    most = _number(first["most"])
    rungs = [
        Rung(
            _number(row["low"]),
            _number(row["high"]),
            str(row["verdict"]),
            words.entries[f"verdict.{row['verdict']}.word"],
        )
        for row in scale
    ]
    turn = _nearest_turn(rungs, now)
    if turn is None:
        title = words(f"{WORDS}.ladder.title_none", what=what)
    else:
        side, value, verdict = turn
        kind = "" if first["counted"] else "_measure"
        title = words(
            f"{WORDS}.ladder.title_{side}{kind}",
            what=what,
            value=_plain_number(edition, value),
            would=words(f"{WORDS}.would.{verdict}"),
        )
    below = edition.words.entries[f"{WORDS}.ladder.least"]
    caption: Markup | str = ""
    past = next(
        (rung for rung in rungs if most is not None and rung.low is not None and rung.low > most),
        None,
    )
    if past is not None and past.low is not None and most is not None:
        caption = words(
            f"{WORDS}.ladder.beyond",
            verdict=past.word,
            value=_plain_number(edition, past.low),
            most=_plain_number(edition, most),
        )
    return Figure(
        "turns",
        title,
        ladder_drawing(edition, rungs, now, most, below, str(title), narrow=False),
        ladder_drawing(edition, rungs, now, most, below, str(title), narrow=True),
        subtitle=words(f"{WORDS}.ladder.subtitle", what=what),
        caption=caption,
    )


def _nearest_turn(
    rungs: list[Rung], now: tuple[float | None, float | None]
) -> tuple[str, float, str] | None:
    """Below or above, where, and to what the verdict turns nearest to what the sheet takes."""
    low, high = now
    if low is None or high is None:
        return None
    found: list[tuple[float, tuple[str, float, str]]] = []
    for rung in rungs:
        if rung.high is not None and rung.high <= low:
            found.append((low - rung.high, ("below", rung.high, rung.verdict)))
        if rung.low is not None and rung.low > high:
            found.append((rung.low - high, ("above", rung.low, rung.verdict)))
    return min(found)[1] if found else None


def _checks(edition: Edition, finding: ReleasedFinding) -> Iterable[Section]:
    words = edition.words
    rows = _rows(finding.tables["differ"])
    if rows:
        lines = []
        for row in rows:
            says = _said(edition, row, "says")
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
            _of_numbers(words(f"{WORDS}.checks.all")),
            _of_numbers(words(f"{WORDS}.checks.differ")),
        ],
        rows=[
            [
                words(f"{WORDS}.check.{row['kind']}"),
                edition.number(float(row["checked"] or 0)),
                edition.number(float(row["differ"] or 0)),
            ]
            for row in _rows(finding.tables["kinds"])
        ],
        note=words(f"{WORDS}.checks.note"),
    )


def _of_numbers(heading: Markup) -> Markup:
    return Markup("#{}").format(heading)


def _rows(table: Table | None) -> list[Cells]:
    if table is None:
        return []
    return [dict(zip(table.columns, row, strict=True)) for row in table.rows]


def _said(edition: Edition, row: Cells, name: str) -> str:
    return str(row.get(f"{name}_{edition.language}") or row.get(f"{name}_en") or "")


def _refs(edition: Edition, sources: str) -> list[tuple[str, str]]:
    named = dict.fromkeys(sources.split())
    claims = [edition.claims[each] for each in named if each in edition.claims]
    return [(claim.number, edition.place_of(claim)) for claim in claims]


def _number(value: str | float | None) -> float | None:
    return None if value is None or isinstance(value, str) else float(value)


def _plain_number(edition: Edition, value: float) -> str:
    return edition.number(value if value == int(value) else float(f"{value:.{DIGITS}g}"))


def _end(edition: Edition, value: str | float | None, unit: str) -> Markup | str:
    number = _number(value)
    if number is None:
        return "…"
    return escape(_plain_number(edition, number) + ("%" if unit == "%" else ""))


def _interval(edition: Edition, row: Cells, unit: str) -> str:
    low, high = _number(row["low"]), _number(row["high"])
    joined = unit if unit == "%" or edition.language == "zh" else f" {unit}" if unit else ""
    shown = {
        "low": "" if low is None else _plain_number(edition, low),
        "high": "" if high is None else _plain_number(edition, high),
    }
    if low is None and high is None:
        return "…"
    if low is None:
        name = "to"
    elif high is None:
        name = "from"
    elif low == high:
        return shown["low"] + joined
    else:
        name = "closed"
    return edition.words.entries[f"interval.{name}"].format(**shown) + joined
