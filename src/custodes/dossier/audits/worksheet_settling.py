"""What would settle a claim, on the page of a worksheet: where the verdict turns, cell by cell."""

from __future__ import annotations

from markupsafe import Markup

from custodes.dossier.audit_views import Figure, Section
from custodes.dossier.audits.worksheet_cells import (
    Cells,
    as_number,
    cell_name,
    plain_number,
    table_rows,
    words_of,
)
from custodes.dossier.audits.worksheet_drawing import Rung, ladder_drawing
from custodes.dossier.edition import Edition
from custodes.release.released import ReleasedFinding

WORDS = "audit.worksheet"


def settling(edition: Edition, finding: ReleasedFinding) -> Section:
    """The turning points nearest to what the sheet takes, drawn, and those of every cell."""
    words = edition.words
    scales = [
        table_rows(table) for name, table in finding.tables.items() if name.startswith("turns_")
    ]
    figures = [_ladder(edition, scales[0])] if scales else []
    effects = table_rows(finding.tables.get("sensitivity"))
    counted = {str(row["cell"]): row for row in table_rows(finding.tables.get("cells"))}
    lines: list[list[Markup | str]] = []
    by_cell = {str(scale[0]["cell"]): scale for scale in scales}
    for effect in effects:
        name = str(effect["cell"])
        if effect["low"] == effect["high"] and name not in by_cell:
            continue
        row = counted.get(name)
        lines.append(
            [
                cell_name(edition, name, words_of(edition, row, "counted") if row else ""),
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


def _pinned(edition: Edition, effect: Cells, side: str) -> Markup | str:
    if effect["low"] == effect["high"] is not None:
        return (
            edition.words(
                f"{WORDS}.settle.taken", value=plain_number(edition, float(effect["low"] or 0))
            )
            if side == "low"
            else ""
        )
    verdict = edition.words(f"verdict.{effect[f'verdict_at_{side}']}.word")
    value = effect[side]
    if value is None:
        return edition.words(f"{WORDS}.settle.open")
    return Markup("{}: {}").format(plain_number(edition, float(value)), verdict)


def _turn_words(edition: Edition, scale: list[Cells]) -> Markup:
    parts = []
    for row in scale:
        verdict = edition.words(f"verdict.{row['verdict']}.word")
        low, high = as_number(row["low"]), as_number(row["high"])
        if not low and high is not None:
            key_, values = "below", {"high": plain_number(edition, high)}
        elif high is None:
            key_, values = "from", {"low": plain_number(edition, low or 0)}
        else:
            key_ = "between"
            values = {
                "low": plain_number(edition, low or 0),
                "high": plain_number(edition, high),
            }
        parts.append(edition.words(f"{WORDS}.turns.{key_}", verdict=verdict, **values))
    return Markup("; ").join(parts)


def _ladder(edition: Edition, scale: list[Cells]) -> Figure:
    words = edition.words
    first = scale[0]
    what = words_of(edition, first, "what")
    now = (as_number(first["now_low"]), as_number(first["now_high"]))
    most = as_number(first["most"])
    rungs = [
        Rung(
            as_number(row["low"]),
            as_number(row["high"]),
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
            value=plain_number(edition, value),
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
            value=plain_number(edition, past.low),
            most=plain_number(edition, most),
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
