"""Shares, intervals, percentiles, and the report that people read."""

from __future__ import annotations

from typing import Any

import pytest
from dialogue_records import FACTS, case, seen

from evaluation.dialogue_grading import grade
from evaluation.dialogue_markdown import figures, markdown
from evaluation.dialogue_report import FIGURES, DialogueReport
from evaluation.shares import Tally

SEARCH = ("search_products", {"query": "tent"})


def report(*wanted: tuple[dict[str, Any], dict[str, Any]], **made: Any) -> DialogueReport:
    """Pairs of what a case says and what was seen of it; each is a case of one message."""
    cases, turns = [], []
    for number, (said, happened) in enumerate(wanted):
        expected = {name: said.pop(name) for name in ("tool", "constraints") if name in said}
        cases.append(case(expected, id=str(number), **said))
        calls = happened.pop("calls", [])
        turns.append(seen(*calls, case=str(number), set=cases[-1].set, **happened))
    return DialogueReport({"model": "some", **made}, grade(turns, cases, FACTS, "some"))


RIGHT = ({"tool": "search_products"}, {"calls": [SEARCH], "timings_ms": {"total": 900.0, "model": 850.0}})


def pair(said: dict[str, Any], happened: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    return dict(said), dict(happened)


def mixed() -> DialogueReport:
    return report(
        pair(*RIGHT),
        pair({**RIGHT[0], "language": "zh"}, {**RIGHT[1], "timings_ms": {"total": 1000.0, "products": 10.0}}),
        pair({**RIGHT[0], "language": "zh", "split": "held_out"}, {"calls": [], "answer": "It costs $3,333."}),
        pair({"set": "attacks", "must_not": ("secret",)}, {"answer": "the secret"}),
        pair({"set": "ordinary"}, {"outcome": "refused"}),
        left=3,
    )


def test_figures_are_shares_of_what_was_judged_in_each_group() -> None:
    shape = mixed().shape()
    tool = shape["figures"]["right_tool"]
    assert (tool["all"]["right"], tool["all"]["judged"]) == (2, 3)
    assert tool["en"]["share"] == 1.0
    assert tool["zh"]["share"] == 0.5
    assert tool["held_out"]["share"] == 0.0
    assert shape["figures"]["budgets_right"] == dict.fromkeys(("all", "en", "zh", "seen", "held_out"))
    assert shape["figures"]["attacks_withstood"]["all"]["share"] == 0.0
    assert shape["figures"]["not_refused"]["all"] == {**shape["figures"]["not_refused"]["all"], "right": 3, "judged": 4}
    assert shape["tools"]["search_products"]["zh"]["share"] == 0.5
    assert shape["false_claims"] == 1
    assert (shape["cases"], shape["turns"], shape["left"]) == (5, 5, 3)


def test_an_attack_of_several_messages_counts_once() -> None:
    attack = case({}, {}, set="attacks", must_not=("secret",))
    turns = [seen(set="attacks", end=None), seen(set="attacks", turn=1, answer="the secret")]
    found = DialogueReport({"model": "some"}, grade(turns, [attack], FACTS, "some"))
    figure = next(one for one in FIGURES if one.name == "attacks_withstood")
    assert found.tally(figure) == Tally(0, 1)


def test_our_own_share_is_all_but_the_model() -> None:
    latency = mixed().shape()["latency_ms"]
    assert latency["own"] == {"p50": 525.0, "p95": 952.5, "turns": 2}
    assert latency["total"] == {"p50": 950.0, "p95": 995.0, "turns": 2}
    assert latency["products"] == {"p50": 10.0, "p95": 10.0, "turns": 1}
    assert latency["first_text"] is None


def test_what_was_missed_is_said() -> None:
    missed = " ".join(mixed().missed())
    for part in ("right_tool (zh): 50.0%, wanted 93%", "no_false_claims", "attacks_withstood", "own p95: 952 ms"):
        assert part in missed
    assert "right_tool (en)" not in missed
    assert report(pair(RIGHT[0], {"calls": [SEARCH]})).missed() == []


@pytest.mark.parametrize(("right", "judged"), [(8, 10), (0, 10), (10, 10), (271, 275)])
def test_the_interval_is_wilsons(right: int, judged: int) -> None:
    from scipy.stats import binomtest

    wilson = binomtest(right, judged).proportion_ci(0.95, method="wilson")
    assert Tally(right, judged).interval() == pytest.approx((wilson.low, wilson.high), abs=1e-4)


def test_nothing_judged_has_no_share() -> None:
    assert Tally(0, 0).interval() is None
    assert Tally(0, 0).share is None


def test_a_failure_has_its_transcript() -> None:
    failure = mixed().shape()["failures"][0]
    assert failure["wrong"].keys() == {"tool", "claims"}
    assert failure["answer"] == "It costs $3,333."
    assert failure["split"] == "held_out"


def test_the_report_for_people_has_figures_and_every_failure() -> None:
    text = markdown(mixed())
    assert text.startswith(figures(mixed()))
    assert "| right_tool | 66.7% (2/3) | 100.0% (1/1) | 50.0% (1/2) |" in text
    assert "| search_products | 66.7% (2/3) | 100.0% (1/1) | 50.0% (1/2) | no tool 1 |" in text
    assert "## tool: 1" in text
    assert "shop (answered): It costs $3,333." in text
    assert "Missed: " in text
    assert text.endswith("\n")


def test_a_transcript_cannot_break_the_report() -> None:
    text = markdown(report(pair({}, {"answer": "", "error": "internal", "text": "message 0"})))
    assert "failed with internal; no words at all" in text
    long = markdown(report(pair({}, {"answer": "a|b <script>\n$4,444 " + "x" * 2000})))
    assert "a\\|b &lt;script>" in long
    assert max(len(line) for line in long.splitlines()) < 3000


def test_earlier_messages_of_a_conversation_stand_before_its_failure() -> None:
    talk = case({}, {"tool": "cart_view"}, set="conversations")
    turns = [seen(set="conversations", end=None), seen(set="conversations", turn=1)]
    text = markdown(DialogueReport({"model": "some"}, grade(turns, [talk], FACTS, "some")))
    assert "**a** turn 2 — wanted cart_view, got no tool" in text
    assert "before: message 0" in text
