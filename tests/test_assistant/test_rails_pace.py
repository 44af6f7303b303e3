"""How fast somebody may write, on a clock of the test's own."""

from __future__ import annotations

import threading

import pytest

from assistant.agent.rails.pace import Pace
from assistant.errors import ShopperError


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def taken(pace: Pace, count: int, conversation: str | None, customer: str | None = None) -> int:
    return sum(admitted(pace, conversation, customer) for _ in range(count))


def admitted(pace: Pace, conversation: str | None, customer: str | None) -> bool:
    try:
        pace.admit(conversation, customer)
    except ShopperError:
        return False
    return True


def test_thirty_messages_in_ten_seconds_are_too_many_and_nobody_else_is_slowed() -> None:
    clock = Clock()
    pace = Pace(20, clock)
    taken_in_time = 0
    for _ in range(30):
        clock.now += 1 / 3
        taken_in_time += admitted(pace, "hasty", "C-001")
        assert admitted(pace, f"calm {clock.now}", "C-002") or clock.now > 19
    assert taken_in_time == 20
    clock.now += 60
    assert admitted(pace, "hasty", "C-001")


def test_one_customer_cannot_pass_the_limit_with_new_conversations() -> None:
    pace = Pace(20, Clock())
    assert sum(admitted(pace, f"c{number}", "C-001") for number in range(100)) == 60
    assert admitted(pace, "other", "C-002")
    assert admitted(pace, "guest", None)


def test_a_message_that_was_not_taken_does_not_count() -> None:
    clock = Clock()
    pace = Pace(2, clock)
    assert taken(pace, 50, "c") == 2
    clock.now = 60.0
    assert taken(pace, 50, "c") == 2


def test_no_limit() -> None:
    assert taken(Pace(0, Clock()), 1000, "c", "C-001") == 1000


def test_the_silent_are_forgotten() -> None:
    clock = Clock()
    pace = Pace(5, clock)
    for number in range(6000):
        clock.now += 0.1
        pace.admit(f"c{number}", None)
    assert len(pace._taken) < 5001


def test_many_at_once_are_counted_right() -> None:
    pace = Pace(20, Clock())
    counts: list[int] = []
    threads = [threading.Thread(target=lambda: counts.append(taken(pace, 10, "c"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(counts) == 20


def test_who_broke_the_limit_is_told_by_a_code() -> None:
    pace = Pace(1, Clock())
    pace.admit("c", None)
    with pytest.raises(ShopperError) as refused:
        pace.admit("c", None)
    assert refused.value.code == "too_fast"
