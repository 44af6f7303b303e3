"""What the page means by `version:2`, `draft:<id>` or `label:production`: one prompt, and what it is tried with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from assistant.prompting.choice import PROMPTS, PromptChoice
from assistant.prompting.holding import PRODUCTION
from interfaces.ui.lab.draft_check import checked
from interfaces.ui.lab.lab_refusals import LabRefusal
from prompts.errors import DraftMissing, PromptError
from prompts.prompt import Prompt

if TYPE_CHECKING:
    from interfaces.ui.lab.parts import LabShop
    from prompts.draft import Draft


@dataclass(frozen=True, slots=True)
class Meant:
    """A prompt that was meant; `title` is what it is called, `draft` the draft that it is, if it is one."""

    ref: str
    title: str
    prompt: Prompt
    draft: Draft | None = None


@dataclass(frozen=True, slots=True)
class PromptRefs:
    """Finds prompts by what the page calls them."""

    shop: LabShop

    def find(self, name: str, ref: str) -> Meant:
        """The prompt that is meant.

        Raises:
            LabRefusal: `ref_gone`, `draft_gone`; `draft_faulty` with the `faults` of a draft that cannot be used yet.
        """
        kind, _, which = ref.partition(":")
        if name not in PROMPTS:
            raise LabRefusal("ref_gone")
        if kind == "draft":
            return self._draft(name, ref, which)
        if kind == "label":
            standing = self.shop.shelf.standing(name, which)
            if standing.publication is None and which != PRODUCTION:
                raise LabRefusal("ref_gone")
            return Meant(ref, f"{which} ({standing.prompt.version})", standing.prompt)
        if kind != "version" or not which.isdecimal() or len(which) > 9:
            raise LabRefusal("ref_gone")
        try:
            return Meant(ref, which, self.shop.shelf.library.get(name, int(which)))
        except PromptError as error:
            raise LabRefusal("ref_gone") from error

    def draft(self, draft_id: str) -> Draft:
        """The draft of that id.

        Raises:
            LabRefusal: `draft_gone`.
        """
        try:
            return self.shop.shelf.drafts.read(draft_id)
        except DraftMissing as error:
            raise LabRefusal("draft_gone") from error

    def base(self, draft: Draft) -> Prompt:
        """The version a draft was made from; the newest shipped one where that is gone."""
        try:
            return self.shop.shelf.library.get(draft.name, draft.base)
        except PromptError:
            return self.shop.shelf.library.get(draft.name)

    def texts(self, name: str, ref: str) -> Prompt:
        """The prompt that is meant, also of a draft that has faults as long as its YAML can be read.

        Raises:
            LabRefusal: as `find`.
        """
        from prompts.stated import read_stated

        kind, _, which = ref.partition(":")
        if kind != "draft":
            return self.find(name, ref).prompt
        draft = self.draft(which)
        stated = read_stated(draft.text)
        if not stated.is_yaml or draft.name != name:
            return self.find(name, ref).prompt
        return Prompt(name, draft.base, stated.description, stated.variables, stated.plain_texts())

    def choice(self, name: str, prompt: Prompt) -> PromptChoice:
        """What an assistant is tried with: this prompt, and of the others what stands under production."""
        standing = {one: self.shop.shelf.standing(one).prompt for one in PROMPTS if one != name}
        return replace(PromptChoice(prompt, prompt), **standing)

    def _draft(self, name: str, ref: str, draft_id: str) -> Meant:
        draft = self.draft(draft_id)
        if draft.name != name:
            raise LabRefusal("ref_gone")
        found = checked(draft.text, self.base(draft), self.shop.shelf.library.get(name))
        if found.prompt is None:
            raise LabRefusal("draft_faulty", faults=[fault.as_json() for fault in found.faults])
        return Meant(ref, draft.title, found.prompt, draft)
