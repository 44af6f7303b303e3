"""Whether a request comes from a page of this site."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interfaces.api.same_site import comes_from_here

HOST = {"host": "shop.example:8443"}


@pytest.mark.parametrize(
    "headers",
    [
        {},  # no browser: curl, a program, a test
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"sec-fetch-site": "same-origin", "origin": "https://shop.example:8443"},
        {"origin": "https://shop.example:8443"},
        {"origin": "http://Shop.Example:8443"},
        {"origin": "https://store.example", "sec-fetch-site": "cross-site"},
    ],
)
def test_a_page_of_this_site_and_of_an_allowed_one_may(headers: dict[str, str]) -> None:
    assert comes_from_here({**HOST, **headers}, ("https://store.example",))


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": ""},
        {"sec-fetch-site": "cross-site", "origin": "https://shop.example:8443"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "https://shop.example"},
        {"origin": "https://shop.example:8444"},
        {"origin": "https://evil.example"},
        {"origin": "https://shop.example:8443.evil.example"},
        {"origin": "https://evil.example/shop.example:8443"},
        {"origin": "https://x@shop.example:8443"},
        {"origin": "https://[shop.example:8443"},
        {"origin": "http://store.example"},
        {"origin": "https://store.example.evil.example"},
    ],
)
def test_no_other_page_may(headers: dict[str, str]) -> None:
    assert not comes_from_here({**HOST, **headers}, ("https://store.example",))


@given(st.text(max_size=60))
def test_an_origin_is_ours_only_when_it_names_our_host(origin: str) -> None:
    ours = origin.lower().partition("://")[2] == "shop.example:8443" or origin.lower() == "//shop.example:8443"
    assert comes_from_here({**HOST, "origin": origin}) is ours
