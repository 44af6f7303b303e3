"""A folded text cut into clauses, each with its place: the piece of a sentence whose words bear on each other."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

_SENTENCE_END: Final = re.compile(r"[!?;\n]+[!?;.\n \")~]*|\.(?![0-9a-z])[.!?;\n \")~]*|\.{2,}")
_JOINTS: Final = (
    r",(?![0-9])|(?<![0-9]),| [-]{1,3} |--|[()]|(?<![0-9]):(?![0-9/])"
    r"|(?=\b(?:but|however|although|though|yet|while|whereas|except|because|cos|cuz|since|otherwise"
    r"|unfortunately)\b)"
    r"|(?=\b(?:and|so|then|or) (?:i|i'm|im|i'll|ill|i've|ive|we|you|it|it's|its|the|my|now|they|he|she|this"
    r"|that|nobody|no one|can|could|will|"
    r"please|pls|still|is|how|where|when|what|your|never|there)\b)"
    r"|(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])"
    r"|(?=但是|但(?!凡)|不过(?!来|去)|可是|然而|只是|虽然|就是(?!说|那|这)|而且|因为|所以"
    r"|(?<=[\u3400-\u9fff])可(?=[他她它我你就还也不没]))"
)
_JOINT: Final = re.compile(_JOINTS)
_TRIM: Final = " \n,.;:-\"'()~"


@dataclass(frozen=True, slots=True)
class Sentence:
    """`start` to `end` with its closing marks `mark`, which are `end` to the next sentence."""

    start: int
    end: int
    mark: str


@dataclass(frozen=True, slots=True)
class Clause:
    """`start` to `end` of the text, trimmed, within `sentence`; `position` counts from 0 over the text."""

    start: int
    end: int
    sentence: Sentence
    position: int


def sentences_in(folded: str) -> list[Sentence]:
    """The sentences in order; they hold every letter of the text."""
    found: list[Sentence] = []
    at = 0
    for mark in _SENTENCE_END.finditer(folded):
        if folded[at : mark.start()].strip(_TRIM):
            found.append(Sentence(at, mark.start(), mark[0]))
        elif found:
            last = found[-1]
            found[-1] = Sentence(last.start, last.end, folded[last.end : mark.end()])
        at = mark.end()
    if folded[at:].strip(_TRIM):
        found.append(Sentence(at, len(folded), ""))
    return found


def clauses_in(folded: str) -> list[Clause]:
    """The clauses in order; none is empty."""
    found: list[Clause] = []
    for sentence in sentences_in(folded):
        at = sentence.start
        for joint in _JOINT.finditer(folded, sentence.start, sentence.end):
            _add(found, folded, at, joint.start(), sentence)
            at = joint.end()
        _add(found, folded, at, sentence.end, sentence)
    return found


def _add(found: list[Clause], folded: str, start: int, end: int, sentence: Sentence) -> None:
    while start < end and folded[start] in _TRIM:
        start += 1
    while end > start and folded[end - 1] in _TRIM:
        end -= 1
    if start < end:
        found.append(Clause(start, end, sentence, len(found)))


def clause_at(clauses: Sequence[Clause], place: int) -> Clause:
    """The last clause that begins at or before the place; the first where none does."""
    return clauses[max(0, bisect_right(clauses, place, key=lambda clause: clause.start) - 1)]
