"""Opens the networks that are trained, and says where their weights come from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrieval.readable import VocabularyReader
from retrieval.torch_setup import builtin_folder, choose_device, weights_sha256
from retrieval.training.network import fixed_seed
from retrieval.training.recipe import Recipe, TrainingError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder, SentenceTransformer


@dataclass(frozen=True, slots=True)
class Base:
    """The weights begun with: as the recipe names them, and the SHA-256 of a local file of them (else empty)."""

    name: str
    sha256: str


def open_embedder_network(recipe: Recipe) -> SentenceTransformer:
    """The bi-encoder to begin with, in float32.

    Raises:
        TrainingError: `recipe.base` cannot be loaded.
    """
    from sentence_transformers import SentenceTransformer

    network: SentenceTransformer = _open(SentenceTransformer, recipe)
    return network


def open_reranker_network(recipe: Recipe) -> CrossEncoder:
    """The cross-encoder to begin with, in float32; a base that is none gets a new head, the same for the same seed.

    Raises:
        TrainingError: `recipe.base` cannot be loaded.
    """
    from sentence_transformers import CrossEncoder

    with fixed_seed(recipe.seed):
        network: CrossEncoder = _open(CrossEncoder, recipe, num_labels=1)
    return network


def reads(network: Any) -> Callable[[str], float]:
    """Tells which share, 0 to 1, of a text a network's vocabulary does not know, as search will ask it."""
    return VocabularyReader(network.tokenizer).unknown_share


def base_of(recipe: Recipe) -> Base:
    """Which weights the recipe begins with."""
    return Base(recipe.base, weights_sha256(_source(recipe)))


def _source(recipe: Recipe) -> str:
    return str(builtin_folder()) if recipe.base == "builtin" else recipe.base


def _open(kind: Any, recipe: Recipe, **options: Any) -> Any:
    import torch
    from transformers.utils import logging

    device, source = choose_device(recipe.device), _source(recipe)
    how: dict[str, Any] = {"dtype": torch.float32}
    if device == "cpu":
        how["attn_implementation"] = "eager"  # backwards, torch's fused attention takes 1.6 to 2 times as long there
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return kind(source, device=device, model_kwargs=how, local_files_only=Path(source).is_dir(), **options)
    except (OSError, ValueError, RuntimeError, AssertionError) as error:  # the last from a torch without that device
        raise TrainingError(
            f"The base model {recipe.base!r} cannot be loaded ({str(error).splitlines()[0]}); name `builtin`, a folder "
            "or a hub model that sentence-transformers reads, and a --device that is there."
        ) from error
