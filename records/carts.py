"""Carts: one for each customer, and one for each conversation of somebody who is not signed in."""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy.orm import Session

from records.actions import LedgerPart
from records.database import insert
from records.erasure.erased import refuse_erased
from records.errors import CartFull, QuantityRefusal
from records.nouns import Cart, CartLine
from records.rows import cart_from, storable
from records.tables import CartLineRow, CartRow

MAX_QUANTITY = 99
"""Of one product."""
MAX_LINES = 50
"""Different products in one cart."""
CUSTOMER, GUEST = "customer:", "conversation:"


def cart_owner(customer_id: str | None, conversation_id: str) -> str:
    """Whose cart it is: the signed-in customer's (`customer:C-001`), otherwise the conversation's."""
    return f"{GUEST}{conversation_id}" if customer_id is None else f"{CUSTOMER}{customer_id}"


class Carts(LedgerPart):
    """What people mean to buy. An owner is as `cart_owner` writes it; any other is refused with ValueError."""

    def cart(self, owner: str) -> Cart:
        """The owner's cart; empty for somebody who has none."""
        owner = _checked(owner)
        with self._database.reading() as session:
            row = session.get(CartRow, owner)
            return Cart(owner) if row is None else cart_from(row)

    def add_to_cart(self, owner: str, line: CartLine, *, action_id: str = "") -> Cart:
        """Puts `line.quantity` more of the product in, at the line's price, and gives the cart back.

        Without an `action_id` every call adds.

        Raises:
            QuantityRefusal: the quantity is not from 1 to 99, or there would be more than 99 in the cart.
            CartFull: it would be the 51st product.
        """
        _check_quantity(line.product_id, line.quantity)
        with self._database.writing() as session:
            cart = self._locked(session, _checked(owner))
            if not action_id or self._begins(session, action_id, "add_to_cart", cart.owner, line.product_id):
                _put(cart, line)
                cart.changed_at = self._now()
            return cart_from(cart)

    def remove_from_cart(
        self, owner: str, product_id: str, quantity: int | None = None, *, action_id: str = ""
    ) -> Cart:
        """Takes `quantity` of the product out, all of it when None or more than there are, and gives the cart back.

        A product that is not in the cart changes nothing.

        Raises:
            QuantityRefusal: the quantity is not from 1 to 99.
        """
        product_id = storable(product_id)
        if quantity is not None:
            _check_quantity(product_id, quantity)
        with self._database.writing() as session:
            cart = self._locked(session, _checked(owner))
            if not action_id or self._begins(session, action_id, "remove_from_cart", cart.owner, product_id):
                _take(cart, product_id, quantity)
                cart.changed_at = self._now()
            return cart_from(cart)

    def set_in_cart(self, owner: str, line: CartLine, *, action_id: str = "") -> Cart:
        """Has exactly `line.quantity` of the product in the cart, however many there were, and gives the cart back.

        A product that is in it already keeps the price it was put in at. So a page that is behind, or a click that
        comes twice, does no harm.

        Raises:
            QuantityRefusal: the quantity is not from 1 to 99.
            CartFull: it would be the 51st product.
        """
        _check_quantity(line.product_id, line.quantity)
        with self._database.writing() as session:
            cart = self._locked(session, _checked(owner))
            if not action_id or self._begins(session, action_id, "set_in_cart", cart.owner, line.product_id):
                known = _line(cart, storable(line.product_id))
                if known is None:
                    _put(cart, line)
                else:
                    known.quantity = line.quantity
                cart.changed_at = self._now()
            return cart_from(cart)

    def adopt_cart(self, guest_owner: str, customer_owner: str) -> Cart:
        """Moves a guest's cart into the customer's after signing in, and gives the customer's back.

        Where both hold a product the quantities add up, to at most 99. What would be the 51st product stays with the
        guest. Doing it again changes nothing.

        Raises:
            ValueError: the first owner is not a conversation, or the second not a customer.
        """
        if not guest_owner.startswith(GUEST) or not customer_owner.startswith(CUSTOMER):
            raise ValueError(f"{guest_owner} cannot become {customer_owner}")
        with self._database.writing() as session:
            refuse_erased(session, _checked(guest_owner), _checked(customer_owner))
            # Always the customer's first, so that two calls at once do not wait for each other.
            customer, guest = (
                self._locked(session, _checked(customer_owner)),
                self._locked(session, _checked(guest_owner)),
            )
            if guest.lines:
                _pour(guest, customer)
                customer.changed_at = guest.changed_at = self._now()
            return cart_from(customer)

    def _locked(self, session: Session, owner: str) -> CartRow:
        """The owner's cart, which nobody else can write to until the transaction ends."""
        row = session.get(CartRow, owner, with_for_update=True)
        if row is None:
            refuse_erased(session, owner)
            insert(session, CartRow(owner=owner, changed_at=self._now()))
            row = session.get_one(CartRow, owner, with_for_update=True)
        return row


def _put(cart: CartRow, line: CartLine) -> None:
    values = {name: storable(value) if isinstance(value, str) else value for name, value in asdict(line).items()}
    known = _line(cart, values["product_id"])
    if known is not None:
        _check_quantity(line.product_id, known.quantity + line.quantity)
        for name, value in {**values, "quantity": known.quantity + line.quantity}.items():
            setattr(known, name, value)
        return
    if len(cart.lines) >= MAX_LINES:
        raise CartFull(MAX_LINES)
    position = max((one.position for one in cart.lines), default=-1) + 1
    cart.lines.append(CartLineRow(position=position, **values))


def _take(cart: CartRow, product_id: str, quantity: int | None) -> None:
    known = _line(cart, product_id)
    if known is None:
        return
    if quantity is None or quantity >= known.quantity:
        cart.lines.remove(known)
    else:
        known.quantity -= quantity


def _pour(guest: CartRow, customer: CartRow) -> None:
    for line in cart_from(guest).lines:
        known = _line(customer, line.product_id)
        if known is not None:
            known.quantity = min(known.quantity + line.quantity, MAX_QUANTITY)
        elif len(customer.lines) < MAX_LINES:
            _put(customer, line)
        else:
            continue
        _take(guest, line.product_id, None)


def _line(cart: CartRow, product_id: str) -> CartLineRow | None:
    return next((line for line in cart.lines if line.product_id == product_id), None)


def _check_quantity(product_id: str, quantity: int) -> None:
    if isinstance(quantity, bool) or not isinstance(quantity, int) or not 1 <= quantity <= MAX_QUANTITY:
        raise QuantityRefusal(product_id, quantity, MAX_QUANTITY)


def _checked(owner: str) -> str:
    if owner in (CUSTOMER, GUEST) or not owner.startswith((CUSTOMER, GUEST)):
        raise ValueError(f"{owner!r} owns no cart; make the owner with cart_owner")
    return storable(owner)
