"""A share of right answers with the interval it comes with."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

_Z: Final = 1.96


@dataclass(frozen=True, slots=True)
class Tally:
    """So many right of so many judged; `share` is 0 to 1, None where nothing was judged."""

    right: int
    judged: int

    @property
    def share(self) -> float | None:
        """Right of judged."""
        return self.right / self.judged if self.judged else None

    def interval(self) -> tuple[float, float] | None:
        """Where the share lies at 95 %: Wilson's interval (1927)."""
        if not self.judged:
            return None
        count, share = self.judged, self.right / self.judged
        middle = (share + _Z**2 / (2 * count)) / (1 + _Z**2 / count)
        half = _Z / (1 + _Z**2 / count) * math.sqrt(share * (1 - share) / count + _Z**2 / (4 * count**2))
        return max(0.0, middle - half), min(1.0, middle + half)

    def shape(self) -> dict[str, Any] | None:
        """As JSON; None where nothing was judged."""
        interval = self.interval()
        if self.share is None or interval is None:
            return None
        low, high = (round(end, 4) for end in interval)
        return {"share": round(self.share, 4), "right": self.right, "judged": self.judged, "interval_95": [low, high]}
