"""Which language a shopper writes in."""

from __future__ import annotations

import pytest

from assistant.agent.events import Language
from assistant.agent.language import language_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("hello", "en"),
        ("headphones under 50", "en"),
        ("你好", "zh"),
        ("耳机", "zh"),
        ("T恤", "zh"),
        ("OK 谢谢", "zh"),
        ("Larkspur Hush 2 有货吗", "zh"),
        ("Larkspur Hush wireless headphones 多少钱", "zh"),
        ("帮我找 noise cancelling headphones under 100 dollars", "zh"),
        ("iPhone 15 Pro Max case 有没有", "zh"),
        ("Do you have 云雀 Hush 2 in black?", "en"),
        ("Is 云雀耳机 in stock", "en"),
        ("What does 耳机 mean?", "en"),
        ("请用 English 回答", "zh"),
    ],
)
def test_the_sentence_around_the_names_decides(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize("before", ["en", "zh"])
@pytest.mark.parametrize("text", ["", "123", "$50?", "😀", "[2]", "5"])
def test_without_words_the_language_stays(text: str, before: Language) -> None:
    assert language_of(text, before) == before
