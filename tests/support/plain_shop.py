"""The constraints read plainly, one product at a time and with a table of factors: what the columns must agree with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hypothesis import strategies as st

from retrieval.catalog import Product
from retrieval.errors import InvalidQueryError, UnknownNameError
from retrieval.query import Range, SearchQuery

FACTORS = {
    "g": ("mass", 1.0), "kg": ("mass", 1000.0), "lb": ("mass", 453.59237), "oz": ("mass", 28.349523125),
    "ml": ("volume", 1.0), "l": ("volume", 1000.0), "fl oz": ("volume", 29.5735295625),
    "cm": ("length", 1.0), "in": ("length", 2.54), "m": ("length", 100.0),
    "h": ("time", 60.0), "min": ("time", 1.0), "": ("count", 1.0),
}  # fmt: skip
SLACK = 1e-9

STATED: dict[str, tuple[str, tuple[str, float] | None]] = {
    "1.5 kg": ("", ("kg", 1.5)), "500 g": ("", ("g", 500.0)), "1 lb": ("", ("lb", 1.0)), "55-inch": ("", ("in", 55.0)),
    "140 cm": ("", ("cm", 140.0)), "90 min": ("", ("min", 90.0)), "10 h": ("", ("h", 10.0)),
}  # fmt: skip
"""Texts with a unit, read by hand."""

ATTRIBUTES = st.fixed_dictionaries(
    {},
    optional={
        "Colour": st.sampled_from(["red", "Blue", ("red", "green"), "RED "]),
        "weight_g": st.sampled_from([500.0, 1500.0, 453.59237, 0.0]),
        "weight_kg": st.sampled_from([0.5, 1.5, 2.0]),
        "weight": st.sampled_from(["1.5 kg", "500 g", "1 lb", "light", ("500 g", "1.5 kg")]),
        "battery": st.sampled_from(["10 h", "90 min"]),
        "battery_hours": st.sampled_from([1.5, 10.0, 38.0]),
        "capacity_oz": st.sampled_from([16.0, 20.0]),
        "capacity_ml": st.sampled_from([500.0, 750.0]),
        "size": st.sampled_from(["M", "55-inch", "140 cm", "L"]),
        "waterproof": st.booleans(),
        "pages": st.sampled_from([100.0, 200.0, 300.0]),
    },
)
PRODUCTS = st.lists(
    st.builds(
        Product,
        id=st.uuids().map(str),
        title=st.just("x"),
        price=st.floats(0, 100) | st.sampled_from([10.0, 20.0, 50.0]),
        currency=st.just("USD"),
        brand=st.sampled_from(["", "Acme", "ACME", "Nord  Star", "小米"]),
        category=st.sampled_from([(), ("x",), ("x", "y"), ("z", "y"), ("x", "y", "Deep")]),
        rating=st.none() | st.floats(0, 5) | st.sampled_from([4.0, 4.5]),
        review_count=st.integers(0, 50),
        stock=st.none() | st.integers(0, 3),
        attributes=ATTRIBUTES,
        added_on=st.sampled_from(["", "2026-01-02", "2025-12-31", "soon"]),
    ),
    max_size=12,
    unique_by=lambda product: product.id,
)

WANTED = {
    "colour": ["red", "BLUE", "green"], "weight": ["1.5 kg", "500g", "1lb", "light"], "weight_g": ["500", "1.5 kg"],
    "battery": ["1.5h", "600 minutes"], "size": ["m", "55in", "140cm"], "waterproof": ["yes", "true", "否"],
    "pages": ["200", "100.0"], "capacity_oz": ["16", "16 fl oz"],
}  # fmt: skip
LIMITED = {
    "weight": ["kg", "lb", "g", "oz"], "weight_g": ["", "kg"], "weight_kg": ["", "lb"], "battery": ["h", "min"],
    "battery_hours": ["", "min"], "capacity": ["ml", "oz", "l"], "size": ["in", "cm", "m"], "pages": [""],
}  # fmt: skip
RANGES = st.builds(
    lambda low, width, ends, unit, above, below: Range(
        low if ends != "max" else None,
        low + width if ends != "min" else None,
        unit,
        above and ends != "max" and (ends == "min" or width > 0),
        below and ends != "min" and (ends == "max" or width > 0),
    ),
    st.sampled_from([0.0, 0.5, 1.5, 10.0, 16.0, 55.0, 200.0, 500.0]) | st.floats(0, 2000),
    st.sampled_from([0.0, 1.0, 100.0, 1500.0]),
    st.sampled_from(["min", "max", "both"]),
    st.just(""),
    st.booleans(),
    st.booleans(),
)


@st.composite
def queries(draw: st.DrawFn) -> SearchQuery:
    """Any combination of constraints, each likely to be let alone."""
    named = draw(st.lists(st.sampled_from(sorted(WANTED)), max_size=2, unique=True))
    limited = draw(st.lists(st.sampled_from(sorted(LIMITED)), max_size=2, unique=True))
    return SearchQuery(
        text="",
        min_price=draw(st.none() | st.sampled_from([10.0, 20.0]) | st.floats(0, 50)),
        max_price=draw(st.none() | st.sampled_from([50.0]) | st.floats(50, 100)),
        min_rating=draw(st.none() | st.sampled_from([4.0, 4.5]) | st.floats(0, 5)),
        in_stock=draw(st.booleans()),
        categories=draw(st.sampled_from([(), (), ("Y",), ("x", "z"), ("x > y",), ("X/y/deep",), ("x>y",)])),
        brands=draw(st.sampled_from([(), (), ("acme",), ("Nord star", "小米")])),
        attributes={n: tuple(draw(st.lists(st.sampled_from(WANTED[n]), min_size=1, max_size=2))) for n in named},
        ranges={n: _in_unit(draw(RANGES), draw(st.sampled_from(LIMITED[n]))) for n in limited},
        excluded_brands=draw(st.sampled_from([(), (), ("ACME",), ("小米", "nobody")])),
        excluded_attributes=draw(st.sampled_from([{}, {}, {"colour": ("red", "mauve")}, {"weight": ("1.5 kg",)}])),
    )


def satisfies(product: Product, query: SearchQuery) -> bool:
    """The constraints as `SearchQuery` words them."""
    levels = {level.lower() for level in product.category}
    path = [level.lower() for level in product.category]
    asked = [[part.strip().lower() for part in name.replace("/", ">").split(">")] for name in query.categories]
    return all(
        (
            query.min_price is None or product.price >= query.min_price,
            query.max_price is None or product.price <= query.max_price,
            query.min_rating is None or (product.rating is not None and product.rating >= query.min_rating),
            not query.in_stock or product.stock is None or product.stock > 0,
            not asked or any(names[0] in levels if len(names) == 1 else path[: len(names)] == names for names in asked),
            not query.brands or plain(product.brand) in {plain(name) for name in query.brands},
            all(any(has_value(product, name, v) for v in wanted) for name, wanted in query.attributes.items()),
            all(keeps(product, name, limits) for name, limits in query.ranges.items()),
            plain(product.brand) not in {plain(name) for name in query.excluded_brands},
            not any(has_value(product, name, v) for name, no in query.excluded_attributes.items() for v in no),
        )
    )


def plain(name: str) -> str:
    return " ".join(name.lower().split())


def has_value(product: Product, name: str, wanted: str) -> bool:
    """Whether the product states the word, or the same amount in any unit."""
    truth = {"yes": True, "true": True, "否": False}
    if wanted in truth:
        return any(value is truth[wanted] for _, value in stated(product, name))
    if any(isinstance(value, str) and plain(value) == plain(wanted) for _, value in stated(product, name)):
        return True
    digits = wanted.lower().rstrip("abcdefghijklmnopqrstuvwxyz ")
    unit = {"minutes": "min"}.get(wanted[len(digits) :].strip(), wanted[len(digits) :].strip())
    return bool(digits) and keeps(product, name, Range(float(digits), float(digits), unit))


def keeps(product: Product, name: str, limits: Range) -> bool:
    """Whether a number the product states under that name lies within the limits."""
    unit = limits.unit or unit_in(name)
    if name.startswith("capacity") and unit == "oz":
        unit = "fl oz"
    return any(within(number, own, limits, unit) for own, number in amounts(product, name))


def within(number: float, own: str, limits: Range, unit: str) -> bool:
    kind, factor = FACTORS[unit]
    own_kind, own_factor = FACTORS[own]
    if kind != own_kind:
        return False
    scale = 1.0 if own == unit else factor / own_factor
    ends = [None if end is None else end * scale for end in (limits.minimum, limits.maximum)]
    give = [0.0 if end is None or own == unit else SLACK * max(abs(end), 1) for end in ends]
    low = ends[0] is None or (number > ends[0] + give[0] if limits.above_minimum else number >= ends[0] - give[0])
    return low and (
        ends[1] is None or (number < ends[1] - give[1] if limits.below_maximum else number <= ends[1] + give[1])
    )


def amounts(product: Product, name: str) -> Iterator[tuple[str, float]]:
    """Unit and number of all that the product states in numbers under that name."""
    for own_name, value in stated(product, name):
        if isinstance(value, float) and not isinstance(value, bool):
            unit = unit_in(own_name)
            yield ("fl oz" if own_name == "capacity_oz" else unit), value
        elif isinstance(value, str) and value in STATED:
            read = STATED[value][1]
            assert read is not None
            yield read


def stated(product: Product, name: str) -> Iterator[tuple[str, object]]:
    """The attributes meant by a whole name, or by what is measured; each value of a list on its own."""
    for own, value in product.attributes.items():
        if own.lower() == name or (not unit_in(name) and own.lower().rpartition("_")[0] == name and unit_in(own)):
            for one in value if isinstance(value, tuple) else (value,):
                yield own, one


def unit_in(name: str) -> str:
    return {"g": "g", "kg": "kg", "hours": "h", "oz": "oz", "ml": "ml"}.get(name.rpartition("_")[2], "")


def _in_unit(limits: Range, unit: str) -> Range:
    return Range(limits.minimum, limits.maximum, unit, limits.above_minimum, limits.below_maximum)


def asks_by_stated_names(products: Sequence[Product], query: SearchQuery) -> bool:
    """Whether every name with a unit in it is one that some product states; others are read by what they measure."""
    stated_names = {name.lower() for product in products for name in product.attributes}
    return all(name in stated_names for name in (*query.attributes, *query.ranges) if unit_in(name))


def found(products: Sequence[Product], query: SearchQuery) -> list[bool]:
    return [satisfies(product, query) for product in products]


def alone(query: SearchQuery, error: InvalidQueryError) -> SearchQuery:
    """Only what `error` says nothing can satisfy."""
    kind, _, name = error.field.partition(".")
    if kind == "ranges":
        return SearchQuery("", ranges={name: query.ranges[name]})
    assert isinstance(error, UnknownNameError) or kind == "attributes", error
    if kind == "attributes":
        wanted = query.attributes[name]
        unknown = isinstance(error, UnknownNameError) and error.name in wanted
        return SearchQuery("", attributes={name: (error.name,) if unknown else wanted[:1]})
    return SearchQuery("", brands=(error.name,)) if kind == "brands" else SearchQuery("", categories=(error.name,))
