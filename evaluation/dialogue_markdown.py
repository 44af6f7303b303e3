"""The report of an evaluation of dialogue as people read it: figures first, then every failure with what was said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from evaluation.dialogue_grading import GradedTurn
from evaluation.dialogue_report import FIGURES, GROUPS, LATENCIES, DialogueReport
from evaluation.shares import Tally

_LONGEST: Final = 700
"""Characters of an answer that are shown."""


def markdown(report: DialogueReport) -> str:
    """The whole report; ends with a line break."""
    return "\n".join([figures(report), "", *_failures(report)]).rstrip() + "\n"


def figures(report: DialogueReport) -> str:
    """The figures alone."""
    turns = report.turns
    left = sum(one.left for one in turns)
    lines = [
        f"# Dialogue, with the language model `{report.made.get('model')}`",
        "",
        f"{len({(one.case.set, one.case.id) for one in turns})} cases, {len(turns)} turns."
        + (
            f" {left} turns were left to a language model that is not there; what it decides is not judged."
            if left
            else ""
        ),
        "",
        *_figures(report),
        "",
        *_tools(report),
        "",
        *_latencies(report),
        "",
        *(["Missed: " + "; ".join(report.missed()) + ".", ""] if report.missed() else []),
    ]
    return "\n".join(lines).rstrip()


def _figures(report: DialogueReport) -> Iterator[str]:
    yield from _head("figure", *GROUPS, "wanted", "meaning")
    for figure in FIGURES:
        wanted = f"{figure.wanted:.0%}" if figure.wanted is not None else ""
        cells = [_share(report.tally(figure, group)) for group in GROUPS]
        yield _row(figure.name, *cells, wanted, figure.meaning)
    yield _row("false claims", str(sum(len(one.claims) for one in report.turns)), "", "", "", "", "0", "counted")


def _tools(report: DialogueReport) -> Iterator[str]:
    yield from _head("expected tool", "all", "en", "zh", "what was called instead")
    for tool, tallies in report.by_tool().items():
        instead = Counter(
            mark.why.rpartition("got ")[2]
            for one in report.turns
            if one.tool == tool
            for mark in one.failed
            if mark.check == "tool"
        )
        cells = [_share(tallies[group]) for group in ("all", "en", "zh")]
        yield _row(tool, *cells, ", ".join(f"{name} {count}" for name, count in instead.most_common()))


def _latencies(report: DialogueReport) -> Iterator[str]:
    yield from _head("milliseconds", "p50", "p95", "turns", "wanted p50", "wanted p95")
    for name, wanted in LATENCIES.items():
        found = report.latency(name)
        if found is not None:
            most = (f"{one:.0f}" if one else "" for one in wanted)
            yield _row(name, f"{found[0]:.0f}", f"{found[1]:.0f}", str(found[2]), *most)


def _failures(report: DialogueReport) -> Iterator[str]:
    """Every failure under its check, the most frequent check first."""
    counted = Counter(mark.check for one in report.turns for mark in one.failed)
    for check, count in counted.most_common():
        yield from (f"## {check}: {count}", "")
        for one in report.turns:
            for mark in one.failed:
                if mark.check == check:
                    yield from _failure(one, mark.why, report.turns)


def _failure(one: GradedTurn, why: str, turns: Sequence[GradedTurn]) -> Iterator[str]:
    yield f"- **{one.case.id}**{f' turn {one.seen.turn + 1}' if len(one.case.messages) > 1 else ''} — {_flat(why)}"
    for before in turns:
        if before.case is one.case and before.seen.turn < one.seen.turn:
            yield f"  - before: {_flat(before.seen.text)}"
    yield f"  - shopper: {_flat(one.seen.text)}"
    calls = ", ".join(f"{call.name}({_arguments(call.arguments.items())})" for call in one.seen.tools)
    yield f"  - called: {calls or 'nothing'}; holds: {_arguments(one.seen.constraints.items()) or 'nothing'}"
    if one.seen.products:
        yield f"  - shown: {', '.join(one.seen.products)}"
    yield f"  - shop ({one.seen.outcome}): {_flat(one.seen.shown_text)}"


def _arguments(pairs: Iterable[tuple[str, object]]) -> str:
    return _flat(", ".join(f"{name}={value}" for name, value in pairs))


def _flat(text: str) -> str:
    """One line, not too long, that Markdown leaves alone."""
    line = " / ".join(part.strip() for part in text.splitlines() if part.strip())
    short = line if len(line) <= _LONGEST else f"{line[:_LONGEST]}…"
    return short.replace("|", "\\|").replace("<", "&lt;")


def _share(tally: Tally) -> str:
    return "" if tally.share is None else f"{tally.share:.1%} ({tally.right}/{tally.judged})"


def _head(*cells: str) -> Iterator[str]:
    yield _row(*cells)
    yield "|" + "---|" * len(cells)


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"
