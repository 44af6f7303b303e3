"""A network in training: forward, backward and inference over many texts, on all cores or on one GPU."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from retrieval.torch_setup import compute_threads, worker_count

if TYPE_CHECKING:
    import torch
    from torch import Tensor
    from torch.nn import Parameter

Text = str | tuple[str, str]
"""What a network reads: a text, or a query and a product's text."""

CHUNK: Final = 32
"""Texts that go through the network together, of like length so that little is padded."""


@dataclass(frozen=True, slots=True)
class Outputs:
    """What the network says of some texts, in order, and what is needed to teach it by them.

    `values` is (texts, width), a leaf: fill its gradient, then hand this to `NetworkInTraining.backward`.
    """

    values: Tensor
    parts: tuple[tuple[tuple[list[int], Tensor], ...], ...]


class NetworkInTraining:
    """A sentence-transformers network, copied once a worker thread; the copies share weights and not gradients.

    On a CPU each worker computes in one thread: 134 texts a second on two cores against 34 with torch's own threads.
    The network never drops units out (`eval` mode), so that both passes of a step see the same network and the
    weights depend on the seed alone. Loss over a whole batch with the passes cut into pieces: GradCache (Gao et al.
    2021), here with the graphs kept instead of computed twice.
    """

    def __init__(self, network: Any, output: str, max_tokens: int) -> None:
        """`output` names what is learned (`sentence_embedding`, `scores`); texts are cut at `max_tokens`."""
        network.eval()
        network.max_seq_length = min(max_tokens, network.max_seq_length or max_tokens)
        self.network, self._output = network, output
        self._device: torch.device = network.device
        self.workers = worker_count(self._device.type)
        self._copies = [network, *(_sharing_copy(network) for _ in range(self.workers - 1))]
        self._pool = compute_threads(self._device.type, "training")
        self.low_precision = _computes_in_bfloat16(self._device.type)

    @property
    def device(self) -> str:
        """Where it computes: `cpu`, `cuda` or `mps`."""
        return str(self._device.type)

    def parameters(self) -> list[Parameter]:
        """The weights that are learned."""
        return [weight for weight in self.network.parameters() if weight.requires_grad]

    def forward(self, texts: Sequence[Text]) -> Outputs:
        """The network's outputs for `texts`, ready to be taught by."""
        import torch

        parts = tuple(tuple(part) for part in self._spread(texts, self._forward_chunks))
        values = _joined(parts, len(texts)).to(torch.float32)
        return Outputs(values.requires_grad_(), parts)

    def backward(self, outputs: Outputs) -> None:
        """Add the gradient of `outputs.values` to the weights' gradients, always in the same order."""
        gradient = outputs.values.grad
        if gradient is None:
            raise ValueError("outputs.values has no gradient; call backward on the loss first")
        list(self._pool.map(lambda part: _backward_chunks(part, gradient), outputs.parts))
        for other in self._copies[1:]:
            _move_gradients(other, self.network)

    def infer(self, texts: Sequence[Text]) -> NDArray[np.float32]:
        """The outputs for `texts`, (texts, width), nothing kept to teach by."""
        import torch

        def compute(work: tuple[Any, list[tuple[list[int], list[Text]]]]) -> list[tuple[list[int], Tensor]]:
            with torch.no_grad():
                return self._forward_chunks(work)

        found: NDArray[np.float32] = _joined(tuple(self._spread(texts, compute)), len(texts)).float().cpu().numpy()
        return found

    def close(self) -> None:
        """Let the workers go."""
        self._pool.shutdown()

    def _spread(
        self, texts: Sequence[Text], compute: Callable[[Any], list[tuple[list[int], Tensor]]]
    ) -> Iterator[list[tuple[list[int], Tensor]]]:
        """Deal chunks of like length out to the workers, in turn."""
        order = sorted(range(len(texts)), key=lambda place: _length(texts[place]), reverse=True)
        chunks = [order[start : start + CHUNK] for start in range(0, len(order), CHUNK)]
        dealt = [chunks[worker :: self.workers] for worker in range(self.workers)]
        work = [
            (copy_, [(chunk, [texts[place] for place in chunk]) for chunk in mine])
            for copy_, mine in zip(self._copies, dealt, strict=True)
        ]
        return self._pool.map(compute, work)

    def _forward_chunks(self, work: tuple[Any, list[tuple[list[int], list[Text]]]]) -> list[tuple[list[int], Tensor]]:
        network, chunks = work
        return [(places, self._forward_chunk(network, texts)) for places, texts in chunks]

    def _forward_chunk(self, network: Any, texts: list[Text]) -> Tensor:
        import torch

        features = network.preprocess(texts)
        placed = {name: part.to(self._device) for name, part in features.items() if torch.is_tensor(part)}
        with self._precision():
            values: Tensor = network(placed)[self._output]
        return values.float()

    def _precision(self) -> AbstractContextManager[Any]:
        import torch

        return torch.autocast(self._device.type, torch.bfloat16, enabled=self.low_precision)


@contextmanager
def fixed_seed(seed: int) -> Iterator[None]:
    """Torch's random numbers begin at `seed` inside, and go on outside as if nothing had happened."""
    import torch

    with torch.random.fork_rng():
        torch.manual_seed(seed)
        yield


def _computes_in_bfloat16(device: str) -> bool:
    import torch

    if device == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    return device == "cpu" and torch.cpu._is_avx512_bf16_supported()


def _sharing_copy(network: Any) -> Any:
    """A copy whose weights are the same memory; the tokenizer is a copy too, since its padding is not thread-safe."""
    other = copy.deepcopy(network)
    for mine, shared in zip(other.parameters(), network.parameters(), strict=True):
        mine.data = shared.data
    return other


def _joined(parts: Sequence[Sequence[tuple[list[int], Tensor]]], count: int) -> Tensor:
    """The chunks' outputs, cut from their graphs, in the order of the texts."""
    import torch

    chunks = [chunk for part in parts for chunk in part]
    if not chunks:
        return torch.zeros(0, 1)
    places = torch.tensor([place for chunk, _ in chunks for place in chunk])
    values = torch.cat([values.detach() for _, values in chunks])
    joined = torch.empty_like(values)
    joined[places.to(values.device)] = values
    return joined


def _backward_chunks(part: Sequence[tuple[list[int], Tensor]], gradient: Tensor) -> None:
    for places, values in part:
        values.backward(gradient[places])  # type: ignore[no-untyped-call]


def _move_gradients(giving: Any, taking: Any) -> None:
    for given, taken in zip(giving.parameters(), taking.parameters(), strict=True):
        if given.grad is not None:
            taken.grad = given.grad if taken.grad is None else taken.grad.add_(given.grad)
            given.grad = None


def _length(text: Text) -> int:
    return len(text) if isinstance(text, str) else len(text[0]) + len(text[1])
