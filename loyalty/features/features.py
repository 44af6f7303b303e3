"""Everything that can be counted about a customer on a date."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from loyalty.features.buying import buying_features, net_spend
from loyalty.features.config import DEFAULT, FeatureConfig
from loyalty.features.history import CustomerFeatures, CustomerHistory
from loyalty.features.known import known_at
from loyalty.features.talking import says_something, talking_features


def features_at(history: CustomerHistory, as_of: datetime, config: FeatureConfig = DEFAULT) -> CustomerFeatures:
    """The features of `names.FEATURES` of what was known at `as_of` (aware), each with its sources.

    What is dated later changes nothing but the count `later`. Orders count as purchases unless they were cancelled
    or their total is not above 0; a total below 0 is a refund.

    Raises:
        ValueError: `as_of` has no time zone.
    """
    if as_of.tzinfo is None:
        raise ValueError("The date asked about needs a time zone.")
    known = known_at(history, as_of, config)
    return CustomerFeatures(
        customer_id=history.customer_id,
        as_of=as_of,
        features={**buying_features(known, config), **talking_features(known, config)},
        orders=sum(one.is_purchase for one in known.orders),
        words=sum(map(says_something, known.readings)),
        later=known.later,
        refunds_exceed=net_spend(known) < 0,
    )


def all_features(
    histories: Iterable[CustomerHistory], as_of: datetime, config: FeatureConfig = DEFAULT
) -> tuple[CustomerFeatures, ...]:
    """The features of each customer, in the order given."""
    return tuple(features_at(one, as_of, config) for one in histories)
