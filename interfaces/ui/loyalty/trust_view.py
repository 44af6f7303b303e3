"""How good the models are, as JSON: what was measured of those that ship, and the card of the one that reads."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from interfaces.ui.loyalty.desk import LoyaltyDesk
from loyalty.config import BUILTIN
from loyalty.report.measured import measured
from loyalty.sentiment.opening import SHIPPED
from records.learned.score_overview import ScoreSummary
from records.learned.unread import UnreadConversations


def models(desk: LoyaltyDesk) -> dict[str, Any]:
    """Every figure with its model; `own_sentiment` names a sentiment model that did not ship.

    `known` says what the newest scores do not rest on; None where nobody was scored.
    """
    named = desk.shop.settings.loyalty().sentiment_model
    is_shipped = named in ("", BUILTIN)
    card = (SHIPPED if is_shipped else Path(named).expanduser()) / "card.json"
    day = desk.newest_day()
    return {
        "figures": [asdict(one) for one in measured(card, is_shipped=is_shipped)],
        "own_sentiment": not is_shipped,
        "known": None if day is None else _known(desk.days.numbers(day).summary),
    }


def unread(desk: LoyaltyDesk) -> dict[str, Any]:
    """How many conversations have something that the reader of the newest readings has not read."""
    talks = UnreadConversations(desk.shop.database, desk.shop.vault)
    return {"unread": talks.count(desk.talks.newest_reader())}


def _known(summary: ScoreSummary) -> dict[str, Any]:
    return {
        "customers": summary.customers,
        "silent": summary.groups.get("unknown", 0),
        "unbought": summary.tiers.get("prospect", 0),
        "width": summary.width_mean,
    }
