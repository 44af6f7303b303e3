"""A conversation is held with the prompts that were published for it, from its first turn to its last."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from assistant.agent.events import TurnEnded, TurnFailed
from assistant.errors import LanguageModelError
from assistant.llm.scripted import Step
from assistant.prompting.choice import PromptChoice
from assistant.prompting.speakers import MOST_PAIRS, PromptedSpeakers
from assistant.wiring import Shop
from prompts.drafts import draft_text
from prompts.library import PromptLibrary
from records.conversation_log import MemoryConversationLog
from records.errors import DatabaseUnreachable
from records.nouns import Turn

OpenShop = Callable[..., Shop]
OFF_TOPIC = "write me a python script"
WHY = {"reason": "because", "by": "A-1"}


def publish(shop: Shop, words: str, label: str = "production") -> int:
    """A version of the replies that declines so, published."""
    newest = shop.prompts.get("replies")
    text = draft_text(newest).replace(newest.texts["refused.en.off_topic"], words)
    draft = shop.shelf.drafts.create(newest, author="A-1", text=text)
    return int(shop.shelf.publish_draft(draft.id, draft.token, label=label, **WHY).version)


def tell(shop: Shop, conversation: str, text: str = OFF_TOPIC) -> Turn:
    last = list(shop.chat.stream(text, conversation_id=conversation))[-1]
    assert isinstance(last, TurnEnded)
    return last.turn


def test_what_is_published_answers_new_conversations_and_not_those_under_way(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop()
    newest = shop.prompts.get("replies")
    before = tell(shop, "old")
    assert before.replies_prompt == newest.label
    publish(shop, "Tents only.")
    assert (tell(shop, "new").answer, tell(shop, "new").replies_prompt) == ("Tents only.", "replies@1001")
    assert tell(shop, "old").answer == before.answer
    shop.shelf.publish("replies", newest.version, label="production", **WHY)
    assert tell(shop, "new").answer == "Tents only."


def test_going_back_reaches_every_conversation_in_its_next_turn(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop()
    publish(shop, "Tents only.")
    assert tell(shop, "c").answer == "Tents only."
    shop.shelf.roll_back("replies", **WHY)
    assert tell(shop, "c").replies_prompt == shop.prompts.get("replies").label


def test_a_restarted_shop_goes_on_with_the_conversations_version(open_scripted_shop: OpenShop) -> None:
    log = MemoryConversationLog()
    shop = open_scripted_shop(log=log)
    publish(shop, "Tents only.")
    publish(shop, "Lamps only.", "staging")
    tell(shop, "c")
    shop.shelf.publish("replies", 1002, label="production", **WHY)
    again = open_scripted_shop(log=log)
    assert tell(again, "c").answer == "Tents only."
    assert tell(again, "new").answer == "Lamps only."


def test_who_comes_back_a_day_later_meets_what_holds_now(open_scripted_shop: OpenShop) -> None:
    log = MemoryConversationLog()
    shop = open_scripted_shop(log=log)
    publish(shop, "Tents only.")
    told = tell(shop, "c")
    publish(shop, "Lamps only.")
    for hours, version in ((23, 1001), (25, 1002)):
        now = told.at + timedelta(hours=hours)
        later = open_scripted_shop(log=log, now=lambda now=now: now)
        assert later.shelf.choice("c", log.turns("c")).replies.version == version


def test_a_turn_that_a_person_took_does_not_change_the_voice(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop()
    publish(shop, "Tents only.")
    told = tell(shop, "c")
    publish(shop, "Lamps only.")
    person = replace(told, prompt="", replies_prompt="", outcome="with_person")
    assert shop.shelf.choice("c", (told, person)).replies.version == 1001


def test_a_message_that_is_not_taken_is_told_so_in_todays_words(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop()
    newest = shop.prompts.get("replies")
    list(shop.chat.stream(" "))
    text = draft_text(newest).replace(newest.texts["failed.en.empty"], "Say a word.")
    draft = shop.shelf.drafts.create(newest, author="A-1", text=text)
    shop.shelf.publish_draft(draft.id, draft.token, label="production", **WHY)
    (event,) = shop.chat.stream(" ")
    assert isinstance(event, TurnFailed)
    assert event.message == "Say a word."


def test_new_conversations_are_shared_between_two_agents(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(*[Step("Hello!") for _ in range(40)])
    newest = shop.prompts.get("shopping_agent")
    system = newest.texts["system"].splitlines()[0]
    text = draft_text(newest).replace("You are the shopping assistant of", "You are the kind assistant of")
    draft = shop.shelf.drafts.create(newest, author="A-1", text=text)
    shop.shelf.publish_draft(draft.id, draft.token, label="staging", **WHY)
    shop.shelf.share("shopping_agent", {newest.version: 50, 1001: 50}, **WHY)
    turns = [tell(shop, f"c{number}", "hello") for number in range(40)]
    calls = shop.language_model.chat_model.calls  # type: ignore[attr-defined]
    kind = [call.messages[0].text.startswith("You are the kind assistant") for call in calls]
    assert [turn.prompt == "shopping_agent@1001" for turn in turns] == kind
    assert 8 <= sum(kind) <= 32
    assert {turn.prompt_hash for turn in turns} == {newest.hash, shop.shelf.library.get("shopping_agent", 1001).hash}
    assert system.startswith("You are the shopping assistant")


def test_shoppers_are_answered_while_the_records_cannot_say_what_is_published(
    open_scripted_shop: OpenShop, caplog: pytest.LogCaptureFixture
) -> None:
    class Away:
        def history(self, **_: Any) -> Any:
            raise DatabaseUnreachable("The database is away.", "somewhere")

    shop = open_scripted_shop(publications=Away())
    for number in range(3):
        assert tell(shop, f"c{number}").replies_prompt == shop.prompts.get("replies").label
    assert sum("cannot be looked up" in text for text in caplog.messages) == 1


def test_a_version_from_before_an_upgrade_still_answers(open_scripted_shop: OpenShop) -> None:
    """Versions that lack what today's program needs are shipped: the first of all."""
    shop = open_scripted_shop()
    shop.shelf.publish("replies", 1, label="production", **WHY)
    turn = tell(shop, "c")
    assert (turn.replies_prompt, turn.outcome) == ("replies@1", "refused")
    assert turn.answer
    published = shop.shelf.library.get("replies", 1)
    assert shop.shelf.standing("replies").prompt is shop.shelf.choice("c").replies is published
    assert any("replies@1 lacks" in warning for warning in shop.shelf.warnings())


def test_the_chat_services_that_are_kept_are_bounded(open_scripted_shop: OpenShop) -> None:
    shop, made = open_scripted_shop(), []
    base = PromptChoice.newest(PromptLibrary.load())
    choices = [replace(base, replies=replace(base.replies, version=2000 + n)) for n in range(MOST_PAIRS + 1)]

    def make(choice: PromptChoice) -> Any:
        made.append(choice)
        return object()

    class Shelf:
        def choice(self, conversation_id: str, past: Any) -> PromptChoice:
            return choices[int(conversation_id)]

    speakers = PromptedSpeakers(Shelf(), make)  # type: ignore[arg-type]
    for number in range(MOST_PAIRS):
        assert speakers.of(str(number), ()) is speakers.of(str(number), ())
    assert len(made) == MOST_PAIRS
    speakers.of(str(MOST_PAIRS), ())
    speakers.of("0", ())
    assert len(made) == MOST_PAIRS + 2
    assert shop.speakers is shop.speakers


class Reader:
    """A chat service whose agent keeps how it was warmed."""

    def __init__(self, choice: PromptChoice, warmed: list[tuple[str, bool]], done: threading.Semaphore) -> None:
        self._label, self._warmed, self._done = choice.shopping_agent.label, warmed, done

    def agent(self) -> Reader:
        return self

    def warm(self, *, every_slot: bool) -> None:
        self._warmed.append((self._label, every_slot))
        self._done.release()


def test_what_is_published_is_read_ahead_once_and_takes_no_conversations_slot(open_scripted_shop: OpenShop) -> None:
    shop, warmed, done = open_scripted_shop(), list[tuple[str, bool]](), threading.Semaphore(0)
    newest = shop.prompts.get("shopping_agent")
    speakers = PromptedSpeakers(shop.shelf, lambda choice: Reader(choice, warmed, done))  # type: ignore[arg-type,return-value]
    speakers.warm()
    assert warmed == [(newest.label, True)]
    assert done.acquire(timeout=10)
    text = draft_text(newest).replace("You are the shopping assistant of", "You are the kind assistant of")
    draft = shop.shelf.drafts.create(newest, author="A-1", text=text)
    shop.shelf.publish_draft(draft.id, draft.token, label="production", **WHY)
    assert done.acquire(timeout=10)
    shop.shelf.roll_back("shopping_agent", **WHY)
    speakers.warm()
    assert warmed == [(newest.label, True), ("shopping_agent@1001", False)]


def test_the_standing_prompt_is_read_first_and_those_on_trial_after_it(open_scripted_shop: OpenShop) -> None:
    shop, warmed = open_scripted_shop(), list[tuple[str, bool]]()
    newest = shop.prompts.get("shopping_agent").version
    shop.shelf.share("shopping_agent", {1: 30, newest: 70}, **WHY)
    done = threading.Semaphore(0)
    PromptedSpeakers(shop.shelf, lambda choice: Reader(choice, warmed, done)).warm()  # type: ignore[arg-type,return-value]
    assert warmed == [(f"shopping_agent@{newest}", True), ("shopping_agent@1", False)]


def test_a_shop_whose_model_is_away_is_warm_all_the_same(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(Step(error=LanguageModelError("away")))
    shop.warm()
    assert tell(shop, "c").answer
