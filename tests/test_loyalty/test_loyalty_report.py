"""The report over real records: what stands in it, in two languages, and that no text of a shop runs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from learned_shop import DAY, EVIL, LATE, NOW, explanation, fill, score

from loyalty.errors import OperatorLoyaltyError
from loyalty.report.contents import ReportContents, ShopFacts, gather
from loyalty.report.page import report_page
from loyalty.report.report_folder import ReportFolder
from loyalty.report.reviews_part import most_telling
from loyalty.report.summary_part import sentences
from loyalty.report.trust_part import CardFigures, card_figures, not_known
from loyalty.report.words import Words
from loyalty.reviews.analysis import ReviewAnalyst
from loyalty.reviews.nouns import LatentProblem, ReviewAnalysis, ReviewPoint, ReviewQuote
from loyalty.reviews.review_files import read_reviews
from loyalty.sentiment.opening import SHIPPED
from records.database import Database, open_database
from records.learned.loyalty_scores import LoyaltyScores
from records.learned.score_overview import ScoreOverview
from records.learned.talk_overview import TalkCount, TalkOverview

SHOP = ShopFacts(EVIL, "EUR", 200.0, {})


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{tmp_path / 'records.sqlite'}")
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture
def database(empty: Database) -> Database:
    fill(empty)
    return empty


def gathered(database: Database, shop: ShopFacts = SHOP, **told: Any) -> ReportContents:
    return gather(ScoreOverview(database), TalkOverview(database), shop, NOW, **told)


def point(aspect: str, side: Any, count: int = 3) -> ReviewPoint:
    quote = ReviewQuote("R-1", 5, "en", f"{EVIL} {aspect}")
    return ReviewPoint(aspect, side, count, 9, count / 9, 0.1, 0.6, ("R-1",), (quote,), {"en": aspect, "zh": "方面"})


def reviews(most: int) -> tuple[ReviewAnalysis, ...]:
    """A product that is liked, and has a problem that may hurt somebody."""
    problem = LatentProblem(point("zip", "con"), ("safety", "hidden"), 0.0, 2, 1)
    pros, cons = (point("sound", "pro"), point("once", "pro", 1)), (point("zip", "con"), point(EVIL, "con"))
    return (ReviewAnalysis("KIT-1", 9, 9, 4.25, {5: 9}, pros, cons, (problem,)),)


def test_what_is_gathered_is_that_of_the_newest_day(database: Database) -> None:
    told = gathered(database, unread=3)
    assert (told.summary.as_of, told.summary.customers) == (DAY, 3)
    assert [day for day, _ in told.course] == [DAY - timedelta(days=7), DAY]
    assert [one.customer_id for one in told.at_stake] == [f"C-{EVIL}", "C-2"]
    assert (told.offers.customers, told.offers.cost, told.offers.gain) == (1, 6.25, 12.5)
    assert [one.conversation_id for one in told.open_matters] == ["talk-0", "talk-1"]
    assert told.title("KIT-1") == EVIL
    assert told.title("KIT-9") == "KIT-9"


def test_an_earlier_day_knows_nothing_of_later_ones(database: Database) -> None:
    told = gathered(database, day=DAY - timedelta(days=7))
    assert told.summary.customers == 1
    assert [one.conversation_id for one in told.open_matters] == ["talk-1"]
    assert len(told.course) == 1
    assert "day only" in report_page(told, "en")


def test_the_catalogues_titles_come_before_those_of_orders(database: Database) -> None:
    assert gathered(database, ShopFacts("Shop", titles={"KIT-1": "Kettle"})).title("KIT-1") == "Kettle"


def test_days_in_between_are_left_out_where_there_are_many(empty: Database) -> None:
    LoyaltyScores(empty).keep([score("C-1", 0.5, 50, back=n, explanation={}) for n in range(40)])
    course = [day for day, _ in gathered(empty).course]
    assert (len(course), course[0], course[-1]) == (12, DAY - timedelta(days=39), DAY)
    assert course == sorted(set(course))


def test_a_shop_without_scores_is_told_what_to_do(empty: Database) -> None:
    with pytest.raises(OperatorLoyaltyError, match="run daogou loyalty score first"):
        gathered(empty)


def test_a_day_that_was_not_scored_is_told_with_those_that_were(database: Database) -> None:
    with pytest.raises(OperatorLoyaltyError, match=r"2026-02-27; the newest scored days are 2026-03-02, 2026-02-23"):
        gathered(database, day=DAY - timedelta(days=3))


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_no_text_of_the_shop_is_markup_and_nothing_is_asked_for(database: Database, tongue: Any) -> None:
    page = report_page(gathered(database, reviews=reviews, unread=0), tongue)
    assert "<script" not in page
    assert "<img" not in page
    assert "window.hacked" in page
    assert not re.search(r"(src|href)=[\"'](?!#)", page)
    assert "http://" not in page
    assert "https://" not in page
    assert "default-src &#x27;none&#x27;" in page
    assert f'lang="{"zh-CN" if tongue == "zh" else "en"}"' in page


def test_a_page_in_english_says_who_why_and_what_to_do(database: Database) -> None:
    page = report_page(gathered(database, reviews=reviews), "en")
    for words in (
        "80 %", "32 to 52", "complained about delivery", "Wrote on 1 March", "Do</strong>", LATE,
        "cost 6.25 EUR of a budget of 200.00 EUR and bring 12.50 EUR", "What intervals mean", "may hurt somebody",
        "3 of 9",
    ):  # fmt: skip
        assert words in page
    assert "None" not in re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    assert "nan" not in page


def test_a_problem_is_told_once_and_what_one_review_says_is_not(database: Database) -> None:
    page = report_page(gathered(database, reviews=reviews), "en")
    assert page.count("<bdi>zip</bdi>") == 1
    assert "<bdi>once</bdi>" not in page


def test_a_page_in_chinese_has_no_english_of_ours(database: Database) -> None:
    page = report_page(gathered(database, ShopFacts("店", "CNY", 200.0, {"KIT-1": "水壶"})), "zh")
    text = re.sub(r"<style>.*?</style>|<[^>]+>", " ", page, flags=re.DOTALL)
    ours = text.replace("window.hacked", "").replace("daogou loyalty mine", "")
    known = {"BG", "NBD", "Gamma", "CNY", "talk", "C", "scorer", "F", "script", "img", "src", "x", "onerror", "amp",
             "lt", "gt", "quot", "evil", "docs", "evaluation", "md", "It", "came", "two", "weeks", "late"}  # fmt: skip
    assert set(re.findall(r"[A-Za-z]{2,}", ours)) - known == set()


def test_the_shop_in_short(database: Database) -> None:
    lines = list(sentences(gathered(database, reviews=reviews), Words("en")))
    assert lines[0] == 'In the tiers "at risk" or "lapsed": 1 of 3 customers (33 %).'
    assert lines[1] == f"Look after C-{EVIL} first: probability of leaving 80 %, value 90 of 100."
    assert lines[2] == "Put right what went wrong for 1 customer."
    assert "Most complaints are about delivery: 3 of 3." in lines
    assert "Left unresolved: 2 conversations." in lines
    assert lines[-1] == f"Reviews point to a problem that is easily missed: zip of {EVIL}."


def test_a_shop_where_nobody_spoke_or_leaves_has_a_report_too(empty: Database) -> None:
    LoyaltyScores(empty).keep([score("C-1", 0.0, 0, "prospect", action="leave_alone", explanation={})])
    told = gathered(empty, ShopFacts("Shop"))
    lines = list(sentences(told, Words("en")))
    assert lines[1:] == ["Nobody of value is about to leave.", "Nothing was said in this time."]
    page = report_page(told, "en")
    for words in ("No customer has both", "No complaint and no praise", "There are no reviews", "No offers are"):
        assert words in page


@pytest.mark.parametrize(("then", "now", "word"), [(2.0, 4.0, "more"), (4.0, 2.0, "less"), (4.0, 4.05, "")])
def test_a_change_of_satisfaction_is_told_where_it_counts(empty: Database, then: float, now: float, word: str) -> None:
    LoyaltyScores(empty).keep([score("C-1", 0.5, 50)])
    days = ((DAY - timedelta(days=60)).date(), then), (DAY.date(), now)
    talks = tuple(TalkCount(day, "find", False, 30, 60, 0, 0.0, 30, 30 * stars) for day, stars in days)
    told = replace(gathered(empty), talks=talks)
    said = f"satisfy {word} than before: {now:.1f} of 5 in the last four weeks, {then:.1f} in the weeks before."
    assert any(line.endswith(said) for line in sentences(told, Words("en"))) == bool(word)
    few = replace(told, talks=tuple(replace(one, satisfied=2, satisfaction=2 * then) for one in talks))
    assert not any("satisfy" in line for line in sentences(few, Words("en")))


def test_what_is_not_known_is_said(database: Database) -> None:
    lines = not_known(gathered(database, unread=2), Words("en"))
    assert lines[0].startswith("2 customers (67 %) wrote nothing")
    assert lines[1].startswith("1 customer did not buy yet")
    assert "models of today: 2 conversations;" in lines[2]
    assert "Every conversation was read." in not_known(gathered(database, unread=0), Words("en"))


def test_figures_of_a_models_own_card_are_told(database: Database, tmp_path: Path) -> None:
    card = tmp_path / "card.json"
    card.write_text(
        json.dumps({"figures": {"test": {"n": 1200, "accuracy": 0.91234, "macro_f1": 0.88, "classes": {}}}})
    )
    found = card_figures(card)
    assert found == (CardFigures("own", 1200, 0.91234, 0.88),)
    assert "1,200 texts of its test part" in report_page(gathered(database), "en", found)
    assert "accuracy 0.912, macro-F1 0.880" in report_page(gathered(database), "en", found)


def test_the_shipped_card_tells_reviews_and_chat_of_both_languages() -> None:
    found = card_figures(SHIPPED / "card.json")
    assert {one.what for one in found} == {"en_reviews", "en_chat", "zh_reviews", "zh_chat"}
    assert all(0.5 < one.accuracy <= 1 and one.texts > 500 for one in found)


@pytest.mark.parametrize("text", [None, "{not json", "[]", "3", '{"untaught_folds_two_classes": {"en": {"lines": 3}}}'])
def test_a_card_of_another_make_tells_nothing(tmp_path: Path, text: str | None) -> None:
    card = tmp_path / "card.json"
    if text is not None:
        card.write_text(text)
    assert card_figures(card) == ()


def test_products_that_may_hurt_come_first(demo_catalog: Path) -> None:
    analyst = ReviewAnalyst(read_reviews(demo_catalog.with_name("reviews.jsonl"))[0])
    found = most_telling(analyst, 200)
    alarms = [
        2 if any("safety" in problem.reasons for problem in one.latent) else 1 if one.latent else 0 for one in found
    ]
    assert alarms == sorted(alarms, reverse=True)
    assert {2, 1, 0} == set(alarms)
    assert most_telling(analyst, 1) == found[:1]


def test_what_offers_of_an_earlier_day_cost_is_not_said_to_be_nothing(empty: Database) -> None:
    LoyaltyScores(empty).keep([score("C-1", 0.5, 50, action="offer", explanation={})])
    page = report_page(gathered(empty), "en")
    assert "Offers to 1 customer; what they would cost and bring is kept for the newest day only." in page
    assert "0.00 EUR" not in page.split('id="act"')[1].split("</section>")[0]
    assert "预计花费和收益只为最近一天保留" in report_page(gathered(empty), "zh")


def test_an_explanation_of_another_version_is_no_fault(empty: Database) -> None:
    for n, told in enumerate(({"advice": {}}, {"leaving": [], "reasons": []}, explanation("x"))):
        LoyaltyScores(empty).keep([score(f"C-{n}", 0.5, 50, explanation=told)])
    assert "C-2" in report_page(gathered(empty), "zh")


def test_reports_of_the_home_folder_go_with_anybody_who_is_erased(tmp_path: Path) -> None:
    folder = ReportFolder.of(tmp_path)
    assert folder.erase("customer:C-1") == 0
    assert not folder.folder.exists()
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept.txt").write_text("theirs")
    folder.place("loyalty-en.html").write_text("C-1")
    (folder.place("export") / "scores.csv").parent.mkdir()
    (folder.place("export") / "scores.csv").write_text("C-1")
    (folder.folder / "link").symlink_to(outside)
    before = folder.erased_last()
    assert folder.erase("customer:C-2") >= 2
    assert (outside / "kept.txt").read_text() == "theirs"
    assert [path.name for path in folder.folder.iterdir()] == [".erased"]
    assert folder.erased_last() != before
    assert folder.erase("customer:C-2") == 0
    assert folder.export("customer:C-2") == {}
    assert folder.folder.stat().st_mode & 0o777 == 0o700
