"""The lists of `words/`: what people are called, and what they are not."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "words"
_TWO_MEANINGS = frozenset(
    [
        "rose",
        "jade",
        "ruby",
        "pearl",
        "amber",
        "ivy",
        "olive",
        "violet",
        "summer",
        "april",
        "may",
        "june",
        "grace",
        "hope",
        "joy",
        "faith",
        "dawn",
        "mark",
        "bill",
        "will",
        "jean",
        "chase",
        "drew",
        "rob",
        "guy",
        "art",
        "rich",
        "frank",
        "max",
        "pat",
        "sandy",
        "penny",
        "ginger",
        "sunny",
        "skylar",
        "autumn",
        "hazel",
        "ash",
        "daisy",
        "lily",
        "poppy",
        "holly",
        "rosemary",
        "jasmine",
        "willow",
        "aurora",
        "serenity",
        "genesis",
        "kennedy",
        "piper",
        "robin",
        "brook",
        "brooke",
        "dale",
        "glen",
        "glenn",
        "heath",
        "cliff",
        "clay",
        "cole",
        "grant",
        "ray",
        "rod",
        "roman",
        "miles",
        "mercy",
        "prudence",
        "constance",
        "patience",
        "dean",
        "earl",
        "duke",
        "chester",
        "lance",
        "reed",
        "reid",
        "rex",
        "royal",
        "victor",
        "bin",
        "hope",
        "angel",
        "gene",
        "don",
        "dolly",
        "fay",
        "faye",
        "bobbie",
        "honey",
        "star",
        "mason",
        "hunter",
        "carter",
        "parker",
        "taylor",
        "tyler",
        "cooper",
        "turner",
        "walker",
        "fisher",
        "archer",
        "jack",
        "jordan",
        "levi",
        "lee",
        "louis",
        "austin",
        "dallas",
        "sydney",
        "paris",
        "london",
        "chelsea",
        "florence",
        "savannah",
        "georgia",
        "virginia",
        "victoria",
        "madison",
        "charlotte",
        "brooklyn",
        "india",
        "jackson",
        "carolina",
        "ella",
        "aria",
        "nova",
        "luna",
        "stella",
        "wren",
        "vera",
        "apple",
        "candy",
        "berry",
        "rain",
        "bella",
        "nina",
        "luca",
        "leo",
        "noor",
        "lola",
        "zen",
        "mini",
        "mia",
        "ali",
        "ama",
        "les",
        "lex",
        "sal",
        "sol",
        "bo",
    ]
)
"""First names that are also things, places or brands: in lower case alone they name nobody."""


@lru_cache(maxsize=1)
def first_names() -> frozenset[str]:
    """First names in English letters, lower case."""
    return _words("first_names.txt")


@lru_cache(maxsize=1)
def plain_first_names() -> frozenset[str]:
    """First names that hardly mean anything else, even in lower case."""
    return frozenset(name for name in first_names() - _TWO_MEANINGS - not_names() if len(name) > 3 or name in _SHORT)


_SHORT = frozenset(
    [
        "bob",
        "tom",
        "tim",
        "jim",
        "joe",
        "sam",
        "ben",
        "dan",
        "ann",
        "amy",
        "eva",
        "zoe",
        "ian",
        "ron",
        "ken",
        "lin",
        "roy",
        "sue",
        "liz",
        "meg",
        "ned",
        "ted",
    ]
)


@lru_cache(maxsize=1)
def surnames() -> frozenset[str]:
    """Family names in English letters, lower case."""
    return _words("surnames.txt")


@lru_cache(maxsize=1)
def not_names() -> frozenset[str]:
    """Words that follow `I'm` or a name and are none."""
    return _words("not_names.txt")


@lru_cache(maxsize=1)
def places() -> frozenset[str]:
    """Places, lower case, their words apart by spaces."""
    return frozenset(word.replace("_", " ") for word in _words("places.txt"))


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


def _words(file: str) -> frozenset[str]:
    return frozenset(" ".join(_lines(file)).split())


def _lines(file: str) -> list[str]:
    lines = (_FOLDER / file).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
