"""Settings come from the environment, complete and checked, and say which variable is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.settings import read_settings
from records.vault.keyring import new_key


def test_without_anything_it_is_the_demo_shop_with_the_embedded_model(own_home: Path) -> None:
    settings = read_settings(_env_file=None)
    assert settings.is_demo
    assert settings.home == own_home
    assert settings.language_model().base_url is None
    assert settings.database.startswith("sqlite:///")


def test_an_endpoint_is_four_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAOGOU_LLM_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("DAOGOU_LLM_API_KEY", "secret")
    monkeypatch.setenv("DAOGOU_LLM_MODEL", "big")
    monkeypatch.setenv("DAOGOU_LLM_ANSWER_SECONDS", "5")
    config = read_settings(_env_file=None).language_model()
    assert (config.base_url, config.api_key, config.model, config.time_limits.answer_seconds) == (
        "http://127.0.0.1:9/v1",
        "secret",
        "big",
        5.0,
    )


def test_a_key_shows_in_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAOGOU_LLM_API_KEY", "secret-key")
    settings = read_settings(_env_file=None)
    assert "secret-key" not in repr(settings) + repr(settings.language_model())


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DAOGOU_PORT", "99999"),
        ("DAOGOU_PORT", "abc"),
        ("DAOGOU_LLM_ANSWER_SECONDS", "-1"),
        ("DAOGOU_LLM_FALLBACKS", "[1]"),
        ("DAOGOU_LLM_FALLBACKS", '[{"base_url": "http://127.0.0.1:9/v1"}]'),
        ("DAOGOU_LLM_TOOL_CALLS", "magic"),
        ("DAOGOU_DEVICE", "toaster"),
        ("DAOGOU_CURRENCY_RATES", "[1]"),
        ("DAOGOU_ALLOWED_ORIGINS", '["*"]'),
        ("DAOGOU_ALLOWED_ORIGINS", '["https://shop.example/"]'),
        ("DAOGOU_ALLOWED_ORIGINS", '["https://*.example"]'),
        ("DAOGOU_SIGN_IN_DAYS", "0"),
        ("DAOGOU_GUEST_DAYS", "400"),
        ("DAOGOU_MODE", "holiday"),
        ("DAOGOU_ENCRYPTION_KEYS", "k1:tooshort"),
    ],
)
def test_a_wrong_value_names_its_variable(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as caught:
        read_settings(_env_file=None)
    assert caught.value.setting == name
    assert name in str(caught.value)


def test_a_rates_setting_that_is_no_json_is_said_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAOGOU_CURRENCY_RATES", "{not json")
    with pytest.raises(SettingsError) as caught:
        read_settings(_env_file=None)
    assert "DAOGOU_CURRENCY_RATES" in str(caught.value)


def test_an_env_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "shop.env"
    file.write_text("DAOGOU_SHOP_NAME=Corner Shop\n", encoding="utf-8")
    assert read_settings(_env_file=file).shop_name == "Corner Shop"


def test_an_endpoint_without_a_model_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAOGOU_LLM_BASE_URL", "http://127.0.0.1:9/v1")
    with pytest.raises(SettingsError, match="DAOGOU_LLM_MODEL"):
        read_settings(_env_file=None)


def test_an_empty_variable_means_the_default(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAOGOU_LLM_THREADS", "")
    monkeypatch.setenv("DAOGOU_LLM_BASE_URL", "")
    settings = read_settings(_env_file=None)
    assert settings.llm_threads is None
    assert settings.llm_base_url is None


def test_a_tilde_is_the_home_directory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAOGOU_HOME", "~/shop")
    assert read_settings(_env_file=None).home == Path.home() / "shop"


def test_encryption_keys_are_a_keyring_and_show_in_no_text(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = new_key(), new_key()
    monkeypatch.setenv("DAOGOU_ENCRYPTION_KEYS", f"{first}, {second}")
    settings = read_settings(_env_file=None)
    keyring = settings.keyring()
    assert keyring is not None
    assert [key.id for key in keyring.keys] == [first.partition(":")[0], second.partition(":")[0]]
    assert first.partition(":")[2] not in repr(settings) + repr(keyring)


def test_malformed_keys_are_not_repeated_in_the_message(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAOGOU_ENCRYPTION_KEYS", "k1:c2VjcmV0IHdvcmRz")
    with pytest.raises(SettingsError, match="DAOGOU_ENCRYPTION_KEYS cannot be used: key 1 ") as caught:
        read_settings(_env_file=None)
    assert "c2VjcmV0" not in f"{caught.value!r}{caught.value.__cause__!r}"


def test_only_production_insists_on_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings(_env_file=None).keyring() is None
    monkeypatch.setenv("DAOGOU_MODE", "production")
    with pytest.raises(SettingsError, match="records keys new") as caught:
        read_settings(_env_file=None).keyring()
    assert caught.value.setting == "DAOGOU_ENCRYPTION_KEYS"
    monkeypatch.setenv("DAOGOU_ENCRYPTION_KEYS", new_key())
    assert read_settings(_env_file=None).keyring() is not None


def test_who_comes_in_is_read_as_it_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAOGOU_ALLOWED_ORIGINS", '["https://Shop.example"]')
    monkeypatch.setenv("DAOGOU_SIGN_IN_DAYS", "0.5")
    monkeypatch.setenv("DAOGOU_OIDC_ISSUER", "https://id.example/")
    monkeypatch.setenv("DAOGOU_OIDC_CLIENT_ID", "shop")
    monkeypatch.setenv("DAOGOU_OIDC_CLIENT_SECRET", "kept to itself")
    config = read_settings(_env_file=None).access()
    assert config.allowed_origins == ("https://shop.example",)
    assert config.sign_in_lifetime.total_seconds() == 43_200
    assert config.oidc is not None
    assert (config.oidc.issuer, config.oidc.name, config.oidc.client_id) == ("https://id.example", "id.example", "shop")
    assert "kept to itself" not in repr(config) + repr(read_settings(_env_file=None))


def test_a_provider_without_the_shops_id_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAOGOU_OIDC_ISSUER", "https://id.example")
    with pytest.raises(SettingsError, match="DAOGOU_OIDC_CLIENT_ID"):
        read_settings(_env_file=None)
