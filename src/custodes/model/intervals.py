"""Closed intervals of numbers and of days, either end open: what the words allow, no more."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Literal

from custodes.model.errors import InvariantError

Basis = Literal["stated", "convention"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as the closed interval ``low..high`` that its words allow.

    ``None`` is an open end (至少3次 is 3..None). ``unit`` is the measure word or unit as written
    (``"%"``, ``"名"``, ``"days"``), ``of`` what is counted, ``approximation`` the words that widen
    the figure (余, 近, nearly), and ``basis`` tells a stated interval (60余 is [61, 69]) from one
    read by convention (近500 as [450, 500]).
    """

    low: float | None
    high: float | None
    unit: str = ""
    of: str | None = None
    approximation: str = ""
    basis: Basis = "stated"

    def __post_init__(self) -> None:
        if self.low is None and self.high is None:
            raise InvariantError("a quantity needs at least one end")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise InvariantError(
                f"a quantity's ends are in the wrong order: {self.low}..{self.high}"
            )


@dataclass(frozen=True, slots=True)
class DateInterval:
    """The days from ``first`` to ``last``, both included; ``None`` is an open end.

    A partial date is as long as what it leaves open: 2018年6月 is 2018-06-01..2018-06-30.
    """

    first: datetime.date | None
    last: datetime.date | None

    def __post_init__(self) -> None:
        if self.first is None and self.last is None:
            raise InvariantError("a date interval needs at least one end")
        if self.first is not None and self.last is not None and self.first > self.last:
            raise InvariantError(
                f"a date interval ends before it begins: {self.first}..{self.last}"
            )
