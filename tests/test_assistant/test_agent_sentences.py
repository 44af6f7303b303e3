"""A streamed answer in sentences: nothing is lost, and nothing that belongs together is cut."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.agent.claims.sentences import SentenceSplitter, is_whole


def split(text: str, size: int = 0) -> list[str]:
    """The sentences of a text that comes in pieces of `size` characters, or at once."""
    splitter = SentenceSplitter()
    pieces = [text[at : at + size] for at in range(0, len(text), size)] if size else [text]
    sentences = [sentence for piece in pieces for sentence in splitter.feed(piece)]
    rest = splitter.flush()
    return [*sentences, rest] if rest else sentences


CASES = [
    (["Hello. ", "It costs $1.50. ", "Fine!"]),
    (["It is $129.00, rated 4.4. ", "Good."]),
    (["1. First one.\n", "2. Second one.\n", "Done."]),
    (["See No. 5, e.g. in blue, i.e. not red. ", "It ships to the U.S. only. ", "OK?"]),
    (["Is it waterproof? ", "No. ", "It is not."]),
    (["Dr. Petra vs. St. Ives: approx. 5 kg. ", "Heavy."]),
    (['He said "Yes!" ', "Then he left."]),
    (["价格是129.50美元。", "评分4.4！", "要吗？", "好"]),
    (["“很好。”", "他说。"]),
    (["One line\n\n", "another line\n", "last"]),
    (["Wait... ", "What?! ", "Yes; no."]),
    (["**Hush 2**: $129.00. ", "_Nice._"]),
    (["It has a 5.1 setup and USB 3.2. ", "Good."]),
    (["In stock:27件。", "Rated 4.4。", "End"]),
    (["Visit https://a.b/?p=9!x now. ", "OK."]),
    (["It holds max. 5 kg. ", "It is made by Acme Inc. ", "On Jan. 5 it ships. ", "Yes."]),
    (["It costs &#36;129 or so. ", "Fine."]),
    (["售价129.00美元，约3.5折！", "1. 云雀\n", "2. 荆谷\n", "See Fig. 3 at 8 p.m. ", "Then go."]),
    (["它只要$1,299.50。", "It weighs 1.2 kg.\n", "好！"]),
]


@pytest.mark.parametrize("sentences", CASES)
@pytest.mark.parametrize("size", [0, 1, 2, 3, 7])
def test_sentences(sentences: list[str], size: int) -> None:
    assert split("".join(sentences), size) == sentences


pieces = st.lists(
    st.text(max_size=8) | st.sampled_from([". ", ".", "。", "?!", "\n", " ", "1", "$1.50", '"', "e.g", "No. 5", "……"]),
    max_size=30,
)


@settings(max_examples=300, deadline=None)
@given(pieces)
def test_joined_they_are_the_text(texts: list[str]) -> None:
    splitter = SentenceSplitter()
    said = [sentence for text in texts for sentence in splitter.feed(text)]
    assert "".join([*said, splitter.flush()]) == "".join(texts)
    assert all(said)
    assert splitter.flush() == ""


@settings(max_examples=200, deadline=None)
@given(pieces.map("".join), st.integers(1, 5))
def test_chunks_make_no_difference(text: str, size: int) -> None:
    assert split(text, size) == split(text)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, 99_999), st.integers(0, 99), st.integers(1, 4))
def test_a_price_is_never_cut(whole: int, cents: int, size: int) -> None:
    price = f"${whole:,}.{cents:02}"
    assert any(price in sentence for sentence in split(f"It costs {price}. Good.", size))


def test_a_long_answer_without_an_end_is_held_in_time() -> None:
    splitter = SentenceSplitter()
    for _ in range(1000):
        assert splitter.feed("word, ") == []
    assert len(splitter.flush()) == 6000


@pytest.mark.parametrize(
    "text", ["Yes!", "好的。", "Enjoy 😊", "Thanks ❤️", "好的～", "See [1]", "“好。” ", "**bold.**", "so (ok)", "wait…"]
)
def test_whole(text: str) -> None:
    assert is_whole(text)


@pytest.mark.parametrize("text", ["", "  ", "It costs $129", "The Hush", "价格是", "and,", "1,299"])
def test_cut_off(text: str) -> None:
    assert not is_whole(text)
