"""English addresses: a house number and a street, a flat, a town with its code, a box at the post office."""

from __future__ import annotations

import re
from collections.abc import Iterator

from records.redaction.address_chains import address_chains, is_counted
from records.redaction.findings import Candidate
from records.redaction.known_words import no_streets, not_names
from records.redaction.towns_en import BRITISH_CODE, LETTER, PROPER, REST, STATES, UNIT_NAME

_WORD = rf"[{LETTER}][{LETTER}'.]{{0,20}}(?:-[{LETTER}]{{1,20}})?"
_ORDINAL = r"\d{1,3}(?:st|nd|rd|th)"
_HOUSE = r"(?<![\w/.$€£¥#-])(?<!\d,)(?<!# )(\d{1,5}(?:[A-Da-d]|-\d{1,4}| ?1/2)?)"
_QUARTER = r"(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)"
_SURE = (
    r"(?:Streets?|St|Str|Avenues?|Ave?|Roads?|Rd|Boulevard|Blvd|Lane|Ln|Parkway|Pkwy|Highway|Hwy|Terrace|Crescent|"
    r"Cres)"
)
_UNSURE = (
    r"(?:Drive|Dr|Court|Ct|Place|Pl|Square|Sq(?!\.? ?(?:ft|feet|in|cm|m|yd)\b)|Way|Circle|Cir|Close|Gardens?|Row|"
    r"Walk|Mews|Trail|Trl|Alley|Loop|Hill|Grove|Ter|Plaza|Broadway|Quay|Green|Rise|View|Park|Crossing|Run|Path|Pike|"
    r"Turnpike|"
    r"Esplanade|Wharf|Yard|Heights|Point|Mall|Embankment|Strand|Reach|Mead|Dene|Fold|Croft|Vale|Wynd|Brae|"
    r"Gate|Chase|Copse|Parade|Promenade|Approach|Bridge|Cottages?|Villas?|Mount|Common|Crest|Glade|Ridge|Bend|"
    r"Landing|"
    r""
    r""
    r"Cove|"
    r"Creek|Manor|Meadows?|Orchard|Hollow|Harbou?r|Bay|Springs?|Falls|Valley|Summit|Trace|Spur|Bank|Pk|Gdn|Est|Gr|"
    r"Cott)"
)
_NAMED = rf"{_HOUSE},? (?:{_QUARTER}\.? )?((?:(?:{_ORDINAL}|{_WORD}) ){{1,4}}?)"
_SURE_STREET = re.compile(rf"{_NAMED}{_SURE}(?![A-Za-z\d'])\.?(?: {_QUARTER}\b)?", re.I)
_UNSURE_STREET = re.compile(rf"{_NAMED}{_UNSURE}(?![A-Za-z\d'])\.?", re.IGNORECASE)
_BARE_STREET = re.compile(rf"{_HOUSE} (?:Broadway|Park Ave|Wall St|The [A-Z][a-z]+ing)(?![A-Za-z])", re.IGNORECASE)
_AFTER = re.compile(REST, re.IGNORECASE)
_PLAIN_TOWN = re.compile(r", ?([a-z]{3,20}(?: [a-z]{3,20}){0,2})(?=[.!?]? *$)")
_BEFORE = re.compile(
    rf"(?:(?:{UNIT_NAME}|Plot|Shop|Office|House|Villa|Tower|Stand|Site)\.? ?#?"
    rf"(?:\d{{1,4}}[A-Za-z]?|[A-Za-z]\d{{0,4}}),? ?|\d{{1,3}}(?:st|nd|rd|th) fl(?:oor)?,? ?"
    rf"|#\d{{1,5}}[A-Za-z]?,? ?|(?:No|Number)\.? ?\d{{1,5}},? ?|Lane ?(?:\d{{1,4}},? ?)?|No\.? ?){{1,6}}$",
    re.IGNORECASE,
)
_PLAIN = rf"[{LETTER}][{LETTER}'.-]{{0,20}}"
_BY_CODE = re.compile(rf"{_HOUSE},? (?:{_PLAIN},? ){{1,7}}{BRITISH_CODE}", re.IGNORECASE)
_BY_STATE = re.compile(
    rf"{_HOUSE},? (?:(?:{_PLAIN}|{_ORDINAL}|#?\d{{1,5}}[A-Z]?),? ){{2,8}}(?:{STATES}),? \d{{5}}(?:-\d{{4}})?(?!\d)",
    re.IGNORECASE,
)
_BY_TOWN = re.compile(
    rf"(?<!\w){PROPER}(?: {PROPER}){{0,3}}(?:, {PROPER}(?: (?:(?:y|yr|of|on|upon|under|by|the|in|le) "
    rf"){{0,2}}{PROPER}){{0,3}}){{1,4}},? (?-i:{BRITISH_CODE})"
)
_ANY_BRITISH_CODE = re.compile(rf"\b{BRITISH_CODE}", re.IGNORECASE)
_ANY_STATE = re.compile(rf"\b(?:{STATES}),? \d{{5}}(?!\d)", re.IGNORECASE)
_BOX = re.compile(rf"\bP\.? ?O\.? ?Box \d{{1,6}}{REST}", re.IGNORECASE)
_ABROAD_TOWN = (
    rf"(?:, ?(?:b[âa]t(?:iment)?|apt|appt|appartement|esc(?:alier)?|[ée]tage|porte|interno|int|scala|"
    rf"piso)\.? ?\w{{1,4}}){{0,2}}(?:, ?\d{{4,5}} {PROPER}(?: {PROPER})?)?"
)
_ABROAD = re.compile(
    rf"\b(?-i:[A-Z\u00c0-\u00de])[{LETTER}.-]{{1,24}}(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|laan|straat)"
    r" ?\d{1,4}[a-z]?\b"
    rf"{_ABROAD_TOWN}"
    rf"|{_HOUSE},? (?:rue|allée|chemin|quai|place|boulevard|impasse|cours|route|avenue(?= d)) (?:(?:de|la|du|"
    rf"des|le) |"
    rf""
    rf""
    rf"d'|l'){{0,2}}"
    rf"{PROPER}(?: {PROPER})?"
    rf"{_ABROAD_TOWN}"
    rf"|(?:\bNo\.? ?)?\b\d{{1,4}}[A-Z]?,? (?:Jalan|Jln|Lorong|Jl\.?) {PROPER}(?: {PROPER}){{0,2}}"
    rf"(?:,? \d{{5}},? {PROPER}(?: {PROPER})?)?"
    rf"|\b(?:calle|rua|avenida|piazza|viale|corso|carrer|paseo|ulica|ul\.|"
    rf"(?-i:Via)) {PROPER}(?: {PROPER}){{0,2}},? \d{{1,4}}\b{_ABROAD_TOWN}",
    re.IGNORECASE,
)
_ABROAD_BEFORE_TOWN = re.compile(
    rf"(?<![\w-])(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))(?:(?:Calle|Carrer|Avenida|Av\.|Paseo|"
    rf"Plaza|Rua|Via|Viale|Piazza|Corso|Ul\.) (?:(?:de|del|da|do|dos|di|della|la|el|las|los) ){{0,2}})?"
    rf"{PROPER}(?: {PROPER}){{0,2}},? \d{{1,4}}[a-z]?(?:, ?\d{{1,2}}[ºª°o]?\.? ?(?:[A-Z]|izq|dcha|izda)\b\.?)?"
    rf", ?(?:(?:[A-Z]{{1,2}}-)?\d{{4,5}} {PROPER}(?: {PROPER})?|{PROPER}(?: {PROPER})? (?:\d{{3}} \d{{2}}|"
    rf"\d{{2}}-\d{{3}}))(?![\w-])"
)
"""As on the continent: the number behind the street, the code beside the town."""
_UNIT_AND_PLAIN = re.compile(
    rf"\b(?:{UNIT_NAME})\.? ?#?\d{{1,4}}[A-Za-z]?,? (?:(?:in |at )?the (?:old |new |upper |lower |great |little "
    rf")?(?:mill|barn|forge|bakery|"
    rf"brewery|school ?house|rectory|vicarage|lodge|maltings|granary|stables|coach ?house|gate ?house|dairy|"
    rf"chapel|cottage|tannery|"
    rf"smithy|farm ?house|manor|hall|court|towers?|quays?|docks?|cooperage|foundry|workshop|"
    rf"warehouse)(?=[,;.!?]|$| (?:please|thanks|again|in)\b)"
    rf"|\d{{1,5}} {_QUARTER} {PROPER}(?! (?-i:[A-Z])))",
    re.IGNORECASE,
)
"""`flat 3, the old mill`, `Apt 5C, 212 W Cedar`."""
_HALL = re.compile(
    rf"(?:(?<=room )|(?<=rm )|(?<=flat )|\b(?:room|rm|flat|dorm) )\d{{1,4}}[A-Z]?,? {PROPER}(?: {PROPER})? "
    rf"(?:Hall|Halls|House|Court|Tower|Block|Residence|College)\b"
    rf"|\b[Tt]he Old {PROPER}(?: {PROPER})?, (?:{PROPER} ){{1,2}}(?:Street|St|Road|Rd|Lane|Ln|Square|Row|Hill|"
    rf"Yard|Green)\b"
    rf"|{PROPER}(?: {PROPER}){{0,2}} (?:House|Hall|Halls|Court|Tower|Building|Block|Residence|College),? (?:room|"
    rf"rm|flat|block|unit) ?[A-Z]?\d{{1,4}}[A-Z]?"
    rf"(?:,? (?:at |on )?(?:the )?{PROPER}(?: {PROPER}){{0,3}}(?: (?:campus|university|college|halls|"
    rf"uni))?)?(?![\w-])"
)
_CODES_ALONE = re.compile(
    r"(?<![\w-])(?:[ABCEGHJ-NPRSTVXY]\d[A-Z] \d[A-Z]\d|(?:[A-Z]{1,2}\d[A-Z\d]?) \d[ABD-HJLNP-UW-Z]{2}|"
    r"[AC-FHKNPRTV-Y]\d[\dW] [AC-FHKNPRTV-Y\d]{4})(?![\w-])"
)
_SENT_THERE = re.compile(
    r"\b(?:deliver\w*|ship\w*|sen[dt]\w*|post\w*|remote|live[sd]?|living|moved?|area|courier\w*|cover\w*|"
    r"address|zone|collect\w*|region|"
    r"zip|code|near|branch|surcharge|highlands?|rural|go to)\b",
    re.IGNORECASE,
)
_ANY_WORD = re.compile("[A-Za-z]{3}")
_BY_PIN = re.compile(
    r"(?<![\w/.-])(?:(?:h\.?|house|flat|plot|door|shop|room)\.? ?(?:no\.? ?)?[:#]? ?)?[A-Za-z]{0,2}[-/ ]?"
    r"\d{1,4}(?:[-/]\d{1,4})?[A-Za-z]?,? (?=[^\n]{0,120}\b(?:nagar|rd|road|street|st|lane|towers?|society|"
    r"colony|apartments?|apts?|residency|"
    r""
    r"marg|sector|phase|layout|vihar|enclave|chowk|gali|cross|main|west|east|extension|heights|puram|bagh|complex)\b)"
    r"(?:[A-Za-z\d][A-Za-z\d.'/-]{0,20},? ){2,14}[-\u2013]? ?\d{6}(?!\d)",
    re.IGNORECASE,
)
"""As in India: many parts in any case, a comma between some, and six digits at the end."""
_TOWN_AND_CODE = re.compile(
    rf"(?<![\w])(?-i:{PROPER}(?: {PROPER}){{0,2}},? (?:{STATES}),? \d{{5}}(?:-\d{{4}})?)(?![\w-])"
)
_SAID = re.compile(
    r"\b(?:address|addr|addy|(?:my|our|delivery|shipping|home|new) add)(?: (?:is|to|was))?(?: now)?"
    r"(?:[:=]| (?=\d)|(?<=is) |(?<=to) |(?<=now) )[ \n]?"
    r"([^\n;!?\ufffc]{6,90})",
    re.IGNORECASE,
)
_SAID_END = re.compile(
    r"\.(?: |$).*$|,? (?:please|thanks|thank you|and (?:my|the|i)|but|so|can you|could you|"
    r"my (?:phone|e-?mail|number|name)|phone|tel|email)\b.*$",
    re.I | re.S,
)
_SENDING = r"(?:ship|deliver|send|mail|post|drop|dispatch|forward|bring)\w*"
_MINE = r"(?:my (?:home|office|house|place|work)(?: at|,|:)? ?)?"
_CUE = re.compile(
    r"(?:\blive(?:s|d)? (?:at|on|in)|\baddress[^.\n]{0,20}|\bmov(?:ed|ing) to"
    rf"|\b{_SENDING}(?: (?:it|them|this|that|my order|everything|the \w+))? (?:to|at|off at)"
    r"|\b(?:i'm|i am|we're|we are|located|staying|based) (?:at|on)"
    rf"|\b(?:home|house|office|place|delivery|billing|shipping)(?: is| at|"
    rf":){{1,2}})[ :]{{0,2}}{_MINE}[^\d\n]{{0,24}}$",
    re.IGNORECASE,
)


def addresses_en(text: str) -> Iterator[Candidate]:
    """English addresses in a folded text."""
    if any(map(str.isdigit, text)):
        yield from _streets(text)
        if _ANY_BRITISH_CODE.search(text):
            for found in (found for by in (_BY_CODE, _BY_TOWN) for found in by.finditer(text)):
                yield _address(text, _unit_before(text, found.start()), found.end())
        if _ANY_STATE.search(text):
            yield from (_address(text, *found.span()) for found in _BY_STATE.finditer(text))
        for pattern in (_BOX, _BARE_STREET, _ABROAD, _TOWN_AND_CODE, _BY_PIN):
            yield from (_address(text, found.start(), found.end()) for found in pattern.finditer(text))
        for pattern in (_ABROAD_BEFORE_TOWN, _UNIT_AND_PLAIN, _HALL) if _ANY_WORD.search(text) else ():
            yield from (_address(text, *found.span()) for found in pattern.finditer(text))
        if _SENT_THERE.search(text):
            yield from (_address(text, *found.span()) for found in _CODES_ALONE.finditer(text))
        yield from _announced(text)
    yield from address_chains(text)


def _streets(text: str) -> Iterator[Candidate]:
    for pattern in (_SURE_STREET, _UNSURE_STREET):
        at = 0
        while found := pattern.search(text, at):
            at = found.end(1) + 1
            words = found[2].split()
            if any(word.lower().strip(".,") in no_streets() for word in words):
                continue
            rest = _AFTER.match(text, found.end())
            end = rest.end() if rest else found.end()
            if end == found.end() and is_counted(text, found.start(), end):
                continue
            if pattern is _UNSURE_STREET and any(len(word) > 4 and word.endswith(".") for word in words):
                continue
            cue = bool(_CUE.search(text, max(0, found.start() - 60), found.start()))
            if pattern is _SURE_STREET or cue or (end > found.end() and _is_proper(words)) or _is_written_so(found):
                yield _address(text, _unit_before(text, found.start()), _town_after(text, end))
                at = end


def _announced(text: str) -> Iterator[Candidate]:
    """Whatever follows `my address is`, where a number stands in it."""
    for said in _SAID.finditer(text):
        value = _SAID_END.sub("", said[1]).rstrip(" ,.")
        if re.search(r"\d", value) and re.search(r"[A-Za-z]{3}", value):
            yield _address(text, said.start(1), said.start(1) + len(value))


def _is_proper(words: list[str]) -> bool:
    return all(word[0].isupper() or word[0].isdigit() for word in words)


def _is_written_so(found: re.Match[str]) -> bool:
    """Whether a street that could be a product's name is written as one, all in capitals: `1 Infinite Loop`."""
    last = found[0].rstrip(".").rsplit(" ", 1)[-1]
    return _is_proper([*found[2].split(), last]) and last.lower() in (
        "drive",
        "court",
        "square",
        "close",
        "mews",
        "place",
        "loop",
        "way",
        "circle",
        "gardens",
        "grove",
    )


def _town_after(text: str, at: int) -> int:
    """Where a town in lower case ends that closes the message: `12 oak street, springfield`."""
    town = _PLAIN_TOWN.match(text, at)
    return town.end(1) if town and not any(word in not_names() for word in town[1].split()) else at


def _unit_before(text: str, at: int) -> int:
    unit = _BEFORE.search(text, max(0, at - 60), at)
    return unit.start() if unit else at


def _address(text: str, start: int, end: int) -> Candidate:
    end = start + len(text[start:end].rstrip(" ,\n"))
    value = " ".join("".join(char if char.isalnum() else " " for char in text[start:end]).lower().split())
    return Candidate("address", start, end, value)
