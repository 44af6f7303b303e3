"""Reads whom something is for: `for my mother`, `for a 6 year old`, `送给爸爸`, `给6岁的孩子`."""

from __future__ import annotations

import re

from assistant.agent.constraints.numerals import normalise, read_number

_RELATIONS = (
    r"mother|mom|mum|mommy|mummy|father|dad|daddy|parents?|wife|husband|partner|spouse|girlfriend|boyfriend|"
    r"fianc[eé]e?|"
    r"son|daughter|kids?|child|children|baby|babies|toddlers?|newborn|brother|sister|siblings?|twins?|"
    r"grand(?:mother|father|ma|pa|dad|mom|mum|parents?|son|daughter|kids?|children)|grandad|gran|granny|grandpa|gramps|"
    r"nana?|aunt|auntie|uncle|niece|hubby|missus|bro|sis|mate|buddy|pal|god(?:son|daughter|father|mother|child)|"
    r"step(?:son|daughter|father|mother|dad|mum|mom|brother|sister)|"
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
    re.compile(
        rf"\b(?:my|our) (?P<whose>{_WHO})'s (?:\d+(?:st|nd|rd|th) )?(?:(?:birthday|christmas|wedding|graduation) )?"
        r"(?:presents?|gifts?)\b",
        re.ASCII,
    ),
    re.compile(rf"\bfor (?:my|our) (?P<ours>{_WHO})\b(?!'s| (?:room|house|food|toys?|bed))", re.ASCII),
    re.compile(rf"\b(?:gift|present|something)s? for (?:an?|the|his|her|their)?\s*(?P<given>{_WHO})\b", re.ASCII),
    re.compile(r"\bfor (?P<bare>mom|mum|dad|grandma|grandpa|granny)\b", re.ASCII),
    re.compile(rf"\bmy (?P<turning>{_RELATIONS})(?: is| who is|,)? (?:turning|turns) \d", re.ASCII),
)
_HAN_WORDS = (
    "女朋友 男朋友 未婚妻 未婚夫 小朋友 新生儿 双胞胎 丈母娘 老丈人 外甥女 外孙女 "
    "老人家 妈妈 母亲 老妈 爸爸 父亲 老爸 爸妈 父母 爹妈 老婆 妻子 太太 媳妇 老公 "
    "丈夫 先生 女友 男友 对象 爱人 儿子 女儿 闺女 孩子 小孩 宝宝 婴儿 哥哥 姐姐 "
    "弟弟 妹妹 姐夫 妹夫 嫂子 弟媳 表哥 表姐 表弟 表妹 堂哥 堂姐 堂弟 堂妹 爷爷 "
    "奶奶 外公 外婆 姥姥 姥爷 公公 婆婆 岳父 岳母 叔叔 婶婶 伯伯 伯父 伯母 大伯 "
    "阿姨 姨妈 小姨 舅舅 舅妈 姑姑 姑妈 姑父 侄子 侄女 侄儿 外甥 孙子 孙女 孙儿 "
    "外孙 儿媳 女婿 亲戚 朋友 闺蜜 兄弟 哥们 同事 老板 领导 上司 客户 老师 师傅 "
    "同学 室友 舍友 邻居 老人 长辈 男孩 女孩 男生 女生 学生 狗狗 猫咪 妈 爸 爹 "
    "娘 娃 哥 姐 弟 妹 姨 舅 狗 猫"
)
_HAN_RELATIONS = "|".join(_HAN_WORDS.split())
"""The longest first, so that 外甥女 is no 外甥."""
_HAN_AGE = r"(?:\d{1,2}|[一二三四五六七八九十]{1,2})岁"
_CHINESE = (
    re.compile(
        rf"(?:送给?|给|为)(?:我|我们|我家|咱家?|他|她|自己)?的?(?:小|大|老|二|三)?(?P<who>(?:{_HAN_AGE}的?小?)?(?:{_HAN_RELATIONS}))(?!节)"
    ),
    re.compile(rf"(?P<who>(?:{_HAN_RELATIONS}))的?(?:生日|新年|圣诞|结婚|毕业)?的?(?:礼物|礼品)"),
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


_GROWN = (
    r"(?:mother|mom|mum|mommy|mummy|father|dad|daddy|parents?|wife|husband|partner|spouse|girlfriend|boyfriend|"
    r"fianc[eé]e?|brother|sister|siblings?|grand(?:mother|father|ma|pa|dad|mom|mum|parents?)|grandad|gran|granny|"
    r"gramps|nana?|aunt|auntie|uncle|niece|nephew|cousins?|hubby|missus|bro|sis|mate|buddy|pal|(?:best )?friends?|"
    r"boss|colleagues?|co-?workers?|teachers?|neighbou?rs?|room ?mates?|flat ?mates?|in-laws?|mother-in-law|"
    r"father-in-law)"
)
_OURS = rf"(?:my|our) (?:(?:old|dear|elderly|little|big|older|younger) )?{_GROWN}"
_GROWN_ZH = (
    r"(?:小|大|老|二|三)?(?!(?:孩子|小孩|宝宝|娃|小朋友|婴儿|新生儿|老人|长辈|男|女孩|女生|学生|狗|猫))"
    rf"(?:{_HAN_RELATIONS})"
)
_FOR_SOMEBODY = re.compile(
    rf"\bfor {_OURS}\b(?!'s|\s+(?:who|that|room|house|food|and))|"
    rf"\b{_OURS}'s (?=(?:\w+ )?(?:presents?|gifts?)\b)|"
    rf"(?:想?要?送给?|想?给|为)(?:我|我们|我家|咱家?|他|她|自己)?的?{_GROWN_ZH}(?!节)的?|"
    rf"(?:我|我们|我家|咱家?)?的?{_GROWN_ZH}的?(?=(?:生日|新年|圣诞|结婚|毕业)?的?(?:礼物|礼品))",
    re.ASCII,
)


def without_recipient(text: str) -> str:
    """Normalised text without the grown-up it says something is for; children and pets say what is wanted and stay."""
    return " ".join(_FOR_SOMEBODY.sub(" ", text).split())


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
