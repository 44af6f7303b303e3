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
BEST, WORST = 5, 1
_SHORTEST, _LONGEST, _ALONE = 12, 160, 30
"""Weight of a sentence worth quoting, in Latin letters (a Chinese character weighs three), and of one worth quoting
though it neither praises nor blames in so many words."""
_END = re.compile(r"(?<=[.!?])\s+|(?<=[。！？!?；;…])|\n+")
_CLAUSE = re.compile(r"[,，]")
_WORD = re.compile(r"[a-z][a-z'-]{2,}|[\u3400-\u9fff]{2}")
_BLAME = re.compile(
    r"\b(?:but|however|although|though|unfortunately|too|not|never|no|nothing|nobody|only|except|wish|hoped|expected|"
    r"\w+n't|(?:do|does|did|is|was|wo|ca|could|would|have|has)nt|cannot|broke\w*|stopp\w+|fail\w*|loud|slow\w*|"
    r"weak|cheap\w*|hard|heavy|return\w*|refund\w*|disappoint\w*|"
    r"poor\w*|bad\w*|wors[et]|leak\w*|loose\w*|crack\w*|noisy|uncomfortable|annoy\w*|clumsy|creak\w*|bent|bends|drip\w*|"
    r"flims\w*|scratch\w*|squeak\w*|smell\w*|tight|rattl\w*|wobbl\w*|confus\w*|missing|lack\w*|difficult|dies|died|"
    r"drain\w*|stiff|stuck|peel\w*|fade\w*|torn?|tear|waste|overpriced|problems?|issues?|complain\w*|hat(?:e|ed)|ugly|thin|"
    r"burn\w*|hurt\w*|itch\w*|ache\w*|gets warm|runs warm|hot|sticky|greasy|shrank|shrunk|shame|"
    r"pity|niggle\w*|instead)\b"
    r"|但|不过|就是|可惜|不|没|太|坏|差|慢|吵|重|硬|贵|失望|退|漏|松|裂|难|麻烦|缺|响|咯吱|吱|弯|烫|发热|味|薄|卡|掉|脱|皱"
    r"|褪色|缩水|累|疼|痛|痒|油|粘|闷|后悔|勉强|笨|满了|建议|希望|要是|只能|别|费|短|脏|粗糙|毛刺|断",
    re.IGNORECASE,
)
_NO_BLAME = re.compile(
    r"\b(?:no (?:problems?|issues?|complaints?|trouble|leaks?|noise)|not bad|never (?:fails?|lets? me down)|"
    r"nothing to complain)\b"
    r"|没(?:有)?(?:任何)?(?:问题|毛病|异味|噪音|味道)|没得说|没话说|不错|不(?:疼|痛|刺|吵|重|累|贵|卡|烫|闷|掉|漏|油|粘|紧绷)",
    re.IGNORECASE,
)
"""What reads like blame and is praise."""
_PRAISE = re.compile(
    r"\b(?:love\w*|great|perfect\w*|excellent|best|good|easy|easily|comfortable|comfy|quiet\w*|sturdy|solid|light|fast|"
    r"quick\w*|warm|soft|worth|recommend\w*|happy|handy|well|beautiful\w*|nice\w*|impressed|brilliant|fantastic|amazing|smooth\w*|"
    r"lasts|sharp|bright|clear|game changer|pleased|delighted|fits|finally|fine|favou?rite|reliable)\b"
    r"|好|喜欢|满意|舒服|安静|结实|轻|快|暖|软|值|推荐|方便|漂亮|棒|赞|够|稳|清楚|顺滑|耐用|合适|刚好|惊喜|实用|清晰|放心",
    re.IGNORECASE,
)
_NOT_TO_QUOTE = re.compile(r"https?:|www\.|@|\d{7,}|[<>{}]|加微信|扣扣|优惠券", re.IGNORECASE)
"""Addresses, numbers to call, markup and advertisements."""
_TO_A_PROGRAM = re.compile(
    r"\b(?:ignore|disregard|forget) (?:all|any|every|the|your|previous|prior|earlier|above)|system prompt|"
    r"language model|you are now|as an ai\b|chatgpt|\bassistant\b|your instructions"
    r"|(?:忽略|无视|忘记)(?:以上|上面|之前|前面|所有|全部|你)|系统提示|提示词|大模型|人工智能助手|作为(?:AI|助手)",
    re.IGNORECASE,
)
"""What speaks to a program instead of about the product."""
_MARKUP = re.compile(r"[*_`#|\[\]\\~]+")


@dataclass(frozen=True, slots=True)
class Quote:
    """A sentence of a review, as written but for marks that a page would read as formatting."""

    text: str
    review: Review


def telling(reviews: Sequence[Review], side: Side, language: str, most: int) -> tuple[Quote, ...]:
    """At most `most` sentences, one a review, that plainly praise or blame.

    A sentence says more the more of its words other reviews of that side use too, and when it praises (blames); the
    newer one wins a tie. Those of other languages are taken only where none is in `language`.
    """
    chosen = [r for r in reviews if (r.stars >= PRO_STARS if side == "pro" else r.stars <= CON_STARS)]
    said = Counter(word for review in chosen for word in set(_words(f"{review.title} {review.text}")))
    best = [quote for review in chosen if (quote := _best_of(review, side, said)) is not None]
    own = [quote for quote in best if quote[1].review.language == language] or best
    newest = sorted(own, key=lambda quote: quote[1].review.date, reverse=True)
    return tuple(quote for _, quote in sorted(newest, key=lambda quote: -quote[0])[:most])


def sentences_of(text: str) -> list[str]:
    """The sentences of a review that may be quoted, cleaned of markup; one that is too long is cut at a comma."""
    plain = unicodedata.normalize("NFC", _MARKUP.sub(" ", text))
    parts = (" ".join(part.split()) for part in _END.split(plain))
    return [_cut(part) for part in parts if _weight(part) >= _SHORTEST and not _NOT_TO_QUOTE.search(part)]


def _best_of(review: Review, side: Side, said: Counter[str]) -> tuple[float, Quote] | None:
    """The review's most telling sentence of that side with its weight; None where none may be quoted."""
    if _TO_A_PROGRAM.search(f"{review.title} {review.text}"):
        return None
    scored = [(_says(one, side, said), one) for one in sentences_of(review.text) if _is_of(one, side, review.stars)]
    if not scored:
        return None
    weight, sentence = max(scored, key=lambda one: one[0])
    return weight, Quote(sentence, review)


def _is_of(sentence: str, side: Side, stars: int) -> bool:
    """Whether a sentence praises and does not blame, or blames; one without either word follows five or one star."""
    praise, blame = _tone(sentence)
    telling_alone = _weight(sentence) >= _ALONE
    if side == "pro":
        return not blame and (praise or (stars == BEST and telling_alone))
    return blame or (stars == WORST and telling_alone and not praise)


def _tone(sentence: str) -> tuple[bool, bool]:
    """Whether it has words of praise, and of blame."""
    plain = _NO_BLAME.sub(" ", sentence.replace("’", "'"))
    return bool(_PRAISE.search(sentence)) or plain != sentence, bool(_BLAME.search(plain))


def _says(sentence: str, side: Side, said: Counter[str]) -> float:
    """How much a sentence says for its side."""
    words = set(_words(sentence))
    shared = sum(min(said[word] - 1, 3) for word in words) / (len(words) or 1)
    praise, _ = _tone(sentence)
    tone = 2 * praise if side == "pro" else -praise
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
