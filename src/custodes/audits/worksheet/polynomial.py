"""Polynomials with exact coefficients, and the sign that one keeps over a box.

A formula without min and max is a quotient of two polynomials. In that normal form a name that
stands in several places is one name, so that what cancels does cancel; this is what answers the
dependency problem of interval arithmetic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import comb

from custodes.audits.worksheet.formula import (
    Name,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
)

MOST_TERMS = 600
MOST_COEFFICIENTS = 1024
MOST_HALVINGS = 4

Monomial = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Range:
    """A closed interval of exact numbers; None is an open end."""

    low: Fraction | None
    high: Fraction | None

    @property
    def point(self) -> bool:
        """Whether it is one number."""
        return self.low is not None and self.low == self.high

    @property
    def width(self) -> Fraction | None:
        """How wide it is; None if it has no end."""
        return None if self.low is None or self.high is None else self.high - self.low

    def holds(self, value: Fraction) -> bool:
        """Whether the value lies in it."""
        return (self.low is None or self.low <= value) and (self.high is None or value <= self.high)


Box = Mapping[str, Range]


class TooManyTermsError(Exception):
    """The normal form is too large to be worth having; caught inside this package."""


@dataclass(frozen=True, slots=True)
class Polynomial:
    """Coefficients by monomial; no coefficient is zero."""

    terms: Mapping[Monomial, Fraction]

    @classmethod
    def number(cls, value: Fraction) -> Polynomial:
        """A constant."""
        return cls({(): value} if value else {})

    @classmethod
    def name(cls, name: str) -> Polynomial:
        """One name."""
        return cls({((name, 1),): Fraction(1)})

    def __add__(self, other: Polynomial) -> Polynomial:
        terms = dict(self.terms)
        for monomial, value in other.terms.items():
            terms[monomial] = terms.get(monomial, Fraction(0)) + value
        return Polynomial({monomial: value for monomial, value in terms.items() if value})

    def __mul__(self, other: Polynomial) -> Polynomial:
        if len(self.terms) * len(other.terms) > MOST_TERMS * 20:
            raise TooManyTermsError
        terms: dict[Monomial, Fraction] = {}
        for one, first in self.terms.items():
            for two, second in other.terms.items():
                monomial = _times(one, two)
                terms[monomial] = terms.get(monomial, Fraction(0)) + first * second
        if len(terms) > MOST_TERMS:
            raise TooManyTermsError
        return Polynomial({monomial: value for monomial, value in terms.items() if value})

    def __neg__(self) -> Polynomial:
        return Polynomial({monomial: -value for monomial, value in self.terms.items()})

    def __sub__(self, other: Polynomial) -> Polynomial:
        return self + -other

    def __pow__(self, exponent: int) -> Polynomial:
        result = Polynomial.number(Fraction(1))
        for _ in range(exponent):
            result = result * self
        return result

    def derivative(self, name: str) -> Polynomial:
        """The partial derivative."""
        terms: dict[Monomial, Fraction] = {}
        for monomial, value in self.terms.items():
            powers = dict(monomial)
            power = powers.pop(name, 0)
            if power:
                if power > 1:
                    powers[name] = power - 1
                terms[tuple(sorted(powers.items()))] = value * power
        return Polynomial(terms)

    def degree(self, name: str) -> int:
        """The highest power of a name."""
        return max((dict(monomial).get(name, 0) for monomial in self.terms), default=0)

    def names(self) -> tuple[str, ...]:
        """The names in it, sorted."""
        return tuple(sorted({name for monomial in self.terms for name, _ in monomial}))

    def shifted(self, name: str, start: Fraction, factor: Fraction) -> Polynomial:
        """The polynomial in y where the name is ``start + factor * y``."""
        terms: dict[Monomial, Fraction] = {}
        for monomial, value in self.terms.items():
            powers = dict(monomial)
            power = powers.pop(name, 0)
            for kept in range(power + 1):
                amount = value * comb(power, kept) * start ** (power - kept) * factor**kept
                if amount:
                    left = {**powers, name: kept} if kept else powers
                    key = tuple(sorted(left.items()))
                    terms[key] = terms.get(key, Fraction(0)) + amount
        return Polynomial({monomial: value for monomial, value in terms.items() if value})

    def coefficients(self, name: str) -> list[Fraction]:
        """Those of a polynomial in this name alone, from the constant up."""
        found = [Fraction(0)] * (self.degree(name) + 1)
        for monomial, value in self.terms.items():
            found[dict(monomial).get(name, 0)] += value
        return found


def _times(one: Monomial, two: Monomial) -> Monomial:
    powers = dict(one)
    for name, power in two:
        powers[name] = powers.get(name, 0) + power
    return tuple(sorted(powers.items()))


def rational(node: Node) -> tuple[Polynomial, Polynomial]:
    """Numerator and denominator of a formula without min and max.

    Raises TooManyTermsError where they would grow too large.
    """
    match node:
        case Number(value=value):
            return Polynomial.number(value), Polynomial.number(Fraction(1))
        case Name(name=name):
            return Polynomial.name(name), Polynomial.number(Fraction(1))
        case Sum(terms=terms):
            above, below = rational(terms[0])
            for term in terms[1:]:
                other_above, other_below = rational(term)
                if below.terms == other_below.terms:
                    above = above + other_above
                else:
                    above = above * other_below + other_above * below
                    below = below * other_below
            return above, below
        case Product(factors=factors):
            above, below = rational(factors[0])
            for factor in factors[1:]:
                other_above, other_below = rational(factor)
                above, below = above * other_above, below * other_below
            return above, below
        case Quotient(dividend=dividend, divisor=divisor):
            above, below = rational(dividend)
            other_above, other_below = rational(divisor)
            return above * other_below, below * other_above
        case Power(base=base, exponent=exponent):
            above, below = rational(base)
            return above**exponent, below**exponent
    raise TypeError(f"{type(node).__name__} has no normal form")


def slope(above: Polynomial, below: Polynomial, name: str) -> Polynomial:
    """What has the sign of the derivative of ``above / below`` wherever ``below`` is not zero."""
    return above.derivative(name) * below - above * below.derivative(name)


def sign(polynomial: Polynomial, box: Box, halvings: int = MOST_HALVINGS) -> int | None:
    """1 where it is nowhere negative on the box, -1 nowhere positive, 0 zero; None if unknown.

    Bounded names: the coefficients in Bernstein's basis bound the polynomial (Cargo and Shisha,
    "The Bernstein form of a polynomial", 1966), and those at the corners are its values. Names
    open on one side: moved to begin at 0, coefficients of one sign settle it.
    """
    for name in polynomial.names():
        extent = box[name]
        if extent.low is not None and extent.low == extent.high:
            polynomial = polynomial.shifted(name, extent.low, Fraction(0))
    if not polynomial.terms:
        return 0
    extents = {name: box[name] for name in polynomial.names()}
    moved = polynomial
    for name, extent in extents.items():
        if extent.low is not None:
            moved = moved.shifted(name, extent.low, Fraction(1))
        elif extent.high is not None:
            moved = moved.shifted(name, extent.high, Fraction(-1))
        else:
            return None
    settled = _one_sign(moved.terms.values())
    if settled is not None:
        return settled
    widths = {name: extent.width for name, extent in extents.items()}
    bounded = {name: width for name, width in widths.items() if width is not None}
    if len(bounded) == len(widths):
        found = _bernstein(polynomial, extents)
        if found is not None:
            coefficients, corners = found
            settled = _one_sign(coefficients)
            if settled is not None or _one_sign(corners) is None:
                return settled
    if not bounded or halvings == 0:
        return None
    name = max(bounded, key=lambda each: (bounded[each], each))
    low, high = extents[name].low, extents[name].high
    if low is None or high is None:
        return None
    middle = (low + high) / 2
    first = sign(polynomial, {**box, name: Range(low, middle)}, halvings - 1)
    if first is None:
        return None
    second = sign(polynomial, {**box, name: Range(middle, high)}, halvings - 1)
    if second is None or first * second < 0:
        return None
    return first or second


def _one_sign(values: object) -> int | None:
    listed = list(values)  # type: ignore[call-overload]
    if all(value >= 0 for value in listed):
        return 1
    return -1 if all(value <= 0 for value in listed) else None


def _bernstein(
    polynomial: Polynomial, extents: Box
) -> tuple[list[Fraction], list[Fraction]] | None:
    """All Bernstein coefficients over the box, and those at its corners; None if too many."""
    order = list(extents)
    degrees = [polynomial.degree(name) for name in order]
    count = 1
    for degree in degrees:
        count *= degree + 1
    if count > MOST_COEFFICIENTS:
        return None
    for name, extent in extents.items():
        if extent.low is None or extent.width is None:
            return None
        polynomial = polynomial.shifted(name, extent.low, extent.width)
    grid: dict[tuple[int, ...], Fraction] = {}
    for monomial, value in polynomial.terms.items():
        powers = dict(monomial)
        grid[tuple(powers.get(name, 0) for name in order)] = value
    for axis, degree in enumerate(degrees):
        grown: dict[tuple[int, ...], Fraction] = {}
        for index, value in grid.items():
            power = index[axis]
            for place in range(power, degree + 1):
                key = (*index[:axis], place, *index[axis + 1 :])
                share = Fraction(comb(place, power), comb(degree, power))
                grown[key] = grown.get(key, Fraction(0)) + value * share
        grid = grown
    places = product(*[range(degree + 1) for degree in degrees])
    coefficients = [grid.get(place, Fraction(0)) for place in places]
    ends = product(*[(0, degree) for degree in degrees])
    return coefficients, [grid.get(end, Fraction(0)) for end in ends]
