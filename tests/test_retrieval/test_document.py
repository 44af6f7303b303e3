"""What of a product is counted and what is embedded."""

from __future__ import annotations

from retrieval.catalog import Product
from retrieval.document import embedded_text, searchable_text, term_counts


def test_a_title_counts_more_than_a_description(shop: tuple[Product, ...]) -> None:
    counts = term_counts(shop[0])
    assert counts["wireless"] == 3 + 1, "title, and the attribute that is true"
    assert counts["larkspur"] == 3 + 2
    assert "wireless" not in term_counts(Product("x", "t", 1, "USD", attributes={"wireless": False}))


def test_a_number_stands_with_its_unit_as_a_shopper_writes_it(shop: tuple[Product, ...]) -> None:
    assert "38 h battery" in searchable_text(shop[0])
    assert "38h" in term_counts(shop[0]), "so that `38 hours` finds it"
    assert "5 players" in searchable_text(Product("x", "t", 1, "USD", attributes={"players": 5.0}))


def test_what_cannot_be_read_is_not_embedded(shop: tuple[Product, ...]) -> None:
    text = embedded_text(shop[0], lambda part: 1.0 if "耳机" in part else 0.0)
    assert text.split(". ") == [
        "Larkspur Hush 2 wireless headphones",
        "audio, headphones, Larkspur",
        "commute",
        "Noise-cancelling headphones for trains",
    ]
    assert "降噪" in embedded_text(shop[0], lambda part: 0.0)
    assert embedded_text(shop[0], lambda part: 1.0) == ""
