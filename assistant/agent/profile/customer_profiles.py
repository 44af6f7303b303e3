"""What was learned of signed-in shoppers, one at a time: nobody's profile knows anything of anybody else."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from assistant.agent.profile.shopper import NO_TASTES, FindProduct
from assistant.agent.profile.sizes import own_size
from loyalty.advice.product_facts import ProductFacts
from loyalty.advice.profile import CustomerProfile, profile_of
from loyalty.advice.tastes import SIGNS, Tastes, tastes_from
from loyalty.mining.keeping import signal_from
from loyalty.mining.scoring_round import history_of
from records.consents import Consents
from records.learned.known_customers import KnownCustomers
from records.learned.readings import Readings
from retrieval.catalog import Product


@dataclass(frozen=True, slots=True)
class CustomerProfiles:
    """Reads profiles out of the records as they stand; every call may raise `DatabaseFault`.

    `chinese` gives the shop's Chinese words for its categories.
    """

    known: KnownCustomers
    readings: Readings
    consents: Consents
    find_product: FindProduct
    chinese: Callable[[], Mapping[str, str]]
    now: Callable[[], datetime]

    def may_shape(self, customer_id: str) -> bool:
        """Whether searches may follow the customer's profile: unless they said no."""
        return self.consents.agrees(customer_id, "profile", unasked=True)

    def tastes(self, customer_id: str) -> Tastes:
        """What the customer said they like and dislike; nothing where they do not want their words learned from."""
        if not self.consents.agrees(customer_id, "learning", unasked=True):
            return NO_TASTES
        said = [(id, signal_from(one)) for id, one in self.readings.signals_of(customer_id, SIGNS)]
        return tastes_from(said, self._finder(), self.now()) if said else NO_TASTES

    def profile(self, customer_id: str) -> CustomerProfile | None:
        """All that is known of the customer, with what it was read from; None for somebody unknown."""
        found = self.known.customer(customer_id)
        now = self.now()
        return None if found is None else profile_of(history_of(found, now), self._finder(), now)

    def _finder(self) -> Callable[[str], ProductFacts | None]:
        chinese = self.chinese()

        def find(product_id: str) -> ProductFacts | None:
            product = self.find_product(product_id)
            return None if product is None else facts_of(product, chinese)

        return find


def facts_of(product: Product, chinese: Mapping[str, str]) -> ProductFacts:
    """What a profile needs to know of a product of the catalogue."""
    path = product.category
    return ProductFacts(
        title_en=product.title,
        title_zh=product.title_zh,
        category=path,
        category_names=_names(path[-1], chinese) if path else ("", ""),
        department_names=_names(path[0], chinese) if path else ("", ""),
        brand=product.brand,
        size=own_size(product) or "",
    )


def _names(category: str, chinese: Mapping[str, str]) -> tuple[str, str]:
    return category, chinese.get(category.lower(), category)
