"""English addresses: a house number and a street, a flat, a town with its code, a box at the post office."""

from __future__ import annotations

import re
from collections.abc import Iterator

from records.redaction.findings import Candidate

_STATES = [
    "AL",
    "AK",
    "AZ",
    "AR",
    "CA",
    "CO",
    "CT",
    "DE",
    "FL",
    "GA",
    "HI",
    "ID",
    "IL",
    "IN",
    "IA",
    "KS",
    "KY",
    "LA",
    "ME",
    "MD",
    "MA",
    "MI",
    "MN",
    "MS",
    "MO",
    "MT",
    "NE",
    "NV",
    "NH",
    "NJ",
    "NM",
    "NY",
    "NC",
    "ND",
    "OH",
    "OK",
    "OR",
    "PA",
    "RI",
    "SC",
    "SD",
    "TN",
    "TX",
    "UT",
    "VT",
    "VA",
    "WA",
    "WV",
    "WI",
    "WY",
    "DC",
    "ON",
    "QC",
    "BC",
    "AB",
    "MB",
    "SK",
    "NS",
    "NB",
    "NSW",
    "VIC",
    "QLD",
]
_STATE_NAMES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|"
    "Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|"
    "Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|"
    "Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|Wyoming"
)
_STATE = rf"(?:(?-i:{'|'.join(_STATES)})(?![A-Za-z])|(?:{'|'.join(_STATES)})(?=,? \d{{5}}(?!\d))|{_STATE_NAMES})"
"""Two letters in lower case are a state only before its code: `in` and `or` are words."""
_COUNTRY = r"(?:USA|U\.S\.A\.|US|United States|UK|United Kingdom|England|Scotland|Wales|Ireland|Canada|Australia|Germany|France|China)"
_POSTCODE_UK = r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"
_CODE = rf"(?:\d{{5}}(?:-\d{{4}})?|{_POSTCODE_UK}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{{4}})(?![A-Za-z\d])"
_WORD = r"[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f'.]{0,20}(?:-[A-Za-z\u00c0-\u024f]{1,20})?"
_PROPER = r"(?-i:[A-Z\u00c0-\u00de])[A-Za-z\u00c0-\u024f'.]{0,20}(?:-[A-Za-z]{1,20})?"
_ORDINAL = r"\d{1,3}(?:st|nd|rd|th)"
_HOUSE = r"(?<![\w/.$€£¥#-])(?<!\d,)(?<!# )(\d{1,5}(?:[A-Da-d]|-\d{1,4}| ?1/2)?)"
_SIDE = r"(?:(?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\.? )?"
_SURE = (
    r"(?:Streets?|St|Str|Avenues?|Ave?|Roads?|Rd|Boulevard|Blvd|Lane|Ln|Parkway|Pkwy|Highway|Hwy|Terrace|Crescent|Cres)"
)
_UNSURE = (
    r"(?:Drive|Dr|Court|Ct|Place|Pl|Square|Sq(?!\.? ?(?:ft|feet|in|cm|m|yd)\b)|Way|Circle|Cir|Close|Gardens?|Row|Walk|Mews|Trail|Trl|Alley|Loop|Hill|Grove|Ter|"
    r"Plaza|Broadway|Quay|Green|Rise|View|Park|Crossing|Run|Path|Pike|Turnpike|Esplanade|Wharf|Yard|Heights|Point|Mall|Embankment|Strand)"
)
_UNIT_NAME = r"(?:Apartment|Apt|Unit|Suite|Ste|Floor|Flat|Room|Rm|Building|Bldg|Block|Level|Lot|Door|Fl)"
_UNIT = rf"(?:,? ?\(?(?:{_UNIT_NAME}\.? ?#? ?[A-Za-z]?-?\d{{0,4}}-?[A-Za-z]?(?![A-Za-z])|#\.? ?\w{{1,6}}|\d{{1,3}}(?:st|nd|rd|th) fl(?:oor)?)\)?)"
_TOWN = rf"(?:,? ?\n?,? ?(?:in |near )?{_PROPER}(?: {_PROPER}){{0,3}})"
_REST = (
    rf"(?:{_UNIT}){{0,3}}"
    rf"(?:(?:,? {{0,2}}\n?(?:in |near )?[A-Za-z\u00c0-\u024f'. -]{{2,32}}?)?(?:, ?|\n| ){_STATE}\.?(?:,? {{1,2}}{_CODE})?"
    rf"|(?:,? {{0,2}}\n?(?:in )?[A-Za-z\u00c0-\u024f'. -]{{2,32}}?(?:,[A-Za-z\u00c0-\u024f'. -]{{2,32}}?)?)?(?:, ?|\n| ){_CODE}(?:,? {_PROPER}(?: {_PROPER})?)?"
    rf"|(?:, ?\n?|\n| in ){_PROPER}(?: {_PROPER}){{0,3}}(?:, ?{_PROPER}(?: {_PROPER}){{0,2}})?)?"
    rf"(?:,? {_COUNTRY}(?![A-Za-z]))?"
)
_NAMED = rf"{_HOUSE},? {_SIDE}((?:(?:{_ORDINAL}|{_WORD}) ){{1,4}}?)"
_SURE_STREET = re.compile(
    rf"{_NAMED}{_SURE}(?![A-Za-z\d'])\.?(?: (?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\b)?", re.I
)
_UNSURE_STREET = re.compile(rf"{_NAMED}{_UNSURE}(?![A-Za-z\d'])\.?", re.IGNORECASE)
_BARE_STREET = re.compile(rf"{_HOUSE} (?:Broadway|Park Ave|Wall St|The [A-Z][a-z]+ing)(?![A-Za-z])", re.IGNORECASE)
_AFTER = re.compile(_REST, re.IGNORECASE)
_BEFORE = re.compile(
    rf"(?:(?:{_UNIT_NAME})\.? ?#?(?:\d{{1,4}}[A-Za-z]?|[A-Za-z]\d{{0,4}}),? ?|c/o [A-Z][a-z]+(?: [A-Z][a-z]+)?,? ?|#\d{{1,5}}[A-Za-z]?,? ?){{1,2}}$",
    re.IGNORECASE,
)
_BOX = re.compile(rf"\bP\.? ?O\.? ?Box \d{{1,6}}{_REST}", re.IGNORECASE)
_CONTINENTAL = re.compile(
    r"\b(?-i:[A-Z\u00c0-\u00de])[A-Za-z\u00c0-\u024f.-]{1,24}(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|laan|straat) ?\d{1,4}[a-z]?\b"
    rf"(?:, ?\d{{4,5}} {_PROPER}(?: {_PROPER})?)?",
    re.IGNORECASE,
)
_TOWN_AND_CODE = re.compile(
    rf"(?<![\w])(?-i:{_PROPER}(?: {_PROPER}){{0,2}},? (?:{'|'.join(_STATES)}),? \d{{5}}(?:-\d{{4}})?)(?![\w-])"
)
_SAID = re.compile(
    r"\b(?:address|addr)(?: (?:is|to|was))?(?: now)?(?:[:=]| (?=\d)|(?<=is) |(?<=to) |(?<=now) )[ \n]?([^\n;!?\ufffc]{6,90})",
    re.IGNORECASE,
)
_SAID_END = re.compile(
    r"\.(?: |$).*$|,? (?:please|thanks|thank you|and (?:my|the|i)|but|so|can you|could you|my (?:phone|e-?mail|number|name)|phone|tel|email)\b.*$",
    re.I | re.S,
)
_CUE = re.compile(
    r"(?:\blive(?:s|d)? (?:at|on|in)|\baddress[^.\n]{0,20}|\b(?:ship|deliver|send|mail|post|drop|dispatch|forward|bring)\w*(?: (?:it|them|this|that|my order|everything|the \w+))?"
    r" (?:to|at|off at)|\bmov(?:ed|ing) to|\b(?:i'm|i am|we're|we are|located|staying|based) (?:at|on)|\b(?:home|house|office|place|delivery|billing|shipping)(?: is| at|:)+)[ :]{0,2}(?:my (?:home|office|house|place|work)(?: at|,|:)? ?)?[^\d\n]{0,24}$",
    re.IGNORECASE,
)
_NO_STREET = frozenset(
    [
        "in",
        "inch",
        "inches",
        "ft",
        "feet",
        "foot",
        "mm",
        "cm",
        "m",
        "km",
        "oz",
        "lb",
        "lbs",
        "gb",
        "tb",
        "mb",
        "mah",
        "w",
        "watt",
        "watts",
        "v",
        "volt",
        "volts",
        "hour",
        "hours",
        "hrs",
        "day",
        "days",
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "years",
        "minute",
        "minutes",
        "min",
        "mins",
        "pack",
        "packs",
        "pc",
        "pcs",
        "piece",
        "pieces",
        "pair",
        "pairs",
        "of",
        "for",
        "the",
        "a",
        "an",
        "or",
        "and",
        "with",
        "under",
        "over",
        "than",
        "to",
        "from",
        "by",
        "on",
        "at",
        "is",
        "are",
        "my",
        "your",
        "off",
        "x",
        "per",
        "each",
        "star",
        "stars",
        "usd",
        "dollars",
        "dollar",
        "bucks",
        "euro",
        "euros",
        "percent",
        "people",
        "person",
        "miles",
        "mile",
        "gal",
        "gallon",
        "gallons",
        "qt",
        "pt",
        "size",
        "sizes",
        "gauge",
        "ga",
        "light",
        "lights",
        "way",
        "speed",
        "speeds",
        "inch.",
        "ft.",
        "in.",
        "cu",
        "sq",
        "yd",
        "yards",
        "k",
        "p",
        "hz",
        "fps",
        "items",
        "item",
        "orders",
        "order",
        "reviews",
        "products",
        "product",
        "series",
        "gen",
        "generation",
        "ton",
        "tons",
        "channel",
        "amp",
        "amps",
        "port",
        "ports",
        "door",
        "doors",
        "drawer",
        "drawers",
        "panel",
        "panels",
        "level",
        "levels",
        "tier",
        "tiers",
        "lane",
        "lanes",
        "hp",
        "hpc",
        "rpm",
        "motor",
        "degree",
        "degrees",
        "total",
        "psi",
        "gpm",
        "btu",
        "cfm",
        "ply",
        "step",
        "steps",
        "best",
        "good",
        "great",
        "nice",
        "black",
        "white",
        "red",
        "blue",
        "green",
        "grey",
        "gray",
        "brown",
        "these",
        "those",
        "that",
        "this",
        "different",
        "other",
        "more",
    ]
)


def addresses_en(text: str) -> Iterator[Candidate]:
    """English addresses in a folded text."""
    if any(map(str.isdigit, text)):
        yield from _streets(text)
        for pattern in (_BOX, _BARE_STREET, _CONTINENTAL, _TOWN_AND_CODE):
            yield from (_address(text, found.start(), found.end()) for found in pattern.finditer(text))
        yield from _announced(text)


def _streets(text: str) -> Iterator[Candidate]:
    for pattern in (_SURE_STREET, _UNSURE_STREET):
        at = 0
        while found := pattern.search(text, at):
            at = found.end(1) + 1
            words = found[2].split()
            if any(word.lower().strip(".,") in _NO_STREET for word in words):
                continue
            rest = _AFTER.match(text, found.end())
            end = rest.end() if rest else found.end()
            cue = bool(_CUE.search(text, max(0, found.start() - 60), found.start()))
            if pattern is _SURE_STREET or cue or (end > found.end() and _is_proper(words)) or _is_written_so(found):
                yield _address(text, _unit_before(text, found.start()), end)
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
    """Whether a street that could be a product's name is written as one: `1 Infinite Loop`, with capitals throughout."""
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


def _unit_before(text: str, at: int) -> int:
    unit = _BEFORE.search(text, max(0, at - 40), at)
    return unit.start() if unit else at


def _address(text: str, start: int, end: int) -> Candidate:
    end = start + len(text[start:end].rstrip(" ,\n"))
    value = " ".join("".join(char if char.isalnum() else " " for char in text[start:end]).lower().split())
    return Candidate("address", start, end, value)
