"""Reads a table of rules from YAML and refuses a bad one in one sentence that names the line."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from string import Formatter
from typing import Final, NoReturn, TypeVar, get_args

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from loyalty.advice.nouns import Action
from loyalty.advice.reasons import PLACEHOLDERS
from loyalty.advice.rules import FIGURES, Bounds, Condition, Rule, RuleTable
from loyalty.errors import AdviceRulesFault
from loyalty.features.names import FEATURES
from loyalty.scores.nouns import TIERS, Group

ACTIONS: Final[tuple[Action, ...]] = get_args(Action)
GROUPS: Final = get_args(Group)
BOUNDS: Final = ("at_least", "above", "at_most", "below")
T = TypeVar("T")


def read_rules(file: Path) -> RuleTable:
    """The table in the file.

    Raises:
        AdviceRulesFault: the file cannot be read, is no YAML, or says something that no rule can say.
    """
    try:
        root = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "they are not UTF-8"
        raise AdviceRulesFault(f"The rules {file} cannot be read ({why}); name another file.", str(file)) from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f", line {mark.line + 1}" if mark is not None else ""
        raise AdviceRulesFault(
            f"The rules {file}{place} are no YAML: {getattr(error, 'problem', error)}.", str(file)
        ) from error
    if root is None:
        raise AdviceRulesFault(f"The rules {file} are empty; write at least one that holds for everybody.", str(file))
    return _Reader(str(file)).table(root)


class _Reader:
    """Turns nodes into rules; every complaint names the line of the node that it is about."""

    def __init__(self, file: str) -> None:
        self._file = file

    def table(self, root: Node) -> RuleTable:
        top = self._fields(root, "The file", required=("rules", "budget_used_up"))
        rules = tuple(self._rule(one) for one in self._items(top["rules"], "rules"))
        if not rules:
            self._refuse(top["rules"], "there must be at least one rule")
        names = [one.name for one in rules]
        for node, name in zip(top["rules"].value, names, strict=True):
            if names.count(name) > 1:
                self._refuse(node, f"the name {name} is given to two rules")
        last = rules[-1]
        if any(one != Condition() for one in last.when) or last.action == "offer":
            self._refuse(
                top["rules"].value[-1], "the last rule must hold for everybody (no `when`) and must be no offer"
            )
        used_up = self._texts(top["budget_used_up"], "budget_used_up", allowed=())
        return RuleTable(rules, *used_up)

    def _rule(self, node: Node) -> Rule:
        found = self._fields(node, "A rule", required=("name", "action", "reason"), optional=("when", "evidence"))
        return Rule(
            self._word(found["name"], "name"),
            self._one_of(found["action"], "action", ACTIONS),
            self._when(found.get("when")),
            *self._texts(found["reason"], "reason"),
            evidence=self._several(found.get("evidence"), "evidence", (*FEATURES, "group")),
        )

    def _when(self, node: Node | None) -> tuple[Condition, ...]:
        if node is None:
            return (Condition(),)
        if not isinstance(node, SequenceNode):
            return (self._condition(node),)
        return tuple(map(self._condition, self._items(node, "when"))) or self._refuse(node, "`when` is an empty list")

    def _condition(self, node: Node) -> Condition:
        found = self._fields(node, "`when`", optional=(*FIGURES, "tier", "group", "may_contact"))
        return Condition(
            figures={name: self._bounds(one, name) for name, one in found.items() if name in FIGURES},
            tiers=frozenset(self._several(found.get("tier"), "tier", TIERS)),
            groups=frozenset(self._several(found.get("group"), "group", GROUPS)),
            may_contact=self._flag(found["may_contact"]) if "may_contact" in found else None,
        )

    def _bounds(self, node: Node, name: str) -> Bounds:
        found = self._fields(node, f"`{name}`", optional=BOUNDS)
        if not found:
            self._refuse(node, f"`{name}` needs one of {', '.join(BOUNDS)}")
        return Bounds(**{bound: self._number(one, name) for bound, one in found.items()})

    def _texts(self, node: Node, what: str, allowed: Collection[str] = PLACEHOLDERS) -> tuple[str, str]:
        found = self._fields(node, f"`{what}`", required=("en", "zh"))
        for text in found.values():
            self._check_placeholders(text, self._word(text, what), allowed)
        return found["en"].value, found["zh"].value

    def _check_placeholders(self, node: Node, text: str, allowed: Collection[str]) -> None:
        try:
            pieces = [piece for piece in Formatter().parse(text) if piece[1] is not None]
        except ValueError:
            self._refuse(node, "a { or } has no partner")
        for _, name, spec, conversion in pieces:
            if name not in allowed:
                there = ", ".join(sorted(allowed)) or "none here"
                self._refuse(node, f"{{{name}}} is no placeholder; there are {there}")
            if spec or conversion:
                self._refuse(node, f"write {{{name}}} alone, without : or !")

    def _fields(
        self, node: Node, what: str, *, required: Collection[str] = (), optional: Collection[str] = ()
    ) -> Mapping[str, Node]:
        if not isinstance(node, MappingNode):
            self._refuse(node, f"{what} must be a mapping (`name: value`)")
        found: dict[str, Node] = {}
        for key, value in node.value:
            if key.value not in (*required, *optional):
                self._refuse(key, f"{what} has no field {key.value!s:.60}")
            if key.value in found:
                self._refuse(key, f"{what} says {key.value} twice")
            found[key.value] = value
        for name in required:
            if name not in found:
                self._refuse(node, f"{what} lacks the field {name}")
        return found

    def _items(self, node: Node, what: str) -> list[Node]:
        if not isinstance(node, SequenceNode):
            self._refuse(node, f"`{what}` must be a list")
        return list(node.value)

    def _several(self, node: Node | None, what: str, allowed: Collection[str]) -> tuple[str, ...]:
        return () if node is None else tuple(self._one_of(one, what, allowed) for one in self._items(node, what))

    def _one_of(self, node: Node, what: str, allowed: Collection[T]) -> T:
        said = self._word(node, what)
        found = next((one for one in allowed if one == said), None)
        return found or self._refuse(node, f"`{what}` cannot be {said:.60}; there are {', '.join(map(str, allowed))}")

    def _word(self, node: Node, what: str) -> str:
        if not isinstance(node, ScalarNode) or not node.value.strip():
            self._refuse(node, f"`{what}` must be some text")
        return str(node.value)

    def _number(self, node: Node, what: str) -> float:
        return self._parsed(node, what, float, "a number", math.isfinite)

    def _flag(self, node: Node) -> bool:
        words = {"true": True, "false": False}
        return self._parsed(node, "may_contact", lambda said: words[said.lower()], "true or false")

    def _parsed(
        self, node: Node, what: str, read: Callable[[str], T], wanted: str, fits: Callable[[T], bool] = lambda _: True
    ) -> T:
        try:
            value = read(self._word(node, what))
        except (ValueError, KeyError):
            self._refuse(node, f"`{what}` must be {wanted}")
        return value if fits(value) else self._refuse(node, f"`{what}` must be {wanted}")

    def _refuse(self, node: Node, why: str) -> NoReturn:
        line = node.start_mark.line + 1
        raise AdviceRulesFault(f"The rules {self._file}, line {line}: {why}.", self._file, line)
