"""Lets threads that write at the same time share one transaction, and so one wait for the disk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock
from typing import Any, TypeVar

from sqlalchemy import Connection

from records.database import Database

T = TypeVar("T")


@dataclass(eq=False, slots=True)
class _Piece:
    """One thread's work, and what came of it."""

    work: Callable[[Connection], Any]
    done: bool = False
    result: Any = None
    error: Exception | None = None

    def outcome(self) -> Any:
        if self.error is not None:
            raise self.error
        return self.result


class GroupCommit:
    """Carries out pieces of work in a database; each is on disk when `run` returns, and undone when it raises.

    An SQLite file takes one writer at a time, and what a small write costs is the wait for the disk. While one thread
    waits for it, others queue up; the first of them then carries out the work of all in one transaction. Where any
    piece raises, that transaction is undone and the pieces are done again one by one, so that nobody meets another's
    fault. PostgreSQL lets its writers share the wait by itself; there each piece is a transaction of its own.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._shares = database.engine.dialect.name == "sqlite"
        self._waiting: list[_Piece] = []
        self._waiting_guard = Lock()
        self._carrying_out = Lock()

    @property
    def waiting(self) -> int:
        """How many threads wait for the one that is writing."""
        return len(self._waiting)

    def run(self, work: Callable[[Connection], T]) -> T:
        """What `work` gives back, once all it did is on disk; it may be called twice, the first time undone.

        Raises:
            DatabaseFault: the database cannot be used. This and whatever `work` raises leave nothing of it behind.
        """
        own = _Piece(work)
        if not self._shares:
            self._transact([own])
            alone: T = own.result
            return alone
        with self._waiting_guard:
            self._waiting.append(own)
        with self._carrying_out:
            if not own.done:
                self._carry_out(own)
        shared: T = own.outcome()
        return shared

    def _carry_out(self, own: _Piece) -> None:
        with self._waiting_guard:
            pieces, self._waiting = self._waiting, []
        try:
            self._transact_each_if_need_be(pieces)
        finally:
            # What is not done when the thread is interrupted goes back for the next thread to do.
            left = [piece for piece in pieces if not piece.done and piece is not own]
            with self._waiting_guard:
                self._waiting = left + self._waiting

    def _transact_each_if_need_be(self, pieces: list[_Piece]) -> None:
        try:
            self._transact(pieces)
        except Exception as error:  # is raised in the thread it belongs to; which one that is shows piece by piece
            if len(pieces) == 1:
                pieces[0].error, pieces[0].done = error, True
                return
            for piece in pieces:
                self._transact_each_if_need_be([piece])

    def _transact(self, pieces: list[_Piece]) -> None:
        with self._database.writing() as session:
            connection = session.connection()
            results = [piece.work(connection) for piece in pieces]
        for piece, result in zip(pieces, results, strict=True):
            piece.result, piece.done = result, True
