"""Reads whether a message asks about another customer: by name, e-mail address, customer or order number.

Whoever asks, tools only ever see the customer who is signed in; this says so kindly instead of finding nothing.
The words it looks for stand in `other_people.yaml`.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from assistant.agent.rails.folding import plain
from records.redaction.placeholders import PLACEHOLDER

_WORDS: dict[str, Any] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))


def _any(name: str) -> str:
    return "(?:" + "|".join(_WORDS[name]) + ")"


_THINGS = rf"(?:{_any('before_things')} )?{_any('things')}"
_FULL_NAME = r"[A-Z][\w'-]+ (?:[A-Z]\. ?)?[A-Z][\w'-]+"
_NAMED = re.compile(
    rf"\b({_FULL_NAME})['’]s? (?i:{_THINGS})\b"
    rf"|\b(?i:{_THINGS}) (?:of|for|from|by|belonging to) (?:customer )?({_FULL_NAME})\b"
    rf"|\b(?:did|has|does|is|was|what) ({_FULL_NAME}) {_any('did')}\b"
    rf"|\b(?:customer|shopper|user|client|buyer) (?:named |called )?({_FULL_NAME})\b"
)
_POSSESSED = re.compile(
    r"\b([a-z]+(?: [a-z]+)?)['’]s (?:(?:last|latest|recent|shipping|home) )?"
    r"(?:orders?|purchases?|cart|basket|account|password|order history)\b"
)
_NOBODY = re.compile(rf"\b{_any('nobody')}$")
_NAME_START_ZH = rf"(?:^|(?<=[{_WORDS['before_zh']} ,.，。：:\n]))"
_NAME_ZH = rf"[{_WORDS['surnames_zh']}{_WORDS['more_surnames_zh']}周][\u4e00-\u9fff]{{1,2}}"
_NAMED_ZH = re.compile(
    rf"{_NAME_START_ZH}{_NAME_ZH}的(?:最近的?|上次的?|收货)?{_any('things_zh')}"
    rf"|(?:顾客|客户|用户|买家){_NAME_ZH}(?:的|买|下|住|在)"
    rf"|{_NAME_START_ZH}{_NAME_ZH}(?:最近|上次|上个月|昨天|去年|之前)?(?:都)?{_any('bought_zh')}"
)
_NOBODY_ZH = re.compile(_any("nobody_zh"))
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_OWN_EMAIL = re.compile(r"\b(?:my|mine|change|update|send|to)\b|我的|我邮箱|改|换|发到", re.IGNORECASE)
_ACCOUNT = re.compile(
    r"\b(?:orders?|account|log|sign|cart|purchases?|who|whose|address|bought)\b"
    "|订单|账号|账户|登录|登陆|谁|购物车|买|地址",
    re.IGNORECASE,
)
_HAN = re.compile("[\u4e00-\u9fff]")
_CUSTOMER_ID = re.compile(r"(?<![a-z0-9])c ?- ?\d{3,}(?!\d)")
_ORDER_ID = re.compile(r"(?<![a-z0-9])d ?[-—一－] ?\d{5,}(?!\d)")
_WHOSE = re.compile(
    r"\b(?:whose|who|which customer|customer.s name|name on|placed by|address of|belongs? to|belonging|recipient)\b"
    "|谁|哪位|哪个(?:顾客|客户|人)|收件人|买家|收货地址|寄到哪|寄给"
)


def asks_about_others(text: str, customer_id: str | None) -> str | None:
    """What in the message points to another customer, or None; `customer_id` is who is signed in."""
    text = _with_somebody(text)
    lower = plain(text)
    strangers = [found for found in _CUSTOMER_ID.findall(lower) if _squeezed(found) != (customer_id or "").lower()]
    if strangers:
        return "customer id"
    if _ORDER_ID.search(lower) and _WHOSE.search(lower):
        return "owner of an order"
    if _EMAIL.search(lower) and _ACCOUNT.search(lower) and not _OWN_EMAIL.search(lower):
        return "e-mail address"
    return "name" if _names_somebody(text, lower) else None


def _with_somebody(text: str) -> str:
    """The text with anybody's name and e-mail address in place of their placeholders: who it is makes no difference."""
    name = "王小明" if _HAN.search(text) else "Mary Jones"
    somebody = {"NAME": name, "EMAIL": "mary.jones@example.com"}
    return PLACEHOLDER.sub(lambda found: somebody.get(found[1], found[0]), text) if "[" in text else text


def people_in(sentence: str) -> list[str]:
    """The full names that a sentence ties to orders, addresses and the like."""
    return [name for match in _NAMED.finditer(sentence) for name in match.groups() if name]


def _names_somebody(text: str, lower: str) -> bool:
    if _NAMED.search(text):
        return True
    if any(
        not _NOBODY.search(match[1]) and not match[1].startswith(("my ", "your "))
        for match in _POSSESSED.finditer(lower)
    ):
        return True
    return any(not _NOBODY_ZH.search(match[0]) for match in _NAMED_ZH.finditer(lower))


def _squeezed(found: str) -> str:
    return found.replace(" ", "")
