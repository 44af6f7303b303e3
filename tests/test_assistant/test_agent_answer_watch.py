"""What a language model may write that is no answer, and that the shopper never sees it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.agent.answer_watch import MOST_CHARS, MOST_SENTENCES, MOST_UNENDED_CHARS, AnswerWatch

GOOD_EN = "The first [1] suits you best, because it weighs only 1.2 kg. "
GOOD_ZH = "第一款[1]最合适，重量只有1.2公斤。"
NAMES = ("Larkspur Hush 2 Wireless Headphones", "Nordlys Glade Two-Person Tent", "晴空双人帐篷")


def watched(draft: str, language: str = "en", size: int = 3) -> tuple[list[str], AnswerWatch]:
    """The draft as a model streams it, in pieces of `size` characters."""
    watch = AnswerWatch("zh" if language == "zh" else "en", lambda: NAMES)
    kept = [s for start in range(0, len(draft), size) for s in watch.feed(draft[start : start + size])]
    return [*kept, *watch.flush()], watch


@pytest.mark.parametrize("size", [1, 3, 7, 1000])
@pytest.mark.parametrize(
    ("draft", "language"),
    [
        (GOOD_EN + "It costs $39.90 and is in stock. Café owners like it.", "en"),
        (GOOD_ZH + "价格$39.90，有货。它的评分是4.5（120条评价）。", "zh"),
        ("- **[1]** is light.\n- **[2]** is big.\n", "en"),
        ("可以看看 Larkspur Hush 2 Wireless Headphones，音质很好。", "zh"),
        ("Nordlys Glade Two-Person Tent。", "zh"),
        ("The 晴空双人帐篷 is our lightest tent.", "en"),
        ("USB-C、IPX7、GPS都支持。", "zh"),
        ("接口有USB-C、HDMI、DisplayPort、Ethernet和Bluetooth。", "zh"),
        ("If 5 < 7 and 7 > 5, take the larger. Great 🎉!", "en"),
        ("Yes!", "en"),
        ("好的。", "zh"),
    ],
)
def test_a_good_answer_passes_letter_for_letter(draft: str, language: str, size: int) -> None:
    kept, watch = watched(draft, language, size)
    assert "".join(kept) == draft
    assert not watch.over


@pytest.mark.parametrize(
    "spill",
    [
        '<tool_call>\n{"name": "search_products", "arguments": {"query": "tent"}}\n</tool_call>',
        '<tool_call>\n{"name": "search_products"',
        '{"name": "search_products", "arguments": {"query": "tent"}}\n',
        "<tool_response>\n3 products fit; the best are: [1] X\n</tool_response>\n",
        "<think>The shopper wants a tent. I should search.</think>",
        "<think>The shopper wants a tent.",
        "<|im_end|>",
        "<|im_start|>assistant\n",
        "</s>",
        "[/INST] ",
        "<｜end▁of▁sentence｜>",
    ],
)
@pytest.mark.parametrize("size", [1, 5, 1000])
def test_markup_of_prompts_and_calls_is_not_shown(spill: str, size: int) -> None:
    for draft in (GOOD_EN + spill, spill + "\n" + GOOD_EN):
        told = "".join(watched(draft, "en", size)[0])
        assert not any(mark in told for mark in ("<", ">", "{", "|", "tool", "INST", "search", "products fit", "wants"))
    assert "".join(watched(GOOD_EN + spill, "en", size)[0]).strip() == GOOD_EN.strip()


def test_after_the_end_of_the_models_turn_nothing_is_shown() -> None:
    kept, watch = watched(GOOD_EN + "<|im_end|>\n<|im_start|>user\nAnd a cheaper one? I can get you that.")
    assert kept == [GOOD_EN]
    assert watch.over


@pytest.mark.parametrize("draft", [GOOD_EN * 50, (GOOD_EN + "It is light. ") * 30, GOOD_ZH * 50])
def test_what_repeats_itself_is_stopped_after_the_first_copy(draft: str) -> None:
    kept, watch = watched(draft, "zh" if "款" in draft else "en")
    assert watch.over
    assert len(kept) == len(set(kept)) <= 2


@pytest.mark.parametrize("loop", ["very ", "la", "的", "which is light and ", "很好，"])
def test_a_loop_without_an_end_is_stopped_and_not_shown(loop: str) -> None:
    kept, watch = watched(GOOD_EN + "It is " + loop * 300)
    assert watch.over
    assert kept == [GOOD_EN]


def test_a_reworded_case_or_mark_is_the_same_sentence() -> None:
    kept, watch = watched("It is light. IT IS LIGHT! It is light... ")
    assert kept == ["It is light. "]
    assert watch.over


@pytest.mark.parametrize(
    ("draft", "language"),
    [
        ("The first one is the best choice for you.", "zh"),
        ("I recommend the Larkspur Hush 2 Wireless Headphones for travel.", "zh"),
        ("第一款最合适，重量很轻。", "en"),
        ("Первый вариант лучше всего.", "en"),
        ("最初のものがいちばんいいですよ、とてもかるいです。", "zh"),
        ("첫 번째 제품이 가장 좋습니다.", "zh"),
        ("@@## $$%% ^^&& **(( ))__ ++== ~~!! .", "en"),
        ("\ufffd\ufffd\ufffd\ufffd \ufffd\ufffd.", "en"),
        ("\x00\x01\x02\x07.", "en"),
    ],
)
def test_another_language_or_none_is_not_shown(draft: str, language: str) -> None:
    assert watched(draft, language)[0] == []


def test_the_right_sentences_among_wrong_ones_stay() -> None:
    kept, _ = watched(GOOD_ZH + "I hope that this helps you a lot! 它很轻。", "zh")
    assert "".join(kept) == GOOD_ZH + "它很轻。"


def test_control_and_replacement_characters_are_taken_out() -> None:
    assert "".join(watched("It is\x00 li\ufffdght\u202e. ")[0]) == "It is light. "


def test_an_answer_that_never_ends_is_ended() -> None:
    many = [f"Sentence {number} is about number {number}. " for number in range(200)]
    kept, watch = watched("".join(many))
    assert watch.over
    assert kept == many[:MOST_SENTENCES]

    words = "".join(f"word{number} " for number in range(2000))
    kept, watch = watched(words)
    assert (kept, watch.over) == ([], True)


def test_a_cut_call_is_dropped_whole_at_the_end() -> None:
    assert watched(GOOD_EN + "<tool_c")[0] == [GOOD_EN]


@given(st.lists(st.text(max_size=60), max_size=40))
def test_whatever_comes_it_ends_and_what_is_shown_is_bounded_and_clean(pieces: list[str]) -> None:
    watch = AnswerWatch("en")
    told = "".join(s for piece in pieces for s in watch.feed(piece)) + "".join(watch.flush())
    assert len(told) <= MOST_CHARS + MOST_UNENDED_CHARS + 60
    assert not any(mark in told for mark in ("<tool_call>", "<|im_end|>", "\ufffd", "\x00"))


@given(
    st.lists(st.sampled_from([GOOD_EN, "It is light. ", "<|im_end|>", "<tool_call>", "{", "la ", "。"]), max_size=30)
)
def test_how_it_is_cut_into_pieces_changes_nothing(parts: list[str]) -> None:
    draft = "".join(parts)
    assert "".join(watched(draft, "en", 1)[0]) == "".join(watched(draft, "en", 11)[0])
