"""What was learned in numbers, the same from SQLite and from PostgreSQL, plain and sealed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from ledger_cases import LINES, START

from records.conversation_log import SqlConversationLog
from records.database import Database
from records.erasure.erasing import Eraser
from records.learned.loyalty_scores import LoyaltyScores
from records.learned.nouns import KeptReading, KeptScore, KeptSignal
from records.learned.readings import Readings
from records.learned.score_overview import ScoreOverview
from records.learned.talk_overview import SignalCount, Span, TalkOverview
from records.nouns import Conversation, Customer, Order
from records.shop_ledger import ShopLedger
from records.vault.vault import Vault

DAY = datetime(2026, 3, 2, tzinfo=UTC)
SPAN = Span(DAY - timedelta(days=7), DAY + timedelta(days=1))
NASTY = "'; DROP TABLE signals; -- <script>你好"


def score(customer: str, loyalty: float, risk: float, value: float, tier: str = "gold", back: int = 0) -> KeptScore:
    return KeptScore(
        customer, DAY - timedelta(days=back), "scorer@1", loyalty, loyalty - 5, loyalty + 15, value, risk, 1 - risk,
        1.5, 80.25, tier, "passive" if loyalty > 50 else "detractor", "offer" if risk > 0.5 else "thank",
        {"because": [NASTY]},
    )  # fmt: skip


SCORES = (
    score("C-1", 0, 1.0, 10, "lapsed"),
    score("C-2", 10, 0.6, 90, "at_risk"),
    score("C-3", 99.99, 0.1, 100),
    score("C-4", 100, 0.5, 0),
    score("C-2", 60, 0.2, 80, "gold", back=7),
)


@pytest.fixture
def overview(database: Database, vault: Vault) -> ScoreOverview:
    LoyaltyScores(database, vault).keep(SCORES)
    return ScoreOverview(database, vault)


def test_days_are_found_newest_first_and_no_more_than_asked_for(overview: ScoreOverview) -> None:
    assert overview.days() == (DAY, DAY - timedelta(days=7))
    assert overview.days(limit=1) == (DAY,)
    assert overview.days(limit=0) == ()


def test_a_day_in_numbers(overview: ScoreOverview) -> None:
    told = overview.summary(DAY)
    assert (told.as_of, told.customers) == (DAY, 4)
    assert told.tiers == {"lapsed": 1, "at_risk": 1, "gold": 2} == overview.tiers(DAY)
    assert told.groups == {"detractor": 2, "passive": 2}
    assert told.actions == {"offer": 2, "thank": 2}
    assert told.loyalty == (1, 1, 0, 0, 0, 0, 0, 0, 0, 2)
    assert told.value == (1, 1, 0, 0, 0, 0, 0, 0, 0, 2)
    assert told.risk == (0, 1, 0, 0, 0, 1, 1, 0, 0, 1)
    assert told.loyalty_mean == pytest.approx((0 + 10 + 99.99 + 100) / 4)
    assert told.width_mean == pytest.approx(20)


def test_a_day_on_which_nobody_was_scored_is_all_zero(overview: ScoreOverview, database: Database) -> None:
    told = overview.summary(DAY + timedelta(days=1))
    assert (told.customers, told.tiers, told.loyalty, told.loyalty_mean) == (0, {}, (0,) * 10, 0)
    assert overview.at_stake(DAY + timedelta(days=1)) == ()


def test_who_is_worth_keeping_comes_by_risk_times_value(overview: ScoreOverview) -> None:
    assert [one.customer_id for one in overview.at_stake(DAY)] == ["C-2", "C-1", "C-3"]
    (first,) = overview.at_stake(DAY, limit=1)
    assert first == SCORES[1]


def test_those_an_action_is_suggested_for_are_read_page_by_page(
    overview: ScoreOverview, database: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.learned.score_overview._PAGE", 1)
    assert [one.customer_id for one in overview.advised(DAY, "offer")] == ["C-1", "C-2"]
    assert next(iter(overview.advised(DAY, "offer"))).explanation == {"because": [NASTY]}
    assert list(overview.advised(DAY, "unheard of")) == []


SAID = (
    ("complaint", "delivery", "KIT-1", 0.4, "a bit late"),
    ("complaint", "delivery", "KIT-1", 0.9, NASTY),
    ("complaint", "price", "KIT-2", 0.5, "dear"),
    ("complaint", None, None, 0.5, "meh"),
    ("praise", "product", "KIT-1", 0.8, "lovely"),
    ("unresolved", None, None, 0.5, "still waiting"),
)


@pytest.fixture
def talks(database: Database, vault: Vault) -> TalkOverview:
    """A customer's unresolved complaint, a guest's praise the day after, and one from long ago."""
    log = SqlConversationLog(database, vault)
    for name, customer, at, said in (
        ("talk-1", "C-1", DAY, SAID),
        ("talk-2", None, DAY - timedelta(days=1), SAID[4:5]),
        ("talk-0", "C-1", DAY - timedelta(days=300), SAID[:1]),
    ):
        log.start(Conversation(name, at, customer))
        signals = tuple(
            KeptSignal(f"{name}-0", at, kind, quote, 0, len(quote), strength, 1.0, aspect, product)
            for kind, aspect, product, strength, quote in said
        )
        poor = name == "talk-1"
        told = KeptReading(
            name, customer, at, "reader@1", 2, at, -0.5 if poor else None, "steady", 2.25 if poor else 4.5,
            "complaint" if poor else "find", poor, {}, signals,
        )  # fmt: skip
        Readings(database, vault).keep([told])
    return TalkOverview(database, vault)


def test_conversations_are_counted_by_day_reason_and_outcome(talks: TalkOverview) -> None:
    first, second = talks.by_day(SPAN)
    assert (first.day, first.contact_reason, first.unresolved) == (date(2026, 3, 1), "find", False)
    assert (first.conversations, first.turns, first.moods, first.mood, first.satisfied, first.satisfaction) == (
        1, 2, 0, 0.0, 1, 4.5,
    )  # fmt: skip
    assert (second.day, second.unresolved, second.moods, second.mood) == (date(2026, 3, 2), True, 1, -0.5)
    assert talks.by_day(Span(DAY + timedelta(days=1), DAY + timedelta(days=2))) == ()


def test_the_end_of_a_span_is_not_in_it(talks: TalkOverview) -> None:
    assert [one.day for one in talks.by_day(Span(DAY - timedelta(days=1), DAY))] == [date(2026, 3, 1)]


def test_complaints_and_praise_by_what_they_are_about(talks: TalkOverview) -> None:
    assert talks.by_aspect(SPAN) == (
        SignalCount("complaint", "delivery", None, 2),
        SignalCount("praise", "product", None, 2),
        SignalCount("complaint", None, None, 1),
        SignalCount("complaint", "price", None, 1),
    )
    assert talks.by_aspect(SPAN, ["leave"]) == ()


def test_products_complained_about_most(talks: TalkOverview) -> None:
    both = (SignalCount("complaint", "delivery", "KIT-1", 2), SignalCount("complaint", "price", "KIT-2", 1))
    assert talks.by_product(SPAN) == both
    assert talks.by_product(SPAN, limit=1) == both[:1]
    assert talks.by_product(SPAN, "leave") == ()


def test_the_plainest_words_are_quoted_with_who_said_them(talks: TalkOverview) -> None:
    first, second = talks.quotes(SPAN, "complaint", aspect="delivery")
    assert (first.signal.quote, first.customer_id, first.conversation_id) == (NASTY, "C-1", "talk-1")
    assert second.signal.quote == "a bit late"
    assert [one.signal.quote for one in talks.quotes(SPAN, "complaint", product_id="KIT-2")] == ["dear"]
    assert {one.customer_id for one in talks.quotes(SPAN, "praise")} == {"C-1", None}
    assert len(talks.quotes(SPAN, "complaint", limit=1)) == 1


def test_unresolved_conversations_come_with_the_words_that_say_so(talks: TalkOverview) -> None:
    (one,) = talks.unresolved(SPAN)
    assert (one.conversation_id, one.customer_id, one.ended_at) == ("talk-1", "C-1", DAY)
    assert (one.contact_reason, one.satisfaction) == ("complaint", 2.25)
    assert sorted(one.quotes) == sorted([NASTY, "a bit late", "dear", "meh", "still waiting"])


def test_products_are_called_as_they_were_ordered(talks: TalkOverview, database: Database, vault: Vault) -> None:
    ledger = ShopLedger(database, vault=vault)
    ledger.add_customer(Customer("C-1", "Ann", "a@example.com", "en", "Cork", START))
    ledger.add_order(Order("D-1", "C-1", START, "delivered", "EUR", LINES))
    wanted = {line.product_id: line.title for line in LINES}
    assert talks.titles([*wanted, "KIT-404"]) == wanted


def test_an_erased_customer_is_in_no_count(
    overview: ScoreOverview, talks: TalkOverview, database: Database, vault: Vault
) -> None:
    ShopLedger(database, vault=vault).add_customer(Customer("C-1", "Ann", "a@example.com", "en", "Cork", START))
    Eraser(database, vault=vault).erase("C-1", by="shell")
    assert overview.summary(DAY).customers == 3
    assert [one.customer_id for one in overview.at_stake(DAY)] == ["C-2", "C-3"]
    assert talks.unresolved(SPAN) == ()
    assert talks.by_aspect(SPAN) == (SignalCount("praise", "product", None, 1),)
    assert talks.quotes(SPAN, "complaint") == ()
