"""The features there are: each name with what it says, its unit and its range; None stands for missing.

"Faded" figures count a conversation less the longer ago it was: by half every `half_life_days`.
"""

from __future__ import annotations

from typing import Final

PURCHASE_FEATURES: Final = {
    "recency_days": "days since the last purchase; missing without one",
    "purchase_days": "different days (UTC) with a purchase that was not cancelled, at least 0",
    "mean_spend": "money kept a purchase day, refunds taken off, at least 0; missing without a purchase",
    "net_spend": "money kept altogether, at least 0",
    "tenure_days": "days since joining or the first order, whichever was first; missing where neither is known",
    "gap_days": "median days between purchase days; missing below two",
    "overdue": "recency over the usual gap (14 days at least): 1 is on time; missing below two purchase days",
    "returns_share": "share of purchases sent back or asked to be, 0 to 1; missing without a purchase",
    "cancelled_share": "share of orders cancelled, 0 to 1; missing without an order",
    "discount_share": "share of purchases made with a discount, 0 to 1; missing without a purchase",
    "discount_only": "1 where two or more purchases were all made with a discount, else 0; missing below two",
}
"""What is computed from orders and requests."""

SIGNAL_FEATURES: Final = {
    "praise": "praise, faded",
    "complaint": "complaints, faded, and halved by each purchase day since",
    "buy_again": "said to want to buy again, faded",
    "leave": "said to want to leave, faded, and halved by each purchase day since",
    "recommend": "said to recommend the shop, faded",
    "price_sensitive": "haggling and looking for cheaper, faded",
    "urgent": "pressed for time, faded",
    "unresolved": "said that something stays open, faded",
    "wants_person": "asked for a person, faded",
}
"""One for each kind of signal: 0 for never said, about 1 for a strong one lately in one conversation."""

COMPLAINT_FEATURES: Final = {
    "complaint_product": "complaints about products, faded",
    "complaint_price": "complaints about prices, faded",
    "complaint_delivery": "complaints about delivery, faded",
    "complaint_service": "complaints about service, faded",
    "complaint_returns": "complaints about returns, faded",
}
"""What was complained about; a complaint about nothing in particular is in `complaint` alone."""

CHAT_FEATURES: Final = {
    **SIGNAL_FEATURES,
    **COMPLAINT_FEATURES,
    "conversations": "conversations in which something was read, at least 0",
    "silence_days": "days since they last wrote; missing where they never did",
    "looks": "conversations that searched, compared or asked about products, faded",
    "last_look_days": "days since they last looked at products; missing where they never did",
    "looks_unbought": "looks of the last 60 days without a purchase since",
    "mood": "mean mood, faded and drawn towards 0 where little was said, -1 to 1; missing without a mood",
    "mood_trend": "mood of the last conversation less the mean of those before, -2 to 2; missing below two",
    "satisfaction_last": "predicted satisfaction with the last conversation, 1 to 5; missing without one",
    "satisfaction_mean": "predicted satisfaction, faded and drawn towards 3.5, 1 to 5; missing without one",
    "open_matters": "conversations of the last 90 days that ended unresolved and were not put right since, and "
    "requests open for more than a week",
    "thumbs": "thumbs up less thumbs down under answers, faded; missing without any",
}
"""What is computed from conversations and feedback."""

FEATURES: Final = {**PURCHASE_FEATURES, **CHAT_FEATURES}
"""All of them."""
