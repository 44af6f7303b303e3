"""The parts of a shop that say which prompts it speaks with; `assistant.wiring.Shop` has them among its own."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from assistant.agent.chat_service import ChatService
    from assistant.prompting.choice import PromptChoice
    from assistant.prompting.shelf import PromptShelf
    from assistant.prompting.speakers import PromptedSpeakers
    from assistant.settings import Settings
    from prompts.library import PromptLibrary
    from records.audit import AuditTrail
    from records.prompt_shares import SharedPrompts
    from records.publications import PromptPublications


class PromptParts:
    """Each part is opened when it is first used."""

    if TYPE_CHECKING:
        settings: Settings

        @cached_property
        def now(self) -> Callable[[], datetime]:
            """The moment."""

        @cached_property
        def publications(self) -> PromptPublications:
            """Which version stands under which label."""

        @cached_property
        def prompt_shares(self) -> SharedPrompts:
            """How conversations are shared among versions."""

        @cached_property
        def audit(self) -> AuditTrail:
            """Who with a role did or read what."""

        def assistant_with(self, choice: PromptChoice) -> ChatService:
            """A chat service that speaks with these prompts."""

    @cached_property
    def prompts(self) -> PromptLibrary:
        """The prompts that come with the package, and those that the shop's staff had published when it was opened."""
        from prompts.library import PromptLibrary

        return PromptLibrary.load(own=self.settings.home / "prompts")

    @cached_property
    def shelf(self) -> PromptShelf:
        """Which version of the prompts answers whom, and who published it."""
        from assistant.prompting.shelf import PromptShelf
        from prompts.drafts import Drafts
        from prompts.own_versions import OwnVersions

        own = self.settings.home / "prompts"
        return PromptShelf(self.prompts, Drafts.of(own, self.now), OwnVersions(own), self, self.now)

    @cached_property
    def speakers(self) -> PromptedSpeakers:
        """The chat services of the prompts in use."""
        from assistant.prompting.speakers import PromptedSpeakers

        return PromptedSpeakers(self.shelf, self.assistant_with)
