"""Finds conversations, the newest first, a page at a time, within a bounded time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, literal, select, tuple_

from records.database import Database
from records.desk.filters import SearchFilters, Where, conditions, own_conditions
from records.desk.found import FoundConversation, FoundRows
from records.desk.said_words import SaidWords, words_of
from records.erasure.erased import batches
from records.rows import storable
from records.tables import ConversationRow, HandOffRow, TurnRow
from records.vault.vault import PLAIN, Vault

PATIENCE_SECONDS = 0.25
"""So long is looked for what the database can answer; then the page says how far back that was."""
TEXT_PATIENCE_SECONDS = 1.5
"""The same where texts, which may be sealed, are opened and read one by one."""
_FEW = 10_000
"""Where no more rows than these have what is asked for, they are looked up; otherwise conversations are walked by."""
_FIRST_WINDOW, _LAST_WINDOW, _TEXT_WINDOW, _GROWTH = 250, 4_000, 100, 4
_NEAR = 1_000
"""So many of the newest conversations are looked at first: what is common is found among them."""
_CHECKED_AT_ONCE = 50
_PLACE: Any = tuple_(ConversationRow.started_at, ConversationRow.id)


@dataclass(frozen=True, slots=True)
class SearchPlace:
    """Where a search goes on: after the conversation that began at a moment and has an id."""

    started_at: datetime
    id: str

    @property
    def text(self) -> str:
        """The place in one word, as `of` reads it."""
        return f"{self.started_at.isoformat()}~{self.id}"

    @staticmethod
    def of(text: str) -> SearchPlace:
        """The place that `text` names.

        Raises:
            ValueError: it names none.
        """
        moment, tilde, id = text.partition("~")
        place = SearchPlace(datetime.fromisoformat(moment), id)
        if not tilde or place.started_at.tzinfo is None:
            raise ValueError(f"{text!r} is no place to go on from")
        return place


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What was found. `next` is where to go on, None where there is no more.

    `searched_back_to` is set where time was up before the page was full: nothing older has been looked at yet.
    """

    rows: tuple[FoundConversation, ...]
    next: SearchPlace | None = None
    searched_back_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class _Window:
    """Conversations that have what the database can tell, newest first; `reaches` is how far, None to the end."""

    rows: Sequence[SearchPlace]
    reaches: SearchPlace | None


class ConversationSearch:
    """Searches in a database that has been upgraded; `clock` counts seconds.

    Every call may raise `DatabaseFault`, and `KeysMissing` where words are sealed and there are no keys. A conversation
    that somebody tampered with is found by what is not sealed, and its row says so.
    """

    def __init__(self, database: Database, vault: Vault = PLAIN, clock: Callable[[], float] = time.monotonic) -> None:
        self._database, self._clock = database, clock
        self._said, self._found = SaidWords(database, vault), FoundRows(database, vault)

    def find(self, filters: SearchFilters, page: SearchPlace | None = None, limit: int = 30) -> SearchPage:
        """At most `limit` conversations that the filters want, those that began last first, after the place `page`."""
        if page is None and filters.text.strip() and (named := self._named(filters.text)):
            return SearchPage(self._found.rows([named]))
        words = words_of(filters.text)
        reads = bool(words) or filters.claims_changed
        until = self._clock() + (TEXT_PATIENCE_SECONDS if reads else PATIENCE_SECONDS)
        kept: list[SearchPlace] = []
        excerpts: dict[str, str] = {}
        for window in self._windows(filters, page, reads):
            for start in range(0, len(window.rows), _CHECKED_AT_ONCE):
                some = window.rows[start : start + _CHECKED_AT_ONCE]
                excerpts |= self._checked([one.id for one in some], filters, words) if reads else {}
                kept += [one for one in some if not reads or one.id in excerpts]
                if len(kept) > limit:
                    return SearchPage(self._rows(kept[:limit], excerpts), kept[limit - 1])
                if self._clock() > until:
                    return self._unfinished(kept, excerpts, some[-1])
            if window.reaches is not None and self._clock() > until:
                return self._unfinished(kept, excerpts, window.reaches)
        return SearchPage(self._rows(kept, excerpts))

    def _unfinished(self, kept: list[SearchPlace], excerpts: dict[str, str], reached: SearchPlace) -> SearchPage:
        return SearchPage(self._rows(kept, excerpts), reached, reached.started_at)

    def _rows(self, kept: Sequence[SearchPlace], excerpts: dict[str, str]) -> tuple[FoundConversation, ...]:
        return self._found.rows([one.id for one in kept], excerpts)

    def _checked(self, ids: Sequence[str], filters: SearchFilters, words: Sequence[str]) -> dict[str, str]:
        """Those that have what must be read to be known, each with where the words were found."""
        found = self._said.excerpts(ids, words) if words else dict.fromkeys(ids, "")
        if filters.claims_changed:
            changed = self._found.claims_changed(list(found))
            found = {id: excerpt for id, excerpt in found.items() if changed.get(id)}
        return found

    def _named(self, text: str) -> str | None:
        """The conversation of which, or of whose turn or hand-off, the text is the id."""
        wanted = storable(text.strip())
        with self._database.reading() as session:
            if session.get(ConversationRow, wanted) is not None:
                return wanted
            turn, handed = session.get(TurnRow, wanted), session.get(HandOffRow, wanted.upper())
            of = turn or handed
            known = None if of is None else session.get(ConversationRow, of.conversation_id)
            return None if known is None else known.id

    def _windows(self, filters: SearchFilters, page: SearchPlace | None, reads: bool) -> Iterator[_Window]:
        wanted, own = list(conditions(filters)), own_conditions(filters)
        place, more, seen, size = page, True, 0, _TEXT_WINDOW if reads else _FIRST_WINDOW
        asked = filters.customer_id is not None  # their conversations are few anyway
        while more:
            if not asked and (reads or seen >= _NEAR):
                asked, few = True, self._few(wanted)
                if few is not None:
                    yield self._listed(few, [*own, *(one.holds for one in wanted)], place)
                    return
            window = self._walked(own, wanted, place, size)
            yield window
            place, more, seen = window.reaches, window.reaches is not None, seen + size
            size = size if reads else min(size * _GROWTH, _LAST_WINDOW)

    def _few(self, wanted: Sequence[Where]) -> set[str] | None:
        """The conversations that have each of those things that few have; None where many have all of them."""
        common: set[str] | None = None
        with self._database.reading() as session:
            for one in wanted:
                if not one.indexed:
                    continue
                lists = [session.scalars(ids).all() for ids in one.ids(_FEW + 1)]
                if any(len(some) > _FEW for some in lists):
                    continue
                ids = {id for some in lists for id in some}
                common = ids if common is None else common & ids
        return common

    def _listed(self, ids: set[str], holds: Sequence[ColumnElement[bool]], page: SearchPlace | None) -> _Window:
        """Those of a few conversations that also have everything else."""
        found: list[SearchPlace] = []
        with self._database.reading() as session:
            for batch in batches(ids):
                places = select(ConversationRow.started_at, ConversationRow.id).where(ConversationRow.id.in_(batch))
                for row in session.execute(_after(places, page).where(*holds)):
                    found.append(SearchPlace(row.started_at, row.id))
        found.sort(key=lambda one: (one.started_at, one.id), reverse=True)
        return _Window(found, None)

    def _walked(
        self, own: Sequence[ColumnElement[bool]], wanted: Sequence[Where], place: SearchPlace | None, size: int
    ) -> _Window:
        """What the next `size` conversations have of it."""
        newest = select(ConversationRow.started_at, ConversationRow.id).where(*own)
        newest = _after(newest, place).order_by(ConversationRow.started_at.desc(), ConversationRow.id.desc())
        with self._database.reading() as session:
            if not wanted:
                last = None
                rows = session.execute(newest.limit(size)).all()
                if len(rows) == size:
                    last = SearchPlace(rows[-1].started_at, rows[-1].id)
            else:
                end = session.execute(newest.offset(size - 1).limit(1)).first()
                last = None if end is None else SearchPlace(end.started_at, end.id)
                within = newest if last is None else newest.where(_as_tuple(last) <= _PLACE)
                rows = session.execute(within.where(*(one.holds for one in wanted))).all()
        return _Window([SearchPlace(row.started_at, row.id) for row in rows], last)


def _after(found: Any, place: SearchPlace | None) -> Any:
    return found if place is None else found.where(_as_tuple(place) > _PLACE)


def _as_tuple(place: SearchPlace) -> Any:
    return tuple_(literal(place.started_at, ConversationRow.started_at.type), storable(place.id))
