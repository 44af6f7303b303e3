"""Cuts text into the units the lexical index counts: English stems, Chinese characters and bigrams, model codes."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

HAN: Final = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ebef"
_RUN: Final = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+(?:[.'][^\W_{HAN}]+)*")
_HAN_RUN: Final = re.compile(rf"[{HAN}]+")
_PIECE: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?|[^\W0-9_]+")

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
    "一下 一个 一款 一些 什么 哪些 哪个 哪款 可以 能不能 需要 请问 看看 的 了 吗 呢 吧 啊",
)
"""The same for Chinese, the longer first where one begins another; single characters only if they are particles."""
_STOP_HAN: Final = re.compile("|".join(STOP_HAN))


def normalise(text: str) -> str:
    """Full-width forms folded (NFKC), case folded, curly apostrophes made straight."""
    return unicodedata.normalize("NFKC", text).casefold().replace("’", "'")


def is_han(text: str) -> bool:
    """Whether `text` begins with a Chinese character."""
    return bool(_HAN_RUN.match(text))


def document_tokens(text: str) -> list[str]:
    """The index terms of a product's text, in order, repeats kept; stop words are left out."""
    return [token for run in _runs(normalise(text)) for token in _run_tokens(run)]


def query_tokens(text: str) -> list[str]:
    """The index terms of a request: as `document_tokens`, with Chinese request phrases (`我想买`) taken out first."""
    return document_tokens(_without_phrases(text))


def evidence_tokens(text: str) -> frozenset[str]:
    """Those of a request's terms that show by themselves that a product is meant.

    A single Chinese character does so only where it stands alone (`锅`); within a run its bigrams do.
    """
    runs = _runs(normalise(_without_phrases(text)))
    return frozenset(
        token for run in runs for token in _run_tokens(run) if len(run) == 1 or len(token) > 1 or not is_han(token)
    )


def says_nothing(text: str) -> bool:
    """Whether a request has words, but only such as say nothing about a product (`show me something`)."""
    return any(True for _ in _runs(normalise(text))) and not query_tokens(text)


def query_words(text: str) -> list[str]:
    """The request's words as typed, Chinese as whole runs, stop words left out; for showing, not for matching."""
    words = (match.group() for match in _RUN.finditer(unicodedata.normalize("NFKC", text)))
    return [word for word in words if normalise(word) not in STOP_WORDS]


def _without_phrases(text: str) -> str:
    return _STOP_HAN.sub(" ", normalise(text))


def _runs(text: str) -> Iterator[str]:
    return (match.group() for match in _RUN.finditer(text))


def _run_tokens(run: str) -> Iterator[str]:
    if is_han(run):
        yield from run
        yield from (run[i : i + 2] for i in range(len(run) - 1))
    elif run not in STOP_WORDS:
        yield from _word_tokens(run)


@lru_cache(maxsize=200_000)
def _word_tokens(word: str) -> tuple[str, ...]:
    """A word's stem; a code of letters and digits (`65in`, `wh1000xm5`) whole and in its pieces."""
    if word.isdigit():
        return (word,)
    pieces = _PIECE.findall(word)
    if any(char.isdigit() for char in word) and len(pieces) > 1:
        return (word, *(_stem(piece) for piece in pieces))
    return (_stem(word),)


def _stem(word: str) -> str:
    return str(_stemmer().stemWord(word.removesuffix("'s")))


@cache
def _stemmer():  # type: ignore[no-untyped-def]  # noqa: ANN202  PyStemmer has no types
    from Stemmer import Stemmer

    return Stemmer("english")
