"""How long something may be sent back, as the policies state it for programs."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from retrieval.errors import CatalogError
from retrieval.policies import PolicyShelf, Window

USUAL = Window("return", 30)
HOLIDAYS = Window("return", 30, placed_from=(11, 1), placed_to=(12, 24), until=(1, 31))


@pytest.fixture
def demo(demo_catalog: Path) -> PolicyShelf:
    return PolicyShelf.load(demo_catalog.parent / "policies")


@pytest.mark.parametrize(
    ("window", "placed", "delivered", "last"),
    [
        (USUAL, "2026-11-10", "2026-11-15", "2026-12-15"),
        (USUAL, "2024-01-20", "2024-01-31", "2024-03-01"),
        (HOLIDAYS, "2026-11-01", "2026-11-05", "2027-01-31"),
        (HOLIDAYS, "2026-12-24", "2027-01-12", "2027-02-11"),
        (HOLIDAYS, "2026-10-31", "2026-11-05", "2026-12-05"),
        (HOLIDAYS, "2026-12-25", "2026-12-30", "2027-01-29"),
    ],
)
def test_the_last_day(window: Window, placed: str, delivered: str, last: str) -> None:
    assert window.last_day(date.fromisoformat(placed), date.fromisoformat(delivered)) == date.fromisoformat(last)


@pytest.mark.parametrize(
    ("kind", "category", "section", "days"),
    [
        ("return", ("audio", "headphones"), "return-window", 30),
        ("return", (), "return-window", 30),
        ("return", ("books", "fiction"), "exceptions", 14),
        ("exchange", ("fashion", "coats"), "exchanges", 30),
        ("exchange", ("sports", "running shoes"), "exchanges", 30),
        ("exchange", ("outdoor", "rain jackets"), "exchanges", 30),
        ("exchange", ("outdoor", "backpacks"), "exchanges", 30),
    ],
)
def test_the_rule_for_a_kind_of_product(
    demo: PolicyShelf, kind: str, category: tuple[str, ...], section: str, days: int
) -> None:
    found = demo.section_on(kind, category)
    assert found is not None
    assert found.window is not None
    assert (found.id, found.window.days) == (section, days)
    assert str(days) in found.text["en"]
    assert found.topic_title["zh"] == "退换货与退款"


def test_what_has_no_rule_has_none(demo: PolicyShelf) -> None:
    assert demo.section_on("exchange", ("audio", "headphones")) is None
    assert demo.section_on("rent", ()) is None


@pytest.mark.parametrize(
    "window",
    ["[]", "{kind: rent, days: 3}", "{kind: return}", "{kind: return, days: -1}", "{kind: return, days: x}",
     "{days: 3}", '{kind: return, days: 3, placed_from: "02-30"}', '{kind: return, days: 3, until: soon}'],
)  # fmt: skip
def test_a_window_that_makes_no_sense_is_refused(tmp_path: Path, window: str) -> None:
    words = "{en: a, zh: b}"
    section = f"  - {{id: x, title: {words}, text: {words}, window: {window}}}\n"
    (tmp_path / "rules.yaml").write_text(f"topic: rules\ntitle: {words}\nsections:\n{section}", encoding="utf-8")
    with pytest.raises(CatalogError, match=r"rules\.yaml: is not a policy file"):
        PolicyShelf.load(tmp_path)
