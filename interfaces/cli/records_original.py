"""`daogou records original`: what a placeholder stands for, for whoever has to write to a shopper."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from interfaces.cli.desk import AsJson, Home, desk

Who = Annotated[
    str, typer.Argument(metavar="CUSTOMER", help="A customer's id, or conversation:<id> for somebody not signed in.")
]
Placeholder = Annotated[str, typer.Argument(metavar="PLACEHOLDER", help="As it stands in the text, [EMAIL_7QK2].")]


def original(
    context: typer.Context, customer: Who, placeholder: Placeholder, home: Home = None, as_json: AsJson = False
) -> None:
    """Show what a placeholder stands for, where the shop keeps that; the audit trail keeps that it was looked up.

    Ends with 1 where it was not kept.
    """
    from records.erasure.person import subject_of
    from records.vault.originals import Originals
    from records.vault.vault import SealedVault

    here = desk(context)
    shop: Any = here.composition.open_shop(here.composition.settings(home))
    try:
        subject, name, found = subject_of(customer), f"[{placeholder.strip('[]')}]", None
        if isinstance(shop.vault, SealedVault):
            found = Originals(shop.database, shop.vault).original(subject, name)
        if found is not None:
            shop.audit.note("shell", "admin", "originals.read", subject, name)
    finally:
        shop.close()
    if as_json:
        here.answer({"subject": subject, "placeholder": name, "original": found})
    elif found is not None:
        here.say(found)
    if found is None:
        here.note(f"daogou: what {name} of {subject} stands for was not kept.")
        raise typer.Exit(1)
