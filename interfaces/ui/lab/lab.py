"""The prompt lab of an opened shop, put together. Read this first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, cast

from assistant.llm.cost import prices_of
from assistant.prompting.choice import PROMPTS
from assistant.saved_sets import RUNS_FOLDER
from interfaces.ui.floor.images import image_url
from interfaces.ui.floor.visitors import Visitors
from interfaces.ui.lab.bench import StageBench, model_names
from interfaces.ui.lab.lab_refusals import LabRefusal
from interfaces.ui.lab.prompt_desk import PromptDesk
from interfaces.ui.lab.prompt_refs import PromptRefs
from interfaces.ui.lab.run_book import RunBook
from interfaces.ui.lab.run_desk import RunDesk
from interfaces.ui.lab.run_player import RunPlayer
from interfaces.ui.lab.run_sources import RunSources
from interfaces.ui.lab.trial_desk import TrialDesk
from interfaces.ui.lab.trials import Trials
from interfaces.ui.shopfront import Shopfront, catalog_dir
from records.nouns import Turn

if TYPE_CHECKING:
    from assistant.wiring import Shop
    from records.access.rules import Visitor


@dataclass
class Lab:
    """The desks behind the lab's routes and events; each of the shop's parts is opened at the first request for it."""

    shop: Shop

    @classmethod
    def of(cls, shop: Shopfront) -> Lab:
        """The lab of a shop as `assistant.wiring` builds it."""
        return cls(cast("Shop", shop))

    @cached_property
    def refs(self) -> PromptRefs:
        """Finds prompts by the page's names."""
        return PromptRefs(self.shop)

    @cached_property
    def prompts(self) -> PromptDesk:
        """Versions, drafts, labels and shares."""
        return PromptDesk(self.shop, lambda name, hash: self.runs.last_run(name, hash))

    @cached_property
    def trials(self) -> TrialDesk:
        """Assistants side by side."""
        folder = catalog_dir(self.shop)
        return TrialDesk(
            Trials(StageBench(self.shop), self.shop.now),
            self.refs,
            self.customers,
            self.models,
            lambda product: image_url(product, folder),
            self.cost,
            self.shop.now,
        )

    @cached_property
    def runs(self) -> RunDesk:
        """Runs in the background."""
        book = RunBook(self.shop.settings.home / RUNS_FOLDER, self.shop.now)
        return RunDesk(book, self.refs, RunSources(self.shop), RunPlayer(self.shop), self.models)

    def customers(self) -> dict[str, str]:
        """The demo customers that one may try as, name by id; none in any other shop."""
        return dict(Visitors.of(self.shop).names)

    def models(self) -> tuple[str, ...]:
        """The names of the language models that are set up."""
        return model_names(self.shop)

    def cost(self, turn: Turn) -> float | None:
        """What a turn cost, as far as prices are set."""
        return prices_of(self.shop.settings.language_model()).of_turn(turn)

    def overview(self, visitor: Visitor) -> dict[str, Any]:
        """What the page is drawn from; `people` are the names of those who work here, by account id."""
        people = self.shop.people
        accounts = [] if people is None else people.accounts.accounts()
        return {
            "prompts": self.prompts.prompts(),
            "models": [{"name": name} for name in self.models()],
            "customers": [{"id": id, "name": name} for id, name in self.customers().items()],
            "people": {one.id: one.login for one in accounts if one.role != "shopper"},
            "warnings": list(self.shop.shelf.warnings()),
        }

    def outcomes(self, name: str, days: int) -> dict[str, Any]:
        """What came of each version of a prompt over the last `days`; see `outcomes_view`."""
        from interfaces.ui.lab.outcomes_view import outcomes

        if name not in PROMPTS:
            raise LabRefusal("ref_gone")
        return outcomes(self.shop, name, days)
