"""What can go wrong while records are kept, sorted by who must act.

`DatabaseFault` and `ImportFault`: whoever runs the shop; the text is one sentence that says what to do.
`LogFault`: the calling program broke the rules of the conversation log.
"""

from __future__ import annotations


class RecordsError(Exception):
    """Root of all errors of this package."""


class DatabaseFault(RecordsError):
    """The database cannot be used as it is; `location` is its address without a password."""

    def __init__(self, message: str, location: str) -> None:
        super().__init__(message)
        self.location = location


class DatabaseUnreachable(DatabaseFault):
    """Nobody answers at the address, or the file or its folder cannot be opened or written."""


class DatabaseNewer(DatabaseFault):
    """A later version of Daogou has upgraded the database; `version` is what it says it is."""

    def __init__(self, message: str, location: str, version: str) -> None:
        super().__init__(message, location)
        self.version = version


class DatabaseOutdated(DatabaseFault):
    """The database has not been upgraded to this version of Daogou; call `Database.upgrade`."""


class DatabaseCorrupt(DatabaseFault):
    """The file is damaged or is no database; it is left as it is."""


class ImportFault(RecordsError):
    """A file to import is missing or wrong; `file` and `row` (counted from 1, 0 for the whole file) name the place."""

    def __init__(self, message: str, file: str, row: int = 0) -> None:
        super().__init__(message)
        self.file = file
        self.row = row


class LedgerConflict(RecordsError):
    """An order names a customer that is not kept here."""


class LogFault(RecordsError):
    """The log was asked for something that would make it untrue."""


class ConversationUnknown(LogFault):
    """A turn was appended to a conversation that was never started."""


class ConversationTaken(LogFault):
    """The conversation id already belongs to another customer."""


class TurnOutOfPlace(LogFault):
    """The turn's position is not the next one; `expected` is. Read the turns again, then retry."""

    def __init__(self, message: str, expected: int) -> None:
        super().__init__(message)
        self.expected = expected


class TurnConflict(LogFault):
    """Another turn already has this id."""
