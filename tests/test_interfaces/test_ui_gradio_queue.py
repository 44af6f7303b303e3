"""Gradio's queue is told what to leave out by names that are its own, so a new version shows here."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
import pytest
from open_site import open_site

from interfaces.ui.gradio_queue import tune_queue


def test_the_queue_has_what_is_turned_down() -> None:
    with gr.Blocks(analytics_enabled=False) as blocks:
        pass
    blocks.queue()
    known = set(vars(blocks._queue))
    tune_queue(blocks, 100)
    assert set(vars(blocks._queue)) == known
    assert blocks._queue.max_thread_count == 100


def test_no_table_is_made_of_what_happened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []
    monkeypatch.setattr("gradio.queueing.Queue._get_df", staticmethod(made.append))
    with open_site(tmp_path) as site:
        browser = site.browser()
        for words in ("one", "two"):
            browser.ask(words)
        assert [text for _, text in site.chat.asked] == ["one", "two"]
    assert made == []
