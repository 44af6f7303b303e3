"""Requests about the shopper's own orders: where they are, calling them off, sending things back."""

from __future__ import annotations

import re

from assistant.agent.requests.asked import ARGUMENT_CHARS, Asked
from assistant.agent.requests.order_words import (
    ASKS_DONE,
    ASKS_STATUS,
    CANCEL,
    EXCHANGE,
    HOW,
    ITS_STATUS,
    LAST,
    LIST,
    MINE,
    NO_ORDER,
    ONE_ORDER,
    ORDER_ID,
    OTHER,
    RETURN,
    STATUS,
    UNWANTED,
    WISH,
)
from assistant.agent.requests.phrases import bare
from assistant.agent.requests.plain import PlainRequest, Reading
from assistant.agent.requests.references import referred

ABOUT_ORDERS = frozenset({"order_status", "cancel_order", "start_return", "start_exchange", "list_orders"})
SHORT = 24
"""Characters of a message that can hardly hold more than an order's number."""
_BOUGHT = re.compile(
    r"\b(?:return|exchange|send back|send|swap|refund|change|for) (?:the|my|this|that|these|those|a|an|both|"
    r"one of the) "
    r"(?P<en>[a-z0-9][a-z0-9' -]*?)(?= back\b| (?:from|in|of|on|that|which|i|we|because|since|as|for|to|and|"
    r"with|please|is|are|it)\b|"
    r"[,.;!?]|$)"
    r"|(?:^|订单的|买的|订的|把|将|里的?|中的?|[退换](?:掉|货)?)(?:那|这)?(?:一?[个款件双顶条台把支只部本套瓶])?"
    r"(?P<zh>(?:(?!买的|订的|订单|单的|我|想|要|把|掉|从|成|印错|坏|破|太|不)[\u4e00-\u9fffa-z0-9 ]){1,12}?)"
    r"(?=我|想|要|印错|破|[退换,。!?]|给?我?[退换]|太|不|坏|$)",
    re.ASCII,
)
_PARCEL = re.compile(
    r"(?:[a-z ]*\b)?(?:orders?|parcel|package|items?|things?|product|delivery|purchase|stuff|size|ones?|refund)"
    r"(?: .*)?|"
    r"(?:订单|快递|包裹|货|它|东西|商品|单|款|的|上一?个|最近|一?个|这|那)+|[申请帮给我办理退换货款要想]+",
    re.ASCII,
)
_WANTED = re.compile(r"\bd-?\d+ for an? .*", re.ASCII)
"""What is wanted instead, after an order's number; it is not what was bought."""
_CALLED_OFF = re.compile(r"cancel|取消|撤|退订(?!单)", re.ASCII)
_WHY = re.compile(
    r"\b(?:because|since|as it|it's|it is|it was|they are|they're|too|doesn't|does not|never|arrived)\b.*|"
    r"(?:因为|太|不合适|坏|不想|质量|尺码|大小|不喜欢|有问题).*",
    re.ASCII,
)


def read(asked: Asked) -> Reading:
    """A call of one of the order tools; the tools themselves know whose orders they are."""
    text = NO_ORDER.sub(" ", asked.text)
    order_id = order_in(text)
    talks_of_order = bool(order_id) or asked.turn.talk.last_tool in ABOUT_ORDERS
    mine = bool(order_id or MINE.search(text))
    if OTHER.search(text) or UNWANTED.search(text):
        return None
    if (mine or talks_of_order) and ASKS_DONE.search(text):
        return _status(asked, order_id or asked.turn.talk.order_id)
    if asked.turn.read.max_price is not None and not mine:
        return None  # 想换手机 with a budget is a wish for a new one
    if HOW.search(text) and not order_id:
        return None if not STATUS.search(text) else _status(asked, order_id)
    if (mine or talks_of_order or _plainly(text)) and (acted := _act(asked, text, order_id)):
        return acted
    if not ONE_ORDER.search(text) and (LIST.search(text.rstrip(" ?.!")) or LIST.search(asked.bare)):
        return PlainRequest("list_orders")
    if STATUS.search(text) or (order_id and (ASKS_STATUS.search(text) or len(text) <= SHORT)):
        return _status(asked, order_id)
    if asked.turn.talk.last_tool in ABOUT_ORDERS and ITS_STATUS.search(asked.bare):
        return _status(asked, asked.turn.talk.order_id)
    return None


def order_in(text: str) -> str:
    """The order id in normalised text, as the shop writes it; empty where there is none."""
    match = ORDER_ID.search(text)
    return f"D-{match[2] or match[3]}" if match else ""


def _act(asked: Asked, text: str, order_id: str) -> Reading:
    """Calling off, exchanging or returning; nothing where the words ask for none of them, or for two."""
    wished = [
        name for name, cue in (("cancel", CANCEL), ("exchange", EXCHANGE), ("return", RETURN)) if cue.search(text)
    ]
    if wished == ["cancel", "return"] and not _CALLED_OFF.search(text):
        wished = ["return"]  # 不想要了，帮我退掉
    if "exchange" in wished and "return" in wished and "退换" in text:
        return None
    order = order_id or ("" if LAST.search(text) else asked.turn.talk.order_id) or "last"
    match wished:
        case ["cancel"]:
            return PlainRequest("cancel_order", {"order_id": order, **_why(asked, text)})
        case ["exchange", *_]:
            return PlainRequest(
                "start_exchange", {"order_id": order, **_bought(asked, _WANTED.sub(" ", text)), "wanted": asked.words()}
            )
        case ["return"]:
            reason = _why(asked, text).get("reason", asked.words())
            return PlainRequest("start_return", {"order_id": order, **_bought(asked, text), "reason": reason})
    return None


def _plainly(text: str) -> bool:
    """A wish to return or exchange something bought, even where no order is named."""
    return bool(WISH.search(text) or WISH.search(bare(text)))


def _status(asked: Asked, order_id: str) -> PlainRequest:
    return PlainRequest("order_status", {"order_id": order_id or "last"})


def _why(asked: Asked, text: str) -> dict[str, str]:
    match = _WHY.search(text)
    return {"reason": match[0].strip(" ,.。")[:ARGUMENT_CHARS]} if match else {}


def _bought(asked: Asked, text: str) -> dict[str, str]:
    """The product of the order that is meant, in the shopper's words; nothing where only the order is named."""
    one = referred(asked).one
    if one is not None and asked.turn.talk.last_tool not in ABOUT_ORDERS:
        return {"product_id": one.id}
    match = _BOUGHT.search(text)
    named = ((match["en"] or match["zh"]) if match else "").strip()
    return {"product_id": named} if named and not _PARCEL.fullmatch(named) and not ORDER_ID.search(named) else {}
