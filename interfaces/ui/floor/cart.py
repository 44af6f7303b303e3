"""What the cart's drawer shows, and what it may change: always the cart that the chat itself works on."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from assistant.agent.constraints.currencies import format_price
from interfaces.ui.floor.cards import ImageUrl
from interfaces.ui.shopfront import Customers
from records.access.rules import AccessRefused, Action, Visitor, may, require_role
from records.carts import MAX_QUANTITY, cart_owner
from records.errors import CartFull, QuantityRefusal
from records.nouns import Cart, CartLine
from retrieval.catalog import Product

if TYPE_CHECKING:
    from records.conversation_log import ConversationLog


class CartRefused(Exception):
    """It cannot be had, or not so many; nothing was changed.

    `code` is `gone`, `sold_out`, `no_price`, `few` (`count` are left), `full` or `too_many` (`count` is the most there
    may be).
    """

    def __init__(self, code: str, count: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.count = count


@dataclass(frozen=True, slots=True)
class Asked:
    """Where a request stands: the page's conversation and, in the demo shop, the customer it tries it as."""

    visitor: Visitor
    conversation_id: str = ""
    tried: str | None = None


@dataclass(frozen=True, slots=True)
class CartDrawer:
    """The visitor's own cart. `carts` gives None in a shop that keeps none; `find` a product as it is today."""

    carts: Callable[[], Customers | None]
    log: Callable[[], ConversationLog]
    find: Callable[[str], Product | None]
    image_url: ImageUrl

    def seen(self, asked: Asked) -> dict[str, Any]:
        """The cart, JSON-ready; an empty one where the conversation has not begun, or is somebody else's."""
        carts, owner = self.carts(), self._owner(asked, "cart.read")
        if carts is None:
            return {**self._drawn(Cart("")), "open": False}
        return self._drawn(carts.cart(owner) if owner else Cart(""))

    def put(self, asked: Asked, product_id: str, quantity: int, action_id: str) -> dict[str, Any]:
        """The cart with so many more of a product in it, at today's price.

        Raises:
            AccessRefused: there is no cart of theirs to put it into.
            CartRefused: it is not to be had.
        """
        carts, owner = self._open(asked)
        held = next((line.quantity for line in carts.cart(owner).lines if line.product_id == product_id), 0)
        line = self._line(product_id, quantity, held)
        try:
            return self._drawn(carts.add_to_cart(owner, line, action_id=action_id))
        except (CartFull, QuantityRefusal) as error:
            raise _refused(error) from error

    def set(self, asked: Asked, product_id: str, quantity: int, action_id: str) -> dict[str, Any]:
        """The cart with exactly so many of a product in it; fewer is allowed of what is sold out meanwhile.

        Raises:
            AccessRefused: there is no cart of theirs.
            CartRefused: there are not so many, or the product is neither in the cart nor to be had.
        """
        carts, owner = self._open(asked)
        known = next((line for line in carts.cart(owner).lines if line.product_id == product_id), None)
        fewer = known is not None and quantity <= known.quantity
        line = replace(known, quantity=quantity) if known and fewer else self._line(product_id, quantity)
        try:
            return self._drawn(carts.set_in_cart(owner, line, action_id=action_id))
        except (CartFull, QuantityRefusal) as error:
            raise _refused(error) from error

    def remove(self, asked: Asked, product_id: str, action_id: str) -> dict[str, Any]:
        """The cart without a product; one that is not in it changes nothing."""
        carts, owner = self._open(asked)
        return self._drawn(carts.remove_from_cart(owner, product_id, action_id=action_id))

    def _open(self, asked: Asked) -> tuple[Customers, str]:
        carts, owner = self.carts(), self._owner(asked, "cart.write")
        if carts is None or not owner:
            raise AccessRefused("cart.write", asked.visitor.role, "unknown")
        return carts, owner

    def _owner(self, asked: Asked, action: Action) -> str:
        """Whose cart the chat works on in that place; empty where there is none of the visitor's own."""
        require_role(asked.visitor, action)
        if asked.visitor.customer_id is not None:
            return cart_owner(asked.visitor.customer_id, "")
        if not asked.conversation_id:
            return cart_owner(asked.tried, "") if asked.tried and asked.visitor.guest_id else ""
        conversation = self.log().conversation(asked.conversation_id)
        if conversation is None or not may(asked.visitor, action, conversation):
            return ""
        return cart_owner(conversation.customer_id, conversation.id)

    def _line(self, product_id: str, quantity: int, held: int = 0) -> CartLine:
        """A line to put in, where there are so many more than are `held`."""
        product = self.find(product_id)
        if product is None:
            raise CartRefused("gone")
        if not math.isfinite(product.price):
            raise CartRefused("no_price")
        if product.stock is not None and held + quantity > product.stock:
            raise CartRefused("few" if product.stock > 0 else "sold_out", max(product.stock, 0))
        return CartLine(product.id, product.title, quantity, product.price, product.currency)

    def _drawn(self, cart: Cart) -> dict[str, Any]:
        sold = [(line, self.find(line.product_id)) for line in cart.lines]
        now = tuple(replace(line, unit_price=p.price, currency=p.currency) for line, p in sold if p and _priced(p))
        totals = Cart(cart.owner, now).totals
        return {
            "open": True,
            "of_customer": cart.owner.startswith("customer:"),
            "count": cart.quantity,
            "most": MAX_QUANTITY,
            "lines": [self._drawn_line(line, product) for line, product in sold],
            "totals": [format_price(total, currency) for currency, total in totals.items()],
        }

    def _drawn_line(self, line: CartLine, product: Product | None) -> dict[str, Any]:
        """`was` is the price it was put in at, where that was another; `state` says what stands in the way."""
        drawn: dict[str, Any] = {
            "product_id": line.product_id,
            "titles": {one: product.title_in(one) if product else line.title for one in ("en", "zh")},
            "image": self.image_url(product) if product else None,
            "quantity": line.quantity,
            "stock": product.stock if product else None,
            "state": _state(line, product),
            "price": None,
            "was": None,
            "total": None,
        }
        if product is None or not _priced(product):
            return drawn
        drawn |= {"price": format_price(product.price, product.currency)}
        drawn |= {"total": format_price(product.price * line.quantity, product.currency)}
        if (product.price, product.currency) != (line.unit_price, line.currency):
            drawn |= {"was": format_price(line.unit_price, line.currency)}
        return drawn


def _priced(product: Product) -> bool:
    return math.isfinite(product.price)


def _state(line: CartLine, product: Product | None) -> str:
    if product is None:
        return "gone"
    if product.stock is not None and product.stock < line.quantity:
        return "short" if product.stock > 0 else "sold_out"
    return "ok" if _priced(product) else "no_price"


def _refused(error: CartFull | QuantityRefusal) -> CartRefused:
    return CartRefused("full" if isinstance(error, CartFull) else "too_many", error.limit)
