"""The attributes of a catalogue as columns: words with their rows, and numbers with their units."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from retrieval.catalog import AttributeValue
from retrieval.names import attribute_key
from retrieval.postings import Mask, NameRows, Postings, RowList
from retrieval.units import Amount, read_amount, split_unit

YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers in one unit: `values[i]` (float64, exactly as stated) is what row `rows[i]` states; rows rise."""

    rows: RowList
    values: NDArray[np.float64]

    def of(self, alive: Mask | None) -> NDArray[np.float64]:
        """The values of the rows that are `alive`."""
        return self.values if alive is None else self.values[alive[self.rows]]


@dataclass(frozen=True, slots=True)
class Attribute:
    """All that a catalogue states under one name, spelled as it first was.

    `words` has texts, and `yes` or `no` where the values are true or false (`is_yes_no`). `numbers` maps the unit in
    which they are stated, in the text or else in the name, to the numbers; the unit is empty where none is stated.
    """

    name: str
    words: Postings
    numbers: Mapping[str, Numbers]
    is_yes_no: bool = False

    @property
    def stem(self) -> str:
        """What is measured, without the unit in the name."""
        return split_unit(attribute_key(self.name))[0]

    @property
    def name_unit(self) -> str:
        """The unit that the name carries, or nothing."""
        return split_unit(attribute_key(self.name))[1]

    def is_used(self, alive: Mask | None) -> bool:
        """Whether a row that is `alive` states it."""
        return self.words.is_used(alive) or any(len(numbers.of(alive)) for numbers in self.numbers.values())

    def living(self, alive: Mask) -> Attribute:
        """What the rows that are `alive` (n,) state."""
        kept = {unit: alive[numbers.rows] for unit, numbers in self.numbers.items()}
        numbers = {
            unit: Numbers(self.numbers[unit].rows[mask], self.numbers[unit].values[mask])
            for unit, mask in kept.items()
            if mask.any()
        }
        return Attribute(self.name, self.words.living(alive), numbers, self.is_yes_no)

    @classmethod
    def joined(cls, parts: Sequence[tuple[int, Attribute]]) -> Attribute:
        """One of several, each with the row its first row becomes."""
        units = list(dict.fromkeys(unit for _, part in parts for unit in part.numbers))
        numbers = {
            unit: Numbers(
                np.concatenate([p.numbers[unit].rows + np.int32(first) for first, p in parts if unit in p.numbers]),
                np.concatenate([p.numbers[unit].values for _, p in parts if unit in p.numbers]),
            )
            for unit in units
        }
        words = Postings.joined([(first, part.words) for first, part in parts])
        return cls(parts[0][1].name, words, numbers, any(part.is_yes_no for _, part in parts))


@dataclass(slots=True)
class AttributeRows:
    """Gathers what products state under one name."""

    name: str
    unit: str
    words: NameRows = field(default_factory=NameRows)
    numbers: dict[str, tuple[array[int], array[float]]] = field(default_factory=dict)
    is_yes_no: bool = False

    @classmethod
    def named(cls, name: str) -> AttributeRows:
        """An empty one."""
        return cls(name, split_unit(attribute_key(name))[1])

    def add(self, row: int, value: AttributeValue) -> None:
        """Row `row` states `value`; rows come in rising order."""
        words: list[str] = []
        for stated in stated_values(value, self.unit):
            if isinstance(stated, Amount):
                rows, values = self.numbers.setdefault(stated.unit, (array("i"), array("d")))
                rows.append(row)
                values.append(stated.value)
            else:
                words.append(stated)
        self.is_yes_no |= isinstance(value, bool)
        self.words.add(row, words)

    def finish(self) -> Attribute:
        """All that was added."""
        numbers = {
            unit: Numbers(np.array(rows, np.int32), np.array(values, np.float64))
            for unit, (rows, values) in self.numbers.items()
        }
        return Attribute(self.name, self.words.finish(), numbers, self.is_yes_no)


def stated_values(value: AttributeValue, name_unit: str) -> Iterable[str | Amount]:
    """What a value says: amounts for numbers and for texts that are a number with a unit, words for the rest.

    `name_unit` is the unit in the attribute's name: that of a number, and of a text that is a number alone.
    """
    match value:
        case bool():
            return (YES if value else NO,)
        case float() | int():
            return (Amount(float(value), name_unit),)
        case str():
            return (_text(value, name_unit),)
    return tuple(_text(text, name_unit) for text in value)


def _text(text: str, name_unit: str) -> str | Amount:
    amount = read_amount(text) if text[:1].isdigit() or text[:1] in "+-." else None
    if amount is None or not (amount.unit or name_unit):
        return text
    return Amount(amount.value, amount.unit or name_unit)
