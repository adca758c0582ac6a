"""Figures as a reader is told them: few digits, no exponents, ranges with their ends."""

from __future__ import annotations

import math
from collections.abc import Callable

Words = dict[str, str]


def number(value: float, digits: int = 2) -> str:
    """A number to so many significant digits, with thousands separators and no exponent."""
    if value == 0 or not math.isfinite(value):
        return "0" if value == 0 else str(value)
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    rounded = round(value, decimals)
    if decimals <= 0 or rounded == int(rounded):
        return f"{int(rounded):,}"
    return f"{rounded:,.{decimals}f}".rstrip("0").rstrip(".")


def share(value: float, digits: int = 2) -> str:
    """A share (0..1) as a percentage without its sign; near 1 the digits count from 1."""
    if value <= 0.5:
        return number(value * 100, digits)
    if value >= 1:
        return "100"
    rest = (1 - value) * 100
    kept = digits if rest >= 1 else 1
    decimals = min(12, max(0, kept - 1 - math.floor(math.log10(rest))))
    written = f"{100 - round(rest, decimals):.{decimals}f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


def percent(low: float, high: float, digits: int = 2) -> Words:
    """A range of shares (each 0..1) in words: "7.7 to 9.8%"."""
    first, last = share(low, digits), share(high, digits)
    if first == last:
        return {"en": f"{first}%", "zh": f"{first}%"}
    return {"en": f"{first} to {last}%", "zh": f"{first}%至{last}%"}


def between(low: float, high: float, digits: int = 2) -> Words:
    """A range of numbers in words: "0.002 to 13"."""
    first, last = number(low, digits), number(high, digits)
    if first == last:
        return {"en": first, "zh": first}
    return {"en": f"{first} to {last}", "zh": f"{first}至{last}"}


def of_thousand(low: float, high: float) -> tuple[int, int, int]:
    """Of 1,000 alarms: how many are right, how many are left open, how many wrong."""
    right, most = round(1000 * low), round(1000 * high)
    return right, most - right, 1000 - most


def outward(low: float, high: float, digits: int = 4) -> tuple[float, float]:
    """The interval rounded outward to so many significant digits; a single value to the nearest."""
    if low == high:
        value = _to(low, digits, round)
        return value, value
    return _to(low, digits, math.floor), _to(high, digits, math.ceil)


def outward_percent(low: float, high: float, digits: int = 3) -> tuple[float, float]:
    """Shares (0..1) as percentages, rounded outward; digits near 100 % count from there."""
    if low == high:
        value = round(low * 100, 6)
        return value, value
    return _percentage(low, digits, math.floor), _percentage(high, digits, math.ceil)


def _percentage(value: float, digits: int, towards: Callable[[float], float]) -> float:
    if value <= 0.5:
        return _to(value * 100, digits, towards)
    other = math.ceil if towards is math.floor else math.floor
    return round(100 - _to((1 - value) * 100, digits, other), 12)


def _to(value: float, digits: int, towards: Callable[[float], float]) -> float:
    if value == 0:
        return 0.0
    decimals = digits - 1 - math.floor(math.log10(abs(value)))
    scale = 10.0**decimals
    scaled = value * scale
    nearest = round(scaled)
    # A value that is itself of so few digits stays, whatever its last bit.
    kept = nearest if math.isclose(scaled, nearest, rel_tol=1e-12) else towards(scaled)
    return float(kept / scale) if decimals >= 0 else float(kept * 10.0**-decimals)
