"""The words before and after a Chinese name, and how sure each makes it; `words/name_cues_zh.txt` has the first."""

from __future__ import annotations

import re
from functools import lru_cache

from records.redaction.folding import HOLE
from records.redaction.han_words import cue_words_zh, titles_zh

NAMED, TOLD, SEND, KIN, HINT = 5.5, 5.0, 3.2, 2.6, 2.2
_WEIGHTS = {"self": 1.6, "hint": HINT, "kin": KIN, "send": SEND, "told": TOLD}
"""How much the words before a name weigh: 我叫, 寄给, 我老公."""
_WEAK = 0.8
"""How much a mark, a 的 or the beginning weighs."""
_BESIDE = 2.2
_BETWEEN = "[ \t\n?？:,、，\"“”'‘’【《「『(（—…~*_|/=-]{0,4}"
_FILLER = "(?:就|也|还|答|那个|这个|小朋友|爱你的|的|是|为|填|写|写的|写的是|叫|改成|改为|换成|我|从){0,2}"
_KIN_CALLED = re.compile("(?:子|儿|女|友|师|妈|爸|哥|姐|弟|妹|公|婆|事|学|人|宝|娃|的)叫")
_NAMED = re.compile(
    "(?:(?:我|俺|咱|他|她|本人|[子儿女友师妈爸哥姐弟妹公婆事学人宝娃夫妻孙孩的])(?:就|也|真|都|确实|真的|"
    "是)?叫(?:做|作)?"
    "|(?:真名|大名|全名|本名|姓名|小名|(?<![品店牌司件])名字)(?:就?是|叫|:)|(?:收件|收货|联系|签收|寄件|"
    "取件)人(?:叫|:|是)"
    "|(?<=姓[\u4e00-\u9fff])名|(?<=姓[\u4e00-\u9fff]{2})名"
    "|(?<![A-Za-z])(?:To|From|TO|FROM)(?=[ :][ \u4e00-\u9fff]|[\u4e00-\u9fff])"
    "|[\u2764\u2665\u2661\U0001f495\U0001f496\U0001f497\U0001f498\U0001f49e])"
    "[ :,“\"‘']{0,2}"
)
"""What a name must follow if nothing else does: 我叫, 名字是, a heart between two."""
WEAKLY = re.compile(rf"[ \t\n:,;.。!?！？；，、：\"“”'‘’【】《「『(（)）—…~*_|/=-]|{HOLE}|[的个亲哦呢吧了吗]")
EXPLAINED = re.compile("[,，。 、(（][^,，。、 ]{1,8}?的([\u4e00-\u9fff])")
FOLLOWS = re.compile(
    "电话|手机|号码|地址|家住|今年|现在|今天|昨天|明天|刚刚|刚才|来自|来的|订单|下单|下的|想|邮箱|邮编|身份|"
    "本人|以前|之前|申请|预订"
    "|一共|微信|快递|要|需要|麻烦|请|公司|家里|在|打|买|签|收|代|说|用|查|问|换|改|写|填|给|帮|和|跟|与|就|也|"
    "都|还|不|没|有|是|的|吗|吧"
    "|呢|啊|呀|哦|哈|嘛|啦|了|过|那|这|你|您|我|他|她|它|们|各|乱|自己|两|名下|小朋友|爸|妈|先生|女士|小姐|经理|"
    "能|可以|会|住|从|一起|一块|推荐|发|寄|送|邮|拿|留|付|昨|上周|上个?月|上次|之前|刚|已|觉得|前天|家|等"
    "|到|去|把|被|让|祝|生日"
)


def cue_weights(text: str) -> dict[int, float]:
    """How much what stands before a place in the text speaks for a name there; other places are left out."""
    weights = {0: _WEAK}
    for mark in WEAKLY.finditer(text):
        weights[mark.end()] = _BESIDE if mark[0] == HOLE else _WEAK
    for sureness in _WEIGHTS:
        for found in _cue(sureness).finditer(text):
            for group in (1, 2, 3):
                if (end := found.end(group)) >= 0:
                    weights[end] = max(weights.get(end, 0.0), _WEIGHTS[sureness])
    for found in _KIN_CALLED.finditer(text):
        weights[found.end()] = max(weights.get(found.end(), 0.0), 4.0)
    for found in _NAMED.finditer(text):
        weights[found.end()] = NAMED
    return weights


@lru_cache(maxsize=8)
def _cue(sureness: str) -> re.Pattern[str]:
    """The words of one kind at any place; the groups end where a name may begin."""
    words = "|".join(sorted(cue_words_zh()[sureness], key=len, reverse=True))
    if sureness == "told":
        return re.compile(rf"(?=({words})({_BETWEEN})({_FILLER}{_BETWEEN}))")
    if sureness == "kin":
        return re.compile(rf"(?=({words})({_BETWEEN})((?:叫|是|姓){_BETWEEN})?)")
    return re.compile(rf"(?=({words})([ \"“'‘【《「:,/|-]{{0,2}})())")


@lru_cache(maxsize=1)
def after() -> re.Pattern[str]:
    """What follows a name and hardly anything else: 签收, 的包裹, 是我名字."""
    title = "|".join(titles_zh())
    return re.compile(
        r"[ \"”'’】」』》)）。]{0,2}(?:(?:亲|代)?收"
        "(?!到|藏|费|纳|据|音|缩|腰|口|货|件|款|入|集|购|起|拾|回|个|不|录|几|吗|取|多)"
        rf"|在家(?=[,，。、]|$)|(?:手[上里中]|本人|签收|代收|亲启|代领|代签|代取|收件|收货|上$|留$|留言)|"
        rf"(?:小朋友|{title})"
        "|的(?:订单|包裹|快递|银行卡|卡|账户|帐户|账号|名义|名字|姓名|手机|电话|地址|邮箱|号码|单子|身份证|生日|"
        "那单|那个)"
        "|(?:改|换)[成为]|名下|下[过了]?[一两几这那]?[单个]|下的单|下单的|(?:这|那)个(?:名字|包裹|订单|人)|"
        "我的名字|就是我|就是本人|这个?名字"
        "|[,，。 ]{0,2}(?:对[,，])?(?:就?是)?[这那我]个?的?名字?(?!牌)|[,，] ?\\S{1,3}族)"
    )


AFTER_SURELY = re.compile(
    r"[ \"”'’]{0,2}(?:是(?:我|俺|咱|本人|他|她)的?(?:(?:本|真|大|全|小|乳|曾用|笔|网)?名|昵称|外号|花名)|"
    r"这个名字是我|敬上|敬启|敬赠|谨上|谨启|顿首|拜上)"
)
"""What follows a name and nothing else."""
