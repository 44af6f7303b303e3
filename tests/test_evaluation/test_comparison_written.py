"""A comparison is written so that people, CI and a browser read the same verdicts, and words stay words."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from evaluation.comparison.comparing import compare_runs
from evaluation.comparison.drawn_runs import drawn_run
from evaluation.comparison.html_page import html_page
from evaluation.comparison.verdicts import Comparison
from evaluation.comparison.written import doubts, failed_by, junit, markdown, rows, written
from evaluation.errors import EvaluationError
from evaluation.replay.grades import Unit

WORSE = compare_runs(drawn_run(1, flaky=0), drawn_run(1, flaky=0, dropped={"tool": 0.1, "claims": 0.2}))
SCRIPT = "<script>alert(1)</script> \x07 [x](y)"


def saying(text: str) -> Comparison:
    """The comparison with other words in its worst regression."""
    first = WORSE.regressions[0]
    changed = first.model_copy(update={"text": text, "b": first.b.model_copy(update={"answer": text})})
    return WORSE.model_copy(update={"regressions": (changed,)})


@pytest.mark.parametrize(
    ("value", "unit", "signed", "text"),
    [
        (0.905, "share", False, "90.5%"),
        (-0.1, "share", True, "-10.0%"),
        (1234.5, "ms", False, "1,234"),
        (12.0, "tokens", True, "+12"),
        (0.000123, "usd", False, "0.00012"),
        (1.25, "count", True, "+1.2"),
    ],
)
def test_values_are_written_in_their_unit(value: float, unit: Unit, signed: bool, text: str) -> None:
    assert written(value, unit, signed) == text


def test_every_grade_has_a_row() -> None:
    found = {row[0]: row for row in rows(WORSE)}
    assert found.keys() == {grade.name for grade in WORSE.grades}
    assert found["tool"][3].startswith("-10.0% (")
    assert found["tool"][4:] == ("<0.001", "− worse")
    assert found["language"][5] == "= not distinguishable"


def test_a_rule_fails_what_got_worse_and_nothing_else() -> None:
    assert {one.name for one in failed_by(WORSE, ["worse"])} == {"tool", "claims"}
    assert [one.name for one in failed_by(WORSE, ["worse:tool, state"])] == ["tool"]
    assert {one.name for one in failed_by(WORSE, ["worse:tool", "worse:claims"])} == {"tool", "claims"}
    assert failed_by(WORSE, ["worse:language"]) == ()
    assert failed_by(WORSE, []) == ()


@pytest.mark.parametrize(("rule", "why"), [("better", "cannot be read"), ("worse:mood", "no grade 'mood'")])
def test_a_rule_that_means_nothing_is_refused(rule: str, why: str) -> None:
    with pytest.raises(EvaluationError, match=why):
        failed_by(WORSE, [rule])


def test_ci_reads_failures_and_the_turns_behind_them() -> None:
    suite = ElementTree.fromstring(junit(saying(SCRIPT), ["worse:tool,claims"]))
    assert suite.get("tests") == str(len(WORSE.grades))
    assert suite.get("failures") == "2"
    failed = {case.get("name"): case.find("failure") for case in suite if case.find("failure") is not None}
    assert set(failed) == {"tool", "claims"}
    assert "<script>" in "".join(failure.text or "" for failure in failed.values() if failure is not None)


def test_markdown_has_the_verdict_and_both_answers() -> None:
    page = markdown(saying(SCRIPT))
    assert page.startswith("# drawn against drawn: worse\n")
    assert "| tool | " in page
    assert "## Worst regressions" in page
    assert "\\<script\\>" in page
    assert "[x](y)" not in page


def test_a_page_needs_nothing_else_and_words_stay_words() -> None:
    page = html_page(saying(SCRIPT))
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert "http" not in page
    assert page.count("<circle") == sum(one.reason != "same" for one in WORSE.grades)
    assert "class='worse'" in page
    quiet = html_page(compare_runs(drawn_run(1), drawn_run(1)))
    assert "not distinguishable" in quiet
    assert "Worst regressions" not in quiet


def test_a_page_says_who_was_compared_why_there_is_no_verdict_and_what_was_said_before() -> None:
    unsure = compare_runs(drawn_run(1, conversations=9), drawn_run(2, conversations=9, dropped={"tool": 0.1}))
    page = html_page(unsure)
    assert "only 9 conversations; at least 10 are needed" in page
    assert "name='viewport'" in page
    assert any(one.endswith("only 9 conversations; at least 10 are needed") for one in doubts(unsure))
    assert "- tool " in markdown(unsure)
    later = next(one for one in (*WORSE.regressions, *WORSE.improvements) if one.turn)
    assert len(later.before) == later.turn
    page = html_page(WORSE.model_copy(update={"regressions": (later,), "improvements": (), "changed": ()}))
    assert "before</summary>" in page
    assert page.count("message 0</strong>") == 1


def test_nothing_in_a_page_is_fetched_or_run() -> None:
    hostile = "</pre><img src=https://example.org/x onerror=alert(1)><style>*{display:none}</style>'\"&\x00"
    page = html_page(saying(hostile))
    tags = re.findall(r"<([a-z]+)[^>]*?\s(?:src|href|on[a-z]+)\s*=", page)
    assert tags == []
    assert "&lt;img src=https://example.org/x onerror=alert(1)&gt;" in page


def test_a_runs_name_is_no_markup() -> None:
    named = WORSE.model_copy(update={"b": WORSE.b.model_copy(update={"name": "<b>draft</b> | *new*"})})
    assert markdown(named).startswith("# \\<b\\>draft\\</b\\> \\| \\*new\\* against drawn: worse\n")
    assert "<b>draft" not in html_page(named)
    assert ElementTree.fromstring(junit(named, ["worse"])).get("errors") == "0"
