"""A shop with keys: shoppers notice nothing, and nothing they wrote can be read in its database."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.llm.scripted import Step
from assistant.wiring import Shop
from records.conversation_log import SqlConversationLog
from records.errors import KeysMissing, WrongKeys
from records.vault.keyring import new_key

OpenShop = Callable[..., Shop]


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> str:
    """Keys in the settings."""
    made = new_key()
    monkeypatch.setenv("DAOGOU_ENCRYPTION_KEYS", made)
    return made


@pytest.fixture
def open_kept_shop(open_scripted_shop: OpenShop) -> OpenShop:
    """A scripted shop whose conversations are kept in its database."""

    def opened(*steps: Step) -> Shop:
        shop = open_scripted_shop(*steps)
        del shop.__dict__["log"]
        return shop

    return opened


def written(tmp_path: Path) -> bytes:
    """All that is in the database's files."""
    return b"".join(file.read_bytes() for file in tmp_path.glob("records.sqlite*"))


@pytest.mark.parametrize(
    ("message", "answer"),
    [
        ("A quiet kettle for Marmaduke, please", "Most happily, Quillfeather."),
        ("马玛公要一个安静的水壶", "好的，奎羽公。"),
    ],
)
def test_a_conversation_goes_on_and_cannot_be_read_in_the_file(
    open_kept_shop: OpenShop, keys: str, tmp_path: Path, message: str, answer: str
) -> None:
    shop = open_kept_shop(Step(answer), Step(answer))
    first = shop.chat.reply(message, conversation_id="c1", customer_id="C-001")
    second = shop.chat.reply("and another one?", conversation_id="c1", customer_id="C-001")
    assert shop.log.turns("c1") == (first, second)
    assert first.text == message
    assert message.encode() not in written(tmp_path)
    assert first.answer.encode() not in written(tmp_path)
    assert b"and another one" not in written(tmp_path)


def test_what_redaction_took_out_is_kept_where_the_shop_wants_it(
    open_kept_shop: OpenShop, keys: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAOGOU_KEEP_ORIGINALS", "true")
    shop = open_kept_shop(Step("Gladly."))
    turn = shop.chat.reply("write to anna.lee@example.com about a kettle", conversation_id="c1")
    placeholder = turn.text.split()[2]
    assert shop.originals is not None
    assert shop.originals.original("conversation:c1", placeholder) == "anna.lee@example.com"
    assert b"anna.lee" not in written(tmp_path)
    shop.log.delete("c1")
    assert shop.originals.original("conversation:c1", placeholder) is None


def test_somebody_elses_conversation_takes_no_originals(
    open_kept_shop: OpenShop, keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAOGOU_KEEP_ORIGINALS", "true")
    shop = open_kept_shop(Step("Gladly."))
    shop.chat.reply("a kettle", conversation_id="c1")
    message = "write to anna.lee@example.com"
    list(shop.chat.stream(message, conversation_id="c1", guest_id="another"))
    placeholder = shop.redactor.redact(message, "conversation:c1").findings[0].placeholder
    assert shop.originals is not None
    assert shop.originals.original("conversation:c1", placeholder) is None


def test_originals_are_not_kept_by_default_and_never_without_keys(
    open_kept_shop: OpenShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert open_kept_shop().originals is None
    monkeypatch.setenv("DAOGOU_KEEP_ORIGINALS", "true")
    with pytest.raises(SettingsError, match="DAOGOU_KEEP_ORIGINALS"):
        _ = open_kept_shop().originals


def test_other_keys_or_none_are_told_before_anything_is_written(
    open_kept_shop: OpenShop, keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = open_kept_shop()
    assert isinstance(shop.log, SqlConversationLog)
    shop.close()
    for value, error in ((new_key(), WrongKeys), ("", KeysMissing)):
        monkeypatch.setenv("DAOGOU_ENCRYPTION_KEYS", value)
        with pytest.raises(error, match="DAOGOU_ENCRYPTION_KEYS"):
            _ = open_kept_shop().log


def test_production_without_keys_makes_no_database(
    open_kept_shop: OpenShop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAOGOU_MODE", "production")
    shop = open_kept_shop()
    with pytest.raises(SettingsError, match="DAOGOU_MODE is production"):
        _ = shop.log
    assert "database" not in vars(shop)
