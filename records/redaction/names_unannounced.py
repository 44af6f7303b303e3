"""Names in English letters that nothing announces: first and family name together, one where only people stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from records.redaction.findings import Candidate
from records.redaction.known_words import (
    everyday_names,
    famous_en,
    first_names,
    not_names,
    not_people_en,
    ordinary_en,
    places,
    plain_first_names,
    sold_names,
    surnames,
)
from records.redaction.name_cues import AND, CAPITAL
from records.redaction.name_words import LETTER, Word, ends, known_name, likely_name, name_of, phrase_ends, words_at

_MOST_LISTED = 8
_ANY_CAPITAL = re.compile(rf"{CAPITAL}[{LETTER}.]")
_CAPITALS = re.compile(
    rf"(?<![\w'&@#/-]){CAPITAL}[{LETTER}'-]{{1,20}}"
    rf"(?: (?:(?:de|la|van|von|der|den|bin|al|el|da|dos|di|del) ){{0,2}}{CAPITAL}[{LETTER}'.-]{{0,20}}){{1,12}}"
)
_OF_A_THING = re.compile(
    r"(?:\b(?:by|the|an?|any|sells?|stocks?|have|has|had|got|get|buy|bought|buying|wants?|wanted|loves?|likes?|"
    r"liked|look(?:ing|ed)?"
    r" (?:for|at)|look like|search(?:ing|ed)?(?: for)?|find|of|from|wears?|wore|wearing|reads?|reading|"
    r"watch(?:ed|ing)?|about|"
    r"new|these|those|this|that|some|my|your|our|size|starring|featuring|feat\.?|authors?|brands?|line|range|"
    r"collection|"
    r"style|in|and|or|vs\.?|versus|than|is|are|does|do|novels?|books?|films?|movies?|singer|actor|actress|"
    r"albums?|series|"
    r"poster|biography|carry|other|more|all|both|try|tried|use|used|using|own|owned|prefer|compare|between|"
    r"includes?|genuine|"
    r"original|authentic|vintage|real|fake|colou?r|shade|on|at|as|into|not|no|only|with) ?|[\"“&+/] ?)$",
    re.IGNORECASE,
)
"""What stands before a brand, an author or a product, and hardly before somebody who is not announced."""
_OF_A_PERSON = re.compile(
    r",? (?:signed|took (?:it|my|the|in|them)|lives|works|answered|opened|picked|accepted|refused|said|asked|"
    r"promised|told|"
    r"ordered|paid|authori[sz]es?|hereby|collects?|emailed|helped|"
    r"(?:from|at|in) (?:number|no\b|flat|apt|apartment|unit|room|next door|upstairs|downstairs|across|reception|"
    r"accounts|sales|"
    r"hr\b|work\b|school|church|dept|the (?:[a-z]+ )?(?:desk|office|department|team|floor|shop|flat|house)))\b",
    re.IGNORECASE,
)
"""What somebody does and no thing: `… from flat 6`, `… signed for it`."""
_PERSON_BEFORE = re.compile(
    rf"\b(?:emailed|texted|phoned|rang|messaged|contacted|dm'?d|paged|, name|store name|(?:it |receipt |tag |"
    rf"card )?(?:should |must |to |can )?"
    rf"(?:say|read)(?: it's| its)? (?:from|to)|and the other (?:one )?(?:to|for)|, the other (?:to|for)|one "
    rf"(?:to|for)) (?={CAPITAL})|\bI, (?={CAPITAL}[a-z]+ {CAPITAL})",
    re.IGNORECASE,
)
_LISTED = re.compile(
    rf"\b(?:recipients?|guests?|attendees?|people|names|initials|players|kids|children|bridesmaids|groomsmen|"
    rf"staff|members|winners|"
    rf"attn|attention|fao|engraving|engrave|embroidery|monogram) ?(?:are|[:=-]) ?(?={CAPITAL})",
    re.IGNORECASE,
)
_USER_NAME = re.compile(r"\b(?:user|customer|full|booking|profile|account) ?name(?: is|:)? (?=[a-z])", re.IGNORECASE)
_BOTH = re.compile(
    rf"(?<![\w'&-])({CAPITAL}[{LETTER}'-]{{2,20}}) (?:and|&) ({CAPITAL}[{LETTER}'-]{{2,20}})"
    r"(?= (?:both|will|want|are|have|would|can|said|say|got|ordered|live|share|need|like|wanted|each|x+)\b|\W*$)"
)
_ALONE_IN_TEXT = re.compile(
    rf"(?<![\w'&@#/.-])({CAPITAL}(?-i:[a-z\u00df-\u024f'-]){{2,19}})(?![\w'&@/-])(?! {CAPITAL}| &)"
)
_TO_SOMEBODY = re.compile(
    r"(?:^|[ ,(])(?:(?:it|this|that) (?:was|is|goes|went) (?:for |to |from )?|(?:one's|one is|is|that's|\d|it's|"
    r"its|order|box|parcel|left it|stay"
    r"|again|here) (?:for|from|to|with|under) |for |from |to |under |not )$"
)
_IS_A_MESSAGE = re.compile(
    r"\b(?:i|i'm|i've|i'd|my|me|mine|we|our|us|you|your|please|pls|thanks|ordered|parcel|package|hello|hi|one's|card|gift|order)\b",
    re.IGNORECASE,
)
_ACTS = re.compile(
    r" (?:(?:and|&) (?:i|me|my)|ordered|signed|said|says|told|asked|wants|wanted|paid|sent|placed|emailed|lives|"
    r"works|took|"
    r"picked|promised|downstairs|upstairs|next door|who|at (?:reception|work|the|number|no)|from (?:the|work|"
    r"flat|no|number|next))\b",
    re.IGNORECASE,
)
_WITH_INITIAL = re.compile(rf"(?<![\w'&-])({CAPITAL}[{LETTER}'-]{{2,20}}) [A-Z]\.?(?= [a-z]|[,;!?]|\.? ?$)")
_INITIALS = re.compile(
    rf"(?<![\w'&.-])(?:[A-Z]\. ?){{1,3}}({CAPITAL}[{LETTER}'-]{{2,20}})(?=[,;!?.)\n]|$| (?:signed|ordered|at|"
    rf"will|is|and|on)\b)"
    rf"|\b(?:name|names?d?|card|by|mr|mrs|ms|holder|for|to|is|reads|says)(?: on (?:the )?card)?:? (?:[A-Z]\.? "
    rf"){{1,3}}({CAPITAL}[{LETTER}'-]{{2,20}})(?! {CAPITAL})"
)
_ALONE = re.compile(
    rf"^[-~\u2013\u2014* ]{{1,3}}([{LETTER}'-]{{2,20}})[ .!]*$|^({CAPITAL}[{LETTER}'-]{{2,20}}),? (?:x{{1,4}}|"
    rf"xo+)\W*$"
)
_EVERYDAY = re.compile(
    rf"\b(?:for|to|c/o|ask for|ask|tell|give|from|by|thanks|thank you|love|hi|hello|hey|dear|attn|recipient|i'm|"
    rf"i am|this is|it's|its|"
    rf"name's),? ({CAPITAL}[a-z]{{1,14}})(?=,|[.!?]? *$|[.!] | (?:please|pls|at|who|will|here|speaking|again|by "
    rf"the way|btw|xx?|next|upstairs|and i)\b)",
    re.IGNORECASE,
)
_OF_COLOURS = re.compile(
    r"\b(?:colou?rs?|shades?|scents?|flavou?rs?|finish|variants?|swap|exchange|switch|stock|perfume|oil|ring|"
    r"necklace|print|"
    r"patterns?|tea|candles?|green|blue|pink|red|purple|white|black|gr[ea]y|yellow|dark|light|pale|lipstick|"
    r"sizes?|edition)\b",
    re.IGNORECASE,
)
"""In such a message Rose, Amber and Violet are none."""


_OF_WORKS = re.compile(
    r"\b(?:books?|novels?|authors?|writers?|writes|wrote|films?|movies?|music\w*|songs?|bands?|guitar\w*|"
    r"albums?|fans?|concerts?|"
    r"paperback|hardback|hardcover|kindle|audiobook|biography|memoir|thriller|stories|story|poems?|vinyl|dvd|"
    r"blu-?ray|actors?|"
    r"designers?|brands?)\b",
    re.IGNORECASE,
)
"""In such a message a first name with a family name is somebody who wrote, sang or played."""


def names_unannounced(text: str) -> Iterator[Candidate]:
    """Names in a folded text that stand there as if known; those of makers, authors and stories are left out."""
    if not _ANY_CAPITAL.search(text):
        for found in (*_USER_NAME.finditer(text), *_ALONE.finditer(text)):
            yield from _in_lower_case(text, found)
        return
    of_works = bool(_OF_WORKS.search(text))
    for run in _CAPITALS.finditer(text):
        yield from _first_and_family(text, run, of_works=of_works)
    for cue in _PERSON_BEFORE.finditer(text):
        if likely := likely_name(text, cue.end()):
            yield likely
    for cue in _LISTED.finditer(text):
        yield from _listed(text, cue.end())
    for found in (*_USER_NAME.finditer(text), *_ALONE.finditer(text)):
        yield from _in_lower_case(text, found)
    yield from _single(text, of_works=of_works)
    yield from _with_initials(text)
    if not _OF_COLOURS.search(text):
        for found in _EVERYDAY.finditer(text):
            if found[1][0].isupper() and found[1].lower() in everyday_names():
                yield _piece(text, found, 1)


def is_famous(written: str) -> bool:
    """Whether the words, in lower case, begin with the name of a brand, an author or a character."""
    words = written.replace(".", " ").replace("-", " ").split()
    return any(" ".join(words[:count]) in famous_en() for count in (2, 3, 4))


def _first_and_family(text: str, run: re.Match[str], *, of_works: bool) -> Iterator[Candidate]:
    """`Deepak Rao`: a first name and a family name, neither a usual word, with no other capital beside them."""
    written = run[0].lower().split()
    if len(written) > 7 or first_names().isdisjoint(written):
        return
    start, words = run.start(), [word for word in words_at(text, run.start()) if word.end <= run.end()]
    if any(f"{one.plain} {two.plain}" in places() for one, two in pairwise(words)):
        return
    lead = text[max(0, start - 24) : start]
    while len(words) > 2 and _is_usual(words[0].plain) and words[0].plain not in first_names():
        lead = text[max(0, words[1].start - 24) : words[1].start]
        words = words[1:]
    if (
        not 2 <= len(words) <= 4
        or not (words[0].is_capital and words[-1].is_capital)
        or text[words[-1].end : words[-1].end + 2].strip()[:1].isupper()
    ):
        return
    if is_famous(" ".join(word.plain for word in words)) or not all(map(_is_of_people, words)):
        return
    acts = _OF_A_PERSON.match(text, words[-1].end)
    known = words[0].plain in first_names() and words[-1].plain in surnames()
    rare = len(words) == 2 and len(words[0].plain) > 3 and _is_only_a_name(words[0].plain)
    known = known or (rare and _is_a_line(text, start, words[-1].end))
    if not acts and (not known or _OF_A_THING.search(lead) or of_works):
        return
    if (acts or ends(text, words[-1])) and words[0].plain in first_names():
        yield name_of(text, words, len(words))


def _is_usual(word: str) -> bool:
    return word in ordinary_en() or word in not_names()


def _is_only_a_name(word: str) -> bool:
    """Whether it is a first name that neither texts nor makers have otherwise."""
    return word in plain_first_names() and word not in sold_names()


def _is_of_people(word: Word) -> bool:
    """Whether the word is no usual one, no place and none of a firm."""
    lists = (ordinary_en(), not_names(), not_people_en(), places())
    return word.plain in (
        "de",
        "la",
        "van",
        "von",
        "der",
        "den",
        "bin",
        "al",
        "el",
        "da",
        "dos",
        "di",
        "del",
    ) or not any(word.plain in words for words in lists)


def _listed(text: str, at: int) -> Iterator[Candidate]:
    found = likely_name(text, at)
    for _ in range(_MOST_LISTED):
        if found is None or is_famous(found.value):
            return
        yield found
        more = AND.match(text, found.end)
        found = likely_name(text, more.end()) if more else None


def _in_lower_case(text: str, found: re.Match[str]) -> Iterator[Candidate]:
    """A name after `user name`, or the only word of a message behind a dash or before a kiss."""
    if found.lastindex:
        group = found.lastindex
        if found[group].lower() in plain_first_names() or (group == 2 and not _is_usual(found[2].lower())):
            yield _piece(text, found, group)
        return
    words = words_at(text, found.end())[:2]
    if len(words) == 2 and all(
        (w.plain in first_names() or w.plain in surnames()) and not _is_usual(w.plain) for w in words
    ):
        yield name_of(text, words, 2)


def _single(text: str, *, of_works: bool) -> Iterator[Candidate]:
    """A first name that hardly means anything else, where somebody acts: `Tomasz from flat 6`."""
    for found in re.finditer(rf"(?<![\w'&-]){CAPITAL}[{LETTER}'-]{{2,20}}(?=[, ])", text):
        acts = found[0].lower() in plain_first_names() and _OF_A_PERSON.match(text, found.end())
        if acts and (name := known_name(text, found.start())):
            yield name
    if not of_works and _IS_A_MESSAGE.search(text):
        for alone in _ALONE_IN_TEXT.finditer(text):
            if _is_somebody(text, alone):
                yield _piece(text, alone, 1)
    for both in _BOTH.finditer(text):
        if all(name.lower() in plain_first_names() for name in both.groups()) and not is_famous(
            " ".join(both.groups()).lower()
        ):
            yield from (_piece(text, both, 1), _piece(text, both, 2))


def _is_somebody(text: str, alone: re.Match[str]) -> bool:
    """A first name that hardly means anything else, which acts as people do or which something is for."""
    name = alone[1].lower()
    if len(name) < 4 or not _is_only_a_name(name) or name in places():
        return False
    lead = text[max(0, alone.start() - 24) : alone.start()]
    if _ACTS.match(text, alone.end()):
        return (
            not lead
            or not lead[-1:].isspace()
            or not _OF_A_THING.search(lead)
            or lead.endswith(("with ", "to ", "for "))
        )
    return bool(_TO_SOMEBODY.search(lead)) and phrase_ends(text, alone.end())


def _is_a_line(text: str, start: int, end: int) -> bool:
    """Whether nothing else stands in the line."""
    return text[start - 1 : start] in ("", "\n") and text[end : end + 1] in ("", "\n")


def _with_initials(text: str) -> Iterator[Candidate]:
    """`Hannah W.`, `S R Patel`."""
    for found in _WITH_INITIAL.finditer(text):
        if found[1].lower() in plain_first_names() and _OF_A_PERSON.match(text, found.end()):
            yield Candidate("name", found.start(), found.end(), found[0].lower().replace(".", ""))
    for found in _INITIALS.finditer(text):
        group = 1 if found[1] else 2
        if found[group].lower() not in surnames() or _is_usual(found[group].lower()):
            continue
        written = re.search(rf"(?:[A-Z]\.? ?){{1,3}}{re.escape(found[group])}$", found[0])
        if written and not is_famous(" ".join(re.findall("[a-z']+", written[0].lower()))):
            start = found.start() + written.start()
            yield Candidate("name", start, found.end(group), " ".join(written[0].lower().replace(".", " ").split()))


def _piece(text: str, found: re.Match[str], group: int) -> Candidate:
    return Candidate("name", *found.span(group), found[group].lower())
