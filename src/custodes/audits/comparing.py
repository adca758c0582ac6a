"""Whether a finding that was computed again is what was kept."""

from __future__ import annotations

import math

from custodes.model import Finding, Quantity


def differences(kept: Finding, again: Finding) -> list[str]:
    """What is not the same, in words; empty where all is."""
    found = [
        f"{name}: {kept.figures.get(name)} before, {again.figures.get(name)} now"
        for name in sorted({*kept.figures, *again.figures})
        if not _same(kept.figures.get(name), again.figures.get(name))
    ]
    if kept.verdict != again.verdict:
        found.append(f"verdict: {kept.verdict} before, {again.verdict} now")
    if kept.identifier != again.identifier:
        found.append("its parameters, claims or version are not the same")
    return found


def _same(one: Quantity | None, other: Quantity | None) -> bool:
    """Whether two figures agree to nine digits: processors round sums differently."""
    if one is None or other is None or (one.unit, one.of) != (other.unit, other.of):
        return one == other
    return all(
        a == b or (a is not None and b is not None and math.isclose(a, b, rel_tol=1e-9))
        for a, b in ((one.low, other.low), (one.high, other.high))
    )
