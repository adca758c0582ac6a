"""What a formula tends to where cells have no end: quotients of polynomials in one number t."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from math import inf

Coefficients = tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Growing:
    """``above / below``, polynomials in t from the constant up, as t grows without end.

    Compared with another, it is the one that is greater in the end.
    """

    above: Coefficients
    below: Coefficients = (Fraction(1),)

    @classmethod
    def from_end(cls, start: Fraction, direction: int) -> Growing:
        """``start + t`` or ``start - t``."""
        return cls((start, Fraction(direction)))

    def limit(self) -> Fraction | float:
        """What it tends to: a number, or an infinity."""
        above, below = _trimmed(self.above), _trimmed(self.below)
        if not above:
            return Fraction(0)
        ratio = above[-1] / below[-1]
        if len(above) == len(below):
            return ratio
        if len(above) < len(below):
            return Fraction(0)
        return inf if ratio > 0 else -inf

    def __add__(self, other: Growing | Fraction) -> Growing:
        right = _growing(other)
        if self.below == right.below:
            return Growing(_sum(self.above, right.above), self.below)
        return Growing(
            _sum(_product(self.above, right.below), _product(right.above, self.below)),
            _product(self.below, right.below),
        )

    __radd__ = __add__

    def __mul__(self, other: Growing | Fraction) -> Growing:
        right = _growing(other)
        return Growing(_product(self.above, right.above), _product(self.below, right.below))

    __rmul__ = __mul__

    def __truediv__(self, other: Growing | Fraction) -> Growing:
        right = _growing(other)
        if not _trimmed(right.above):
            raise ZeroDivisionError
        return Growing(_product(self.above, right.below), _product(self.below, right.above))

    def __rtruediv__(self, other: Fraction) -> Growing:
        return _growing(other) / self

    def __pow__(self, exponent: int) -> Growing:
        result = Growing((Fraction(1),))
        for _ in range(exponent):
            result = result * self
        return result

    def __lt__(self, other: Growing | Fraction) -> bool:
        difference = self + _growing(other) * Fraction(-1)
        above, below = _trimmed(difference.above), _trimmed(difference.below)
        return bool(above) and above[-1] * below[-1] < 0

    def __gt__(self, other: Growing | Fraction) -> bool:
        return _growing(other) < self


def _growing(value: Growing | Fraction) -> Growing:
    return value if isinstance(value, Growing) else Growing((value,))


def _trimmed(coefficients: Coefficients) -> Coefficients:
    last = len(coefficients)
    while last and not coefficients[last - 1]:
        last -= 1
    return coefficients[:last]


def _sum(one: Coefficients, two: Coefficients) -> Coefficients:
    longest = max(len(one), len(two))
    zero = Fraction(0)
    return _trimmed(
        tuple(
            (one[index] if index < len(one) else zero) + (two[index] if index < len(two) else zero)
            for index in range(longest)
        )
    )


def _product(one: Coefficients, two: Coefficients) -> Coefficients:
    if not one or not two:
        return ()
    found = [Fraction(0)] * (len(one) + len(two) - 1)
    for first, left in enumerate(one):
        for second, right in enumerate(two):
            found[first + second] += left * right
    return _trimmed(tuple(found))
