"""What the cookies hold."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interfaces.api.tokens import Tokens

SECRET = b"a secret of the tests, 32 bytes long"
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
DAYS = timedelta(days=90)


def at(moment: datetime) -> Callable[[], datetime]:
    return lambda: moment


TOKENS = Tokens(SECRET, "guest", DAYS, at(NOON))
ID = "abcdefghijklmnop_-123"


def test_a_token_gives_back_what_was_signed() -> None:
    assert TOKENS.read(TOKENS.sign(ID)) == ID


@pytest.mark.parametrize(
    ("secret", "kind"),
    [(b"another secret, also 32 bytes long.", "guest"), (SECRET, "sign-in")],
)
def test_a_token_of_another_site_or_another_cookie_is_not_read(secret: bytes, kind: str) -> None:
    assert TOKENS.read(Tokens(secret, kind, DAYS, at(NOON)).sign(ID)) is None


def test_every_changed_character_makes_it_worthless() -> None:
    token = TOKENS.sign(ID)
    for place, letter in enumerate(token):
        # The last letter of the signature carries two bits that mean nothing.
        if place != len(token) - 1:
            changed = "A" if letter != "A" else "B"
            assert TOKENS.read(token[:place] + changed + token[place + 1 :]) is None


@pytest.mark.parametrize("days", [90.001, 3650])
def test_an_old_token_is_not_read(days: float) -> None:
    token = TOKENS.sign(ID)
    assert Tokens(SECRET, "guest", DAYS, at(NOON + timedelta(days=days))).read(token) is None


@pytest.mark.parametrize("days", [-3650, -1, 0, 89.999])
def test_a_young_one_is_and_one_of_the_future_after_the_clock_was_put_back(days: float) -> None:
    token = TOKENS.sign(ID)
    assert Tokens(SECRET, "guest", DAYS, at(NOON + timedelta(days=days))).read(token) == ID


@pytest.mark.parametrize(("hours", "aging"), [(-48, False), (1, False), (23, False), (25, True)])
def test_a_token_of_more_than_a_day_is_to_be_signed_anew(hours: float, aging: bool) -> None:
    later = Tokens(SECRET, "guest", DAYS, at(NOON + timedelta(hours=hours)))
    assert later.is_aging(TOKENS.sign(ID)) is aging


@given(st.one_of(st.none(), st.text(max_size=400)))
def test_anything_else_is_read_as_nothing(token: str | None) -> None:
    assert TOKENS.read(token) is None
    assert not TOKENS.is_aging(token)


@pytest.mark.parametrize("text", ["short", "x" * 65, "two words and more", "abcdefghijklmnop.qr", "'; DROP TABLE--xx"])
def test_a_text_that_the_site_never_signs_is_not_read_even_when_signed(text: str) -> None:
    assert TOKENS.read(TOKENS.sign(text)) is None
