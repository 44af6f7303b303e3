"""A comparison as one HTML file that needs nothing else: a plot of every difference, and both sides of what changed."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import Final

from evaluation.comparison.verdicts import Comparison, GradeComparison, TurnPair, TurnSide
from evaluation.comparison.written import HEADING, rows

_STYLE: Final = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100% } td, th { padding: .3rem .6rem; text-align: left; vertical-align: top;
border-bottom: 1px solid #8884 } .worse { color: #b3261e } .better { color: #1b6e3c } .pair { display: grid;
grid-template-columns: 1fr 1fr; gap: 1rem } .pair > div { border: 1px solid #8884; padding: .6rem }
pre { white-space: pre-wrap; font: inherit; margin: 0 } svg { width: 100%; height: auto }
@media (prefers-color-scheme: dark) { .worse { color: #ff9b92 } .better { color: #7fd9a2 } }
@media (max-width: 40rem) { .pair { grid-template-columns: 1fr } }
"""
_LEFT, _WIDE, _ROW = 150, 700, 26


def html_page(comparison: Comparison) -> str:
    """The page; words of shoppers and of the assistant are text in it, never markup."""
    title = escape(f"{comparison.b.name} against {comparison.a.name}: {comparison.verdict}")
    notes = "".join(f"<li>{escape(note)}</li>" for note in comparison.notes)
    parts = [
        f"<!doctype html><html lang='en'><meta charset='utf-8'><title>{title}</title><style>{_STYLE}</style>",
        f"<h1>{title}</h1><p>{comparison.turns} turns of {comparison.conversations} conversations, paired.</p>",
        f"<ul>{notes}</ul><h2>Differences</h2>{_plot(comparison)}{_table(comparison)}",
        *_pairs("Worst regressions", comparison.regressions),
        *_pairs("Improvements", comparison.improvements),
        *_pairs("Answered otherwise, with the same grades", comparison.changed),
        "</html>\n",
    ]
    return "".join(parts)


def _table(comparison: Comparison) -> str:
    head = "".join(f"<th>{escape(one)}</th>" for one in HEADING)
    body = "".join(
        f"<tr class='{_tone(grade)}' title='{escape(grade.why or grade.meaning, quote=True)}'>"
        + "".join(f"<td>{escape(cell)}</td>" for cell in row)
        + "</tr>"
        for grade, row in zip(comparison.grades, rows(comparison), strict=True)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _plot(comparison: Comparison) -> str:
    """Each difference as a share of the largest end of any interval of its unit, with the interval as a line."""
    most: dict[str, float] = {}
    for one in comparison.grades:
        most[one.unit] = max(most.get(one.unit, 0.0), abs(one.low), abs(one.high), abs(one.difference))
    height = _ROW * (len(comparison.grades) + 1)
    middle = _LEFT + _WIDE / 2
    marks = [f"<line x1='{middle}' x2='{middle}' y1='0' y2='{height}' stroke='currentColor' opacity='.4'/>"]
    for number, one in enumerate(comparison.grades):
        y = _ROW * (number + 1)
        x, low, high = (
            middle + value / (most[one.unit] or 1) * _WIDE * 0.48 for value in (one.difference, one.low, one.high)
        )
        marks.append(
            f"<g class='{_tone(one)}'><text x='0' y='{y + 5}' fill='currentColor'>{escape(one.name)}</text>"
            f"<line x1='{low:.1f}' x2='{high:.1f}' y1='{y}' y2='{y}' stroke='currentColor' stroke-width='2'/>"
            f"<circle cx='{x:.1f}' cy='{y}' r='4' fill='currentColor'/></g>"
        )
    label = "B minus A of every grade with its 95 % interval; right of the line is more"
    return f"<svg role='img' aria-label='{label}' viewBox='0 0 {_LEFT + _WIDE} {height}'>{''.join(marks)}</svg>"


def _tone(one: GradeComparison) -> str:
    return one.verdict if one.verdict in ("better", "worse") else ""


def _pairs(title: str, pairs: tuple[TurnPair, ...]) -> Iterator[str]:
    if not pairs:
        return
    yield f"<h2>{escape(title)}</h2>"
    for one in pairs:
        changed = ", ".join(f"{name} {change:+.2f}" for name, change in one.grades.items())
        yield f"<h3>{escape(one.case)}, message {one.turn + 1}: {escape(one.text)}</h3><p>{escape(changed)}</p>"
        yield f"<div class='pair'>{_side('A', one.a)}{_side('B', one.b)}</div>"


def _side(name: str, side: TurnSide) -> str:
    tools = ", ".join(f"{call['name']} {call['arguments']}" for call in side.tools) or "no tool"
    wrong = "".join(f"<li>{escape(f'{grade}: {why}')}</li>" for grade, why in side.wrong.items())
    shown = escape(", ".join(side.products) or "none")
    return (
        f"<div><strong>{name}</strong> ({escape(side.outcome)})<pre>{escape(side.answer)}</pre>"
        f"<p>{escape(tools)}<br>Products: {shown}</p><ul class='worse'>{wrong}</ul></div>"
    )
