"""The words of a catalogue, of the rows that are alive."""

from __future__ import annotations

import numpy as np

from retrieval.catalog import Product
from retrieval.filters import FilterColumns
from retrieval.vocabulary import MOST_WORDS, Measure, Vocabulary


def product(brand: str, *category: str, **attributes: str | float | bool | tuple[str, ...]) -> Product:
    return Product(id="p", title="x", price=1, currency="USD", brand=brand, category=category, attributes=attributes)


PRODUCTS = [
    product("Larkspur", "Audio", "Headphones", wireless=True, weight_g=250.0, colour=("Black", "red")),
    product("LARKSPUR", "audio", "Earbuds", wireless=False, weight_g=5.0, colour="black"),
    product("Norvale", "Kitchen", weight="1.5 kg", pieces=3.0, material="steel"),
]


def test_names_stand_once_as_first_written() -> None:
    words = Vocabulary.of(PRODUCTS)
    assert words.brands == ("Larkspur", "Norvale")
    assert words.categories == ("Audio", "Earbuds", "Headphones", "Kitchen")
    assert words.category_paths == ("Audio > Headphones", "Kitchen", "audio > Earbuds")
    assert words.attributes == {"colour": ("Black", "red"), "material": ("steel",)}
    assert words.yes_no_attributes == ("wireless",)
    assert words.numeric_attributes == ("pieces", "weight", "weight_g")
    assert words.measures == {
        "pieces": (Measure("", 3, 3),), "weight": (Measure("kg", 1.5, 1.5),), "weight_g": (Measure("g", 5, 250),),
    }  # fmt: skip


def test_only_rows_that_are_alive_have_words() -> None:
    alive = np.array([False, True, False])
    words = Vocabulary.of_columns(FilterColumns.of(PRODUCTS), alive)
    assert (words.brands, words.categories) == (("Larkspur",), ("Audio", "Earbuds"))
    assert words.attributes == {"colour": ("Black",)}
    assert words.measures == {"weight_g": (Measure("g", 5, 5),)}
    assert Vocabulary.of_columns(FilterColumns.of(PRODUCTS), np.zeros(3, bool)) == Vocabulary.of([])


def test_an_attribute_of_countless_values_lists_those_of_most_products() -> None:
    many = [product("", model=f"M{number}") for number in range(MOST_WORDS + 500)]
    words = Vocabulary.of([*many, product("", model="M2400"), product("", model="M2400")])
    assert len(words.attributes["model"]) == MOST_WORDS
    assert "M2400" in words.attributes["model"]
