"""The page at `/loyalty`: what it adds to the shell of the pages for staff."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import yaml

import loyalty.report
from interfaces.ui.loyalty.plotly_file import plotly_version
from interfaces.ui.shopfront import Shopfront
from interfaces.ui.staff.staff_page import StaffPage

SCRIPTS: Final = (
    "page.js",
    "page_words.js",
    "page_plots.js",
    "page_overview.js",
    "page_customers.js",
    "page_customer.js",
    "page_timeline.js",
    "page_said.js",
    "page_models.js",
)
"""Read one after another into one function; `page.js` first."""
WORDS: Final = (
    "tiers", "groups", "actions", "short_actions", "aspects", "reasons", "latent", "models", "models_say",
)  # fmt: skip
"""The names of things that the desk and the report call the same."""


_ASKED_AT_ONCE: Final = "<script>window.daogouFirst = fetch('/api/loyalty/overview', {cache: 'no-store'})</script>"
"""The first view is counted while the browser still reads Gradio's scripts; the page's own take the answer up."""


def loyalty_page(shop: Shopfront) -> StaffPage:
    """The page of an opened shop."""
    facts = {"plotly": plotly_version(), "words": words()}
    return StaffPage("loyalty", Path(__file__).parent, scripts=SCRIPTS, facts=facts, head=_ASKED_AT_ONCE)


def words() -> Mapping[str, Any]:
    """Names of the report by group and word, in both languages."""
    texts = Path(loyalty.report.__file__).with_name("texts.yaml").read_text(encoding="utf-8")
    told: Mapping[str, Any] = yaml.safe_load(texts)
    return {
        **{group: told[group] for group in WORDS},
        "models": {**told["models"], **_REVIEWS_NAME},
        "models_say": {**told["models_say"], **_REVIEWS_SAY},
    }


_REVIEWS_NAME: Final = {"reviews": {"en": "Pros and cons in reviews", "zh": "评论中的优缺点"}}
_REVIEWS_SAY: Final = {
    "reviews": {
        "en": "Lists of words for thirty aspects and for praise and blame, in two languages. Read the quotes: three in "
        "ten pairs are wrong on products that nobody looked at.",
        "zh": "用两种语言的三十个方面词表和褒贬词表判断。请看原话：对未看过的商品，每十对中约有三对不对。",
    }
}
