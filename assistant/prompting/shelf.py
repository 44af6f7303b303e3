"""The shelf of prompts: versions, labels, shares, and which version answers whom. Read this first.

What a version says lies in a file that never changes; who put which version under which label, when and why, lies in
the records, which are only added to. `production` answers shoppers; where nothing stands there, the newest version that
came with Daogou does. See `course.py` for going back and `holding.py` for who gets what.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from assistant.agent.token_count import tokens_at_most
from assistant.prompting.choice import PROMPTS, PromptChoice
from assistant.prompting.course import ShelfEvent
from assistant.prompting.errors import ShelfFault
from assistant.prompting.following import Following, Records
from assistant.prompting.holding import PRODUCTION, Holding
from prompts.checking import Checked, check_draft
from prompts.draft import Draft
from prompts.drafts import Drafts
from prompts.errors import DraftConflict, DraftMissing, PromptFaulty
from prompts.library import Prompt, PromptLibrary
from prompts.own_versions import OwnVersions
from records.audit import SHELL
from records.errors import DatabaseFault, PublishedMeanwhile
from records.nouns import PromptPublication, PromptShares, Turn
from records.publications import Expected

logger = logging.getLogger(__name__)

LONGEST_REASON = 500
_LABEL = re.compile("[a-z][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class ShelvedVersion:
    """One version of a prompt and how it stands.

    `published` is the first time it was put under a label, None for a file that nobody published and for what only
    came with Daogou. A `withdrawn` version was gone back from in production. `fault` says why it is not used.
    """

    prompt: Prompt
    labels: tuple[str, ...]
    published: PromptPublication | None
    withdrawn: bool
    fault: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What a label stands for: the prompt that is used, and why it is another than was published, if it is.

    `publication` is the newest record of the label, None where there is none or it was taken away; its id is what
    `expected` wants. `shared_id` is that of the shares.
    """

    prompt: Prompt
    publication: PromptPublication | None
    shared: PromptShares | None
    trouble: str


class PromptShelf:
    """Safe to call from several threads; other processes may publish at the same time."""

    def __init__(
        self,
        library: PromptLibrary,
        drafts: Drafts,
        own: OwnVersions,
        records: Records,
        now: Callable[[], datetime],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`records` is opened on first use; where it cannot be, the newest versions that came with Daogou answer."""
        self.drafts, self._own = drafts, own
        self._records, self._now = records, now
        self._following = Following(library, records, clock)

    def choice(self, conversation_id: str | None, past: Sequence[Turn] = ()) -> PromptChoice:
        """The prompts that a conversation is held with after the turns `past`; None is somebody who only begins.

        Raises nothing: where the records fail, what was known last holds.
        """
        return self._following.known().choice(conversation_id, past, self._now())

    def look_again(self) -> None:
        """Sees what was published until now, and not only after some seconds."""
        self._following.look_again()

    def in_use(self) -> tuple[PromptChoice, ...]:
        """A choice for each version of `shopping_agent` that new conversations get, the standing one first."""
        return self._following.known().in_use()

    def when_changed(self, call: Callable[[], None]) -> None:
        """Has `call` made whenever something else holds than before; it must return at once."""
        self._following.changed = call

    @property
    def library(self) -> PromptLibrary:
        """Every version there is at the moment."""
        return self._following.known().library

    def warnings(self) -> tuple[str, ...]:
        """What staff and the operator should know of the prompts in use, one sentence each; looked up anew."""
        return tuple(self._following.fresh().warnings())

    def versions(self, name: str) -> tuple[ShelvedVersion, ...]:
        """Every version of a prompt, newest number first.

        Raises:
            PromptError: there is no prompt of that name.
            DatabaseFault: the records cannot be read.
        """
        known = self._following.fresh()
        known.library.get(name)
        first = {one.version: one for one in known.publications if one.name == name}  # the oldest comes last
        withdrawn = known.course(name, PRODUCTION).withdrawn
        under = {label: standing.version for label, standing in self.labels(name).items()}
        shelved: list[ShelvedVersion] = []
        for prompt in reversed(known.library.prompts[name]):
            number = str(prompt.version)
            labels = tuple(label for label, version in under.items() if version == number)
            fault = known.fault_of(prompt)
            shelved.append(ShelvedVersion(prompt, labels, first.get(number), number in withdrawn, fault))
        return tuple(shelved)

    def labels(self, name: str) -> Mapping[str, PromptPublication]:
        """What stands under each label of a prompt; those taken away are left out.

        Raises:
            DatabaseFault: the records cannot be read.
        """
        courses = self._following.fresh().courses
        return {
            label: course.standing
            for (of, label), course in sorted(courses.items())
            if of == name and course.standing is not None and course.standing.version
        }

    def standing(self, name: str, label: str = PRODUCTION) -> Standing:
        """What stands under a label and what is used for it.

        Raises:
            PromptError: there is no prompt of that name.
            DatabaseFault: the records cannot be read.
        """
        known = self._following.fresh()
        answering, course = known.answering(name, label), known.course(name, label)
        publication = None if course.is_taken_away else course.standing
        return Standing(answering.standing, publication, course.shared if course.trial else None, answering.trouble)

    def shares(self, name: str, label: str = PRODUCTION) -> Mapping[int, int]:
        """The whole percent of each version, 100 together; the standing one alone where nothing is tried.

        Raises as `standing`.
        """
        answering = self._following.fresh().answering(name, label)
        return dict(answering.shares) or {answering.standing.version: 100}

    def history(self, name: str | None = None, label: str | None = None) -> tuple[ShelfEvent, ...]:
        """Everything that was done, newest first; only to a prompt or a label where one is given.

        Raises:
            DatabaseFault: the records cannot be read.
        """
        courses = self._following.fresh().courses.values()
        events = [event for course in courses for event in course.events]
        found = [one for one in events if name in (None, one.name) and label in (None, one.label)]
        return tuple(sorted(found, key=lambda event: event.at, reverse=True))

    def check(self, draft: Draft) -> Checked:
        """Every fault of a draft, against the version it was made from and what the program needs.

        Raises:
            PromptError: there is no prompt of its name.
        """
        library = self._following.known().library
        newest = library.get(draft.name)
        base = next((one for one in library.prompts[draft.name] if one.version == draft.base), newest)
        return check_draft(draft.text, base, newest, tokens_at_most)

    def publish(
        self, name: str, version: int, *, label: str, reason: str, by: str, role: str = "", expected: Expected = ...
    ) -> PromptPublication:
        """Puts a version under a label; it holds for everybody within seconds and ends a trial.

        `by` is an account id or `shell`; `expected` is the id of the publication that the person saw standing, None
        where they saw none, left out where they did not look.

        Raises:
            ShelfFault: no such version, no reason, or a label that cannot be one.
            PublishedMeanwhile: somebody else was quicker.
            PublicationConflict: the version says something else than when it was published first.
            DatabaseFault: the records cannot be reached.
        """
        label, reason = _labelled(label), _reasoned(reason)
        prompt = self._version(self._following.fresh(), name, version)
        done = self._records.publications.publish(
            name, str(version), prompt.hash, label=label, reason=reason, by=by, expected=expected
        )
        self._note("prompts.publish", prompt.label, label, by, role)
        self._following.look_again()
        return done

    def publish_draft(
        self,
        draft_id: str,
        token: str,
        *,
        label: str,
        reason: str,
        by: str,
        role: str = "",
        expected: Expected = ...,
    ) -> PromptPublication:
        """Makes a draft the next version, for good, puts it under a label, and clears the draft away.

        A draft that says what a version says already is that version. Trying again after a fault makes no second one.

        Raises:
            PromptFaulty: the draft has errors.
            DraftConflict: somebody saved the draft meanwhile.
            DraftMissing: it was published or thrown away.
            PromptError: the folder cannot be written.
            and whatever `publish` raises; the draft stays then.
        """
        label, reason = _labelled(label), _reasoned(reason)
        draft = self.drafts.read(draft_id)
        if draft.token != token:
            raise DraftConflict(draft)
        checked = self.check(draft)
        if checked.prompt is None:
            raise PromptFaulty(checked.errors)
        version = self._as_version(checked.prompt, draft.text)
        done = self.publish(draft.name, version, label=label, reason=reason, by=by, role=role, expected=expected)
        with suppress(DraftConflict, DraftMissing):  # what somebody saved in this moment stays theirs
            self.drafts.discard(draft_id, token)
        return done

    def take_away(
        self, name: str, *, label: str, reason: str, by: str, role: str = "", expected: Expected = ...
    ) -> PromptPublication:
        """Takes a label off; whoever asks for it gets the newest version that came with Daogou.

        Raises:
            ShelfFault: no reason.
            LabelEmpty: nothing stands there.
            PublishedMeanwhile: somebody else was quicker.
            DatabaseFault: the records cannot be reached.
        """
        done = self._records.publications.take_away(name, label, reason=_reasoned(reason), by=by, expected=expected)
        self._note("prompts.take_away", name, label, by, role)
        self._following.look_again()
        return done

    def roll_back(
        self, name: str, *, label: str = PRODUCTION, reason: str, by: str, role: str = "", expected: Expected = ...
    ) -> Standing:
        """Goes back one step, for all conversations at once: ends a trial, or else to what stood there before.

        A version that cannot be used any more is skipped; before the first publication stood what came with Daogou.

        Raises:
            ShelfFault: there is nothing to go back from, or no reason.
            and whatever `publish` raises.
        """
        reason, known = _reasoned(reason), self._following.fresh()
        course = known.course(name, label)
        told = {"reason": reason, "by": by, "role": role}
        if course.is_on_trial:
            if expected not in (..., course.standing.id if course.standing else None):
                raise PublishedMeanwhile(label, course.standing)
            self.share(name, {}, label=label, expected=course.shared.id if course.shared else None, **told)
        elif not course.stack:
            raise ShelfFault(f"Nothing was published under {label} of {name}; there is nothing to go back from.")
        else:
            seen = course.standing.id if expected is ... and course.standing else expected
            usable = known.answering(name, label).usable
            before = [one for one in course.stack[:-1] if one.isdecimal() and int(one) in usable]
            if before:
                self.publish(name, int(before[-1]), label=label, expected=seen, **told)
            else:
                self.take_away(name, label=label, expected=seen, **told)
        return self.standing(name, label)

    def share(
        self,
        name: str,
        shares: Mapping[int, int],
        *,
        label: str = PRODUCTION,
        reason: str,
        by: str,
        role: str = "",
        expected: Expected = ...,
    ) -> PromptShares:
        """Shares new conversations among versions by whole percents, 100 together; running ones keep their version.

        None at all ends the trial for everybody at once. `expected` is the id of the shares that the person saw.

        Raises:
            ShelfFault: a version that there is not or that cannot be used, or no reason.
            SharesFault: percents that are not whole or do not come to 100.
            SharedMeanwhile: somebody else was quicker.
            PublicationConflict, DatabaseFault: as for `publish`.
        """
        label, reason, known = _labelled(label), _reasoned(reason), self._following.fresh()
        for version in shares:
            prompt = self._version(known, name, version)
            if prompt.is_own and (name, str(version)) not in known.hashes:
                raise ShelfFault(f"{prompt.label} was never published; publish it under `staging` first.")
        said = {str(version): percent for version, percent in sorted(shares.items())}
        done = self._records.prompt_shares.share(name, label, said, reason=reason, by=by, expected=expected)
        words = " ".join(f"{version}={percent}" for version, percent in said.items()) or "ended"
        self._note("prompts.share", name, f"{label} {words}", by, role)
        self._following.look_again()
        return done

    def _version(self, known: Holding, name: str, version: int) -> Prompt:
        prompt = known.library.get(name, version)
        if name not in PROMPTS:
            raise ShelfFault(f"{name} is used as it came with Daogou; publish {' or '.join(PROMPTS)}.")
        if fault := known.fault_of(prompt):
            raise ShelfFault(f"{fault}; bring its file back, or publish another version.")
        return prompt

    def _as_version(self, said: Prompt, text: str) -> int:
        """The number of the version that says this; a new one where none does."""
        known = self._following.fresh()
        for prompt in known.library.prompts[said.name]:
            if replace(said, version=prompt.version).hash == prompt.hash:
                return prompt.version
        taken = [int(version) for name, version in known.hashes if name == said.name and version.isdecimal()]
        return self._own.add(said, text, above=max(taken, default=0)).version

    def _note(self, action: str, subject: str, words: str, by: str, role: str) -> None:
        role = role or ("admin" if by == SHELL else "staff")
        try:
            self._records.audit.note(by, role, action, f"prompt:{subject}", words)
        except DatabaseFault:  # it is done, and stands in the history with who did it
            logger.exception("%s of %s is not in the audit trail", action, subject)


def _labelled(label: str) -> str:
    if not _LABEL.fullmatch(label):
        raise ShelfFault(f"{label!r} cannot be a label; use small letters, digits and hyphens, like `staging`.")
    return label


def _reasoned(reason: str) -> str:
    if not reason.strip():
        raise ShelfFault("Say why in a few words; whoever looks at the history later wants to know.")
    return reason.strip()[:LONGEST_REASON]
