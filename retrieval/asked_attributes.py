"""Which columns an attribute asked for by name means, and in which units it may be asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from retrieval.attributes import Attribute, Numbers
from retrieval.errors import InvalidQueryError, UnknownNameError
from retrieval.names import attribute_key, nearest
from retrieval.postings import Mask
from retrieval.units import convertible, holds_liquid, split_unit, unit_named


@dataclass(frozen=True, slots=True)
class AskedAttribute:
    """An attribute as a query names it.

    Its whole name (`weight_g`) means that one; what is measured (`weight`) means all that measure it, whatever their
    units. `name_unit` is the unit in the name asked by, empty where there is none. `columns` has the unit and the
    numbers of each numeric column; ounces of an attribute that holds a liquid are fluid ones.
    """

    name: str
    name_unit: str
    attributes: tuple[Attribute, ...]
    columns: tuple[tuple[str, Numbers], ...]

    @property
    def units(self) -> tuple[str, ...]:
        """The units its numbers are stated in, each once; empty text for plain numbers."""
        return tuple(dict.fromkeys(unit for unit, _ in self.columns))

    def unit_asked(self, written: str, field: str) -> str:
        """The unit a number is asked in: the one `written`, else the name's, else the only one there is.

        Raises:
            InvalidQueryError: there is no such unit, the attribute is not measured in it, or it could be several.
        """
        if not written:
            return self._own_unit(field)
        unit = unit_named(written)
        if unit is None:
            raise InvalidQueryError(f'"{written}" is no unit known here; {self._measured()}.', field)
        if unit == "oz" and not self.columns_in("oz") and self.columns_in("fl oz"):
            unit = "fl oz"
        if not self.columns_in(unit):
            raise InvalidQueryError(f"{self.name} cannot be asked in {unit}; {self._measured()}.", field)
        return unit

    def columns_in(self, unit: str) -> tuple[tuple[str, Numbers], ...]:
        """The numeric columns whose numbers can be given in `unit`."""
        return tuple((own, numbers) for own, numbers in self.columns if convertible(own, unit))

    def _own_unit(self, field: str) -> str:
        units = self.units
        if "" in units:
            return ""
        if self.name_unit and self.columns_in(self.name_unit):
            return self.name_unit
        if len(units) != 1:
            raise InvalidQueryError(f"Say the unit of {self.name}: {self._measured()}.", field)
        return units[0]

    def _measured(self) -> str:
        """How the catalogue states it, as the end of a sentence."""
        units = [unit for unit in self.units if unit]
        if not self.columns:
            return f"{self.name} is stated in words here, not in numbers"
        if not units:
            return f"{self.name} is a plain number here, without a unit"
        return f"{self.name} is measured in {' and '.join(units)} here"


def asked_attribute(attributes: Mapping[str, Attribute], name: str, alive: Mask | None, field: str) -> AskedAttribute:
    """The attribute that `name` means: by its whole name, what is measured, or that with another unit.

    Raises:
        UnknownNameError: no row that is `alive` states such an attribute.
    """
    key = attribute_key(name)
    stem, unit = split_unit(key)
    exact = attributes.get(key)
    if exact is not None and unit and exact.is_used(alive):
        found = [exact]
    else:
        found = _measuring(attributes, key, alive) or (_measuring(attributes, stem, alive) if unit else [])
    if not found:
        raise UnknownNameError("attribute", name, nearest(name, _names(attributes, alive)), field)
    same = [attribute for attribute in attributes.values() if attribute.stem == found[0].stem]
    liquid = _is_liquid(found[0].stem, {unit for attribute in same for unit in attribute.numbers})
    columns = [
        ("fl oz" if own == "oz" and liquid else own, numbers)
        for attribute in found
        for own, numbers in attribute.numbers.items()
        if len(numbers.of(alive))
    ]
    return AskedAttribute(name, unit, tuple(found), tuple(columns))


def _measuring(attributes: Mapping[str, Attribute], stem: str, alive: Mask | None) -> list[Attribute]:
    return [attribute for attribute in attributes.values() if attribute.stem == stem and attribute.is_used(alive)]


def _is_liquid(stem: str, units: set[str]) -> bool:
    """Whether ounces are fluid ones: by what is measured, or by the other units it is stated in."""
    if "oz" not in units or holds_liquid(stem):
        return "oz" in units
    others = units - {"oz", ""}
    return any(convertible(unit, "fl oz") for unit in others) and not any(convertible(unit, "g") for unit in others)


def _names(attributes: Mapping[str, Attribute], alive: Mask | None) -> list[str]:
    used = [attribute for attribute in attributes.values() if attribute.is_used(alive)]
    return [attribute.name for attribute in used] + [attribute.stem for attribute in used]
