"""Writes amounts of money the way a shopper of that language reads them."""

from __future__ import annotations

import math

from assistant.agent.events import Language

_SIGNS = {
    "en": {"USD": "$", "EUR": "€", "GBP": "£", "CNY": "CN¥", "JPY": "JP¥", "HKD": "HK$"},
    "zh": {"USD": "US$", "EUR": "€", "GBP": "£", "CNY": "¥", "JPY": "JP¥", "HKD": "HK$"},
}
_WITHOUT_CENTS = {"JPY", "KRW", "VND"}


def money(amount: float, currency: str, language: Language, *, short: bool = False) -> str:
    """`$1,299.00`; `short` leaves out cents that are zero. `amount` is in major units of `currency` (ISO 4217).

    A currency without a sign here is written with its code (`SEK 120.00`). Not for amounts that are not finite.
    """
    code = currency.upper()
    whole = code in _WITHOUT_CENTS or (short and math.isclose(amount, round(amount), abs_tol=0.004))
    sign = _SIGNS[language].get(code, f"{code} " if code else "")
    return f"{sign}{amount:,.0f}" if whole else f"{sign}{amount:,.2f}"
