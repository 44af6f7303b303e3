"""Follows what is published, here or by another process, at the price of four small reads every few seconds."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from threading import Lock
from typing import Protocol

from assistant.prompting.choice import PROMPTS
from assistant.prompting.holding import PRODUCTION, Holding
from prompts.library import PromptLibrary, own_files
from records.audit import AuditTrail
from records.prompt_shares import SharedPrompts
from records.publications import PromptPublications

logger = logging.getLogger(__name__)

LOOK_AGAIN_SECONDS = 2.0
"""How old what is known may be: a publication of another process is seen after so long."""
_ALL = 100_000


class Records(Protocol):
    """The parts of the shop that are needed, each opened when it is first used."""

    @property
    def publications(self) -> PromptPublications:
        """What stands under which label."""
        ...

    @property
    def prompt_shares(self) -> SharedPrompts:
        """How conversations are shared among versions."""
        ...

    @property
    def audit(self) -> AuditTrail:
        """Who did what."""
        ...


class Following:
    """Knows the library and the records as they are; one thread at a time looks, the others take what is known."""

    def __init__(self, library: PromptLibrary, records: Records, clock: Callable[[], float]) -> None:
        """`library` holds until something was looked up; `clock` counts seconds."""
        self._records, self._clock = records, clock
        self._holding = Holding(library)
        self._stamp: object = None
        self._files: tuple[object, ...] = ()
        self._looked_at = float("-inf")
        self._looking = Lock()
        self._told: frozenset[str] = frozenset()
        self.changed: Callable[[], None] = lambda: None
        """Called after something else holds than before, while others wait to look; it must not look itself."""

    def known(self) -> Holding:
        """What held a moment ago; what was known last where the records cannot be read. Raises nothing."""
        if self._clock() - self._looked_at < LOOK_AGAIN_SECONDS:
            return self._holding
        first = self._stamp is None
        if not self._looking.acquire(blocking=first):
            return self._holding  # another thread is looking; a conversation does not wait for it
        try:
            if self._clock() - self._looked_at >= LOOK_AGAIN_SECONDS:
                self._look(at_all=False)
        except Exception as error:  # without records shoppers are answered all the same
            self._tell([f"What is published cannot be looked up ({error}); what was known last holds."])
            self._stamp = self._stamp or "never seen"
            self._looked_at = self._clock()
        finally:
            self._looking.release()
        return self._holding

    def fresh(self) -> Holding:
        """What holds now.

        Raises:
            DatabaseFault: the records cannot be read.
        """
        with self._looking:
            self._look(at_all=True)
            return self._holding

    def look_again(self) -> None:
        """Looks, however short ago the last look was; another thread that is looking does it for this one."""
        self._looked_at = float("-inf")
        self.known()

    def _look(self, *, at_all: bool) -> None:
        """Looks whether production changed, or else `at_all` that was done under any label."""
        at, own = self._clock(), self._holding.library.own
        production, files = self._production(), tuple(_marks(own))
        if at_all or (production, files) != self._stamp:
            library = self._holding.library if files == self._files else self._holding.library.reread()
            publications = self._records.publications.history(limit=_ALL)
            shares = self._records.prompt_shares.history(limit=_ALL)
            before = self._holding
            if library is not before.library or (publications, shares) != (before.publications, before.shares):
                self._holding = Holding(library, publications, shares)
            self._stamp, self._files = (production, files), files
            self._tell(self._holding.warnings())
            if self._holding is not before:
                self.changed()
        self._looked_at = at

    def _production(self) -> object:
        """The newest record of either kind about each prompt. Clocks may differ, but in one label's row they do not."""
        kept = (self._records.publications, self._records.prompt_shares)
        return [one.history(name, PRODUCTION, limit=1) for name in PROMPTS for one in kept]

    def _tell(self, warnings: Iterable[str]) -> None:
        """Each warning once, until it is over."""
        now = frozenset(warnings)
        for sentence in sorted(now - self._told):
            logger.warning("%s", sentence)
        self._told = now


def _marks(own: Path | None) -> Iterator[tuple[str, int, int]]:
    """What tells that a file of the shop's own is another."""
    for file in own_files(own):
        try:
            found = file.stat()
        except FileNotFoundError:
            continue
        yield str(file), found.st_mtime_ns, found.st_size
