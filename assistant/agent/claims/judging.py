"""Decides whether one claim holds, can be put right, or must not be shown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.agent.claims.bounds import bounds_hold
from assistant.agent.claims.evidence import Evidence
from assistant.agent.claims.mentions import mentions_in
from assistant.agent.claims.reading import Claim
from assistant.agent.claims.roles import Role, is_compared, role_of, says_cheaper
from assistant.agent.claims.row_facts import text_facts
from assistant.agent.claims.specifications import judge_quantity
from assistant.agent.claims.verdicts import SMALL_COUNT, WRONG, Replacement, Rows, Said, Verdict
from assistant.agent.constraints.currencies import format_price
from retrieval.catalog import Product

_BOTH = re.compile(r"\b(?:both|all)\b|都|均", re.ASCII)
ABOUT_SHARE = 0.05
"""How far `about $130` may be from a price."""
_REDUCTION = re.compile(r"off\b|discount|cheaper|saving|less\b|折|优惠|折扣|降价|立减", re.ASCII)
_REDUCED = re.compile(
    r"(?:\bsav\w+|\bdiscount\w*(?: of| by)?|\breduced by|\bdown|优惠|降价?|便宜|立减|省)\s*(?:up to |of |了)?$",
    re.ASCII,
)
ROUNDED_SHARE = 0.5
"""How much of a count "over 300" must be."""


def judge(claim: Claim, about: Rows, said: Said, evidence: Evidence) -> Verdict:
    """The verdict on a claim that may be about the given products, or about any when there are none."""
    if claim.kind == "id":
        return None if evidence.knows_id(said.text[claim.start : claim.end]) else WRONG
    if claim.kind in ("in_stock", "out_of_stock"):
        return _stock_state(claim, about, said, evidence)
    if claim.kind == "number":
        return _number(claim, said, evidence)
    role = role_of(said.text, claim)
    if claim.kind == "quantity":
        return judge_quantity(claim, role, about, said, evidence)
    rows = about or tuple(evidence.rows)
    if not said.names_product and _in_passages(claim, evidence):
        return None
    if claim.kind == "price":
        return _price(claim, role, rows, about, said, evidence)
    if claim.kind == "percent":
        return None if _percent_holds(claim, rows, said, evidence) else WRONG
    stated = [value for value in (_stated(row, claim.kind) for row in rows) if value is not None]
    if claim.value in stated or _roughly(claim, role, stated, said, evidence):
        return None
    whole = role == "exact" and not re.match(r"\s*(?:/|out of)\s*10|[多余+]", said.text[claim.end :])
    right = _stated(about[0], claim.kind) if said.about_one(about) else None
    return Replacement(claim.value_start, claim.value_end, f"{right:g}") if right and whole else WRONG


def _in_passages(claim: Claim, evidence: Evidence) -> bool:
    return claim.value in (
        evidence.passage_values(claim.kind) if claim.kind in ("price", "percent") else evidence.passage_numbers()
    )


def _percent_holds(claim: Claim, rows: Rows, said: Said, evidence: Evidence) -> bool:
    """Whether a row states a percentage or saves it; a reduction said of a product must be that product's own."""
    off = bool(_REDUCTION.search(said.text[claim.start : claim.end + 12]) or _REDUCED.search(said.text[: claim.start]))
    if any(_saving_is(row, claim) for row in rows):
        return True
    if off and said.names_product:
        return False
    given = claim.value in evidence.said | evidence.passage_values("percent")
    return given or (not off and any(claim.value in evidence.of(row).percents for row in rows))


def _told_of(value: float | None, rows: Rows, evidence: Evidence) -> bool:
    """Whether a line of a tool's facts states an amount and names one of the rows: what an order's item cost then."""
    return any(
        value in text_facts(line).values["price"] and mentions_in(line, [evidence.of(row) for row in rows])
        for fact in evidence.facts
        for line in fact.splitlines()
    )


def _price(claim: Claim, role: Role, rows: Rows, about: Rows, said: Said, evidence: Evidence) -> Verdict:
    value, one = claim.value, about if said.about_one(about) else ()
    if role == "fee":
        return None if value in evidence.passage_values("price") else WRONG
    if role == "difference":
        return None if _difference_holds(claim, rows, said, evidence) else WRONG
    if role in ("upper", "lower", "budget", "range") and value is not None:
        known = rows if said.mentions else evidence.rows
        backed = value in evidence.said | evidence.passage_values("price") | {row.price for row in known}
        if backed and _within(role, value, about, said):
            return None
        return None if not backed and bounds_hold(claim, role, about or evidence.shown or rows, said.text) else WRONG
    if role == "about" and any(_is_near(value, row.price) for row in rows):
        return None
    if evidence.facts and _told_of(value, rows, evidence):
        return None
    right = {row.id: _amounts(row, role) for row in rows}
    holding = [row for row in rows if value in right[row.id]]
    if any(claim.currency in (None, row.currency) for row in holding):
        return None
    if holding:  # the amount is right, only in another currency
        return Replacement(claim.start, claim.end, format_price(value or 0.0, holding[0].currency))
    amounts = right[one[0].id] if one else ()
    if not amounts:
        return WRONG
    if claim.currency:
        return Replacement(claim.start, claim.end, format_price(amounts[0], one[0].currency))
    return Replacement(claim.value_start, claim.value_end, f"{amounts[0]:.2f}")


def _amounts(row: Product, role: Role) -> tuple[float, ...]:
    """What a row states in a role, the best first."""
    old = (row.list_price,) if row.list_price else ()
    match role:
        case "old":
            return old
        case "maybe_old":
            return (row.price, *old)
        case "saving":
            return tuple(round(price - row.price, 2) for price in old)
        case _:
            return (row.price,)


def _is_near(value: float | None, price: float) -> bool:
    return value is not None and abs(value - price) <= ABOUT_SHARE * price


def _within(role: Role, limit: float, about: Rows, said: Said) -> bool:
    """Whether a product that the sentence says to keep a limit keeps it; a negation leaves that open."""
    if not said.mentions or re.search(r"\bnot\b|n't|\bno\b|\bnone\b|没有|并非|而不是", said.text):
        return True
    if role == "upper":
        return not about or any(row.price <= limit for row in about)
    return role != "lower" or not about or any(row.price >= limit for row in about)


def _difference_holds(claim: Claim, rows: Rows, said: Said, evidence: Evidence) -> bool:
    """Whether two products differ by the amount, in the direction said; or the price and the old price do."""
    named = sorted(said.mentions, key=lambda mention: is_compared(said.text, mention.start))
    pair = [mention.rows for mention in named]
    if len(pair) == 1 and said.topic and said.topic != pair[0]:
        pair = [said.topic, *pair] if is_compared(said.text, named[0].start) else [*pair, said.topic]
    value, cheaper = claim.value or 0.0, says_cheaper(said.text, claim)
    if len(pair) == 2:
        gaps = {round(b.price - a.price, 2) for a in pair[0] for b in pair[1]}
        return bool(gaps & ({value, -value} if cheaper is None else {value if cheaper else -value}))
    if cheaper is None and not pair:
        return any(abs(round(a.price - b.price, 2)) == value for a in evidence.rows for b in evidence.rows)
    return any(value in _amounts(row, "saving") for row in rows)


def _saving_is(row: Product, claim: Claim) -> bool:
    saving = 100 * (1 - row.price / row.list_price) if row.list_price else None
    return saving is not None and claim.value in {round(saving), int(saving), round(saving, 1)}


def _stated(row: Product, kind: str) -> float | None:
    values = {"rating": row.rating, "review_count": row.review_count, "stock_count": row.stock}
    return values.get(kind)


def _roughly(claim: Claim, role: Role, stated: Sequence[float], said: Said, evidence: Evidence) -> bool:
    """Whether a limit or a round number holds: `over 300 reviews` for 312, `rated above 4` for 4.4."""
    value, text = claim.value or 0.0, said.text
    over = role == "lower" or bool(re.match(r"\s*\+|[多余]", text[claim.value_end :]))
    if claim.kind == "rating":
        asked = value in evidence.said and role in ("lower", "upper") and not said.names_product
        return asked or (role == "lower" and any(rating >= value for rating in stated))
    if over:
        return any(ROUNDED_SHARE * count <= value <= count for count in stated)
    near = re.search(r"(?:nearly|almost|close to|将近|接近|近)\s*$", text[: claim.start])
    return bool(near) and any(count <= value <= count * 1.1 for count in stated)


def _stock_state(claim: Claim, about: Rows, said: Said, evidence: Evidence) -> Verdict:
    if not about and evidence.passage_values("in_stock") | evidence.passage_values("out_of_stock"):
        return None  # the rules speak of stock, and no product is named
    if claim.kind == "in_stock" and len(said.mentions) > 1 and _BOTH.search(said.text):
        return None if all(any(_is_stocked(row) for row in m.rows) for m in said.mentions) else WRONG
    rows = about or evidence.shown or tuple(evidence.rows)
    stocked = [_is_stocked(row) for row in rows]
    if not rows:
        return WRONG
    some_may_do = bool(about) and claim.kind == "in_stock"  # a name may mean several rows; "all in stock" may not
    holds = any(stocked) if some_may_do else all(s == (claim.kind == "in_stock") for s in stocked)
    return None if holds else WRONG


def _is_stocked(row: Product) -> bool:
    """A row whose shop states no stock can be bought."""
    return row.stock is None or row.stock > 0


def _number(claim: Claim, said: Said, evidence: Evidence) -> Verdict:
    """Any other number: the shopper's own, a rule's, a small count, or one that a row in question states."""
    value = claim.value
    if value is None or value in evidence.said | evidence.passage_numbers():
        return None
    if value <= SMALL_COUNT and value.is_integer():
        return None
    named = tuple(row for mention in said.mentions for row in mention.rows) or said.topic or tuple(evidence.rows)
    if any(value in evidence.of(row).numbers or value in _row_values(row) for row in named):
        return None
    role = role_of(said.text, claim)
    if role == "about" and any(_is_near(value, row.price) for row in named):
        return None
    close = [row for row in named if _is_near(value, row.price)]
    return None if close and role in ("upper", "lower") and bounds_hold(claim, role, close, said.text) else WRONG


def _row_values(row: Product) -> tuple[float | None, ...]:
    return (row.price, row.list_price, row.rating, row.review_count, row.stock)
