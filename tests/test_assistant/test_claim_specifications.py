"""For generated rows: true sentences pass unchanged, one changed value never comes out, nothing is made up."""

from __future__ import annotations

import re
from collections.abc import Mapping

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from assistant.agent.claims.checker import ClaimChecker
from assistant.agent.claims.evidence import Evidence
from assistant.agent.claims.quantities import quantities_in
from assistant.agent.claims.reading import fold
from assistant.agent.constraints.numerals import numbers_in
from retrieval.catalog import Product

common = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
NAMES = ["Larkspur Hush", "Thornhollow Glade", "Ostrand Tern", "Kelvane Spindle", "Norvale Rollo"]
NAMES_ZH = ["云雀 Hush", "荆谷 Glade", "奥川 Tern", "凯文恩 Spindle", "诺谷 Rollo"]
KINDS = [("headphones", "耳机"), ("kettle", "水壶"), ("tent", "帐篷"), ("lamp", "台灯"), ("watch", "手表")]

SPECIFICATIONS: Mapping[str, tuple[list[str], list[str]]] = {
    "battery_hours": (
        ["The battery of the {0} lasts {1} hours.", "The {0} offers {1} hours of battery life.", "{0}: battery {1} h."],
        ["{0}续航{1}小时。", "{0}的电池可用{1}个小时。"],
    ),
    "weight_g": (
        ["The {0} weighs {1} g.", "At {1} grams, the {0} is easy to carry.", "The weight of the {0} is {1}g."],
        ["{0}重{1}克。", "{0}的重量是{1}克。"],
    ),
    "capacity_l": (
        ["The {0} holds {1} litres.", "The {0} has a capacity of {1} L."],
        ["{0}容量{1}升。", "{0}的容量为{1}升。"],
    ),
    "screen_in": (["The {0} has a {1}-inch screen.", "The {0} comes with a {1} inch display."], ["{0}屏幕{1}英寸。"]),
    "power_w": (["The {0} runs at {1} W.", "The {0} has {1} watts of power."], ["{0}功率{1}瓦。"]),
    "persons": (["The {0} sleeps {1} people.", "The {0} is for {1} persons."], ["{0}适合{1}人。", "{0}可睡{1}个人。"]),
    "pages": (["The {0} has {1} pages."], ["{0}有{1}页。"]),
}
"""An attribute -> how a small model states it, in English and Chinese."""


@st.composite
def generated(draw: st.DrawFn) -> Product:
    """A row with a name, a price, figures and yes-or-no attributes."""
    place, kind = draw(st.integers(0, len(NAMES) - 1)), draw(st.sampled_from(KINDS))
    price = draw(st.integers(500, 99_900)) / 100
    battery, weight, power = draw(st.integers(11, 99)), draw(st.integers(101, 999)), draw(st.integers(1001, 2999))
    attributes = {
        "battery_hours": float(battery),
        "weight_g": float(weight),
        "capacity_l": draw(st.integers(3, 98)) / 10,
        "screen_in": draw(st.integers(131, 320)) / 10,
        "power_w": float(power),
        "persons": float(draw(st.integers(2, 9))),
        "pages": float(draw(st.integers(120, 800))),
        "waterproof": draw(st.booleans()),
        "wireless": draw(st.booleans()),
        "foldable": draw(st.booleans()),
    }
    return Product(
        f"ABC-{draw(st.integers(100, 999))}",
        f"{NAMES[place]} {kind[0]}",
        price,
        "USD",
        title_zh=f"{NAMES_ZH[place]} {kind[1]}",
        brand=NAMES[place].split()[0],
        category=("things", kind[0]),
        rating=draw(st.integers(20, 50)) / 10,
        review_count=draw(st.integers(100, 5000)),
        stock=draw(st.integers(1, 300)),
        attributes=attributes,
    )


products = generated()
kinds = st.sampled_from(sorted(SPECIFICATIONS))


def evidence_for(*rows: Product) -> Evidence:
    return Evidence("USD", rows, list(rows))


def sentence_of(row: Product, attribute: str, choice: int, value: float) -> str:
    english, chinese = SPECIFICATIONS[attribute]
    both = [*((one, row.title) for one in english), *((one, row.title_zh) for one in chinese)]
    template, title = both[choice % len(both)]
    return template.format(title, f"{value:g}")


@common
@given(products, kinds, st.integers(0, 99))
def test_a_true_specification_is_never_lost(row: Product, attribute: str, choice: int) -> None:
    sentence = sentence_of(row, attribute, choice, float(row.attributes[attribute]))  # type: ignore[arg-type]
    assert ClaimChecker(evidence_for(row)).check(sentence).text == sentence


@common
@given(products, kinds, st.integers(0, 99), st.integers(1, 9999), st.booleans())
def test_a_false_specification_never_survives(
    row: Product, attribute: str, choice: int, number: int, asked: bool
) -> None:
    right = float(row.attributes[attribute])  # type: ignore[arg-type]
    wrong = number / 10 if attribute in ("capacity_l", "screen_in") else float(number)
    assume(abs(wrong - right) > 0.06 * right)
    evidence = evidence_for(row)
    evidence.said = {wrong} if asked else set()
    shown = ClaimChecker(evidence).check(sentence_of(row, attribute, choice, wrong)).text
    assert shown in (None, sentence_of(row, attribute, choice, right))


@common
@given(products, st.sampled_from(["g", "kg", "lb", "oz"]), st.booleans())
def test_weights_may_be_given_in_other_units(row: Product, unit: str, false: bool) -> None:
    per = {"g": 1.0, "kg": 1000.0, "lb": 453.59237, "oz": 28.349523}[unit]
    weight = float(row.attributes["weight_g"]) * (1.4 if false else 1.0)  # type: ignore[arg-type]
    written = f"{weight / per:.2f}"
    assume(float(written) * per > 0.98 * weight)
    sentence = f"The {row.title} weighs {written} {unit}."
    shown = ClaimChecker(evidence_for(row)).check(sentence).text
    assert shown != sentence if false else shown == sentence


@common
@given(products, st.sampled_from(["waterproof", "wireless", "foldable"]), st.booleans())
def test_yes_and_no_attributes(row: Product, attribute: str, english: bool) -> None:
    word = {"waterproof": "防水", "wireless": "是无线的", "foldable": "可折叠"}[attribute]
    yes = f"The {row.title} is {attribute}." if english else f"{row.title_zh}{word}。"
    no = f"The {row.title} is not {attribute}." if english else f"{row.title_zh}不{word}。"
    holds = row.attributes[attribute]
    assert ClaimChecker(evidence_for(row)).check(yes).text == (yes if holds else None)
    assert ClaimChecker(evidence_for(row)).check(no).text == (None if holds else no)


@common
@given(products, st.integers(-40, 40), st.sampled_from(["about ${0}", "around ${0}", "大约{0}美元", "{0}美元左右"]))
def test_about_a_price(row: Product, off: int, written: str) -> None:
    amount = round(row.price * (1 + off / 100))
    assume(abs(amount - row.price) < 0.045 * row.price or abs(amount - row.price) > 0.06 * row.price)
    sentence = f"The {row.title} costs {written.format(amount)}."
    shown = ClaimChecker(evidence_for(row)).check(sentence).text
    assert (shown == sentence) == (abs(amount - row.price) < 0.05 * row.price)


FAR = [
    "7331",
    "88817",
    "$7331",
    "7331.5 g",
    "88817 hours",
    "６６６６小时",
    "7331升",
    "九千九百九十九块",
    "73 %",
    "4.95 stars",
]
FILLER = [
    "the",
    "it",
    "costs",
    "weighs",
    "about",
    "up to",
    "and",
    "battery",
    "rated",
    "售价",
    "续航",
    "重",
    "大约",
    "，",
    ",",
    "is",
]


@common
@given(st.lists(products, min_size=1, max_size=3), st.data())
def test_no_number_appears_that_nothing_backs(rows: list[Product], data: st.DataObject) -> None:
    words = data.draw(st.lists(st.sampled_from([*FILLER, *FAR, *(row.title for row in rows)]), max_size=12))
    shown = ClaimChecker(evidence_for(*rows)).check(" ".join(words)).text or ""
    for row in rows:
        shown = shown.replace(row.title, "")
    far = {7331.0, 88817.0, 7331.5, 6666.0, 9999.0, 73.0, 4.95}
    assert not far & numbers_in(shown)


MARKED = [
    "{0}**{1}**",
    "**{0}{1}**",
    "<b>{0}</b>{1}",
    "{0}\u200b{1}",
    "`{0}`{1}",
    "{0}<!-- -->{1}",
    "{0}~~{1}~~",
    "{0}__{1}__",
]


@common
@given(products, st.sampled_from(MARKED), st.integers(100, 998))
def test_marks_smuggle_no_price_past(row: Product, marked: str, wrong: int) -> None:
    assume(abs(wrong - row.price) > 1)
    written = marked.format(str(wrong)[:1], str(wrong)[1:])
    shown = ClaimChecker(evidence_for(row)).check(f"The {row.title} costs ${written}.").text or ""
    bare = re.sub(r"[^\d.$]", "", shown.replace(row.title, ""))
    assert f"${wrong}" not in bare


@common
@given(st.lists(products, max_size=4), st.text(max_size=120), st.booleans())
def test_no_text_raises(rows: list[Product], text: str, named: bool) -> None:
    sentence = f"{rows[0].title} {text}" if rows and named else text
    checker = ClaimChecker(evidence_for(*rows))
    checked = checker.check(sentence)
    assert checked.text is None or checked.repaired or checked.text == sentence
    assert len(checker.log) == (0 if checked.text == sentence else 1)


@common
@given(st.text("0123456789.,$€ kgcmhours x-至到小时克%+", max_size=60))
def test_amounts_never_overlap_their_text(text: str) -> None:
    folded = fold(text)
    for one in quantities_in(folded):
        assert 0 <= one.start <= one.value_start < one.value_end <= one.end <= len(folded)
        assert one.base >= 0
