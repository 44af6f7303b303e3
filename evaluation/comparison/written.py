"""A comparison for people and for CI: Markdown, JUnit XML, and which verdicts fail a build."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from xml.etree import ElementTree

from evaluation.comparison.verdicts import Comparison, GradeComparison, TurnPair, TurnSide, Verdict
from evaluation.errors import EvaluationError
from evaluation.replay.grades import RULES, Unit

_FORMS: Final[dict[Unit, str]] = {
    "share": ".1%",
    "points": ".2f",
    "ms": ",.0f",
    "tokens": ",.0f",
    "usd": ".5f",
    "count": ".1f",
}
_SIGNS: Final[dict[Verdict, str]] = {
    "better": "+",
    "worse": "−",
    "higher": "↑",
    "lower": "↓",
    "not distinguishable": "=",
    "not judged reliably": "?",
}


def written(value: float, unit: Unit, signed: bool = False) -> str:
    """A grade or a difference of two, as people write it."""
    return format(value, ("+" if signed else "") + _FORMS[unit])


def failed_by(comparison: Comparison, rules: list[str]) -> tuple[GradeComparison, ...]:
    """The grades that break one of the rules: `worse` for any grade, `worse:state,claims` for these.

    Raises:
        EvaluationError: a rule is written otherwise or names no grade.
    """
    wanted: set[str] = set()
    for rule in rules:
        verdict, _, names = rule.partition(":")
        chosen = [one.strip() for one in names.split(",") if one.strip()] if names else list(RULES)
        unknown = [one for one in chosen if one not in RULES]
        if verdict != "worse" or unknown:
            what = f"there is no grade {unknown[0]!r}" if unknown else f"{rule!r} cannot be read"
            raise EvaluationError(
                f"--fail-on: {what}; write worse, or worse:state,claims with any of {', '.join(RULES)}."
            )
        wanted.update(chosen)
    return tuple(grade for grade in comparison.grades if grade.name in wanted and grade.verdict == "worse")


def rows(comparison: Comparison) -> Iterator[tuple[str, ...]]:
    """For each grade its name, A, B, the difference with its interval, p, and the verdict."""
    for one in comparison.grades:
        low, high = (written(end, one.unit, signed=True) for end in (one.low, one.high))
        difference = f"{written(one.difference, one.unit, signed=True)} ({low} to {high})"
        a, b = written(one.a, one.unit), written(one.b, one.unit)
        yield (
            one.name,
            a,
            b,
            difference,
            "<0.001" if one.p_all < 0.001 else f"{one.p_all:.3f}",
            f"{_SIGNS[one.verdict]} {one.verdict}",
        )


def doubts(comparison: Comparison) -> Iterator[str]:
    """Why a grade that differs has no verdict, a line for each."""
    for one in comparison.grades:
        if one.why and one.reason != "same":
            yield f"{one.name} {written(one.difference, one.unit, signed=True)}: {one.why}"


HEADING: Final = ("grade", "A", "B", "B − A (95 %)", "p, all counted", "B is")


def markdown(comparison: Comparison) -> str:
    """The verdict, every grade, what a reader should know, and the worst regressions with both answers."""
    lines = [f"# {_line(comparison.b.name)} against {_line(comparison.a.name)}: {comparison.verdict}", ""]
    lines += [f"{comparison.turns} turns of {comparison.conversations} conversations, paired.", ""]
    lines += [f"- {note}" for note in comparison.notes]
    lines += ["", f"| {' | '.join(HEADING)} |", f"|{'---|' * len(HEADING)}"]
    lines += [f"| {' | '.join(row)} |" for row in rows(comparison)]
    lines += ["", *(f"- {_line(doubt)}" for doubt in doubts(comparison))]
    for title, pairs in (("Worst regressions", comparison.regressions), ("Improvements", comparison.improvements)):
        if pairs:
            lines += ["", f"## {title}", "", *(line for one in pairs[:10] for line in _pair(one))]
    return "\n".join(lines) + "\n"


def junit(comparison: Comparison, rules: list[str]) -> str:
    """A test case for each grade, which fails where a rule says so."""
    failed = {grade.name for grade in failed_by(comparison, rules)}
    suite = ElementTree.Element(
        "testsuite",
        name="daogou evaluate compare",
        tests=str(len(comparison.grades)),
        failures=str(len(failed)),
        errors="0",
    )
    for grade, row in zip(comparison.grades, rows(comparison), strict=True):
        case = ElementTree.SubElement(suite, "testcase", classname="replay", name=grade.name)
        if grade.name in failed:
            ElementTree.SubElement(case, "failure", message=f"{grade.name} got worse: {row[3]}").text = "\n".join(
                _plain(f"{one.case}, message {one.turn + 1}: {one.text} -> {one.b.answer}")
                for one in comparison.regressions
                if grade.name in one.grades
            )
    return ElementTree.tostring(suite, encoding="unicode", xml_declaration=True) + "\n"


def _pair(one: TurnPair) -> Iterator[str]:
    changed = ", ".join(f"{name} {change:+.2f}" for name, change in one.grades.items())
    yield f"**{one.case}, message {one.turn + 1}**: {_line(one.text)} ({changed})"
    yield ""
    yield f"- A: {_side(one.a)}"
    yield f"- B: {_side(one.b)}"
    yield ""


def _side(side: TurnSide) -> str:
    tools = ", ".join(str(call["name"]) for call in side.tools) or "no tool"
    wrong = "; ".join(f"{name}: {why}" for name, why in side.wrong.items())
    return _line(f"{side.answer} [{tools}; {side.outcome}]" + (f" wrong: {wrong}" if wrong else ""))


def _plain(text: str) -> str:
    """One line without the characters that XML has no place for."""
    return "".join(mark for mark in " ".join(text.split()) if mark.isprintable())


def _line(text: str) -> str:
    """Words of others as one line that Markdown takes as they are."""
    return "".join(f"\\{mark}" if mark in "\\`*_[]<>|#" else mark for mark in " ".join(text.split()))
