"""Judges amounts with a unit against what the rows state: in any unit, rounded as people round, of the right thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.agent.claims.aspects import aspects_around
from assistant.agent.claims.evidence import Evidence
from assistant.agent.claims.quantities import COUNTS, SIZES, Quantity
from assistant.agent.claims.reading import Claim
from assistant.agent.claims.roles import Role, is_a_bound
from assistant.agent.claims.row_facts import Fact
from assistant.agent.claims.verdicts import WRONG, Replacement, Said, Verdict
from retrieval.catalog import Product

POLICY_ASPECTS = frozenset({"return", "delivery", "warranty"})
ABOUT_SHARE = 0.1
"""How far `about 40 hours` may be off."""
ROUNDED_SHARE = 0.05
"""How far rounding to the digits written may be off."""
FLOOR_SHARE = 0.5
"""How much of an amount `over 30 hours` must be; `under 2 kg` may be that much more."""
FAR = 8.0
"""How many times too large or small an amount may be to be taken for a mistaken one."""
_COMPARATIVE = re.compile(
    r"\s*(?:smaller|larger|bigger|longer|shorter|lighter|heavier|wider|taller|thinner|thicker|more\b|less\b|faster|"
    r"slower|deeper)",
    re.ASCII,
)
_RANGED = frozenset({"age", "people"})
"""Dimensions whose attributes come as a least and a most."""


def judge_quantity(claim: Claim, role: Role, about: Sequence[Product], said: Said, evidence: Evidence) -> Verdict:
    """The verdict on an amount; None as well where the shop's rules or a tool's facts state it."""
    quantity = claim.quantity
    if quantity is None:
        return None
    aspects = aspects_around(said.text, quantity.start, quantity.end)
    if _may_be_a_rule(quantity, aspects, said) and _told(quantity, evidence, claim):
        return None
    rows = about or evidence.rows
    facts = [fact for row in rows for fact in evidence.of(row).facts if fact.dimension == quantity.dimension]
    if _COMPARATIVE.match(said.text[quantity.end :]):
        own_words = any(not fact.attribute and _is(quantity, fact) for fact in facts)
        return None if own_words or _differ(quantity, said, evidence) else WRONG
    fitting = _fitting(facts, aspects)
    if _in_range(quantity, fitting, said.text) or any(_agrees(quantity, fact, role, said, claim) for fact in fitting):
        return None
    if not facts and quantity.dimension in COUNTS:
        return (
            None if quantity.value <= 10 or any(quantity.value in evidence.of(row).numbers for row in rows) else WRONG
        )
    right = (
        _right(quantity, fitting, said.text) if said.about_one(tuple(about)) and role in ("exact", "about") else None
    )
    return WRONG if right is None else Replacement(claim.value_start, claim.value_end, right)


def _may_be_a_rule(quantity: Quantity, aspects: frozenset[str], said: Said) -> bool:
    """Whether an amount may be the shop's and no product's: days and months are, unless a battery is spoken of."""
    days = quantity.dimension == "time" and quantity.size >= SIZES["day"][1] and not aspects & {"battery", "lasting"}
    return not said.names_product or bool(aspects & POLICY_ASPECTS) or days


def _differ(quantity: Quantity, said: Said, evidence: Evidence) -> bool:
    """Whether two products that are named differ by the amount: `113 g lighter than the Glade`."""
    groups = [mention.rows for mention in said.mentions]
    groups = groups if len(groups) > 1 else [said.topic, *groups]
    stated = [
        [fact.base for row in rows for fact in evidence.of(row).facts if fact.dimension == quantity.dimension]
        for rows in groups
    ]
    return any(
        abs(abs(a - b) - quantity.base) <= max(quantity.step * quantity.size / 2, 1e-6)
        for place, first in enumerate(stated)
        for second in stated[place + 1 :]
        for a in first
        for b in second
    )


def _told(quantity: Quantity, evidence: Evidence, claim: Claim) -> bool:
    """Whether the shopper, a passage or a fact states the amount."""
    return claim.value in evidence.said or any(
        fact.dimension == quantity.dimension and _is(quantity, fact) for told in evidence.told() for fact in told.facts
    )


def _is(quantity: Quantity, fact: Fact) -> bool:
    return abs(fact.base - quantity.base) <= 1e-6 * max(fact.base, 1.0)


def _fitting(facts: Iterable[Fact], aspects: frozenset[str]) -> list[Fact]:
    """The facts that are about what the claim is about; what a text leaves open counts where no attribute does."""
    facts = list(facts)
    if not aspects:
        return facts
    alike = [fact for fact in facts if fact.aspects & aspects]
    if any(fact.attribute for fact in alike):
        return alike
    return alike + [fact for fact in facts if not fact.aspects]


def _agrees(quantity: Quantity, fact: Fact, role: Role, said: Said, claim: Claim) -> bool:
    """Whether a stated amount is what is claimed, rounded as far as the words allow."""
    claimed, stated = quantity.base, fact.base
    off = abs(claimed - stated)
    if _is(quantity, fact):
        return True
    if off <= quantity.step * quantity.size * 0.5001 and off <= ROUNDED_SHARE * stated:
        return True
    if is_a_bound(said.text, claim) or quantity.dimension in _RANGED:
        return False
    if role == "about":
        return off <= ABOUT_SHARE * stated
    if role == "upper":
        return stated <= claimed <= stated * (1 + FLOOR_SHARE)
    return role == "lower" and FLOOR_SHARE * stated <= claimed <= stated


def _in_range(quantity: Quantity, facts: Iterable[Fact], text: str) -> bool:
    """Whether an age or a number of people lies between the least and the most a row states."""
    if quantity.dimension not in _RANGED or quantity.chained or _is_floor(quantity, text):
        return False
    facts = list(facts)
    least = [fact.base for fact in facts if "min" in fact.attribute.split("_")]
    most = [fact.base for fact in facts if "max" in fact.attribute.split("_")]
    return bool(least) and min(least) <= quantity.base and (not most or quantity.base <= max(most))


def _is_floor(quantity: Quantity, text: str) -> bool:
    after = text[quantity.value_end : quantity.end + 12]
    return "+" in after or "以上" in after or " up" in after or "older" in after or "起" in after


def _right(quantity: Quantity, facts: Iterable[Fact], text: str) -> str | None:
    """The amount the row states, in the unit written; None where it states several, or where a sign may be lost."""
    if quantity.chained or quantity.dimension == "temperature":
        return None
    stated = {fact.base for fact in facts if fact.attribute}
    if quantity.dimension in _RANGED:
        stated = (
            {fact.base for fact in facts if "min" in fact.attribute.split("_")} if _is_floor(quantity, text) else stated
        )
    if len(stated) != 1:
        return None
    amount = stated.pop() / quantity.size
    if not 1 / FAR <= amount / max(quantity.value, 1e-9) <= FAR:
        return None  # something else is meant than what the row states
    return f"{round(amount, 2 if amount < 100 else 0):g}" if amount < 1e6 else None
