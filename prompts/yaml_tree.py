"""Reads YAML into nodes that know their place, and refuses what no prompt needs and what could bring a program down."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import yaml
from yaml.reader import Reader

from prompts.faults import PromptFault

DEEPEST = 20
"""Mappings and lists inside each other; libyaml would overflow its stack at some ten thousand."""
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_STR = "tag:yaml.org,2002:str"


@dataclass(frozen=True, slots=True)
class Source:
    """The text of one file, to find the line and the column of a character in."""

    text: str

    def place(self, index: int) -> tuple[int, int]:
        """Line and column, from 1, of the character at `index`; the end where the text is shorter."""
        index = max(0, min(index, len(self.text)))
        before = self.text.rfind("\n", 0, index)
        return self.text.count("\n", 0, index) + 1, index - before


class UnreadableYaml(Exception):
    """The text is no YAML that a prompt can be; `fault` says why and where."""

    def __init__(self, fault: PromptFault) -> None:
        super().__init__(fault.message)
        self.fault = fault


def read_tree(text: str) -> yaml.MappingNode:
    """The mapping that a YAML text is, as nodes; nothing of it is constructed.

    Raises:
        UnreadableYaml: it is broken, holds a character that YAML has no place for, an alias, more than one document,
            more than `DEEPEST` levels, or something else than a mapping.
    """
    source = Source(text)
    if (strange := Reader.NON_PRINTABLE.search(text)) is not None:
        name = f"U+{ord(strange[0]):04X}"
        raise _unreadable(source, strange.start(), "character", f"the character {name} cannot stand here", char=name)
    try:
        _refuse_depth_and_aliases(source)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = " ".join(part for part in (error.context, error.problem) if part)
        raise _unreadable(source, mark.index if mark else 0, "yaml", f"is not valid YAML: {what}", why=what) from error
    except yaml.YAMLError as error:
        what = " ".join(str(error).split())
        raise _unreadable(source, 0, "yaml", f"is not valid YAML: {what}", why=what) from error
    if not isinstance(node, yaml.MappingNode):
        raise _unreadable(source, 0, "not_mapping", "must hold a mapping of keys to values")
    return node


def is_text(node: yaml.Node) -> bool:
    """Whether the node is a text, and not a number, a yes, a date or nothing."""
    return isinstance(node, yaml.ScalarNode) and node.tag == _STR


def entries(node: yaml.MappingNode) -> Iterator[tuple[str | None, yaml.Node, yaml.Node]]:
    """Key as text, key node and value node; the key is None where it is no text."""
    for key, value in node.value:
        yield (key.value if is_text(key) else None), key, value


def _refuse_depth_and_aliases(source: Source) -> None:
    depth = 0
    for event in yaml.parse(source.text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent):
            why = "an alias cannot be used here: write the text out"
            raise _unreadable(source, _index(event), "alias", why)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            why = f"more than {DEEPEST} levels stand inside each other"
            raise _unreadable(source, _index(event), "nested", why, levels=DEEPEST)


def _index(event: yaml.Event) -> int:
    return event.start_mark.index if event.start_mark else 0


def _unreadable(source: Source, index: int, code: str, message: str, **values: str | int) -> UnreadableYaml:
    line, column = source.place(index)
    return UnreadableYaml(PromptFault(code, message, line, column, values=values))
