"""How long the loyalty desk takes to open over a large shop, over HTTP and in Chromium; prints one JSON object last.

usage: python -m benchmarks.loyalty_desk_site --file FILE [--opens N]

`FILE` is an SQLite file that `python -m benchmarks.loyalty_desk --file FILE` filled. Every open is cold: the site and
its database connections are new, and so is the browser with its caches; only what the operating system keeps of files
stays. `first_view` is the answer of the first view's one route, by whoever asks first; `complete` the seconds from
entering the address until everything of the first view stands on the page; `plots` until each plot is drawn as well.
`counted_anew` is what the day in numbers costs when a scoring has not kept it, `kept` when it has.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
from sqlalchemy import delete

from benchmarks.loyalty_desk import NOW
from records.access.passwords import Passwords
from records.access.people import open_people
from records.database import open_database
from records.learned.score_days import ScoreDays
from records.learned.score_overview import ScoreOverview
from records.learned.tables import ScoreDayRow

LOGIN, PASSWORD = "analyst", "a password of the benchmark"
CHROMIUM = ("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
VIEWS = ("customers", "map", "complaints", "models", "customers/C-17", "unread", "customers?called=C-4711")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.loyalty_desk_site")
    parser.add_argument("--file", type=Path, required=True)
    parser.add_argument("--opens", type=int, default=5)
    asked = parser.parse_args()
    told: dict[str, Any] = _counting(asked.file, asked.opens)
    with tempfile.TemporaryDirectory() as home:
        told["http"] = _over_http(Path(home), asked.file, asked.opens)
        if (chromium := shutil.which("chromium")) is not None:
            told["chromium"] = _in_chromium(Path(home), asked.file, asked.opens, chromium)
    told |= {"opens": asked.opens, "cores": os.cpu_count(), "load_average": round(os.getloadavg()[0], 1)}
    print(json.dumps(told))


def _counting(file: Path, opens: int) -> dict[str, Any]:
    """The newest day in numbers, counted anew and as it is kept; in the end every day is kept, as after scorings."""
    database = open_database(f"sqlite:///{file}")
    database.upgrade()
    days = ScoreDays(database)
    scored = ScoreOverview(database).days(12)
    newest = scored[0]
    anew, kept = [], []
    for _ in range(opens):
        with database.writing() as session:
            session.execute(delete(ScoreDayRow))
        anew.append(_seconds(lambda: days.numbers(newest)))
        kept.append(_seconds(lambda: days.numbers(newest)))
    for day in scored:
        days.numbers(day)
    database.close()
    ratio = round(statistics.median(anew) / statistics.median(kept), 1)
    return {"counted_anew": _told(anew), "kept": _told(kept), "ratio": ratio}


def _over_http(home: Path, file: Path, opens: int) -> dict[str, Any]:
    first, again = [], []
    others: dict[str, float] = {}
    for turn in range(opens):
        with _site(home, file) as address, httpx.Client(base_url=address, timeout=120) as client:
            _sign_in(client, address)
            first.append(_seconds(lambda client=client: client.get("/api/loyalty/overview").raise_for_status()))
            again.append(_seconds(lambda client=client: client.get("/api/loyalty/overview").raise_for_status()))
            if turn == 0:
                for view in VIEWS:
                    took = _seconds(lambda view=view, client=client: client.get(f"/api/loyalty/{view}"))
                    others[view] = round(took, 3)
    return {"first_view": _told(first), "again": _told(again), "other_views": others}


def _in_chromium(home: Path, file: Path, opens: int, executable: str) -> dict[str, Any]:
    from playwright.sync_api import sync_playwright

    complete, plots = [], []
    with sync_playwright() as playwright:
        for _ in range(opens):
            with _site(home, file) as address:
                chromium = playwright.chromium.launch(executable_path=executable, args=list(CHROMIUM))
                page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
                told = {"login": LOGIN, "password": PASSWORD}
                assert page.request.post(f"{address}/api/sign-in", data=told, headers={"Origin": address}).ok
                started = time.perf_counter()
                page.goto(f"{address}/loyalty/", wait_until="commit")
                page.locator(".st[data-ready] .st-figure").first.wait_for(timeout=60_000)
                complete.append(time.perf_counter() - started)
                drawn = "() => [...document.querySelectorAll('.ly-plot')].every((one) => one.dataset.drawn)"
                page.wait_for_function(drawn, timeout=60_000)
                plots.append(time.perf_counter() - started)
                chromium.close()
    return {"complete": _told(complete), "plots": _told(plots)}


@contextmanager
def _site(home: Path, file: Path) -> Iterator[str]:
    """The site of a shop with these records, without products and without anybody to answer, by its address."""
    from assistant.settings import read_settings
    from assistant.wiring import open_shop
    from interfaces.ui.server import served
    from interfaces.ui.site import build_site

    catalog = home / "products.jsonl"
    catalog.touch()
    settings = read_settings(home=home, catalog=catalog, database_url=f"sqlite:///{file}", _env_file=None)
    engine = SimpleNamespace(product=lambda id: None, currency="EUR", close=lambda: None)
    shop = open_shop(settings, search_engine=engine, chat=SimpleNamespace(), now=lambda: NOW)
    people = open_people(shop.database, settings.access(), shop.site_secret, shop.now, Passwords((1, 8, 1)))
    if all(one.login != LOGIN for one in people.accounts.accounts()):
        people.accounts.add(LOGIN, "analyst", PASSWORD)
    shop.__dict__["people"] = people
    try:
        with served(build_site(shop)) as address:
            yield address
    finally:
        shop.close()


def _sign_in(client: httpx.Client, address: str) -> None:
    told = {"login": LOGIN, "password": PASSWORD}
    client.post("/api/sign-in", json=told, headers={"Origin": address}).raise_for_status()


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _told(seconds: list[float]) -> dict[str, float]:
    return {"p50": round(statistics.median(seconds), 3), "max": round(max(seconds), 3)}


if __name__ == "__main__":
    main()
