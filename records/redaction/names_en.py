"""Names in English letters, where the words around them say that somebody is named."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from records.redaction import name_cues as cues
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
from records.redaction.name_phrases import names_stated
from records.redaction.name_words import (
    TITLES,
    Word,
    capitals,
    known_name,
    likely_name,
    may_be_first,
    name_of,
    phrase_ends,
    strange_name,
    told_name,
    words_at,
)
from records.redaction.names_unannounced import is_famous, names_unannounced

_MOST_NAMED = 6
"""So many names one cue may bring: `the kids are called Rohan, Meera and Tess`."""
_CALLED = re.compile(r"(?:named|called|name is|name) $", re.IGNORECASE)
_JOINED = re.compile(r"'(?:m|re|ve|ll|d|s|t)$", re.IGNORECASE)
"""A word that ends one phrase before a name: `I'm Tom's mum`."""
_Reader = Callable[[str, int], Candidate | None]


def names_en(text: str, keep: Collection[str] = ()) -> Iterator[Candidate]:
    """Names that a folded text gives as such; none that is one of `keep` (lower case)."""
    for found in _told(text):
        if found.value not in keep:
            yield found
    for likely in _found(text):
        if likely is not None and likely.value not in keep and not is_famous(likely.value):
            yield likely


def _told(text: str) -> Iterator[Candidate]:
    """Names that words such as `my name is` announce: whoever is famous may have one as well."""
    for cue in cues.TOLD.finditer(text):
        if not cues.OF_WORKS.search(text, max(0, cue.start() - 40), cue.end()):
            yield from _with_more(text, cue.end(), told_name)


def _found(text: str) -> Iterator[Candidate | None]:
    yield from _after_cues(text)
    yield from _speakers(text)
    yield from _before_cues(text)
    yield from _closings(text)
    yield from _beside_others(text)
    yield from names_stated(text)
    yield from names_unannounced(text)


def _after_cues(text: str) -> Iterator[Candidate | None]:
    for cue in cues.LIKELY.finditer(text):
        called = _CALLED.search(text, cue.start(), cue.end())
        yield from _with_more(text, cue.end(), told_name if called and cue[0].count(" ") > 2 else _likely_or_plain)
    names_are_talked_of = bool(cues.OF_NAMES.search(text))
    for pattern in (cues.LABELLED, cues.PRINTED, cues.WISHED, cues.NOT_BUT):
        for cue in pattern.finditer(text):
            sure = pattern is not cues.NOT_BUT or names_are_talked_of
            yield from _with_more(text, cue.end(), likely_name if sure else known_name)
    for cue in cues.TITLED.finditer(text):
        if not cues.TITLED_BRANDS.match(text, cue.end()):
            yield _titled(text, cue.end())
    for pattern in (cues.KNOWN, cues.HELLO, *([cues.FROM_SOMEBODY] if cues.ON_A_CARD.search(text) else [])):
        for cue in pattern.finditer(text):
            yield from _with_more(text, cue.end(), _surely_known)
    for cue in cues.I_AM.finditer(text):
        yield likely_name(text, cue.end())
    for cue in cues.SENT_BY_POST.finditer(text):
        yield strange_name(text, cue.end(), alone=False)


def _with_more(text: str, at: int, read: _Reader) -> Iterator[Candidate]:
    """The name at `at`, and those that follow it with a comma or an `and` between."""
    found = read(text, at)
    for _ in range(_MOST_NAMED):
        if found is None:
            return
        yield found
        more = cues.AND.match(text, found.end)
        found = likely_name(text, more.end()) if more else None


def _surely_known(text: str, at: int) -> Candidate | None:
    """A known name with a capital; alone it is no thing, place or brand."""
    found = known_name(text, at)
    if found and not may_be_first(words_at(text, at)[0]):
        return None
    if found is None or found.value in plain_first_names():
        return found
    first, *more = found.value.split()
    if not more or first in ordinary_en():
        return None
    return found if any(name in first_names() and name not in places() for name in (first, more[-1])) else None


def _likely_or_plain(text: str, at: int) -> Candidate | None:
    """A likely name, or two words in lower case that a first name and a family name may be."""
    return likely_name(text, at) or _plain_pair(text, at)


def _plain_pair(text: str, at: int) -> Candidate | None:
    words = words_at(text, at)[:3]
    if len(words) < 2 or any(word.is_capital or word.plain in not_names() for word in words[:2]):
        return None
    if not all(word.plain in names_of_people() and word.plain not in ordinary_en() for word in words[:2]):
        return None
    return name_of(text, words, 2) if words[0].plain not in places() else None


def _titled(text: str, at: int) -> Candidate | None:
    """Whoever has a title: in lower case only where the name is known."""
    words = words_at(text, at)
    if not words or (words[0].plain in not_names() and words[0].plain not in surnames()):
        return None
    if not words[0].is_capital:
        known = words[0].plain in names_of_people() and words[0].plain not in ordinary_en()
        return name_of(text, words, 1) if known and words[0].plain not in not_names() else known_name(text, at)
    if words[0].plain in ordinary_en() and words[0].plain not in names_of_people():
        return None
    return name_of(text, words, max(1, capitals(words)))


def _speakers(text: str) -> Iterator[Candidate | None]:
    for cue in cues.THIS_IS.finditer(text):
        yield _speaker(text, cue.end(), known=True)
        yield _at_end_of_phrase(text, cue.end())
    for cue in cues.GREETED.finditer(text):
        yield _speaker(text, cue.end(), known=False)


def _speaker(text: str, at: int, *, known: bool) -> Candidate | None:
    """Whoever says `this is … speaking` or `… here`; with `known` a first name needs no such word."""
    words = words_at(text, at)
    for count in range(min(4, len(words)), 0, -1):
        if cues.SPEAKS.match(text, words[count - 1].end) and _are_name(words[:count]):
            return name_of(text, words, count)
    found = known_name(text, at) if known else None
    return found if found and phrase_ends(text, found.end) else None


def _are_name(words: list[Word]) -> bool:
    """Whether the words can be one name and no phrase: known to be one, or with capitals and no usual words."""
    if not all(map(may_be_first, words)):
        return False
    first = words[0].plain
    if words[0].is_capital:
        return capitals(words) == len(words) and (first not in ordinary_en() or first in first_names())
    known = first in plain_first_names() or (first in first_names() and len(words) == 1 and first not in not_names())
    return known or (len(words) > 1 and all(w.plain in names_of_people() for w in words) and first not in places())


def _at_end_of_phrase(text: str, at: int) -> Candidate | None:
    """Capitals after `it's` at the beginning of a sentence, of nobody known."""
    return strange_name(text, at, alone=True)


def _before_cues(text: str) -> Iterator[Candidate | None]:
    for pattern in (cues.BEHIND, cues.OWNING):
        for after in pattern.finditer(text):
            yield _before(text, after.start(), told="name" in after[0])


def _before(text: str, at: int, *, told: bool) -> Candidate | None:
    """The name that ends at `at`: the last words with capitals; with `told` any three that can be one."""
    found = cues.LAST_WORDS.search(text, max(0, at - 80), at)
    words = words_at(text, found.start(), at) if found else []
    words = words[1 + max((n for n, word in enumerate(words) if word.plain in TITLES), default=-1) :]
    words = words[1 + max((n for n, word in enumerate(words[:-1]) if _JOINED.search(word.text)), default=-1) :]
    while words and not _is_run(words):
        words = words[1:]
    if words:
        return name_of(text, words, len(words))
    words = words_at(text, found.start(), at)[-3:] if told and found else []
    return name_of(text, words, len(words)) if words and all(map(may_be_first, words)) else None


def _is_run(words: list[Word]) -> bool:
    """Whether all the words are one name: capitals that are no usual words, or a known name in lower case."""
    first = words[0].plain
    if not words[0].is_capital:
        return (
            len(words) <= 2
            and first in plain_first_names()
            and all(w.plain in surnames() and w.plain not in not_names() for w in words[1:])
        )
    if capitals(words) < len(words) or first in places():
        return False
    if first in ordinary_en() or first in not_names():
        return len(words) > 1 and first in first_names() and words[-1].plain in surnames()
    return len(words) > 1 or first in first_names()


def _closings(text: str) -> Iterator[Candidate | None]:
    for cue in cues.CLOSING.finditer(text):
        found = known_name(text, cue.end()) or _signed(text, cue)
        after_a_sentence = text[cue.start() - 1 : cue.start()] in tuple(".!?")
        if found and cue[0][0] == " " and not after_a_sentence and found.value.split()[0] not in plain_first_names():
            continue
        yield found if found and cues.AFTER_END.match(text, found.end) else None


def _signed(text: str, cue: re.Match[str]) -> Candidate | None:
    """A name of nobody known under a letter; in lower case after `kind regards` only."""
    if cue[0].strip(" \n-~") == "":
        return strange_name(text, cue.end(), alone="-" in cue[0] or "~" in cue[0])
    found = strange_name(text, cue.end(), alone=bool(cues.FORMAL.match(cue[0])))
    if found is None and cues.FORMAL_IN_ANY_CASE.match(cue[0]):
        words = words_at(text, cue.end())
        if 0 < len(words) <= 3 and all(may_be_first(w) and w.plain not in ordinary_en() for w in words):
            return name_of(text, words, len(words))
    return found


def _beside_others(text: str) -> Iterator[Candidate | None]:
    """Names that only a comma or a line divides from an e-mail, a telephone number or an address."""
    for begin in cues.BESIDE.finditer(text):
        found = _whole_piece(text, begin.end())
        if found and " " not in found.value and text[found.end : found.end + 2] == f" {HOLE}":
            continue
        if found and (cues.BEFORE_HOLE.match(text, found.end) or cues.BEFORE_FACT.match(text, found.end)):
            yield found
    if HOLE not in text:
        return
    for begin in cues.BEHIND_HOLE.finditer(text):
        found = _whole_piece(text, begin.end())
        if found and cues.LINE_ENDS.match(text, found.end):
            yield found


def _is_capital_of_nothing(word: Word) -> bool:
    """Whether a word with a capital is none that texts write in lower case too."""
    return word.is_capital and not any(word.plain in words for words in (ordinary_en(), not_names(), not_people_en()))


def _whole_piece(text: str, at: int) -> Candidate | None:
    """One to four words from `at` that are a name and nothing else follows without a mark."""
    words = words_at(text, at)[:4]
    if (
        not words
        or (words[0].plain in not_names() and words[0].plain not in first_names())
        or re.match(r" \w", text[words[-1].end : words[-1].end + 2])
    ):
        return None
    if words[0].is_capital:
        count = capitals(words)
        single = words[0].plain in first_names() and words[0].plain not in ordinary_en()
        usual = words[0].plain in ordinary_en() and words[0].plain not in first_names()
        if len(words) > 1 and all(map(_is_capital_of_nothing, words[1:])):
            return name_of(text, words, len(words))
        return name_of(text, words, count) if count == len(words) and (count > 1 or single) and not usual else None
    known = words[0].plain in plain_first_names() and all(
        (w.plain in names_of_people() and w.plain not in ordinary_en()) or w.plain in plain_first_names()
        for w in words[1:]
    )
    return name_of(text, words, len(words)) if known else None
