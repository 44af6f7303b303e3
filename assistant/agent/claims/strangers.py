"""Finds names of products and brands that nothing in the evidence has: `the Sony WH-1000XM5`, `Hush 3`, 《没有的书》.

A word that is written like a name counts as one unless the evidence, the shop's own name or `ordinary_words` has it.
What the shopper asked for may be named where the sentence says that it is not there.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from assistant.agent.claims.evidence import Evidence
from assistant.agent.claims.mentions import Mention
from assistant.agent.claims.ordinary_words import FOREIGN_BRANDS, FOREIGN_BRANDS_ZH, ORDINARY, ORDINARY_ENDINGS
from assistant.agent.claims.reading import Claim, fold

_TOKEN: Final = re.compile(r"(?<![A-Za-zÀ-ɏ0-9])[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ0-9]*(?:[.'’&\-][A-Za-zÀ-ɏ0-9]+)*", re.ASCII)
_STARTS: Final = re.compile(r"(?:^|[.!?:;。！？：；\"“”(（\[【|>•\n]|(?:^|\s)[-*+]|\d[.)])\s*$", re.ASCII)
_MODEL: Final = re.compile(r"\s?[- ]?(\d{1,4})(?![\d%]|[.,]\d|[a-zA-Z])|\s([IVX]{1,4})\b(?! [a-z])", re.ASCII)
_VARIANT: Final = re.compile(
    r"\s(?:(Pro|PRO|Max|MAX|Mini|MINI|Plus|PLUS|Ultra|ULTRA|Lite|LITE|SE|XL|XS|Gen|Deluxe|Premium|Elite|Turbo|Prime|"
    r"Neo|Nano|"
    r"Studio|Sport|Edition|Signature)\b)",
    re.ASCII,
)
_TITLED: Final = re.compile(r"《([^《》]{1,60})》|「([^「」]{1,40})」|『([^『』]{1,40})』")
_BRAND_ZH: Final = re.compile(r"(?:品牌|牌子)(?:是|为|：|:|叫)\s*[“「]?([\u4e00-\u9fff]{2,5}|[A-Za-z][A-Za-z ]{1,20})")
_BRAND_EN: Final = re.compile(
    r"\b(?:brand(?: is|:| called| named)|made by|from the makers of|by the brand) ([A-Z][\w&'-]+)"
)
_AFTER_BRAND: Final = frozenset("的这那和与跟及是品牌家出有也都在为推系公旗款更比最还就同或、")
_ABSENT: Final = re.compile(
    r"\b(?:not|n't|no|none|nothing|without|unfortunately|don't|doesn't|isn't|aren't|cannot|can't|couldn't|"
    r"instead of)\b|n't\b|"
    r"\byou (?:asked|mentioned|wanted|want|said|named|are looking|were looking|search)|"
    r"没有|没找到|不(?:卖|销售|是|提供|经营|售)|无法|未|抱歉|您(?:问|提|说|想|要|找)",
    re.IGNORECASE,
)


def strangers_in(
    sentence: str, mentions: Sequence[Mention], claims: Sequence[Claim], evidence: Evidence
) -> Iterator[str]:
    """The names in a sentence that nothing backs, as they are written."""
    known = evidence.words()
    asked = fold(" ".join(evidence.asked))
    absent = bool(_ABSENT.search(sentence))
    for name in _named(sentence, mentions, claims, evidence, known):
        if not (absent and fold(name) in asked):
            yield name


def code_spans(sentence: str) -> list[tuple[int, int]]:
    """Where model codes stand (`WH-1000XM5`): the numbers in them are part of a name."""
    return [match.span() for match in _TOKEN.finditer(sentence) if any(char.isdigit() for char in match[0])]


def _named(
    sentence: str, mentions: Sequence[Mention], claims: Sequence[Claim], evidence: Evidence, known: frozenset[str]
) -> Iterator[str]:
    yield from (name for name in _models(sentence, mentions, claims) if not evidence.contains(fold(name)))
    yield from _titles(sentence, evidence)
    yield from _brands(sentence, mentions, evidence)
    yield from _invented_zh(sentence, evidence)
    covered = [(m.start, m.end) for m in mentions] + [(c.start, c.end) for c in claims if c.kind != "number"]
    for token in _TOKEN.finditer(sentence):
        if any(start < token.end() and token.start() < end for start, end in covered):
            continue
        if _is_strange(token[0], bool(_STARTS.search(sentence[max(0, token.start() - 12) : token.start()])), known):
            yield token[0]


def _is_strange(word: str, opens: bool, known: frozenset[str]) -> bool:
    """Whether a word is written like a name or a model code and is neither known nor ordinary.

    `opens` is whether it opens a sentence or a part of one, where every word is capitalised.
    """
    folded = _without_accents(fold(word))
    parts = [part for part in re.split(r"[-'’&.]", folded) if part]
    if folded in known or fold(word) in known or all(part in known or part in ORDINARY for part in parts):
        return folded in FOREIGN_BRANDS and folded not in known and folded != word
    if parts[0] in FOREIGN_BRANDS and folded != word:
        return True
    if any(char.isdigit() for char in word):
        return not all(part in known or part in ORDINARY or part.isdigit() for part in parts)
    if not word[0].isupper() and not any(char.isupper() for char in word[1:]):
        return False
    if (opens and not any(char.isupper() for char in word[1:])) or (word.isupper() and len(word) <= 5):
        return False
    return not all(_is_ordinary(part) or part in known for part in parts)


def _without_accents(word: str) -> str:
    return word if word.isascii() else "".join(c for c in unicodedata.normalize("NFKD", word).lower() if c.isascii())


def _is_ordinary(word: str) -> bool:
    """Whether a word, or what it is the plural or a form of, is an ordinary one."""
    if word in ORDINARY or len(word) < 2 or word.endswith(ORDINARY_ENDINGS):
        return True
    return (word.endswith("s") and word[:-1] in ORDINARY) or (word.endswith("es") and word[:-2] in ORDINARY)


def _models(sentence: str, mentions: Sequence[Mention], claims: Sequence[Claim]) -> Iterator[str]:
    """A number or variant after a known name that makes it the name of something else: `Hush 3`, `Glade Pro`."""
    taken = [(claim.value_start, claim.value_end) for claim in claims if claim.kind != "number"]
    for mention in mentions:
        number, variant = _MODEL.match(sentence, mention.end), _VARIANT.match(sentence, mention.end)
        if variant:
            yield sentence[mention.start : variant.end()]
        elif number:
            at = number.start(1) if number[1] else number.start(2)
            if not any(start <= at < end for start, end in taken):
                yield sentence[mention.start : number.end()]


def _titles(sentence: str, evidence: Evidence) -> Iterator[str]:
    for match in _TITLED.finditer(sentence):
        title = next(group for group in match.groups() if group)
        if not evidence.contains(fold(title.strip())):
            yield title
    for pattern in (_BRAND_ZH, _BRAND_EN):
        for match in pattern.finditer(sentence):
            words = fold(match[1]).strip()
            if not any(evidence.contains(words[:length]) for length in range(len(words), 1, -1)):
                yield match[1]


def _brands(sentence: str, mentions: Sequence[Mention], evidence: Evidence) -> Iterator[str]:
    """Brands of other shops in Chinese, and the catalogue's own that no row of the evidence has."""
    yield from (match[0] for match in FOREIGN_BRANDS_ZH.finditer(sentence) if not evidence.contains(fold(match[0])))
    for start, name in _candidates(sentence, evidence):
        inside = any(m.start <= start < m.end for m in mentions)
        if not inside and not evidence.contains(fold(name)):
            opens = bool(_STARTS.search(sentence[max(0, start - 12) : start]))
            if not (opens and " " not in name and fold(name) in ORDINARY):
                yield name


def _invented_zh(sentence: str, evidence: Evidence) -> Iterator[str]:
    """A brand's Chinese name that runs on into a name no row has: 云雀静音王."""
    for brand in {row.title_zh.partition(" ")[0] for row in evidence.rows if " " in row.title_zh}:
        if 2 <= len(brand) <= 4 and not brand.isascii():
            for match in re.finditer(rf"{re.escape(brand)}([\u4e00-\u9fff]{{2}})", sentence):
                follows = match[1]
                if follows[0] not in _AFTER_BRAND and not evidence.contains(follows):
                    yield match[0]


def _candidates(sentence: str, evidence: Evidence) -> Iterator[tuple[int, str]]:
    """Runs of one to four words that are brands of the catalogue."""
    if not evidence.brands:
        return
    tokens = list(_TOKEN.finditer(sentence))
    for first, token in enumerate(tokens):
        if token[0][0].isupper():
            for last in tokens[first : first + 4]:
                name = sentence[token.start() : last.end()]
                if name in evidence.brands:
                    yield token.start(), name
