"""Chinese names in Latin letters inside a Chinese message: `Lin Xiaoyu 是护照名`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from records.redaction.findings import Candidate
from records.redaction.known_words import ordinary_en, pinyin_surnames

_SYLLABLE = (
    "(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    "(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|van|ai|ei|ui|ao|ou|iu|ie|ue|ve|er|an|en|in|un|ia|ua|uo|[aeiouv])"
)
_GIVEN = rf"{_SYLLABLE}(?:['-]?{_SYLLABLE})?"
_PAIR = re.compile(
    rf"(?<![A-Za-z])(?=([A-Za-z]{{2,9}})[ ,]{{1,2}}({_GIVEN}(?: {_GIVEN})?)(?![A-Za-z\d'-]))", re.IGNORECASE
)
"""At any word: `wo jiao wang xiaoming` holds three pairs, one of which is a name."""
_SAID = re.compile(
    r"(?:\bjiao|\bpinyin|拼音|叫|名字?|姓名|收件人?|收货人?|护照|英文|我是|联系人|写|是|填|给)[ :是为写填叫]{0,3}$",
    re.IGNORECASE,
)
_SAID_BEHIND = re.compile("[ ,]{0,2}(?:是?(?:护照|拼音|我的?名|本人)|收|签收|亲启|这个名|的(?:订单|包裹|快递|护照|名))")
_HAN = re.compile("[\u4e00-\u9fff]")


def pinyin_names(text: str) -> Iterator[Candidate]:
    """Family names with given ones in pinyin, in a folded text that has Chinese characters or says `jiao`."""
    if not _HAN.search(text):
        return
    for found in _PAIR.finditer(text):
        family, given = found[1], found[2]
        if family.lower() not in pinyin_surnames() or _is_english(family, given):
            continue
        capital = family[0].isupper() and given[0].isupper() and len(given) > 2
        lead = text[max(0, found.start() - 12) : found.start()]
        if _SAID.search(lead) or _SAID_BEHIND.match(text, found.end(2)) or (capital and not given.isupper()):
            yield Candidate("name", found.start(1), found.end(2), f"{family} {given}".lower())


def _is_english(family: str, given: str) -> bool:
    return any(word.lower() in ordinary_en() for word in (family, *given.split()) if len(word) > 2)
