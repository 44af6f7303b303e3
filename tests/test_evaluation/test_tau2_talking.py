"""A conversation by tau2's protocol, with a scripted language model for the agent and for the user."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from assistant.errors import LanguageModelError, UnreadableCallError
from assistant.llm.config import TokenPrice
from assistant.llm.cost import FREE, ModelPrices
from assistant.llm.gateway import LanguageModel
from assistant.llm.guided import GuidedChatModel
from assistant.llm.guided_texts import GuidedTexts
from assistant.llm.scripted import ScriptedChatModel, Step
from evaluation.tau2.agent import GREETING, MOST_CALLS, MOST_GUIDED_CALLS, RetailAgent, in_lines, retail_tools
from evaluation.tau2.baselines import GOLD, BaselineUser, baseline_model
from evaluation.tau2.data import RetailData, read_data
from evaluation.tau2.retail_tools import TOOLS, WRITING
from evaluation.tau2.simulation import Message, Simulation
from evaluation.tau2.talking import talk
from evaluation.tau2.tasks import Criteria
from evaluation.tau2.user import model_user
from evaluation.tau2.user_faults import user_faults
from prompts.library import PromptLibrary
from tests.test_evaluation.tau2_cases import write_data

LIBRARY = PromptLibrary.load()
AGENT_PROMPT, USER_PROMPT = LIBRARY.get("tau2_agent"), LIBRARY.get("tau2_user")
FIND = ("find_user_id_by_name_zip", {"first_name": "Ada", "last_name": "Byron", "zip": "10001"})
CANCEL = ("cancel_pending_order", {"order_id": "#W3", "reason": "no longer needed"})
ORDER = ("get_order_details", {"order_id": "#W3"})
NO_ORDER = ("get_order_details", {"order_id": "#W9"})
LEAVES = Step("Thanks! ###STOP###")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> RetailData:
    return read_data(write_data(tmp_path_factory.mktemp("tau2")))


Talk = Callable[..., Simulation]


@pytest.fixture
def hold(data: RetailData) -> Talk:
    """Holds the conversation about a task: the steps of the agent's language model, those of the user's."""

    def held(agent: Sequence[Step], user: Sequence[Step], **options: Any) -> Simulation:
        spoken = ScriptedChatModel(steps=list(agent)), ScriptedChatModel(steps=list(user))
        models = [
            LanguageModel(model, name, guided=False) for model, name in zip(spoken, ("large", "user"), strict=True)
        ]
        task = data.tasks[0]
        prices = ModelPrices({"large": TokenPrice(1.0, 10.0), "user": FREE})
        seen = talk(
            task,
            0,
            RetailAgent(models[0], AGENT_PROMPT, data.policy),
            model_user(task, models[1], USER_PROMPT, 100),
            data.database,
            prices,
            "user",
            **options,
        )
        assert seen is not None
        held.models = spoken  # type: ignore[attr-defined]
        return seen

    return held


def test_the_agent_greets_and_the_user_ends_it(hold: Talk, data: RetailData) -> None:
    agent = [Step(tool_calls=[FIND]), Step("Shall I cancel it?"), Step(tool_calls=[CANCEL]), Step("It is cancelled.")]
    user = [Step("Cancel #W3, I am Ada Byron, 10001."), Step("Yes."), LEAVES]
    seen = hold(agent, user)
    assert seen.ended == "user_stop"
    said = [(one.role, one.text, [call.name for call in one.calls]) for one in seen.messages]
    assert said == [
        ("assistant", GREETING, []),
        ("user", "Cancel #W3, I am Ada Byron, 10001.", []),
        ("assistant", "", ["find_user_id_by_name_zip"]),
        ("assistant", "Shall I cancel it?", []),
        ("user", "Yes.", []),
        ("assistant", "", ["cancel_pending_order"]),
        ("assistant", "It is cancelled.", []),
        ("user", "Thanks!", []),
    ]
    assert seen.calls[0].result == "ada_1"
    assert json.loads(seen.calls[1].result)["status"] == "cancelled"
    assert seen.steps == 9  # the seven messages after the greeting, and two rounds of results
    assert (seen.agent.prompt_tokens, seen.agent.completion_tokens, seen.user.prompt_tokens) == (400, 40, 300)
    assert seen.agent.cost_usd == pytest.approx(0.0008)
    assert data.database.orders["#W3"].status == "pending"


def test_agent_and_user_are_told_what_tau2_tells_them(hold: Talk, data: RetailData) -> None:
    hold([Step("Who are you?")], [Step("Hello."), LEAVES])
    agent, user = hold.models  # type: ignore[attr-defined]
    assert data.policy in agent.calls[0].messages[0].text
    assert [one.text for one in agent.calls[0].messages[1:]] == [GREETING, "Hello."]
    assert agent.calls[0].tools == tuple(TOOLS)
    assert "You want what task cancel is about." in user.calls[0].messages[0].text
    assert "###STOP###" in user.calls[0].messages[0].text
    assert [one.text for one in user.calls[0].messages[1:]] == [GREETING]
    assert [one.text for one in user.calls[1].messages[1:]] == [GREETING, "Hello.", "Who are you?"]


def test_several_calls_of_one_message_run_in_their_order(hold: Talk) -> None:
    many = [("modify_pending_order_address", {**ADDRESS, "order_id": "#W3", "city": city}) for city in "ABCD"]
    seen = hold([Step(tool_calls=[*many, ORDER]), Step("Done.")], [Step("Hello."), LEAVES])
    assert [json.loads(call.result)["address"]["city"] for call in seen.calls] == ["A", "B", "C", "D", "D"]
    assert seen.steps == 5


ADDRESS = {"address1": "1", "address2": "", "state": "CA", "country": "USA", "zip": "1"}


@pytest.mark.parametrize(("mark", "ended"), [("###TRANSFER###", "transfer"), ("###OUT-OF-SCOPE###", "out_of_scope")])
def test_the_users_other_ways_to_end_it(hold: Talk, mark: str, ended: str) -> None:
    assert hold([Step("One moment.")], [Step("Hello."), Step(mark)]).ended == ended


def test_what_the_tools_refuse_is_told_and_counted(hold: Talk) -> None:
    calls = [Step(tool_calls=[("get_order_details", {"order_id": f"#W{number}"})]) for number in range(11, 21)]
    seen = hold(calls, [Step("Hello.")])
    assert seen.ended == "too_many_errors"
    assert [call.ok for call in seen.calls] == [False] * 10
    assert seen.calls[0].result == "Error: Order not found"


def test_a_conversation_has_so_many_steps(hold: Talk) -> None:
    assert hold([Step(tool_calls=[ORDER]), Step(tool_calls=[FIND])], [Step("Hello.")], max_steps=4).ended == "max_steps"
    seen = hold([Step("Yes?")], [Step("Hello."), Step("Hm.")], max_steps=3)
    assert (seen.ended, seen.messages[-1].text) == ("max_steps", "Hm.")


def test_an_agent_that_calls_and_calls_has_to_write_at_last(hold: Talk) -> None:
    steps = [Step(tool_calls=[ORDER]) for _ in range(MOST_CALLS)]
    seen = hold([*steps, Step("Enough.")], [Step("Hello."), LEAVES])
    assert seen.ended == "user_stop"
    agent, _ = hold.models  # type: ignore[attr-defined]
    assert [call.options.get("tool_choice") for call in agent.calls] == [None] * MOST_CALLS + ["none"]


def test_nothing_written_ends_it(hold: Talk) -> None:
    assert hold([], [Step("")]).ended == "user_error"
    seen = hold([Step("")], [Step("Hello.")])
    assert (seen.ended, seen.why) == ("agent_error", "the agent wrote nothing")


@pytest.mark.parametrize("whose", ["agent", "user"])
def test_an_endpoint_that_is_down_is_no_failure_of_the_agent(hold: Talk, whose: str) -> None:
    down = Step(error=LanguageModelError("The endpoint is down."))
    agent, user = ([down], [Step("Hello.")]) if whose == "agent" else ([], [down])
    seen = hold(agent, user)
    assert (seen.ended, seen.infrastructure) == ("", "The endpoint is down.")


def test_a_request_that_no_other_try_would_heal_is_the_agents_failure(hold: Talk) -> None:
    too_long = LanguageModelError("The prompt is too long.", retryable=False, request_at_fault=True)
    seen = hold([Step(error=too_long)], [Step("Hello.")])
    assert (seen.ended, seen.why, seen.infrastructure) == ("agent_error", "The prompt is too long.", "")


def test_calls_that_nobody_can_read_are_the_agents_failure(hold: Talk) -> None:
    seen = hold([Step(error=UnreadableCallError("It cannot be read."))], [Step("Hello.")])
    assert (seen.ended, seen.why, seen.infrastructure) == ("agent_error", "It cannot be read.", "")


def test_what_was_begun_when_the_run_is_over_is_not_kept(data: RetailData) -> None:
    model = LanguageModel(ScriptedChatModel(), "m", guided=False)
    user = model_user(data.tasks[0], model, USER_PROMPT, 100)
    agent = RetailAgent(model, AGENT_PROMPT, data.policy)
    assert talk(data.tasks[0], 0, agent, user, data.database, ModelPrices(), "m", over=lambda: True) is None


def test_a_small_model_decides_again_after_each_result_and_leaves_by_a_call(data: RetailData) -> None:
    """Guided calls: a decision each, and where it is to reply, a free answer; the user can write nothing but calls."""

    def decides(name: str, **arguments: str) -> Step:
        return Step(json.dumps({"name": name, "arguments": arguments}))

    address = dict.fromkeys(("address1", "city", "state", "country", "zip"), "x")
    steps = [
        decides("say", message="Hello, I am Ada."),
        decides("find_user_id_by_name_zip", first_name="Ada", last_name="Byron", zip="10001"),
        decides("modify_user_address", user_id="ada_1", **address),
        decides("get_order_details", order_id="#W3"),
        decides("reply"),
        Step("It is changed."),
        decides("STOP"),
    ]
    inner = ScriptedChatModel(steps=steps)
    model = LanguageModel(GuidedChatModel(inner=inner, texts=GuidedTexts.of(AGENT_PROMPT)), "small", guided=True)
    agent = RetailAgent(model, AGENT_PROMPT, data.policy)
    user = model_user(data.tasks[0], model, USER_PROMPT, 100)
    seen = talk(data.tasks[0], 0, agent, user, data.database, ModelPrices(), "small")
    inner.assert_done()
    assert seen is not None
    assert seen.ended == "user_stop"
    assert [call.name for call in seen.calls] == [
        "find_user_id_by_name_zip",
        "modify_user_address",
        "get_order_details",
    ]
    assert seen.calls[1].arguments["address2"] == ""
    assert all(call.ok for call in seen.calls)


def test_a_small_model_that_calls_the_same_again_has_to_write(data: RetailData) -> None:
    again = Step(json.dumps({"name": "get_order_details", "arguments": {"order_id": "#W3"}}))
    say = Step(json.dumps({"name": "say", "arguments": {"message": "Hello."}}))
    stop = Step(json.dumps({"name": "STOP", "arguments": {}}))
    inner = ScriptedChatModel(steps=[say, again, again, Step("It is pending."), stop])
    model = LanguageModel(GuidedChatModel(inner=inner, texts=GuidedTexts.of(AGENT_PROMPT)), "small", guided=True)
    user = model_user(data.tasks[0], model, USER_PROMPT, 100)
    agent = RetailAgent(model, AGENT_PROMPT, data.policy)
    seen = talk(data.tasks[0], 0, agent, user, data.database, ModelPrices(), "small")
    inner.assert_done()
    assert seen is not None
    assert len(seen.calls) == 2 < MOST_GUIDED_CALLS


def test_every_tool_is_offered_with_its_arguments() -> None:
    tools = {tool.name: tool for tool in retail_tools(AGENT_PROMPT)}
    assert {name: tuple(tool.args) for name, tool in tools.items()} == {n: names for n, (_, names) in TOOLS.items()}
    assert {name for name, tool in tools.items() if (tool.metadata or {})["writes"]} == set(WRITING)


def test_results_in_lines_are_the_same_json() -> None:
    row = {"variants": {"1": {"options": {"a": "b"}, "price": 1.0}, "2": {"list": ["x", "y"], "n": None}}}
    text = in_lines(json.dumps(row))
    assert json.loads(text) == row
    assert len(text.splitlines()) > 1


def test_what_a_user_does_beside_the_scenario_is_found(data: RetailData) -> None:
    def told(*texts: str, ended: Any = "user_stop") -> tuple[str, ...]:
        roles: Any = ("assistant", "user")
        messages = tuple(Message(role=roles[place % 2], text=text) for place, text in enumerate(texts))
        return user_faults(data.tasks[0], Simulation(task="cancel", trial=0, ended=ended, messages=messages))

    assert told(GREETING, "I am Ada Byron, zip 10001.", "Which order?", "The lamp.") == ()
    assert told(GREETING, "Order #W7654321 please.", "Sure.") == ("made up #W7654321",)
    assert told(GREETING, "Hello.", "Is it #W7654321?", "Yes, #W7654321.", "Fine.") == ()
    assert told(GREETING, "I am bob@example.org.", "Sure.") == ("made up bob@example.org",)
    assert told(GREETING, "Item 1234567890.", "Sure.") == ("made up 1234567890",)
    assert told(GREETING, "How can I help you today?", "Hm?") == ("spoke as the agent",)
    assert told(GREETING) == told(GREETING, "Bye.") == ("left at the greeting",)
    assert told(GREETING, "Hello.", ended="agent_error") == ()


def test_the_prompts_have_no_words_of_tau2(tau2_retail: RetailData) -> None:
    """No eight words in a row are those of the policy."""

    def runs(text: str) -> set[tuple[str, ...]]:
        words = text.lower().split()
        return {tuple(words[place : place + 8]) for place in range(len(words) - 7)}

    ours = "\n".join((*AGENT_PROMPT.texts.values(), *USER_PROMPT.texts.values()))
    assert not runs(ours) & runs(tau2_retail.policy)


def test_calls_that_cannot_be_are_told_and_counted_like_any_other(data: RetailData) -> None:
    """A tool that there is not, and arguments that the tool does not have or not of their kind."""
    wrong = [
        {"name": "drop_table", "arguments": {}},
        {"name": "get_order_details", "arguments": {"id": "#W1"}},
        {"name": "modify_user_address", "arguments": {"user_id": "ada_1", **ADDRESS, "city": 5}},
        {"name": "return_delivered_order_items", "arguments": {"order_id": {}, "item_ids": 1, "payment_method_id": []}},
    ]
    task = data.tasks[0].model_copy(update={"evaluation_criteria": Criteria.model_validate({"actions": wrong})})
    agent = RetailAgent(baseline_model(GOLD, [task]), AGENT_PROMPT, data.policy)
    seen = talk(task, 0, agent, BaselineUser(task), data.database, ModelPrices(), "user")
    assert seen is not None
    assert [(call.name, call.ok) for call in seen.calls] == [(one["name"], False) for one in wrong]
    assert [call.result.split(":")[0] for call in seen.calls] == ["Error"] * 4
    assert seen.calls[0].result == "Error: Tool 'drop_table' not found."
    assert seen.ended == "user_stop"
