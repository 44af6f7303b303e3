"""A shop that does not exist: no public set joins what customers say with what they buy later, so this one is made up.

Whatever is measured on it shows that the scores do what they are built to do, not that real customers are like that.

What is assumed, and nothing else:

- People buy at a rate of their own (gamma, one purchase in 60 days on average), for a price of their own, and at some
  time drop out for good (the assumptions of the Pareto/NBD family).
- Satisfaction has a level of its own for each person and is moved by what they experience with every order.
- `coupling` (0 to 1) is how much satisfaction matters for buying. At 1, one standard deviation less multiplies the
  odds to drop out after an order by 2.2 and the rate of buying by 0.74. At 0 it does not matter at all: then what is
  said cannot help, and a score that claims otherwise is rigged.
- Two in five ever write, more often after a bad experience. Those who dropped out write less by `coupling`; at 0 they
  go on as before, so that writing at all says nothing either. Of writers who drop out, `FAREWELL` times `coupling` say
  so soon after. Of writers' orders, `LOOKED` times `coupling` follow a look at products in the three weeks before.
- What is read of a conversation says how satisfied somebody is with noise about as large as the satisfaction itself,
  and one signal in seven is misread as one of any kind.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final

from loyalty.features.history import CustomerHistory
from loyalty.nouns import (
    ContactReason,
    ConversationReading,
    Label,
    Satisfaction,
    Sentiment,
    Signal,
    SignalKind,
    TurnReading,
)
from records.nouns import Order, OrderLine

OPENED: Final = datetime(2024, 1, 1, tzinfo=UTC)
DROP: Final = 0.06
"""Chance to drop out after an order, for somebody of middling satisfaction."""
DROP_LOGIT, RATE_LOG = 0.8, 0.3
FAREWELL: Final = 0.4
LOOKED: Final = 0.4
MISREAD: Final = 1 / 7
GOOD: Final[tuple[SignalKind, ...]] = ("praise", "buy_again", "recommend")
BAD: Final[tuple[SignalKind, ...]] = ("complaint", "leave", "price_sensitive")
KEEN: Final = {
    "praise": 0.8,
    "buy_again": 1.8,
    "recommend": 2.3,
    "complaint": 0.4,
    "leave": 2.2,
    "price_sensitive": 1.6,
}
"""How extreme (in standard deviations) satisfaction must be for the signal to be as likely as not."""


@dataclass(frozen=True, slots=True)
class SimulatedShop:
    """`days` is how long the shop has been open; people join over the first four fifths of it."""

    customers: int = 4_000
    days: int = 720
    coupling: float = 0.5
    seed: int = 0

    @property
    def until(self) -> datetime:
        """When the simulation ends."""
        return OPENED + timedelta(days=self.days)


def simulated_customers(shop: SimulatedShop) -> tuple[CustomerHistory, ...]:
    """The customers of a shop, the same for the same seed; every id begins with `SIM-`."""
    return tuple(_Life(shop, number).history() for number in range(shop.customers))


class _Life:
    """One person's time with the shop."""

    def __init__(self, shop: SimulatedShop, number: int) -> None:
        draw = self.draw = Random(f"{shop.seed}/{number}")
        self.shop, self.id = shop, f"SIM-{number:06d}"
        self.joined = draw.uniform(0, 0.8 * shop.days)
        self.rate = draw.gammavariate(1.3, 1 / (60 * 1.3))
        self.price = draw.lognormvariate(3.6, 0.6)
        self.level = draw.gauss(0, 0.8)
        self.satisfied = self.level
        self.writes = draw.gammavariate(1.0, 1 / 120) if draw.random() < 0.4 else 0.0
        self.orders: list[Order] = []
        self.talks: list[ConversationReading] = []

    def history(self) -> CustomerHistory:
        """Live day after order after order until the shop's time is up."""
        at, gone = self.joined, False
        while at < self.shop.days:
            self._order(at)
            gone = self.draw.random() < self._drop()
            if gone and self.writes and self.draw.random() < FAREWELL * self.shop.coupling:
                self._talk(at + self.draw.uniform(5, 40), "complaint", ("leave",))
            after = at + self._gap()
            self._write(at, self.shop.days if gone else min(after, self.shop.days), gone)
            if gone:
                break
            if self.writes and self.draw.random() < LOOKED * self.shop.coupling:
                self._talk(max(at, after - self.draw.uniform(0, 21)), "find")
            at = after
        return CustomerHistory(
            self.id, _moment(self.joined), tuple(self.orders), readings=tuple(self.talks), read_at=self.shop.until
        )

    def _order(self, at: float) -> None:
        price = max(1.0, self.price * self.draw.lognormvariate(0, 0.4))
        number = len(self.orders)
        line = OrderLine("SIM", "simulated", 1, round(price, 2))
        moment = _moment(at)
        self.orders.append(
            Order(f"{self.id}-{number}", self.id, moment, "delivered", "USD", (line,), 0.0, 0.0,
                  moment + timedelta(days=3))
        )  # fmt: skip
        shock = self.draw.gauss(0, 1)
        self.satisfied = 0.6 * self.satisfied + 0.4 * self.level + 0.6 * shock
        if self.writes and shock < -1 and self.draw.random() < 0.5:
            self._talk(at + self.draw.uniform(1, 6), "complaint")

    def _drop(self) -> float:
        odds = DROP / (1 - DROP) * math.exp(-self.shop.coupling * DROP_LOGIT * self.satisfied)
        return odds / (1 + odds)

    def _gap(self) -> float:
        """Days to the next order, at least one."""
        return 1 + self.draw.expovariate(self.rate * math.exp(self.shop.coupling * RATE_LOG * self.satisfied))

    def _write(self, start: float, until: float, gone: bool) -> None:
        rate = self.writes * (1 - self.shop.coupling if gone else 1)
        at = start
        while rate > 0:
            at += self.draw.expovariate(rate)
            if at >= until:
                break
            self._talk(at, "find" if self.draw.random() < 0.6 else "product_question")

    def _talk(self, at: float, reason: ContactReason, also: tuple[SignalKind, ...] = ()) -> None:
        if at < self.shop.days:
            self.talks.append(self._reading(f"{self.id}-H{len(self.talks)}", _moment(at), reason, also))

    def _reading(
        self, conversation_id: str, at: datetime, reason: ContactReason, also: tuple[SignalKind, ...]
    ) -> ConversationReading:
        """What a reader makes of a conversation with somebody so satisfied."""
        draw, turn_id = self.draw, f"{conversation_id}/0"
        signals = tuple(
            Signal(kind, turn_id, at, f"[simulated {kind}]", 0, 12 + len(kind), draw.uniform(0.4, 1), 0.9)
            for kind in _read(draw, self.satisfied, also)
        )
        mood = math.tanh(0.5 * (self.satisfied + draw.gauss(0, 1)))
        stars = min(5.0, max(1.0, 3.6 + 0.6 * (self.satisfied + draw.gauss(0, 1))))
        told: Label = "positive" if mood > 0.25 else "negative" if mood < -0.25 else "neutral"
        return ConversationReading(
            conversation_id=conversation_id,
            customer_id=self.id,
            started_at=at,
            ended_at=at,
            turns=(TurnReading(turn_id, 0, at, Sentiment(told, ((1 - mood) / 2, 0.0, (1 + mood) / 2)), signals),),
            mood=mood,
            course="unknown",
            satisfaction=Satisfaction(stars, max(1.0, stars - 1), min(5.0, stars + 1), 0.2, stars),
            contact_reason=reason,
            unresolved=draw.random() < 1 / (1 + math.exp(2.5 + self.satisfied)),
        )


def _read(draw: Random, satisfied: float, also: tuple[SignalKind, ...]) -> list[SignalKind]:
    """The signals that are read, each with its own noise; some are misread. `also` is said in any case."""
    said = list(also)
    for kinds, turned in ((GOOD, 1.0), (BAD, -1.0)):
        for kind in kinds:
            felt = turned * (satisfied + draw.gauss(0, 1))
            if draw.random() < 1 / (1 + math.exp(-2 * (felt - KEEN[kind]))):
                said.append(kind)
    return [draw.choice(GOOD + BAD) if draw.random() < MISREAD else kind for kind in said]


def _moment(day: float) -> datetime:
    return OPENED + timedelta(days=day)
