"""A sentiment model that says what it was told to say: for tests, and where no mood is wanted at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from loyalty.nouns import LABELS, Label, Sentiment


class ScriptedSentimentModel:
    """Gives each text of `script` its label with the probability `sure`; cannot tell any other text.

    Without a script it can tell nothing.
    """

    def __init__(self, script: Mapping[str, Label] | None = None, *, sure: float = 0.9, name: str = "scripted") -> None:
        self._script = dict(script or {})
        self._sure = sure
        self._name = name

    @property
    def name(self) -> str:
        """As it was given."""
        return self._name

    def read(self, texts: Sequence[str]) -> list[Sentiment]:
        """One reading a text, in order."""
        return [self._reading(text) for text in texts]

    def _reading(self, text: str) -> Sentiment:
        label = self._script.get(text)
        if label is None:
            third = 1 / len(LABELS)
            return Sentiment(None, (third, third, third), "unsure" if text.strip() else "empty")
        rest = (1 - self._sure) / 2
        negative, neutral, positive = (self._sure if one == label else rest for one in LABELS)
        return Sentiment(label, (negative, neutral, positive))
