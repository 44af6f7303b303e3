"""How long a shopper who has never been here waits for the page, in a real Chromium on this machine.

`python -m benchmarks.first_paint` serves the demo shop in a process of its own (`benchmarks.load_shop`) and opens the
page in five new browsers with nothing in their cache. It prints one JSON object last: the middle of five, in
milliseconds, of the first paint with content and of the moment one can type, and what was sent, in kilobytes on the
wire. Needs `chromium`.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.load import served

ARGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
TRIES = 5
_TYPED = """
const looking = setInterval(() => {
  const field = document.querySelector('.dg-input');
  if (field && field.offsetParent && !field.disabled) { window.couldType = performance.now(); clearInterval(looking); }
}, 5);
"""
_MEASURED = """() => ({
  paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
  type: window.couldType,
  sent: performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation'))
    .reduce((all, one) => all + one.transferSize, 0) / 1000,
  files: performance.getEntriesByType('resource').length,
})"""


def opened(browser: Any, site: str) -> dict[str, float]:
    """What it took in a browser that has never seen the page."""
    page = browser.new_context().new_page()
    page.add_init_script(_TYPED)
    page.goto(site)
    page.wait_for_function("window.couldType !== undefined", timeout=60_000)
    found: dict[str, float] = page.evaluate(_MEASURED)
    page.context.close()
    return found


def main() -> None:
    """Serve, open, print."""
    from playwright.sync_api import sync_playwright

    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as folder, served(Path(folder)) as (site, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=ARGS)
        opened(browser, site)  # the site itself starts cold only once
        found = [opened(browser, site) for _ in range(TRIES)]
        browser.close()
    told = {name: round(median(one[name] for one in found), 1) for name in ("paint", "type", "sent", "files")}
    print(
        json.dumps(
            {
                "first_paint_ms": told["paint"],
                "can_type_ms": told["type"],
                "sent_kb": told["sent"],
                "files": told["files"],
                "load_before": round(load, 2),
            }
        )
    )


if __name__ == "__main__":
    main()
