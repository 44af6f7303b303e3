"""The lists of `words/`: what people are called, and what they are not."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "words"
_FEWEST_LETTERS = 4
"""A shorter first name is a word or a syllable as often as a name, unless `short_names.txt` has it."""


@lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    """First names in English letters, lower case."""
    return _words("first_names.txt")


@lru_cache(maxsize=1)
def plain_first_names() -> frozenset[str]:
    """First names that hardly mean anything else, even in lower case."""
    plain = first_names() - _words("two_meanings.txt") - not_names() - ordinary_en()
    return frozenset(name for name in plain if len(name) >= _FEWEST_LETTERS) | _words("short_names.txt")


@lru_cache(maxsize=1)
def surnames() -> frozenset[str]:
    """Family names in English letters, lower case."""
    return _words("surnames.txt")


@lru_cache(maxsize=1)
def names_of_people() -> frozenset[str]:
    """First names and family names in English letters, lower case: one set, since to unite two takes milliseconds."""
    return first_names() | surnames()


@lru_cache(maxsize=1)
def not_names() -> frozenset[str]:
    """Words that follow `I'm` or a name and are none."""
    return _words("not_names.txt")


@lru_cache(maxsize=1)
def ordinary_en() -> frozenset[str]:
    """Words of English shopping texts, lower case: with a capital they still are no name for that alone."""
    return _words("ordinary_en.txt")


@lru_cache(maxsize=1)
def no_streets() -> frozenset[str]:
    """Words that no street is called by, lower case."""
    return _words("no_streets.txt")


@lru_cache(maxsize=1)
def streets() -> frozenset[str]:
    """The commonest words that streets end in, lower case."""
    return _words("streets.txt")


@lru_cache(maxsize=1)
def town_words() -> frozenset[str]:
    """Usual words that names of towns are made of, lower case."""
    return _words("town_words.txt")


@lru_cache(maxsize=1)
def no_locals() -> frozenset[str]:
    """Words before `at shop.com` that are no part of an e-mail address, lower case."""
    return _words("no_locals.txt")


@lru_cache(maxsize=1)
def not_people() -> frozenset[str]:
    """Words that begin like a Chinese name and are none."""
    return _words("not_people_zh.txt")


@lru_cache(maxsize=1)
def not_people_en() -> frozenset[str]:
    """Words that end what a parcel goes to and is nobody: `Heathrow Airport`, lower case."""
    return _words("not_people_en.txt")


@lru_cache(maxsize=1)
def places() -> frozenset[str]:
    """Places, lower case, their words apart by spaces."""
    return frozenset(word.replace("_", " ") for word in _words("places.txt"))


@lru_cache(maxsize=1)
def famous_en() -> frozenset[str]:
    """Names of brands, authors and characters, lower case, their words apart by spaces."""
    return frozenset(word.replace("_", " ") for word in _words("famous_en.txt"))


@lru_cache(maxsize=1)
def sold_names() -> frozenset[str]:
    """First names by which things, makers and places go as well, lower case."""
    return _words("sold_names.txt")


@lru_cache(maxsize=1)
def everyday_names() -> frozenset[str]:
    """First names that are everyday words and that many have, lower case."""
    return _words("everyday_names.txt")


@lru_cache(maxsize=1)
def famous_zh() -> frozenset[str]:
    """Names of authors, stars and brands in Chinese characters."""
    return _words("famous_zh.txt")


@lru_cache(maxsize=1)
def chinese_surnames() -> tuple[frozenset[str], frozenset[str]]:
    """All family names in Chinese characters, and those common enough to be one without being told."""
    double, *single = _lines("surnames_zh.txt")
    doubles = frozenset(double.split())
    return doubles | frozenset("".join(single)), doubles | frozenset("".join(single[:3]))


@lru_cache(maxsize=1)
def chinese_given() -> frozenset[str]:
    """Characters that given names are made of."""
    return frozenset("".join(_lines("given_zh.txt")))


@lru_cache(maxsize=1)
def pinyin_surnames() -> frozenset[str]:
    """Chinese family names in pinyin, lower case."""
    return _words("surnames_pinyin.txt")


def _words(file: str) -> frozenset[str]:
    return frozenset(" ".join(_lines(file)).split())


def _lines(file: str) -> list[str]:
    lines = (_FOLDER / file).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
