"""Customers as the tests of features and scores need them: built from a few words, and drawn by hypothesis."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from loyalty.features.history import CustomerHistory
from loyalty.nouns import ConversationReading, Satisfaction, Sentiment, Signal, SignalKind, TurnReading
from records.nouns import Feedback, Order, OrderLine, OrderRequest

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
KINDS: tuple[SignalKind, ...] = (
    "praise", "complaint", "buy_again", "leave", "recommend", "price_sensitive", "urgent", "unresolved", "wants_person",
)  # fmt: skip


def ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def order(
    days: float,
    price: float = 40.0,
    *,
    status: str = "delivered",
    discount: float = 0.0,
    owner: str = "C-1",
    id: str = "",
) -> Order:
    lines = (OrderLine("AUD-001", "Hush 2 headphones", 1, price),)
    at = ago(days)
    delivered = at + timedelta(days=3) if status in ("delivered", "returned") else None
    return Order(id or f"O-{owner}-{days:g}", owner, at, status, "USD", lines, discount, 0.0, delivered)


def signal(kind: SignalKind, days: float, quote: str = "so it is", strength: float = 1.0, **given: object) -> Signal:
    return Signal(kind, f"T-{days:g}", ago(days), quote, 0, len(quote), strength, 1.0, **given)  # type: ignore[arg-type]


def talk(
    days: float, *signals: Signal, mood: float | None = 0.0, stars: float | None = None, reason: str = "other",
    unresolved: bool = False, id: str = "",
) -> ConversationReading:  # fmt: skip
    at = ago(days)
    label = None if mood is None else "positive" if mood > 0 else "negative" if mood < 0 else "neutral"
    spread = (mood or 0.0) / 2
    signals = tuple(replace(one, at=at, turn_id=f"T-{days:g}") for one in signals)
    sentiment = Sentiment(label, (0.5 - spread, 0.0, 0.5 + spread))  # type: ignore[arg-type]
    return ConversationReading(
        id or f"H-{days:g}", "C-1", at, at, (TurnReading(f"T-{days:g}", 0, at, sentiment, signals),), mood, "steady",
        None if stars is None else Satisfaction(stars, stars - 1, stars + 1, 0.2, stars),
        reason, unresolved,  # type: ignore[arg-type]
    )  # fmt: skip


def request(of: Order, status: str) -> OrderRequest:
    at = of.placed_at + timedelta(days=9)
    return OrderRequest(f"R-{of.id}", of.id, of.customer_id, "return", ("AUD-001",), "too small", "", status, at)


def somebody(*orders: Order, talks: tuple[ConversationReading, ...] = (), **given: object) -> CustomerHistory:
    known: dict[str, object] = {"joined_at": ago(800), "read_at": NOW, **given}
    return CustomerHistory("C-1", orders=orders, readings=talks, **known)  # type: ignore[arg-type]


days_ago = st.integers(min_value=-300, max_value=900).map(lambda tenths: tenths + 0.5)
signals = st.builds(signal, st.sampled_from(KINDS), days_ago, st.text(min_size=1, max_size=8), st.floats(0, 1))


@st.composite
def talks(draw: st.DrawFn) -> ConversationReading:
    days = draw(days_ago)
    mood = draw(st.none() | st.floats(-1, 1))
    return talk(
        days, *draw(st.lists(signals, max_size=3)), mood=mood, stars=draw(st.none() | st.floats(1, 5)),
        reason=draw(st.sampled_from(("find", "complaint", "other"))), unresolved=draw(st.booleans()),
        id=f"H-{draw(st.uuids())}",
    )  # fmt: skip


@st.composite
def orders(draw: st.DrawFn, owner: str = "C-1") -> Order:
    status = draw(st.sampled_from(("placed", "shipped", "delivered", "cancelled", "returned")))
    price = draw(st.floats(-50, 500))
    return order(draw(days_ago), price, status=status, discount=draw(st.sampled_from((0.0, 5.0))), owner=owner,
                 id=f"O-{draw(st.uuids())}")  # fmt: skip


@st.composite
def histories(draw: st.DrawFn) -> CustomerHistory:
    bought = draw(st.lists(orders(), max_size=6))
    requests = tuple(request(one, draw(st.sampled_from(("open", "done")))) for one in bought[:2])
    feedback = tuple(
        Feedback(f"F-{at}", f"T-{at}", f"H-{at}", "C-1", draw(st.booleans()), "", ago(draw(days_ago)))
        for at in range(2)
    )
    return CustomerHistory(
        "C-1", draw(st.none() | st.just(ago(400))), tuple(bought), requests, feedback,
        tuple(draw(st.lists(talks(), max_size=4))), read_at=draw(st.none() | st.just(NOW) | st.just(ago(-500))),
    )  # fmt: skip
