"""Everything about one customer that the desk shows, as one JSON object."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, Literal

from assistant.agent.profile.customer_profiles import facts_of
from interfaces.ui.loyalty.desk import LoyaltyDesk
from interfaces.ui.loyalty.score_view import figures
from interfaces.ui.loyalty.timeline import timeline
from loyalty.advice.product_facts import ProductFacts
from loyalty.advice.profile import profile_of
from loyalty.mining.scoring_round import history_of
from records.access.rules import Visitor
from records.carts import cart_owner
from records.consents import PURPOSES, Consents
from records.erasure.erased import erased_among
from records.learned.known_customers import KnownCustomers
from records.learned.loyalty_scores import LoyaltyScores
from records.learned.nouns import KeptScore, KnownCustomer
from records.nouns import Conversation
from records.rows import storable

HISTORY: Final = 60
"""Scored days that are drawn."""
CONVERSATIONS: Final = 500


class Absent(Exception):
    """There is nothing to show of a customer: nobody is known by that id, or they were erased, as `why` says."""

    def __init__(self, why: Literal["unknown", "erased"]) -> None:
        super().__init__(why)
        self.why = why


def customer(desk: LoyaltyDesk, visitor: Visitor, customer_id: str) -> dict[str, Any]:
    """What is known of the customer, whatever of it there is; that it is read is noted in the audit trail.

    `score` is None where nobody scored them, `explanation` empty where it is not known any more or may not be.

    Raises:
        Absent: see there.
    """
    shop, id = desk.shop, storable(customer_id)
    with shop.database.reading() as session:
        if erased_among(session, [cart_owner(id, "")]):
            raise Absent("erased")
    known = KnownCustomers(shop.database, shop.vault).customer(id)
    scores = LoyaltyScores(shop.database, shop.vault).of_customer(id)
    talks = shop.log.conversations(id, CONVERSATIONS)
    if known is None and not scores and not talks:
        raise Absent("unknown")
    desk.note(visitor, cart_owner(id, ""))
    known = known or KnownCustomer(id, "", None)
    newest = scores[0] if scores else None
    return {
        **_who(desk, known),
        "may": {"conversations": visitor.role in ("staff", "admin")},
        "currency": desk.currency,
        "consents": _consents(desk, id),
        "score": newest and figures(newest),
        "explanation": dict(newest.explanation) if newest else {},
        "budget": shop.settings.offers().budget,
        "history": _history(scores),
        "unread": _unread(known, talks),
        "talks": len(talks),
        "tastes": _tastes(desk, known),
        **timeline(known, talks, desk.titles(_products(known))),
    }


def _who(desk: LoyaltyDesk, known: KnownCustomer) -> dict[str, Any]:
    return {
        "id": known.id,
        "name": desk.names.names([known.id]).get(known.id, ""),
        "language": known.language,
        "joined_at": known.joined_at and known.joined_at.isoformat(),
    }


def _consents(desk: LoyaltyDesk, id: str) -> dict[str, bool | None]:
    """True and False where they said so; None where they said nothing."""
    said = Consents(desk.shop.database, desk.shop.now).current(id)
    return {purpose: said[purpose].given if purpose in said else None for purpose in PURPOSES}


def _history(scores: tuple[KeptScore, ...]) -> list[dict[str, Any]]:
    """Oldest first."""
    return [figures(one) for one in reversed(scores[:HISTORY])]


def _unread(known: KnownCustomer, talks: Iterable[Conversation]) -> int:
    """Conversations of which nothing was read: not yet, or they may not be learned from."""
    read = {one.conversation_id for one in known.readings}
    return sum(one.id not in read for one in talks)


def _tastes(desk: LoyaltyDesk, known: KnownCustomer) -> list[dict[str, Any]]:
    now = desk.shop.now()

    def find(product_id: str) -> ProductFacts | None:
        product = desk.shop.search_engine.product(product_id)
        return None if product is None else facts_of(product, {})

    found: list[dict[str, Any]] = profile_of(history_of(known, now), find, now).as_json()["points"]
    return found


def _products(known: KnownCustomer) -> list[str]:
    named = [line.product_id for order in known.orders for line in order.lines]
    return [*named, *(one.product_id for reading in known.readings for one in reading.signals if one.product_id)]
