from __future__ import annotations

from pathlib import Path

import pytest

from assistant.agent.constraints.bounds import Bounds
from assistant.agent.constraints.held import Constraints
from assistant.agent.events import Language
from interfaces.ui.floor.chips import Chip, ChipWriter, taken_back
from interfaces.ui.floor.names import ShopNames, read_shop_names

WRITER = ChipWriter("EUR", ShopNames({"headphones": "耳机", "black": "黑色", "weight": "重量"}))


def labels(constraints: dict[str, object], language: Language) -> list[str]:
    return [chip.label for chip in WRITER.chips(constraints, language)]


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
        ({"attributes": {"battery_hours": ["30"]}}, ["battery hours: 30"], ["battery hours：30"]),
        ({"attributes": {"fit": ["a", "b", "c", "d"]}}, ["fit: a, b, c…"], ["fit：a、b、c…"]),
        ({"attributes": {"noise_cancelling": [True]}}, ["noise cancelling"], ["noise cancelling"]),
        ({"min_rating": 4.5}, ["4.5 stars and up"], ["4.5 星以上"]),
        ({"in_stock": True}, ["in stock"], ["有货"]),
        ({"ranges": {"weight": {"max": 2, "unit": "kg"}}}, ["weight up to 2 kg"], ["重量不超过 2 kg"]),
        ({"ranges": {"weight": {"min": 0.5}}}, ["weight from 0.5"], ["重量至少 0.5"]),
        ({"ranges": {"pages": {"min": 100, "max": 300}}}, ["pages 100 to 300"], ["pages 100 至 300"]),
        ({"excluded_brands": ["Larkspur"]}, ["not Larkspur"], ["不要Larkspur"]),
        ({"excluded_attributes": {"colour": ["black"]}}, ["not black"], ["不要黑色"]),
        ({"deadline": "2026-12-24"}, ["by 24 December"], ["12月24日前"]),
        ({"recipient": "mother"}, ["for mother"], ["送给mother"]),
        ({"max_price": 300, "budget_for_all": True}, ["€300 for everything"], ["全部一共 €300"]),
        ({"thing": "hammock"}, ["hammock"], ["hammock"]),
        ({"ignore_profile": True}, ["without my earlier purchases"], ["不参考购买记录"]),
        ({"in_stock": False, "something_new": 3}, [], []),
        ({"deadline": "soon", "recipient": 3, "ranges": {"x": {"max": "?"}, "y": 3}, "excluded_brands": None}, [], []),
        ({"max_price": "cheap", "min_rating": True, "categories": None, "attributes": "?"}, [], []),
    ],
)
def test_constraints_become_short_labels(
    constraints: dict[str, object], english: list[str], chinese: list[str]
) -> None:
    languages: dict[Language, list[str]] = {"en": english, "zh": chinese}
    for language, expected in languages.items():
        assert labels(constraints, language) == expected


def test_the_kind_of_product_comes_first() -> None:
    said = {"in_stock": True, "min_rating": 4, "max_price": 90, "brands": ["Tarn"], "categories": ["kettles"]}
    assert labels(said, "en") == ["kettles", "Tarn", "under €90", "4 stars and up", "in stock"]


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


EVERYTHING = Constraints(
    min_price=10,
    max_price=90,
    categories=("headphones", "earbuds"),
    brands=("Tarn",),
    attributes={"colour": ("black", "navy"), "wireless": ("yes",)},
    min_rating=4,
    in_stock=True,
    ranges={"weight": Bounds(None, 2, "kg")},
    excluded_brands=("Larkspur",),
    excluded_attributes={"material": ("steel",)},
    deadline="2026-12-24",
    recipient="mother",
    thing="",
    ignore_profile=True,
)


def test_taking_back_every_chip_leaves_nothing() -> None:
    held = EVERYTHING
    while chips := WRITER.chips(held.as_json(), "en"):
        fewer = held.dropping(chips[0].name, chips[0].value)
        assert len(WRITER.chips(fewer.as_json(), "en")) == len(chips) - 1
        held = fewer
    assert held == Constraints()


def test_a_chip_tells_the_page_what_its_button_says_and_sends() -> None:
    frame = Chip("under $50", "max_price").frame("en")
    assert frame == {
        "label": "under $50",
        "name": "max_price",
        "value": None,
        "editor": "price",
        "edit": "Change: under $50",
        "remove": "Take back: under $50",
        "removed": "No longer: under $50",
    }
    assert taken_back(frame) == ("max_price", None)
    assert taken_back({"name": "brands", "value": "Tarn"}) == ("brands", "Tarn")
    for nonsense in (None, "max_price", {}, {"name": 3}, []):
        assert taken_back(nonsense) is None
    assert taken_back({"name": "brands", "value": {"x": 1}}) == ("brands", None)
