"""Where words stand: in a question, under an if, told of others, about what was bought elsewhere.

There they say nothing of this shopper's loyalty: "do people complain about it?", "if it breaks I will be annoyed",
"the reviews say it leaks", "my old kettle died".
"""

from __future__ import annotations

import re
from typing import Final

from loyalty.signals.clauses import Clause
from loyalty.signals.phrase_book import Setting

_ASKS_EN: Final = re.compile(
    r"(?:(?:and|but|so|or|also|then|ok|okay|well|hi|hey|hello|please|pls|sorry|quick question|just wondering"
    r"|wondering),? ?)*"
    r"(?:(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have|had|isn'?t|aren'?t|doesn'?t"
    r"|don'?t|won'?t|may) "
    r"(?:it|they|you|i|we|this|that|the|these|those|my|your|our|there|people|anyone|anybody|he|she|one|any|a"
    r"|an|all|both)\b(?! not\b)"
    r"|any(?:thing|one|body)?\b|how (?:long|much|many|do|does|did|is|are|can|could|would|big|good|bad|heavy"
    r"|tall|wide|loud|soft|warm|reliable|old|fast|soon|about)\b"
    r"|what (?:breaks|happens|goes|comes|works|fits|makes|else|can|should)|what(?:'?s| is| are| do| does| did"
    r"| size| sizes| colou?rs?| kind| sort| other| about| if| would| can| should| happens)\b"
    r"|which\b|where(?:'?s| is| are| can| do| did)\b|when (?:will|is|are|do|does|can)\b|who (?:is|are|can|do"
    r"|does|would)\b|whether\b)"
)
_MARKED_EN: Final = re.compile(
    r"(?:(?:and|but|so|or|ok|well|then) )?(?:is|are|was|were|do|does|did|can|could|will|would|should|has|have"
    r"|had|any|how|what|which|who|where|when|may|might|isn'?t|aren'?t|doesn'?t|don'?t|won'?t)\b"
)
_ASKED_EN: Final = re.compile(
    r"\b(?:(?:do|does|can|could|will|would|is|are|has|have) (?:it|they|you|this|that|these|those|the|people"
    r"|anyone|anybody|there|customers|buyers|others)\b"
    r"|how (?:good|bad|well|long|big|reliable|sturdy|comfortable|loud|quiet|easy|hard|soft|heavy|much|many)\b"
    r"|wondering (?:if|whether)|know (?:if|whether)|tell me (?:if|whether|which|what|how)|any (?:complaints"
    r"|good|issues|problems))"
)
_WHY_EN: Final = re.compile(
    r"\b(?:why|how come|how (?:is|was|can|could|do|did|on earth|the hell|dare|hard)|seriously|really"
    r"|what kind of|who (?:sells|makes|thinks|sleeps|designed|does))\b"
)
_ASKS_ZH: Final = re.compile(
    r"吗|(?:呢|么)[\s~]*$|有没有|是不是|会不会|能不能|可不可以|好不好|行不行|要不要|怎么样|如何|多少|几[个天次种块点号]|哪[个些款种家里]|什么(?!破|玩意|鬼|垃圾|东西都|都)|"
    r"啥(?!都|破|玩意)|是否|(?P<one>[\u4e00-\u9fff])不(?P=one)|(?P<two>[\u4e00-\u9fff])没(?P=two)|还是说|咋样|多久|多大|多高|谁"
)
_WHY_ZH: Final = re.compile(
    r"为什么|为啥|凭什么|凭啥|怎么(?!样|办|用|买|退|换|弄|操作|联系|收费|申请|才能|选|保养|洗|装)|咋(?!样|办|用|退|换)|难道|不是说好|不是说|什么时候才|到底|究竟|就这|还能不能"
    r"|是不是(?:骗|坑|耍)"
)
_IF_EN: Final = re.compile(
    r"\b(?:if|unless|in case|suppose|supposing|what if|imagine|assuming|as long as|provided|whether|were to"
    r"|worried (?:that|it|about)|afraid (?:that|it|of)|"
    r"hope (?:it|they|this|that|these|you)|hoping|hopefully|should (?:it|they)|so (?:that )?(?:it"
    r"|they) (?:won'?t|doesn'?t|don'?t|will not)|wish (?:it|they|you)|in (?:the|your) (?:photo|picture"
    r"|image)s?|wondering|(?:something|anything|one|what|which) (?:people|others|you|they|most people))\b"
    r"|\b(?:don'?t|do not) want (?:it|one|them|something|anything|to)\b|\b(?:something|anything|one|ones|a \w+"
    r"|pair|thing|stuff|shoes?|bag|toy) (?:that|which|who) (?:is|are|isn'?t|won'?t|doesn'?t|don'?t|will|can"
    r"|does|actually)\b"
    r"|\b(?:looking for|need|want|prefer|searching for|show me|recommend me) (?:a|an|some|something|one|the"
    r"|really|any) (?:\w+ ){0,2}(?:good|great|best|nice|comfortable|reliable|decent|lovely|sturdy|perfect"
    r"|excellent)\b"
)
_IF_ZH: Final = re.compile(
    r"如果|要是|假如|假设|万一|若是|倘若|的话|只要|除非|怕(?!了)|担心|希望|但愿|最好(?!的)|会不会|想要一?[个款双件条只台把]|有没有|求推荐|推荐一?[个款双件条只台把些下]|免得|省得"
    r"|不希望|别太|不要太(?!好)|不想要"
)
_TOLD_EN: Final = re.compile(
    r"\b(?:(?:reviews?|reviewers?|people|everyone online|someone|somebody|others|some|buyers?|customers"
    r"|internet|reddit|forum|article|ad|advert|listing|description|website|page|friend|colleague|neighbou?r"
    r"|sister|brother|"
    r"mum|mom|mother|dad|father|wife|husband|cousin|boss|mate|coworker|roommate|flatmate|aunt|guy|lady|they|he"
    r"|she) (?:all |also |always |keeps? |just |once |had |has |have |have been )?"
    r"(?:say|says|said|saying|claims?|claimed|complains?|complained|complaining|mention(?:s|ed)?|writes?|wrote"
    r"|told me|tells me|warned|reckons?|reckoned|thinks?|thought|swears?|swore|hates?|hated|called it|calls it"
    r"|reported)"
    r"|my (?:friend|neighbou?r|colleague|coworker|cousin|boss)s? (?:is|was|are|were|isn'?t|had|has|hates?"
    r"|complains?|thinks?|would|will|never)|i(?:'ve)? (?:read|heard|saw|seen|hear) (?:that|it|they|the|a|some"
    r"|about|people|one|somewhere|in|on|many|lots|mixed|so)|according to|apparently|supposedly|rumou?r"
    r"|she asked|he asked|they asked|in the manual|in the reviews|the reviews|a review|one review|reviews)\b"
)
_TOLD_ZH: Final = re.compile(
    r"评论(?:里|区|说|都)|评价(?:里|说|都|区)|我?(?:朋友|邻居|同事|闺蜜|室友|同学)在(?:别家|其他|网上|那)|(?:看到|看见|看了|有)(?:的|个|条|些|很多|好多"
    r"|几条)?(?:差评|评论|评价)|差评(?:说|里|都)|网上(?:说|都|有人|看)|听说|据说|听人说|有人(?:说|反映|吐槽|讲)|别人(?:说|都|讲|家)|"
    r"(?:朋友|同事|邻居|闺蜜|室友|老公|老婆|[我他她][妈爸姐妹哥弟嫂姨婶奶爷]|妈妈|婆婆|姐姐|妹妹|哥哥|弟弟|同学|他|她|他们|大家|人家|博主|小红书|抖音|微博|知乎|网友"
    r"|表[姐妹哥弟])(?:们)?(?:上|之前|那边|都|总|老|一直|跟我|和我)*(?:说|讲|抱怨|吐槽|告诉我|反映|觉得|推荐|投诉)"
)
_OTHER_EN: Final = re.compile(
    r"\b(?:my|the|our|his|her|their) (?:old|last|previous|former|current|existing|ancient|other|original"
    r"|beloved) (?:\w+ ){0,3}?|\bmy (?:back|knees?|feet|foot|ankles?|eyes|neck|skin|shoulders?|eyesight"
    r"|english|hearing|wrists?|hips?) (?:is|are|hurts?|aches?|isn'?t|aren'?t|can'?t)\b|\bold one\b|\b(?:other"
    r"|another|different|that|last|previous|former|old|first) (?:shop|store|site|place|brand|company|seller"
    r"|website)(?:'s)?\b|"
    r"\b(?:amazon|ebay|ikea|temu|aliexpress|walmart|shein|target|costco|argos|etsy|decathlon|the competition)\b"
)
_OTHER_ZH: Final = re.compile(
    r"(?:膝盖|腰|颈椎|眼神|眼睛|皮肤|英语|身体|记性|肠胃|视力|听力|牙口|老人家?|耳朵)(?:也|都|本来|一直|有点|比较)?(?:不太好|不好|不行|差|疼|痛|不太行)|(?:旧的|老的"
    r"|原来的|原来那|原先|以前用的|以前那|之前用的|家里那|家里的旧|上一[台个双把部款]|现在用的|现在这[台个双把部](?!是你)|老款|旧[手电鞋包衣平耳键鼠洗冰空电风吹吸锅椅床沙])|"
    r"(?:别家|其他家|另一家|隔壁|京东|淘宝|天猫|拼多多|某宝|某东|亚马逊|他家|那家|某多)(?!买|看|去|才|卖|只|便宜|更)"
)
_OURS_EN: Final = re.compile(
    r"\b(?:from|with) (?:you|here|your|this (?:shop|store|site))\b|\byou (?:sold|sent|shipped|delivered)\b"
    r"|\b(?:i|we) (?:ordered|bought|got|received)\b|\border\b|\bdelivery\b|\bparcel\b|\bpackage\b"
)
_OURS_ZH: Final = re.compile(r"你们|你家|您家|贵店|在这|这里买|这儿买|本店|这家店")


def _settings(clause: str, sentence: str, mark: str, first: bool, last: bool) -> frozenset[Setting]:
    found: set[Setting] = set()
    if _asks(clause, mark, last):
        found.add("question")
    if _IF_EN.search(clause) or _IF_ZH.search(clause) or (not first and _IF_EN.match(sentence)):
        found.add("hypothetical")
    if _TOLD_EN.search(clause) or _TOLD_ZH.search(clause):
        found.add("reported")
    if (_OTHER_EN.search(clause) or _OTHER_ZH.search(clause)) and not (
        _OURS_EN.search(sentence) or _OURS_ZH.search(sentence)
    ):
        found.add("elsewhere")
    return frozenset(found)


def settings_of(folded: str, clause: Clause) -> frozenset[Setting]:
    """In which of `question`, `hypothetical`, `reported` and `elsewhere` a clause stands."""
    sentence = clause.sentence
    return _settings(
        folded[clause.start : clause.end],
        folded[sentence.start : sentence.end].strip(),
        sentence.mark[:3],
        clause.start - sentence.start <= 2,
        clause.end >= sentence.end - 2,
    )


def _asks(clause: str, mark: str, last: bool) -> bool:
    """Whether something is to be learned by it; "why is it still not here?" complains and asks nothing."""
    if _WHY_EN.search(clause) or _WHY_ZH.search(clause):
        return False
    if _ASKS_ZH.search(clause) or _ASKS_EN.match(clause):
        return True
    marked = "?" in mark and last
    return marked and bool(_MARKED_EN.match(clause) or _ASKED_EN.search(clause))
