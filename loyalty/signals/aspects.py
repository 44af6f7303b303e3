"""What praise or a complaint is about, by the nouns nearest to it."""

from __future__ import annotations

import re
from typing import Final

from loyalty.nouns import Aspect
from loyalty.signals.clauses import Clause

_EN: Final[dict[Aspect, str]] = {
    "delivery": r"deliver(?:y|ed|s|ing|ies)|shipping|shipped|shipment|courier|parcels?|packages?|packaging"
    r"|packed|tracking|arriv(?:e|ed|es|al|ing)|dispatch(?:ed)?|driver|postman|mailman|carrier|doorstep"
    r"|came (?:fast|quick(?:ly)?|early|late|on time|next day|in (?:two|2|three|3|a) days?)|box came|turned up"
    r"|fedex|ups|dhl|usps|royal mail",
    "returns": r"refund(?:s|ed|ing)?|returns?|returned|returning|return label|exchange[ds]?|exchanging"
    r"|money back|restocking|send(?:ing)? it back|sent it back|warranty|replacement",
    "service": r"service|support|staff|agents?|representative|reps?|customer care|helpline|hotline|chat ?bot"
    r"|bot|assistant|colleagues?|you guys|you people|you lot|helpful|patient|polite|rude|answer(?:s|ed)?"
    r"|repl(?:y|ies|ied)|respon(?:d|ds|ded|se|ses)|your (?:team|people|help|advice|honesty|recommendations?"
    r"|suggestions?)|honest|honesty|advice|help|thank you for|thanks for|chat|website|site|app|checkout",
    "price": r"prices?|priced|pricing|pricey|expensive|cheap(?:er|est)?|cost(?:s|ly)?|costing|value"
    r"|money'?s worth|worth (?:the|every|it|what)|bargain|deal|discount|overpriced|rip[- ]?off|dollars?|bucks"
    r"|quid|affordable|fees?|penny",
}
_ZH: Final[dict[Aspect, str]] = {
    "delivery": r"快递|物流|发货|送货|配送|到货|包裹|包装|运输|运费|收到货|派送|签收|送达|骑手|小哥|送上门|邮寄",
    "returns": r"退款|退货|退钱|换货|退换|售后|退的|退了|保修|退回|赔",
    "service": r"客服|服务|态度|机器人|回复|人工|店家|卖家|老板|你们(?:家)?(?:的)?(?:人|回答|处理)|解答"
    r"|耐心|讲解|实话|诚实|坦诚|帮忙|谢谢你|建议|推荐得|处理得",
    "price": r"价格|价钱|价位|性价比|便宜|贵|实惠|划算|值(?:这个|那个)?价|物有所值|物超所值|钱花|花的钱"
    r"|优惠|折扣|涨价|坑钱|不值|超值|很值|太值|真值|值了",
}
_PATTERNS: Final = [(re.compile(rf"\b(?:{_EN[aspect]})\b"), re.compile(_ZH[aspect]), aspect) for aspect in _EN]


def aspect_of(folded: str, clause: Clause, start: int, end: int) -> Aspect:
    """The aspect whose noun is nearest to `start` to `end` in the clause, else in the sentence; the product if none."""
    for low, high in ((clause.start, max(clause.end, end)), (clause.sentence.start, clause.sentence.end)):
        if near := _nearest(folded, low, high, start, end):
            return near
    return "product"


def _nearest(folded: str, low: int, high: int, start: int, end: int) -> Aspect | None:
    found: list[tuple[int, int, Aspect]] = []
    for order, (english, chinese, aspect) in enumerate(_PATTERNS):
        for pattern in (english, chinese):
            found += [
                (max(0, start - match.end(), match.start() - end), order, aspect)
                for match in pattern.finditer(folded, low, high)
            ]
    return min(found)[2] if found else None
