"""Which product is meant is read from what the shop calls its products."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.catalog_titles import CatalogTitles
from assistant.settings import read_settings
from assistant.wiring import Shop, open_shop
from records.nouns import Conversation, Turn

SHOWN = ("AUD-001", "AUD-004", "AUD-005")


@pytest.mark.parametrize(("words", "meant"), [
    ("The Ostrand Studio 40 headphones broke after two days, I am really disappointed.", "AUD-004"),
    ("Thornhollow Glade 耳机用了两天就坏了，质量太差，非常失望。", "AUD-005"),
    ("The headphones broke after two days, I am really disappointed.", None),
])  # fmt: skip
def test_a_complaint_is_about_the_product_that_it_names(
    open_scripted_shop: Callable[..., Shop], words: str, meant: str | None
) -> None:
    shop = open_scripted_shop()
    del shop.__dict__["log"]
    shop.log.start(Conversation("named", shop.now(), "C-017"))
    for position, text in enumerate(("headphones", words)):
        turn = Turn(f"named-{position}", "named", position, shop.now(), text, "I see.", "en", "answered")
        shop.log.append(replace(turn, shown_product_ids=() if position else SHOWN))
    shop.loyalty.mine()
    reading = shop.loyalty.readings.reading("named")
    assert reading is not None
    assert [(one.kind, one.product_id) for one in reading.signals] == [("complaint", meant)]


def test_a_catalogue_that_cannot_be_read_has_no_titles(tmp_path: Path) -> None:
    titles = CatalogTitles(tmp_path / "gone.jsonl")
    assert (len(titles), list(titles), titles.get("AUD-001", ())) == (0, [], ())


def test_words_are_read_where_there_is_no_catalogue(tmp_path: Path) -> None:
    shop = open_shop(read_settings(home=tmp_path, catalog=tmp_path / "gone.jsonl", _env_file=None))
    shop.database.upgrade()
    assert shop.loyalty.mine().conversations == 0
    shop.close()
