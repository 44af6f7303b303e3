"""Judges what a sentence promises in the shop's name: free shipping, 30 days to return, a warranty, a discount.

A promise stands only where one passage, fact or description makes it, with the same kind, the same strong words
(`free`, `tomorrow`, `lifetime`) and the same numbers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assistant.agent.claims.evidence import Evidence
from assistant.agent.claims.quantities import quantities_in
from assistant.agent.claims.reading import fold
from assistant.agent.claims.row_facts import text_facts
from retrieval.catalog import Product

_DAY: Final = r"tomorrow|today|tonight|overnight|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:next|this) (?:week|day)"
_DAY_ZH: Final = "明天|明日|今天|今日|当天|当日|次日|后天|隔天|隔日|周[一二三四五六日末]|星期[一二三四五六日]|下周|本周"
_SPAN_ZH: Final = r"[\d一二两三四五六七八九十]+\s*(?:个?工作日|天|小时|日)"
_SOON: Final = (
    rf"(?:\b(?:{_DAY})\b|\b(?:with)?in (?:[\w-]+ ){{0,4}}?(?:hours?|days?|weeks?)\b|\b[\w-]+ (?:working |"
    rf"business )?(?:days?|weeks?)\b|"
    rf"\bby (?:the |next |{_DAY}|\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|christmas|noon)|\bright away|"
    rf"\bimmediately|\bfast\b|"
    r"\bquickly)"
)
_TOPICS: Final[dict[str, tuple[str, str]]] = {
    "shipping": (
        r"\bfree (?:\w+ )?(?:shipping|delivery|postage)|(?:ships?|shipping|delivery|postage|delivered|"
        r"shipped) (?:\w+ ){0,3}"
        r"(?:free|no (?:extra )?(?:cost|charge))\b|包邮|免(?:运费|邮费|邮|配送费)|运费全?免|免费(?:配送|送货|发货|"
        r"快递|送达)",
        r"shipping|delivery|postage|\bship|包邮|运费|邮费|配送|送货",
    ),
    "arrival": (
        rf"\b(?:deliver(?:ed|y|s)?|arriv(?:es?|ing|al)|shipping|gets? (?:it|them|to you))\b[^.!?;]{{0,40}}?{_SOON}|"
        rf"\b(?:same|next)[- ]day (?:delivery|shipping|service)|\bexpress (?:shipping|delivery)|\b(?:fast|quick|"
        rf"rapid) (?:shipping|delivery)|"
        rf"(?:{_DAY_ZH})(?:就|即|便|内|前|可以?|能|会|之前)*(?:送到|送达|到货|送货|到达|收到|配送)|"
        rf"{_SPAN_ZH}(?:内|之内|左右)?(?:就|即|便|可以?|能|会)*(?:送到|送达|到货|到达|收到)|"
        rf"(?:送达|到货|配送)[^，。；]{{0,8}}(?:{_DAY_ZH}|{_SPAN_ZH})|次日达|当日达|隔日达|极速配送|(?:马上|立即|"
        rf"立刻|尽快)(?:送达|配送)",
        r"deliver|arriv|takes?\b|shipping|送|到货|收到",
    ),
    "dispatch": (
        rf"\b(?:ships?|shipped|dispatch(?:ed|es)?|leaves?)\b[^.!?;]{{0,40}}?{_SOON}|\bsame[- ]day dispatch|"
        rf"\bready to ship today|"
        rf"(?:{_DAY_ZH})(?:就|即|便|内|前|可以?|能|会|之前)*(?:发货|寄出|发出)|{_SPAN_ZH}(?:内|之内|左右)?(?:就|即|"
        rf"便|可以?|能|会)*(?:发货|寄出|发出)|"
        rf"发货[^，。；]{{0,8}}(?:{_DAY_ZH}|{_SPAN_ZH})|极速发货|(?:马上|立即|立刻|尽快)发货",
        r"\bship|dispatch|leave|发货|寄出|发出",
    ),
    "international": (
        r"\bships? (?:worldwide|internationally|to any|everywhere|anywhere)|international (?:shipping|delivery)|"
        r"全球(?:配送|发货|包邮)|"
        r"发往?全世界|支持海外(?:配送|发货)",
        r"ship|deliver|配送|发货|寄往|countr|国家",
    ),
    "returns": (
        r"\b(?:free|easy|hassle-free|no-questions-asked|\d+[- ]day|\w+-day) returns?\b|"
        r"\breturn(?:s|ed|able)?\b[^.!?;]{0,30}?(?:\b(?:with)?in \S+|\bfor (?:free|\S+ (?:days?|weeks?|months?))|"
        r"\bfree\b|any ?time|"
        r"\bup to \S+)|\byou (?:can|may) (?:always |also |easily )?return\b|\bcan be returned\b|returnable|"
        r"\b(?:\d+|\w+)[- ]day (?:return|refund|exchange|trial)|无理由(?:退|换)|免费退[换货]?|"
        r"[可能]以?(?:随时)?退[换货款]|支持退[换货款]|"
        r"\d+\s*天内?[^，。；]{0,6}退[换货款]?|退货[^，。；]{0,8}\d+\s*天|包退|随时退",
        r"return|refund|exchange|退|换货",
    ),
    "refund": (
        r"money[- ]back|\bfull refund|\brefund(?:ed|s)?\b[^.!?;]{0,30}?(?:\bin full|\bwithin \S+|\bin \S+ (?:days?|"
        r"hours?)|guarantee)|"
        r"\byou(?:'ll| will) (?:get|be) (?:a |your )?(?:full )?refund|全额退款|退全款|不满意(?:就|可|包)?退|(?:立即|"
        r"马上)退款",
        r"refund|money|退款|退",
    ),
    "warranty": (
        r"warrant(?:y|ies)|\bguarantee[ds]?\b|保修|质保|三包|包换|终身(?:保|维)|(?:品质|质量|正品)保(?:证|障)",
        r"warrant|guarantee|保修|质保|保证|faulty|defect|故障",
    ),
    "price match": (
        r"price[- ]match|match (?:any|the|other)[^.!?]{0,20}price|lowest price guarantee|price protection|保价|价保|"
        r"全网最低|差价[补退]",
        r"price|match|价",
    ),
    "discount": (
        r"\b(?:promo|promotional|discount|coupon|voucher) codes?\b|\bcoupons?\b|\bvouchers?\b|\bspecial offer|"
        r"\bclearance\b|"
        r"\bbuy (?:one|two|1|2)[ ,]+get\b|\bhalf[- ]price\b|\b(?:extra|additional|member(?:ship)?|first[- ]order|"
        r"student|exclusive) discounts?\b|"
        r"\b(?:discounts?|savings?) (?:is|are|of|for|on|apply|applies|available)\b|\bget an? discount|\bflash sale|"
        r"\blimited[- ]time|"
        r"优惠[码券]|折扣码|代金券|红包|买一送一|半价|满\d+[^，。；]{0,3}减|立减|限时(?:优惠|特价|折扣)|新人(?:优惠|"
        r"礼)|学生优惠|会员(?:价|折扣|优惠)|"
        r"第二件|清仓|积分(?:抵|兑)|返现",
        r"discount|code|coupon|voucher|offer|sale|gift card|优惠|折|券|码|价",
    ),
    "gift": (
        r"\bfree (?:gifts?|samples?|case|accessor\w+|bag|bonus|pouch|gift[- ]wrap\w*|trial|installation|assembly|"
        r"engraving)\b|"
        r"\b(?:complimentary|comes with a free|for free\b|free of charge)|\bgift[- ]wrap|赠品|附赠|免费(?:赠|送|"
        r"安装|包装|试用|礼)|赠送|礼品包装",
        r"free|gift|wrap|assembl|install|complimentary|赠|免费|礼|安装|包装",
    ),
    "instalments": (
        r"\binstal+ments?\b|\bpay later\b|\binterest[- ]free|\bpay in (?:\d|\w+) parts|分期|免息|花呗|先用后付|"
        r"货到付款|cash on delivery",
        r"instal|interest|parts|cash|分[^，。]{0,2}期|免息|货到",
    ),
    "fit": (
        r"\bin your (?:exact )?size\b|\bfits? you (?:perfectly|well)|\bwill fit you|\bavailable in (?:all|every|"
        r"your) sizes?|有您的(?:尺码|码数|尺寸)|"
        r"(?:尺码|码数)齐全|您穿(?:正好|合适|刚好)",
        r"size|fit|尺码|码",
    ),
    "restock": (
        r"\b(?:back|be) in stock\b[^.!?]{0,20}(?:\b(?:soon|by|in|on|next|within)\b)|\brestock(?:ed|ing|s)?\b|"
        r"到货时间|补货|很快(?:就)?(?:有货|到货)",
        r"stock|补货|到货",
    ),
    "care": (
        r"\b(?:24/7|round[- ]the[- ]clock|24[- ]hour) (?:\w+ )?(?:support|service|help)|24\s*小时(?:客服|服务|在线)|"
        r"全天候",
        r"support|service|客服",
    ),
}
"""Kind of promise -> how it is made in a sentence, and what a passage that backs it speaks of."""
_MADE: Final = {kind: re.compile(made, re.ASCII) for kind, (made, _) in _TOPICS.items()}
_ABOUT: Final = {kind: re.compile(about, re.ASCII) for kind, (_, about) in _TOPICS.items()}
_STRONG: Final[tuple[tuple[str, re.Pattern[str]], ...]] = tuple(
    (name, re.compile(pattern, re.ASCII))
    for name, pattern in (
        ("free", r"(?<!never )(?<!not )(?<!n't )\bfree\b(?! from| of charge until)|no (?:extra )?(?:cost|charge)|"
        r"at no cost|complimentary|(?<!不)免费|(?<!不)包邮|(?<!不)免运费|免邮|运费全?免|免息|interest-free"),
        ("standard", r"\bstandard (?:shipping|delivery)|标准(?:配送|运费)"),
        ("tomorrow", r"tomorrow|明[天日]|次日|next[- ]day|隔[天日]|overnight"),
        ("today", r"\btoday\b|tonight|今[天日]"), ("same day", r"same[- ]day|当[天日]"),
        ("lifetime", r"lifetime|for life|终身|永久|forever"),
        ("money back", r"money[- ]back|退全款|不满意"),
        ("full", r"\bfull (?:refund|price|amount|money)|in full|全额"),
        ("no reason", r"no[- ]questions|for any reason|any reason|无理由|任何(?:理由|原因)|without (?:a )?reason|"
        r"不需要理由|change of mind"),
        ("worldwide", r"worldwide|internationally|anywhere|everywhere|全球|全世界|海外"),
        ("express", r"express|极速|特快|rapid|加急"),
        ("any time", r"any ?time|随时|whenever"),
        ("guarantee", r"\bguarantee|保证(?!金)|保障"),
        ("extended", r"extended|延长保"),
        ("monday", r"monday(?! to)|(?:周|星期)一(?![至到])"), ("tuesday", r"tuesday|(?:周|星期)二"),
        ("wednesday", r"wednesday|(?:周|星期)三"), ("thursday", r"thursday|(?:周|星期)四"),
        ("friday", r"(?<!to )friday|(?<![至到])(?:周|星期)五"), ("saturday", r"saturday|(?:周|星期)六|weekend|周末"),
        ("sunday", r"sunday|(?:周|星期)[日天]"), ("week", r"(?:next|this) week|[下本这]周(?![一二三四五六日])"),
        ("half price", r"half[- ]price|半价"), ("buy one", r"buy (?:one|1)|买一送一"),
        ("gift", r"free (?:gift|sample)|赠品|附赠|赠送"), ("wrap", r"gift[- ]wrap|礼品包装"),
        ("cash on delivery", r"cash on delivery|货到付款"), ("student", r"student|学生"), ("member", r"\bmember|会员"),
        ("clearance", r"clearance|清仓"), ("coupon", r"coupon|voucher|promo|优惠券|代金券|红包"),
        ("match", r"price[- ]match|match .{0,20}price|全网最低|lowest price"), ("24/7", r"24/7|"
        r"round[- ]the[- ]clock|24-hour|24\s*小时|全天候"),
        ("fast", r"\b(?:fast|quick) (?:shipping|delivery)"), ("install", r"installation|assembly|安装"),
    )
)  # fmt: skip
"""Words that make a promise stronger: what backs it must have them too."""
_DENIED: Final = re.compile(
    r"\b(?:not|n't|no|never|cannot|without|unable)\b|n't\b|不(?!仅|但|只|满|限)|没有?|无法|未", re.ASCII
)
_OPEN: Final = re.compile(
    r"\b(?:if|whether|check|ask|let me know|want to know|would you like|details? (?:on|about)|questions? about|"
    r"look up|find out|more about|"
    r"learn about|(?:can't|cannot|won't|no) (?:promise|guarantee)|see our|depends?|may vary)\b|不能保证|不保证|"
    r"无法保证|不敢保证|是否|如果您想|想了解|想知道|查看|了解一下|咨询|请问|要不要|可以(?:帮您)?查",
    re.ASCII,
)
_CONDITION: Final = re.compile(
    r"\b(?:when|if|once|unless|only|over|above|at least|or more)\b|满|以上|超过|达到|如果?|有质量问题|破损|部分",
    re.ASCII,
)
_CONDITIONED: Final = re.compile(
    r"\b(?:when|if|once|unless|only|over|above|from|at least|or more|qualifying|eligible|faulty|damaged|defective|"
    r"wrong|some|certain|may|"
    r"might|depending)\b|满|以上|超过|达到|如果?|质量问题|损坏|破损|发错|有问题|符合条件|部分|可能|视",
    re.ASCII,
)
"""Words in a promise that leave room for the conditions it comes with."""
_ANYWHERE: Final = frozenset({"no reason", "any time", "lifetime", "money back", "guarantee"})
_DATES: Final = frozenset(
    ["tomorrow", "today", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "week"]
)
"""When something comes is known of an order, never from the rules."""
_TITLE: Final = 40
_SENTENCE: Final = re.compile(r"(?<=[.;!?])\s|[。；！？]|\n")
_COMMA: Final = re.compile(r"[;；。，：]|,(?!\d)|:(?!\d)|——| - ")
_SALE: Final = re.compile(
    r"\bon sale\b|\bdiscounted\b|\breduced (?:price|from|to)\b|\bmarked down\b|\bprice (?:cut|drop)|"
    r"\bon (?:special )?offer\b|\bspecial price|"
    r"\bis (?:currently )?reduced\b|特价|打折|促销|降价|减价|折扣价|有优惠|优惠中|正在优惠|有折扣",
    re.ASCII,
)


def broken_promise(text: str, about: Sequence[Product], evidence: Evidence) -> str | None:
    """The kind of promise that a folded sentence makes and nothing backs; None where there is none."""
    if text.rstrip().endswith(("?", "？")):
        return None
    for kind, made in _MADE.items():
        match = made.search(text)
        clause = _clause(text, match.start(), match.end()) if match else ""
        if match and not _OPEN.search(text) and not _backed(kind, clause, text, about, evidence):
            return f"promise: {kind}"
    return None


def false_sale(text: str, about: Sequence[Product], said_of_one: bool, evidence: Evidence) -> bool:
    """Whether a folded sentence says that something is reduced which the row does not say, or that it is not."""
    match = _SALE.search(text)
    if not match or _OPEN.search(text) or text.rstrip().endswith(("?", "？")):
        return False
    if not said_of_one and any(_SALE.search(told.text) for told in evidence.told()):
        return False
    rows = about or evidence.shown or tuple(evidence.rows)
    reduced = [bool(row.list_price and row.list_price > row.price) for row in rows]
    denied = bool(_DENIED.search(text[max(0, match.start() - 12) : match.start()]))
    return any(reduced) if denied else not any(reduced)


@dataclass(frozen=True, slots=True)
class _Backing:
    """One sentence of a passage as a promise is held against it."""

    text: str
    strong: frozenset[str]
    numbers: frozenset[tuple[str, float]]
    conditional: bool


def _backed(kind: str, clause: str, sentence: str, about: Sequence[Product], evidence: Evidence) -> bool:
    """Whether one sentence of a passage, fact or description makes the promise that a clause makes."""
    claimed, numbers = _strong(clause) | (_strong(sentence) & _ANYWHERE), _numbers(clause)
    sources = [*([] if claimed & _DATES else evidence.passages), *evidence.facts]
    if kind in ("warranty", "gift", "fit", "returns", "discount"):
        sources += [text for row in about for text in (row.description, row.description_zh)]
    for backing in (one for source in sources for one in _backings(source)):
        speaks = _ABOUT[kind].search(backing.text) or _MADE[kind].search(backing.text)
        if speaks and claimed <= backing.strong and _agree(numbers, backing):
            free = claimed & {"free", "full", "money back"}
            if not (free and backing.conditional) or _CONDITIONED.search(sentence) or _DENIED.search(clause):
                return True
    return False


def _clause(text: str, start: int, end: int) -> str:
    """The part of a sentence between commas that a promise stands in."""
    before = [match.end() for match in _COMMA.finditer(text[:start])]
    after = _COMMA.search(text, end)
    return text[before[-1] if before else 0 : after.start() if after else len(text)]


def _agree(numbers: frozenset[tuple[str, float]], backing: _Backing) -> bool:
    """Whether a passage has all the times that a promise names, and one of its amounts of money where it names any."""
    times = {number for number in numbers if number[0] == "time"}
    money = numbers - times
    return times <= backing.numbers and (not money or bool(money & backing.numbers))


@lru_cache(maxsize=512)
def _backings(source: str) -> tuple[_Backing, ...]:
    """The sentences of a passage; what its title says counts for each, and so does a condition on any of them."""
    text = fold(source)
    title = _strong(text[:_TITLE])
    conditional = any(
        re.search(r"\bfree\b|免|包邮", one) and _CONDITION.search(one) for one in _SENTENCE.split(text) if one
    )
    return tuple(
        _Backing(one, _strong(one) | title, _numbers(one), conditional or bool(_CONDITION.search(one)))
        for one in _SENTENCE.split(text)
        if one.strip()
    )


@lru_cache(maxsize=2048)
def _strong(text: str) -> frozenset[str]:
    return frozenset(name for name, pattern in _STRONG if pattern.search(text))


@lru_cache(maxsize=2048)
def _numbers(text: str) -> frozenset[tuple[str, float]]:
    """The times and money a text names."""
    times = {("time", round(q.base, 1)) for q in quantities_in(text) if q.dimension == "time"}
    money = {("price", value) for value in text_facts(text).values["price"]}
    return frozenset(times | money)
