"""The embedded language model: llama.cpp's own HTTP server, started in this process on a free loopback port."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from assistant.errors import ModelFileError
from assistant.llm.read_prompts import ReadPrompts

PROMPT_CACHE_MIB = 512
"""Where prompts of conversations that lost their slot wait; 1,000 tokens of the 1.5B model take 28 MiB."""


class EmbeddedServer:
    """A running llama.cpp server; `base_url` is its OpenAI-compatible address, `read` keeps what it has read."""

    def __init__(self, server: Any, read: ReadPrompts) -> None:
        self._server = server
        self.base_url = f"{server.listening_address}/v1"
        self.read = read

    def close(self) -> None:
        """Stop the server and free the model's memory; a second call does nothing."""
        self._server = None


def start_embedded_server(
    model_file: Path, *, context_tokens: int, parallel_slots: int, threads: int | None, prompts_dir: Path
) -> EmbeddedServer:
    """Load `model_file` and serve it on 127.0.0.1; returns when it can answer, after about four seconds.

    Each of `parallel_slots` conversations gets `context_tokens`. What was read before is kept in `prompts_dir`.
    Raises `ModelFileError` when llama.cpp cannot load the file.
    """
    xllamacpp = _import_xllamacpp()
    prompts_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    params = xllamacpp.CommonParams()
    params.model.path = str(model_file)
    params.hostnames = ["127.0.0.1"]
    params.n_parallel = parallel_slots
    params.n_ctx = context_tokens * parallel_slots
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads or _usable_cores()
    params.cache_ram_mib = PROMPT_CACHE_MIB
    params.slot_save_path = f"{prompts_dir}{os.sep}"
    # A mapped file would stay resident beside the repacked weights: 2.1 GB instead of 1.5.
    params.load_mode = xllamacpp.llama_load_mode.LLAMA_LOAD_MODE_NONE
    params.verbosity = 0
    params.ui = False
    try:
        server = xllamacpp.Server(params)
    except RuntimeError as error:
        raise ModelFileError(
            f"llama.cpp cannot load the language model {model_file} ({error}); delete the file and run "
            "`daogou models fetch`, or give another .gguf file."
        ) from error
    made_with = f"{model_file.stem}-{model_file.stat().st_size}-{xllamacpp.__version__}"
    return EmbeddedServer(server, ReadPrompts(server.listening_address, prompts_dir, made_with, parallel_slots))


def _import_xllamacpp() -> Any:
    """The bindings, with llama.cpp's threads told to spin only briefly while they wait for each other.

    GNU OpenMP reads its settings once, when it is loaded, and by default spins for milliseconds, which starves
    llama.cpp itself as soon as anything else wants a core. Measured with two threads on two cores, in generated
    tokens/s alone and beside other busy processes: default 20 and 1 to 5, never spinning 13 and 8 to 13, 3,000 spins
    22 and 6 to 8.
    """
    os.putenv("GOMP_SPINCOUNT", "3000")
    try:
        import xllamacpp
    finally:
        os.unsetenv("GOMP_SPINCOUNT")
    return xllamacpp


def _usable_cores() -> int:
    """Cores this process may use; containers often allow fewer than the machine has."""
    affinity = getattr(os, "sched_getaffinity", None)
    return len(affinity(0)) if affinity else os.cpu_count() or 1
