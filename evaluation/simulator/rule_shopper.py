"""A shopper who needs no language model: opens with the goal, tells what is asked for, and leaves when it is reached.

What the assistant did is read from its turn as data: what it showed, what waits for a yes, what is in the records. Of
its words only questions are looked at. The same seed says the same to the same answers.
"""

from __future__ import annotations

import random
import re

from evaluation.dialogue_sets import Language
from evaluation.simulator.goals import Words
from evaluation.simulator.scene import Scene
from evaluation.simulator.shopper import Left, ShopperNote
from evaluation.simulator.wording import asked_about, joined, mistyped, sentence

_WORD = re.compile(r"[A-Za-z]{4,}|\d+(?:\.\d+)?|[\u3400-\u9fff]{2,}")


class RuleShopper:
    """A `Shopper` over a scene that somebody else keeps up to date; `left` is why they left."""

    def __init__(self, scene: Scene, seed: int | str = 0) -> None:
        self.left: Left = ""
        self._scene = scene
        self._seed = seed
        self._told: set[str] = set()
        self._done: set[str] = set()
        """What was said once: a change of mind, what is not known, and each list that something was taken from."""

    def says(self, answer: str | None) -> str | None:
        """The next words, see `Shopper`; None once the goal is reached or patience is over."""
        scene, goal = self._scene, self._scene.goal
        self.left = "goal_met" if scene.met else "out_of_patience" if len(scene.turns) >= goal.patience else ""
        if self.left:
            return None
        drawn = random.Random(f"{self._seed}/{goal.id}/{len(scene.turns)}")
        text = self._next(drawn)
        if not text:
            self.left = "out_of_patience"
            return None
        return mistyped(text, drawn) if goal.persona.style == "typos" and text != self._change else text

    def noted(self) -> ShopperNote:
        """That these are words of rules."""
        return ShopperNote(by="rules", left=self.left)

    @property
    def _change(self) -> str:
        return self._scene.goal.changes.says if self._scene.goal.changes else ""

    def _next(self, drawn: random.Random) -> str:
        if not self._scene.turns:
            return self._opening(drawn)
        wanted = self._scene.asked_to_confirm
        if wanted is not None:
            return self._plain("yes" if wanted else "no", drawn)
        return self._changed() or self._taken(drawn) or self._answered(drawn) or self._more(drawn) or self._again(drawn)

    def _opening(self, drawn: random.Random) -> str:
        words, style = self._words, self._scene.goal.persona.style
        if not words.thing:
            return self._said("request", drawn, request=words.request)
        first = list(words.tells)[: {"terse": 0, "chatty": None, "rude": None}.get(style, 1)]
        self._told.update(first)
        clauses = joined([words.tells[name] for name in first], self._language)
        if not clauses:
            return self._said("opening_bare", drawn, thing=words.thing)
        return self._said("opening", drawn, thing=words.thing, clauses=clauses)

    def _changed(self) -> str:
        changes = self._scene.goal.changes
        due = changes is not None and (len(self._scene.turns) + 1 >= changes.turn or not self._untold)
        if changes is None or not due or "change" in self._done or changes.says in self._scene.said:
            return ""
        self._done.add("change")
        self._told.update(changes.tells)
        return changes.says

    def _taken(self, drawn: random.Random) -> str:
        listed, takes = self._scene.listed, self._scene.goal.takes
        if takes not in listed or "/".join(listed) in self._done:
            return ""
        self._done.add("/".join(listed))
        return self._said("takes", drawn, number=str(listed.index(takes) + 1))

    def _answered(self, drawn: random.Random) -> str:
        """To a question: what is known of it, or that it is not known."""
        last = self._scene.last
        questions = re.findall(r"[^.。!！?？\n]*[?？]", last.shown_text) if last else []
        about = asked_about(" ".join(questions))
        known = {**self._tells, **self._scene.goal.knows}
        for name in about:
            if name in known and f"told/{name}" not in self._done:
                self._done.add(f"told/{name}")
                self._told.add(name)
                return self._said("more", drawn, clauses=known[name]) if name in self._tells else known[name]
        if about and "unknown" not in self._done and not any(name in known for name in about):
            self._done.add("unknown")
            return self._plain("unknown", drawn)
        return ""

    @property
    def _repeated(self) -> set[str]:
        return self._done | set(self._scene.said)

    def _more(self, drawn: random.Random) -> str:
        untold = self._untold
        if not untold:
            return ""
        self._told.add(untold[0])
        return self._said("more", drawn, clauses=self._tells[untold[0]])

    def _again(self, drawn: random.Random) -> str:
        words = self._words
        if words.request:
            return self._fresh("again_request", drawn, request=words.request)
        return self._fresh(
            "again", drawn, thing=words.thing, clauses=joined(list(self._tells.values()), self._language)
        )

    def _fresh(self, kind: str, drawn: random.Random, **values: str) -> str:
        """A text of the kind that was not said yet; empty where all were: whoever has said it all has no patience."""
        texts = (self._said(kind, drawn, **values) for _ in range(24))
        text = next((text for text in texts if text not in self._repeated), "")
        self._done.add(text)
        return text

    @property
    def _untold(self) -> list[str]:
        """The wishes that are not told yet, by these rules or by a model that spoke before them."""
        said = " ".join(self._scene.said).casefold()
        return [
            name for name, clause in self._tells.items()
            if name not in self._told and not all(word in said for word in _WORD.findall(clause.casefold()))
        ]  # fmt: skip

    @property
    def _tells(self) -> dict[str, str]:
        changes = self._scene.goal.changes
        changed = changes is not None and ("change" in self._done or changes.says in self._scene.said)
        return {**self._words.tells, **(changes.tells if changes is not None and changed else {})}

    @property
    def _switched(self) -> bool:
        return self._scene.goal.persona.style == "switching" and len(self._scene.turns) % 2 == 1

    @property
    def _words(self) -> Words:
        other = self._scene.goal.other_words
        return other if other is not None and self._switched else self._scene.goal.words

    @property
    def _language(self) -> Language:
        own = self._scene.goal.language
        return ("en" if own == "zh" else "zh") if self._switched else own

    def _said(self, kind: str, drawn: random.Random, **values: str) -> str:
        return sentence(kind, self._language, self._scene.goal.persona.style, drawn, **values)

    def _plain(self, kind: str, drawn: random.Random) -> str:
        return sentence(kind, self._language, "terse", drawn)
