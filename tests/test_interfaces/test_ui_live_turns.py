"""Turns being answered, followed by one page or several."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from held_stream import PATIENCE_SECONDS, HeldStream

from assistant.agent.events import ChatEvent, TextDelta, ToolFinished, TurnStarted
from interfaces.ui.floor.chips import ChipWriter
from interfaces.ui.floor.live_turns import LiveTurn, LiveTurns, Place
from interfaces.ui.floor.turn_view import TurnView

PLACE = Place("c1", "t1", None, "g1")


def view() -> TurnView:
    return TurnView("t1", lambda _: None, ChipWriter("USD"))


def play(scenario: Any) -> Any:
    return asyncio.run(asyncio.wait_for(scenario, PATIENCE_SECONDS))


async def followed(turn: LiveTurn) -> list[dict[str, Any]]:
    return [frame async for frame in turn.frames()]


def test_each_follower_gets_the_whole_answer_whenever_they_come() -> None:
    stream = HeldStream()

    async def scenario() -> list[dict[str, Any]]:
        turn = LiveTurns().begin(PLACE, view(), stream)
        first = asyncio.create_task(followed(turn))
        async for frame in turn.frames():
            if "one" in frame["prose"]:
                break
        second = asyncio.create_task(followed(turn))
        stream.let_go.set()
        return [(await first)[-1], (await second)[-1], (await followed(turn))[-1]]

    frames = play(scenario())
    assert [frame["prose"] for frame in frames] == ["<p>one two three</p>\n"] * 3
    assert {(frame["turn"], frame["conversation"], frame["state"]) for frame in frames} == {("t1", "c1", "done")}


def test_what_changes_nothing_is_not_sent_again() -> None:
    """A tool that is done changes nothing where no word was shown about it."""
    reached, let_go = threading.Event(), threading.Event()

    def events() -> Iterator[ChatEvent]:
        yield TurnStarted("c1", "t1", "en")
        yield ToolFinished("call_1", "search_products", True, 3.0)
        reached.set()
        assert let_go.wait(PATIENCE_SECONDS)
        yield TextDelta("one")

    async def scenario() -> list[dict[str, Any]]:
        following = asyncio.create_task(followed(LiveTurns().begin(PLACE, view(), events)))
        while not reached.is_set():
            await asyncio.sleep(0)
        for _ in range(10):  # what was sent is taken in and told
            await asyncio.sleep(0)
        let_go.set()
        return await following

    frames = play(scenario())
    assert [before["prose"] for before, after in pairwise(frames) if before == after] == []
    assert [frame["prose"] for frame in frames[:2]] == ["", "<p>one</p>\n"]


def test_a_turn_is_known_while_it_is_answered() -> None:
    stream, live = HeldStream(), LiveTurns()

    async def scenario() -> None:
        turn = live.begin(PLACE, view(), stream)
        assert live.turn("t1") is turn
        stream.let_go.set()
        await followed(turn)
        await asyncio.sleep(0)  # the turn's task ends
        assert live.turn("t1") is None

    play(scenario())


def test_a_turn_goes_on_while_somebody_is_about_to_come_back() -> None:
    stream = HeldStream()

    async def scenario() -> str:
        turn = LiveTurns(alone_seconds=PATIENCE_SECONDS).begin(PLACE, view(), stream)
        frames = turn.frames()
        await anext(frames)
        await frames.aclose()
        stream.let_go.set()
        return str((await followed(turn))[-1]["prose"])

    assert play(scenario()) == "<p>one two three</p>\n"
    assert not stream.closed.is_set()


def test_a_turn_that_everybody_has_left_is_stopped() -> None:
    stream = HeldStream()

    async def scenario() -> str:
        turn = LiveTurns(alone_seconds=0).begin(PLACE, view(), stream)
        frames = turn.frames()
        await anext(frames)
        await frames.aclose()
        while not turn.over:
            await asyncio.sleep(0)
        return turn.view.state

    assert play(scenario()) == "stopped"
    stream.let_go.set()
    assert stream.closed.wait(PATIENCE_SECONDS)


def test_one_follower_leaving_does_not_end_it_for_the_others() -> None:
    stream = HeldStream()

    async def scenario() -> list[dict[str, Any]]:
        turn = LiveTurns(alone_seconds=0).begin(PLACE, view(), stream)
        staying = asyncio.create_task(followed(turn))
        leaving = turn.frames()
        await anext(leaving)
        await leaving.aclose()
        for _ in range(5):
            await asyncio.sleep(0)
        stream.let_go.set()
        return await staying

    assert play(scenario())[-1]["state"] == "done"


@pytest.mark.parametrize("conversation", ["c1", "c2"])
def test_a_deleted_conversation_is_answered_no_longer(conversation: str) -> None:
    stream = HeldStream()

    async def scenario() -> str:
        live = LiveTurns()
        turn = live.begin(PLACE, view(), stream)
        following = asyncio.create_task(followed(turn))
        await asyncio.sleep(0)
        live.stop_all(conversation)
        if conversation != "c1":
            stream.let_go.set()
        return str((await following)[-1]["state"])

    assert play(scenario()) == ("stopped" if conversation == "c1" else "done")
    stream.let_go.set()


def test_what_breaks_is_told_kindly(caplog: pytest.LogCaptureFixture) -> None:
    def breaks() -> Iterator[ChatEvent]:
        yield TextDelta("Well, ")
        raise ConnectionError("gone")

    async def scenario() -> dict[str, Any]:
        return (await followed(LiveTurns().begin(PLACE, view(), breaks)))[-1]

    frame = play(scenario())
    assert (frame["state"], frame["prose"]) == ("failed", "<p>Well,</p>\n")
    assert "gone" not in frame["notice"]
    assert "gone" in caplog.text
