"""Thumbs over HTTP: one's own turns alone, the last word counts, and personal data does not get into it."""

from __future__ import annotations

import pytest
from open_site import Browser, Site

from interfaces.ui.floor.thoughts import as_data, as_text
from records.access.rules import ROLES, Role
from records.nouns import Feedback
from records.tables import datetime

NOON = datetime.fromisoformat("2026-11-16T12:00:00+00:00")


def turn_of(browser: Browser) -> tuple[str, str]:
    """The id of a turn just answered, and its conversation's."""
    turn = browser.ask("hello")["turn"]
    return turn, browser.conversations()[0]


def drawn(browser: Browser, conversation: str) -> object:
    return browser.client.get(f"/api/conversations/{conversation}/drawn").json()["turns"][-1]["feedback"]


@pytest.mark.parametrize("sign_in", [None, "shopper", "staff"])
def test_a_thumb_is_kept_changed_shown_again_and_taken_back(site: Site, sign_in: str | None) -> None:
    browser = site.browser(sign_in)
    turn, conversation = turn_of(browser)
    path = f"/api/turns/{turn}/feedback"
    assert drawn(browser, conversation) is None
    assert browser.send("POST", path, {"helpful": True}).json() == {"helpful": True, "reasons": [], "words": ""}
    said = {"helpful": False, "reasons": ["too_long", "not_true", "no such reason"], "words": " It has no mic. "}
    kept = {"helpful": False, "reasons": ["not_true", "too_long"], "words": "It has no mic."}
    assert browser.send("POST", path, said).json() == kept
    assert drawn(browser, conversation) == kept
    [given] = site.shop.feedback.of_conversation(conversation)
    assert given.reason == "Something is not true\nToo long\nIt has no mic."  # as staff read it
    assert browser.send("DELETE", path).status_code == 204
    assert browser.send("DELETE", path).status_code == 204
    assert drawn(browser, conversation) is None


def test_personal_data_in_the_words_is_not_kept(site: Site) -> None:
    browser = site.browser()
    turn, conversation = turn_of(browser)
    words = "call me at 415 555 0142 or ann.lee@example.com"
    answer = browser.send("POST", f"/api/turns/{turn}/feedback", {"helpful": False, "words": words}).json()
    [given] = site.shop.feedback.of_conversation(conversation)
    for told in (given.reason, answer["words"]):
        assert "0142" not in told
        assert "ann.lee" not in told
    assert answer["words"] == "call me at (phone number) or (e-mail address)"


@pytest.mark.parametrize("role", ROLES)
def test_nobody_has_a_say_on_anothers_turn(site: Site, role: Role) -> None:
    turn, conversation = turn_of(site.browser("bea"))
    browser = site.browser(None if role == "guest" else role)
    for method in ("POST", "DELETE"):
        told = {"helpful": True} if method == "POST" else None
        answer = browser.send(method, f"/api/turns/{turn}/feedback", told)
        missing = browser.send(method, "/api/turns/no-such-turn-at-all-000/feedback", told)
        assert (answer.status_code, answer.text) == (missing.status_code, missing.text)
        assert answer.status_code == 404
    assert site.shop.feedback.of_conversation(conversation) == ()


@pytest.mark.parametrize(
    "told",
    [None, {}, {"helpful": "maybe"}, {"helpful": True, "words": "x" * 1001}, {"helpful": True, "reasons": ["x"] * 11}],
)
def test_what_is_no_feedback_is_refused(site: Site, told: object) -> None:
    browser = site.browser()
    turn, conversation = turn_of(browser)
    assert browser.send("POST", f"/api/turns/{turn}/feedback", told).status_code == 422
    assert site.shop.feedback.of_conversation(conversation) == ()


def test_half_a_surrogate_pair_breaks_nothing(site: Site) -> None:
    browser = site.browser()
    turn, _ = turn_of(browser)
    answer = browser.client.post(
        f"/api/turns/{turn}/feedback",
        content=b'{"helpful": true, "words": "a\\ud83d b"}',
        headers={"Content-Type": "application/json", "X-CSRF-Token": browser.csrf, "Origin": "http://testserver"},
    )
    assert answer.status_code in (200, 422)


def test_without_the_pages_token_nothing_is_kept(site: Site) -> None:
    browser = site.browser()
    turn, conversation = turn_of(browser)
    refused = browser.send("POST", f"/api/turns/{turn}/feedback", {"helpful": True}, **{"X-CSRF-Token": "made up"})
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf")
    assert site.shop.feedback.of_conversation(conversation) == ()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("words", ["", "two\nlines", "Too long, really"])
def test_clicked_reasons_are_told_from_words(language: str, words: str) -> None:
    text = as_text(False, ["not_asked", "too_long"], words, language)  # type: ignore[arg-type]
    read = as_data(Feedback("f", "t", "c", "conversation:c", False, text, NOON))
    assert (read["reasons"], read["words"]) == (["not_asked", "too_long"], words)
