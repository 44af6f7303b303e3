"""Which products a message points at: `the second one`, `便宜的那个`, `it`, `the Larkspur`."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.agent.claims.evidence import Mention
from assistant.agent.requests.asked import Asked
from assistant.agent.requests.namesakes import is_another, told_apart, told_before
from assistant.agent.requests.reference_words import (
    END,
    FRAGMENT,
    JOINED,
    MANY,
    NUMBERS,
    ORDINALS,
    PAIR,
    PLACE,
    SEVERAL,
    SINGLE,
    SUPERLATIVES,
)
from assistant.agent.requests.refinement import MEASURES, measured
from retrieval.catalog import Product

Products = tuple[Product, ...]
COMPARED_AT_MOST = 4


@dataclass(frozen=True, slots=True)
class Referred:
    """What a message points at; `unclear` where it points at something and it is not plain at what.

    `rest` is the message without the words that point; `many` says whether one of them means several (`these`).
    `words` are those with which it names several products of the catalogue at once.
    """

    products: Products = ()
    unclear: bool = False
    rest: str = ""
    many: bool = False
    words: str = ""

    @property
    def one(self) -> Product | None:
        """The only product pointed at, or None."""
        return self.products[0] if len(self.products) == 1 and not self.unclear else None

    @property
    def nothing(self) -> bool:
        """Whether the message points at no product at all."""
        return not self.products and not self.unclear


@dataclass(frozen=True, slots=True)
class _Pointer:
    """A pointing phrase at `start:end` and what it means; no products where that is not plain."""

    start: int
    end: int
    products: Products
    words: str = ""

    def is_apart_from(self, others: Sequence[_Pointer]) -> bool:
        """Whether its words are no part of another's."""
        return not any(self.start < other.end and other.start < self.end for other in others)


_Finder = Callable[[Asked], Iterator[_Pointer]]


def referred(asked: Asked, *, surely: bool = False, in_shop: bool = False) -> Referred:
    """The products pointed at, in the order of the words; pronouns count only where nothing plainer is said.

    "Compare it with the second" points at two, "does the red one have a lid on it" at one. With `surely`, for what
    changes something, `it` is not the product that the shop's last answer named, only one the shopper asked about.
    With `in_shop` the products of the catalogue count that the conversation has not seen.
    """
    if asked.product is not None:
        return Referred((asked.product,))
    pointers: list[_Pointer] = []
    for find in (_ids, _groups, _places, _superlatives, _named, _fragments, _coloured, _kinds):
        pointers += [p for p in find(asked) if p.is_apart_from(pointers)]
    if in_shop:
        pointers = [*(p for p in _in_shop(asked) if p.is_apart_from([o for o in pointers if o.products])), *pointers]
        pointers = [
            p for p in pointers if p.products or p.words or p.is_apart_from([o for o in pointers if o is not p])
        ]
    pointers = [p for p in pointers if not _is_refused(asked, p)]
    if not pointers or _joins(asked.text):
        pointers += [p for p in _pronouns(asked, surely) if p.is_apart_from(pointers)]
    pointers.sort(key=lambda pointer: pointer.start)
    by_id = {product.id: product for pointer in pointers for product in pointer.products}
    rest, end = "", 0
    for pointer in pointers:
        rest, end = rest + asked.text[end : pointer.start], pointer.end
    unclear = any(not pointer.products for pointer in pointers)
    words = next((pointer.words for pointer in pointers if pointer.words), "") if len(pointers) == 1 else ""
    many = bool(MANY.search(asked.text) or SEVERAL.search(asked.text))
    return Referred(tuple(by_id.values()), unclear, rest + asked.text[end:], many, words)


def _is_refused(asked: Asked, pointer: _Pointer) -> bool:
    """`no Ostrand please` points at none of that brand's products."""
    refused = asked.shop.words.brands.refused(asked.text) if asked.turn.read.excluded_brands else ()
    return any(found.start <= pointer.start and pointer.end <= found.end for found in refused)


def told_of(asked: Asked, meant: Referred) -> str:
    """How a tool is told of what is meant: a number of the list, an id, or the words that name several products."""
    return asked.number_of(meant.one) if meant.one is not None else meant.words


def talked_about(asked: Asked, *, surely: bool = False) -> Referred:
    """What a message without any reference is about: `how heavy?`, `评价怎么样`."""
    products = _single(asked, surely)
    return Referred(products, unclear=not products)


def _joins(text: str) -> bool:
    """Whether a pronoun may stand beside a plainer reference: `compare it with the second`, `它和第二款`."""
    return bool(JOINED.search(text))


def _ids(asked: Asked) -> Iterator[_Pointer]:
    """`KIT-003`, in any case."""
    for match in re.finditer(r"(?<![\w-])[a-z]{2,5}-\d{2,6}(?!\w)", asked.text, re.ASCII):
        product = asked.shop.find(match[0].upper()) or asked.shop.find(match[0])
        if product is not None:
            yield _Pointer(*match.span(), (product,))


def _in_shop(asked: Asked) -> Iterator[_Pointer]:
    """Products of the catalogue by words of their titles."""
    for mention in _meant_mentions(asked):
        rows, start, end = _told(mention, mention.rows, asked)
        words = "" if len(rows) == 1 else asked.turn.text[start:end]
        yield _Pointer(start, end, rows if len(rows) == 1 else (), words)


def _told(mention: Mention, rows: Products, asked: Asked) -> tuple[Products, int, int]:
    """What a name means by the words after and before it, and where all of it starts and ends."""
    left, end = told_apart(rows, asked.turn.text, mention.end)
    left, start = told_before(left, asked.turn.text, mention.start)
    return left, start, end


def _meant_mentions(asked: Asked) -> list[Mention]:
    """Where the message names products, without names that a number makes those of others."""
    return [m for m in asked.mentions if not is_another(m.rows, asked.turn.text, m.end)]


def each_named(asked: Asked) -> Products:
    """All that two or more names in a message stand for, each once; a name of several counts as all of them."""
    told = [_told(mention, mention.rows, asked)[0] for mention in _meant_mentions(asked)]
    return tuple({row.id: row for rows in told for row in rows}.values()) if len(told) > 1 else ()


def _groups(asked: Asked) -> Iterator[_Pointer]:
    """`the first two`, `最后两款`, `1 and 3`."""
    shown = asked.turn.evidence.shown
    for match in SEVERAL.finditer(asked.text):
        many = _number((match["many"] or match["ji"]).removesuffix(" of"))
        products = shown[:many] if match["head"] or match["qian"] else shown[-many:]
        yield _Pointer(*match.span(), products if len(shown) >= many > 1 else ())
    for match in PAIR.finditer(asked.text):
        places = [int(match[name]) for name in "abc" if match[name]]
        if all(place <= len(shown) for place in places):
            yield _Pointer(*match.span(), tuple(shown[place - 1] for place in places))


def _places(asked: Asked) -> Iterator[_Pointer]:
    """`the second one`, `第二款`, `#2`, `the last`; a place past the end of the list means nothing."""
    shown = asked.turn.evidence.shown
    for match in PLACE.finditer(asked.text):
        place = _place(next(word for word in match.groups() if word))
        yield _Pointer(*match.span(), shown[place - 1 : place])
    yield from (_Pointer(*match.span(), shown[-1:]) for match in END.finditer(asked.text))


def _superlatives(asked: Asked) -> Iterator[_Pointer]:
    """`the cheaper one`: of those just compared, else of the list; nothing where two are alike or do not say."""
    about = asked.turn.talk.about
    among = about if len(about) > 1 else asked.turn.evidence.shown
    for pattern, by, highest in SUPERLATIVES:
        for match in pattern.finditer(asked.text):
            yield _Pointer(*match.span(), _most(among, by, highest))


def _most(products: Sequence[Product], by: str, highest: bool) -> Products:
    values = [(_value(product, by), product) for product in products]
    known = [value for value, _ in values if value is not None]
    if not known or (by in MEASURES and len(known) < len(values)):
        return ()
    best = max(known) if highest else min(known)
    found = tuple(product for value, product in values if value == best)
    return found if len(found) == 1 else ()


def _value(product: Product, by: str) -> float | None:
    if by in ("price", "rating"):
        return product.price if by == "price" else product.rating
    return measured(product, by)


def _named(asked: Asked) -> Iterator[_Pointer]:
    """Products by words of their titles, of all this conversation has seen; a brand of several means nothing."""
    shown = {product.id for product in asked.turn.evidence.shown}
    for mention in asked.turn.evidence.mentioned(asked.turn.text):
        listed = tuple(row for row in mention.rows if row.id in shown)
        rows, start, end = _told(mention, listed or mention.rows, asked)
        yield _Pointer(start, end, rows if len(rows) == 1 else _talked(asked, rows))


def _fragments(asked: Asked) -> Iterator[_Pointer]:
    """`the lapwing one`, `云雀那款`: one word of a title or a brand, of what this conversation has seen."""
    rows = asked.turn.evidence.rows
    for match in FRAGMENT.finditer(asked.text):
        word, start, end = _title_word(match, rows)
        found = [row for row in rows if word and word in f"{row.title} {row.title_zh}".lower()]
        if found:
            yield _Pointer(start, end, tuple(found) if len(found) == 1 else _talked(asked, found))


def _title_word(match: re.Match[str], rows: Sequence[Product]) -> tuple[str, int, int]:
    """The word of a title that a match points with, and where the pointing starts and ends; empty where it has none."""
    if match["en"]:
        known = any(match["en"] in re.findall(r"[a-z0-9]+", row.title.lower()) for row in rows)
        return (match["en"] if known else "", *match.span())
    text = match["zh"]
    for length in range(len(text), 1, -1):
        if any(text[-length:] in row.title_zh.lower() for row in rows):
            return text[-length:], match.end("zh") - length, match.end()
    return "", *match.span()


def _coloured(asked: Asked) -> Iterator[_Pointer]:
    """`the red one`, `红色的那款`, `the blue tent`."""
    words, text = asked.shop.words, asked.text
    for found in words.colours.find(text):
        before, after = text[: found.start], text[found.end :]
        if (
            re.search(r"\b(?:the|that|this)(?: \w+)? $", before)
            and re.match(r" (?:ones?|model|version|option)\b|$| (?!and\b)\w+", after)
        ) or re.match(r"的?(?:那|这)一?[个款件双顶条台把]", after):
            wanted = {name.lower() for name in found.names}
            rows = [
                p for p in asked.turn.evidence.shown if str(p.attributes.get(words.colour_attribute)).lower() in wanted
            ]
            yield _Pointer(found.start, found.end, tuple(rows) if len(rows) == 1 else _talked(asked, rows))


def _kinds(asked: Asked) -> Iterator[_Pointer]:
    """`the kettle`, `那个帐篷`: the only one of that kind in the list, or the one talked about."""
    words, text = asked.shop.words, asked.text
    pointing = re.compile(r"(?:\b(?:the|that|this|my) (?:\w+ )?|[那这]一?[个款件双顶条台把支只本套瓶]?)$", re.ASCII)
    for found in words.categories.find(text):
        if pointing.search(text[: found.start]):
            rows = [p for p in asked.turn.evidence.shown if set(found.names) & set(p.category)]
            if rows:
                yield _Pointer(found.start, found.end, tuple(rows) if len(rows) == 1 else _talked(asked, rows))
        elif (several := re.search(r"\b(?:those|these) (?:\w+ )?$", text[: found.start], re.ASCII)) is not None:
            rows = [p for p in asked.turn.evidence.shown if set(found.names) & set(p.category)]
            if len(rows) == 1:  # three of those tents, where one tent is shown
                yield _Pointer(several.start(), found.end, tuple(rows))


def _talked(asked: Asked, among: Sequence[Product]) -> Products:
    """The one of some products that the conversation is about, where there is one."""
    ids = {product.id for product in among}
    about = tuple(product for product in asked.turn.talk.about if product.id in ids)
    return about if len(about) == 1 else ()


def _pronouns(asked: Asked, surely: bool) -> Iterator[_Pointer]:
    many = list(MANY.finditer(asked.text))
    yield from (_Pointer(*match.span(), _several(asked, match[0])) for match in many)
    for match in SINGLE.finditer(asked.text):
        if not any(other.start() < match.end() and match.start() < other.end() for other in many):
            yield _Pointer(*match.span(), _single(asked, surely))


def _single(asked: Asked, surely: bool) -> Products:
    """What `it` means: the product talked about last, the only one shown, or the one that the last answer named."""
    talk, shown = asked.turn.talk, asked.turn.evidence.shown
    for products in (talk.about, talk.recent[-1:], shown, () if surely else talk.named):
        if len(products) == 1:
            return products
    return ()


def _several(asked: Asked, words: str) -> Products:
    """What `those two` or `them` means: what was compared or talked about one by one, or a list that short."""
    many = next((_number(word) for word in re.findall(r"two|three|four|[两二三四]", words)), 0)
    two = 2 if words.startswith(("both", "二者", "他们俩")) else many
    talk, shown = asked.turn.talk, asked.turn.evidence.shown
    for products in (talk.about, talk.recent[-two:] if two else talk.recent, shown, talk.named):
        if len(products) == two or (not two and 2 <= len(products) <= COMPARED_AT_MOST):
            return products
    return ()


def _place(word: str) -> int:
    return ORDINALS.get(word) or NUMBERS[word]


def _number(word: str) -> int:
    return NUMBERS[word] if word in NUMBERS else int(word)
