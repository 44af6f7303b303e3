"""`daogou models fetch` and `daogou models list`: the files of embedded language models."""

from __future__ import annotations

from typing import Annotated

import typer

from interfaces.cli.desk import AsJson, desk

app = typer.Typer(no_args_is_help=True, help="Fetch the embedded language model's file, or list the known ones.")

Name = Annotated[str | None, typer.Argument(help="A known model; the configured one when left out.")]


@app.command()
def fetch(context: typer.Context, name: Name = None, as_json: AsJson = False) -> None:
    """Fetch and check a model's file, unless it is there already."""
    from assistant.llm.model_files import ensure_model

    here = desk(context)
    config = here.composition.settings(None).language_model()
    wanted = name or config.embedded_model
    with here.progress() as progress:
        path = ensure_model(wanted, config.cache_dir, progress)
    if as_json:
        here.answer({"name": wanted, "path": str(path), "bytes": path.stat().st_size})
    else:
        here.say(f"{wanted} is at {path}")


@app.command("list")
def list_known(context: typer.Context, as_json: AsJson = False) -> None:
    """List the models that can be fetched by name."""
    from dataclasses import asdict

    from assistant.llm.model_files import list_models

    here = desk(context)
    known = list_models(here.composition.settings(None).language_model().cache_dir)
    if as_json:
        here.answer({"models": [{**asdict(model), "path": str(model.path)} for model in known]})
        return
    for model in known:
        here.say(f"{model.name}  {model.title} · {model.bytes / 1e6:.0f} MB · {model.licence}")
        here.say(f"    {model.path if model.present else 'not fetched'}")
