"""What an answer stands on is quoted as the tools gave it, and nothing is quoted that they did not give."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from interfaces.ui.floor.names import ShopNames
from interfaces.ui.floor.sources import MOST, SourceWriter
from records.nouns import ToolCall, Turn

NAMES = ShopNames({"battery": "续航", "black": "黑色", "foldable": "可折叠", "material": "材质", "plastic": "塑料"})
WRITER = SourceWriter(NAMES, {"returns": {"en": "Returns", "zh": "退换货"}})
TURN = Turn("t", "c", 0, datetime(2026, 11, 16, tzinfo=UTC), "?", "!", "en", "answered")
DIGEST = """7 customers wrote about Hush 2: 5 stars ×3.

What they like:
- “Lasts “nearly” a week (or so).” (5 stars, 2026-05-02)

What they criticise:
- “右边会响。” (3 stars, 2026-06-09, written in Chinese)
- “No date here.” (2 stars)
- “Not a review line”"""


def sources(tool: str, result: str, language: str = "en", ok: bool = True) -> list[dict[str, object]]:
    call = ToolCall(tool, {}, result, ok, 1.0)
    return WRITER.sources(replace(TURN, language=language, tool_calls=(call,)))


def test_a_rule_is_quoted_whole_under_its_title_and_its_policys() -> None:
    told = (
        "[returns] 30 days to change your mind: Unused: yes. Within 30 days.\n[other] No policy: Its name is unknown."
    )
    assert sources("lookup_policy", told) == [
        {
            "kind": "rule",
            "title": "30 days to change your mind",
            "quote": "Unused: yes. Within 30 days.",
            "about": "Returns",
        },
        {"kind": "rule", "title": "No policy", "quote": "Its name is unknown.", "about": ""},
    ]
    assert sources("lookup_policy", "[returns] 退货: 30 天。", "zh")[0]["about"] == "退换货"


@pytest.mark.parametrize(
    "line", ["**Open hours** (Returns): From 8 a.m. to 8 p.m.", "**Open hours**（Returns）：From 8 a.m. to 8 p.m."]
)
def test_a_rule_that_another_tool_cites_is_quoted_too(line: str) -> None:
    [rule] = sources("hand_off", f"Somebody takes over (H-1).\n\n{line}")
    assert (rule["title"], rule["about"], rule["quote"]) == ("Open hours", "Returns", "From 8 a.m. to 8 p.m.")


def test_sentences_of_reviews_come_with_stars_and_date_and_what_they_are_of() -> None:
    found = sources("review_digest", DIGEST)
    assert [(one["quote"], one["stars"], one["date"]) for one in found] == [
        ("Lasts “nearly” a week (or so).", 5, "2026-05-02"),
        ("右边会响。", 3, "2026-06-09"),
        ("No date here.", 2, ""),
    ]
    assert {one["about"] for one in found} == {"7 customers wrote about Hush 2: 5 stars ×3."}


def test_chinese_reviews_are_read_as_the_digest_writes_them() -> None:
    [found] = sources("review_digest", "有7位顾客评价了云雀。\n- “很好”（5星，2026-05-02，英文评价）", "zh")
    assert (found["quote"], found["stars"], found["date"]) == ("很好", 5, "2026-05-02")


def test_catalogue_rows_are_quoted_as_the_answer_had_them() -> None:
    told = "2 products fit; the best are:\n[1] Hush 2: black: $129.00, 4.4 stars, battery 38 h\n[2] Nap: $28.00"
    assert [(one["title"], one["quote"]) for one in sources("search_products", told)] == [
        ("Hush 2", "black: $129.00, 4.4 stars, battery 38 h"),
        ("Nap", "$28.00"),
    ]
    [shown] = sources("show_product", "Hush 2: $129.00, 27 in stock\nFor trains. Light: yes.")
    assert (shown["title"], shown["quote"]) == ("Hush 2", "$129.00, 27 in stock\nFor trains. Light: yes.")


def test_a_chinese_reader_gets_the_shops_chinese_words() -> None:
    facts = "$129.00, 4.4 stars from 312 reviews, 27 in stock, out of stock, brand Larkspur, battery 38 h, black"
    [row] = sources("show_product", f"云雀: {facts}, not foldable, material plastic, something else", "zh")
    assert row["quote"] == (
        "$129.00，4.4 星（312 条评价），库存 27 件，缺货，品牌 Larkspur，续航：38 h，黑色，"
        "可折叠：否，材质：塑料，something else"
    )


def test_a_table_is_quoted_product_by_product() -> None:
    told = (
        "[1] = Peep, small, [2] = Hush 2\nPrice: [1] $32.00 (was $39.00), [2] $129.00\n"
        "foldable: [1] yes, [2] no\nbattery: [2] 38 h"
    )
    assert [(one["title"], one["quote"]) for one in sources("compare_products", told)] == [
        ("Peep, small", "Price: $32.00 (was $39.00), foldable: yes"),
        ("Hush 2", "Price: $129.00, foldable: no, battery: 38 h"),
    ]
    chinese = sources("compare_products", told, "zh")
    assert chinese[0]["quote"] == "价格：$32.00（原价 $39.00），可折叠：是"


@pytest.mark.parametrize(
    ("tool", "result", "ok"),
    [
        ("search_products", "No product fits; other words or a higher price may help.", True),
        ("lookup_policy", "The shop has no rule on that; say so.", True),
        ("lookup_policy", "[returns] A rule: that the tool did not find.", False),
        ("review_digest", "Nobody has written about Peep here yet.", True),
        ("cart_view", "In your cart (1):\n- 1 × Peep, $32.00 each", True),
    ],
)
def test_where_nothing_was_found_nothing_is_quoted(tool: str, result: str, ok: bool) -> None:
    assert sources(tool, result, ok=ok) == []


def test_a_source_stands_once_and_there_is_an_end_of_them() -> None:
    call = ToolCall("lookup_policy", {}, "[a] Rule: Text.", True, 1.0)
    many = ToolCall("search_products", {}, "\n".join(f"[{n}] Thing {n}: $1.00" for n in range(99)), True, 1.0)
    assert len(WRITER.sources(replace(TURN, tool_calls=(call, call)))) == 1
    assert len(WRITER.sources(replace(TURN, tool_calls=(many,)))) == MOST


def test_what_the_real_tools_answer_is_read(open_scripted_shop: object) -> None:
    shop = open_scripted_shop(tool_calls="guided")  # type: ignore[operator]
    titles = {rule.topic: rule.topic_title for rule in shop.policies.sections}
    writer = SourceWriter(NAMES, titles)
    for asked, kind in [
        ("how long do I have to return something?", "rule"),
        ("耳机可以退货吗", "rule"),
        ("what do reviewers say about the Larkspur Hush 2 wireless over-ear headphones?", "review"),
    ]:
        turn = shop.chat.reply(asked)
        found = writer.sources(turn)
        assert found, turn.tool_calls
        assert {one["kind"] for one in found} == {kind}
        assert all(str(one["quote"]) in turn.answer for one in found)
