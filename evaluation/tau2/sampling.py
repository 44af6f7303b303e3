"""Draws some of the tasks, the same ones for the same seed."""

from __future__ import annotations

import random
from collections.abc import Sequence

from evaluation.tau2.tasks import Task


def drawn(tasks: Sequence[Task], limit: int | None, seed: int) -> tuple[Task, ...]:
    """`limit` of the tasks in their order, all where it is None or larger; a smaller limit draws some of the same."""
    order = list(range(len(tasks)))
    random.Random(seed).shuffle(order)
    return tuple(tasks[place] for place in sorted(order[:limit]))
