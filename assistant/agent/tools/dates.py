"""Days as shoppers of either language write them."""

from __future__ import annotations

from datetime import date

from assistant.agent.events import Language

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip


def day_in(day: date, language: Language) -> str:
    """`15 November 2026` or `2026年11月15日`."""
    if language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
