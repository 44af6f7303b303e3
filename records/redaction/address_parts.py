"""The parts an English address is made of: the unit, the street, the building, the box, the town; as patterns."""

from __future__ import annotations

import re

from records.redaction.towns_en import BRITISH_CODE, CODE, LETTER, PROPER, STATES

NUMBER = r"\d{1,5}(?:[½¼¾]| ?1/2)?(?:[A-Ka-k](?![A-Za-z\d]))?(?:[-/]\d{1,5}[A-Ka-k]?){0,3}(?![\w.]\w|%|[\"'])"
_ONES = "one|two|three|four|five|six|seven|eight|nine"
_SPELLED = (
    rf"(?:{_ONES}|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    rf"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:[- ](?:{_ONES}))?)"
)
_BEGIN = r"(?<![\w/.$€£¥#-])(?<!\d,)"
QUARTER = r"(?:N\.?|S\.?|E\.?|W\.?|N\.?E\.?|N\.?W\.?|S\.?E\.?|S\.?W\.?|North|South|East|West)"
SURE = (
    r"(?:Streets?|St|Str|Avenues?|Ave?|Roads?|Rd|Boulevard|Blvd|Boul|Lane|Ln|Parkway|Pkwy|Pky|Highway|Hwy|Terrace|"
    r"Terr|"
    r"Crescent|Cres|Crst|Mews|Gdns|Pde|Esp|Cct|Circuit|Trl|Tpke|Expressway|Expy|Freeway|Fwy|Marg|Nagar|Salai|Chowk|"
    r"Gali|"
    r"Jalan|Jln|Lorong|Cul-de-Sac|Bvd|Avda|Wy|Byway|Causeway|Bypass|Wynd|Sq|Pl|Ct|Dr|Ter|Cl|Cir|Hts|Tce|Grv|Gr|Tr)"
)
UNSURE = (
    r"(?:Drive|Court|Place|Square|Way|Circle|Close|Gardens?|Row|Walk|Trail|Alley|Loop|Hill|Grove|Plaza|Broadway|Quay|"
    r"Quays|"
    r"Green|Rise|View|Park|Crossing|Run|Path|Pike|Turnpike|Esplanade|Wharf|Yard|Heights|Point|Mall|Embankment|Strand|"
    r"Reach|"
    r"Mead|Dene|Fold|Croft|Vale|Brae|Gate|Chase|Copse|Parade|Promenade|Approach|Bridge|Cottages?|Villas?|Mount|Common|"
    r""
    r"Crest|"
    r"Glade|Ridge|Bend|Landing|Cove|Creek|Manor|Meadows?|Orchard|Hollow|Harbou?r|Bay|Springs?|Falls|Valley|Summit|"
    r"Trace|"
    r"Spur|Bank|Drove|Pk|Est|Garth|Gait|Lea|Leas|Field|Fields|Park|Holt|Hurst|Island|Key|Knoll|Knolls|Lake|Lakes|Oval|"
    r"Pass|"
    r"Shore|Shores|Station|Vista|Wells|Woods?|Arcade|Cutting|Concourse|Corner|Dale|Downs|Elbow|End|Extension|Fairway|"
    r"Glen|Link|Lookout|Nook|Outlook|Ramble|Retreat|Side|Steps|Top|Track|Enclave|Colony|Layout|Vihar|Block|Phase|"
    r"Cross)"
)
_WORD = rf"(?:[{LETTER}][{LETTER}'.]{{0,20}}(?:-[{LETTER}]{{1,20}}){{0,3}}|\d{{1,3}}(?:st|nd|rd|th))"
ROUTE = (
    r"(?:(?:County|State|US|U\.S\.|Rural|Farm|Forest|Old|Interstate|Township|Private|Ranch|Parish) )?"
    r"(?:(?:Highway|Hwy|Road|Rd|Route|Rte|Rt) (?:\d{1,5}[A-Z]?|(?!No)[A-Z]{1,2})|(?:CR|SR|FM|RR|"
    r"I)[ -]\d{1,5}[A-Z]?)(?![\w-])"
)
NUMBERED = re.compile(
    rf"(?:(?:number|no|nr|num|lot|u)\.? ?)?(?:{NUMBER}|{_SPELLED}),? (?:{QUARTER} )?"
    rf"(?:(?P<sure>(?:{_WORD} ){{1,4}}?{SURE}(?![\w'-])|{ROUTE}"
    rf"|(?<=[NSEWnsew] )\d{{1,3}}(?:st|nd|rd|th)(?: {UNSURE})?(?![\w'-])"
    rf"|The (?:Crescent|Avenue|Street|Lane|Green|Close|Drive|Terrace|Parade|Grove|Mews|Square|Row|Mall|Strand|Quay|"
    rf"Mount"
    rf"|Maltings|Paddock|Paddocks|Orchard|Spinney|Mead|Glebe|Ridgeway|Ridings|Cloisters|Hawthorns|Willows|Elms|Oaks"
    rf"|Beeches|Limes|Larches|Chase|Ridge|Shrubbery|Warren|Fairway|Broadway|Esplanade|Promenade|Embankment|"
    rf"Cottages)\b)"
    rf"|(?P<unsure>(?:{_WORD} ){{1,4}}?{UNSURE}(?![\w'-])"
    rf"|(?-i:Mews|Crescent|Terrace|Gardens|Close)(?! [a-z]+s\b)(?![\w'-])))\.?(?: (?:{QUARTER}|Central)(?![\w']))?",
    re.IGNORECASE,
)
"""A number and a street; the group says whether its last word is one of streets only."""
_UNIT_WORD = (
    r"(?:flat|apt|apartment|appt|appartment|unit|suite|ste|room|rm|floor|fl|flr|level|lvl|lot|plot|door|dorm|block|"
    r"blk|bldg|"
    r"building|tower|twr|wing|shop|office|villa|bungalow|cabin|trailer|trlr|space|spc|slip|berth|mooring|pier|"
    r"penthouse|ph|"
    r"stall|studio|site|stand|erf|bay|entrance|staircase|townhouse|sector|sec|phase|pocket|ward|zone|quarter|qtr|gate|"
    r""
    r""
    r"h|d|house|street|road|lane|gali|survey|khasra|cross|main|stage|locker|desk|chalet|caravan|pitch|kiosk)"
)
_ID = r"(?:[A-Za-z]{0,2}-?\d{1,5}(?:[-/]\d{1,5}){0,3}[A-Za-z]?|[A-Za-z])(?![A-Za-z\d])"
UNIT = re.compile(
    rf"\(?(?:{_UNIT_WORD}\.? ?(?:no|number|nr|num|#)\.? ?:?(?:{_ID})|{_UNIT_WORD}\.?[ #:-]{{0,2}}(?:{_ID})"
    r"|\d{1,2}/F(?!\w)|(?:[a-z]|[a-z]{2})-\d{1,4}(?=, ?[A-Za-z])"
    r"|\d{1,3}(?:st|nd|rd|th) (?:floor|fl|flr|cross|main|block|stage|phase|lane|gali)\b"
    r"|(?:basement|ground|garden|top|upper|lower|first|second|third|rear|front|attic|granny|ground floor|first floor|"
    r"second floor|third floor|top floor|lower ground) (?:floor|flat|apartment|unit|maisonette|annexe?)\b"
    r"|(?:basement|penthouse|ground floor|top floor|first floor|second floor)(?=,)"
    r"|#\d{1,5}(?:-\d{1,5})?[A-Za-z]?(?![\w])|#[A-Za-z]-?\d{0,4}(?!\w)|(?-i:[A-Z])[-/]\d{1,4}(?:/\d{1,4})?(?![\w-])"
    r"|\d{1,4}/\d{1,4}(?:/\d{1,4})?[A-Z]?(?=,)|(?-i:U)\d{1,3}/\d{1,4}(?!\w))\)?"
    r"(?: (?:above|over|behind|beside|next to|below|opposite|opp) (?:the )?[a-z]{3,15}(?! st\b))?",
    re.IGNORECASE,
)
_LAST_OF_BUILDING = (
    r"(?:House|Apartments?|Apts|Society|Towers?|Court|Mansions?|Heights|Residency|Residences?|Enclave|Complex|"
    r"Estates?|"
    r"Cottages?|Farm|Farmhouse|Forge|Mill|Barn|Dairy|Brewery|Bakery|Smithy|Old Post Office|Rectory|Vicarage|Lodge|"
    r"Manor|Hall|Nagar|Colony|Layout|Vihar|Puram|"
    r"Building|"
    r"Plaza|Centre|Center|Chambers|Villas?|Block|Extension|Bagh|Ganj|Chowk|Marg|Park|Grange|Priory|Chapel|Schoolhouse|"
    r""
    r""
    r"Gatehouse|Croft|Bothy|Steading|Stables|Oast|Granary|Flats|Homes|Campus|College|Halls?|Arcade|Works|Wharf|Point|"
    r"Terrace|Bungalow|Cabin|Ranch|Condominiums?|Condos?|Lofts|Hotel|Inn|Motel|Hostel|Resort|Hospital|University|"
    r"School|Barracks|Gardens?|Place|Square|View|Hostel|Phase|Sector|Street|St|"
    r"Road|Rd|Lane|Ln|Avenue|Ave|Walk|Way|Drive|Close|Crescent|Row|Mews|Quay|Hill|Green|Marina|Dock)"
)
_STRICT = rf"(?-i:[A-Z\u00c0-\u00de\d])[{LETTER}\d'.-]{{0,20}}"
BUILDING = re.compile(
    rf"(?:(?:The )?(?:{_STRICT} ){{1,4}}?(?-i:{_LAST_OF_BUILDING})|(?-i:Houseboat|Villa|Narrowboat|Casa|Hotel|Farm|"
    rf"Camp) "
    rf"{_STRICT}(?: {_STRICT})?)(?![\w'])(?: \d{{1,3}}[A-Z]?(?!\w))?",
    re.IGNORECASE,
)
_BOX_NAME = (
    r"(?:(?:G?\.?P\.? ?O\.?|post(?:al)?(?: office)?) ?box|p\.?o\.?b\.?|private bag|locked bag|postbus|postfach|"
    r"apartado(?: postal)?|mail ?box|pmb|(?:PSC|CMR|HC|RR|R\.R\.|rural route|star route|unit) ?#?\d{1,5},? (?:Box|"
    r"bin)"
    r"|(?:RR|R\.R\.|rural route) (?=#?\d{1,3}))"
)
BOX = re.compile(rf"{_BOX_NAME}(?: (?:no|number))?\.? ?#?[A-Z]?-?\d{{1,7}}[A-Z]?(?![\w-])", re.IGNORECASE)
MILITARY = re.compile(
    r"(?:(?:PSC|CMR|Unit|OPC|USS|USNS|USCGC) ?[A-Za-z\d]{1,12}(?: [A-Z][a-z]{2,12})?(?:,? (?:Box|Bin) \d{1,5})?,? )"
    r"(?:APO|FPO|DPO|BFPO)(?:,? (?:AE|AP|AA))?(?:,? \d{2,5}(?:-\d{4})?)?(?!\w)|\bBFPO \d{1,4}\b",
    re.IGNORECASE,
)
_AU = r"(?-i:NSW|VIC|Vic|QLD|Qld|SA|WA|TAS|Tas|ACT|NT)"
_PLAIN_STATE = (
    r"(?:ak|az|ar|ca|ct|dc|fl|ga|il|ia|ks|ky|md|mi|mn|mo|mt|nv|nh|nj|nm|ny|nc|nd|ri|sc|sd|tn|tx|ut|vt|va|wa|wv|wi|wy|"
    r"nsw)"
)
"""Those that are no words or measures in lower case."""
_WHERE = (
    rf"(?:{_AU},? \d{{4}}|(?:{STATES})\.?,? {CODE}|(?-i:{STATES})(?![\w'])|{_PLAIN_STATE}(?=[.,;!?\n]|$)|{CODE}"
    rf"|[-–] ?\d{{6}}|\d{{3}} \d{{3}})(?![\w])"
)
CODED = re.compile(
    rf"(?:(?:in |near )?(?:[{LETTER}][{LETTER}'.-]{{1,20}},? ){{0,4}}?)(?:- ?)?{_WHERE}"
    rf"(?:,? {PROPER}(?: {PROPER})?(?=[.!?,]? *$))?",
    re.IGNORECASE,
)
"""A town of any case where its state or code follows."""
TOWN = re.compile(
    rf"(?:in |near |opp\.? |behind |Co\.? |County |City of |dist(?:rict)?\.? )?"
    rf"{PROPER}(?: {PROPER}){{0,2}}(?: (?:(?-i:(?:[NSEW]|N[EW]|S[EW]|EC|WC|[A-Z]{{1,2}}))?\d{{1,2}}[A-Z]?))?"
    r"(?: (?:\d{1,2}(?:st|nd|rd|th) )?(?:Block|Stage|Phase|West|East|North|South))?(?![\w'])(?:\.(?= \d))?",
    re.IGNORECASE,
)
PLAIN_TOWN = re.compile(r"[a-z]{3,20}(?: [a-z]{3,20})?(?=[.!?]? *$|[,\n])")
CODE_ALONE = re.compile(CODE, re.IGNORECASE)
ROUTED = re.compile(ROUTE, re.IGNORECASE)
FOUR_DIGITS = re.compile(rf"[{LETTER}][{LETTER}'.-]{{1,20}}(?: [{LETTER}'.-]{{2,20}}){{0,2}},? \d{{4}}(?![\w-])")
"""A town with a code of four digits, as in New Zealand; a year looks the same."""
GAP = re.compile(r" ?, ?\n?| ?\n| ?; | - |\. (?=#|(?:apt|unit|flat)\b)| ")
BEGIN = re.compile(
    rf"{_BEGIN}(?=(?:(?:County|State|US|Rural|Farm|Old|Township) (?:Road|Rd|Highway|Hwy|Route) \d)|(?:(?:number|no|lot|"
    rf""
    rf"u)\.? ?)?\d|(?:{_SPELLED}) [A-Za-z]|{_UNIT_WORD}[ .#:-]|(?:basement|ground|garden|top|"
    r"upper|lower|first|second|third|rear|front|attic) (?:floor|flat)|(?:basement|penthouse),|(?-i:U)\d|"
    r"(?-i:[A-Z])[-/]\d|#[\dA-Z])",
    re.IGNORECASE,
)
BEGIN_NAMED = re.compile(r"(?<![\w'-])(?-i:[A-Z])(?=[a-z']+ [A-Z])")
BEGIN_BOX = re.compile(rf"(?<![\w-])(?={_BOX_NAME}|BFPO)", re.IGNORECASE)
HAS_CODE = re.compile(rf"\d{{5,6}}(?!\d)|\d{{3}} \d{{3}}(?!\d)|{BRITISH_CODE}|{_AU},? \d{{4}}|{CODE}", re.IGNORECASE)
CUE = re.compile(
    r"(?:\b(?:i|we|she|he|they)?(?:'m|'re| am| are)? ?(?:now |currently )?(?:live|lives|lived|living|stay|stays|"
    r"staying|"
    r"reside|resides|residing|based|located|situated) (?:at|in|on)"
    r"|\b(?:ad+r+es+e?s*|addy|my add)(?: is| was| to| should be| now|:|=|,)*"
    r"|\b(?:ship|deliver|send|mail|post|drop|dispatch|forward|bring|redirect|courier|return|invoice|collect|bill|"
    r"parcel|"
    r"come|go|going|put|take|leave|change|update|move|moved|moving|order|package|delivery|shipment)\w*"
    r"(?: (?:it|them|this|that|everything|here|one|both|my \w+|the \w+|off|out|over|address|house|round))*"
    r" ?(?:to|at|for|from|is|on|:)"
    r"|\b(?:i'm|im|i am|we're|we are|now|still|over|come|says|said|reads|but|is|was|it's|its|is it|said) (?:at|on)?"
    r"|\b(?:home|house|office|place|flat|door|work|shop|label|delivery|billing|shipping|location|number|one)"
    r"(?: (?:is|was|at|should be|should read))*:?|\bshould (?:be|read|say)|\bnot|\bto|\bat|\bsorry,?)"
    r" ?(?:number |no\.? |the )?[\"(]?\n?$",
    re.IGNORECASE,
)
TOLD_CUE = re.compile(
    r"\b(?:(?:live|lives|living|stay|stays|staying|reside|residing|located|based) (?:at|on)|"
    r"ad+r+es+e?s*(?: now)?(?: is|:| =)?"
    r"|(?:ship|deliver|send|mail|post|drop|dispatch|forward|redirect|courier|delivered|shipped|sent|moved?|leave|left|"
    r""
    r"dropped|dump|bring|collect|arrive|put)"
    r"(?: (?:it|them|this|that|everything|my \w+|the \w+|off))?"
    r" (?:to|at)|(?:house|home|flat|place) (?:is|number is)|(?:i'm|im|we're|i am|we are|now) at)"
    rf" (?=(?:number |no\.? |flat |apt )?\d{{1,5}}[A-Za-z]? [{LETTER}])",
    re.IGNORECASE,
)
TOLD = re.compile(
    rf"(?:(?:number|no\.?|flat|apt) )?{NUMBER}((?: [{LETTER}][{LETTER}'.-]{{1,20}}){{1,4}})", re.IGNORECASE
)
CODE_TOLD = re.compile(
    rf"\b(?:post ?code|zip(?: ?code)?|eircode|pin ?code|postal code)(?: is| was|:| -)? ?({CODE})"
    rf"|\b(?:live (?:in|at)|(?:deliver|ship|send|post)\w*(?: (?:it|them|this))? to|address(?: is|:)?|i'm (?:in|at)) "
    rf"({BRITISH_CODE})",
    re.IGNORECASE,
)
