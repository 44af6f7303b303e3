"""Consents, feedback, prompt publications and the audit trail, asked on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from ledger_cases import START, Clock, at_once
from sqlalchemy import select

from records.audit import SHELL, AuditTrail
from records.consents import PURPOSES, Consents
from records.conversation_log import SqlConversationLog
from records.database import Database, open_database
from records.errors import (
    LabelEmpty,
    PublicationConflict,
    PublishedMeanwhile,
    PurposeUnknown,
    SharedMeanwhile,
    SharesFault,
    TurnNotTheirs,
)
from records.feedback import MAX_REASON_CHARS, FeedbackBox
from records.nouns import AuditEntry, Conversation, Turn
from records.people_tables import VaultKeyRow
from records.prompt_shares import SharedPrompts
from records.publications import PromptPublications
from records.tables import FeedbackRow
from records.vault.keyring import new_key, read_keyring
from records.vault.vault import SealedVault, is_sealed

NASTY = "'; DROP TABLE audit; -- {{7*7}} %s ${x} 你好\x00"
CLEAN = NASTY.replace("\x00", "\ufffd")


class BackwardsClock:
    """A second earlier with each look."""

    def __init__(self) -> None:
        self.moment = START

    def __call__(self) -> datetime:
        self.moment -= timedelta(seconds=1)
        return self.moment


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = open_database(url)
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture
def turns(database: Database) -> None:
    """A turn of a customer and one of a guest."""
    log = SqlConversationLog(database)
    for conversation, customer in (("talk-1", "C-001"), ("talk-2", None)):
        log.start(Conversation(conversation, START, customer))
        log.append(Turn(f"{conversation}-turn", conversation, 0, START, "hi", "hello", "en", "answered"))


def test_the_trail_gives_back_what_was_noted_newest_first(database: Database) -> None:
    trail = AuditTrail(database, Clock())
    first = trail.note(SHELL, "admin", "export", "customer:C-001", "orders kept")
    second = trail.note("A-1", "staff", "read", "conversation:talk-1")
    assert first == AuditEntry(START + timedelta(seconds=1), SHELL, "admin", "export", "customer:C-001", "orders kept")
    assert trail.entries() == (second, first)
    assert trail.entries(subject="customer:C-001") == trail.entries(actor=SHELL) == (first,)
    assert trail.entries(since=second.at) == trail.entries(limit=1) == (second,)
    assert trail.entries(subject="customer:C-001", actor="A-1") == ()


def test_the_trail_keeps_the_order_of_lines_of_one_moment_and_of_a_clock_that_goes_back(database: Database) -> None:
    trail = AuditTrail(database, BackwardsClock())
    noted = [trail.note(SHELL, "admin", "read", f"conversation:{number}") for number in range(5)]
    assert trail.entries() == tuple(reversed(noted))


def test_the_trail_takes_any_text_and_many_threads(database: Database) -> None:
    trail = AuditTrail(database, Clock())
    assert trail.note(NASTY, NASTY, NASTY, NASTY, NASTY).note == CLEAN
    assert trail.entries(subject=NASTY, actor=NASTY)[0].subject == CLEAN
    at_once(lambda number: trail.note(SHELL, "admin", "read", f"conversation:{number}"))
    assert len(trail.entries()) == 9


def test_the_trail_offers_no_way_to_change_a_line() -> None:
    assert {name for name in vars(AuditTrail) if not name.startswith("_")} == {"note", "entries"}


def test_who_said_nothing_agrees_to_nothing(database: Database) -> None:
    consents = Consents(database, Clock())
    assert consents.current("C-001") == {}
    assert consents.history("C-001") == ()
    assert not consents.agrees("C-001", "marketing")
    assert consents.agrees("C-001", "profile", unasked=True)


def test_the_newest_word_of_each_purpose_holds(database: Database) -> None:
    consents = Consents(database, Clock())
    given = consents.give("C-001", "marketing", "chat")
    learning = consents.give("C-001", "learning", "chat")
    consents.give("C-002", "profile", "chat")
    assert consents.agrees("C-001", "marketing")
    withdrawn = consents.withdraw("C-001", "marketing", "account page")
    assert not consents.agrees("C-001", "marketing", unasked=True)
    assert consents.current("C-001") == {"marketing": withdrawn, "learning": learning}
    assert consents.history("C-001") == (given, learning, withdrawn)


def test_saying_the_same_again_adds_nothing(database: Database) -> None:
    consents = Consents(database, Clock())
    first = consents.give("C-001", "profile", "chat")
    assert consents.give("C-001", "profile", "again") == first
    assert len(consents.history("C-001")) == 1


def test_a_later_word_holds_though_the_clock_goes_back(database: Database) -> None:
    consents = Consents(database, BackwardsClock())
    for given in (True, False, True, False):
        (consents.give if given else consents.withdraw)("C-001", "profile", "chat")
        assert consents.agrees("C-001", "profile") is given
    assert [one.given for one in consents.history("C-001")] == [True, False, True, False]


@pytest.mark.parametrize("purpose", ["", "everything", NASTY])
def test_a_purpose_nobody_is_asked_about_is_refused(database: Database, purpose: str) -> None:
    consents = Consents(database)
    for ask in (consents.give, consents.withdraw):
        with pytest.raises(PurposeUnknown):
            ask("C-001", purpose, "chat")
    with pytest.raises(PurposeUnknown):
        consents.agrees("C-001", purpose)
    assert consents.give(NASTY, PURPOSES[0], NASTY).source == CLEAN


@pytest.mark.usefixtures("turns")
def test_the_latest_feedback_of_an_owner_on_a_turn_is_kept(database: Database) -> None:
    box = FeedbackBox(database, Clock())
    assert box.of_turn("talk-1-turn", "customer:C-001") is None
    first = box.give("talk-1-turn", "customer:C-001", False, "wrong price")
    assert (first.helpful, first.reason, first.conversation_id) == (False, "wrong price", "talk-1")
    second = box.give("talk-1-turn", "customer:C-001", True)
    assert (second.id, second.helpful, second.reason) == (first.id, True, "")
    assert second.at > first.at
    assert box.of_conversation("talk-1") == (second,)
    assert box.of_turn("talk-1-turn", "customer:C-001") == second
    guest = box.give("talk-2-turn", "conversation:talk-2", True, NASTY)
    assert guest.reason == CLEAN
    assert box.of_conversation("talk-2") == (guest,)


@pytest.mark.usefixtures("turns")
@pytest.mark.parametrize(
    ("turn", "owner"),
    [
        ("talk-1-turn", "customer:C-002"),
        ("talk-1-turn", "conversation:talk-1"),
        ("talk-2-turn", "customer:C-001"),
        ("talk-2-turn", "conversation:talk-1"),
        ("nothing", "customer:C-001"),
        (NASTY, NASTY),
    ],
)
def test_feedback_on_somebody_elses_turn_is_as_on_none(database: Database, turn: str, owner: str) -> None:
    with pytest.raises(TurnNotTheirs):
        FeedbackBox(database).give(turn, owner, True)
    assert FeedbackBox(database).of_turn(turn, owner) is None


@pytest.mark.usefixtures("turns")
def test_feedback_from_many_threads_is_one(database: Database) -> None:
    box = FeedbackBox(database, Clock())
    at_once(lambda number: box.give("talk-1-turn", "customer:C-001", True, f"reason {number}"))
    assert len(box.of_conversation("talk-1")) == 1


@pytest.mark.usefixtures("turns")
def test_a_reason_without_end_is_cut(database: Database) -> None:
    given = FeedbackBox(database).give("talk-1-turn", "customer:C-001", False, "x" * 10_000)
    assert given.reason == "x" * MAX_REASON_CHARS


@pytest.mark.usefixtures("turns")
def test_a_reason_is_sealed_for_its_owner(database: Database) -> None:
    keyring = read_keyring(new_key())
    box = FeedbackBox(database, vault=SealedVault(database, keyring))
    given = box.give("talk-1-turn", "customer:C-001", False, "我叫王芳")
    assert given.reason == "我叫王芳"
    assert box.of_turn("talk-1-turn", "customer:C-001") == box.of_conversation("talk-1")[0] == given
    with database.reading() as session:
        assert is_sealed(session.get_one(FeedbackRow, given.id).reason)
        assert set(session.scalars(select(VaultKeyRow.subject))) == {"customer:C-001"}
    with pytest.raises(TurnNotTheirs):
        box.give("talk-1-turn", "customer:C-002", True, "no key is made for a stranger")
    with database.reading() as session:
        assert set(session.scalars(select(VaultKeyRow.subject))) == {"customer:C-001"}


def test_the_newest_publication_under_a_label_holds(database: Database) -> None:
    prompts = PromptPublications(database, Clock())
    assert prompts.current("replies", "live") is None
    first = prompts.publish("replies", "1", "aa", label="live", reason="the first", by="A-1")
    tried = prompts.publish("replies", "2", "bb", label="trial", reason="shorter", by="A-1")
    assert prompts.current("replies", "live") == first
    second = prompts.publish("replies", "2", "bb", label="live", reason="went well", by="shell")
    back = prompts.publish("replies", "1", "aa", label="live", reason="did not", by="shell")
    assert prompts.current("replies", "live") == back
    assert prompts.history("replies") == (back, second, tried, first)
    assert prompts.history("replies", "trial") == prompts.history(label="trial") == (tried,)
    assert prompts.history(limit=1) == (back,)


def test_a_published_version_never_changes(database: Database) -> None:
    prompts = PromptPublications(database, Clock())
    prompts.publish("replies", "1", "aa", label="live", reason="", by="A-1")
    with pytest.raises(PublicationConflict, match="replies@1"):
        prompts.publish("replies", "1", "bb", label="trial", reason="", by="A-1")
    assert len(prompts.history()) == 1
    assert prompts.publish("other", "1", "bb", label="live", reason=NASTY, by=NASTY).reason == CLEAN


def test_a_later_publication_holds_though_the_clock_goes_back(database: Database) -> None:
    prompts = PromptPublications(database, BackwardsClock())
    for version in ("1", "2", "3"):
        latest = prompts.publish("replies", version, version, label="live", reason="", by="A-1")
        assert prompts.current("replies", "live") == latest
    assert [one.version for one in prompts.history()] == ["3", "2", "1"]


def test_who_publishes_second_is_told_what_stands_there(database: Database) -> None:
    prompts = PromptPublications(database, Clock())
    first = prompts.publish("replies", "1", "aa", label="live", reason="", by="A-1", expected=None)
    for seen in (None, "something else"):
        with pytest.raises(PublishedMeanwhile, match="A-1 published 1 under live") as refused:
            prompts.publish("replies", "2", "bb", label="live", reason="", by="A-2", expected=seen)
        assert refused.value.standing == first
    second = prompts.publish("replies", "2", "bb", label="live", reason="", by="A-2", expected=first.id)
    assert prompts.history() == (second, first)
    other = prompts.publish("replies", "2", "bb", label="trial", reason="", by="A-2", expected=None)
    assert prompts.labels("replies") == {"live": second, "trial": other}


def test_of_many_who_publish_at_once_one_is_first(database: Database) -> None:
    prompts = PromptPublications(database, Clock())
    seen = prompts.publish("replies", "0", "0", label="live", reason="", by="A-0")

    def attempt(number: int) -> object:
        version = str(number + 1)
        try:
            return prompts.publish("replies", version, version, label="live", reason="", by="A", expected=seen.id)
        except PublishedMeanwhile as quicker:
            return quicker

    tried = at_once(attempt)
    (won,) = [one for one in tried if not isinstance(one, PublishedMeanwhile)]
    assert prompts.current("replies", "live") == won
    assert {one.standing for one in tried if isinstance(one, PublishedMeanwhile)} == {won}


def test_a_label_that_is_taken_away_stands_for_nothing(database: Database) -> None:
    prompts = PromptPublications(database, Clock())
    with pytest.raises(LabelEmpty, match="live"):
        prompts.take_away("replies", "live", reason="", by="A-1")
    first = prompts.publish("replies", "1", "aa", label="live", reason="", by="A-1")
    with pytest.raises(PublishedMeanwhile):
        prompts.take_away("replies", "live", reason="", by="A-2", expected=None)
    gone = prompts.take_away("replies", "live", reason="not good", by="A-2", expected=first.id)
    assert (gone.version, gone.prompt_hash, gone.reason, gone.published_by) == ("", "", "not good", "A-2")
    assert prompts.current("replies", "live") is None
    assert prompts.labels("replies") == {}
    assert prompts.history("replies", "live") == (gone, first)
    with pytest.raises(LabelEmpty):
        prompts.take_away("replies", "live", reason="again", by="A-2")
    with pytest.raises(PublishedMeanwhile, match="took the label away"):
        prompts.publish("replies", "1", "aa", label="live", reason="", by="A-1", expected=first.id)
    back = prompts.publish("replies", "1", "aa", label="live", reason="", by="A-1", expected=None)
    assert prompts.current("replies", "live") == back
    with pytest.raises(ValueError, match="version"):
        prompts.publish("replies", "", "", label="live", reason="", by="A-1")


def test_the_newest_shares_of_a_label_hold(database: Database) -> None:
    shared = SharedPrompts(database, BackwardsClock())
    assert shared.current("replies", "live") is None
    first = shared.share("replies", "live", {"1": 90, "2": 10}, reason="a try", by="A-1", expected=None)
    assert shared.current("replies", "live") == first
    assert (dict(first.shares), first.reason, first.set_by) == ({"1": 90, "2": 10}, "a try", "A-1")
    assert shared.current("replies", "trial") is shared.current("other", "live") is None
    for seen in (None, "another"):
        with pytest.raises(SharedMeanwhile, match="A-1") as refused:
            shared.share("replies", "live", {"1": 100}, reason="", by="A-2", expected=seen)
        assert refused.value.standing == first
    second = shared.share("replies", "live", {"1": 50, "2": 50}, reason=NASTY, by="A-2", expected=first.id)
    assert (second.reason, shared.current("replies", "live")) == (CLEAN, second)
    over = shared.share("replies", "live", {}, reason="decided", by="A-1")
    assert shared.current("replies", "live") is None
    assert shared.history("replies") == (over, second, first)
    assert shared.history("other") == shared.history(label="trial") == ()
    assert shared.share("replies", "live", {"3": 100}, reason="", by="A-1", expected=None).shares == {"3": 100}


@pytest.mark.parametrize(
    "shares",
    [{"1": 50}, {"1": 60, "2": 50}, {"1": -10, "2": 110}, {"1": 50.5, "2": 49.5}, {"1": True, "2": 99}, {" ": 100}],
)
def test_shares_that_are_not_a_hundred_percent_are_refused(database: Database, shares: dict[str, int]) -> None:
    with pytest.raises(SharesFault):
        SharedPrompts(database).share("replies", "live", shares, reason="", by="A-1")
    assert SharedPrompts(database).history() == ()


def test_of_many_who_share_at_once_one_is_first(database: Database) -> None:
    shared = SharedPrompts(database, Clock())

    def attempt(number: int) -> object:
        try:
            return shared.share("replies", "live", {str(number): 100}, reason="", by="A", expected=None)
        except SharedMeanwhile as quicker:
            return quicker

    assert sum(not isinstance(one, SharedMeanwhile) for one in at_once(attempt)) == 1
    assert len(shared.history()) == 1
