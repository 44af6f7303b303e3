"""`[EMAIL_KQTB]`: what stands in place of personal data, the same for the same value of the same person."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Mapping
from typing import Literal

from records.redaction.findings import KINDS, Finding, Kind

_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowel and no digit: a placeholder spells no word, and nobody reads a number out of it."""
_CODE_LETTERS = 4
PLACEHOLDER = re.compile(rf"\[({'|'.join(kind.upper() for kind in KINDS)})_[A-Z2-7]{{{_CODE_LETTERS}}}\]")
"""What `placeholder_for` makes, and what any other writer with four letters of base32 would."""
GAP = "…"
_CALLED: Mapping[str, Mapping[str, str]] = {
    "en": {
        "email": "e-mail address",
        "phone": "phone number",
        "card": "card number",
        "cn_id": "ID number",
        "iban": "account number",
        "passport": "passport number",
        "address": "address",
        "name": "name",
    },
    "zh": {
        "email": "邮箱",
        "phone": "电话号码",
        "card": "卡号",
        "cn_id": "身份证号",
        "iban": "银行账号",
        "passport": "护照号",
        "address": "地址",
        "name": "姓名",
    },
}
_YOURS = {"en": "your {}", "zh": "您的{}"}
_OWN = {"en": "({})", "zh": "（{}）"}


def placeholder_for(secret: bytes, scope: str, kind: Kind, value: str) -> str:
    """The placeholder of a value in a scope; without `secret` nobody can tell whether two scopes share a value."""
    said = f"{len(scope)}:{scope}{kind}:{value}".encode("utf-8", "surrogatepass")
    number = int.from_bytes(hmac.digest(secret, said, "sha256")[:8], "big")
    code = ""
    for _ in range(_CODE_LETTERS):
        number, letter = divmod(number, len(_LETTERS))
        code += _LETTERS[letter]
    return f"[{kind.upper()}_{code}]"


def without_placeholders(text: str) -> str:
    """The text with a gap (…) for each placeholder: what rules may read words and numbers from."""
    return PLACEHOLDER.sub(GAP, text) if "[" in text else text


def put_back(text: str, findings: Iterable[Finding]) -> str:
    """The text with the originals of `findings` in place of their placeholders."""
    originals = {finding.placeholder: finding.original for finding in findings}
    if not originals or "[" not in text:
        return text
    return PLACEHOLDER.sub(lambda found: originals.get(found[0], found[0]), text)


def in_words(text: str, language: Literal["en", "zh"], *, of_shopper: bool = False) -> str:
    """The text as a shopper may read it: `your e-mail address` for each placeholder.

    With `of_shopper` the text is what the shopper wrote: `my number is (phone number)`.
    """
    form = (_OWN if of_shopper else _YOURS)[language]
    if "[" not in text:
        return text
    return PLACEHOLDER.sub(lambda found: form.format(_CALLED[language][found[1].lower()]), text)
