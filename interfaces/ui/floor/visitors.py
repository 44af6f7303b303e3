"""As whom one may try the demo shop without signing in: a guest has no orders to ask about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from interfaces.ui.shopfront import Shopfront

DEMO_CUSTOMERS = ("C-017", "C-022")
"""One who writes English and one who writes Chinese; each has an order to cancel and one to send back."""


@dataclass(frozen=True, slots=True)
class Visitors:
    """The demo customers a visitor may pass for, name by id.

    Empty in any shop with customers of its own, and in production: there nobody passes for anybody.
    """

    names: Mapping[str, str]

    @classmethod
    def of(cls, shop: Shopfront) -> Visitors:
        """Those of the shop, where it is the demo shop and its records are there."""
        if not shop.settings.is_demo or shop.settings.mode == "production" or shop.ledger is None:
            return cls({})
        found = [shop.ledger.customer(id) for id in DEMO_CUSTOMERS]
        return cls({customer.id: customer.name for customer in found if customer is not None})

    def customer(self, wanted: object) -> str | None:
        """The id of the customer that is wanted, or None for a guest and for everybody who is not on offer."""
        return wanted if isinstance(wanted, str) and wanted in self.names else None
