"""`daogou records …`: what a shop does with what it keeps about people."""

from __future__ import annotations

import typer

from interfaces.cli import records_erasure, records_import, records_keys, records_original, records_redact

app = typer.Typer(no_args_is_help=True, help="Look after what is kept about customers and conversations.")
app.command()(records_redact.redact)
app.command()(records_original.original)
app.add_typer(records_import.imports, name="import")
app.add_typer(records_import.dumps, name="dump")
app.add_typer(records_keys.app, name="keys")
for verb in records_erasure.VERBS:
    app.command()(verb)
