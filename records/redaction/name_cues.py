"""What stands before or behind a name in English: `my name is`, `ask for`, `… speaking`, `regards,`; as patterns."""

from __future__ import annotations

import re

from records.redaction.folding import HOLE
from records.redaction.name_words import LETTER, UPPER

CAPITAL = rf"(?-i:[{UPPER}])"
_OWN = r"(?:my|his|her|the|our|their|your|full|real|legal|user|actual|proper|new|old|[a-z]+'s)"
_PARTY = (
    r"(?:account|card ?holder|recipient|customer|contact|receiver|consignee|billing|shipping|delivery|sender|"
    r"passenger|"
    r"guest|invoice|child|booking|account holder|card|buyer|owner|payer|collector)"
)
_WHOSE = rf"(?:{_OWN}|{_PARTY}(?:'?s)?)"
_WHICH = r"(?:first|last|middle|family|given|full|sur|nick|maiden|married|christian|fore|pre|birth|pen|stage|pet)"
_RECORD = (
    r"(?:order|parcel|package|delivery|booking|collection|pick-?up|account|card|recipient|receiver|customer|label|"
    r"invoice|"
    r"receipt|shipment|shipping|billing|bill|customs|reservation|passport|file|record|cardholder|buyer|sender|contact|"
    r""
    r""
    r"person|lady|man|woman|gift|certificate|ticket|contract|form|system|it|membership|profile)"
)
"""What a name stands on: `the name for the parcel: …`; a brand's or a product's name is none of ours."""
_LABEL = (
    r"(?:recipient|consignee|receiver|addressee|attn|attention|cardholder|card ?holder|account ?holder|contact person|"
    r""
    r""
    r""
    r""
    r"contact|ordered by|signed|passenger|guest|sender|payee|payer|purchaser|buyer|customer|client|owner|traveller|"
    r"collected by|picked up by|placed by|paid by|sent by|signed for by|signed by|requested by|gifted by|bought by)"
)
KIN = (
    r"(?:(?:(?:mother|father|sister|brother|son|daughter)[ -]in[ -]law|wife|husband|hubby|wifey|son|daughter|friend|"
    r"mother|father|mom|mum|mam|mummy|mommy|dad|daddy|papa|brother|"
    r"sister|aunt|aunty|auntie|uncle|cousin|niece|nephew|boss|partner|girlfriend|boyfriend|gf|bf|fianc[eé]e?|spouse|"
    r"ex|"
    r"grand(?:ma|pa|mother|father|son|daughter|dad|mum|mom)|gran|granny|nan|nana|granddad|neighbou?r|colleague|"
    r"room ?mate|flat ?mate|house ?mate|room-mate|flat-mate|class ?mate|team ?mate|work ?mate|assistant|secretary|"
    r"manager|supervisor|co-?worker|kid|child|baby|boy|girl|toddler|twin|best friend|little one|bestie|buddy|mate|pal|"
    r""
    r""
    r""
    r""
    r"landlord|landlady|tenant|lodger|nanny|carer|cleaner|housekeeper|doorman|receptionist|concierge|client|employee|"
    r"student|pupil|teacher|tutor|coach|mentor|doctor|nurse|gardener|builder|plumber|driver|porter|bridesmaid|"
    r"best man|"
    r"sis|bro|bruv|other half|better half|missus|hubs|fella|pa|ma|pop|grandad|gramps|cuz|in-law|sibling|neice|"
    r"courier|postman|advisor|adviser|rep|representative|operator|caretaker|janitor|guardian|carer|childminder|"
    r"godson|goddaughter|godchild|godmother|godfather|grandchild|grandkid|step(?:son|daughter|mum|mom|dad|brother|"
    r"sister)|"
    r"bride|groom|host|accountant|agent|intern|trainee)s?)"
)
_MANNER = (
    r"(?:late|old|new|baby|darling|beloved|best|dear|little|big|eldest|oldest|elder|older|younger|youngest|middle|"
    r"twin|good|poor|lovely|"
    r"other|"
    r"own|\d{1,2}[ -]year[ -]old|upstairs|downstairs|next[ -]door|former|future|elderly|darling|only)"
)
_THING = r"(?:it|them|this|that|these|those|one|two|both|everything|(?:the|my|an?|this|that|these|all)(?: [a-z]+){1,3})"

TOLD = re.compile(
    rf"(?:\b(?:{_WHOSE} )?(?:{_WHICH}[ -]?)?name(?: on (?:it|(?:the|my) [a-z]+(?: [a-z]+)?))?"
    r"(?:'s| isn't| is not| wasn't| is| was| should be| would be| will be| to be| as| ?[:=]| -(?= )|"
    r"s:)(?![A-Za-z])(?: also| now|"
    r" actually| still)?"
    rf"|\bname(?: to (?:put|use|print|write|have|go))?(?: (?:on|for|of|in|against|with|at|under|as|per|printed|shown|"
    rf"written|appears|it|the|my|this|that|her|his|our|their|an?|correct|new|delivery|gift|order|"
    rf"{_RECORD}(?:'s)?)){{1,6}}"
    rf"(?<=[a-z])(?: is| should be| will be| was| ?[:=-])(?= )"
    rf"|\b{_WHICH}[ -]?name(?= {CAPITAL})"
    r"|\bnames?,? (?:is |are |it's )?spel(?:led|t)(?: as|:)?"
    r"|\b(?:first|last|given|family|f|l)(?:name)? ?:|\b[fl]name|\b(?:which|what|whose) name\?"
    rf"|\bmy names?(?= {CAPITAL})"
    rf"|\b{_PARTY}(?:'?s)? name(?: ?[:=-])?"
    rf"|\b{_OWN} name(?:,| -)(?= {CAPITAL})"
    r"|\bmy ?(?:name|nmae|naem|mane|nane|namee) ?(?:is|iz|'?s)(?![A-Za-z])|\b(?:i|he|she|they) (?:also )?goe?s? by|"
    r"\bcare of"
    r"|\bfao|\bf\.a\.o\.|\bfor the attention of"
    rf"|\bnames(?= {CAPITAL}[a-z])|\bname (?=(?-i:[A-Z][a-z]+ [A-Z]))"
    r"|\b(?:i'm|i am|im|i was|who is|who's|is|he's|she's|man|woman|lady|friend|girl|boy|are|were|guy|kid|child|person|"
    r""
    r""
    r""
    r""
    r"someone|somebody|bloke|chap|neighbou?r|twins|son|daughter|[a-z]+'s) (?:called|named)"
    r"|\b(?:under|in) (?:the|my) name(?:s)?(?: of|,|:)?|\bname of"
    rf"|\b{_LABEL}(?: name)?(?: is| ?[:=])|\b(?:attn|c/o|attention of)\.?:?"
    rf"|\b(?:recipient|consignee|addressee|attention)(?= {CAPITAL}[a-z]+ {CAPITAL})"
    rf") {{0,2}}[\"'(]?(?:the (?={CAPITAL}[a-z]+s\b))?",
    re.IGNORECASE,
)
"""Whatever follows is a name, in any case, unless it is a word that none begins with."""

LIKELY = re.compile(
    rf"(?:\b(?:call|calls|calling|called|named) (?:me|him|her) "
    rf"|\b(?:my|our|his|her|their|your|a|the)(?: {_MANNER}){{0,2}} {KIN}(?:'?s name is|'?s name| name is| name| is|"
    rf" is named| named| is called| called|"
    rf" whose name is)?(?: and (?:i|me))?,? "
    rf"|\b(?:held|kept|waiting|ready|stored|saved|set aside|put (?:by|aside|away|back)|here|there|anything|something|"
    rf"reservation|booking|pick-?up|collection|collecting|permission|reception|desk|appointment|parcels|packages|"
    rf"orders|"
    rf"refund|account|available|left) for "
    rf"|\b(?:be|check|look|try|search|parcel's|that's|listed|filed|one|order's|come|comes|came|goes|kept|"
    rf"still) under "
    rf"|\b(?:filed|knows? me|me down|known to you) as |\b{KIN} of |\b(?:shared|joint account|joint) with "
    rf"|\b(?:bell|buzzer|door|mailbox|letterbox|name ?tag|name ?plate|doorbell)(?: (?:is|says|reads|reading|marked|"
    rf"labell?ed|for|saying))+ "
    rf"|\b(?:authori[sz](?:e|ed|ing)|nominat(?:e|ed|ing)|appoint) (?={CAPITAL})"
    rf"|\b(?:logged in|signed in|sign in|log in|logging in) as |\bprofile (?:shows|says|is) |\bprevious(?:ly| name) "
    rf"|\b(?:recipient|name|holder|owner|receiver|addressee|consignee|guest|passenger|"
    rf"surname)(?: [a-z]+){{0,2}} from "
    rf"|(?:^|[.!,\n] ?)(?:my)?self,? |(?:^|\bhello,? |\bhi,? |\bhey,? )am "
    rf"|\b(?:my|our|his|her|their) (?:[a-z]+'?s|[a-z]+) names?,? "
    rf"|\b(?:registered|addressed|made out|make (?:it|the \w+) out|billed|issued|sold|belongs|belonging|payable|"
    rf"assigned|"
    rf"dedicated|licen[cs]ed|transferred|credited|linked|changed|change (?:it|this|that|the name)|update (?:it|"
    rf"the name)) to "
    rf"|\b(?:card|statement|passport|licen[cs]e|account|order|invoice|label|parcel|box|it|id|system|screen|receipt|"
    rf"email|"
    rf"envelope|slip|note) (?:says|said|reads|shows|is for|was for|is to|is under|was under|is with|goes to) "
    rf"|\b(?:spelled|spelt|i meant|make that|supposed to be|should be|should read|should have been|corrected? to|"
    rf"actually|formerly|n[ée]e|aka|a\.k\.a\.|also known as|known as|alias) "
    rf"|\b(?:name|account|order|card|booking|holder|owner|recipient|contact|customer|buyer|passenger|sender|receiver|"
    rf"payer|"
    rf"bride|groom|winner|birthday (?:boy|girl)|host|guest|person|someone|one|guy|lady|woman|man|gentleman|pickup)"
    rf"(?: (?:on|for|who|that|picking|collecting|receiving|signing|paying|placing|up|it|is|the|order|parcel|account|"
    rf"card|will"
    rf"|package|delivery|file|you|need|want|spoke|to|with|be|holder|name|in|charge)){{0,8}} (?:is|was|be|:) "
    rf"|\b(?:ask(?:ed|ing)?|look(?:ing)?|page|paging|shout) for |\b(?:speak|spoke|speaking|talk|talked|talking|chatted|"
    rf""
    rf""
    rf""
    rf""
    rf"chatting|dealt|dealing|live|lives|living|stay|staying|left it|leave it|left|share|sharing|married|arranged) "
    rf"(?:to|with|it with) "
    rf"|\b(?:served|helped|assisted|handled|signed for|signed|collected|picked up|accepted|received|ordered|"
    rf"placed|paid|bought|sent|requested|gifted|purchased|booked) by "
    rf"|\b(?:ship|send|deliver|mail|post|address|dispatch|forward|bring|give|hand|leave|gift|courier|release|pass|"
    rf"present|"
    rf"redirect|reserve|book|hold|save|wrap|pick|collect|order|get|buy|charge|bill|invoice|sign|drop)(?:ed|ing|s)?"
    rf"(?: {_THING})?(?: (?:directly|straight|over|out|back|up|off))?(?: to| with| for| under)"
    rf"(?: (?:my|our) [a-z]+(?:-in-law)?,?)? "
    rf"|\b(?:order|parcel|package|gift|present|it's|it is|its|is|are|card|reserved|booked|item|one|delivery|letter|"
    rf"note|"
    rf"message|sticker|label|mug|invoice|surprise|birthday|party|two|three|meant|intended|something|sweater|this|that|"
    rf""
    rf""
    rf""
    rf""
    rf"cake|stocking|plaque|bracelet|necklace|tag|shirt|jersey|jumper|hoodie|book|t-shirt|order|tickets?) for "
    rf"|\bon behalf of |\b(?:ordered|booked|reserved|registered|placed|filed|it's|it is|its|order|account|still|saved|"
    rf""
    rf""
    rf""
    rf""
    rf"listed|parcel|booking|put it|put this|find it|bought|reservation) under (?:the surname |surname )?"
    rf"|\b(?:to|for|from|love|love,) (?:my|our) (?:darling|dearest|dear|beloved|beautiful|sweet|lovely|precious) "
    rf"|\b(?:we're|we are|by|from|to) the (?={CAPITAL}[a-z]+s\b)|\bname [^.\n:?]{{3,30}}: ?|"
    rf"\bname (?:[a-z]+ ){{0,2}}from "
    rf"|\b(?:registered|listed|saved|signed up|booked|down|showing) as |\b(?:must|should|will|to) show "
    rf"|\bp\.?p\.? (?={CAPITAL})"
    rf"|\b(?:thank|ask|asked|tell|told|remind|notify|inform|cc|contact|let|thanks to|shoutout to|props to|invite|"
    rf"meet) (?={CAPITAL})"
    rf"|\b{_LABEL} (?={CAPITAL})|\b(?:recipient|name|holder|contact|addressee|owner) to "
    rf"|\b(?:user|member|shopper) (?={CAPITAL})|(?:^|\n)(?:to|"
    rf"from) (?={CAPITAL})"
    rf"|\bdear |\b(?:to|from|by|with) (?:mr|mrs|ms|miss|dr|prof|professor|mx|sir|sgt|capt|captain|rev|col|major)\.? "
    r")[\"'(]?",
    re.IGNORECASE,
)
"""A name follows where the word is one, or begins with a capital and is no usual word."""

_WISH = (
    r"(?:happy(?: \d{1,3}(?:st|nd|rd|th))?(?: birthday| bday| anniversary| retirement)?|get well(?: soon)?|well done|"
    r"congrat(?:ulation)?s(?: on [a-z ]{3,20})?|good luck|best wishes|love(?: from| you)?|welcome(?: home| baby)?|"
    r"merry christmas|to|from|for|dear|hello|hi|with love from|lots of love(?: from)?|i love you|sorry|bye|goodbye|"
    r"thank you|thanks|rip|team|baby|mr & mrs|will you marry me|marry me|property of|this (?:book )?belongs to)"
)
PRINTED = re.compile(
    r"\b(?:(?:engrav(?:e|ed|ing)|print(?:ed)?|write|embroider(?:ed)?|monogram(?:med)?|personali[sz]ed?|stitch(?:ed)?|"
    r"etch(?:ed)?|put|inscri(?:be|bed)|say|says|saying|sign(?:ed)?(?: it| off)?|embroidery|engraving text|"
    r"embroidery text)"
    r"|(?:should|must|to|will|can|could) read|reads|(?:with|add|include) (?:the |my |his |her |our )?names?(?: of)?"
    r"|(?:card|note|message|text|lettering|wording|tag|label|mug|sticker|inscription|engraving|ribbon|icing)"
    r"(?: (?:is|to|from)|:))"
    rf"(?:(?:,|:)| as| from| saying| to (?:say|read))*(?: {_THING})?(?: (?:with|as|from|saying))?"
    rf"(?: (?:the|my|his|her|our))?(?: names?(?: of)?)?:? [\"'(]?(?:{_WISH},?:? ){{0,3}}(?={CAPITAL})",
    re.IGNORECASE,
)
WISHED = re.compile(
    r"\b(?:happy(?: \d{1,3}(?:st|nd|rd|th))? (?:birthday|bday|anniversary|retirement)|happy \d{1,3}(?:st|nd|rd|th)"
    r"|get well soon|congratulations|love from|lots of love(?: from)?|with love from|all my love|love always|xoxo)"
    rf",? (?={CAPITAL})",
    re.IGNORECASE,
)
LABELLED = re.compile(
    r"\b(?:to|from|customer|contact|deliver to|ship to|send to|bill to|sold to|buyer|for|by|invoice to|delivery to|"
    r"name|"
    r"surname|sender|billing|shipping|signed) ?: ?",
    re.IGNORECASE,
)
ON_A_CARD = re.compile(r"\b(?:card|write|engrav|message|tag|note|label|print|gift|sign|embroider|wrap)", re.IGNORECASE)
FROM_SOMEBODY = re.compile(
    rf"[,.!;]? (?:with )?(?:from|love|love from|to|xx|hugs from|kisses from),? [\"']?(?={CAPITAL})", re.IGNORECASE
)
"""On a card only: elsewhere a product is from somebody too."""
_TO_SOMEBODY = (
    r"(?:try|trying|search(?:ing)?(?: for| under)?|look up|you (?:wrote|put|typed)|delivery to|who is|who's|"
    r"[a-z]+ (?:called|named)|add|remove|invite|delete|include|re:|subject:|name\?|(?:posted|packed|approved|"
    r"prepared)"
    r" by|(?:invoice|label|order|system|account|screen|card|receipt|email|website|box|parcel|bag) has|"
    r"(?:thanks?|thank you|thx|cheers|ok|okay|yes|sorry|great|perfect|brilliant)(?: so much| again| a lot|"
    r" very much)?,?|"
    rf"(?:no|a)(?= {CAPITAL}[a-z]+ (?:lives|here|works|at this|in (?:the|your) [a-z]+ team))|marked|reading|saying)"
)
KNOWN = re.compile(
    rf"\b{_TO_SOMEBODY} (?={CAPITAL})|"
    rf"(?:\b(?:ring|call|email|e-mail|text|phone|message|whatsapp|buzz|text to|tell|say hi to|regards to|driver|"
    rf"courier|"
    rf"agent|advisor|adviser|operator|rep|username|replace|instead of|rather than|mine's|mine is|we are|we're|"
    rf"both me and|me and|myself and|and i,|meet|met) |with (?=[A-Z][a-z]+ [A-Z][a-z]+ (?:as|instead))|"
    rf"(?:^|[.\n] ?)I, )(?={CAPITAL})",
    re.IGNORECASE,
)
"""A name follows only where the word is one that hardly is anything else."""
HELLO = re.compile(
    rf"^(?:hi|hiya|hello|hey|morning|good (?:morning|afternoon|evening))(?: again)?,? (?={CAPITAL})(?!kitty)",
    re.IGNORECASE,
)
I_AM = re.compile(rf"(?<![{LETTER}])(?:i'm|i am|im|i m|iam)(?: called| named| actually| still)? ", re.IGNORECASE)
THIS_IS = re.compile(
    r"\b(?:this is|it's|it is|its|here is|here's|i'm|i am|im|that's|thats|that is|that was|it was|tis|"
    r"me,)(?: me,?)? ",
    re.IGNORECASE,
)
OF_NAMES = re.compile(r"\bnames?\b|\bspel[lt]", re.IGNORECASE)
NOT_BUT = re.compile(
    rf"\bnot (?={CAPITAL})|,? (?:but|it's|its|it is|sorry,?|rather|i mean|i meant|without an? \w,|"
    rf"with an? \w,) (?={CAPITAL})",
    re.IGNORECASE,
)
SPEAKS = re.compile(
    r" ?,? ?(?:speaking|here\b(?! (?:is|are))|calling|this side|writing|again\b|back again|from (?:the )?[A-Za-z]+ "
    r"(?:department|team)|on the line|from (?:accounts|sales|hr|reception|finance|legal|purchasing|procurement|"
    r"upstairs|downstairs|work|the \w+)|messaging|checking in|following up)",
    re.IGNORECASE,
)
GREETED = re.compile(
    r"(?:^|[.!?\n])\s*(?:(?:hi|hiya|hello|hey|heya|yo|howdy|hallo|hola|g'day|gday|greetings|good (?:morning|afternoon|"
    r""
    r""
    r""
    r"evening|"
    r"day)|morning|evening|afternoon|namaste|sorry|yes|ok|yeah|dear|hi again|ah)"
    r"(?: there| team| all| guys| again| folks| everyone| support| sir| madam| mate)?(?: it's| its|"
    r" this is)?[ ,!.-]{1,3})?",
    re.IGNORECASE,
)
_FAREWELL = (
    r"(?:(?:kind|best|warm|kindest|warmest|many)? ?(?:regards|rgds)|sincerely|cheers|best wishes|yours truly|yours|"
    r"many thanks|best|thx|tnx|thnx|ty|tks|ta|signed|love|xoxo|xx+|all the best|take care|warmly|respectfully|"
    r"cordially|kr|br|"
    r"yours (?:faithfully|sincerely|truly)|with thanks|with love|hugs|ciao|bye|bye for now|see you|speak soon|"
    r"(?:talk|speak|chat) (?:soon|later)|(?:see|catch) (?:ya|you)(?: later| soon| around)?|laters|ttyl|"
    r"have a (?:good|great|nice|lovely|blessed|fab|wonderful)(?: one| day| evening| weekend| week| night| time)?|"
    r"ta muchly|much love|much obliged|god bless|blessings|toodles|until then|bye bye|"
    r"thanks(?: again| so much| a lot| a million| a bunch| very much| in advance| for (?:your|the) help|"
    r",? and regards)?|"
    r"thank(?:s| you|u| u)(?: so much| very much| in advance| kindly| again)?|appreciate it|much appreciated|"
    r"sent from my phone)"
)
CLOSING = re.compile(
    rf"(?:\b{_FAREWELL}\b[ ,.!:-]{{0,3}}[\n ]{{0,3}}-{{0,2}}~? ?|\n ?[-~]{{0,2}} ?|(?<=[.!?]) ?[-~]{{1,2}} ?|"
    rf" [-~]{{1,2}} ?"
    rf"(?={CAPITAL}))(?=[{LETTER}])",
    re.IGNORECASE,
)
FORMAL = re.compile(
    r"(?:kind|best|warm|kindest|warmest|many)? ?(?:regards|rgds)|sincerely|yours|signed|best wishes|ta\b|cheers|"
    r"thanks,|"
    r"thx,|all the best|warmly|respectfully|cordially|love|kr|br|xx|xoxo|with thanks|with love|many thanks|best,|"
    r"thank you,|(?:talk|speak|chat|see|catch|take|have|bye|ciao|hugs|laters|ttyl|ta |much|god|bless|toodles|until|"
    r"appreciate|thanks|thank)[^,\n]{0,24}[,\n]",
    re.IGNORECASE,
)
FORMAL_IN_ANY_CASE = re.compile(
    r"(?:kind|best|warm|kindest|warmest) (?:regards|rgds)|regards|rgds|sincerely|yours (?:sincerely|truly|"
    r"faithfully)",
    re.IGNORECASE,
)
AFTER_END = re.compile(r"[ .!\n,)]*(?:[xo]{1,5}|:-?\)|<3|\(?(?:mr|mrs|ms|miss)\.?\)?)?[ .!\n,)]*$", re.IGNORECASE)
TITLED = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mister|Madam|Mme|Mx|Prof|Professor|Sgt|Capt|Captain|Rev|Herr|Frau|Señora|Smt|Shri|Messrs|"
    r"MR|MRS|MS|Dr|DR|mr|mrs|ms|dr|prof)\.? (?=[A-Za-z\u00c0-\u00de])"
)
TITLED_BRANDS = re.compile(
    r"(?:meyer|martens?|pepper|coffee|clean|potato|infrared|bean|dre|beat|beats|scholl|seuss|who|bronner|brown|"
    r"kipling|muscle|"
    r"beckmann|hauschka|oetker|squatch|teal|t\b|robot|x\b|hinch|fields?|butterworth|smith'?s? crisp|freeze|incredible|"
    r""
    r""
    r""
    r""
    r"beams?|maker|crafty|cool|coffee|lube|olympia|right|bump|men|frosty|fox|doubtfire|monopoly|marvel|pacman|pac-man|"
    r""
    r"universe|rabbit|heater|bar|grass|strange|evil|octopus|"
    r"right|perfect|big|universe|dentist|jart|collins|nice|moneypenny|sheffield|driver|office|word|excel|sql|teams)",
    re.IGNORECASE,
)
"""What follows a title in the name of a brand: `Mrs Meyer's`, `Dr. Martens`, `MS Office`."""

NAME_BEHIND = re.compile(
    r"\"?(?: ?[,-]{1,2} | )\(?(?:(?:that's|that is|thats|that was|it's|this is|is|was) )?(?:as )?"
    r"(?:the |my |our |her |his )?"
    r"(?:(?:full|legal|correct|right|actual) )?(?:name|recipient|account holder|cardholder|card holder|addressee|"
    r"consignee)\b",
    re.IGNORECASE,
)
"""Behind capitals: `…, that's the recipient`, `… - name as on the card`."""
BEHIND = re.compile(
    rf",? (?:my|our) {KIN}\b(?=[,.!?\n]|$)|"
    r" (?:is (?:my|the) (?:full |real |legal |actual |correct |right )?name\b|is (?:how|what) (?:it|my|i|the)\b|"
    r"is my "
    rf"{KIN}\b|(?:has )?(?:placed|ordered|booked|reserved|purchased) (?:it|this|that|the|an?|my|them|for|two|some|"
    rf"one)\b"
    r"|(?:will|can|could|may|should|is going to|would) (?:sign|pick|collect|be (?:there|home|in|receiving|picking|"
    r"collecting)"
    r"|accept|receive|take (?:it|the|in|my))\b"
    r"|is (?:picking|collecting|receiving|signing|the (?:recipient|account|card|name|one|person|contact|buyer))\b"
    r"|(?:helped|told|promised|assured|advised|emailed|rang|messaged|texted) (?:me|us)\b|with(?:out)? (?:an?|one|"
    r"two) [a-z]\b"
    r"|(?:placed|ordered|bought|wanted|requested|chose)(?= ?[?.!,]|$)"
    r"|(?:collect|pick (?:it|up|this|them)|sign for|receive (?:it|the|my)|accept the|take delivery|be the one)\b"
    r"|(?:lives|turns \d|turned \d|turning \d|is turning|is \d{1,2} (?:years|yrs|on|next|today|tomorrow)|signed for|"
    r"next door|paid for|at (?:reception|the (?:front )?desk|number \d|no\.? \d|flat \d|security|the door))\b)",
    re.IGNORECASE,
)
"""What only somebody does: `… placed it`, `… will sign`, `… turns 8`."""
OWNING = re.compile(
    r"'s? (?:order|account|name|house|place|flat|address|birthday|bday|number|e-?mail|phone|parcel|card|room|party|"
    r"wedding|"
    r"office|desk|apartment|appartment|gift|present|wife|husband|mum|mom|dad|son|daughter)\b",
    re.IGNORECASE,
)
OF_WORKS = re.compile(
    r"\b(?:books?|films?|movies?|songs?|games?|series|novels?|albums?|products?|brands?|shops?|stores?|colou?rs?|shades?|models?|"
    r"items?|thing|one|range|style|perfume|scent) (?:is |was |it's |that's )?(?:called|named) $",
    re.IGNORECASE,
)
"""What is called something and is nobody: `the book is called …`."""
LAST_WORDS = re.compile(rf"(?:[{LETTER}'.-]{{1,20}} ){{0,3}}[{LETTER}'.-]{{1,20}}$")
BESIDE = re.compile(rf"(?:^|[\n.!?;:] ?)[\"(]?(?=[{LETTER}])")
BEFORE_HOLE = re.compile(
    rf" ?[,;:|/(<\n-]{{1,2}} ?(?:(?:e-?mail|phone|tel|mob|mobile|cell|address)[ .:]{{1,2}})?[(<+]?{HOLE}| {HOLE}", re.I
)
BEFORE_FACT = re.compile(
    r" ?[,;:|/(-]{1,2} ?(?:(?:my )?(?:order|account|customer|booking|invoice|ref|member|age|aged)\b|D-\d)",
    re.IGNORECASE,
)
"""What says that the words before it were a name: `Henrik Lund, order …`."""
BEHIND_HOLE = re.compile(rf"{HOLE}[)>]?(?: ?[,;:|/(\n-] {{0,2}}| {{1,2}})(?=[{LETTER}])")
LINE_ENDS = re.compile(r"[ .!)]*(?:\n|,|;|$)|[ .!)]*\n")
AND = re.compile(
    r"[\"']?(?:,? ?(?:and|&|\+) | to |, ?| / ?|/)[\"']?(?:to |for |with |(?:another|one|two|the other|some) for )?"
    r"(?:little |baby )?"
)
SENT_BY_POST = re.compile(
    rf"\b(?:ship|send|deliver|mail|address|forward|dispatch)(?:ed|ing|s)?(?: {_THING})?(?: to| for) ", re.IGNORECASE
)
