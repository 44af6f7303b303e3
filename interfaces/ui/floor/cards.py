"""Product cards as HTML; every word from the catalogue or a reason is escaped."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from html import escape

from assistant.agent.constraints.money import format_price
from assistant.agent.events import Language
from interfaces.ui.floor.texts import say
from retrieval.catalog import Product
from retrieval.query import SearchHit

FEW_LEFT = 5
"""Stock from 1 to this many pieces is said as a number, so that nobody waits too long."""

ImageUrl = Callable[[Product], str | None]

_BAG = (
    '<svg viewBox="0 0 48 48" aria-hidden="true" focusable="false"><path d="M11 17h26l-2 22H13z"/>'
    '<path d="M18 21v-6a6 6 0 0 1 12 0v6"/></svg>'
)


def render_cards(hits: Sequence[SearchHit], reasons: Mapping[str, str], language: Language, image_url: ImageUrl) -> str:
    """One row of cards, best first, as a list; an empty string for no hits.

    `reasons` maps product ids to a line on why they are shown; without one, the matched words are named.
    `image_url` gives the address of a product's picture on this site, or None when it has none.
    """
    if not hits:
        return ""
    label = escape(say(language, "products_label"))
    items = "".join(
        _card(hit.product, _reason(hit, reasons, language), language, image_url(hit.product)) for hit in hits
    )
    return f'<ul class="dg-cards" data-count="{len(hits)}" tabindex="0" aria-label="{label}">{items}</ul>'


def _card(product: Product, reason: str, language: Language, image: str | None) -> str:
    title = product.title_in(language)
    return (
        f'<li class="dg-card" data-product="{escape(product.id)}">'
        f"{_picture(title, image, language)}"
        f"{_cut(product, language)}"
        '<div class="dg-card-body">'
        f"{_brand(product)}"
        f'<h3 class="dg-card-title" title="{escape(title)}">{escape(title)}</h3>'
        f"{_price(product, language)}"
        f'<p class="dg-facts">{_rating(product, language)}{_stock(product, language)}</p>'
        f"{_why(reason, language)}"
        f"{_acts(product, title, language)}"
        "</div></li>"
    )


def _picture(title: str, image: str | None, language: Language) -> str:
    """The whole picture over its own drawn-out edge, so that any shape fills the frame; or a drawn bag."""
    if image is None:
        label = escape(say(language, "no_image"))
        return f'<div class="dg-picture dg-no-picture" role="img" aria-label="{label}">{_BAG}</div>'
    alt, source = escape(say(language, "image_of", title=title)), escape(image)
    return (
        f'<div class="dg-picture"><img class="dg-backdrop" src="{source}" alt="" aria-hidden="true">'
        f'<img src="{source}" alt="{alt}" decoding="async" width="240" height="240"></div>'
    )


def _brand(product: Product) -> str:
    """The brand on a line of its own, unless the title begins with it."""
    if not product.brand or product.title.casefold().startswith(product.brand.casefold()):
        return ""
    return f'<p class="dg-brand">{escape(product.brand)}</p>'


def _is_reduced(product: Product) -> bool:
    return product.list_price is not None and product.list_price > product.price


def _cut(product: Product, language: Language) -> str:
    """How much is off, in whole percent rounded down; nothing below one percent."""
    if product.list_price is None or not _is_reduced(product):
        return ""
    percent = int(100 * (1 - product.price / product.list_price))
    return f'<span class="dg-cut">{escape(say(language, "discount", percent=percent))}</span>' if percent else ""


def _price(product: Product, language: Language) -> str:
    if not math.isfinite(product.price):
        return f'<p class="dg-price"><span class="dg-quiet">{escape(say(language, "no_price"))}</span></p>'
    now = format_price(product.price, product.currency)
    if product.list_price is None or not _is_reduced(product):
        return f'<p class="dg-price"><span class="dg-now">{escape(now)}</span></p>'
    before = format_price(product.list_price, product.currency)
    return (
        f'<p class="dg-price dg-reduced"><span class="dg-now">{escape(now)}</span> '
        f'<s aria-label="{escape(say(language, "list_price", price=before))}">{escape(before)}</s></p>'
    )


def _rating(product: Product, language: Language) -> str:
    if product.rating is None:
        return f'<span class="dg-quiet">{escape(say(language, "no_rating"))}</span>'
    label = say(language, "rating_label", rating=f"{product.rating:.1f}", count=f"{product.review_count:,}")
    return (
        f'<span class="dg-rating" role="img" aria-label="{escape(label)}"><span class="dg-star">★</span>'
        f'{product.rating:.1f} <span class="dg-quiet">({product.review_count:,})</span></span>'
    )


def _stock(product: Product, language: Language) -> str:
    """The stock in words, or nothing where the shop does not state it."""
    if product.stock is None:
        return ""
    if product.stock <= 0:
        state, words = "out", say(language, "sold_out")
    elif product.stock <= FEW_LEFT:
        state, words = "few", say(language, "few_left", count=product.stock)
    else:
        state, words = "in", say(language, "in_stock")
    return f'<span class="dg-stock dg-stock-{state}">{escape(words)}</span>'


def _reason(hit: SearchHit, reasons: Mapping[str, str], language: Language) -> str:
    given = reasons.get(hit.product.id, "").strip()
    if given or not hit.matched_terms:
        return given
    return say(language, "matches", terms=("、" if language == "zh" else ", ").join(hit.matched_terms))


def _why(reason: str, language: Language) -> str:
    if not reason:
        return ""
    label = escape(say(language, "why"))
    return f'<p class="dg-why"><span class="dg-hidden">{label}: </span><span>{escape(reason)}</span></p>'


def _acts(product: Product, title: str, language: Language) -> str:
    """What can be done with it: into the cart, or its like where it is sold out; ask about it; set it beside others."""
    gone = product.stock is not None and product.stock <= 0
    return (
        '<div class="dg-card-acts">'
        f"{_put(product, title, language)}{_similar(product.id, title, language) if gone else ''}"
        f"{_ask(product.id, title, language)}{_compare(product.id, title, language)}"
        "</div>"
    )


def _put(product: Product, title: str, language: Language) -> str:
    """A button that puts it into the cart; shut, with the reason, where it cannot be had."""
    reason, words = "", say(language, "card_put")
    if product.stock is not None and product.stock <= 0:
        reason, words = say(language, "card_sold_out"), say(language, "sold_out")
    elif not math.isfinite(product.price):
        reason, words = say(language, "card_no_price"), say(language, "no_price")
    label = escape(reason or say(language, "card_put_label", title=title))
    shut = f' disabled title="{escape(reason)}"' if reason else ""
    return (
        f'<button type="button" class="dg-put" data-put="{escape(product.id)}" data-title="{escape(title)}" '
        f'aria-label="{label}"{shut}>{escape(words)}</button>'
    )


def _similar(product_id: str, title: str, language: Language) -> str:
    question = escape(say(language, "similar_by_id", id=product_id))
    shown = escape(say(language, "similar_question", title=title))
    words = escape(say(language, "card_similar"))
    return (
        f'<button type="button" class="dg-similar" data-ask="{question}" data-shown="{shown}" '
        f'aria-label="{words}: {escape(title)}">{words}</button>'
    )


def _compare(product_id: str, title: str, language: Language) -> str:
    label, words = escape(say(language, "card_compare_label", title=title)), escape(say(language, "card_compare"))
    return (
        f'<label class="dg-compare"><input type="checkbox" data-compare="{escape(product_id)}" '
        f'data-title="{escape(title)}" aria-label="{label}"><span>{words}</span></label>'
    )


def _ask(product_id: str, title: str, language: Language) -> str:
    """A button that asks about the product by its id; the conversation shows the question without it."""
    question = say(language, "ask_about_by_id", title=title, id=product_id)
    shown = say(language, "ask_about_question", title=title)
    words = escape(say(language, "ask_about"))
    return (
        f'<button type="button" class="dg-ask" data-ask="{escape(question)}" data-shown="{escape(shown)}" '
        f'aria-label="{words}: {escape(title)}">{words}</button>'
    )
