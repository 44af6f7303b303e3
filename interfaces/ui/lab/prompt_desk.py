"""What the lab does with versions, drafts and labels, for a visitor that the site's gate has recognised."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from assistant.prompting.choice import PROMPTS
from assistant.prompting.errors import ShelfFault
from interfaces.ui.lab.differences import texts_differ
from interfaces.ui.lab.draft_check import check_of
from interfaces.ui.lab.lab_refusals import LabRefusal
from interfaces.ui.lab.parts import LABELS, LabShop
from interfaces.ui.lab.prompt_refs import PromptRefs
from interfaces.ui.lab.shelf_view import draft_view, event_view, prompt_view, publication_view, standing_view
from prompts.errors import DraftConflict, DraftMissing, PromptError, PromptFaulty
from records.access.rules import Visitor
from records.errors import LabelEmpty, PublishedMeanwhile, SharedMeanwhile, SharesFault

LastRun = Callable[[str, str], Mapping[str, Any] | None]
"""The newest run, in short, of a prompt by its name and hash that came to its end; None where there is none."""


@dataclass(frozen=True, slots=True)
class PromptDesk:
    """One desk for all; `last_run` is asked before something is published."""

    shop: LabShop
    last_run: LastRun

    @property
    def refs(self) -> PromptRefs:
        """What finds prompts by the page's names."""
        return PromptRefs(self.shop)

    def prompts(self) -> list[dict[str, Any]]:
        """Every prompt of a conversation with its versions, labels, shares and drafts."""
        return [prompt_view(self.shop, name) for name in PROMPTS]

    def difference(self, name: str, left: str, right: str) -> dict[str, Any]:
        """What two of them say differently; see `texts_differ`."""
        refs = self.refs
        before, after = refs.texts(name, left), refs.texts(name, right)
        return texts_differ(_all_texts(before), _all_texts(after))

    # ---- drafts -----------------------------------------------------------------------------------------------------

    def read(self, draft_id: str) -> dict[str, Any]:
        """A draft with its text."""
        return draft_view(self.shop, self.refs.draft(draft_id), whole=True)

    def make(self, name: str, made_from: str, title: str, text: str | None, by: str) -> dict[str, Any]:
        """A new draft of a version, or a copy of a draft, with `text` in the place of its words where that is given."""
        kind, _, which = made_from.partition(":")
        if kind == "draft":
            known = self.refs.draft(which)
            base, text = self.refs.base(known), known.text if text is None else text
        else:
            base = self.refs.find(name, made_from).prompt
        draft = self.shop.shelf.drafts.create(base, author=by, title=" ".join(title.split()), text=text)
        return draft_view(self.shop, draft, whole=True)

    def save(self, draft_id: str, revision: str, text: str | None, title: str | None, by: str) -> dict[str, Any]:
        """The draft as saved.

        Raises:
            LabRefusal: `draft_changed` with the `draft` as somebody else saved it since that revision; `draft_gone`.
        """
        with self._drafts():
            said = self.shop.shelf.drafts.read(draft_id).text if text is None else text
            clean = None if title is None else " ".join(title.split())
            saved = self.shop.shelf.drafts.save(draft_id, token=revision, text=said, author=by, title=clean)
        return draft_view(self.shop, saved)

    def discard(self, draft_id: str) -> None:
        """Forgets a draft, whoever saved it last: it is asked for by its name. One that is gone already stays gone."""
        try:
            self.shop.shelf.drafts.discard(draft_id, self.shop.shelf.drafts.read(draft_id).token)
        except DraftMissing:
            return
        except DraftConflict as error:
            raise LabRefusal("draft_changed", draft=draft_view(self.shop, error.current, whole=True)) from error

    def check(self, name: str, text: str) -> dict[str, Any]:
        """What the text of a draft states; see `check_of`."""
        if name not in PROMPTS:
            raise LabRefusal("ref_gone")
        newest = self.shop.shelf.library.get(name)
        return check_of(text, newest, newest)

    @contextmanager
    def _drafts(self) -> Iterator[None]:
        try:
            yield
        except DraftConflict as error:
            raise LabRefusal("draft_changed", draft=draft_view(self.shop, error.current, whole=True)) from error
        except DraftMissing as error:
            raise LabRefusal("draft_gone") from error

    # ---- labels -----------------------------------------------------------------------------------------------------

    def preview(self, name: str, ref: str, label: str) -> dict[str, Any]:
        """What publishing would change: the `difference`, what stands there `now`, the `faults` and the last `run`."""
        if label not in LABELS:
            raise LabRefusal("ref_gone")
        now = self._now(name, label)
        try:
            meant = self.refs.find(name, ref).prompt
        except LabRefusal as refused:
            if refused.code != "draft_faulty":
                raise
            errors = [fault for fault in refused.more["faults"] if fault["level"] == "error"]
            return {"faults": errors, "now": now, "is_same": False, "difference": None, "run": None}
        before = self.shop.shelf.standing(name, label).prompt if now else None
        return {
            "faults": [],
            "now": now,
            "is_same": before is not None and _all_texts(before) == _all_texts(meant),
            "difference": texts_differ(_all_texts(before) if before else {}, _all_texts(meant)),
            "run": self.last_run(name, meant.hash),
        }

    def publish(
        self, name: str, ref: str, label: str, reason: str, expected: str | None, by: Visitor
    ) -> dict[str, Any]:
        """Puts a version or a draft under a label; what stands there `now`.

        Raises:
            LabRefusal: `published_meanwhile` with what somebody else put there `now`, `draft_faulty`, `ref_gone`.
        """
        meant = self.refs.find(name, ref)
        shelf = self.shop.shelf
        said: dict[str, Any] = {"label": label, "reason": _why(reason), **_who(by), "expected": expected}
        with self._labels(), self._drafts():
            if meant.draft is not None:
                done = shelf.publish_draft(meant.draft.id, meant.draft.token, **said)
            else:
                done = shelf.publish(name, meant.prompt.version, **said)
        return {"now": publication_view(done)}

    def roll_back(self, name: str, label: str, reason: str, expected: str | None, by: Visitor) -> dict[str, Any]:
        """Puts under a label what stood there before; what stands there `now`."""
        with self._labels():
            self.shop.shelf.roll_back(name, label=label, reason=_why(reason), expected=expected, **_who(by))
        return {"now": self._now(name, label)}

    def put_back(
        self, name: str, label: str, to: str | None, reason: str, expected: str | None, by: Visitor
    ) -> dict[str, Any]:
        """Puts the version `to` under a label again, or takes the label away for None: what undoing needs."""
        said: dict[str, Any] = {"label": label, "reason": _why(reason), **_who(by), "expected": expected}
        with self._labels():
            if to is None:
                self.shop.shelf.take_away(name, **said)
            else:
                self.shop.shelf.publish(name, self.refs.find(name, f"version:{to}").prompt.version, **said)
        return {"now": self._now(name, label)}

    def share(
        self, name: str, label: str, shares: Mapping[str, int], reason: str, expected: str | None, by: Visitor
    ) -> dict[str, Any]:
        """Shares a label's new conversations among versions; what holds now."""
        wanted = {
            self.refs.find(name, f"version:{version}").prompt.version: percent for version, percent in shares.items()
        }
        if wanted and sum(wanted.values()) != 100:
            raise LabRefusal("shares_wrong")
        with self._labels():
            self.shop.shelf.share(name, wanted, label=label, reason=_why(reason), expected=expected, **_who(by))
        return {"shares": prompt_view(self.shop, name)["shares"]}

    def history(self, name: str) -> list[dict[str, Any]]:
        """Who did what and when, newest first."""
        return [event_view(event) for event in self.shop.shelf.history(name)]

    def _now(self, name: str, label: str) -> dict[str, Any] | None:
        return standing_view(self.shop, name, label, self.shop.shelf.history(name))

    @contextmanager
    def _labels(self) -> Iterator[None]:
        try:
            yield
        except PublishedMeanwhile as error:
            now = publication_view(error.standing) if error.standing else None
            raise LabRefusal("published_meanwhile", now=now) from error
        except SharedMeanwhile as error:
            raise LabRefusal("shared_meanwhile") from error
        except SharesFault as error:
            raise LabRefusal("shares_wrong") from error
        except (LabelEmpty, ShelfFault) as error:
            raise LabRefusal("not_possible", str(error)) from error
        except PromptFaulty as error:
            raise LabRefusal("draft_faulty", faults=[fault.as_json() for fault in error.faults]) from error
        except PromptError as error:
            raise LabRefusal("not_possible", str(error)) from error


def _all_texts(prompt: Any) -> dict[str, str]:
    """A prompt's texts, its description first."""
    return {"description": prompt.description, **prompt.texts}


def _who(visitor: Visitor) -> dict[str, str]:
    return {"by": visitor.account_id or "unknown", "role": visitor.role}


def _why(reason: str) -> str:
    if not reason.strip():
        raise LabRefusal("reason_missing")
    return " ".join(reason.split())
