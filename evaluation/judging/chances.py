"""How likely each rating was, where an endpoint tells the probabilities of tokens: a finer rating than the one written.

The mean of the ratings weighed by their probabilities (Liu et al., G-Eval, 2023) tells two conversations apart that a
model rates alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any, Final

CHANCES_WANTED: Final[Mapping[str, Any]] = {"logprobs": True, "top_logprobs": 10}
"""How OpenAI's chat completions are asked for probabilities."""
_RATINGS: Final = {str(one): one for one in range(1, 6)}
_ENOUGH: Final = 0.5
"""Of all probability; where the ratings have less, the model was about to write something else."""


def chances_of(metadata: Mapping[str, Any]) -> dict[int, float]:
    """The probability of each rating at the last token that is one; empty where the endpoint does not tell."""
    told = metadata.get("logprobs")
    tokens = told.get("content") if isinstance(told, Mapping) else None
    for token in reversed(tokens if isinstance(tokens, list) else []):
        if isinstance(token, Mapping) and str(token.get("token")).strip() in _RATINGS:
            return _weighed(token.get("top_logprobs") or ())
    return {}


def expected_rating(rating: int, chances: Mapping[int, float]) -> float | None:
    """The mean rating, 1 to 5; None where the ratings, the one written among them, are not most of what was likely."""
    total = sum(chances.values())
    if total < _ENOUGH or rating not in chances:
        return None
    return round(sum(one * chance for one, chance in chances.items()) / total, 4)


def _weighed(alternatives: Iterable[Mapping[str, Any]]) -> dict[int, float]:
    found: dict[int, float] = {}
    for one in alternatives:
        rating = _RATINGS.get(str(one.get("token")).strip())
        if rating is not None:
            found[rating] = found.get(rating, 0.0) + math.exp(float(one.get("logprob", -math.inf)))
    return found
