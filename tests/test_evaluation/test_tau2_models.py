"""Which language models a run of tau2 asks: by name, alone, and with room."""

from __future__ import annotations

import pytest

from assistant.llm.config import LanguageModelConfig, TokenPrice
from evaluation.errors import EvaluationError
from evaluation.tau2.models import EMBEDDED_CONTEXT_TOKENS, HOSTED_CONTEXT_TOKENS, PATIENCE, model_config

PRICE = TokenPrice(1.0, 2.0)
OTHER = LanguageModelConfig(base_url="http://other/v1", model="other", api_key="theirs", price=TokenPrice(3.0, 4.0))
HOSTED = LanguageModelConfig(base_url="http://one/v1", model="one", api_key="ours", price=PRICE, fallbacks=(OTHER,))
EMBEDDED = LanguageModelConfig()


def test_the_first_model_stands_alone_with_room() -> None:
    found = model_config(HOSTED, None, own_context=False)
    assert (found.model, found.price, found.fallbacks) == ("one", PRICE, ())
    assert (found.context_tokens, found.max_output_tokens, found.limits) == (HOSTED_CONTEXT_TOKENS, 4096, PATIENCE)
    assert found.max_retries == 3 * HOSTED.max_retries
    small = model_config(EMBEDDED, None, own_context=False, conversations=3)
    assert (small.context_tokens, small.max_output_tokens) == (EMBEDDED_CONTEXT_TOKENS, EMBEDDED.max_output_tokens)
    assert small.parallel_slots == 6
    assert model_config(HOSTED, None, own_context=True).context_tokens == HOSTED.context_tokens


def test_a_model_of_the_settings_keeps_its_address_key_and_price() -> None:
    found = model_config(HOSTED, "other", own_context=False)
    assert (found.base_url, found.api_key, found.price) == (OTHER.base_url, "theirs", OTHER.price)


def test_another_name_is_asked_of_the_first_endpoint_at_no_known_price() -> None:
    found = model_config(HOSTED, "third", own_context=False)
    assert (found.base_url, found.model, found.price) == (HOSTED.base_url, "third", None)


def test_the_embedded_model_has_its_own_word() -> None:
    found = model_config(HOSTED, "embedded", own_context=False)
    assert (found.base_url, found.api_key, found.is_guided) == (None, None, True)
    assert model_config(EMBEDDED, "embedded", own_context=False).embedded_model == EMBEDDED.embedded_model


def test_without_an_endpoint_there_is_no_other_model() -> None:
    with pytest.raises(EvaluationError, match="set DAOGOU_LLM_BASE_URL and DAOGOU_LLM_MODEL"):
        model_config(EMBEDDED, "gpt", own_context=False)
