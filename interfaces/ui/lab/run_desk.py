"""What the lab does with runs, for a visitor that the site's gate has recognised."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from assistant.prompting.choice import PromptChoice
from evaluation.replay.transcripts import Transcript
from interfaces.ui.lab.lab_refusals import LabRefusal
from interfaces.ui.lab.prompt_refs import Meant, PromptRefs
from interfaces.ui.lab.run_book import RunBook, RunJob, RunOutcome, RunSide, RunWatch
from records.access.rules import Visitor


class Sources(Protocol):
    """Finds what a run is played on; see `run_sources.RunSources`."""

    def sets(self) -> list[dict[str, Any]]:
        """Every set there is."""

    def count(self, source: Mapping[str, Any]) -> int:
        """How many past conversations fit."""

    def transcripts(self, source: Mapping[str, Any], by: Visitor) -> tuple[Transcript, ...]:
        """What is to be played."""

    def still_there(self, source: Mapping[str, Any], transcripts: tuple[Transcript, ...]) -> frozenset[str]:
        """Ids of those that nobody has erased meanwhile."""


class Compare(Protocol):
    """Plays and compares; see `run_player.RunPlayer`."""

    def __call__(
        self,
        transcripts: tuple[Transcript, ...],
        baseline: PromptChoice,
        candidate: PromptChoice,
        model: str,
        watch: RunWatch,
    ) -> RunOutcome | None:
        """What came of it; None where it was cancelled."""


@dataclass(frozen=True, slots=True)
class RunDesk:
    """One desk for all; `models` are the names of the language models."""

    book: RunBook
    refs: PromptRefs
    sources: Sources
    compare: Compare
    models: Callable[[], Sequence[str]]

    def begin(
        self, by: Visitor, name: str, ref: str, against: str, model: str, source: Mapping[str, Any]
    ) -> dict[str, Any]:
        """The run as it waits.

        Raises:
            LabRefusal: `ref_gone`, `draft_faulty`, `no_model`, `nothing_to_play`.
            EvaluationError: the set cannot be read.
        """
        if model not in self.models():
            raise LabRefusal("no_model")
        candidate, baseline = self.refs.find(name, ref), self.refs.find(name, against)
        prompts = self.refs.choice(name, baseline.prompt), self.refs.choice(name, candidate.prompt)
        transcripts = self.sources.transcripts(source, by)

        def play(job: RunJob, watch: RunWatch) -> RunOutcome | None:
            outcome = self.compare(transcripts, *prompts, model, watch)
            return outcome and _without_erased(outcome, self.sources.still_there(source, transcripts))

        told = {key: str(value) if key == "since" else value for key, value in source.items() if value is not None}
        sides = _side(candidate), _side(baseline)
        return self.book.begin(name, sides, model, told, by.account_id or "unknown", play).told()

    def listed(self) -> list[dict[str, Any]]:
        """Every run in short, newest first."""
        return [job.told() for job in self.book.jobs()]

    def read(self, run_id: str) -> dict[str, Any]:
        """A run as `job`, and its `result` where it is over: figures and conversations, the worst first."""
        job = self._job(run_id)
        if job.state != "done":
            return {"job": job.told(), "result": None}
        return {"job": job.told(), "result": {**job.summary, "conversations": self.book.conversations(run_id)}}

    def cancel(self, run_id: str) -> dict[str, Any]:
        """Ends a run soon; the run."""
        self._job(run_id)
        self.book.cancel(run_id)
        return self._job(run_id).told()

    def last_run(self, name: str, prompt_hash: str) -> dict[str, Any] | None:
        """The newest run of a prompt that came to its end, in short."""
        job = self.book.last_of(name, prompt_hash)
        return None if job is None else {"id": job.id, "verdict": job.verdict, "at": job.at}

    def _job(self, run_id: str) -> RunJob:
        job = self.book.job(run_id)
        if job is None:
            raise LabRefusal("run_gone")
        return job


def _side(meant: Meant) -> RunSide:
    return RunSide(meant.ref, meant.title, meant.prompt.hash)


def _without_erased(outcome: RunOutcome, there: frozenset[str]) -> RunOutcome:
    """Whoever was erased while a run played is not in what is kept of it."""
    kept = [one for one in outcome.conversations if one["id"] in there]
    return RunOutcome(outcome.verdict, outcome.summary, kept)
