"""The part of an opened shop that the pages need."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant.agent.events import ChatEvent
from records.access.config import AccessConfig
from records.nouns import Cart, Customer
from retrieval.catalog import Product

if TYPE_CHECKING:
    from records.access.people import People
    from records.audit import AuditTrail
    from records.conversation_log import ConversationLog
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


class Catalogue(Protocol):
    """Knows every product of the shop."""

    @property
    def currency(self) -> str:
        """The catalogue's currency (ISO 4217)."""

    def product(self, product_id: str) -> Product | None:
        """The product of that id, or None."""


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
    def is_demo(self) -> bool:
        """Whether the shop is the one that comes with Daogou."""

    @property
    def mode(self) -> str:
        """`demo` or `production`."""

    @property
    def tls_certificate(self) -> Path | None:
        """The file of the site's certificate; None: plain http."""

    @property
    def tls_key(self) -> Path | None:
        """The file of its key; None where it stands in the same file."""

    def access(self) -> AccessConfig:
        """Who comes in, and for how long."""


class Customers(Protocol):
    """Knows who shops here and what they have in their carts."""

    def customer(self, customer_id: str) -> Customer | None:
        """The customer of that id, or None."""

    def customer_with_email(self, email: str) -> Customer | None:
        """The one customer with that address, or None."""

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
    def policies(self) -> PolicyShelf:
        """The shop's policies, empty where it has none."""

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
