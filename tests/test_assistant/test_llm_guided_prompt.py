"""How messages become the prompt a guided model reads."""

from __future__ import annotations

from typing import Any

from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage, ToolMessage

from assistant.llm.guided_prompt import answer_sentences, wants_decision, write_prompt

SYSTEM = SystemMessage("You sell umbrellas.")
CALL = '<tool_call>\n{"name": "search", "arguments": {"query": "雨伞"}}'


def asked(text: str = "an umbrella?", **told: Any) -> HumanMessage:
    return HumanMessage(text, additional_kwargs=told)


def called(number: int = 1, text: str | None = None) -> AIMessage:
    told = {"decision_text": text} if text else {}
    call = {"name": "search", "args": {"query": "雨伞"}, "id": f"c{number}"}
    return AIMessage("", tool_calls=[call], additional_kwargs=told)


def found(number: int = 1, **told: Any) -> ToolMessage:
    return ToolMessage(f"[{number}] Drizzle", tool_call_id=f"c{number}", additional_kwargs=told)


def written(*messages: BaseMessage, answering: bool = True) -> list[tuple[str, str]]:
    prompt = write_prompt(messages, "# Tools", "Be short.", answering=answering)
    return [(message.type, message.text) for message in prompt]


def test_the_tools_follow_the_system_prompt_and_stand_alone_without_one() -> None:
    assert written(SYSTEM, asked(), answering=False) == [
        ("system", "You sell umbrellas.\n\n# Tools"),
        ("human", "an umbrella?"),
    ]
    assert written(asked(), answering=False)[0] == ("system", "# Tools")


def test_a_result_is_shown_in_the_models_format_with_the_instruction_last() -> None:
    assert written(SYSTEM, asked(), called(), found())[1:] == [
        ("human", "an umbrella?"),
        ("ai", f"{CALL}\n</tool_call>"),
        ("human", "<tool_response>\n[1] Drizzle\n</tool_response>\n\nBe short."),
    ]


def test_the_decision_is_shown_letter_for_letter_as_it_was_written() -> None:
    own = '<tool_call>\n{ "name":"search","arguments":{"query":"雨伞"} }'

    assert written(SYSTEM, asked(), called(text=own), found())[2] == ("ai", f"{own}\n</tool_call>")


def test_results_of_one_decision_share_one_message() -> None:
    results = written(SYSTEM, asked(), called(), found(1), found(2))[-1][1]

    assert results == (
        "<tool_response>\n[1] Drizzle\n</tool_response>\n<tool_response>\n[2] Drizzle\n</tool_response>\n\nBe short."
    )


def test_a_results_own_instruction_weighs_more_than_the_turns_and_that_more_than_the_default() -> None:
    turn = asked(answer_instruction="用中文。")

    assert written(turn)[-1][1] == "an umbrella?\n\n用中文。"
    assert written(turn, called(), found())[-1][1].endswith("</tool_response>\n\n用中文。")
    assert written(turn, called(), found(answer_instruction="Compare."))[-1][1].endswith("\n\nCompare.")
    assert written(asked())[-1][1].endswith("\n\nBe short.")


def test_each_call_of_a_conversation_extends_the_last_one() -> None:
    """What llama.cpp has read stays the beginning of what it reads next, answers included."""
    turn: list[BaseMessage] = [SYSTEM, asked(answer_instruction="Kindly."), called(text=CALL), found()]
    first = written(*turn)
    later = written(*turn, AIMessage("The Drizzle."), asked("and cheaper?"), answering=False)
    greeted = written(SYSTEM, asked("hi"), answering=True)
    after_greeting = written(SYSTEM, asked("hi"), AIMessage("Hello!"), asked(), answering=False)

    assert later[: len(first)] == first
    assert after_greeting[: len(greeted)] == greeted


def test_a_turn_starts_with_a_decision_and_a_result_ends_it() -> None:
    assert wants_decision([SYSTEM, asked()])
    assert not wants_decision([SYSTEM, asked(), called(), found()])
    assert wants_decision([asked(), called(), found(), AIMessage("The Drizzle."), asked("cheaper?")])


def test_a_result_may_ask_for_a_second_decision_but_never_for_a_third() -> None:
    first = [asked(), called(1), found(1, decide_again=True)]

    assert wants_decision(first)
    assert not wants_decision([*first, called(2), found(2, decide_again=True)])
    assert not wants_decision([asked(), called(1), found(1, decide_again=True), called(2), found(2)])
    assert wants_decision([asked(), called(1), found(1), found(2, decide_again=True)])


def test_a_shoppers_message_may_allow_more_decisions() -> None:
    turn = [asked(most_decisions=3), called(1), found(1, decide_again=True), called(2), found(2, decide_again=True)]

    assert wants_decision(turn)
    assert not wants_decision([*turn, called(3), found(3, decide_again=True)])


def test_decisions_of_earlier_turns_do_not_count() -> None:
    earlier = [asked(), called(1), found(1, decide_again=True), called(2), found(2), AIMessage("Here.")]

    assert wants_decision([*earlier, asked("more"), called(3), found(3, decide_again=True)])


def test_the_number_of_sentences_comes_from_the_newest_message_of_the_turn() -> None:
    assert answer_sentences([asked(answer_sentences=3)]) == 3
    assert answer_sentences([asked(answer_sentences=3), called(), found(answer_sentences=1)]) == 1
    assert answer_sentences([asked(answer_sentences=3), AIMessage("Yes."), asked()]) is None
    assert answer_sentences([asked(answer_sentences=0)]) == 1
