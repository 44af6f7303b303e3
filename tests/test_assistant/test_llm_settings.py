"""What the settings say of language models: limits by kind, and a list of models to fall back on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.llm.config import EMBEDDED_LIMITS, HOSTED_LIMITS, LanguageModelConfig, TokenPrice
from assistant.settings import read_settings

LIST = '["embedded", {"base_url": "http://127.0.0.1:8/v1", "model": "small", "api_key_env": "SMALL_KEY"}]'


def config(monkeypatch: pytest.MonkeyPatch, **values: str) -> LanguageModelConfig:
    for name, value in values.items():
        monkeypatch.setenv(f"DAOGOU_LLM_{name}", value)
    return read_settings(_env_file=None).language_model()


def test_each_kind_has_its_own_limits_and_context(monkeypatch: pytest.MonkeyPatch) -> None:
    embedded = config(monkeypatch)
    assert (embedded.time_limits, embedded.context_tokens, embedded.is_guided) == (EMBEDDED_LIMITS, 6144, True)
    hosted = config(monkeypatch, BASE_URL="http://127.0.0.1:9/v1", MODEL="big")
    assert (hosted.time_limits, hosted.context_tokens, hosted.is_guided) == (HOSTED_LIMITS, 8192, False)


def test_one_limit_can_be_set_and_the_others_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    limits = config(monkeypatch, DECISION_SECONDS="7").time_limits
    assert limits.decision_seconds == 7
    assert limits.answer_seconds == EMBEDDED_LIMITS.answer_seconds


def test_the_model_that_judges_takes_its_time_and_has_nobody_to_stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    config(monkeypatch, BASE_URL="http://127.0.0.1:9/v1", MODEL="big", FALLBACKS='["embedded"]', TEMPERATURE="0.7")
    judge = read_settings(_env_file=None).judging_model()
    assert (judge.model, judge.fallbacks, judge.temperature, judge.is_guided) == ("big", (), 0.0, False)
    assert judge.time_limits.first_token_seconds > HOSTED_LIMITS.first_token_seconds
    other = read_settings(_env_file=None).judging_model("bigger")
    assert (other.base_url, other.model) == ("http://127.0.0.1:9/v1", "bigger")


def test_the_judge_may_be_another_endpoint_with_a_key_and_a_price_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JUDGE_KEY", "sk-judge")
    prices = {"prompt_usd_per_million": 1, "completion_usd_per_million": 2}
    endpoint = {"base_url": "http://127.0.0.1:7/v1", "model": "j", "api_key_env": "JUDGE_KEY", **prices}
    config(monkeypatch, JUDGE=json.dumps(endpoint))
    settings = read_settings(_env_file=None)
    judge = settings.judging_model()
    assert (judge.base_url, judge.model, judge.api_key, judge.price) == (
        "http://127.0.0.1:7/v1",
        "j",
        "sk-judge",
        TokenPrice(1, 2),
    )
    assert settings.language_model().base_url is None
    assert settings.judging_model("k").price is None  # what another model costs nobody has said
    monkeypatch.delenv("JUDGE_KEY")
    with pytest.raises(SettingsError, match="DAOGOU_LLM_JUDGE takes a key from JUDGE_KEY"):
        settings.judging_model()


def test_the_embedded_model_cannot_be_asked_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    config(monkeypatch)
    assert read_settings(_env_file=None).judging_model().base_url is None
    with pytest.raises(SettingsError, match="set DAOGOU_LLM_JUDGE to an endpoint"):
        read_settings(_env_file=None).judging_model("bigger")


def test_a_list_of_models_to_fall_back_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SMALL_KEY", "sk-small")
    first = config(monkeypatch, BASE_URL="http://127.0.0.1:9/v1", MODEL="big", API_KEY="sk-big", FALLBACKS=LIST)
    embedded, small = first.fallbacks
    assert (embedded.base_url, embedded.api_key, embedded.is_guided) == (None, None, True)
    assert (embedded.time_limits, embedded.context_tokens) == (EMBEDDED_LIMITS, 6144)
    assert (small.base_url, small.model, small.api_key, small.is_guided) == (
        "http://127.0.0.1:8/v1",
        "small",
        "sk-small",
        False,
    )
    assert small.fallbacks == ()
    assert "sk-small" not in repr(first)


def test_a_key_may_stand_in_the_env_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SMALL_KEY=sk-from-file\n")
    monkeypatch.chdir(tmp_path)
    first = config(monkeypatch, BASE_URL="http://127.0.0.1:9/v1", MODEL="big", FALLBACKS=LIST)
    assert first.fallbacks[1].api_key == "sk-from-file"


@pytest.mark.parametrize("fallbacks", ['["embedded"]', '["something"]', '[{"base_url": "http://127.0.0.1:8/v1"}]', "{"])
def test_a_list_that_cannot_be_used_names_its_variable(monkeypatch: pytest.MonkeyPatch, fallbacks: str) -> None:
    with pytest.raises(SettingsError) as raised:
        config(monkeypatch, FALLBACKS=fallbacks)
    assert raised.value.setting == "DAOGOU_LLM_FALLBACKS"


def test_a_missing_key_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SettingsError, match="SMALL_KEY"):
        config(monkeypatch, BASE_URL="http://127.0.0.1:9/v1", MODEL="big", FALLBACKS=LIST)
