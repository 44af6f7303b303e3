"""What the claim check changed or left out, for the log of the turn."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ClaimLogEntry:
    """One sentence that was not shown as the model wrote it; `shown` is None where it was left out."""

    sentence: str
    shown: str | None
    why: str

    def as_json(self) -> dict[str, str | None]:
        """The entry as the turn's log keeps it."""
        return {"sentence": self.sentence, "shown": self.shown, "why": self.why}
