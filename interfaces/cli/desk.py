"""Where a verb's words go: answers to stdout, everything else to stderr, and faults in one sentence."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from interfaces.cli.composition import Composition, Progress, default_composition
from interfaces.cli.private_files import for_the_owner_only
from records.redaction.log_lines import redact_log_lines

if TYPE_CHECKING:
    from assistant.settings import Settings
    from interfaces.cli.composition import Shop

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object on stdout.")]
Home = Annotated[
    Path | None, typer.Option("--home", metavar="DIR", help="Folder of indexes and records, instead of DAOGOU_HOME.")
]


@dataclass(frozen=True)
class Desk:
    """One run of a verb: how to open the shop, and the two streams."""

    composition: Composition
    out: TextIO
    err: TextIO

    def answer(self, data: dict[str, Any]) -> None:
        """Prints one JSON object as one line on stdout, at once."""
        text = json.dumps(data, ensure_ascii=not _speaks_unicode(self.out), allow_nan=False)
        print(text, file=self.out, flush=True)

    def say(self, text: str = "", end: str = "\n") -> None:
        """Prints text for people on stdout, at once."""
        print(_sayable(text, self.out), end=end, file=self.out, flush=True)

    def note(self, text: str) -> None:
        """Prints a line on stderr."""
        print(_sayable(text, self.err), file=self.err, flush=True)

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """Progress bars on stderr, one for each thing that is being done; without a total a count, such as of cents."""
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[so_far]}"),
            TimeElapsedColumn(),
        )
        tasks: dict[str, TaskID] = {}
        with Progress(*columns, console=Console(file=self.err)) as bars:

            def report(what: str, done: int, total: int) -> None:
                if what not in tasks:
                    tasks[what] = bars.add_task(what, total=total or None, so_far="")
                so_far = f"{done:>{len(str(total))}}/{total}" if total else str(done)
                bars.update(tasks[what], completed=done, total=total or None, so_far=so_far)

            yield report

    @contextmanager
    def shop(self, settings: Settings, *, language_model: bool = False, records: bool = False) -> Iterator[Shop]:
        """A shop that is open and ready, closed when the block ends; the index is always made ready."""
        shop = self.composition.open_shop(settings)
        try:
            with self.progress() as progress:
                self.composition.prepare(settings, progress, shop, language_model=language_model, records=records)
            yield shop
        finally:
            shop.close()


def desk(context: typer.Context) -> Desk:
    """The desk of this run; from here on whatever a library prints goes to stderr: stdout holds answers only."""
    made = Desk(context.obj or default_composition(), sys.stdout, sys.stderr)
    context.with_resource(redirect_stdout(sys.stderr))
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    redact_log_lines()
    return made


class Verbs(typer.core.TyperGroup):
    """Runs a verb, whose files are for their owner only.

    Turns the errors that somebody can act on into one sentence on stderr and an exit code.

    2: the installation, a file or an option must be changed. 1: the language model did not answer; try again.
    """

    def invoke(self, ctx: Any) -> Any:
        """Runs the verb."""
        from assistant.errors import LanguageModelError, OperatorError
        from loyalty.errors import OperatorLoyaltyError
        from prompts.errors import PromptError
        from records.errors import RecordsError
        from retrieval.errors import RetrievalError

        try:
            with for_the_owner_only():
                return super().invoke(ctx)
        except (OperatorError, RetrievalError, RecordsError, PromptError, OperatorLoyaltyError) as error:
            raise _ended(error, 2) from error
        except LanguageModelError as error:
            raise _ended(error, 1) from error


def _ended(error: Exception, code: int) -> typer.Exit:
    sentence = " ".join(str(error).split())
    print(_sayable(f"daogou: {sentence}", sys.stderr), file=sys.stderr, flush=True)
    return typer.Exit(code)


def _speaks_unicode(stream: TextIO) -> bool:
    return (getattr(stream, "encoding", None) or "").lower().replace("-", "") in ("utf8", "utf8sig")


def _sayable(text: str, stream: TextIO) -> str:
    encoding = getattr(stream, "encoding", None) or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)
