"""The course of a label: what was published under it, shared, taken back, and what stands there after all that.

Nothing but the records of publications and shares is looked at, which are only added to. Publishing a version that
stood there before is going back to it: whatever came after it is withdrawn, and so is a trial that ran meanwhile.
Publishing anything ends a trial.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from records.nouns import PromptPublication, PromptShares

Kind = Literal["published", "rolled_back", "taken_away", "shared", "shares_ended"]


@dataclass(frozen=True, slots=True)
class ShelfEvent:
    """One thing that was done to a label; `version` is empty and `shares` has nothing where it is about neither."""

    id: str
    kind: Kind
    name: str
    label: str
    version: str
    shares: Mapping[str, int]
    reason: str
    by: str
    at: datetime


@dataclass(slots=True)
class Course:
    """What stands under one label of one prompt after `events`, oldest first.

    `stack` are the versions that stood there, the last of them stands now; none where nothing does. `trial` are the
    shares that hold, empty where one version has all; `tried` are all versions that had a share since something was
    published. `withdrawn` versions were gone back from: no conversation keeps them. `standing` and `shared` are the
    newest records of either kind, for whoever wants to change them.
    """

    name: str
    label: str
    stack: list[str] = field(default_factory=list)
    trial: Mapping[str, int] = field(default_factory=dict)
    tried: set[str] = field(default_factory=set)
    withdrawn: set[str] = field(default_factory=set)
    standing: PromptPublication | None = None
    shared: PromptShares | None = None
    events: list[ShelfEvent] = field(default_factory=list)

    @property
    def is_taken_away(self) -> bool:
        """Whether something stood there once, and the label was taken away."""
        return self.standing is not None and not self.standing.version

    @property
    def is_on_trial(self) -> bool:
        """Whether another version than the standing one answers somebody."""
        return bool(set(self.trial) - set(self.stack[-1:]))

    def publish(self, one: PromptPublication) -> None:
        """Goes on with a publication."""
        kind: Kind = "published"
        if not one.version:
            kind = "taken_away"
            self.withdrawn |= {*self.stack, *self.tried}
            self.stack = []
        elif one.version in self.stack:
            at = self.stack.index(one.version) + 1
            kind = "rolled_back" if self.stack[at:] or self.tried else "published"
            self.withdrawn |= {*self.stack[at:], *self.tried}
            self.stack = self.stack[:at]
        else:
            self.stack = [*self.stack, one.version]
        self.trial, self.tried, self.standing = {}, set(), one
        self.withdrawn.discard(one.version)
        self._add(one.id, kind, one.version, {}, one.reason, one.published_by, one.at)

    def share(self, one: PromptShares) -> None:
        """Goes on with shares; none at all ends the trial for everybody at once."""
        if not one.shares:
            self.withdrawn |= self.tried - set(self.stack[-1:])
        self.trial, self.shared = dict(one.shares), one
        self.tried = self.tried | set(one.shares) if one.shares else set()
        self.withdrawn -= set(one.shares)
        kind: Kind = "shared" if one.shares else "shares_ended"
        self._add(one.id, kind, "", dict(one.shares), one.reason, one.set_by, one.at)

    def _add(
        self, id: str, kind: Kind, version: str, shares: Mapping[str, int], reason: str, by: str, at: datetime
    ) -> None:
        self.events.append(ShelfEvent(id, kind, self.name, self.label, version, shares, reason, by, at))


def courses(publications: Iterable[PromptPublication], shares: Iterable[PromptShares]) -> dict[tuple[str, str], Course]:
    """The course of each label, by prompt and label, out of records in any order."""
    found: dict[tuple[str, str], Course] = {}
    done: list[PromptPublication | PromptShares] = [*publications, *shares]
    for one in sorted(done, key=lambda one: (one.at, isinstance(one, PromptShares))):
        course = found.setdefault((one.name, one.label), Course(one.name, one.label))
        if isinstance(one, PromptShares):
            course.share(one)
        else:
            course.publish(one)
    return found
