"""Conversations read as a whole: offsets, products, mood, what is left open, why they wrote; and any text at all."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loyalty.nouns import ConversationReading, SaidConversation, SaidTurn, Satisfaction, Sentiment, TurnReading
from loyalty.signals.mood import mood_and_course
from loyalty.signals.reader import SignalReader

AT = datetime(2026, 5, 1, tzinfo=UTC)
PLEASED, CROSS, FLAT = ((0.05, 0.05, 0.9), (0.9, 0.05, 0.05), (0.1, 0.8, 0.1))


class WordedSentiment:
    """Pleased by "great" or 好, cross at "broke" or 坏, else flat; cannot tell an empty text. Counts its batches."""

    name = "worded"

    def __init__(self) -> None:
        self.batches = 0

    def read(self, texts: Sequence[str]) -> list[Sentiment]:
        self.batches += 1
        return [self._read(text) for text in texts]

    def _read(self, text: str) -> Sentiment:
        if not text:
            return Sentiment(None, (1 / 3, 1 / 3, 1 / 3), "empty")
        if "great" in text or "好" in text:
            return Sentiment("positive", PLEASED)
        return Sentiment("negative", CROSS) if "broke" in text or "坏" in text else Sentiment("neutral", FLAT)


def conversation(*turns: str | SaidTurn, name: str = "K-1") -> SaidConversation:
    made = [
        turn
        if isinstance(turn, SaidTurn)
        else SaidTurn(f"{name}-{at}", at, AT + timedelta(minutes=at), turn, "", "en", "answered")
        for at, turn in enumerate(turns)
    ]
    return SaidConversation(name, "C-1", AT, tuple(made))


def turn(
    at: int, text: str, shown: tuple[str, ...] = (), outcome: str = "answered", tools: tuple[str, ...] = ()
) -> SaidTurn:
    return SaidTurn(f"T-{at}", at, AT + timedelta(minutes=at), text, "An answer.", "en", outcome, shown, tools)


def read(*turns: str | SaidTurn, titles: dict[str, tuple[str, ...]] | None = None) -> ConversationReading:
    return SignalReader(WordedSentiment(), titles=titles).read_conversations([conversation(*turns)])[0]


def test_a_conversation_is_read_turn_by_turn() -> None:
    reading = read("hello", "the zipper broke after a week")
    assert [one.position for one in reading.turns] == [0, 1]
    (signal,) = reading.turns[1].signals
    assert (signal.kind, signal.aspect, signal.turn_id) == ("complaint", "product", "K-1-1")
    assert reading.unresolved
    assert (reading.conversation_id, reading.customer_id, reading.ended_at) == ("K-1", "C-1", AT + timedelta(minutes=1))
    assert reading.satisfaction is None


def test_all_conversations_are_one_batch_for_the_sentiment_model() -> None:
    sentiment = WordedSentiment()
    several = [conversation("hello", name=f"K-{at}") for at in range(50)]
    assert len(SignalReader(sentiment).read_conversations(several)) == 50
    assert sentiment.batches == 1


def test_a_conversation_without_turns_has_a_reading() -> None:
    reading = read()
    assert (reading.turns, reading.mood, reading.course) == ((), None, "unknown")
    assert (reading.contact_reason, reading.unresolved, reading.ended_at) == ("other", False, AT)


def test_satisfaction_comes_from_the_model_that_is_handed_in() -> None:
    class Threes:
        name = "threes"

        def read(
            self, conversations: Sequence[SaidConversation], readings: Sequence[tuple[TurnReading, ...]]
        ) -> list[Satisfaction | None]:
            assert [len(one) for one in readings] == [len(one.turns) for one in conversations]
            return [Satisfaction(3.0, 2.0, 4.0, 0.2, 3.0) for _ in conversations]

    reader = SignalReader(WordedSentiment(), Threes())
    (reading,) = reader.read_conversations([conversation("hello")])
    assert reading.satisfaction is not None
    assert reading.satisfaction.value == 3.0
    assert "threes" in reader.name
    assert "worded" in reader.name


def test_thanks_after_a_complaint_close_it_and_a_failed_turn_opens_it_again() -> None:
    assert not read("the zipper broke after a week", "perfect, thank you, it works now").unresolved
    assert read("the zipper broke after a week", "ok").unresolved
    assert read(turn(0, "hello", outcome="failed")).unresolved
    assert not read(turn(0, "hello", outcome="stopped")).unresolved


def test_the_product_meant_is_the_named_the_numbered_or_the_only_one() -> None:
    def product(text: str, shown: tuple[str, ...], titles: dict[str, tuple[str, ...]] | None = None) -> str | None:
        reading = read(turn(0, "show me kettles", shown), turn(1, text), titles=titles)
        return reading.turns[1].signals[0].product_id

    assert product("it broke after a week", ("A",)) == "A"
    assert product("it broke after a week", ("A", "B")) is None
    assert product("the second one broke after a week", ("A", "B")) == "B"
    assert product("第二个坏了", ("A", "B")) == "B"
    assert product("the first one broke after a week", ("A", "B")) == "A"
    assert product("it broke the first time I used it", ("A", "B")) is None
    titles = {"A": ("Heron kettle", "苍鹭水壶"), "B": ("Otter kettle",)}
    assert product("the heron broke after a week", ("A", "B"), titles) == "A"
    assert product("苍鹭坏了", ("A", "B"), titles) == "A"


def test_what_is_shown_in_answer_counts_where_nothing_was_shown_before() -> None:
    assert read(turn(0, "my kettle broke after a week", ("A",))).turns[0].signals[0].product_id == "A"


@pytest.mark.parametrize(
    ("moods", "course"),
    [
        ([], "unknown"),
        ([FLAT], "unknown"),
        ([FLAT, FLAT, FLAT], "steady"),
        ([CROSS, PLEASED], "better"),
        ([PLEASED, FLAT, CROSS], "worse"),
        ([FLAT, PLEASED, CROSS, PLEASED, FLAT], "mixed"),
    ],
)
def test_the_course_of_the_mood(moods: list[tuple[float, float, float]], course: str) -> None:
    assert mood_and_course([Sentiment("neutral", one) for one in moods])[1] == course


def test_turns_that_cannot_be_told_have_no_mood() -> None:
    mood, course = mood_and_course([Sentiment(None, CROSS, "unsure"), Sentiment("positive", PLEASED)])
    assert mood == pytest.approx(0.85)
    assert course == "unknown"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("where is my parcel? it was due yesterday", "order_status"),
        ("I want to return the shoes and get a refund", "return_exchange"),
        ("which one is better, the first or the second", "compare"),
        ("我忘记密码登录不上", "account"),
        ("想买一个台灯，有推荐吗", "find"),
        ("hello", "other"),
    ],
)
def test_why_somebody_writes(text: str, reason: str) -> None:
    assert read(text).contact_reason == reason


def test_the_tools_of_a_turn_tell_why_it_was_written() -> None:
    assert read(turn(0, "and this one?", tools=("start_return",))).contact_reason == "return_exchange"


@settings(deadline=None, max_examples=150)
@given(st.lists(st.text(max_size=200), max_size=4))
def test_any_text_is_taken_and_offsets_index_the_quote(texts: list[str]) -> None:
    for one in read(*texts).turns:
        for signal in one.signals:
            text = texts[one.position]
            assert text[signal.start : signal.end] == signal.quote
            assert signal.quote
            assert 0 <= signal.strength <= 1
            assert 0 <= signal.confidence <= 1


WORDS = st.sampled_from(
    [
        *["great", "terrible", "broke", "not", "never", ",", ".", "!", "?", '"', "but", "if", "you", "said", "refund"],
        *["坏了", "不", "太", "好", "你", "说", "“", "”", "再也", "来", "😡", "ＡＢ", "İ", "转人工", "…", "human"],
    ]
)


@settings(deadline=None, max_examples=150)
@given(st.lists(WORDS, max_size=40), st.booleans())
def test_offsets_hold_in_texts_full_of_signals(words: list[str], spaced: bool) -> None:
    text = (" " if spaced else "").join(words)
    for signal in read(text).turns[0].signals:
        assert text[signal.start : signal.end] == signal.quote


@pytest.mark.parametrize(
    "text",
    ["", " ", "\x00", "\ud800", "🧡" * 50, "שלום עולם", "\u202ebroken", "a\u0300" * 50, "?!?!", "'" * 99, '"' * 99],
)
def test_odd_texts_are_read(text: str) -> None:
    assert len(read(text, text).turns) == 2


@pytest.mark.parametrize(
    "piece",
    [
        "not good ",
        "you said ",
        '"',
        "(",
        "不",
        "太",
        "a",
        "never again I will not ",
        "再也不",
        "- ",
        "very very ",
        "is it ",
        ",,,",
    ],
)
def test_a_text_of_100_000_characters_is_read_in_time_linear_in_what_is_read(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    started = time.process_time()
    read(text)
    assert time.process_time() - started < 5
