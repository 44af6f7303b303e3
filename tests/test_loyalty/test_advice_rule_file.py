"""A shop's own table of rules: read as it stands, or refused in one sentence at its line."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from loyalty.advice.offers import SHIPPED_RULES
from loyalty.advice.rule_file import read_rules
from loyalty.advice.rules import FIGURES, Bounds
from loyalty.errors import AdviceRulesFault, OperatorLoyaltyError

LAST = """  - name: rest
    action: leave_alone
    reason: {en: "Nothing.", zh: "无。"}
budget_used_up: {en: "Used up.", zh: "用完。"}
"""


def fault(tmp_path: Path, text: str) -> AdviceRulesFault:
    file = tmp_path / "rules.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(AdviceRulesFault) as raised:
        read_rules(file)
    return raised.value


def test_a_small_table_is_read(tmp_path: Path) -> None:
    file = tmp_path / "rules.yaml"
    rule = (
        "rules:\n  - name: dear\n    action: repair\n    when:\n      - {complaint: {at_least: 1}, tier: [gold]}\n"
        "      - {risk: {above: .5, below: 1}, group: [detractor], may_contact: no}\n    evidence: [complaint, group]\n"
        '    reason: {en: "Bad{about}.", zh: "坏{about}。"}\n'
    ).replace("may_contact: no", "may_contact: false")
    file.write_text(rule + LAST, encoding="utf-8")
    table = read_rules(file)
    first, last = table.rules
    assert (first.name, first.action, first.evidence) == ("dear", "repair", ("complaint", "group"))
    either, other = first.when
    assert either.figures == {"complaint": Bounds(at_least=1.0)}
    assert either.tiers == {"gold"}
    assert either.may_contact is None
    assert other.figures["risk"] == Bounds(above=0.5, below=1.0)
    assert other.may_contact is False
    assert last.reason_zh == "无。"
    assert table.used_up_en == "Used up."


def rule(text: str) -> str:
    return f'rules:\n  - name: one\n    action: thank\n    reason: {{en: "Hi.", zh: "好。"}}\n{text}{LAST}'


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        (rule("    when: {complain: {at_least: 1}}\n"), 5, "has no field complain"),
        (rule("    when: {city: [Berlin]}\n"), 5, "has no field city"),
        (rule("    when: {language: [zh]}\n"), 5, "has no field language"),
        (rule("    when: {complaint: {least: 1}}\n"), 5, "has no field least"),
        (rule("    when: {complaint: {at_least: much}}\n"), 5, "must be a number"),
        (rule("    when: {complaint: {at_least: .nan}}\n"), 5, "must be a number"),
        (rule("    when: {complaint: {}}\n"), 5, "needs one of at_least"),
        (rule("    when: {complaint: 3}\n"), 5, "must be a mapping"),
        (rule("    when: []\n"), 5, "empty list"),
        (rule("    when: {tier: [wood]}\n"), 5, "cannot be wood"),
        (rule("    when: {tier: gold}\n"), 5, "must be a list"),
        (rule("    when: {may_contact: perhaps}\n"), 5, "true or false"),
        (rule("    evidence: [moon]\n"), 5, "cannot be moon"),
        (rule("    wen: {}\n"), 5, "no field wen"),
        (rule("    name: two\n"), 5, "says name twice"),
        (rule("").replace("thank", "bribe"), 3, "cannot be bribe"),
        (rule("").replace("Hi.", "Hi {nobody}."), 4, "{nobody} is no placeholder"),
        (rule("").replace("Hi.", "Hi {"), 4, "no partner"),
        (rule("").replace("Hi.", "Hi {risk:d}."), 4, "{risk} alone"),
        (rule("").replace("Hi.", "Hi {risk!r}."), 4, "{risk} alone"),
        (rule("").replace("Used up.", "Used up{quote}."), 8, "{quote} is no placeholder; there are none"),
        (rule("").replace('zh: "好。"', 'fr: "Oui"'), 4, "no field fr"),
        (rule("").replace(', zh: "好。"', ""), 4, "lacks the field zh"),
        (rule("").replace("name: one", "name: rest"), 2, "given to two rules"),
        (rule("").replace("leave_alone", "offer"), 5, "must be no offer"),
        (rule("").replace('"Nothing."', '""'), 7, "must be some text"),
        ("rules: []\nbudget_used_up: {en: a, zh: b}\n", 1, "at least one rule"),
        ("rules: 3\nbudget_used_up: {en: a, zh: b}\n", 1, "must be a list"),
        ("- 1\n", 1, "must be a mapping"),
        ("a: [\n", 2, "no YAML"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, text: str, line: int, said: str) -> None:
    error = fault(tmp_path, text)
    assert said in str(error)
    assert f"line {line}" in str(error)
    assert str(error).startswith(f"The rules {tmp_path / 'rules.yaml'}")
    assert str(error).count("\n") == 0
    assert isinstance(error, OperatorLoyaltyError)


def test_a_table_that_does_not_hold_for_everybody_is_refused(tmp_path: Path) -> None:
    text = rule("").replace("    action: leave_alone\n", "    action: leave_alone\n    when: {orders: {above: 0}}\n")
    assert "must hold for everybody" in str(fault(tmp_path, text))


def test_missing_empty_and_undecodable_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(AdviceRulesFault, match="cannot be read"):
        read_rules(tmp_path / "none.yaml")
    assert "are empty" in str(fault(tmp_path, ""))
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(AdviceRulesFault, match="cannot be read"):
        read_rules(tmp_path / "bytes.yaml")


@given(st.text(max_size=200) | st.binary(max_size=60).map(lambda raw: raw.decode("latin-1")))
def test_any_text_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    file = tmp_path_factory.mktemp("rules") / "rules.yaml"
    file.write_text(rule("").replace("one", text), encoding="utf-8", errors="replace")
    try:
        assert read_rules(file).rules
    except AdviceRulesFault:
        return


def test_the_shipped_table_needs_no_word_about_who_somebody_is() -> None:
    table = read_rules(SHIPPED_RULES)
    assert not {"language", "city", "name", "email", "country"} & set(FIGURES)
    assert {one.action for one in table.rules} == {"thank", "repair", "win_back", "offer", "leave_alone"}
    for one in table.rules:
        if one.action in ("offer", "win_back"):
            assert all(condition.may_contact is True for condition in one.when), one.name


def test_in_the_shipped_table_every_repair_comes_before_every_offer() -> None:
    actions = [one.action for one in read_rules(SHIPPED_RULES).rules]
    last_repair = len(actions) - 1 - actions[::-1].index("repair")
    assert last_repair < actions.index("offer")
    assert yaml.safe_load(SHIPPED_RULES.read_text(encoding="utf-8"))["rules"][-1]["name"] == "nothing_to_do"


@given(st.floats(-10, 10), st.floats(-10, 10), st.floats(-10, 10))
def test_bounds_hold_as_they_read(low: float, high: float, value: float) -> None:
    assert Bounds(at_least=low, at_most=high).hold(value) == (low <= value <= high)
    assert Bounds(above=low, below=high).hold(value) == (low < value < high)
    assert not Bounds().hold(None)
