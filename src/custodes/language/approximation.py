"""What a figure with its words of approximation allows, as a closed interval of numbers.

The conventions are those of the annotation guide: 余, 多 and "odd" run up to the next step of the
last non-zero digit, exclusive (60余 is 61..69); 近 and "nearly" mean the upper tenth (450..500);
约 and "about" ten per cent either way; the rest is what the words state.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, get_args

from custodes.model import Basis, Quantity

Approximation = Literal["odd", "nearly", "about", "at_least", "at_most"]
APPROXIMATIONS: tuple[Approximation, ...] = get_args(Approximation)

NEARLY = Fraction(9, 10)
"""近500 reads as the upper tenth, 450..500."""
ABOUT = Fraction(1, 10)
"""约35万 reads as ten per cent either way."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as it was written: ``low..high``, the same unless the words leave it open.

    ``step`` is the place value of the last non-zero digit written (107万 has 10000), and
    ``loose`` tells that the interval is itself a convention (几十, dozens).
    """

    low: Fraction
    high: Fraction | None
    step: Fraction = Fraction(1)
    loose: bool = False

    def times(self, factor: Fraction | int) -> Figure:
        """The figure multiplied out: 35 times 万 is 350000 with steps of 10000."""
        high = None if self.high is None else self.high * factor
        return Figure(self.low * factor, high, self.step * factor, self.loose)

    def plus(self, amount: Fraction) -> Figure:
        """The figure moved up by ``amount`` (两年半 is 两 and a half)."""
        high = None if self.high is None else self.high + amount
        return Figure(self.low + amount, high, amount, self.loose)


def exactly(value: Fraction | int, step: Fraction | int = 1) -> Figure:
    """One number, written down to ``step``."""
    return Figure(Fraction(value), Fraction(value), Fraction(step))


def some(multiplier: int) -> Figure:
    """数, 几 or "several" before a multiplier: 数百 is 200..999, 几 alone 2..9."""
    return Figure(
        Fraction(2 * multiplier), Fraction(10 * multiplier - 1), Fraction(multiplier), loose=True
    )


def last_step(digits: str) -> Fraction:
    """The place value of the last non-zero digit: 4800 has 100, 3.5 has 1/10, 0 has 1."""
    whole, _, decimals = digits.partition(".")
    stripped = decimals.rstrip("0")
    if stripped:
        return Fraction(1, 10 ** len(stripped))
    zeros = len(whole) - len(whole.rstrip("0"))
    return Fraction(10**zeros) if whole.strip("0") else Fraction(1)


def quantity(
    figure: Figure,
    approximations: Collection[Approximation] = (),
    *,
    words: str = "",
    unit: str = "",
    of: str | None = None,
    limit: int | None = None,
) -> Quantity:
    """The interval that ``figure`` and its ``approximations`` allow.

    ``limit`` is the most there can be (100 for shares in per cent), which then closes an interval
    open above. "At most" begins at 0, as counts do.
    """
    low: Fraction = figure.low
    high: Fraction | None = figure.high
    convention = figure.loose
    if "odd" in approximations and high is not None:
        if figure.step >= 10 or (figure.step > 1 and low >= 10):
            low, high = low + 1, high + figure.step - 1
        else:
            high += figure.step
    elif low == high and high is not None:
        if "nearly" in approximations:
            low, convention = low * NEARLY, True
        elif "about" in approximations and not _open(approximations):
            low, high, convention = low - low * ABOUT, high + high * ABOUT, True
    if "at_least" in approximations:
        high = None
    elif "at_most" in approximations:
        low = Fraction(0)
    if high is None and limit is not None and low <= limit:
        high = Fraction(limit)
    basis: Basis = "convention" if convention else "stated"
    return Quantity(
        float(low),
        None if high is None else float(high),
        unit=unit,
        of=of,
        approximation=words,
        basis=basis,
    )


def _open(approximations: Collection[Approximation]) -> bool:
    return "at_least" in approximations or "at_most" in approximations
