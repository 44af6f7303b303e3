"""A sentence as the shopper will see it, and as it is read: what a page hides must not hide a claim.

Tags, entities and invisible characters are taken out of what is shown; emphasis marks stay there, but are read as if
they were not: `$1**29**` is 129, while `20*30 cm` stays two numbers.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

_INVISIBLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\U000e0000-\U000e01ef"
)
_BESIDE = r"[\w$€£¥￥%.,\-+/]"
_HIDDEN = re.compile(f"(?<={_BESIDE})[{_INVISIBLE}]+|[{_INVISIBLE}]+(?={_BESIDE})")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,30});")
_TAG = re.compile(r"<!--.{0,500}?-->|</?[A-Za-z][^<>]{0,500}>|<[!?][^<>]{0,500}>", re.DOTALL)
_PICTURE = re.compile(r"!\[([^\[\]]{0,200})\]\([^()\s]{0,500}[^()]{0,200}\)")
_TARGET = r"(?:[a-z]{2,10}:|www\.|/|#|[\w-]{1,60}\.(?:com|net|org|cn|io|shop|html?)\b)"
_LINK = re.compile(rf"\[([^\[\]]{{1,200}})\]\(\s?{_TARGET}[^()]{{0,500}}\)", re.IGNORECASE)
_IN_NUMBER = re.compile(r"(?<=[\d.,$€£¥￥])(?:\*{2,3}|_{1,3}|~~|`)(?=[\d.,])")
_MARKS = re.compile(rf"\*\*+|(?<!\d)\*|\*(?!\d)|~~|`+|(?<![A-Za-z\d])_+|_+(?![A-Za-z\d])|[{_INVISIBLE}]+")


@dataclass(frozen=True, slots=True)
class Plain:
    """A sentence as it is read, and where each of its characters stands in what is shown."""

    text: str
    places: tuple[int, ...] | None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where `start:end` of what is read stands in what is shown."""
        if self.places is None:
            return start, end
        if start >= end:
            place = self.places[start] if start < len(self.places) else self.places[-1] + 1 if self.places else 0
            return place, place
        return self.places[start], self.places[end - 1] + 1


def shown_form(sentence: str) -> str:
    """The sentence without tags, pictures, link targets, entities and invisible characters; mostly as it was."""
    for _ in range(3):  # an entity may hide an entity
        if "&" not in sentence or not _ENTITY.search(sentence):
            break
        sentence = _ENTITY.sub(lambda match: html.unescape(match[0]), sentence)
    if "<" in sentence:
        sentence = _TAG.sub("", sentence)
    if "](" in sentence:
        sentence = _LINK.sub(_label, _PICTURE.sub("", sentence))
    if not sentence.isascii():
        sentence = _HIDDEN.sub("", sentence)
    return _without_marks(sentence) if _IN_NUMBER.search(sentence) else sentence


def read_form(shown: str) -> Plain:
    """What is shown without its emphasis marks."""
    kept: list[str] = []
    places: list[int] = []
    last = 0
    for match in _MARKS.finditer(shown):
        kept.append(shown[last : match.start()])
        places.extend(range(last, match.start()))
        last = match.end()
    if not last:
        return Plain(shown, None)
    kept.append(shown[last:])
    places.extend(range(last, len(shown)))
    return Plain("".join(kept), tuple(places))


def _label(match: re.Match[str]) -> str:
    """A link's text; a number keeps its brackets, as it names a row."""
    return f"[{match[1]}]" if match[1].isdigit() else match[1]


def _without_marks(sentence: str) -> str:
    """No emphasis at all where it cuts a number in two: half of its pair would be left over."""
    return re.sub(r"\*{2,3}|~~|`|(?<![A-Za-z])_{1,3}|_{1,3}(?![A-Za-z])", "", sentence)
