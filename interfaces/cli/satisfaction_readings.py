"""What the turns of conversations say, for the verbs that learn or measure predicted satisfaction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from loyalty.nouns import SaidConversation, TurnReading


def read_turns(conversations: Sequence[SaidConversation]) -> list[tuple[TurnReading, ...]]:
    """No reading for any turn: predictions then rest on the words alone."""
    return [() for _ in conversations]
