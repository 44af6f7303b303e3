"""Which rule answers a question: the one meant, however the question is worded or repeated."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.policies import PolicyShelf
from retrieval.policy_questions import asked_words, asks_for_window


@pytest.mark.parametrize(
    ("question", "language", "section"),
    [
        ("how long can I return things?", "en", "return-window"),
        ("how long do I have to send something back?", "en", "return-window"),
        ("how many days do I have for a return", "en", "return-window"),
        ("how long does a refund take", "en", "refunds"),
        ("how long is the warranty", "en", "what-is-covered"),
        ("who pays for returns", "en", "return-costs"),
        ("多久之内可以退货", "zh", "return-window"),
        ("几天内能退", "zh", "return-window"),
        ("退款多久到账", "zh", "refunds"),
        ("人工客服几点上班", "zh", "support-hours"),
        ("买完降价了能补差价吗", "zh", "price-changes"),
    ],
)
def test_the_rule_that_is_meant_comes_first(question: str, language: str, section: str, demo_catalog: Path) -> None:
    shelf = PolicyShelf.load(demo_catalog.parent / "policies")
    assert shelf.find(question, language)[0].id == section
    assert shelf.find(f"{question} {question}", language) == shelf.find(question, language)


def test_words_that_only_ask_weigh_less_and_none_counts_twice() -> None:
    assert asked_words("how long, how long can I return it") == {"long": 0.5, "return": 1.0}


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("how long do I have to return it", "return"),
        ("how many days to exchange shoes", "exchange"),
        ("多久之内可以换货", "exchange"),
        ("how long does a refund take", ""),
        ("how do I return it", ""),
        ("多久到货", ""),
    ],
)
def test_a_question_for_a_window(question: str, kind: str) -> None:
    assert asks_for_window(question) == kind


def test_a_topic_that_is_named_is_kept_to(demo_catalog: Path) -> None:
    shelf = PolicyShelf.load(demo_catalog.parent / "policies")
    found = shelf.find("how long can I return things?", "en", "shipping")
    assert {section.topic for section in found} == {"shipping"}
