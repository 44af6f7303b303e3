"""Chinese names of another build: everyday words as names, given names alone, pet names, titles, several in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from records.redaction.findings import Candidate
from records.redaction.folding import HOLE
from records.redaction.han_words import no_pet_names_zh, plain_surnames_zh
from records.redaction.known_words import chinese_given, chinese_surnames, first_names, ordinary_en

_HAN = "[\u4e00-\u9fff]"
_END = rf"(?=[ ,，。.、;；:：!！?？\n)）~～]|{HOLE}|$)"
_LABELS = (
    "(?:收件人|收货人|签收人|联系人|下单人|订货人|订购人|购买人|取件人|取货人|提货人|寄件人|发件人|受赠人|"
    "持卡人|户名|户主|姓名|(?:收件|收货)(?=[:： ])|订餐人|"
    "会员姓名|客户姓名|真实姓名|新郎|新娘|寿星|署名|落款)"
)
_LABELLED = re.compile(
    rf"{_LABELS}(?:的?(?:名字|姓名))?(?:就?是|写的?是?|填|叫|用|改成|改为|换成|:|：| "
    rf")*[\"“「'‘]?({_HAN}{{2,3}}){_END}"
)
_BEFORE_TAKES = re.compile(
    rf"(?:^|[ ,，。;；:：\n写给由{HOLE}])({_HAN}{{2,3}}) ?(?:亲收|代收|签收|亲启|收)(?=[ "
    rf",，;；:：\n]{{0,2}}(?:{HOLE}|$))"
)
_BESIDE_HOLE = re.compile(
    rf"(?:^|[\n;；])({_HAN}{{2,3}})[ ,，]{{1,2}}{HOLE}[ ,，\n]{{0,2}}(?:{HOLE}|$)|{HOLE}[ "
    rf",，]{{1,2}}({_HAN}{{2,3}})[ ,，]{{1,2}}{HOLE}"
)
_GIVEN_TO = re.compile(
    rf"(?:寄给|发给|送给|交给|转交给?|转给|带给|递给|快递给|邮给|留给|写给|献给|赠给?|祝|联系|通知|"
    rf"找)({_HAN}{{2,3}})(?=[,，。!！;；\n]|$|签收|代收|收$|收[,，。])"
)
_CUE = (
    "(?:寄给|发给|送给|交给|转交给?|转给|带给|给|留给|写给|写|叫|落款|署名|联系|找|麻烦|让|请|我是|这是|快递员|"
    "骑手|司机|店员|导购|销售|客服|同事|室友|闺蜜|发小|"
    "邻居|同学|朋友|表姐|表哥|表妹|表弟|堂哥|堂姐|收件人|收货人|联系人|通知|告诉|送|喊|问|跟|和|帮|替|祝|谢谢|"
    "感谢|亲爱的|刻|刻上|印)"
)
_AFTER = (
    r"(?=[ ,，。、;；:：!！?？\n\"”」'’~～)）]|$|寄|送|发|也|买|带|就行|就好|就可以|签|收|代|说|在|的(?:快递|"
    r"包裹|订单|生日|名字|电话)|来|去|拿|取|一起|一份|过生日|生日|"
    r"那|订|下单|选|挑|打|留|把|退|换|姐|哥|妈|爸)"
)
_ENGRAVED = re.compile(
    rf"(?:刻字?|刻上|刻名字?|印上|绣上?|写上)[:： “\"]{{1,2}}({_HAN}{{2,3}})(?=[和、&与+❤♥]|{_END[3:-1]})"
)
_PET = re.compile(rf"{_CUE}[:： “\"‘]?((?:[小阿老]{_HAN})|({_HAN})\2){_AFTER}")
_PET_SIGNED = re.compile(
    rf"(?:(?:谢谢|感谢|谢啦|谢了|多谢|拜托了|辛苦了)[ ,，。!！~～\n]{{1,2}}|[\n—~～-]{{1,2}} ?|"
    rf"爱你的)((?:[小阿老]{_HAN})|({_HAN})\2)[。.!！~～ ]*$"
)
_PARENT_OF = re.compile(
    rf"(?<!{_HAN})(?:麻烦|让|给|是|我是|找|叫|请|联系)?(({_HAN})\2|[小阿]{_HAN})(?:妈妈|爸爸|妈|爸|奶奶|爷爷|"
    rf"外婆|外公|家长)(?!的?奶)"
)
_TITLES = (
    "(?:老师|师傅|阿姨|叔叔|大姐|大哥|大叔|大妈|大爷|经理|主任|会计|医生|教授|店长|老板|奶奶|爷爷|同学|"
    "教练|护士|律师|校长|院长|组长|警官|先生|女士|小姐|太太)"
)
_TITLED = re.compile(
    rf"(?:^|[ ,，。;；:：!！?？\n、]|你好|您好|找|给|让|叫|和|联系|问|麻烦|请|我是|送给|寄给|转交|交给|谢谢|"
    rf"隔壁|门卫|前台|楼下|楼上|物业|我同事|客服|快递)"
    rf"([{{surnames}}]){_TITLES}(?!{_TITLES}|傅|们|节|傅傅|口味|家的(?!快递|包裹|订单))"
)
_SHORT_TITLED = re.compile(
    r"(?:^|[ ,，。;；:：!！?？\n、]|找|给|让|叫|联系|麻烦|请|我是|送给|寄给|转交|交给|"
    r"谢谢)([{surnames}])(?:姐|哥|总|工|叔|姨|嫂|婶)(?=[ ,，。、!！?？:：\n]|$|签|收|代|说|在|的|那|来|去|也|一|"
    r"帮|请|麻烦|能|你|您|给我|我)"
)
_USUAL = (
    "张王李刘陈杨赵黄周吴徐孙胡朱郭何罗梁宋郑谢韩唐冯董萧曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎"
    "余潘杜戴夏汪田任姜范姚谭廖邹熊陆郝孔崔邱秦顾侯邵孟龙万段雷钱汤尹黎易武乔贺赖龚"
)
"""Single family names that are nothing else before a title."""
_SINGLE_NAME = re.compile(
    rf"(?:单名一?个?|单字一?个?|单名|名字就一个字[,，]?)[ “\"‘]?({_HAN})(?:字|[ "
    rf",，。!！”\"’]|$)"
)
_TAKES_LATIN = re.compile(
    r"(?<![A-Za-z])([A-Z][a-z]{1,14}(?: [A-Z][a-z]{1,14})?) ?(?:亲收|代收|签收|亲启|代领|代取|收(?=[ ,，。;；\n]|$))"
)
_LATIN_TOLD = re.compile(
    r"(?:收件人|收货人|联系人|前台|同事|寄给|送给|交给|祝|署名|落款|刻|朋友|老婆|老公|女儿|儿子)(?:是|叫|写|：|"
    r":| )?([A-Z][a-z]{2,14})(?=[,，。;；\n!！]|$|就行|收|签|生日)"
)
_OF_AN_ORDER = re.compile(
    rf"^({_HAN}{{2,3}})[,， ]{{1,2}}(?:单号|订单号?|会员号?|尾号|工号|手机尾号)[是为: ]?[A-Za-z\d]"
)
_BIRTHDAY = re.compile(
    rf"(?:祝|给|是|为|我家|贺|:|,|^)[ “]?(?:(({_HAN})\2|[小阿]{_HAN})(?=小朋友|小同学|生日|"
    rf"[一二三四五六七八九十两\d]{{1,2}}(?:岁|周岁)|百天|满月)"
    rf"|((?![各所有两个几这那些位班园的多孩儿女宝]){_HAN}{{2}})(?=小朋友(?:的|生日|收|,|，|$)|小同学))"
)
_KIN_OF_MINE = re.compile(
    rf"我(?:的|家)?(?:老婆|老公|媳妇|太太|爱人|儿子|女儿|闺女|妈妈?|爸爸?|姐姐?|妹妹?|哥哥?|弟弟?|男朋友|女朋友|"
    rf"对象|室友|同事|闺蜜|朋友|邻居|表姐|表妹|表哥|表弟|嫂子|婆婆|岳母|岳父|爷爷|奶奶|外婆|外公|同学|老板|助理)"
    rf"(?:叫|是|:)?({_HAN}{{2,3}})(?=的(?![一-龥]?[意要])|[,，。 ]|$|来|去|帮|签|代|收|会|过生日|生日)"
)
_OF_STAFF_LATIN = re.compile(
    r"(?:客服|导购|店员|跟单员?|销售|同事|经理|专员|顾问|设计师|老师|老板|采购|助理|秘书|我叫|我是|这边是)[ "
    r":]?([A-Z][a-z]{1,14})(?=[\u4e00-\u9fff,，。 !！]|$)"
)
_OF_ME = re.compile(rf"^(?:你好|您好|亲|喂|哈喽|hi|hello|在吗)?[ ,，。!！~～]{{0,2}}我({_HAN}{{2,3}})[,，。!！ ]")
_ROW = re.compile(
    rf"(?=[、和与跟及]({_HAN}{{2,3}})(?:[、和与跟及 ,，。;；!！?？\n]|$|的|一起|都|各|两|三|四|几|收|{HOLE}))"
)


def given_names_zh(text: str, known: frozenset[str]) -> Iterator[Candidate]:
    """Names in a folded text; `known` are those that were found in it before, beside which others may stand."""
    if text.isascii():
        return
    for pattern in (_LABELLED, _BEFORE_TAKES, _BESIDE_HOLE):
        for found in pattern.finditer(text):
            yield from _whole(found, strange=pattern is not _BESIDE_HOLE)
    engraved: set[str] = set()
    for pattern in (_GIVEN_TO, _ENGRAVED, _OF_AN_ORDER, _KIN_OF_MINE):
        for found in pattern.finditer(text):
            for piece in _whole(found, strange=False):
                engraved.add(piece.value)
                yield piece
    for pattern in (_PET, _PET_SIGNED, _PARENT_OF, _BIRTHDAY):
        for found in pattern.finditer(text):
            yield from _pet_name(text, found)
    for pattern in _titled():
        for found in pattern.finditer(text):
            yield Candidate("name", found.start(1), found.end(), text[found.start(1) : found.end()])
    for found in _SINGLE_NAME.finditer(text):
        yield Candidate("name", *found.span(1), found[1])
    for pattern in (_TAKES_LATIN, _LATIN_TOLD, _OF_STAFF_LATIN):
        for found in pattern.finditer(text):
            first = found[1].split()[0].lower()
            if first in first_names() if pattern is _OF_STAFF_LATIN else first not in ordinary_en():
                yield Candidate("name", *found.span(1), found[1].lower())
    if (me := _OF_ME.match(text)) and (me[1][0] in "何马高石江毛丁" or me[1][0] not in plain_surnames_zh()):
        yield from _whole(me, strange=False)
    yield from _in_a_row(text, known | engraved)


def _whole(found: re.Match[str], *, strange: bool) -> Iterator[Candidate]:
    """The run as a name: a family name and characters of given ones, or with `strange` of given names alone."""
    group = found.lastindex or 1
    written = found[group]
    if _is_word(written):
        return
    surname = next((written[:n] for n in (2, 1) if written[:n] in chinese_surnames()[0] and len(written) > n), "")
    given = written[len(surname) :]
    if (surname or (strange and len(written) == 2)) and all(
        char in chinese_given() or char in _WIDER for char in given
    ):
        yield Candidate("name", *found.span(group), written)


_WIDER = frozenset("兴圆天默夏云静祥乐意然安宁晴秋冬春")
"""Characters of given names that are everyday words."""


def _is_word(written: str) -> bool:
    return written in no_pet_names_zh() or any(written[:n] in _VERBS for n in (1, 2)) or bool(_NO_NAME.search(written))


_VERBS = frozenset(
    ["都要", "全要", "安排", "想要", "明白", "后悔", "方便", "应该", "成功", "都是", "都有", "还没", "别要"]
)
_NO_NAME = re.compile("[不没错改填要吗呢吧的了电话号码址名快递件货寄退换发么怎谁哪这那个到过来去在把被让再又就还]")


def _pet_name(text: str, found: re.Match[str]) -> Iterator[Candidate]:
    group = 1 if found[1] else 3
    written = found[group]
    longer = text[found.start(group) : found.start(group) + 3]
    if (
        written in no_pet_names_zh()
        or longer in no_pet_names_zh()
        or not all(char in chinese_given() or char in chinese_surnames()[0] for char in written[1:])
    ):
        return
    if written[0] == "老" and (written[1] not in chinese_surnames()[1]):
        return
    yield Candidate("name", *found.span(group), written)


@lru_cache(maxsize=1)
def _titled() -> tuple[re.Pattern[str], ...]:
    """The patterns of titles, with the single family names that are nothing else before a title."""
    return tuple(re.compile(pattern.pattern.replace("{surnames}", _USUAL)) for pattern in (_TITLED, _SHORT_TITLED))


def _in_a_row(text: str, known: frozenset[str]) -> Iterator[Candidate]:
    """What stands beside a name with 、 or 和 between and can be one: `宋佳、胡蝶、秦岚`."""
    values = set(known)
    lengths = set(map(len, values))
    for found in _ROW.finditer(text):
        at = found.start()
        if any(text[max(0, at - length) : at] in values for length in lengths):
            for piece in _whole(found, strange=True):
                values.add(piece.value)
                lengths.add(len(piece.value))
                yield piece
