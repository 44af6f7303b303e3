"""`daogou records keys …`: makes, shows and changes the keys that records are encrypted with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer

from interfaces.cli.desk import AsJson, Desk, Home, desk

if TYPE_CHECKING:
    from pathlib import Path

    from assistant.settings import Settings
    from records.database import Database
    from records.vault.key_report import KeyReport
    from records.vault.keyring import Keyring

app = typer.Typer(no_args_is_help=True, help="Make, show and change the keys that records are encrypted with.")

SETTING = "DAOGOU_ENCRYPTION_KEYS"
_STATES = {
    "current": "current",
    "kept": "kept for what it encrypted",
    "missing": f"not in {SETTING}",
    "wrong": f"another key of this name stands in {SETTING}",
}


@app.command()
def new(context: typer.Context, as_json: AsJson = False) -> None:
    """Print a fresh key, as a line for the settings; it is kept nowhere else.

    To change keys: put the new one and a comma before those that are there, start the site anew, run
    `daogou records keys rotate`, and then take the old ones away.
    """
    from records.vault.keyring import new_key

    here, key = desk(context), new_key()
    if as_json:
        here.answer({"id": key.partition(":")[0], "setting": SETTING, "key": key})
        return
    here.say(f"{SETTING}={key}")
    here.note("Keep a copy in a safe place: without it nobody can read what it encrypts.")


@app.command()
def status(context: typer.Context, home: Home = None, as_json: AsJson = False) -> None:
    """Tell which keys are in use, for how many people and texts, and how many texts are not encrypted."""
    from records.vault.key_report import report_keys

    here = desk(context)
    settings = here.composition.settings(home)
    with _database(here, settings) as database:
        report = report_keys(database, settings.keyring())
    if as_json:
        keys = [asdict(one) for one in report.master_keys]
        here.answer({"keys": keys, "not_encrypted": dict(report.plain), "lost": report.lost})
    else:
        _say(here, report)


@app.command()
def rotate(context: typer.Context, home: Home = None, as_json: AsJson = False) -> None:
    """Make everything depend on the first key of the settings alone; the site may run if it knows that key."""
    from records.vault.key_care import rotate_keys
    from records.vault.vault import open_vault

    here = desk(context)
    settings, keyring = _with_keys(here, home)
    with _database(here, settings) as database, here.progress() as progress:
        open_vault(database, keyring)  # wrong keys are told before anything is changed
        rotated = rotate_keys(database, keyring, progress)
    if as_json:
        here.answer({"rotated": rotated, "current": keyring.current.id})
        return
    here.say(f"{rotated} people's keys now depend on {keyring.current.id}.")


@app.command()
def seal(context: typer.Context, home: Home = None, as_json: AsJson = False) -> None:
    """Encrypt what was kept before there were keys; the site may run meanwhile if it knows the keys."""
    from records.erasure.shredding import shred
    from records.vault.key_care import seal_plain
    from records.vault.vault import open_vault

    here = desk(context)
    settings, keyring = _with_keys(here, home)
    with _database(here, settings) as database, here.progress() as progress:
        sealed = seal_plain(database, open_vault(database, keyring), progress)
        # Otherwise the file keeps what it held before in the space that became free.
        removed = shred(database, always=True).whole
    if as_json:
        here.answer({"sealed": sealed, "plain_text_removed": removed})
        return
    here.say(f"{sealed} rows were encrypted.")
    if not removed:
        here.note(
            "The database was in use, so the file still holds what it held; run this again with the site stopped."
        )


@contextmanager
def _database(here: Desk, settings: Settings) -> Iterator[Database]:
    """The records' database, of this version."""
    shop: Any = here.composition.open_shop(settings)
    try:
        yield shop.database
    finally:
        shop.close()


def _with_keys(here: Desk, home: Path | None) -> tuple[Settings, Keyring]:
    from assistant.errors import SettingsError

    settings = here.composition.settings(home)
    keyring = settings.keyring()
    if keyring is None:
        raise SettingsError(f"There is no key to encrypt with; set {SETTING}, see `daogou records keys new`.", SETTING)
    return settings, keyring


def _say(here: Desk, report: KeyReport) -> None:
    for key in report.master_keys:
        here.say(f"{key.id}: {_STATES[key.state]}; {key.subjects} people, {key.texts} texts")
    if not report.master_keys:
        here.say("Nothing is encrypted.")
    plain = {table: count for table, count in report.plain.items() if count}
    if plain:
        where = ", ".join(f"{table} {count}" for table, count in plain.items())
        here.say(f"Not encrypted: {where}. `daogou records keys seal` encrypts them.")
    if report.lost:
        here.say(f"{report.lost} texts can no longer be read, since their keys were destroyed.")
