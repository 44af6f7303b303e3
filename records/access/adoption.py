"""What a guest said and chose becomes the customer's who signs in with that browser."""

from __future__ import annotations

from typing import Protocol

from records.carts import cart_owner
from records.conversation_log import ConversationLog
from records.nouns import Cart

_MANY = 1000


class CartsToAdopt(Protocol):
    """Keeps carts, as `ShopLedger` does."""

    def adopt_cart(self, guest_owner: str, customer_owner: str) -> Cart:
        """Moves a guest's cart into the customer's; doing it again changes nothing."""
        ...


def adopt_guest(log: ConversationLog, carts: CartsToAdopt | None, guest_id: str, customer_id: str) -> int:
    """Gives the guest's conversations and carts to the customer; says how many conversations they were.

    Broken off half way it can be done again: the carts come first, and what is adopted is not the guest's any more.
    """
    if carts is not None:
        for conversation in log.conversations(None, _MANY, guest_id=guest_id):
            if conversation.customer_id is None:
                carts.adopt_cart(cart_owner(None, conversation.id), cart_owner(customer_id, conversation.id))
    return log.adopt(guest_id, customer_id)
