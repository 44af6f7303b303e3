"""The verbs of `daogou`."""

from __future__ import annotations

import typer

from interfaces.cli import (
    accounts,
    ask,
    chat,
    doctor,
    evaluate,
    index,
    loyalty,
    models,
    prompts,
    records,
    retrieval,
    search,
    serve,
)
from interfaces.cli.desk import Verbs

app = typer.Typer(
    name="daogou",
    cls=Verbs,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,  # drawing boxes doubles the time that --help takes
    context_settings={"help_option_names": ["-h", "--help"]},
    help="A shopping assistant that a shop runs on its own catalogue, in English and Chinese.",
)
app.command()(serve.serve)
app.command()(chat.chat)
app.command()(ask.ask)
app.command()(search.search)
app.add_typer(index.app, name="index")
app.add_typer(evaluate.app, name="evaluate")
app.add_typer(retrieval.app, name="retrieval")
app.add_typer(models.app, name="models")
app.add_typer(prompts.app, name="prompts")
app.add_typer(records.app, name="records")
app.add_typer(loyalty.app, name="loyalty")
app.add_typer(accounts.app, name="accounts")
app.command()(doctor.doctor)


def main() -> None:
    """Runs the verb named on the command line and ends the process with its exit code.

    0: done. 1: an answer or a check failed. 2: something must be changed first, told in one sentence on stderr.
    """
    app()


if __name__ == "__main__":
    main()
