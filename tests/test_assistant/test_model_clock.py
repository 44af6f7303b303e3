"""The time a turn waited for its language model is kept apart, and absent where no model was asked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from assistant.errors import LanguageModelError
from assistant.llm.scripted import Step
from assistant.wiring import Shop

OpenShop = Callable[..., Shop]


def test_every_call_of_a_turn_counts_and_none_counts_twice(open_scripted_shop: OpenShop) -> None:
    search = Step(tool_calls=[("search_products", {"query": "kettle"})])
    turn = open_scripted_shop(search, Step("The first one [1] is a fine choice.")).chat.reply("something for hot water")
    assert 0 < turn.timings_ms["model"] < turn.timings_ms["total"]


def test_a_call_that_fails_took_its_time_too(open_scripted_shop: OpenShop) -> None:
    turn = open_scripted_shop(Step(error=LanguageModelError("gone", retryable=False))).chat.reply("hello there")
    assert turn.timings_ms["model"] > 0


@pytest.mark.parametrize("text", ["How much is shipping?", "运费多少？"])
def test_a_turn_without_a_model_has_no_such_figure(open_scripted_shop: OpenShop, text: str) -> None:
    turn = open_scripted_shop(tool_calls="guided").chat.reply(text)
    assert turn.answer
    assert "model" not in turn.timings_ms
