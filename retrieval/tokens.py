"""Cuts text into words and these into the terms the lexical index counts.

English stems, Chinese characters and bigrams, model codes whole and in pieces, amounts with their unit.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from retrieval.measures import AMOUNT, apart, plain_number, unit_of

HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ebef"
_HAN_RUN: Final = re.compile(rf"[{HAN}]+")
_WORD: Final = re.compile(rf"(?P<han>[{HAN}]+)|{AMOUNT}|(?P<latin>[^\W_{HAN}]+(?:['./-][^\W_{HAN}]+)*)", re.IGNORECASE)
_PIECE: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?|[^\W0-9_]+")
_HUMP: Final = re.compile(r"(?<=[a-z]{2})(?=[A-Z][a-z]{2})")
"""Where two words were written as one: `BorderBiscuits`."""

_THOUSANDS: Final = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_MIXED: Final = re.compile(r"(?<=\d)(?=[¼-¾⅐-⅞])")
"""Before the fraction of `1½`, which would otherwise become `11/2`."""

_STRAIGHT: Final = str.maketrans("’‘′⁄“”″×", "'''/\"\"\"x")

STOP_WORDS: Final = frozenset(
    re.findall(
        r"\S+",
        "a an and any are as at be but by can could do does for from give got has have how i i'd i'm in is it its "
        "looking me my need of on or please show so some something that the their them these they this to us want "
        "was we what which who will with would you your find buy get",
    )
)
"""Words that say nothing about a product; most are what a shopper wraps a request in."""

STOP_HAN: Final = re.findall(
    r"\S+",
    "你们有没有 你们有 有没有 我想要 我想买 我想找 我需要 我要买 我要 我想 想要 想买 给我 帮我 请帮我 请推荐 推荐 "
    "一下 一个 一款 一些 什么 哪些 哪个 哪款 可以 能不能 需要 请问 看看 的 了",
)
"""The same for Chinese, the longer first where one begins another."""
_STOP_HAN: Final = re.compile("|".join((*STOP_HAN, rf"[吗呢吧啊]+(?![{HAN}])")))
"""Particles that end a sentence count only there: `吧` also begins a bar (`吧台`)."""

Kind = Literal["letters", "code", "amount", "han"]


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text, or one run of Chinese, and its index terms.

    `text` is case folded. `whole` is the term for all of it: the stem, the code, the number with its unit; empty for
    Chinese. `parts` are what it is made of: the halves of `noise-cancelling`, the pieces of `65in`, characters and
    then bigrams. Both are empty for a word that says nothing.
    """

    text: str
    kind: Kind
    whole: str
    parts: tuple[str, ...]

    @property
    def terms(self) -> tuple[str, ...]:
        """All index terms of the word, each as often as it stands there."""
        return (self.whole, *self.parts) if self.whole else self.parts


def normalise(text: str) -> str:
    """Full-width forms folded (NFKC), case folded, curly quotes made straight, HTML's `&#39;` read."""
    return _clean(text).casefold()


def is_han(text: str) -> bool:
    """Whether `text` begins with a Chinese character."""
    return bool(_HAN_RUN.match(text))


def words(text: str) -> Iterator[Word]:
    """The words of a text in order, those that say nothing among them, without terms."""
    cleaned = _clean(text)
    cleaned = apart(_THOUSANDS.sub("", cleaned) if "," in cleaned else cleaned)
    start = 0
    while match := _WORD.search(cleaned, start):
        start = match.end()
        han, number, unit, latin = match.groups()
        if latin:
            yield _latin(latin)
        elif han:
            yield _han(han)
        else:
            yield _amount(number, unit or "")
            if unit and is_han(unit.lstrip(" -")):
                start = match.start("unit")  # what follows a number may be a word that only begins like a unit


def request_words(text: str) -> Iterator[Word]:
    """The words of a request: as `words`, with Chinese request phrases (`我想买`) taken out first."""
    return words(_STOP_HAN.sub(" ", _clean(text)))


def document_tokens(text: str) -> list[str]:
    """The index terms of a product's text, in order, repeats kept; stop words are left out."""
    return [term for word in words(text) for term in word.terms]


def query_tokens(text: str) -> list[str]:
    """The index terms of a request, in order, repeats kept."""
    return [term for word in request_words(text) for term in word.terms]


def says_nothing(text: str) -> bool:
    """Whether a request has words, but only such as say nothing about a product (`show me something`)."""
    return any(True for _ in words(text)) and not query_tokens(text)


def query_words(text: str) -> list[str]:
    """The request's words as typed, Chinese as whole runs, stop words left out; for showing, not for matching."""
    found = (match.group() for match in _TYPED.finditer(unicodedata.normalize("NFKC", text)))
    return [word for word in found if normalise(word) not in STOP_WORDS]


_TYPED: Final = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+(?:[.'’][^\W_{HAN}]+)*")


def stem(word: str) -> str:
    """A folded English word without its plural or possessive s (Harman 1991, "How effective is suffixing?").

    Weaker than Snowball, so that a stem is still a word, to be spelt and shown; other forms are met by
    `word_families` (`cookies` becomes `cooky`, which is of the family of `cookie`). Words of three letters stay.
    """
    bare = word.removesuffix("'s").removesuffix("'")
    if len(bare) <= 3 or bare[-1] != "s" or bare[-2] in "us":
        return bare
    if bare.endswith("ies") and len(bare) > 4 and bare[-4] not in "ae":
        return f"{bare[:-3]}y"
    return bare[:-2] if bare.endswith(("sses", "xes", "ches", "shes")) else bare[:-1]


def _clean(text: str) -> str:
    unescaped = html.unescape(text) if "&" in text else text
    return unicodedata.normalize("NFKC", _MIXED.sub(" ", unescaped)).translate(_STRAIGHT).replace("''", '"')


def _han(run: str) -> Word:
    return Word(run, "han", "", (*run, *(run[i : i + 2] for i in range(len(run) - 1))))


def _amount(number: str, unit: str) -> Word:
    value = plain_number(number)
    if not unit:
        return Word(number, "amount", value, ())
    return Word(f"{number}{unit}".casefold(), "amount", value + unit_of(unit), (value,))


@lru_cache(maxsize=200_000)
def _latin(run: str) -> Word:
    """A word, a compound (`hot-dog`), two words written as one, or a code of letters and digits (`WH-1000XM5`)."""
    folded = run.casefold()
    halves = [half for half in re.split(r"[./-]", folded) if half]
    joined = "".join(halves)
    if any(char.isdigit() for char in joined):
        return _code(folded, halves, joined)
    said = [half for half in halves if half not in STOP_WORDS]
    if folded in STOP_WORDS or not said:
        return Word(folded, "letters", "", ())
    if len(halves) == 1:
        return Word(folded, "letters", stem(folded), tuple(stem(part.casefold()) for part in _humps(run)))
    return Word(folded, "letters", "" if "/" in folded else stem(joined), tuple(stem(half) for half in said))


def _humps(run: str) -> list[str]:
    return parts if len(parts := _HUMP.split(run)) > 1 else []


def _code(folded: str, halves: list[str], joined: str) -> Word:
    parts = halves if len(halves) > 1 else []
    for half in halves:
        pieces = _PIECE.findall(half)
        parts = parts + (pieces if len(pieces) > 1 else [])
    return Word(folded, "code", joined, tuple(stem(part) for part in parts if part not in STOP_WORDS))
