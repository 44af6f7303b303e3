"""What a conversation is about before its next message: read from its logged turns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from records.nouns import ToolCall, Turn
from retrieval.catalog import Product

Find = Callable[[str], Product | None]
NamedIn = Callable[[str], Sequence[Product]]

ABOUT_PRODUCTS = frozenset(
    {"show_product", "compare_products", "similar_products", "review_digest", "cart_add", "cart_remove"}
)
ABOUT_ORDERS = frozenset({"order_status", "cancel_order", "start_return", "start_exchange"})
MOST_ABOUT = 4


@dataclass(frozen=True, slots=True)
class Talk:
    """What `it`, `that order` and `more of them` may mean.

    `about` holds the products last talked about, `recent` those talked about one by one since the last list, newest
    last, `named` those that the answer to the last search named. `order_id` is the order last talked about, or empty;
    `query` the words of the last search, `seen_ids` the products shown for it so far. `unanswered` is the message after
    which the shop asked which product is meant, where it did in the last turn; `asked_broad` says whether it asked for
    a kind. `last_answer`, `last_tool` and `last_language` are of the last turn, empty before the first.
    """

    about: tuple[Product, ...] = ()
    recent: tuple[Product, ...] = ()
    named: tuple[Product, ...] = ()
    order_id: str = ""
    query: str = ""
    seen_ids: frozenset[str] = frozenset()
    unanswered: str = ""
    last_answer: str = ""
    last_tool: str = ""
    last_language: str = ""
    asked_broad: bool = False


def talk_of(
    past: Sequence[Turn], find: Find, named_in: NamedIn, which: Sequence[str], broad: Sequence[str] = ()
) -> Talk:
    """The talk after the turns `past`, oldest first.

    `find` gives a product by its id, `named_in` the products a text names, `which` are the sentences with which the
    shop asks which product is meant, `broad` those with which it asks for a kind.
    """
    talk = _Listened()
    for turn in past:
        talk.hear(turn, find, named_in)
    if not past:
        return Talk()
    last = past[-1]
    lost = any(question and question in last.answer for question in which) or any(
        not call.ok and call.name in ABOUT_PRODUCTS for call in last.tool_calls
    )
    return Talk(
        about=talk.about,
        recent=tuple(talk.recent[-MOST_ABOUT:]),
        named=talk.named,
        order_id=talk.order_id,
        query=talk.query,
        seen_ids=frozenset(talk.seen),
        unanswered=last.text if lost else "",
        last_answer=last.answer,
        last_tool=last.tool_calls[-1].name if last.tool_calls else "",
        last_language=last.language,
        asked_broad=any(question and question in last.answer for question in broad),
    )


@dataclass
class _Listened:
    """The talk as it grows turn by turn; `shown` is the last list, as ids."""

    shown: tuple[str, ...] = ()
    about: tuple[Product, ...] = ()
    recent: list[Product] = field(default_factory=list)
    named: tuple[Product, ...] = ()
    order_id: str = ""
    query: str = ""
    seen: set[str] = field(default_factory=set)

    def hear(self, turn: Turn, find: Find, named_in: NamedIn) -> None:
        """Take in one turn; a new list ends what was said of products before."""
        if turn.shown_product_ids:
            words = _query(turn.tool_calls)
            self.seen = (self.seen if words in ("", self.query) else set()) | set(turn.shown_product_ids)
            self.query, self.shown, self.recent = words or self.query, turn.shown_product_ids, []
            self.about, self.named = (), _few(named_in(turn.answer))
        else:
            self.about = _meant(turn.tool_calls, self.shown, find) or self.about
            # A search that found nothing is what the shopper is after still: "the price doesn't matter" means it.
            self.query = _query([call for call in turn.tool_calls if call.ok]) or self.query
        told = {product.id for product in self.about}
        self.recent = [product for product in self.recent if product.id not in told] + list(self.about)
        self.order_id = next((one for call in reversed(turn.tool_calls) if (one := _order(call))), self.order_id)


def _query(calls: Sequence[ToolCall]) -> str:
    searches = [str(call.arguments.get("query", "")) for call in calls if call.name == "search_products"]
    return searches[-1] if searches else ""


def _order(call: ToolCall) -> str:
    return str(call.arguments.get("order_id", "")) if call.name in ABOUT_ORDERS else ""


def _meant(calls: Sequence[ToolCall], shown: Sequence[str], find: Find) -> tuple[Product, ...]:
    """The products that the last call about products names."""
    for call in reversed([call for call in calls if call.name in ABOUT_PRODUCTS and call.ok]):
        named = call.arguments.get("product_ids") or [call.arguments.get("product_id", "")]
        products = [_product(str(one), shown, find) for one in named]
        return tuple(product for product in products if product)
    return ()


def _product(named: str, shown: Sequence[str], find: Find) -> Product | None:
    number = int(named) if named.isdecimal() and len(named) < 3 else 0
    return find(shown[number - 1]) if 1 <= number <= len(shown) else find(named)


def _few(products: Sequence[Product]) -> tuple[Product, ...]:
    """The products that an answer names, each once; none where it names so many that `it` means none of them."""
    by_id = {product.id: product for product in products}
    return tuple(by_id.values()) if len(by_id) <= MOST_ABOUT else ()
