"""Runs of a draft against what is published: one after another in the background, kept on disk, cancelled by a click.

A run is `<id>.json`, what was run and what came of it in figures, and `<id>.jsonl`, a line for each conversation that
was played, so that the lines of somebody who is erased can be taken out (`assistant.saved_sets.SavedSets`).
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from threading import Event, Lock, main_thread
from typing import Any, Literal, Protocol

from assistant.errors import DaogouError
from records.actions import Now
from records.whole_file import written_whole

log = logging.getLogger(__name__)
RunState = Literal["queued", "running", "done", "failed", "cancelled", "interrupted"]
GOING: tuple[RunState, ...] = ("queued", "running")


@dataclass(frozen=True, slots=True)
class RunSide:
    """One of the two that are compared: as the page names it, what it is called, and the hash of its prompt."""

    ref: str
    title: str
    hash: str


@dataclass(frozen=True, slots=True)
class RunJob:
    """One run; `done` of `total` conversations are played, 0 of 0 until it is known. `cost_usd` None: nobody can say.

    `at` is ISO 8601, `source` what the page asked to run on, `summary` the figures of a run that is over, `message` why
    one failed where somebody can mend that.
    """

    id: str
    name: str
    candidate: RunSide
    baseline: RunSide
    model: str
    source: Mapping[str, Any]
    by: str
    at: str
    state: RunState = "queued"
    done: int = 0
    total: int = 0
    cost_usd: float | None = 0.0
    verdict: str = ""
    message: str = ""
    summary: Mapping[str, Any] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """As the list shows it, JSON-ready; without the figures."""
        return {key: value for key, value in asdict(self).items() if key != "summary"}


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """What a run found: the `verdict`, figures (`summary`) and the conversations, the worst first; all JSON-ready.

    Each conversation has an `id` and a `customer_id`, by which it is found when somebody is erased.
    """

    verdict: str
    summary: Mapping[str, Any]
    conversations: Sequence[Mapping[str, Any]]


class RunWatch(Protocol):
    """What a player tells while it plays, and asks."""

    def tell(self, done: int, total: int, cost_usd: float | None) -> None:
        """So many conversations of all are played."""

    def is_cancelled(self) -> bool:
        """Whether somebody wants it to end."""


Play = Callable[[RunJob, RunWatch], RunOutcome | None]
"""Plays both sides of a run; None where it was cancelled. May raise what an operator or the asker can mend."""


class RunBook:
    """The runs of one shop; safe to call from several threads. One is played at a time."""

    def __init__(self, folder: Path, now: Now) -> None:
        self._folder, self._now = folder, now
        self._lock = Lock()
        self._jobs: dict[str, RunJob] | None = None
        self._cancelled: dict[str, Event] = {}
        self._worker: ThreadPoolExecutor | None = None

    def begin(
        self, name: str, sides: tuple[RunSide, RunSide], model: str, source: Mapping[str, Any], by: str, play: Play
    ) -> RunJob:
        """Begins a run, or puts it behind those that wait; `sides` are the candidate and the baseline."""
        at = self._now().isoformat()
        job = RunJob(secrets.token_hex(8), name, *sides, model, dict(source), by, at)
        with self._lock:
            self._known()[job.id] = job
            self._cancelled[job.id] = Event()
            worker = self._worker = self._worker or ThreadPoolExecutor(1, "prompt-lab-run")
        self._keep(job)
        worker.submit(self._run, job.id, play)
        return job

    def jobs(self) -> list[RunJob]:
        """All runs, newest first."""
        with self._lock:
            return sorted(self._known().values(), key=lambda job: (job.at, job.id), reverse=True)

    def job(self, run_id: str) -> RunJob | None:
        """The run of that id, or None."""
        with self._lock:
            return self._known().get(run_id)

    def conversations(self, run_id: str) -> list[dict[str, Any]]:
        """What was played in a run, the worst first; without those who were erased meanwhile."""
        file = self._folder / f"{run_id}.jsonl"
        if self.job(run_id) is None or not file.is_file():
            return []
        return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line]

    def cancel(self, run_id: str) -> None:
        """Ends a run as soon as the message that is being played is over; one that is over stays as it is."""
        job, cancelled = self.job(run_id), self._cancelled.get(run_id)
        if job is not None and cancelled is not None and job.state in GOING:
            cancelled.set()
            if job.state == "queued":
                self._change(run_id, state="cancelled")

    def delete(self, run_id: str) -> None:
        """Forgets a run and all that was played in it; one that is still going is cancelled."""
        self.cancel(run_id)
        with self._lock:
            known = self._known().pop(run_id, None)
        if known is not None:
            for ending in ("json", "jsonl"):
                (self._folder / f"{run_id}.{ending}").unlink(missing_ok=True)

    def last_of(self, name: str, prompt_hash: str) -> RunJob | None:
        """The newest run that came to its end of the prompt with that hash."""
        return next(
            (
                job
                for job in self.jobs()
                if job.state == "done" and job.name == name and job.candidate.hash == prompt_hash
            ),
            None,
        )

    def close(self) -> None:
        """Ends what is going; the runs stay listed as interrupted."""
        with self._lock:
            worker, self._worker = self._worker, None
        for event in list(self._cancelled.values()):
            event.set()
        if worker is not None:
            worker.shutdown(wait=True, cancel_futures=True)

    # ---- playing ----------------------------------------------------------------------------------------------------

    def _run(self, run_id: str, play: Play) -> None:
        watch = _Watch(self, run_id, self._cancelled[run_id])
        if watch.is_cancelled():
            self._leave(run_id)
            return
        job = self._change(run_id, state="running")
        if job is None:
            return
        try:
            outcome = play(job, watch)
        except DaogouError as error:
            self._change(run_id, state="failed", message=str(error))
        except (
            Exception
        ):  # the outermost edge of the thread: the run is told as failed, the operator gets the traceback
            log.exception("A run of the prompt lab failed")
            self._change(run_id, state="failed")
        else:
            self._end(run_id, outcome)

    def _end(self, run_id: str, outcome: RunOutcome | None) -> None:
        if outcome is None:
            self._leave(run_id)
            return
        if self.job(run_id) is not None:
            lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in outcome.conversations)
            self._write(f"{run_id}.jsonl", lines)
        self._change(run_id, state="done", verdict=outcome.verdict, summary=dict(outcome.summary))

    def _leave(self, run_id: str) -> None:
        """A run that somebody cancelled is told as such; one that ends with the shop is found interrupted next time."""
        if self._cancelled[run_id].is_set():
            self._change(run_id, state="cancelled")

    def _change(self, run_id: str, **changes: Any) -> RunJob | None:
        with self._lock:
            before = self._known().get(run_id)
            if before is None:  # deleted meanwhile
                return None
            job = self._known()[run_id] = replace(before, **changes)
        if before.state != job.state:
            self._keep(job)
        return job

    # ---- on disk ----------------------------------------------------------------------------------------------------

    def _known(self) -> dict[str, RunJob]:
        """The runs by id; those that another process left in the middle are interrupted. Called with the lock held."""
        if self._jobs is None:
            self._jobs = {}
            for file in sorted(self._folder.glob("*.json")):
                if (job := _read(file)) is not None:
                    self._jobs[job.id] = replace(job, state="interrupted") if job.state in GOING else job
        return self._jobs

    def _keep(self, job: RunJob) -> None:
        self._write(f"{job.id}.json", json.dumps(asdict(job), ensure_ascii=False))

    def _write(self, name: str, text: str) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with written_whole(self._folder / name) as stream:
            stream.write(text.encode())


@dataclass(frozen=True, slots=True)
class _Watch:
    book: RunBook
    run_id: str
    cancelled: Event

    def tell(self, done: int, total: int, cost_usd: float | None) -> None:
        self.book._change(self.run_id, done=done, total=total, cost_usd=cost_usd)

    def is_cancelled(self) -> bool:
        # Whoever stops the shop does not wait for the rest of a run: the program ends when its threads have ended.
        return self.cancelled.is_set() or not main_thread().is_alive()


def _read(file: Path) -> RunJob | None:
    """The run of a file; None for one that cannot be read."""
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
        sides: dict[str, Any] = {key: RunSide(**told.pop(key)) for key in ("candidate", "baseline")}
        return RunJob(**told, **sides)
    except (OSError, ValueError, TypeError, KeyError):
        return None
