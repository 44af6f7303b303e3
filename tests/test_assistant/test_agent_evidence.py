"""Names of products in sentences, and the facts a row states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from assistant.agent.claims import row_facts as row_reading
from assistant.agent.claims.row_facts import RowFacts, facts_of, percents_of, row_facts
from retrieval.catalog import Product
from tests.test_assistant.conftest import EvidenceOf

SHOWN = ("AUD-001", "AUD-002", "AUD-014", "AUD-015", "AUD-018", "BOO-009")


@pytest.mark.parametrize(
    ("sentence", "named"),
    [
        ("The Larkspur Hush 2 wireless over-ear headphones are good.", [["AUD-001"]]),
        ("The Hush 2 beats the Hush 1.", [["AUD-001"], ["AUD-002"]]),
        ("the larkspur hush 1, then", [["AUD-002"]]),
        ("云雀 Hush 2 无线头戴式降噪耳机不错", [["AUD-001"]]),
        ("Hush 2比Hush 1好", [["AUD-001"], ["AUD-002"]]),
        ("The Larkspur Hush is a family.", [["AUD-001", "AUD-002"]]),
        ("Bramblecote Pail Mini or Bramblecote Pail portable speaker", [["AUD-015"], ["AUD-014"]]),
        ("The Hush 2. Yes, the Hush 2.", [["AUD-001"], ["AUD-001"]]),
        ("《一口锅，一个人吃饱》是本好书", [["BOO-009"]]),
        ("AUD-018 is cheap", [["AUD-018"]]),
        ("Larkspur makes both.", [["AUD-001", "AUD-002"]]),
        ("Hush 25 is something else.", []),
        ("奥川 Desk Duo 有货", [["AUD-018"]]),
        ("Please hush.", []),
        ("", []),
    ],
)
def test_names(sentence: str, named: list[list[str]], evidence_of: EvidenceOf) -> None:
    found = evidence_of(*SHOWN).mentioned(sentence)
    assert [[row.id for row in mention.rows] for mention in found] == named
    assert all(sentence[m.start : m.end].strip() for m in found)


def test_a_name_does_not_swallow_what_follows(evidence_of: EvidenceOf) -> None:
    (mention,) = evidence_of(*SHOWN).mentioned("奥川 Desk Duo 有货")
    assert "奥川 Desk Duo 有货"[mention.start : mention.end] == "奥川 Desk Duo"


def test_every_product_is_found_by_its_titles(demo_rows: Mapping[str, Product], evidence_of: EvidenceOf) -> None:
    for row in demo_rows.values():
        evidence = evidence_of(row.id)
        for title in (row.title, row.title_zh):
            assert [m.rows for m in evidence.mentioned(f"I like {title}.")] == [(row,)], title


def test_rows_are_added_once(demo_rows: Mapping[str, Product], evidence_of: EvidenceOf) -> None:
    evidence = evidence_of("AUD-001")
    evidence.add_rows([demo_rows["AUD-001"], demo_rows["AUD-002"]])
    assert [row.id for row in evidence.rows] == ["AUD-001", "AUD-002"]


def test_what_a_row_states_in_numbers() -> None:
    row = Product(
        "X-1",
        "Tent 900, 2 persons",
        10.0,
        "USD",
        description="Holds thirty kilos, 85% cotton.",
        description_zh="可承重三十公斤",
        attributes={"weight_g": 1450.0, "temperature_min_c": -15.0, "battery_minutes": 90.0, "protein_percent": 26.0},
    )
    assert {900.0, 2.0, 30.0, 85.0, 1450.0, 1.45, 15.0, 90.0, 1.5} <= facts_of(row)
    assert percents_of(row) == {85.0, 26.0}


def test_what_the_rules_state(evidence_of: EvidenceOf) -> None:
    evidence = evidence_of(passages=["Orders from $150 to $2,000; 10% off.", "金额 150 至 3,000 美元，5 个工作日"])
    assert evidence.passage_values("price") == {150.0, 2000.0, 3000.0}
    assert evidence.passage_values("percent") == {10.0}
    assert evidence.passage_numbers() == {150.0, 2000.0, 3000.0, 10.0, 5.0}


def test_what_tools_gave_backs_numbers_and_ids(evidence_of: EvidenceOf) -> None:
    evidence = evidence_of("AUD-001")
    evidence.add_facts("Order D-100001, total $124.95", "Order D-100001, total $124.95", "")
    assert evidence.facts == ["Order D-100001, total $124.95"]
    assert evidence.passage_values("price") == {124.95}
    assert evidence.knows_id("d-100001")
    assert not evidence.knows_id("d-100002")
    assert {"order", "total", "larkspur"} <= evidence.words()


def test_what_earlier_turns_looked_up_still_counts(evidence_of: EvidenceOf) -> None:
    evidence = evidence_of("AUD-001")
    evidence.recall("lookup_policy", "[returns] Returns: within 30 days")
    evidence.recall("order_status", "D-100001: shipped")
    evidence.recall("search_products", "5 products fit")
    assert evidence.passages == ["[returns] Returns: within 30 days"]
    assert evidence.facts == ["D-100001: shipped"]
    assert evidence.contains("within 30 days")
    assert not evidence.contains("5 products fit")


def test_a_row_is_read_once_and_anew_when_it_changes(
    demo_rows: Mapping[str, Product], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[float] = []
    monkeypatch.setattr(row_reading, "_rows_read", {})
    monkeypatch.setattr(row_reading, "_attribute_words", lambda row: read.append(row.price) or "")
    row = demo_rows["AUD-001"]
    again, dearer = replace(row), replace(row, price=row.price + 1)
    assert row_facts(row).row is row
    assert row_facts(again).row is again
    assert row_facts(dearer).row is dearer
    assert row_facts(row).row is row
    assert read == [row.price, row.price + 1, row.price]


def test_only_so_many_rows_are_kept(demo_rows: Mapping[str, Product], monkeypatch: pytest.MonkeyPatch) -> None:
    kept: dict[str, RowFacts] = {}
    monkeypatch.setattr(row_reading, "_rows_read", kept)
    monkeypatch.setattr(row_reading, "_ROWS_KEPT", 2)
    for id in SHOWN:
        assert row_facts(demo_rows[id]).row.id == id
        assert id in kept
        assert len(kept) <= 2
