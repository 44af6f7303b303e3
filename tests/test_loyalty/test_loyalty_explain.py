"""Scores in words: points that add up, quotes and orders behind them, nobody called he or she, in two languages."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings

from loyalty.features.history import CustomerHistory, Source
from loyalty.scores import wording
from loyalty.scores.explain import explain
from loyalty.scores.nouns import Explanation, Reason
from loyalty.scores.scorecard import LEAVING, LOYALTY, load_scorecard
from loyalty.scores.scoring import score_customers
from loyalty.scores.wording import (
    aspects_in_words,
    date_in_words,
    share_in_words,
    source_in_words,
    span_in_words,
    texts,
)
from tests.support.loyalty_histories import NOW, histories, order, signal, somebody, talk

SOUR = talk(
    2, signal("complaint", 2, "still not here", aspect="delivery"), signal("leave", 2, "I'll shop elsewhere"),
    mood=-0.8, stars=1.5, unresolved=True,
)  # fmt: skip
REGULAR = somebody(*(order(at) for at in (12, 40, 71)), talks=(SOUR,))


def explained(history: CustomerHistory) -> Explanation:
    return explain(score_customers([history], NOW)[0])


def reason(found: Explanation, feature: str) -> Reason:
    return next(one for one in found.reasons if one.feature == feature)


@settings(max_examples=25)
@given(histories())
def test_whole_points_add_up_to_the_whole_score(history: CustomerHistory) -> None:
    found = explained(history)
    assert found.base + sum(one.points for one in found.reasons) == found.score
    assert found.value_base + sum(one.points for one in found.value) == found.value_score
    sizes = [abs(one.points) for one in found.reasons]
    assert sizes == sorted(sizes, reverse=True)
    assert 0 not in sizes
    for one in (*found.reasons, *found.leaving, *found.value):
        assert one.text_en
        assert one.text_zh
        assert "{" not in one.text_en + one.text_zh


def test_each_reason_shows_what_was_said_and_bought() -> None:
    found = explained(REGULAR)
    complaint = reason(found, "complaint")
    assert complaint.points < 0
    assert complaint.text_en == "complained about delivery"
    assert complaint.text_zh == "有过抱怨（配送）"
    assert complaint.evidence_en == ("Wrote on 30 May: “still not here”",)
    assert complaint.evidence_zh == ("5月30日写道：“still not here”",)
    assert reason(found, "leave").evidence_en == ("Wrote on 30 May: “I'll shop elsewhere”",)
    bought = reason(found, "purchase_days")
    assert bought.text_en == "has bought on 3 different days"
    assert bought.evidence_en[0] == "Order O-C-1-71 of 22 March: Hush 2 headphones"
    assert {one.feature for one in found.leaving} >= {"leave", "complaint"}
    assert all(one.points > 0 for one in found.leaving if one.feature in ("leave", "complaint"))


def test_the_headline_says_score_interval_tier_and_probability() -> None:
    found = explained(REGULAR)
    assert re.match(rf"Loyalty {found.score} of 100 \(between \d+ and \d+\), tier: \w+", found.headline_en)
    assert f"忠诚度 {found.score} 分" in found.headline_zh
    assert "warns others" in found.headline_en


def test_the_same_feature_is_worded_by_whom_it_speaks_for() -> None:
    bad = next(one for one in explained(REGULAR).leaving if one.feature == "satisfaction_mean")
    assert "something to wish for" in bad.text_en
    happy = somebody(order(5), talks=(talk(1, signal("praise", 1), mood=0.9, stars=4.9),))
    good = next(one for one in explained(happy).reasons if one.feature == "satisfaction_mean")
    assert "satisfied" in good.text_en


def test_what_is_not_known_is_said() -> None:
    assert "Neither purchases nor messages" in explained(CustomerHistory("C-0")).caveats_en[0]
    assert "No message" in explained(somebody(order(3), order(9))).caveats_en[0]
    assert any("Nothing was bought" in one for one in explained(somebody(talks=(SOUR,))).caveats_en)
    later = explained(somebody(order(3), order(-4)))
    assert "Left out: 1 record dated after 1 June 2026." in later.caveats_en
    assert any("2026年6月1日" in one for one in later.caveats_zh)
    assert any("More money was refunded" in one for one in explained(somebody(order(9), order(3, -90))).caveats_en)
    full = somebody(order(3), order(30), talks=(talk(2), talk(9)))
    assert explained(full).caveats_en == explained(full).caveats_zh == ()


def test_every_feature_of_the_tables_has_words_in_both_languages() -> None:
    features = {one.feature for file in (LOYALTY, LEAVING) for one in load_scorecard(file).curves}
    assert features <= set(texts()["reasons"])
    for forms in texts()["reasons"].values():
        assert all(set(form) == {"en", "zh"} for form in forms.values())


def test_nobody_is_he_or_she() -> None:
    words = yaml.safe_load(Path(wording.__file__).with_name("texts.yaml").read_text(encoding="utf-8"))
    said = yaml.safe_dump(words, allow_unicode=True)
    assert not re.search(r"\b(he|she|his|her|him)\b", said)
    assert not re.search("[他她您]", said)


@pytest.mark.parametrize(
    ("days", "en", "zh"),
    [
        (0.3, "less than a day", "不到一天"),
        (1, "1 day", " 1 天"),
        (13.9, "13 days", " 13 天"),
        (14, "2 weeks", " 2 周"),
        (75, "2 months", " 2 个月"),
        (800, "2 years", " 2 年"),
    ],
)
def test_spans(days: float, en: str, zh: str) -> None:
    assert (span_in_words(days, "en"), span_in_words(days, "zh")) == (en, zh)


def test_dates_have_a_year_where_it_is_another() -> None:
    at = datetime(2025, 5, 3, tzinfo=UTC)
    assert date_in_words(at, at, "en") == "3 May"
    assert date_in_words(at, NOW, "en") == "3 May 2025"
    assert (date_in_words(at, at, "zh"), date_in_words(at, None, "zh")) == ("5月3日", "2025年5月3日")


def test_shares_are_never_surer_than_they_may_be() -> None:
    assert share_in_words(0.5, "en") == "50 %"
    assert share_in_words(1, "zh") == "100%"
    assert share_in_words(0.999, "en", sure=False) == "> 99 %"
    assert share_in_words(0.001, "zh", sure=False) == "< 1%"


def test_a_long_quote_is_cut_and_a_silent_source_is_named() -> None:
    at = datetime(2026, 5, 3, tzinfo=UTC)
    cut = source_in_words(Source("turn", "T-1", at, "no " * 200), NOW, "en")
    assert cut.endswith("…”")
    assert len(cut) < 160
    assert source_in_words(Source("conversation", "H-1", at), NOW, "zh") == "5月3日的对话 H-1"
    assert source_in_words(Source("order", "O-1", at), NOW, "en") == "Order O-1 of 3 May"


def test_what_was_complained_about_is_listed_as_people_list_things() -> None:
    about = [Source("turn", "T", NOW, "x", aspect) for aspect in ("service", "returns", "product", "service")]
    assert aspects_in_words(about, "en") == " about service, returns and the product"
    assert aspects_in_words(about[:2], "en") == " about service and returns"
    assert aspects_in_words(about, "zh") == "（服务、退换、商品）"
    assert aspects_in_words([Source("turn", "T", NOW)], "en") == ""
