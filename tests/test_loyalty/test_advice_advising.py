"""What is to be done about a customer: the right rule speaks, with its evidence, and never for a wrong reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.advice.advising import RuleAdviser
from loyalty.advice.nouns import Advice
from loyalty.advice.offers import OfferRules
from loyalty.advice.rule_file import ACTIONS
from loyalty.features.history import CustomerHistory
from loyalty.nouns import Purchase, PurchaseForecast
from loyalty.scores.nouns import CustomerScores
from loyalty.scores.scoring import score_customers
from tests.support.loyalty_histories import NOW, histories, order, request, signal, somebody, talk

ADVISER = RuleAdviser(OfferRules())


@dataclass(frozen=True)
class Said:
    """A forecaster that expects so much of the customer asked about, and little of the shop's others."""

    bought: Mapping[str, Sequence[Purchase]]
    again: float

    def forecast_all(self) -> Mapping[str, PurchaseForecast | None]:
        return {name: self._of(name) if purchases else None for name, purchases in self.bought.items()}

    def _of(self, name: str) -> PurchaseForecast:
        again = self.again if name == "C-1" else 0.01
        return PurchaseForecast(90, again, 2 * again, 120 * again, "said")


OTHERS = tuple(CustomerHistory(f"B-{at}", orders=(order(30, 10.0, owner=f"B-{at}"),), read_at=NOW) for at in range(4))


def scores(history: CustomerHistory, again: float = 0.5) -> CustomerScores:
    def fit(bought: Mapping[str, Sequence[Purchase]], as_of: datetime, horizon_days: int) -> Said:
        return Said(bought, again)

    return score_customers([history, *OTHERS], NOW, fit=fit)[0]


def advice(history: CustomerHistory, again: float = 0.5, adviser: RuleAdviser = ADVISER) -> Advice:
    return adviser.advice(scores(history, again))


STEADY = (order(40), order(80), order(120))
ON_OFFER = tuple(order(days, 100.0, discount=10.0) for days in (60, 120, 180))
HAGGLES = talk(20, signal("price_sensitive", 20, "any chance of a discount?"))


def test_whoever_is_unknown_is_left_alone_and_it_is_said_why() -> None:
    said = advice(somebody())
    assert (said.action, said.rule) == ("leave_alone", "nothing_known")
    assert said.reason_en.startswith("Nothing was bought")
    assert said.reason_zh.startswith("既没有下过单")


def test_a_complaint_is_repaired_with_its_words_as_evidence() -> None:
    said = advice(somebody(*STEADY, talks=(talk(5, signal("complaint", 5, "it came late", aspect="delivery")),)))
    assert (said.action, said.rule) == ("repair", "complaint")
    assert "about delivery (“it came late”)" in said.reason_en
    assert "（配送）（“it came late”）" in said.reason_zh
    assert [(one.kind, one.id, one.text) for one in said.sources] == [("turn", "T-5", "it came late")]


def test_somebody_who_complained_about_a_price_gets_no_offer_instead_of_an_answer() -> None:
    dear = talk(5, signal("complaint", 5, "you charged me twice", aspect="price"), signal("price_sensitive", 5))
    said = advice(somebody(*ON_OFFER, talks=(dear,)), again=0.2)
    assert (said.action, said.rule, said.cost) == ("repair", "price_complaint", 0.0)


def test_an_old_complaint_that_three_purchases_followed_needs_no_repair() -> None:
    said = advice(somebody(*STEADY, talks=(talk(200, signal("complaint", 200, aspect="delivery")),)))
    assert said.action != "repair"


def test_an_open_matter_comes_before_praise_and_complaints() -> None:
    mixed = talk(
        3, signal("praise", 3, "lovely"), signal("complaint", 3, "no answer", aspect="service"), unresolved=True
    )
    said = advice(somebody(*STEADY, talks=(mixed,)))
    assert (said.action, said.rule) == ("repair", "open_matter")
    assert said.reason_en.startswith("1 matter still open")


def test_a_request_nobody_dealt_with_is_an_open_matter_even_without_a_word() -> None:
    waiting = somebody(order(30), requests=(request(order(30), "open"),))
    said = advice(waiting)
    assert said.rule == "open_matter"
    assert said.sources[0].kind == "request"


@pytest.mark.parametrize(
    ("kind", "rule", "action"),
    [("recommend", "promoter", "thank"), ("praise", "praise", "thank"), ("leave", "says_leaving", "repair")],
)
def test_words_call_for_an_action(kind: str, rule: str, action: str) -> None:
    mood = -0.8 if kind == "leave" else 0.8
    said = advice(somebody(*STEADY, talks=(talk(6, signal(kind, 6, "so I say"), mood=mood),)), again=0.8)  # type: ignore[arg-type]
    assert (said.action, said.rule) == (action, rule)
    assert "“so I say”" in said.reason_en


def test_an_unhappy_talk_without_a_plain_complaint_is_asked_after() -> None:
    assert advice(somebody(*STEADY, talks=(talk(6, stars=1.8),))).rule == "unhappy_talk"
    assert advice(somebody(*STEADY, talks=(talk(60, stars=1.8),))).rule != "unhappy_talk"


def test_whoever_just_bought_or_just_wrote_is_left_alone() -> None:
    assert advice(somebody(order(3), order(50))).rule == "just_bought"
    assert advice(somebody(*STEADY, talks=(talk(1, mood=0.1),))).rule == "just_written"


def test_an_offer_to_somebody_who_watches_prices_and_drifts_away() -> None:
    said = advice(somebody(*ON_OFFER, talks=(HAGGLES,)), again=0.3)
    assert (said.action, said.rule) == ("offer", "haggles_and_drifts")
    assert "“any chance of a discount?”" in said.reason_en
    assert "10 %" in said.reason_en
    assert "10%" in said.reason_zh
    assert 0 < said.cost < said.gain
    assert said.instead is not None
    assert said.instead.cost == 0
    assert said.instead.action != "offer"


def test_discounts_alone_show_that_prices_are_watched() -> None:
    assert advice(somebody(*ON_OFFER), again=0.3).rule == "buys_on_discount_and_drifts"


def test_no_offer_where_it_would_cost_more_than_it_brings() -> None:
    dear = RuleAdviser(OfferRules(uplift=0.01))
    assert advice(somebody(*ON_OFFER, talks=(HAGGLES,)), again=0.3, adviser=dear).action != "offer"


def test_lapsed_customers_are_won_back_without_giving_anything_away() -> None:
    said = advice(somebody(*(order(days) for days in (500, 530, 560, 590))), again=0.02)
    assert (said.action, said.rule, said.cost) == ("win_back", "lapsed", 0.0)
    assert "16 months" in said.reason_en


def test_without_consent_there_is_neither_offer_nor_winning_back() -> None:
    quiet = RuleAdviser(OfferRules(), may_contact=lambda id: id != "C-1")
    for history, again in ((somebody(*ON_OFFER), 0.3), (somebody(order(500), order(530), order(560)), 0.02)):
        assert advice(history, again).action in ("offer", "win_back")
        assert advice(history, again, quiet).rule == "wants_quiet"


def test_consent_does_not_stop_a_repair_and_is_asked_for_once() -> None:
    asked: list[str] = []

    def may_contact(id: str) -> bool:
        asked.append(id)
        return False

    quiet = RuleAdviser(OfferRules(), may_contact=may_contact)
    bad = somebody(*STEADY, talks=(talk(5, signal("complaint", 5, aspect="service")),))
    assert advice(bad, adviser=quiet).action == "repair"
    assert asked == []
    advice(somebody(*ON_OFFER, talks=(HAGGLES,)), 0.3, quiet)
    assert asked == ["C-1"]


def test_faithful_customers_are_thanked_and_ordinary_ones_left_alone() -> None:
    often = somebody(*(order(days, 200.0) for days in range(20, 400, 20)))
    assert advice(often, again=0.95).rule == "faithful"
    assert advice(somebody(*STEADY), again=0.6).rule == "nothing_to_do"


def test_one_silent_purchase_and_a_talk_without_any_are_too_little_to_act_on() -> None:
    assert advice(somebody(order(30)), again=0.6).rule == "too_little_known"
    assert advice(somebody(talks=(talk(10, mood=0.1),))).rule == "too_little_known"


@given(histories(), st.floats(0.01, 0.99))
def test_there_is_always_one_advice_with_words_in_both_languages(history: CustomerHistory, again: float) -> None:
    said = advice(history, again)
    assert said.action in ACTIONS
    assert said.reason_en.endswith(".")
    assert said.reason_zh.endswith("。")
    assert (said.cost > 0) == (said.action == "offer")
    assert len(said.sources) <= 3
    assert all(one.at <= NOW for one in said.sources)


@given(histories(), st.floats(0.01, 0.99))
def test_the_language_of_a_customer_changes_nothing(history: CustomerHistory, again: float) -> None:
    assert advice(replace(history, language="zh"), again) == advice(replace(history, language="en"), again)


@given(histories(), st.floats(0.01, 0.99))
def test_what_comes_later_changes_nothing(history: CustomerHistory, again: float) -> None:
    before = replace(
        history,
        orders=tuple(one for one in history.orders if one.placed_at <= NOW),
        readings=tuple(one for one in history.readings if one.started_at <= NOW),
    )
    assert advice(before, again).action == advice(history, again).action


def test_a_long_complaint_is_cut_in_the_reason() -> None:
    said = advice(somebody(order(30), talks=(talk(5, signal("complaint", 5, "bad " * 200)),)))
    assert len(said.reason_en) < 300
    assert "…”" in said.reason_en


def test_used_up_budgets_say_so_and_leave_what_costs_nothing() -> None:
    poor = RuleAdviser(OfferRules(budget=0.0))
    offered = advice(somebody(*ON_OFFER, talks=(HAGGLES,)), 0.3, poor)
    kept = poor.within_budget({"C-1": offered, "C-2": advice(somebody())})
    assert offered.instead is not None
    assert (kept["C-1"].action, kept["C-1"].cost) == (offered.instead.action, 0.0)
    assert kept["C-1"].reason_en.startswith("An offer would make sense too, but the budget of this round is used up.")
    assert kept["C-1"].reason_zh.startswith("这里本也适合给优惠，但本轮预算已用完。")
    assert kept["C-1"].rule == offered.instead.rule
    assert kept["C-2"] == advice(somebody())
