"""What the loyalty desk reads from: the parts of an opened shop, each asked for when a request needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from loyalty.mining.shop_loyalty import ShopLoyalty
from loyalty.report.contents import WEEKS
from records.audit import AuditTrail
from records.conversation_log import ConversationLog
from records.database import Database
from records.learned.customer_names import CustomerNames
from records.learned.score_days import ScoreDays
from records.learned.score_listing import ScoreListing
from records.learned.score_overview import ScoreOverview
from records.learned.talk_overview import Span, TalkOverview
from records.vault.vault import Vault
from retrieval.catalog import Product


class LoyaltySettings(Protocol):
    """What the desk reads of the settings."""

    @property
    def home(self) -> Path:
        """The home folder."""

    @property
    def catalog(self) -> Path:
        """The catalogue."""

    @property
    def shop_folder(self) -> Path:
        """Where the shop's reviews lie."""

    def offers(self) -> Any:
        """`loyalty.advice.offers.OfferRules`."""

    def loyalty(self) -> Any:
        """`loyalty.config.LoyaltyConfig`."""


class Catalogue(Protocol):
    """Knows every product of the shop."""

    @property
    def currency(self) -> str:
        """The catalogue's currency (ISO 4217)."""

    def product(self, product_id: str) -> Product | None:
        """The product of that id, or None."""


class LoyaltyShop(Protocol):
    """The part of an opened shop that the desk needs; `loyalty` opens the models that read, and is asked for last."""

    @property
    def settings(self) -> Any:
        """The complete settings."""

    @property
    def search_engine(self) -> Catalogue:
        """Knows the products."""

    @property
    def database(self) -> Database:
        """The records."""

    @property
    def vault(self) -> Vault:
        """What the records are sealed with."""

    @property
    def audit(self) -> AuditTrail:
        """Where it is noted who read what."""

    @property
    def log(self) -> ConversationLog:
        """The conversations."""

    @property
    def loyalty(self) -> ShopLoyalty:
        """What mines and scores."""

    @property
    def now(self) -> Callable[[], datetime]:
        """The moment, aware."""


@dataclass(frozen=True, slots=True)
class LoyaltyDesk:
    """Opens what a request needs out of the shop."""

    shop: Any

    @property
    def scores(self) -> ScoreOverview:
        """A day in numbers, as it stands."""
        return ScoreOverview(self.shop.database, self.shop.vault)

    @property
    def days(self) -> ScoreDays:
        """Days in numbers, as they were counted."""
        return ScoreDays(self.shop.database, self.shop.vault)

    @property
    def listing(self) -> ScoreListing:
        """Customers in order."""
        return ScoreListing(self.shop.database, self.shop.vault)

    @property
    def names(self) -> CustomerNames:
        """What customers are called."""
        return CustomerNames(self.shop.database, self.shop.vault)

    @property
    def talks(self) -> TalkOverview:
        """What conversations come to."""
        return TalkOverview(self.shop.database, self.shop.vault)

    def newest_day(self) -> datetime | None:
        """The newest day on which customers were scored; None: nobody was."""
        return next(iter(self.scores.days(1)), None)

    def span(self, day: datetime | None = None, weeks: int = WEEKS) -> Span:
        """The weeks up to the end of a day, or until now."""
        until = self.shop.now() if day is None else day + timedelta(days=1)
        return Span(until - timedelta(weeks=weeks), until)

    @property
    def currency(self) -> str:
        """What spends are told in."""
        return str(self.shop.search_engine.currency)

    def titles(self, product_ids: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
        """What products are called in both languages; those of the catalogue, and those that were ordered once."""
        wanted = list(dict.fromkeys(product_ids))
        known = {id: self.shop.search_engine.product(id) for id in wanted}
        ordered = self.talks.titles([id for id, product in known.items() if product is None])
        titles: dict[str, Mapping[str, str]] = {}
        for id, product in known.items():
            plain = product.title if product is not None else ordered.get(id, id)
            titles[id] = {"en": plain, "zh": (product.title_zh if product is not None else "") or plain}
        return titles

    def note(self, visitor: Any, subject: str, action: str = "loyalty.open", note: str = "") -> None:
        """Notes in the audit trail what the visitor reads of somebody."""
        self.shop.audit.note(visitor.account_id or "unknown", visitor.role, action, subject, note)
