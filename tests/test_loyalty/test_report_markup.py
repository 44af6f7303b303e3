"""Elements, escaping, plots and weeks of the report."""

from __future__ import annotations

from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.report.markup import Html, joined, style_sheet, tag
from loyalty.report.plots import Mark, bars, columns, facing_bars, interval, line, stacks
from loyalty.report.weeks import by_reason, summed, weeks
from loyalty.report.words import Words
from records.learned.talk_overview import TalkCount

EVIL = "</style><script>alert(1)</script>\" onmouseover='x' &amp;"
MONDAY = date(2026, 3, 2)


class Seen(HTMLParser):
    """The elements, attributes and texts that a parser finds."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text(), st.text())
def test_no_text_becomes_markup_wherever_it_stands(text: str, other: str) -> None:
    seen = Seen(tag("p", text, tag("b", other), title=other, data_tip=text))
    assert seen.tags == ["p", "b"]
    assert [name for name, _ in seen.attributes] == ["title", "data-tip"]


@pytest.mark.parametrize("text", [EVIL, "a\x00b\ud83d c\x1b[31m", "你好 👍", "{name} %s"])
def test_texts_come_out_as_they_went_in_but_for_what_no_page_may_hold(text: str) -> None:
    kept = "".join("�" if letter < " " or "\ud800" <= letter <= "\udfff" else letter for letter in text)
    assert Seen(tag("p", text)).text == kept
    assert tag("p", text).encode("utf-8")


def test_attributes_are_written_plainly() -> None:
    assert tag("a", "x", cls="b", href="#c", hidden=True, title=None, id=False) == '<a class="b" href="#c" hidden>x</a>'
    assert tag("line", x1=0, y1=1) == '<line x1="0" y1="1"/>'
    assert joined("a<", None, [tag("b", 1)], Html("<i>")) == "a&lt;<b>1</b><i>"


def test_what_could_run_is_refused() -> None:
    with pytest.raises(ValueError, match="onclick"):
        tag("p", onclick="x")
    with pytest.raises(ValueError, match="no element"):
        tag("p><script", "x")
    with pytest.raises(ValueError, match="asks for nothing"):
        style_sheet("body { background: url(x) }")
    with pytest.raises(ValueError, match="no markup"):
        style_sheet("</style>")


def test_bars_are_as_long_as_their_values_and_a_small_one_can_be_seen() -> None:
    page = bars([Mark("a", 1000, "tip"), Mark("b", 500, ""), Mark("c", 1, ""), Mark("d", 0, "")], "all")
    widths = [value for name, value in Seen(page).attributes if name == "style"]
    assert widths == ["width:100.00%", "width:50.00%", "width:0.60%", "width:0.00%"]


@pytest.mark.parametrize("values", [[], [0], [0, 0]])
def test_plots_of_nothing_are_no_fault(values: list[float]) -> None:
    marks = [Mark("a", value, "t") for value in values]
    for page in (bars(marks, ""), columns(marks, ("0", "1"), ""), stacks([("x", marks)], ""), facing_bars([], "")):
        assert "nan" not in page
    assert ("polyline" in line(marks, 0, 1, ("", ""), "")) == (len(values) > 1)


def test_a_line_breaks_where_there_is_no_value_and_stays_in_its_frame() -> None:
    page = line([Mark("", value, "") for value in (0.5, 7.0, None, -3.0, 0.0)], 0, 1, ("a", "b"), "x")
    points = [value for name, value in Seen(page).attributes if name == "points"]
    assert points == ["10.00,50.00 30.00,0.00", "70.00,100.00 90.00,100.00"]
    assert page.count('class="dot"') == 4


def test_an_interval_stays_on_its_strip() -> None:
    assert 'left:0.0%;width:100.0%"' in interval(-5, 50, 130, "x")


def counted(back: int, reason: str = "find", n: int = 2, **told: object) -> TalkCount:
    figures: dict[str, object] = {"moods": 1, "mood": 0.5, "satisfied": 2, "satisfaction": 8.0, **told}
    return TalkCount(MONDAY - timedelta(days=back), reason, False, n, 3, **figures)  # type: ignore[arg-type]


def test_days_become_weeks_without_a_gap() -> None:
    found = weeks([counted(0), counted(1), counted(21, satisfied=0, satisfaction=0.0)])
    assert [week.monday for week in found] == [MONDAY - timedelta(weeks=n) for n in (3, 2, 1, 0)]
    assert [week.talks.conversations for week in found] == [2, 0, 2, 2]
    assert (found[0].talks.satisfaction, found[1].talks.mood, found[3].talks.satisfaction) == (None, None, 4.0)
    assert weeks([]) == ()


def test_sums_weigh_conversations_not_days() -> None:
    told = summed([counted(0, satisfied=3, satisfaction=15.0), counted(1, satisfied=1, satisfaction=1.0)])
    assert (told.satisfaction, told.satisfied, told.mood) == (4.0, 4, 0.5)
    assert list(by_reason([counted(0, "a"), counted(0, "b", 5), counted(3, "a")])) == ["b", "a"]


def test_words_of_both_languages() -> None:
    en, zh = Words("en"), Words("zh")
    assert (en.day(MONDAY), zh.day(MONDAY, year=False)) == ("2 March 2026", "3月2日")
    assert (en.share(0.255), zh.share(0.5), en.count(12345.4)) == ("26 %", "50%", "12,345")
    assert (en.one("aspects", None), en.one("tiers", "unheard"), zh.one("tiers", "gold")) == (
        "nothing in particular", "unheard", "黄金",
    )  # fmt: skip
    assert (en("tiers_now.customers", n="1"), en("tiers_now.customers", n="0")) == ("1 customer", "0 customers")
    assert (en.picked({"zh": "x"}), en.picked("x"), en.listed({"en": "no list"})) == ("", "", [])


def test_every_text_has_both_languages_and_the_same_blanks() -> None:
    import re

    from loyalty.report.words import _texts

    def leaves(told: object) -> list[dict[str, str]]:
        assert isinstance(told, dict)
        return [told] if "en" in told else [leaf for one in told.values() for leaf in leaves(one)]

    for leaf in leaves(dict(_texts())):
        assert set(leaf) == {"en", "zh"}
        blanks = [set(re.findall(r"{(\w+)}", leaf[tongue])) - {"s"} for tongue in ("en", "zh")]
        assert blanks[0] == blanks[1], leaf
