"""A sentiment model that is a transformer: one that was fine-tuned here, or any of the hub by name."""

from __future__ import annotations

import hashlib
import re
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from loyalty.errors import SentimentModelMissing
from loyalty.nouns import LABELS, Label, Sentiment

BATCH: Final = 32
"""Texts that go through the network together, of like length so that little is padded."""
LONGEST: Final = 8_000
MOST_TOKENS: Final = 512
UNKNOWN_SHARE: Final = 0.5
"""Share of tokens that the tokenizer does not know from which on a text is in a language the model was not taught."""
SURE: Final = 0.45

_WORDS: Final[Mapping[str, Label]] = {"neg": "negative", "neu": "neutral", "pos": "positive"}
_IN_ORDER: Final[Mapping[int, tuple[Label, ...]]] = {
    2: ("negative", "positive"),
    3: ("negative", "neutral", "positive"),
    5: ("negative", "negative", "neutral", "positive", "positive"),
}


class TransformerSentimentModel:
    """Reads texts with a network that has an output for each label, or each number of stars.

    Safe to call from several threads: one reads at a time. The name has the first digits of the model's revision where
    the model has one.
    """

    def __init__(
        self, name: str, tokenizer: Any, network: Any, labels: Sequence[Label], *, scale: float = 1.0, device: str
    ) -> None:
        self._name, self._scale, self._device = name, scale, device
        self._tokenizer, self._network = tokenizer, network
        self._to_labels = np.array([[label == one for one in LABELS] for label in labels], dtype=np.float64)
        self._most_tokens = min(MOST_TOKENS, int(getattr(network.config, "max_position_embeddings", MOST_TOKENS)) - 2)
        self._lock = threading.Lock()

    @classmethod
    def open(cls, name: str, device: str = "auto", dtype: str = "auto", told: Mapping[str, Any] | None = None) -> Self:
        """The model in a folder or of the hub; `told` is what training wrote beside it: labels and scale.

        Raises:
            SentimentModelMissing: it is not there, is no text classifier, or its labels say nothing about sentiment.
        """
        import torch
        from transformers import AutoModelForSequenceClassification, AutoTokenizer

        place = _device(device)
        kind = getattr(torch, _dtype(dtype, place))
        try:
            tokenizer = AutoTokenizer.from_pretrained(name)
            network = AutoModelForSequenceClassification.from_pretrained(name, dtype=kind)
            network = network.to(place).eval()
        except (OSError, ValueError, RuntimeError, KeyError, AssertionError) as error:
            raise SentimentModelMissing(
                f"The sentiment model {name} cannot be opened ({str(error).splitlines()[0]}); name a folder or a model "
                "of the hub that classifies texts, or use builtin.",
                name,
            ) from error
        labels = _named(told["labels"]) if told and told.get("labels") else sentiment_labels(network.config.id2label)
        if labels is None or len(labels) != network.config.num_labels:
            raise SentimentModelMissing(
                f"The labels of {name} ({', '.join(map(str, network.config.id2label.values()))}) say nothing about "
                "sentiment; name a model with negative and positive, or with one to five stars.",
                name,
            )
        scale = float(told.get("scale", 1.0)) if told else 1.0
        return cls(_full_name(name, network.config), tokenizer, network, labels, scale=scale, device=place)

    @property
    def name(self) -> str:
        """The folder's or the hub's name, with its revision."""
        return self._name

    def read(self, texts: Sequence[str]) -> list[Sentiment]:
        """One reading a text, in order; any text is taken, none raises."""
        cleaned = [_readable(text) for text in texts]
        found: list[Sentiment | None] = [None] * len(texts)
        order = sorted((place for place, text in enumerate(cleaned) if text), key=lambda place: len(cleaned[place]))
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            for place, reading in zip(places, self._read([cleaned[one] for one in places]), strict=True):
                found[place] = reading
        third = 1 / len(LABELS)
        return [one or Sentiment(None, (third, third, third), "empty") for one in found]

    def _read(self, texts: Sequence[str]) -> list[Sentiment]:
        import torch

        with self._lock, torch.inference_mode():
            inputs = self._tokenizer(
                list(texts), padding=True, truncation=True, max_length=self._most_tokens, return_tensors="pt"
            )
            unknown = _unknown_shares(inputs, self._tokenizer.unk_token_id)
            logits = self._network(**inputs.to(self._device)).logits.float().cpu().numpy()
        odds = np.exp(self._scale * (logits - logits.max(axis=1, keepdims=True)))
        shares = odds / odds.sum(axis=1, keepdims=True) @ self._to_labels
        return [_reading(row, strange) for row, strange in zip(shares.tolist(), unknown.tolist(), strict=True)]


def sentiment_labels(names: Mapping[int, str]) -> tuple[Label, ...] | None:
    """What the outputs of a network mean, in their order; None where their names say nothing about sentiment.

    Names may hold negative, neutral, positive (or NEG, POS, "very positive"), or one to five stars; names that say
    nothing, LABEL_0 and so on, are taken from negative to positive where there are 2, 3 or 5.
    """
    told = [str(names[place]).casefold() for place in sorted(names)]
    stars = [re.fullmatch(r"\D*([1-5])\s*stars?", name) for name in told]
    if len(told) == 5 and all(stars):
        return tuple(_IN_ORDER[5][int(one[1]) - 1] for one in stars if one)
    found = [next((label for part, label in _WORDS.items() if part in name), None) for name in told]
    if all(found):
        return tuple(label for label in found if label)
    if all(re.fullmatch(r"label_\d", name) for name in told):
        return _IN_ORDER.get(len(told))
    return None


def _named(labels: Sequence[str]) -> tuple[Label, ...]:
    known = {str(label): label for label in LABELS}
    return tuple(known[one] for one in labels if one in known)


def _readable(text: str) -> str:
    text = text if len(text) <= LONGEST else f"{text[: LONGEST // 2]} {text[-LONGEST // 2 :]}"
    return text.encode("utf-8", "replace").decode("utf-8").replace("\0", " ").strip()


def _unknown_shares(inputs: Any, unknown: int | None) -> NDArray[np.float64]:
    """Of each text the share of its tokens, padding and the two ends left out, that the tokenizer does not know."""
    real = inputs["attention_mask"].sum(dim=1).clamp(min=3) - 2
    strange = ((inputs["input_ids"] == unknown) & (inputs["attention_mask"] == 1)).sum(dim=1)
    return np.asarray((strange / real).numpy(), dtype=np.float64)


def _reading(shares: Sequence[float], unknown: float) -> Sentiment:
    found = (shares[0], shares[1], shares[2])
    if unknown >= UNKNOWN_SHARE:
        return Sentiment(None, found, "language")
    best = max(range(len(LABELS)), key=found.__getitem__)
    return Sentiment(LABELS[best], found) if found[best] >= SURE else Sentiment(None, found, "unsure")


def _full_name(name: str, config: Any) -> str:
    revision = getattr(config, "_commit_hash", None)
    if revision:
        return f"{name}@{revision[:8]}"
    weights = Path(name) / "model.safetensors"
    if not weights.is_file():
        return name
    with weights.open("rb") as file:
        return f"{Path(name).name}-{hashlib.file_digest(file, 'sha256').hexdigest()[:8]}"


def _device(wanted: str) -> str:
    import torch

    if wanted != "auto":
        return wanted
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _dtype(wanted: str, device: str) -> str:
    if wanted != "auto":
        return wanted
    return "float16" if device == "cuda" else "float32"
