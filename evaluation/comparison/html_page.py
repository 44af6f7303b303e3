"""A comparison as one HTML file that needs nothing else: verdicts, a plot of what differs, and both sides of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape
from typing import Final

from evaluation.comparison.verdicts import Comparison, GradeComparison, Side, TurnPair, TurnSide
from evaluation.comparison.written import HEADING, rows, written

_STYLE: Final = """
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; --worse: #b3261e; --better: #1b6e3c }
@media (prefers-color-scheme: dark) { :root { --worse: #ff9b92; --better: #7fd9a2 } }
body { max-width: 70rem; margin: 2rem auto; padding: 0 1rem; overflow-wrap: anywhere }
h1 { font-size: 1.5rem } h2 { margin-top: 2.5rem } h3 { margin-bottom: 0 }
.wide { overflow-x: auto } table { border-collapse: collapse; width: 100%; overflow-wrap: normal }
td, th { padding: .3rem .6rem; text-align: left; vertical-align: top; border-bottom: 1px solid #8884 }
td { font-variant-numeric: tabular-nums }
.worse { color: var(--worse) } .better { color: var(--better) }
small, .quiet { opacity: .75 } .pair { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem; margin: .6rem 0 }
.pair > div { border: 1px solid #8884; border-radius: .4rem; padding: .6rem; min-width: 0 }
pre { white-space: pre-wrap; font: inherit; margin: 0 } p.pre { white-space: pre-wrap; margin: .4rem 0 0 }
code { font-size: .85rem } svg { width: 100%; height: auto; min-width: 40rem } summary { cursor: pointer }
@media (max-width: 40rem) { .pair { grid-template-columns: 1fr } body { margin: 1rem auto } }
"""
_LEFT, _WIDE, _ROW = 150, 700, 26


def html_page(comparison: Comparison) -> str:
    """The page; words of shoppers and of the assistant are text in it, never markup."""
    title = escape(f"{comparison.b.name} against {comparison.a.name}: {comparison.verdict}")
    notes = "".join(f"<li>{escape(note)}</li>" for note in comparison.notes)
    parts = [
        f"<!doctype html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>",
        f"<meta name='viewport' content='width=device-width, initial-scale=1'><style>{_STYLE}</style></head><body>",
        f"<h1>{title}</h1><p>{comparison.turns} turns of {comparison.conversations} conversations, paired.</p>",
        f"<div class='wide'>{_sides(comparison)}</div><ul>{notes}</ul>",
        f"<h2>Differences</h2>{_plot(comparison)}<div class='wide'>{_table(comparison)}</div>",
        *_pairs("Worst regressions", comparison.regressions),
        *_pairs("Improvements", comparison.improvements),
        *_pairs("Answered otherwise, with the same grades", comparison.changed),
        "</body></html>\n",
    ]
    return "".join(parts)


def _sides(comparison: Comparison) -> str:
    """Who was compared: model, prompts, turns, cost, pass^k."""
    head = "".join(f"<th>{one}</th>" for one in ("", "run", "model", "prompts", "turns", "cost", "pass^k"))
    runs = _run("A", comparison.a) + _run("B", comparison.b)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{runs}</tbody></table>"


def _run(letter: str, side: Side) -> str:
    spoiled = f", {side.spoiled} spoiled by the endpoint" if side.spoiled else ""
    left = f", {side.left} conversations left" if side.left else ""
    cost = "unknown" if side.cost_usd is None else f"${side.cost_usd:.4f}"
    passes = ", ".join(f"{name} {rate:.1%}" for name, rate in side.passes.items())
    cells = (letter, side.name, side.model, ", ".join(side.prompts), f"{side.turns}{spoiled}{left}", cost, passes)
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


def _table(comparison: Comparison) -> str:
    head = "".join(f"<th>{escape(one)}</th>" for one in HEADING)
    body = "".join(
        f"<tr class='{_tone(grade)}'><td>{escape(row[0])}<br><small>{escape(grade.meaning)}</small></td>"
        + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:-1])
        + f"<td>{escape(row[-1])}{_why(grade)}</td></tr>"
        for grade, row in zip(comparison.grades, rows(comparison), strict=True)
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _why(grade: GradeComparison) -> str:
    """What keeps a difference from being believed, where there is one."""
    return f"<br><small>{escape(grade.why)}</small>" if grade.why and grade.reason != "same" else ""


def _plot(comparison: Comparison) -> str:
    """Each difference as a share of the largest end of any interval of its unit, with the interval as a line."""
    shown = [one for one in comparison.grades if one.reason != "same"]
    same = ", ".join(one.name for one in comparison.grades if one.reason == "same")
    told = f"<p class='quiet'>Nothing differs in: {escape(same)}.</p>" if same else ""
    if not shown:
        return told
    most: dict[str, float] = {}
    for one in shown:
        most[one.unit] = max(most.get(one.unit, 0.0), abs(one.low), abs(one.high), abs(one.difference))
    height, middle = _ROW * (len(shown) + 1), _LEFT + _WIDE / 2
    marks = [f"<line x1='{middle}' x2='{middle}' y1='0' y2='{height}' stroke='currentColor' opacity='.4'/>"]
    marks += [_mark(one, _ROW * (number + 1), middle, most[one.unit] or 1) for number, one in enumerate(shown)]
    label = "B minus A of every grade that differs with its 95 % interval; right of the line is more"
    drawn = f"<svg role='img' aria-label='{label}' viewBox='0 0 {_LEFT + _WIDE} {height}'>{''.join(marks)}</svg>"
    return f"<p class='quiet'>{label}.</p><div class='wide'>{drawn}</div>{told}"


def _mark(one: GradeComparison, y: int, middle: float, most: float) -> str:
    x, low, high = (middle + value / most * _WIDE * 0.48 for value in (one.difference, one.low, one.high))
    colour = f"var(--{tone})" if (tone := _tone(one)) else "currentColor"
    told = escape(f"{one.name} {written(one.difference, one.unit, signed=True)}, {one.verdict}")
    return (
        f"<g class='{tone}'><title>{told}</title><text x='0' y='{y + 5}' font-size='14' fill='{colour}'>"
        f"{escape(one.name)}</text>"
        f"<line x1='{low:.1f}' x2='{high:.1f}' y1='{y}' y2='{y}' stroke='{colour}' stroke-width='2'/>"
        f"<circle cx='{x:.1f}' cy='{y}' r='4' fill='{colour}'/></g>"
    )


def _tone(one: GradeComparison) -> str:
    return one.verdict if one.verdict in ("better", "worse") else ""


def _pairs(title: str, pairs: tuple[TurnPair, ...]) -> Iterator[str]:
    if not pairs:
        return
    yield f"<h2>{escape(title)}</h2>"
    for one in pairs:
        changed = ", ".join(f"{name} {change:+.2f}" for name, change in one.grades.items())
        yield f"<h3>{escape(one.case)}, message {one.turn + 1}: {escape(one.text)}</h3>"
        yield f"<p class='quiet'>{escape(changed)}</p>" if changed else ""
        yield f"<div class='pair'>{_side('A', one.a)}{_side('B', one.b)}</div>{_before(one)}"


def _before(one: TurnPair) -> str:
    """The conversation up to a turn, both runs side by side."""
    turns = "".join(
        f"<p><strong>{escape(turn.text)}</strong></p>"
        f"<div class='pair'><div><pre>{escape(turn.a)}</pre></div><div><pre>{escape(turn.b)}</pre></div></div>"
        for turn in one.before
    )
    many = "message" if len(one.before) == 1 else f"{len(one.before)} messages"
    return f"<details><summary>The {many} before</summary>{turns}</details>" if turns else ""


def _side(name: str, side: TurnSide) -> str:
    tools = "".join(
        f"<p><code>{escape(str(call['name']))} {escape(json.dumps(call['arguments'], ensure_ascii=False))}</code></p>"
        for call in side.tools
    )
    wrong = "".join(f"<li>{escape(f'{grade}: {why}')}</li>" for grade, why in side.wrong.items())
    shown = f"<p><small>Products: {escape(', '.join(side.products))}</small></p>" if side.products else ""
    held = f"<p><small>Holds: {escape(json.dumps(dict(side.constraints), ensure_ascii=False))}</small></p>"
    return (
        f"<div><strong>{name}</strong> ({escape(side.outcome)})<pre>{escape(side.answer)}</pre>"
        f"{tools or '<p><code>no tool</code></p>'}{shown}{held if side.constraints else ''}"
        + (f"<ul class='worse'>{wrong}</ul>" if wrong else "")
        + "</div>"
    )
