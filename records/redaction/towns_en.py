"""What follows a street in English: the flat, the town, the state with its code, the country; as parts of patterns."""

from __future__ import annotations

LETTER = "A-Za-z\u00c0-\u024f"
PROPER = rf"(?-i:[A-Z\u00c0-\u00de])[{LETTER}'.]{{0,20}}(?:-[A-Za-z]{{1,20}})?"
"""A word with a capital, in patterns that are read without regard to case as well."""
STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|ID|IL|IN|IA|KS|KY|LA|ME|MD|MA|MI|MN|MS|MO|MT|NE|NV|NH|NJ|NM|NY|NC|ND|OH|OK|OR|PA|RI|"
    "SC|SD|TN|TX|UT|VT|VA|WA|WV|WI|WY|DC|ON|QC|BC|AB|MB|SK|NS|NB|NSW|VIC|QLD"
)
_STATE_NAMES = (
    "Alabama|Alaska|Arizona|Arkansas|California|Colorado|Connecticut|Delaware|Florida|Georgia|Hawaii|Idaho|Illinois|Indiana|"
    "Iowa|Kansas|Kentucky|Louisiana|Maine|Maryland|Massachusetts|Michigan|Minnesota|Mississippi|Missouri|Montana|Nebraska|"
    "Nevada|New Hampshire|New Jersey|New Mexico|New York|North Carolina|North Dakota|Ohio|Oklahoma|Oregon|Pennsylvania|"
    "Rhode Island|South Carolina|South Dakota|Tennessee|Texas|Utah|Vermont|Virginia|Washington|West Virginia|Wisconsin|"
    "Wyoming|Ontario|Quebec|British Columbia|Alberta|Victoria|Queensland"
)
_STATE = rf"(?:(?-i:{STATES})(?![A-Za-z])|(?:{STATES})(?=,? \d{{5}}(?!\d))|(?:{_STATE_NAMES})(?![A-Za-z]))"
"""Two letters in lower case are a state only before its code: `in` and `or` are words."""
_COUNTRY = (
    r"(?:USA|U\.S\.A\.|US|United States|UK|United Kingdom|England|Scotland|Wales|Ireland|Canada|Australia|Germany|"
    r"France|China)"
)
CODE = (
    r"(?:\d{5}(?:-\d{4})?|[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]\d[\dW] [A-Z\d]{4}|\d{6}"
    r"|\d{4} ?(?-i:[A-Z]{2}))(?![A-Za-z\d])"
)
"""A postal code: American, British, Canadian, Irish, Dutch, or of six digits."""
BRITISH_CODE = r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}(?![A-Za-z\d-])"
"""With its space: without one a product's model looks the same."""
UNIT_NAME = r"(?:Apartment|Apt|Unit|Suite|Ste|Floor|Flat|Room|Rm|Building|Bldg|Block|Level|Lot|Door|Fl)"
_UNIT = (
    rf"(?:,? ?\(?(?:{UNIT_NAME}\.? ?#? ?[A-Za-z]?-?\d{{0,4}}-?[A-Za-z]?(?![A-Za-z])|#\.? ?\w{{1,6}}"
    r"|\d{1,3}(?:st|nd|rd|th) fl(?:oor)?)\)?)"
)
_NO_TOWN = "(?!(?:under|below|over|max|budget|for|about|around|and|please|with|less|than|up|between|only|thanks|at)\\b)"
_TOWN = rf"{_NO_TOWN}[{LETTER}'.-]{{2,20}}(?: {_NO_TOWN}[{LETTER}'.-]{{2,20}}){{0,3}}"
_SOME_PROPER = rf"{PROPER}(?: {PROPER}){{0,3}}"
_NEXT = r"(?:, {0,2}\n?|\n| )"
REST = (
    rf"(?:{_UNIT}){{0,3}}"
    rf"(?:(?:{_NEXT}(?:in |near )?{_TOWN})??(?:,? ?{_TOWN})??{_NEXT}{_STATE}\.?(?:,? {{1,2}}{CODE})?"
    rf"|(?:{_NEXT}(?:in )?{_TOWN}(?:, ?{_TOWN})?)??{_NEXT}{CODE}(?:,? {PROPER}(?: {PROPER})?)?"
    rf"|{_NEXT}{_SOME_PROPER}(?:, ?{PROPER})? \d{{4}}(?![\d-])"
    rf"|(?:, ?\n?|\n| in ){_SOME_PROPER}(?:, ?{PROPER}(?: {PROPER}){{0,2}}){{0,3}}(?![\d'])(?:,? {CODE})?)?"
    rf"(?:,? {_COUNTRY}(?![A-Za-z]))?"
)
"""All of it, each part where it is; matches nothing where none is."""
