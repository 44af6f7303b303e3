"""What is counted about a customer, and that nothing later is."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.features.features import all_features, features_at
from loyalty.features.history import CustomerFeatures, CustomerHistory
from loyalty.features.names import FEATURES
from loyalty.features.purchases import purchases_of
from records.nouns import Feedback, OrderRequest
from tests.support.loyalty_histories import NOW, ago, histories, order, orders, signal, somebody, talk, talks


def features(*given: object, at: datetime = NOW, **more: object) -> CustomerFeatures:
    return features_at(somebody(*given, **more), at)  # type: ignore[arg-type]


@given(histories())
def test_there_is_every_feature_and_each_is_finite_or_missing(history: CustomerHistory) -> None:
    found = features_at(history, NOW)
    assert set(found.features) == set(FEATURES)
    assert all(one.value is None or abs(one.value) < 1e9 for one in found.features.values())
    assert all(source.at <= NOW for one in found.features.values() for source in one.sources)


@given(histories(), st.lists(orders(), max_size=3), st.lists(talks(), max_size=3))
def test_what_is_added_later_changes_nothing(history: CustomerHistory, more_orders: list, more_talks: list) -> None:
    before = features_at(history, NOW)
    later = replace(
        history,
        orders=history.orders + tuple(one for one in more_orders if one.placed_at > NOW),
        readings=history.readings + tuple(one for one in more_talks if one.started_at > NOW),
        feedback=(*history.feedback, Feedback("F-9", "T-9", "H-9", "C-1", False, "", NOW + timedelta(days=1))),
    )
    after = features_at(later, NOW)
    assert after.features == before.features
    assert after.later > before.later


@given(histories(), st.sampled_from(("cancelled", "returned", "delivered")))
def test_what_becomes_of_a_young_order_later_is_not_known_before(history: CustomerHistory, status: str) -> None:
    unread = replace(history, read_at=None)
    young = order(1, status="placed", id="O-young")
    seen = [
        features_at(replace(unread, orders=(*unread.orders, one)), NOW)
        for one in (young, replace(young, status=status))
    ]
    assert seen[0] == seen[1]


def test_a_state_is_believed_once_it_was_looked_up() -> None:
    young = order(1, status="cancelled")
    assert features(young).value("purchase_days") == 0
    assert features(young, read_at=None).value("purchase_days") == 1
    assert features(young, read_at=ago(-2)).value("purchase_days") == 1


def test_recency_frequency_money() -> None:
    found = features(order(100, 30), order(40, 50), order(10, 70), order(10.1, 20))
    assert found.value("recency_days") == 10
    assert found.value("purchase_days") == 3
    assert found.value("mean_spend") == pytest.approx(170 / 3)
    assert found.value("gap_days") == 45
    assert found.value("overdue") == pytest.approx(10 / 45)
    assert [one.id for one in found.features["recency_days"].sources] == ["O-C-1-10"]
    assert found.features["recency_days"].sources[0].text == "Hush 2 headphones"


def test_two_orders_in_one_week_make_nobody_late() -> None:
    assert features(order(21), order(20)).value("overdue") == pytest.approx(20 / 14)


def test_what_is_sent_back_is_bought_but_not_kept() -> None:
    found = features(order(90, 60, status="returned"), order(50, 40))
    assert (found.value("purchase_days"), found.value("net_spend"), found.value("returns_share")) == (2, 40, 0.5)
    asked = OrderRequest("R-1", "O-C-1-50", "C-1", "return", ("AUD-001",), "creaks", "", "open", ago(20))
    found = features(order(90, 60), order(50, 40), requests=(asked,))
    assert (found.value("net_spend"), found.value("returns_share"), found.value("open_matters")) == (60, 0.5, 1)
    assert found.features["open_matters"].sources[0].text == "creaks"


def test_two_requests_for_one_order_take_back_what_both_name() -> None:
    lines = tuple(replace(order(50, 40).lines[0], product_id=name, unit_price=20.0) for name in ("A-1", "B-1"))
    bought = replace(order(50, 40), lines=lines)
    both = tuple(
        OrderRequest(f"R-{name}", bought.id, "C-1", "return", (name,), "", "", "open", ago(20))
        for name in ("A-1", "B-1")
    )
    assert features(bought, requests=both[:1]).value("net_spend") == 20
    assert features(bought, requests=both).value("net_spend") == 0


def test_more_refunded_than_paid_is_said_and_spend_is_0() -> None:
    found = features(order(60, 30), order(50, -80))
    assert found.refunds_exceed
    assert (found.value("net_spend"), found.value("mean_spend"), found.value("purchase_days")) == (0, 0, 1)
    assert [one.amount for one in purchases_of(somebody(order(60, 30), order(50, -80)), NOW)] == [30, -80]


def test_whoever_got_money_back_is_not_said_to_have_sent_nothing_back() -> None:
    history = CustomerHistory("C-1", orders=(order(200, 90.0), order(100, -30.0), order(50, 60.0)))
    assert features_at(history, NOW).features["returns_share"].missing
    assert features_at(replace(history, orders=history.orders[::2]), NOW).value("returns_share") == 0


def test_nobody_without_orders_or_words() -> None:
    found = features_at(CustomerHistory("C-0"), NOW)
    assert found.value("purchase_days") == found.value("complaint") == found.value("conversations") == 0
    assert found.features["recency_days"].missing
    assert found.features["mood"].missing
    assert found.features["tenure_days"].missing
    assert (found.orders, found.words, found.later, found.refunds_exceed) == (0, 0, 0, False)


def test_a_date_needs_a_time_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        features_at(somebody(), datetime(2026, 1, 1))


def test_somebody_who_joins_later_has_no_tenure_but_from_the_first_order() -> None:
    assert features(joined_at=ago(-5)).features["tenure_days"].missing
    assert features(order(30), joined_at=ago(-5)).value("tenure_days") == 30


def test_discounts() -> None:
    always = features(order(60, discount=5), order(30, discount=5))
    assert (always.value("discount_share"), always.value("discount_only")) == (1, 1)
    assert features(order(60, discount=5), order(30)).value("discount_only") == 0
    assert features(order(60, discount=5)).features["discount_only"].missing


def test_signals_fade_and_do_not_add_up_within_a_conversation() -> None:
    once, twice = talk(0, signal("complaint", 0)), talk(0, signal("complaint", 0), signal("complaint", 0))
    assert features(talks=(once,)).value("complaint") == features(talks=(twice,)).value("complaint") == 1
    assert features(talks=(talk(180, signal("praise", 180)),)).value("praise") == pytest.approx(0.5)
    half = talk(0, signal("praise", 0, strength=0.5), signal("praise", 0, strength=0.5))
    assert features(talks=(half,)).value("praise") == pytest.approx(0.75)


def test_a_complaint_counts_for_its_aspect_with_its_quote() -> None:
    found = features(talks=(talk(3, signal("complaint", 3, "still not here", aspect="delivery")),))
    assert found.value("complaint_delivery") == found.value("complaint") > 0.9
    assert found.value("complaint_product") == 0
    source = found.features["complaint_delivery"].sources[0]
    assert (source.kind, source.id, source.text, source.aspect) == ("turn", "T-3", "still not here", "delivery")


def test_mood_is_drawn_to_the_middle_where_little_was_said() -> None:
    one, many = features(talks=(talk(0, mood=-1),)), features(talks=tuple(talk(at, mood=-1) for at in range(8)))
    assert -0.7 < one.value("mood") < many.value("mood") + 1 <= 0.1  # type: ignore[operator]
    assert one.features["mood_trend"].missing
    assert features(talks=(talk(9, mood=1), talk(1, mood=-1))).value("mood_trend") == -2


def test_satisfaction() -> None:
    found = features(talks=(talk(200, stars=5), talk(10, stars=2)))
    assert found.value("satisfaction_last") == 2
    assert 2 < found.value("satisfaction_mean") < 3.5  # type: ignore[operator]


def test_an_open_matter_is_put_right_by_a_conversation_that_ends_well() -> None:
    left = talk(30, unresolved=True, mood=-0.5)
    assert features(talks=(left,)).value("open_matters") == 1
    assert features(talks=(left, talk(20, mood=0.6))).value("open_matters") == 0
    assert features(talks=(left, talk(20, mood=-0.6))).value("open_matters") == 1
    assert features(talks=(talk(120, unresolved=True),)).value("open_matters") == 0


def test_looking_without_buying() -> None:
    looks = (talk(50, reason="find"), talk(5, reason="compare"))
    found = features(order(30), talks=looks)
    assert (found.value("looks_unbought"), found.value("last_look_days")) == (1, 5)
    assert features(order(1), talks=looks).value("looks_unbought") == 0
    assert features(talks=(talk(5),)).features["last_look_days"].missing


def test_thumbs() -> None:
    thumbs = tuple(
        Feedback(f"F-{at}", "T", "H", "C-1", good, "wrong size", ago(0)) for at, good in enumerate((True, False, False))
    )
    found = features(feedback=thumbs)
    assert found.value("thumbs") == -1
    assert {one.text for one in found.features["thumbs"].sources} == {"wrong size"}


def test_a_conversation_that_goes_on_is_cut_and_not_judged_whole() -> None:
    first, second = talk(2, signal("praise", 2), mood=0.8).turns[0], talk(-1, signal("leave", -1), mood=-0.8).turns[0]
    whole = replace(talk(2, stars=1, mood=-0.1, unresolved=True), turns=(first, second), ended_at=ago(-1))
    found = features(talks=(whole,))
    assert found.value("leave") == 0
    assert found.value("praise") > 0.9  # type: ignore[operator]
    assert found.value("mood") > 0  # type: ignore[operator]
    assert found.features["satisfaction_last"].missing
    assert found.value("open_matters") == 0


def test_all_features_keep_the_order() -> None:
    two = (replace(somebody(), customer_id="C-2"), somebody())
    assert [one.customer_id for one in all_features(two, NOW)] == ["C-2", "C-1"]


def test_what_shows_a_sour_mood_is_no_praise() -> None:
    mixed = talk(
        3, signal("praise", 3, "sounds great"), signal("complaint", 3, "it creaks", strength=0.5), mood=-0.6, stars=2
    )
    found = features(talks=(mixed,))
    for name in ("mood", "satisfaction_mean", "satisfaction_last"):
        assert [one.text for one in found.features[name].sources] == ["it creaks"]
    only_praise = features(talks=(talk(3, signal("praise", 3), mood=-0.6),)).features["mood"].sources[0]
    assert (only_praise.kind, only_praise.text) == ("conversation", "")
