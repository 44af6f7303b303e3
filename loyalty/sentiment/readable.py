"""Whether a text is in a language that was taught: cheap, by its scripts and the share of its words that are known."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from loyalty.nouns import CannotTell
from loyalty.sentiment.hashed_ngrams import HashedTexts

KNOWN_SHARE: Final = 0.5
"""Share of the words of an English text that must have been taught."""
FOREIGN_SHARE: Final = 0.2
"""Share of letters of other scripts from which on a text is in another language; Japanese has Chinese ones too."""


def language_of(texts: HashedTexts) -> NDArray[np.str_]:
    """ "zh" for each text with at least half as many Chinese characters as English words and numbers, else "en"."""
    words, characters = texts.counts[:, 0], texts.counts[:, 1]
    return np.where((characters > 0) & (2 * characters >= words), "zh", "en")


def unreadable(texts: HashedTexts, known: NDArray[np.bool_]) -> list[CannotTell]:
    """For each text why it cannot be read: nothing in it, or another language; "" where it can."""
    words, characters, foreign, symbols = texts.counts[:, :4].T
    taught = np.bincount(texts.word_texts, weights=known[texts.words], minlength=len(texts))
    unknown = (words > 0) & (taught < KNOWN_SHARE * words) & (2 * characters < words)
    other = (foreign > 0) & (foreign >= FOREIGN_SHARE * (words + characters + foreign))
    empty = words + characters + foreign + symbols == 0
    reasons: list[CannotTell] = ["", "language", "empty"]
    return [reasons[place] for place in np.where(empty, 2, np.where(other | unknown, 1, 0)).tolist()]
