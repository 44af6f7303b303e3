"""`daogou loyalty …`: who is loyal, who is leaving and why, and the models that say so."""

from __future__ import annotations

import typer

from interfaces.cli import (
    loyalty_export,
    loyalty_profile,
    loyalty_report,
    loyalty_reviews,
    loyalty_shop,
    loyalty_train,
    loyalty_train_satisfaction,
)

app = typer.Typer(no_args_is_help=True, help="Learn from conversations and purchases who is loyal and who is leaving.")
app.command()(loyalty_shop.mine)
app.command()(loyalty_shop.score)
app.command()(loyalty_shop.explain)
app.command()(loyalty_profile.profile)
app.command()(loyalty_reviews.reviews)
app.command()(loyalty_report.report)
app.command()(loyalty_export.export)
app.add_typer(loyalty_train.app, name="train")
loyalty_train.app.command()(loyalty_train_satisfaction.satisfaction)
