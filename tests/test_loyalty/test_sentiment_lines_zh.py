"""The Chinese lines written for sentiment and signals: their form, no repetition, nothing held out that was taught."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest
from rapidfuzz import fuzz, process

from loyalty.nouns import LABELS, Aspect, ContactReason, SignalKind

ROOT = Path(__file__).parents[2]
LINES = ROOT / "loyalty" / "sentiment" / "lines" / "zh_chat.jsonl"
SIGNALS = ROOT / "evaluation" / "sets" / "signals_zh.jsonl"
TAGS = {
    *("negation", "neutral_question", "mixed", "sarcasm", "emoji", "typo"),
    *("short", "long", "review", "quote", "chatter", "plain"),
}
KINDS = get_args(SignalKind)
SHORT, LONG = 4, 45


def read(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def bare(text: str) -> str:
    """The text without punctuation, width and case, or itself where nothing else is in it."""
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", text)).lower() or text


def alike(held_out: list[str], taught: list[str], above: float) -> list[tuple[str, str]]:
    """Pairs of a held-out text and another one that are more alike than `above`, 0 to 100."""
    found = ((text, process.extractOne(text, taught, scorer=fuzz.ratio, score_cutoff=above)) for text in held_out)
    return [(text, match[0]) for text, match in found if match]


@pytest.fixture(scope="module")
def lines() -> list[dict[str, Any]]:
    return read(LINES)


@pytest.fixture(scope="module")
def signals() -> list[dict[str, Any]]:
    return read(SIGNALS)


def test_every_line_has_its_form(lines: list[dict[str, Any]]) -> None:
    for line in lines:
        assert set(line) == {"text", "label", "language", "part", "tags"}, line
        assert line["text"] == line["text"].strip() != "", line
        assert line["label"] in LABELS, line
        assert (line["language"], line["part"]) in (("zh", "train"), ("zh", "held_out")), line
        assert set() < set(line["tags"]) <= TAGS, line
        assert len(set(line["tags"])) == len(line["tags"]), line
        assert "plain" not in line["tags"] or line["tags"] == ["plain"], line


def test_tags_that_can_be_counted_are_right(lines: list[dict[str, Any]]) -> None:
    for line in lines:
        assert ("short" in line["tags"]) == (len(line["text"]) <= SHORT), line
        assert ("long" in line["tags"]) == (len(line["text"]) >= LONG), line
        assert line["label"] == "neutral" or "neutral_question" not in line["tags"], line
        assert line["label"] != "neutral" or "sarcasm" not in line["tags"], line


def test_there_are_enough_and_the_labels_are_balanced(lines: list[dict[str, Any]]) -> None:
    assert len(lines) >= 2000
    for part, low, high in (("train", 0.8, 0.9), ("held_out", 0.1, 0.2)):
        of_part = [line for line in lines if line["part"] == part]
        assert low <= len(of_part) / len(lines) <= high
        labels = Counter(line["label"] for line in of_part)
        assert all(0.27 <= labels[label] / len(of_part) <= 0.40 for label in LABELS), labels


def test_every_kind_of_line_is_in_both_parts(lines: list[dict[str, Any]]) -> None:
    tags = Counter((tag, line["part"]) for line in lines for tag in line["tags"])
    assert all(tags[tag, "train"] >= 30 and tags[tag, "held_out"] >= 5 for tag in TAGS), tags
    assert sum(tags["review", part] for part in ("train", "held_out")) >= 400


def test_no_line_is_there_twice(lines: list[dict[str, Any]]) -> None:
    assert [text for text, count in Counter(bare(line["text"]) for line in lines).items() if count > 1] == []


def test_nothing_held_out_was_taught_in_other_words(lines: list[dict[str, Any]]) -> None:
    held_out = [bare(line["text"]) for line in lines if line["part"] == "held_out"]
    assert alike(held_out, [bare(line["text"]) for line in lines if line["part"] == "train"], 85) == []


def test_likeness_is_seen() -> None:
    assert alike(["快递太慢了等了三天"], ["快递太慢了等了四天", "谢谢"], 85) == [
        ("快递太慢了等了三天", "快递太慢了等了四天")
    ]
    assert bare("怎么还没发货?!") == bare("怎么还没发货?") == "怎么还没发货"
    assert bare("👍") == "👍"


def test_every_message_with_signals_has_its_form(signals: list[dict[str, Any]]) -> None:
    assert [line["id"] for line in signals] == [f"SZ-{number:03d}" for number in range(1, len(signals) + 1)]
    for line in signals:
        assert set(line) == {"id", "text", "before", "language", "part", "signals", "contact_reason"}, line
        assert (line["language"], line["part"]) in (("zh", "development"), ("zh", "held_out")), line
        assert line["contact_reason"] in get_args(ContactReason), line


def test_quotes_are_exact_and_aspects_are_for_judgements_alone(signals: list[dict[str, Any]]) -> None:
    for line in signals:
        starts = [line["text"].find(signal["quote"]) for signal in line["signals"]]
        assert -1 not in starts, line
        assert starts == sorted(starts), line
        for signal in line["signals"]:
            assert set(signal) == {"kind", "aspect", "quote"}, line
            assert signal["kind"] in KINDS, line
            assert signal["quote"], line
            judgement = signal["kind"] in ("praise", "complaint")
            assert signal["aspect"] is None or (judgement and signal["aspect"] in get_args(Aspect)), line


def test_there_are_enough_signals_of_every_kind_and_messages_without(signals: list[dict[str, Any]]) -> None:
    assert len(signals) >= 350
    parts = Counter(line["part"] for line in signals)
    assert max(parts.values()) <= 1.2 * min(parts.values())
    kinds = Counter((signal["kind"], line["part"]) for line in signals for signal in line["signals"])
    for kind in KINDS:
        assert kinds[kind, "development"] + kinds[kind, "held_out"] >= 35, kind
        assert min(kinds[kind, "development"], kinds[kind, "held_out"]) >= 15, kind
    for part, count in parts.items():
        assert sum(line["part"] == part and not line["signals"] for line in signals) >= 0.3 * count
    assert {line["contact_reason"] for line in signals} == set(get_args(ContactReason))


def test_signals_held_out_are_nobody_elses_words(lines: list[dict[str, Any]], signals: list[dict[str, Any]]) -> None:
    texts = {
        part: [bare(line["text"]) for line in signals if line["part"] == part] for part in ("development", "held_out")
    }
    assert len(set(texts["development"] + texts["held_out"])) == len(signals)
    taught = [bare(line["text"]) for line in lines if line["part"] == "train"]
    assert alike(texts["held_out"], [*texts["development"], *taught], 85) == []
