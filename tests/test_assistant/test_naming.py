"""Numbers the model writes become names the shopper reads."""

from __future__ import annotations

import pytest

from assistant.agent.claims.naming import with_names
from assistant.agent.events import Language
from retrieval.catalog import Product

HUSH = Product("A-1", "Larkspur Hush 2 headphones", 129, "USD", title_zh="云雀 Hush 2 头戴式耳机")
TERN = Product("A-2", "Ostrand Tern earbuds", 49, "USD", title_zh="奥川 Tern 耳塞")


@pytest.mark.parametrize(
    ("written", "language", "read"),
    [
        ("[1] fits best.", "en", "Larkspur Hush 2 headphones fits best."),
        ("I would take [2], not [1].", "en", "I would take Ostrand Tern earbuds, not Larkspur Hush 2 headphones."),
        ("The Larkspur Hush 2 headphones [1] fit best.", "en", "The Larkspur Hush 2 headphones fit best."),
        ("The [1] Larkspur Hush 2 headphones fit.", "en", "The Larkspur Hush 2 headphones fit."),
        ("推荐[2]，因为它小巧。", "zh", "推荐奥川 Tern 耳塞，因为它小巧。"),
        ("推荐奥川 Tern 耳塞【2】。", "zh", "推荐奥川 Tern 耳塞。"),
        ("Nothing like [7] is here.", "en", "Nothing like is here."),
        ("No numbers here.", "en", "No numbers here."),
    ],
)
def test_numbers_become_names(written: str, language: Language, read: str) -> None:
    assert with_names(written, (HUSH, TERN), language) == read
