"""While the site runs, what is too old is forgotten."""

from __future__ import annotations

from threading import Event
from types import SimpleNamespace
from typing import Any

import pytest

from interfaces.cli.composition import default_composition
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


def test_the_site_keeps_rounds_as_long_as_it_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    retention = Rounds()
    served: list[tuple[str, int]] = []

    def launch(shop: Any, host: str, port: int, ready: Any) -> None:
        assert retention.came.wait(10), "no round came at the start"
        served.append((host, port))

    monkeypatch.setattr("interfaces.ui.site.launch", launch)
    default_composition().launch(SimpleNamespace(retention=retention), "127.0.0.1", 0, lambda address: None)  # type: ignore[arg-type]
    assert served == [("127.0.0.1", 0)]
    assert retention.by == ["site"]


def test_the_rounds_end_when_the_site_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    retention = Rounds()

    def launch(*_: Any, **__: Any) -> None:
        raise OSError("the address is taken")

    monkeypatch.setattr("interfaces.ui.site.launch", launch)
    with pytest.raises(OSError, match="taken"):
        default_composition().launch(SimpleNamespace(retention=retention), "127.0.0.1", 0, lambda address: None)  # type: ignore[arg-type]
    assert retention.by == ["site"]
