"""The demo shop is whole: every file complete, in both languages, and at one with the others."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

Row = dict[str, Any]

DEPARTMENTS = {
    "electronics", "audio", "home", "kitchen", "outdoor", "sports", "garden", "toys", "books", "beauty", "fashion",
    "pets",
}  # fmt: skip
PRODUCT_COLUMNS = {
    "id", "title", "title_zh", "description", "description_zh", "brand", "category", "price", "list_price", "currency",
    "rating", "review_count", "stock", "attributes", "tags", "added_on", "image",
}  # fmt: skip
TOPICS = {"shipping", "returns", "warranty", "payment", "privacy"}
FIRST_DAY, LAST_DAY = date(2025, 11, 16), date(2026, 11, 15)
ZONE_FEES = {5.95: 49, 12.95: 149, 14.95: 149, 24.95: 249}
"""Standard fee -> goods from which it is waived, USD."""
EXPRESS_FEE = 14.95
HAN = re.compile(r"[\u4e00-\u9fff]")


def moment(text: str) -> datetime:
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text), text
    return datetime.fromisoformat(text)


def goods_of(order: Row) -> float:
    return sum(line["quantity"] * line["unit_price"] for line in order["lines"])


def duplicates(values: list[str]) -> list[str]:
    return [value for value, count in Counter(values).items() if count > 1]


def test_there_are_300_products_in_the_12_departments(products: list[Row]) -> None:
    assert len(products) >= 300
    counted = Counter(product["category"][0] for product in products)
    assert counted.keys() == DEPARTMENTS
    assert min(counted.values()) >= 20


def test_every_product_has_every_column_with_its_type(products: list[Row], data: Path) -> None:
    for product in products:
        assert product.keys() == PRODUCT_COLUMNS, product["id"]
        assert re.fullmatch(r"[A-Z]{3}-\d{3}", product["id"])
        assert len(product["category"]) == 2
        assert isinstance(product["stock"], int)
        assert product["stock"] >= 0
        assert 2 <= len(product["tags"]) <= 5
        assert date.fromisoformat(product["added_on"]) <= LAST_DAY
        assert product["image"].startswith(f"images/{product['id']}.")
    assert not duplicates([product["id"] for product in products])


def test_products_speak_both_languages(products: list[Row]) -> None:
    for product in products:
        assert HAN.search(product["title_zh"]), product["id"]
        assert len(HAN.findall(product["description_zh"])) >= 25, product["id"]
        assert not HAN.search(product["title"]), product["id"]
        assert len(product["description"].split()) >= 25, product["id"]


def test_no_two_descriptions_are_alike_or_differ_only_in_names_and_numbers(products: list[Row]) -> None:
    for column in ("title", "title_zh", "description", "description_zh"):
        assert not duplicates([product[column] for product in products]), column
    for column in ("description", "description_zh"):
        stripped = [re.sub(r"[A-Z][\w&']*|\d[\d.,]*|\s+", "", product[column]) for product in products]
        assert not duplicates(stripped), column


def test_prices_and_ratings_make_sense(products: list[Row]) -> None:
    for product in products:
        assert product["currency"] == "USD"
        assert 2 <= product["price"] <= 2500, product["id"]
        assert product["price"] == round(product["price"], 2)
        assert product["list_price"] is None or product["price"] < product["list_price"] <= product["price"] * 2.5
        assert (product["rating"] is None) == (product["review_count"] == 0), product["id"]
        assert product["rating"] is None or 1 <= product["rating"] <= 5


def test_a_leaf_offers_a_choice_of_prices_and_shared_attributes(products: list[Row]) -> None:
    leaves: dict[tuple[str, ...], list[Row]] = {}
    for product in products:
        leaves.setdefault(tuple(product["category"]), []).append(product)
    for leaf, members in leaves.items():
        assert len(members) >= 3, leaf
        assert max(item["price"] for item in members) >= 1.2 * min(item["price"] for item in members), leaf
        shared = set.intersection(*(set(item["attributes"]) for item in members))
        assert len(shared) >= 2, leaf


def test_an_attribute_has_one_type_throughout(products: list[Row]) -> None:
    kinds: dict[str, set[str]] = {}
    for product in products:
        for name, value in product["attributes"].items():
            kind = "number" if isinstance(value, int | float) and not isinstance(value, bool) else type(value).__name__
            kinds.setdefault(name, set()).add("str" if kind == "list" else kind)
    assert {name: found for name, found in kinds.items() if len(found) > 1} == {}


def test_some_items_are_sold_out_and_some_have_no_rating_yet(products: list[Row]) -> None:
    assert 0.03 <= sum(product["stock"] == 0 for product in products) / len(products) <= 0.15
    assert sum(product["rating"] is None for product in products) >= 12


def test_every_product_with_an_image_file_has_one_that_is_there(products: list[Row], data: Path) -> None:
    if not any((data / "images").glob("*.svg")):
        pytest.skip("needs data/images: run `python scripts/draw_images.py`")
    assert [product["id"] for product in products if not (data / product["image"]).is_file()] == []


def test_60_products_have_5_to_15_reviews_in_both_languages(reviews: list[Row], by_id: dict[str, Row]) -> None:
    counted = Counter(review["product_id"] for review in reviews)
    assert counted.keys() <= by_id.keys()
    assert sum(5 <= count <= 15 for count in counted.values()) >= 60
    assert max(counted.values()) <= 15
    languages = Counter(review["language"] for review in reviews)
    assert languages.keys() == {"en", "zh"}
    assert min(languages.values()) / len(reviews) >= 0.4


def test_reviews_are_written_after_the_product_was_added_and_by_somebody(
    reviews: list[Row], by_id: dict[str, Row]
) -> None:
    for review in reviews:
        assert review["stars"] in range(1, 6)
        assert by_id[review["product_id"]]["added_on"] < review["date"] <= LAST_DAY.isoformat()
        assert len(review["text"]) >= 4
        assert review["author"].strip()
        assert isinstance(review["verified"], bool)
        assert bool(HAN.search(review["text"])) == (review["language"] == "zh"), review["text"]
    assert not duplicates([review["text"] for review in reviews])


def test_words_name_exactly_the_catalogue_s_categories_and_colours(
    words: dict[str, dict[str, list[str]]], products: list[Row]
) -> None:
    assert words.keys() == {"categories", "colours", "brands", "attributes", "values"}
    assert words["categories"].keys() == {name for product in products for name in product["category"]}
    colours = {product["attributes"]["colour"] for product in products if "colour" in product["attributes"]}
    assert words["colours"].keys() == colours


def test_words_name_no_brand_attribute_or_value_that_the_catalogue_lacks(
    words: dict[str, dict[str, list[str]]], products: list[Row]
) -> None:
    assert words["brands"].keys() <= {product["brand"] for product in products}
    named = {name for product in products for name in product["attributes"]}
    measured = {name.rpartition("_")[0] for name in named}
    assert words["attributes"].keys() <= named | measured
    stated = {str(value) for product in products for value in product["attributes"].values()}
    parts = {part for value in stated for part in value.split()}
    assert words["values"].keys() <= stated | parts | {"cast iron", "carbon steel", "stainless steel"}


def test_every_name_has_words_in_both_languages_and_none_twice(words: dict[str, dict[str, list[str]]]) -> None:
    for names in words.values():
        for name, listed in names.items():
            assert not duplicates(listed), name
            assert any(HAN.search(word) for word in listed), name
            assert any(not HAN.search(word) for word in listed), name


def test_words_are_lower_case_and_never_a_single_chinese_character(words: dict[str, dict[str, list[str]]]) -> None:
    every = [word for names in words.values() for listed in names.values() for word in listed]
    assert [word for word in every if word != word.strip()] == []
    assert [word for word in every if not HAN.search(word) and word != word.lower()] == []
    assert [word for word in every if len(word) < 2] == []


@pytest.mark.parametrize("word", ["light", "home", "travel", "storage", "gift", "watch", "weight", "cream", "包", "书"])
def test_words_that_mean_other_things_too_are_left_out(words: dict[str, dict[str, list[str]]], word: str) -> None:
    kinds_and_colours = [words["categories"], words["colours"]]
    assert [name for names in kinds_and_colours for name, listed in names.items() if word in listed] == []


def test_the_words_of_a_leaf_stand_in_its_products_titles(
    words: dict[str, dict[str, list[str]]], products: list[Row]
) -> None:
    known = words["categories"]
    named = [
        any(word in f"{product['title']} {product['title_zh']}".lower() for word in known[product["category"][1]])
        for product in products
    ]
    assert sum(named) / len(named) >= 0.85


def test_each_policy_is_complete_in_both_languages(policies: dict[str, Row]) -> None:
    assert policies.keys() == TOPICS
    for topic, policy in policies.items():
        assert policy.keys() == {"topic", "title", "updated_on", "sections"}
        assert policy["topic"] == topic
        assert policy["updated_on"] <= LAST_DAY
        assert 5 <= len(policy["sections"]) <= 8
        assert not duplicates([section["id"] for section in policy["sections"]])


def test_each_policy_section_is_long_enough_to_answer_and_short_enough_to_quote(policies: dict[str, Row]) -> None:
    for section in (section for policy in policies.values() for section in policy["sections"]):
        assert section.keys() - {"window"} == {"id", "title", "text"}
        assert 40 <= len(section["text"]["en"].split()) <= 90, section["id"]
        assert 50 <= len(HAN.findall(section["text"]["zh"])) <= 200, section["id"]
        assert HAN.search(section["title"]["zh"])
        assert not HAN.search(section["title"]["en"] + section["text"]["en"])


def test_both_languages_of_a_policy_name_the_same_amounts_of_money(policies: dict[str, Row]) -> None:
    for section in (section for policy in policies.values() for section in policy["sections"]):
        english = set(re.findall(r"\$(\d[\d,]*(?:\.\d\d)?)\b", section["text"]["en"]))
        chinese = set(re.findall(r"\d[\d,]*(?:\.\d+)?", section["text"]["zh"]))
        assert english <= chinese, section["id"]


def test_the_shipping_policy_states_the_fees_that_orders_are_charged(policies: dict[str, Row]) -> None:
    text = " ".join(section["text"]["en"] for section in policies["shipping"]["sections"])
    amounts = {float(amount) for amount in re.findall(r"\$(\d+(?:\.\d\d)?)", text)}
    assert amounts == {*ZONE_FEES, EXPRESS_FEE, *map(float, ZONE_FEES.values())}


def test_sixty_customers_half_of_them_chinese_speaking(customers: list[Row]) -> None:
    assert len(customers) == 60
    assert Counter(customer["language"] for customer in customers) == {"en": 30, "zh": 30}
    for column in ("id", "name", "email"):
        assert not duplicates([customer[column] for customer in customers]), column
    for customer in customers:
        assert customer.keys() == {"id", "name", "email", "language", "city", "joined_at"}
        assert customer["email"].endswith("@example.com")
        assert bool(HAN.search(customer["name"])) == (customer["language"] == "zh")
        assert moment(customer["joined_at"]).date() <= LAST_DAY


def test_orders_fill_the_year_in_order(orders: list[Row]) -> None:
    assert 350 <= len(orders) <= 600
    assert [order["id"] for order in orders] == [f"D-{number}" for number in range(100_001, 100_001 + len(orders))]
    placed = [moment(order["placed_at"]) for order in orders]
    assert placed == sorted(placed)
    assert placed[0].date() >= FIRST_DAY
    assert placed[-1].date() <= LAST_DAY
    assert len({(day.year, day.month) for day in placed}) == 13
    assert min(Counter((day.year, day.month) for day in placed).values()) >= 15


def test_orders_name_customers_and_products_that_exist(
    orders: list[Row], customers: list[Row], by_id: dict[str, Row]
) -> None:
    known = {customer["id"]: customer for customer in customers}
    assert {order["customer_id"] for order in orders} == known.keys()
    for order in orders:
        customer = known[order["customer_id"]]
        assert customer["joined_at"] < order["placed_at"]
        title = "title_zh" if customer["language"] == "zh" else "title"
        assert all(line["title"] == by_id[line["product_id"]][title] for line in order["lines"]), order["id"]
        assert not duplicates([line["product_id"] for line in order["lines"]])


def test_nothing_is_sold_before_it_was_added_or_after_it_ran_out(orders: list[Row], by_id: dict[str, Row]) -> None:
    for order in orders:
        day = order["placed_at"][:10]
        for product in (by_id[line["product_id"]] for line in order["lines"]):
            assert product["added_on"] < day, order["id"]
            assert product["stock"] > 0 or day <= "2026-10-31", order["id"]


def test_lines_are_charged_the_price_or_the_earlier_list_price(orders: list[Row], by_id: dict[str, Row]) -> None:
    cut: set[str] = set()
    for line in (line for order in orders for line in order["lines"]):
        product = by_id[line["product_id"]]
        assert line["unit_price"] in (product["price"], product["list_price"])
        assert 1 <= line["quantity"] <= 5
        if product["list_price"] is not None and line["unit_price"] == product["price"]:
            cut.add(product["id"])
        elif product["id"] in cut:
            pytest.fail(f"{product['id']} went back to its list price")
    assert cut


def test_totals_are_exact_to_the_cent_and_discounts_within_the_codes(orders: list[Row]) -> None:
    for order in orders:
        goods = goods_of(order)
        assert order["currency"] == "USD"
        assert 0 <= order["discount"] <= goods * 0.15 + 0.006, order["id"]
        for amount in (order["discount"], order["shipping"], *(line["unit_price"] for line in order["lines"])):
            assert amount == round(amount, 2)
    assert 20 <= sum(order["discount"] > 0 for order in orders) <= len(orders) / 4


def test_shipping_is_what_the_policy_asks(orders: list[Row], by_id: dict[str, Row]) -> None:
    for order in orders:
        goods = round(goods_of(order) - order["discount"], 2)
        ebooks = all("e-book" in by_id[line["product_id"]]["title"] for line in order["lines"])
        if order["shipping"] == 0:
            assert ebooks or goods >= min(ZONE_FEES.values()), order["id"]
        elif order["shipping"] != EXPRESS_FEE:
            assert goods < ZONE_FEES[order["shipping"]], order["id"]


def test_restricted_goods_stay_within_the_48_states(
    orders: list[Row], customers: list[Row], by_id: dict[str, Row]
) -> None:
    far = {"Canada", "China", "Singapore", "Taiwan", "Australia", "United Kingdom", "Hong Kong", "AK", "HI"}
    away = {customer["id"] for customer in customers if customer["city"].split(", ")[-1] in far}
    assert len(away) >= 10
    for order in (order for order in orders if order["customer_id"] in away):
        for product in (by_id[line["product_id"]] for line in order["lines"]):
            assert not {"dog food", "cat food", "perfume"} & set(product["category"]), order["id"]
            assert "power bank" not in product["title"]
            assert product["attributes"].get("weight_kg", 0) <= 20


def test_a_status_fits_its_dates(orders: list[Row]) -> None:
    now = datetime(2026, 11, 16, tzinfo=UTC)
    for order in orders:
        placed, status = moment(order["placed_at"]), order["status"]
        assert (order["delivered_at"] is not None) == (status in ("delivered", "returned")), order["id"]
        if order["delivered_at"]:
            assert placed < moment(order["delivered_at"]) <= min(now, placed + timedelta(days=32))
        if status in ("placed", "shipped"):
            assert now - placed < timedelta(days=4 if status == "placed" else 24), order["id"]
    assert {order["status"] for order in orders} == {"placed", "shipped", "delivered", "cancelled", "returned"}


def test_customers_buy_in_different_ways(orders: list[Row]) -> None:
    counted = Counter(order["customer_id"] for order in orders)
    returned = Counter(order["customer_id"] for order in orders if order["status"] == "returned")
    last = {order["customer_id"]: order["placed_at"] for order in orders}
    assert sum(count == 1 for count in counted.values()) >= 5
    assert sum(count >= 15 for count in counted.values()) >= 5
    assert sum(count >= 4 for count in returned.values()) >= 3
    assert sum(counted[name] >= 4 and day < "2026-07" for name, day in last.items()) >= 5
    assert sum(day > "2026-10-15" for day in last.values()) >= 20


def test_the_script_writes_the_committed_files_byte_for_byte(data: Path, tmp_path: Path) -> None:
    script = data.parent / "scripts" / "make_orders.py"
    subprocess.run([sys.executable, str(script), "--out", str(tmp_path)], check=True, timeout=60)
    for name in ("customers.jsonl", "orders.jsonl"):
        assert (tmp_path / name).read_bytes() == (data / name).read_bytes(), (
            f"run `python scripts/make_orders.py`: {name}"
        )


def test_past_conversations_name_customers_and_products_that_exist(
    data: Path, customers: list[Row], by_id: dict[str, Row]
) -> None:
    file = data / "conversations.jsonl"
    if not file.is_file():
        pytest.skip("needs data/conversations.jsonl")
    conversations = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert len(conversations) >= 120
    assert not duplicates([conversation["id"] for conversation in conversations])
    known: dict[str | None, str] = {customer["id"]: customer["joined_at"] for customer in customers}
    for conversation in conversations:
        assert conversation.keys() == {"id", "customer_id", "started_at", "language", "outcome", "turns"}
        assert conversation["language"] in ("en", "zh")
        assert conversation["outcome"]
        owner = conversation["customer_id"]
        assert owner is None or known[owner] <= conversation["started_at"], conversation["id"]
        times = [moment(turn["at"]) for turn in conversation["turns"]]
        assert times == sorted(times)
        assert moment(conversation["started_at"]) <= times[0]
        for turn in conversation["turns"]:
            assert turn.keys() == {"text", "answer", "at", "shown_product_ids"}
            assert turn["text"].strip()
            assert set(turn["shown_product_ids"]) <= by_id.keys(), conversation["id"]


@pytest.mark.parametrize("name", ["products", "reviews", "customers", "orders"])
def test_the_readme_explains_every_column_and_counts_the_rows(data: Path, name: str) -> None:
    readme = (data / "README.md").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in (data / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]
    section = readme.split(f"## {name}.jsonl")[1].split("\n## ")[0]
    assert {column for row in rows for column in row if f"`{column}`" not in section} == set()
    assert re.search(rf"`{name}\.jsonl` \|.*\b{len(rows)}\b", readme), f"README should say {len(rows)} rows"


def test_the_readme_states_the_unit_of_every_number(data: Path, products: list[Row]) -> None:
    readme = (data / "README.md").read_text(encoding="utf-8")
    numeric = {
        name
        for product in products
        for name, value in product["attributes"].items()
        if isinstance(value, int | float) and not isinstance(value, bool)
    }
    unexplained = {
        name for name in numeric if f"`{name}`" not in readme and f"`_{name.rsplit('_', 1)[-1]}`" not in readme
    }
    assert unexplained == set()


def test_there_is_no_python_in_the_data_folder(data: Path) -> None:
    assert list(data.rglob("*.py")) == []


def test_every_attribute_has_a_chinese_label(data: Path, products: list[Row]) -> None:
    from interfaces.ui.floor.names import read_shop_names

    names = read_shop_names(data)
    labels = {name: names.label_in(name, "zh") for product in products for name in product["attributes"]}
    assert [name for name, label in labels.items() if not HAN.search(label)] == []
