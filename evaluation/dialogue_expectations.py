"""Whether a turn did what a set expects of it; each fault is a few words that say what was wanted and what came."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from evaluation.dialogue_facts import Facts, squeezed
from evaluation.dialogue_sets import End, Expectation, ProductsExpected
from evaluation.dialogue_transcript import SeenCall, SeenTurn
from retrieval.catalog import Product

REPLY: Final = "reply"
PRICES: Final = frozenset({"max_price", "min_price", "around", "currency"})
"""Constraints that make up a budget."""
READING: Final = frozenset(
    {
        "search_products",
        "show_product",
        "compare_products",
        "similar_products",
        "review_digest",
        "lookup_policy",
        "list_orders",
        "order_status",
        "cart_view",
    }
)
_ARGUMENTS: Final[Mapping[str, tuple[frozenset[str], frozenset[str]]]] = {
    "search_products": (frozenset({"query"}), frozenset({"min_price", "max_price", "min_rating", "in_stock"})),
    "show_product": (frozenset({"product_id"}), frozenset()),
    "compare_products": (frozenset({"product_ids"}), frozenset()),
    "similar_products": (frozenset({"product_id"}), frozenset()),
    "review_digest": (frozenset({"product_id"}), frozenset()),
    "lookup_policy": (frozenset({"topic", "question"}), frozenset()),
    "list_orders": (frozenset(), frozenset()),
    "order_status": (frozenset({"order_id"}), frozenset()),
    "cancel_order": (frozenset({"order_id"}), frozenset({"reason"})),
    "start_return": (frozenset({"order_id"}), frozenset({"product_id", "reason"})),
    "start_exchange": (frozenset({"order_id"}), frozenset({"product_id", "wanted", "reason"})),
    "cart_view": (frozenset(), frozenset()),
    "cart_add": (frozenset({"product_id"}), frozenset({"quantity"})),
    "cart_remove": (frozenset({"product_id"}), frozenset()),
    "hand_off": (frozenset(), frozenset({"reason"})),
}
"""The tools, and the arguments each must and may have."""
TOOL_NAMES: Final = frozenset(_ARGUMENTS)
_WHOLE: Final = frozenset({"product_ids"})
_TEXTS: Final = frozenset({"query", "product_id", "topic", "question", "order_id", "reason", "wanted"})


def tools_called(turn: SeenTurn) -> tuple[str, ...]:
    """The tools of a turn in order; an action that waits for a yes counts as called."""
    names = [call.name for call in turn.tools]
    waiting = turn.confirm.get("tool", "")
    return tuple(dict.fromkeys([*names, *([waiting] if waiting and waiting not in names else [])]))


def is_right_tool(expected: Sequence[str], turn: SeenTurn) -> bool:
    """Whether the first tool is one expected, or a later one is and those beside it only read; none is `reply`."""
    called = tools_called(turn) or (REPLY,)
    if called[0] in expected:
        return True
    return any(name in expected for name in called) and all(name in READING or name in expected for name in called)


def argument_faults(call: SeenCall) -> Iterator[str]:
    """What is wrong with a call by the tools' own terms, whoever asked for it."""
    if call.name not in _ARGUMENTS:
        yield f"there is no tool {call.name}"
        return
    needed, allowed = _ARGUMENTS[call.name]
    given = call.arguments
    yield from (f"{call.name} without {name}" for name in sorted(needed - given.keys()))
    for name in _TEXTS & given.keys():
        if not isinstance(given[name], str) or (name in needed and not given[name].strip()):
            yield f"{call.name}: {name} is {given[name]!r}"
    if "product_ids" in given and not 2 <= len(given["product_ids"]) <= 4:
        yield f"{call.name}: {len(given['product_ids'])} products"
    quantity = given.get("quantity", 1)
    if not isinstance(quantity, int) or not 1 <= quantity <= 99:
        yield f"{call.name}: quantity {quantity!r}"
    if call.name != "search_products" and given.keys() - needed - allowed:
        yield f"{call.name} with {', '.join(sorted(given.keys() - needed - allowed))}"


def expected_argument_faults(expect: Expectation, turn: SeenTurn, facts: Facts) -> Iterator[str]:
    """Which of the arguments expected the right call does not have."""
    calls = [call for call in turn.tools if call.name in expect.tools]
    if not calls:
        yield "the tool was not called"
        return
    given = calls[-1].arguments
    for name, wanted in expect.arguments.items():
        value = given.get(name, 1 if name == "quantity" else None)
        if name in ("product_id", "product_ids"):
            found = [_product_id(one, turn, facts) for one in (value if isinstance(value, list) else [value])]
            if sorted(filter(None, found)) != sorted(wanted if isinstance(wanted, list) else [wanted]):
                yield f"{name}: wanted {wanted}, got {value} ({found})"
        elif name == "order_id":
            if _order_id(str(value), turn, facts) != wanted:
                yield f"order_id: wanted {wanted}, got {value}"
        elif value not in (wanted if isinstance(wanted, list) else [wanted]):
            yield f"{name}: wanted {wanted}, got {value}"


def constraint_faults(expect: Expectation, held: Mapping[str, Any], only: frozenset[str] | None = None) -> list[str]:
    """What of the constraints expected does not hold, or holds and must not; `only` looks at these names alone."""
    faults = [
        f"{name}: wanted {wanted}, held {held.get(name)}"
        for name, wanted in expect.constraints.items()
        if (only is None or name in only) and not _holds(name, wanted, held)
    ]
    for name in expect.absent:
        kind, _, part = name.partition(".")
        if only is not None and kind not in only:
            continue
        value = held.get(kind, {}).get(part) if part else held.get(kind)
        if value not in (None, [], {}, False):
            faults.append(f"{name} must not hold, held {value}")
    return faults


def product_faults(expect: Expectation, turn: SeenTurn, facts: Facts) -> list[str]:
    """What is wrong with the products shown."""
    faults: list[str] = []
    shown = [facts.products[one] for one in turn.products if one in facts.products]
    if expect.shows is not None and bool(shown) != expect.shows:
        faults.append("showed nothing" if expect.shows else "showed products")
    missing = [one for one in expect.products_include if one not in turn.products]
    faults += [f"{one} is not among {', '.join(turn.products) or 'nothing'}" for one in missing]
    if expect.products_all is not None:
        faults += [f"{p.id}: {why}" for p in shown for why in _not_met(expect.products_all, p)]
    return faults


def end_faults(end: End, turns: Sequence[SeenTurn]) -> Iterator[str]:
    """How the records at the end of a case differ from those expected."""
    seen = turns[-1].end
    if seen is None:
        return
    if end.cart is not None:
        wanted = {(_shown_at(line.product_id, turns), line.quantity) for line in end.cart}
        if wanted != set(seen.cart):
            yield f"cart: wanted {sorted(wanted)}, there is {sorted(seen.cart)}"
    for order, status in end.orders.items():
        if seen.orders.get(order) != status:
            yield f"{order}: wanted {status}, it is {seen.orders.get(order, 'not there')}"
    if end.order_requests is not None:
        wanted_requests = sorted((one.order_id, one.kind) for one in end.order_requests)
        found = sorted((str(one["order_id"]), str(one["kind"])) for one in seen.order_requests)
        if wanted_requests != found:
            yield f"requests: wanted {wanted_requests}, there are {found}"
    if end.handed_off is not None and seen.handed_off != end.handed_off:
        yield "handed off" if seen.handed_off else "not handed off"


def _holds(name: str, wanted: Any, held: Mapping[str, Any]) -> bool:
    value: Any = held.get(name)
    match name:
        case "around":
            low, high = held.get("min_price"), held.get("max_price")
            said = low is not None or high is not None
            return said and bool((low or 0) <= wanted <= (high or float("inf")))
        case "currency":
            return bool((value or "USD") == wanted)
        case "categories":
            return bool(value) and set(value or ()) <= set(wanted)
        case "brands" | "excluded_brands":
            return {str(one).casefold() for one in value or ()} == {one.casefold() for one in wanted}
        case "attributes":
            return all(set(options) <= set((value or {}).get(key, ())) for key, options in wanted.items())
        case "ranges":
            return all(_range_holds(bounds, _range_of(key, value or {})) for key, bounds in wanted.items())
        case "recipient":
            return any(one.casefold() in str(value or "").casefold() for one in wanted)
        case "deadline":
            return value in ([wanted] if isinstance(wanted, str) else list(wanted))
    return _same(value, wanted)


def _range_of(attribute: str, ranges: Mapping[str, Any]) -> Mapping[str, Any]:
    """The range held for an attribute, whose name may stand without its unit (`memory` for `memory_gb`)."""
    return next((held for name, held in ranges.items() if attribute == name or attribute.startswith(f"{name}_")), {})


def _range_holds(wanted: Mapping[str, float], held: Mapping[str, Any]) -> bool:
    return all(_same(held.get(end), number) for end, number in wanted.items())


def _same(value: Any, wanted: Any) -> bool:
    if isinstance(wanted, bool) or not isinstance(wanted, int | float):
        return bool(value == wanted)
    return isinstance(value, int | float) and abs(value - wanted) < 0.01


def _not_met(wanted: ProductsExpected, product: Product) -> Iterator[str]:
    if wanted.category and not set(wanted.category) & set(product.category):
        yield f"is {product.category_path}, not {' or '.join(wanted.category)}"
    if wanted.brand and product.brand != wanted.brand:
        yield f"is of {product.brand}"
    if wanted.not_brand and product.brand == wanted.not_brand:
        yield f"is of {product.brand}"
    if wanted.colour and product.attributes.get("colour") not in wanted.colour:
        yield f"is {product.attributes.get('colour')}"
    if wanted.max_price is not None and product.price > wanted.max_price:
        yield f"costs {product.price}"
    if wanted.min_price is not None and product.price < wanted.min_price:
        yield f"costs {product.price}"
    if wanted.min_rating is not None and (product.rating or 0) < wanted.min_rating:
        yield f"is rated {product.rating}"
    if wanted.in_stock and product.stock == 0:
        yield "is sold out"
    for name, value in wanted.attributes.items():
        if product.attributes.get(name) != value:
            yield f"{name} is {product.attributes.get(name)}"


def _product_id(named: Any, turn: SeenTurn, facts: Facts) -> str | None:
    """Which product an argument means: its number in the list, its id, or its title or a part of it."""
    text = str(named if named is not None else "").strip(" []【】#")
    if text.isdigit() and 1 <= int(text) <= len(turn.listed):
        return turn.listed[int(text) - 1]
    if text.upper() in facts.products:
        return text.upper()
    words = squeezed(text)
    titled = [p.id for p in facts.products.values() if words and words in squeezed(f"{p.title} {p.title_zh}")]
    listed = [one for one in titled if one in turn.listed]
    return next(iter(listed if len(listed) == 1 else titled if len(titled) == 1 else []), None)


def _order_id(named: str, turn: SeenTurn, facts: Facts) -> str:
    orders = [str(order["id"]) for order in facts.orders_of(turn.customer)]
    return orders[-1] if named.lower() == "last" and orders else named.upper()


def _shown_at(product_id: str, turns: Sequence[SeenTurn]) -> str:
    """What `shown@3#1` stands for in this transcript; any other id is itself."""
    if not product_id.startswith("shown@"):
        return product_id
    number, place = (int(part) for part in product_id.removeprefix("shown@").split("#"))
    products = turns[number - 1].products if number <= len(turns) else ()
    return products[place - 1] if place <= len(products) else f"{product_id} (nothing there)"
