"""Reads a message for what is plain in it. Read this first: `read_request` asks one subject after another.

Deciding on a tool takes a small language model two to four seconds and is wrong one time in ten; "where is my order"
can only mean one thing. Precision comes first: whatever is doubtful is left to the model.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.agent.requests import (
    broad,
    carts,
    comparing,
    courtesy,
    details,
    extremes,
    hand_off,
    orders,
    refining,
    reviews,
    rules,
    searching,
    similar,
)
from assistant.agent.requests.asked import Asked, ShopKnowledge
from assistant.agent.requests.plain import Reading
from assistant.agent.turn_context import TurnContext

MOST_CHARS = 300
SUBJECTS = (
    courtesy.read,
    hand_off.read,
    orders.read,
    carts.read,
    rules.read,
    reviews.read,
    similar.read_plain,
    refining.read_more,
    extremes.read,
    comparing.read,
    similar.read,
    refining.read_beyond,
    details.read,
    refining.read,
    broad.read,
    broad.read_answer,
    searching.read,
)
"""In the order they are asked; the first that finds its subject in a message answers for it."""
_TWO_WISHES = re.compile(
    r"\b(?:and|then|also)(?: then| also)? (?:please )?(?:add|put|compare|cancel|return|track|remove|show|find|"
    r"tell)\b|"
    r"(?:然后|顺便|接着|再帮我|并且|同时)",
    re.ASCII,
)


def read_request(turn: TurnContext, shop: ShopKnowledge) -> Reading:
    """What the message plainly asks for, with arguments; None where a language model has to decide.

    May note on the turn how a search has to differ from the last one.
    """
    asked = Asked(turn, shop)
    if len(asked.text) > MOST_CHARS or _TWO_WISHES.search(asked.text):
        return None
    return _read(_answered(asked))


def _read(asked: Asked) -> Reading:
    for read in SUBJECTS:
        found = read(asked)
        if found is not None:
            return found
    return None


def _answered(asked: Asked) -> Asked:
    """The earlier message with the product it meant, where this one only says which: `the second one`."""
    before = asked.turn.talk.unanswered
    one = details.product_alone(asked) if before else None
    return replace(asked, said=before, product=one) if one is not None else asked
