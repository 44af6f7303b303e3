from __future__ import annotations

from pathlib import Path

import pytest

from assistant.agent.events import Language
from interfaces.ui.chips import ChipWriter
from interfaces.ui.names import ShopNames, read_shop_names

WRITER = ChipWriter("EUR", ShopNames({"headphones": "耳机", "black": "黑色"}))


@pytest.mark.parametrize(
    ("constraints", "english", "chinese"),
    [
        ({}, [], []),
        ({"max_price": 200, "currency": "USD"}, ["under $200"], ["$200 以内"]),
        ({"max_price": 199.5}, ["under €199.50"], ["€199.50 以内"]),
        ({"min_price": 50, "currency": "CNY"}, ["from ¥50"], ["¥50 以上"]),
        ({"min_price": 50, "max_price": 1200, "currency": "USD"}, ["$50 to $1,200"], ["$50 至 $1,200"]),
        ({"categories": ["headphones", "audio > Headphones"]}, ["headphones", "Headphones"], ["耳机", "耳机"]),
        ({"brands": ["Larkspur"]}, ["Larkspur"], ["Larkspur"]),
        ({"attributes": {"colour": ["black", "navy"]}}, ["black, navy"], ["黑色、navy"]),
        ({"attributes": {"battery_hours": ["30"]}}, ["battery hours: 30"], ["battery hours: 30"]),
        ({"attributes": {"noise_cancelling": [True]}}, ["noise cancelling"], ["noise cancelling"]),
        ({"min_rating": 4.5}, ["4.5 stars and up"], ["4.5 星以上"]),
        ({"in_stock": True}, ["in stock"], ["有货"]),
        ({"ignore_profile": True}, ["without my earlier purchases"], ["不参考购买记录"]),
        ({"in_stock": False, "something_new": 3}, [], []),
        ({"max_price": "cheap", "min_rating": True, "categories": None, "attributes": "?"}, [], []),
    ],
)
def test_constraints_become_short_labels(
    constraints: dict[str, object], english: list[str], chinese: list[str]
) -> None:
    languages: dict[Language, list[str]] = {"en": english, "zh": chinese}
    for language, expected in languages.items():
        assert WRITER.chips(constraints, language) == expected


def test_the_kind_of_product_comes_first() -> None:
    said = {"in_stock": True, "min_rating": 4, "max_price": 90, "brands": ["Tarn"], "categories": ["kettles"]}
    assert WRITER.chips(said, "en") == ["kettles", "Tarn", "under €90", "4 stars and up", "in stock"]


def test_chinese_names_come_from_the_shops_word_list(tmp_path: Path) -> None:
    assert read_shop_names(tmp_path).name_in("tents", "zh") == "tents"
    listed = "categories:\n  tents: [tent, 帐篷, 帐幕]\n  gadgets: [gadget]\ncolours:\n  Black: [黑色]\n"
    (tmp_path / "words.yaml").write_text(listed, encoding="utf-8")
    names = read_shop_names(tmp_path)
    assert [names.name_in(name, "zh") for name in ("Tents", "gadgets", "black")] == ["帐篷", "gadgets", "黑色"]
    assert names.name_in("tents", "en") == "tents"


def test_the_demo_shops_leaves_all_have_a_chinese_name() -> None:
    data = Path(__file__).parents[2] / "data"
    names = read_shop_names(data)
    for leaf in ("headphones", "tents", "coffee makers", "kettles", "sneakers", "dog food"):
        assert names.name_in(leaf, "zh") != leaf
