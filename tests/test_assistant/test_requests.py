"""What shoppers say, read without a language model: the tool and what is handed to it, or that a model has to decide.

The phrases stand in `plain_requests_en.yaml` and `plain_requests_zh.yaml`; adding one is adding a line there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from assistant.agent.claims.evidence import Evidence
from assistant.agent.constraints.held import Constraints
from assistant.agent.constraints.reading import read_constraints
from assistant.agent.constraints.shop_words import ShopWords
from assistant.agent.language import language_of
from assistant.agent.requests.asked import ShopKnowledge
from assistant.agent.requests.plain import PlainRequest, Reading, ShopSays
from assistant.agent.requests.reading import read_request
from assistant.agent.requests.talk import Talk
from assistant.agent.turn_context import TurnContext
from retrieval.catalog import Product
from retrieval.policies import PolicyShelf

HERE = Path(__file__).parent
HEADPHONES = ("AUD-002", "AUD-001", "AUD-003", "AUD-004", "AUD-005", "AUD-006")
MIXED = ("KIT-001", "KIT-006", "OUT-001", "AUD-001")
SHOWN = {"list": HEADPHONES, "talked": HEADPHONES, "two": HEADPHONES, "which": HEADPHONES}
SHOWN |= {"one": HEADPHONES[:1], "mixed": MIXED}
TOLD = ("order_id", "product_id", "product_ids", "topic", "quantity")
TOOLS = (
    "search_products", "show_product", "compare_products", "similar_products", "review_digest", "lookup_policy",
    "list_orders", "order_status", "cancel_order", "start_return", "start_exchange", "cart_view", "cart_add",
    "cart_remove", "hand_off",
)  # fmt: skip
Phrase = tuple[str, str, str, str]


def phrases() -> Iterator[Phrase]:
    """Context, message, what it asks for, and the query of a search where the table gives one."""
    for file in sorted(HERE.glob("plain_requests_*.yaml")):
        for context, expected in yaml.safe_load(file.read_text(encoding="utf-8")).items():
            for key, lines in expected.items():
                for line in lines:
                    text, _, query = str(line).partition(" => ")
                    yield context, text, key, query


@pytest.fixture(scope="session")
def knowledge(demo_words: ShopWords, demo_catalog: Path, demo_rows: Mapping[str, Product]) -> ShopKnowledge:
    policies = PolicyShelf.load(demo_catalog.parent / "policies")
    everything = Evidence("USD", rows=list(demo_rows.values()))

    def topic_of(question: str, language: str) -> str:
        return next((section.topic for section in policies.find(question, language, top_k=1)), "")

    few = {"en": "audio", "zh": "音频"}
    return ShopKnowledge(demo_words, topic_of, everything.mentioned, demo_rows.get, policies.topics, departments=few)


def talk_in(context: str, shown: tuple[Product, ...]) -> Talk:
    if not shown:
        return Talk(order_id="D-100200", last_tool="order_status") if context == "order" else Talk()
    talk = Talk(query="headphones", seen_ids=frozenset(p.id for p in shown), last_tool="search_products")
    match context:
        case "talked":
            return replace(talk, about=(shown[1],), recent=(shown[1],), last_tool="show_product")
        case "two":
            both = (shown[0], shown[2])
            return replace(talk, about=both, recent=both, last_tool="compare_products")
        case "which":
            return replace(talk, unanswered="add it to my cart")
    return talk


def turn_in(context: str, text: str, shop: ShopKnowledge, rows: Mapping[str, Product]) -> TurnContext:
    shown = tuple(rows[one] for one in SHOWN.get(context, ()))
    held = Constraints(categories=("headphones",)) if shown else Constraints()
    read = read_constraints(text, shop.words)
    evidence = Evidence("USD", shown, list(shown))
    return TurnContext(text, language_of(text), read, held, evidence, held, talk=talk_in(context, shown))


def described(turn: TurnContext, reading: Reading) -> str:
    """A reading as the tables write it."""
    if reading is None:
        return "model"
    if isinstance(reading, ShopSays):
        return f"say {reading.key}"
    told = {name: reading.arguments[name] for name in TOLD if name in reading.arguments}
    parts = [f"{name}={','.join(value) if isinstance(value, list) else value}" for name, value in told.items()]
    if reading.tool == "search_products":
        refine = turn.refine
        parts += ["more"] * bool(refine.leave_out) + ["cheaper"] * refine.cheaper
        parts += [f"{'more' if refine.more else 'less'}={refine.measure}"] * bool(refine.measure)
    return " ".join([reading.tool, *parts])


def test_the_tables_hold_enough_in_either_language() -> None:
    english = [text for _, text, _, _ in phrases() if text.isascii()]
    chinese = [text for _, text, _, _ in phrases() if not text.isascii()]
    assert len(english) >= 250
    assert len(chinese) >= 250
    assert {key.split()[0] for _, _, key, _ in phrases()} == {*TOOLS, "say", "model"}


@pytest.mark.parametrize(("context", "text", "expected", "query"), list(phrases()))
def test_what_is_plain_is_read_and_what_is_not_is_left(
    context: str, text: str, expected: str, query: str, knowledge: ShopKnowledge, demo_rows: Mapping[str, Product]
) -> None:
    turn = turn_in(context, text, knowledge, demo_rows)
    reading = read_request(turn, knowledge)
    assert described(turn, reading) == expected
    if query:
        assert isinstance(reading, PlainRequest)
        assert reading.arguments["query"] == query
