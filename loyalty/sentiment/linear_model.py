"""A sentiment model that adds up a weight for each hashed n-gram: small, fast, and what `builtin` is.

A folder holds one: `model.json` (kind "linear", the n-grams, the calibration, the thresholds) and `weights.npz`.
Trained models are written in the same form, so `open_sentiment_model` reads either.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, Literal, Self
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from loyalty.errors import SentimentModelMissing
from loyalty.nouns import LABELS, CannotTell, Label, Sentiment
from loyalty.sentiment.hashed_ngrams import HashedTexts, NgramSpec, rows
from loyalty.sentiment.readable import language_of, unreadable

KIND: Final = "linear"
FORMAT: Final = 1
HEADS: Final[Mapping[str, Literal["softmax", "nested"]]] = {"softmax": "softmax", "nested": "nested"}
BATCH_CODE_POINTS: Final = 200_000
"""Code points read at once, which bounds memory whatever the number of texts."""

LEAST_STEEPNESS: Final = 0.2
"""However long or short a text is, a better score makes a better text: lengths never taught do not turn that round."""

Weights = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns scores into logits, a number for each column.

    `scale` * score * (1 + `steeper` * length) + `bias` + `by_length` * length + `by_square` * length².

    The length of a text is the natural logarithm of a tenth of one more than its English words and Chinese characters:
    long texts are reviews, where praise is usual; short ones are chat, where it is not.
    """

    scale: float = 1.0
    bias: tuple[float, ...] = ()
    by_length: tuple[float, ...] = ()
    by_square: tuple[float, ...] = ()
    steeper: tuple[float, ...] = ()

    def logits(self, scores: Weights, counts: NDArray[np.int64]) -> Weights:
        """Scores, a text in each row, as logits; `counts` as in `HashedTexts`."""
        length = lengths(counts)[:, None]
        bias, by_length, by_square, steeper = (
            np.asarray(one or 0.0) for one in (self.bias, self.by_length, self.by_square, self.steeper)
        )
        steepness = np.maximum(1 + steeper * length, LEAST_STEEPNESS)
        shift = bias + length * (by_length + by_square * length)
        return np.asarray(self.scale * scores * steepness + shift, dtype=np.float32)


def lengths(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    """Lengths as `Calibration` counts them; `counts` as in `HashedTexts`. All above 200 words are as long."""
    return np.asarray(np.log(np.minimum(1 + counts[:, :2].sum(axis=1), 200) / 10))


@dataclass(frozen=True, slots=True)
class LinearWeights:
    """All that a linear model knows.

    `weights` has a row for each of the spec's buckets and a column for each label of `labels`, which may be fewer than
    all three; `intercept` as many. A head that is "nested" has two columns instead, polarity and neutrality: a text is
    neutral with the probability that the logistic function of the second gives, and where it is not, positive with
    that of the first. Reviews with two labels then teach polarity without saying anything about neutrality.
    `known` says of each bucket whether it is an English word that was taught often enough. `calibration` is by
    language, "en" and "zh", with "" for any other. `sure` is the probability that the likeliest label must reach, 0 to
    1, to be named.
    """

    title: str
    spec: NgramSpec
    labels: tuple[Label, ...]
    weights: Weights
    intercept: Weights
    known: NDArray[np.bool_]
    calibration: Mapping[str, Calibration] = field(default_factory=lambda: {"": Calibration()})
    sure: float = 0.0
    head: Literal["softmax", "nested"] = "softmax"

    @property
    def columns(self) -> int:
        """How many columns the weights have."""
        return 2 if self.head == "nested" else len(self.labels)

    def shares(self, logits: Weights) -> Weights:
        """Logits, a text in each row, as the probability of each of `labels`."""
        if self.head == "softmax":
            return _softmax(logits)
        positive, neutral = (1 / (1 + np.exp(-np.clip(logits[:, column], -30, 30))) for column in (0, 1))
        return np.stack([(1 - neutral) * (1 - positive), neutral, (1 - neutral) * positive], axis=1)

    def scores(self, texts: HashedTexts) -> Weights:
        """Uncalibrated scores, a text in each row, a label in each column."""
        scores = np.repeat(self.intercept[None, :], len(texts), axis=0)
        filled = np.flatnonzero(np.diff(texts.starts))
        if len(filled):
            weighed = self.weights[texts.buckets] * texts.values[:, None]
            scores[filled] += np.add.reduceat(weighed, texts.starts[filled], axis=0)
        return scores


class LinearSentimentModel:
    """Reads texts with `LinearWeights`; safe to call from several threads, as nothing in it changes."""

    def __init__(self, parts: LinearWeights) -> None:
        self.parts = parts
        self._digest = _digest(parts)

    @property
    def name(self) -> str:
        """Its title and eight digits that change with its weights."""
        return f"{self.parts.title}-{self._digest}"

    def read(self, texts: Sequence[str]) -> list[Sentiment]:
        """One reading a text, in order; any text is taken, none raises."""
        return [reading for batch in _batches(texts) for reading in self._read(batch)]

    def _read(self, texts: Sequence[str]) -> Iterator[Sentiment]:
        hashed = rows(texts, self.parts.spec)
        probabilities = self.probabilities(hashed)
        reasons = unreadable(hashed, self.parts.known)
        for shares, why in zip(probabilities.tolist(), reasons, strict=True):
            yield _reading(shares, why, self.parts.sure)

    def probabilities(self, hashed: HashedTexts) -> NDArray[np.float64]:
        """Calibrated probabilities in the order of `LABELS`, a text in each row; 0 for a label that was not taught."""
        scores = self.parts.scores(hashed)
        languages = language_of(hashed)
        found = np.zeros((len(hashed), len(LABELS)))
        columns = np.array([LABELS.index(label) for label in self.parts.labels])
        for language in ("en", "zh"):
            chosen = np.flatnonzero(languages == language)
            calibration = self.parts.calibration.get(language) or self.parts.calibration.get("", Calibration())
            logits = calibration.logits(scores[chosen], hashed.counts[chosen])
            found[np.ix_(chosen, columns)] = self.parts.shares(logits)
        return np.asarray(found / np.maximum(found.sum(axis=1, keepdims=True), 1e-12))

    def save(self, folder: Path, card: Mapping[str, Any] | None = None) -> None:
        """Write the model into a folder, made if it is not there; `card` goes into `card.json`.

        Weights are kept in half precision, so reading them back may move a probability by a thousandth. `model.json`
        comes last: without it the folder is no model.
        """
        folder.mkdir(parents=True, exist_ok=True)
        np.savez_compressed(
            folder / "weights.npz",
            weights=self.parts.weights.astype(np.float16),
            intercept=self.parts.intercept,
            known=np.packbits(self.parts.known),
        )
        if card is not None:
            (folder / "card.json").write_text(json.dumps(card, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        told = {
            "kind": KIND,
            "format": FORMAT,
            "title": self.parts.title,
            "labels": self.parts.labels,
            "spec": asdict(self.parts.spec),
            "calibration": {language: asdict(one) for language, one in self.parts.calibration.items()},
            "sure": self.parts.sure,
            "head": self.parts.head,
        }
        (folder / "model.json").write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Self:
        """The model in a folder.

        Raises:
            SentimentModelMissing: no model is there, it is of another kind or format, or its files are damaged.
        """
        try:
            told = json.loads((folder / "model.json").read_text(encoding="utf-8"))
            if (told["kind"], told["format"]) != (KIND, FORMAT):
                raise ValueError("another kind or format")
            with np.load(folder / "weights.npz", allow_pickle=False) as kept:
                spec = NgramSpec(**told["spec"])
                parts = LinearWeights(
                    title=str(told["title"]),
                    spec=spec,
                    labels=tuple(LABELS[LABELS.index(label)] for label in told["labels"]),
                    weights=kept["weights"].astype(np.float32),
                    intercept=kept["intercept"].astype(np.float32),
                    known=np.unpackbits(kept["known"])[: 1 << spec.bits].astype(np.bool_),
                    calibration={
                        language: Calibration(
                            one["scale"],
                            *(tuple(one.get(key, ())) for key in ("bias", "by_length", "by_square", "steeper")),
                        )
                        for language, one in told["calibration"].items()
                    },
                    sure=float(told["sure"]),
                    head=HEADS[told.get("head", "softmax")],
                )
            if parts.weights.shape != (1 << spec.bits, parts.columns):
                raise ValueError("the weights do not fit the n-grams")
        except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile, zlib.error) as error:
            raise SentimentModelMissing(
                f"There is no sentiment model in {folder} that can be read ({error}); train one with "
                "`daogou loyalty train sentiment`, or use builtin.",
                str(folder),
            ) from error
        return cls(parts)


def _softmax(logits: Weights) -> Weights:
    odds = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(odds / odds.sum(axis=1, keepdims=True), dtype=np.float32)


def known_words(texts: Sequence[str], spec: NgramSpec, at_least: int = 2) -> NDArray[np.bool_]:
    """Of each bucket, whether a word in it occurs in `at_least` of the texts: what `LinearWeights.known` wants."""
    seen = np.zeros(1 << spec.bits, dtype=np.int64)
    for batch in _batches(texts):
        hashed = rows(batch, spec)
        pairs = np.unique(hashed.word_texts << spec.bits | hashed.words)
        seen += np.bincount(pairs & ((1 << spec.bits) - 1), minlength=len(seen))
    return np.asarray(seen >= at_least)


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    start = size = 0
    for place, text in enumerate(texts):
        size += min(len(text), BATCH_CODE_POINTS // 10)
        if size >= BATCH_CODE_POINTS:
            yield texts[start : place + 1]
            start, size = place + 1, 0
    if start < len(texts):
        yield texts[start:]


def _reading(shares: Sequence[float], why: CannotTell, sure: float) -> Sentiment:
    if why:
        third = 1 / len(LABELS)
        return Sentiment(None, (third, third, third), why)
    found = (shares[0], shares[1], shares[2])
    best = max(range(len(LABELS)), key=found.__getitem__)
    return Sentiment(LABELS[best], found) if found[best] >= sure else Sentiment(None, found, "unsure")


def _digest(parts: LinearWeights) -> str:
    digest = hashlib.sha256(parts.weights.astype(np.float16).tobytes())
    digest.update(repr((parts.spec, parts.labels, dict(parts.calibration), parts.sure)).encode())
    return digest.hexdigest()[:8]
