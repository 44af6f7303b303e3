"""What can go wrong in loyalty, sorted by who must act. An operator reads the message as it is: one sentence."""

from __future__ import annotations


class LoyaltyError(Exception):
    """Parent of all that this package raises on purpose."""


class OperatorLoyaltyError(LoyaltyError):
    """Something that whoever runs the shop must change first; the message says what."""


class TrainingDataError(OperatorLoyaltyError):
    """The data cannot be learned from or measured on; `source` is the file, or empty."""

    def __init__(self, message: str, source: str = "") -> None:
        super().__init__(message)
        self.source = source


class SentimentModelMissing(OperatorLoyaltyError):
    """A sentiment model was named that is not there or cannot be read; `name` is what was asked for."""

    def __init__(self, message: str, name: str) -> None:
        super().__init__(message)
        self.name = name


class AdviceRulesFault(OperatorLoyaltyError):
    """The table of rules of what to do cannot be used; `source` is the file, `line` counts from 1, 0 for none."""

    def __init__(self, message: str, source: str, line: int = 0) -> None:
        super().__init__(message)
        self.source = source
        self.line = line
