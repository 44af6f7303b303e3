"""Which Chinese characters are a name: a family name and a given one, weighed with what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from records.redaction.findings import Candidate
from records.redaction.folding import HOLE
from records.redaction.han_cues import AFTER_SURELY, EXPLAINED, FOLLOWS, HINT, KIN, NAMED, TOLD, after, cue_weights
from records.redaction.han_words import cue_words_zh, no_pet_names_zh, plain_surnames_zh, surname_starts
from records.redaction.known_words import chinese_given, chinese_surnames, not_people

_ENOUGH = 3.8
"""How much a piece must weigh to be a name."""
_HAN = re.compile("[\u4e00-\u9fff]{1,6}")
_APART = re.compile("([\u4e00-\u9fff]) ([\u4e00-\u9fff]{1,2}|[\u4e00-\u9fff] [\u4e00-\u9fff])(?![\u4e00-\u9fff])")
_SPELLED = re.compile("[\u4e00-\u9fff] [\u4e00-\u9fff] [\u4e00-\u9fff](?= |[,，。/\n]|$)(?! [\u4e00-\u9fff](?: |$))")
_STOPS = frozenset("名的了吗呢吧是不我你您他她它们这那就也啊呀哦么还很再把被让给跟请说")
_HELPERS = frozenset("和都有才别来应从那全可时商相关那祝")
"""Family names that are hardly ever one in running text."""
_NO_MORE = re.compile(r"\s*\Z")
_HARD_END = re.compile(rf"[ ,，。.、;；:：!！?？\n\t\"”'’】」』)）(（—…~/|❤♥♡💕💖💗💘💞-]|{HOLE}|$")
_NAMELY = frozenset(["nr", "nrt", "nrfg", "g", "zg", "ng", "ag", "tg", "vg"])
"""Kinds of characters that are seldom words of their own."""
_WHOLE = re.compile("[\u4e00-\u9fff]{2,4}(?![\u4e00-\u9fff])")
_NO_NAME = re.compile(
    "[啥谁哪怎没错填改个去出停苦好有车到过人快递同]|名字|公司|订单|一下|先生|女士|什么|外卖|电话|手机|地址|客服"
)
_MOST_LENGTHS = 64


class _Words(NamedTuple):
    """How a dictionary cuts a text: which word, of which kind, begins at a place."""

    kinds: Mapping[int, tuple[str, str]]

    def at(self, at: int) -> tuple[str, str]:
        return self.kinds.get(at, ("", ""))

    def is_edge(self, at: int) -> bool:
        return at in self.kinds


class _Piece(NamedTuple):
    start: int
    end: int
    weight: float


class _Reading(NamedTuple):
    """A text as names are looked for in it."""

    text: str
    cues: Mapping[int, float]
    words: _Words
    explained: frozenset[str]


def han_names(text: str) -> Iterator[Candidate]:
    """Names of Chinese people in a folded text, none overlapping another; each is found wherever it stands again."""
    if text.isascii():
        return
    firsts = [at for at, char in enumerate(text) if char in surname_starts()]
    cues = cue_weights(text)
    explained = frozenset(found[1] for found in EXPLAINED.finditer(text))
    explained |= {text[at] for at in firsts if cues.get(at, 0.0) >= TOLD and _HARD_END.match(text, at + 1)}
    reading = _Reading(text, cues, _cut(text), explained)
    pieces = [piece for at in firsts for piece in _pieces(reading, at)]
    pieces += [piece for at, weight in cues.items() if weight >= TOLD for piece in _strange(reading, at, weight)]
    pieces.sort()
    taken = _heaviest(pieces)
    values = {text[one.start : one.end] for one in taken[:_MOST_LENGTHS] if one.end - one.start > 1}
    if values:
        again = re.compile("|".join(map(re.escape, sorted(values, key=len, reverse=True))))
        taken += [_Piece(found.start(), found.end(), 0.0) for found in again.finditer(text)]
    end = 0
    for piece in sorted(taken, key=lambda one: (one.start, -one.end)):
        if piece.start >= end:
            end = piece.end
            yield Candidate("name", piece.start, end, text[piece.start : end].replace(" ", ""))


def _heaviest(pieces: list[_Piece]) -> list[_Piece]:
    """The pieces without those that overlap a heavier one beside them."""
    kept: list[_Piece] = []
    for piece in pieces:
        while kept and kept[-1].end > piece.start and kept[-1].weight < piece.weight:
            kept.pop()
        if not kept or kept[-1].end <= piece.start:
            kept.append(piece)
    return kept


def _cut(text: str) -> _Words:
    from rjieba import tag

    kinds: dict[int, tuple[str, str]] = {}
    at = 0
    for word, kind in tag(text, hmm=False):
        kinds[at] = (word, kind)
        at += len(word)
    kinds[at] = ("", "")
    return _Words(kinds)


def _pieces(reading: _Reading, at: int) -> Iterator[_Piece]:
    """The likeliest name that begins at `at`, if it weighs enough."""
    found = _HAN.match(reading.text, at)
    run = found[0] if found else ""
    cue = reading.cues.get(at, 0.0)
    if cue >= HINT and len(run) == 1 and (apart := _APART.match(reading.text, at)):
        if all(char in chinese_given() for char in apart[2] if char != " "):
            yield _Piece(at, apart.end(), cue)
        return
    if cue > 0 and len(run) == 1 and (apart := _SPELLED.match(reading.text, at)) and run not in plain_surnames_zh():
        if all(char in chinese_given() for char in apart[0][1::2] + apart[0][2::2] if char != " "):
            yield _Piece(at, apart.end(), _ENOUGH)
        return
    if (
        cue >= TOLD
        and run in chinese_surnames()[0]
        and (run not in plain_surnames_zh() or reading.text[at - 1] == "姓")
    ):
        yield _Piece(at, at + len(run), cue)
    best: _Piece | None = None
    for surname in _surnames_of(run):
        for length in (1, 2, 3) if cue >= HINT else (1, 2):
            given, written = run[len(surname) : len(surname) + length], run[: len(surname) + length]
            if len(given) < length or _STOPS.intersection(given) or _is_no_one(reading, at, written):
                continue
            weight = _weight(reading, at, surname, given)
            if best is None or weight > best.weight:
                best = _Piece(at, at + len(written), weight)
    if best is not None and best.weight >= _ENOUGH:
        yield best


def _strange(reading: _Reading, at: int, cue: float) -> Iterator[_Piece]:
    """Whatever stands alone where a name is told at `at`, if the dictionary knows no word there: 知远, 苗苗."""
    found = _WHOLE.match(reading.text, at)
    if found is None or not _HARD_END.match(reading.text, found.end()) or _STOPS.intersection(found[0]):
        return
    run = found[0]
    if run in chinese_surnames()[0] or run in _cue_words() or _NO_NAME.search(run):
        return
    if cue < NAMED and run in not_people():
        return
    word = reading.words.at(at)[0]
    named = cue >= NAMED and run[0] in surname_starts() and len(run) < 4 and run != word[: len(run) - 1]
    if named or (len(run) == 2 and run[0] == run[1]) or (len(run) < 4 and _is_strange(reading, at, found.end(), cue)):
        yield _Piece(at, found.end(), _ENOUGH)


def _is_strange(reading: _Reading, at: int, end: int, cue: float) -> bool:
    """Whether the dictionary knows the characters only one by one, or as names, and given names have them."""
    words = [reading.words.at(place) for place in range(at, end) if reading.words.is_edge(place)]
    names = ("nr", "ns") if cue >= NAMED else ("nr",)
    known = not all(len(word) == 1 or kind in names for word, kind in words)
    return not known and all(char in chinese_given() for char in reading.text[at:end])


@lru_cache(maxsize=1)
def _cue_words() -> frozenset[str]:
    return frozenset(word for words in cue_words_zh().values() for word in words)


def _is_no_one(reading: _Reading, at: int, written: str) -> bool:
    """Whether it is a word that nobody is called, or one that somebody could be: 方便, and nobody says so."""
    cue, word = reading.cues.get(at, 0.0), reading.words.at(at)[0]
    ended = _HARD_END.match(reading.text, at + len(written))
    if cue >= NAMED and ended:
        return False
    if cue < TOLD and written[0] == written[-1] and written in no_pet_names_zh():
        return True
    if written in _cue_words() or (word in not_people() and word != written and not (cue >= TOLD and ended)):
        return True
    if written not in not_people():
        return False
    told = cue >= TOLD and ended
    apart = at == 0 or _HARD_END.match(reading.text[at - 1])
    beside = apart and _is_beside(reading.text, at + len(written))
    surely = AFTER_SURELY.match(reading.text, at + len(written))
    return not ((told and reading.words.at(at)[1][:1] in "ard") or beside or surely)


def _is_beside(text: str, end: int) -> bool:
    """Whether something found already follows, at most a mark away."""
    return text[end : end + 1] == HOLE or bool(re.match(rf"[ ,，:：、/;；\n]{{1,2}}{HOLE}", text[end : end + 3]))


def _surnames_of(run: str) -> list[str]:
    known = chinese_surnames()[0]
    return [run[:length] for length in (2, 1) if run[:length] in known and len(run) > length]


def _weight(reading: _Reading, start: int, surname: str, given: str) -> float:
    """How much the words before it, the characters and what follows speak for a name."""
    cue = reading.cues.get(start, 0.0)
    end = start + len(surname + given)
    weight = cue + sum(0.5 if char in chinese_given() else -1.0 for char in given)
    weight += {1: 0.0, 2: 0.5, 3: -1.3}[len(given)] + 1.0 * (len(surname) == 2)
    if not _is_beside(reading.text, end):
        weight -= _plainness(surname, cue)
    weight += _enclosed(reading.text, start, end)
    weight += 1.5 * any(char in reading.explained for char in surname + given)
    return weight + _right(reading, end, cue) + _cutting(reading, start, end, surname, cue)


def _plainness(surname: str, cue: float) -> float:
    """How much it speaks against a name that its family name is an everyday word."""
    if surname in _HELPERS:
        return 2.4
    return 0.0 if surname not in plain_surnames_zh() else 0.6 if cue >= HINT else 1.2


def _enclosed(text: str, start: int, end: int) -> float:
    """How much it weighs that nothing else stands between the marks around a piece, most so at the end of the text."""
    before, behind = text[max(0, start - 1) : start], text[end : end + 1]
    if before and before in "\"“'‘「『【《" and behind and behind in "\"”'’」』】》":
        return 1.4
    if (
        before
        and not behind.strip()
        and _NO_MORE.match(text, end)
        and re.search(r"[。.!！?？~～—\n-] ?$", text[max(0, start - 2) : start])
    ):
        return 3.6 if before == "-" else 1.8
    return 0.4 if _HARD_END.match(text, end) and (not before or _HARD_END.match(before)) else 0.0


def _right(reading: _Reading, end: int, cue: float) -> float:
    text = reading.text
    if AFTER_SURELY.match(text, end):
        return 7.0 if "名" in text[end : end + 6] else 4.0
    if after().match(text, end):
        return 2.6
    if _HARD_END.match(text, end):
        beside = 3.0 if _is_beside(text, end) else 0.0
        return beside + (2.3 if cue >= TOLD else 1.1 if cue > 0 else 0.8)
    if FOLLOWS.match(text, end):
        return 0.8
    return 0.3 if len(reading.words.at(end)[0]) > 1 else -1.0


def _cutting(reading: _Reading, start: int, end: int, surname: str, cue: float) -> float:
    """What the dictionary says: a name is cut into single characters, an ordinary word is one."""
    words, told = reading.words, cue >= TOLD
    word, kind = words.at(start)
    if word == reading.text[start:end]:
        if kind in _NAMELY:
            return 1.0 if cue >= HINT or after().match(reading.text, end) else -0.3
        return (-0.6 if cue >= KIN else -1.4) if kind[:1] in "ntm" else -2.4 if told else -2.8
    weight = 0.0
    if not words.is_edge(start):
        weight -= 1.0 if told else 2.5
    elif words.is_edge(start + len(surname)):
        weight += 1.0 if kind == "nr" else 0.6
    elif kind not in _NAMELY:
        weight -= 0.3 if told else 1.2
    if not words.is_edge(end):
        weight -= 0.8 if told else 2.0
    rest, sort = words.at(start + len(surname))
    if len(rest) > 1 and sort not in _NAMELY and (surname in plain_surnames_zh() or surname in _HELPERS):
        weight -= 2.5 if surname in _HELPERS else 1.0
    singles = [words.at(place) for place in range(start + len(surname), end)]
    return weight + 0.3 * sum(kind in _NAMELY and len(word) == 1 for word, kind in singles)
