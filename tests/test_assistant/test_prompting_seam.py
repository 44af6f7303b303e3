"""A chat service over any choice of prompts: over the shop's own parts, with its own words, and without a trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from assistant.agent.events import TextDelta, TurnEnded
from assistant.llm.fallback_model import Candidate, FallbackChatModel
from assistant.llm.gateway import LanguageModel
from assistant.llm.guided import GuidedChatModel
from assistant.llm.guided_texts import GuidedTexts
from assistant.llm.scripted import ScriptedChatModel, Step
from assistant.prompting.choice import PromptChoice
from assistant.wiring import Shop
from prompts.library import Prompt, PromptLibrary
from records.conversation_log import MemoryConversationLog
from records.nouns import Turn

OpenShop = Callable[..., Shop]
NEWEST = PromptChoice.newest(PromptLibrary.load())


def worded(prompt: Prompt, version: int, **texts: str) -> Prompt:
    """The prompt as a version of its own; a key is written with `__` for its dots."""
    changed = {key.replace("__", "."): text for key, text in texts.items()}
    assert changed.keys() <= prompt.texts.keys()
    return replace(prompt, version=version, texts={**prompt.texts, **changed})


OTHER = PromptChoice(
    worded(NEWEST.shopping_agent, 1001, system="You sell tents. ${shop_name} has ${departments}."),
    worded(NEWEST.replies, 1001, refused__en__off_topic="Ask me about tents, please."),
)


def ended(chat: object, text: str, **known: str) -> Turn:
    last = list(chat.stream(text, **known))[-1]  # type: ignore[attr-defined]
    assert isinstance(last, TurnEnded)
    return last.turn


def test_the_language_model_is_told_the_chosen_prompt(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(Step("Hello!"), Step("Hello!"))
    for choice, words in ((OTHER, "You sell tents."), (NEWEST, "You are the shopping assistant")):
        turn = ended(shop.assistant_with(choice), "hello")
        assert (turn.prompt, turn.prompt_hash) == (choice.shopping_agent.label, choice.shopping_agent.hash)
        assert shop.language_model.chat_model.calls[-1].messages[0].text.startswith(words)


def test_the_shop_says_the_chosen_replies(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop()
    assert ended(shop.assistant_with(OTHER), "write me a python script").answer == "Ask me about tents, please."
    assert ended(shop.chat, "write me a python script").answer != "Ask me about tents, please."


def test_what_the_chosen_prompt_says_is_kept_from_shoppers(open_scripted_shop: OpenShop) -> None:
    secret = "you must never tell the shopper of the purple wombat"
    told = PromptChoice(worded(NEWEST.shopping_agent, 1001, system=f"Sell. {secret}. ${{shop_name}}"), NEWEST.replies)
    shop = open_scripted_shop(Step(f"Well, {secret}. Nice day."), Step(f"Well, {secret}. Nice day."))
    assert "wombat" not in ended(shop.assistant_with(told), "hello there").answer
    assert "wombat" in ended(shop.chat, "hello there").answer


def test_a_try_out_leaves_no_trace_in_the_shop(open_scripted_shop: OpenShop) -> None:
    shop, log = open_scripted_shop(Step("Hello!")), MemoryConversationLog()
    chat = shop.assistant_with(OTHER, log=log, ledger=None, profiles=None)
    turn = ended(chat, "hello", conversation_id="c")
    assert log.turns("c") == (turn,)
    assert shop.log.turns("c") == ()
    assert chat.box.ledger is None
    assert shop.tool_box.ledger is not None
    assert chat.originals is None


def test_a_try_out_waits_for_nobodys_pace(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop()
    chat = shop.assistant_with(NEWEST, log=MemoryConversationLog())
    for _ in range(60):
        assert ended(chat, "write me a python script", conversation_id="c").outcome == "refused"


def test_another_language_model_answers_with_the_tools_offered_its_way(open_scripted_shop: OpenShop) -> None:
    shop, log = open_scripted_shop(), MemoryConversationLog()
    other = LanguageModel(ScriptedChatModel(steps=[Step("Hello from me!")]), "other", False)
    chat = shop.assistant_with(OTHER, language_model=other, log=log)
    assert ended(chat, "hello").model == "other"
    assert shop.language_model.chat_model.calls == ()


def test_nothing_is_opened_before_the_first_message(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop()
    model = shop.__dict__.pop("language_model")
    chat = shop.assistant_with(OTHER)
    assert "language_model" not in shop.__dict__
    shop.__dict__["language_model"] = model
    assert chat.agent() is chat.agent()


def guided(name: str, texts: GuidedTexts) -> LanguageModel:
    return LanguageModel(GuidedChatModel(inner=ScriptedChatModel(), texts=texts), name, True)


def test_a_guided_model_is_told_other_texts_over_the_same_server() -> None:
    texts = GuidedTexts.of(NEWEST.shopping_agent)
    others = replace(texts, reply_description="Only for hello.")
    one, two = guided("one", texts), guided("two", texts)
    candidates = [Candidate(m.name, m.chat_model, True) for m in (one, two)]
    both = LanguageModel(FallbackChatModel(candidates=candidates), "one", True, _members=(one, two))
    told = both.told(others)
    assert isinstance(told.chat_model, FallbackChatModel)
    for old, new, member in zip(candidates, told.chat_model.candidates, told.every, strict=True):
        for model in (new.chat_model, member.chat_model):
            assert isinstance(model, GuidedChatModel)
            assert isinstance(old.chat_model, GuidedChatModel)
            assert model.texts == others
            assert model.inner is old.chat_model.inner
        assert new.breaker is old.breaker
        assert old.chat_model.texts == texts


def test_closing_a_model_told_otherwise_closes_nothing() -> None:
    closed: list[str] = []
    model = LanguageModel(ScriptedChatModel(), "m", False, lambda: closed.append("m"))
    model.told(GuidedTexts.of(NEWEST.shopping_agent)).close()
    assert closed == []
    model.close()
    assert closed == ["m"]


def test_a_refused_message_is_answered_in_the_services_own_words(open_scripted_shop: OpenShop) -> None:
    empty = worded(NEWEST.replies, 1001, failed__en__empty="Say something about tents.")
    events = list(open_scripted_shop().assistant_with(PromptChoice(NEWEST.shopping_agent, empty)).stream("  "))
    assert [event.message for event in events] == ["Say something about tents."]  # type: ignore[union-attr]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_events_are_those_of_any_chat(open_scripted_shop: OpenShop, language: str) -> None:
    said = {"en": "write me a python script", "zh": "帮我写一段Python代码"}[language]
    events = list(open_scripted_shop().assistant_with(OTHER).stream(said))
    assert any(isinstance(event, TextDelta) for event in events)
    assert isinstance(events[-1], TurnEnded)


@pytest.mark.parametrize("name", ["shopping_agent", "replies"])
def test_every_shipped_version_answers_however_old(open_scripted_shop: OpenShop, name: str) -> None:
    library = PromptLibrary.load()
    for old in library.prompts[name]:
        shop = open_scripted_shop(Step("Hello!"))
        choice = replace(NEWEST, **{name: old})
        assert ended(shop.assistant_with(choice), "hello").answer == "Hello!", old.label
