"""`daogou prompts list` and `daogou prompts show`: what the language model is told."""

from __future__ import annotations

from typing import Annotated

import typer

from interfaces.cli.desk import AsJson, desk

app = typer.Typer(no_args_is_help=True, help="List the prompts, or show one.")

Version = Annotated[int | None, typer.Option("--version", metavar="N", help="The latest when left out.")]


@app.command("list")
def list_all(context: typer.Context, as_json: AsJson = False) -> None:
    """List every version of every prompt."""
    from prompts.library import published

    here = desk(context)
    library = here.composition.prompts()
    listed = published(library.folder)
    rows = [
        {
            "name": prompt.name,
            "version": prompt.version,
            "description": prompt.description,
            "variables": list(prompt.variables),
            "hash": prompt.hash,
            "published": listed.get(prompt.label) == prompt.hash,
        }
        for prompt in library.list()
    ]
    if as_json:
        here.answer({"prompts": rows})
        return
    for row in rows:
        draft = "" if row["published"] else " (draft)"
        here.say(f"{row['name']}@{row['version']}{draft}  {str(row['hash'])[:12]}  {row['description']}")


@app.command()
def show(context: typer.Context, name: str, version: Version = None, as_json: AsJson = False) -> None:
    """Show one prompt's texts."""
    here = desk(context)
    prompt = here.composition.prompts().get(name, version)
    if as_json:
        here.answer(
            {
                "name": prompt.name,
                "version": prompt.version,
                "description": prompt.description,
                "variables": list(prompt.variables),
                "texts": dict(prompt.texts),
                "hash": prompt.hash,
            }
        )
        return
    here.say(f"{prompt.label}  {prompt.hash}\n{prompt.description}")
    for key, text in prompt.texts.items():
        here.say(f"\n[{key}]\n{text.rstrip()}")
