"""Picks the sentences of reviews that say most, letter for letter; nothing is summed up in new words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.agent.tools.reviews import Review

Side = Literal["pro", "con"]
PRO_STARS, CON_STARS = 4, 3
"""A pro is quoted from a review of at least 4 stars, a con from one of at most 3."""
_SHORTEST, _LONGEST = 12, 160
"""Weight of a sentence worth quoting, in Latin letters; a Chinese character weighs three."""
_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？!?；;…])|\n+")
_CLAUSE = re.compile(r"[,，]")
_WORD = re.compile(r"[a-z][a-z'-]{2,}|[\u3400-\u9fff]{2}")
_BLAME = re.compile(
    r"\b(?:but|however|although|though|unfortunately|too|not|never|no|isn't|don't|doesn't|didn't|won't|can't|couldn't|"
    r"wasn't|only|wish|broke|broken|stopped|fail(?:ed|s)?|loud|slow|weak|cheap(?:ly)?|hard|heavy|return(?:ed)?|refund|"
    r"disappoint\w*|poor|bad|worse|worst|leak\w*|loose|crack\w*|noisy|uncomfortable|annoying)\b"
    r"|但|不过|就是|可惜|不|没|太|坏|差|慢|吵|重|硬|贵|失望|退货|漏|松|裂|难|麻烦|缺点",
    re.IGNORECASE,
)
_PRAISE = re.compile(
    r"\b(?:love\w*|great|perfect\w*|excellent|best|good|easy|comfortable|quiet|sturdy|solid|light|fast|warm|soft|worth|"
    r"recommend\w*|happy|handy|well|beautiful\w*|nice\w*|finally|impressed)\b"
    r"|好|喜欢|满意|舒服|安静|结实|轻|快|暖|软|值|推荐|方便|漂亮|不错|棒|赞|够",
    re.IGNORECASE,
)
_NOT_TO_QUOTE = re.compile(
    r"https?:|www\.|[\w.]+@[\w.]+|\d{7,}|[<>{}]|\b(?:system|assistant|prompt|instructions?|ignore|disregard|developer|"
    r"chatgpt|a\.?i\.? model|language model|you are now|as an ai)\b"
    r"|系统提示|提示词|忽略|无视|指令|助手|大模型|人工智能|加微信|扣扣|优惠券",
    re.IGNORECASE,
)
"""Addresses, advertisements, and whatever speaks to a program instead of about the product."""
_MARKUP = re.compile(r"[*_`#|\[\]\\~]+")


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a review, as written but for marks that a page would read as formatting."""

    text: str
    review: Review


def telling(reviews: Sequence[Review], side: Side, language: str, most: int) -> tuple[Quote, ...]:
    """At most `most` sentences, one a review, those in `language` first.

    A sentence says more the more of its words other reviews of that side use too, and when it praises (blames); the
    newer one wins a tie.
    """
    chosen = [r for r in reviews if (r.stars >= PRO_STARS if side == "pro" else r.stars <= CON_STARS)]
    said = Counter(word for review in chosen for word in set(_words(f"{review.title} {review.text}")))
    best = [quote for review in chosen if (quote := _best_of(review, side, said)) is not None]
    newest = sorted(best, key=lambda quote: quote[1].review.date, reverse=True)
    ordered = sorted(newest, key=lambda quote: (quote[1].review.language != language, -quote[0]))
    return tuple(quote for _, quote in ordered[:most])


def sentences_of(text: str) -> list[str]:
    """The sentences of a review that may be quoted, cleaned of markup; one that is too long is cut at a comma."""
    plain = unicodedata.normalize("NFC", _MARKUP.sub(" ", text))
    parts = (" ".join(part.split()) for part in _END.split(plain))
    return [_cut(part) for part in parts if _weight(part) >= _SHORTEST and not _NOT_TO_QUOTE.search(part)]


def _best_of(review: Review, side: Side, said: Counter[str]) -> tuple[float, Quote] | None:
    """The review's most telling sentence of that side with its weight; None where none may be quoted."""
    if _NOT_TO_QUOTE.search(f"{review.title} {review.text}"):
        return None  # a review that speaks to a program says nothing that can be trusted
    scored = [(_says(sentence, side, said), sentence) for sentence in sentences_of(review.text)]
    if not scored:
        return None
    weight, sentence = max(scored, key=lambda one: one[0])
    return weight, Quote(sentence, review)


def _says(sentence: str, side: Side, said: Counter[str]) -> float:
    """How much a sentence says for its side."""
    words = set(_words(sentence))
    shared = sum(min(said[word] - 1, 3) for word in words) / (len(words) or 1)
    praise, blame = bool(_PRAISE.search(sentence)), bool(_BLAME.search(sentence))
    tone = 2 * praise - 3 * blame if side == "pro" else 2 * blame - praise
    return round(shared + tone + min(_weight(sentence), 80) / 80, 6)


def _words(text: str) -> list[str]:
    """Latin words, and pairs of neighbouring Chinese characters."""
    folded = text.lower()
    pairs = [folded[i : i + 2] for i in range(len(folded) - 1)]
    return [w for w in _WORD.findall(folded) if w.isascii()] + [
        p for p in pairs if re.fullmatch(r"[\u3400-\u9fff]{2}", p)
    ]


def _cut(sentence: str) -> str:
    if _weight(sentence) <= _LONGEST:
        return sentence
    kept = ""
    for clause in _CLAUSE.split(sentence):
        if _weight(kept + clause) > _LONGEST:
            break
        kept = f"{kept}，{clause}" if kept and "，" in sentence else f"{kept}, {clause.strip()}" if kept else clause
    return (kept or sentence[:_LONGEST]).rstrip() + "…"


def _weight(text: str) -> int:
    return sum(3 if "\u3400" <= c <= "\u9fff" else 1 for c in text)
