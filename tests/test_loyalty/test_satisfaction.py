"""Predicted satisfaction: features, the additive model, its weights and how they are learned."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.errors import TrainingDataError
from loyalty.nouns import SaidConversation, SaidTurn, Sentiment, Signal, TurnReading
from loyalty.satisfaction.additive import AdditiveSatisfaction, open_satisfaction_model
from loyalty.satisfaction.cues import cues, folded
from loyalty.satisfaction.features import DIRECTIONS, describe
from loyalty.satisfaction.fitting import FEWEST, fit_weights, folds
from loyalty.satisfaction.rated import read_rated
from loyalty.satisfaction.training import train_satisfaction
from loyalty.satisfaction.weights import SatisfactionWeights
from loyalty.sentiment.opening import open_sentiment_model
from loyalty.signals.reader import SignalReader

ROOT = Path(__file__).resolve().parents[2]
ROOM = ROOT / "loyalty" / "satisfaction"
NOW = datetime(2026, 11, 1, tzinfo=UTC)
HAPPY = [
    ("I need a rain jacket for hiking", "The Fellgate Drizzle is a perfect fit: light, taped and in stock."),
    ("exactly what I wanted, thank you!", "Great, enjoy the hills!"),
]
SAD = [
    ("where is my parcel", "I'm sorry, I cannot see it."),
    ("I already asked! where is my parcel", "Sorry, I do not have other information."),
    ("useless. my parcel is not here", "Unfortunately I cannot help."),
]


def said(turns: Sequence[tuple[str, str]], outcome: str = "answered") -> SaidConversation:
    """A conversation of (message, answer) pairs."""
    made = tuple(SaidTurn(f"t{at}", at, NOW, text, answer, "en", outcome) for at, (text, answer) in enumerate(turns))
    return SaidConversation("c", None, NOW, made)


def mood(turn: int, valence: float, *kinds: str) -> TurnReading:
    """A reading of one turn."""
    good = max(valence, 0.0)
    bad = max(-valence, 0.0)
    label = "negative" if valence < -0.3 else "positive" if valence > 0.3 else "neutral"
    signals = tuple(Signal(kind, f"t{turn}", NOW, "x", 0, 1, 0.5, 0.5) for kind in kinds)  # type: ignore[arg-type]
    return TurnReading(f"t{turn}", turn, NOW, Sentiment(label, (bad, 1 - good - bad, good)), signals)  # type: ignore[arg-type]


def read_turns(conversations: Sequence[SaidConversation]) -> list[tuple[TurnReading, ...]]:
    """Mood and signals of turns by the shipped models."""
    reader = SignalReader(open_sentiment_model())
    return [reading.turns for reading in reader.read_conversations(conversations)]


class TestCues:
    """The words that features count."""

    @pytest.mark.parametrize(
        ("name", "text"),
        [
            ("impatience", "I already told you my size"),
            ("impatience", "又是机器人"),
            ("pushback", "that won’t work for me"),
            ("others", "do you have any alternatives"),
            ("hedge", "It doesn't have a disc drive"),
            ("fit", "this suits you perfectly"),
            ("apology", "I apologise for this"),
            ("thanks", "好的，谢谢"),
        ],
    )
    def test_are_found(self, name: str, text: str) -> None:
        assert folded(text) in cues()[name]

    @pytest.mark.parametrize(
        ("name", "text"),
        [("hedge", "maybelle notebook"), ("pushback", "a knot of buttons"), ("fit", "greatcoat"), ("others", "many")],
    )
    def test_are_whole_words(self, name: str, text: str) -> None:
        assert folded(text) not in cues()[name]

    def test_words_of_both_languages_are_of_one_size(self) -> None:
        assert folded("a light rain jacket").length == 4
        assert folded("轻便的防水外套啊").length == pytest.approx(5)

    def test_content_leaves_small_words_out(self) -> None:
        assert folded("is it in size 44 waterproof").content == {"size", "44", "waterproof"}
        assert folded("防水吗").content == {"防水", "水吗"}


class TestFeatures:
    """What a conversation is judged by."""

    def test_a_conversation_without_turns_or_words_has_none(self) -> None:
        assert describe(said([])) is None
        assert describe(said([("  ", "Hello, how can I help?"), ("", "Still there?")])) is None

    def test_without_readings_no_mood_is_made_up(self) -> None:
        found = describe(said(HAPPY))
        assert found is not None
        assert not {"negative_share", "complaints"} & set(found)
        assert set(found) <= set(DIRECTIONS)

    def test_moods_and_signals_are_read(self) -> None:
        readings = [mood(0, 0.2), mood(1, -0.95, "complaint", "complaint"), mood(2, -0.4, "wants_person")]
        found = describe(said(SAD), readings)
        assert found is not None
        assert found["negative_share"] == pytest.approx(1 / 3)  # a hard word alone makes nobody unhappy
        assert found["complaints"] == pytest.approx(0.6931, abs=1e-4)
        assert (found["wants_person"], found["unresolved"]) == (0.5, 0.0)

    def test_faint_signals_are_not_heard(self) -> None:
        faint = Signal("wants_person", "t0", NOW, "x", 0, 1, 0.9, 0.4)
        found = describe(said(SAD), [TurnReading("t0", 0, NOW, mood(0, 0.0).sentiment, (faint, faint))])
        assert found is not None
        assert found["wants_person"] == 0

    def test_a_message_in_another_language_has_no_mood(self) -> None:
        reading = TurnReading("t0", 0, NOW, Sentiment(None, (1 / 3, 1 / 3, 1 / 3), "language"))
        assert describe(said([("où est mon colis", "...")]), [reading]) is None
        found = describe(said([("où est mon colis", "..."), ("where is my parcel", "...")]), [reading, mood(1, -0.9)])
        assert found is not None
        assert found["negative_share"] == 1.0

    def test_repeating_and_not_being_answered_count(self) -> None:
        once, again = describe(said(HAPPY)), describe(said([("black shoes", ""), ("black shoes", "Here: shoes.")]))
        assert once is not None
        assert again is not None
        assert again["repeats"] == 1.0 > once["repeats"]
        assert again["unanswered"] > once["unanswered"] == 0

    def test_a_last_word_without_an_answer_is_no_failure(self) -> None:
        found = describe(said([("hi", "Hello!"), ("bye", "")]))
        assert found is not None
        assert found["unanswered"] == 0

    def test_what_a_person_answers_is_not_unanswered(self) -> None:
        asked = [("is anybody there?", ""), ("hello?", ""), ("thanks", "")]
        waiting, with_person = describe(said(asked)), describe(said(asked, outcome="with_person"))
        assert waiting is not None
        assert with_person is not None
        assert waiting["unanswered"] > with_person["unanswered"] == 0
        assert with_person["failures"] == 0

    def test_failed_turns_count(self) -> None:
        found = describe(said(HAPPY, outcome="fallback"))
        assert found is not None
        assert found["failures"] == 1.0

    def test_a_hundred_thousand_characters_are_read_in_no_time(self) -> None:
        assert describe(said([("why " * 25_000, "no " * 30_000)] * 20)) is not None

    @given(st.lists(st.tuples(st.text(max_size=60), st.text(max_size=60)), max_size=5))
    def test_any_text_is_taken(self, turns: list[tuple[str, str]]) -> None:
        found = describe(said(turns))
        assert (found is None) == (not any(text.strip() for text, _ in turns))
        assert found is None or all(value == value for value in found.values())


class TestModel:
    """The additive model with the shipped weights."""

    def test_the_sum_is_the_value(self) -> None:
        for turns in (HAPPY, SAD, [("hi", "")]):
            (one,) = open_satisfaction_model().read([said(turns)], [()])
            assert one is not None
            assert one.base + sum(one.reasons.values()) == pytest.approx(one.value)
            assert 1 <= one.low <= one.value <= one.high <= 5
            assert 0 < one.unhappy < 1

    def test_the_happy_one_is_happier(self) -> None:
        happy, sad = open_satisfaction_model().read([said(HAPPY), said(SAD)], [(), ()])
        assert happy is not None
        assert sad is not None
        assert happy.value > 4 > 2.5 > sad.value
        assert happy.unhappy < 0.1 < 0.5 < sad.unhappy

    def test_nothing_to_judge_is_none(self) -> None:
        assert open_satisfaction_model().read([said([]), said([("", "Hello")])], [(), ()]) == [None, None]

    def test_a_reading_for_each_is_asked_for(self) -> None:
        with pytest.raises(ValueError, match="zip"):
            open_satisfaction_model().read([said(HAPPY)], [])

    def test_weights_obey_their_directions(self) -> None:
        for name, one in SatisfactionWeights.load().features.items():
            assert one.weight * DIRECTIONS[name] >= 0, name

    def test_a_file_that_is_none_is_named(self, tmp_path: Path) -> None:
        broken = tmp_path / "weights.json"
        broken.write_text('{"features": 3}')
        with pytest.raises(TrainingDataError, match=r"weights\.json"):
            open_satisfaction_model(broken)


class TestFitting:
    """Learning from few ratings."""

    def rows(self, count: int) -> tuple[list[dict[str, float]], list[float]]:
        draw = random.Random(3)
        rows = [{"impatience": draw.random(), "thanks": draw.random(), "turns": draw.random()} for _ in range(count)]
        ratings = [min(5, max(1, 3 - 3 * row["impatience"] + 3 * row["thanks"] + draw.gauss(0, 0.3))) for row in rows]
        return rows, ratings

    def test_what_matters_is_found(self) -> None:
        rows, ratings = self.rows(300)
        weights = fit_weights(rows, ratings, "x")
        stars = {name: one.weight for name, one in weights.features.items()}
        assert stars["thanks"] > 0.5 > -0.5 > stars["impatience"]
        assert abs(stars["turns"]) < 0.2
        assert stars["negative_share"] == 0

    def test_the_same_data_gives_the_same_weights(self) -> None:
        rows, ratings = self.rows(60)
        assert fit_weights(rows, ratings, "x") == fit_weights(rows, ratings, "x")

    def test_too_little_and_one_rating_only_are_refused(self) -> None:
        rows, ratings = self.rows(FEWEST)
        with pytest.raises(TrainingDataError, match="too few"):
            fit_weights(rows[1:], ratings[1:], "x")
        with pytest.raises(TrainingDataError, match="same rating"):
            fit_weights(rows, [4.0] * FEWEST, "x")

    def test_folds_hold_each_row_once_and_like_ratings(self) -> None:
        import numpy as np

        ratings = np.array([1.0] * 10 + [5.0] * 40)
        parts = folds(ratings, 5, 0)
        assert sorted(int(at) for part in parts for at in part) == list(range(50))
        assert [int((ratings[part] == 1).sum()) for part in parts] == [2] * 5

    def test_the_shipped_weights_are_those_of_the_shipped_lines(self) -> None:
        """Up to what a newer sentiment model hears differently."""
        files = [ROOM / "conversations.jsonl", ROOT / "data" / "conversations.jsonl"]
        shipped = SatisfactionWeights.load()
        trained = train_satisfaction(files, read_turns, shipped.name, ROOM / "demo_ratings.jsonl").weights
        assert trained.trained_on["conversations"] == shipped.trained_on["conversations"] >= 240
        said = read_rated(files, ROOM / "demo_ratings.jsonl").conversations
        readings = read_turns(said)
        before = AdditiveSatisfaction(shipped).read(said, readings)
        after = AdditiveSatisfaction(trained).read(said, readings)
        gaps = [abs(one.value - two.value) for one, two in zip(before, after, strict=True) if one and two]
        assert sum(gaps) / len(gaps) < 0.1

    def test_weights_survive_their_file(self, tmp_path: Path) -> None:
        weights = fit_weights(*self.rows(40), "own")
        weights.save(tmp_path / "deep" / "w.json")
        again = SatisfactionWeights.load(tmp_path / "deep" / "w.json")
        assert again.base == pytest.approx(weights.base, abs=1e-5)
        assert list((tmp_path / "deep").iterdir()) == [tmp_path / "deep" / "w.json"]


class TestReading:
    """Rated conversations in the forms they come in."""

    def write(self, folder: Path, *rows: object) -> Path:
        file = folder / "rated.jsonl"
        file.write_text("\n".join(row if isinstance(row, str) else json.dumps(row) for row in rows), encoding="utf-8")
        return file

    def test_messages_become_turns(self, tmp_path: Path) -> None:
        row = {
            "file": "f",
            "messages": [
                {"role": "ai", "content": "Welcome"},
                {"role": "human", "content": "shoes"},
                {"role": "system", "content": "Updated preferences"},
                {"role": "ai", "content": "I recommend A."},
                {"role": "ai", "content": "Great! You've selected **A**. Are you sure?"},
                {"role": "human", "content": "Yes, I want this one."},
                {"role": "human", "content": [{"type": "text", "text": "it fits"}]},
            ],
            "post_task_answers": {"q1": "4", "q2": "I loved it"},
        }
        read = read_rated([self.write(tmp_path, row)])
        assert read.ratings == (4.0,)
        turns = read.conversations[0].turns
        assert [(turn.text, turn.answer) for turn in turns] == [("shoes", "I recommend A."), ("it fits", "")]
        assert "loved" not in str(read.conversations)

    def test_what_cannot_be_used_is_counted(self, tmp_path: Path) -> None:
        turns = [{"text": "hello", "answer": "hi"}]
        file = self.write(
            tmp_path,
            {"turns": turns, "rating": 5},
            {"turns": turns, "rating": "N/A"},
            {"turns": turns, "rating": 9},
            {"turns": [], "rating": 3},
            {"turns": "hello", "rating": 3},
            "{broken",
            "17",
        )
        read = read_rated([file])
        assert read.ratings == (5.0,)
        assert read.left_out == {
            "not rated 1 to 5": 2,
            "without a word of the shopper's": 1,
            "not a conversation": 3,
        }

    def test_ratings_can_stand_in_a_file_of_their_own(self, tmp_path: Path) -> None:
        file = self.write(tmp_path, {"id": "a", "turns": [{"text": "hello"}]}, {"id": "b", "turns": [{"text": "x"}]})
        ratings = tmp_path / "ratings.jsonl"
        ratings.write_text('{"id": "b", "rating": 2}\n')
        read = read_rated([file], ratings)
        assert [one.id for one in read.conversations] == ["b"]

    def test_an_array_is_read_too(self, tmp_path: Path) -> None:
        file = tmp_path / "all.json"
        file.write_text(json.dumps([{"turns": [{"text": "hello"}], "stars": 3.0}]))
        assert read_rated([file]).ratings == (3.0,)

    @pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"\x1f\x8bnot gzip", b"[1, 2", b'{"rating": 4}'])
    def test_a_file_without_any_is_refused_by_name(self, tmp_path: Path, content: bytes) -> None:
        file = tmp_path / "odd.jsonl"
        file.write_bytes(content)
        with pytest.raises(TrainingDataError, match=r"odd\.jsonl"):
            read_rated([file])
        with pytest.raises(TrainingDataError, match=r"gone\.jsonl"):
            read_rated([tmp_path / "gone.jsonl"])

    @pytest.mark.shared_data
    def test_real_rated_dialogues_agree_with_the_shipped_weights(self, shared_data: Path) -> None:
        from evaluation.satisfaction_metrics import report_of

        read = read_rated([shared_data / "dialogues" / "recquest.jsonl.gz"])
        assert (len(read.ratings), read.left_out) == (247, {"not rated 1 to 5": 37})
        predicted = open_satisfaction_model().read(read.conversations, read_turns(read.conversations))
        figures = report_of(predicted, read.ratings).shape()
        assert figures["spearman"] >= 0.36
        assert figures["auc"] >= 0.84


def test_every_reason_has_words_in_both_languages() -> None:
    import yaml

    told = yaml.safe_load((ROOM / "reasons.yaml").read_text(encoding="utf-8"))
    assert set(told) == {*DIRECTIONS, "bounds"}
    assert all(told[name][way][language] for name in told for way in ("more", "less") for language in ("en", "zh"))
