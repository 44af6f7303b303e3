"""Takes the README's screenshot of a running shop: `python scripts/take_screenshot.py http://127.0.0.1:7860`.

Asks one question in Chromium, waits until the turn is over, and writes `docs/screenshot.png` (1280 x 800).
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]

DONE = "() => !document.querySelector('.dg-send.dg-busy')"
PICTURED = "() => [...document.querySelectorAll('.dg-card img')].slice(0, 5).every((i) => i.complete && i.naturalWidth)"


def main(address: str, question: str, file: Path, locale: str) -> None:
    """Ask, wait, save."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        page = browser.new_page(viewport={"width": 1280, "height": 800}, locale=locale)
        page.goto(address)
        box = page.get_by_role("textbox")
        box.wait_for()
        box.fill(question)
        box.press("Enter")
        page.locator(".dg-card, article").first.wait_for(timeout=120_000)
        page.wait_for_function(DONE, timeout=180_000)
        page.wait_for_function(PICTURED, timeout=30_000)
        page.screenshot(path=file)
        browser.close()


if __name__ == "__main__":
    extra = sys.argv[2:]
    main(
        sys.argv[1],
        extra[0] if extra else "Quiet wireless headphones under $150",
        Path(extra[1]) if len(extra) > 1 else ROOT / "docs" / "screenshot.png",
        extra[2] if len(extra) > 2 else "en-US",
    )
