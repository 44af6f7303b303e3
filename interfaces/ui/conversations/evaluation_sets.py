"""Puts a conversation into a set that is replayed: one line of a file in the shop's home folder."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.replay.saved_sets import add_transcripts, remove_transcripts, saved_sets, set_file
from evaluation.replay.transcripts import Transcript, TranscriptMessage, from_conversation, read_transcripts
from records.carts import cart_owner
from records.nouns import Conversation, StaffMessage, Turn
from records.redaction.redactor import Redactor

COMMAND = "daogou evaluate replay {name} --out replay-{name}"


@dataclass(frozen=True, slots=True)
class EvaluationSets:
    """The sets of a home folder. Shoppers' words are in them as the log has them, a person's without personal data."""

    home: Callable[[], Path]
    redactor: Callable[[], Redactor]

    def listed(self, conversation_id: str) -> list[dict[str, Any]]:
        """Each set by name, with how many conversations it has and whether this one is among them."""
        return [
            {"name": one.name, "conversations": one.conversations, "has": self._has(one.name, conversation_id)}
            for one in saved_sets(self.home())
        ]

    def add(
        self, name: str, conversation: Conversation, turns: Iterable[Turn], said: Iterable[StaffMessage]
    ) -> dict[str, Any]:
        """Adds the conversation as it is by now; one that the set has is put in its place anew and not doubled.

        Raises:
            EvaluationError: the name is none for a set, nothing was said, or the file cannot be written.
        """
        file = set_file(self.home(), name)
        transcript = self._transcript(conversation, list(turns), list(said))
        new = add_transcripts(file, [transcript], replace=True)
        return {"set": name, "file": str(file), "new": bool(new), "command": COMMAND.format(name=name)}

    def remove(self, conversation_id: str) -> None:
        """Takes the conversation out of every set; for one that was deleted."""
        for one in saved_sets(self.home()):
            remove_transcripts(set_file(self.home(), one.name), lambda transcript: transcript.id == conversation_id)

    def _has(self, name: str, conversation_id: str) -> bool:
        return any(one.id == conversation_id for one in read_transcripts(set_file(self.home(), name)))

    def _transcript(self, conversation: Conversation, turns: list[Turn], said: list[StaffMessage]) -> Transcript:
        whole = from_conversation(conversation, turns, source="desk")
        owner = cart_owner(conversation.customer_id, conversation.id)
        return whole.model_copy(update={"messages": tuple(self._woven(turns, said, owner))})

    def _woven(self, turns: list[Turn], said: list[StaffMessage], owner: str) -> Iterator[TranscriptMessage]:
        """Both sides and the person, in the order in which they spoke."""
        moments: list[tuple[Any, int, list[TranscriptMessage]]] = []
        for turn in turns:
            spoken = [TranscriptMessage(role="user", content=turn.text)] if turn.text.strip() else []
            if turn.answer:
                spoken.append(TranscriptMessage(role="assistant", content=turn.answer))
            moments.append((turn.at, turn.position, spoken))
        for message in said:
            text = self.redactor().redact(message.text, owner).text
            moments.append((message.at, len(turns), [TranscriptMessage(role="person", content=text)]))
        for _, _, spoken in sorted(moments, key=lambda moment: moment[:2]):
            yield from spoken
