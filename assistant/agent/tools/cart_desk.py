"""The shopper's cart: a customer's own, or that of a guest's conversation."""

from __future__ import annotations

from dataclasses import dataclass, replace

from assistant.agent.constraints.currencies import format_price
from assistant.agent.pending_action import PendingAction
from assistant.agent.tools.counter import Counter
from assistant.agent.tools.product_names import line_title, lines_named, product_named
from assistant.agent.turn_context import TurnContext
from records.carts import MAX_QUANTITY, cart_owner
from records.errors import CartFull, LedgerRefusal
from records.nouns import Cart, CartLine
from records.shop_ledger import ShopLedger
from retrieval.catalog import Product


@dataclass(frozen=True, slots=True)
class CartDesk:
    """Shows the cart, puts products in and takes them out."""

    counter: Counter
    ledger: ShopLedger

    def view(self, turn: TurnContext) -> str:
        """What is in the cart at today's prices, which the index states; says where one has changed since."""
        cart = self.ledger.cart(_owner(turn))
        if not cart.lines:
            return self.counter.tell(self._say("empty", turn), turn)
        head = self._say("head", turn, count=cart.quantity)
        lines = [self._line(line, turn) for line in cart.lines]
        return self.counter.tell("\n".join([head, *lines, *self._totals(cart, turn)]), turn)

    def ask_add(self, product_id: str, quantity: int, turn: TurnContext) -> PendingAction:
        """The question whether to put a product in, for shoppers whose words did not plainly say so.

        Raises:
            ToolRefusal: no product is meant, or it is not to be had; the shopper has been told.
        """
        product = self._available(product_named(product_id, turn, self.counter), quantity, turn)
        text = self._say("ask_add", turn, title=product.title_in(turn.language), count=quantity, price=_price(product))
        return self._action("cart_add", text, turn, product.id, quantity)

    def add(self, product_id: str, quantity: int, turn: TurnContext, action_id: str = "") -> str:
        """Put pieces of a product in, at its price of this moment; the same product once a turn.

        Raises:
            ToolRefusal: no product is meant, it is not to be had, or the cart holds no more; the shopper has been told.
        """
        product = self._available(product_named(product_id, turn, self.counter), quantity, turn)
        turn.evidence.add_rows([product])
        title = product.title_in(turn.language)
        line = CartLine(product.id, product.title, quantity, product.price, product.currency)
        try:
            cart = self.ledger.add_to_cart(
                _owner(turn), line, action_id=action_id or f"{turn.key}-cart_add-{product.id}"
            )
        except LedgerRefusal as error:
            full = isinstance(error, CartFull)
            limit = error.limit if isinstance(error, CartFull) else MAX_QUANTITY
            text = self._say("full" if full else "too_many", turn, title=title, count=limit)
            raise self.counter.refuse(text, turn) from error
        turn.evidence.add_done("cart_add")
        added = self._say("added", turn, title=title, count=quantity, price=_price(product))
        return self.counter.tell(" ".join([added, *self._totals(cart, turn)]), turn)

    def ask_remove(self, product_id: str, turn: TurnContext) -> PendingAction:
        """The question whether to take a product out.

        Raises:
            ToolRefusal: it is not in the cart; the shopper has been told what is.
        """
        line = self._line_named(product_id, turn)
        return self._action(
            "cart_remove", self._say("ask_remove", turn, title=self._title(line, turn)), turn, line.product_id
        )

    def remove(self, product_id: str, turn: TurnContext, action_id: str = "") -> str:
        """Take a product out, all pieces of it.

        Raises:
            ToolRefusal: it is not in the cart; the shopper has been told what is.
        """
        line = self._line_named(product_id, turn)
        done = action_id or f"{turn.key}-cart_remove-{line.product_id}"
        cart = self.ledger.remove_from_cart(_owner(turn), line.product_id, action_id=done)
        turn.evidence.add_done("cart_remove")
        left = self._totals(cart, turn) if cart.lines else [self._say("empty", turn)]
        removed = self._say("removed", turn, title=self._title(line, turn))
        return self.counter.tell(" ".join([removed, *left]), turn)

    def _available(self, product: Product, quantity: int, turn: TurnContext) -> Product:
        """The product, if there are that many; a shop that states no stock has it."""
        title = product.title_in(turn.language)
        held = next((o.quantity for o in self.ledger.cart(_owner(turn)).lines if o.product_id == product.id), 0)
        if product.stock == 0:
            raise self.counter.refuse(self._say("sold_out", turn, title=title), turn)
        if product.stock is not None and held + quantity > product.stock:
            key = "few_more" if held else "few"
            raise self.counter.refuse(self._say(key, turn, title=title, count=product.stock, total=held), turn)
        return product

    def _line_named(self, product_id: str, turn: TurnContext) -> CartLine:
        """The line of the cart that is meant: by id, title, its number in the last list shown or else in the cart."""
        lines = self.ledger.cart(_owner(turn)).lines
        if not lines:
            raise self.counter.refuse(self._say("empty", turn), turn)
        found = lines_named(product_id, lines, turn, self.counter)
        if len(found) == 1:
            return found[0]
        join = self.counter.replies.say("product.join", turn.language)
        terms = join.join(self._title(line, turn) for line in found or lines)
        raise self.counter.refuse(self._say("which", turn, terms=terms), turn)

    def _line(self, line: CartLine, turn: TurnContext) -> str:
        product = self.counter.engine.product(line.product_id)
        title = self._title(line, turn)
        if product is None:
            return self._say("gone", turn, title=title, count=line.quantity)
        turn.evidence.add_rows([product])
        text = self._say("line", turn, title=title, count=line.quantity, price=_price(product))
        changed = (product.price, product.currency) != (line.unit_price, line.currency)
        was = format_price(line.unit_price, line.currency)
        notes = [self._say("changed", turn, price=was)] if changed else []
        if product.stock is not None and product.stock < line.quantity:
            notes.append(self._say("short", turn, count=product.stock) if product.stock else self._say("out", turn))
        return "".join([text, *notes])

    def _totals(self, cart: Cart, turn: TurnContext) -> list[str]:
        """What the cart costs now, one sentence; none where nothing in it is sold any more."""
        now = [replace(line, unit_price=p.price, currency=p.currency) for line, p in self._sold(cart)]
        totals = Cart(cart.owner, tuple(now)).totals
        if not totals:
            return []
        price = " + ".join(format_price(total, currency) for currency, total in totals.items())
        return [self._say("total", turn, price=price, count=sum(line.quantity for line in now))]

    def _sold(self, cart: Cart) -> list[tuple[CartLine, Product]]:
        found = [(line, self.counter.engine.product(line.product_id)) for line in cart.lines]
        return [(line, product) for line, product in found if product is not None]

    def _title(self, line: CartLine, turn: TurnContext) -> str:
        return line_title(line, turn, self.counter)

    def _action(self, tool: str, text: str, turn: TurnContext, product_id: str, quantity: int = 0) -> PendingAction:
        arguments = {"product_id": product_id, **({"quantity": quantity} if quantity else {})}
        return PendingAction(f"{turn.key}-{tool}", tool, text, turn.customer_id, arguments)

    def _say(self, key: str, turn: TurnContext, **values: str | int) -> str:
        return self.counter.replies.say(f"cart.{key}", turn.language, **values)


def _owner(turn: TurnContext) -> str:
    return cart_owner(turn.customer_id, turn.conversation_id)


def _price(product: Product) -> str:
    return format_price(product.price, product.currency)
