"""The currencies that shoppers and language models name, and how a price is written."""

from __future__ import annotations

import re

_CURRENCY_WORDS = {
    "USD": (
        ("us$", "usd", "$", "us dollars", "us dollar", "u.s. dollars", "dollars", "dollar", "bucks", "buck"),
        ("美元", "美金", "块美金", "块美元", "美刀", "刀"),
    ),
    "HKD": (("hk$", "hkd"), ("港币", "港元")),
    "CNY": (("cny", "rmb", "yuan", "¥"), ("人民币", "块钱人民币", "块人民币", "元人民币", "块钱", "元", "块")),
    "EUR": (("eur", "€", "euros", "euro"), ("欧元", "欧")),
    "GBP": (("gbp", "£", "pounds", "pound", "quid"), ("英镑", "镑")),
    "JPY": (("jpy", "jp¥", "yen"), ("日元", "日圆", "円")),
    "AUD": (("aud", "au$", "a$"), ("澳元", "澳币")),
    "CAD": (("cad", "ca$", "c$"), ("加元", "加币")),
    "SGD": (("sgd", "s$"), ("新元", "新币")),
    "TWD": (("twd", "nt$"), ("新台币", "台币")),
    "KRW": (("krw", "₩"), ("韩元", "韩币")),
    "INR": (("inr", "₹", "rupees", "rupee"), ("卢比",)),
    "CHF": (("chf",), ("瑞士法郎",)),
}
_CODE_OF = {word: code for code, words in _CURRENCY_WORDS.items() for group in words for word in group}
_SIGNS = {"USD": "$", "CNY": "¥", "EUR": "€", "GBP": "£", "HKD": "HK$", "JPY": "JP¥"}


def _either(words: list[str]) -> str:
    """A pattern for any of the words, longest first; Latin words must end at a word boundary."""
    ordered = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(w) + (r"(?![a-z])" if w[-1].isascii() and w[-1].isalpha() else "") for w in ordered)


CURRENCY_PATTERN = _either(list(_CODE_OF))
"""A pattern for any name or sign of a currency, in lower-case text."""


def currency_code(word: str) -> str:
    """The ISO 4217 code of a currency's name or sign as CURRENCY_PATTERN matched it."""
    return _CODE_OF[word]


def format_price(amount: float, currency: str) -> str:
    """The amount with the currency's sign and two decimals (`$1,299.00`); the code where there is no sign for it."""
    return f"{_SIGNS[currency]}{amount:,.2f}" if currency in _SIGNS else f"{amount:,.2f} {currency}"
