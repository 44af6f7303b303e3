"""Who may frame the shop, what a page may fetch, and what is kept in which cache."""

from __future__ import annotations

from pathlib import Path

import pytest
from open_site import SITE, open_site

from interfaces.api.cookies import drop_cookie, set_cookie
from records.tables import datetime

PARENT = "https://shop.example"
WEEK = datetime(2026, 1, 8) - datetime(2026, 1, 1)


def test_nobody_frames_the_shop_unless_it_says_so(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        for path in ("/", "/lab", "/api/me", "/assets/none.js"):
            headers = site.browser().client.get(path).headers
            assert "frame-ancestors 'none'" in headers["content-security-policy"], path
            assert headers["x-frame-options"] == "DENY"
            assert headers["x-content-type-options"] == "nosniff"


def test_the_sites_it_names_frame_the_shop_floor_and_never_a_page_for_staff(tmp_path: Path) -> None:
    with open_site(tmp_path, frame_ancestors=[PARENT]) as site:
        browser = site.browser("staff")
        floor, lab = browser.client.get("/").headers, browser.client.get("/lab/").headers
        assert floor["content-security-policy"].endswith(f"frame-ancestors {PARENT}")
        assert "x-frame-options" not in floor
        assert lab["content-security-policy"].endswith("frame-ancestors 'none'")
        assert lab["x-frame-options"] == "DENY"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_framed_shops_cookies_go_into_frames_over_https_alone(tmp_path: Path, scheme: str) -> None:
    with open_site(tmp_path, frame_ancestors=[PARENT]) as site:
        browser = site.browser(base_url=f"{scheme}://testserver")
        browser.client.cookies.clear()
        sent = [browser.client.get("/").headers["set-cookie"]]
        sent += browser.sign_in("shopper").headers.get_list("set-cookie")
        assert len(sent) == 3
        for cookie in sent:
            assert ("SameSite=None; Partitioned" in cookie) == (scheme == "https")
            assert ("SameSite=lax" in cookie) == (scheme == "http")
            assert "HttpOnly" in cookie


def test_a_cookie_of_an_unframed_shop_stays_on_its_site() -> None:
    assert "SameSite=lax" in set_cookie("a", "b", WEEK, secure=True)
    assert "Partitioned" not in drop_cookie("a", secure=True)
    assert "Partitioned" in drop_cookie("a", secure=True, framed=True)


def test_what_is_somebodys_is_kept_by_no_cache_and_what_is_everybodys_for_long(tmp_path: Path) -> None:
    with open_site(tmp_path) as site:
        client = site.browser().client
        page = client.get("/")
        script = next(part.split('"')[0] for part in page.text.split('src="./')[1:] if part.startswith("assets/"))
        assert page.headers["cache-control"] == "no-store"
        assert client.get("/api/me").headers["cache-control"] == "no-store"
        assert "immutable" in client.get(f"/{script}").headers["cache-control"]
        missing = client.get("/assets/none.js")
        assert (missing.status_code, "immutable" in missing.headers.get("cache-control", "")) == (404, False)


@pytest.mark.parametrize("origin", ["shop.example", "https://shop.example/path", "*", "https://a b"])
def test_what_is_no_site_is_refused(tmp_path: Path, origin: str) -> None:
    with pytest.raises(Exception, match=r"origin|valid"), open_site(tmp_path, frame_ancestors=[origin]):
        raise AssertionError(SITE)
