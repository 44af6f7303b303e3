"""What a shopper says to a question that waits for yes or no, and what follows: the action is done once, or dropped."""

from __future__ import annotations

import logging
import re
import time
import unicodedata
from collections.abc import Iterator

from assistant.agent.events import ChatEvent, ConfirmationAsked, OrdersTold, TextDelta, ToolFinished, ToolStarted
from assistant.agent.pending_action import PendingAction
from assistant.agent.rails.data_rail import neutral
from assistant.agent.tools.counter import ToolRefusal
from assistant.agent.tools.tool_box import ToolBox
from assistant.agent.turn_context import TurnContext
from records.errors import RecordsError
from records.nouns import ToolCall

logger = logging.getLogger(__name__)

LONGEST = 80
"""A longer message is no bare yes or no."""
_SOFT = r"ok|okay|okey|oh|alright|all right|well|sure|fine|好|好的|好吧|好啊|好呀|好哒|嗯+|行|行吧|哦|那"
"""Yes by itself, and no more than an opening before a no: `ok, never mind`."""
_YES = (
    r"yes|yeah|yep|yup|ya|y|yes please|please do|confirm|confirmed|i confirm|go ahead|go for it|do it|do that|correct|"
    r"right|that's right|that is right|absolutely|definitely|certainly|of course|sounds good|agreed|i agree|"
    r"sounds right|proceed|carry on|"
    r"continue|let's do it|let's do that|let's go|make it so|i'm sure|i am sure|im sure|affirmative|"
    r"是|是的|是啊|对|对的|对啊|没错|行的|行啊|可以|可以的|确认|确定|我确认|我确定|没问题|要|要的|需要|同意|就这样|就这么办|这样办|"
    r"办吧|帮我办|办理|继续|执行|嗯是|当然|来吧|提交|必须的"
)
_NO = (
    r"no|nope|nah|n|never mind|nevermind|nvm|don't|do not|dont|don't do it|don't do that|do not do it|stop|keep it|"
    r"keep them|keep as is|keep it as is|keep as it is|keep it as it is|keep my order|keep the order|leave it|"
    r"leave it as is|leave it as it is|not now|not yet|not anymore|not any more|forget it|forget about it|"
    r"i changed my mind|changed my mind|i've changed my mind|hold on|wait|rather not|i'd rather not|better not|no way|"
    r"abort|don't cancel|don't cancel it|don't return it|no need|please don't|"
    r"不|不要|不要了|不用|不用了|不必|不必了|不了|不需要|算了|算了吧|还是算了|别|别了|先不|先不要|先别|暂时不|暂时不用|不取消|不取消了|"
    r"别取消|不退|不退了|不换|不换了|不加|不加了|不办|不办了|不删|保留|留着|保持原样|原样|维持原样|再想想|我再想想|再考虑|再考虑考虑|"
    r"考虑一下|不行|不是|不对|否|没事|没事了|改主意了|我改主意了|等等|等一下"
)
_FILLER = (
    r"please|pls|plz|thanks|thank you|thank u|thx|ty|then|now|just|it|that|this|them|my|the|order|for me|i think|"
    r"谢谢|谢谢你|谢谢您|多谢|麻烦|麻烦你|麻烦您|请|吧|啊|呀|哦|呢|了|的|我|您|你|帮我|就|那就|先"
)
_OWN_WORDS = {
    "cancel_order": r"cancel|cancel it|cancel that|取消|取消吧|取消订单|取消它",
    "start_return": r"return|return it|send it back|退|退吧|退货|退掉|退了吧|退货吧",
    "start_exchange": r"exchange|exchange it|swap|swap it|换|换吧|换货|换货吧",
    "cart_add": r"add|add it|add them|加|加吧|加上|加上吧|加入|放进去",
    "cart_remove": r"remove|remove it|delete|delete it|take it out|删|删吧|删掉|删除|移除|拿掉|去掉",
}
"""What says yes to one tool's question alone; `cancel` is a no to every other."""
_NOT_IT = r"cancel|cancel that|取消|取消吧"
_NEUTRAL = re.compile(r"(?:ok|okay|k|yes|y|no|n)[.!]*", re.IGNORECASE)


def _words(*lists: str) -> re.Pattern[str]:
    """One of the words at a place; the longest first, Latin words only as whole words."""
    words = sorted((word for text in lists for word in text.split("|")), key=len, reverse=True)
    return re.compile("|".join(rf"{word}(?![a-z'])" if word[0].isascii() else word for word in words))


def yes_or_no(text: str, tool: str = "") -> bool | None:
    """Whether the whole message says yes or no to the question of `tool`; None where it says anything besides.

    `yes but a blue one` is no bare yes, and `yes, no` is neither.
    """
    left = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("+", "嗯")
    if len(left) > LONGEST or re.search(r"[?？]", left):
        return None
    own = _OWN_WORDS.get(tool, "")
    yes, no = _words(_YES, *([own] if own else [])), _words(_NO, *([] if tool == "cancel_order" else [_NOT_IT]))
    soft, filler = _words(_SOFT), _words(_FILLER)
    found: set[str] = set()
    while left := re.sub(r"^[^\w]+", "", left):
        matches = {"yes": yes.match(left), "no": no.match(left), "soft": soft.match(left), "filler": filler.match(left)}
        kind, match = max(((k, m) for k, m in matches.items() if m), key=lambda one: one[1].end(), default=("", None))
        if match is None:
            return None
        found.add(kind)
        left = left[match.end() :]
    if "no" in found:
        return None if "yes" in found else False
    return True if found & {"yes", "soft"} else None


def says_nothing_of_language(text: str) -> bool:
    """Whether a message is one of the few words that shoppers of either language answer with."""
    return bool(_NEUTRAL.fullmatch(text.strip()))


def settle(action: PendingAction, yes: bool, turn: TurnContext, box: ToolBox) -> Iterator[ChatEvent]:
    """The events of a turn that answers `action`: it is done and told, or left, without any language model.

    Where the records cannot be reached it goes on waiting for a yes, under the same id.
    """
    if not yes:
        yield TextDelta(box.replies.say("confirm.kept", turn.language))
        return
    if action.customer_id != turn.customer_id:
        yield TextDelta(box.replies.say("confirm.not_yours", turn.language))
        return
    arguments = {name: value for name, value in action.arguments.items() if name != "product_ids"}
    yield ToolStarted(action.id, action.tool, arguments)
    started = time.perf_counter()
    try:
        told, ok = box.do(action, turn), True
    except ToolRefusal as refusal:
        told, ok = str(refusal), False
    except RecordsError:
        logger.exception("a confirmed action could not be done")
        told, ok, turn.pending = box.replies.say("confirm.try_again", turn.language), False, action
    told, duration_ms = neutral(told), (time.perf_counter() - started) * 1000
    turn.calls.append(ToolCall(action.tool, arguments, told, ok, duration_ms))
    yield ToolFinished(action.id, action.tool, ok, duration_ms)
    if ok and action.arguments.get("order_id"):
        yield OrdersTold((str(action.arguments["order_id"]),))
    if turn.pending is not None:
        yield ConfirmationAsked(action.id, action.tool, told, action.arguments)
    yield TextDelta(told)
