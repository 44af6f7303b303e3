"""A message is kept before it is answered and answered once, however often it comes, whoever dies or runs beside."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import event as hooks

from assistant.agent.events import (
    ChatEvent,
    ConfirmationAsked,
    ProductsShown,
    TextDelta,
    TurnEnded,
    TurnFailed,
    TurnStarted,
)
from assistant.agent.turn_keeping import keep
from assistant.llm.scripted import ScriptedChatModel, Step
from assistant.wiring import Shop
from records.conversation_log import ConversationLog, MemoryConversationLog, SqlConversationLog
from records.database import Database, open_database
from records.errors import TurnOutOfPlace
from records.nouns import Conversation, ReceivedMessage, Turn

OpenShop = Callable[..., Shop]
AT = datetime(2026, 11, 16, 12, tzinfo=UTC)
TENTS = (Step(tool_calls=[("search_products", {"query": "tent"})]), Step("Have a look."))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An SQLite file for conversations alone."""
    opened = open_database(f"sqlite:///{tmp_path / 'log' / 'log.sqlite'}")
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture
def log(database: Database) -> ConversationLog:
    """A log that several shops can share, as processes do."""
    return SqlConversationLog(database)


def said(events: list[ChatEvent]) -> str:
    return "".join(event.text for event in events if isinstance(event, TextDelta)).strip()


def shown(events: list[ChatEvent]) -> list[str]:
    return [hit.product.id for event in events if isinstance(event, ProductsShown) for hit in event.hits]


def ended(events: list[ChatEvent]) -> Turn:
    assert isinstance(events[-1], TurnEnded)
    return events[-1].turn


def failed(events: list[ChatEvent]) -> tuple[str, str]:
    assert isinstance(events[-1], TurnFailed)
    return events[-1].code, events[-1].message


def calls(shop: Shop) -> int:
    assert isinstance(shop.language_model.chat_model, ScriptedChatModel)
    return len(shop.language_model.chat_model.calls)


def test_the_message_is_kept_before_the_model_is_called(open_scripted_shop: OpenShop, log: ConversationLog) -> None:
    shop = open_scripted_shop(*TENTS, log=log)
    stream = shop.chat.stream("tents", conversation_id="c", turn_id="t1")
    assert next(stream) == TurnStarted("c", "t1", "en")
    (waiting,) = log.unanswered("c")
    assert (waiting.turn_id, waiting.text, calls(shop)) == ("t1", "tents", 0)
    events = list(stream)
    assert log.unanswered("c") == ()
    assert log.turns("c") == (ended(events),)
    assert ended(events).id == "t1"


def test_a_message_sent_again_is_answered_from_the_log(open_scripted_shop: OpenShop, log: ConversationLog) -> None:
    shop = open_scripted_shop(*TENTS, log=log)
    first = list(shop.chat.stream("tents", conversation_id="c", turn_id="t1"))
    again = list(shop.chat.stream("tents", conversation_id="c", turn_id="t1"))
    assert again[0] == first[0] == TurnStarted("c", "t1", "en")
    assert shown(again) == shown(first) != []
    assert said(again) == said(first)
    assert ended(again) == ended(first)
    assert calls(shop) == 2
    assert log.turns("c") == (ended(first),)


def test_a_message_of_a_process_that_died_is_answered_once(open_scripted_shop: OpenShop, log: ConversationLog) -> None:
    log.start(Conversation("c", AT, None, guest_id="g1"))
    log.receive(ReceivedMessage("t1", "c", AT, "tents"))
    shop = open_scripted_shop(*TENTS, log=log)
    events = [list(shop.chat.stream("tents", conversation_id="c", guest_id="g1", turn_id="t1")) for _ in range(2)]
    assert ended(events[0]) == ended(events[1])
    assert (log.turns("c"), log.unanswered("c")) == ((ended(events[0]),), ())
    assert ended(events[0]).answer.endswith("Have a look.")


def test_without_an_id_the_same_words_are_another_message(open_scripted_shop: OpenShop, log: ConversationLog) -> None:
    shop = open_scripted_shop(*TENTS, *TENTS, log=log)
    assert shop.chat.reply("tents", conversation_id="c").id != shop.chat.reply("tents", conversation_id="c").id
    assert len(log.turns("c")) == 2


@pytest.mark.parametrize("answered", [True, False])
@pytest.mark.parametrize(("conversation", "text"), [("c2", "tents"), ("c1", "stoves")])
def test_the_id_of_another_message_is_refused(
    open_scripted_shop: OpenShop, log: ConversationLog, conversation: str, text: str, answered: bool
) -> None:
    shop = open_scripted_shop(*TENTS, log=log)
    if answered:
        list(shop.chat.stream("tents", conversation_id="c1", turn_id="t1"))
    else:
        log.start(Conversation("c1", AT))
        log.receive(ReceivedMessage("t1", "c1", AT, "tents"))
    events = list(shop.chat.stream(text, conversation_id=conversation, turn_id="t1"))
    assert events == [TurnFailed("internal", shop.tool_box.replies.failed("internal", "en"))]
    assert (len(log.turns("c1")), log.turns("c2")) == (int(answered), ())


@pytest.mark.parametrize("who", [{"guest_id": "g2"}, {"customer_id": "C-001"}, {}])
def test_a_guests_conversation_answers_to_nobody_else(
    open_scripted_shop: OpenShop, log: ConversationLog, who: dict[str, str]
) -> None:
    shop = open_scripted_shop(*TENTS, log=log)
    list(shop.chat.stream("tents", conversation_id="c", guest_id="g1", turn_id="t1"))
    for turn_id in ("t1", "t2"):
        events = list(shop.chat.stream("tents", conversation_id="c", turn_id=turn_id, **who))
        assert [type(event) for event in events] == [TurnFailed]
    assert len(log.turns("c")) == 1


def test_one_message_sent_twice_at_once_gives_one_turn(open_scripted_shop: OpenShop, log: ConversationLog) -> None:
    shop = open_scripted_shop(*TENTS, log=log)
    with ThreadPoolExecutor(4) as pool:
        told = list(
            pool.map(lambda _: list(shop.chat.stream("tents", conversation_id="c", turn_id="t1")), range(4), timeout=60)
        )
    assert log.turns("c") == (ended(told[0]),)
    assert [ended(events) for events in told] == [ended(told[0])] * 4
    assert calls(shop) == 2


def test_two_processes_that_answer_one_message_log_it_once(open_scripted_shop: OpenShop, log: ConversationLog) -> None:
    here, there = (open_scripted_shop(*TENTS, log=log) for _ in range(2))
    slow = here.chat.stream("tents", conversation_id="c", turn_id="t1")
    next(slow)
    quick = list(there.chat.stream("tents", conversation_id="c", turn_id="t1"))
    assert ended(list(slow)) == ended(quick)
    assert (log.turns("c"), log.unanswered("c")) == ((ended(quick),), ())


def test_two_processes_in_one_conversation_keep_both_turns(open_scripted_shop: OpenShop, log: ConversationLog) -> None:
    here, there = (open_scripted_shop(*TENTS, log=log) for _ in range(2))
    slow = here.chat.stream("tents", conversation_id="c", customer_id="C-001", turn_id="t1")
    next(slow)
    quick = list(there.chat.stream("tents", conversation_id="c", customer_id="C-001", turn_id="t2"))
    kept = ended(list(slow))
    assert [turn.id for turn in log.turns("c")] == ["t2", "t1"]
    assert (ended(quick).position, kept.position) == (0, 1)
    assert log.turns("c") == (ended(quick), kept)


def test_a_turn_that_failed_fails_alike_when_it_is_told_again(
    open_scripted_shop: OpenShop, log: ConversationLog
) -> None:
    shop = open_scripted_shop(Step(error=ValueError("a bug")), log=log)
    told = [list(shop.chat.stream("tents", conversation_id="c", turn_id="t1")) for _ in range(2)]
    assert failed(told[0]) == failed(told[1]) == ("internal", shop.tool_box.replies.failed("internal", "en"))
    assert len(log.turns("c")) == 1


def test_what_a_turn_asked_is_asked_again_while_it_is_the_last(
    open_scripted_shop: OpenShop, log: ConversationLog
) -> None:
    pending = {"id": "t1-cart_add", "tool": "cart_add", "text": "Shall I?", "customer_id": None, "arguments": {}}
    log.start(Conversation("c", AT))
    asked = Turn("t1", "c", 0, AT, "the tent", "Shall I?", "en", "answered", pending=pending)
    log.append(asked)
    shop = open_scripted_shop(log=log)
    told = list(shop.chat.stream("the tent", conversation_id="c", turn_id="t1"))
    assert ConfirmationAsked("t1-cart_add", "cart_add", "Shall I?") in told
    log.append(replace(asked, id="t2", position=1, pending={}))
    told = list(shop.chat.stream("the tent", conversation_id="c", turn_id="t1"))
    assert not [event for event in told if isinstance(event, ConfirmationAsked)]
    assert ended(told) == asked


def test_a_conversation_deleted_during_its_turn_stays_deleted(
    open_scripted_shop: OpenShop, log: ConversationLog
) -> None:
    shop = open_scripted_shop(*TENTS, log=log)
    stream = shop.chat.stream("tents", conversation_id="c", turn_id="t1")
    next(stream)
    log.delete("c")
    assert failed(list(stream))[0] == "not_kept"
    assert (log.conversation("c"), log.turns("c"), log.turn("t1")) == (None, (), None)


def test_a_turn_that_never_gets_its_place_is_told() -> None:
    class Crowded(MemoryConversationLog):
        tries = 0

        def append(self, turn: Turn) -> None:
            self.tries += 1
            raise TurnOutOfPlace("taken", turn.position + 1)

    log = Crowded()
    with pytest.raises(TurnOutOfPlace):
        keep(log, Turn("t1", "c", 0, AT, "tents", "", "en", "answered"))
    assert log.tries > 10


class FullDisk:
    """Makes an SQLite file unable to grow, as a full disk does, and lets it grow again."""

    def __init__(self, database: Database) -> None:
        self._engine = database.engine
        self.is_full = False
        with closing(sqlite3.connect(database.location)) as file:
            file.execute("VACUUM")  # no page is free
        hooks.listen(self._engine, "begin", self._limit)

    def _limit(self, connection: object) -> None:
        pages = 1 if self.is_full else 1_000_000  # never fewer than there are
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")  # type: ignore[attr-defined]


LONG = "tents, please" + "…" * 1500
"""Words that need a page of the file of their own."""


def test_a_full_disk_is_said_kindly_and_overcome_when_there_is_room(
    open_scripted_shop: OpenShop, database: Database, log: ConversationLog
) -> None:
    shop, disk = open_scripted_shop(*TENTS, *TENTS, *TENTS, log=log), FullDisk(database)
    log.start(Conversation("c", AT))
    disk.is_full = True
    told = [failed(list(shop.chat.stream(LONG, conversation_id="c", turn_id=f"t{n}"))) for n in range(3)]
    assert told == [("internal", shop.tool_box.replies.failed("internal", "en"))] * 3
    assert calls(shop) == 0
    assert log.turns("c") == ()
    disk.is_full = False
    answers = [ended(list(shop.chat.stream(LONG, conversation_id="c", turn_id=f"t{n}"))) for n in range(3)]
    assert [turn.id for turn in log.turns("c")] == ["t0", "t1", "t2"]
    assert log.turns("c") == tuple(answers)
    database.check()


def test_a_disk_that_fills_during_a_turn_leaves_the_answer_and_does_nothing_twice(
    open_scripted_shop: OpenShop, database: Database, log: ConversationLog
) -> None:
    add = Step(tool_calls=[("cart_add", {"product_id": "1", "quantity": 1})])
    shop, disk = open_scripted_shop(*TENTS, add, Step("Done."), add, Step("Done."), log=log), FullDisk(database)
    first = list(shop.chat.stream("tents in stock", conversation_id="c", customer_id="C-001"))
    assert len(shown(first)) > 1
    text = "Add the first one to my cart" + "…" * 1500
    stream = shop.chat.stream(text, conversation_id="c", customer_id="C-001", turn_id="t1")
    events = [next(stream)]
    disk.is_full = True
    events += list(stream)
    assert failed(events) == ("not_kept", shop.tool_box.replies.failed("not_kept", "en"))
    assert shop.ledger.cart("customer:C-001").quantity == 1
    assert [waiting.turn_id for waiting in log.unanswered("c")] == ["t1"]
    disk.is_full = False
    again = list(shop.chat.stream(text, conversation_id="c", customer_id="C-001", turn_id="t1"))
    assert ended(again).id == "t1"
    assert shop.ledger.cart("customer:C-001").quantity == 1
    assert log.unanswered("c") == ()
