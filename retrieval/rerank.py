"""Orders the best hits anew by reading query and product together: the `Reranker` seam and a real cross-encoder."""

from __future__ import annotations

import threading
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.catalog import Product
from retrieval.config import RetrievalConfig
from retrieval.document import embedded_text
from retrieval.errors import RetrievalError
from retrieval.model_settings import model_share
from retrieval.readable import VocabularyReader
from retrieval.torch_setup import choose_device, choose_dtype, compute_threads, weights_name

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

Scores = NDArray[np.float32]

LONGEST_PAIR: Final = 256
"""Tokens of query and product together that are read; the cost of a pair grows with them."""


class Reranker(Protocol):
    """Whatever can say how well a product answers a query."""

    @property
    def name(self) -> str:
        """Which reranker this is; two with the same name give the same scores, but for rounding."""

    @property
    def weight(self) -> float:
        """The share, 0 to 1, of this reranker in the order of the hits; the stages before have the rest."""

    def scores(self, query: str, texts: Sequence[str]) -> Scores:
        """How well each text answers `query`, 0 to 1, in order: float32, shape (n,); callable from any thread."""

    def unknown_share(self, text: str) -> float:
        """The share, 0 to 1, of the text's tokens that this reranker cannot read; 0 for an empty text."""


class CrossEncoderReranker:
    """A sentence-transformers cross-encoder with one output: a folder or a hub name.

    `device` and `dtype` may be `auto`, as for the embedder. The weights are read on first use. `weight` is what
    training found best, 1 for a model that our training did not make.
    """

    def __init__(self, model: str, device: str = "auto", dtype: str = "auto", batch_size: int = 16) -> None:
        """`batch_size` counts pairs; small, so that the pairs of one search spread over the cores."""
        self._source, self.name = model, weights_name(model)
        self._device, self._dtype, self._batch_size = device, dtype, batch_size
        self._loading = threading.Lock()
        self._tokenizing = threading.Lock()

    @cached_property
    def weight(self) -> float:
        """The share of this reranker in the order of the hits, 0 to 1.

        Raises:
            RetrievalError: the model's folder says something else.
        """
        return model_share(self._source, "rerank_weight", 1.0)

    def scores(self, query: str, texts: Sequence[str]) -> Scores:
        """How well each text answers `query`: the sigmoid of the network's output, 0 to 1."""
        scores = np.zeros(len(texts), np.float32)
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]), reverse=True)
        batches = [order[start : start + self._batch_size] for start in range(0, len(order), self._batch_size)]
        pairs = ([(query, texts[place]) for place in batch] for batch in batches)
        for batch, found in zip(batches, self._workers.map(self._score_batch, pairs), strict=True):
            scores[batch] = found
        return scores

    def unknown_share(self, text: str) -> float:
        """The share of tokens unknown to the vocabulary; every Chinese character, for a model not made for Chinese."""
        return self._reader.unknown_share(text)

    def _score_batch(self, pairs: list[tuple[str, str]]) -> Scores:
        import torch

        with self._tokenizing:  # the tokenizer's padding is set and used in two steps, so one thread at a time
            features = self._network.preprocess(pairs)
        with torch.inference_mode():
            placed = {name: part.to(self._network.device) for name, part in features.items() if torch.is_tensor(part)}
            scores: Scores = torch.sigmoid(self._network(placed)["scores"].float()).reshape(-1).cpu().numpy()
        return scores

    @cached_property
    def _network(self) -> CrossEncoder:
        with self._loading:
            if "_network" in self.__dict__:  # another thread loaded it while this one waited
                return self.__dict__["_network"]  # type: ignore[no-any-return]
            self.__dict__["_network"] = network = _load_network(self._source, self._device, self._dtype)
            return network

    @cached_property
    def _reader(self) -> VocabularyReader:
        tokenizer = self._network.tokenizer
        assert tokenizer is not None, "a text cross-encoder has a tokenizer"
        return VocabularyReader(tokenizer, self._tokenizing)

    @cached_property
    def _workers(self) -> ThreadPoolExecutor:
        return compute_threads(self._network.device.type, "reranker")


class WordOverlapReranker:
    """A deterministic reranker without weights, for tests: the share of the query's words that a text holds."""

    name: str = "word-overlap"
    weight: float = 1.0

    def scores(self, query: str, texts: Sequence[str]) -> Scores:
        """The share of the query's words in each text, and a little of its own for every text, so that none tie."""
        words = set(query.casefold().split())
        return np.array([_overlap(words, text) for text in texts], np.float32)

    def unknown_share(self, text: str) -> float:
        """Always 0: every word can be compared."""
        return 0.0


def open_reranker(config: RetrievalConfig) -> Reranker | None:
    """The reranker `config` names, or None where it names none; its weights are read on first use."""
    return CrossEncoderReranker(config.reranker, config.device, config.dtype) if config.reranker else None


def recommend_products(query: str, candidates: Sequence[Product], reranker: Reranker) -> list[tuple[Product, float]]:
    """The candidates with how well each answers `query`, 0 to 1, best first; equals stay in their order.

    A product of whose text the reranker can read nothing gets 0.
    """
    texts = [product_text(product, reranker) for product in candidates]
    readable = [place for place, text in enumerate(texts) if text]
    scores = np.zeros(len(texts), np.float32)
    scores[readable] = reranker.scores(query, [texts[place] for place in readable])
    order = np.argsort(-scores, kind="stable")
    return [(candidates[place], float(scores[place])) for place in order]


def product_text(product: Product, reranker: Reranker) -> str:
    """What a reranker reads of a product: the embedder's text, in the languages this reranker can read."""
    return embedded_text(product, reranker.unknown_share)


def blended(before: Scores, reranked: Scores, weight: float) -> Scores:
    """One score a hit: `weight` of the reranker's and the rest of the stages' before, divided by their best.

    Both are 0 upwards and of the hits that were reranked, in the same order.
    """
    best = float(before.max(initial=0.0))
    scores: Scores = ((1 - weight) * before / (best or 1.0) + weight * reranked).astype(np.float32)
    return scores


def rerank(query: str, best: Sequence[Product], before: Scores, reranker: Reranker) -> tuple[Scores, Scores]:
    """What the reranker says of the `best` hits, 0 to 1, and one score for each of all hits.

    `before`, shape (n,), 0 upwards and falling, is of all hits, `best` the first of them. The reranker's answers have
    NaN for the others and for a product of which it can read nothing, whose score stays as it was. Hits that were not
    reranked stay below those that were.
    """
    said = np.full(len(before), np.nan, np.float32)
    texts = [product_text(product, reranker) for product in best]
    read = np.flatnonzero([bool(text) for text in texts])
    said[read] = reranker.scores(query, [texts[place] for place in read])
    scaled = before / (float(before.max(initial=0.0)) or 1.0)
    scores = np.where(np.isnan(said), scaled, blended(before, np.nan_to_num(said), reranker.weight)).astype(np.float32)
    lowest = float(scores[: len(best)].min(initial=1.0))
    scores[len(best) :] = lowest * scaled[len(best) :] - np.float32(1e-6)
    return said, scores


def _overlap(words: set[str], text: str) -> float:
    held = words & set(text.casefold().split())
    return 0.99 * len(held) / max(1, len(words)) + 0.01 * (zlib.crc32(text.encode()) / 2**32)


def _load_network(source: str, device: str, dtype: str) -> CrossEncoder:
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import AutoConfig
    from transformers.utils import logging

    chosen = choose_device(device)
    precision, local = getattr(torch, choose_dtype(dtype, chosen)), Path(source).is_dir()
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        made_for = AutoConfig.from_pretrained(source, local_files_only=local)
        _check_kind(source, tuple(made_for.architectures or ()), made_for.num_labels)
        network = CrossEncoder(source, device=chosen, model_kwargs={"dtype": precision}, local_files_only=local)
    except (OSError, ValueError) as error:
        raise RetrievalError(
            f"The reranker {source!r} cannot be loaded ({str(error).splitlines()[0]}); name the folder or hub name of "
            "a cross-encoder, or none."
        ) from error
    network.max_seq_length = min(LONGEST_PAIR, network.max_seq_length or LONGEST_PAIR)
    return network  # type: ignore[no-any-return]


def _check_kind(source: str, architectures: tuple[str, ...], outputs: int) -> None:
    """Transformers gives any other network a head of random numbers and says so in a warning only."""
    if not any(name.endswith("ForSequenceClassification") for name in architectures) or outputs != 1:
        raise RetrievalError(
            f"The reranker {source!r} is no cross-encoder with one output "
            f"({', '.join(architectures) or 'of unknown kind'}, {outputs} outputs); name the folder or hub name of "
            "one, such as `daogou retrieval train reranker` writes."
        )
