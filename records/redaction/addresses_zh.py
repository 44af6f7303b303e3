"""Chinese addresses: a street with its number, a building with its flat, a chain of places down to the village."""

from __future__ import annotations

import re
from collections.abc import Iterator

from records.redaction.findings import Candidate
from records.redaction.folding import HOLE

_NUMBER = (
    r"(?:[A-Za-z甲乙丙丁]?\d{1,5}(?:[-—]\d{1,5})?[A-Za-z甲乙丙丁]?|[甲乙丙丁]?[一二三四五六七八九十百零〇]{1,5}"
    r"|[A-Za-z甲乙丙丁东西南北])"
)
_FLAT_NUMBER = r"(?:\d{2,5}|[一二三四五六七八九十百零〇幺两]{2,5})"
_SURE = (
    "路|街|大道|大街|巷|弄|胡同|村|镇|乡|屯|庄|苑|小区|社区|花园|家园|园区|广场"
    "|大厦|公寓|新村|新苑|山庄|别墅|邨|径|徑|村屋|道"
)
_UNSURE = "城|里|区|港|湾|府|庭|居|院|园|坊|桥|堂|环|线"
_STREET = rf"(?:{_SURE}|{_UNSURE})"
_PART = r"[东西南北中]?(?:[一二三四五六七八九十]|\d{1,2})?(?:段|期|横|支)?(?:路|街|巷|弄|里)?"
_GAP = r"[ ,，]{0,2}"
_NUMBERED = rf"{_STREET}{_PART}{_GAP}(?:门牌)?{_NUMBER}{_GAP}(?:号院|号楼|号|號|弄|巷|组|社|队|排|栋|幢|座|期|楼)"
_TOWER = (
    rf"{_NUMBER}{_GAP}(?:号楼|号院|栋|幢|座|#楼|#|期|区|楼(?!层)|号){_GAP}"
    rf"(?:{_NUMBER}{_GAP}(?:单元|门|梯|号楼|栋|幢|座){_GAP})?(?:{_NUMBER}{_GAP}(?:层|楼){_GAP})?"
    rf"(?:[A-Za-z]?\d{{3,5}}|[A-Za-z]?\d{{1,5}}{_GAP}(?:室|房|户|号房|铺)|[一二三四五六七八九零〇]{{3,4}})"
)
_UNIT = rf"{_NUMBER}{_GAP}单元{_GAP}(?:{_NUMBER}{_GAP}(?:层|楼){_GAP})?{_FLAT_NUMBER}"
_FLAT = (
    rf"(?:{_SURE}|城|府|里|宿舍|大楼|写字楼|期|号楼?){_GAP}[A-Za-z]?\d{{1,3}}(?:-\d{{1,4}}){{1,3}}(?![\d元块])"
    rf"|(?:大厦|广场|公寓|写字楼|大楼|中心){_GAP}(?:[A-Za-z]座?)?\d{{3,4}}(?![\d元块年])|(?:路|街|大道|巷|"
    rf"弄)\d{{1,5}}(?![\d元块码号])"
    rf"|(?:楼|阁|轩|舍|邨|苑|阁楼|村){_GAP}(?:{_NUMBER}(?:层|楼))?{_GAP}[A-Za-z]?\d{{1,5}}[A-Za-z]?(?:室|房|号房|户)"
)
_LOT = r"(?<=[市区县镇乡村])(?:(?![市区县镇乡村省这那几第货的])[\u4e00-\u9fff]){2,8}\d{1,5}号(?![线店色码段款码球令链])"
"""A number in a place, whatever its street is called: `道里区中央大接120号`."""
_LOT_ONLY, _LOT_AFTER = re.compile("[\u4e00-\u9fff]{2,8}\\d{1,5}号"), frozenset("市区县镇乡村")
_ANCHOR = re.compile(rf"{_NUMBERED}|{_UNIT}|{_TOWER}|{_FLAT}|{_LOT}")
_MAY_BE = re.compile(
    r"舍|驿站|邮编|[大小中]学|学院|\d-\d|[省市区县]|[号號弄栋幢座室房户楼组队期院]|单元|地址|门|苑|[村镇乡]|\d#"
)
_HAN = "[\u4e00-\u9fff]"
_BUILDING = (
    "(?:大厦|广场|小区|花园|家园|公寓|中心|大楼|新村|宿舍|大学|医院|公司|酒店|学校|商场|超市|产业园|科技园|"
    "创业园|工业园|园区|"
    "写字楼|商务楼|校区|公馆|(?:菜鸟)?驿站|门卫|前台|物业|门岗|快递柜|丰巢)"
)
_PLACE_CHAR = "(?:(?![往有没旁边的了在到是离走对就和请谢麻我你他她放送寄收])[一-鿿])"
_TAIL = re.compile(
    rf"(?:{_GAP}(?:{_HAN}{{2,10}}?(?:{_BUILDING}|苑|城|园|府|栋|座|期|楼)(?!\d))?"
    rf"{_GAP}{_NUMBER}{_GAP}(?:号楼|号院|号房|号(?:厂房|仓库|仓|车间|库房|库|门面房?|商铺|铺面|铺|档口?|摊位?|窗口|"
    r"门店|门|口|馆|厅|亭|机房|别墅|店|院|柜|桌|桥|岗|厂|大院|宿舍)"
    r"|号|栋|幢|座|单元|门|梯|层|楼|室|房|户|#|弄|组|铺|期)(?:[A-Z](?![A-Za-z\d]))?"
    rf"|{_GAP}-?\d{{3,5}}(?=$|[^\d元块.]))"
    rf"|{_GAP}(?:{_PLACE_CHAR}{{2,8}}?)?{_GAP}{_NUMBER}{_GAP}(?:号楼|栋|幢|座|单元|室|社|排|屯)"
    rf"|{_GAP}附{_NUMBER}号|{_GAP}\d{{1,2}}[Ff](?:-?[A-Za-z\d]{{1,4}})?(?![A-Za-z])"
    rf"|{_GAP}[A-Za-z]{{1,2}}-?\d{{2,4}}(?![\dA-Za-z])|{_GAP}\d{{1,4}}[A-Z](?![A-Za-z\d])|(?<=\d)[A-Z](?![A-Za-z\d])"
    rf"|{_GAP}[一二三四五六七八九零〇]{{3,4}}(?=$|[ ,，。;；、!！(（\n{HOLE}可能要谢呢吧是])"
    rf"|{_PLACE_CHAR}{{1,5}}(?:组|屯|社|队|沟|湾|坝|寨|坳)(?=[ ,，。;；、可能要谢呢吧是]|$|\d)"
    rf"|{_PLACE_CHAR}{{1,8}}(?:路|街|大道|巷)(?:[东西南北中]段)?"
    rf"|{_GAP}-?[A-Za-z]{{0,2}}\d{{1,3}}(?:-\d{{1,4}}){{1,3}}(?![\d元块])|之\d{{1,3}}"
    rf"| ?(?:{_PLACE_CHAR}{{2,8}}?)?{_BUILDING}"
    rf"|{_GAP}(?:室|房|户)|(?:左|右|东|西|南|北|中|对|前|后|正)(?:手|边|侧|面)?(?:门|户|单元|间|铺)(?![面店])|"
    rf"[左右]手边?"
    rf"|[(（][\u4e00-\u9fff\dA-Za-z]{{2,16}}[)）]"
)
_NOT_A_STREET = re.compile(
    "^(?:.{0,2}(?:公路|店区|小区)|.{0,1}(?:花园|广场))$|(?:这|那|哪|家|店|屋|心|手|嘴|箱|柜|夜|眼|库|味|知|频|"
    "渠|通|管|尺|专|地|套|天猫|官|线|在|上|网|市|思|出|一|走|半|商|东西|南北|时|型|色)"
    "(?:路|街|道|里|区|城|院|线|环|园|港)$|^(?:路|街|道|里|区|城|院|线|环|园).?$"
)
_BEFORE = re.compile(r"[\u4e00-\u9fff\dA-Za-z·]{1,40}$")
_ADMIN_BEFORE = re.compile(
    r"[\u4e00-\u9fff]{1,12}(?:省|市|区|县|镇|乡|村|街道|州|盟|旗|路|街|道|自治区|开发区|社区|小区)[ ,，、/-]{1,2}$"
)
_CITY_BEFORE = re.compile(
    "(?:北京|上海|天津|重庆|广东|江苏|浙江|山东|河南|四川|湖北|湖南|河北|福建|安徽|辽宁|陕西|江西|广西|云南|"
    "贵州|山西|吉林|"
    "黑龙江|内蒙古|甘肃|新疆|宁夏|青海|海南|西藏|深圳|广州|杭州|南京|苏州|成都|武汉|西安|香港)[ ,，、/-]{1,2}$"
)
_LEAD = re.compile(
    "(?:.*(?:地址(?:是|为|改成|改为|改到|改(?!成|为|到)|换成|写的|写)?|住址(?:是|为)?|寄[到去往回]|送[到去往]|"
    "发[到往去]|邮到|快递到|配送到|"
    "改[到成为]|换成|搬[到去]|位于|离|不是|住|放[到在]|[送寄发]至|(?<!解)放|到|在|是|给|的|把|请|往|我们|我|"
    "我?家(?=在|住)|了)(?:家(?![园居]))?|(?:给我|给|快递)发|[寄送发邮改](?=[\u4e00-\u9fff]))",
    re.DOTALL,
)
_NAME = "(?:(?![省市区县镇乡])[\u4e00-\u9fff])"
_CHAIN = re.compile(
    rf"{_NAME}{{2,8}}(?:省|自治区|市|州)[ ,，]?{_NAME}{{1,8}}(?:市|区|县)[ ,，]?"
    rf"(?:{_NAME}{{1,8}}(?:区|县|市|镇|乡)[ ,，]?){{0,2}}"
    rf"{_NAME}{{0,12}}?(?:镇|乡|村|街道|路|街|大道|小区|社区|花园|大厦|广场|公寓|家园|新村|大学|学校|中学|小学|医院)"
)
_SAID_FLAT = re.compile(
    r"(?:住在?|地址|门牌号?|房号|房间号?|楼号|我家|家里|单元号?|宿舍)(?:就?是|改成|改为|为|在)?[ :]{0,2}"
    r"([A-Za-z]?\d{1,3}[栋幢座]?(?:-\d{1,4}){1,3}室?)(?![\d-]|[天元块个件年月点小分])"
)
_SAID = re.compile(
    "(?:地址|住址)(?:(?:是|为|改成|改为|换成|写)|[:：]|[ ,，](?=[\u4e00-\u9fff]{2,5}(?:省|市)))[是为:： ]{0,3}"
    "([^\n。;；!！?？\ufffc]{4,70})"
)
_SAID_END = re.compile(
    "[,，、 ]{0,2}(?:收件人|收货人|联系人|联系电话|电话|手机|邮编|姓名|谢谢|麻烦|请|可以|能不能|多久|什么时候|几天|"
    "帮我|对吗|吗|呢|吧|不对|错了).*$",
    re.DOTALL,
)
_PLACES = re.compile(r"[省市区县州镇乡村路街道号栋幢座室苑楼弄巷]")
_GATE = re.compile(
    r"(?:寄到|送到|送去|放到|放在|存到|邮到|快递到|配送到|快递放|包裹放|放|住在?|我家在?|搬到|"
    r"地址:?|地址是|收货|取件)[ :]{0,2}"
    r"((?!我|你|他|她|这|那|哪|同一|一个|旁边|家|学校|公司)[\u4e00-\u9fff]{2,10}?(?:小区|花园|家园|苑|公寓|大厦|"
    r"广场|新村|社区|山庄|"
    r"雅居|名邸|公馆|学院|大学|医院|写字楼|工业园|产业园|科技园)"
    r"(?:[东西南北正后侧前]大?门|[A-Za-z一二三四五六七八九十\d]{1,3}(?:号门|期|区)))"
)
_DORM = re.compile(
    rf"({_HAN}{{1,10}}(?:校区|大学|学院|中学|学校|校园)(?:{_HAN}{{1,6}}?)?(?:[A-Za-z东西南北]?\d{{1,2}}|"
    rf"[一二三四五六七八九十]{{1,3}})(?:号楼|号公寓|号|栋|舍|幢|公寓|斋|苑)"
    rf"(?:宿舍楼?|公寓)?[ -]?[A-Za-z]?\d{{3,4}}(?:室|寝室?|宿舍)?)(?!\d)"
)
_CROSSING = re.compile(
    rf"({_HAN}{{2,8}}(?:路|街|大道|巷)(?:与|和|跟){_HAN}{{2,8}}(?:路|街|大道|巷)(?:交叉口|交汇处|路口|"
    rf"口)(?:往?[东西南北]{{1,2}}(?:走|侧|边)?\d{{1,4}}米)?"
    rf"(?:[ ,，]?{_HAN}{{2,10}}(?:店|楼|超市|大厦|门口|小区|银行|药房))?)"
    rf"|({_HAN}{{2,8}}(?:村委会|村委|居委会|村口|祠堂|大队部|卫生室)(?:旁边?|对面|隔壁|后面|"
    rf"往[东西南北])第?[一二三四五六七八九十\d]{{1,3}}(?:家|户|栋))"
    rf"|({_HAN}{{2,10}}(?:货运区|物流园|产业园|工业园|园区|市场|码头|仓储区|保税区|"
    rf"批发城)[A-Za-z]?\d{{1,3}}号(?:库|仓|档口?|铺|馆|厂房|门))"
)
_STATION = re.compile(
    r"(?:放到?|送到?|寄到?|存到?|放在|存在|地址:?|收货地址:?)((?!菜鸟|附近|楼下|学校|家|我|你|那|这|哪|最近|"
    r"门口|同一|小区|快递|旁边|其他|别的|一个|社区驿站|手|还|或|在|到|了)(?:(?!还是|或者|"
    r"[的了])[\u4e00-\u9fff]){2,8}?(?:菜鸟|妈妈)?驿站)"
)
_CODE = re.compile(r"(?:邮编|邮政编码)(?:是|为|:|改成|改为|写)?[ ]?(\d{6})(?!\d)")
_NEXT_TO = re.compile(
    r"[\u4e00-\u9fff\d]{2,14}(?:对面|对过|旁边|隔壁|斜对面|后面|附近|路口|交叉口|交汇处)[ "
    r",，]{1,2}$"
)
_QUESTION = re.compile(r"什么|哪|怎么|如何|错|没|不|吗|呢")
_AFTER_NAME = re.compile(rf"{_STREET}|宿舍|大楼|写字楼|中心|号")
_WITHOUT_WORD = re.compile(r"(?:路|街|大道|巷|弄|大厦|广场|公寓|写字楼|大楼|中心)[ ,，]{0,2}(?:[A-Za-z]座?)?\d{1,5}")
"""`中山路88` is a place only where something else says so."""
_WIDE = re.compile("[省市区县镇]")
_SENT = re.compile("(?:寄|送|发|邮|住|地址|搬)[到在去往是为:： ]{0,2}$")
_MOST_BEFORE = 40


def addresses_zh(text: str) -> Iterator[Candidate]:
    """Chinese addresses in a folded text, from the widest place given to the flat."""
    if not _MAY_BE.search(text):
        return
    for anchor in _ANCHOR.finditer(text):
        start = _beginning(text, anchor.start())
        if _is_place(text, start, anchor):
            yield _address(text, start, _end(text, anchor.end()))
    for chain in _CHAIN.finditer(text):
        start = chain.start() + _after_lead(chain[0])
        if _PLACES.search(text[start : chain.end() - 1]):
            yield _address(text, start, _end(text, chain.end()))
    for flat in _SAID_FLAT.finditer(text):
        yield _address(text, flat.start(1), flat.end(1))
    for gate in _GATE.finditer(text):
        yield _address(text, *gate.span(1))
    for dorm in _DORM.finditer(text):
        yield _address(text, dorm.start(1) + _after_lead(dorm[1]), dorm.end(1))
    for crossing in _CROSSING.finditer(text):
        start, end = crossing.span(crossing.lastindex or 0)
        yield _address(text, start + _after_lead(text[start:end]), end)
    for pattern in (_STATION, _CODE):
        for found in pattern.finditer(text):
            yield _address(text, *found.span(1))
    for said in _SAID.finditer(text):
        value = _SAID_END.sub("", said[1]).rstrip(" ,，、")
        if len(_PLACES.findall(value)) >= 2 and not _QUESTION.search(value):
            yield _address(text, said.start(1), said.start(1) + len(value))


def _address(text: str, start: int, end: int) -> Candidate:
    value = "".join(char for char in text[start:end] if char.isalnum()).lower()
    return Candidate("address", start, end, value)


def _beginning(text: str, at: int) -> int:
    """How far left an address reaches whose street begins before `at`: over what is written together, and places."""
    if near := _NEXT_TO.search(text, max(0, at - 20), at):
        return near.start() + _after_lead(near[0])
    start = at
    while at - start < _MOST_BEFORE:
        found = _BEFORE.search(text, max(0, start - _MOST_BEFORE), start)
        if found is None:
            break
        together = found.start() + _after_lead(found[0])
        start = together
        if together > found.start():
            break
        apart = _ADMIN_BEFORE.search(text, max(0, start - 16), start) or _CITY_BEFORE.search(
            text, max(0, start - 6), start
        )
        if apart is None:
            break
        start = apart.end() - len(apart[0]) + len(apart[0].rstrip(" ,，、/-"))
    return start


def _after_lead(written: str) -> int:
    """Where the address begins in what is written before it: after the last word such as 寄到 or 住在."""
    wide = _WIDE.search(written)
    lead = _LEAD.match(written, 0, wide.start() if wide else len(written))
    return lead.end() if lead else 0


def _is_place(text: str, start: int, anchor: re.Match[str]) -> bool:
    """Whether something is named before the number, and it is no `这里5号` or `尺码5号`."""
    if text[anchor.start() - 1 : anchor.start()] in _LOT_AFTER and _LOT_ONLY.fullmatch(anchor[0]):
        return anchor.start() - start >= 2 and not _NOT_A_STREET.search(text[start : anchor.start()])
    if not _AFTER_NAME.match(anchor[0]):  # a building with its flat needs no street
        return bool(re.search(r"单元|室|房|户|栋|幢|号楼|座|楼\d{3}", anchor[0]))
    if anchor.start() == start or _NOT_A_STREET.search(text[start : anchor.start() + 1]):
        return False
    named = _WIDE.search(text[start : anchor.start()])
    if named or (re.match(_SURE, anchor[0]) and not _WITHOUT_WORD.fullmatch(anchor[0])):
        return True
    if re.search("号楼|号院|栋|幢|弄|[座元]|[路街巷].?\\d+号", anchor[0]):
        return True
    return _end(text, anchor.end()) > anchor.end() or bool(_SENT.search(text, max(0, start - 8), start))


def _end(text: str, at: int) -> int:
    """How far right the address reaches: building, entrance, floor, flat."""
    for _ in range(6):
        tail = _TAIL.match(text, at)
        if tail is None or tail.end() == at:
            break
        at = tail.end()
    return at
