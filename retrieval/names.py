"""Names that a catalogue uses, kept so that a million of them open at once, and the nearest to one it does not use."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

OFFERED: Final = 3
"""Names offered in place of one that is not known."""

NEAR: Final = 60
"""The least likeness, 0 to 100, of a name worth offering."""

_FEW: Final = 400
"""Names that are compared in every way; of more only those whose letters are alike."""

_BETWEEN_WORDS: Final = re.compile(r"[\W_]+")


def folded(name: str) -> str:
    """The name without regard to case, width of characters and number of blanks: equal forms mean the same name."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def attribute_key(name: str) -> str:
    """An attribute's name as one word: `Weight (g)`, `weight-g` and `weight_g` are the same attribute."""
    form = folded(name)
    return _BETWEEN_WORDS.sub("_", form).strip("_") or form


@dataclass(frozen=True, slots=True)
class NameList:
    """Distinct names as the catalogue writes them, ordered by their folded form; a name's place is its code.

    `text` is their UTF-8 one after another, `ends` (int64) where each ends; both may be mapped from a file.
    """

    text: NDArray[np.uint8]
    ends: NDArray[np.int64]

    @classmethod
    def of(cls, spellings: Iterable[str]) -> NameList:
        """A list of `spellings`, which come in the order of their folded forms."""
        parts = [name.encode("utf-8", "surrogatepass") for name in spellings]
        ends = np.cumsum([len(part) for part in parts], dtype=np.int64)
        return cls(np.frombuffer(b"".join(parts), np.uint8), ends)

    def __len__(self) -> int:
        """How many names there are."""
        return len(self.ends)

    def __getitem__(self, code: int) -> str:
        """The name of that code."""
        start = int(self.ends[code - 1]) if code else 0
        return self.text[start : int(self.ends[code])].tobytes().decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        """All names in the order of their codes."""
        text, start = self.text.tobytes(), 0
        for end in self.ends.tolist():
            yield text[start:end].decode("utf-8", "surrogatepass")
            start = end

    def code(self, name: str) -> int | None:
        """The code of a name, however it is written, or None."""
        form = folded(name)
        place = self._first_from(form)
        return place if place < len(self) and folded(self[place]) == form else None

    def beginning_with(self, prefix: str) -> range:
        """The codes of all names whose folded form begins with `prefix`, itself folded."""
        first = self._first_from(prefix)
        return range(first, bisect_left(self, True, lo=first, key=lambda name: not folded(name).startswith(prefix)))

    def _first_from(self, form: str) -> int:
        return bisect_left(self, form, key=folded)


def nearest(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Up to three of `names` that look or sound most like `name`, the nearest first; none that is unlike it.

    Latin names are compared by their letters, in singular and plural alike; Chinese ones by their characters and by
    how they sound (`小咪` is near `小米`).
    """
    known = _shortlist(name, list(dict.fromkeys(names)))
    scored = ((_likeness(name, other), -place) for place, other in enumerate(known))
    best = sorted((found for found in scored if found[0] >= NEAR), reverse=True)[:OFFERED]
    return tuple(known[-place] for _, place in best)


def _shortlist(name: str, known: list[str]) -> list[str]:
    """Those of many names that are worth a closer look."""
    if len(known) <= _FEW:
        return known
    from rapidfuzz import fuzz, process

    forms = [folded(other) for other in known]
    scorers = (fuzz.ratio, fuzz.token_set_ratio)
    found = [process.extract(folded(name), forms, scorer=scorer, limit=_FEW // 2) for scorer in scorers]
    return [known[place] for place in dict.fromkeys(place for best in found for _, _, place in best)]


def _likeness(name: str, other: str) -> float:
    """0 to 100; how alike two names are as they are written or, with Chinese characters in them, as they sound."""
    from rapidfuzz import fuzz

    one, two = _singular(folded(name)), _singular(folded(other))
    alike = max(fuzz.ratio(one, two), 0.95 * fuzz.token_sort_ratio(one, two), 0.9 * _contained(one, two))
    if one.isascii() and two.isascii():
        return alike
    return max(alike, 0.9 * fuzz.ratio(_sound(one), _sound(two)))


def _contained(one: str, two: str) -> float:
    """100 where the words of one name are all in the other (`coffee machine` and `coffee`), or its characters are."""
    if one.isascii() and two.isascii():
        few, many = sorted((set(_BETWEEN_WORDS.split(one)), set(_BETWEEN_WORDS.split(two))), key=len)
        return 100.0 if few and few <= many else 0.0
    few_characters, many_characters = sorted((one, two), key=len)
    return 100.0 if few_characters and few_characters in many_characters else 0.0


def _singular(form: str) -> str:
    """English words without their plural ending; good enough to compare, not to show."""
    return re.sub(r"(?<=[a-z]{2})(?:(?<=sh|ch)es|(?<=[xs])es|(?<![su])s)\b", "", form)


def _sound(form: str) -> str:
    """Chinese characters as pinyin without tones, everything else as it is."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(form))
