"""What may leave a measurement of a real file: shares and counts, rounded outward.

A share goes to steps of 0.1 % or of what ten people are, whichever is coarser (0.1, 0.2, 0.5, 1,
2, 5 …), a count to tens: so that no figure tells of fewer than ten people.
"""

from __future__ import annotations

import math

COUNT_STEP = 10
FINEST_STEP = 0.1


def share_step(people: int) -> float:
    """The step in % to which shares of so many people are rounded."""
    if people < 1:
        raise ValueError("a share needs people that it is a share of")
    wanted = max(FINEST_STEP, 100.0 * COUNT_STEP / people)
    power = 0.1
    while True:
        for digit in (1, 2, 5):
            if digit * power >= wanted * (1 - 1e-9):
                return digit * power if power >= 1 else round(digit * power, 1)
        power *= 10


def rounded_share(low: float, high: float, step: float) -> tuple[float, float]:
    """The interval (0..1) in %, its ends moved outward to whole steps (0..100)."""
    down = math.floor(100 * low / step + 1e-9) * step
    up = math.ceil(100 * high / step - 1e-9) * step
    return round(max(0.0, down), 6), round(min(100.0, up), 6)


def rounded_middle(share: float, step: float) -> float:
    """The share (0..1) in % at the nearest step."""
    return round(min(100.0, round(100 * share / step) * step), 6)


def rounded_count(count: float) -> tuple[int, int]:
    """The ten below or at a count, and the next: never the count itself."""
    down = math.floor(count / COUNT_STEP) * COUNT_STEP
    return down, down + COUNT_STEP
