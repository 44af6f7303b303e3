"""What loyalty can be told from outside; the application's settings compose it."""

from __future__ import annotations

from dataclasses import dataclass

BUILTIN = "builtin"


@dataclass(frozen=True, slots=True)
class LoyaltyConfig:
    """Which sentiment model reads, and where it computes.

    `sentiment_model` is "builtin", a folder that training wrote or that transformers opens, or a hub name. `device` is
    auto, cuda, mps or cpu; `dtype` auto, float32, bfloat16 or float16. Both matter to transformers only.
    """

    sentiment_model: str = BUILTIN
    device: str = "auto"
    dtype: str = "auto"
