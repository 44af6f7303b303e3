"""What every conversation log refuses, the same in memory and in a database."""

from __future__ import annotations

from records.errors import ConversationTaken, ConversationUnknown, TurnConflict, TurnOutOfPlace
from records.nouns import Conversation, ReceivedMessage, Turn


def check_owner(known: Conversation, wanted: Conversation) -> None:
    """Does nothing where both belong to the same customer or guest.

    Raises:
        ConversationTaken: they do not.
    """
    if (known.customer_id, known.guest_id) != (wanted.customer_id, wanted.guest_id):
        raise ConversationTaken(f"Conversation {wanted.id} belongs to somebody else; start a new one.")


def is_repeat(known: Turn | None, turn: Turn) -> bool:
    """Whether `known`, what the log has under the turn's id, is this very turn; False where it has nothing.

    Raises:
        TurnConflict: it is another turn.
    """
    if known is None:
        return False
    if known != turn:
        raise TurnConflict(f"Another turn already has the id {turn.id}.")
    return True


def check_message(known: Turn | ReceivedMessage | None, message: ReceivedMessage) -> None:
    """Does nothing where `known`, what the log has under the message's turn id, has the same words, or is None.

    Raises:
        TurnConflict: it has other words, or is of another conversation.
    """
    if known and (known.conversation_id, known.text) != (message.conversation_id, message.text):
        raise TurnConflict(f"Another message already has the turn id {message.turn_id}.")


def check_position(turn: Turn, expected: int) -> None:
    """Does nothing where the turn is the next one.

    Raises:
        TurnOutOfPlace: it is not.
    """
    if turn.position != expected:
        message = f"Turn {turn.id} is at position {turn.position} where {expected} is next in {turn.conversation_id}."
        raise TurnOutOfPlace(message, expected)


def unknown(conversation_id: str) -> ConversationUnknown:
    """The refusal of what belongs to a conversation that nobody started, or that was deleted."""
    return ConversationUnknown(f"Conversation {conversation_id} was never started, or was deleted; start it first.")
