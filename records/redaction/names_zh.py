"""Chinese names, where the words around them say so, and names that stand beside a number or an address."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

from records.redaction.findings import Candidate
from records.redaction.folding import HOLE
from records.redaction.han_cues import HINT, TOLD, cue_weights
from records.redaction.han_given import given_names_zh
from records.redaction.han_names import han_names
from records.redaction.han_words import peoples_zh, plain_surnames_zh, titles_zh
from records.redaction.known_words import chinese_given, chinese_surnames, famous_zh, first_names, not_people, surnames
from records.redaction.name_words import known_name, told_name
from records.redaction.pinyin import pinyin_names

_HAN = "[\u4e00-\u9fff]"
_KIN = (
    "(?:他|她|孩子|儿子|女儿|闺女|宝宝|老婆|老公|媳妇|先生|太太|朋友|女朋友|男朋友|同事|同学|室友|老板|妈妈?|"
    "爸爸?|哥哥?|姐姐?|弟弟?|妹妹?|"
    "爷爷|奶奶|外婆|外公)"
)
_NAMED = "(?:姓名|名字|大名|全名|真名|英文名字?|中文名字?|小名)"
_INTRODUCED = re.compile(
    rf"(?:(?<!叫)(?:我|俺|咱|人家|在下|本人|我?{_KIN}|{_NAMED})(?:的?{_NAMED})?(?:就|也|是)?叫(?:做|作)?"
    rf"|{_NAMED}(?:就)?是|名叫|名为|(?:我|俺|咱|本人|鄙人|免贵|敝|您?贵|他|她)姓(?!名))[ :,“\"']{{0,2}}"
)
_LABEL = (
    "(?:收件人|收货人|联系人|签收人|收方|寄件人|发件人|购买人|下单人|持卡人|取件人|申请人|户主|户名|姓名|名字|"
    "署名|落款|"
    "会员名|客户名)"
)
_LABELLED = re.compile(
    rf"{_LABEL}(?:姓名|名字|名)?((?:[:：是为填写叫= \t]|改成|改为|换成|改到|写成|请写|就写|"
    rf"还是)*)"
)
_I_AM = re.compile(rf"(?:我是|俺是|我就是|这是|这里是|本人是|本人|您好,?|你好,?|我{_KIN}|我的?{_KIN}是)")
_SENT_TO = re.compile(
    "(?:寄给|发给|送给|交给|转给|带给|快递给|邮给|邮寄给|寄到|直接给|转交|送到|联系|麻烦|通知|收件|请写|写上|"
    "就写|订单是|签)"
)
_CALL_ME = re.compile(rf"(?:叫我|称呼我|喊我|我是)([小老阿大]?)({_HAN})(姐|哥|总|工|阿姨|叔叔|叔|老师|同学|师傅)?")
_TITLED = re.compile(rf"({_HAN}{{1,4}})(?:先生|女士|小姐|太太)")
_OFFICE = re.compile(
    rf"(?=(?P<before>{_HAN}?)(?P<name>欧阳|司马|上官|诸葛|司徒|慕容|皇甫|{_HAN})(?P<title>{'|'.join(titles_zh())}))"
)
_OWNED = re.compile(rf"({_HAN}{{2,4}})的(?:名字|名义|订单|包裹|快递)")
_EDGE = r"[ ,，、;；:：。(（)）\n]"
_NUMBER_SAID = r"(?:电话|手机号?|tel)?[ :：]{0,2}"
_SIGNED = re.compile(rf"(?:^|{_EDGE}|[写由{HOLE}])({_HAN}{{2,4}}) ?[(（]?(?:亲收|代收|签收|亲启|收)[)）]?(?!{_HAN})")
_BESIDE = re.compile(
    rf"(?:(?:^|{_EDGE})({_HAN}{{2,4}})(?=[ ,，、:：;；\n/]{{0,3}}{_NUMBER_SAID}{HOLE})"
    rf"|{HOLE}[ ,，、:：;；\n/(（]{{0,3}}({_HAN}{{2,4}})(?={_EDGE}|$|{HOLE}))"
)
_FAMILY_AND_GIVEN = re.compile(rf"姓({_HAN}{{1,2}}?)[,， ]?名(?:字?是|叫)?({_HAN}{{1,2}})(?!{_HAN})")
_SHORT_TITLES = frozenset("总工姐哥叔婶姨伯嫂董秘太生")
_AFTER_SHORT_TITLE = re.compile(r"[ ,，。.、:：;；!！?？的收代签在要说让也会给)）]|$")
_PIECE_OF_NAME = re.compile("|".join(peoples_zh()))
_PEOPLES = re.compile(
    rf"(?:{'|'.join(peoples_zh())}){{1,5}}[江汗]?(?:·{_HAN}{{2,6}})?|"
    rf"(?<!{_HAN})(?!{_HAN}{{0,4}}[叫人是名姓写给])(?:{_HAN}{{2,6}}·){{1,2}}(?:{'|'.join(peoples_zh())}){{1,4}}"
)
_CALLED_LATIN = re.compile("(?:叫我|称呼我|喊我|拼音|英文名字?|英文)(?:是|叫|写|填|名)?[ :：]{0,2}(?=[A-Z][A-Za-z])")
_LATIN = r"([A-Z][a-z'-]+(?: [A-Z]\.)?(?: [A-Z][A-Za-z'-]+){1,2})"
_BESIDE_LATIN = re.compile(
    rf"(?:(?:^|[,;:.(\n] ?|[\u4e00-\u9fff]){_LATIN}(?=[ ,;:\n/-]{{1,3}}(?:(?:at|tel|phone|e-?mail)[.:]? ?)?{HOLE})"
    rf"|{HOLE}[ ,;:\n/(-]{{1,3}}{_LATIN}(?=[,;:.)\n]|$))"
)
_FUNCTION = (
    "的住在想要需请帮给来买订是有也和跟与我你您这那收先女男从会可能打写叫姓谢呢吗吧啊哈了不没看找用说问退换查号微快签代单对寄"
    "发送拿取今现刚昨就身邮电手地联麻下为到把就都还又再才很呀哦噢哎嘛哇耶"
)
_WORDS = re.compile(
    r"电话|手机|号码|地址|家住|今年|现在|今天|昨天|明天|刚刚|刚才|来自|来的|订单|下单|想买|邮箱|邮编|身份|先生|"
    r"女士|小姐|同学|老师|本人|以前|之前|申请|预订|一共|微信|快递|要买|需要|麻烦|请问|请帮|"
    r"公司|女生|男生|家里|家在|新用户|老客户|想要|生日|大学|文|中国|美国|在线|会员"
)
_OF_A_BOOK = re.compile(
    r" ?(?:等 ?)?(?:编?著(?!急)|主编|编绘|译注?(?=[ ,，。]|$)|绘著?(?=[ ,，。]|$)|的(?:书|小说|新书|歌|电影|"
    r"专辑|周边|演唱会)|同款|代言|全集|文集)"
)
"""Behind who wrote, sang or shows a thing."""
_NOT_SAID = re.compile(
    "什么|啥|不|了|的|你|您|他|她|它|人|过|客服|快递|外卖|大家|谁|个|去|出|停|苦|好|也|都|是|有|没|错|写|填|改|"
    "怎|哪|信息|电话|手机|地址|这|那|车|到|上|下|一"
)


def names_zh(text: str, keep: Collection[str] = ()) -> Iterator[Candidate]:
    """Chinese names in a folded text, and names in English letters that Chinese words announce."""
    known: set[str] = set()
    told: frozenset[int] | None = None
    for found in _found(text):
        if found is not None and found.value not in keep:
            if _OF_A_BOOK.match(text, found.end):
                continue
            if found.value in famous_zh():
                told = told if told is not None else _told_places(text)
                if found.start not in told:
                    continue
            known.add(found.value)
            yield found
    for given in given_names_zh(text, frozenset(known)):
        if given.value not in keep and given.value not in famous_zh():
            yield given


def _told_places(text: str) -> frozenset[int]:
    """Where the words before say that a name follows: 我叫, 收件人."""
    return frozenset(place for place, weight in cue_weights(text).items() if weight >= TOLD)


def _found(text: str) -> Iterator[Candidate | None]:
    yield from han_names(text)
    for cue in _INTRODUCED.finditer(text):
        own = cue[0][0] in "我俺咱在本" and "姓" not in cue[0]
        yield _told(text, cue.end(), strange=own) or told_name(text, cue.end())
    for cue in _LABELLED.finditer(text):
        if cue[1].strip(" \t"):
            yield _told(text, cue.end(), strange=":" in cue[1] or "叫" in cue[1]) or told_name(text, cue.end())
        else:
            yield _plain(text, cue.end()) or _alone(text, cue.end()) or known_name(text, cue.end())
    for pattern in (_I_AM, _SENT_TO):
        for cue in pattern.finditer(text):
            yield _plain(text, cue.end()) or known_name(text, cue.end())
    for cue in _CALLED_LATIN.finditer(text):
        yield told_name(text, cue.end())
    for called in _CALL_ME.finditer(text):
        yield _called(text, called)
    for titled in _TITLED.finditer(text):
        yield _titled(text, titled.start(1), titled.end(1), titled.end())
    yield from _with_office(text)
    yield from _of_other_peoples(text)
    yield from pinyin_names(text)
    for owned in _OWNED.finditer(text):
        yield _titled(text, owned.start(1), owned.end(1), owned.end(1))
    for both in _FAMILY_AND_GIVEN.finditer(text):
        if both[1] in chinese_surnames()[0]:
            yield from (_name(text, *both.span(1)), _name(text, *both.span(2)))
    for signed in _SIGNED.finditer(text):
        yield _whole(text, signed.start(1), signed.end(1))
    if HOLE in text:
        yield from _beside(text)


def _told(text: str, at: int, *, strange: bool) -> Candidate | None:
    """The name at `at` where one is announced: a family name and a given one; with `strange` whatever stands there."""
    run = _run(text, at)
    if "·" in run:
        parts = re.match(rf"{_HAN}{{1,6}}(?:·{_HAN}{{1,5}}){{1,3}}", run)
        return _name(text, at, at + len(parts[0])) if parts else None
    if not run or _NOT_SAID.match(run):
        return None
    if surname := _surname(run, common=False):
        end = len(surname) + _given_length(run[len(surname) :])
        if (apart := re.compile(rf" ({_HAN})(?!{_HAN})").match(text, at + 1)) and len(run) == 1:
            end = apart.end() - at
        if end == len(surname) and "姓" not in text[max(0, at - 4) : at]:
            return None
        return None if run[:end] in not_people() else _name(text, at, at + end)
    if not strange:
        return None
    length = next((n for n in range(1, len(run)) if run[n] in _FUNCTION or _WORDS.match(run, n)), len(run))
    return _name(text, at, at + length) if 2 <= length <= 4 else None


def _plain(text: str, at: int) -> Candidate | None:
    """The name at `at` that can hardly be anything else: a common family name and characters of given names."""
    run = _run(text, at)
    surname = _surname(run, common=True)
    rest = run[len(surname) :]
    if not surname or not rest:
        return None
    length = _given_length(rest)
    if length == 2 and not _is_given(rest[:2]):
        length = 1
    end = len(surname) + length
    after = run[end:]
    if not length or not _is_given(rest[:length]) or run[:end] in not_people() or run[: end + 1] in not_people():
        return None
    if after and after[0] not in _FUNCTION and not _WORDS.match(after):
        return None
    return _name(text, at, at + end)


def _alone(text: str, at: int) -> Candidate | None:
    """A name of two or three characters at `at` with nothing Chinese behind it, or another word such as 电话."""
    run = _run(text, at)
    if word := _WORDS.search(run, 2):
        run = run[: word.start()]
    known = len(run) in (2, 3) and _surname(run, common=True) and run not in not_people() and not _WORDS.search(run)
    return _name(text, at, at + len(run)) if known else None


def _whole(text: str, start: int, end: int) -> Candidate | None:
    """The piece as a name, if all of it can be one."""
    written = text[start:end]
    surname = _surname(written, common=True)
    given = written[len(surname) :]
    if not surname or not 1 <= len(given) <= 2 or not _is_given(given) or written in not_people():
        return None
    return _name(text, start, end)


def _called(text: str, called: re.Match[str]) -> Candidate | None:
    small, surname, title = called.groups()
    after = text[called.end() : called.end() + 1]
    asked = called[0][0] != "我"  # 叫我阿诺
    known = surname in chinese_surnames()[1] and surname not in "白米金"
    if not (known or (asked and small in ("阿", "小"))) or not (small or title):
        return None
    if re.match(_HAN, after) and after not in _FUNCTION:
        return None
    return _name(text, called.start(1), called.end())


def _titled(text: str, start: int, at: int, end: int) -> Candidate | None:
    """`李女士`, `张伟先生`: the longest end of `start` to `at`, where the title begins, that is a name; up to `end`."""
    for length in (4, 3, 2, 1):
        name = text[max(start, at - length) : at]
        surname = _surname(name, common=True)
        if len(name) != length or not surname or name in not_people() or (length == 1 and end == at):
            continue
        if len(name) - len(surname) <= 2 and _is_given(name[len(surname) :]):
            return _name(text, at - length, end)
    return None


def _with_office(text: str) -> Iterator[Candidate]:
    """`邬总`, `濮院长`: a family name that is no everyday word, or one with a mark or a cue before it, and a title."""
    cues: Mapping[int, float] | None = None
    for found in _OFFICE.finditer(text):
        start, end = found.start("name"), found.end("title")
        if found["name"] in "和都有才别来应从那全可时商相谢班" or found["name"] not in chinese_surnames()[0]:
            continue
        if text[start:end] in not_people():
            continue
        if found["title"] in _SHORT_TITLES and not _AFTER_SHORT_TITLE.match(text, end):
            continue
        cues = cues if cues is not None else cue_weights(text)
        if cues.get(start, 0.0) >= HINT or (found["name"] not in plain_surnames_zh() and _may_begin(text, start, cues)):
            yield _name(text, start, end)


def _may_begin(text: str, at: int, cues: Mapping[int, float]) -> bool:
    return at in cues or text[at - 1] not in chinese_given()


def _of_other_peoples(text: str) -> Iterator[Candidate]:
    """`阿依古丽·买买提`, `乌兰其其格`: names made up of well-known pieces; one piece is enough where a name is told."""
    if text.isascii():
        return
    cues = cue_weights(text)
    for found in _PEOPLES.finditer(text):
        pieces, cue = len(_PIECE_OF_NAME.findall(found[0])), cues.get(found.start(), 0.0)
        if "·" in found[0] or cue >= TOLD or pieces >= 3 or (pieces == 2 and cue > 0):
            yield _name(text, *found.span())


def _beside(text: str) -> Iterator[Candidate | None]:
    """Names that stand beside what was found already, as on a parcel: `张伟，[PHONE]`, `Mary Jones, [ADDRESS]`."""
    for found in _BESIDE.finditer(text):
        yield _whole(text, *found.span(1 if found[1] else 2))
    for found in _BESIDE_LATIN.finditer(text):
        start, end = found.span(1 if found[1] else 2)
        words = text[start:end].lower().split()
        if words[0] in first_names() or (words[0] in surnames() and words[-1] in first_names()):
            yield Candidate("name", start, end, " ".join(words))


def _run(text: str, at: int) -> str:
    found = re.compile(rf"(?:{_HAN}|·){{1,16}}").match(text, at)
    return found[0] if found else ""


def _surname(run: str, *, common: bool) -> str:
    known = chinese_surnames()[1 if common else 0]
    return next((run[:n] for n in (2, 1) if len(run) >= n and run[:n] in known), "")


def _given_length(rest: str) -> int:
    """How many characters of `rest` are the given name: two, unless the second begins what follows."""
    if not rest or (rest[0] in _FUNCTION and rest[0] not in chinese_given()) or _WORDS.match(rest):
        return 0
    if len(rest) == 1 or _WORDS.match(rest, 1) or (rest[1] in _FUNCTION and rest[1] not in chinese_given()):
        return 1
    return 2


def _is_given(written: str) -> bool:
    return all(char in chinese_given() for char in written)


def _name(text: str, start: int, end: int) -> Candidate:
    return Candidate("name", start, end, text[start:end])
