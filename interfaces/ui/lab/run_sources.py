"""What a run can be played on: sets that staff saved, sets that come with Daogou, and past conversations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache
from typing import TYPE_CHECKING, Any

from evaluation.errors import EvaluationError
from evaluation.replay.exporting import past_ids
from evaluation.replay.saved_sets import saved_sets, set_file
from evaluation.replay.transcripts import Transcript, TranscriptMessage, from_conversation, read_transcripts
from interfaces.ui.lab.lab_refusals import LabRefusal

if TYPE_CHECKING:
    from assistant.wiring import Shop
    from evaluation.dialogue_sets import Case
    from records.access.rules import Visitor

MOST_PAST = 500
"""Past conversations of one run."""
_SHIPPED = {"daogou-conversations": "conversations", "daogou-ordinary": "ordinary"}
"""Sets of `evaluation/sets` by what the page calls them; of these only what is not held out, since staff tune on it."""


@dataclass(frozen=True, slots=True)
class RunSources:
    """The sources of one shop; `source` is as the page sends it, of the kind `set` with a `name` or `past`."""

    shop: Shop

    def sets(self) -> list[dict[str, Any]]:
        """Every set with how many conversations and messages it has; those that come with Daogou last."""
        own = [
            {"name": one.name, "conversations": one.conversations, "messages": one.messages, "shipped": False}
            for one in saved_sets(self.shop.settings.home)
        ]
        names = _SHIPPED if self.shop.settings.is_demo else {}
        return own + [_in_short(name, _shipped(set_name)) for name, set_name in names.items()]

    def count(self, source: Mapping[str, Any]) -> int:
        """How many past conversations fit, at most as many as are asked for."""
        return sum(1 for _ in self._past_ids(source))

    def transcripts(self, source: Mapping[str, Any], by: Visitor) -> tuple[Transcript, ...]:
        """What is to be played. That staff read past conversations is noted.

        Raises:
            LabRefusal: nothing fits.
            EvaluationError: the set is gone or cannot be read.
        """
        if source["kind"] == "past":
            found = tuple(self._past(source, by))
        elif source["name"] in _SHIPPED and self.shop.settings.is_demo:
            found = _shipped(_SHIPPED[source["name"]])
        else:
            found = read_transcripts(set_file(self.shop.settings.home, source["name"]))
        if not found:
            raise LabRefusal("nothing_to_play")
        return found

    def still_there(self, source: Mapping[str, Any], transcripts: tuple[Transcript, ...]) -> frozenset[str]:
        """Ids of those that nobody has erased or deleted since they were read."""
        if source["kind"] == "past":
            return frozenset(one.id for one in transcripts if self.shop.log.conversation(one.id) is not None)
        if source["name"] in _SHIPPED:
            return frozenset(one.id for one in transcripts)
        with suppress(EvaluationError):
            return frozenset(one.id for one in read_transcripts(set_file(self.shop.settings.home, source["name"])))
        return frozenset()

    def _past(self, source: Mapping[str, Any], by: Visitor) -> Iterator[Transcript]:
        log = self.shop.log
        for id in self._past_ids(source):
            conversation = log.conversation(id)
            if conversation is None:
                continue
            self.shop.audit.note(by.account_id or "unknown", by.role, "lab.run", f"conversation:{id}")
            with suppress(EvaluationError):  # nothing was said in it, or it was erased
                yield from_conversation(conversation, log.turns(id))

    def _past_ids(self, source: Mapping[str, Any]) -> Iterator[str]:
        from records.desk.filters import SearchFilters

        since = source.get("since")
        after = datetime.combine(since, time(), UTC) if since else None
        filters = SearchFilters(prompt=source.get("prompt") or "", since=after)
        return past_ids(self.shop, filters, min(int(source.get("count") or 20), MOST_PAST))


@cache
def _shipped(name: str) -> tuple[Transcript, ...]:
    from evaluation.dialogue_sets import Before, load_sets

    cases = load_sets((name,))
    return tuple(
        _transcript(one) for one in cases if one.split == "seen" and one.poison is None and one.before == Before()
    )


def _transcript(case: Case) -> Transcript:
    """A case of a set that comes with Daogou; what must hold at its end is expected of its last message."""
    *_, last = range(len(case.messages))
    messages = []
    for number, message in enumerate(case.messages):
        expect: dict[str, Any] = message.expect.model_dump(exclude_unset=True)
        if case.refusal is not None:
            expect["refused"] = case.refusal
        if number == last and case.end.model_fields_set:
            expect["state"] = case.end.model_dump(exclude_unset=True)
        told = {"role": "user", "content": message.text, "expect": expect or None}
        messages.append(TranscriptMessage.model_validate(told))
    return Transcript(
        id=case.id, customer_id=case.customer, language=case.language, source="daogou", messages=tuple(messages)
    )


def _in_short(name: str, transcripts: tuple[Transcript, ...]) -> dict[str, Any]:
    said = sum(len(one.said) for one in transcripts)
    return {"name": name, "conversations": len(transcripts), "messages": said, "shipped": True}
