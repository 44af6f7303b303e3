"""Names in English letters, where the words around them say that somebody is named."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache

from records.redaction.findings import Candidate
from records.redaction.folding import HOLE
from records.redaction.known_words import first_names, not_names, not_people_en, places, plain_first_names, surnames

_LETTER = "A-Za-z\u00c0-\u024f"
_WORD = re.compile(rf"[{_LETTER}]+(?:['-][{_LETTER}]+)*\.?")
_PARTICLES = frozenset(["de", "la", "del", "della", "der", "den", "van", "von", "bin", "bint", "ibn", "al", "el"])
_PARTICLES |= {"da", "di", "do", "dos", "das", "du", "le", "st", "mac", "mc", "y", "ter", "ten", "zu"}
_SHORT_GIVEN = frozenset(["an", "he", "you", "do", "long", "fan", "so", "ha", "my"])
"""Given names of two letters that are words elsewhere: `Nguyen Van An`."""
_TITLES = frozenset(["mr", "mrs", "ms", "miss", "mister", "dr", "prof", "sir", "madam"])
_CAPITAL = r"(?-i:[A-Z\u00c0-\u00de])"
_OWN = r"(?:my|his|her|the|our|their|your|full|real|legal|user|[a-z]+'s)"
_PARTY = r"(?:account|card ?holder|recipient|customer|contact|receiver|consignee|billing|shipping|delivery)"
_WHOSE = rf"(?:{_OWN}|{_PARTY}(?:'?s)?)"
_WHICH = r"(?:first|last|middle|family|given|full|sur)"
_LABEL = (
    r"(?:recipient|consignee|receiver|addressee|attn|attention|cardholder|card ?holder|account holder|contact person|"
    r"contact|ordered by|signed|passenger|guest)"
)
_TOLD = re.compile(
    rf"(?:\b(?:{_WHOSE} )?(?:{_WHICH}[ -]?)?name(?: on (?:it|(?:the|my) [a-z]+(?: [a-z]+)?))?"
    r"(?:'s| is| was| should be| would be| ?[:=]|s:)(?: also)?"
    rf"|\b{_WHICH}[ -]?name(?= {_CAPITAL})"
    rf"|\bmy names?(?= {_CAPITAL})"
    r"|\bmy ?(?:name|nmae|naem|mane) ?(?:is|'?s)|\b(?:i|he|she) goe?s? by|\bcare of|\bfao|\bfor the attention of"
    rf"|\bnames(?= {_CAPITAL}[a-z])|\bname (?=(?-i:[A-Z][a-z]+ [A-Z]))"
    r"|\b(?:i'm|i am|im|i was|who is|who's|is|he's|she's|man|woman|lady|friend|girl|boy) (?:called|named)"
    r"|\b(?:under|in) (?:the|my) name(?: of|,|:)?|\bname of"
    rf"|\b{_LABEL}(?: is| ?[:=])|\b(?:attn|c/o)\.?"
    rf"|\b(?:recipient|consignee|addressee|attention)(?= {_CAPITAL}[a-z]+ {_CAPITAL})"
    r") {0,2}[\"'(]?",
    re.IGNORECASE,
)
_LABELLED = re.compile(
    r"\b(?:to|from|customer|contact|deliver to|ship to|send to|bill to|sold to|buyer|for|by) ?: ?", re.IGNORECASE
)
_CALL_ME = re.compile(r"\b(?:call|calls|calling) me ", re.IGNORECASE)
_I_AM = re.compile(rf"(?<![{_LETTER}])(?:i'm|i am|im|i m|iam) ", re.IGNORECASE)
_THIS_IS = re.compile(r"\b(?:this is|it's|it is|here is|here's|i'm|i am|im) ", re.IGNORECASE)
_THING = r"(?:it|them|this|that|these|those|one|everything|(?:the|my|an?|this|that|these|all)(?: [a-z]+){1,3})"
_SENT_TO = re.compile(
    r"\b(?:ship|send|deliver|mail|post|address|dispatch|forward|bring|give|hand|leave|gift|courier)(?:ed|ing|s)?"
    rf"(?: {_THING})?(?: (?:directly|straight|over|out|back))?(?: to| with| for)(?: (?:my|our) [a-z]+(?:-in-law)?,?)? "
    r"|\b(?:order|parcel|package|gift|present|it's|it is|is|card|reserved|booked|item|one|delivery) for "
    r"|\b(?:belongs|registered|addressed|made out|make it out|billed|issued|sold) to |\bordered by |\bon behalf of "
    r"|\b(?:ordered|booked|reserved|registered|placed|filed|it's|it is|order) under |\b(?:should|must|has to) say "
    r"|\b(?:put|write|print|engrave) ",
    re.IGNORECASE,
)
_KIN = (
    r"(?:wife|husband|son|daughter|friend|mother|father|mom|mum|dad|brother|sister|aunt|uncle|cousin|niece|nephew|boss|"
    r"partner|girlfriend|boyfriend|fianc[eé]e?|grand(?:ma|pa|mother|father|son|daughter)|neighbou?r|colleague|roommate|"
    r"assistant|kid|baby|boy|girl|best friend|little one)"
)
_RELATIVE = re.compile(
    rf"\b(?:my|our|a) {_KIN}(?:'s name is|,| named| called| is called| is named)? ",
    re.IGNORECASE,
)
_CALLED = re.compile(r"(?:named|called|name is) $", re.IGNORECASE)
_SPEAKS = re.compile(
    r" ?,? ?(?:speaking|here\b(?! (?:is|are))|calling|from (?:the )?[A-Za-z]+ (?:department|team))", re.IGNORECASE
)
_GREETED = re.compile(
    r"(?:^|[.!?\n])\s*(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)|yo)[ ,!.]{1,3})?", re.IGNORECASE
)
_FAREWELL = (
    r"(?:regards|sincerely|cheers|best wishes|yours truly|yours|many thanks|best|thx|signed|love|xoxo|"
    r"thanks(?: again| so much| a lot| in advance)?|thank you(?: so much| very much)?)"
)
_CLOSING = re.compile(
    rf"(?:\b{_FAREWELL}[ ,.!:-]{{0,3}}[\n ]{{0,2}}-{{0,2}} ?|\n ?-{{0,2}} ?|(?<=[.!?]) ?-{{1,2}} ?)(?={_CAPITAL})",
    re.IGNORECASE,
)
_FORMAL = re.compile(r"(?:kind |best |warm )?regards|sincerely|yours|signed|best wishes", re.IGNORECASE)
_SENT_BY_POST = re.compile(
    rf"\b(?:ship|send|deliver|mail|address|forward|dispatch)(?:ed|ing|s)?(?: {_THING})?(?: to| for) ", re.IGNORECASE
)
_THIS_BEGINS = re.compile(r"(?:^|[.!?\n,] ?|\b(?:hi|hello|hey) )(?:this is|it is|it's) ", re.IGNORECASE)
_AFTER_NAME = re.compile(r" is (?:my|the) (?:full |real )?name\b", re.IGNORECASE)
_LAST_WORDS = re.compile(rf"(?:[{_LETTER}'.-]{{1,20}} ){{0,2}}[{_LETTER}'.-]{{1,20}}$")
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Mister|Madam|Mme)\.? (?=[A-Z])")
_ENDS = re.compile(
    rf" {{0,2}}(?:[,.;:!?)\"\n(|/-]|$|{HOLE}|[\u3000-\u9fff]|"
    r"(?:and|from|here|speaking|at|in|on|by|with|thanks|please|but|i|my|again|instead|today|tomorrow|who|is)\b)",
    re.IGNORECASE,
)
_SHORTENED = re.compile(r"'(?:m|re|ve|ll|s|d|t)$")
_AND = re.compile(r" (?:and|&) ")
_MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class _Word:
    text: str
    start: int
    end: int
    is_capital: bool

    @property
    def plain(self) -> str:
        return self.text.rstrip(".").lower()


def names_en(text: str, keep: Collection[str] = ()) -> Iterator[Candidate]:
    """Names that a folded text gives as such; none that is one of `keep` (lower case)."""
    for found in _found(text):
        if found is not None and found.value not in keep:
            yield found


def told_name(text: str, at: int) -> Candidate | None:
    """The name that begins at `at`, where the words before it say that there is one."""
    words = _words(text, at)
    if not words or not _may_be_first(words[0]):
        return None
    return _name(text, words, 1 + _followers(text, words, told=True))


def known_name(text: str, at: int) -> Candidate | None:
    """The name that begins at `at`, if its first word is one that people are called by."""
    words = _words(text, at)
    if not words:
        return None
    first = words[0]
    plain = first.plain in plain_first_names() and not first.is_capital
    count = 1 + _followers(text, words, told=plain)
    if first.is_capital:
        known = first.plain in first_names() or (first.plain in surnames() and count > 1)
        if not known or (first.plain in not_names() and count == 1):
            return None
        if _is_place(words, count) or (count == 1 and first.plain in places()):
            return None
        return _name(text, words, count)
    if plain and (count > 1 or _ENDS.match(text, first.end)):
        return _name(text, words, count)
    return None


def _found(text: str) -> Iterator[Candidate | None]:
    for cue in _TOLD.finditer(text):
        yield told_name(text, cue.end())
    for pattern in (_LABELLED, _CALL_ME, _SENT_TO, _TITLED):
        for cue in pattern.finditer(text):
            found = known_name(text, cue.end())
            yield found
            if found and (more := _AND.match(text, found.end)):
                yield known_name(text, more.end())
    for cue in _LABELLED.finditer(text):
        yield _strange_name(text, cue.end(), alone=False)
    for cue in _I_AM.finditer(text):
        yield known_name(text, cue.end()) or _strange_name(text, cue.end(), alone=True)
    for cue in _RELATIVE.finditer(text):
        called = _CALLED.search(text, cue.start(), cue.end())
        yield told_name(text, cue.end()) if called else known_name(text, cue.end())
    for pattern in (_THIS_IS, _GREETED):
        for cue in pattern.finditer(text):
            yield _speaker(text, cue.end(), known=pattern is _THIS_IS)
    for cue in _SENT_BY_POST.finditer(text):
        yield _strange_name(text, cue.end(), alone=False)
    for cue in _THIS_BEGINS.finditer(text):
        yield _strange_name(text, cue.end(), alone=False)
    for after in _AFTER_NAME.finditer(text):
        yield _told_before(text, after.start())
    for cue in _CLOSING.finditer(text):
        found = known_name(text, cue.end())
        if found is None and cue[0].strip(" \n-"):
            found = _strange_name(text, cue.end(), alone=bool(_FORMAL.match(cue[0])))
        yield found if found and not text[found.end :].strip(" .!\n,)") else None


def _speaker(text: str, at: int, *, known: bool) -> Candidate | None:
    """Whoever says `this is … speaking` or `… here`; with `known` a first name needs no such word."""
    words = _words(text, at)
    for count in range(min(3, len(words)), 0, -1):
        speaks = _SPEAKS.match(text, words[count - 1].end) and all(map(_may_be_first, words[:count]))
        if speaks and (words[0].plain in first_names() or (words[0].is_capital and (known or count > 1))):
            return _name(text, words, count)
    found = known_name(text, at) if known else None
    return found if found and (words[0].is_capital or _ENDS.match(text, found.end)) else None


def _told_before(text: str, at: int) -> Candidate | None:
    """The words before `is my name`, which begins at `at`: the last three, if all of them can be a name."""
    found = _LAST_WORDS.search(text, max(0, at - 60), at)
    words = _words(text[:at], found.start()) if found else []
    return _name(text, words, len(words)) if words and all(map(_may_be_first, words)) else None


def _strange_name(text: str, at: int, *, alone: bool) -> Candidate | None:
    """Capitals where a name belongs, of nobody known: two words, or with `alone` one that ends the phrase."""
    words = _words(text, at)
    count = next((n for n, word in enumerate(words) if not word.is_capital or word.plain in not_names()), len(words))
    if not 1 <= count <= 3 or (count == 1 and not alone) or _is_place(words, count):
        return None
    if any(word.plain in not_people_en() for word in words[:count]):
        return None
    if any(word.plain in places() or len(word.plain) < 3 for word in words[:count]) and count == 1:
        return None
    return _name(text, words, count) if _ENDS.match(text, words[count - 1].end) else None


def _words(text: str, at: int) -> list[_Word]:
    """Up to four words from `at`, with one space between them; a title before the name is passed over."""
    mixed = _has_small_letters(text)
    words: list[_Word] = []
    while len(words) < _MOST_WORDS and (found := _WORD.match(text, at)):
        word, end = found[0], found.end()
        if word.endswith(".") and len(word) > 2 and word[:-1].lower() not in _TITLES and word.lower() not in _PARTICLES:
            word, end = word[:-1], end - 1
        at = end + 1 if text[end : end + 1] == " " else end
        if words or word.rstrip(".").lower() not in _TITLES:
            words.append(_Word(word, found.start(), end, word[0].isupper() and (mixed or len(word) == 1)))
        if text[end : end + 1] != " ":
            break
    return words


@lru_cache(maxsize=8)
def _has_small_letters(text: str) -> bool:
    return any(map(str.islower, text))


def _may_be_first(word: _Word) -> bool:
    if _SHORTENED.search(word.plain):
        return False
    if word.plain in not_names():
        return word.is_capital and (word.plain in first_names() or word.plain in surnames())
    return len(word.plain) > 1 or (word.is_capital and word.plain != "i")


def _followers(text: str, words: list[_Word], *, told: bool) -> int:
    """How many words after the first still belong to the name."""
    count = 0
    for number in range(1, len(words)):
        if words[number].plain in _PARTICLES and number + 1 < len(words):
            continue
        if not _follows(text, words, number, told=told):
            break
        count = number
    return count


def _follows(text: str, words: list[_Word], number: int, *, told: bool) -> bool:
    word = words[number]
    known = word.plain in surnames() or word.plain in first_names()
    if word.is_capital and words[0].is_capital:
        if word.plain in _SHORT_GIVEN and words[0].plain in surnames():
            return True
        return word.plain != "i" and (known or word.plain not in not_names())
    if word.is_capital or word.plain in not_names():
        return (
            known and not word.is_capital and word.plain in surnames() and not words[0].is_capital and _ends(text, word)
        )
    if known:
        return not words[0].is_capital or word.plain in surnames()
    return told and number <= 2 and len(word.plain) > 2 and not words[0].is_capital and _ends(text, word)


def _ends(text: str, word: _Word) -> bool:
    return bool(_ENDS.match(text, word.end))


def _is_place(words: list[_Word], count: int) -> bool:
    return any(" ".join(word.plain for word in words[:n]) in places() for n in range(2, count + 1)) or (
        count > 1 and words[0].plain in places() and words[1].plain in places()
    )


def _name(text: str, words: list[_Word], count: int) -> Candidate:
    start, end = words[0].start, words[count - 1].end
    if text[start:end].lower().endswith("'s"):
        end -= 2
    return Candidate("name", start, end, " ".join(text[start:end].lower().replace(".", " ").split()))
