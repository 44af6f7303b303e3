"""The parts that plain requests are read with: phrase tables, the talk so far, references, refinements, leads."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.agent.constraints.held import Constraints, Exchange
from assistant.agent.leads import LeadWriter
from assistant.agent.replies import Replies
from assistant.agent.requests.carts import quantity
from assistant.agent.requests.orders import order_in
from assistant.agent.requests.phrases import bare, nothing_but, phrases
from assistant.agent.requests.refinement import Refinement, measured
from assistant.agent.requests.talk import Talk, talk_of
from assistant.agent.turn_context import TurnContext
from prompts.library import PromptLibrary
from records.nouns import ToolCall, Turn
from retrieval.catalog import Product
from retrieval.query import SearchHit, SearchQuery

Rows = Mapping[str, Product]


def turn(*, shown: tuple[str, ...] = (), answer: str = "", **call: Any) -> Turn:
    """A logged turn with at most one tool call: `tool`, `ok`, and its arguments."""
    name, ok = call.pop("tool", ""), call.pop("ok", True)
    made = (ToolCall(name, call, "", ok, 1.0),) if name else ()
    return Turn(
        id="t", conversation_id="c", position=0, at=datetime(2026, 1, 1, tzinfo=UTC), text="add it", answer=answer,
        language="en", outcome="answered", prompt="p@1", prompt_hash="h", model="m", tool_calls=made, constraints={},
        shown_product_ids=shown, claims={}, usage={}, timings_ms={},
    )  # fmt: skip


def heard(rows: Rows, *turns: Turn) -> Talk:
    def named_in(text: str) -> list[Product]:
        return [row for row in rows.values() if row.id in text]

    return talk_of(turns, rows.get, named_in, ["Which one?"], ["What kind?"])


def ids(products: tuple[Product, ...]) -> list[str]:
    return [product.id for product in products]


LIST = ("AUD-001", "AUD-002", "AUD-003")


def test_phrases_are_whole_words_and_may_go_on_in_the_next_line() -> None:
    table = phrases(
        """
        my (cart|
            basket)
        购物车
        """
    )
    assert table.search("show my basket")
    assert table.search("看我的购物车")
    assert not table.search("my carton")
    assert not table.search("tummy cart")


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Could you add it to my cart please?".lower(), "add it to my cart"),
        ("hi, can you show me more", "show me more"),
        ("请帮我把它加入购物车吧", "把它加入购物车"),
        ("thanks", "thanks"),
    ],
)
def test_politeness_is_taken_off(said: str, left: str) -> None:
    assert bare(said) == left


def test_nothing_but_some_words() -> None:
    words = phrases("add|to|cart")
    assert nothing_but(words, "add to cart!")
    assert not nothing_but(words, "add kettle to cart")


def test_nothing_was_said_before_the_first_turn(demo_rows: Rows) -> None:
    assert heard(demo_rows) == Talk()


def test_numbers_mean_places_of_the_list_that_was_shown_then(demo_rows: Rows) -> None:
    search = turn(shown=LIST, tool="search_products", query="headphones")
    second, rule = turn(tool="show_product", product_id="2"), turn(tool="lookup_policy", topic="returns")
    talk = heard(demo_rows, search, second, rule)
    assert ids(talk.about) == ["AUD-002"]
    assert talk.query == "headphones"
    assert talk.last_tool == "lookup_policy"


def test_products_talked_of_one_by_one_are_remembered_until_the_next_list(demo_rows: Rows) -> None:
    search = turn(shown=LIST, tool="search_products", query="headphones")
    shows = [turn(tool="show_product", product_id=one) for one in ("1", "3")]
    assert ids(heard(demo_rows, search, *shows).recent) == ["AUD-001", "AUD-003"]
    assert heard(demo_rows, search, *shows, search).recent == ()


def test_what_an_answer_names_is_known_apart_from_what_was_asked_about(demo_rows: Rows) -> None:
    talk = heard(demo_rows, turn(shown=LIST, answer="AUD-001 fits best.", tool="search_products", query="headphones"))
    assert talk.about == ()
    assert ids(talk.named) == ["AUD-001"]


def test_pages_of_one_search_add_up_and_another_search_starts_afresh(demo_rows: Rows) -> None:
    first = turn(shown=("AUD-001",), tool="search_products", query="headphones")
    more = turn(shown=("AUD-002",), tool="search_products", query="headphones")
    other = turn(shown=("OUT-001",), tool="search_products", query="tents")
    assert heard(demo_rows, first, more).seen_ids == {"AUD-001", "AUD-002"}
    assert heard(demo_rows, first, more, other).seen_ids == {"OUT-001"}


def test_the_shops_question_and_the_order_talked_about_are_known(demo_rows: Rows) -> None:
    assert heard(demo_rows, turn(answer="Which one?")).unanswered == "add it"
    assert heard(demo_rows, turn(tool="cart_add", product_id="the red", ok=False)).unanswered == "add it"
    assert heard(demo_rows, turn(answer="What kind?")).asked_broad
    assert heard(demo_rows, turn(tool="order_status", order_id="D-100001")).order_id == "D-100001"


@pytest.mark.parametrize(
    ("text", "many"),
    [
        ("add two of the first", 2),
        ("put 3 of it in", 3),
        ("add the second one", 1),
        ("第二款来两个", 2),
        ("加入购物车", 1),
    ],
)
def test_how_many_are_wanted(text: str, many: int) -> None:
    assert quantity(text) == many


@pytest.mark.parametrize(
    ("text", "order"),
    [("order d-100234", "D-100234"), ("d100234", "D-100234"), ("订单号100234", "D-100234"), ("100234 songs", "")],
)
def test_an_orders_number_is_found(text: str, order: str) -> None:
    assert order_in(text) == order


def test_a_refined_query_goes_beyond_the_first_product(demo_rows: Rows) -> None:
    first = demo_rows["AUD-001"]
    query = SearchQuery("headphones", max_price=200)
    assert Refinement(cheaper=True).of(query, first).max_price == pytest.approx(first.price - 0.01)
    assert Refinement(cheaper=True).of(SearchQuery("headphones", max_price=50), first).max_price == 50
    lighter = Refinement(measure="weight").of(query, first).ranges["weight_g"]
    assert (lighter.maximum, lighter.below_maximum) == (measured(first, "weight"), True)
    assert Refinement(leave_out=frozenset({"A"})).of(query, None).exclude_ids == {"A"}
    assert Refinement(measure="noise").of(query, first) == query
    assert not Refinement()


@pytest.fixture
def lead(demo_rows: Rows, demo_words: Any) -> Any:
    """Writes the lead over some products for constraints, as the first search of a conversation."""

    def write(language: Any, total: int, count: int, refine: Refinement | None = None, **held: Any) -> str:
        from assistant.agent.claims.evidence import Evidence

        replies = Replies(PromptLibrary.load().get("replies"), 1000)
        hits = [SearchHit(demo_rows[one], 1.0) for one in ("OUT-001", "OUT-002", "OUT-003")[:count]]
        evidence = Evidence("USD", (demo_rows["OUT-003"],) if refine else ())
        now = Constraints(**held)
        context = TurnContext("", language, now, now, evidence, now, chinese=demo_words.chinese)
        context.refine = refine or Refinement()
        return LeadWriter(replies, Exchange("USD", {"CNY": 0.14})).write(hits, total, context).strip()

    return write


def test_a_lead_says_what_was_found_and_under_which_limits(lead: Any, demo_rows: Rows) -> None:
    tents, title = {"categories": ("tents",)}, demo_rows["OUT-001"].title
    assert lead("en", 3, 3, **tents, max_price=200.0) == f"Here are 3 tents up to $200; {title} fits best."
    assert lead("en", 9, 3, **tents) == f"Here are the best 3 of 9 tents; {title} fits best."
    assert lead("en", 1, 1, **tents) == f"One product fits: {title}."
    assert lead("en", 400, 3) == f"The closest I found are these 3 products, first of them {title}."
    assert lead("en", 400, 1) == f"The closest I found is {title}."
    kept = {"attributes": {"colour": ("green",)}, "brands": ("Fellhart",), "min_rating": 4.0, "in_stock": True}
    green = lead("en", 3, 3, **tents, **kept)
    assert green.startswith("Here are 3 green Fellhart tents rated 4 or better, in stock;")
    assert lead("en", 3, 3, categories=("kitchen",)).startswith("Here are 3 products from kitchen;")


def test_a_lead_in_chinese(lead: Any, demo_rows: Rows) -> None:
    title = demo_rows["OUT-001"].title_zh
    assert lead("zh", 3, 3, categories=("tents",), max_price=200.0) == f"为您找到3款$200以内的帐篷，最合适的是{title}。"
    assert lead("zh", 1, 1, categories=("tents",)) == f"有一款符合：{title}。"


def test_the_shop_tells_of_the_choice_it_shows(demo_rows: Rows) -> None:
    writer = LeadWriter(Replies(PromptLibrary.load().get("replies"), 1000), Exchange("USD", {}))

    def choices(language: Any, *products: Any) -> str:
        return writer.choices(products, language).strip()

    tent = demo_rows["OUT-001"]
    dear = replace(tent, title="Dear", title_zh="贵的", price=500.0, rating=4.9)
    cheap = replace(tent, title="Cheap", title_zh="便宜的", price=20.0, rating=4.0)
    best = replace(cheap, rating=5.0)
    assert choices("en", dear, cheap) == "Of these, Cheap costs least ($20.00) and Dear is rated best (4.9 out of 5)."
    assert choices("zh", dear, best) == "其中便宜的最便宜（$20.00），评分也最高（5分）。"
    assert (
        choices("en", replace(dear, rating=None), replace(cheap, rating=None))
        == "Of these, Cheap costs least ($20.00)."
    )
    assert choices("en", replace(dear, rating=4.0), cheap) == "Of these, Cheap costs least ($20.00)."
    assert choices("en", cheap) == choices("en", cheap, replace(cheap, title="Same")) == ""


def test_a_lead_names_a_limit_only_where_the_search_could_keep_it(lead: Any) -> None:
    assert "¥500" in lead("en", 3, 3, categories=("tents",), max_price=500.0, currency="CNY")
    assert "500" not in lead("en", 3, 3, categories=("tents",), max_price=500.0, currency="ISK")


def test_a_lead_of_a_refined_search_says_how_it_differs(lead: Any, demo_rows: Rows) -> None:
    tents, before = {"categories": ("tents",)}, demo_rows["OUT-003"]
    assert lead("en", 3, 2, Refinement(leave_out=frozenset({"A"})), **tents).startswith("Here are 2 more tents,")
    assert f"lighter than {before.title}" in lead("en", 3, 2, Refinement(measure="weight"), **tents)
    assert f"under ${before.price:g}" in lead("en", 3, 2, Refinement(cheaper=True), **tents)


WORDS = st.sampled_from(
    [
        *(
            "the",
            "second",
            "it",
            "my",
            "order",
            "cart",
            "cancel",
            "return",
            "add",
            "more",
            "cheaper",
            "compare",
            "like",
        ),
        *("reviews", "do", "you", "have", "gift", "for", "and", "is", "tent", "2", "[3]", "#1", "D-100001", "?", "$50"),
        *(
            "第二个",
            "它",
            "购物车",
            "订单",
            "退货",
            "便宜",
            "还有吗",
            "帐篷",
            "红色的",
            "那款",
            "和",
            "哪个好",
            "评价",
            "！",
        ),
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.lists(WORDS, max_size=9).map(" ".join), st.text(max_size=60)))
def test_any_message_is_read_or_left_and_quickly(text: str) -> None:
    from assistant.agent.claims.evidence import Evidence
    from assistant.agent.constraints.shop_words import ShopWords, WordFinder
    from assistant.agent.requests.asked import ShopKnowledge
    from assistant.agent.requests.plain import PlainRequest, ShopSays
    from assistant.agent.requests.reading import read_request

    finder = WordFinder({"tent": ["tents"], "帐篷": ["tents"]})
    words = ShopWords(finder, WordFinder({}), WordFinder({"red": ["red"], "红色": ["red"]}), "colour")
    shop = ShopKnowledge(words, lambda *_: "", lambda _: (), lambda _: None)
    shown = tuple(Product(one, f"Fine tent {one}", 10.0, "USD", category=("tents",)) for one in ("A", "B", "C"))
    none = Constraints()
    context = TurnContext(text, "en", none, none, Evidence("USD", shown, list(shown)), none, talk=Talk(query="tents"))
    started = time.perf_counter()
    reading = read_request(context, shop)
    assert time.perf_counter() - started < 0.5
    assert reading is None or isinstance(reading, PlainRequest | ShopSays)
    if isinstance(reading, PlainRequest) and str(reading.arguments.get("product_id", "")).isdecimal():
        assert 1 <= int(reading.arguments["product_id"]) <= len(shown)
