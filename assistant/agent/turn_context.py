"""What one turn knows and gathers while its tools run; reaches them through LangChain's runtime, not the model."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Condition
from typing import Any

from assistant.agent.claims.evidence import Evidence
from assistant.agent.constraints.contradictions import Contradiction
from assistant.agent.constraints.giving_up import GivenUp
from assistant.agent.constraints.held import Constraints
from assistant.agent.events import ConstraintsChanged, Language
from assistant.agent.pending_action import PendingAction
from assistant.agent.profile.switch import ProfileSwitch
from assistant.agent.requests.plain import PlainRequest, Reading
from assistant.agent.requests.refinement import Refinement
from assistant.agent.requests.talk import Talk
from assistant.agent.turn_trace import TurnTrace
from records.nouns import ToolCall, Turn
from retrieval.query import SearchHit, SearchQuery, SearchResult


@dataclass
class TurnContext:
    """One turn's state: what it starts from, and what its tools add.

    `read` is what the message itself states, `held` what earlier turns left; `constraints` is what holds now.
    `searched` is None until a search was made, then its hits; `found` is the last search itself with its result.
    `notes` are sentences to say before the answer, `said_notes` those that were said; `quotes` are the shop's own words
    that are the answer. `ways_out` says what to relax where a search found nothing.
    `talk` is what the conversation is about, `plain` what the message
    plainly asks for, `refine` how a search has to differ from the one before; `lead` is the sentence the shop says of
    what was found. `chinese` has the shop's Chinese words for its categories and colours. `model_ms` is the wall time
    spent in the language model so far.
    `customer_id` is None for a guest; `past` are the turns before, oldest first; `asked` is what the turn before asked
    the shopper to confirm, `pending` what this one asks. `key` is unlike any other turn's.
    `switch` is what the message says of using earlier purchases; `text` is the rest of it then, `message` all of it.
    Rules read `text`, which has a gap where `message` has a placeholder for personal data.
    `told` is what the front end knows of the constraints; `another` says that the message names another kind of thing,
    `taken_back` what it gives up (`clicked`: on the page, not in words), `contradiction` what in it cannot both hold.
    `trace` is how the answer comes about, for staff.
    `tool_results` has each call of this turn with its result, `repeated_calls` counts those made again; `tools_done`
    are the ids of the calls that ran, `tools_free` is held while one runs.
    """

    text: str
    language: Language
    read: Constraints
    held: Constraints
    evidence: Evidence
    constraints: Constraints
    searched: tuple[SearchHit, ...] | None = None
    found: tuple[SearchQuery, SearchResult] | None = None
    calls: list[ToolCall] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    said_notes: set[str] = field(default_factory=set)
    quotes: list[str] = field(default_factory=list)
    ways_out: str = ""
    talk: Talk = field(default_factory=Talk)
    plain: Reading = None
    refine: Refinement = field(default_factory=Refinement)
    lead: str = ""
    chinese: Mapping[str, str] = field(default_factory=dict)
    model_ms: float = 0.0
    conversation_id: str = ""
    customer_id: str | None = None
    past: tuple[Turn, ...] = ()
    asked: PendingAction | None = None
    pending: PendingAction | None = None
    key: str = field(default_factory=lambda: secrets.token_urlsafe(12))
    switch: ProfileSwitch | None = None
    message: str = ""
    told: Constraints = field(default_factory=Constraints)
    another: bool | None = None
    taken_back: tuple[GivenUp, ...] = ()
    clicked: bool = False
    contradiction: Contradiction | None = None
    tool_results: dict[str, Any] = field(default_factory=dict)
    repeated_calls: int = 0
    trace: TurnTrace = field(default_factory=TurnTrace)
    tools_done: set[str] = field(default_factory=set)
    tools_free: Condition = field(default_factory=Condition, repr=False, compare=False)

    @property
    def typed(self) -> str:
        """The message as the shopper typed it."""
        return self.message or self.text

    def constrain(self, said: Constraints) -> list[ConstraintsChanged]:
        """Let hold what the message said, on top of what is held; gives back what the front end is to be told."""
        self.constraints = self.held.then(said, self.another)
        return self.news()

    def news(self) -> list[ConstraintsChanged]:
        """What the front end does not know yet of the constraints; nothing where it does."""
        if self.constraints == self.told:
            return []
        self.told = self.constraints
        return [ConstraintsChanged(self.constraints.as_json())]

    def taken_notes(self) -> list[str]:
        """The notes not said yet; each is said once, before the answer, however often a search comes upon it."""
        taken, self.notes = self.notes, []
        notes = [note for note in taken if note not in self.said_notes]
        self.said_notes.update(notes)
        return notes

    def takes_back(self, name: str) -> bool:
        """Whether the message gives up the constraint of that name."""
        return any(given.name == name for given in self.taken_back)

    def is_plainly(self, tool: str) -> bool:
        """Whether the message plainly asks for what `tool` does."""
        return isinstance(self.plain, PlainRequest) and self.plain.tool == tool
