"""HTML put together from elements, in which every text is escaped because there is no other way to put one in."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Final, TypeAlias

_VOID: Final = frozenset({"meta", "br", "line", "polyline", "rect", "circle"})
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
"""What a page may not hold: control characters but tab and line ends, and halves of surrogate pairs."""
_PLAIN_NAME: Final = re.compile(r"[a-z][a-z0-9-]*\Z", re.IGNORECASE)


class Html(str):
    """A piece of a page that is escaped already; made by `tag` and `joined` only."""

    __slots__ = ()


Piece: TypeAlias = "str | int | Html | Iterable[Piece] | None"
"""What goes into an element: None is nothing, a string that is no `Html` is text."""


def tag(name: str, *children: Piece, **attributes: str | int | float | bool | None) -> Html:
    """An element; `cls` stands for class, `_` in a name for `-`, True for an attribute without value, None for none.

    Raises:
        ValueError: the name of the element or of an attribute is none, or a void element has children.
    """
    told = "".join(
        _attribute(key, value) for key, value in attributes.items() if value is not None and value is not False
    )
    if not _PLAIN_NAME.match(name) or (name in _VOID and children):
        raise ValueError(f"<{name}> is no element with these children")
    if name in _VOID:
        return Html(f"<{name}{told}/>")
    return Html(f"<{name}{told}>{joined(*children)}</{name}>")


def joined(*pieces: Piece) -> Html:
    """The pieces one after another."""
    return Html("".join(map(_piece, pieces)))


def style_sheet(css: str) -> Html:
    """A style element of our own style sheet, which is not escaped: no text of a shop may go in here.

    Raises:
        ValueError: it could end the element, or asks for something from elsewhere.
    """
    if "<" in css or "url(" in css or "@import" in css:
        raise ValueError("a style sheet holds no markup and asks for nothing")
    return Html(f"<style>{css}</style>")


def _attribute(key: str, value: str | int | float | bool | None) -> str:
    name = "class" if key == "cls" else key.rstrip("_").replace("_", "-")
    if not _PLAIN_NAME.match(name) or name.lower().startswith("on"):
        raise ValueError(f"{name} is no attribute of a report")
    return f" {name}" if value is True else f' {name}="{_text(str(value))}"'


def _piece(piece: Piece) -> str:
    if piece is None:
        return ""
    if isinstance(piece, Html):
        return str(piece)
    if isinstance(piece, (str, int)):
        return _text(str(piece))
    return "".join(map(_piece, piece))


def _text(text: str) -> str:
    return html.escape(_CONTROLS.sub("�", text), quote=True)
