"""The mood of a conversation, and how it went.

The mood of a turn is the valence of its sentiment, -1 to 1; a turn that the sentiment model cannot tell has none.
The course compares the mean of the first half of the moods with that of the second, the middle one of an odd number
left out:

- `better`, `worse`: the halves differ by at least `SHIFT`;
- `mixed`: they do not, and between two neighbouring moods it went up by `SWING` and elsewhere down by as much;
- `steady`: else; `unknown`: fewer than two moods.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean
from typing import Final

from loyalty.nouns import Course, Sentiment

SHIFT: Final = 0.35
SWING: Final = 0.7


def moods_of(sentiments: Sequence[Sentiment]) -> list[float]:
    """The valence, -1 to 1, of each sentiment that has a label, in order."""
    return [sentiment.valence for sentiment in sentiments if sentiment.label is not None]


def mood_and_course(sentiments: Sequence[Sentiment]) -> tuple[float | None, Course]:
    """The mean mood, -1 to 1, None where no turn has one, and how it went."""
    moods = moods_of(sentiments)
    return (fmean(moods) if moods else None), _course(moods)


def _course(moods: Sequence[float]) -> Course:
    if len(moods) < 2:
        return "unknown"
    half = len(moods) // 2
    shift = fmean(moods[-half:]) - fmean(moods[:half])
    if abs(shift) >= SHIFT:
        return "better" if shift > 0 else "worse"
    steps = [after - before for before, after in pairwise(moods)]
    return "mixed" if max(steps) >= SWING and min(steps) <= -SWING else "steady"
