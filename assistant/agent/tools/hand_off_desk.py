"""Hands a conversation over to a person, with what happened in it and how the shopper seems to feel."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.agent.tools.counter import Counter
from assistant.agent.tools.rule_desk import RuleDesk
from assistant.agent.turn_context import TurnContext
from records.shop_ledger import ShopLedger

REQUESTS = 5
REQUEST_CHARS = 160
SHOWN = 6
"""The summary names the last requests, each cut at so many characters, and the products of the last list."""
_MOODS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (mood, re.compile(pattern, re.IGNORECASE))
    for mood, pattern in (
        (
            "angry",
            r"\b(?:angry|furious|ridiculous|unacceptable|outrageous|disgusting|scam|fraud|lawyer|sue|worst|useless|rubbish|"
            r"garbage|fed up|sick of|wtf|damn|hell|complain\w*|complaint)\b|!{3,}"
            r"|投诉|气死|生气|愤怒|骗子|垃圾|太过分|差劲|什么玩意|忍无可忍|律师|曝光|滚|烂|[!！]{3,}",
        ),
        (
            "disappointed",
            r"\b(?:disappointed|disappointing|unhappy|upset|annoyed|annoying|frustrat\w+|let down|not happy|"
            r"terrible|awful|still (?:not|no|waiting)|again and again)\b|失望|不满|郁闷|难过|还没|一直没|糟糕|后悔",
        ),
        (
            "worried",
            r"\b(?:worried|urgent\w*|asap|emergency|please help|hurry|desperate)\b|着急|紧急|急|担心|怎么办|尽快|赶紧",
        ),
        ("pleased", r"\b(?:thanks?|thank you|great|lovely|happy|perfect|love)\b|谢谢|感谢|满意|开心|太好了|喜欢"),
    )
)
CALM = "calm"


def mood_of(texts: Sequence[str]) -> str:
    """One word for how the shopper's own words sound, the strongest first: the newest text decides before older ones.

    One of angry, disappointed, worried, pleased, or calm where no word says anything.
    """
    for text in reversed(texts):
        for mood, words in _MOODS:
            if words.search(text):
                return mood
    return CALM


@dataclass(frozen=True, slots=True)
class HandOffDesk:
    """Asks a person to take over."""

    counter: Counter
    rules: RuleDesk
    ledger: ShopLedger

    def hand_off(self, reason: str, turn: TurnContext) -> str:
        """Put the conversation on the staff's list, once a turn, and tell the shopper what happens next."""
        done = self.ledger.add_hand_off(
            turn.conversation_id,
            turn.customer_id,
            reason=reason.strip() or turn.typed[:REQUEST_CHARS],
            summary=self.summary(turn),
            mood=mood_of([*(past.text for past in turn.past), turn.text]),
            action_id=f"{turn.key}-hand_off",
        )
        turn.evidence.add_done("hand_off")
        key = "done" if turn.customer_id else "done_guest"
        hours = self.rules.policies.find(self._say("when_open", turn), turn.language, top_k=1)
        rule = [self.rules.cited(section, turn) for section in hours]
        return self.counter.tell("\n\n".join([self._say(key, turn, number=done.id), *rule]), turn)

    def summary(self, turn: TurnContext) -> str:
        """What staff read first: the last requests as they were written, what was shown, held and not answered."""
        requests = [*(past.text for past in turn.past), turn.typed][-REQUESTS:]
        lines = [f"- {' '.join(text.split())[:REQUEST_CHARS]}" for text in requests]
        shown = ", ".join(f"{p.title} ({p.id})" for p in turn.evidence.shown[:SHOWN])
        wishes = ", ".join(f"{name} {value}" for name, value in turn.held.as_json().items())
        orders = dict.fromkeys(
            str(call.arguments["order_id"])
            for past in turn.past
            for call in past.tool_calls
            if "order_id" in call.arguments
        )
        unanswered = [past.text for past in turn.past if past.outcome in ("failed", "fallback")]
        parts = {
            "Shown last": shown,
            "Asked for": wishes,
            "Orders": ", ".join(orders),
            "Not answered well": "; ".join(text[:REQUEST_CHARS] for text in unanswered[-2:]),
        }
        told = [f"{name}: {text}" for name, text in parts.items() if text]
        return "\n".join([f"Language: {turn.language}", "Requests:", *lines, *told])

    def _say(self, key: str, turn: TurnContext, **values: str | int) -> str:
        return self.counter.replies.say(f"hand_off.{key}", turn.language, **values)
