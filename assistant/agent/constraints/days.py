"""Reads by which day something must be there, as shoppers say it; today is always given, never looked up."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from assistant.agent.constraints.numerals import normalise, read_number

_WEEKDAYS = {"monday": 0, "mon": 0, "tuesday": 1, "tue": 1, "tues": 1, "wednesday": 2, "wed": 2, "thursday": 3,
             "thu": 3, "thurs": 3, "friday": 4, "fri": 4, "saturday": 5, "sat": 5, "sunday": 6, "sun": 6}  # fmt: skip
_HAN_WEEKDAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6, "末": 6}
_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTHS = {name: i for i, month in enumerate(_MONTH_NAMES, 1) for name in (month, month[:3])} | {"sept": 9}
_FEASTS = {
    "christmas eve": (12, 24), "christmas": (12, 25), "xmas": (12, 25), "boxing day": (12, 26),
    "new year's eve": (12, 31), "new year": (1, 1), "new year's": (1, 1), "valentine's day": (2, 14),
    "valentine's": (2, 14), "halloween": (10, 31), "women's day": (3, 8), "圣诞节": (12, 25), "圣诞": (12, 25),
    "平安夜": (12, 24), "元旦": (1, 1), "情人节": (2, 14), "妇女节": (3, 8), "五一": (5, 1), "劳动节": (5, 1),
    "六一": (6, 1), "儿童节": (6, 1), "教师节": (9, 10), "国庆节": (10, 1), "国庆": (10, 1), "双十一": (11, 11),
    "双11": (11, 11), "双十二": (12, 12),
}  # fmt: skip
"""Feasts that fall on the same day every year."""

_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEKDAY = "|".join(sorted(_WEEKDAYS, key=len, reverse=True))
_FEAST = "|".join(sorted((re.escape(feast) for feast in _FEASTS if feast.isascii()), key=len, reverse=True))
_HAN_FEAST = "|".join(sorted((feast for feast in _FEASTS if not feast.isascii()), key=len, reverse=True))
_HAN_NUMBER = r"[\d一二三四五六七八九十]{1,3}"
_BY = (
    r"\b(?:by|before|until|no later than|not later than|in time for|on or before|latest by|at the latest|till)\s+"
    r"(?:the |this coming |coming )?"
)
_ENGLISH = (
    re.compile(
        rf"{_BY}(?:(?P<near>today|tonight|tomorrow|(?:the )?day after tomorrow)\b|"
        r"(?P<iso>\d{4}-\d{1,2}-\d{1,2})|"
        rf"(?P<feast>{_FEAST})\b|(?P<which>this |next )?(?P<weekday>{_WEEKDAY})\b|"
        rf"(?P<month>{_MONTH})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,? (?P<year>20\d\d))?|"
        rf"(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<month2>{_MONTH})\b(?:,? (?P<year2>20\d\d))?|"
        rf"(?P<numeric>\d{{1,2}}/\d{{1,2}})\b|"
        r"(?:the )?(?P<end>end of (?:the |this )?(?:week|month)|(?:this |the )?weekend|end of next week))",
        re.ASCII,
    ),
    re.compile(rf"\bfor (?P<feast>{_FEAST})\b", re.ASCII),
    re.compile(
        r"\b(?:need|want|arrive|get|here|delivered|deliver|have)\b[^.!?]{0,30}?\b(?:within|in) (?:the next )?"
        r"(?P<count>\d{1,2}|an?|one|two|three|four|five|six|seven|ten) (?P<unit>day|week)s?\b(?! (?:of|return|ago))",
        re.ASCII,
    ),
)
_UNTIL = (
    r"(?:之前|以前|前(?![面后后])|(?:一定|必须|就)?(?:要|得)(?:收|送|拿|用|到)|(?:能|可以)?(?:收到|送到|到货)|截止)"
)
_CHINESE = (
    re.compile(rf"(?P<near>今天|今晚|明天|明晚|后天|大后天){_UNTIL}"),
    re.compile(rf"(?P<next>下个?|这个?|本)?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天末]){_UNTIL}"),
    re.compile(rf"(?:(?P<year>20\d\d)年)?(?P<month>{_HAN_NUMBER})月(?P<day>{_HAN_NUMBER})[日号]?{_UNTIL}"),
    re.compile(rf"(?P<month_end>这个月底|本月底|月底){_UNTIL}"),
    re.compile(rf"(?P<iso>\d{{4}}-\d{{1,2}}-\d{{1,2}}){_UNTIL}"),
    re.compile(rf"(?P<feast>{_HAN_FEAST})(?:节)?{_UNTIL}"),
    re.compile(
        rf"(?<!\d)(?P<count>{_HAN_NUMBER}|两)(?P<unit>天|周|个?星期)(?:之内|以内|内)"
        "(?:一定|必须|就)?(?:要|得|能)?(?:收|送|拿|用|到)"
    ),
)
_COUNTS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_NEAR = {"today": 0, "tonight": 0, "tomorrow": 1, "the day after tomorrow": 2, "day after tomorrow": 2,
         "今天": 0, "今晚": 0, "明天": 1, "明晚": 1, "后天": 2, "大后天": 3}  # fmt: skip
_RULES = re.compile(r"\b(?:return|refund|exchange|polic|warranty|cancel)|退|换货|保修", re.ASCII)


def read_deadline(text: str, today: date) -> str | None:
    """The day that a message says something is needed by, as an ISO date; None where it names none.

    The day named is the deadline, whether `by` or `before` it. A weekday is the next one, today included; `next
    Friday` is that of the week after. A date without a year that is over means next year. A date that cannot be (30
    February) is none, and a question about the shop's rules sets none.
    """
    plain = normalise(text)
    if _RULES.search(plain):
        return None
    for match in (m for pattern in (*_ENGLISH, *_CHINESE) for m in pattern.finditer(plain)):
        for day in _days({name: said.strip() for name, said in match.groupdict().items() if said}, today):
            return day.isoformat()
    return None


def _days(said: dict[str, str], today: date) -> Iterator[date]:
    """The day that the groups of a match name; none where there is no such day."""
    if "near" in said:
        yield today + timedelta(_NEAR[said["near"]])
    elif "weekday" in said:
        yield _weekday(said["weekday"], said.get("which") == "next" or said.get("next", "").startswith("下"), today)
    elif "feast" in said:
        yield from _date(None, *_FEASTS[said["feast"]], today)
    elif "iso" in said:
        year, month, day = (int(part) for part in said["iso"].split("-"))
        yield from _date(year, month, day, today)
    elif "count" in said:
        count = _COUNTS.get(said["count"]) or read_number(said["count"]) or 0
        yield today + timedelta(int(count) * (1 if said["unit"] in ("day", "天") else 7))
    elif "numeric" in said:
        month, day = (int(part) for part in said["numeric"].split("/"))
        yield from _date(None, month, day, today)
    elif "end" in said or "month_end" in said:
        yield _end(said.get("end", "month"), today)
    else:
        month = _MONTHS.get(said.get("month") or said.get("month2") or "") or _whole(said.get("month", ""))
        named_year = _whole(said.get("year") or said.get("year2") or "") or None
        yield from _date(named_year, month, _whole(said.get("day") or said.get("day2") or ""), today)


def _weekday(named: str, of_next_week: bool, today: date) -> date:
    place = _WEEKDAYS.get(named, _HAN_WEEKDAYS.get(named, 0))
    if of_next_week:
        return today - timedelta(today.weekday()) + timedelta(7 + place)
    return today + timedelta((place - today.weekday()) % 7)


def _end(named: str, today: date) -> date:
    if "month" in named:
        return today.replace(day=monthrange(today.year, today.month)[1])
    return today + timedelta(6 - today.weekday() + (7 if "next" in named else 0))


def _whole(written: str) -> int:
    return int(read_number(written) or 0)


def _date(year: int | None, month: int, day: int, today: date) -> Iterator[date]:
    try:
        named = date(year or today.year, month, day)
        yield named if year or named >= today else date(today.year + 1, month, day)
    except ValueError:
        return
