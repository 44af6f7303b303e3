"""What can go wrong while records are kept, sorted by who must act.

`DatabaseFault` and `ImportFault`: whoever runs the shop; the text is one sentence that says what to do.
`VaultFault`: whoever runs the shop, who holds the keys; the text is one sentence, too.
`LogFault`: the calling program broke the rules of the conversation log.
`LedgerRefusal`: the shopper asked for what cannot be done; the attributes say why.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from records.nouns import HandOff, PromptPublication, PromptShares


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


class VaultFault(RecordsError):
    """What is encrypted cannot be opened, or not with the keys that are configured."""


class KeyringFault(VaultFault):
    """The configured keys cannot be read; the text holds nothing of them."""


class KeysMissing(VaultFault):
    """Records are encrypted and no keys are configured."""


class WrongKeys(VaultFault):
    """The configured keys are not those that records were encrypted with; `key_id` is the master key in question."""

    def __init__(self, message: str, key_id: str) -> None:
        super().__init__(message)
        self.key_id = key_id


class KeyDestroyed(VaultFault):
    """The key of a sealed text is gone for good, as after an erasure; `place` is where the text stands."""

    def __init__(self, place: str) -> None:
        super().__init__(f"What {place} held can no longer be read: its key was destroyed, as erasing a customer does.")
        self.place = place


class SealBroken(VaultFault):
    """A sealed text was changed, or moved from another place; `place` is where it stands."""

    def __init__(self, place: str) -> None:
        super().__init__(
            f"The encrypted text in {place} was changed or moved there; bring the database back from a backup."
        )
        self.place = place


class ImportFault(RecordsError):
    """A file to import is missing or wrong; `file` and `row` (counted from 1, 0 for the whole file) name the place."""

    def __init__(self, message: str, file: str, row: int = 0) -> None:
        super().__init__(message)
        self.file = file
        self.row = row


class RowFault(ImportFault):
    """One row of a file cannot be used; `field` (empty for the whole row) and `reason` say why, without its values."""

    def __init__(self, file: str, row: int, field: str, reason: str) -> None:
        place = f"{file}, row {row}, field {field}" if field else f"{file}, row {row}"
        super().__init__(f"{place}: {reason}.", file, row)
        self.field = field
        self.reason = reason


class LedgerConflict(RecordsError):
    """An order names a customer that is not kept here."""


class LedgerRefusal(RecordsError):
    """The ledger does not do what was asked, and nothing is changed."""


class OrderUnknown(LedgerRefusal):
    """The customer has no order of this id, whether nobody has or somebody else."""

    def __init__(self, order_id: str) -> None:
        super().__init__(f"There is no order {order_id}.")
        self.order_id = order_id


class OrderStatusRefusal(LedgerRefusal):
    """What was asked is not possible while the order has this `status`."""

    def __init__(self, order_id: str, status: str, needed: str) -> None:
        super().__init__(f"Order {order_id} is {status}; only one that is {needed} can be changed like this.")
        self.order_id = order_id
        self.status = status
        self.needed = needed


class ProductNotInOrder(LedgerRefusal):
    """The order has no line with these products."""

    def __init__(self, order_id: str, product_ids: tuple[str, ...]) -> None:
        super().__init__(f"Order {order_id} has no {', '.join(product_ids)}.")
        self.order_id = order_id
        self.product_ids = product_ids


class AlreadyRequested(LedgerRefusal):
    """A return or an exchange of these products of the order was asked for before."""

    def __init__(self, order_id: str, product_ids: tuple[str, ...]) -> None:
        super().__init__(f"A return or exchange of {', '.join(product_ids)} of order {order_id} was asked for before.")
        self.order_id = order_id
        self.product_ids = product_ids


class QuantityRefusal(LedgerRefusal):
    """`quantity` pieces of one product are fewer than 1 or more than `limit`, or than the cart may hold in all."""

    def __init__(self, product_id: str, quantity: int, limit: int) -> None:
        super().__init__(f"{quantity} of {product_id} is not between 1 and {limit}.")
        self.product_id = product_id
        self.quantity = quantity
        self.limit = limit


class CartFull(LedgerRefusal):
    """The cart has `limit` different products and takes no other."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"The cart holds {limit} different products; take one out first.")
        self.limit = limit


class ActionConflict(RecordsError):
    """The action id was used before for something else or by somebody else; a calling program must make its own."""


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


class TurnNotTheirs(RecordsError):
    """The owner has no turn of this id, whether nobody has or somebody else."""

    def __init__(self, turn_id: str) -> None:
        super().__init__(f"There is no turn {turn_id}.")
        self.turn_id = turn_id


class PurposeUnknown(RecordsError):
    """Nobody is asked to consent to this purpose."""

    def __init__(self, purpose: str, known: tuple[str, ...]) -> None:
        super().__init__(f"There is no purpose {purpose!r} to consent to; name one of {', '.join(known)}.")
        self.purpose = purpose


class PublicationConflict(RecordsError):
    """The version of the prompt was published before with another hash."""

    def __init__(self, name: str, version: str) -> None:
        super().__init__(f"{name}@{version} was published before with other texts; give the new ones a new version.")
        self.name = name
        self.version = version


class PublishedMeanwhile(RecordsError):
    """Somebody else was quicker: `standing` is what they put under the label, None where they took it away."""

    def __init__(self, label: str, standing: PromptPublication | None) -> None:
        done = "took the label away" if standing is None else f"published {standing.version}"
        who = "Somebody" if standing is None else standing.published_by
        super().__init__(f"{who} {done} under {label} meanwhile; look at what stands there now, then decide again.")
        self.label = label
        self.standing = standing


class LabelEmpty(RecordsError):
    """A label was to be taken off a prompt that does not have it."""

    def __init__(self, name: str, label: str) -> None:
        super().__init__(f"Nothing of {name} stands under {label}.")
        self.name = name
        self.label = label


class SharesFault(RecordsError):
    """Shares of versions that are not whole percents of 100."""


class SharedMeanwhile(RecordsError):
    """Somebody else was quicker: `standing` is what they set, None where there is nothing."""

    def __init__(self, label: str, standing: PromptShares | None) -> None:
        who = "Somebody" if standing is None else standing.set_by
        super().__init__(f"{who} changed the shares of {label} meanwhile; look at them, then decide again.")
        self.label = label
        self.standing = standing


class HandOffUnknown(RecordsError):
    """There is no hand-off of this id."""

    def __init__(self, id: str) -> None:
        super().__init__(f"There is no hand-off {id}; it may have been deleted with its conversation.")
        self.id = id


class HandOffTaken(RecordsError):
    """Somebody else has the conversation, or had it and gave it back: `hand_off` says who."""

    def __init__(self, hand_off: HandOff) -> None:
        done = "has taken" if hand_off.status == "taken" else "has closed"
        super().__init__(f"{hand_off.taken_by} {done} this hand-off.")
        self.hand_off = hand_off


class NobodyThere(RecordsError):
    """A conversation was to be given back, or something said in it, and no person of the shop has taken it over."""

    def __init__(self, conversation_id: str) -> None:
        super().__init__(f"Nobody has taken conversation {conversation_id} over; take it over first.")
        self.conversation_id = conversation_id


class TextRefusal(RecordsError):
    """A message, note or label that is empty or too long; `most` is how many characters it may have."""

    def __init__(self, message: str, most: int) -> None:
        super().__init__(message)
        self.most = most


class SubjectErased(RecordsError):
    """Something would be kept of a customer or a conversation that was erased."""

    def __init__(self) -> None:
        super().__init__(
            "This customer or conversation was erased and nothing is kept of them any more; for a customer who came "
            "back run `daogou records readmit` first."
        )


class SubjectUnknown(RecordsError):
    """Nothing is kept of this customer or conversation, and nothing ever was or it is forgotten."""

    def __init__(self, subject: str) -> None:
        super().__init__(
            f"Nothing is kept of {subject}; give a customer's id as the shop writes it, or conversation:<id>."
        )
        self.subject = subject


class ReceiptUnknown(RecordsError):
    """There is no receipt of this id."""

    def __init__(self, id: str) -> None:
        super().__init__(f"There is no receipt {id}; `daogou records receipts` lists those there are.")
        self.id = id
