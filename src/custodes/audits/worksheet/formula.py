"""Formulas of a worksheet: text in, a tree of sums, products, quotients and powers out.

Nothing is ever executed: the text is parsed by ``ast`` and only the nodes listed here pass.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any, TypeAlias

from custodes.audits.errors import AuditError

LONGEST = 400
"""Code points of a formula; a longer one is no longer a sum that a reader can follow."""
HIGHEST_POWER = 12
MOST_BRANCHES = 64


@dataclass(frozen=True, slots=True)
class Number:
    """A number written in the formula, exactly (0.1 is a tenth)."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Name:
    """A cell or an assumption."""

    name: str


@dataclass(frozen=True, slots=True)
class Sum:
    """The sum of its terms; a difference is a sum with a term times -1."""

    terms: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Product:
    """The product of its factors."""

    factors: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Quotient:
    """A quotient; the divisor may not reach zero."""

    dividend: Node
    divisor: Node


@dataclass(frozen=True, slots=True)
class Power:
    """A whole power from 0 to HIGHEST_POWER; negative ones are quotients."""

    base: Node
    exponent: int


@dataclass(frozen=True, slots=True)
class Extreme:
    """The least or the greatest of several."""

    greatest: bool
    options: tuple[Node, ...]


Node: TypeAlias = Number | Name | Sum | Product | Quotient | Power | Extreme

MINUS_ONE = Number(Fraction(-1))


def parse(text: str) -> Node:
    """The tree of a formula: numbers, names, ``+ - * / **``, ``min``, ``max`` and parentheses.

    Raises AuditError for anything else, with the place in the text.
    """
    if len(text) > LONGEST:
        raise AuditError(
            f"a formula of {len(text)} characters is too long (at most {LONGEST}): "
            "split it into cells"
        )
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise AuditError(
            f"{text!r} is no formula ({getattr(error, 'msg', error)}). Write it with names of "
            "cells, numbers, + - * / **, min(…), max(…) and parentheses."
        ) from None
    return _node(tree.body, text)


def _node(tree: ast.expr, text: str) -> Node:
    match tree:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            written = ast.get_source_segment(text.strip(), tree) or repr(value)
            return Number(Fraction(written.replace("_", "")))
        case ast.Name(id=name):
            return Name(name)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return negative(_node(operand, text))
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _node(operand, text)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return Sum((_node(left, text), _node(right, text)))
        case ast.BinOp(left=left, op=ast.Sub(), right=right):
            return Sum((_node(left, text), negative(_node(right, text))))
        case ast.BinOp(left=left, op=ast.Mult(), right=right):
            return Product((_node(left, text), _node(right, text)))
        case ast.BinOp(left=left, op=ast.Div(), right=right):
            return Quotient(_node(left, text), _node(right, text))
        case ast.BinOp(left=left, op=ast.Pow(), right=right):
            return _power(_node(left, text), _node(right, text), text)
        case ast.Call(func=ast.Name(id="min" | "max" as name), args=args, keywords=[]) if args:
            return Extreme(name == "max", tuple(_node(arg, text) for arg in args))
    where = ast.get_source_segment(text.strip(), tree) or ast.dump(tree)
    raise AuditError(
        f"{where!r} in the formula {text!r} is not allowed. A formula has names of cells, numbers, "
        "+ - * / **, min(…), max(…) and parentheses."
    )


def _power(base: Node, exponent: Node, text: str) -> Node:
    try:
        value = evaluate(exponent, {}) if not names(exponent) else None
    except ZeroDivisionError:
        value = None
    if value is None or value.denominator != 1 or abs(value) > HIGHEST_POWER:
        raise AuditError(
            f"the formula {text!r} has a power that is no whole number from "
            f"-{HIGHEST_POWER} to {HIGHEST_POWER}"
        )
    power = Power(base, abs(int(value)))
    return Quotient(Number(Fraction(1)), power) if value < 0 else power


def negative(node: Node) -> Node:
    """The node times -1."""
    if isinstance(node, Number):
        return Number(-node.value)
    return Product((MINUS_ONE, node))


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly under a node."""
    match node:
        case Sum(terms=parts) | Product(factors=parts) | Extreme(options=parts):
            return parts
        case Quotient(dividend=dividend, divisor=divisor):
            return (dividend, divisor)
        case Power(base=base):
            return (base,)
    return ()


def rebuilt(node: Node, parts: tuple[Node, ...]) -> Node:
    """The node with other children."""
    match node:
        case Sum():
            return Sum(parts)
        case Product():
            return Product(parts)
        case Extreme(greatest=greatest):
            return Extreme(greatest, parts)
        case Quotient():
            return Quotient(*parts)
        case Power(exponent=exponent):
            return Power(parts[0], exponent)
    return node


def walk(node: Node) -> Iterator[Node]:
    """The node and all under it."""
    yield node
    for child in children(node):
        yield from walk(child)


def names(node: Node) -> tuple[str, ...]:
    """The names in a formula, each once, in order."""
    return tuple(dict.fromkeys(part.name for part in walk(node) if isinstance(part, Name)))


def substituted(node: Node, values: Mapping[str, Node]) -> Node:
    """The formula with some names replaced."""
    if isinstance(node, Name):
        return values.get(node.name, node)
    return rebuilt(node, tuple(substituted(child, values) for child in children(node)))


def evaluate(node: Node, values: Mapping[str, Any]) -> Any:
    """The value of a formula where each name has one (Fraction, or what counts like it).

    Raises ZeroDivisionError where a divisor is zero.
    """
    match node:
        case Number(value=value):
            return value
        case Name(name=name):
            return values[name]
        case Sum(terms=terms):
            total = evaluate(terms[0], values)
            for term in terms[1:]:
                total = total + evaluate(term, values)
            return total
        case Product(factors=factors):
            result = evaluate(factors[0], values)
            for factor in factors[1:]:
                result = result * evaluate(factor, values)
            return result
        case Quotient(dividend=dividend, divisor=divisor):
            return evaluate(dividend, values) / evaluate(divisor, values)
        case Power(base=base, exponent=exponent):
            return evaluate(base, values) ** exponent
        case Extreme(greatest=greatest, options=options):
            worked = [evaluate(option, values) for option in options]
            return max(worked) if greatest else min(worked)


def branches(node: Node) -> list[Node] | None:
    """The formulas without min and max, one of which the formula is at each point.

    None where there are more than MOST_BRANCHES.
    """
    match node:
        case Extreme(options=options):
            found: list[Node] = []
            for option in options:
                inner = branches(option)
                if inner is None:
                    return None
                found += inner
            return found if len(found) <= MOST_BRANCHES else None
        case Number() | Name():
            return [node]
    lists = [branches(child) for child in children(node)]
    count = 1
    for options_of in lists:
        if options_of is None:
            return None
        count *= len(options_of)
    if count > MOST_BRANCHES:
        return None
    chosen = product(*[options_of for options_of in lists if options_of is not None])
    return [rebuilt(node, parts) for parts in chosen]
