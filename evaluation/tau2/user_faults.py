"""What a simulated user did beside its scenario, as far as rules find it; there may be more that they do not see."""

from __future__ import annotations

import re
from typing import Final

from evaluation.tau2.simulation import JUDGED, Simulation
from evaluation.tau2.tasks import Task

_IDS: Final = re.compile(r"#W\d{7}\b|\b[\w.+-]+@[\w-]+\.\w[\w.]*\w\b|(?<!\d)\d{10}(?!\d)")
"""Order ids, email addresses, ids of items and products."""
_AS_AGENT: Final = re.compile(
    r"how (can|may) i (help|assist)|i('m| am) here to (help|assist)|(i can|i'll|i will) (gladly )?(help|assist) you"
    r"|anything else i can (do|help|assist)|thank you for (contacting|reaching out)",
    re.IGNORECASE,
)


def user_faults(task: Task, seen: Simulation) -> tuple[str, ...]:
    """What was wrong with the user: ids and addresses that neither the scenario nor the agent had told them, words of
    an agent, leaving at the greeting."""
    heard = task.user_scenario.text.lower()
    faults: list[str] = []
    for message in seen.messages:
        if message.role == "user":
            faults += [f"made up {id}" for id in _IDS.findall(message.text) if id.lower() not in heard]
            faults += ["spoke as the agent"] * bool(_AS_AGENT.search(message.text))
        heard += f"\n{message.text.lower()}"
    if seen.ended in JUDGED and sum(message.role == "assistant" for message in seen.messages) == 1:
        faults.append("left at the greeting")
    return tuple(dict.fromkeys(faults))
