"""The readers of the claim check: what is shown and read, amounts, what they are about, names, acts and promises."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.agent.claims.acts import untrue_act
from assistant.agent.claims.aspects import aspects_around, aspects_of
from assistant.agent.claims.checker import LONGEST_SENTENCE, ClaimChecker
from assistant.agent.claims.evidence import Evidence
from assistant.agent.claims.plain import read_form, shown_form
from assistant.agent.claims.promises import broken_promise
from assistant.agent.claims.properties import properties_in
from assistant.agent.claims.quantities import SIZES, quantities_in, sized
from assistant.agent.claims.reading import fold
from assistant.agent.claims.sentences import pieces
from retrieval.units import converted
from tests.test_assistant.conftest import EvidenceOf

SHOWN = ("AUD-001", "AUD-005", "AUD-010", "AUD-018", "HOM-020", "KIT-022")
FREE_SHIPPING = "Free shipping. Standard delivery is free once the goods come to $49 or more."
BASES = {"mass": "g", "length": "mm", "volume": "ml", "time": "min", "power": "W", "data": "GB", "area": "cm2"}


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("$1**29**", "$129"),
        ("&#36;129 &amp;#36;5", "$129 $5"),
        ("$1\u200b29", "$129"),
        ("<b>$129</b><!-- $5 -->", "$129"),
        ("[Hush 2](https://example.com/?p=99) and [2](www.example.com)", "Hush 2 and [2]"),
        ("![$5](https://example.com/a.png)", ""),
        ("**$129** for _you_", "**$129** for _you_"),
        ("20*30 cm, a < b, [1](in stock)", "20*30 cm, a < b, [1](in stock)"),
        ("R&D, AT&T; 👨‍👩‍👧", "R&D, AT&T; 👨‍👩‍👧"),
    ],
)
def test_what_a_page_hides_is_not_shown(written: str, shown: str) -> None:
    assert shown_form(written) == shown


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_what_is_read_stands_in_what_is_shown(text: str) -> None:
    shown = shown_form(text)
    plain = read_form(shown)
    for place, char in enumerate(plain.text):
        start, end = plain.span(place, place + 1)
        assert shown[start:end] == char


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("It weighs 1.2 kg and lasts 38 hours", [("mass", 1200), ("time", 2280)]),
        ("a 55-inch screen, 300ml", [("length", 1397), ("volume", 300)]),
        ("240 x 220 cm", [("length", 2400), ("length", 2200)]),
        ("三小时，两公斤", [("time", 180), ("mass", 2000)]),
        ("适合2到4人", [("people", 2), ("people", 4)]),
        ("within 30 working days", [("time", 43200)]),
        ("SPF 50+, ages 3 to 6", [("spf", 50), ("age", 3), ("age", 6)]),
        ("9 months old", [("age", 0.75)]),
        ("68 °F", [("temperature", 20)]),
        ("5 in stock, a 5G phone, the 90s, one day, 3月", []),
    ],
)
def test_amounts_with_a_unit(text: str, amounts: list[tuple[str, float]]) -> None:
    found = [(one.dimension, pytest.approx(one.base)) for one in quantities_in(fold(text))]
    assert found == amounts


@pytest.mark.parametrize("unit", [unit for unit, (dimension, _) in SIZES.items() if dimension in BASES])
def test_units_are_as_large_as_pint_says(unit: str) -> None:
    dimension, size = SIZES[unit]
    assert size == pytest.approx(converted(1.0, unit, BASES[dimension]), rel=1e-4)


@pytest.mark.parametrize(
    ("attribute", "dimension"),
    [
        ("weight_g", "mass"),
        ("hdmi_ports", "ports"),
        ("players_max", "people"),
        ("age_min_months", "age"),
        ("spf", "spf"),
        ("fabric_gsm", "paper"),
        ("protein_percent", None),
        ("rating", None),
    ],
)
def test_what_an_attribute_measures(attribute: str, dimension: str | None) -> None:
    found = sized(attribute, 12.0)
    assert (found[0] if found else None) == dimension


def test_what_an_amount_is_about() -> None:
    text = fold("The battery lasts 38 hours, it charges in 2 hours and weighs 254 g with a 6-inch screen.")
    about = [aspects_around(text, one.start, one.end) for one in quantities_in(text)]
    assert [sorted(one) for one in about] == [["battery", "lasting"], ["charging"], ["weight"], ["screen"]]
    assert {"battery", "lasting"} <= aspects_of("battery_hours")


def names_dropped(sentence: str, evidence: Evidence) -> bool:
    checker = ClaimChecker(evidence)
    return checker.check(sentence).text is None and checker.log[-1].why.startswith("name")


@pytest.mark.parametrize(
    "sentence",
    [
        "The Sony WH-1000XM5 is better.",
        "I like the Hush 3.",
        "Try the Hush 2 Pro.",
        "推荐云雀 Hush 3。",
        "《三体》很好看。",
        "索尼的耳机也不错。",
        "The Thornhollow Meadow is nice.",
        "Our brand is Acme.",
        "看看 QuietComfort 吧。",
        "An iPhone fits.",
        "Perhaps a pair from Kettleby.",
        "The XM5 is great.",
    ],
)
def test_names_nothing_has_are_dropped(sentence: str, evidence_of: EvidenceOf) -> None:
    evidence = evidence_of(*SHOWN)
    evidence.brands = frozenset({"Kettleby"})
    assert names_dropped(sentence, evidence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Perfect for Christmas, a trip to Paris or Mother's Day.",
        "It has USB-C and an LED.",
        "Great Value for Everyday Use.",
        "Here are my Top Picks for You.",
        "On Monday or in March, I'd say.",
        "Welcome to Harbour & Finch!",
        "好的，OK！",
        "Thanks, Anna!",
        "1. Larkspur Hush 2\n",
        "Unfortunately, we don't carry the Sony WH-1000XM5.",
        "您说的索尼 WH-1000XM5 我们没有。",
    ],
)
def test_ordinary_words_are_no_names(sentence: str, evidence_of: EvidenceOf) -> None:
    evidence = evidence_of(*SHOWN)
    evidence.own_names = ("Harbour & Finch",)
    evidence.asked = ["I am Anna. Do you have the Sony WH-1000XM5? 索尼"]
    if "Anna" in sentence:
        evidence.add_facts("Customer: Anna")
    assert ClaimChecker(evidence).check(sentence).text == sentence


@pytest.mark.parametrize(
    ("sentence", "act"),
    [
        ("I have added it to your cart.", "cart_add"),
        ("It has been added to your cart.", "cart_add"),
        ("已为您加入购物车。", "cart_add"),
        ("I've cancelled your order.", "cancel_order"),
        ("我已经帮您取消了订单。", "cancel_order"),
        ("I have started a return for you.", "start_return"),
        ("I've contacted our team.", "hand_off"),
    ],
)
def test_what_was_not_done_is_not_said(sentence: str, act: str) -> None:
    evidence = Evidence("USD")
    assert act in str(untrue_act(fold(sentence), evidence))
    evidence.add_done(act)
    assert untrue_act(fold(sentence), evidence) is None


@pytest.mark.parametrize(
    "sentence", ["I have placed your order.", "已经帮您下单了。", "I'll give you a discount.", "我给您打九折。"]
)
def test_what_no_tool_does_is_never_said(sentence: str) -> None:
    evidence = Evidence("USD", done={"cart_add", "hand_off"})
    evidence.add_facts("Order D-1: delivered")
    assert untrue_act(fold(sentence), evidence)


@pytest.mark.parametrize(
    "sentence",
    ["I can add it to your cart.", "Shall I cancel the order?", "您可以加入购物车。", "I have not cancelled it."],
)
def test_offers_and_questions_claim_no_act(sentence: str) -> None:
    assert untrue_act(fold(sentence), Evidence("USD")) is None


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("We offer free shipping.", "shipping"),
        ("我们包邮。", "shipping"),
        ("It arrives tomorrow.", "arrival"),
        ("明天送达。", "arrival"),
        ("You get a lifetime warranty.", "warranty"),
        ("终身保修。", "warranty"),
        ("30-day money-back guarantee!", "refund"),
        ("Use a promo code.", "discount"),
        ("买一送一。", "discount"),
        ("You get a free gift.", "gift"),
        ("It's in your size.", "fit"),
        ("We ship worldwide.", "international"),
        ("It will be restocked.", "restock"),
        ("We price match.", "price match"),
        ("今天发货。", "dispatch"),
        ("Pay in 4 parts.", "instalments"),
        ("24小时客服。", "care"),
    ],
)
def test_promises_need_a_rule(sentence: str, kind: str) -> None:
    assert broken_promise(fold(sentence), (), Evidence("USD")) is not None
    assert kind in str(broken_promise(fold(sentence), (), Evidence("USD"))) or kind == "refund"
    assert broken_promise(fold(sentence), (), Evidence("USD", passages=[sentence])) is None or kind in (
        "arrival",
        "dispatch",
    )


def test_a_condition_belongs_to_the_promise() -> None:
    evidence = Evidence("USD", passages=[FREE_SHIPPING])
    assert broken_promise("we offer free shipping on everything.", (), evidence)
    assert broken_promise("shipping is free on orders over $49.", (), evidence) is None
    assert broken_promise("满49美元包邮。", (), evidence) is None
    assert broken_promise("orders over $25 ship free, free shipping over $25.", (), evidence)


def test_orders_may_be_told_as_the_tool_told_them(evidence_of: EvidenceOf) -> None:
    evidence = evidence_of("AUD-001")
    for sentence in ("Your Hush 2 cost $119.00.", "Order D-100001 arrives on Friday.", "Order D-100001 was shipped."):
        assert ClaimChecker(evidence).check(sentence).text != sentence
    evidence.add_facts("Order D-100001, shipped, arrives Friday\nLarkspur Hush 2 wireless headphones x1, $119.00")
    for sentence in ("Your Hush 2 cost $119.00.", "Order D-100001 arrives on Friday.", "Order D-100001 was shipped."):
        assert ClaimChecker(evidence).check(sentence).text == sentence


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("it is waterproof but not foldable.", [("waterproof", True), ("foldable", False)]),
        ("不防水，但支持降噪。", [("waterproof", False), ("noise cancelling", True)]),
        ("is it waterproof?", []),
        ("if you need waterproof shoes, say so.", []),
        ("the same as the white version.", []),
        ("it comes in red and is made of oak.", [("colour red", True), ("material oak", True)]),
        ("not only waterproof", [("waterproof", True)]),
        ("made in japan, with a rain cover", [("origin", True), ("attribute rain_cover", True)]),
        ("可以调温，没有获奖", [("temperature control", True), ("award", False)]),
    ],
)
def test_properties(text: str, claims: list[tuple[str, bool]]) -> None:
    assert [(claim.name, claim.yes) for claim in properties_in(text, ["rain_cover", "waterproof"])] == claims


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200), st.integers(5, 40))
def test_pieces_join_to_the_text(text: str, longest: int) -> None:
    found = pieces(text, longest)
    assert "".join(found) == text
    assert all(len(piece) <= longest or not any(c.isspace() for c in piece[:-1]) for piece in found)


def test_a_line_of_20000_characters_is_checked_in_pieces(evidence_of: EvidenceOf) -> None:
    checker = ClaimChecker(evidence_of(*SHOWN))
    text = checker.check("The Hush 2 costs $99 and lasts 38 hours, " * 490).text
    assert text is None or "$99" not in text
    for repeated in ("9", "a", "$", "1 x ", "**", "<a", "不", "[1](", "&#36"):
        endless = repeated * (20_000 // len(repeated))
        shown = ClaimChecker(evidence_of(*SHOWN)).check(endless).text
        assert shown is None or len(shown) <= len(endless)
    assert ClaimChecker(evidence_of(*SHOWN)).check("9" * (LONGEST_SENTENCE + 1)).text is None
