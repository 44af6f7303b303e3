"""A shop whose answers are written by the test, held back and let go by the test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from assistant.agent.events import (
    ChatEvent,
    ConfirmationAsked,
    ConstraintsChanged,
    ProductsShown,
    TextDelta,
    TurnEnded,
    TurnFailed,
    TurnStarted,
)
from records.access.config import AccessConfig
from records.conversation_log import ConversationLog, MemoryConversationLog
from records.nouns import Cart, Conversation, Feedback, Outcome, ReceivedMessage, Turn
from records.redaction.redactor import Redactor
from retrieval.catalog import Product
from retrieval.policies import PolicySection
from retrieval.query import SearchHit

Answer = Callable[[str, str], Iterator[ChatEvent]]
START = datetime(2026, 11, 16, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
PATIENCE_SECONDS = 60
"""How long anything is waited for before a test is given up, so that a broken one ends; a busy machine takes long."""

HUSH = Product(
    "AUD-001",
    "Larkspur Hush 2 wireless over-ear headphones",
    129.0,
    "USD",
    title_zh="云雀 Hush 2 无线头戴式降噪耳机",
    brand="Larkspur",
    category=("audio", "headphones"),
    list_price=159.0,
    rating=4.4,
    review_count=312,
    stock=27,
    image="images/AUD-001.svg",
)
WIRED = Product("AUD-002", "Larkspur Plain wired headphones", 39.5, "USD", rating=None, stock=0)
FEW = Product("AUD-003", "Tarn Fold on-ear headphones", 79.0, "USD", rating=4.0, review_count=8, stock=2)


@dataclass
class Gate:
    """A place in an answer: the test waits until it is reached, and lets it go on."""

    reached: threading.Event = field(default_factory=threading.Event)
    opened: threading.Event = field(default_factory=threading.Event)

    def hold(self) -> None:
        self.reached.set()
        assert self.opened.wait(PATIENCE_SECONDS), "the test never opened this gate"

    def wait(self) -> None:
        assert self.reached.wait(PATIENCE_SECONDS), "the answer never came to this gate"


@dataclass
class ScriptedChat:
    """Plays `answer` for every message and keeps what was asked, in which conversation, and what was stopped.

    What it plays stands in its log as the real service keeps it: a message before it is answered, then its turn.
    """

    answer: Answer
    log: ConversationLog = field(default_factory=MemoryConversationLog)
    asked: list[tuple[str, str]] = field(default_factory=list)
    customers: list[str | None] = field(default_factory=list)
    removed: list[tuple[str, str | None]] = field(default_factory=list)
    closed_early: threading.Event = field(default_factory=threading.Event)

    def stream(
        self,
        text: str,
        *,
        conversation_id: str,
        customer_id: str | None,
        guest_id: str | None = None,
        turn_id: str | None = None,
    ) -> Iterator[ChatEvent]:
        turn_id = turn_id or f"turn-{len(self.asked)}"
        language = "zh" if any(c >= "一" for c in text) else "en"
        yield TurnStarted(conversation_id, turn_id, language)
        if (logged := self.log.turn(turn_id)) is not None:
            yield TurnEnded(logged)
            return
        self.asked.append((conversation_id, text))
        self.customers.append(customer_id)
        self.log.start(Conversation(conversation_id, START + len(self.asked) * MINUTE, customer_id, guest_id=guest_id))
        self.log.receive(ReceivedMessage(turn_id, conversation_id, START, text))
        position = len(self.log.turns(conversation_id))
        turn = Turn(turn_id, conversation_id, position, START, text, "", language, "answered")
        yield from self._played(turn)

    def _played(self, turn: Turn) -> Iterator[ChatEvent]:
        events: list[ChatEvent] = []
        try:
            for event in self.answer(turn.text, turn.conversation_id):
                events.append(event)
                yield event
        except GeneratorExit:
            self.log.append(_told(turn, events, "stopped"))
            self.closed_early.set()
            raise
        failed = any(isinstance(event, TurnFailed) for event in events)
        self.log.append(told := _told(turn, events, "failed" if failed else "answered"))
        if not failed:
            yield TurnEnded(told)

    def remove_constraint(
        self,
        conversation_id: str,
        name: str,
        value: str | None = None,
        *,
        text: str = "",
        customer_id: str | None = None,
        **known: str | None,
    ) -> Iterator[ChatEvent]:
        self.removed.append((name, value))
        yield from self.stream(text, conversation_id=conversation_id, customer_id=customer_id, **known)


def _told(turn: Turn, events: list[ChatEvent], outcome: Outcome) -> Turn:
    """The turn with what its events told."""
    for event in events:
        match event:
            case TextDelta(text=text):
                turn = replace(turn, answer=turn.answer + text)
            case ProductsShown(hits=hits):
                turn = replace(turn, shown_product_ids=tuple(hit.product.id for hit in hits))
            case ConstraintsChanged(constraints=constraints):
                turn = replace(turn, constraints=constraints)
            case ConfirmationAsked(action_id=id, tool=tool, text=text):
                turn = replace(turn, pending={"id": id, "tool": tool, "text": text, "customer_id": None})
    return replace(turn, outcome=outcome)


@dataclass
class RememberedFeedback:
    """Keeps feedback as `records.feedback.FeedbackBox` does, as long as the test runs."""

    given: dict[tuple[str, str], Feedback] = field(default_factory=dict)

    def give(self, turn_id: str, owner: str, helpful: bool, reason: str = "") -> Feedback:
        said = Feedback("f", turn_id, owner.removeprefix("conversation:"), owner, helpful, reason, START)
        self.given[turn_id, owner] = said
        return said

    def take_back(self, turn_id: str, owner: str) -> bool:
        return self.given.pop((turn_id, owner), None) is not None

    def of_conversation(self, conversation_id: str) -> list[Feedback]:
        return [said for said in self.given.values() if said.conversation_id == conversation_id]


@dataclass
class ScriptedShop:
    chat: ScriptedChat
    catalog: Path
    shop_name: str = "Juniper & Co"
    products: tuple[Product, ...] = (HUSH, WIRED, FEW)
    is_demo: bool = False
    customer_names: dict[str, str] = field(default_factory=dict)
    people: None = None
    taking_over: None = None
    staff_messages: None = None
    feedback: RememberedFeedback = field(default_factory=RememberedFeedback)
    rules: tuple[PolicySection, ...] = ()
    redactor: Redactor = field(default_factory=lambda: Redactor(b"r" * 32))
    site_secret: bytes = b"a secret of the tests, 32 bytes long"

    @property
    def log(self) -> ConversationLog:
        return self.chat.log

    @property
    def policies(self) -> SimpleNamespace:
        return SimpleNamespace(sections=self.rules, topics=())

    @property
    def reviews(self) -> SimpleNamespace:
        return SimpleNamespace(of=lambda product_id: ())

    def now(self) -> datetime:
        return START

    @property
    def settings(self) -> SimpleNamespace:
        return SimpleNamespace(
            shop_name=self.shop_name,
            shop_name_zh="杜松百货",
            catalog=self.catalog,
            home=self.catalog.parent / "home",
            is_demo=self.is_demo,
            mode="demo",
            access=AccessConfig,
        )

    @property
    def ledger(self) -> SimpleNamespace:
        def customer(id: str) -> SimpleNamespace | None:
            return SimpleNamespace(id=id, name=self.customer_names[id]) if id in self.customer_names else None

        return SimpleNamespace(customer=customer, cart=Cart)

    @property
    def search_engine(self) -> SimpleNamespace:
        return SimpleNamespace(product={p.id: p for p in self.products}.get, currency="USD")


def hits(*products: Product) -> tuple[SearchHit, ...]:
    return tuple(SearchHit(p, 1.0, matched_terms=("headphones",)) for p in products)


def echo(text: str, conversation_id: str) -> Iterator[ChatEvent]:
    """Shows three products and says the shopper's words back; nothing but spaces is refused as the real one does."""
    if not text.strip():
        yield TurnFailed("empty", "Please tell me in a few words what you are looking for.")
        return
    yield ConstraintsChanged({"categories": ["headphones"], "max_price": 200, "currency": "USD"})
    yield ProductsShown(hits(HUSH, WIRED, FEW), {"AUD-001": "Noise cancelling, 38 hours of battery"})
    yield TextDelta(f"You asked: {text} ")
    yield TextDelta("That is all.")
