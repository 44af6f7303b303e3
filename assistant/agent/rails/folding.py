"""A message as rules read it, and the other ways it may be read by somebody it was disguised for.

`fold` takes away what writing can vary without changing the words: case, width, accents, punctuation, characters that
nobody sees, traditional Chinese. `disguises` undoes tricks: look-alike letters, digits for letters, s p a c e d words,
base64, text written backwards.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import html
import re
import unicodedata
from collections.abc import Iterator
from urllib.parse import unquote

_HAN = "\u3400-\u9fff"
_ACCENT = re.compile("(?<=[a-z])[\u0300-\u036f]+")
_APOSTROPHE = re.compile("(?<=[a-z])['’`´ʼ](?=[a-z])")
_SENTENCE_END = re.compile(r"[。！？；…\n]|[.!?;](?=\s|$)")
_COMMA = re.compile(r"[,，、]|[:：](?=\s)")
_OTHER_MARKS = re.compile(r"[^\w.,% ]|_|(?<=\d),(?=\d)|(?<!\s)\.(?!\s)")
_BESIDE_HAN = re.compile(rf"(?<=[{_HAN}]) +| +(?=[{_HAN}])")
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
_SPACES = re.compile(r"\s+")
_SPELLED = re.compile(r"(?<![a-z0-9])(?:[a-z0-9][ ._*|\-]){2,}[a-z0-9](?![a-z0-9])")
_LEET_WORD = re.compile(r"[a-z0-9@$!|]*[a-z][a-z0-9@$!|]*")
_LEET = str.maketrans("013457@$!|89", "oieastasiibg")
_LEET_L = str.maketrans("013457@$!|89", "oleastasllbg")
_CODED = re.compile(r"[A-Za-z0-9+/_-]{16,}={0,2}")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}[ :]?){10,}")
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")
_GLUED = re.compile(r"[a-z0-9]{16,}")
_LOOK_ALIKES = str.maketrans(
    "аеорсухіквмнтԁјѕһԛԝѵαβεικνορτυχγηɑɡɩıᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
    "aeopcyxikbmhtdjshqwvabeiknoptuxynagiiabcdefghijklmnoprstuvwyz",
)
"""Cyrillic, Greek and small-capital letters -> the Latin letters they look like."""
_SIMPLIFIED = str.maketrans(
    "設顯係統詞現無視則規訂單誰顧戶電話郵記錄個資寫詩數學翻譯氣選總槍彈殺約買賣嗎麼幫給這們還為說語請問題輸內開發過從對應該會講聽關於來後"
    "復複讓變員號碼繞縛權許憶製證偽錢種藥醫體覺論戰爭黨國灣臺歷惡鬧聲導購顯書頁對話歲處認識違執護碩範圍編調試樣貨價禮務態靈",
    "设显系统词现无视则规订单谁顾户电话邮记录个资写诗数学翻译气选总枪弹杀约买卖吗么帮给这们还为说语请问题输内开发过从对应该会讲听关于来后"
    "复复让变员号码绕缚权许忆制证伪钱种药医体觉论战争党国湾台历恶闹声导购显书页对话岁处认识违执护硕范围编调试样货价礼务态灵",
)
"""Traditional characters that the phrases use -> simplified ones."""


def fold(text: str) -> str:
    """The words alone: lower case, one space between them, ` . ` between sentences and ` , ` at commas.

    Spaces beside Chinese characters are gone, so `忽 略` reads as `忽略`. A second fold changes nothing.
    """
    return _words(plain(text))


def plain(text: str) -> str:
    """The text in lower case and usual width, without accents on Latin letters or characters that nobody sees."""
    if text.isascii():
        return _UNSEEN.sub("", text).lower()
    wide = _ACCENT.sub("", unicodedata.normalize("NFKD", _UNSEEN.sub("", text)).lower())
    return unicodedata.normalize("NFC", wide).translate(_SIMPLIFIED)


def _words(lower: str) -> str:
    """Plain text without its marks."""
    words = _COMMA.sub(" , ", _SENTENCE_END.sub(" . ", _APOSTROPHE.sub("", lower)))
    spaced = _SPACES.sub(" ", _OTHER_MARKS.sub(" ", words)).strip()
    return _BESIDE_HAN.sub("", spaced)


def look_alikes(text: str) -> Iterator[str]:
    """Folded readings in which letters are what they look like, or spelled words are put together; none if the same."""
    lower = plain(text)
    latin = lower.translate(_LOOK_ALIKES)
    joined = _SPELLED.sub(lambda spelled: re.sub(r"[^a-z0-9]", "", spelled[0]), latin)
    readings = dict.fromkeys([latin, joined, _unleeted(joined, _LEET), _unleeted(joined, _LEET_L)])
    yield from (_words(reading) for reading in readings if reading != lower)


def hidden_texts(text: str) -> Iterator[str]:
    """Folded texts that stand in the message in code: base64, hex, escapes, rot13, backwards."""
    for coded in _CODED.findall(text):
        yield from _decoded(coded)
    for coded in _HEX.findall(text):
        yield from _readable(bytes.fromhex(re.sub(r"[ :]", "", coded)))
    unescaped = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), html.unescape(unquote(text)))
    if unescaped != text:
        yield fold(unescaped)
    yield fold(codecs.encode(text, "rot13"))
    yield fold(text[::-1])


def glued(folded: str) -> list[str]:
    """Long runs of letters without a space, as in `ignoreallpreviousinstructions`."""
    return _GLUED.findall(folded)


def _unleeted(text: str, table: dict[int, int]) -> str:
    """Digits read as letters, in words of four characters and more of which a third are letters."""
    return _LEET_WORD.sub(lambda word: word[0].translate(table) if _is_leet(word[0]) else word[0], text)


def _is_leet(word: str) -> bool:
    return len(word) >= 4 and 3 * sum(char.isalpha() for char in word) >= len(word)


def _decoded(coded: str) -> Iterator[str]:
    standard = coded.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        yield from _readable(base64.b64decode(standard + "=" * (-len(standard) % 4)))
    except (binascii.Error, ValueError):
        return


def _readable(data: bytes) -> Iterator[str]:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return
    if text.isprintable() or "\n" in text:
        yield fold(text)
