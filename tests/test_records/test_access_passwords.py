"""Passwords at what they cost in a real shop."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from records.access.passwords import Passwords

CHEAP = Passwords((1, 8, 1))


def test_they_are_hashed_with_argon2id_at_the_librarys_costs() -> None:
    kept = Passwords().hashed("correct horse 电池")
    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert Passwords().is_right(kept, "correct horse 电池")
    assert not Passwords().is_outdated(kept)
    assert CHEAP.is_outdated(kept)


def test_the_same_password_is_never_hashed_alike() -> None:
    assert CHEAP.hashed("correct horse") != CHEAP.hashed("correct horse")


@pytest.mark.parametrize("kept", [None, "", "x", "$argon2id$v=19$m=8,t=1,p=1$", "$2b$12$abcdefghijklmnopqrstuv"])
def test_what_is_no_hash_is_no_password(kept: str | None) -> None:
    assert not CHEAP.is_right(kept, "correct horse")
    assert not CHEAP.is_right(kept, "the password of nobody")


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=10, max_size=40), st.text(max_size=40))
def test_only_the_same_password_is_right(password: str, other: str) -> None:
    import unicodedata

    kept = CHEAP.hashed(password) if len(unicodedata.normalize("NFKC", password)) >= 10 else None
    if kept is not None:
        assert CHEAP.is_right(kept, password)
        same = unicodedata.normalize("NFKC", password) == unicodedata.normalize("NFKC", other)
        assert CHEAP.is_right(kept, other) is same


def test_a_password_is_the_same_from_every_keyboard() -> None:
    assert CHEAP.is_right(CHEAP.hashed("café ＡＢＣ très"), "cafe\u0301 ABC tre\u0300s")
