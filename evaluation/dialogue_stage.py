"""The shop a case is played in: records of its own, set back before each case, and a model only where one is wanted."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import make_url

from evaluation.dialogue_sets import Case
from evaluation.dialogue_transcript import SeenEnd
from evaluation.errors import EvaluationError

if TYPE_CHECKING:
    from assistant.agent.chat_service import ChatService
    from assistant.settings import Settings
    from assistant.wiring import Shop
    from records.shop_ledger import ShopLedger

NOW = datetime(2026, 11, 16, 15, tzinfo=UTC)
"""The moment at which the demo shop is played: the day after its last orders, a Monday; deadlines hang on it."""
BEFORE = {"en": ("show me a few", "Here they are."), "zh": ("给我看几款", "给您找到这些。")}
"""What the earlier turn of a request says where the set does not; the answer claims nothing."""


def staged(settings: Settings, folder: Path) -> Settings:
    """The settings with records in `folder`, so that playing a set touches nobody's."""
    return settings.model_copy(update={"database_url": f"sqlite:///{folder.resolve() / 'records.sqlite'}"})


def parts(settings: Settings, language_model: Any = None) -> dict[str, Any]:
    """The parts that replace a shop's own while it is played: the demo shop's clock; a language model where given."""
    clock = {"now": lambda: NOW} if settings.is_demo else {}
    return {**clock, **({} if language_model is None else {"language_model": language_model})}


class Stage:
    """An open shop whose records can be set back to how they were when the stage was made."""

    def __init__(self, shop: Shop, folder: Path) -> None:
        """`shop` is seeded and over settings from `staged`; `folder` is where the copy of its records is kept.

        Raises:
            EvaluationError: the records are not a file of SQLite.
        """
        url = make_url(shop.settings.database)
        if url.get_backend_name() != "sqlite" or not url.database:
            raise EvaluationError("Dialogue is evaluated on records in a file of SQLite; hand in staged settings.")
        self._shop = shop
        self._live, self._kept = Path(url.database), folder / "kept.sqlite"
        shop.database.upgrade()
        _copy(self._live, self._kept)

    def chat(self, case: Case | None = None) -> ChatService:
        """The service that answers; of a case that plants something, one over data that carries it."""
        from evaluation.planted import planted

        return self._shop.chat if case is None or case.poison is None else planted(self._shop, case.poison).chat

    def warm(self) -> None:
        """Open all that a first turn would wait for, and let that turn pass unseen."""
        self._shop.warm()
        for text in ("hello", "headphones", "运费多少"):
            list(self.chat().stream(text, conversation_id="evaluation-warming-up"))

    def set(self, case: Case, conversation_id: str) -> None:
        """Put the records back, then what the case says happened before: an earlier turn, things in the cart."""
        _copy(self._kept, self._live)
        if case.before.shown or case.before.held or case.before.asked:
            self._play_before(case, conversation_id)
        for line in case.before.cart:
            self._fill(case, conversation_id, line.product_id, line.quantity)

    def end(self, case: Case, conversation_id: str) -> SeenEnd:
        """What the records say once the case is over."""
        return records_after(self._ledger(), case.customer, conversation_id, case.end.orders)

    def _ledger(self) -> ShopLedger:
        from records.shop_ledger import ShopLedger

        return ShopLedger(self._shop.database, vault=self._shop.vault)

    def _play_before(self, case: Case, conversation_id: str) -> None:
        from records.nouns import Conversation, ToolCall, Turn

        text, answer = BEFORE[case.language]
        asked, now = case.before.asked, datetime.now(UTC)
        call = ToolCall("search_products", {"query": asked, **case.before.held}, "", True, 0.0)
        turn = Turn(
            id=f"{conversation_id}-before",
            conversation_id=conversation_id,
            position=0,
            at=now,
            text=asked or text,
            answer=answer,
            language=case.language,
            outcome="answered",
            tool_calls=(call,) if case.before.shown else (),
            constraints=dict(case.before.held),
            shown_product_ids=case.before.shown,
        )
        self._shop.log.start(Conversation(conversation_id, now, case.customer))
        self._shop.log.append(turn)

    def _fill(self, case: Case, conversation_id: str, product_id: str, quantity: int) -> None:
        from records.carts import cart_owner
        from records.nouns import CartLine

        product = self._shop.search_engine.product(product_id)
        if product is None:
            raise EvaluationError(f"The case {case.id} has {product_id} in the cart, which the catalogue lacks.")
        line = CartLine(product.id, product.title_in(case.language), quantity, product.price, product.currency)
        self._ledger().add_to_cart(cart_owner(case.customer, conversation_id), line)


def records_after(
    ledger: ShopLedger, customer_id: str | None, conversation_id: str, order_ids: Iterable[str] = ()
) -> SeenEnd:
    """What the records say after a conversation; `order_ids` are orders looked at beside the customer's own."""
    from records.carts import cart_owner

    requests = ledger.order_requests(customer_id) if customer_id else ()
    orders = [*(ledger.orders(customer_id) if customer_id else ()), *map(ledger.order, order_ids)]
    return SeenEnd(
        cart=tuple((x.product_id, x.quantity) for x in ledger.cart(cart_owner(customer_id, conversation_id)).lines),
        orders={order.id: order.status for order in orders if order},
        order_requests=tuple(
            {"order_id": one.order_id, "kind": one.kind, "product_ids": list(one.product_ids)} for one in requests
        ),
        handed_off=bool(ledger.hand_offs(None, conversation_id)),
    )


def without_model() -> Any:
    """A language model that never answers, for what the shop does on its own: the part `language_model` of a shop."""
    from assistant.llm.gateway import LanguageModel
    from evaluation.absent_model import AbsentChatModel

    return LanguageModel(AbsentChatModel(), "none", guided=True)


def played_model(steps: Sequence[Any]) -> Any:
    """A language model that plays `steps`, for tests: the part `language_model` of a shop."""
    from assistant.llm.gateway import LanguageModel
    from assistant.llm.scripted import ScriptedChatModel

    return LanguageModel(ScriptedChatModel(steps=list(steps)), "scripted", guided=True)


def _copy(source: Path, target: Path) -> None:
    """One database over another, also while somebody has it open."""
    with closing(sqlite3.connect(source)) as read, closing(sqlite3.connect(target, timeout=10)) as written:
        read.backup(written)
