"""Turns text into vectors: the `Embedder` seam, the real one (sentence-transformers), a deterministic one for tests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from retrieval.config import RetrievalConfig
from retrieval.hash_embedding import HashEmbedder
from retrieval.sentence_embedding import SentenceTransformerEmbedder
from retrieval.vectors import Vectors

__all__ = ["Embedder", "HashEmbedder", "SentenceTransformerEmbedder", "Vectors", "open_embedder"]


class Embedder(Protocol):
    """Whatever can place texts as unit vectors, near where they mean the same."""

    @property
    def name(self) -> str:
        """Which embedder this is; two with the same name give the same vectors, but for rounding."""

    @property
    def dimension(self) -> int:
        """Length of every vector."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row a text, in order: float32, shape (n, dimension), length 1; callable from any thread."""

    def unknown_share(self, text: str) -> float:
        """The share, 0 to 1, of the text's tokens that this embedder cannot read; 0 for an empty text."""

    def knows_word(self, word: str) -> bool:
        """Whether a folded English word stands whole in this embedder's vocabulary; False where it has none."""


def open_embedder(config: RetrievalConfig) -> Embedder:
    """The embedder `config` names; its weights are read on first use.

    Raises:
        RetrievalError: the built-in weights are not installed.
    """
    return SentenceTransformerEmbedder(config.embedding_model, config.device, config.dtype, config.batch_size)
