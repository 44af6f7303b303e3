"""What a turn cost: known, free, or not known, and never 0 where it is not known."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assistant.errors import SettingsError
from assistant.llm.config import TokenPrice
from assistant.llm.cost import ModelPrices, prices_of
from assistant.llm.usage import TokenUsage
from assistant.settings import read_settings
from records.nouns import Turn

ENDPOINT = {"BASE_URL": "http://127.0.0.1:9/v1", "MODEL": "big"}
PRICE = {"PROMPT_USD_PER_MILLION": "0.5", "COMPLETION_USD_PER_MILLION": "2"}
USED = TokenUsage(1_000_000, 500_000)


def prices(monkeypatch: pytest.MonkeyPatch, **values: str) -> ModelPrices:
    for name, value in values.items():
        monkeypatch.setenv(f"DAOGOU_LLM_{name}", value)
    return prices_of(read_settings(_env_file=None).language_model())


def test_tokens_read_and_written_each_have_their_price(monkeypatch: pytest.MonkeyPatch) -> None:
    assert prices(monkeypatch, **ENDPOINT, **PRICE).cost_usd("big", USED) == pytest.approx(1.5)


def test_a_price_that_nobody_set_is_not_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    known = prices(monkeypatch, **ENDPOINT)
    assert known.cost_usd("big", USED) is None
    assert known.cost_usd("one of long ago", USED) is None


def test_an_endpoint_that_counts_no_tokens_has_no_known_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    assert prices(monkeypatch, **ENDPOINT, **PRICE).cost_usd("big", TokenUsage()) is None


def test_a_model_that_the_shop_may_use_for_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    zero = {"PROMPT_USD_PER_MILLION": "0", "COMPLETION_USD_PER_MILLION": "0"}
    assert prices(monkeypatch, **ENDPOINT, **zero).cost_usd("big", USED) == 0


def test_the_embedded_model_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    known = prices(monkeypatch)
    assert [name for name in known.of_model if name.startswith("qwen2.5-coder-1.5b")]
    assert {known.cost_usd(name, USED) for name in known.of_model} == {0.0}
    own = prices(monkeypatch, EMBEDDED_MODEL="/models/mine.gguf")
    assert own.cost_usd("mine", USED) == 0


def test_an_endpoint_that_serves_a_model_of_the_embedded_ones_name_is_not_free(monkeypatch: pytest.MonkeyPatch) -> None:
    embedded = next(iter(prices(monkeypatch).of_model))
    assert prices(monkeypatch, BASE_URL="http://127.0.0.1:9/v1", MODEL=embedded).cost_usd(embedded, USED) is None


def test_a_turn_without_a_model_costs_nothing() -> None:
    assert ModelPrices().cost_usd("", TokenUsage()) == 0


def test_a_logged_turn() -> None:
    at = datetime(2026, 11, 20, tzinfo=UTC)
    turn = Turn("t", "c", 0, at, "hi", "hello", "en", "answered", model="big", usage={"prompt_tokens": 2_000_000})
    assert ModelPrices({"big": TokenPrice(1.0, 3.0)}).of_turn(turn) == 2.0


def test_models_to_fall_back_on_have_prices_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    one = '{"base_url": "http://127.0.0.1:8/v1", "model": "small", "prompt_usd_per_million": 0.1, '
    fallbacks = f'["embedded", {one}"completion_usd_per_million": 0.2}}]'
    known = prices(monkeypatch, **ENDPOINT, **PRICE, FALLBACKS=fallbacks)
    assert known.cost_usd("small", USED) == pytest.approx(0.2)
    assert known.of_model["big"] == TokenPrice(0.5, 2.0)


@pytest.mark.parametrize("half", list(PRICE))
def test_half_a_price_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, half: str) -> None:
    with pytest.raises(SettingsError, match="two halves"):
        prices(monkeypatch, **ENDPOINT, **{half: PRICE[half]})


@pytest.mark.parametrize("price", ["-1", "inf", "nan", "cheap"])
def test_what_is_no_price_names_its_variable(monkeypatch: pytest.MonkeyPatch, price: str) -> None:
    with pytest.raises(SettingsError) as raised:
        prices(monkeypatch, **{**ENDPOINT, **PRICE, "PROMPT_USD_PER_MILLION": price})
    assert raised.value.setting == "DAOGOU_LLM_PROMPT_USD_PER_MILLION"
