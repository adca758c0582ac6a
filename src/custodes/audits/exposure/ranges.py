"""How far and how wide cameras see, as the draws take it: for a purpose, or as the user says."""

from __future__ import annotations

from custodes.audits.errors import AuditError
from custodes.audits.exposure.city import Cameras, Floats
from custodes.audits.exposure.fields_of_view import (
    PURPOSES,
    Reach,
    openings_for,
    pixels_per_metre,
    ranges_at,
)
from custodes.audits.exposure.uncertainty import SightAt


def sight_for(purpose: str, metres: tuple[float, float] | None) -> SightAt:
    """The ranges of cameras at quantiles of their distribution, and the openings that go with them.

    Without ``metres`` the distribution is that of ``purpose``, and an opening that nothing states
    follows from the range. With them the range lies between the two (the logarithm of any as
    likely), and openings stay as they are. Raises AuditError for no such purpose or range.
    """
    if purpose not in PURPOSES:
        raise AuditError(f"{purpose!r} is no purpose of an image; take {', '.join(PURPOSES)}")
    if metres is None:

        def sold(cameras: Cameras, quantiles: Floats) -> tuple[Cameras, Floats]:
            ranges = ranges_at(cameras, quantiles, purpose)
            return openings_for(cameras, ranges, purpose), ranges

        return sold
    low, high = metres
    if not 0 < low <= high <= 2_000:
        raise AuditError(f"a range runs from above 0 to 2,000 m, not {low:g} to {high:g}")
    between = Reach(low, (low * high) ** 0.5, high)

    def given(cameras: Cameras, quantiles: Floats) -> tuple[Cameras, Floats]:
        return cameras, ranges_at(cameras, quantiles, between)

    return given


def citation(purpose: str) -> str:
    """Where the resolution that a purpose needs is published."""
    return pixels_per_metre(purpose).citation
