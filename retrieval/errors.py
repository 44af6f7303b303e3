"""What can go wrong while a catalogue is read, an index is built or a search is made.

Every error's text is one sentence that says what to do; facts are attributes.
"""

from __future__ import annotations

from dataclasses import dataclass


class RetrievalError(Exception):
    """Root of all errors of this package; the operator must act."""


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """One catalogue row that could not be read.

    `row` counts from 1 over the data rows (a CSV header is not counted); `field` is the column at fault,
    or an empty string when the whole row is.
    """

    row: int
    field: str
    reason: str


class CatalogError(RetrievalError):
    """The catalogue cannot be used as it is; `rejected` lists the rows at fault (empty for whole-file faults)."""

    def __init__(self, message: str, rejected: tuple[RejectedRow, ...] = ()) -> None:
        super().__init__(message)
        self.rejected = rejected


class IndexMissingError(RetrievalError):
    """No finished index stands in the folder asked for."""


class IndexMismatchError(RetrievalError):
    """The index was made with another embedder or by another version than the one configured."""


class VectorStoreError(RetrievalError):
    """Chroma cannot be used: no server answers, the collection is missing, or its vectors have another length."""


class IndexBusyError(RetrievalError):
    """Another process is writing the index."""


class IndexStorageError(RetrievalError):
    """The index cannot be written: the disk is full, or a file may not grow; the index before it still answers."""


class CatalogShrankError(RetrievalError):
    """The catalogue holds a tenth or less of what the index holds: `before` and `after` count the products."""

    def __init__(self, before: int, after: int) -> None:
        super().__init__(
            f"The catalogue holds {after} products where the index holds {before}, so the index stays as it is; "
            "if that is right, run: daogou index build CATALOG --force"
        )
        self.before, self.after = before, after


class InvalidQueryError(RetrievalError):
    """A constraint makes no sense (negative price, minimum above maximum, NaN); `field` names it."""

    def __init__(self, message: str, field: str) -> None:
        super().__init__(message)
        self.field = field


class UnknownNameError(InvalidQueryError):
    """No product has that category, brand, attribute or word; `nearest` are up to three that some product has.

    `name` is what was asked for and `field` the constraint it stands in (`brands`, `attributes.colour`).
    """

    def __init__(self, kind: str, name: str, nearest: tuple[str, ...], field: str) -> None:
        offer = f"the nearest {_listed(nearest)}" if nearest else "leave it out or ask for another"
        super().__init__(f'No product has the {kind} "{name}"; {offer}.', field)
        self.name, self.nearest = name, nearest


def _listed(names: tuple[str, ...]) -> str:
    quoted = [f'"{name}"' for name in names]
    return f"are {', '.join(quoted[:-1])} and {quoted[-1]}" if len(quoted) > 1 else f"is {quoted[0]}"
