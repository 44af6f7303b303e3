"""What may be given away, as it is set, and who may be written to, as they said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.errors import SettingsError
from assistant.settings import read_settings
from assistant.wiring import Shop
from loyalty.advice.offers import SHIPPED_RULES, OfferRules
from records.consents import Consents


def test_nothing_set_is_the_package_s_own_defaults() -> None:
    assert read_settings(_env_file=None).offers() == OfferRules()


def test_each_setting_reaches_the_rules_of_offers(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("BUDGET", "75"),
        ("DISCOUNT", "0.2"),
        ("DISCOUNT_MOST", "9"),
        ("UPLIFT", ".1"),
        ("MARGIN", ".3"),
    ):
        monkeypatch.setenv(f"DAOGOU_OFFER_{name}", value)
    monkeypatch.setenv("DAOGOU_LOYALTY_RULES", "~/rules.yaml")
    assert read_settings(_env_file=None).offers() == OfferRules(75.0, 0.2, 9.0, 0.1, 0.3, Path.home() / "rules.yaml")
    monkeypatch.setenv("DAOGOU_LOYALTY_RULES", "")
    assert read_settings(_env_file=None).offers().rules_file == SHIPPED_RULES


@pytest.mark.parametrize(
    ("name", "value"), [("BUDGET", "-1"), ("BUDGET", "inf"), ("DISCOUNT", "10"), ("UPLIFT", "-0.1"), ("MARGIN", "two")]
)
def test_a_share_beyond_one_or_money_below_nothing_is_refused(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"DAOGOU_OFFER_{name}", value)
    with pytest.raises(SettingsError, match=f"DAOGOU_OFFER_{name}"):
        read_settings(_env_file=None)


def test_the_shop_s_adviser_asks_what_a_customer_said_of_marketing(open_scripted_shop: Callable[..., Shop]) -> None:
    shop = open_scripted_shop()
    consents = Consents(shop.database, shop.now)
    consents.withdraw("C-002", "marketing", "chat")
    assert [shop._may_contact(id) for id in ("C-001", "C-002")] == [True, False]
    consents.give("C-002", "marketing", "chat")
    assert open_scripted_shop()._may_contact("C-002")  # another shop over the same records reads them anew
