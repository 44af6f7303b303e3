"""The lists of `words/` that weigh Chinese names: what stands before and after one, and what makes one up."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from records.redaction.known_words import chinese_surnames

_FOLDER = Path(__file__).parent / "words"


@lru_cache(maxsize=1)
def plain_surnames_zh() -> frozenset[str]:
    """Chinese family names that are everyday words as well."""
    return frozenset("".join(_lines("plain_surnames_zh.txt")))


@lru_cache(maxsize=1)
def no_pet_names_zh() -> frozenset[str]:
    """What looks like a pet name and is none: 小票, 妈妈."""
    return frozenset(" ".join(_lines("no_pet_names_zh.txt")).split())


@lru_cache(maxsize=1)
def surname_starts() -> frozenset[str]:
    """The characters that Chinese family names begin with."""
    return frozenset(name[0] for name in chinese_surnames()[0])


@lru_cache(maxsize=1)
def cue_words_zh() -> dict[str, list[str]]:
    """What stands before a Chinese name, by how sure it makes one: `told`, `hint`, `kin`."""
    cues: dict[str, list[str]] = {}
    for sureness, *words in map(str.split, _lines("name_cues_zh.txt")):
        cues.setdefault(sureness, []).extend(words)
    return cues


@lru_cache(maxsize=1)
def titles_zh() -> tuple[str, ...]:
    """What follows a family name: 女士, 经理; the longest first."""
    return _longest_first("titles_zh.txt")


@lru_cache(maxsize=1)
def peoples_zh() -> tuple[str, ...]:
    """Pieces of names of China's other peoples in Chinese characters, the longest first."""
    return _longest_first("peoples_zh.txt")


def _longest_first(file: str) -> tuple[str, ...]:
    return tuple(sorted(" ".join(_lines(file)).split(), key=lambda word: (-len(word), word)))


def _lines(file: str) -> list[str]:
    lines = (_FOLDER / file).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]
