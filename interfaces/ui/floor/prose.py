"""The language model's words as safe HTML."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_TAGS = {"p", "br", "strong", "em", "s", "ul", "ol", "li", "code", "pre", "blockquote", "hr", "table", "thead"}
_TAGS |= {"tbody", "tr", "th", "td", "h4"}


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(["table", "strikethrough"])
    return reader.disable(["html_block", "html_inline", "image", "reference"])


def render_prose(text: str) -> str:
    """Markdown as HTML with formatting only: no raw HTML, attributes, pictures or links (their words stay).

    Unfinished Markdown, as while an answer streams, is rendered as far as it goes. Headings become one small size.
    """
    import nh3

    tokens = _markdown().parse(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h4"
    html: str = _markdown().renderer.render(tokens, _markdown().options, {})
    return nh3.clean(html, tags=_TAGS, attributes={}, link_rel=None)
