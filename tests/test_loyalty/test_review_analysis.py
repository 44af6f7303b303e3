"""What reviews say about a product: aspects, tones, points, latent problems."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loyalty.errors import TrainingDataError
from loyalty.nouns import Sentiment
from loyalty.reviews.analysis import ReviewAnalyst
from loyalty.reviews.aspects import OVERALL, aspect_names, aspects_in
from loyalty.reviews.found_aspects import review_words
from loyalty.reviews.latent import fisher_greater
from loyalty.reviews.mentions import read_review
from loyalty.reviews.nouns import ReviewAnalysis, ReviewPoint, ReviewText
from loyalty.reviews.points import shown, wilson
from loyalty.reviews.review_files import read_reviews
from loyalty.signals.folding import fold

DEMO = Path(__file__).resolve().parents[2] / "data" / "reviews.jsonl"


def review(text: str, stars: int = 3, name: str = "r1", title: str = "", at: date | None = None) -> ReviewText:
    """A review of product P."""
    return ReviewText(name, "P", stars, "", title, text, at)


def told(text: str, stars: int = 3, department: str = "") -> set[tuple[str, str]]:
    """The pairs of aspect and tone that a review has."""
    return {(one.aspect, one.tone) for one in read_review(review(text, stars), department).mentions}


def analysed(*reviews: ReviewText, as_of: date | None = None) -> ReviewAnalysis:
    """The analysis of product P."""
    return ReviewAnalyst(reviews).analyse("P", as_of)


def named(points: Sequence[ReviewPoint]) -> dict[str, int]:
    """How many reviews name each aspect."""
    return {point.aspect: point.count for point in points}


class TestMentions:
    """What a clause is about and how it sounds."""

    @pytest.mark.parametrize(
        ("text", "stars", "expected"),
        [
            ("The zip broke after a week.", 2, ("fastening", "negative")),
            ("Hinge creaks", 3, ("noise", "negative")),
            ("Sound and comfort: excellent", 3, ("comfort", "positive")),
            ("Battery is great, but the zip snags", 4, ("fastening", "negative")),
            ("No leaks at all", 3, ("water", "positive")),
            ("It is not comfortable", 4, ("comfort", "negative")),
            ("声音倒是好的", 2, ("sound", "positive")),
            ("转轴异响", 2, ("fastening", "negative")),
            ("穿着不舒服", 4, ("comfort", "negative")),
            ("阳光下特别好看", 4, ("look", "positive")),
            ("物流很快，就是包装有点破", 4, ("packaging", "negative")),
            ("保暖没得说", 3, ("heat", "positive")),
        ],
    )
    def test_clauses_are_read(self, text: str, stars: int, expected: tuple[str, str]) -> None:
        assert expected in told(text, stars)

    def test_good_and_bad_are_told_apart_in_one_review(self) -> None:
        found = told("Lovely colour. The strap broke.", 3)
        assert {("look", "positive"), ("fastening", "negative")} <= found

    def test_departments_have_aspects_of_their_own(self) -> None:
        assert "story" in aspects_in("the plot drags", "books")
        assert "story" not in aspects_in("the plot drags", "garden")

    def test_weak_words_count_only_where_something_is_judged(self) -> None:
        assert told("My son has a room", 5, "toys") == set()
        assert ("play", "positive") in told("My son loves it", 5, "toys")

    def test_the_longer_words_count(self) -> None:
        assert aspects_in("it is dishwasher safe") == ["cleaning"]

    def test_quotes_are_letters_of_the_review(self) -> None:
        text = "Lovely “Colour”. THE ZIP broke，但是颜色好看。"
        for mention in read_review(review(text)).mentions:
            assert mention.quote in text

    def test_a_review_of_stars_only_says_nothing(self) -> None:
        for text in ("Five Stars", "五星好评", "", "!!! 👍", "N/A"):
            read = read_review(review("", 5, title=text))
            assert (read.words, read.mentions) == (False, ())

    @pytest.mark.parametrize(
        "text",
        [
            "Отличный товар, очень доволен",
            "とてもいい商品です、気に入りました",
            "La cremallera se rompió después de una semana y nadie quiso ayudarme con el cambio",
        ],
    )
    def test_other_languages_are_not_guessed_at(self, text: str) -> None:
        read = read_review(review(text, 1))
        assert (read.words, read.readable, read.mentions) == (True, False, ())

    @pytest.mark.parametrize(
        ("text", "stars", "never"),
        [
            ("桌上老有一圈咖啡渍", 4, ("cleaning", "positive")),
            ("and the smell wakes me", 5, ("connection", "positive")),
            ("保温盘会自动断电，我放心", 5, ("heat", "negative")),
            ("Every time the power blinks the clock forgets everything", 2, ("speed", "negative")),
            ("I fill it before bed", 5, ("ease", "positive")),
            ("慢点倒就没事", 4, ("speed", "negative")),
            ("not burnt", 5, ("safety", "positive")),
            ("Coffee is hot", 5, ("heat", "positive")),
            ("这个价格不挑了", 4, ("price", "positive")),
            ("粉容易撒到台面上", 4, ("ease", "positive")),
            ("Lid scratches easily", 4, ("ease", "positive")),
            ("出差好用", 4, ("ease", "negative")),
            ("不打折不漏水", 4, ("water", "negative")),
            ("塌了，半年不到中间塌下去了", 2, ("quality", "positive")),
            ("Back pain down", 5, ("comfort", "negative")),
            ("220 grams is too warm for Lisbon", 4, ("heat", "positive")),
            ("The zip pull snapped off in the second wash", 4, ("cleaning", "negative")),
            ("My old one had a terrible zip", 5, ("fastening", "negative")),
            ("就是便宜", 5, ("price", "negative")),
            ("我从来没用过铁铲", 2, ("overall", "negative")),
            ("as good as ones twice the price", 5, ("price", "positive")),
            ("No noise cancelling", 4, ("noise", "positive")),
        ],
    )
    def test_what_is_not_said_is_no_point(self, text: str, stars: int, never: tuple[str, str]) -> None:
        assert never not in told(text, stars, "kitchen")

    @pytest.mark.parametrize(
        ("text", "stars", "expected"),
        [
            ("桌上老有一圈咖啡渍", 4, ("cleaning", "negative")),
            ("不打折不漏水", 4, ("water", "positive")),
            ("Back pain down", 5, ("comfort", "positive")),
            ("220 grams is too warm for Lisbon", 4, ("heat", "negative")),
            ("就是壶嘴倒快了会沿着壶身流", 4, ("fastening", "negative")),
            ("Wish the strap was longer", 5, ("fastening", "negative")),
            ("The strap is lovely and the buckle broke", 4, ("fastening", "positive")),
            ("The zip is better than on my old one", 5, ("fastening", "positive")),
        ],
    )
    def test_complaints_shaped_like_praise_are_cons(self, text: str, stars: int, expected: tuple[str, str]) -> None:
        assert expected in told(text, stars)

    @pytest.mark.parametrize("stars", [1, 5])
    def test_stars_alone_make_no_point(self, stars: int) -> None:
        assert {tone for _, tone in told("The zip has two pulls. 拉链是金属的", stars)} <= {"neutral"}

    def test_where_words_differ_the_nearest_decides(self) -> None:
        assert {("screen", "positive"), ("sound", "negative")} <= told("Great screen with terrible bass", 3)

    def test_a_sentiment_model_only_doubts(self) -> None:
        class Glum:
            name = "glum"

            def read(self, texts: Sequence[str]) -> list[Sentiment]:
                return [Sentiment("negative", (1.0, 0.0, 0.0)) for _ in texts]

        for text in ("The battery is lovely", "The battery has a label"):
            assert [one.tone for one in read_review(review(text, 4), sentiment=Glum()).mentions] == ["neutral"]
        assert [one.tone for one in read_review(review("Battery died", 4), sentiment=Glum()).mentions] == ["negative"]

    @given(st.text(max_size=200), st.integers(1, 5))
    def test_any_text_is_taken(self, text: str, stars: int) -> None:
        for mention in read_review(review(text, stars)).mentions:
            assert -1 <= mention.score <= 1
            assert mention.quote in text

    def test_a_hundred_thousand_characters_are_read_in_no_time(self) -> None:
        assert read_review(review("The zip broke but I love it, " * 4_000)).mentions


class TestAnalysis:
    """The reviews of one product together."""

    def test_a_product_without_reviews_has_an_empty_analysis(self) -> None:
        analysis = ReviewAnalyst([]).analyse("P")
        assert (analysis.reviews, analysis.mean_stars, analysis.pros, analysis.latent) == (0, None, (), ())

    def test_a_review_counts_once_a_side(self) -> None:
        analysis = analysed(review("The zip broke. The zip snags. Bad zip."), review("Zip stuck", 2, "r2"))
        (zips,) = [point for point in analysis.cons if point.aspect == "fastening"]
        assert (zips.count, zips.of, zips.share) == (2, 2, 1.0)
        assert zips.reviews == ("r1", "r2")
        assert {quote.review_id for quote in zips.quotes} == {"r1", "r2"}
        assert zips.names == {"en": "fastening", "zh": "拉链扣件"}

    def test_a_single_voice_is_shown_only_where_it_is_sure(self) -> None:
        analysis = analysed(
            review("Good zip", 5, "a"),
            review("Bad zip. The screen is dim, lovely colour", 5, "b"),
            review("Zip snags", 2, "c"),
        )
        assert {"fastening", "look"} <= {point.aspect for point in shown(analysis.pros)}
        assert {"fastening", "screen"} <= set(named(analysis.cons))
        assert [point.aspect for point in shown(analysis.cons)] == ["fastening"]

    def test_at_most_five_points_are_shown(self) -> None:
        said = "Great sound. Great screen. Great battery. Great zip. Great colour. Great price. Great packaging"
        pros = analysed(review(said, 5)).pros
        assert (len(pros), shown(pros)) == (7, list(pros[:5]))

    def test_what_is_not_read_is_named(self) -> None:
        analysis = analysed(
            review("The zip broke", 2, "a"),
            review("The zip broke", 2, "b"),
            review("Five stars", 5, "c"),
            review("Отличный товар", 5, "d"),
        )
        assert (analysis.reviews, analysis.read) == (4, 1)
        assert (analysis.repeated, analysis.stars_only, analysis.other_language) == (("b",), ("c",), ("d",))
        assert analysis.stars == {5: 2, 2: 2}

    def test_words_against_their_stars_are_named(self) -> None:
        analysis = analysed(
            review("Terrible, useless, the zip broke and the seam leaks", 5, "a"),
            review("I love it, perfect fit, great sound", 1, "b"),
            review("I love it, perfect fit", 5, "c"),
        )
        assert analysis.contradictory == ("a", "b")

    def test_words_that_reviews_share_are_found(self) -> None:
        others = [ReviewText(f"o{at}", "Q", 4, "", "", "Great colour and easy", None) for at in range(300)]
        mine = [review(f"Good {word}. The firkin knots, annoying.", 3, word) for word in ("one", "two", "six")]
        analysis = ReviewAnalyst([*others, *mine]).analyse("P")
        (firkin,) = [point for point in analysis.cons if point.found]
        assert (firkin.aspect, firkin.count) == ("firkin", 3)

    def test_words_are_cut_in_both_languages(self) -> None:
        assert {"winch", "绞盘"} <= review_words("The winch. 绞盘 打结")

    def test_the_demo_shop_is_read_as_a_person_reads_it(self) -> None:
        reviews, refused = read_reviews(DEMO)
        assert (len(reviews), refused) == (610, 0)
        analyst = ReviewAnalyst(reviews, {one.product_id: one.product_id[:3] for one in reviews})
        parka, headphones = analyst.analyse("FAS-013"), analyst.analyse("AUD-001")
        assert named(parka.pros)["heat"] == 2
        assert named(parka.cons)["fastening"] == 3
        assert [one.point.aspect for one in parka.latent] == ["fastening"]
        assert {"fastening", "noise"} <= {one.point.aspect for one in headphones.latent}
        assert named(headphones.pros)["comfort"] >= 2

    def test_every_quote_of_the_demo_shop_stands_in_its_review(self) -> None:
        reviews, _ = read_reviews(DEMO)
        by_id = {one.id: one for one in reviews}
        analyst = ReviewAnalyst(reviews)
        for product in analyst.products():
            analysis = analyst.analyse(product)
            for point in (*analysis.pros, *analysis.cons):
                assert 0 <= point.low <= point.share <= point.high <= 1
                assert point.aspect == OVERALL or aspect_names(point.aspect)
                for quote in point.quotes:
                    said = by_id[quote.review_id]
                    assert quote.text in said.title or quote.text in said.text


class TestLatent:
    """Problems that the stars do not tell."""

    def shop(self, zips: Sequence[int], fine: int = 4) -> list[ReviewText]:
        """Product P with a zip problem in reviews of these stars among fine ones, and a department without."""
        mine = [review(f"Nice. But the zip broke, number {at}", stars, f"z{at}") for at, stars in enumerate(zips)]
        mine += [review(f"Great colour {at}", 5, f"f{at}") for at in range(fine)]
        return mine + [ReviewText(f"q{at}", "Q", 4, "", "", f"Lovely colour {at}") for at in range(40)]

    def reasons(self, reviews: Sequence[ReviewText], as_of: date | None = None) -> dict[str, tuple[str, ...]]:
        analysis = ReviewAnalyst(reviews, {"P": "bags", "Q": "bags"}).analyse("P", as_of)
        return {one.point.aspect: one.reasons for one in analysis.latent}

    def test_good_stars_hide_it(self) -> None:
        assert "hidden" in self.reasons(self.shop([4, 5]))["fastening"]

    def test_others_of_the_department_do_not_have_it(self) -> None:
        assert self.reasons(self.shop([2, 3]))["fastening"] == ("over_represented",)

    def test_one_voice_or_nearly_all_are_not_latent(self) -> None:
        assert self.reasons(self.shop([2])) == {}
        assert self.reasons(self.shop([4, 4, 4], fine=1)) == {}

    def test_it_is_rising(self) -> None:
        rows = [review(f"Nice {at}", 4, f"n{at}", at=date(2026, 1, 1)) for at in range(4)]
        rows += [review(f"The zip broke {at}", 3, f"z{at}", at=date(2026, 10, at + 1)) for at in range(2)]
        assert self.reasons(rows, date(2026, 11, 1))["fastening"] == ("rising",)
        assert self.reasons(rows, date(2027, 11, 1)) == {}

    def test_one_voice_about_safety_is_enough(self) -> None:
        assert self.reasons([review("Unsafe: it caught fire", 1), review("Nice", 5, "b")])["safety"] == ("safety",)

    def test_fishers_test_agrees_with_the_tea(self) -> None:
        assert fisher_greater(3, 4, 1, 4) == pytest.approx(17 / 70)
        assert fisher_greater(0, 4, 1, 4) == pytest.approx(1)

    def test_wilsons_interval(self) -> None:
        assert wilson(0, 0) == (0.0, 1.0)
        low, high = wilson(5, 10)
        assert (round(low, 3), round(high, 3)) == (0.237, 0.763)


class TestFiles:
    """Reviews read from files."""

    def test_lines_that_are_none_are_counted(self, tmp_path: Path) -> None:
        file = tmp_path / "r.jsonl"
        file.write_text(
            '{"product_id": "P", "stars": 4, "text": "ok", "date": "2026-01-02"}\n\n{"product_id": "P"}\nnonsense\n'
            '{"product_id": "P", "stars": 9, "text": "ok"}\n{"product_id": "P", "stars": "5", "date": "soon"}\n'
        )
        reviews, refused = read_reviews(file)
        assert refused == 3
        assert [(one.id, one.stars, one.at) for one in reviews] == [("P/1", 4, date(2026, 1, 2)), ("P/2", 5, None)]

    def test_a_file_that_cannot_be_read_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(TrainingDataError, match=r"gone\.jsonl"):
            read_reviews(tmp_path / "gone.jsonl")
        odd = tmp_path / "odd.jsonl"
        odd.write_bytes(b"\xff\xfe\x00")
        with pytest.raises(TrainingDataError, match="UTF-8"):
            read_reviews(odd)


def test_folding_keeps_places() -> None:
    text = "ＴＨＥ zip “broke”"
    assert len(fold(text)) == len(text)
