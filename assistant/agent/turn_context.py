"""What one turn knows and gathers while its tools run; reaches them through LangChain's runtime, not the model."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.agent.claims.evidence import Evidence
from assistant.agent.constraints.held import Constraints
from assistant.agent.events import Language
from records.nouns import ToolCall
from retrieval.query import SearchHit


@dataclass
class TurnContext:
    """One turn's state: what it starts from, and what its tools add.

    `read` is what the message itself states, `held` what earlier turns left; `constraints` is what holds now.
    `earlier_query` is what the conversation last searched for, `wants_cheaper` whether the message asks for the same at
    a lower price. `searched` is None until a search was made, then its hits. `notes` are sentences to say before the
    answer; `quotes` are the shop's own words that are the answer. `ways_out` says what to relax where a search
    found nothing. `model_ms` is the wall time spent in the language model so far.
    """

    text: str
    language: Language
    read: Constraints
    held: Constraints
    evidence: Evidence
    constraints: Constraints
    earlier_query: str = ""
    wants_cheaper: bool = False
    searched: tuple[SearchHit, ...] | None = None
    calls: list[ToolCall] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    quotes: list[str] = field(default_factory=list)
    ways_out: str = ""
    model_ms: float = 0.0
