"""A chat to try things out in: its own records in memory, a clock that stands still, other prompts or another model."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from evaluation.dialogue_stage import NOW, records_after
from evaluation.dialogue_transcript import SeenEnd
from evaluation.replay.watched_agent import WatchedAgent

if TYPE_CHECKING:
    from assistant.agent.chat_service import ChatService
    from assistant.llm.gateway import LanguageModel
    from assistant.prompting.choice import PromptChoice
    from assistant.wiring import Shop
    from records.memory_database import MemoryDatabase
    from records.shop_ledger import ShopLedger

_KEY: Final = b"a stage keeps nobody's secrets"
"""Of the placeholders for personal data: they read the same in every home, so that recorded calls answer there too."""


@dataclass(frozen=True)
class Stage:
    """A chat over an open shop whose words and deeds go when the stage is closed.

    Several threads may talk in it, each in a conversation of its own. `model` is the language model's name, `ledger`
    None in a shop without records.
    """

    chat: ChatService
    model: str
    ledger: ShopLedger | None
    database: MemoryDatabase
    _kept: MemoryDatabase
    _agent: WatchedAgent

    def reset(self) -> None:
        """Put the customers' records back as they were, and forget all conversations; nobody may be talking."""
        from records.memory_log import MemoryConversationLog

        self.database.become(self._kept)
        self.chat.log = MemoryConversationLog()

    def records(self, customer_id: str | None, conversation_id: str, order_ids: Iterable[str] = ()) -> SeenEnd:
        """What the records say of a conversation now; `order_ids` are orders to look at beside the customer's own."""
        if self.ledger is None:
            return SeenEnd()
        return records_after(self.ledger, customer_id, conversation_id, order_ids)

    @property
    def prompts(self) -> tuple[str, str]:
        """The labels of the prompts that are spoken with."""
        return self.chat.prompt.label, self.chat.replies.prompt.label

    def fault(self, turn_id: str) -> str:
        """What was wrong with the language model's endpoint in a turn, empty where nothing was; asked once."""
        return self._agent.fault(turn_id)

    def close(self) -> None:
        """Forget everything; the open shop goes on."""
        self.database.close()
        self._kept.close()


def open_stage(
    shop: Shop,
    prompts: PromptChoice | None = None,
    language_model: LanguageModel | None = None,
    customer_id: str | None = None,
    *,
    customers: Iterable[str] = (),
    now: Callable[[], datetime] | None = None,
) -> Stage:
    """A stage over the search engine and the language model of `shop`, with its own of everything that is written.

    `prompts` are spoken with, without them what is published; `language_model` answers in the place of the shop's. Of
    the shop's customers those of `customer_id` and `customers` are copied, so that they can be talked for. The clock
    stands where `now` is when the stage is opened; without it at the demo shop's moment, or elsewhere where the shop's
    own clock is.
    Raises what opening the shop's own parts raises.
    """
    from records.memory_database import MemoryDatabase
    from records.memory_log import MemoryConversationLog
    from records.redaction.redactor import Redactor
    from records.shop_ledger import ShopLedger

    moment = now() if now else moment_in(shop)
    live, kept = MemoryDatabase.open(), MemoryDatabase.open()
    ledger = None if shop.ledger is None else ShopLedger(live, lambda: moment)
    _cast(shop, (*customers, *([customer_id] if customer_id else [])), kept)
    live.become(kept)
    chat = shop.assistant_with(
        prompts or published(shop),
        language_model=language_model,
        log=MemoryConversationLog(),
        ledger=ledger,
        now=lambda: moment,
    )
    chat.redactor = Redactor(_KEY)
    agent = WatchedAgent(chat.agent)
    chat.agent = lambda: agent  # type: ignore[assignment]
    return Stage(chat, (language_model or shop.language_model).name, ledger, live, kept, agent)


def moment_in(shop: Shop) -> datetime:
    """The moment at which a shop is played: the demo shop's own, or elsewhere what its clock says now."""
    return NOW if shop.settings.is_demo else shop.now()


def published(shop: Shop) -> PromptChoice:
    """The prompts that stand in production."""
    return shop.shelf.in_use()[0]


def _cast(shop: Shop, customers: Iterable[str], target: MemoryDatabase) -> None:
    from records.consents import Consents
    from records.copied_customers import copy_customers

    wanted = tuple(customers)
    if wanted and shop.ledger is not None:
        copy_customers(wanted, shop.ledger, Consents(shop.database, shop.now), target)
