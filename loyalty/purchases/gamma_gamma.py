"""Gamma-Gamma: what a customer pays on a purchase day, from what they have paid so far.

Fader, Hardie (2013), "The Gamma-Gamma Model of Monetary Value". Amounts of one customer scatter around a mean of their
own with gamma shape p; these means are spread over customers by (q, gamma). A customer with few purchases is drawn
towards the mean of all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loyalty.purchases.bg_nbd import LogPrior
from loyalty.purchases.purchase_days import Floats

_LOG_BOUNDS = ((-4.0, 6.0), (0.02, 6.0), (-9.0, 16.0))
"""Of p, q and gamma; q above 1, or the mean of all would be infinite."""


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """Fitted parameters, above 0; `gamma` in major units."""

    p: float
    q: float
    gamma: float

    @property
    def population_mean(self) -> float:
        """What a purchase day of a customer of whom nothing is known is worth."""
        return self.p * self.gamma / (self.q - 1.0)

    def expected_amount(self, counts: Floats, means: Floats) -> Floats:
        """What a purchase day is worth, after `counts` of them with the mean `means` (equation 5); 0, NaN will do."""
        n = np.where(np.isfinite(means) & (means > 0), counts, 0.0)
        paid = n * np.where(n > 0, means, 0.0)
        return self.p * (self.gamma + paid) / (self.p * n + self.q - 1.0)


def fit_gamma_gamma(counts: Floats, means: Floats, prior: LogPrior | None = None) -> GammaGamma | None:
    """The parameters of the highest likelihood (equation 1a), or posterior density with `prior`.

    `counts` is purchase days with a known amount, `means` their mean, one entry a customer; who has none, or paid
    nothing, is passed over. None where nobody paid anything. The prior is of p, q and gamma over the mean amount, so
    that it holds in every currency.
    """
    from scipy.optimize import minimize
    from scipy.special import gammaln, psi

    paying = (counts > 0) & np.isfinite(means) & (means > 0)
    if not paying.any():
        return None
    n, unit = counts[paying], float(np.average(means[paying], weights=counts[paying]))
    m = means[paying] / unit

    def loss(logs: Floats) -> tuple[float, Floats]:
        p, q, gamma = np.exp(logs)
        total = gamma + m * n
        value = gammaln(p * n + q) - gammaln(p * n) - gammaln(q) + q * np.log(gamma)
        value += (p * n - 1.0) * np.log(m) + p * n * np.log(n) - (p * n + q) * np.log(total)
        by_p = n * (psi(p * n + q) - psi(p * n) + np.log(m) + np.log(n) - np.log(total))
        by_q = psi(p * n + q) - psi(q) + np.log(gamma) - np.log(total)
        by_gamma = q / gamma - (p * n + q) / total
        extra, slope = prior.penalty(logs) if prior else (0.0, np.zeros(3))
        slopes = np.array([p * by_p.sum(), q * by_q.sum(), gamma * by_gamma.sum()])
        return (extra - float(value.sum())) / len(n), (slope - slopes) / len(n)

    start = np.asarray(prior.mean) if prior else np.log([4.0, 4.0, 1.0])
    options = {"maxiter": 500, "ftol": 1e-12, "gtol": 1e-8}
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=_LOG_BOUNDS, options=options)
    p, q, gamma = np.exp(found.x).tolist()
    return GammaGamma(p, q, gamma * unit)
