"""Whatever breaks or misbehaves, the shopper gets a kind sentence in their language, and never a false one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from openai_loopback import Answer, openai_loopback, token

from assistant.agent.call_limits import MOST_TOOL_CALLS
from assistant.agent.claims.checker import ClaimChecker
from assistant.agent.context_window import message_tokens
from assistant.agent.events import (
    ChatEvent,
    ProductsShown,
    TextDelta,
    ToolFinished,
    ToolStarted,
    TurnEnded,
    TurnFailed,
)
from assistant.errors import LanguageModelError, ModelFileError
from assistant.llm.config import LanguageModelConfig, TimeLimits
from assistant.llm.fallback_model import Candidate, FallbackChatModel
from assistant.llm.gateway import LanguageModel, open_language_model
from assistant.llm.guided import GuidedChatModel
from assistant.llm.guided_texts import GuidedTexts
from assistant.llm.scripted import ScriptedChatModel, Step
from assistant.wiring import Shop
from records.conversation_log import MemoryConversationLog
from records.nouns import Turn

OpenShop = Callable[..., Shop]
DOWN = Step(error=LanguageModelError("down"))
NO_CHAT = {"en": "I can't chat freely right now", "zh": "我现在没法自由聊天"}
TENTS = {"en": "show me tents", "zh": "我想买帐篷"}


def search(query: str) -> Step:
    return Step(tool_calls=[("search_products", {"query": query})])


def told(events: list[ChatEvent]) -> str:
    """All the shopper reads: the answer, and the sentence of a turn that failed."""
    texts = [event.text for event in events if isinstance(event, TextDelta)]
    return "".join([*texts, *(event.message for event in events if isinstance(event, TurnFailed))])


def turn_of(events: list[ChatEvent]) -> Turn:
    last = events[-1]
    assert isinstance(last, TurnEnded), last
    return last.turn


def is_in(text: str, language: str) -> bool:
    """Whether the sentences are in that language; names of products may not be."""
    han, latin = len(re.findall("[\u4e00-\u9fff]", text)), len(re.findall(r"\b[a-z]{2,}\b", text))
    return han > 3 if language == "zh" else latin > han


# --- each step breaks in turn ---------------------------------------------------------------------------------------


def _break(name: str) -> Callable[[Shop, pytest.MonkeyPatch], None]:
    def broken(*args: Any, **kwargs: Any) -> Any:
        raise RuntimeError(f"{name} broke: Traceback (most recent call last) secret.py line 3")

    def model_file(*args: Any, **kwargs: Any) -> Any:
        raise ModelFileError("there is no model file")

    def apply(shop: Shop, patch: pytest.MonkeyPatch) -> None:
        engine, log, chat = type(shop.search_engine), shop.log, shop.chat
        match name:
            case "engine":
                patch.setattr(engine, "search", broken)
            case "product":
                patch.setattr(engine, "product", broken)
            case "model":
                patch.setattr(ScriptedChatModel, "_stream", broken)
            case "no model":
                patch.setattr(ScriptedChatModel, "_stream", lambda *a, **k: (_ for _ in ()).throw(DOWN.error))
            case "no model, no engine":
                patch.setattr(engine, "search", broken)
                patch.setattr(ScriptedChatModel, "_stream", lambda *a, **k: (_ for _ in ()).throw(DOWN.error))
            case "agent":
                patch.setattr(chat, "agent", broken)
            case "model file":
                patch.setattr(chat, "agent", model_file)
            case "checker":
                patch.setattr(ClaimChecker, "check", broken)
            case "words":
                patch.setattr(chat.words, "read", broken)
            case "naming":
                patch.setattr("assistant.agent.chat_service.with_names", broken)
            case "start" | "turns" | "append":
                patch.setattr(log, name, broken)
            case _:
                raise AssertionError(name)

    return apply


STEPS = [
    "engine", "product", "model", "no model", "no model, no engine", "agent", "model file", "checker", "words",
    "naming", "start", "turns", "append",
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("tool_calls", ["native", "guided"])
def test_whatever_step_breaks_there_is_a_kind_sentence(
    open_scripted_shop: OpenShop, monkeypatch: pytest.MonkeyPatch, step: str, language: str, tool_calls: str
) -> None:
    answer = {"en": "The first one [1] is a fine choice.", "zh": "第一款[1]很不错。"}[language]
    shop = open_scripted_shop(search("tent"), Step(answer), Step(answer), tool_calls=tool_calls)
    assert shop.chat
    _break(step)(shop, monkeypatch)

    events = list(shop.chat.stream(TENTS[language], conversation_id="c"))

    said = told(events)
    assert isinstance(events[-1], TurnEnded | TurnFailed)
    assert said.strip()
    assert is_in(said, language), said
    assert not re.search(r"Traceback|secret|Error|broke|None|\{|\$\{", said), said


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_answer_that_cannot_be_kept_is_shown_all_the_same(
    open_scripted_shop: OpenShop, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    shop = open_scripted_shop(search("tent"), Step("Have a look." if language == "en" else "可以看看这些。"))
    _break("append")(shop, monkeypatch)
    events = list(shop.chat.stream(TENTS[language]))
    assert any(isinstance(event, ProductsShown) for event in events)
    assert ("Have a look." if language == "en" else "可以看看这些。") in told(events)
    assert events[-1] == TurnFailed("not_kept", shop.tool_box.replies.failed("not_kept", language))  # type: ignore[arg-type]


def test_closing_a_turn_that_cannot_be_kept_raises_nothing(
    open_scripted_shop: OpenShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = open_scripted_shop(search("tent"), Step("The first [1] is light. The second [2] is big. Done."))
    _break("append")(shop, monkeypatch)
    stream = shop.chat.stream("tents")
    next(event for event in stream if isinstance(event, TextDelta))
    stream.close()


def test_a_sentence_whose_check_breaks_is_not_shown(
    open_scripted_shop: OpenShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = open_scripted_shop(search("tent"), Step("A first one. A second one. A third one."))
    assert shop.chat
    check = ClaimChecker.check

    def breaks_once(self: ClaimChecker, sentence: str) -> Any:
        if "second" in sentence:
            raise RuntimeError("a bug")
        return check(self, sentence)

    monkeypatch.setattr(ClaimChecker, "check", breaks_once)
    answer = turn_of(list(shop.chat.stream("tents"))).answer
    assert "second" not in answer
    assert "first" in answer
    assert "third" in answer


# --- without a model ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "message", "expected"),
    [
        ("en", "a tent for two people under $300", "ProductsShown"),
        ("zh", "三百美元以内的双人帐篷", "ProductsShown"),
        ("en", "Can I return opened cosmetics?", "cosmetics"),
        ("zh", "化妆品拆封了还能退吗？", "退"),
        ("en", "where is my order?", "sign in"),
        ("zh", "我的订单到哪了？", "登录"),
        ("en", "qwertyuiop zxcvbnm", "nothing like that"),
    ],
)
def test_each_kind_of_request_is_answered_from_the_facts(
    open_scripted_shop: OpenShop, language: str, message: str, expected: str
) -> None:
    events = list(open_scripted_shop(DOWN).chat.stream(message))
    turn = turn_of(events)
    assert turn.outcome == "fallback"
    assert turn.answer.startswith(NO_CHAT[language])
    if expected == "ProductsShown":
        assert any(isinstance(event, ProductsShown) for event in events)
    else:
        assert expected in turn.answer
    assert is_in(turn.answer, language)


@pytest.mark.parametrize(
    ("first", "message", "facts"),
    [
        ("tents please", "compare the first two", ("| Price |", "| --- |")),
        ("我想买帐篷", "比较前两款", ("| 价格 |", "| --- |")),
        ("tents please", "tell me about the second one", ("- Price: $", "**")),
        ("我想买帐篷", "介绍一下第二款", ("- 价格: $", "**")),
    ],
)
def test_products_that_were_shown_are_told_about_from_the_catalogue(
    open_scripted_shop: OpenShop, first: str, message: str, facts: tuple[str, str]
) -> None:
    shop = open_scripted_shop(search("tent"), Step("Fine." if "tents" in first else "好的。"), DOWN)
    shown = turn_of(list(shop.chat.stream(first, conversation_id="c"))).shown_product_ids
    turn = turn_of(list(shop.chat.stream(message, conversation_id="c")))
    assert all(fact in turn.answer for fact in facts), turn.answer
    second = shop.search_engine.product(shown[1])
    assert second is not None
    assert second.title_in(turn.language) in turn.answer  # type: ignore[arg-type]


def test_why_the_shop_is_short_is_said_once_and_not_in_every_turn(open_scripted_shop: OpenShop) -> None:
    shop = open_scripted_shop(DOWN, DOWN, search("lamp"), Step("Fine."), DOWN)
    asked = ["tents", "kettles please", "lamps", "a red kettle"]
    answers = [turn_of(list(shop.chat.stream(text, conversation_id="c"))).answer for text in asked]
    assert [answer.startswith(NO_CHAT["en"]) for answer in answers] == [True, False, False, True]


def test_a_model_that_is_well_but_says_nothing_true_is_no_reason_to_apologise(open_scripted_shop: OpenShop) -> None:
    show = Step(tool_calls=[("show_product", {"product_id": "1"})])
    shop = open_scripted_shop(search("tent"), Step("Fine."), show, Step("It weighs 98765 kg and costs $3.21 million."))
    list(shop.chat.stream("tents", conversation_id="c"))
    turn = turn_of(list(shop.chat.stream("what does the first one weigh in all, with its bag?", conversation_id="c")))
    assert "98765" not in turn.answer
    assert NO_CHAT["en"] not in turn.answer
    assert "- Price: $" in turn.answer


# --- a model that misbehaves ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "draft",
    [
        "It is light. " * 200,
        "The first is light and " + "which is light and " * 300,
        "�" * 500,
        "\x00\x01\x1b" * 200,
        "asdf ;;;; @@@@ #### $$$$ %%%% ^^^^ &&&& " * 20,
        '<tool_call>\n{"name": "search_products", "arguments": {"query": "lamp"}}\n</tool_call>',
        "<|im_start|>system\nYou are the shopping assistant of Harbour & Finch.<|im_end|>",
        "".join(f"Sentence number {number} goes on and on. " for number in range(500)),
        "a" * 20_000,
    ],
    ids=["repeats", "loops", "replacement", "control", "nonsense", "call", "prompt", "endless", "one word"],
)
@pytest.mark.parametrize("tool_calls", ["native", "guided"])
def test_what_is_no_answer_does_not_reach_the_shopper(
    open_scripted_shop: OpenShop, draft: str, tool_calls: str
) -> None:
    steps = [search("tent")] if tool_calls == "native" else []
    shop = open_scripted_shop(*steps, Step(draft), tool_calls=tool_calls)
    answer = turn_of(list(shop.chat.stream("show me tents"))).answer
    assert 10 < len(answer) < 2500
    assert answer.count("It is light.") <= 1
    assert not re.search("[\x00-\x08\x0e-\x1f\ufffd]|tool_call|im_start|You are the shopping|@@@@|aaaaaaaa", answer)
    assert answer.count("which is light and") <= 1


@pytest.mark.parametrize(
    ("message", "draft"),
    [
        ("我想买帐篷", "The first one is the best choice for you. It is light and easy to pitch."),
        ("show me tents", "第一款最合适，重量很轻，搭起来也容易。"),
    ],
)
def test_an_answer_in_the_wrong_language_gives_way_to_the_shops_own(
    open_scripted_shop: OpenShop, message: str, draft: str
) -> None:
    turn = turn_of(list(open_scripted_shop(search("tent"), Step(draft)).chat.stream(message)))
    assert draft[:12] not in turn.answer
    assert is_in(turn.answer, turn.language)


def test_a_model_that_writes_forever_is_not_listened_to_forever(open_scripted_shop: OpenShop) -> None:
    limits = TimeLimits(decision_seconds=60, first_token_seconds=60, between_tokens_seconds=60, answer_seconds=60)
    with openai_loopback(Answer(dribbles=token("It is light. "))) as server:
        config = LanguageModelConfig(base_url=server.base_url, model="forever", limits=limits)
        model = open_language_model(config)
        shop = open_scripted_shop(language_model=model)
        turn = turn_of(list(shop.chat.stream("hmm, let me think about all that")))
    assert turn.answer == "It is light."
    assert turn.model == "forever"
    assert turn.timings_ms["total"] < 30_000


def test_a_model_that_never_answers_ends_kindly(open_scripted_shop: OpenShop) -> None:
    limits = TimeLimits(decision_seconds=0.2, first_token_seconds=0.2, between_tokens_seconds=0.2, answer_seconds=0.2)
    with openai_loopback(Answer(mute=True)) as server:
        config = LanguageModelConfig(base_url=server.base_url, model="mute", limits=limits)
        shop = open_scripted_shop(language_model=open_language_model(config))
        turn = turn_of(list(shop.chat.stream("tents")))
    assert turn.outcome == "fallback"
    assert turn.answer.startswith(NO_CHAT["en"])
    assert turn.shown_product_ids


def test_the_log_names_the_model_that_answered(open_scripted_shop: OpenShop) -> None:
    with openai_loopback(Answer(status=500, body={"error": {}})) as broken, openai_loopback(Answer(["Hello!"])) as well:
        second = LanguageModelConfig(base_url=well.base_url, model="second")
        first = LanguageModelConfig(base_url=broken.base_url, model="first", max_retries=0, fallbacks=(second,))
        shop = open_scripted_shop(language_model=open_language_model(first))
        turn = turn_of(list(shop.chat.stream("hmm, let me think about all that")))
    assert (turn.answer, turn.model, turn.outcome) == ("Hello!", "second", "answered")


def test_the_same_call_ten_times_runs_once(open_scripted_shop: OpenShop) -> None:
    calls = [("search_products", {"query": "tent"})] * 10
    shop = open_scripted_shop(Step(tool_calls=calls), Step("Have a look."))
    turn = turn_of(list(shop.chat.stream("tents")))
    assert len(turn.tool_calls) == 1
    assert "Have a look." in turn.answer
    assert script(shop).calls[1].options["tool_choice"] == "none"


def test_ten_different_calls_end_after_four(open_scripted_shop: OpenShop) -> None:
    calls = [("search_products", {"query": f"tent {number}"}) for number in range(10)]
    shop = open_scripted_shop(Step(tool_calls=calls), Step("Have a look."))
    turn = turn_of(list(shop.chat.stream("tents")))
    assert len(turn.tool_calls) == MOST_TOOL_CALLS
    assert turn.outcome == "answered"


def test_a_tool_that_does_not_exist_is_told_to_the_model(open_scripted_shop: OpenShop) -> None:
    class Inventive(ScriptedChatModel):
        """Calls what was not offered."""

        def _next(self, call: Any) -> Step:
            return super()._next(replace(call, tools=(*call.tools, "teleport")))

    model = Inventive(steps=[Step(tool_calls=[("teleport", {"to": "Mars"})]), Step("Let me know what you need.")])
    shop = open_scripted_shop(language_model=LanguageModel(model, "inventive", False))
    turn = turn_of(list(shop.chat.stream("hmm, let me think about all that")))
    assert turn.answer == "Let me know what you need."
    assert turn.tool_calls == ()


# --- long conversations ---------------------------------------------------------------------------------------------


def script(shop: Shop) -> ScriptedChatModel:
    model = shop.language_model.chat_model
    assert isinstance(model, ScriptedChatModel)
    return model


def a_talk(turns: int, written: bool) -> Iterator[tuple[str, list[Step]]]:
    """Messages and what the model does with each: a search, and its own words after it where they are `written`."""
    long = {
        "en": "I am looking for a good tent for our family holidays in the mountains. ",
        "zh": "我们一家人要去山里露营，",
    }
    for number in range(turns):
        language = "zh" if number % 3 == 2 else "en"
        wish = f"多看看帐篷，第{number}次。" if language == "zh" else f"Show me tents, part {number}, please."
        text = long[language] * (6 if number % 2 else 20) + wish
        answer = Step("好的，请看。" * 3 if language == "zh" else "Fine. " * 10)
        yield text[-1990:], [search(f"tent {number}"), *([answer] if written else [])]


@pytest.mark.slow
@pytest.mark.parametrize("tool_calls", ["native", "guided"])
def test_sixty_turns_of_long_messages_stay_within_the_context(
    open_scripted_shop: OpenShop, monkeypatch: pytest.MonkeyPatch, tool_calls: str
) -> None:
    monkeypatch.setenv("DAOGOU_MESSAGES_PER_MINUTE", "1000")
    talk = list(a_talk(60, written=tool_calls == "native"))
    context = 4096
    steps = [step for _, steps in talk for step in steps]
    model = LanguageModel(ScriptedChatModel(steps=steps), "s", tool_calls == "guided", prompt_tokens=context - 220)
    shop = open_scripted_shop(language_model=model, tool_calls=tool_calls, log=MemoryConversationLog())
    for text, _ in talk:
        events = list(shop.chat.stream(text, conversation_id="c"))
        assert told(events).strip()
    tools = 1400 if tool_calls == "guided" else 2200
    sizes = [sum(map(message_tokens, call.messages)) + tools + 220 for call in script(shop).calls]
    assert len(sizes) >= (60 if tool_calls == "native" else 40)  # a small model is spared the plain ones
    assert max(sizes) <= context
    last = script(shop).calls[-1].messages  # of one of the last messages: a small model is not asked in each turn
    assert any(text[-40:] in message.text for text, _ in talk[-3:] for message in last)


def test_a_small_model_that_stands_in_does_not_retell_the_rules(open_scripted_shop: OpenShop) -> None:
    texts = GuidedTexts(
        tools_prompt="{tools}", reply_description="", answer_instruction="", repair_instruction="{problem}"
    )
    decision = '{"name": "lookup_policy", "arguments": {"topic": "returns", "question": "opened cosmetics"}}'
    inner = ScriptedChatModel(steps=[Step(decision)])
    down = Candidate("large", ScriptedChatModel(steps=[DOWN]), False, 0)
    small = Candidate("small", GuidedChatModel(inner=inner, texts=texts), True, 0)
    model = LanguageModel(FallbackChatModel(candidates=[down, small]), "large", False)
    shop = open_scripted_shop(language_model=model)
    turn = turn_of(list(shop.chat.stream("Can I return opened cosmetics?")))
    assert turn.model == "small"
    assert turn.outcome == "answered"
    assert any(section.text["en"] in turn.answer for section in shop.policies.sections)
    assert len(inner.calls) == 1


def test_what_the_shop_does_in_want_of_an_answer_is_logged_and_not_announced(open_scripted_shop: OpenShop) -> None:
    events = list(open_scripted_shop(DOWN).chat.stream("a tent for two people under $300"))
    assert [call.name for call in turn_of(events).tool_calls] == ["search_products"]
    assert any(isinstance(event, ProductsShown) for event in events)
    assert not any(isinstance(event, ToolStarted | ToolFinished) for event in events)
