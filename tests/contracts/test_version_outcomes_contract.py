"""What came of conversations under each version of a prompt, on SQLite and on PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from ledger_cases import START, Clock
from sqlalchemy import update

from records.conversation_log import SqlConversationLog
from records.database import Database, open_database
from records.desk.version_outcomes import ConversationFigures, VersionOutcomes
from records.feedback import FeedbackBox
from records.learned.nouns import KeptReading
from records.learned.readings import Readings
from records.nouns import Conversation, Turn
from records.shop_ledger import ShopLedger
from records.tables import TurnRow
from records.vault.keyring import Keyring
from records.vault.vault import open_vault

DAY = timedelta(days=1)
SPAN = (START, START + DAY)
TURN = Turn("", "", 0, START, "hi", "hello", "en", "answered", "shopping_agent@1", replies_prompt="replies@1")


@pytest.fixture(params=["plain", "sealed"])
def database(request: pytest.FixtureRequest, url: str, keyring: Keyring) -> Iterator[Database]:
    """Three conversations: a under version 1, b from version 1 to 2, c under version 2 a day later."""
    opened = open_database(url)
    opened.upgrade()
    vault = open_vault(opened, keyring if request.param == "sealed" else None)
    log, box = SqlConversationLog(opened, vault), FeedbackBox(opened, Clock(), vault)
    two, costs = "shopping_agent@2", {"prompt_tokens": 100, "completion_tokens": 20}
    talks: dict[str, list[dict[str, Any]]] = {
        "a": [
            {"usage": costs, "timings_ms": {"total": 1000.5}, "claims": {"checked": 3, "repaired": 1, "dropped": 2}},
            {"outcome": "fallback", "usage": {"prompt_tokens": 60, "completion_tokens": 0}},
        ],
        "b": [{"timings_ms": {"total": 2000}}, {"prompt": two, "outcome": "refused"}],
        "c": [{"prompt": two, "at": START + DAY}],
    }
    for id, turns in talks.items():
        log.start(Conversation(id, START, "C-001" if id == "a" else None))
        for position, changes in enumerate(turns):
            at = START + timedelta(minutes=position)
            log.append(
                replace(
                    TURN, **{"id": f"{id}-{position}", "position": position, "at": at, **changes, "conversation_id": id}
                )
            )
    box.give("a-0", "customer:C-001", False)
    box.give("b-1", "conversation:b", True)
    Readings(opened, vault).keep(
        [
            KeptReading(id, None, START, "r", 1, START, mood, "steady", None, "", False)
            for id, mood in (("a", -0.5), ("b", 0.25))
        ]
    )
    ShopLedger(opened, Clock(), vault).add_hand_off("b", None, reason="…", summary="…", action_id="b")
    yield opened
    opened.close()


def test_each_version_has_its_figures(database: Database) -> None:
    one, two = VersionOutcomes(database).of("shopping_agent", *SPAN)
    assert (one.version, one.conversations, one.turns) == ("shopping_agent@1", 2, 3)
    assert one.outcomes == {"answered": 2, "fallback": 1}
    assert (one.counted, one.repaired, one.dropped) == (3, 1, 2)
    assert (one.helpful, one.unhelpful, one.hand_offs) == (0, 1, 1)
    assert (one.moods, one.mean_mood) == (2, -0.125)
    assert one.mean_tokens == pytest.approx(90.0)
    assert one.mean_total_ms == pytest.approx(1500.25)
    assert (two.version, two.conversations, two.turns, two.outcomes) == ("shopping_agent@2", 1, 1, {"refused": 1})
    assert (two.helpful, two.unhelpful, two.hand_offs, two.mean_mood) == (1, 0, 1, 0.25)
    assert two.mean_tokens is two.mean_total_ms is None


def test_a_version_has_a_row_for_each_conversation(database: Database) -> None:
    a, b = VersionOutcomes(database).conversations("shopping_agent@1", *SPAN)
    assert a == ConversationFigures(
        version="shopping_agent@1", conversation_id="a", turns=2, outcomes={"answered": 1, "fallback": 1}, counted=2,
        repaired=1, dropped=2, tokens=180, told_tokens=2, total_ms=1000.5, timed=1, unhelpful=1, mood=-0.5,
    )  # fmt: skip
    assert (b.conversation_id, b.turns, b.told_tokens, b.total_ms, b.hand_offs) == ("b", 1, 0, 2000, 1)
    assert VersionOutcomes(database).conversations("shopping_agent@9", *SPAN) == ()


def test_the_span_decides_which_turns_count(database: Database) -> None:
    outcomes = VersionOutcomes(database)
    (later,) = outcomes.of("shopping_agent", START + DAY, START + 2 * DAY)
    assert (later.version, later.turns, later.mean_mood, later.hand_offs) == ("shopping_agent@2", 1, None, 0)
    assert outcomes.of("shopping_agent", START - DAY, START) == ()
    assert [one.turns for one in outcomes.of("shopping_agent", START, START + 2 * DAY)] == [3, 2]


def test_the_other_prompt_has_figures_of_its_own(database: Database) -> None:
    (replies,) = VersionOutcomes(database).of("replies", *SPAN)
    assert (replies.version, replies.conversations, replies.turns, replies.helpful) == ("replies@1", 2, 4, 1)
    for name in ("shopping", "shopping_agent@1", "%", "shopping_agent@", "'; DROP TABLE turns; --"):
        assert VersionOutcomes(database).of(name, *SPAN) == ()


def test_versions_come_in_the_order_of_their_numbers(database: Database) -> None:
    log = SqlConversationLog(database)
    log.start(Conversation("v", START))
    for position, version in enumerate(("10", "9", "draft")):
        log.append(replace(TURN, id=f"v-{position}", conversation_id="v", position=position, prompt=f"other@{version}"))
    found = VersionOutcomes(database).of("other", *SPAN)
    assert [one.version for one in found] == ["other@draft", "other@9", "other@10"]


def test_what_an_imported_log_says_is_counted_where_it_is_a_number(database: Database) -> None:
    odd: list[dict[str, Any]] = [
        {"usage": {"prompt_tokens": "many", "completion_tokens": [1]}, "timings_ms": {"total": None}},
        {"usage": {"prompt_tokens": 5}, "timings_ms": {"total": {"deep": 1}}},
        {"usage": {"prompt_tokens": True, "completion_tokens": 1}},
    ]
    log = SqlConversationLog(database)
    log.start(Conversation("v", START))
    for position, changes in enumerate(odd):
        turn = replace(TURN, id=f"v-{position}", conversation_id="v", position=position, prompt="odd@1")
        log.append(replace(turn, **changes))
    (odd_one,) = VersionOutcomes(database).of("odd", *SPAN)
    assert (odd_one.turns, odd_one.mean_tokens, odd_one.mean_total_ms) == (3, None, None)


def test_claims_that_nobody_counted_are_not_called_none(database: Database) -> None:
    with database.writing() as session:
        session.execute(update(TurnRow).where(TurnRow.id == "a-0").values(claims_repaired=-1, claims_dropped=-1))
    one, _ = VersionOutcomes(database).of("shopping_agent", *SPAN)
    assert (one.turns, one.counted, one.repaired, one.dropped) == (3, 2, 0, 0)
