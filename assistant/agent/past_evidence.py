"""What earlier turns of a conversation left to stand on: the rows they showed and the numbers that were said."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.agent.claims.evidence import Evidence
from assistant.agent.constraints.money import numbers_in
from assistant.agent.constraints.shop_words import ShopWords
from assistant.agent.tools.tool_box import ToolBox
from records.nouns import Turn


def evidence_left(
    past: Sequence[Turn], message: str, box: ToolBox, words: ShopWords, own_names: tuple[str, ...]
) -> Evidence:
    """The rows and numbers of `past`, oldest first, and of `message`; the last list shown gives the numbering."""
    lists = [turn.shown_product_ids for turn in past if turn.shown_product_ids]
    find = box.engine.product
    asked = [*(turn.text for turn in past), message]
    said = {number for text in asked for number in numbers_in(text)}
    evidence = Evidence(box.exchange.shop_currency, said=said, asked=asked, own_names=own_names)
    evidence.brands = words.brand_names
    for call in (call for turn in past for call in turn.tool_calls if call.ok):
        evidence.recall(call.name, call.result)
    evidence.shown = tuple(p for p in map(find, lists[-1] if lists else ()) if p)
    evidence.add_rows(p for ids in lists for p in map(find, ids) if p)
    return evidence
