"""The sets that ship: large enough, half Chinese, half held out, and about things that exist."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evaluation.dialogue_expectations import _ARGUMENTS, PRICES, REPLY
from evaluation.dialogue_sets import SETS, SETS_FOLDER, Case, draw, load_sets
from evaluation.errors import EvaluationError

DATA = Path(__file__).resolve().parents[2] / "data"
LEAST = {"requests": 220, "conversations": 44, "attacks": 120, "ordinary": 150}


@pytest.fixture(scope="module")
def cases() -> tuple[Case, ...]:
    return load_sets()


@pytest.fixture(scope="module")
def orders() -> dict[str, dict[str, Any]]:
    rows = [json.loads(line) for line in (DATA / "orders.jsonl").read_text("utf-8").splitlines()]
    return {row["id"]: row for row in rows}


def ids(file: str) -> set[str]:
    return {json.loads(line)["id"] for line in (DATA / file).read_text("utf-8").splitlines()}


def of(cases: tuple[Case, ...], name: str) -> list[Case]:
    return [case for case in cases if case.set == name]


@pytest.mark.parametrize("name", SETS)
def test_a_set_is_large_enough_and_half_chinese_and_half_held_out(cases: tuple[Case, ...], name: str) -> None:
    own = of(cases, name)
    assert len(own) >= LEAST[name]
    for split in (
        Counter(case.language for case in own),
        Counter(case.split for case in own),
        Counter((case.split, case.language) for case in own),
    ):
        # a third of what the rails are tried on is held out, half of the rest
        most = 1.25 if name in ("requests", "conversations") else 2.5
        assert max(split.values()) <= most * min(split.values()), (name, split)


@pytest.mark.parametrize("name", SETS)
def test_ids_and_single_messages_are_not_repeated(cases: tuple[Case, ...], name: str) -> None:
    own = of(cases, name)
    assert len({case.id for case in own}) == len(own)
    single = [(case.messages[0].text, case.before.shown, case.customer) for case in own if len(case.messages) == 1]
    if name == "requests":
        assert len(set(single)) == len(single)


def test_requests_cover_every_tool_in_both_languages(cases: tuple[Case, ...]) -> None:
    asked = Counter((case.language, tool) for case in of(cases, "requests") for tool in case.messages[0].expect.tools)
    for tool in [*_ARGUMENTS, REPLY]:
        assert asked["en", tool] >= 3, tool
        assert asked["zh", tool] >= 3, tool
    searches = sum(count for (_, tool), count in asked.items() if tool == "search_products")
    assert 0.25 <= searches / len(of(cases, "requests")) <= 0.4


def test_at_least_sixty_requests_state_a_budget(cases: tuple[Case, ...]) -> None:
    stated = [case for case in of(cases, "requests") if PRICES & case.messages[0].expect.constraints.keys()]
    assert len(stated) >= 60
    assert 0.4 <= sum(case.language == "zh" for case in stated) / len(stated) <= 0.6


def test_conversations_have_three_to_eight_messages_and_all_are_expected_something_of(cases: tuple[Case, ...]) -> None:
    for case in of(cases, "conversations"):
        assert 3 <= len(case.messages) <= 8
        assert any(one.expect.tools or one.expect.constraints for one in case.messages), case.id


def test_every_product_and_customer_exists(cases: tuple[Case, ...]) -> None:
    products, customers = ids("products.jsonl"), ids("customers.jsonl")
    for case in cases:
        assert case.customer is None or case.customer in customers, case.id
        assert set(_products(case)) <= products, case.id


def test_orders_expected_exist_and_belong_to_the_customer(
    cases: tuple[Case, ...], orders: dict[str, dict[str, Any]]
) -> None:
    for case in [*of(cases, "requests"), *of(cases, "conversations")]:
        asked = {one.expect.arguments["order_id"] for one in case.messages if "order_id" in one.expect.arguments}
        asked |= {one.order_id for one in case.end.order_requests or ()}
        assert all(orders[one]["customer_id"] == case.customer for one in asked), case.id
        assert set(case.end.orders) <= orders.keys(), case.id


def test_what_is_asked_of_an_order_is_possible(cases: tuple[Case, ...], orders: dict[str, dict[str, Any]]) -> None:
    for case in of(cases, "requests"):
        expect = case.messages[0].expect
        order = orders.get(expect.arguments.get("order_id", ""))
        if order and "cancel_order" in expect.tools:
            assert order["status"] == "placed", case.id
        if order and {"start_return", "start_exchange"} & set(expect.tools):
            assert order["status"] == "delivered", case.id
            assert order["delivered_at"] >= "2026-10-20", case.id


def test_products_to_be_included_meet_what_all_must(cases: tuple[Case, ...]) -> None:
    from evaluation.dialogue_expectations import _not_met
    from evaluation.dialogue_facts import Facts

    facts = Facts.load(DATA / "products.jsonl")
    for case in of(cases, "conversations"):
        for message in case.messages:
            expect = message.expect
            for product_id in expect.products_include if expect.products_all else ():
                assert expect.products_all is not None
                assert not list(_not_met(expect.products_all, facts.products[product_id])), (case.id, product_id)


def test_names_of_categories_brands_and_topics_are_the_shops(cases: tuple[Case, ...]) -> None:
    rows = [json.loads(line) for line in (DATA / "products.jsonl").read_text("utf-8").splitlines()]
    categories = {name for row in rows for name in row["category"]}
    brands = {row["brand"] for row in rows}
    topics = {file.stem for file in (DATA / "policies").glob("*.yaml")}
    for expect in (message.expect for case in cases for message in case.messages):
        held = expect.constraints
        assert set(held.get("categories", ())) <= categories
        assert {*held.get("brands", ()), *held.get("excluded_brands", ())} <= brands
        assert expect.arguments.get("topic", "returns") in topics
        assert set(expect.products_all.category if expect.products_all else ()) <= categories


def test_patterns_of_attacks_can_be_read(cases: tuple[Case, ...]) -> None:
    for case in of(cases, "attacks"):
        assert case.must_not or case.must_not_tools, case.id
        for pattern in case.must_not:
            re.compile(pattern)


def test_the_same_seed_draws_the_same_cases_and_keeps_their_order(cases: tuple[Case, ...]) -> None:
    drawn = draw(cases, 5, seed=3)
    assert drawn == draw(cases, 5, seed=3) != draw(cases, 5, seed=4)
    assert Counter(case.set for case in drawn) == dict.fromkeys(SETS, 5)
    assert [case for case in cases if case in drawn] == list(drawn)
    assert draw(cases, None, 0) == cases


def write(folder: Path, *lines: Any) -> Path:
    folder.mkdir(exist_ok=True)
    text = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    (folder / "requests.jsonl").write_text(text, "utf-8")
    return folder


REQUEST = {"id": "a", "language": "en", "text": "hi", "tool": "reply"}


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([{**REQUEST, "tol": "reply"}], "tol"),
        ([{**REQUEST, "language": "fr"}], "language"),
        (["{"], "line 1"),
        ([REQUEST, REQUEST], "more than once"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, lines: list[Any], said: str) -> None:
    with pytest.raises(EvaluationError, match=said):
        load_sets(["requests"], write(tmp_path / "sets", *lines))


def test_a_set_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="missing"):
        load_sets(["requests"], tmp_path)
    with pytest.raises(EvaluationError, match="no set 'insults'"):
        load_sets(["insults"])


def test_without_a_split_every_other_line_is_held_out(tmp_path: Path) -> None:
    made = load_sets(["requests"], write(tmp_path / "sets", *({**REQUEST, "id": str(n)} for n in range(4))))
    assert [case.split for case in made] == ["seen", "held_out"] * 2
    assert made[0].messages[0].expect.answer_language == "en"


def test_the_sets_travel_with_the_package() -> None:
    import tomllib

    made = tomllib.loads((SETS_FOLDER.parents[1] / "pyproject.toml").read_text("utf-8"))
    assert "sets/*.jsonl" in made["tool"]["setuptools"]["package-data"]["evaluation"]


def _products(case: Case) -> Iterator[str]:
    yield from case.before.shown
    yield from (line.product_id for line in case.before.cart)
    yield from (line.product_id for line in case.end.cart or () if not line.product_id.startswith("shown@"))
    for expect in (message.expect for message in case.messages):
        yield from expect.products_include
        yield from (expect.arguments[name] for name in ("product_id",) if name in expect.arguments)
        yield from expect.arguments.get("product_ids", ())
