"""Whose page an event happens on."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interfaces.api import page_keys
from interfaces.api.page_keys import PageKeys, page_key
from records.access.rules import Visitor

FANG, BEA = Visitor(guest_id="g-1"), Visitor(guest_id="g-2")
SIGNED_IN = Visitor("shopper", "A-1", "C-1", "g-3")


def test_a_page_is_whose_who_showed_it_first() -> None:
    pages = PageKeys()
    assert pages.admits("abc123", FANG)
    assert pages.admits("abc123", FANG)
    assert not pages.admits("abc123", BEA)
    assert not pages.admits("abc123", Visitor("shopper", "A-1", "C-1", "g-1"))
    assert pages.admits("another", BEA)


def test_the_pages_of_who_signs_in_stay_theirs_and_nobody_elses_move() -> None:
    pages = PageKeys()
    assert all((pages.admits("one", FANG), pages.admits("two", FANG), pages.admits("three", BEA)))
    pages.move(FANG, SIGNED_IN)
    assert [pages.admits(key, SIGNED_IN) for key in ("one", "two", "three")] == [True, True, False]
    assert not pages.admits("one", FANG)
    assert pages.admits("three", BEA)


@pytest.mark.parametrize("key", ["", "x" * 65, "two words", "a/b", "a\n", "鞋", "'--"])
def test_what_is_no_key_is_nobodys(key: str) -> None:
    assert not PageKeys().admits(key, FANG)


def test_only_so_many_are_held_and_the_oldest_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_keys, "MAX_PAGES", 2)
    pages = PageKeys()
    for key in ("one", "two", "one", "three"):
        assert pages.admits(key, FANG)
    assert not pages.admits("one", BEA)
    assert pages.admits("two", BEA)


@pytest.mark.parametrize(
    ("path", "query", "body", "key"),
    [
        ("/gradio_api/heartbeat/abc", b"session_hash=other", b"", "abc"),
        ("/gradio_api/queue/data", b"session_hash=abc", b"", "abc"),
        ("/gradio_api/queue/data", b"session_hash=abc&session_hash=other", b"", ""),
        ("/gradio_api/queue/data", b"", b"", ""),
        ("/gradio_api/queue/join", b"session_hash=other", b'{"session_hash": "abc"}', "abc"),
        ("/gradio_api/queue/join", b"__theme=x", b'{"session_hash": ["abc"]}', ""),
        ("/gradio_api/queue/join", b"session_hash=abc", b"[" * 100_000, ""),
    ],
)
def test_where_an_event_names_its_page(path: str, query: bytes, body: bytes, key: str) -> None:
    assert page_key(path, query, body) == key


@given(st.binary(max_size=200), st.binary(max_size=60))
def test_any_bytes_are_read_without_a_fault(body: bytes, query: bytes) -> None:
    assert isinstance(page_key("/gradio_api/queue/join", query, body), str)


@given(st.dictionaries(st.text(max_size=5), st.integers(), max_size=3), st.text(max_size=20))
def test_the_key_of_a_body_is_the_one_gradio_reads(other: dict[str, int], key: str) -> None:
    body = json.dumps({**other, "session_hash": key}).encode()
    assert page_key("/gradio_api/queue/join", b"", body) == key
