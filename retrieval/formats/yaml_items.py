"""Reads the items of a YAML list one by one, so that a long catalogue needs no more memory than its longest item."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TextIO

import yaml
from yaml.composer import Composer
from yaml.constructor import ConstructorError, SafeConstructor
from yaml.events import (
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from retrieval.formats.fields import FieldFault

_BASES: tuple[Any, ...] = (Composer, yaml.CSafeLoader) if yaml.__with_libyaml__ else (yaml.SafeLoader,)


class _Items(*_BASES):  # type: ignore[misc]  # which bases there are depends on how PyYAML was built
    """The safe loader: events come from the C parser where there is one, and single nodes are composed of them."""

    def __init__(self, file: TextIO) -> None:
        _BASES[-1].__init__(self, file)
        Composer.__init__(self)

    def skip_next(self) -> Any:
        """Read past the next node."""
        return self.compose_node(None, None)

    def construct_next(self) -> Any:
        """The next node as plain Python, or the fault of one that stands for nothing plain (a date of month 13)."""
        node = self.compose_node(None, None)
        try:
            return self.construct_document(node)
        except (ConstructorError, ValueError, OverflowError) as error:
            SafeConstructor.__init__(self)
            return FieldFault(f"is not plain YAML ({str(error).splitlines()[-1].strip()})", kind="is not plain YAML")


_Items.add_implicit_resolver(
    "tag:yaml.org,2002:float", re.compile(r"[-+]?[0-9]+[eE][-+]?[0-9]+\Z"), list("-+0123456789")
)
"""A number written as `1e-06`, which YAML 1.2 and every JSON file allow and PyYAML takes for a text."""


def items(file: TextIO) -> Iterator[Any]:
    """The items of the list, each as plain Python or a `FieldFault`; the file is read to its end.

    Raises:
        yaml.YAMLError: the text is not YAML, from there on.
        LookupError: it holds neither a list nor a mapping with one.
    """
    loader = _Items(file)
    try:
        loader.get_event()
        if loader.check_event(StreamEndEvent):
            return
        loader.get_event()
        yield from _of_document(loader)
        _finish(loader)
    finally:
        loader.dispose()


def _of_document(loader: _Items) -> Iterator[Any]:
    if loader.check_event(SequenceStartEvent):
        yield from _of_list(loader)
    elif loader.check_event(MappingStartEvent):
        yield from _of_first_list(loader)
    elif not (loader.check_event(ScalarEvent) and loader.construct_next() is None):
        raise LookupError


def _of_first_list(loader: _Items) -> Iterator[Any]:
    loader.get_event()
    found = False
    while not loader.check_event(MappingEndEvent):
        loader.construct_next()
        if not found and loader.check_event(SequenceStartEvent):
            found = True
            yield from _of_list(loader)
        else:
            loader.skip_next()
    if not found:
        raise LookupError


def _of_list(loader: _Items) -> Iterator[Any]:
    loader.get_event()
    while not loader.check_event(SequenceEndEvent):
        yield loader.construct_next()
    loader.get_event()


def _finish(loader: _Items) -> None:
    """Read on to the end: a file broken further down is not a whole catalogue."""
    while not loader.check_event(DocumentEndEvent, StreamEndEvent):
        loader.get_event()
    loader.get_event()
    if loader.check_event(DocumentStartEvent):
        raise yaml.composer.ComposerError(None, None, "expected a single document", loader.peek_event().start_mark)
