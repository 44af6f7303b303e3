"""`daogou loyalty …`: learn from conversations and purchases."""

from __future__ import annotations

import typer

from interfaces.cli import loyalty_train

app = typer.Typer(no_args_is_help=True, help="Learn from conversations and purchases.")
app.add_typer(loyalty_train.app, name="train")
