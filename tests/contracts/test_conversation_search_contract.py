"""Finding conversations: the same on SQLite and PostgreSQL, plain and sealed, looked up or walked by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from ledger_cases import START, Clock
from sqlalchemy import event, select, update

from records.conversation_log import SqlConversationLog
from records.database import Database, open_database
from records.desk import search
from records.desk.filters import SearchFilters, conditions
from records.desk.found import FoundConversation
from records.desk.labels import ConversationLabels
from records.desk.search import ConversationSearch, SearchPage, SearchPlace
from records.desk.staff_messages import StaffMessages
from records.desk.taking_over import TakingOver
from records.feedback import FeedbackBox
from records.learned.nouns import KeptReading
from records.learned.readings import Readings
from records.nouns import Conversation, Customer, Turn
from records.shop_ledger import ShopLedger
from records.tables import TurnRow
from records.vault.keyring import Keyring
from records.vault.vault import Vault, open_vault

ANSWERED = Turn("", "", 0, START, "", "", "en", "answered", "shopping_agent@1", replies_prompt="replies@1")


class Talks:
    """Conversations a, b, c, … an hour apart, each newer than the one before."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self.database, self.vault = database, vault
        self.log = SqlConversationLog(database, vault)
        self.search = ConversationSearch(database, vault)
        self._numbers = count()

    def begin(self, *turns: Turn, customer: str | None = None, at: datetime | None = None) -> str:
        """A conversation of turns, whose ids and moments are made here."""
        number = next(self._numbers)
        id = chr(ord("a") + number) if number < 26 else f"z{number:04}"
        at = at or START + timedelta(hours=number)
        self.log.start(Conversation(id, at, customer))
        for position, one in enumerate(turns):
            moment = at + timedelta(minutes=position)
            self.log.append(replace(one, id=f"{id}-{position}", conversation_id=id, position=position, at=moment))
        return id

    def found(self, limit: int = 30, **filters: Any) -> str:
        """The ids of what is found, newest first, all pages after each other."""
        return "".join(one.id for page in self.pages(limit, **filters) for one in page.rows)

    def pages(self, limit: int, **filters: Any) -> Iterator[SearchPage]:
        place = None
        for _ in range(100):
            page = self.search.find(SearchFilters(**filters), place, limit)
            yield page
            place = page.next
            if place is None:
                return
        raise AssertionError("the search has no end")

    def row(self, id: str) -> FoundConversation:
        """The row of one conversation."""
        return next(one for one in self.search.find(SearchFilters()).rows if one.id == id)


@pytest.fixture(params=["plain", "sealed"])
def talks(request: pytest.FixtureRequest, url: str, keyring: Keyring) -> Iterator[Talks]:
    """None yet."""
    database = open_database(url)
    database.upgrade()
    yield Talks(database, open_vault(database, keyring if request.param == "sealed" else None))
    database.close()


@pytest.fixture(params=["looked up", "walked", "near"])
def each_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every way in which the search may come to its rows, with few of them."""
    if request.param != "near":
        monkeypatch.setattr(search, "_NEAR", 0)
        monkeypatch.setattr(search, "_FEW", 100 if request.param == "looked up" else 0)
    for name in ("_FIRST_WINDOW", "_TEXT_WINDOW"):
        monkeypatch.setattr(search, name, 2)
    monkeypatch.setattr(search, "_CHECKED_AT_ONCE", 2)


def said(text: str, answer: str = "", **changes: Any) -> Turn:
    return replace(ANSWERED, text=text, answer=answer, **changes)


def test_all_conversations_come_newest_first_page_by_page(talks: Talks) -> None:
    assert talks.search.find(SearchFilters()) == SearchPage(())
    for _ in range(7):
        talks.begin(said("hi"))
    pages = list(talks.pages(3))
    assert [[one.id for one in page.rows] for page in pages] == [["g", "f", "e"], ["d", "c", "b"], ["a"]]
    assert [page.next is None for page in pages] == [False, False, True]
    assert {page.searched_back_to for page in pages} == {None}
    assert talks.search.find(SearchFilters(), limit=7).next is None


def test_conversations_of_one_moment_come_once_each(talks: Talks) -> None:
    for _ in range(6):
        talks.begin(said("hi"), at=START)
    assert talks.found(2) == "fedcba"


@pytest.mark.usefixtures("each_way")
def test_each_filter_finds_what_it_names(talks: Talks) -> None:
    readings, over = Readings(talks.database, talks.vault), TakingOver(talks.database, Clock(), talks.vault)
    ledger, labels = ShopLedger(talks.database, Clock(), talks.vault), ConversationLabels(talks.database, Clock())
    a = talks.begin(said("one"), said("two", outcome="refused"), customer="C-001")
    b = talks.begin(said("one", outcome="fallback", language="zh"), customer="C-002")
    c = talks.begin(said("one", prompt="shopping_agent@2"), said("two", outcome="failed"))
    d = talks.begin(said("one", replies_prompt="replies@2", claims={"repaired": 1, "dropped": 0}))
    e = talks.begin(said("one", claims={"repaired": 0, "dropped": 2}), customer="C-001")
    talks.begin(said("one"))
    for id, mood in ((a, -0.8), (b, -0.2), (c, 0.1), (d, 0.2), (e, None)):
        at, customer = START, talks.row(id).customer_id
        readings.keep([KeptReading(id, customer, at, "r", 1, at, mood, "steady", None, "", False)])
    for id in (a, b, c):
        ledger.add_hand_off(id, None, reason="…", summary="…", action_id=id)
    over.take_conversation(b, "A-1")
    over.take_conversation(c, "A-1")
    over.give_back(c, "A-1")
    for id, label in ((a, "vip"), (d, "vip"), (d, "Late  Delivery")):
        labels.put(id, label, "A-1")
    FeedbackBox(talks.database).give(f"{d}-0", f"conversation:{d}", False)
    FeedbackBox(talks.database).give(f"{e}-0", "customer:C-001", True)
    hour = timedelta(hours=1)
    wanted: list[tuple[dict[str, Any], str]] = [
        ({}, "fedcba"),
        ({"customer_id": "C-001"}, "ea"),
        ({"customer_id": "C-009"}, ""),
        ({"mood": "unhappy"}, "ba"),
        ({"mood": "neutral"}, "c"),
        ({"mood": "happy"}, "d"),
        ({"outcome": "answered"}, "fedca"),
        ({"outcome": "failed"}, "c"),
        ({"outcome": "with_person"}, ""),
        ({"refused": True}, "a"),
        ({"fallback": True}, "b"),
        ({"refused": True, "fallback": True}, ""),
        ({"refused": True, "outcome": "answered"}, "a"),
        ({"prompt": "shopping_agent@1"}, "fedcba"),
        ({"prompt": "shopping_agent@2"}, "c"),
        ({"prompt": "replies@2"}, "d"),
        ({"prompt": "shopping_agent"}, ""),
        ({"claims_changed": True}, "ed"),
        ({"hand_off": "open"}, "a"),
        ({"hand_off": "taken"}, "b"),
        ({"hand_off": "closed"}, "c"),
        ({"hand_off": "any"}, "cba"),
        ({"label": "vip"}, "da"),
        ({"label": "late delivery"}, "d"),
        ({"label": "vip", "claims_changed": True}, "d"),
        ({"unhelpful": True}, "d"),
        ({"language": "zh"}, "b"),
        ({"since": START + 2 * hour}, "fedc"),
        ({"until": START + 2 * hour}, "ba"),
        ({"since": START + hour, "until": START + 3 * hour, "hand_off": "any"}, "cb"),
        ({"customer_id": "C-001", "label": "vip", "text": "two"}, "a"),
    ]
    for filters, ids in wanted:
        assert talks.found(2, **filters) == ids, filters


@pytest.mark.usefixtures("each_way")
def test_words_are_found_on_every_side(talks: Talks) -> None:
    talks.begin(said("Wireless HEADPHONES, please", "Two fit."), said("and cheaper?", "Brisa Ear costs 59.90."))
    talks.begin(said("我想要无线耳机", "这两款符合要求。"))
    quiet = talks.begin(said("ｆｕｌｌ-width"))
    named = talks.begin(said("hi"))
    talks.log.rename(named, "Geschenk für Straße 5")
    TakingOver(talks.database, Clock(), talks.vault).take_conversation(quiet, "A-1")
    StaffMessages(talks.database, Clock(), talks.vault).say(quiet, "A-1", "Anna from the shop here")
    for text, ids in (
        ("headphones", "a"), ("BRISA", "a"), ("wireless 59.90", "a"), ("brisa anna", ""), ("耳机", "b"), ("符合", "b"),
        ("耳机 符合", "b"), ("full", "c"), ("ANNA shop", "c"), ("strasse", "d"), ("  ", "dcba"), ("nowhere", ""),
        ("%", ""), ("'; DROP TABLE turns; --", ""), ("\x00", ""),
    ):  # fmt: skip
        assert talks.found(2, text=text) == ids, text


def test_what_was_found_is_shown_with_the_words_around_it(talks: Talks) -> None:
    talks.begin(said("x" * 300 + " the  needle\nis here " + "y" * 300, "needle again"))
    (row,) = talks.search.find(SearchFilters(text="NEEDLE")).rows
    assert row.excerpt == "…" + "x" * 54 + " the needle is here " + "y" * 51 + "…"
    (row,) = talks.search.find(SearchFilters(text="again")).rows
    assert row.excerpt == "needle again"
    assert talks.row("a").excerpt == ""


def test_an_id_names_its_conversation(talks: Talks) -> None:
    talks.begin(said("hello"))
    id = talks.begin(said("b and a"))
    hand_off = ShopLedger(talks.database, Clock(), talks.vault).add_hand_off(
        id, None, reason="…", summary="…", action_id="x"
    )
    for text in (f" {id} ", f"{id}-0", hand_off.id, hand_off.id.lower()):
        page = talks.search.find(SearchFilters(text=text))
        assert [one.id for one in page.rows] == [id]
        assert (page.next, page.searched_back_to) == (None, None)
    assert talks.found(text="hello") == "a"


def test_a_row_says_what_a_list_shows(talks: Talks) -> None:
    ledger = ShopLedger(talks.database, Clock(), talks.vault)
    ledger.add_customer(Customer("C-001", "王芳 <script>", "f@example.com", "zh", "Cork", START))
    id = talks.begin(
        said("  无线\n耳机? " + "x" * 200, language="zh"),
        said("and?", outcome="fallback", prompt="shopping_agent@2", claims={"repaired": 2, "dropped": 1}),
        said("hm", claims={"repaired": 1, "dropped": 0}),
        customer="C-001",
    )
    talks.log.rename(id, "耳机")
    for label in ("vip", "refund"):
        ConversationLabels(talks.database, Clock()).put(id, label, "A-1")
    FeedbackBox(talks.database).give(f"{id}-1", "customer:C-001", False)
    reading = KeptReading(id, "C-001", START, "r", 3, START, -0.25, "steady", None, "", False)
    Readings(talks.database, talks.vault).keep([reading])
    row = talks.row(id)
    assert row == FoundConversation(
        id=id,
        started_at=START,
        last_at=START + timedelta(minutes=2),
        customer_id="C-001",
        customer_name="王芳 <script>",
        language="zh",
        title="耳机",
        first_words=("无线 耳机? " + "x" * 200)[:120],
        excerpt="",
        turns=3,
        outcomes={"answered": 2, "fallback": 1},
        claims_changed=4,
        unhelpful=1,
        mood=-0.25,
        labels=("refund", "vip"),
        hand_off="",
        prompts=("replies@1", "shopping_agent@1", "shopping_agent@2"),
        tampered=False,
    )
    later = TakingOver(talks.database, lambda: START + timedelta(days=1), talks.vault)
    later.take_conversation(id, "A-1")
    speaks = StaffMessages(talks.database, lambda: START + timedelta(days=1), talks.vault)
    speaks.say(id, "A-1", "hello")
    assert (talks.row(id).hand_off, talks.row(id).last_at) == ("taken", START + timedelta(days=1))


def test_a_conversation_without_a_word_and_a_customer_kept_elsewhere_are_shown_too(talks: Talks) -> None:
    empty, elsewhere = talks.begin(), talks.begin(said("hi"), customer="elsewhere")
    row = talks.row(empty)
    assert (row.turns, row.outcomes, row.first_words, row.last_at) == (0, {}, "", row.started_at)
    assert (talks.row(elsewhere).customer_id, talks.row(elsewhere).customer_name) == ("elsewhere", "")


def test_where_time_is_up_the_page_says_how_far_back_it_looked(talks: Talks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_TEXT_WINDOW", 4)
    monkeypatch.setattr(search, "_CHECKED_AT_ONCE", 2)
    for number in range(9):
        talks.begin(said("needle" if number in (0, 4) else "hay"))
    seconds = count(step=1)
    talks.search = ConversationSearch(talks.database, talks.vault, clock=lambda: float(next(seconds)))
    first = talks.search.find(SearchFilters(text="needle"))
    assert (first.rows, first.next) == ((), SearchPlace(START + timedelta(hours=5), "f"))
    assert first.searched_back_to == START + timedelta(hours=5)
    pages = list(talks.pages(30, text="needle"))
    assert "".join(one.id for page in pages for one in page.rows) == "ea"
    assert pages[-1].searched_back_to is None


def test_where_time_is_up_what_was_found_is_shown(talks: Talks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "_FIRST_WINDOW", 2)
    monkeypatch.setattr(search, "_GROWTH", 1)
    for number in range(9):
        talks.begin(said("hi", language="zh" if number % 4 == 0 else "en"))
    seconds = count()
    talks.search = ConversationSearch(talks.database, talks.vault, clock=lambda: float(next(seconds)))
    first = talks.search.find(SearchFilters(language="zh"))
    assert [one.id for one in first.rows] == ["i"]
    assert first.searched_back_to is not None
    assert talks.found(language="zh") == "iea"


def test_a_place_is_one_word_that_reads_back(talks: Talks) -> None:
    place = SearchPlace(START, "a~b c/你好")
    assert SearchPlace.of(place.text) == place
    for text in ("", "~", "x~y", "2026-03-01T09:30:00~x", START.isoformat(), "a" * 100):
        with pytest.raises(ValueError, match=r".+"):
            SearchPlace.of(text)
    talks.begin(said("hi"))
    assert talks.search.find(SearchFilters(), SearchPlace(START, "'; DROP TABLE turns; --\x00")) == SearchPage(())


def test_claims_that_nobody_counted_are_opened_and_counted(talks: Talks) -> None:
    for claims in ({"repaired": 1, "dropped": 2}, {"repaired": 0}, {}, {"repaired": "x"}):
        talks.begin(said("hi", claims=claims))
    with talks.database.writing() as session:
        session.execute(update(TurnRow).values(claims_repaired=-1, claims_dropped=-1))
    assert talks.found(claims_changed=True) == "a"
    assert [talks.row(id).claims_changed for id in "abcd"] == [3, 0, 0, 0]


def test_what_was_tampered_with_is_shown_and_said(talks: Talks) -> None:
    a, b = talks.begin(said("first words")), talks.begin(said("other words"))
    with talks.database.writing() as session:
        stolen = session.scalar(select(TurnRow.text).where(TurnRow.id == f"{a}-0"))
        session.execute(update(TurnRow).where(TurnRow.id == f"{b}-0").values(text=stolen))
    if stolen == "first words":
        return  # nothing is sealed
    assert (talks.row(b).tampered, talks.row(b).first_words, talks.row(b).turns) == (True, "", 1)
    assert (talks.row(a).tampered, talks.row(a).first_words) == (False, "first words")
    assert talks.found(text="words") == "a"


@pytest.mark.parametrize(
    ("filters", "index"),
    [
        (SearchFilters(outcome="refused"), "ix_turns_not_answered"),
        (SearchFilters(claims_changed=True), "ix_turns_claims_changed"),
        (SearchFilters(prompt="shopping_agent@1"), "ix_turns_prompt_conversation_id"),
        (SearchFilters(prompt="replies@1"), "ix_turns_replies_prompt_conversation_id"),
        (SearchFilters(mood="unhappy"), "ix_conversation_readings_mood_conversation_id"),
        (SearchFilters(label="vip"), "ix_conversation_labels_label_conversation_id"),
        (SearchFilters(unhelpful=True), "ix_feedback_helpful_conversation_id"),
        (SearchFilters(hand_off="open"), "ix_hand_offs_status_at"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_few_have_is_read_from_an_index(tmp_path: Path, filters: SearchFilters, index: str) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'records.sqlite'}")
    database.upgrade()
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_rest: Any) -> None:
        asked.append((statement, parameters))

    event.listen(database.engine, "before_cursor_execute", note)
    (condition,) = conditions(filters)
    with database.reading() as session:
        for ids in condition.ids(5):
            session.execute(ids)
    event.remove(database.engine, "before_cursor_execute", note)
    with database.engine.connect() as connection:
        plans = [
            str(connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters).all())
            for statement, parameters in asked
            if statement != "BEGIN"
        ]
    assert any(index in plan for plan in plans), plans
    assert all(" INDEX ix_" in plan for plan in plans), plans  # the whole of one that holds only what is asked for, too
    database.close()


def test_what_is_gone_meanwhile_has_no_row(talks: Talks) -> None:
    a, b = talks.begin(said("hi")), talks.begin(said("hi"))
    talks.log.delete(a)
    assert [one.id for one in talks.search._found.rows([b, a, "never"])] == [b]
    assert talks.search._found.rows([]) == ()
