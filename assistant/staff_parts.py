"""The parts of a shop that only its staff's pages open; `assistant.wiring.Shop` has them among its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from records.database import Database
    from records.desk.labels import ConversationLabels
    from records.desk.notes import ConversationNotes
    from records.desk.search import ConversationSearch
    from records.desk.staff_messages import StaffMessages
    from records.desk.taking_over import TakingOver
    from records.desk.version_outcomes import VersionOutcomes
    from records.prompt_shares import SharedPrompts
    from records.publications import PromptPublications
    from records.vault.vault import Vault


class StaffParts:
    """Each part is opened when it is first used, over the shop's records."""

    if TYPE_CHECKING:

        @cached_property
        def database(self) -> Database:
            """The records' database."""

        @cached_property
        def vault(self) -> Vault:
            """What seals the records."""

        @cached_property
        def now(self) -> Callable[[], datetime]:
            """The moment."""

    @cached_property
    def taking_over(self) -> TakingOver:
        """Which person answers which conversation."""
        from records.desk.taking_over import TakingOver

        return TakingOver(self.database, self.now, self.vault)

    @cached_property
    def staff_messages(self) -> StaffMessages:
        """What people of the shop say in conversations."""
        from records.desk.staff_messages import StaffMessages

        return StaffMessages(self.database, self.now, self.vault)

    @cached_property
    def notes(self) -> ConversationNotes:
        """What people of the shop note on conversations."""
        from records.desk.notes import ConversationNotes

        return ConversationNotes(self.database, self.now, self.vault)

    @cached_property
    def labels(self) -> ConversationLabels:
        """By what people of the shop find conversations again."""
        from records.desk.labels import ConversationLabels

        return ConversationLabels(self.database, self.now)

    @cached_property
    def conversation_search(self) -> ConversationSearch:
        """What finds conversations."""
        from records.desk.search import ConversationSearch

        return ConversationSearch(self.database, self.vault)

    @cached_property
    def version_outcomes(self) -> VersionOutcomes:
        """What came of conversations under each version of a prompt."""
        from records.desk.version_outcomes import VersionOutcomes

        return VersionOutcomes(self.database)

    @cached_property
    def publications(self) -> PromptPublications:
        """Which version of a prompt stands under which label."""
        from records.publications import PromptPublications

        return PromptPublications(self.database, self.now)

    @cached_property
    def prompt_shares(self) -> SharedPrompts:
        """How conversations are shared among versions of a prompt."""
        from records.prompt_shares import SharedPrompts

        return SharedPrompts(self.database, self.now)
