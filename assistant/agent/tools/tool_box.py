"""The shop's desks behind one counter: what the tools do, free of LangChain."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from assistant.agent.constraints.held import Exchange
from assistant.agent.events import ConfirmationAsked, TextDelta
from assistant.agent.pending_action import PendingAction
from assistant.agent.profile.customer_profiles import CustomerProfiles
from assistant.agent.profile.shaping import ProfileShaping
from assistant.agent.replies import Replies
from assistant.agent.tools.cart_desk import CartDesk
from assistant.agent.tools.counter import Counter, Emit, ToolRefusal, UnknownProductError
from assistant.agent.tools.finding import FindingDesk, SearchWords
from assistant.agent.tools.hand_off_desk import HandOffDesk
from assistant.agent.tools.order_changes import OrderChanges
from assistant.agent.tools.order_desk import OrderDesk
from assistant.agent.tools.review_desk import ReviewDesk
from assistant.agent.tools.reviews import ReviewShelf
from assistant.agent.tools.rule_desk import RuleDesk
from assistant.agent.tools.showing import ShowingDesk
from assistant.agent.turn_context import TurnContext
from records.actions import Now, utc_now
from records.shop_ledger import ShopLedger
from retrieval.live import LiveSearchEngine
from retrieval.policies import PolicyShelf

__all__ = ["Emit", "SearchWords", "ToolBox", "ToolRefusal", "UnknownProductError"]


@dataclass(frozen=True)
class ToolBox:
    """Everything the tools need; a shop without reviews, ledger or profiles is given none.

    `guided` says that the language model is too small to retell what the shop states; see `Counter`.
    """

    engine: LiveSearchEngine
    policies: PolicyShelf
    exchange: Exchange
    replies: Replies
    guided: bool = False
    reviews: ReviewShelf = field(default_factory=ReviewShelf)
    ledger: ShopLedger | None = None
    now: Now = utc_now
    profiles: CustomerProfiles | None = None

    @property
    def reads_chinese(self) -> bool:
        """Whether the catalogue has Chinese text, so that a Chinese message can be searched as it is."""
        return self.engine.has_chinese

    @cached_property
    def counter(self) -> Counter:
        """What every desk has at hand."""
        return Counter(self.engine, self.exchange, self.replies, self.guided)

    @cached_property
    def finding(self) -> FindingDesk:
        """Searches."""
        return FindingDesk(self.counter, ProfileShaping(self.ledger, self.engine.product, self.replies, self.profiles))

    @cached_property
    def showing(self) -> ShowingDesk:
        """Details and comparisons."""
        return ShowingDesk(self.counter)

    @cached_property
    def rules(self) -> RuleDesk:
        """The shop's policies."""
        return RuleDesk(self.counter, self.policies)

    @cached_property
    def reviewing(self) -> ReviewDesk:
        """What reviewers say."""
        return ReviewDesk(self.counter, self.reviews)

    @cached_property
    def orders(self) -> OrderDesk:
        """The signed-in shopper's orders; only where there is a ledger."""
        return OrderDesk(self.counter, self._ledger)

    @cached_property
    def changes(self) -> OrderChanges:
        """Cancellations, returns and exchanges; only where there is a ledger."""
        return OrderChanges(self.counter, self.orders, self.rules, self._ledger, self.now)

    @cached_property
    def cart(self) -> CartDesk:
        """The shopper's cart; only where there is a ledger."""
        return CartDesk(self.counter, self._ledger)

    @cached_property
    def staff(self) -> HandOffDesk:
        """The way to a person; only where there is a ledger."""
        return HandOffDesk(self.counter, self.rules, self._ledger)

    def search(self, words: SearchWords, turn: TurnContext, emit: Emit) -> str:
        """Search under everything the shopper has asked for, show the products, tell the model of the first few."""
        return self.finding.search(words, turn, emit)

    def ask(self, action: PendingAction, turn: TurnContext, emit: Emit) -> str:
        """Ask the shopper to confirm; one action a turn. Gives back what the language model is told.

        Raises:
            ToolRefusal: the turn asks about another action already.
        """
        if turn.pending is not None and turn.pending != action:
            raise ToolRefusal(self.replies.told("one_at_a_time", text=turn.pending.text))
        if turn.pending is None:
            turn.pending = action
            turn.evidence.add_facts(action.text)
            emit(ConfirmationAsked(action.id, action.tool, action.text, action.arguments))
            if self.guided:
                self.counter.say(action.text, turn)
            else:
                emit(TextDelta(action.text + "\n\n"))
        return self.replies.told("asked", text=action.text)

    def do(self, action: PendingAction, turn: TurnContext) -> str:
        """Do what the shopper has confirmed, and say so. Doing the same action again changes nothing more.

        Raises:
            ToolRefusal: it can no longer be done; the text tells the shopper.
            DatabaseFault: the records cannot be reached; it may be tried again.
        """
        given = action.arguments
        if action.tool == "cart_add":
            return self.cart.add(str(given["product_id"]), int(given.get("quantity", 1)), turn, action.id)
        if action.tool == "cart_remove":
            return self.cart.remove(str(given["product_id"]), turn, action.id)
        told = self.changes.do(action, turn)
        turn.evidence.add_done(action.tool)
        return told

    @property
    def _ledger(self) -> ShopLedger:
        if self.ledger is None:
            raise ToolRefusal(self.replies.told("no_ledger"))
        return self.ledger
