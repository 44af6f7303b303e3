"""Answers go to stdout, everything else to stderr, in whatever the terminal can show."""

from __future__ import annotations

import io
import json
from typing import TextIO

import pytest

from interfaces.cli.composition import Composition
from interfaces.cli.desk import Desk


def _stream(encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding=encoding, write_through=True)


def _written(stream: TextIO) -> bytes:
    assert isinstance(stream, io.TextIOWrapper)
    assert isinstance(stream.buffer, io.BytesIO)
    return stream.buffer.getvalue()


@pytest.fixture(params=["utf-8", "ascii", "gbk"])
def desk(request: pytest.FixtureRequest, composition: Composition) -> Desk:
    return Desk(composition, _stream(request.param), _stream(request.param))


def test_an_answer_is_one_line_of_json_in_any_encoding(desk: Desk) -> None:
    data = {"answer": "保温杯\n“Brisa” 59.90 € 😀", "constraints": {"max_price": 80.5}}
    desk.answer(data)
    line = _written(desk.out)
    assert line.count(b"\n") == 1
    assert json.loads(line.decode(desk.out.encoding)) == data
    assert _written(desk.err) == b""


def test_text_that_the_terminal_cannot_show_does_not_end_the_verb(desk: Desk) -> None:
    desk.say("price 5 \u20ac 😀")
    desk.note("耳机 😀")
    assert _written(desk.out).startswith(b"price 5 ")
    assert _written(desk.err).endswith(b"\n")


def test_an_answer_never_holds_what_json_does_not_know(desk: Desk) -> None:
    with pytest.raises(ValueError, match="JSON"):
        desk.answer({"score": float("nan")})
    assert _written(desk.out) == b""


def test_progress_goes_to_stderr_also_when_the_amount_is_not_known(composition: Composition) -> None:
    desk = Desk(composition, _stream("utf-8"), _stream("utf-8"))
    with desk.progress() as report:
        report("words", 0, 0)
        report("vectors", 1, 3)
        report("vectors", 3, 3)
    told = _written(desk.err).decode()
    assert "words" in told
    assert "3/3" in told
    assert _written(desk.out) == b""


def test_nothing_is_drawn_when_there_was_nothing_to_do(composition: Composition) -> None:
    desk = Desk(composition, _stream("utf-8"), _stream("utf-8"))
    with desk.progress():
        pass
    assert _written(desk.err).strip() == b""
