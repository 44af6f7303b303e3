"""While the site runs, what is too old is forgotten, and what is said is learned from."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from interfaces.cli.composition import default_composition
from loyalty.mining.job import Mined
from records.erasure.receipts import Receipt


class Rounds:
    """Counts the rounds, and tells when the first has come."""

    def __init__(self) -> None:
        self.by: list[str] = []
        self.came = Event()

    def apply(self, by: str) -> Receipt | None:
        self.by.append(by)
        self.came.set()
        return None


class Learning:
    """Tells when the first round of mining has come."""

    def __init__(self) -> None:
        self.scored = Event()

    def mine(self, *, stop: Any) -> Mined:
        return Mined()

    def score(self) -> int:
        self.scored.set()
        return 0


def _shop(retention: Rounds, loyalty: Learning | None = None) -> Any:
    settings = SimpleNamespace(loyalty_minutes=15 if loyalty else 0)
    now = lambda: datetime(2026, 3, 1, tzinfo=UTC)  # noqa: E731
    return SimpleNamespace(retention=retention, loyalty=loyalty, settings=settings, now=now)


def test_the_site_learns_as_long_as_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    learning = Learning()

    def launch(shop: Any, host: str, port: int, ready: Any) -> None:
        assert learning.scored.wait(10), "nobody was scored"

    monkeypatch.setattr("loyalty.mining.rounds.FIRST_AFTER_SECONDS", 0.0)
    monkeypatch.setattr("interfaces.ui.site.launch", launch)
    default_composition().launch(_shop(Rounds(), learning), "127.0.0.1", 0, lambda address: None)


def test_the_site_keeps_rounds_as_long_as_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    retention = Rounds()
    served: list[tuple[str, int]] = []

    def launch(shop: Any, host: str, port: int, ready: Any) -> None:
        assert retention.came.wait(10), "no round came at the start"
        served.append((host, port))

    monkeypatch.setattr("interfaces.ui.site.launch", launch)
    default_composition().launch(_shop(retention), "127.0.0.1", 0, lambda address: None)
    assert served == [("127.0.0.1", 0)]
    assert retention.by == ["site"]


def test_the_rounds_end_when_the_site_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    retention = Rounds()

    def launch(*_: Any, **__: Any) -> None:
        raise OSError("the address is taken")

    monkeypatch.setattr("interfaces.ui.site.launch", launch)
    with pytest.raises(OSError, match="taken"):
        default_composition().launch(_shop(retention), "127.0.0.1", 0, lambda address: None)
    assert retention.by == ["site"]
