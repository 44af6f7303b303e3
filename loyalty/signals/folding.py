"""Text as the phrases read it: lower case, plain marks, simplified characters, and not one code point longer."""

from __future__ import annotations

from typing import Final

_TRADITIONAL: Final = (
    "這個們來會對說時過還沒後買賣貨貴錢價實頂換壞爛買東質讓給聽讀認該請問誰單訂運費號碼發貸遲裝開關閉電話機車輛見覺"
    "點樣種邊裡裏幾歲歡樂愛氣極滿廢騙虧慘難總經從應當與為無樓處務員轉幫線連斷裂漏氣鬆緊寬輕軟厚"
    "薦議題嗎麼啥別離開盡滯損傷劃異響聲燒熱涼濕乾淨髒靈鍵畫頭腳褲襪鏡盤鍋燈書筆紙產廠際標專業態復覆條級試驗"
    "戲遊兒孫媽爺師親戶檔優惠劵減漲殺還賠償險檢測維護質舊補齊專賣場網頁鏈結帳賬資準確誤錯漸馬緊趕慢兩週滿麗強壓縮"
)
_SIMPLIFIED: Final = (
    "这个们来会对说时过还没后买卖货贵钱价实顶换坏烂买东质让给听读认该请问谁单订运费号码发贷迟装开关闭电话机车辆见觉"
    "点样种边里里几岁欢乐爱气极满废骗亏惨难总经从应当与为无楼处务员转帮线连断裂漏气松紧宽轻软厚"
    "荐议题吗么啥别离开尽滞损伤划异响声烧热凉湿干净脏灵键画头脚裤袜镜盘锅灯书笔纸产厂际标专业态复复条级试验"
    "戏游儿孙妈爷师亲户档优惠券减涨杀还赔偿险检测维护质旧补齐专卖场网页链结账账资准确误错渐马紧赶慢两周满丽强压缩"
)
_MARKS: Final = {
    **dict.fromkeys("’‘´`", "'"),
    **dict.fromkeys("“”「」『』«»", '"'),
    **dict.fromkeys("。…", "."),
    **dict.fromkeys("、—–", ","),
    **dict.fromkeys("\u00a0\u3000\t", " "),
    **dict.fromkeys("\r\u2028", "\n"),
    "～": "~",
}
_TABLE: Final[dict[int, int | str]] = {
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **{ord(old): new for old, new in zip(_TRADITIONAL, _SIMPLIFIED, strict=True)},
    **{ord(old): new for old, new in _MARKS.items()},
}


def fold(text: str) -> str:
    """The text in lower case with marks and characters of one form; every code point stays at its place."""
    lowered = text.lower()
    if len(lowered) != len(text):
        lowered = "".join(low if len(low := one.lower()) == 1 else one for one in text)
    plain = text.isascii() and not any(mark in text for mark in "\t\r`")
    return lowered if plain else lowered.translate(_TABLE)
