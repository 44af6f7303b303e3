"""What the lab does with trials, for a visitor that the site's gate has recognised."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from interfaces.ui.lab.column_view import ImageUrl
from interfaces.ui.lab.lab_refusals import LabRefusal
from interfaces.ui.lab.prompt_refs import PromptRefs
from interfaces.ui.lab.trials import MAX_COLUMNS, Column, Persona, Trials
from interfaces.ui.lab.turn_facts import Cost
from records.access.rules import Visitor, reach
from records.actions import Now


@dataclass(frozen=True, slots=True)
class Chosen:
    """One column as the page asks for it."""

    ref: str
    model: str


@dataclass(frozen=True, slots=True)
class TrialDesk:
    """One desk for all; `customers` are those one may try as, name by id, `models` the names of the language models."""

    trials: Trials
    refs: PromptRefs
    customers: Callable[[], dict[str, str]]
    models: Callable[[], Sequence[str]]
    image_url: ImageUrl
    cost: Cost
    now: Now

    def begin(self, by: Visitor, name: str, chosen: Sequence[Chosen], persona: Persona) -> dict[str, Any]:
        """A new trial; every column is looked up now, so that a draft is tried as it was saved last.

        Raises:
            LabRefusal: `no_customer`, `no_model`, `ref_gone`, `draft_faulty`.
        """
        if persona.customer_id is not None and persona.customer_id not in self.customers():
            raise LabRefusal("no_customer")
        known = self.models()
        if any(one.model not in known for one in chosen):
            raise LabRefusal("no_model")
        columns = [self._column(name, one) for one in chosen[:MAX_COLUMNS]]
        return self.trials.begin(_owner(by), columns, persona).told()

    def told(self, by: Visitor, trial_id: str) -> dict[str, Any]:
        """The person's own trial with all that was said.

        Raises:
            LabRefusal: `trial_gone`, alike for another person's.
        """
        trial = self.trials.of(_owner(by), trial_id)
        if trial is None:
            raise LabRefusal("trial_gone")
        return trial.told()

    async def ask(self, by: Visitor, trial_id: str, round_id: str, text: str) -> AsyncIterator[dict[str, Any]]:
        """Frames of one round; a single `gone` where there is no such trial of theirs."""
        trial = self.trials.of(_owner(by), trial_id) if reach(by, "lab.open") == "any" else None
        asked = trial.ask(round_id, text, self.image_url, self.cost, self.now()) if trial and round_id else None
        if asked is None:
            yield {"round": round_id, "gone": True}
            return
        async for frame in asked.frames():
            yield frame

    def stop(self, by: Visitor, trial_id: str) -> None:
        """Ends what is being answered in the person's own trial."""
        trial = self.trials.of(_owner(by), trial_id)
        if trial is not None:
            trial.stop()

    def _column(self, name: str, one: Chosen) -> Column:
        meant = self.refs.find(name, one.ref)
        return Column(one.ref, meant.title, self.refs.choice(name, meant.prompt), one.model)


def _owner(by: Visitor) -> str:
    return by.account_id or f"guest:{by.guest_id}"
