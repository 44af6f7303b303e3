"""When a language model is left alone, and when it is tried again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from assistant.llm.breaker import Breaker


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def broken(clock: Clock, failures: int = 3) -> Breaker:
    breaker = Breaker(failures, 30, clock)
    for _ in range(failures):
        assert breaker.allows()
        breaker.failed()
    return breaker


def test_failures_in_a_row_open_it_and_time_lets_one_caller_try() -> None:
    clock = Clock()
    breaker = broken(clock)
    assert breaker.is_open
    assert not breaker.allows()
    clock.now += 29.9
    assert not breaker.allows()
    clock.now += 0.2
    assert [breaker.allows() for _ in range(3)] == [True, False, False]


def test_a_success_closes_it_and_a_failed_trial_does_not() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now += 31
    assert breaker.allows()
    breaker.failed()
    clock.now += 29
    assert not breaker.allows()
    clock.now += 2
    assert breaker.allows()
    breaker.succeeded()
    assert not breaker.is_open
    assert breaker.allows()


def test_failures_between_successes_do_not_add_up() -> None:
    breaker = Breaker(2, 30, Clock())
    for _ in range(5):
        breaker.failed()
        breaker.succeeded()
    assert breaker.allows()


def test_a_trial_that_never_ends_does_not_shut_the_model_out_for_ever() -> None:
    clock = Clock()
    breaker = broken(clock)
    for _ in range(3):
        clock.now += 30
        assert breaker.allows()


def test_of_many_threads_one_tries() -> None:
    clock = Clock()
    breaker = broken(clock)
    clock.now += 31
    with ThreadPoolExecutor(8) as pool:
        allowed = list(pool.map(lambda _: breaker.allows(), range(200)))
    assert sum(allowed) == 1
