"""Reads whom something is for: `for my mother`, `for a 6 year old`, `送给爸爸`, `给6岁的孩子`."""

from __future__ import annotations

import re

from assistant.agent.constraints.numerals import normalise, read_number

_RELATIONS = (
    r"mother|mom|mum|mommy|mummy|father|dad|daddy|parents?|wife|husband|partner|spouse|girlfriend|boyfriend|"
    r"fianc[eé]e?|"
    r"son|daughter|kids?|child|children|baby|babies|toddlers?|newborn|brother|sister|siblings?|twins?|"
    r"grand(?:mother|father|ma|pa|parents?|son|daughter|kids?|children)|granny|nan|aunt|auntie|uncle|niece|"
    r"nephew|cousins?|"
    r"(?:best )?friends?|boss|colleagues?|co-?workers?|teachers?|neighbou?rs?|room ?mates?|flat ?mates?|classmates?|"
    r"in-laws?|mother-in-law|father-in-law|guests?|boys?|girls?|teen(?:ager)?s?|man|men|woman|women|students?|"
    r"dogs?|cats?|pupp(?:y|ies)|kittens?"
)
_ADJECTIVE = r"(?:\w+[- ]){0,3}?"
_AGE = r"(?P<age>\d{1,2})[- ]?(?:years?|yrs?|yo)(?:[- ]old)?s?"
_WHO = rf"{_ADJECTIVE}(?:{_RELATIONS})"
_ENGLISH = (
    re.compile(
        rf"\bfor (?:my|our|his|her|their|an?|the|some)?\s*(?:\w+ )?{_AGE}(?: (?P<who>{_RELATIONS}))?\b", re.ASCII
    ),
    re.compile(rf"\bfor my (?P<birthday>{_RELATIONS})'s (?:birthday|wedding|graduation|anniversary)\b", re.ASCII),
    re.compile(rf"\bfor (?:my|our) (?P<ours>{_WHO})\b(?!'s| (?:room|house|food|toys?|bed))", re.ASCII),
    re.compile(rf"\b(?:gift|present|something)s? for (?:an?|the|his|her|their)?\s*(?P<given>{_WHO})\b", re.ASCII),
    re.compile(r"\bfor (?P<bare>mom|mum|dad|grandma|grandpa|granny)\b", re.ASCII),
    re.compile(rf"\bmy (?P<turning>{_RELATIONS})(?: is| who is|,)? (?:turning|turns) \d", re.ASCII),
)
_HAN_RELATIONS = (
    r"妈妈|母亲|老妈|妈|爸爸|父亲|老爸|爸|爸妈|父母|老婆|妻子|太太|老公|丈夫|先生|女朋友|男朋友|女友|男友|对象|爱人|"
    r"儿子|女儿|孩子|小孩|宝宝|娃|小朋友|婴儿|新生儿|哥哥|姐姐|弟弟|妹妹|爷爷|奶奶|外公|外婆|姥姥|姥爷|公公|婆婆|岳父|岳母|"
    r"叔叔|阿姨|舅舅|姑姑|侄子|侄女|外甥|外甥女|孙子|孙女|朋友|闺蜜|同事|老板|领导|客户|老师|同学|室友|邻居|老人|长辈|"
    r"男孩|女孩|男生|女生|学生|狗狗|猫咪|狗|猫"
)
_HAN_AGE = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})岁"
_CHINESE = (
    re.compile(rf"(?:送给?|给|为)(?:我|我们|我家|咱|他|她)?的?(?P<who>(?:{_HAN_AGE}的?小?)?(?:{_HAN_RELATIONS}))"),
    re.compile(rf"(?:送给?|给|适合)(?P<who>{_HAN_AGE}的?(?:孩子|小孩|宝宝|男孩|女孩|小朋友)?)"),
)
_SELF = re.compile(r"\b(?:it's |it is |this is |just )?for (?:me|myself)\b|给我?自己|自己用|自用", re.ASCII)
_NOT_FOR = re.compile(r"(?:\bnot|n't|\bno longer|不是|不)\s*(?:be |meant )?$", re.ASCII)
_AGE_IN = re.compile(r"(\d{1,2}|[一二三四五六七八九十]{1,2})(?=[- ]?(?:year|yr|yo|岁))", re.ASCII)


def read_recipient(text: str) -> str | None:
    """Whom something is for, in the shopper's words (`mother`, `6 year old`, `爸爸`); None where nobody is named."""
    plain = normalise(text)
    for pattern in (*_ENGLISH, *_CHINESE):
        for match in pattern.finditer(plain):
            if not _NOT_FOR.search(plain[: match.start()]):
                return _named(match)
    return None


def is_for_oneself(text: str) -> bool:
    """Whether the message says that it is for the shopper themselves."""
    return bool(_SELF.search(normalise(text)))


def age_of(recipient: str) -> float | None:
    """The recipient's age in years where it was said."""
    match = _AGE_IN.search(recipient)
    return read_number(match[1]) if match else None


def _named(match: re.Match[str]) -> str:
    said = {name: value for name, value in match.groupdict().items() if value}
    if "age" in said:
        return f"{said['age']} year old {said.get('who', '')}".strip()
    return " ".join(next(iter(said.values()), "").split())
