"""Replaces personal data by placeholders. Read this first: `Redactor.redact` is the way through."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from records.redaction.addresses_en import addresses_en
from records.redaction.addresses_zh import addresses_zh
from records.redaction.digit_groups import Digits, digits_in
from records.redaction.documents import card, cn_id, ibans, passports
from records.redaction.emails import emails
from records.redaction.findings import Candidate, Finding, Redacted
from records.redaction.folding import HOLE, fold
from records.redaction.names_en import names_en
from records.redaction.names_zh import names_zh
from records.redaction.phones import phone
from records.redaction.placeholders import PLACEHOLDER, placeholder_for

_MOST_ROUNDS = 12
"""What is found may lay bare what stood beside it; more rounds than two are rare."""


@dataclass(frozen=True)
class Redactor:
    """Takes personal data out of texts; safe to use from several threads.

    `secret`, 32 random bytes, decides the placeholders: with the same secret the same value in the same scope always
    gets the same one. `keep` are names that are never redacted, such as brands, in lower case.
    """

    secret: bytes
    keep: Collection[str] = ()

    def redact(self, text: str, scope: str, keep: Collection[str] = ()) -> Redacted:
        """The text with a placeholder for each piece of personal data, and what was found.

        `scope` is whose text it is, as `records.carts.cart_owner` writes it; placeholders of two scopes cannot be
        linked. `keep` adds to the names left alone. Placeholders that stand in the text stay, and redacting a redacted
        text changes nothing. Takes time linear in the length of the text and never raises.
        """
        found: list[Finding] = []
        for _ in range(_MOST_ROUNDS):
            redacted = _Written(text, found)
            pieces = _pieces(redacted.text, (*self.keep, *keep))
            new = [redacted.finding(one, self._placeholder(one, scope)) for one in pieces]
            if not new:
                break
            found = sorted([*found, *new], key=lambda one: one.start)
        return Redacted(_Written(text, found).text, tuple(found))

    def warm(self) -> None:
        """Reads the word lists of both languages now, which the first message would wait for."""
        self.redact("My name is Ann Lee, 5 Mill Lane, Leeds. 我叫王芳，住在北京市海淀区中关村大街5号。", "")

    def _placeholder(self, piece: Candidate, scope: str) -> str:
        return placeholder_for(self.secret, scope, piece.kind, piece.value)


class _Written:
    """A text with placeholders written in place of findings, and the way back to where a piece of it stood."""

    def __init__(self, text: str, findings: list[Finding]) -> None:
        self._original = text
        self._ends: list[int] = []
        self._shifts = [0]
        parts: list[str] = []
        at = length = 0
        for one in findings:
            parts += (text[at : one.start], one.placeholder)
            length += one.start - at + len(one.placeholder)
            at = one.end
            self._ends.append(length)
            self._shifts.append(at - length)
        self.text = "".join([*parts, text[at:]])

    def finding(self, piece: Candidate, placeholder: str) -> Finding:
        """The piece, which lies between placeholders, as it stood in the original."""
        shift = self._shifts[bisect_right(self._ends, piece.start)]
        start, end = piece.start + shift, piece.end + shift
        return Finding(piece.kind, start, end, self._original[start:end], placeholder)


def _pieces(text: str, keep: Collection[str]) -> list[Candidate]:
    """What is found in one look at a text, in its order; places count in characters of the text."""
    folded = fold(text, PLACEHOLDER)
    plain = folded.text
    chosen: list[Candidate] = []
    for finders in _STAIRS:
        new = _apart(one for finder in finders for one in finder(plain, keep))
        plain = _with_holes(plain, new)
        chosen += new
    chosen.sort(key=lambda one: one.start)
    return [
        one._replace(start=start, end=end) for one in chosen for start, end in [folded.original(one.start, one.end)]
    ]


def _with_holes(text: str, pieces: list[Candidate]) -> str:
    """The text, as long as it was, with holes where the pieces stood."""
    parts: list[str] = []
    at = 0
    for one in pieces:
        parts += (text[at : one.start], HOLE * (one.end - one.start))
        at = one.end
    return "".join([*parts, text[at:]])


def _apart(candidates: Iterable[Candidate]) -> list[Candidate]:
    """The candidates in order, without those that overlap one that begins earlier, or there and is longer."""
    chosen: list[Candidate] = []
    for one in sorted(candidates, key=lambda one: (one.start, -one.end)):
        if not chosen or one.start >= chosen[-1].end:
            chosen.append(one)
        elif one.end > chosen[-1].end and one.kind == chosen[-1].kind:
            chosen[-1] = one._replace(start=chosen[-1].start, value=chosen[-1].value + one.value)
    return chosen


def _numbers(text: str, keep: Collection[str]) -> Iterator[Candidate]:
    """Resident ids, cards and telephone numbers, each digit counted once."""
    taken = 0
    for candidates in digits_in(text):
        if candidates and candidates[0].start >= taken and (found := _number(candidates)):
            taken = found.end
            yield found


def _number(candidates: list[Digits]) -> Candidate | None:
    for kind in (cn_id, card):
        for digits in candidates:
            if found := kind(digits):
                return found
    return phone(candidates)


def _without_holes(find: Callable[[str], Iterator[Candidate]]) -> Callable[[str, Collection[str]], Iterator[Candidate]]:
    return lambda text, keep: (one for one in find(text) if HOLE not in text[one.start : one.end])


_Finder = Callable[[str, Collection[str]], Iterable[Candidate]]
_STAIRS: tuple[tuple[_Finder, ...], ...] = (
    (_without_holes(emails),),
    (_without_holes(ibans), _without_holes(passports)),
    (_numbers,),
    (_without_holes(addresses_zh), _without_holes(addresses_en)),
    (names_en, names_zh),
)
"""What is surest comes first; each step reads the text without what the steps before it found."""
