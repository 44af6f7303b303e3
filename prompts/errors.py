"""What can go wrong while prompts are read or filled in."""

from __future__ import annotations

from pathlib import Path


class PromptError(Exception):
    """A prompt cannot be read, found or filled in; the text is one sentence that says what to do.

    `file` is the file at fault, or None where no single file is.
    """

    def __init__(self, message: str, file: Path | None = None) -> None:
        super().__init__(message)
        self.file = file
