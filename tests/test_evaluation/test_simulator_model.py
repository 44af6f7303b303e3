"""A language model plays a shopper: its words, its leaving, and what happens where they will not do."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from assistant.errors import LanguageModelError
from assistant.llm.scripted import Step
from evaluation.simulator.model_shopper import GREETING, Instructions, ModelShopper
from evaluation.simulator.shopper import Proposal, WrittenShopper
from evaluation.simulator.simulated_shopper import PROMPT, by_model, instructions_of
from prompts.library import PromptLibrary
from tests.test_evaluation.dialogue_records import FACTS, seen
from tests.test_evaluation.replay_cases import failing_model
from tests.test_evaluation.simulator_cases import goal, leaves, own_words, says, scripted

FREE = Instructions(system="You are a shopper.")
HELD = Instructions(
    system="You are a shopper.",
    leaving={"goal_met": "Leave happy.", "gave_up": "Leave."},
    saying="Write.",
    again="Not “{words}”: {faults}.",
    faults={"loud": "it is too loud"},
)


def quiet(proposal: Proposal) -> Sequence[str]:
    return ["loud"] if proposal.text.isupper() else []


def test_each_side_reads_what_the_other_said() -> None:
    language_model, model = scripted(Step("a tent, please"), Step("in green?"))
    shopper = ModelShopper(language_model, FREE)
    assert shopper.says(None) == "a tent, please"
    assert shopper.says("Here are 2 tents.") == "in green?"
    first, second = model.calls
    assert [one.text for one in first.messages] == ["You are a shopper.", GREETING]
    assert [one.text for one in second.messages][1:] == [GREETING, "a tent, please", "Here are 2 tents."]
    assert own_words(second.messages) == ["a tent, please"]
    assert (shopper.usage.prompt_tokens, shopper.usage.completion_tokens) == (200, 20)
    note = shopper.noted()
    assert (note.by, note.model, note.prompt_tokens, note.completion_tokens) == ("model", "scripted", 100, 10)


@pytest.mark.parametrize(("mark", "why"), [("###STOP###", "goal_met"), ("###GIVE-UP###", "gave_up")])
def test_a_mark_in_its_words_is_the_end(mark: str, why: str) -> None:
    language_model, model = scripted(Step("hello"), Step(f"Thanks! {mark}"))
    shopper = ModelShopper(language_model, FREE)
    shopper.says(None)
    assert shopper.says("Done.") is None
    assert (shopper.left, shopper.last_words) == (why, "Thanks!")
    assert shopper.says("Are you there?") is None
    model.assert_done()


def test_marks_may_be_ones_own() -> None:
    language_model, _ = scripted(Step("###TRANSFER###"))
    shopper = ModelShopper(language_model, Instructions(system="", stops={"###TRANSFER###": "transfer"}))
    assert shopper.says(None) is None
    assert shopper.left == "transfer"


def test_it_speaks_and_leaves_through_tools() -> None:
    language_model, model = scripted(says("a tent"), leaves("gave_up"))
    shopper = ModelShopper(language_model, HELD)
    assert shopper.says(None) == "a tent"
    assert shopper.says("We have none.") is None
    assert shopper.left == "gave_up"
    assert shopper.noted().left == "gave_up"
    assert model.calls[0].tools == ("say", "goal_met", "gave_up")


def test_what_will_not_do_is_asked_for_once_more_with_the_reason() -> None:
    language_model, model = scripted(says("A TENT"), says("a tent"))
    shopper = ModelShopper(language_model, HELD, guard=quiet)
    assert shopper.says(None) == "a tent"
    assert model.calls[1].messages[-1].text.endswith("Not “A TENT”: it is too loud.")
    note = shopper.noted()
    assert [(one.text, one.faults) for one in note.proposals] == [("A TENT", ("loud",)), ("a tent", ())]
    assert (note.by, note.prompt_tokens) == ("model", 200)


def test_then_somebody_else_speaks() -> None:
    language_model, model = scripted(says("A TENT"), says("TENT!"), says("in green"))
    shopper = ModelShopper(language_model, HELD, guard=quiet, stand_in=WrittenShopper(["a tent"]))
    assert shopper.says(None) == "a tent"
    assert shopper.noted().by == "rules"
    assert shopper.says("Here are 2.") == "in green"
    assert own_words(model.calls[2].messages) == ["a tent"]


def test_without_anybody_else_the_first_words_are_said() -> None:
    language_model, _ = scripted(says("A TENT"), says("TENT!"))
    shopper = ModelShopper(language_model, HELD, guard=quiet)
    assert shopper.says(None) == "A TENT"
    assert len(shopper.noted().proposals) == 2


def test_a_stand_in_who_has_nothing_to_say_leaves() -> None:
    language_model, _ = scripted(says("A TENT"), says("TENT!"))
    shopper = ModelShopper(language_model, HELD, guard=quiet, stand_in=WrittenShopper([]))
    assert shopper.says(None) is None
    assert shopper.left == "gave_up"


def test_one_that_talks_for_ever_runs_out_of_patience() -> None:
    language_model, model = scripted(*(Step(f"and number {n}?") for n in range(3)))
    shopper = ModelShopper(language_model, FREE, patience=3)
    said = [shopper.says(None), *(shopper.says("Yes.") for _ in range(5))]
    assert said == ["and number 0?", "and number 1?", "and number 2?", None, None, None]
    assert shopper.left == "out_of_patience"
    model.assert_done()


def test_the_sampler_is_told_its_seed_and_the_length_is_bounded() -> None:
    language_model, model = scripted(Step("a tent"))
    ModelShopper(language_model, FREE, seed=7, temperature=0.5, max_tokens=50).says(None)
    options = model.calls[0].options
    assert (options["seed"], options["temperature"], options["max_tokens"]) == (7, 0.5, 50)


def test_a_model_that_is_down_is_told() -> None:
    with pytest.raises(LanguageModelError, match="nobody listens"):
        ModelShopper(failing_model(), FREE).says(None)


def test_silence_is_answered_with_a_sign() -> None:
    language_model, model = scripted(Step("a tent"), Step("hello?"))
    shopper = ModelShopper(language_model, FREE)
    shopper.says(None)
    shopper.says("")
    assert model.calls[1].messages[-1].text == "…"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_goal_is_told_in_its_language_with_all_that_is_known(language: str) -> None:
    words = {"thing": "a tent", "tells": {"max_price": "below 300"}}
    wanted = goal(
        language=language,
        words=words,
        persona={"style": "rude", "about": "A hiker."},
        knows={"recipient": "for my sister"},
        changes={"turn": 3, "says": "no, blue"},
    )
    told = instructions_of(wanted, PromptLibrary.load().get(PROMPT))
    for text in ("A hiker.", wanted.goal, "below 300", "for my sister", "no, blue", "3"):
        assert text in told.system
    assert ("你扮演" in told.system) == (language == "zh")
    assert "${" not in "".join([told.system, told.greeting, told.saying, told.again, *told.faults.values()])
    assert told.leaving.keys() == {"goal_met", "gave_up"}


def test_the_guard_of_a_goal_lets_rules_speak_and_leave() -> None:
    language_model, model = scripted(
        says("How can I help you today?"), says("I sell tents, feel free to ask"), says("more?"), says("still more?")
    )
    shopper = by_model(FACTS, language_model, PromptLibrary.load().get(PROMPT))(goal(), 0)
    opening = shopper.says(None)
    assert opening is not None
    assert "tent" in opening
    assert shopper.noted().by == "rules"  # type: ignore[attr-defined]
    shopper.saw(seen(products=("OUT-001",), text=opening))  # type: ignore[attr-defined]
    assert shopper.says("One fits.") is None
    assert shopper.noted().left == "goal_met"  # type: ignore[attr-defined]
    heard = model.calls[2].messages[-1].text
    assert "Lapwing" in heard
    assert "$249.00" in heard


def test_without_the_guard_it_says_what_it_likes() -> None:
    language_model, _ = scripted(says("How can I help you today?"))
    shopper = by_model(FACTS, language_model, PromptLibrary.load().get(PROMPT), guarded=False)(goal(), 0)
    assert shopper.says(None) == "How can I help you today?"
