"""How every page is served by Gradio: drawn in the browser, with no door, link or font that the page does not need."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio as gr
    from fastapi import FastAPI


def mount_page(app: FastAPI, blocks: gr.Blocks, path: str, head: str) -> None:
    """Serves `blocks` at `path`, with `head` added to the document's head; a path mounted earlier comes first."""
    from gradio import mount_gradio_app

    mount_gradio_app(
        app,
        blocks,
        path=path,
        app_kwargs={"openapi_url": None},
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        mcp_server=False,
        enable_monitoring=False,
        max_file_size=1,
        theme=_theme(),
        head=head,
    )


def _theme() -> gr.themes.Base:
    """Gradio's plainest theme with fonts that every system has; nothing is fetched from a font service."""
    import gradio as gr

    return gr.themes.Base(font=["Helvetica Neue", "Arial", "sans-serif"], font_mono=["Consolas", "monospace"])
