"""A small shop of which something was learned, written as the records keep it; every text in it tries to be markup."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from records.conversation_log import SqlConversationLog
from records.database import Database
from records.learned.loyalty_scores import LoyaltyScores
from records.learned.nouns import KeptReading, KeptScore, KeptSignal
from records.learned.readings import Readings
from records.nouns import Conversation, Customer, Order, OrderLine, Turn
from records.shop_ledger import ShopLedger

DAY = datetime(2026, 3, 2, tzinfo=UTC)
NOW = DAY + timedelta(hours=15)
EVIL = "<script>window.hacked=1</script><img src=x onerror='window.hacked=1'>\"&amp;{evil} =1+1"
LATE = "It came two weeks late. 慢死了"


def explanation(quote: str = EVIL, cost: float = 0.0) -> dict[str, Any]:
    """What a scoring round keeps, with a quote in every place where one may stand."""
    said = {"en": f"complained about delivery {quote}", "zh": f"有过抱怨 {quote}"}
    reason = {
        "feature": "complaint",
        "points": 6,
        "text": said,
        "evidence": {"en": [f"Wrote on 1 March: “{quote}”"], "zh": [f"3月1日写道：“{quote}”"]},
        "sources": [],
    }
    return {
        "headline": said,
        "reasons": [{**reason, "points": -4, "feature": "recency_days"}],
        "leaving": [reason],
        "caveats": {"en": [], "zh": []},
        "horizon_days": 90,
        "advice": {"action": "repair", "rule": "r", "reason": said, "sources": [], "cost": cost, "gain": 2 * cost},
    }


def score(
    customer: str, risk: float, value: float, tier: str = "at_risk", back: int = 0, action: str = "repair", **told: Any
) -> KeptScore:
    """A score of some day before `DAY`."""
    return KeptScore(
        customer, DAY - timedelta(days=back), "scorer@1", 40, 31.5, 52, value, risk, 1 - risk, 1.5, 80.25, tier,
        "detractor" if risk > 0.5 else "unknown", action, told.get("explanation", explanation()),
    )  # fmt: skip


def fill(database: Database, evil: str = EVIL) -> None:
    """Three customers, one called by markup, with two days of scores, and three conversations over two weeks."""
    ledger = ShopLedger(database)
    for id in (f"C-{evil}", "C-2", "C-3"):
        ledger.add_customer(Customer(id, evil, "a@example.com", "en", "Cork", DAY - timedelta(days=90)))
    lines = (OrderLine("KIT-1", evil, 1, 20.0),)
    ledger.add_order(Order("D-1", "C-2", DAY - timedelta(days=30), "delivered", "EUR", lines))
    LoyaltyScores(database).keep(
        [
            score(f"C-{evil}", 0.8, 90),
            score("C-2", 0.4, 70, "gold", action="offer", explanation=explanation(LATE, 6.25)),
            score("C-3", 0.0, 0, "prospect", action="leave_alone", explanation={}),
            score("C-2", 0.2, 60, "silver", back=7, explanation={}),
        ]
    )
    log, readings = SqlConversationLog(database), Readings(database)
    for number, (customer, back) in enumerate(((f"C-{evil}", 0), ("C-2", 8), (None, 40))):
        talk, at = f"talk-{number}", DAY + timedelta(hours=9) - timedelta(days=back)
        log.start(Conversation(talk, at, customer))
        log.append(Turn(f"{talk}-0", talk, 0, at, evil, "Sorry.", "en", "answered"))
        readings.keep([_reading(talk, customer, at, evil)])


def _reading(talk: str, customer: str | None, at: datetime, quote: str) -> KeptReading:
    heard = [("complaint", "delivery", "KIT-1"), ("praise", "product", None), ("unresolved", None, None)]
    signals = tuple(
        KeptSignal(f"{talk}-0", at, kind, quote, 0, len(quote), 0.5, 0.75, aspect, product)
        for kind, aspect, product in heard
    )
    told = {"value": 2.5, "low": 1.5, "high": 3.5, "unhappy": 0.6, "base": 3, "reasons": {}}
    return KeptReading(
        talk, customer, at, "reader@1", 1, at, -0.5, "worse", 2.5, "complaint", customer is not None,
        {"turns": [], "satisfaction": told},
        signals,
    )  # fmt: skip
