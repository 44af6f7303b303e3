"""A query's constraints one by one: which rows satisfy each, and what limit would let another row through."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.asked_attributes import AskedAttribute, asked_attribute
from retrieval.attributes import NO, YES
from retrieval.errors import InvalidQueryError, UnknownNameError
from retrieval.filters import FilterColumns
from retrieval.names import folded, nearest
from retrieval.postings import Mask, Postings
from retrieval.query import Range, SearchQuery
from retrieval.units import converted, read_amount

Values = NDArray[np.float64]
Stated = tuple[NDArray[np.int64], Values]
"""Rows and the numbers they state, in the unit asked in; a row may come several times."""

SLACK: Final = 1e-9
"""Relative; what a conversion of units may be off by. Numbers in the unit asked in are compared as they are."""

_SEPARATOR: Final = re.compile(r"\s*[>/›]\s*")
_TRUTH: Final = {"true": YES, "是": YES, "有": YES, "false": NO, "否": NO, "无": NO, "没有": NO}


@dataclass(frozen=True, slots=True)
class Condition:
    """One constraint: its name in `Relaxation.constraint`, the rows (n,) that satisfy it, and for limits the numbers.

    `wanted` are the two ends, and `stated` gives the numbers of the rows in a mask; both are None where the constraint
    can only be given up. `is_converted` says that some numbers are stated in another unit than `wanted`.
    """

    constraint: str
    passed: Mask
    wanted: Range | None = None
    stated: Callable[[Mask], Stated] | None = None
    is_converted: bool = False


def allowed(columns: FilterColumns, query: SearchQuery, alive: Mask | None = None) -> Mask:
    """True (n,) for each row that is `alive` and satisfies every constraint of `query`.

    Rows that are not alive count for nothing: a name that only they carry is unknown. `exclude_ids` and `similar_to`
    are the caller's, who knows the rows of ids.

    Raises:
        UnknownNameError: no row that is `alive` has that category, brand, attribute or word.
        InvalidQueryError: the attribute is not measured in the unit asked in.
    """
    mask = np.ones(len(columns), bool) if alive is None else alive.copy()
    for condition in conditions(columns, query, alive):
        mask &= condition.passed
    return mask


def conditions(columns: FilterColumns, query: SearchQuery, alive: Mask | None) -> Iterator[Condition]:
    """The constraints of `query`; excluded ids and the product to be like are not among them.

    Raises:
        UnknownNameError: no row that is `alive` has that category, brand, attribute or word.
        InvalidQueryError: the attribute is not measured in the unit asked in.
    """
    if query.min_price is not None:
        yield _limit("min_price", columns.price, Range(minimum=query.min_price))
    if query.max_price is not None:
        yield _limit("max_price", columns.price, Range(maximum=query.max_price))
    if query.min_rating is not None:
        yield _limit("min_rating", columns.rating, Range(minimum=query.min_rating))
    if query.in_stock:
        yield Condition("in_stock", columns.stock != 0)
    if query.categories:
        yield Condition("categories", _in_categories(columns, query.categories, alive))
    if query.brands:
        yield Condition("brands", _of_brands(columns, query.brands, alive))
    for name, wanted in query.attributes.items():
        field = f"attributes.{name}"
        asked = asked_attribute(columns.attributes, name, alive, field)
        yield Condition(field, _with_values(len(columns), asked, wanted, alive, field))
    for name, limits in query.ranges.items():
        field = f"ranges.{name}"
        yield _range(len(columns), asked_attribute(columns.attributes, name, alive, field), limits, field)
    if query.excluded_brands:
        yield Condition("excluded_brands", ~_of_known_brands(columns, query.excluded_brands, alive))
    for name, refused in query.excluded_attributes.items():
        field = f"excluded_attributes.{name}"
        yield Condition(field, ~_with_known_values(columns, name, refused, alive, field))


def inside(values: Values, limits: Range, slack: float = 0.0) -> Mask:
    """Which numbers keep to the limits, ends included unless the range leaves them out; NaN does not."""
    kept = ~np.isnan(values)
    if limits.minimum is not None:
        low = limits.minimum
        give = slack * max(abs(low), 1)
        kept &= values > low + give if limits.above_minimum else values >= low - give
    if limits.maximum is not None:
        high = limits.maximum
        give = slack * max(abs(high), 1)
        kept &= values < high - give if limits.below_maximum else values <= high + give
    return kept


def _limit(constraint: str, values: Values, limits: Range) -> Condition:
    def stated(mask: Mask) -> Stated:
        rows = np.flatnonzero(mask)
        return rows, values[rows]

    return Condition(constraint, inside(values, limits), limits, stated)


def _range(size: int, asked: AskedAttribute, limits: Range, field: str) -> Condition:
    unit = asked.unit_asked(limits.unit, field)
    columns = asked.columns_in(unit)
    passed = np.zeros(size, bool)
    for own, numbers in columns:
        ends = _in_unit(limits, unit, own)
        passed[numbers.rows[inside(numbers.values, ends, 0.0 if own == unit else SLACK)]] = True

    def stated(mask: Mask) -> Stated:
        found = [(numbers.rows[kept], converted(numbers.values[kept], own, unit))
                 for own, numbers in columns for kept in [mask[numbers.rows]]]  # fmt: skip
        return np.concatenate([rows for rows, _ in found]).astype(np.int64), np.concatenate([v for _, v in found])

    return Condition(field, passed, limits, stated, any(own != unit for own, _ in columns))


def _in_unit(limits: Range, unit: str, other: str) -> Range:
    low, high = (
        None if end is None else float(converted(end, unit, other)) for end in (limits.minimum, limits.maximum)
    )
    return Range(low, high, other, limits.above_minimum, limits.below_maximum)


def _in_categories(columns: FilterColumns, names: tuple[str, ...], alive: Mask | None) -> Mask:
    mask = np.zeros(len(columns), bool)
    for name in names:
        rows = list(_category_rows(columns, name, alive))
        if not rows:
            known = [*columns.levels.like(name, alive), *columns.paths.like(name, alive)]
            raise UnknownNameError("category", name, nearest(name, known), "categories")
        for found in rows:
            mask[found] = True
    return mask


def _category_rows(columns: FilterColumns, name: str, alive: Mask | None) -> Iterator[NDArray[np.int32]]:
    """The rows of a level of that name, and those of the path of that name and of all below it."""
    level = columns.levels.code(name, alive)
    if level is not None:
        yield columns.levels.rows_of(level)
    path = " > ".join(_SEPARATOR.split(folded(name)))
    codes = [columns.paths.code(path), *columns.paths.names.beginning_with(f"{path} > ")]
    for code in codes if " > " in path else ():
        rows = columns.paths.rows_of(code) if code is not None else ()
        if len(rows) and (alive is None or alive[rows].any()):
            yield columns.paths.rows_of(code)


def _of_brands(columns: FilterColumns, names: tuple[str, ...], alive: Mask | None) -> Mask:
    mask = np.zeros(len(columns), bool)
    for name in names:
        code = columns.brands.code(name, alive)
        if code is None:
            raise UnknownNameError("brand", name, nearest(name, columns.brands.like(name, alive)), "brands")
        mask[columns.brands.rows_of(code)] = True
    return mask


def _of_known_brands(columns: FilterColumns, names: tuple[str, ...], alive: Mask | None) -> Mask:
    """The rows of those of the brands that the catalogue has."""
    known = tuple(name for name in names if columns.brands.code(name, alive) is not None)
    return _of_brands(columns, known, alive)


def _with_known_values(
    columns: FilterColumns, name: str, values: tuple[str, ...], alive: Mask | None, field: str
) -> Mask:
    """The rows that state one of the values, of those that the catalogue has."""
    mask = np.zeros(len(columns), bool)
    for value in values:
        with suppress(UnknownNameError, InvalidQueryError):
            asked = asked_attribute(columns.attributes, name, alive, field)
            mask |= _with_values(len(columns), asked, (value,), alive, field)
    return mask


def _with_values(size: int, asked: AskedAttribute, wanted: tuple[str, ...], alive: Mask | None, field: str) -> Mask:
    """The rows that state one of the values `wanted`, as a word or as the same amount in whatever unit."""
    mask = np.zeros(size, bool)
    for value in wanted:
        known = False
        for words in (attribute.words for attribute in asked.attributes):
            code = _word(words, value, alive)
            if code is not None:
                mask[words.rows_of(code)] = known = True
        known |= _mark_amounts(mask, asked, value, field, tolerant=known)
        if not known:
            words_used = [word for attribute in asked.attributes for word in attribute.words.like(value, alive)]
            raise UnknownNameError(f"{asked.name}", value, nearest(value, words_used), field)
    return mask


def _word(words: Postings, value: str, alive: Mask | None) -> int | None:
    code = words.code(value, alive)
    return words.code(_TRUTH.get(folded(value), value), alive) if code is None else code


def _mark_amounts(mask: Mask, asked: AskedAttribute, value: str, field: str, *, tolerant: bool) -> bool:
    """Mark the rows that state the amount `value`; whether it is an amount of this attribute at all.

    With `tolerant`, a unit that does not fit is no error: the value is known as a word.
    """
    amount = read_amount(value) if asked.columns else None
    if amount is None:
        return False
    try:
        unit = asked.unit_asked(amount.unit, field)
    except InvalidQueryError:
        if tolerant:
            return False
        raise
    for own, numbers in asked.columns_in(unit):
        ends = _in_unit(Range(amount.value, amount.value), unit, own)
        mask[numbers.rows[inside(numbers.values, ends, 0.0 if own == unit else SLACK)]] = True
    return True
