"""What a list shows of conversations that were found."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import false, func, select

from records.database import Database
from records.desk.taking_over import STATUSES, HandOffStatus
from records.errors import SealBroken
from records.learned.tables import ConversationReadingRow
from records.tables import (
    NOT_COUNTED,
    ConversationLabelRow,
    ConversationRow,
    CustomerRow,
    FeedbackRow,
    HandOffRow,
    StaffMessageRow,
    Table,
    TurnRow,
)
from records.vault.sealing import SEALED, opened
from records.vault.vault import PLAIN, Vault

_FIRST_WORDS = 120


@dataclass(frozen=True, slots=True)
class FoundConversation:
    """One row of a list.

    `last_at` is when something was last said by anybody. `customer_name` is empty for a guest and for customers kept
    elsewhere. `first_words` are at most 120 characters of the first message; `excerpt` is where the words that were
    searched for stand, empty where none were. `outcomes` counts turns. `claims_changed` counts claims that were
    repaired or dropped, `unhelpful` feedback. `mood` is -1 to 1, None where nobody has read it. `hand_off` is the
    liveliest one's status, empty without any. `tampered` says that something sealed was changed by somebody without
    the key and is left out here.
    """

    id: str
    started_at: datetime
    last_at: datetime
    customer_id: str | None
    customer_name: str
    language: str
    title: str
    first_words: str
    excerpt: str
    turns: int
    outcomes: Mapping[str, int]
    claims_changed: int
    unhelpful: int
    mood: float | None
    labels: tuple[str, ...]
    hand_off: HandOffStatus | Literal[""]
    prompts: tuple[str, ...]
    tampered: bool


class FoundRows:
    """Reads a database that has been upgraded; every call may raise `DatabaseFault` and `KeysMissing`."""

    def __init__(self, database: Database, vault: Vault = PLAIN) -> None:
        self._database, self._vault = database, vault

    def rows(self, ids: Sequence[str], excerpts: Mapping[str, str] | None = None) -> tuple[FoundConversation, ...]:
        """The rows of the conversations, in the order of the ids; of one that is gone meanwhile there is none."""
        facts = _Facts(self._database, ids)
        changed = self.claims_changed(ids)
        found = (self._row(id, facts, changed.get(id, 0), (excerpts or {}).get(id, "")) for id in ids)
        return tuple(one for one in found if one is not None)

    def claims_changed(self, ids: Sequence[str]) -> Mapping[str, int]:
        """How many claims were repaired or dropped in each conversation, by id; counted anew where nobody did."""
        changed: Counter[str] = Counter()
        counted = select(
            TurnRow.conversation_id, func.sum(TurnRow.claims_repaired + TurnRow.claims_dropped).label("changed")
        )
        counted = counted.where(TurnRow.conversation_id.in_(ids), TurnRow.claims_repaired != NOT_COUNTED)
        sealed = select(TurnRow.id, TurnRow.conversation_id, TurnRow.claims)
        sealed = sealed.where(TurnRow.conversation_id.in_(ids), TurnRow.claims_repaired == NOT_COUNTED)
        with self._database.reading() as session:
            for id, count in session.execute(counted.group_by(TurnRow.conversation_id)):
                changed[id] += int(count)
            rows: list[dict[str, Any]] = [dict(row) for row in session.execute(sealed).mappings()]
        for row in rows:
            claims = self._clear(TurnRow, row)[0]["claims"]
            counts = (claims.get(kind, 0) for kind in ("repaired", "dropped")) if isinstance(claims, dict) else ()
            changed[row["conversation_id"]] += sum(count for count in counts if isinstance(count, int))
        return changed

    def _row(self, id: str, facts: _Facts, changed: int, excerpt: str) -> FoundConversation | None:
        if id not in facts.conversations:
            return None
        own, tampered = self._clear(ConversationRow, facts.conversations[id])
        customer, other = self._clear(
            CustomerRow, facts.customers.get(own["customer_id"] or "", {"id": "", "name": ""})
        )
        first, another = self._clear(TurnRow, facts.first.get(id, {"id": "", "text": "", "language": ""}))
        return FoundConversation(
            id=id,
            started_at=own["started_at"],
            last_at=max([own["started_at"], *facts.moments[id]]),
            customer_id=own["customer_id"],
            customer_name=customer["name"],
            language=first["language"],
            title=own["title"],
            first_words=" ".join(first["text"].split())[:_FIRST_WORDS],
            excerpt=excerpt,
            turns=facts.outcomes[id].total(),
            outcomes=dict(facts.outcomes[id]),
            claims_changed=changed,
            unhelpful=facts.unhelpful.get(id, 0),
            mood=facts.moods.get(id),
            labels=tuple(sorted(facts.labels[id])),
            hand_off=next((status for status in STATUSES if status in facts.handed[id]), ""),
            prompts=tuple(sorted(facts.prompts[id])),
            tampered=tampered or other or another,
        )

    def _clear(self, table: type[Table], row: Mapping[str, Any]) -> tuple[dict[str, Any], bool]:
        """The values opened, or without what is sealed where somebody changed that; whether they did."""
        nothing: dict[str, Any] = {name: kind() for name, kind in SEALED[table].items()}
        try:
            return opened(self._vault, table, {**nothing, **row}), False
        except SealBroken:
            return {**row, **nothing}, True


class _Facts:
    """What the database has of some conversations, each table asked once."""

    def __init__(self, database: Database, ids: Sequence[str]) -> None:
        self.outcomes: dict[str, Counter[str]] = defaultdict(Counter)
        self.prompts: dict[str, set[str]] = defaultdict(set)
        self.moments: dict[str, list[datetime]] = defaultdict(list)
        self.labels: dict[str, list[str]] = defaultdict(list)
        self.handed: dict[str, set[str]] = defaultdict(set)
        with database.reading() as session:
            self._ask = session.execute
            self.conversations = {
                row["id"]: row
                for row in self._rows(select(*ConversationRow.__table__.columns), ConversationRow.id, ids)
            }
            customers = [row["customer_id"] for row in self.conversations.values() if row["customer_id"]]
            names = select(CustomerRow.id, CustomerRow.name)
            self.customers = {row["id"]: row for row in self._rows(names, CustomerRow.id, customers)}
            first = select(TurnRow.id, TurnRow.conversation_id, TurnRow.text, TurnRow.language)
            first = first.where(TurnRow.position == 0)
            self.first = {row["conversation_id"]: row for row in self._rows(first, TurnRow.conversation_id, ids)}
            self._count_turns(ids)
            self._read_desk(ids)

    def _rows(self, found: Any, column: Any, ids: Sequence[str]) -> list[dict[str, Any]]:
        return [dict(row) for row in self._ask(found.where(column.in_(ids))).mappings()]

    def _count_turns(self, ids: Sequence[str]) -> None:
        kinds = (TurnRow.conversation_id, TurnRow.outcome, TurnRow.prompt, TurnRow.replies_prompt)
        counted = select(*kinds, func.count().label("turns"), func.max(TurnRow.at).label("last")).group_by(*kinds)
        for row in self._rows(counted, TurnRow.conversation_id, ids):
            id = row["conversation_id"]
            self.outcomes[id][row["outcome"]] += row["turns"]
            self.prompts[id].update(filter(None, (row["prompt"], row["replies_prompt"])))
            self.moments[id].append(row["last"])

    def _read_desk(self, ids: Sequence[str]) -> None:
        said = StaffMessageRow.conversation_id
        for row in self._rows(select(said, func.max(StaffMessageRow.at).label("last")).group_by(said), said, ids):
            self.moments[row["conversation_id"]].append(row["last"])
        labelled = select(ConversationLabelRow.conversation_id, ConversationLabelRow.label)
        for row in self._rows(labelled, ConversationLabelRow.conversation_id, ids):
            self.labels[row["conversation_id"]].append(row["label"])
        handed = select(HandOffRow.conversation_id, HandOffRow.status)
        for row in self._rows(handed, HandOffRow.conversation_id, ids):
            self.handed[row["conversation_id"]].add(row["status"])
        given = FeedbackRow.conversation_id
        disliked = select(given, func.count().label("count")).where(FeedbackRow.helpful == false()).group_by(given)
        self.unhelpful = {row["conversation_id"]: row["count"] for row in self._rows(disliked, given, ids)}
        read = select(ConversationReadingRow.conversation_id, ConversationReadingRow.mood)
        rows = self._rows(read, ConversationReadingRow.conversation_id, ids)
        self.moods = {row["conversation_id"]: row["mood"] for row in rows}
