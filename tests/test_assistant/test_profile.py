"""What orders say of a shopper, and how that nudges the order of what a search found."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.agent.profile.ordering import Because, shaped_by
from assistant.agent.profile.shopper import PriceBand, ShopperProfile, read_profile
from assistant.agent.profile.sizes import comes_in, own_size
from records.nouns import Order, OrderLine, OrderRequest
from retrieval.catalog import AttributeValue, Product
from retrieval.query import SearchHit

START = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)


def product(id: str, brand: str = "Larkspur", price: float = 50.0, **changes: Any) -> Product:
    return Product(id, f"{brand} {id}", price, "USD", brand=brand, category=("audio", "headphones"), **changes)


def sized(id: str, size: AttributeValue) -> Product:
    return product(id, attributes={"size": size})


CATALOGUE = {
    one.id: one
    for one in (
        *(product(f"L-{n}", "Larkspur") for n in range(5)),
        *(product(f"N-{n}", "Norvale") for n in range(5)),
        sized("S-M", "M"),
        sized("S-L", "L"),
        sized("S-any", ("S", "M", "L")),
    )
}


def order(*ids: str, status: str = "delivered", day: int = 0, price: float = 50.0, currency: str = "USD") -> Order:
    lines = tuple(OrderLine(id, id, 1, price) for id in ids)
    at = START + timedelta(days=day)
    return Order(f"D-{day}-{'-'.join(ids)}-{status}", "C-001", at, status, currency, lines)


def profile(*orders: Order, **changes: Any) -> ShopperProfile:
    return read_profile(orders, CATALOGUE.get, **changes)


# Reading


def test_nobody_is_guessed_at() -> None:
    assert profile() == ShopperProfile()
    assert profile(order("L-1", "L-2", status="cancelled")) == ShopperProfile()


def test_a_brand_bought_twice_is_liked() -> None:
    assert profile(order("L-1", "N-1")).liked_brands == frozenset()
    assert profile(order("L-1", "N-1"), order("L-2", day=1)).liked_brands == {"Larkspur"}
    assert profile(order("L-1"), order("L-1", day=1, status="placed")).liked_brands == {"Larkspur"}


def test_a_brand_sent_back_is_disliked_unless_more_of_it_was_kept() -> None:
    back = order("N-1", status="returned")
    assert profile(back).disliked_brands == {"Norvale"}
    assert profile(back, order("N-2", day=1)).disliked_brands == {"Norvale"}
    kept = profile(back, order("N-2", day=1), order("N-3", day=2))
    assert (kept.disliked_brands, kept.liked_brands) == (frozenset(), {"Norvale"})


def test_what_is_on_its_way_back_counts_as_sent_back_and_an_exchange_does_not() -> None:
    placed = order("L-1", "L-2", "N-1")

    def asked(kind: Any) -> OrderRequest:
        return OrderRequest("R-1", placed.id, "C-001", kind, ("N-1",), "", "", "open", START)

    returned = profile(placed, requests=[asked("return")])
    assert returned.disliked_brands == {"Norvale"}
    assert set(returned.purchases) == {"L-1", "L-2"}
    exchanged = profile(placed, requests=[asked("exchange")])
    assert exchanged.disliked_brands == frozenset()
    assert set(exchanged.purchases) == {"L-1", "L-2", "N-1"}


def test_purchases_are_those_kept_at_their_last_date() -> None:
    read = profile(order("L-1", day=9), order("L-1"), order("N-1", day=3, status="returned"))
    assert read.purchases == {"L-1": START + timedelta(days=9)}


def test_the_usual_price_is_the_middle_of_at_least_three() -> None:
    cheap, dear, middle = order("L-1", price=10), order("L-2", price=110, day=1), order("L-3", price=60, day=2)
    assert profile(cheap, dear).price_bands == {}
    assert profile(cheap, dear, middle).price_bands == {"audio": PriceBand(30.0, 90.0, "USD")}
    assert profile(cheap, dear, order("L-3", price=60, day=2, currency="EUR")).price_bands == {}
    assert profile(cheap, dear, order("gone", price=60, day=2)).price_bands == {}


def test_the_size_bought_last_where_the_product_says_it() -> None:
    assert profile(order("S-M"), order("S-L", day=1)).sizes == {"audio > headphones": "L"}
    assert profile(order("S-L", day=-1), order("S-M")).sizes == {"audio > headphones": "M"}
    assert profile(order("S-any"), order("L-1")).sizes == {}


@pytest.mark.parametrize(
    ("stated", "size"),
    [
        ("M", "M"),
        ("42", "42"),
        (42.0, "42"),
        ("200 x 200 cm", "200 x 200 cm"),
        (("xl",), "xl"),
        ("xs to xxl", None),
        ("36-47", None),
        (("S", "M"), None),
        ("one size", None),
        ("adult", None),
        (True, None),
        ("", None),
    ],
)
def test_the_size_a_product_has(stated: AttributeValue, size: str | None) -> None:
    assert own_size(sized("x", stated)) == size
    assert own_size(product("x")) is None


@pytest.mark.parametrize(
    ("stated", "size", "fits"),
    [
        ("M", "m", True),
        ("L", "M", False),
        (("S", "M"), "M", True),
        (("S", "L"), "M", False),
        ("xs to xxl", "2XL", True),
        ("S to L", "XL", False),
        ("36 to 47", "42", True),
        ("36 至 40", "42", False),
        ("36 to 47", "M", False),
        ("xs to xxl", "42", False),
        ("200 X 200  cm", "200 x 200 cm", True),
    ],
)
def test_whether_a_product_comes_in_a_size(stated: AttributeValue, size: str, fits: bool) -> None:
    assert comes_in(sized("x", stated), size) is fits
    assert not comes_in(product("x"), size)


# Ordering


def hits(*products: Product, scores: tuple[float, ...] = ()) -> list[SearchHit]:
    falling = scores or tuple(1.0 - 0.02 * n for n in range(len(products)))
    return [SearchHit(one, score) for one, score in zip(products, falling, strict=True)]


def ids(shaped: Any) -> list[str]:
    return [hit.product.id for hit in shaped.hits]


FAR = product("far", "Plain", 900.0)


def test_without_a_profile_nothing_changes() -> None:
    found = hits(product("a"), product("b"))
    assert shaped_by(ShopperProfile(), found) == shaped_by(ShopperProfile(), found)
    assert ids(shaped_by(ShopperProfile(), found)) == ["a", "b"]
    assert shaped_by(ShopperProfile(), found).order_reasons == ()
    assert shaped_by(ShopperProfile(), []).hits == ()


def test_a_liked_brand_comes_a_little_further_up_and_says_why() -> None:
    found = hits(product("a", "Plain"), product("b", "Larkspur"), FAR, scores=(1.0, 0.95, 0.0))
    shaped = shaped_by(ShopperProfile(liked_brands=frozenset({"Larkspur"})), found)
    assert ids(shaped) == ["b", "a", "far"]
    assert shaped.reasons == {"b": (Because("brand", "Larkspur"),)}
    assert shaped.order_reasons == (Because("brand", "Larkspur"),)


def test_a_much_better_match_stays_ahead_whatever_the_profile_says() -> None:
    everything = ShopperProfile(
        price_bands={"audio": PriceBand(40, 60, "USD")},
        liked_brands=frozenset({"Larkspur"}),
        disliked_brands=frozenset({"Norvale"}),
        sizes={"audio > headphones": "M"},
    )
    found = hits(product("a", "Norvale", 900), sized("b", "M"), FAR, scores=(1.0, 0.3, 0.0))
    assert ids(shaped_by(everything, found)) == ["a", "b", "far"]
    assert shaped_by(everything, found).reasons == {}


def test_a_brand_sent_back_sinks_and_stays_in_the_list() -> None:
    found = hits(product("a", "Norvale"), product("b", "Plain"), product("c", "Plain"), FAR, scores=(1, 0.9, 0.8, 0))
    shaped = shaped_by(ShopperProfile(disliked_brands=frozenset({"Norvale"})), found)
    assert ids(shaped) == ["b", "c", "a", "far"]
    assert shaped.reasons == {"a": (Because("returned", "Norvale"),)}


def test_what_was_bought_already_says_so_and_does_not_move() -> None:
    found = hits(product("a", "Plain"), product("b", "Larkspur"), FAR, scores=(1.0, 0.95, 0.0))
    bought = ShopperProfile(liked_brands=frozenset({"Larkspur"}), purchases={"b": START})
    assert ids(shaped_by(bought, found)) == ["a", "b", "far"]
    assert shaped_by(bought, found).reasons == {"b": (Because("bought", at=START),)}
    assert shaped_by(bought, found).order_reasons == ()


def test_size_and_price_count_where_nothing_else_tells_products_apart() -> None:
    found = hits(product("a", price=900), product("b", price=50), sized("c", "S to L"), scores=(0.5, 0.5, 0.5))
    read = ShopperProfile(sizes={"audio > headphones": "M"}, price_bands={"audio": PriceBand(40, 60, "USD")})
    shaped = shaped_by(read, found)
    assert ids(shaped) == ["c", "b", "a"]
    assert shaped.reasons == {"c": (Because("size", "M"), Because("price"))}


def test_a_band_in_other_money_says_nothing() -> None:
    assert not PriceBand(40, 60, "EUR").holds(product("a"))
    assert PriceBand(50, 50, "USD").holds(product("a"))


def test_an_order_made_for_variety_stays_where_the_profile_is_silent() -> None:
    found = hits(product("a"), product("b"), product("c"), scores=(0.9, 0.2, 0.8))
    assert ids(shaped_by(ShopperProfile(liked_brands=frozenset({"Else"})), found)) == ["a", "b", "c"]


BRANDS = st.sampled_from(["Larkspur", "Norvale", "Plain", ""])
SIZES = st.sampled_from(["M", "S to L", ("S", "M"), "", "42", True])
PRODUCTS = st.builds(
    lambda id, brand, price, size, category: Product(
        f"P-{id}", "x", price, "USD", brand=brand, category=category, attributes={"size": size}
    ),
    st.integers(0, 99),
    BRANDS,
    st.floats(0, 1000),
    SIZES,
    st.sampled_from([(), ("audio",), ("audio", "headphones")]),
)
HITS = st.lists(st.builds(SearchHit, PRODUCTS, st.floats(-1e3, 1e3)), max_size=8, unique_by=lambda hit: hit.product.id)
NAMES: st.SearchStrategy[frozenset[str]] = st.frozensets(BRANDS)
PROFILES = st.builds(
    ShopperProfile,
    price_bands=st.dictionaries(st.just("audio"), st.just(PriceBand(10, 500, "USD"))),
    liked_brands=NAMES,
    disliked_brands=NAMES,
    sizes=st.dictionaries(st.sampled_from(["audio", "audio > headphones"]), st.sampled_from(["M", "42"])),
    purchases=st.dictionaries(st.integers(0, 99).map(lambda n: f"P-{n}"), st.just(START)),
)


@given(read=PROFILES, found=HITS)
def test_no_product_is_added_or_lost_and_a_reason_has_moved_its_product(
    read: ShopperProfile, found: list[SearchHit]
) -> None:
    shaped = shaped_by(read, found)
    assert sorted(map(id, shaped.hits)) == sorted(map(id, found))
    before = {hit.product.id: place for place, hit in enumerate(found)}
    after = {hit.product.id: place for place, hit in enumerate(shaped.hits)}
    for product_id, reasons in shaped.reasons.items():
        grounds = {reason.ground for reason in reasons}
        if "returned" in grounds:
            assert after[product_id] > before[product_id]
        elif grounds != {"bought"}:
            assert after[product_id] < before[product_id]
    if not shaped.order_reasons:
        assert after == before


@given(found=HITS, read=PROFILES)
def test_nobody_passes_a_match_that_is_much_better(found: list[SearchHit], read: ShopperProfile) -> None:
    found = sorted(found, key=lambda hit: -hit.score)
    shaped = shaped_by(read, found)
    gap = found[0].score - found[-1].score if found else 0.0
    for place, hit in enumerate(shaped.hits):
        for later in shaped.hits[place + 1 :]:
            assert later.score - hit.score <= 0.6 * gap + 1e-6


MONEY = st.floats(0, 500)


@given(
    st.lists(
        st.tuples(
            st.lists(st.sampled_from([*sorted(CATALOGUE), "gone"]), min_size=1, max_size=4),
            st.sampled_from(["placed", "shipped", "delivered", "cancelled", "returned"]),
            MONEY,
        ),
        max_size=8,
    )
)
def test_any_orders_can_be_read_in_any_order(bought: list[tuple[list[str], str, float]]) -> None:
    orders = [order(*ids, status=status, day=day, price=price) for day, (ids, status, price) in enumerate(bought)]
    read = profile(*orders)
    assert read == profile(*reversed(orders))
    assert not read.liked_brands & read.disliked_brands
    assert all(band.low <= band.high for band in read.price_bands.values())
    assert isinstance(read.purchases, Mapping)
