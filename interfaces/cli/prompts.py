"""`daogou prompts`: what the language model is told and what the shop says itself, in all its versions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from interfaces.cli import prompts_publish
from interfaces.cli.desk import AsJson, Home, desk
from interfaces.cli.prompts_publish import prompt_desk, shelved_json

if TYPE_CHECKING:
    from prompts.library import Prompt, PromptLibrary

app = typer.Typer(no_args_is_help=True, help="List, compare, check and publish the prompts.")
for verb in prompts_publish.VERBS:
    app.command()(verb)

Version = Annotated[int | None, typer.Option("--version", metavar="N", help="The newest shipped one when left out.")]
Name = Annotated[str, typer.Argument(help="shopping_agent or replies.")]
Which = Annotated[str, typer.Argument(metavar="VERSION|FILE", help="A version's number, or a draft's file.")]


@app.command("list")
def list_all(context: typer.Context, as_json: AsJson = False, home: Home = None) -> None:
    """List every version of every prompt, where it comes from and what it stands under."""
    with prompt_desk(context, home) as (here, shelf):
        from prompts.library import published

        shipped = published()
        rows = []
        for name in shelf.library.prompts:
            for one in shelf.versions(name):
                kept = shipped.get(one.prompt.label) == one.prompt.hash or one.published is not None
                rows.append({**_row(one.prompt), "published": kept, **shelved_json(one)})
        if as_json:
            here.answer({"prompts": rows})
            return
        for row in rows:
            marks = [
                *row["labels"],
                *(["withdrawn"] if row["withdrawn"] else []),
                *([] if row["published"] else ["draft"]),
            ]
            note = f" ({', '.join(marks)})" if marks else ""
            here.say(f"{row['name']}@{row['version']}{note}  {row['hash'][:12]}  {row['description']}")
            if row["fault"]:
                here.say(f"      {row['fault']}")


@app.command()
def show(
    context: typer.Context, name: Name, version: Version = None, as_json: AsJson = False, home: Home = None
) -> None:
    """Show one prompt's texts."""
    here = desk(context)
    prompt = _library(here.composition.settings(home).home).get(name, version)
    if as_json:
        here.answer({**_row(prompt), "texts": dict(prompt.texts)})
        return
    here.say(f"{prompt.label}  {prompt.hash}\n{prompt.description}")
    for key, text in prompt.texts.items():
        here.say(f"\n[{key}]\n{text.rstrip()}")


@app.command()
def diff(
    context: typer.Context, name: Name, old: Which, new: Which, as_json: AsJson = False, home: Home = None
) -> None:
    """Show what two versions say differently, text by text."""
    from difflib import unified_diff

    from interfaces.ui.lab.differences import texts_differ

    here = desk(context)
    library = _library(here.composition.settings(home).home)
    (left, before), (right, after) = (_texts(library, name, which) for which in (old, new))
    found = texts_differ(before, after)
    if as_json:
        here.answer({"name": name, "old": left, "new": right, **found})
        return
    for entry in found["changed"]:
        key = entry["key"]
        was, now = before.get(key, "").splitlines(), after.get(key, "").splitlines()
        here.say(f"[{key}] {entry['kind']}")
        for line in [*unified_diff(was, now, left, right, lineterm="", n=1)][2:]:
            here.say(line)
    here.say(f"{len(found['changed'])} texts differ, {found['same']} are the same.")


@app.command()
def check(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A version's YAML without its `version`.")],
    base: Annotated[int | None, typer.Option("--base", metavar="N", help="The version it was made from.")] = None,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Say everything that is wrong with a draft, with line and column.

    Ends with 1 when it cannot be published.
    """
    from assistant.agent.token_count import tokens_at_most
    from prompts.checking import check_draft
    from prompts.schema import text_of
    from prompts.stated import read_stated

    here = desk(context)
    library = _library(here.composition.settings(home).home)
    text = text_of(file)
    name = read_stated(text).name
    name = name if name in library.prompts else "shopping_agent"
    checked = check_draft(text, library.get(name, base), library.get(name), tokens_at_most)
    if as_json:
        here.answer({"ok": not checked.errors, "faults": [fault.as_json() for fault in checked.faults]})
    else:
        for fault in checked.faults:
            here.say(f"{file}:{fault.line}:{fault.column}: {fault.level}: {fault.message}")
        if not checked.faults:
            here.say(f"{file}: nothing is wrong.")
    if checked.errors:
        raise typer.Exit(1)


def _library(home: Path) -> PromptLibrary:
    from prompts.library import PromptLibrary

    return PromptLibrary.load(own=home / "prompts")


def _texts(library: PromptLibrary, name: str, which: str) -> tuple[str, dict[str, str]]:
    """The texts of a version or of a draft's file, and what to call it."""
    from prompts.schema import text_of
    from prompts.stated import read_stated

    if which.isdecimal():
        prompt = library.get(name, int(which))
        return prompt.label, dict(prompt.texts)
    library.get(name)
    return which, read_stated(text_of(Path(which))).plain_texts()


def _row(prompt: Prompt) -> dict[str, Any]:
    return {
        "name": prompt.name,
        "version": prompt.version,
        "description": prompt.description,
        "variables": list(prompt.variables),
        "hash": prompt.hash,
    }
