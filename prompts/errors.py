"""What can go wrong while prompts are read or filled in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prompts.draft import Draft
    from prompts.faults import PromptFault


class PromptError(Exception):
    """A prompt cannot be read, found or filled in; the text is one sentence that says what to do.

    `file` is the file at fault, or None where no single file is.
    """

    def __init__(self, message: str, file: Path | None = None) -> None:
        super().__init__(message)
        self.file = file


class PromptFaulty(PromptError):
    """A draft cannot be published as it is; `faults` are its errors, at least one."""

    def __init__(self, faults: tuple[PromptFault, ...]) -> None:
        first, more = faults[0], len(faults) - 1
        rest = f"; {more} more" if more else ""
        super().__init__(f"Line {first.line}: {first.message}{rest}.")
        self.faults = faults


class DraftMissing(PromptError):
    """There is no draft of this id: it was thrown away or published."""

    def __init__(self, draft_id: str) -> None:
        super().__init__(f"There is no draft {draft_id}; it was published or thrown away.")
        self.draft_id = draft_id


class DraftConflict(PromptError):
    """Somebody saved the draft meanwhile; `current` is what they saved, and nothing was overwritten."""

    def __init__(self, current: Draft) -> None:
        super().__init__(f"{current.author} saved this draft meanwhile; put the two together, then save again.")
        self.current = current
