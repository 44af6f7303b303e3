"""What shoppers really type: misspelt, by sound, by model number, beyond any budget, and for what is not sold here."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import Visit

from assistant.errors import LanguageModelError
from assistant.llm.scripted import Step
from assistant.wiring import Shop

pytestmark = pytest.mark.browser


@pytest.fixture
def shop(open_scripted_shop: Callable[..., Shop]) -> Shop:
    """The demo shop while its language model is away: everything on the page comes from the search itself."""
    away = Step(error=LanguageModelError("away", retryable=False))
    return open_scripted_shop(*[away] * 4, tool_calls="guided")


@pytest.mark.parametrize(
    ("words", "first", "told"),
    [
        ("wirless headfones", "headphones", "“headfones” as “headphone"),
        ("noise canceling headfones under $150", "headphones", "“headfones” as “headphone"),
        ("降燥耳机", "降噪耳机", "我把“降燥”理解为“降噪”。"),
        ("帐蓬", "帐篷", "“帐蓬”理解为“帐篷”"),
    ],
)
def test_misspelt_words_are_understood_and_the_shopper_is_told(visit: Visit, words: str, first: str, told: str) -> None:
    visitor = visit()
    visitor.say(words)
    turn = visitor.answered()
    assert first in turn.locator(".dg-card h3").first.inner_text()
    assert told in turn.locator(".dg-prose").inner_text()


def test_words_that_are_right_are_not_remarked_on(visit: Visit) -> None:
    visitor = visit()
    visitor.say("wireless headphones")
    turn = visitor.answered()
    assert "headphones" in turn.locator(".dg-card h3").first.inner_text()
    assert "I read" not in turn.locator(".dg-prose").inner_text()


def test_a_model_number_leads_to_its_product(visit: Visit) -> None:
    visitor = visit()
    visitor.say("volt42 mower")
    assert "Volt 42" in visitor.answered().locator(".dg-card h3").first.inner_text()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("headphones under $5", ("$28.00", "headband")),
        ("headphones between $50 and $60", ("$45.00", "Hush Wired")),
        ("5元以下的耳机", ("¥5.00", "$14.00", "最接近")),
    ],
)
def test_a_budget_nothing_fits_says_what_would(visit: Visit, words: str, told: tuple[str, ...]) -> None:
    visitor = visit()
    visitor.say(words)
    turn = visitor.answered()
    assert turn.locator(".dg-card").count() == 0
    prose = turn.locator(".dg-prose").inner_text()
    assert all(part in prose for part in told), prose


@pytest.mark.parametrize(
    ("words", "told"), [("a chainsaw", "I found nothing like that in the shop."), ("电锯", "店里没有找到这样的商品")]
)
def test_what_is_not_sold_here_is_said_without_talk_of_prices(visit: Visit, words: str, told: str) -> None:
    visitor = visit()
    visitor.say(words)
    turn = visitor.answered()
    assert turn.locator(".dg-card").count() == 0
    prose = turn.locator(".dg-prose").inner_text()
    assert told in prose
    assert "price" not in prose
    assert "价格" not in prose
