"""The unit of a formula, with declared assumptions put in where they turn one unit to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from custodes.audits.errors import AuditError
from custodes.audits.worksheet.formula import (
    Extreme,
    Name,
    Node,
    Number,
    Power,
    Product,
    Quotient,
    Sum,
)
from custodes.audits.worksheet.units import Units


@dataclass(frozen=True, slots=True)
class Typed:
    """A formula over figures as written, rewritten so that its units agree, and its unit."""

    node: Node
    unit: Any


@dataclass
class Typing:
    """Gives formulas units.

    ``cells`` and ``assumptions`` are the units of names, ``written`` what the errors call a cell
    (``A (1158张)``). ``used`` gathers the assumptions that a formula came to rest on.
    """

    units: Units
    cells: Mapping[str, Any]
    assumptions: Mapping[str, Any]
    written: Mapping[str, str] = field(default_factory=dict)
    used: list[str] = field(default_factory=list)

    def typed(self, node: Node) -> Typed:
        """The formula with its units made to agree; raises AuditError where they cannot."""
        match node:
            case Number():
                return Typed(node, self.units.none)
            case Name(name=name):
                if name in self.assumptions:
                    self._use(name)
                    return Typed(node, self.assumptions[name])
                return Typed(node, self.cells[name])
            case Sum(terms=terms):
                parts, unit = self._agreeing(terms)
                return Typed(Sum(parts), unit)
            case Extreme(greatest=greatest, options=options):
                parts, unit = self._agreeing(options)
                return Typed(Extreme(greatest, parts), unit)
            case Product(factors=factors):
                unit = self.units.none
                worked = [self.typed(factor) for factor in factors]
                for part in worked:
                    unit = unit * part.unit
                return Typed(Product(tuple(part.node for part in worked)), unit)
            case Quotient(dividend=dividend, divisor=divisor):
                above, below = self.typed(dividend), self.typed(divisor)
                return Typed(Quotient(above.node, below.node), above.unit / below.unit)
            case Power(base=base, exponent=exponent):
                inner = self.typed(base)
                return Typed(Power(inner.node, exponent), inner.unit**exponent)

    def converted(self, typed: Typed, target: Any, *, dividing: bool = True) -> Node | None:
        """The formula in another unit, through an assumption if need be; None if none leads.

        Without ``dividing`` an assumption is only multiplied by: photos become persons by persons
        a photo, and not the other way.
        """
        factor = self.units.factor(typed.unit, target)
        if factor is not None:
            return _scaled(typed.node, factor)
        for name, unit in self.assumptions.items():
            ways = [(Product((typed.node, Name(name))), typed.unit * unit)]
            if dividing:
                ways.append((Quotient(typed.node, Name(name)), typed.unit / unit))  # type: ignore[arg-type]
            for node, made in ways:
                factor = self.units.factor(made, target)
                if factor is not None:
                    self._use(name)
                    return _scaled(node, factor)
        return None

    def _agreeing(self, parts: tuple[Node, ...]) -> tuple[tuple[Node, ...], Any]:
        worked = [self.typed(part) for part in parts]
        before = list(self.used)
        for dividing in (False, True):
            for candidate in worked:
                found = [self.converted(part, candidate.unit, dividing=dividing) for part in worked]
                if None not in found:
                    return tuple(node for node in found if node is not None), candidate.unit
                self.used[:] = before
        raise AuditError(self._refusal(parts, worked))

    def _refusal(self, parts: tuple[Node, ...], worked: list[Typed]) -> str:
        first = worked[0]
        odd = next(
            index
            for index, part in enumerate(worked)
            if self.units.factor(part.unit, first.unit) is None
        )
        one, two = self._unit(first.unit), self._unit(worked[odd].unit)
        ratio = " / ".join(self.units.expression(unit) for unit in (worked[odd].unit, first.unit))
        named = " + ".join(self._called(part) for part in parts)
        if "a bare number" in (one, two):
            advice = "Write the bare number as a cell with a unit."
        else:
            advice = (
                f"Declare an assumption that says how many of one make the other, for example "
                f'[assumption.NAME] with low, high and unit = "{ratio}"; the verdict then '
                "depends on it. If both count the same thing, say so with the same unit on both "
                "cells."
            )
        return (
            f"{named} cannot be added: {self._called(parts[0])} is in {one} and "
            f"{self._called(parts[odd])} in {two}. {advice}"
        )

    def _called(self, node: Node) -> str:
        if isinstance(node, Name):
            return self.written.get(node.name, node.name)
        if isinstance(node, Number):
            return f"{float(node.value):g}"
        if isinstance(node, Product) and len(node.factors) == 2:
            first, second = node.factors
            if isinstance(first, Number):
                return self._called(second)
        return "a part of the formula"

    def _unit(self, unit: Any) -> str:
        return self.units.label(unit, "en") or "a bare number"

    def _use(self, name: str) -> None:
        if name not in self.used:
            self.used.append(name)


def _scaled(node: Node, factor: Fraction) -> Node:
    return node if factor == 1 else Product((Number(factor), node))
