"""English addresses read part by part: `Flat 2, Rose Court, 14 Mill Lane, Bath BA2 6ZZ`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from string import ascii_lowercase

from records.redaction import address_parts as parts
from records.redaction.findings import Candidate
from records.redaction.known_words import no_streets, not_names, ordinary_en, streets, town_words

_MOST_PARTS = 10
_FEW = re.compile(r"\d{1,2} ")
_THINGS = re.compile(
    r" ((?!thanks|please|is\b|was\b|has\b|as\b|this\b|across|towards|plus|unless|"
    r"always)[a-z]{3,}s)\b"
)
_THING_BEHIND = re.compile(
    r"[\"'”]? (?:\w+ )?(?:dvds?|blu-?ray|prints?|posters?|lego|sets?|books?|vinyl|films?|movies?|games?|"
    r"jigsaws?|puzzles?|coats?|sofas?|mugs?|"
    r"perfume|t-?shirts?|models?|kits?|toys?|canvas|sign|candles?|cushions?|rugs?|lamps?|boots?|bags?|jackets?|"
    r"dress|frames?)\b",
    re.IGNORECASE,
)
_TIGHT_CODE = re.compile(r"(?:[A-Z]{1,2}\d{2,3}[A-Z]{2}|[A-Z]\d[A-Z]\d[A-Z]\d)$", re.IGNORECASE)
"""A postal code without its space, which a model may be: `L210MA`."""
_KINDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("military", parts.MILITARY),
    ("box", parts.BOX),
    ("numbered", parts.NUMBERED),
    ("code", parts.CODE_ALONE),
    ("unit", parts.UNIT),
    ("route", parts.ROUTED),
    ("coded", parts.CODED),
    ("digits", parts.FOUR_DIGITS),
    ("building", parts.BUILDING),
    ("town", parts.TOWN),
)
"""What a part may be, the surest first; one that stands alone is no address."""
_BUILDING_FIRST = (("building", parts.BUILDING),)
_SPACE_BEFORE = frozenset(["numbered", "unit", "coded", "code", "box", "military"])
"""Parts that may follow without a comma."""


def address_chains(text: str) -> Iterator[Candidate]:
    """Addresses of several parts in a folded text, and single ones that words before them announce."""
    done = 0
    for begin in parts.BEGIN.finditer(text):
        if begin.start() >= done and (end := _address_end(text, begin.start())):
            yield _address(text, begin.start(), end)
            done = end
    done = 0
    for begin in parts.BEGIN_BOX.finditer(text):
        if end := _address_end(text, begin.start()):
            yield _address(text, begin.start(), end)
    for begin in parts.BEGIN_NAMED.finditer(text):
        if begin.start() >= done and (end := _address_end(text, begin.start(), _BUILDING_FIRST)):
            yield _address(text, begin.start(), end)
            done = end
    for found in parts.MILITARY.finditer(text):
        yield _address(text, *found.span())
    for found in parts.CODE_TOLD.finditer(text):
        yield _address(text, *found.span(found.lastindex or 0))
    yield from _told(text)


def _address_end(text: str, at: int, first: tuple[tuple[str, re.Pattern[str]], ...] = _KINDS) -> int:
    """Where the address ends that begins at `at` with one of the kinds in `first`; 0 where none does."""
    kinds: list[str] = []
    end, gap = at, ""
    start = at
    while len(kinds) < _MOST_PARTS:
        kind, stop = _part(text, start, gap, kinds, _KINDS if kinds else first)
        if not kind:
            break
        kinds.append(kind)
        end = stop
        found = parts.GAP.match(text, end)
        if not found:
            break
        start, gap = found.end(), found[0]
    if len(kinds) == 1 and is_counted(text, at, end):
        return 0
    return end if kinds and _is_address(kinds, text, at) else 0


def is_counted(text: str, start: int, end: int) -> bool:
    """Whether a number and a street stand before a thing or what is counted, without a cue: `2 Park Lane sofas`."""
    if _THING_BEHIND.match(text, end) and not _is_cued(text, start):
        return True
    things = _THINGS.match(text, end)
    if not things or not _FEW.match(text, start) or _is_cued(text, start):
        return False
    return things[1] in ordinary_en() and things[1] not in not_names()


def _part(
    text: str, at: int, gap: str, before: list[str], may_be: tuple[tuple[str, re.Pattern[str]], ...] = _KINDS
) -> tuple[str, int]:
    """What stands at `at` and where it ends; nothing where no part of an address does."""
    for kind, pattern in may_be:
        if gap == " " and kind not in _SPACE_BEFORE and (kind != "building" or before[-1:] != ["unit"]):
            continue
        found = pattern.match(text, at)
        if found is None or found.end() == at:
            continue
        if kind == "numbered":
            kind = "street" if found["sure"] else "way"
            if any(word in no_streets() for word in _words_of(found)):
                continue
        if kind == "town" and not _is_town(found[0]):
            continue
        if kind in ("code", "digits") and (
            not {"street", "way", "unit"} & set(before) or (kind == "digits" and "," not in gap)
        ):
            continue
        if kind == "coded" and _TIGHT_CODE.search(found[0]) and not {"street", "way"} & set(before):
            continue
        return kind, found.end()
    if before and gap.startswith(",") and (found := parts.PLAIN_TOWN.match(text, at)) and _is_town(found[0]):
        return "town", found.end()
    return "", at


def _words_of(found: re.Match[str]) -> list[str]:
    """The words of a street but its last, without initials: `King George V Street` has no volts."""
    words = re.findall("[A-Za-z.]+", found["sure"] or found["unsure"] or "")[:-1]
    return [
        word.lower().rstrip(".")
        for number, word in enumerate(words)
        if not (number and len(word) == 1 and word.isupper())
    ]


def _is_town(written: str) -> bool:
    """Whether no word is one that texts use in lower case: `Cronulla`, and no `Black`."""
    words = re.findall(r"[^\W\d]+", written.lower())
    return all(word not in not_names() and (word not in ordinary_en() or word in town_words()) for word in words)


def _is_address(kinds: list[str], text: str, at: int) -> bool:
    """Whether the parts together are an address; fewer are enough after a word such as `deliver to`."""
    count = {kind: kinds.count(kind) for kind in set(kinds)}
    placed = (
        count.get("town", 0)
        + count.get("building", 0)
        + 2 * (count.get("coded", 0) + count.get("code", 0) + count.get("digits", 0))
    )
    if "military" in count or "box" in count:
        return True
    if "street" in count or ("route" in count and "coded" in count):
        return True
    if kinds[0] == "way":
        return placed > 0 or "unit" in count or _is_cued(text, at)
    if "way" in count and ("unit" in count or placed > 1):
        return True
    if "unit" in count:
        least = 1 if _is_cued(text, at) else 2
        return placed + count["unit"] - 1 >= least and (placed > 0 or count["unit"] > 2)
    if kinds[0] == "building":
        if "unit" in count and len(kinds) > 2:
            return True
        return ("coded" in count and len(kinds) > 2 and bool(parts.HAS_CODE.search(text, at, at + 160))) or (
            len(kinds) > 1 and _is_cued(text, at)
        )
    return False


def _is_cued(text: str, at: int) -> bool:
    return bool(parts.CUE.search(text, max(0, at - 60), at))


def _told(text: str) -> Iterator[Candidate]:
    """A number and words no text uses otherwise after `live at`: `45 oakwod strete`."""
    for cue in parts.TOLD_CUE.finditer(text):
        found = parts.TOLD.match(text, cue.end())
        if found is None:
            continue
        end = _misspelled_end(found)
        for word in found[1].split() if not end else ():
            end = end or found.start(1)
            if any(word.lower().strip(".,'") in words for words in (ordinary_en(), not_names(), no_streets())):
                break
            end = text.index(word, end) + len(word)
        if end > found.start(1):
            tail = _tail_end(text, end)
            yield _address(text, found.start(), tail)


def _misspelled_end(told: re.Match[str]) -> int:
    """Where a word ends that is one letter off a street's: `bulevard`, `strete`; 0 where none is."""
    words = list(re.finditer(r"[^\s]+", told[1]))
    return next((told.start(1) + w.end() for w in words[1:] if w[0].lower().strip(".,") in _misspelled()), 0)


@lru_cache(maxsize=1)
def _misspelled() -> frozenset[str]:
    """The commonest words of streets with one letter too few, too many, another one or two exchanged."""
    made: set[str] = set()
    for word in streets():
        for at in range(len(word) + 1):
            left, right = word[:at], word[at:]
            made |= {left + right[1:], left + right[1:2] + right[:1] + right[2:]}
            made |= {left + letter + rest for letter in ascii_lowercase for rest in (right, right[1:])}
    return frozenset(one for one in made if one not in ordinary_en())


def _tail_end(text: str, at: int) -> int:
    """How far right further parts reach from `at`, the end of a street."""
    kinds = ["street"]
    for _ in range(_MOST_PARTS):
        gap = parts.GAP.match(text, at)
        kind, end = _part(text, gap.end(), gap[0], kinds) if gap else ("", at)
        if not kind:
            break
        kinds.append(kind)
        at = end
    return at


def _address(text: str, start: int, end: int) -> Candidate:
    end = start + len(text[start:end].rstrip(" ,\n"))
    value = " ".join("".join(char if char.isalnum() else " " for char in text[start:end]).lower().split())
    return Candidate("address", start, end, value)
