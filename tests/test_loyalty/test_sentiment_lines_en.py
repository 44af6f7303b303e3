"""The English lines and signals that were written by hand: well formed, no duplicates, nothing held out in training."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest
from rapidfuzz import fuzz, process

from loyalty.nouns import LABELS, Aspect, ContactReason, SignalKind

ROOT = Path(__file__).resolve().parents[2]
LINES = ROOT / "loyalty" / "sentiment" / "lines" / "en_chat.jsonl"
SIGNALS = ROOT / "evaluation" / "sets" / "signals_en.jsonl"
TAGS = {
    "negation",
    "neutral_question",
    "mixed",
    "sarcasm",
    "emoji",
    "typo",
    "short",
    "long",
    "review",
    "quote",
    "plain",
}
PERSONAL = re.compile(r"\S@\S|\d[\d -]{6,}\d|https?://")
ALIKE = 85
"""The similarity, of 100, above which a held-out line counts as a paraphrase of one for training."""


def rows_of(path: Path) -> list[dict[str, Any]]:
    """Return the rows of one JSONL file, in order."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def bare(text: str) -> str:
    """Return `text` without case, ASCII punctuation and runs of spaces; emoji stay, as they carry the feeling."""
    return " ".join(re.sub(r"[!-/:-@\[-`{-~]", "", text.casefold()).split()) or text


def too_alike(held: list[str], others: list[str]) -> list[tuple[str, str]]:
    """Return the pairs of a held-out text and the nearest of `others` that are alike by more than `ALIKE`."""
    folded = [other.casefold() for other in others]
    pairs = []
    for text in held:
        hit = process.extractOne(text.casefold(), folded, scorer=fuzz.ratio, score_cutoff=ALIKE)
        if hit is not None:
            pairs.append((text, others[hit[2]]))
    return pairs


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    return rows_of(LINES)


@pytest.fixture(scope="module")
def signals() -> list[dict[str, Any]]:
    return rows_of(SIGNALS)


def texts(rows: list[dict[str, Any]], *parts: str) -> list[str]:
    return [row["text"] for row in rows if row["part"] in parts]


def test_every_line_has_the_five_keys_and_known_values(lines: list[dict[str, Any]]) -> None:
    for row in lines:
        assert set(row) == {"text", "label", "language", "part", "tags"}
        assert row["text"] == row["text"].strip() != ""
        assert row["label"] in LABELS
        assert row["language"] == "en"
        assert row["part"] in {"train", "held_out"}
        assert row["tags"]
        assert set(row["tags"]) <= TAGS
        assert len(set(row["tags"])) == len(row["tags"])
        assert "plain" not in row["tags"] or row["tags"] == ["plain"]


def test_there_are_two_thousand_lines_in_about_the_wanted_shares(lines: list[dict[str, Any]]) -> None:
    assert len(lines) >= 2000
    for part in ("train", "held_out"):
        of_part = Counter(row["label"] for row in lines if row["part"] == part)
        shares = [of_part[label] / of_part.total() for label in LABELS]
        assert all(0.28 <= share <= 0.40 for share in shares), (part, shares)
    assert 0.12 <= len(texts(lines, "held_out")) / len(lines) <= 0.20


def test_every_tag_is_on_enough_lines_and_the_hard_ones_in_both_parts(lines: list[dict[str, Any]]) -> None:
    counted = Counter(tag for row in lines for tag in row["tags"])
    assert set(counted) == TAGS
    assert min(counted.values()) >= 40
    assert counted["review"] >= 400
    held = Counter(tag for row in lines if row["part"] == "held_out" for tag in row["tags"])
    assert all(held[tag] >= 5 for tag in TAGS), held


def test_tags_that_can_be_counted_are_right(lines: list[dict[str, Any]]) -> None:
    for row in lines:
        words = len(row["text"].split())
        assert ("short" in row["tags"]) == (words <= 3), row["text"]
        assert ("long" in row["tags"]) == (words >= 25), row["text"]
        assert "neutral_question" not in row["tags"] or row["label"] == "neutral", row["text"]


def test_no_line_stands_twice(lines: list[dict[str, Any]]) -> None:
    counted = Counter(bare(row["text"]) for row in lines)
    assert [text for text, n in counted.items() if n > 1] == []


def test_no_held_out_line_is_nearly_one_for_training(lines: list[dict[str, Any]]) -> None:
    assert too_alike(texts(lines, "held_out"), texts(lines, "train")) == []


def test_a_paraphrase_would_be_noticed() -> None:
    assert too_alike(["Where is my order now"], ["where's my order now", "a green kettle"]) == [
        ("Where is my order now", "where's my order now")
    ]


def test_no_line_reads_as_if_it_were_made_from_a_frame(lines: list[dict[str, Any]]) -> None:
    openings = Counter(" ".join(bare(row["text"]).split()[:4]) for row in lines if len(row["text"].split()) > 6)
    assert openings.most_common(1)[0][1] <= 8, openings.most_common(5)


def test_nothing_personal_is_in_the_lines(lines: list[dict[str, Any]], signals: list[dict[str, Any]]) -> None:
    assert [row["text"] for row in [*lines, *signals] if PERSONAL.search(row["text"])] == []


def test_every_message_with_signals_is_well_formed(signals: list[dict[str, Any]]) -> None:
    assert [row["id"] for row in signals] == [f"SE-{number:03d}" for number in range(1, len(signals) + 1)]
    for row in signals:
        assert set(row) == {"id", "text", "before", "language", "part", "signals", "contact_reason"}
        assert row["language"] == "en"
        assert row["part"] in {"development", "held_out"}
        assert row["contact_reason"] in get_args(ContactReason)
        for signal in row["signals"]:
            assert signal["kind"] in get_args(SignalKind)
            assert signal["aspect"] is None or signal["aspect"] in get_args(Aspect)
            assert signal["aspect"] is None or signal["kind"] in {"praise", "complaint"}


def test_every_quote_is_an_exact_part_of_its_message_in_the_order_of_the_text(signals: list[dict[str, Any]]) -> None:
    for row in signals:
        starts = [row["text"].find(signal["quote"]) for signal in row["signals"]]
        assert -1 not in starts, row["text"]
        assert starts == sorted(starts), row["text"]
        assert all(signal["quote"] for signal in row["signals"])


def test_each_kind_is_said_often_and_a_third_of_the_messages_say_none(signals: list[dict[str, Any]]) -> None:
    assert len(signals) >= 350
    for part in ("development", "held_out"):
        counted = Counter(s["kind"] for row in signals if row["part"] == part for s in row["signals"])
        assert all(counted[kind] >= 17 for kind in get_args(SignalKind)), counted
    both = Counter(s["kind"] for row in signals for s in row["signals"])
    assert all(both[kind] >= 35 for kind in get_args(SignalKind)), both
    assert sum(not row["signals"] for row in signals) / len(signals) >= 0.30
    assert sum(row["part"] == "held_out" for row in signals) / len(signals) == pytest.approx(0.5, abs=0.05)


def test_held_out_messages_are_unlike_those_for_development_and_the_lines_for_training(
    lines: list[dict[str, Any]], signals: list[dict[str, Any]]
) -> None:
    others = [*texts(signals, "development"), *texts(lines, "train")]
    assert too_alike(texts(signals, "held_out"), others) == []
    assert len({bare(row["text"]) for row in signals}) == len(signals)
