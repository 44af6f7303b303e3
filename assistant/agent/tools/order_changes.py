"""Cancels orders and starts returns and exchanges: looks whether it can be done and asks, then does it after a yes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assistant.agent.constraints.currencies import format_price
from assistant.agent.pending_action import PendingAction
from assistant.agent.tools.counter import Counter, ToolRefusal
from assistant.agent.tools.dates import day_in
from assistant.agent.tools.order_desk import OrderDesk
from assistant.agent.tools.order_lines import lines_meant
from assistant.agent.tools.order_windows import NotTakenBack, last_day
from assistant.agent.tools.product_names import line_category, lines_named
from assistant.agent.tools.rule_desk import RuleDesk
from assistant.agent.turn_context import TurnContext
from records.actions import Now
from records.errors import AlreadyRequested, LedgerRefusal, OrderStatusRefusal
from records.nouns import Order, OrderLine
from records.shop_ledger import ShopLedger

FAULTY = re.compile(
    r"\b(?:broken?|faulty|defect\w*|damaged?|doesn'?t work|does not work|not working|stopped working|cracked|leak\w*|"
    r"wrong item|dead on arrival)\b|坏|破|碎|裂|故障|质量|不能用|用不了|没反应|发错|漏",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class OrderChanges:
    """What a customer may change of an order themselves; every change asks first."""

    counter: Counter
    orders: OrderDesk
    rules: RuleDesk
    ledger: ShopLedger
    now: Now

    def ask_cancel(self, order_id: str, reason: str, turn: TurnContext) -> PendingAction:
        """The question whether to cancel an order that has not left the shop.

        Raises:
            ToolRefusal: there is no such order, or it is too late; the shopper has been told what to do instead.
        """
        order = self.orders.order_named(order_id, turn)
        if order.status != "placed":
            raise self.counter.refuse(self._status_refusal("cancel", order, turn), turn)
        price = format_price(order.total, order.currency)
        terms = self.orders.titles(order.lines, turn)
        text = self._say("ask_cancel", turn, order=order.id, terms=terms, price=price)
        return self._action("cancel_order", text, turn, order_id=order.id, reason=reason)

    def ask_return(self, order_id: str, product_id: str | None, reason: str, turn: TurnContext) -> PendingAction:
        """The question whether to start a return, with the last day for it; of all the order where no product is named.

        Raises:
            ToolRefusal: it cannot be sent back any more, or not yet; the shopper has been told the rule.
        """
        return self._ask("return", order_id, product_id, turn, reason=reason)

    def ask_exchange(self, order_id: str, product_id: str | None, wanted: str, turn: TurnContext) -> PendingAction:
        """The question whether to start an exchange for `wanted`; refuses like `ask_return`."""
        return self._ask("exchange", order_id, product_id, turn, wanted=wanted)

    def do(self, action: PendingAction, turn: TurnContext) -> str:
        """Do what was confirmed, once, and say what happens next.

        Raises:
            ToolRefusal: it can no longer be done.
            DatabaseFault: the records cannot be reached; the same action may be tried again.
        """
        given = action.arguments
        try:
            if action.tool == "cancel_order":
                return self._cancel(action, given, turn)
            return self._request(action, given, turn)
        except LedgerRefusal as error:
            order = self.orders.order_named(str(given["order_id"]), turn)
            raise ToolRefusal(self._refusal(action.tool, error, order, turn)) from error

    def _cancel(self, action: PendingAction, given: Mapping[str, Any], turn: TurnContext) -> str:
        order = self.ledger.cancel_order(
            str(turn.customer_id), given["order_id"], action_id=action.id, reason=given.get("reason", "")
        )
        return self._say("cancelled_now", turn, order=order.id, price=format_price(order.total, order.currency))

    def _request(self, action: PendingAction, given: Mapping[str, Any], turn: TurnContext) -> str:
        who, order_id, products = str(turn.customer_id), given["order_id"], given.get("product_ids", ())
        if action.tool == "start_return":
            done = self.ledger.request_return(who, order_id, products, given.get("reason", ""), action_id=action.id)
        else:
            done = self.ledger.request_exchange(who, order_id, products, given.get("wanted", ""), action_id=action.id)
        order = self.ledger.customer_order(who, order_id)
        lines = [line for line in order.lines if line.product_id in done.product_ids]
        key = f"{done.kind}_started"
        text = self._say(
            key, turn, number=done.id, order=order.id, terms=self.orders.titles(lines, turn), wanted=done.wanted
        )
        return "\n\n".join([text, *self._rule("how_to_return", turn)])

    def _ask(self, kind: str, order_id: str, product_id: str | None, turn: TurnContext, **wish: str) -> PendingAction:
        order = self.orders.order_named(order_id, turn)
        if order.status != "delivered":
            raise self.counter.refuse(self._status_refusal(kind, order, turn), turn)
        lines, last = self._in_time(kind, order, self._lines(order, product_id, turn), turn)
        terms = self.orders.titles(lines, turn)
        until = self._say("until", turn, when=day_in(last, turn.language)) if last else ""
        asked = self._say(f"ask_{kind}", turn, order=order.id, terms=terms, until=until, wanted=wish.get("wanted", ""))
        text = "\n\n".join([asked, *self._told_before(lines, wish.get("reason", ""), turn)])
        ids = [line.product_id for line in lines]
        return self._action(f"start_{kind}", text, turn, order_id=order.id, product_ids=ids, **wish)

    def _lines(self, order: Order, product_id: str | None, turn: TurnContext) -> tuple[OrderLine, ...]:
        """The lines of the order that are meant and were not asked for before; all where no product is named."""
        lines = self._named(order, product_id, turn) if product_id else self._meant(order, turn) or order.lines
        requests = [one for one in self.ledger.order_requests(order.customer_id) if one.order_id == order.id]
        before = {one for request in requests for one in request.product_ids}
        left = tuple(line for line in lines if line.product_id not in before)
        if not left:
            number = requests[0].id
            text = self._say("already", turn, order=order.id, number=number, terms=self.orders.titles(lines, turn))
            raise self.counter.refuse(text, turn)
        return left

    def _named(self, order: Order, product_id: str, turn: TurnContext) -> tuple[OrderLine, ...]:
        """The line of a product: by id, by title, by its number in the last list shown or else in the order."""
        found = lines_named(product_id, order.lines, turn, self.counter) or list(self._meant(order, turn))
        if len(found) != 1:
            terms = self.orders.titles(found or order.lines, turn)
            raise self.counter.refuse(self._say("which_product", turn, order=order.id, terms=terms), turn)
        return tuple(found)

    def _meant(self, order: Order, turn: TurnContext) -> tuple[OrderLine, ...]:
        return lines_meant(order.lines, turn, self.counter)

    def _in_time(
        self, kind: str, order: Order, lines: tuple[OrderLine, ...], turn: TurnContext
    ) -> tuple[tuple[OrderLine, ...], date | None]:
        """The lines that may still be sent back, and the first day on which that ends for one of them."""
        last = {line: self._last_day(kind, order, line, turn) for line in lines}
        today = self.now().date()
        left = tuple(line for line in lines if (day := last[line]) is None or today <= day)
        if not left:
            day = max(day for day in last.values() if day is not None)
            when, terms = day_in(day, turn.language), self.orders.titles(lines, turn)
            rule = self._window_rule(kind, lines[0], turn)
            raise self.counter.refuse("\n\n".join([self._say("too_late", turn, when=when, terms=terms), *rule]), turn)
        return left, min((day for line in left if (day := last[line]) is not None), default=None)

    def _last_day(self, kind: str, order: Order, line: OrderLine, turn: TurnContext) -> date | None:
        """The last day for one line; None where the shop sets no limit.

        Raises:
            ToolRefusal: the shop exchanges products, but none of this kind.
        """
        try:
            return last_day(self.rules.policies, kind, order, line_category(line, self.counter))
        except NotTakenBack as error:
            text = self._say("not_exchanged", turn, terms=self.orders.title(line, turn))
            told = "\n\n".join([text, *self._window_rule(kind, line, turn)])
            raise self.counter.refuse(told, turn) from error

    def _window_rule(self, kind: str, line: OrderLine, turn: TurnContext) -> list[str]:
        """The rule that sets the limit, cited."""
        timed = [s for s in self.rules.policies.sections if s.window is not None and s.window.kind == kind]
        section = self.rules.policies.section_on(kind, line_category(line, self.counter)) or next(iter(timed), None)
        return [self.rules.cited(section, turn)] if section else []

    def _told_before(self, lines: tuple[OrderLine, ...], reason: str, turn: TurnContext) -> list[str]:
        """The rule to know before saying yes: on faulty goods, or on goods of this kind that are an exception."""
        if FAULTY.search(reason):
            return self._rule("faulty", turn)
        sections = [s for s in self.rules.policies.sections if s.window is not None and s.window.kind == "return"]
        kinds = {name for line in lines for name in line_category(line, self.counter)[-1:]}
        named = [s for s in sections if any(kind in s.text["en"].lower() for kind in kinds)]
        return [self.rules.cited(section, turn) for section in named[:1]]

    def _rule(self, key: str, turn: TurnContext) -> list[str]:
        """The rule that answers one of the shop's own questions best, cited; none where there is none."""
        question = self._say(key, turn)
        found = self.rules.policies.find(question, turn.language, top_k=1)
        return [self.rules.cited(section, turn) for section in found]

    def _refusal(self, tool: str, error: LedgerRefusal, order: Order, turn: TurnContext) -> str:
        """What the ledger refuses, said to the shopper."""
        if isinstance(error, AlreadyRequested):
            requests = self.ledger.order_requests(order.customer_id)
            number = next(one.id for one in requests if one.order_id == order.id)
            terms = self.orders.titles(order.lines, turn)
            return self._say("already", turn, order=order.id, number=number, terms=terms)
        if isinstance(error, OrderStatusRefusal):
            return self._status_refusal(tool.rpartition("_")[2] if tool != "cancel_order" else "cancel", order, turn)
        return self._say("cannot", turn, order=order.id)

    def _status_refusal(self, what: str, order: Order, turn: TurnContext) -> str:
        """Why an order as it stands cannot be cancelled or sent back, and what can be done."""
        group = "cancel" if what == "cancel" else "return"
        known = order.status in ("placed", "shipped", "delivered", "cancelled", "returned")
        return self._say(f"{group}_{order.status}" if known else "cannot", turn, order=order.id)

    def _action(self, tool: str, text: str, turn: TurnContext, **arguments: Any) -> PendingAction:
        kept = {name: value for name, value in arguments.items() if value}
        return PendingAction(f"{turn.key}-{tool}", tool, text, turn.customer_id, kept)

    def _say(self, key: str, turn: TurnContext, **values: str | int) -> str:
        return self.counter.replies.say(f"order.{key}", turn.language, **values)
