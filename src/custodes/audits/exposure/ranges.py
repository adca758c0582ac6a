"""How far cameras see, as the draws take it: from a purpose, or from what the user says."""

from __future__ import annotations

from custodes.audits.errors import AuditError
from custodes.audits.exposure.city import Cameras, Floats
from custodes.audits.exposure.uncertainty import RangesAt


def ranges_for(purpose: str, metres: tuple[float, float] | None) -> RangesAt:
    """The ranges of cameras at quantiles of their distribution.

    With ``metres``, any distance between the two is as likely; without, the distribution is that
    of ``purpose`` in ``fields_of_view``. Raises AuditError for ends that are no range.
    """
    if metres is not None:
        low, high = metres
        if not 0 < low <= high <= 2_000:
            raise AuditError(f"a range runs from above 0 to 2,000 m, not {low:g} to {high:g}")

        def given(cameras: Cameras, quantiles: Floats) -> Floats:
            found: Floats = low + quantiles * (high - low)
            return found

        return given

    raise NotImplementedError
