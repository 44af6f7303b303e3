"""BG/NBD: how often customers buy until they silently stop.

Fader, Hardie, Lee (2005), "Counting Your Customers the Easy Way: An Alternative to the Pareto/NBD Model", Marketing
Science 24(2). While active a customer buys at a rate of their own, gamma distributed over customers (r, alpha); after
each purchase they stop for good with a chance of their own, beta distributed (a, b). Times are in weeks.
"""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from loyalty.purchases.purchase_days import Floats, PurchaseDays

WEEK_DAYS = 7.0
_LOG_BOUNDS = (-7.0, 9.0)
"""Of every parameter's logarithm: data without any spread would push it to infinity."""


@dataclass(frozen=True, slots=True)
class RepeatHistory:
    """What BG/NBD reads, one entry a customer: `repeats` purchase days after the first, `last` and `age` in weeks.

    `last` is from the first to the last purchase, `age` from the first purchase to the date; 0 <= last <= age.
    """

    repeats: Floats
    last: Floats
    age: Floats


@dataclass(frozen=True, slots=True)
class LogPrior:
    """What is believed of the logarithms of the parameters before data: normal, independent."""

    mean: tuple[float, ...]
    deviation: tuple[float, ...]

    def penalty(self, logs: Floats) -> tuple[float, Floats]:
        """Minus the log density, up to a constant, and its gradient."""
        mean, deviation = np.asarray(self.mean), np.asarray(self.deviation)
        scaled = (logs - mean) / deviation
        return float(0.5 * (scaled**2).sum()), scaled / deviation


@dataclass(frozen=True, slots=True)
class BgNbd:
    """Fitted parameters, all above 0; `alpha` in weeks."""

    r: float
    alpha: float
    a: float
    b: float

    def alive(self, history: RepeatHistory) -> Floats:
        """The probability that a customer has not stopped; 1 for who never bought again (equation 13 of the note)."""
        return 1.0 / (1.0 + self._odds_stopped(history))

    def expected_purchases(self, history: RepeatHistory, weeks: float) -> Floats:
        """Expected purchase days in the next `weeks` (equation 10), by Euler's transformation of 2F1.

        In the transformed series nothing grows with the number of purchases, which keeps it finite for all customers.
        """
        from scipy.special import hyp2f1

        a = self.a if abs(self.a - 1.0) > 1e-6 else 1.0 + 1e-6
        z = weeks / (self.alpha + history.age + weeks)
        c = a + self.b + history.repeats - 1.0
        # The hair on c: for whole numbers SciPy's 2F1 is infinite from about c = 101 on.
        stays = np.power(1.0 - z, a - 1.0) * hyp2f1(a + self.b - 1.0 - self.r, a - 1.0, c + 1e-9, z)
        found: Floats = c / (a - 1.0) * (1.0 - stays) * self.alive(history)
        return np.clip(np.nan_to_num(found), 0.0, weeks * WEEK_DAYS)

    def buys_again(self, history: RepeatHistory, weeks: float) -> Floats:
        """The probability of at least one purchase in the next `weeks`.

        Who has not stopped buys at a rate that is gamma with shape r + repeats and scale alpha + age, and can only stop
        after a purchase.
        """
        none = (self.r + history.repeats) * -np.log1p(weeks / (self.alpha + history.age))
        found: Floats = self.alive(history) * -np.expm1(none)
        return found

    def _odds_stopped(self, history: RepeatHistory) -> Floats:
        x = history.repeats
        ratio = np.log((self.alpha + history.age) / (self.alpha + history.last))
        exponent = np.log(self.a) - np.log(self.b + np.maximum(x, 1.0) - 1.0) + (self.r + x) * ratio
        return np.where(x > 0, np.exp(np.minimum(exponent, 700.0)), 0.0)


def repeat_history(bought: PurchaseDays) -> RepeatHistory:
    """The history of every customer; one who never bought has nothing, and is to be left out by the caller."""
    counts, some = bought.counts, bought.counts > 0
    first, last = np.zeros(len(bought)), np.zeros(len(bought))
    first[some] = bought.days[bought.starts[:-1][some]]
    last[some] = bought.days[bought.starts[1:][some] - 1]
    age = np.where(some, bought.as_of_day - first, 0.0)
    return RepeatHistory(np.maximum(counts - 1.0, 0.0), (last - first) / WEEK_DAYS, age / WEEK_DAYS)


def fit_bg_nbd(history: RepeatHistory, prior: LogPrior | None = None) -> BgNbd:
    """The parameters of the highest likelihood; with `prior`, of the highest posterior density, for few customers."""
    from scipy.optimize import minimize

    likelihood = _Likelihood(history)

    def loss(logs: Floats) -> tuple[float, Floats]:
        value, gradient = likelihood.negative(logs)
        extra, slope = prior.penalty(logs) if prior else (0.0, np.zeros(4))
        return (value + extra) / likelihood.scale, (gradient + slope) / likelihood.scale

    start = np.asarray(prior.mean) if prior else np.log([0.5, 5.0, 1.0, 3.0])
    options = {"maxiter": 500, "ftol": 1e-12, "gtol": 1e-8}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[_LOG_BOUNDS] * 4, options=options)
    return BgNbd(*np.exp(found.x).tolist())


def log_likelihood(model: BgNbd, history: RepeatHistory) -> float:
    """Of all customers together, natural logarithm (equation 6)."""
    return -_Likelihood(history).negative(np.log(astuple(model)))[0]


class _Likelihood:
    """Minus the log-likelihood over equal histories at once, with its gradient by the parameters' logarithms."""

    def __init__(self, history: RepeatHistory) -> None:
        rows, weights = np.unique(
            np.column_stack([history.repeats, history.last, history.age]), axis=0, return_counts=True
        )
        self._x, self._last, self._age = rows.T if len(rows) else np.zeros((3, 0))
        self._weights: NDArray[np.float64] = weights.astype(np.float64)
        self._some = self._x > 0
        self.scale = max(1.0, float(self._weights.sum()))

    def negative(self, logs: Floats) -> tuple[float, Floats]:
        """The value and its four slopes."""
        from scipy.special import gammaln, psi

        r, alpha, a, b = np.exp(logs)
        x, w = self._x, self._weights
        active = -(r + x) * np.log(alpha + self._age)
        stop = np.where(self._some, b + x - 1.0, 1.0)
        stopped = np.where(self._some, np.log(a) - np.log(stop) - (r + x) * np.log(alpha + self._last), -np.inf)
        both = np.logaddexp(active, stopped)
        shared = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
        shared += gammaln(a + b) + gammaln(b + x) - gammaln(b) - gammaln(a + b + x)
        share = np.exp(stopped - both)
        by_r = psi(r + x) - psi(r) + np.log(alpha)
        by_r -= (1 - share) * np.log(alpha + self._age) + share * np.log(alpha + self._last)
        by_alpha = r / alpha - (r + x) * ((1 - share) / (alpha + self._age) + share / (alpha + self._last))
        by_a = psi(a + b) - psi(a + b + x) + share / a
        by_b = psi(a + b) + psi(b + x) - psi(b) - psi(a + b + x) - share / stop
        slopes = np.array([r * (w @ by_r), alpha * (w @ by_alpha), a * (w @ by_a), b * (w @ by_b)])
        return -float(w @ (shared + both)), -slopes
