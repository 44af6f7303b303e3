"""What is wrong with what a simulated shopper wants to say: rules over the goal and what the shopper was shown.

The guard of a model's shopper and the error rate of every simulated conversation use the same rules. What they cannot
see is not counted: a wish that no number, name, colour or kind of product gives away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Final

from evaluation.dialogue_facts import ID, ORDER_ID, numbers_of
from evaluation.dialogue_grading import language_of
from evaluation.simulator.scene import Scene
from evaluation.simulator.shopper import Proposal

FAULTS: Final = {
    "left_goal": "wanted something that the goal does not",
    "contradicted": "said otherwise than the goal and the known facts",
    "invented": "made up a number, id or name",
    "as_assistant": "spoke as the assistant",
    "wrong_language": "spoke another language than the persona's",
    "repeated": "said the same again",
    "silent": "said nothing",
    "too_long": "wrote a letter",
    "ended_unmet": "left though the goal was not reached and patience not over",
    "went_on": "went on though the goal was reached",
}
"""Each fault and what it means. All but `went_on`, which comes after the end, may spoil what the assistant can do."""
LONGEST: Final = 400
"""Characters of a message; people who shop write less."""
_ASSISTANT: Final = re.compile(
    r"how (can|may) i (help|assist)|here (are|is) (some|the|a few|your)|i('ve| have) (found|added|started|cancelled)"
    r"|shall i|would you like (me )?to|is there anything else|let me know if you|our (store|shop|policy|warranty)"
    r"|feel free to|you can (find|choose|return|contact)|i (can|will|'ll) (help|assist|add|find|check) (you|that|it)"
    r"|^(assistant|shop|agent|customer service)\s*[:：]"
    r"|请问(有什么|您|需要)|为您|帮您|已(为您)?(加入|取消|添加)|我们(店|商店|的商品)|您可以|推荐给您|如有(需要|问题)|还有什么可以",
    re.IGNORECASE | re.MULTILINE,
)
_DEEDS: Final = {
    "cancel_order": re.compile(r"\bcancel|取消", re.IGNORECASE),
    "start_return": re.compile(r"\b(return|send (it|this|that) back|refund)|退货|退款|退掉|我要退", re.IGNORECASE),
    "start_exchange": re.compile(r"\b(exchange|swap)|换货|换一个|换成", re.IGNORECASE),
    "cart_add": re.compile(
        r"\b(cart|basket|check ?out|buy it|order it|purchase it)|购物车|下单|结账|买下", re.IGNORECASE
    ),
}
_LIMIT: Final = re.compile(
    r"(?:under|below|at most|up to|less than|no more than|max(?:imum)?|budget[^.\d]{0,12})\s*(?:is|of)?"
    r"\s*[$¥]?\s*(\d+(?:\.\d+)?)"
    r"|(\d+(?:\.\d+)?)\s*(?:美元|块|元|刀)?\s*(?:以内|以下|之内)|(?:不超过|低于|最多|预算)[^\d。]{0,4}(\d+(?:\.\d+)?)",
    re.IGNORECASE,
)
_YES: Final = re.compile(
    r"\s*(yes\b|yeah|sure|ok\b|okay|please do|go ahead|是的?|好的?|可以|行|确认|对)", re.IGNORECASE
)
_NO: Final = re.compile(r"\s*(no\b|nope|don't|do not|leave it|不|算了|别)", re.IGNORECASE)
_CONTACT: Final = re.compile(r"[\w.]+@[\w.]+|\+?\d[\d -]{8,}\d|my name is \w+|我叫\S+", re.IGNORECASE)


def faults_of(proposal: Proposal, scene: Scene) -> tuple[str, ...]:
    """The faults of a proposal made after the turns of `scene`, by their names; none where it may be said or done."""
    return tuple(dict.fromkeys(_ending(proposal, scene) if proposal.ends else _speaking(proposal.text, scene)))


def _ending(proposal: Proposal, scene: Scene) -> Iterator[str]:
    if not scene.met and proposal.ends != "out_of_patience":
        yield "ended_unmet"
    if scene.met and proposal.ends != "goal_met":
        yield "went_on"


def _speaking(text: str, scene: Scene) -> Iterator[str]:
    if not text.strip():
        yield "silent"
        return
    if scene.met:
        yield "went_on"
    if len(text) > LONGEST:
        yield "too_long"
    if _ASSISTANT.search(text) or _echoes(text, scene):
        yield "as_assistant"
    spoken = language_of(text) if not ORDER_ID.fullmatch(text.strip()) else ""
    if scene.goal.persona.style != "switching" and spoken not in ("", scene.goal.language):
        yield "wrong_language"
    if _is_repeated(text, scene):
        yield "repeated"
    if _invents(text, scene):
        yield "invented"
    if _contradicts(text, scene):
        yield "contradicted"
    if _leaves_goal(text, scene):
        yield "left_goal"


def _echoes(text: str, scene: Scene) -> bool:
    """Whether a long stretch of the assistant's last words comes back."""
    heard = scene.last.shown_text if scene.last else ""
    longest = SequenceMatcher(None, text, heard, autojunk=False).find_longest_match().size
    return longest >= (20 if scene.goal.language == "zh" else 50)


def _is_repeated(text: str, scene: Scene) -> bool:
    """Whether the shopper said nearly this before; a second yes to a second question is none."""
    if scene.asked_to_confirm is not None:
        return False
    bare = _letters(text)
    return any(SequenceMatcher(None, bare, _letters(one)).ratio() > 0.95 for one in scene.said)


def _letters(text: str) -> str:
    """What a text says, however it is written."""
    return re.sub(r"[\W_]", "", text).casefold()


def _invents(text: str, scene: Scene) -> bool:
    known = f"{scene.goal.known_text}\n{scene.told}"
    ids = {*ORDER_ID.findall(text), *ID.findall(text)}
    if any(id not in known for id in ids) or any(one not in known for one in _CONTACT.findall(text)):
        return True
    bare = ORDER_ID.sub(" ", ID.sub(" ", text))
    places = {float(number) for number in range(1, len(scene.listed) + 1)} | {1.0}
    if numbers_of(bare) - numbers_of(known) - places:
        return True
    low = known.casefold()
    brands = (brand for brand in scene.facts.brands if re.search(rf"\b{re.escape(brand)}\b", text, re.IGNORECASE))
    return any(brand.casefold() not in low for brand in brands)


def _contradicts(text: str, scene: Scene) -> bool:
    wanted = scene.asked_to_confirm
    if wanted is not None and (_NO if wanted else _YES).match(text):
        return True
    limits = {float(one) for found in _LIMIT.findall(text) for one in found if one}
    if limits - numbers_of(scene.goal.known_text):
        return True
    own = _named("colours", scene.goal.known_text, scene)
    return bool(own) and bool(_named("colours", text, scene) - own)


def _leaves_goal(text: str, scene: Scene) -> bool:
    known = scene.goal.known_text
    if _named("categories", text, scene) - _named("categories", f"{known}\n{scene.told}", scene):
        return True
    deeds = {tool for tool, cue in _DEEDS.items() if cue.search(text)}
    return any(tool not in scene.deeds and not _DEEDS[tool].search(known) for tool in deeds)


def _named(kind: str, text: str, scene: Scene) -> frozenset[str]:
    """The categories or colours that a text names, the longest word winning where words overlap."""
    low = f" {text.casefold()} "
    words = [(word.casefold(), name) for name, known in scene.facts.words.get(kind, {}).items() for word in known]
    found: set[str] = set()
    for word, name in sorted(words, key=lambda one: -len(one[0])):
        pattern = rf"(?<![a-z]){re.escape(word)}(?:s|es)?(?![a-z])" if word.isascii() else re.escape(word)
        if re.search(pattern, low):
            found.add(name)
            low = re.sub(pattern, " ", low) if not any(other == word and n != name for other, n in words) else low
    return frozenset(found)
