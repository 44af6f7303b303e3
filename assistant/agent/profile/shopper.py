"""The signed-in shopper as orders and words show them: what they like, send back, complain about, wear and pay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from statistics import quantiles

from assistant.agent.profile.sizes import own_size
from loyalty.advice.tastes import Tastes
from records.nouns import Order, OrderLine, OrderRequest
from retrieval.catalog import Product

LIKED_FROM = 2
"""Purchases of a brand that were kept, from which on it is liked."""
BAND_FROM = 3
"""Purchases in a department, from which on there is a usual price."""
_NOT_BOUGHT = "cancelled"
_SENT_BACK = "returned"

NO_TASTES = Tastes()
FindProduct = Callable[[str], Product | None]


@dataclass(frozen=True, slots=True)
class PriceBand:
    """The usual price of one piece, both ends included, in major units of `currency`."""

    low: float
    high: float
    currency: str

    def holds(self, product: Product) -> bool:
        """Whether the product is priced within the band."""
        return product.currency == self.currency and self.low <= product.price <= self.high


@dataclass(frozen=True, slots=True)
class ShopperProfile:
    """What earlier orders say; everything is empty for somebody who has not bought anything.

    `price_bands` are by department (the first level of a category), `sizes` by the whole category path (`fashion >
    jeans`), the one bought last. `liked_brands` and `disliked_brands` are as the catalogue writes them and have none in
    common. `purchases` maps the id of what was bought and kept to when it was bought last. `praised_…` and
    `complained_…` are what was said: brands that purchases do not speak against, and product ids.
    """

    price_bands: Mapping[str, PriceBand] = field(default_factory=dict)
    liked_brands: frozenset[str] = frozenset()
    disliked_brands: frozenset[str] = frozenset()
    sizes: Mapping[str, str] = field(default_factory=dict)
    purchases: Mapping[str, datetime] = field(default_factory=dict)
    praised_brands: frozenset[str] = frozenset()
    complained_brands: frozenset[str] = frozenset()
    praised_products: frozenset[str] = frozenset()
    complained_products: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Bought:
    line: OrderLine
    order: Order
    product: Product | None
    kept: bool


def read_profile(
    orders: Iterable[Order],
    find_product: FindProduct,
    requests: Iterable[OrderRequest] = (),
    learned: Tastes = NO_TASTES,
) -> ShopperProfile:
    """The profile that one customer's orders show, in any order, with what they asked to return and what they said.

    Cancelled orders say nothing. A brand is liked when it was bought at least twice and sent back less often than kept;
    disliked when it was sent back at least as often as kept. A usual price runs from the 20th to the 80th percentile of
    what at least three purchases of a department cost. Products the catalogue no longer has count only as purchases.
    Where words and purchases disagree about a brand, it is neither liked nor disliked.
    """
    returned = {(one.order_id, id) for one in requests if one.kind == "return" for id in one.product_ids}
    bought = list(_bought(orders, find_product, returned))
    kept = [one for one in bought if one.kept]
    liked, disliked = _brands(bought)
    return ShopperProfile(
        price_bands=_price_bands(kept),
        liked_brands=liked - learned.disliked_brands,
        disliked_brands=disliked - learned.liked_brands,
        sizes=_sizes(kept),
        purchases={one.line.product_id: one.order.placed_at for one in kept},
        praised_brands=learned.liked_brands - disliked,
        complained_brands=learned.disliked_brands - liked,
        praised_products=learned.liked_products,
        complained_products=learned.disliked_products,
    )


def _bought(orders: Iterable[Order], find_product: FindProduct, returned: set[tuple[str, str]]) -> Iterator[_Bought]:
    """Every line of what was not cancelled, oldest first."""
    for order in sorted(orders, key=lambda one: (one.placed_at, one.id)):
        if order.status == _NOT_BOUGHT:
            continue
        for line in order.lines:
            kept = order.status != _SENT_BACK and (order.id, line.product_id) not in returned
            yield _Bought(line, order, find_product(line.product_id), kept)


def _brands(bought: list[_Bought]) -> tuple[frozenset[str], frozenset[str]]:
    counted = {kept: Counter(_brand(one) for one in bought if one.kept is kept) for kept in (True, False)}
    kept, back = counted[True], counted[False]
    liked = {brand for brand, count in kept.items() if brand and count >= LIKED_FROM and count > back[brand]}
    disliked = {brand for brand, count in back.items() if brand and count >= kept[brand]}
    return frozenset(liked), frozenset(disliked)


def _brand(bought: _Bought) -> str:
    return bought.product.brand if bought.product is not None else ""


def _price_bands(kept: list[_Bought]) -> dict[str, PriceBand]:
    paid: dict[tuple[str, str], list[float]] = {}
    for one in kept:
        if one.product is not None and one.product.category:
            paid.setdefault((one.product.category[0], one.order.currency), []).append(one.line.unit_price)
    # Where somebody paid in several currencies, the one they used most; bands are not worth an exchange rate.
    usual = sorted(paid.items(), key=lambda item: len(item[1]))
    return {department: _band(prices, currency) for (department, currency), prices in usual if len(prices) >= BAND_FROM}


def _band(prices: list[float], currency: str) -> PriceBand:
    fifths = quantiles(prices, n=5, method="inclusive")
    return PriceBand(round(fifths[0], 2), round(fifths[-1], 2), currency)


def _sizes(kept: list[_Bought]) -> dict[str, str]:
    sizes: dict[str, str] = {}
    for one in kept:
        size = own_size(one.product) if one.product is not None else None
        if one.product is not None and size:
            sizes[one.product.category_path] = size
    return sizes
