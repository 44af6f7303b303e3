"""The learned model: what BG/NBD expects, corrected by traits that it does not read, each by a weight that can be read.

Three additive models (again, purchases, spend) are taught on windows inside the past: what was known at a day, and what
came after it. Each starts from the shop's mean as BG/NBD expects it for the horizon, so that a window shorter than the
horizon teaches who buys more than others, and BG/NBD how much time makes of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from loyalty.purchases.additive import Additive, Link, fit_additive, nothing_known
from loyalty.purchases.buy_til_you_die import BuyTilYouDie, fit_buy_til_you_die
from loyalty.purchases.outlook import Outlook
from loyalty.purchases.prior import Prior, trait_scale
from loyalty.purchases.purchase_days import Floats, PurchaseDays
from loyalty.purchases.traits import TRAITS, ShopLevel, log_odds, shop_level, traits
from loyalty.purchases.windows import Window

NAME = "learned"
ALONE, POOLED = 30.0, 200.0
"""How many customers the starting weights are worth: zeros, and those that other shops taught."""


@dataclass(frozen=True, slots=True)
class Learned:
    """Fitted for one date and one horizon; `level` and `base` are of all the shop's customers at that date."""

    base: BuyTilYouDie
    level: ShopLevel
    again: Additive
    purchases: Additive
    spend: Additive

    def outlook(self, bought: PurchaseDays, horizon_days: int) -> Outlook:
        """What is to be expected of customers who have bought, at the date and horizon that it was fitted for."""
        columns = _scaled(traits(bought, self.base.outlook(bought, horizon_days), self.level))
        again = self.again.mean(columns, _log_odds(self.level.again))
        purchases = self.purchases.mean(columns, np.log(self.level.purchases))
        spend = self.spend.mean(columns, 0.0) * self.level.spend
        return Outlook(again, np.clip(purchases, again, horizon_days), spend)

    def contributions(self, bought: PurchaseDays, horizon_days: int) -> Mapping[str, Floats]:
        """What each trait adds to the log odds of buying again, one array a trait, one entry a customer."""
        columns = _scaled(traits(bought, self.base.outlook(bought, horizon_days), self.level))
        return {name: columns[:, index] * self.again.weights[index] for index, name in enumerate(TRAITS)}


@dataclass(frozen=True, slots=True)
class _Lesson:
    """A window as the three models read it."""

    columns: Floats
    level: ShopLevel
    window: Window


def fit_learned(
    bought: PurchaseDays, base: BuyTilYouDie, horizon_days: int, windows: Sequence[Window], prior: Prior | None = None
) -> Learned:
    """Teach on windows, then stand on the last known day of `bought`, of customers who have all bought.

    Without windows the weights are the prior's; without either, BG/NBD's expectation comes out as it went in.
    """
    level = shop_level(bought, base.outlook(bought, horizon_days))
    taught = teach(windows, prior)
    alone = Learned(base, level, taught["again"], taught["purchases"], taught["spend"])
    if not len(bought):
        return alone
    told = alone.outlook(bought, horizon_days)
    return replace(
        alone,
        purchases=_met(alone.purchases, float(told.purchases.mean()), level.purchases),
        spend=_met(alone.spend, float(told.spend.mean()), level.spend),
    )


def _met(model: Additive, told: float, expected: float) -> Additive:
    """The model moved so that its mean lies half way, in logarithms, to the mean that BG/NBD expects.

    How much a shop sells goes up and down with the season: the past windows know one, BG/NBD another, and the two
    combined err less than either (Bates, Granger, 1969).
    """
    if told <= 0 or expected <= 0:
        return model
    return replace(model, bias=model.bias + 0.5 * float(np.log(expected / told)))


def teach(windows: Sequence[Window], prior: Prior | None = None) -> dict[str, Additive]:
    """The three additive models, by name, from windows of one shop or of several."""
    lessons = [_lesson(one) for one in windows if len(one.bought)]
    pull = POOLED if prior else ALONE
    found = {}
    for name in ("again", "purchases", "spend"):
        link: Link = "logit" if name == "again" else "log"
        start = prior.models[name] if prior else nothing_known(link, len(TRAITS))
        useful = [one for one in lessons if name != "spend" or one.level.spend > 0]
        found[name] = _fit(name, useful, start, pull) if useful else start
    return found


def _fit(name: str, lessons: Sequence[_Lesson], start: Additive, pull: float) -> Additive:
    columns = np.concatenate([one.columns for one in lessons])
    target = np.concatenate([_target(name, one) for one in lessons])
    offset = np.concatenate([np.full(len(one.columns), _offset(name, one.level)) for one in lessons])
    weight = np.full(len(columns), 1.0 / len(lessons))
    return fit_additive(columns, target, offset, weight, start, pull)


def _target(name: str, lesson: _Lesson) -> Floats:
    if name == "again":
        return lesson.window.again.astype(np.float64)
    return lesson.window.purchases if name == "purchases" else lesson.window.spend / lesson.level.spend


def _offset(name: str, level: ShopLevel) -> float:
    if name == "again":
        return _log_odds(level.again)
    return float(np.log(level.purchases)) if name == "purchases" else 0.0


def _lesson(window: Window) -> _Lesson:
    base = fit_buy_til_you_die(window.bought)
    outlook = base.outlook(window.bought, window.days)
    level = shop_level(window.bought, outlook)
    return _Lesson(_scaled(traits(window.bought, outlook, level)), level, window)


def _scaled(columns: Floats) -> Floats:
    mean, deviation = trait_scale()
    return np.clip((columns - mean) / deviation, -6.0, 12.0)


def _log_odds(probability: float) -> float:
    return float(log_odds(np.asarray(probability)))
