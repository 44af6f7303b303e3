"""The blocks of `docs/evaluation.md` that are written by a program; the words around them are nobody's but ours.

A block begins with `<!-- figures:NAME -->` and ends with `<!-- /figures -->`, each on a line of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scripts.figures.declared import Evaluation, FigureDeclared, Seen

NOT_RUN = "not run yet"
_BEGIN = re.compile(r"^<!-- figures:([a-z0-9-]+) -->$")
_END = "<!-- /figures -->"
_NUMBER = re.compile(r"-?\d[\d,]*\.?\d*")


@dataclass(frozen=True, slots=True)
class Made:
    """How the figures of a block came about; `took` is in seconds."""

    date: str
    commit: str
    took: float


def block(evaluation: Evaluation, seen: Mapping[str, Seen], made: Made | None) -> str:
    """What stands between the marks; without `made` the rows that will be filled."""
    lines = ["| figure | wanted | seen | 95 % |", "|---|---|---|---|"]
    lines += [f"| {' | '.join(_row(one, seen.get(one.figure)))} |" for one in evaluation.figures]
    how = f"`{evaluation.for_people}`; {evaluation.model}"
    told = f"{how}; {made.date}, commit {made.commit}, {_minutes(made.took)}." if made else f"{how}; {NOT_RUN}."
    return "\n".join([*lines, "", told])


def blocks_in(text: str) -> dict[str, str]:
    """What stands in each block, by name.

    Raises:
        ValueError: a block is not closed, closes nothing, stands in another, or is there twice.
    """
    found: dict[str, list[str]] = {}
    for name, line in _walk(text):
        if name is not None:
            found.setdefault(name, []).append(line)
    return {name: "\n".join(lines[1:-1]) for name, lines in found.items()}


def with_block(text: str, name: str, content: str) -> str:
    """The text with one block's content in the place of what was there; all else as it is.

    Raises:
        ValueError: there is no such block, the text's blocks cannot be read, or the content holds a mark.
    """
    if name not in blocks_in(text):
        raise ValueError(f"there is no block {name}; add <!-- figures:{name} --> and {_END}, each on a line of its own")
    if any(_BEGIN.match(line) or line == _END for line in content.splitlines()):
        raise ValueError(f"the content of the block {name} holds a mark of blocks")
    kept = [line for own, line in _walk(text) if own != name or _BEGIN.match(line) or line == _END]
    place = kept.index(f"<!-- figures:{name} -->") + 1
    return "\n".join([*kept[:place], *content.splitlines(), *kept[place:]])


def rows_of(content: str) -> dict[str, tuple[str, str, str]]:
    """What a block's table has of each figure: wanted, seen, interval."""
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in content.splitlines() if "|" in line]
    return {row[0].strip(): (row[1], row[2], row[3].strip()) for row in cells[2:] if len(row) == 4}


def changes(evaluation: Evaluation, before: str, seen: Mapping[str, Seen]) -> Iterator[str]:
    """What is other than in the block before, a line for each figure: old, new, and whether that is beyond chance."""
    old = rows_of(before)
    for one in evaluation.figures:
        _, was, interval = old.get(one.figure, ("", NOT_RUN, ""))
        now = _row(one, seen[one.figure])[2]
        if was != now:
            yield f"{one.figure}: {was} -> {now}{_judged(was, interval, seen[one.figure])}"


def _judged(was: str, interval: str, now: Seen) -> str:
    """Whether a change lies beyond the intervals of both; nothing where one of them has none."""
    ends, value = _numbers(interval), _numbers(was)
    if len(ends) != 2 or not value or now.interval is None:
        return ""
    low, high = now.interval
    outside = not ends[0] <= now.value <= ends[1] and not low <= value[0] <= high
    return ", beyond the interval" if outside else ", within the interval"


def _numbers(text: str) -> list[float]:
    return [float(one.replace(",", "")) for one in _NUMBER.findall(text)]


def _row(declared: FigureDeclared, seen: Seen | None) -> Sequence[str]:
    if seen is None:
        return declared.figure, declared.wanted, NOT_RUN, ""
    value = declared.form.format(seen.value)
    ends = " to ".join(declared.form.format(end) for end in seen.interval or ())
    return declared.figure, declared.wanted, value if seen.of is None else f"{value} of {seen.of}", ends


def _walk(text: str) -> Iterator[tuple[str | None, str]]:
    """Each line with the name of the block it is of, the marks included."""
    inside: str | None = None
    known: set[str] = set()
    for number, line in enumerate(text.split("\n"), 1):
        begins = _BEGIN.match(line)
        if begins and (inside is not None or begins[1] in known):
            raise ValueError(f"line {number}: the block {begins[1]} stands in another or is there twice")
        if begins:
            inside = begins[1]
            known.add(inside)
        if line == _END and inside is None:
            raise ValueError(f"line {number}: {_END} closes nothing")
        yield inside, line
        if line == _END:
            inside = None
    if inside is not None:
        raise ValueError(f"the block {inside} is not closed")


def _minutes(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"
