from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from held_stream import PATIENCE_SECONDS, HeldStream

from assistant.agent.events import ChatEvent, TextDelta
from interfaces.ui.floor.running_turn import RunningTurn


async def texts(turn: RunningTurn) -> list[str]:
    return [event.text async for event in turn.events() if isinstance(event, TextDelta)]


def test_events_arrive_in_order_and_end() -> None:
    async def scenario() -> list[str]:
        return await texts(RunningTurn(lambda: iter([TextDelta("a"), TextDelta("b")])))

    assert asyncio.run(scenario()) == ["a", "b"]


def test_stopping_does_not_wait_for_the_stream_and_closes_it_later() -> None:
    stream = HeldStream()

    async def scenario() -> list[str]:
        turn = RunningTurn(stream)
        said = []
        async for event in turn.events():
            said.append(event)
            turn.stop()
        assert turn.stopped
        assert not stream.closed.is_set()
        return said

    assert asyncio.run(asyncio.wait_for(scenario(), PATIENCE_SECONDS)) == [TextDelta("one ")]
    stream.let_go.set()
    assert stream.closed.wait(PATIENCE_SECONDS)


def test_several_turns_run_at_once() -> None:
    streams = [HeldStream(), HeldStream()]

    async def scenario() -> list[list[str]]:
        tasks = [asyncio.create_task(texts(RunningTurn(stream))) for stream in streams]
        streams[1].let_go.set()
        second = await tasks[1]
        streams[0].let_go.set()
        return [await tasks[0], second]

    assert asyncio.run(scenario()) == [["one ", "two ", "three"]] * 2


def test_what_the_stream_raises_is_raised_to_its_reader() -> None:
    def breaks() -> Iterator[ChatEvent]:
        yield TextDelta("a")
        raise ConnectionError("gone")

    async def scenario() -> None:
        await texts(RunningTurn(breaks))

    with pytest.raises(ConnectionError, match="gone"):
        asyncio.run(scenario())


def test_a_stream_that_cannot_be_opened_raises_too() -> None:
    def refuses() -> Iterator[ChatEvent]:
        raise ValueError("no model")

    async def scenario() -> None:
        await texts(RunningTurn(refuses))

    with pytest.raises(ValueError, match="no model"):
        asyncio.run(scenario())
