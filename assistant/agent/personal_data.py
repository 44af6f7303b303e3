"""What a turn does about personal data in its message: rules read around it, the model sees placeholders."""

from __future__ import annotations

import re
from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Protocol

from assistant.agent.constraints.shop_words import ShopWords
from assistant.agent.events import ChatEvent, ConfirmationAsked, Language, TextDelta, TurnStarted
from assistant.agent.turn_context import TurnContext
from records.carts import cart_owner
from records.nouns import Conversation
from records.redaction.findings import Finding, Redacted
from records.redaction.placeholders import PLACEHOLDER, in_words, put_back, without_placeholders
from records.redaction.redactor import Redactor

_WORD = re.compile(r"[^\W_]")
_MARKUP = frozenset("<>[]`")
"""What the page could read as more than text; an original with such marks is told in words instead."""


class Originals(Protocol):
    """Where originals are kept for the people who take over, sealed."""

    def keep(self, subject: str, redacted: Redacted) -> None:
        """Keep what the placeholders of `subject` stand for."""
        ...


def taken_out(message: str, conversation: Conversation, words: ShopWords, redactor: Redactor) -> Redacted:
    """The message without personal data; from here on nobody sees what was taken out, unless the shop keeps it sealed.

    The shop's brands are nobody's names.
    """
    owner = cart_owner(conversation.customer_id, conversation.id)
    return redactor.redact(message, owner, keep={brand.lower() for brand in words.brand_names})


def seal_away(private: Redacted, conversation: Conversation, originals: Originals | None) -> None:
    """Keeps what was taken out where the shop keeps it; once the conversation is known to be the shopper's."""
    if private.findings and originals is not None:
        originals.keep(cart_owner(conversation.customer_id, conversation.id), private)


def words_for_model(turn: TurnContext) -> str:
    """The message as the language model reads it: what rules have read of the profile is gone, placeholders stand."""
    return turn.switch.rest if turn.switch and turn.switch.rest else turn.typed


def is_nothing_else(turn: TurnContext) -> bool:
    """Whether the message consists of personal data alone."""
    return bool(PLACEHOLDER.search(turn.typed)) and not _WORD.search(without_placeholders(turn.typed))


def as_shown(events: Generator[ChatEvent, None, None], findings: tuple[Finding, ...]) -> Iterator[ChatEvent]:
    """The events as a front end may have them, with no placeholder in any text.

    Those of `findings`, which this message gave, read as they were written; any other as words: `your e-mail address`.
    """
    language: Language = "en"
    plain = [finding for finding in findings if not _MARKUP & set(finding.original)]
    with closing(events):
        for event in events:
            if isinstance(event, TurnStarted):
                language = event.language
            if isinstance(event, TextDelta | ConfirmationAsked):
                event = replace(event, text=in_words(put_back(event.text, plain), language))
            yield event
