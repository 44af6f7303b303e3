"""The loyalty desk without a browser: its words, its scripts' words, the library of plots, a round at a press."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml

import interfaces.ui.loyalty
from interfaces.ui.loyalty.loyalty_page import SCRIPTS, WORDS, words
from interfaces.ui.loyalty.overview_view import spread
from interfaces.ui.loyalty.plotly_file import plotly_file, plotly_version
from interfaces.ui.loyalty.round_now import RoundNow
from interfaces.ui.staff.staff_page import texts_of
from loyalty.errors import OperatorLoyaltyError
from loyalty.mining.job import Mined
from loyalty.nouns import SignalKind
from loyalty.report.measured import measured
from loyalty.scores.nouns import TIERS
from loyalty.sentiment.opening import SHIPPED

FOLDER = Path(interfaces.ui.loyalty.__file__).parent
OWN = yaml.safe_load((FOLDER / "texts.yaml").read_text(encoding="utf-8"))
SOURCES = "".join((FOLDER / name).read_text(encoding="utf-8") for name in (*SCRIPTS, "page.html"))


def flat(texts: Any, before: str = "") -> dict[str, str]:
    """Dotted keys and their words."""
    found: dict[str, str] = {}
    for key, value in texts.items():
        found |= flat(value, f"{before}{key}.") if isinstance(value, dict) else {f"{before}{key}": str(value)}
    return found


def test_both_languages_say_the_same_with_the_same_placeholders() -> None:
    english, chinese = flat(OWN["en"]), flat(OWN["zh"])
    assert english.keys() == chinese.keys()
    for key, said in english.items():
        assert set(re.findall(r"\{(\w+)\}", said)) == set(re.findall(r"\{(\w+)\}", chinese[key])), key
        assert chinese[key].strip()


def test_every_word_that_the_scripts_ask_for_is_there() -> None:
    asked = set(re.findall(r'say\("([\w.]*\w)"[,)]', SOURCES)) | set(
        re.findall(r'data-(?:text|label)="(\w+)"', SOURCES)
    )
    assert len(asked) > 120
    assert {one for one in asked if one not in flat(dict(texts_of(FOLDER)["en"]))} == set()


def test_no_word_is_left_over() -> None:
    joined = {"export_", "round_", "language_", "feature_", "lane_", "event_"}
    groups = {"status", "course", "signals", "measures", "means", "verdicts"}
    left = [key for key in flat(OWN["en"]) if f'"{key}"' not in SOURCES and key.split(".")[0] not in groups]
    assert [key for key in left if not any(key.startswith(part) and f'"{part}' in SOURCES for part in joined)] == []


def test_every_kind_of_signal_and_every_figure_of_the_models_has_words() -> None:
    assert set(OWN["en"]["signals"]) == set(SignalKind.__args__)  # type: ignore[attr-defined]
    figures = measured(SHIPPED / "card.json", is_shipped=True)
    for one in figures:
        assert one.figure in OWN["en"]["measures"]
        assert one.figure in OWN["en"]["means"]
        assert one.verdict in OWN["en"]["verdicts"]
        assert one.model in words()["models"]
        assert one.model in words()["models_say"]


def test_the_names_of_the_report_come_along_in_both_languages() -> None:
    told = words()
    assert set(WORDS) == set(told)
    assert set(TIERS) <= set(told["tiers"])
    assert all(one["en"] and one["zh"] for group in told.values() for one in group.values())


def test_scripts_set_words_of_people_as_text_only() -> None:
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", SOURCES)


def test_the_markup_holds_nothing_that_gradio_would_evaluate() -> None:
    markup = (FOLDER / "page.html").read_text(encoding="utf-8")
    assert not re.search(r"`|\$\{|\{\{|\\|@children", markup)


def test_plots_send_nothing_anywhere() -> None:
    for setting in ("sendData: false", "showSendToCloud: false", "displaylogo: false", 'plotlyServerURL: ""'):
        assert setting in SOURCES


def test_the_library_of_plots_is_the_installed_one() -> None:
    assert plotly_file().name == "plotly.min.js"
    assert plotly_file().is_file()
    assert re.fullmatch(r"\d+\.\d+.*", plotly_version())


@pytest.mark.parametrize(("count", "kept"), [(0, 0), (1, 1), (12, 12), (13, 12), (60, 12)])
def test_a_course_has_its_first_and_last_day_and_few_between(count: int, kept: int) -> None:
    found = spread(list(range(count, 0, -1)))
    assert len(found) == kept
    assert found == sorted(set(found))
    assert not found or (found[0], found[-1]) == (1, count)


# ---- a round at a press ----------------------------------------------------------------------------------------------


def work(mine: Callable[..., Any], score: Callable[..., Any] = lambda progress: 7) -> Any:
    return SimpleNamespace(mine=mine, score=score)


def test_a_round_reads_scores_and_tells_how_much() -> None:
    rounds = RoundNow(lambda: work(lambda progress: Mined(3, 9, 4)))
    assert rounds.told() == {"state": "idle"}
    assert rounds.begin()["state"] == "running"
    rounds.wait()
    assert rounds.told() == {"state": "done", "conversations": 3, "customers": 7}


def test_there_is_one_round_at_a_time_and_it_tells_how_far_it_is() -> None:
    going, reached, rounds_made = threading.Event(), threading.Event(), []

    def mine(progress: Callable[[str, int, int], None]) -> Mined:
        rounds_made.append(1)
        progress("conversations", 2, 5)
        reached.set()
        assert going.wait(10)
        return Mined()

    rounds = RoundNow(lambda: work(mine))
    rounds.begin()
    assert reached.wait(10)
    assert rounds.begin() == {"state": "running", "what": "conversations", "done": 2, "total": 5}
    going.set()
    rounds.wait()
    assert len(rounds_made) == 1


@pytest.mark.parametrize("fault", [OperatorLoyaltyError("no rules"), ValueError("ours")])
def test_a_round_that_fails_says_so_and_can_be_tried_again(fault: Exception) -> None:
    faults = [fault]

    def mine(progress: Callable[[str, int, int], None]) -> Mined:
        if faults:
            raise faults.pop()
        return Mined(1, 1, 0)

    rounds = RoundNow(lambda: work(mine))
    rounds.begin()
    rounds.wait()
    assert rounds.told() == {"state": "failed"}
    rounds.begin()
    rounds.wait()
    assert rounds.told()["state"] == "done"
