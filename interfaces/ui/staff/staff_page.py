"""One page for staff as its own Gradio app: the shell that all share, with the page's markup, scripts and words in it.

The browser draws everything from the page's own routes; Gradio carries the events where an answer streams. What the
page may show is decided by those routes: the page itself holds no data.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from interfaces.ui.gradio_queue import tune_queue
from interfaces.ui.mounting import mount_page

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI

    from interfaces.ui.shopfront import PageSettings

_KIT = Path(__file__).parent
_SHELL = "shell.html"
_PLACE = "<!-- the page -->"
_KIT_SCRIPTS = ("kit.js", "kit_dialogs.js", "kit_tables.js")
_KIT_LAST = "kit_start.js"
"""Runs after the page's own scripts."""
_KIT_STYLES = ("../colours.css", "kit.css", "kit_parts.css")

Wire = Callable[["gr.HTML"], None]
"""Connects the page's events to Python; called inside the page's `Blocks`."""


@dataclass(frozen=True, slots=True)
class StaffPage:
    """What one page adds to the shell: files of `folder`, read one after another.

    `name` is its key in the navigation (`lab`, `conversations`, `loyalty`) and its route. `texts.yaml` of the folder
    holds the page's words by language; its `title` is the document's. `facts` are handed to the scripts as
    `props.facts`. `wire` connects Gradio events; `head` is added to the document's head.
    """

    name: str
    folder: Path
    markup: str = "page.html"
    scripts: tuple[str, ...] = ("page.js",)
    styles: tuple[str, ...] = ("page.css",)
    facts: Mapping[str, Any] = field(default_factory=dict)
    wire: Wire | None = None
    head: str = ""

    @property
    def route(self) -> str:
        """Where it is served."""
        return f"/{self.name}"


def mount_staff_page(app: FastAPI, page: StaffPage, settings: PageSettings) -> None:
    """Serves the page at its route; to be called before the shop floor, which takes every path that is left."""
    from fastapi.responses import RedirectResponse

    @app.get(page.route, response_model=None)
    def with_slash() -> RedirectResponse:
        return RedirectResponse(f"{page.route}/", 308)

    mount_page(app, _blocks(page, settings), page.route, f"<style>{_styles(page)}</style>{page.head}")


def _blocks(page: StaffPage, settings: PageSettings) -> gr.Blocks:
    import gradio as gr

    blocks: gr.Blocks
    with gr.Blocks(title=settings.shop_name, analytics_enabled=False, fill_width=True) as blocks:
        drawn = gr.HTML(
            None,
            html_template=_markup(page),
            js_on_load=_scripts(page),
            apply_default_css=False,
            elem_id="daogou-staff",
            page=page.name,
            shop_names={"en": settings.shop_name, "zh": settings.shop_name_zh or settings.shop_name},
            texts=texts_of(page.folder),
            facts=dict(page.facts),
        )
        if page.wire is not None:
            page.wire(drawn)
    blocks.queue(api_open=False)
    tune_queue(blocks, 0, looks_seconds=0.05)
    return blocks


@cache
def texts_of(folder: Path) -> Mapping[str, Mapping[str, Any]]:
    """The words of the shell and of the page in `folder`, by language and key.

    Raises:
        ValueError: the page uses a key of the shell's for something else.
    """
    shell, own = (yaml.safe_load((place / "texts.yaml").read_text(encoding="utf-8")) for place in (_KIT, folder))
    taken = sorted(shell["en"].keys() & own["en"].keys())
    if taken:
        raise ValueError(f"{folder}/texts.yaml: the shell has its own words for {', '.join(taken)}.")
    return {language: {**shell[language], **own[language]} for language in shell}


def _markup(page: StaffPage) -> str:
    return _text(_KIT / _SHELL).replace(_PLACE, _text(page.folder / page.markup))


def _scripts(page: StaffPage) -> str:
    files = [_KIT / name for name in _KIT_SCRIPTS] + [page.folder / name for name in page.scripts]
    return "\n".join(_text(file) for file in [*files, _KIT / _KIT_LAST])


def _styles(page: StaffPage) -> str:
    files = [_KIT / name for name in _KIT_STYLES] + [page.folder / name for name in page.styles]
    return "\n".join(_text(file) for file in files)


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
