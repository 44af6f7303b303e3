"""`--record` and `--cassette`: a verb's language model calls are kept, or answered from those that were kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

if TYPE_CHECKING:
    from datetime import datetime

    from assistant.llm.gateway import LanguageModel
    from assistant.wiring import Shop
    from evaluation.cassettes.cassette import Cassette

Record = Annotated[
    Path | None,
    typer.Option("--record", metavar="FILE", help="Answer from the recorded calls of FILE; ask for others, keep them."),
]
Recorded = Annotated[
    Path | None,
    typer.Option("--cassette", metavar="FILE", help="Answer from the recorded calls of FILE; no model is opened."),
]
MISSING: Final = 3
"""The exit code of a verb for which calls were not recorded: what it says is not whole."""


@dataclass(frozen=True)
class Tape:
    """The cassette of a verb, None where it has none; with `records` calls that it lacks are asked for and added."""

    cassette: Cassette | None = None
    records: bool = False

    @property
    def parts(self) -> dict[str, Any]:
        """What replaces a shop's own: a language model that is none, so that none is opened."""
        from evaluation.cassettes.recorded import played

        return {} if self.cassette is None or self.records else {"language_model": played(self.cassette)}

    def model(self, shop: Shop) -> LanguageModel | None:
        """Who answers in an open shop; None is the shop's own."""
        from evaluation.cassettes.recorded import recorded
        from evaluation.replay.stage import moment_in

        if self.cassette is None:
            return None
        if self.records:
            return recorded(shop.language_model, self.cassette, moment_in(shop))
        return shop.language_model

    @property
    def moment(self) -> datetime | None:
        """When the recorded conversations took place; None where nobody knows."""
        return self.cassette.header.moment if self.cassette and self.cassette.header else None

    def notes(self) -> list[str]:
        """What to tell of it once the verb is done."""
        if self.cassette is None:
            return []
        unused = f", {self.cassette.unused} were not asked for" if self.cassette.unused else ""
        added = f", {self.cassette.added} of them new" if self.records else ""
        return [f"{self.cassette.file} has {len(self.cassette)} calls{added}{unused}"]

    def advice(self, missing: int) -> list[str]:
        """What to do about so many turns without a recorded call."""
        if not missing or self.cassette is None:
            return []
        return [f"record them with --record {self.cassette.file} instead of --cassette, and the same --out"]


def open_tape(record: Path | None, cassette: Path | None, model: str | None) -> Tape:
    """The cassette that the options name; `model` is the language model asked for beside.

    Raises:
        EvaluationError: the options contradict each other, or the file cannot be used.
    """
    from evaluation.cassettes.cassette import Cassette
    from evaluation.errors import EvaluationError

    if record is None and cassette is None:
        return Tape()
    if record is not None and cassette is not None:
        raise EvaluationError("--record asks for calls that are missing and --cassette never does; give one of them.")
    if model == "none":
        raise EvaluationError("--model none makes no calls; leave it out, or --record and --cassette.")
    if record is not None:
        return Tape(Cassette.to_record(record), records=True)
    assert cassette is not None
    tape = Tape(Cassette.read(cassette))
    made = tape.cassette and tape.cassette.header
    if made and model not in (None, made.model):
        raise EvaluationError(
            f"{cassette} was recorded with {made.model}, not {model}; leave --model out, or --record another file."
        )
    return tape
