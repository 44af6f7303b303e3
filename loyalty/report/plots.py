"""Plots without a program: boxes and lines that scale with the page; each mark has a text that shows when hovered."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from loyalty.report.markup import Html, joined, tag

_LEAST_PERCENT = 0.6
"""A bar of anything above 0 can be seen."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar, segment or point: its label, its figure, the text shown when pointed at, and its colour's class.

    `shown` is what stands beside a bar, the label of the figure. A point with `value` None is a gap in its line.
    """

    label: str
    value: float | None
    tip: str
    shown: str = ""
    colour: str = ""


def bars(marks: Sequence[Mark], label: str) -> Html:
    """Horizontal bars from 0 to the highest value, which is at least 0; one line each."""
    highest = max((one.value or 0 for one in marks), default=0) or 1
    rows = [
        tag(
            "div",
            tag("span", one.label, cls="bar-name"),
            tag("span", _filled(one, highest), cls="bar-track"),
            tag("span", one.shown, cls="bar-value"),
            cls="bar mark",
            data_tip=one.tip,
            tabindex=-1,
        )
        for one in marks
    ]
    return tag("div", rows, cls="plot bars", role="group", aria_label=label)


def facing_bars(rows: Sequence[tuple[str, Mark, Mark]], label: str) -> Html:
    """Two bars back to back for each name, on one scale: the left one grows to the left."""
    highest = max((one.value or 0 for _, *pair in rows for one in pair), default=0) or 1
    made = [
        tag(
            "div",
            tag("span", left.shown, cls="bar-value left"),
            tag("span", _filled(left, highest), cls="bar-track left mark", data_tip=left.tip, tabindex=-1),
            tag("span", name, cls="bar-name"),
            tag("span", _filled(right, highest), cls="bar-track mark", data_tip=right.tip, tabindex=-1),
            tag("span", right.shown, cls="bar-value"),
            cls="bar",
        )
        for name, left, right in rows
    ]
    return tag("div", made, cls="plot facing", role="group", aria_label=label)


def columns(marks: Sequence[Mark], ends: tuple[str, str], label: str) -> Html:
    """A histogram: columns side by side, with what stands at both ends of the axis below."""
    highest = max((one.value or 0 for one in marks), default=0) or 1
    made = [
        tag(
            "span",
            tag("i", cls=f"fill {one.colour}".strip(), style=f"height:{_percent(one.value, highest)}%"),
            cls="column mark",
            data_tip=one.tip,
            tabindex=-1,
        )
        for one in marks
    ]
    axis = tag("div", tag("span", ends[0]), tag("span", ends[1]), cls="axis")
    return tag("div", tag("div", made, cls="columns"), axis, cls="plot", role="group", aria_label=label)


def stacks(rows: Sequence[tuple[str, Sequence[Mark]]], label: str) -> Html:
    """One horizontal bar a row, whose segments share it by their values."""
    made = []
    for name, marks in rows:
        total = sum(one.value or 0 for one in marks) or 1
        segments = [
            tag("i", cls=f"segment mark {one.colour}", style=f"width:{100 * (one.value or 0) / total:.3f}%",
                data_tip=one.tip, tabindex=-1)
            for one in marks
            if one.value
        ]  # fmt: skip
        made.append(tag("div", tag("span", name, cls="bar-name"), tag("span", segments, cls="stack"), cls="bar"))
    return tag("div", made, cls="plot stacks", role="group", aria_label=label)


def legend(marks: Sequence[Mark]) -> Html:
    """The colours and what they stand for."""
    return tag("ul", [tag("li", tag("i", cls=f"dot {one.colour}"), one.label) for one in marks], cls="legend")


def line(marks: Sequence[Mark], low: float, high: float, ends: tuple[str, str], label: str) -> Html:
    """A line over equal steps between two values; gaps where there is none, a dot for each that there is."""
    places = [
        (100 * (n + 0.5) / len(marks), 100 * (1 - (min(max(one.value, low), high) - low) / (high - low)))
        if one.value is not None
        else None
        for n, one in enumerate(marks)
    ]
    shown = f"{low:g}", f"{high:g}"
    pieces: list[Html] = [tag("span", shown[1], cls="scale top"), tag("span", shown[0], cls="scale bottom")]
    pieces.append(_polylines(places))
    for one, place in zip(marks, places, strict=True):
        pieces.append(tag("i", cls="cell mark", data_tip=one.tip, tabindex=-1))
        if place is not None:
            pieces.append(tag("b", cls="dot", style=f"left:{place[0]:.2f}%;top:{place[1]:.2f}%"))
    axis = tag("div", tag("span", ends[0]), tag("span", ends[1]), cls="axis")
    return tag("div", tag("div", pieces, cls="line"), axis, cls="plot", role="group", aria_label=label)


def interval(low: float, value: float, high: float, label: str) -> Html:
    """A score of 0 to 100 on a strip, with the interval around it."""
    low, value, high = (min(100.0, max(0.0, one)) for one in (low, value, high))
    inside = (
        tag("i", cls="range", style=f"left:{low:.1f}%;width:{high - low:.1f}%"),
        tag("b", cls="at", style=f"left:{value:.1f}%"),
    )
    return tag("span", inside, cls="interval", role="img", aria_label=label)


def _filled(mark: Mark, highest: float) -> Html:
    return tag("i", cls=f"fill {mark.colour}".strip(), style=f"width:{_percent(mark.value, highest)}%")


def _percent(value: float | None, highest: float) -> str:
    share = 100 * (value or 0) / highest
    return f"{max(share, _LEAST_PERCENT) if share > 0 else 0:.2f}"


def _polylines(places: Sequence[tuple[float, float] | None]) -> Html:
    runs: list[list[str]] = [[]]
    for place in places:
        if place is None:
            runs.append([])
        else:
            runs[-1].append(f"{place[0]:.2f},{place[1]:.2f}")
    lines = [tag("polyline", points=" ".join(run), vector_effect="non-scaling-stroke") for run in runs if len(run) > 1]
    middle = tag("line", x1=0, y1=50, x2=100, y2=50, cls="middle", vector_effect="non-scaling-stroke")
    return joined(tag("svg", middle, lines, viewBox="0 0 100 100", preserveAspectRatio="none", aria_hidden="true"))
