"""How far and how wide cameras see for a purpose: from resolution standards and focal lengths.

A camera of focal length f, in pixels (focal length over pixel pitch), shows a metre at r metres as
f / r pixels (the pinhole model). A purpose needs p pixels a metre, so it is served up to r = f / p.
A picture w pixels wide then spans 2 arctan(w / 2f): whoever sees far, sees narrowly.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from custodes.audits.errors import AuditError
from custodes.audits.exposure.city import Cameras, Floats
from custodes.audits.sourced import SourcedFigure, load_figures

PURPOSES = ("identify", "recognise", "observe", "detect")
"""What an image is to serve for, after EN 62676-4:2015, the most demanding first."""
PICTURE_WIDTH = 1920
"""Pixels across a picture where an opening is derived from a range: an assumption, no source."""
_DECILES = ("focal_length_first_decile", "focal_length_median", "focal_length_last_decile")


@dataclass(frozen=True, slots=True)
class Reach:
    """Metres from the lens up to which a purpose is served: first decile, median, last decile."""

    low: float
    middle: float
    high: float


def pixels_per_metre(purpose: str) -> SourcedFigure:
    """What a purpose needs, with its source; raises AuditError for no such purpose."""
    if purpose not in PURPOSES:
        raise AuditError(f"{purpose!r} is no purpose of an image; take {', '.join(PURPOSES)}")
    return load_figures("exposure").default(f"pixels_to_{purpose}")


def focal_lengths() -> tuple[SourcedFigure, SourcedFigure, SourcedFigure]:
    """Deciles of focal lengths in pixels over catalogued models: a stated assumption, no source."""
    figures = load_figures("exposure")
    first, median, last = (figures[name] for name in _DECILES)
    return first, median, last


def reach(purpose: str) -> Reach:
    """The reach of catalogued fixed cameras for a purpose (one of PURPOSES)."""
    needed = _low(pixels_per_metre(purpose))
    low, middle, high = (_low(figure) / needed for figure in focal_lengths())
    return Reach(low, middle, high)


def ranges_at(cameras: Cameras, quantiles: ArrayLike, purpose: str | Reach) -> Floats:
    """Metres (c,) that cameras see for a purpose, or within a Reach the user states.

    ``quantiles`` 0..1 (c,) or one for all: 0 is the first decile, 0.5 the median, 1 the last
    decile, in between the logarithm of the range is linear. The tenths of models beyond either
    decile, where the catalogue says nothing, are never drawn. Raises AuditError for quantiles or
    a Reach out of order.
    """
    between = reach(purpose) if isinstance(purpose, str) else purpose
    if not 0 < between.low <= between.middle <= between.high <= 2_000:
        raise AuditError(
            f"ranges run from above 0 to 2,000 m, from low to high, not {between.low:g}, "
            f"{between.middle:g}, {between.high:g}"
        )
    places = np.array(np.broadcast_to(np.asarray(quantiles, np.float64), len(cameras)))
    if not ((places >= 0) & (places <= 1)).all():
        raise AuditError("quantiles of ranges lie between 0 and 1")
    marks = np.log([between.low, between.middle, between.high])
    return np.asarray(np.exp(np.interp(places, (0.0, 0.5, 1.0), marks)), np.float64)


def draw_ranges(cameras: Cameras, purpose: str | Reach, seed: int) -> Floats:
    """Metres (c,), one random quantile for each device; the rows of a device see equally far."""
    devices = int(cameras.device.max(initial=-1)) + 1
    drawn = np.random.default_rng(seed).random(devices)
    return ranges_at(cameras, drawn[cameras.device], purpose)


def openings_for(cameras: Cameras, ranges: ArrayLike, purpose: str) -> Cameras:
    """The cameras with openings that go with these ranges (metres), where none was stated.

    Only sectors whose opening is an assumption change: 2 arctan(PICTURE_WIDTH / 2f) with
    f = range times pixels a metre (the pinhole model). Discs and half-planes stay: a camera that
    turns, or whose direction nobody mapped, may look anywhere within them.
    """
    metres = np.array(np.broadcast_to(np.asarray(ranges, np.float64), len(cameras)))
    focal = metres * _low(pixels_per_metre(purpose))
    derived = np.degrees(2 * np.arctan(PICTURE_WIDTH / 2 / np.maximum(focal, 1e-9)))
    sector = (cameras.openings < 180) & ~cameras.openings_stated & ~np.isnan(cameras.directions)
    return replace(cameras, openings=np.where(sector, derived, cameras.openings))


def _low(figure: SourcedFigure) -> float:
    low = figure.quantity.low
    if low is None or low <= 0:
        raise AuditError(f"audits/exposure/sources.toml: {figure.name} needs a value above 0")
    return float(low)
