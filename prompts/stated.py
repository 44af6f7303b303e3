"""Reads what a prompt's YAML states, and gathers every fault with its line, column and key; the rules of the schema."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from string import Template

import yaml

from prompts.faults import PromptFault
from prompts.yaml_tree import Source, UnreadableYaml, entries, is_text, read_tree

KEYS = ("name", "version", "description", "variables", "texts")
_NAME = re.compile("[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True, slots=True)
class StatedText:
    """One text and where it stands: `start` and `end` are indexes of its characters in the source."""

    text: str
    start: int
    end: int


@dataclass(slots=True)
class Stated:
    """What a text states, as far as it could be read, and what is wrong with it.

    A key that is missing or wrong is at its default. `places` has the index at which a key of `KEYS` stands.
    """

    source: Source
    name: str = ""
    version: int = 0
    description: str = ""
    variables: tuple[str, ...] = ()
    texts: dict[str, StatedText] = field(default_factory=dict)
    faults: list[PromptFault] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    is_yaml: bool = True

    def fault(self, index: int, code: str, message: str, key: str = "", **values: str | int) -> None:
        """Keeps an error at a place of the source."""
        self.faults.append(PromptFault(code, message, *self.source.place(index), key, "error", values))

    def warn(self, index: int, code: str, message: str, key: str = "", **values: str | int) -> None:
        """Keeps a warning at a place of the source."""
        self.faults.append(PromptFault(code, message, *self.source.place(index), key, "warning", values))

    def plain_texts(self) -> dict[str, str]:
        """The texts by their dotted keys."""
        return {key: stated.text for key, stated in self.texts.items()}


def read_stated(text: str, *, needs: tuple[str, ...] = KEYS) -> Stated:
    """Everything the text states and every fault of the schema; `needs` are the keys it must have."""
    stated = Stated(Source(text))
    try:
        tree = read_tree(text)
    except UnreadableYaml as error:
        stated.faults.append(error.fault)
        stated.is_yaml = False
        return stated
    values = _top(tree, stated, needs)
    _read_name(values.get("name"), stated)
    _read_version(values.get("version"), stated)
    _read_description(values.get("description"), stated)
    named = _read_variables(values.get("variables"), stated)
    before = len(stated.faults)
    _read_texts(values.get("texts"), stated)
    _compare_variables(stated, named, whole=len(stated.faults) == before and bool(stated.texts))
    return stated


def uses_of(text: StatedText, source: Source) -> Iterator[tuple[str, int]]:
    """Every variable a text uses and the index at which it stands, or at which the text begins."""
    written = source.text[text.start : text.end]
    for name in Template(text.text).get_identifiers():
        found = re.search(rf"(?<!\$)(?:\$\$)*(\$\{{{name}\}}|\${name}(?!\w))", written)
        yield name, text.start + (found.start(1) if found else 0)


def _top(tree: yaml.MappingNode, stated: Stated, needs: tuple[str, ...]) -> dict[str, yaml.Node]:
    values: dict[str, yaml.Node] = {}
    for key, key_node, value in entries(tree):
        at = key_node.start_mark.index
        if key not in KEYS:
            shown = repr(key if key is not None else getattr(key_node, "value", "?"))
            known = ", ".join(needs)
            stated.fault(at, "unknown_key", f"the key {shown} is not known; use {known} only", name=shown, known=known)
        elif key in values:
            stated.fault(at, "key_twice", f"the key {key!r} stands twice", name=key)
        else:
            values[key] = value
            stated.places[key] = at
    for key in needs:
        if key not in values:
            stated.fault(0, "missing_key", f"the key {key!r} is missing; add it", name=key)
    return values


def _read_name(node: yaml.Node | None, stated: Stated) -> None:
    if node is not None and is_text(node):
        stated.name = node.value
    elif node is not None:
        stated.fault(node.start_mark.index, "name", "the key 'name' must be a text")


def _read_version(node: yaml.Node | None, stated: Stated) -> None:
    if node is None:
        return
    digits = (
        isinstance(node, yaml.ScalarNode) and node.tag.endswith(":int") and re.fullmatch("[1-9][0-9]{0,8}", node.value)
    )
    if digits:
        stated.version = int(node.value)
    else:
        where = node.start_mark.index
        stated.fault(where, "version", "the key 'version' must be a whole number of at least 1")


def _read_description(node: yaml.Node | None, stated: Stated) -> None:
    if node is None:
        return
    if is_text(node) and node.value.strip():
        stated.description = node.value.strip()
    else:
        stated.fault(node.start_mark.index, "description", "the key 'description' must be a text")


def _read_variables(node: yaml.Node | None, stated: Stated) -> dict[str, int] | None:
    """The declared names with their places; None where they are no list."""
    named: dict[str, int] = {}
    bad = "the key 'variables' must be a list of names, [] when there are none"
    if not isinstance(node, yaml.SequenceNode):
        if node is not None:
            stated.fault(node.start_mark.index, "variables", bad)
        return None
    for one in node.value:
        if not is_text(one) or not _NAME.fullmatch(one.value):
            stated.fault(one.start_mark.index, "variables", bad)
        elif one.value in named:
            why = f"the key 'variables' names a variable twice: {one.value}"
            stated.fault(one.start_mark.index, "variable_twice", why, name=one.value)
        else:
            named[one.value] = one.start_mark.index
    stated.variables = tuple(named)
    return named


def _read_texts(node: yaml.Node | None, stated: Stated) -> None:
    if node is None:
        return
    if isinstance(node, yaml.MappingNode) and node.value:
        _read_branch(node, stated, "")
    else:
        stated.fault(node.start_mark.index, "texts", "the key 'texts' must be a mapping of texts")


def _read_branch(node: yaml.MappingNode, stated: Stated, path: str) -> None:
    seen: set[str] = set()
    where = f"texts.{path}" if path else "texts"
    for key, key_node, value in entries(node):
        at = key_node.start_mark.index
        if key is None or not key or "." in key:
            shown = repr(getattr(key_node, "value", "?"))
            why = f"the key {shown} in {where!r} must be a name without dots; quote it"
            stated.fault(at, "text_key", why, path, name=shown)
            continue
        if key in seen:
            stated.fault(at, "key_twice", f"the key {key!r} stands twice", path, name=key)
            continue
        seen.add(key)
        _read_leaf(value, stated, f"{path}.{key}" if path else key)


def _read_leaf(node: yaml.Node, stated: Stated, path: str) -> None:
    at = node.start_mark.index
    if isinstance(node, yaml.MappingNode) and node.value:
        _read_branch(node, stated, path)
    elif not is_text(node):
        why = f"the key 'texts.{path}' must be a text or a mapping of texts"
        stated.fault(at, "text_not_text", why, path)
    else:
        stated.texts[path] = StatedText(node.value, at, node.end_mark.index)
        if not Template(node.value).is_valid():
            why = f"the key 'texts.{path}' holds a '$' that starts no variable; write '$$'"
            stated.fault(at + _stray(stated.source.text[at : node.end_mark.index]), "stray_dollar", why, path)


def _stray(written: str) -> int:
    """Where the first dollar sign stands that starts no variable; 0 where the source writes it in another way."""
    for found in Template.pattern.finditer(written):
        if found.group("invalid") is not None:
            return found.start()
    return 0


def _compare_variables(stated: Stated, named: dict[str, int] | None, *, whole: bool) -> None:
    """What is declared and what is used; nothing is called unused where not all texts could be read."""
    if named is None:
        return
    used: set[str] = set()
    for key, text in stated.texts.items():
        for name, at in uses_of(text, stated.source):
            used.add(name)
            if name not in named:
                why = f"the key 'texts.{key}' uses ${{{name}}}; declare it in 'variables'"
                stated.fault(at, "undeclared", why, key, name=name)
    for name, at in named.items():
        if whole and name not in used:
            why = f"the key 'variables' declares {name!r}, which no text uses; remove it"
            stated.fault(at, "unused", why, name=name)
