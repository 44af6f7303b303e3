"""What Gradio's queue does beside queueing, and a shop has no use for, is turned down."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import gradio as gr

LOOKS_SECONDS = 0.004
"""How often an idle queue looks for work. Gradio's queues do so a thousand times a second: of four pages with nobody on
them that was a third of what the process did."""


def tune_queue(blocks: gr.Blocks, at_once: int, looks_seconds: float = LOOKS_SECONDS) -> None:
    """Lets at least `at_once` events run at a time, looks for new ones every so often, and keeps no statistics.

    After each event Gradio makes a table of the last 10,000 in pandas, for a dashboard that is off here: tens of
    milliseconds a turn in which nothing else runs. It has no setting but the environment, which is not ours to write.
    """
    queue = blocks._queue
    queue.max_thread_count = max(queue.max_thread_count, at_once)
    queue.ANAYLTICS_CACHE_FREQUENCY = 10**12
    queue.ANALYTICS_MAX_EVENTS = 1
    queue.sleep_when_free = looks_seconds
    queue.progress_update_sleep_when_free = 0.25  # nothing of ours tells Gradio's progress
