"""Which part of a text a network's vocabulary can read."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Final

from retrieval.tokens import is_han

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

_CHINESE: Final = "轻便防水的旅行双肩背包适合周末徒步与通勤降噪耳机续航"
"""A model made for Chinese knows nearly all of these characters; MiniLM knows about a third, met by accident."""
SHORTEST_STEM: Final = 4
"""Letters before an ending: a shorter token may be the beginning of anything."""

_ENDINGS: Final = frozenset({"##s", "##es", "##d", "##ed", "##ing", "##er", "##ers"})


class VocabularyReader:
    """Counts what a tokenizer does not know; callable from any thread.

    `tokenizing` is the lock of everybody who uses the same tokenizer: its padding is set and used in two steps.
    """

    def __init__(self, tokenizer: PreTrainedTokenizerBase, tokenizing: threading.Lock | None = None) -> None:
        self._tokenizer, self._tokenizing = tokenizer, tokenizing or threading.Lock()
        known = self._tokens(_CHINESE)
        self._reads_chinese = known.count(str(tokenizer.unk_token)) < 0.1 * len(known)

    def unknown_share(self, text: str) -> float:
        """The share of tokens unknown to the vocabulary; every Chinese character, for a model not made for Chinese."""
        tokens = self._tokens(text)
        if not tokens:
            return 0.0
        lost = sum(1 for token in tokens if token == self._tokenizer.unk_token or not self._can_read(token))
        return lost / len(tokens)

    def knows_word(self, word: str) -> bool:
        """Whether a folded English word is one token, or one and an ending: misspelt ones hardly ever are."""
        tokens = self._tokens(word)
        if not tokens or tokens[0] == self._tokenizer.unk_token:
            return False
        inflected = len(tokens) == 2 and len(tokens[0]) >= SHORTEST_STEM and tokens[1] in _ENDINGS
        return len(tokens) == 1 or inflected

    def _tokens(self, text: str) -> list[str]:
        with self._tokenizing:
            return list(self._tokenizer.tokenize(text))

    def _can_read(self, token: str) -> bool:
        return self._reads_chinese or not is_han(token.removeprefix("##"))
