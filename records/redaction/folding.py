"""One way of writing for what is written in many: full-width characters, other digits, unseen characters, numerals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

HOLE = "\ufffc"
"""Stands for a placeholder, and for what was found already: it is no letter, digit, space or mark."""
_ZEROES = (0x0660, 0x06F0, 0x0966, 0x09E6, 0x0E50, *range(0x1D7CE, 0x1D800, 10))
"""Where the ten digits begin of Arabic, Persian, Devanagari, Bengali, Thai and the mathematical alphabets."""
_TRADITIONAL = (
    "號樓區縣鎮鄉單棟電話碼機對聯繫郵護證張陳劉黃楊趙吳鄭謝許鄧馮蕭蘇"
    "葉呂蔣韓閻羅孫馬萬錢嚴龍賴龔賈譚陸廣東園莊廈請給寫這裡"
    "項儀係問幾時貨麗偉國華鳳蘭強書軍傑飛雲榮慶貴賢寶財喬凱勝勳嘯嬌學寧實導島嶺帥師彥徑應戰揚敵曉會業極楓樂樺橋歡歲漢"
    "潔澤濤濱瀾燁燦獻瑋瑩瓊璽產畢盧祿禎種穎筆範純紅紀紹綺綠維緯縈繡義聖聲聰肅臨艷蓮蓀薔藍藝蘊衛裏覽觀訊詠詩誠諾譽貞賓"
    "贊輝輪辭遠遼達選鄒鄔鍾鋒錦鐵長門閔閩關陽隨雙雞離靈靜韋韻頌順頡顏顧風駿騰驊鮑鳴鴻鵬鶴麥齊衞彌圖條鶯倫個們來後說幫"
    "簡豐嗎臺灣連邊鑼銅鑽圍灘頭溝濟瀋淨堅壩壽處夾奧婁婦娛寬寵將專尋層屬崗嶽幣幹庫廂廠廳弒彈徹恆悅愛憲懷戲戶拋捨據擇擔撥擬攝敘斷晉暉暢曆構樁檢欄權歐殘氣決沖況淺淵減溫準滬滿漁潛潤澗濃灑無煙營爾牆狀獎現琺瑤環"
    "瓏畫當療監盤眾確礎礦禮禪稅穩窩競節築糧約紋納紗級細終組結絕統絲經綜綢線緒緣編練縱總織繼續罷羈習職聽腦膠臘興舉舊艦萊葦蒼薩蝦術補裝製複規視親覺計訂記設評詳認語誤課調論講識譯議變讓豔貝負費貿資賀賣質購贈車"
    "軌轉農進過運違還鄰醫釋針鈞鈴銀銘銳鋪鋼錄錶鎖鎧鏡鐘鑒間閣閱陣際隊險難霧韜響頁須預領題願類顯飯飾館馳駐驗驛鯉鳥鵑鷹鹽麵黨齡龐瀟嫻嫺妝婭嬋嬪媧緹縝繪翹聞芻莖菸葒蘆蘿蘋蘺蟬詔誌諒謙譜豈賜躍軒輕輔輩遲鄺鄲釗鈺"
    "鉅銓銜鋭錚鍵鏘鐸鑑閃閏闕闞陝雋霽靚頤顥颯馭駱騁騫驍驥魯鮮鯤鳶鷗鸞壯聶繆藺談賁酈鈕闊陰鞏顓鬱堯壘夢奮嵐巒廬憐曄朧柵歷毀氫洩浹渾湯滄漣濰瀏灤灝煒煥熾燈燒爭獅疊發盡矯碩禦稱竇籃紓絨綾緋縵繽罈羥膽臉蓋蔭薊虛蠟"
    "襯諧謀趕較辦適雜頓飄鬆魚鴿麼齋齒"
)
_SIMPLIFIED = (
    "号楼区县镇乡单栋电话码机对联系邮护证张陈刘黄杨赵吴郑谢许邓冯萧苏"
    "叶吕蒋韩阎罗孙马万钱严龙赖龚贾谭陆广东园庄厦请给写这里"
    "项仪系问几时货丽伟国华凤兰强书军杰飞云荣庆贵贤宝财乔凯胜勋啸娇学宁实导岛岭帅师彦径应战扬敌晓会业极枫乐桦桥欢岁汉"
    "洁泽涛滨澜烨灿献玮莹琼玺产毕卢禄祯种颖笔范纯红纪绍绮绿维纬萦绣义圣声聪肃临艳莲荪蔷蓝艺蕴卫里览观讯咏诗诚诺誉贞宾"
    "赞辉轮辞远辽达选邹邬钟锋锦铁长门闵闽关阳随双鸡离灵静韦韵颂顺颉颜顾风骏腾骅鲍鸣鸿鹏鹤麦齐卫弥图条莺伦个们来后说帮"
    "简丰吗台湾连边锣铜钻围滩头沟济沈净坚坝寿处夹奥娄妇娱宽宠将专寻层属岗岳币干库厢厂厅弑弹彻恒悦爱宪怀戏户抛舍据择担拨拟摄叙断晋晖畅历构桩检栏权欧残气决冲况浅渊减温准沪满渔潜润涧浓洒无烟营尔墙状奖现珐瑶环"
    "珑画当疗监盘众确础矿礼禅税稳窝竞节筑粮约纹纳纱级细终组结绝统丝经综绸线绪缘编练纵总织继续罢羁习职听脑胶腊兴举旧舰莱苇苍萨虾术补装制复规视亲觉计订记设评详认语误课调论讲识译议变让艳贝负费贸资贺卖质购赠车"
    "轨转农进过运违还邻医释针钧铃银铭锐铺钢录表锁铠镜钟鉴间阁阅阵际队险难雾韬响页须预领题愿类显饭饰馆驰驻验驿鲤鸟鹃鹰盐面党龄庞潇娴娴妆娅婵嫔娲缇缜绘翘闻刍茎烟荭芦萝苹蓠蝉诏志谅谦谱岂赐跃轩轻辅辈迟邝郸钊钰"
    "钜铨衔锐铮键锵铎鉴闪闰阙阚陕隽霁靓颐颢飒驭骆骋骞骁骥鲁鲜鲲鸢鸥鸾壮聂缪蔺谈贲郦钮阔阴巩颛郁尧垒梦奋岚峦庐怜晔胧栅历毁氢泄浃浑汤沧涟潍浏滦灏炜焕炽灯烧争狮叠发尽矫硕御称窦篮纾绒绫绯缦缤坛羟胆脸盖荫蓟虚蜡"
    "衬谐谋赶较办适杂顿飘松鱼鸽么斋齿"
)
"""The traditional characters of places and family names, and what the rules know them by."""
_HIDDEN = re.compile("[\u00ad\u200b-\u200f\u2060\u202a-\u202e\u2066-\u2069\ufe0f\u20e3\ufeff]+")
_ZH_DIGITS = str.maketrans("〇零一幺二两三四五六七八九壹贰叁肆伍陆柒捌玖", "0011223456789123456789")
_ZH_DIGIT = "[〇零一幺二两三四五六七八九壹贰叁肆伍陆柒捌玖]"
_ZH_SPELLED = re.compile(rf"(?:{_ZH_DIGIT}|\d)(?:[ -]?(?:{_ZH_DIGIT}|\d)){{6,}}")
_ANY_ZH_DIGITS = re.compile(rf"{_ZH_DIGIT}[ -]?{_ZH_DIGIT}")
_EN_DIGITS = {
    word: str(digit)
    for digit, words in enumerate(("zero oh o", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"))
    for word in words.split()
}
_EN_WORD = rf"(?:double |triple )?(?:{'|'.join(_EN_DIGITS)})"
_EN_SPELLED = re.compile(rf"\b{_EN_WORD}(?:(?:, ?|-| ){_EN_WORD}){{6,}}\b", re.IGNORECASE)
_ANY_EN_DIGITS = re.compile(r"(?:zero|one|two|three|four|five|six|seven|eight|nine)[ ,-]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in one way of writing; character i of it stood at `starts[i]` to `ends[i]` of the original.

    Both are None where every character stands where it stood.
    """

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def original(self, start: int, end: int) -> tuple[int, int]:
        """Where the piece from `start` to `end`, at least one character, stood in the original."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def fold(text: str, holes: re.Pattern[str]) -> Folded:
    """The text as the rules read it; each match of `holes` becomes one `HOLE`. Linear in its length."""
    plain = text if text.isascii() else text.translate(_table())
    if not plain.isascii() and _ANY_ZH_DIGITS.search(plain):
        plain = _ZH_SPELLED.sub(lambda run: run[0].translate(_ZH_DIGITS), plain)
    pieces = [(m.start(), m.end(), HOLE) for m in holes.finditer(plain)] if "[" in plain else []
    if not plain.isascii():
        pieces += [(m.start(), m.end(), "") for m in _HIDDEN.finditer(plain)]
    if _ANY_EN_DIGITS.search(plain):
        pieces += [(m.start(), m.end(), _spoken(m[0])) for m in _EN_SPELLED.finditer(plain)]
    return _pieced(plain, sorted(pieces)) if pieces else Folded(plain)


def _pieced(plain: str, pieces: list[tuple[int, int, str]]) -> Folded:
    """`plain` with each piece, from start to end, written as its text; pieces inside an earlier one are left out."""
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    for start, end, written in [*pieces, (len(plain), len(plain), "")]:
        if start < at:
            continue
        parts += (plain[at:start], written)
        starts += (*range(at, start), *[start] * len(written))
        ends += (*range(at + 1, start + 1), *[end] * len(written))
        at = end
    return Folded("".join(parts), starts, ends)


def _spoken(words: str) -> str:
    """Digits that are said as English words, `double` and `triple` among them."""
    digits, times = "", 1
    for word in re.findall("[a-z]+", words.lower()):
        if word in ("double", "triple"):
            times = 2 if word == "double" else 3
        else:
            digits, times = digits + _EN_DIGITS[word] * times, 1
    return digits


@lru_cache(maxsize=1)
def _table() -> dict[int, str]:
    """Every character that has a plain one in its place, one for one."""
    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    table |= dict.fromkeys((0x00A0, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " ")
    table |= dict.fromkeys((*range(0x2010, 0x2016), 0x2212, 0xFE63), "-")
    table |= {ord("﹫"): "@", ord("’"): "'", ord("‘"): "'", ord("•"): "·", ord("・"): "·", ord(HOLE): " "}
    table |= {ord(old): new for old, new in zip(_TRADITIONAL, _SIMPLIFIED, strict=True)}
    table |= {zero + digit: str(digit) for zero in _ZEROES for digit in range(10)}
    return table
