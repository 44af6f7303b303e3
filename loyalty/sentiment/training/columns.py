"""Which column of a review file says what, and what its labels mean."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final, Literal

from loyalty.nouns import Label

ThreeStar = Literal["neutral", "negative", "drop"]
"""What three stars of five are: neutral; negative, because only four and five are positive; or left out."""

NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "text": (
        *("reviewtext", "text", "review", "reviewbody", "content", "comment", "comments", "body", "sentence"),
        *("message", "utterance", "评论", "评论内容", "评价内容", "内容", "文本"),
    ),
    "title": ("summary", "title", "reviewtitle", "headline", "标题"),
    "label": ("label", "labels", "sentiment", "polarity", "class", "target", "标签", "情感", "情感倾向"),
    "stars": ("overall", "stars", "star", "rating", "ratings", "starrating", "score", "reviewscore", "评分", "星级"),
    "at": ("unixreviewtime", "timestamp", "reviewtime", "reviewdate", "date", "datetime", "time", "at", "createdat"),
    "reviewer": ("reviewerid", "reviewer", "userid", "customerid", "profilename", "user"),
    "product": ("asin", "productid", "parentasin", "sku", "itemid", "clothingid", "product"),
}
"""The names a column may have, folded to letters and digits; the first that a file has is used."""

_WORDS: Final[Mapping[str, Label]] = {
    **dict.fromkeys(("negative", "neg", "bad", "negatif", "负面", "负向", "负", "差评", "消极", "否定"), "negative"),
    **dict.fromkeys(("neutral", "neu", "mixed", "中性", "中立", "中评", "一般"), "neutral"),
    **dict.fromkeys(("positive", "pos", "good", "positif", "正面", "正向", "正", "好评", "积极", "肯定"), "positive"),
}
_MISSING: Final = frozenset(
    ("", "n/a", "na", "nan", "null", "none", "-", "--", "?", "unknown", "missing", "无", "未知")
)
_STARS: Final = re.compile(r"(\d(?:\.\d+)?)\s*(?:stars?|颗?星|/\s*5|out of (?:5|five)( stars?)?)?$")
_CLASS_SCALES: Final[tuple[Mapping[float, Label], ...]] = (
    {0: "negative", 1: "positive"},
    {-1: "negative", 1: "positive"},
    {1: "negative", 2: "positive"},
    {-1: "negative", 0: "neutral", 1: "positive"},
    {0: "negative", 1: "neutral", 2: "positive"},
    {0: "negative", 2: "neutral", 4: "positive"},
)
"""What numbers in a column of labels may mean; the first scale that holds all numbers of the file is meant."""


class UnknownLabel(ValueError):
    """A label that is none; `missing` where the field is empty or says so."""

    def __init__(self, value: object, missing: bool) -> None:
        super().__init__(repr(value))
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of one file by what they say; `label` or `stars` is given, or both: then the label counts."""

    text: str
    title: str | None = None
    label: str | None = None
    stars: str | None = None
    at: str | None = None
    reviewer: str | None = None
    product: str | None = None


def recognise(names: Iterable[str]) -> Columns | None:
    """The columns among `names`; None without a text, or without labels and stars."""
    folded: dict[str, str] = {}
    for name in names:
        folded.setdefault(re.sub(r"[\W_]", "", name.casefold()), name)
    found = {kind: next((folded[name] for name in known if name in folded), None) for kind, known in NAMES.items()}
    text = found.pop("text")
    if text is None or (found["label"] is None and found["stars"] is None):
        return None
    return Columns(text, **found)


def number(value: object) -> float | None:
    """A field as a number ("4", 4.0, True, "4.0", "__label__2"); None where it is none."""
    try:
        return float(str(int(value) if isinstance(value, bool) else value).strip().removeprefix("__label__"))
    except ValueError:
        return None


def stars_told(value: object) -> float | None:
    """A field as a number of stars ("4", 4.0, "5 stars", "4.0 out of 5 stars", "3星"); None where it is none."""
    told = _STARS.match(str(value).strip().casefold())
    return float(told[1]) if told else None


def is_missing(value: object) -> bool:
    """Whether a field is empty or says that nothing is known ("N/A", "null")."""
    return value is None or str(value).strip().casefold() in _MISSING


def label_scale(values: Collection[float]) -> Mapping[float, Label] | None:
    """What the numbers of a column of labels mean; None: they are stars, 1 to 5."""
    return next((scale for scale in _CLASS_SCALES if set(values) <= set(scale)), None)


def read_label(value: object, scale: Mapping[float, Label] | None, three_star: ThreeStar) -> Label | None:
    """The label of one field; None where it is to be left out (three stars).

    Raises:
        UnknownLabel: it is missing, or no label at all.
    """
    if is_missing(value):
        raise UnknownLabel(value, missing=True)
    folded = str(value).strip().casefold().removeprefix("__label__")
    if folded in _WORDS:
        return _WORDS[folded]
    found = number({"true": 1, "false": 0}.get(folded, folded))
    if found is None or found != found or abs(found) > 5:
        raise UnknownLabel(value, missing=False)
    if scale is not None:
        if found not in scale:
            raise UnknownLabel(value, missing=False)
        return scale[found]
    return label_of_stars(found, three_star)


def label_of_stars(stars: float, three_star: ThreeStar) -> Label | None:
    """4 stars and more are positive, 2 and less negative; what lies between is `three_star`, None to leave it out.

    Raises:
        UnknownLabel: outside 1 to 5.
    """
    if not 1 <= stars <= 5:
        raise UnknownLabel(stars, missing=False)
    if stars >= 4:
        return "positive"
    if stars <= 2:
        return "negative"
    return None if three_star == "drop" else three_star


def moment(value: Any) -> datetime | None:
    """A moment from seconds or milliseconds since 1970, or from an ISO date; UTC; None where it is neither."""
    if value is None or isinstance(value, bool):
        return None
    seconds = number(value)
    try:
        if seconds is not None:
            return datetime.fromtimestamp(seconds / 1000 if abs(seconds) > 1e11 else seconds, UTC)
        read = datetime.fromisoformat(str(value).strip())
    except (ValueError, OverflowError, OSError):
        return None
    return read if read.tzinfo else read.replace(tzinfo=UTC)
