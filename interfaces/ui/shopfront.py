"""The part of an opened shop that the pages need."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from assistant.agent.events import ChatEvent
from assistant.llm.config import LanguageModelConfig
from records.access.config import AccessConfig
from records.nouns import Cart, CartLine, Customer, HandOff, Order, OrderRequest
from retrieval.catalog import Product
from retrieval.query import SearchQuery, SearchResult

if TYPE_CHECKING:
    from assistant.agent.tools.reviews import ReviewShelf
    from prompts.library import PromptLibrary
    from records.access.people import People
    from records.audit import AuditTrail
    from records.conversation_log import ConversationLog
    from records.desk.labels import ConversationLabels
    from records.desk.notes import ConversationNotes
    from records.desk.search import ConversationSearch
    from records.desk.staff_messages import StaffMessages
    from records.desk.taking_over import TakingOver
    from records.erasure.erasing import Eraser
    from records.feedback import FeedbackBox
    from records.redaction.redactor import Redactor
    from retrieval.policies import PolicyShelf


class Chat(Protocol):
    """Answers one message at a time."""

    def stream(
        self, text: str, *, conversation_id: str, customer_id: str | None, guest_id: str | None, turn_id: str
    ) -> Iterator[ChatEvent]:
        """The events of one turn, as they happen; closing the iterator stops the turn.

        A `turn_id` that stands in the log is answered from there.
        """

    def remove_constraint(
        self,
        conversation_id: str,
        name: str,
        value: str | None = None,
        *,
        text: str = "",
        customer_id: str | None = None,
        guest_id: str | None = None,
        turn_id: str | None = None,
    ) -> Iterator[ChatEvent]:
        """The events of a turn in which a click gave up one constraint; `text` stands for it in the log."""

    def change_constraint(
        self,
        conversation_id: str,
        name: str,
        value: Any,
        *,
        text: str,
        customer_id: str | None = None,
        guest_id: str | None = None,
        turn_id: str | None = None,
    ) -> Iterator[ChatEvent]:
        """The events of a turn in which a click set one constraint to another value, as `Chosen` has it."""


class Catalogue(Protocol):
    """Knows every product of the shop."""

    @property
    def currency(self) -> str:
        """The catalogue's currency (ISO 4217)."""

    def product(self, product_id: str) -> Product | None:
        """The product of that id, or None."""

    def search(self, query: SearchQuery) -> SearchResult:
        """The products that satisfy a query, best first."""


class PageSettings(Protocol):
    """What the pages read of the settings."""

    @property
    def shop_name(self) -> str:
        """The name in the header."""

    @property
    def shop_name_zh(self) -> str:
        """The name in Chinese, or empty where the shop has one name only."""

    @property
    def catalog(self) -> Path:
        """The catalogue's file or folder; pictures lie beside or below it."""

    @property
    def home(self) -> Path:
        """The folder of built files and of sets of conversations."""

    @property
    def is_demo(self) -> bool:
        """Whether the shop is the one that comes with Daogou."""

    @property
    def mode(self) -> str:
        """`demo` or `production`."""

    @property
    def currency_rates(self) -> Mapping[str, float]:
        """What one unit of each other currency is worth in the shop's."""

    @property
    def tls_certificate(self) -> Path | None:
        """The file of the site's certificate; None: plain http."""

    @property
    def tls_key(self) -> Path | None:
        """The file of its key; None where it stands in the same file."""

    def language_model(self) -> LanguageModelConfig:
        """The language models' part, with what their tokens cost."""

    def access(self) -> AccessConfig:
        """Who comes in, and for how long."""


class Customers(Protocol):
    """Knows who shops here and what they have in their carts."""

    def customer(self, customer_id: str) -> Customer | None:
        """The customer of that id, or None."""

    def customer_with_email(self, email: str) -> Customer | None:
        """The one customer with that address, or None."""

    def cart(self, owner: str) -> Cart:
        """The owner's cart, as `records.carts.cart_owner` writes owners."""

    def add_to_cart(self, owner: str, line: CartLine, *, action_id: str = "") -> Cart:
        """Puts more of a product in."""

    def set_in_cart(self, owner: str, line: CartLine, *, action_id: str = "") -> Cart:
        """Has exactly so many of a product in it."""

    def remove_from_cart(
        self, owner: str, product_id: str, quantity: int | None = None, *, action_id: str = ""
    ) -> Cart:
        """Takes a product out."""

    def customer_order(self, customer_id: str, order_id: str) -> Order:
        """The customer's order of this id; OrderUnknown where they have none."""

    def order_requests(self, customer_id: str) -> tuple[OrderRequest, ...]:
        """The customer's returns and exchanges, newest first."""

    def hand_offs(
        self, status: str | None = "open", conversation_id: str | None = None, limit: int = 50
    ) -> tuple[HandOff, ...]:
        """Conversations that a person is asked to take over, oldest first."""

    def adopt_cart(self, guest_owner: str, customer_owner: str) -> Cart:
        """Moves a guest's cart into the customer's."""


class Shopfront(Protocol):
    """An opened shop, as `assistant.wiring` builds it."""

    @property
    def chat(self) -> Chat:
        """The chat service."""

    @property
    def search_engine(self) -> Catalogue:
        """The search engine."""

    @property
    def settings(self) -> PageSettings:
        """The complete settings."""

    @property
    def ledger(self) -> Customers | None:
        """The records of customers; None where the shop keeps none."""

    @property
    def log(self) -> ConversationLog:
        """Where conversations are kept."""

    @property
    def feedback(self) -> FeedbackBox:
        """Where it is kept what shoppers thought of answers."""

    @property
    def eraser(self) -> Eraser:
        """What erases everything about somebody."""

    @property
    def reviews(self) -> ReviewShelf:
        """What customers wrote about products."""

    @property
    def policies(self) -> PolicyShelf:
        """The shop's policies, empty where it has none."""

    @property
    def taking_over(self) -> TakingOver | None:
        """Which person answers which conversation; None in a shop where nobody takes over."""

    @property
    def staff_messages(self) -> StaffMessages:
        """What people of the shop say in conversations."""

    @property
    def notes(self) -> ConversationNotes:
        """What people of the shop note on conversations for each other."""

    @property
    def labels(self) -> ConversationLabels:
        """By what people of the shop find conversations again."""

    @property
    def conversation_search(self) -> ConversationSearch:
        """Finds conversations of everybody."""

    @property
    def prompts(self) -> PromptLibrary:
        """The prompts there are."""

    @property
    def audit(self) -> AuditTrail:
        """Where it is noted that staff read what is not theirs."""

    @property
    def redactor(self) -> Redactor:
        """What takes personal data out of texts before they are kept."""

    @property
    def people(self) -> People | None:
        """Who may come in; None in a shop without accounts."""

    @property
    def site_secret(self) -> bytes:
        """What the site's cookies are signed with."""

    @property
    def now(self) -> Callable[[], datetime]:
        """The moment, aware."""


def catalog_dir(shop: Shopfront) -> Path:
    """The folder that picture paths are relative to."""
    catalog = shop.settings.catalog
    return catalog if catalog.is_dir() else catalog.parent
