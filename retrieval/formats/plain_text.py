"""Turns a description written in HTML into plain text.

The tags are cut here rather than with `html.parser`, which needs minutes for 100 KB of unfinished tags (Python 3.11).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Final

_HIDDEN: Final = frozenset({"script", "style", "template", "noscript", "iframe", "svg", "head"})
_BLOCKS: Final = frozenset({
    "address", "article", "aside", "blockquote", "br", "dd", "div", "dl", "dt", "fieldset", "figcaption", "figure",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section",
    "table", "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_CELLS: Final = frozenset({"td", "th"})

_MARKUP: Final = re.compile(r"</?[a-zA-Z!]|&(#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z]+\d*);")
_TAG: Final = re.compile(r"""<(/?)([a-zA-Z][^\s/>]*+)(?:[^>"']|"[^"]*+"|'[^']*+')*+>""")
_TAG_BEGINS: Final = re.compile(r"</?[a-zA-Z]")
_CLOSING: Final = {tag: re.compile(rf"</{tag}\b[^>]*>", re.IGNORECASE) for tag in _HIDDEN}


def plain_text(html: str) -> str:
    """The text a reader would see, a line for each block and `- ` before list items; scripts and styles left out.

    Text without any markup comes back as it is, but for blanks around it. What follows a comment or script that never
    ends is hidden, as in browsers; a `<` that no `>` follows is itself.
    """
    if not _MARKUP.search(html):
        return html.strip()
    lines = (re.sub(r" +", " ", line).strip() for line in "".join(_pieces(html)).split("\n"))
    return "\n".join(line for line in lines if line and line != "-")


def _pieces(html: str) -> Iterator[str]:
    """The words, all blanks and line ends in them being blanks, and a line end where a block begins or ends."""
    at, last_end = 0, html.rfind(">")
    while (start := html.find("<", at)) >= 0:
        yield _words(html[at:start])
        piece, at = _read_tag(html, start) if start < last_end else ("<", start + 1)
        yield piece
    yield _words(html[at:])


def _words(text: str) -> str:
    return re.sub(r"\s+", " ", unescape(text))


def _read_tag(html: str, start: int) -> tuple[str, int]:
    """What the tag, comment or mere `<` at `start` is to a reader, and where the text goes on."""
    if html.startswith("<!--", start):
        return "", _after(html, "-->", start)
    if html.startswith("<!", start):
        return "", _after(html, ">", start)
    tag = _TAG.match(html, start)
    if tag is None:
        return ("", _after(html, ">", start)) if _TAG_BEGINS.match(html, start) else ("<", start + 1)
    name, closes = tag[2].casefold(), bool(tag[1])
    if name in _HIDDEN and not closes and not tag[0].endswith("/>"):
        end = _CLOSING[name].search(html, tag.end())
        return "", end.end() if end else len(html)
    return _break(name, closes), tag.end()


def _after(html: str, mark: str, start: int) -> int:
    found = html.find(mark, start)
    return found + len(mark) if found >= 0 else len(html)


def _break(name: str, closes: bool) -> str:
    if name in _CELLS:
        return " "
    if name not in _BLOCKS:
        return ""
    return "\n- " if name == "li" and not closes else "\n"
