"""What loyalty learned, kept on SQLite and on PostgreSQL, plain and sealed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from ledger_cases import LINES, START, at_once
from sqlalchemy import select, text

from records.consents import Consents
from records.conversation_log import SqlConversationLog
from records.database import Database
from records.erasure.customer_export import CustomerExport
from records.erasure.erasing import Eraser
from records.erasure.retention import Retention
from records.erasure.retention_rules import RetentionRules
from records.feedback import FeedbackBox
from records.learned.known_customers import KnownCustomers
from records.learned.loyalty_scores import LoyaltyScores
from records.learned.nouns import KeptReading, KeptScore, KeptSignal
from records.learned.readings import Readings
from records.learned.tables import LoyaltyScoreRow, SignalRow
from records.learned.unread import UnreadConversations
from records.nouns import Conversation, Customer, Order, ToolCall, Turn
from records.people_tables import VaultKeyRow
from records.shop_ledger import ShopLedger
from records.vault.key_care import seal_plain
from records.vault.keyring import Keyring
from records.vault.vault import PLAIN, Vault, is_sealed, open_vault

READER = "reader@1"
SEARCHED = ToolCall("search_products", {"query": "mug"}, "[]", True, 3.0)
NASTY = "'; DROP TABLE signals; -- {{7*7}} 你好 👍"


@pytest.fixture
def log(database: Database, vault: Vault) -> SqlConversationLog:
    """Two conversations of a customer and one of a guest, two turns each."""
    made = SqlConversationLog(database, vault)
    for name, customer in (("talk-1", "C-001"), ("talk-2", "C-001"), ("talk-3", None)):
        made.start(Conversation(name, START, customer))
        for position in range(2):
            say(made, name, position)
    return made


def say(log: SqlConversationLog, conversation: str, position: int) -> None:
    at = START + timedelta(minutes=position)
    words = f"{conversation} says {position} {NASTY}"
    log.append(
        Turn(
            f"{conversation}-{position}", conversation, position, at, words, "yes", "en", "answered",
            tool_calls=(SEARCHED,), shown_product_ids=("KIT-1",),
        )
    )  # fmt: skip


def reading(conversation: str, customer: str | None = "C-001", turns: int = 2, *quotes: str) -> KeptReading:
    signals = tuple(
        KeptSignal(f"{conversation}-{n}", START, "complaint", quote, 0, len(quote), 0.5, 0.75, "delivery", "KIT-1")
        for n, quote in enumerate(quotes)
    )
    return KeptReading(
        conversation, customer, START, READER, turns, START + timedelta(minutes=turns - 1), -0.25, "worse", 2.5,
        "complaint", True, {"moods": [0.1, -0.4]}, signals,
    )  # fmt: skip


def score(customer: str = "C-001", day: int = 0, loyalty: float = 61.5) -> KeptScore:
    return KeptScore(
        customer, START + timedelta(days=day), "scorer@1", loyalty, 50, 70, 40, 0.25, 0.75, 1.5, 80.25, "regular",
        "passive", "repair", {"because": [NASTY]},
    )  # fmt: skip


def test_what_was_said_is_unread_until_it_was_read(database: Database, vault: Vault, log: SqlConversationLog) -> None:
    unread, readings = UnreadConversations(database, vault), Readings(database, vault)
    assert unread.count(READER) == 3
    first, *rest = unread.page(READER)
    assert (first.id, first.customer_id, len(rest)) == ("talk-1", "C-001", 2)
    assert [turn.text for turn in first.turns] == [f"talk-1 says {n} {NASTY}" for n in range(2)]
    assert first.turns[0].tools == ("search_products",)
    assert first.turns[0].shown_product_ids == ("KIT-1",)
    assert readings.keep([reading("talk-1"), reading("talk-3", None)]) == 2
    assert [one.id for one in unread.page(READER)] == ["talk-2"]


def test_more_words_or_another_reader_make_it_unread_again(
    database: Database, vault: Vault, log: SqlConversationLog
) -> None:
    unread, readings = UnreadConversations(database, vault), Readings(database, vault)
    readings.keep([reading("talk-1"), reading("talk-2"), reading("talk-3", None)])
    assert unread.count(READER) == 0
    assert unread.count("reader@2") == 3
    say(log, "talk-2", 2)
    assert [one.id for one in unread.page(READER)] == ["talk-2"]


def test_pages_follow_each_other_without_gap(database: Database, log: SqlConversationLog, vault: Vault) -> None:
    unread = UnreadConversations(database, vault)
    seen, last = [], ""
    while page := unread.page(READER, last, limit=1):
        seen += [one.id for one in page]
        last = page[-1].id
    assert seen == ["talk-1", "talk-2", "talk-3"]


def test_a_reading_comes_back_as_it_was_kept_and_takes_the_place_of_the_earlier(
    database: Database, vault: Vault, log: SqlConversationLog
) -> None:
    readings = Readings(database, vault)
    readings.keep([reading("talk-1", "C-001", 2, "late", NASTY)])
    newer = replace(reading("talk-1", "C-001", 2, NASTY), mood=None, satisfaction=None)
    readings.keep([newer])
    assert readings.reading("talk-1") == newer
    assert readings.reading("talk-2") is None
    assert readings.count() == 1


def test_a_conversation_deleted_meanwhile_leaves_nothing(
    database: Database, vault: Vault, log: SqlConversationLog
) -> None:
    readings = Readings(database, vault)
    readings.keep([reading("talk-2", "C-001", 2, "late")])
    log.delete("talk-2")
    log.delete("talk-1")
    assert readings.keep([reading("talk-1", "C-001", 2, "late")]) == 0
    with database.reading() as session:
        assert session.execute(select(SignalRow.id)).all() == []


def test_scores_of_a_day_take_each_others_place_and_days_stay_apart(database: Database, vault: Vault) -> None:
    scores = LoyaltyScores(database, vault)
    scores.keep([score(), score("C-002")])
    scores.keep([score(loyalty=12.25), score(day=1)])
    assert [one.loyalty for one in scores.of_customer("C-001")] == [61.5, 12.25]
    assert scores.days() == (START + timedelta(days=1), START)
    assert list(scores.of_day(START)) == [score(loyalty=12.25), score("C-002")]
    assert scores.forget_before(START + timedelta(days=1)) == 2
    assert scores.days() == (START + timedelta(days=1),)


def test_words_are_kept_of_the_newest_day_only(database: Database, vault: Vault) -> None:
    scores = LoyaltyScores(database, vault)
    scores.keep([score(), score(day=1)])
    assert scores.forget_words_but_newest() == 1
    assert scores.forget_words_but_newest() == 0
    newest, older = scores.of_customer("C-001")
    assert (newest.explanation, older.explanation, older.loyalty) == ({"because": [NASTY]}, {}, 61.5)


@pytest.mark.parametrize("how", ["deleted by its owner", "too old"])
def test_what_a_customer_said_is_not_quoted_once_the_conversation_is_gone(
    database: Database, vault: Vault, log: SqlConversationLog, how: str
) -> None:
    scores = LoyaltyScores(database, vault)
    scores.keep([score(), score("C-002")])
    if how == "too old":
        Retention(database, RetentionRules(conversations=1), lambda: START + timedelta(days=3)).apply("shell")
    else:
        log.delete("talk-1")
    assert scores.of_customer("C-001")[0].explanation == {}
    assert scores.of_customer("C-002")[0].explanation == {"because": [NASTY]}


def test_quotes_are_sealed_where_there_is_a_key(database: Database, vault: Vault, log: SqlConversationLog) -> None:
    Readings(database, vault).keep([reading("talk-1", "C-001", 2, "late"), reading("talk-3", None, 2, "late")])
    LoyaltyScores(database, vault).keep([score()])
    with database.reading() as session:
        quotes = session.scalars(select(SignalRow.quote)).all()
        because = session.scalars(select(LoyaltyScoreRow.explanation)).one()
    if vault is PLAIN:
        assert quotes == ["late", "late"]
        assert because == {"because": [NASTY]}
    else:
        assert all(map(is_sealed, quotes))
        assert is_sealed(str(because))


def test_what_was_kept_plain_can_be_sealed_later(database: Database, keyring: Keyring) -> None:
    log = SqlConversationLog(database)
    log.start(Conversation("talk-1", START, "C-001"))
    say(log, "talk-1", 0)
    Readings(database).keep([reading("talk-1", "C-001", 1, "late")])
    LoyaltyScores(database).keep([score()])
    vault = open_vault(database, keyring)
    seal_plain(database, vault)
    with database.reading() as session:
        assert all(map(is_sealed, session.scalars(select(SignalRow.quote))))
    kept = Readings(database, vault).reading("talk-1")
    assert kept is not None
    assert kept.signals[0].quote == "late"
    assert LoyaltyScores(database, vault).of_customer("C-001") == (score(),)


def test_an_erased_customer_vanishes_from_all_of_it(database: Database, vault: Vault, log: SqlConversationLog) -> None:
    ledger = ShopLedger(database, vault=vault)
    ledger.add_customer(Customer("C-001", "Ann", "a@example.com", "en", "Cork", START))
    readings, scores = Readings(database, vault), LoyaltyScores(database, vault)
    readings.keep([reading("talk-1", "C-001", 2, "late")])
    scores.keep([score(), score("C-002")])
    told = CustomerExport(database, vault=vault).of("C-001", by="shell")
    assert "late" in str(told)
    assert told["loyalty_scores"][0]["explanation"] == {"because": [NASTY]}
    receipt = Eraser(database, vault=vault).erase("C-001", by="shell").receipt
    assert (receipt.counts["signals"], receipt.counts["conversation_readings"], receipt.counts["loyalty_scores"]) == (
        1,
        1,
        1,
    )
    assert readings.keep([reading("talk-1", "C-001", 2, "late")]) == 0
    assert scores.keep([score(), score("C-002")]) == 1
    assert scores.of_customer("C-001") == ()
    with database.reading() as session:
        assert "customer:C-001" not in session.scalars(select(VaultKeyRow.subject)).all()


def test_signals_of_a_kind_are_one_customers_own(database: Database, vault: Vault, log: SqlConversationLog) -> None:
    readings = Readings(database, vault)
    log.start(Conversation("talk-4", START, "C-002"))
    say(log, "talk-4", 0)
    kept = [reading("talk-1", "C-001", 2, "late", NASTY), reading("talk-4", "C-002", 1, "slow")]
    readings.keep([*kept, reading("talk-3", None, 2, "dear")])
    assert sorted(readings.signals_of("C-001", {"complaint", "praise"}), key=lambda one: one[1].turn_id) == [
        ("talk-1", signal) for signal in kept[0].signals
    ]
    assert readings.signals_of("C-001", {"praise"}) == ()
    assert readings.signals_of("", {"complaint"}) == ()
    Eraser(database, vault=vault).erase("C-001", by="shell")
    assert readings.signals_of("C-001", {"complaint"}) == ()


def test_who_does_not_want_to_be_learned_from_is_not(database: Database, vault: Vault, log: SqlConversationLog) -> None:
    readings, scores, consents = Readings(database, vault), LoyaltyScores(database, vault), Consents(database)
    unread = UnreadConversations(database, vault)
    readings.keep([reading("talk-1", "C-001", 2, "late"), reading("talk-3", None, 2, "dear")])
    scores.keep([score(), score("C-002")])
    consents.withdraw("C-001", "marketing", "chat")
    assert readings.count() == 2
    consents.withdraw("C-001", "learning", "chat")
    assert readings.signals_of("C-001", {"complaint"}) == ()
    assert [one.conversation_id for one in readings.in_order()] == ["talk-3"]
    assert scores.of_customer("C-001")[0].explanation == {}
    assert scores.of_customer("C-002")[0].explanation == {"because": [NASTY]}
    assert unread.count(READER) == 0
    assert [one.id for one in unread.page("other@1")] == ["talk-3"]
    assert readings.keep([reading("talk-1", "C-001", 2, "late")]) == 0
    consents.give("C-001", "learning", "chat")
    assert [one.id for one in unread.page(READER)] == ["talk-1", "talk-2"]
    assert readings.keep([reading("talk-1", "C-001", 2, "late")]) == 1


def test_what_was_read_of_a_guest_goes_where_they_turn_out_to_have_refused(
    database: Database, vault: Vault, log: SqlConversationLog
) -> None:
    readings, consents = Readings(database, vault), Consents(database)
    for name, guest in (("talk-4", "G-1"), ("talk-5", "G-2")):
        log.start(Conversation(name, START, None, guest_id=guest))
        say(log, name, 0)
    readings.keep([reading("talk-4", None, 1, "late"), reading("talk-5", None, 1, "dear")])
    consents.withdraw("C-009", "learning", "chat")
    assert log.adopt("G-1", "C-009") == 1
    assert [one.conversation_id for one in readings.in_order()] == ["talk-5"]
    assert readings.signals_of("C-009", {"complaint"}) == ()
    assert log.adopt("G-2", "C-010") == 1
    assert [signal.quote for _, signal in readings.signals_of("C-010", {"complaint"})] == ["dear"]


def test_everybody_with_a_record_or_a_conversation_is_known(
    database: Database, vault: Vault, log: SqlConversationLog
) -> None:
    ledger = ShopLedger(database, vault=vault)
    ledger.add_customer(Customer("C-002", "Bea", "b@example.com", "zh", "Cork", START))
    later = START + timedelta(days=3)
    ledger.add_order(Order("D-2", "C-002", later, "delivered", "EUR", LINES))
    ledger.add_order(Order("D-1", "C-002", START, "delivered", "EUR", LINES))
    asked = ledger.request_return("C-002", "D-1", [], "too small", action_id="act-1")
    thought = FeedbackBox(database, vault=vault).give("talk-1-0", "customer:C-001", False, "slow")
    Readings(database, vault).keep([reading("talk-2", "C-001", 2, "late")])
    known = KnownCustomers(database, vault)
    assert known.ids() == ("C-001", "C-002")
    ann, bea = known.customers(known.ids())
    assert (ann.joined_at, ann.feedback, [one.conversation_id for one in ann.readings]) == (
        None,
        (thought,),
        ["talk-2"],
    )
    assert (bea.language, [order.id for order in bea.orders], bea.requests) == ("zh", ["D-1", "D-2"], (asked,))
    assert known.customer("C-404") is None


def test_a_customer_of_erased_orders_is_nobody(database: Database, vault: Vault) -> None:
    ledger = ShopLedger(database, vault=vault)
    ledger.add_customer(Customer("C-001", "Ann", "a@example.com", "en", "Cork", START))
    ledger.add_order(Order("D-1", "C-001", START, "delivered", "EUR", LINES))
    Eraser(database, vault=vault).erase("C-001", by="shell")
    assert KnownCustomers(database, vault).ids() == ()


def test_two_who_keep_the_same_readings_at_once_keep_them_once(database: Database, log: SqlConversationLog) -> None:
    kept = at_once(lambda _: Readings(database).keep([reading("talk-1", "C-001", 2, "late")]), times=4)
    assert kept == [1, 1, 1, 1]
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM signals")) == 1


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="names no time zone"):
        LoyaltyScores(database).keep([replace(score(), as_of=datetime(2026, 3, 1))])


def test_a_conversation_with_a_broken_seal_is_left_out_and_the_others_are_read(
    database: Database, keyring: Keyring, caplog: pytest.LogCaptureFixture
) -> None:
    vault = open_vault(database, keyring)
    log = SqlConversationLog(database, vault)
    for number in range(4):
        log.start(Conversation(f"sealed-{number}", START, "C-001"))
        say(log, f"sealed-{number}", 0)
    with database.writing() as session:
        for broken in ("sealed-0", "sealed-1"):
            foreign = text("UPDATE turns SET text = (SELECT text FROM turns WHERE id = 'sealed-3-0') WHERE id = :id")
            session.execute(foreign, {"id": f"{broken}-0"})
    unread = UnreadConversations(database, vault)
    assert [one.id for one in unread.page(READER)] == ["sealed-2", "sealed-3"]
    assert [one.id for one in unread.page(READER, limit=2)] == ["sealed-2", "sealed-3"]
    assert {"sealed-0", "sealed-1"} == {
        word.strip("(),.") for word in caplog.text.split() if word.startswith("sealed-") and word.endswith(("0", "1"))
    }
