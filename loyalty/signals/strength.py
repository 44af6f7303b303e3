"""How strongly something is said: by the phrase, and by what stands around it."""

from __future__ import annotations

import re
from typing import Final

from loyalty.signals.clauses import Clause

_MORE: Final = re.compile(
    r"\b(?:very|really|so|absolutely|extremely|totally|completely|super|incredibly|utterly|seriously|honestly"
    r"|truly|such|most|ever|"
    r"way too|far too|fucking|bloody|damn|hell|insanely|ridiculously|beyond|always|every (?:single )?time"
    r"|again and again|never again|third time|second time)\b"
    r"|太|非常|特别|超级?|巨|极其|极了|简直|真的是|实在|十分|相当|完全|根本|一直|每次|死了|透了|爆|第[二三四五]次|又一次|再也|绝对|彻底"
)
_LESS: Final = re.compile(
    r"\b(?:a bit|a little|kind of|kinda|sort of|sorta|slightly|somewhat|maybe|perhaps|i guess|i suppose|might"
    r"|fairly|pretty much|not too|a tad|more or less|ish|could be better|probably|possibly)\b"
    r"|有点|有些|稍微|稍|可能|略|也许|大概|还行|还算|还可以|一点点|差不多|勉强"
)
_FACES: Final = re.compile("[😡🤬😠😤😭💔😍🥰🤩❤💕🙏🔥👏💯🎉😩😫🤮👎]")
_LOUD: Final = re.compile(r"\b[A-Z]{3,}\b")


def strength_of(text: str, folded: str, clause: Clause, base: float) -> float:
    """`base`, 0 to 1, raised by intensifiers, exclamation, capitals and faces, and lowered by hedges; 0.05 to 1."""
    said = folded[clause.start : clause.end]
    value = base + min(0.2, 0.1 * len(_MORE.findall(said))) - min(0.3, 0.2 * len(_LESS.findall(said)))
    value += min(0.15, 0.08 * clause.sentence.mark.count("!"))
    value += 0.1 * bool(_FACES.search(text, clause.start, clause.sentence.end + len(clause.sentence.mark) + 3))
    value += 0.1 * bool(_LOUD.search(text, clause.start, clause.end))
    return round(min(1.0, max(0.05, value)), 3)
