"""Figures, tables and words of a measurement."""

from __future__ import annotations

from collections.abc import Sequence

from custodes.audits.linkage.joining import Join
from custodes.audits.linkage.measuring import AtResolution, Measurement
from custodes.audits.linkage.precision import Precision
from custodes.audits.linkage.published import (
    Fall,
    fitted_exponent,
    largest_gap,
    published_exponent,
    published_share,
)
from custodes.audits.linkage.traces import Unicity
from custodes.audits.wording import joined, load_phrases
from custodes.model import Quantity, Table


def percent(quantity: Quantity) -> str:
    """A share in words: 95% or 94.8–95.3%."""
    low, high = f"{quantity.low:.4g}", f"{quantity.high:.4g}"
    return f"{low}%" if low == high else f"{low}–{high}%"


def counted(quantity: Quantity) -> str:
    """A count in words: 100,000 or 1,230–1,240."""
    low, high = f"{quantity.low:,.0f}", f"{quantity.high:,.0f}"
    return low if low == high else f"{low}–{high}"


def share(unicity: Unicity, points: int, precision: Precision) -> Quantity:
    """The share unique at so many points, with its band, in %."""
    return Quantity(*precision.band(unicity, points), "%")


def figures(measurement: Measurement, precision: Precision) -> dict[str, Quantity]:
    """``unique_1`` and so on, those at coarser resolutions, and what was measured."""
    points = measurement.by_points.unique.shape[1]
    named = {
        f"unique_{known}": share(measurement.by_points, known, precision)
        for known in range(1, points + 1)
    }
    for name, at in coarse_ends(measurement).items():
        named[name] = share(at.unique, 1, precision)
    named["people"] = precision.count(measurement.people)
    named["points_a_person"] = precision.count(measurement.median_points)
    return named


def coarse_ends(measurement: Measurement) -> dict[str, AtResolution]:
    """The resolutions of a day, of the widest cells, and of both."""
    hours = max(at.hours for at in measurement.by_resolution)
    cells = max(at.cells for at in measurement.by_resolution)
    by_both = {(at.hours, at.cells): at for at in measurement.by_resolution}
    ends = {"unique_by_day": by_both[hours, 1]}
    if cells > 1:
        ends["unique_in_wide_cells"] = by_both[1, cells]
        ends["unique_by_day_in_wide_cells"] = by_both[hours, cells]
    return ends


def tables(measurement: Measurement, precision: Precision, cell_metres: float) -> dict[str, Table]:
    """``by_points`` and ``by_resolution``: what the plots are drawn from, shares in %."""
    points = measurement.by_points.unique.shape[1]
    by_points = [
        (
            float(known),
            precision.middle(measurement.by_points, known),
            *precision.band(measurement.by_points, known),
        )
        for known in range(1, points + 1)
    ]
    # From the finest share as it is shown, so that the comparison tells no more of it.
    finest = precision.middle(measurement.by_resolution[0].unique, 1) / 100
    by_resolution = [
        (
            float(at.hours),
            float(at.cells * cell_metres) if cell_metres else None,
            float(at.coarser),
            precision.middle(at.unique, 1),
            *precision.band(at.unique, 1),
            round(100 * published_share(finest, at.coarser, points), 1),
        )
        for at in measurement.by_resolution
    ]
    return {
        "by_points": Table(("points", "share", "low", "high"), tuple(by_points)),
        "by_resolution": Table(
            ("hours", "cell_metres", "coarser", "share", "low", "high", "published"),
            tuple(by_resolution),
        ),
    }


def comparison(measurement: Measurement) -> tuple[dict[str, Quantity], dict[str, str]]:
    """How the fall with resolution compares with the published one: figures, and the words.

    Compared are the resolutions at which the published formula gives anything above 0.
    """
    points = measurement.by_points.unique.shape[1]
    finest = measurement.by_resolution[0].unique.share(1)
    falls = [
        Fall(at.coarser, at.unique.share(1))
        for at in measurement.by_resolution
        if published_share(finest, at.coarser, points) > 0
    ]
    ours, theirs = fitted_exponent(falls), round(published_exponent(points), 3)
    gap, where = largest_gap(falls, points)
    named = {
        "exponent": Quantity(ours, ours),
        "exponent_published": Quantity(theirs, theirs),
        "largest_gap": Quantity(round(100 * abs(gap), 1), round(100 * abs(gap), 1), "%"),
    }
    phrase = load_phrases("linkage")
    words = phrase(
        "answer.published",
        published=f"{theirs:.3f}",
        ours=f"{ours:.3f}",
        gap=f"{100 * abs(gap):.0f}",
        where=f"{where.coarser:.0f}",
        direction=phrase("more" if gap > 0 else "less"),
    )
    return named, words


def join_figures(found: Sequence[Join], precision: Precision) -> dict[str, Quantity]:
    """With one point in each: the least and the most that one, two and three data sets give."""
    named = {}
    for count, name in ((1, "joined_one"), (2, "joined_two"), (3, "joined_three")):
        bands = [
            precision.band(join.unicity, 1)
            for join in found
            if len(join.names) == count and join.points_each == 1
        ]
        if bands:
            lows, highs = zip(*bands, strict=True)
            named[name] = Quantity(min(lows), max(highs), "%")
    return named


def join_table(found: Sequence[Join], precision: Precision) -> Table:
    """Every combination: its data sets, the points known of each, the share unique in %."""
    return Table(
        ("data_sets", "points_each", "share", "low", "high"),
        tuple(
            (
                "+".join(join.names),
                float(join.points_each),
                precision.middle(join.unicity, 1),
                *precision.band(join.unicity, 1),
            )
            for join in found
        ),
    )


def answer(named: dict[str, Quantity], points: int) -> dict[str, str]:
    """What came out, in a sentence or two."""
    phrase = load_phrases("linkage")
    people = counted(named["people"])
    one, last = percent(named["unique_1"]), percent(named[f"unique_{points}"])
    first = (
        phrase("answer.one", share=one, people=people)
        if points == 1
        else phrase("answer.several", people=people, one=one, last=last, points=points)
    )
    day = percent(named["unique_by_day"])
    if "unique_by_day_in_wide_cells" not in named:
        return joined([first, phrase("answer.coarse_time", share=day)])
    both = percent(named["unique_by_day_in_wide_cells"])
    return joined([first, phrase("answer.coarse", share=day, both=both, wider=8)])
