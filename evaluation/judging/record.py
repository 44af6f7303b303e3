"""The record that a judge reads: who said what, one message a line, as data that cannot end early or pass for orders.

Whatever a message holds, it stays on its line behind the name of who said it: line breaks and control characters become
blanks. What does not fit is left out of the middle, and the record says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from assistant.agent.token_count import tokens_at_most

Who = Literal["shopper", "assistant", "person"]
NOTHING_SAID: Final = "(…)"
_GAP: Final = " […] "
_LONGEST_SHARE: Final = 3
"""One message takes at most this part of the room: a long one must not push out all the others."""


@dataclass(frozen=True, slots=True)
class Said:
    """One message; what a front end showed beside the words, cards of products, is part of `text`."""

    who: Who
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """What is judged, as the judge reads it: `text` has `count` messages, `left_out` of them only as a note.

    `words` is all that was said, without names and notes: what a quote must stand in.
    """

    text: str
    count: int
    left_out: int
    words: str


def write_record(said: Sequence[Said], names: Mapping[Who, str], note: str, room: int) -> Record:
    """The messages in order, cut to at most `room` tokens; `note` has a `{count}` for the messages left out.

    The first message always stays, and the last, which in the record of one answer is what is judged.
    """
    most = max(20, room // _LONGEST_SHARE)
    lines = [(names[one.who], shortened(one_line(one.text) or NOTHING_SAID, most)) for one in said]
    costs = [tokens_at_most(f"{name}: {text}") + 1 for name, text in lines]
    first, last = len(lines), len(lines)
    if sum(costs) > room:
        first, last = _ends(costs, room - tokens_at_most(note) - 4)
    kept = [*lines[:first], *lines[last:]]
    written = [f"{name}: {text}" for name, text in kept]
    if last > first:
        written.insert(first, note.format(count=last - first))
    return Record("\n".join(written), len(lines), last - first, "\n".join(text for _, text in kept))


def one_line(text: str) -> str:
    """The text on one line, without characters that are not seen: controls, marks that turn the reading direction."""
    seen = "".join(" " if unicodedata.category(one) in ("Cc", "Zl", "Zp") else one for one in text)
    return re.sub(r"\s+", " ", "".join(one for one in seen if unicodedata.category(one) not in ("Cf", "Cs"))).strip()


def shortened(text: str, tokens: int) -> str:
    """The text itself, or its beginning and end where it has more tokens."""
    if tokens_at_most(text) <= tokens:
        return text
    low, high = 0, len(text) // 2
    while low < high:
        half = (low + high + 1) // 2
        if tokens_at_most(text[:half] + _GAP + text[-half:]) <= tokens:
            low = half
        else:
            high = half - 1
    return text[:low].rstrip() + _GAP + (text[-low:].lstrip() if low else "")


def _ends(costs: Sequence[int], room: int) -> tuple[int, int]:
    """How many messages stay at the beginning, and where those at the end begin; taken in turns, the last one first."""
    first, last = 1, len(costs) - 1 if len(costs) > 1 else 1
    left = room - costs[0] - (costs[-1] if len(costs) > 1 else 0)
    from_end = True
    while first < last:
        next_one = last - 1 if from_end else first
        if costs[next_one] > left:
            break
        left -= costs[next_one]
        first, last = (first, last - 1) if from_end else (first + 1, last)
        from_end = not from_end
    return first, last
