"""Which column of a file holds which field: common names are recognised, a mapping given by the operator wins."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from retrieval.errors import CatalogError

ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "id": ("id", "product_id", "productid", "item_id", "sku", "asin", "handle", "编号", "商品编号"),
    "title": ("title", "name", "product_name", "product_title", "item_name", "标题", "商品名称", "名称"),
    "price": ("price", "sale_price", "current_price", "unit_price", "price_usd", "价格"),
    "currency": ("currency", "currency_code", "price_currency", "货币"),
    "description": ("description", "product_description", "desc", "body", "details", "描述", "商品描述"),
    "title_zh": ("title_zh", "name_zh", "title_cn"),
    "description_zh": ("description_zh", "description_cn"),
    "brand": ("brand", "brand_name", "manufacturer", "vendor", "品牌"),
    "category": (
        "category",
        "categories",
        "category_path",
        "product_type",
        "product_category",
        "department",
        "类目",
        "分类",
    ),
    "subcategory": ("subcategory", "sub_category", "style"),
    "list_price": ("list_price", "compare_at_price", "original_price", "regular_price", "msrp", "原价"),
    "rating": ("rating", "average_rating", "avg_rating", "stars", "review_rating", "评分"),
    "review_count": ("review_count", "reviews_count", "rating_count", "num_reviews", "number_of_reviews", "评论数"),
    "stock": ("stock", "current_stock", "quantity", "inventory", "stock_quantity", "qty", "库存"),
    "attributes": ("attributes", "specifications", "specs"),
    "tags": ("tags", "keywords", "labels", "标签"),
    "image": ("image", "image_url", "image_link", "img", "picture", "图片"),
    "added_on": ("added_on", "created_at", "date_added", "release_date", "上架日期"),
}
"""The names by which each field is known, the likeliest first; compared without case, blanks and dashes as `_`."""

SHOWN: Final = 60
"""How many columns an error's sentence lists."""

REQUIRED: Final = ("id", "title", "price")
ATTRIBUTE_PREFIX: Final = ("attribute.", "attributes.")
IGNORED: Final = frozenset({"url", "link", "product_url", "where_visible", "image_license", "featured", "promoted"})
"""Columns that say how a shop's site shows a product, not what the product is; they are no attributes."""


@dataclass(frozen=True, slots=True)
class Columns:
    """`of` maps our field to the file's column; `attributes` maps an attribute's name to its column."""

    of: Mapping[str, str]
    attributes: Mapping[str, str] = field(default_factory=dict)


def check_mapping(columns: Mapping[str, str]) -> None:
    """Refuse a mapping for a field that no product has.

    Raises:
        CatalogError: naming the field and those there are.
    """
    for name in columns:
        if name not in ALIASES:
            raise CatalogError(f"A product has no field {name!r} to map a column to; there are: {', '.join(ALIASES)}.")


def recognise(names: Sequence[str], mapping: Mapping[str, str], *, extras: bool) -> Columns:
    """Assign the columns called `names`; with `extras`, columns nobody claims become attributes."""
    folded = {_fold(name): name for name in reversed(names)}
    of = {our: column for our, column in mapping.items() if column in names}
    for our, aliases in ALIASES.items():
        if our not in mapping and (column := _first(aliases, folded, of.values())):
            of[our] = column
    free = [name for name in names if name not in of.values()]
    attributes = {_attribute_name(name): name for name in free if _is_attribute(name, extras)}
    return Columns(of, attributes)


def no_column(file: str, our: str, wanted: str, names: Iterable[str]) -> CatalogError:
    """The error of a file that lacks the column `wanted` for our field among `names`."""
    shown = [" ".join(name.split())[:60] for name in itertools.islice(names, SHOWN)]
    return CatalogError(
        f"{file} has no column {wanted!r} for the {our.replace('_', ' ')}; "
        f"the columns are: {', '.join(shown)}. Name the right one in the column mapping."
    )


def _first(aliases: Sequence[str], folded: Mapping[str, str], taken: Collection[str]) -> str | None:
    return next((folded[alias] for alias in aliases if alias in folded and folded[alias] not in taken), None)


def _is_attribute(name: str, extras: bool) -> bool:
    return name.casefold().startswith(ATTRIBUTE_PREFIX) or (extras and _fold(name) not in IGNORED)


def _attribute_name(name: str) -> str:
    prefix = next((prefix for prefix in ATTRIBUTE_PREFIX if name.casefold().startswith(prefix)), "")
    return name[len(prefix) :].strip()


def _fold(name: str) -> str:
    return name.strip().casefold().replace(" ", "_").replace("-", "_")
