"""Brings the profile into a turn: the order of what was found, why on the cards, and once in the answer."""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from assistant.agent.events import ChatEvent, ConstraintsChanged, Language, TextDelta
from assistant.agent.profile.customer_profiles import CustomerProfiles
from assistant.agent.profile.ordering import SAID, Because, shaped_by
from assistant.agent.profile.shopper import NO_TASTES, FindProduct, read_profile
from assistant.agent.profile.switch import ProfileSwitch
from assistant.agent.replies import Replies
from assistant.agent.turn_context import TurnContext
from records.shop_ledger import ShopLedger
from retrieval.query import SearchHit, SearchResult

NAMED = 3
"""Reasons named in the answer at most."""


@dataclass(frozen=True, slots=True)
class ShapedHits:
    """The hits as they are shown, and by product id what the card says of the shopper's earlier purchases."""

    hits: tuple[SearchHit, ...]
    reasons: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProfileShaping:
    """Shapes what signed-in shoppers are shown; guests, and a shop without a ledger, see it as it was found.

    With `profiles` also by what they said, and only for those who agree.
    """

    ledger: ShopLedger | None
    find_product: FindProduct
    replies: Replies
    profiles: CustomerProfiles | None = None

    def shape(self, found: SearchResult, turn: TurnContext) -> ShapedHits:
        """The hits in the shopper's order; where it differs, a note says why before the answer.

        As found where the shopper asked for another order, switched it off, does not agree to it, or buys for somebody
        else.
        """
        customer, query = turn.customer_id, found.query
        ordered = query.sort != "relevance" or query.diversity > 0 or bool(query.similar_to) or turn.refine.cheaper
        refused = turn.constraints.ignore_profile or turn.constraints.recipient is not None
        if customer is None or self.ledger is None or ordered or refused:
            return ShapedHits(found.hits)
        if self.profiles is not None and not self.profiles.may_shape(customer):
            return ShapedHits(found.hits)
        learned = self.profiles.tastes(customer) if self.profiles is not None else NO_TASTES
        requests = self.ledger.order_requests(customer)
        profile = read_profile(self.ledger.orders(customer), self.find_product, requests, learned)
        shaped = shaped_by(profile, found.hits)
        self._note(shaped.order_reasons, turn)
        joined = {id: self._joined(reasons, " · ", turn.language) for id, reasons in shaped.reasons.items()}
        return ShapedHits(shaped.hits, joined)

    def _note(self, reasons: tuple[Because, ...], turn: TurnContext) -> None:
        """Say why, unless an earlier answer has said the very same; how to switch it off is told once."""
        if not reasons:
            return
        terms = self._joined(reasons[:NAMED], self.replies.say("profile.join", turn.language), turn.language)
        words = any(one.ground in SAID for one in reasons)
        note = self.replies.say("profile.shaped_words" if words else "profile.shaped", turn.language, terms=terms)
        hint = self.replies.say("profile.how_off", turn.language)
        said = [earlier.answer for earlier in turn.past]
        for sentence in (note, hint):
            if sentence not in turn.notes and not any(sentence.strip() in answer for answer in said):
                turn.notes.append(sentence)

    def _joined(self, reasons: tuple[Because, ...], joint: str, language: Language) -> str:
        return joint.join(_said(one, self.replies, language) for one in reasons)


def switched(switch: ProfileSwitch, turn: TurnContext, replies: Replies) -> Iterator[ChatEvent]:
    """Earlier purchases count from now on, or no more. Answers where nothing else was said, else notes it before."""
    before = turn.held
    turn.held = replace(before, ignore_profile=not switch.use)
    turn.constraints = replace(turn.constraints, ignore_profile=not switch.use)
    if turn.held != before:
        turn.told = turn.constraints
        yield ConstraintsChanged(turn.constraints.as_json())
    key = "off" if not switch.use else "on" if turn.customer_id is not None else "on_guest"
    sentence = replies.say(f"profile.{key}", turn.language)
    if switch.alone:
        yield TextDelta(sentence.strip())
    elif turn.held != before:
        turn.notes.append(sentence)


def _said(because: Because, replies: Replies, language: Language) -> str:
    when = _month(because.at, language) if because.at is not None else ""
    return replies.say(f"profile.{because.ground}", language, title=because.value, text=because.value, when=when)


def _month(at: datetime, language: Language) -> str:
    return f"{at.year}年{at.month}月" if language == "zh" else f"{calendar.month_name[at.month]} {at.year}"
