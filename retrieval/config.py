"""Settings of this package, handed in complete; nothing here reads the environment."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class RetrievalConfig:
    """Where the index lives and what makes its vectors.

    `embedding_model` is `builtin` (all-MiniLM-L6-v2 from the installed wheel), a folder, or a hub name. `device` is
    `auto`, `cuda`, `mps` or `cpu`; `dtype` is `auto`, `float32`, `bfloat16` or `float16`.

    `chroma_url` names a Chroma server that keeps the vectors (`http://host:port`); empty keeps them in `index_dir`.
    `reranker` is the folder or hub name of a cross-encoder that orders the best `rerank_depth` hits anew; empty: none.
    """

    index_dir: Path
    embedding_model: str = "builtin"
    device: str = "auto"
    dtype: str = "auto"
    batch_size: int = 64
    chroma_url: str = ""
    reranker: str = ""
    rerank_depth: int = 30
