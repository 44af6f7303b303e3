"""The words of a name in English letters: where one begins after a cue, and how many words belong to it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from records.redaction.findings import Candidate
from records.redaction.folding import HOLE
from records.redaction.known_words import (
    first_names,
    names_of_people,
    not_names,
    not_people_en,
    ordinary_en,
    places,
    plain_first_names,
    surnames,
)

LETTER = "A-Za-z\u00c0-\u024f\u1e00-\u1eff"
UPPER = (
    "A-Z\u00c0-\u00de\u0106\u010c\u010e\u0110\u011e\u0130\u0141\u0150\u0158\u015a\u015e\u0160\u0162\u0170"
    "\u0179\u017b\u017d"
)
"""Capitals, the commonest of eastern Europe and Turkey among them."""
_WORD = re.compile(rf"[{LETTER}]+(?:['-][{LETTER}]+)*\.?")
_PARTICLES = frozenset(["de", "la", "del", "della", "der", "den", "van", "von", "bin", "bint", "ibn", "al", "el"])
_PARTICLES |= {"da", "di", "do", "dos", "das", "du", "le", "st", "mac", "mc", "y", "ter", "ten", "zu", "af", "av"}
_PARTICLES |= {"ben", "abu", "binti", "ul", "ud", "ap", "lo", "dal", "degli", "nic", "ni", "'t"}
_SHORT_GIVEN = frozenset(["an", "he", "you", "do", "long", "fan", "so", "ha", "my"])
"""Given names of two letters that are words elsewhere: `Nguyen Van An`."""
_MILITARY_TITLES = frozenset(["sgt", "capt", "captain", "lt", "col", "maj", "cpl", "pvt", "rev", "major", "colonel"])
_OF_KIN = frozenset(
    ["uncle", "aunt", "auntie", "aunty", "granny", "nanna", "nana", "grandma", "grandpa", "cousin", "coach", "sister"]
)
TITLES = _MILITARY_TITLES | _OF_KIN | {"mr", "mrs", "ms", "miss", "mister", "dr", "prof", "sir", "madam", "mx", "mme"}
TITLES |= {"mlle", "herr", "frau", "sra", "smt", "shri", "professor", "doctor", "señora", "signora", "brother", "lady"}
_IS_SHORT = re.compile(r"'(?:m|re|ve|ll|d|t)$", re.IGNORECASE)
_GLUED_PARTICLE = re.compile(r"(?:al|el|ul|ad|as|an|ash|bin|ben|abu|d|de|l|la|van)['-](?-i:[A-Z\u00c0-\u00de])")
_GOES_ON = (
    r"(?:"
    r"[a-z]{2,}ed|[a-z]+'(?:s|ll|d)|pick|collect|sign|receive|come|comes|be|take|takes|arrives|gave|give|might|may|"
    r"should|could|never|"
    r"always|still|now|broke|left|went|goes|came|did|do|sent|made|makes|uses|works|keeps|gives|wears|and|from|here|"
    r"speaking|at|in|on|by|with|thanks|thank|please|pls|but|i|my|again|"
    r"instead|today|tomorrow|who|is|for|to|as|so|if|when|then|he|she|they|will|can|was|"
    r"has|or|not|the|it|this|that|we|you|u|since|because|already|too|where|what|how|why|"
    r"which|turns|turned|turning|likes?|loves?|lives|said|says|ordered|placed|gets?|got|had|"
    r"told|asked|called|promised|bought|paid|picked|signed|accepted|didn't|doesn't|isn't|"
    r"wasn't|won't|does|did|can't|collected|off|over|up|down|out|only|also|while|via|until|"
    r"til|till|without|spelt|spelled|whose|regarding|frm|abt|wants?|needs?|speaks|next|re|"
    r"about|calling|earlier|later|before|after|last|&|took|just|want|need|would|xx?"
    r")\b"
)
_ENDS = re.compile(rf" {{0,2}}(?:[,.;:!?)\"'\n(|/-]|$|{HOLE}|[\u3000-\u9fff]|{_GOES_ON})", re.IGNORECASE)
_CODE = re.compile(r"[-_]?\d|@|\.[a-z]{2}|/\d")
"""Behind a word that is no name: `AUD-014`."""
_DESCRIBES = re.compile(r"[a-z]{2,}(?:ed|ing|ful|less|ous|able|ible|ment|tion|ness)$")
"""How words end that say how somebody is: `I'm Gutted`."""
_HOLIDAY = re.compile(r"(?:'s|s'|s)? (?:day|eve)\b", re.IGNORECASE)
"""Behind a name that a day is called by: `Valentine's Day`."""
_MOST_WORDS = 5
_MOST_LETTERS = 120


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a text, `start` to `end`; `is_capital` tells nothing where a whole text is in capitals."""

    text: str
    start: int
    end: int
    is_capital: bool

    @property
    def plain(self) -> str:
        """The word in lower case, as the lists have it."""
        return self.text.rstrip(".").lower().removesuffix("'s")


def told_name(text: str, at: int) -> Candidate | None:
    """The name that begins at `at`, where the words before it say that there is one."""
    words = words_at(text, at)
    if not words or not may_be_first(words[0]):
        return None
    return name_of(text, words, 1 + _followers(text, words, told=True))


def known_name(text: str, at: int) -> Candidate | None:
    """The name that begins at `at`, if its first word is one that people are called by."""
    words = words_at(text, at)
    if not words:
        return None
    first = words[0]
    if _IS_SHORT.search(first.text):
        return None
    plain = first.plain in plain_first_names() and not first.is_capital
    count = 1 + _followers(text, words, told=plain)
    if first.is_capital:
        if _HOLIDAY.match(text, first.end - 2 * first.text.endswith("'s")):
            return None
        known = first.plain in first_names() or (first.plain in surnames() and count > 1)
        if not known or (first.plain in not_names() and count == 1) or _is_thing(words, count):
            return None
        if _is_place(words, count) or (count == 1 and first.plain in places()):
            return None
        return name_of(text, words, count)
    if plain and (count > 1 or ends(text, first)):
        return name_of(text, words, count)
    return None


def likely_name(text: str, at: int) -> Candidate | None:
    """The name that begins at `at`: one that is known, or a word with a capital that no text has in lower case."""
    return known_name(text, at) or strange_name(text, at, alone=True)


def strange_name(text: str, at: int, *, alone: bool) -> Candidate | None:
    """Capitals where a name belongs, of nobody known: two words, or with `alone` one that ends the phrase."""
    words = words_at(text, at)
    count = capitals(words)
    if words and _IS_SHORT.search(words[0].text):
        return None
    if not 1 <= count <= 4 or (count == 1 and not alone) or _is_place(words, count):
        return None
    if words[0].plain in ordinary_en() and not is_initial(words[0]):
        return None
    if "-" not in words[0].plain and any(word.plain in _no_people() for word in words[:count]):
        return None
    if count == 1 and _DESCRIBES.match(words[0].plain) and words[0].plain not in names_of_people():
        return None
    if count == 1 and (words[0].plain in places() or len(words[0].plain) < 2 or words[0].text.isupper()):
        return None
    return name_of(text, words, count) if ends(text, words[count - 1]) else None


def is_initial(word: Word) -> bool:
    """Whether the word is a letter that stands for a name: `T. Crane`."""
    return len(word.plain) == 1 and word.text.endswith(".")


def capitals(words: list[Word]) -> int:
    """How many of the first words have a capital and may belong to a name; particles between them count."""
    count = 0
    for number, word in enumerate(words):
        if word.plain in _PARTICLES and number and number + 1 < len(words):
            continue
        known = word.plain in surnames() or word.plain in first_names()
        if word.is_capital and is_initial(word):
            continue
        if not word.is_capital or (not known and (word.plain in not_names() or word.plain in ordinary_en())):
            break
        count = number + 1
    return count


def words_at(text: str, at: int, stop: int | None = None) -> list[Word]:
    """Up to five words from `at`, with one space between them; a title before the name is passed over.

    With `stop` as if the text ended there.
    """
    stop = len(text) if stop is None else stop
    mixed = _first_small_letter(text) < stop
    words: list[Word] = []
    last = at + _MOST_LETTERS
    while len(words) < _MOST_WORDS and at < last and (found := _WORD.match(text, at, stop)):
        word, end = found[0], found.end()
        if _CODE.match(text, end, stop):
            break
        if word.endswith(".") and len(word) > 2 and word != "St." and word[:-1].lower() not in TITLES:
            word, end = word[:-1], end - 1
        is_apart = end < stop and text[end] == " "
        at = end + 1 if is_apart else end
        if words or word.rstrip(".").lower() not in TITLES:
            capital = word[0].isupper() or bool(_GLUED_PARTICLE.match(word))
            words.append(Word(word, found.start(), end, capital and (mixed or len(word) == 1)))
        if not is_apart and not (len(word.rstrip(".")) == 1 and word.endswith(".")):
            break
    return words


@lru_cache(maxsize=8)
def _first_small_letter(text: str) -> int:
    """Where the first one stands; the length of the text where it has none."""
    return next((at for at, char in enumerate(text) if char.islower()), len(text))


@lru_cache(maxsize=1)
def _no_people() -> frozenset[str]:
    return not_people_en() - _PARTICLES


def may_be_first(word: Word) -> bool:
    """Whether a name may begin with the word where a cue says that one follows."""
    if _IS_SHORT.search(word.text):
        return False
    if word.plain in not_names():
        return word.is_capital and (word.plain in first_names() or word.plain in surnames())
    return len(word.plain) > 1 or (word.is_capital and word.plain != "i")


def ends(text: str, word: Word) -> bool:
    """Whether the phrase ends behind the word, or goes on with one that no name has."""
    return phrase_ends(text, word.end)


def phrase_ends(text: str, at: int) -> bool:
    """Whether what ends at `at` is followed by nothing that could belong to it."""
    return bool(_ENDS.match(text, at))


def name_of(text: str, words: list[Word], count: int) -> Candidate:
    """The first `count` words as a finding, without a `'s` behind them."""
    start, end = words[0].start, words[count - 1].end
    if text[start:end].lower().endswith("'s"):
        end -= 2
    return Candidate("name", start, end, " ".join(text[start:end].lower().replace(".", " ").split()))


def _followers(text: str, words: list[Word], *, told: bool) -> int:
    """How many words after the first still belong to the name."""
    count = 0
    for number in range(1, len(words)):
        if words[number - 1].text.lower().endswith("'s"):
            break
        if words[number].plain in _PARTICLES and number + 1 < len(words):
            continue
        if not _follows(text, words, number, told=told):
            break
        count = number
    return count


def _follows(text: str, words: list[Word], number: int, *, told: bool) -> bool:
    word = words[number]
    if _IS_SHORT.search(word.text):
        return False
    known = word.plain in surnames() or word.plain in first_names()
    if word.is_capital and words[0].is_capital:
        if word.plain in _SHORT_GIVEN and words[0].plain in surnames():
            return True
        return word.plain != "i" and (known or word.plain not in not_names())
    if word.is_capital or word.plain in not_names():
        return (
            known
            and not word.is_capital
            and word.plain in surnames()
            and not words[0].is_capital
            and ends(text, word)
            and not ends(text, words[number - 1])
        )
    if known:
        return not words[0].is_capital or word.plain in surnames()
    return told and number <= 2 and len(word.plain) > 2 and not words[0].is_capital and ends(text, word)


def _is_thing(words: list[Word], count: int) -> bool:
    """Whether a word that no name has follows: `Christmas Market`."""
    return any(word.plain in _no_people() and word.plain not in surnames() for word in words[1:count])


def _is_place(words: list[Word], count: int) -> bool:
    return any(" ".join(word.plain for word in words[:n]) in places() for n in range(2, count + 1)) or (
        count > 1 and words[0].plain in places() and words[1].plain in places()
    )
