"""Sums as tau2's `calculate` makes them, without running anybody's text as a program."""

from __future__ import annotations

import ast
import math
import operator
from collections.abc import Callable
from typing import Final

MOST_BITS: Final = 4096
"""Of a whole number on the way; a power of powers would take all memory. Anything above 1024 is no float anyway."""
MOST_CHARACTERS: Final = 1000
_ALLOWED: Final = frozenset("0123456789+-*/(). ")

Number = int | float


def calculate(expression: str) -> str:
    """The value of an expression of numbers, + - * / // ** and brackets, rounded to two places.

    Raises:
        ValueError: it has other characters, or no value that is a number.
    """
    if not set(expression) <= _ALLOWED:
        raise ValueError("Invalid characters in expression")
    if len(expression) > MOST_CHARACTERS:
        raise ValueError("The expression is too long")
    try:
        value = float(_value(ast.parse(expression.strip(), mode="eval").body))
    except (SyntaxError, ArithmeticError, RecursionError, MemoryError) as error:
        raise ValueError(f"Cannot be calculated: {error}") from error
    return str(round(value, 2))


def _value(node: ast.expr) -> Number:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return node.value
    if isinstance(node, ast.UnaryOp) and type(node.op) in _SIGNS:
        return _SIGNS[type(node.op)](_value(node.operand))
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        return _bounded(_OPERATIONS[type(node.op)](_value(node.left), _value(node.right)))
    raise ValueError("Cannot be calculated: only numbers, + - * / and brackets can be used")


def _bounded(value: Number) -> Number:
    if isinstance(value, int) and value.bit_length() > MOST_BITS:
        raise ValueError("Cannot be calculated: the number is too large")
    return value


def _power(base: Number, exponent: Number) -> Number:
    whole = isinstance(base, int) and isinstance(exponent, int) and exponent > 0 and abs(base) > 1
    if whole and exponent * math.log2(abs(base)) > MOST_BITS:
        raise ValueError("Cannot be calculated: the number is too large")
    value = base**exponent
    if isinstance(value, complex):
        raise ValueError("Cannot be calculated: the value is no real number")
    return float(value) if isinstance(value, float) else int(value)


_SIGNS: Final[dict[type[ast.unaryop], Callable[[Number], Number]]] = {ast.UAdd: operator.pos, ast.USub: operator.neg}
_OPERATIONS: Final[dict[type[ast.operator], Callable[[Number, Number], Number]]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Pow: _power,
}
