"""What differs between the columns of one round: each is held against the first that has answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from interfaces.ui.lab.differences import Parts, word_parts

ALIKE = 0.4
"""Of two answers with less than this share of signs in common no words are marked: all of them would be."""
_FACTS = ("tools", "constraints", "outcome", "rail", "claims")


def marks(frames: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """`first` is the column that the others are held against, `columns` what differs by the column's number.

    Each has `says` (`same`, `changed`, or `other` where little is alike), `answer` (for `changed` its pieces, marked
    `same` or `new`), `products` (`only_here` and
    `missing` ids, and `order`: whether the same ones stand in another order) and `facts`, the names of those that
    differ. Only columns that are done are compared; there is nothing to tell of fewer than two.
    """
    done = [frame for frame in frames if frame["state"] == "done"]
    if len(done) < 2:
        return {"first": None, "columns": {}}
    first, *others = done
    return {"first": first["column"], "columns": {str(one["column"]): _against(first, one) for one in others}}


def _against(first: Mapping[str, Any], other: Mapping[str, Any]) -> dict[str, Any]:
    before, after = ([product["id"] for product in one["products"]] for one in (first, other))
    only, missing = ([id for id in one if id not in two] for one, two in ((after, before), (before, after)))
    return {
        **answers_compared(first["text"].strip(), other["text"].strip()),
        "products": {"only_here": only, "missing": missing, "order": not only and not missing and before != after},
        "facts": [name for name in _FACTS if _fact(first, name) != _fact(other, name)],
    }


def answers_compared(before: str, after: str) -> dict[str, Any]:
    """`says` and `answer` of the second of two answers, as `marks` tells them."""
    if before == after:
        return {"says": "same", "answer": None}
    parts: Parts = word_parts(before, after)[1]
    alike = sum(len(words.replace(" ", "")) for mark, words in parts if mark == "same")
    if alike < ALIKE * max(1, len(before.replace(" ", "")), len(after.replace(" ", ""))):
        return {"says": "other", "answer": None}
    return {"says": "changed", "answer": parts}


def _fact(frame: Mapping[str, Any], name: str) -> Any:
    facts = frame["facts"] or {}
    if name == "tools":
        return [(tool["name"], tool["arguments"], tool["ok"]) for tool in facts.get("tools", ())]
    if name == "claims":
        return {key: facts.get("claims", {}).get(key) for key in ("repaired", "dropped")}
    return facts.get(name)
