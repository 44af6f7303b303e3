"""Names in English letters that a whole phrase states: spelled letter by letter, initials, a signature, an order's."""

from __future__ import annotations

import re
from collections.abc import Iterator

from records.redaction.findings import Candidate
from records.redaction.known_words import (
    first_names,
    names_of_people,
    not_names,
    ordinary_en,
    places,
    plain_first_names,
    surnames,
)
from records.redaction.name_cues import CAPITAL, NAME_BEHIND
from records.redaction.name_words import LETTER, Word, known_name, name_of, words_at

_SPELLED = re.compile(
    rf"\b(?:spel(?:led|t|ling|ls?)|names?|surname)(?: (?:is|it|as|it's|that|like|spelled|spelt))*:? [\"']?"
    rf"([{LETTER}](?:(?:-|\. ?| - )[{LETTER}]){{2,16}})(?![{LETTER}\d'-])",
    re.IGNORECASE,
)
_INITIALS = re.compile(
    r"\b(?:(?:first|middle|last|second|my|his|her|our|their) initials?(?: (?:is|are|was))?|initials? (?:is|are))"
    rf":? [\"']?({CAPITAL}(?:\.? ?{CAPITAL}(?![a-z])){{0,3}})(?![{LETTER}'])",
    re.IGNORECASE,
)
_LETTERS = re.compile(rf"(?<![{LETTER}\d'-])[{LETTER}](?:[-. ]{{1,2}}[{LETTER}]){{3,15}}(?![{LETTER}\d'-])")
_AT_THE_END = re.compile(
    rf"(?<=[.!?])(?<! in\.)(?<! ft\.)(?<! oz\.)(?<! lb\.) (?={CAPITAL}[{LETTER}'-]+(?: {CAPITAL}[{LETTER}'-]*\.?)?"
    r"[ ,]*(?:x{1,4}|xo+)?\W*$)"
)
_WITH_A_KISS = re.compile(r"[ ,]+(?:x{1,4}|xo+)\W*$")
_OF_AN_ORDER = re.compile(
    rf"\b(?:order|booking|invoice|account|ref)(?: (?:no\.?|number|id))?[ :#]{{1,2}}(?:[A-Z]{{1,3}}-?)?\d{{3,}}"
    rf" ?[,;:/|(-]{{1,2}} ?(?:name:? |for )?(?={CAPITAL})",
    re.IGNORECASE,
)
_LAST_CAPITALS = re.compile(rf"(?:{CAPITAL}[{LETTER}'.-]{{0,20}} ){{1,3}}{CAPITAL}[{LETTER}'.-]{{1,20}}$")


def names_stated(text: str) -> Iterator[Candidate]:
    """Names in a folded text that a phrase states as a whole."""
    for pattern in (_SPELLED, _INITIALS):
        for found in pattern.finditer(text):
            yield Candidate("name", found.start(1), found.end(1), found[1].lower().replace(".", " "))
    for letters in _LETTERS.finditer(text):
        yield from _said_before(text, letters)
    for end in _AT_THE_END.finditer(text):
        yield from _signed(text, end.end())
    for order in _OF_AN_ORDER.finditer(text):
        if found_name := known_name(text, order.end()):
            yield found_name
    for behind in NAME_BEHIND.finditer(text):
        yield from _capitals_before(text, behind.start())


def _said_before(text: str, letters: re.Match[str]) -> Iterator[Candidate]:
    """Letters that make a name somebody has, or a word said before them, which is one then."""
    word = re.sub(r"[-. ]", "", letters[0]).lower()
    said = re.search(rf"\b{re.escape(word)}\b", text[max(0, letters.start() - 60) : letters.start()], re.IGNORECASE)
    if said:
        start = max(0, letters.start() - 60) + said.start()
        yield Candidate("name", start, start + len(word), word)
    if said or word in names_of_people():
        yield Candidate("name", letters.start(), letters.end(), word)


def _signed(text: str, at: int) -> Iterator[Candidate]:
    """A last sentence that is a name only; one that is a thing too needs a kiss behind it."""
    found = known_name(text, at)
    if found is None:
        return
    alone = found.value in plain_first_names()
    if alone or (_WITH_A_KISS.match(text, found.end) and found.value.split()[0] not in ordinary_en()):
        yield found


def _capitals_before(text: str, at: int) -> Iterator[Candidate]:
    """Two to four capitals that end at `at`, of which one at least is a name and none a usual word."""
    found = _LAST_CAPITALS.search(text, max(0, at - 80), at)
    words = words_at(text, found.start(), at) if found else []
    if words and all(map(_is_of_a_name, words)) and any(w.plain in names_of_people() for w in words):
        yield name_of(text, words, len(words))


def _is_of_a_name(word: Word) -> bool:
    known = word.plain in first_names() or word.plain in surnames()
    usual = word.plain in not_names() or word.plain in ordinary_en() or word.plain in places()
    return known or not usual
