"""Checks each sentence of an answer against the rows and passages the language model was given.

A wrong value about a known product is replaced by the right one; a sentence with a claim that nothing backs is
dropped. Nothing here calls a language model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.agent.claim_reading import Claim, fold, read_claims
from assistant.agent.currencies import format_price
from assistant.agent.evidence import Evidence, facts_of
from retrieval.catalog import Product

SMALL_COUNT = 10
"""Whole numbers up to this may count things ("these 3") without a row that states them."""

_WRONG = object()
_LIMIT_BEFORE = re.compile(
    r"(?:under|below|over|above|than|up to|within|budget(?: of)?|between|and|to|-|from|at least|at most|least|of|"
    r"不超过|预算(?:是|为)?|超过|低于|高于|满|至少|最多|您的|你的|到|至)\s*(?:your |the )?\s*$"
)
_LIMIT_AFTER = re.compile(
    r"\s*(?:budget|limit|or (?:less|more)|and (?:up|above)|以内|以下|以上|之内|内|的?预算|左右|-|to\b|到|至)"
)
Rows = tuple[Product, ...]


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence after the check: `text` is None when it was dropped; `repaired` counts values put right."""

    text: str | None
    checked: int
    repaired: int = 0


@dataclass
class ClaimChecker:
    """Checks the sentences of one answer in order; remembers which product the talk is about.

    `checked` counts claims, `repaired` values put right, `dropped` sentences left out.
    """

    evidence: Evidence
    checked: int = 0
    repaired: int = 0
    dropped: int = 0
    _topic: Rows = field(default=())

    def check(self, sentence: str) -> CheckedSentence:
        """The sentence as it may be shown."""
        claims = read_claims(sentence)
        mentions = self._mentions(sentence, claims)
        replacements: list[tuple[int, int, str]] = []
        for claim in claims:
            about = self._about(claim, mentions)
            verdict = self._judge(claim, about, sentence, mentions)
            if verdict is _WRONG:
                self.checked += len(claims)
                self.dropped += 1
                return CheckedSentence(None, len(claims))
            if isinstance(verdict, tuple):
                replacements.append(verdict)
        if mentions:
            self._topic = mentions[-1][1]
        self.checked += len(claims)
        self.repaired += len(replacements)
        return CheckedSentence(_replaced(sentence, replacements), len(claims), len(replacements))

    def counts(self) -> dict[str, int]:
        """What was checked so far, as the log keeps it."""
        return {"checked": self.checked, "repaired": self.repaired, "dropped": self.dropped}

    def _mentions(self, sentence: str, claims: Sequence[Claim]) -> list[tuple[int, Rows]]:
        shown = self.evidence.shown
        numbered = [
            (claim.start, (shown[int(claim.value) - 1],))
            for claim in claims
            if claim.kind == "reference" and claim.value is not None and 1 <= claim.value <= len(shown)
        ]
        return sorted([*self.evidence.mentioned(sentence), *numbered], key=lambda mention: mention[0])

    def _about(self, claim: Claim, mentions: Sequence[tuple[int, Rows]]) -> Rows:
        """The products a claim may be about: the nearest named before it, else after it, else the topic, else all."""
        before = [rows for place, rows in mentions if place <= claim.start]
        after = [rows for place, rows in mentions if place > claim.start]
        if before:
            return before[-1]
        return (after[0] if after else ()) or self._topic

    def _judge(self, claim: Claim, about: Rows, sentence: str, mentions: Sequence[tuple[int, Rows]]) -> object:
        """None when the claim holds, a replacement when it can be put right, _WRONG when nothing backs it."""
        if claim.kind == "reference":
            known = claim.value is not None and 1 <= claim.value <= len(self.evidence.shown)
            return None if known else (claim.start, claim.end, "")
        if claim.kind in ("in_stock", "out_of_stock"):
            return self._judge_stock_state(claim, about)
        if claim.value is None or self._was_given(claim, sentence, bool(mentions)):
            return None
        if any(_states(row, claim, self.evidence.currency) for row in about or tuple(self.evidence.rows)):
            return None
        if claim.kind == "number" and claim.value <= SMALL_COUNT and claim.value.is_integer():
            return None
        # With two products in one sentence the value may belong to the other, and a repair would make it false.
        one_product = len(about) == 1 and all(rows == about for _, rows in mentions)
        return (_right_value(about[0], claim) if one_product else None) or _WRONG

    def _was_given(self, claim: Claim, sentence: str, names_product: bool) -> bool:
        """Whether the number is the shopper's own or a policy's, and is said as such and not of a product."""
        match claim.kind:
            case "number" | "percent":
                return claim.value in self.evidence.said | self.evidence.passage_numbers()
            case "price" | "rating":
                if claim.value in self.evidence.passage_numbers() and not names_product:
                    return True
                return claim.value in self.evidence.said | self.evidence.passage_numbers() and _is_limit(
                    claim, sentence
                )
            case _:
                return False

    def _judge_stock_state(self, claim: Claim, about: Rows) -> object:
        rows = about or self.evidence.shown or tuple(self.evidence.rows)
        stocked = [row.stock is None or row.stock > 0 for row in rows]
        if not rows:
            return _WRONG
        some_may_do = bool(about) and claim.kind == "in_stock"  # a name may mean several rows; "all in stock" may not
        holds = any(stocked) if some_may_do else all(stocked) == (claim.kind == "in_stock")
        return None if holds else _WRONG


def _is_limit(claim: Claim, sentence: str) -> bool:
    """Whether the number is said as a limit ("under $200"), not as a product's price."""
    text = fold(sentence)
    return bool(_LIMIT_BEFORE.search(text[: claim.start]) or _LIMIT_AFTER.match(text[claim.end :]))


def _states(row: Product, claim: Claim, currency: str) -> bool:
    """Whether the row says what the claim says."""
    value = claim.value
    match claim.kind:
        case "price":
            prices = [row.price, *([row.list_price, round(row.list_price - row.price, 2)] if row.list_price else [])]
            return value in prices and claim.currency in (None, currency)
        case "percent":
            saving = round(100 * (1 - row.price / row.list_price)) if row.list_price else None
            return value is not None and (saving == round(value) or value in facts_of(row))
        case "rating":
            return row.rating == value
        case "review_count":
            return row.review_count == value
        case "stock_count":
            return row.stock == value
        case _:
            return value in facts_of(row) or value in (
                row.price,
                row.list_price,
                row.rating,
                row.review_count,
                row.stock,
            )


def _right_value(row: Product, claim: Claim) -> tuple[int, int, str] | None:
    """Where and with what a wrong value about `row` is put right; None where the row has no value of the kind."""
    span = (claim.value_start, claim.value_end)
    match claim.kind:
        case "price":
            whole = (claim.start, claim.end) if claim.currency else span
            return (*whole, format_price(row.price, row.currency) if claim.currency else f"{row.price:.2f}")
        case "rating":
            return (*span, f"{row.rating:g}") if row.rating is not None else None
        case "review_count":
            return (*span, str(row.review_count)) if row.review_count else None
        case "stock_count":
            return (*span, str(row.stock)) if row.stock else None
        case _:
            return None


def _replaced(sentence: str, replacements: Sequence[tuple[int, int, str]]) -> str:
    for start, end, text in sorted(replacements, reverse=True):
        sentence = sentence[:start] + text + sentence[end:]
    return sentence
