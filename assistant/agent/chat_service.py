"""One turn, from a shopper's message to a checked answer. Read this first; `ChatService.stream` is the way through."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from assistant.agent.answer_watch import AnswerWatch
from assistant.agent.claims.checker import ClaimChecker
from assistant.agent.claims.log import ClaimLogEntry
from assistant.agent.claims.naming import with_names
from assistant.agent.claims.sentences import is_whole
from assistant.agent.confirmations import settle, yes_or_no
from assistant.agent.constraints.choosing import Chosen, Click
from assistant.agent.constraints.giving_up import GivenUp
from assistant.agent.constraints.same_thing import tells_of_the_past
from assistant.agent.constraints.shop_words import CurrentShopWords
from assistant.agent.conversation_locks import ConversationLocks
from assistant.agent.events import (
    ChatEvent,
    ConstraintsChanged,
    ProductsShown,
    TextDelta,
    TurnEnded,
    TurnFailed,
    TurnStarted,
)
from assistant.agent.fallback import answer_without_model, interruption
from assistant.agent.guard import Guard
from assistant.agent.history import TALK_TURNS, messages_of
from assistant.agent.language import language_of
from assistant.agent.personal_data import Originals, as_shown, is_nothing_else, seal_away, taken_out, words_for_model
from assistant.agent.profile.shaping import switched
from assistant.agent.rails.rails import Rails
from assistant.agent.replies import Replies
from assistant.agent.shopping_agent import DraftText, ModelUsed, ShoppingAgent
from assistant.agent.staff_talk import NobodyTalks, StaffTalk, is_imitated, left_to_person
from assistant.agent.token_count import tokens_at_most
from assistant.agent.tools.tool_box import ToolBox
from assistant.agent.turn_context import TurnContext
from assistant.agent.turn_keeping import keep, told_again
from assistant.agent.turn_opening import TurnOpener
from assistant.agent.turn_record import TurnRecord
from assistant.agent.wish_answers import is_settled_by_shop, settled_by_shop
from assistant.errors import LanguageModelError, OperatorError, RailError, ShopperError
from prompts.library import Prompt
from records.actions import utc_now
from records.conversation_log import ConversationLog
from records.nouns import Conversation, ReceivedMessage, Turn
from records.redaction.findings import Redacted
from records.redaction.redactor import Redactor

logger = logging.getLogger(__name__)


class AgentFactory(Protocol):
    """Opens the agent on first use: loading a language model takes seconds."""

    def __call__(self) -> ShoppingAgent:
        """The agent, the same one each time."""
        ...


class Speakers(Protocol):
    """The chat services that speak with different prompts, of which each conversation has one."""

    def of(self, conversation_id: str | None, past: Sequence[Turn]) -> ChatService:
        """The one that answers next, after the turns `past`, oldest first; None is somebody who only begins."""
        ...


@dataclass
class ChatService:
    """Answers shoppers; several conversations run at once, the turns of one conversation one after another.

    With `speakers` it takes the messages, and the one of them whose prompts the conversation has answers.
    """

    agent: AgentFactory
    box: ToolBox
    words: CurrentShopWords
    log: ConversationLog
    replies: Replies
    prompt: Prompt
    guard: Guard
    rails: Rails
    redactor: Redactor
    history_tokens: int
    originals: Originals | None = None
    own_names: tuple[str, ...] = ()
    speakers: Speakers | None = None
    staff: StaffTalk = field(default_factory=NobodyTalks)
    _opener: TurnOpener = field(init=False)
    _locks: ConversationLocks = field(default_factory=ConversationLocks)

    def __post_init__(self) -> None:
        self._opener = TurnOpener(self.box, self.words, self.own_names)

    def stream(
        self,
        text: str,
        *,
        conversation_id: str | None = None,
        customer_id: str | None = None,
        guest_id: str | None = None,
        turn_id: str | None = None,
        clicks: tuple[Click, ...] = (),
    ) -> Iterator[ChatEvent]:
        """Answer one message; a conversation id that is not known yet begins a conversation.

        A message that cannot be taken gives one `TurnFailed` and leaves no trace. Otherwise `TurnStarted` comes first
        and `TurnEnded` last, when the turn stands in the log; closing the iterator early logs the turn as stopped.
        The conversation answers only to the customer and the guest who began it. `turn_id`, made by the caller and
        unlike any other, stands for this message: sent again, it is answered from the log, or now if it never was.
        `clicks` are constraints given up or set anew with a click, of which `text` is only the words.
        """
        try:
            message = self.guard.read(text)
            self.rails.admit(conversation_id, customer_id)
        except ShopperError as error:
            yield self._refused(error.code, text[: self.guard.max_chars])
            return
        except RailError:
            logger.exception("a rail broke and blocked a message")
            yield self._refused("rail", message)
            return
        conversation_id = conversation_id or secrets.token_urlsafe(16)
        conversation = Conversation(conversation_id, utc_now(), customer_id, guest_id=guest_id)
        with self._locks.alone_in(conversation_id):
            try:
                private = taken_out(message, conversation, self.words.read(), self.redactor)
                turn_id = turn_id or secrets.token_urlsafe(12)
                yield from as_shown(self._taken(private, conversation, turn_id, clicks), private.findings)
            except Exception:  # the records or the catalogue cannot be reached: nothing is known of the conversation
                logger.exception("a turn could not begin")
                yield self._refused("internal", text)

    def remove_constraint(
        self,
        conversation_id: str,
        name: str,
        value: str | None = None,
        *,
        text: str = "",
        customer_id: str | None = None,
        guest_id: str | None = None,
        turn_id: str | None = None,
    ) -> Iterator[ChatEvent]:
        """Give up one constraint of a conversation, as a click on its label does: a turn of its own, in the log.

        `name` and `value` are as in `Constraints.dropping`; one that does not hold changes nothing. `text` is what the
        log keeps as the shopper's words. The answer is the last search anew under what is left.
        """
        words = text or f"{name.rpartition('.')[2].replace('_', ' ')}{f': {value}' if value else ''} ✕"
        yield from self.stream(
            words,
            conversation_id=conversation_id,
            customer_id=customer_id,
            guest_id=guest_id,
            turn_id=turn_id,
            clicks=(GivenUp(name, value),),
        )

    def change_constraint(
        self,
        conversation_id: str,
        name: str,
        value: Any,
        *,
        text: str,
        customer_id: str | None = None,
        guest_id: str | None = None,
        turn_id: str | None = None,
    ) -> Iterator[ChatEvent]:
        """Set one constraint of a conversation to another value, as the editor of its label does: a turn of its own.

        `name` and `value` are as in `Chosen`; a value that makes no sense changes nothing. Otherwise as
        `remove_constraint`.
        """
        whose: Any = {"customer_id": customer_id, "guest_id": guest_id, "turn_id": turn_id}
        clicks = (Chosen(name, value),)
        yield from self.stream(text, conversation_id=conversation_id, clicks=clicks, **whose)

    def reply(self, text: str, *, conversation_id: str | None = None, customer_id: str | None = None) -> Turn:
        """Answer one message and give back the logged turn.

        Raises:
            ShopperError: the message could not be taken; its text is the sentence for the shopper.
        """
        for event in self.stream(text, conversation_id=conversation_id, customer_id=customer_id):
            if isinstance(event, TurnEnded):
                return event.turn
            if isinstance(event, TurnFailed):
                raise ShopperError(event.message, event.code)
        raise AssertionError("a stream ends with TurnEnded or TurnFailed")

    def _taken(
        self, private: Redacted, conversation: Conversation, turn_id: str, clicks: tuple[Click, ...]
    ) -> Generator[ChatEvent, None, None]:
        message = private.text
        self.log.start(conversation)
        seal_away(private, conversation, self.originals)
        waits = self.log.receive(ReceivedMessage(turn_id, conversation.id, utc_now(), message))
        past = self.log.turns(conversation.id, last=TALK_TURNS)
        if waits and self.staff.has(conversation.id):
            yield from self._left_to_person(message, turn_id, conversation.id, past)
            return
        speaker = self._speaker(conversation.id, past)
        if waits:
            yield from speaker._spoken(message, past, conversation, turn_id, clicks)
        else:
            yield from speaker._told_again(turn_id, past)

    def _left_to_person(
        self, message: str, turn_id: str, conversation_id: str, past: tuple[Turn, ...]
    ) -> Iterator[ChatEvent]:
        """The message stands in the log for the person who has the conversation; nobody else answers it."""
        logged = keep(self.log, left_to_person(message, turn_id, conversation_id, past))
        yield TurnStarted(conversation_id, turn_id, "zh" if logged.language == "zh" else "en")
        yield TurnEnded(logged)

    def _speaker(self, conversation_id: str | None = None, past: tuple[Turn, ...] = ()) -> ChatService:
        return self if self.speakers is None else self.speakers.of(conversation_id, past)

    def _refused(self, code: str, text: str) -> TurnFailed:
        return TurnFailed(code, self._speaker().replies.failed(code, language_of(text)))

    def _spoken(
        self,
        message: str,
        past: tuple[Turn, ...],
        conversation: Conversation,
        turn_id: str,
        clicks: tuple[Click, ...],
    ) -> Generator[ChatEvent, None, None]:
        record = TurnRecord(turn_id, conversation.id, past[-1].position + 1 if past else 0)
        turn = self._opener.open(message, past, conversation, turn_id, clicks)
        checker = ClaimChecker(turn.evidence)
        yield TurnStarted(conversation.id, turn_id, turn.language)
        try:
            for event in self._answered(turn, past, record, checker):
                yield record.note(self.rails.shown(event))
        except GeneratorExit:
            record.outcome = "stopped"
            self._write(record, turn, checker)
            raise
        except RailError as error:
            logger.exception("a rail broke and blocked a turn")
            record.outcome, record.rail = "failed", f"broken: {error.rail}"
            self._write(record, turn, checker)
            yield TurnFailed("rail", self.replies.failed("rail", turn.language))
            return
        except Exception:  # whatever breaks, the shopper gets a sentence and the turn is kept
            logger.exception("a turn failed")
            record.outcome = "failed"
            self._write(record, turn, checker)
            yield TurnFailed("internal", self.replies.failed("internal", turn.language))
            return
        logged = self._write(record, turn, checker)
        yield TurnEnded(logged) if logged else TurnFailed("not_kept", self.replies.failed("not_kept", turn.language))

    def _told_again(self, turn_id: str, past: tuple[Turn, ...]) -> Iterator[ChatEvent]:
        if (turn := self.log.turn(turn_id)) is None:
            raise LookupError(f"The conversation of turn {turn_id} was deleted a moment ago.")
        yield from told_again(turn, self.box.engine.product, self.replies, is_last=past[-1:] == (turn,))

    def _answered(
        self, turn: TurnContext, past: tuple[Turn, ...], record: TurnRecord, checker: ClaimChecker
    ) -> Iterator[ChatEvent]:
        """The agent's events with its draft checked; the deterministic answer where the model gives none."""
        if (refusal := self.rails.refusal(turn)) is not None:
            record.outcome, record.rail = "refused", refusal.code
            turn.trace.path, turn.trace.reason = "refused", refusal.reason
            yield TextDelta(self.replies.say(f"refused.{refusal.code}", turn.language))
            return
        if turn.asked is not None and (yes := yes_or_no(turn.text, turn.asked.tool)) is not None:
            turn.trace.path = "confirmed"
            yield from settle(turn.asked, yes, turn, self.box)
            return
        if is_nothing_else(turn):
            turn.trace.path = "personal_data"
            yield TextDelta(self.replies.say("personal_data.only", turn.language))
            return
        if turn.switch is not None:
            turn.trace.path = "profile"
            yield from switched(turn.switch, turn, self.replies)
            if turn.switch.alone:
                return
        if is_settled_by_shop(turn):
            turn.trace.path = "shop"
            yield from settled_by_shop(turn, self.box)
            return
        turn.trace.path = "model"
        watch = AnswerWatch(turn.language, lambda: _names_in(turn))
        broken = False
        try:
            agent = self.agent()
            record.model = agent.model.name
            told = self.staff.told(turn.conversation_id, turn.customer_id, past)
            room = self.history_tokens - tokens_at_most(words_for_model(turn))
            for part in agent.run(turn, messages_of(told, self.prompt, room)):
                if isinstance(part, ModelUsed):
                    record.usage += part.usage
                    record.model = part.model or record.model
                    record.waited(part.waited_ms, turn)
                elif isinstance(part, DraftText):
                    yield from self._checked(watch.feed(part.text), turn, checker)
                    if watch.over:
                        break
                else:
                    yield part
                    if isinstance(part, ProductsShown) and part.lead:
                        yield TextDelta("".join([*turn.taken_notes(), part.lead]))
        except (LanguageModelError, OperatorError) as error:
            logger.warning("the language model failed: %s", error)
            broken = True
        if not broken:
            yield from self._checked([rest for rest in watch.flush() if is_whole(rest)], turn, checker)
        yield from self._settle_constraints(turn)
        yield from self._make_up(turn, record, broken)

    def _make_up(self, turn: TurnContext, record: TurnRecord, broken: bool) -> Iterator[ChatEvent]:
        """What is still owed after the model is done: a whole answer where there is none, an end where it broke off."""
        said = "".join(record.texts).strip()
        if turn.quotes and not said:
            yield TextDelta("".join([*turn.taken_notes(), "\n\n".join(self.rails.quoted(turn.quotes))]))
            return
        if said and not broken:
            return
        record.outcome = "fallback"
        if said and said.endswith(turn.lead.strip() or " "):
            return  # what was found and which fits best is said; nothing more is owed
        if said:
            yield TextDelta("\n\n" + interruption(turn, self.box))
            return
        events: list[ChatEvent] = []
        answer = answer_without_model(turn, self.box, events.append, broken=broken)
        yield from events
        yield TextDelta("".join([*turn.taken_notes(), answer]))

    def _checked(self, sentences: list[str], turn: TurnContext, checker: ClaimChecker) -> Iterator[TextDelta]:
        for sentence in sentences:
            try:
                text = checker.check(sentence).text
            except Exception:  # a check that breaks lets nothing through, and the other sentences go on
                logger.exception("a sentence could not be checked")
                continue
            if text is not None and text.strip():
                named = with_names(text, turn.evidence.shown, turn.language)
                why = "poses as staff" if is_imitated(named) else self.rails.objection(named, turn)
                if why is not None:
                    checker.log.append(ClaimLogEntry(sentence, None, f"rail: {why}"))
                    continue
                yield TextDelta("".join([*turn.taken_notes(), named]))

    def _settle_constraints(self, turn: TurnContext) -> Iterator[ConstraintsChanged]:
        """A limit named in small talk ("my budget is 300") is kept for the search to come.

        Where a tool was called, what a message states is no wish: 'is shipping free over $50?' sets no price limit.
        """
        if turn.searched is None and not turn.calls and not (turn.another and tells_of_the_past(turn.text)):
            yield from turn.constrain(turn.read)
        yield from turn.news()

    def _write(self, record: TurnRecord, turn: TurnContext, checker: ClaimChecker) -> Turn | None:
        """The turn as it stands in the log; None where it cannot be kept."""
        logged = record.finish(turn, checker, self.prompt, self.replies.prompt)
        try:
            return keep(self.log, logged)
        except Exception:  # the shopper has the answer already; a lost record must not take it away
            logger.exception("a turn could not be kept")
            return None


def _names_in(turn: TurnContext) -> list[str]:
    """Titles and brands of what the conversation is about; an answer may name them in any language."""
    return [name for row in turn.evidence.rows for name in (row.title, row.title_zh, row.brand or "") if name]
