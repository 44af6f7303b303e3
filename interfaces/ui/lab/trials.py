"""Trials: up to four assistants side by side, each with a prompt and a model, that are asked the same questions.

Nothing that is said in a trial goes into the shop's log, and nothing that is done touches its records: each column sits
in a `Seat`, an assistant with records of its own.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock, Thread
from typing import Any, Protocol

from assistant.agent.events import ChatEvent
from assistant.prompting.choice import PromptChoice
from interfaces.ui.lab.column_view import ColumnView, ImageUrl
from interfaces.ui.lab.rounds import Round
from interfaces.ui.lab.turn_facts import Cost
from records.actions import Now

log = logging.getLogger(__name__)
MAX_COLUMNS = 4
TRIALS_OF_ONE = 4
"""How many trials one person may have open, in as many tabs; of more the oldest is closed."""
KEPT_FOR = timedelta(hours=2)
"""After so long without a question a trial is closed."""


class Seat(Protocol):
    """An assistant that is tried: a conversation of its own, over records of its own."""

    def stream(self, text: str, turn_id: str) -> Iterator[ChatEvent]:
        """The events of the next turn; closing the iterator stops it."""
        ...

    def close(self) -> None:
        """Gives back what it holds; the shop's language models stay open."""
        ...


class Bench(Protocol):
    """Seats assistants; safe to call from several threads."""

    def seat(self, prompts: PromptChoice, model: str, customer_id: str | None) -> Seat:
        """An assistant with these prompts and the model of that name, for a guest or a signed-in customer.

        Raises:
            OperatorError: it cannot be set up; the text says why.
        """
        ...


@dataclass(frozen=True, slots=True)
class Column:
    """One column: a prompt as the page names it (`production`, `draft:…`), what it stands for, and a model's name."""

    named: str
    title: str
    prompts: PromptChoice
    model: str


@dataclass(frozen=True, slots=True)
class Persona:
    """As whom one tries: a customer or a guest; `language` and `mood` are tags that change no words."""

    customer_id: str | None = None
    language: str = ""
    mood: str = ""


class _LazySeat:
    """A seat that is taken with the first question: setting an assistant up may take seconds, or fail."""

    def __init__(self, bench: Bench, column: Column, persona: Persona) -> None:
        self._bench, self._column, self._persona = bench, column, persona
        self._lock = Lock()
        self._seat: Seat | None = None
        self._closed = False

    def stream(self, text: str, turn_id: str) -> Iterator[ChatEvent]:
        with self._lock:
            if self._seat is None and not self._closed:
                self._seat = self._bench.seat(self._column.prompts, self._column.model, self._persona.customer_id)
            seat = self._seat
        if seat is not None:
            yield from seat.stream(text, turn_id)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            seat, self._seat = self._seat, None
        if seat is not None:
            seat.close()


class Trial:
    """One trial; asked and stopped on the event loop's thread."""

    def __init__(self, owner: str, columns: Sequence[Column], persona: Persona, bench: Bench, at: datetime) -> None:
        self.id = secrets.token_urlsafe(12)
        self.owner = owner
        self.columns = tuple(columns)
        self.persona = persona
        self.used_at = at
        self.rounds: list[Round] = []
        self._seats = [_LazySeat(bench, column, persona) for column in self.columns]

    def ask(self, round_id: str, text: str, image_url: ImageUrl, cost: Cost, at: datetime) -> Round | None:
        """Puts the question to every column; the same round where it was asked already.

        None while another question is being answered: columns are compared question by question.
        """
        known = next((one for one in self.rounds if one.id == round_id), None)
        if known is not None or (self.rounds and not self.rounds[-1].over):
            return known
        self.used_at = at
        views = [ColumnView(number, image_url, cost) for number in range(len(self.columns))]
        asked = Round(round_id, text, views)
        self.rounds.append(asked)
        asked.begin([_opener(seat, text) for seat in self._seats])
        return asked

    def stop(self) -> None:
        """Ends what is being answered."""
        for one in self.rounds[-1:]:
            one.stop()

    def close(self) -> None:
        """Stops, and gives the seats back."""
        self.stop()
        for seat in self._seats:
            with suppress(Exception):  # a seat that cannot be given back keeps nobody from the others
                seat.close()

    def told(self) -> dict[str, Any]:
        """The trial as a page draws it: columns, persona and every round."""
        columns = [
            {
                "named": column.named,
                "title": column.title,
                "model": column.model,
                "prompts": [column.prompts.shopping_agent.label, column.prompts.replies.label],
            }
            for column in self.columns
        ]
        persona = {"customer": self.persona.customer_id, "language": self.persona.language, "mood": self.persona.mood}
        return {
            "trial": self.id,
            "columns": columns,
            "persona": persona,
            "rounds": [one.frame() for one in self.rounds],
        }


def _opener(seat: _LazySeat, text: str) -> Any:
    turn_id = secrets.token_urlsafe(12)
    return lambda: seat.stream(text, turn_id)


@dataclass
class Trials:
    """The open trials, by id; whose each is, is asked at every door."""

    bench: Bench
    now: Now
    _open: dict[str, Trial] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def begin(self, owner: str, columns: Sequence[Column], persona: Persona) -> Trial:
        """A new trial; old ones, and the oldest of too many of this person, are closed."""
        trial = Trial(owner, columns, persona, self.bench, self.now())
        with self._lock:
            over = self._too_old()
            own = [one for one in self._open.values() if one.owner == owner and one not in over]
            over += own[: max(0, len(own) + 1 - TRIALS_OF_ONE)]
            for one in over:
                self._open.pop(one.id, None)
            self._open[trial.id] = trial
        if over:
            Thread(target=_close_all, args=(over,), name="closing-trials", daemon=True).start()
        return trial

    def of(self, owner: str, trial_id: str) -> Trial | None:
        """The person's own trial of that id; None where there is none, or it is another's."""
        trial = self._open.get(trial_id)
        return trial if trial is not None and trial.owner == owner else None

    def end(self, trial: Trial) -> None:
        """Closes a trial."""
        with self._lock:
            self._open.pop(trial.id, None)
        trial.close()

    def close(self) -> None:
        """Closes all of them."""
        with self._lock:
            over = list(self._open.values())
            self._open.clear()
        _close_all(over)

    def _too_old(self) -> list[Trial]:
        last = self.now() - KEPT_FOR
        return [one for one in self._open.values() if one.used_at < last]


def _close_all(trials: Sequence[Trial]) -> None:
    for one in trials:
        one.close()
