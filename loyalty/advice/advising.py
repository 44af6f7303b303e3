"""Says what to do about customers by a table of rules: read this first.

    adviser = RuleAdviser(OfferRules(budget=200.0), may_contact=lambda id: consents.agrees(id, "marketing", True))
    advice = {one.customer_id: adviser.advice(one) for one in scores}
    advice = adviser.within_budget(advice)

The first rule that holds speaks. Rules see figures, tier, group and consent: no language, no place, no name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from loyalty.advice.nouns import Advice
from loyalty.advice.offers import OfferRules, OfferValue, chosen_within, offer_value
from loyalty.advice.reasons import reason_in_words
from loyalty.advice.rule_file import read_rules
from loyalty.advice.rules import FIGURES, Rule
from loyalty.features.history import Source
from loyalty.features.names import FEATURES
from loyalty.scores.logits import sigmoid
from loyalty.scores.nouns import CustomerScores

MOST_SOURCES = 3
"""Sources behind one advice."""


class RuleAdviser:
    """Advises by the table of rules that `offers` names.

    `may_contact` says by a customer's id whether they may be written to unasked: offers and winning back are for those
    only. It is asked once at most a customer, and only where it decides.
    """

    def __init__(self, offers: OfferRules, *, may_contact: Callable[[str], bool] = lambda customer_id: True) -> None:
        """Raises `AdviceRulesFault` where the table cannot be used."""
        self._offers = offers
        self._table = read_rules(offers.rules_file)
        self._may_contact = may_contact

    def advice(self, scores: CustomerScores) -> Advice:
        """What to do about one customer, the budget left aside; an offer says what would be done instead."""
        value = offer_value(scores, self._offers)
        holding = self._holding(scores, value)
        first = next(holding)
        said = self._said(first, scores)
        if first.action != "offer":
            return said
        instead = self._said(next(one for one in holding if one.action != "offer"), scores)
        return replace(said, cost=value.cost, gain=value.gain, instead=instead)

    def within_budget(self, advice: Mapping[str, Advice]) -> Mapping[str, Advice]:
        """The same, with offers only to those for whom the budget lasts; the others get what costs nothing instead."""
        costly = {id: one for id, one in advice.items() if one.cost > 0}
        chosen = chosen_within(costly, self._offers.budget)
        return {id: one if id not in costly or id in chosen else self._free(one) for id, one in advice.items()}

    def _holding(self, scores: CustomerScores, value: OfferValue) -> Iterator[Rule]:
        """The rules that hold, in their order; the last of the table always does."""
        figures = _figures(scores, value)
        asked: dict[str, bool] = {}

        def may_contact(id: str) -> bool:
            if id not in asked:
                asked[id] = self._may_contact(id)
            return asked[id]

        for rule in self._table.rules:
            if any(one.holds(scores, figures, may_contact) for one in rule.when):
                yield rule

    def _said(self, rule: Rule, scores: CustomerScores) -> Advice:
        sources = _sources(rule, scores)
        discount = self._offers.discount
        return Advice(
            action=rule.action,
            rule=rule.name,
            reason_en=reason_in_words(rule.reason_en, scores, sources, discount, "en"),
            reason_zh=reason_in_words(rule.reason_zh, scores, sources, discount, "zh"),
            sources=sources,
        )

    def _free(self, advice: Advice) -> Advice:
        """What costs nothing in the place of an offer, with both reasons."""
        table = self._table
        instead = advice.instead or Advice("leave_alone", advice.rule, "", "")
        return replace(
            instead,
            reason_en=f"{table.used_up_en} {instead.reason_en}".strip(),
            reason_zh=f"{table.used_up_zh}{instead.reason_zh}",
        )


def _figures(scores: CustomerScores, value: OfferValue) -> Mapping[str, float | None]:
    """Every figure of `FIGURES`, None where it is missing."""
    forecast, *_ = scores.leaving.contributions
    found: dict[str, float | None] = {name: scores.features.value(name) for name in FEATURES}
    found |= {
        "loyalty": scores.loyalty.value,
        "value": scores.value.value,
        "risk": scores.leaving.probability,
        "risk_by_words": scores.leaving.probability - sigmoid(scores.leaving.base + forecast.points),
        "spend": scores.forecast.spend,
        "orders": float(scores.coverage.orders),
        "known": scores.coverage.share,
        "offer_net": value.net,
    }
    return {name: found[name] for name in FIGURES}


def _sources(rule: Rule, scores: CustomerScores) -> tuple[Source, ...]:
    """The evidence of the rule's features in their order, each source once."""
    found: dict[tuple[str, str, str], Source] = {}
    for name in rule.evidence:
        for one in scores.group_sources if name == "group" else scores.features.features[name].sources:
            found.setdefault((one.kind, one.id, one.text), one)
    return tuple(found.values())[:MOST_SOURCES]
