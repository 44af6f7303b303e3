"""What the shop answers itself: a question back about wishes, a search under what is left, what it has learned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assistant.agent.constraints.contradictions import Contradiction
from assistant.agent.constraints.currencies import format_price
from assistant.agent.constraints.held import EVERYTHING
from assistant.agent.events import ChatEvent, Language, TextDelta
from assistant.agent.profile.telling import asks_what_is_known, what_is_known
from assistant.agent.replies import Replies
from assistant.agent.requests.plain import PlainRequest
from assistant.agent.tools.calling import call_tool
from assistant.agent.tools.table import SEARCH
from assistant.agent.tools.tool_box import ToolBox
from assistant.agent.turn_context import TurnContext
from records.nouns import Turn


def is_settled_by_shop(turn: TurnContext) -> bool:
    """Whether the shop answers the turn without a language model: it asks back, starts over, takes a click, tells."""
    if asks_what_is_known(turn.text):
        return True
    if turn.contradiction is not None:
        return _is_a_wish(turn)
    return turn.clicked or (turn.takes_back(EVERYTHING) and not turn.read.as_json())


def settled_by_shop(turn: TurnContext, box: ToolBox) -> Iterator[ChatEvent]:
    """The answer where `is_settled_by_shop`; what changed is told first."""
    if asks_what_is_known(turn.text):
        ignored = turn.constraints.ignore_profile
        yield TextDelta(what_is_known(turn.customer_id, box.profiles, box.replies, turn.language, ignored=ignored))
        return
    if turn.contradiction is not None:
        turn.constraints = turn.told  # as they were, until the shopper says which is meant
        money = box.exchange.shop_currency
        yield TextDelta(question(turn.contradiction, turn.language, box.replies, money, turn.chinese))
        return
    yield from turn.news()
    if turn.takes_back(EVERYTHING) or not turn.talk.query:
        yield TextDelta(box.replies.say("wishes.fresh_start", turn.language))
        return
    yield from _searched_again(turn, box)


def search_again(turn: TurnContext) -> PlainRequest | None:
    """The last search once more, where the message does nothing but take constraints back; None for any other."""
    if not turn.taken_back or turn.read.as_json() or not turn.talk.query or turn.held == turn.told:
        return None
    return PlainRequest("search_products", {"query": turn.talk.query})


def question(
    found: Contradiction, language: Language, replies: Replies, shop_currency: str, chinese: Mapping[str, str]
) -> str:
    """One kind question that names both sides of a contradiction."""
    if found.kind == "price":
        money = found.currency or shop_currency
        low, high = (format_price(end, money).removesuffix(".00") for end in (found.low, found.high))
        return replies.say("wishes.price", language, low=low, high=high)
    if found.kind == "rating":
        return replies.say("wishes.rating", language, rating=f"{found.low:g}")
    topic = replies.attribute(found.name, language) if found.value == "yes" else found.value
    value = chinese.get(topic, topic) if language == "zh" else topic.replace("_", " ")
    return replies.say("wishes.attribute", language, said=value)


def unsettled(past: tuple[Turn, ...]) -> str:
    """The message before, where the shop may have asked back about it: it called nothing and showed nothing."""
    last = past[-1] if past and past[-1].outcome != "with_person" else None
    return last.text if last and not last.tool_calls and not last.shown_product_ids and not last.pending else ""


def _is_a_wish(turn: TurnContext) -> bool:
    """A question about the shop's rules or an order contradicts nothing."""
    return not isinstance(turn.plain, PlainRequest) or turn.plain.tool == "search_products"


def _searched_again(turn: TurnContext, box: ToolBox) -> Iterator[ChatEvent]:
    """The last search under the constraints that are left."""
    events: list[ChatEvent] = []
    call = call_tool(SEARCH, box, turn, {"query": turn.talk.query}, events.append, turn.key)
    yield from events
    said = turn.lead.strip() if turn.searched else turn.ways_out.strip()
    answer = said or box.replies.found(turn.searched or (), turn.constraints, turn.language)
    yield TextDelta("".join([*turn.taken_notes(), answer if call.ok else "\n\n".join(turn.quotes)]))
    turn.quotes.clear()
