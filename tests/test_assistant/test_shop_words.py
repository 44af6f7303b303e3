"""The shop's words follow the catalogue that answers."""

from __future__ import annotations

from assistant.agent.constraints.shop_words import CurrentShopWords
from retrieval.catalog import Product
from retrieval.vocabulary import Vocabulary


class _Shelf:
    """A catalogue that can be replaced by another."""

    def __init__(self, brand: str) -> None:
        self.generation, self.asked = brand, 0
        self._brand = brand

    @property
    def vocabulary(self) -> Vocabulary:
        self.asked += 1
        return Vocabulary.of([Product("1", "kettle", 1, "USD", brand=self._brand)])


def test_the_brands_of_a_newer_index_are_heard_and_read_once() -> None:
    shelf = _Shelf("Wren")
    words = CurrentShopWords(None, shelf)
    assert words.read().brands_in("a Wren kettle") == ("Wren",)
    assert words.read() is words.read()
    assert shelf.asked == 1
    shelf.generation, shelf._brand = "newer", "Lark"
    assert words.read().brands_in("a Wren or Lark kettle") == ("Lark",)
    assert shelf.asked == 2
