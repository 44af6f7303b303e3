"""Chinese names and addresses by families: whoever is named in whatever sentence, and words that are nobody."""

from __future__ import annotations

import pytest

from records.redaction.han_cues import NAMED, TOLD, cue_weights
from records.redaction.han_words import cue_words_zh, peoples_zh, plain_surnames_zh, titles_zh
from records.redaction.known_words import chinese_surnames
from records.redaction.redactor import Redactor

REDACTOR = Redactor(b"k" * 32)
NAMES = [
    "张伟",
    "陈静怡",
    "徐浩然",
    "马晓东",
    "郑浩",
    "吕思远",
    "蒋欣然",
    "韩冰",
    "覃思",
    "匡志伟",
    "裘德胜",
    "邢彩凤",
    "逯一帆",
    "欧阳若兮",
    "林小雨",
    "孔祥瑞",
]
TOLD_FRAMES = (
    "我叫{}，查下订单",
    "收件人：{}",
    "收货人改成{}",
    "联系人是{}，白天都在",
    "我的名字叫{}",
    "户名：{}，退款退这里",
    "持卡人{}",
    "孩子名字叫{}，绣在书包上",
)
HINTED_FRAMES = (
    "麻烦交给{}",
    "您好我是{}",
    "我老公{}昨天下的单",
    "我同事{}也想买一个",
    "请{}签收",
    "让{}代收一下",
    "查一下{}的订单",
    "刻上“{}”两个字",
    "{}，13800138000",
    "订单不是{}，别写错了",
    "{}是我的名字",
    "快递员说是{}签收的",
)
ADDRESSES = (
    "望京花园3-2-501",
    "三号楼二单元五零一",
    "和平里5号楼",
    "渝北区龙溪街道新牌坊一路22号附5号",
    "四川省绵阳市三台县芦溪镇五柳村3社",
    "贵州省遵义市湄潭县兴隆镇龙凤村田家沟组",
    "华中科技大学韵苑宿舍26栋315",
    "大连市中山区人民路15号国际金融大厦18F-C",
    "长沙市雨花区韶山中路 489 号 万博汇 3 栋 1907",
    "香港沙田沙角邨金鶯樓12樓1205室",
    "新北市板橋區文化路一段188巷22弄6號5樓",
    "和平新村十二幢三零二",
    "梅林一村12栋3A",
    "太仓市城厢区中央大接120号",
    "嘉定区曹安公路4800号",
    "佛山市顺德区工业大道23号美居产业园6号厂房",
    "沙田禾輋邨豐和樓1208室",
    "青岛市香港中路六十六号甲十二楼",
    "太原市小店区平阳路44弄2楼左手门",
    "澳門氹仔南京街128號利民大廈3座15樓F",
)
HARMLESS = (
    "收货人信息在哪里修改",
    "姓名可以不填吗",
    "抬头写公司可以吗",
    "我是学生，有优惠吗",
    "时间方便的话明天送",
    "寄给朋友可以不放小票吗",
    "我朋友推荐的，有推荐奖励吗",
    "和平精英的皮肤能充吗",
    "康师傅和统一哪个卖得好",
    "商家已收到您的取消申请",
    "可以代写祝福语吗，落款怎么弄",
    "高跟鞋5厘米的有38码吗",
    "送到楼下就行",
    "发广东省多少运费",
    "三号色和二号色哪个显白",
    "满300减40，叠加9折是多少",
    "3-2-1倒计时灯怎么调",
    "我叫了快递，怎么没人来",
    "叫外卖，行吗",
    "商品名字是保温杯",
    "请提供手机号码，姓名，谢谢",
    "快递放小区南门可以吗",
    "这款song mode怎么开",
    "市区内3号能到吗",
    "吴裕泰茉莉花茶有小罐的吗",
)


def found(text: str) -> str:
    """Everything found in the text, one after another."""
    return "".join(one.original for one in REDACTOR.redact(text, "customer:C-001").findings)


@pytest.mark.parametrize("frame", TOLD_FRAMES + HINTED_FRAMES)
def test_a_name_is_found_whoever_it_is(frame: str) -> None:
    missed = [name for name in NAMES if name not in found(frame.format(name))]
    assert missed == []


@pytest.mark.parametrize("frame", ["{}", "寄到{}，谢谢", "我住{}", "收货地址：{}", "{} 周末送"])
def test_an_address_is_found_to_its_last_door(frame: str) -> None:
    missed = [address for address in ADDRESSES if address not in found(frame.format(address))]
    assert missed == []


@pytest.mark.parametrize("text", HARMLESS)
def test_shopping_words_are_nobody(text: str) -> None:
    assert found(text) == ""


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("收件人安全，真有人叫这名", "安全"),
        ("我叫万 芳，万是一万的万", "万 芳"),
        ("收件人写扎西顿珠就可以了", "扎西顿珠"),
        ("我是乌兰其其格，上次那双靴子", "乌兰其其格"),
        ("迪丽娜尔·阿不都热合曼 收件", "迪丽娜尔·阿不都热合曼"),
        ("客户是我们老板邬总", "邬总"),
        ("濮院长要的样品寄了吗", "濮院长"),
        ("我姓欧阳", "欧阳"),
        ("叫我Kevin就好", "Kevin"),
        ("男朋友叫項羽彤", "項羽彤"),
        ("我叫方圆，不是形状", "方圆"),
        ("孩子就叫多多，绣这两个字", "多多"),
        ("真名是知远", "知远"),
        ("姓褚名遂宁", "褚遂宁"),
        ("杯子上刻“林夏❤️陆归来”", "林夏陆归来"),
        ("请交到匡海涛手里", "匡海涛"),
        ("《江小鱼》收", "江小鱼"),
        ("周 世 英 分开打的", "周 世 英"),
        ("Lin Xiaoyu 是护照名", "Lin Xiaoyu"),
        ("拼音：zhou yuqing", "zhou yuqing"),
        ("我是簡佩玲", "簡佩玲"),
    ],
)
def test_unusual_names(text: str, name: str) -> None:
    assert found(text) == name


def test_a_name_once_told_is_found_wherever_it_stands_again() -> None:
    assert found("收件人是郎朗月，包裹上也写郎朗月") == "郎朗月郎朗月"


def test_what_stands_before_a_name_says_how_sure_it_is() -> None:
    weights = cue_weights("收件人:张伟")
    assert weights[4] == NAMED
    assert cue_weights("户名:张伟")[3] == TOLD
    assert 5 not in weights


def test_the_lists_hold_what_they_promise() -> None:
    assert set(cue_words_zh()) == {"told", "send", "self", "hint", "kin"}
    assert len(chinese_surnames()[0]) > 500
    assert {"先生", "总"} <= set(titles_zh())
    assert "扎西" in peoples_zh()
    assert "张" not in plain_surnames_zh()
