"""Shopify's product export: variants become options, and nothing is promised that cannot be bought."""

from __future__ import annotations

import csv
import gzip
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.catalog import Product
from retrieval.catalog_reader import CatalogReading, load_catalog
from retrieval.errors import CatalogError

HEADER = (
    "Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Option2 Name,"
    "Option2 Value,Option3 Name,Option3 Value,Variant SKU,Variant Grams,Variant Inventory Tracker,"
    "Variant Inventory Qty,Variant Inventory Policy,Variant Price,Variant Compare At Price,Variant Barcode,Image Src,"
    "Image Position,Gift Card,SEO Title,Google Shopping / Gender,Variant Image,Variant Weight Unit,Status,"
    "Fabric (product.metafields.shopify.fabric),Color (product.metafields.shopify.color-pattern)"
)
OLD = next(csv.reader([HEADER]))
NEW = {
    "Handle": "URL handle", "Body (HTML)": "Description", "Product Category": "Product category",
    "Published": "Published on online store", "Option1 Name": "Option1 name", "Option1 Value": "Option1 value",
    "Option2 Name": "Option2 name", "Option2 Value": "Option2 value", "Option3 Name": "Option3 name",
    "Option3 Value": "Option3 value", "Variant SKU": "SKU", "Variant Grams": "Weight value (grams)",
    "Variant Inventory Tracker": "Inventory tracker", "Variant Inventory Qty": "Inventory quantity",
    "Variant Inventory Policy": "Continue selling when out of stock", "Variant Price": "Price",
    "Variant Compare At Price": "Compare-at price", "Variant Barcode": "Barcode", "Image Src": "Product image URL",
    "Variant Image": "Variant image URL", "Gift Card": "Gift card", "SEO Title": "SEO title",
}  # fmt: skip
TEE = {
    "Handle": "tee", "Title": "Tee", "Body (HTML)": "<p>Soft &amp; light.</p><script>x()</script>", "Vendor": "Norvale",
    "Product Category": "Apparel & Accessories > Clothing > Tops", "Type": "T-Shirts", "Tags": "summer, cotton",
    "Published": "TRUE", "Status": "active", "Image Src": "https://shop.example/tee.jpg", "Image Position": "1",
    "Option1 Name": "Color", "Option2 Name": "Size",
}  # fmt: skip


def variant(color: str = "", size: str = "", price: str = "20.00", stock: str = "3", **more: str) -> dict[str, str]:
    return {
        "Handle": "tee", "Option1 Value": color, "Option2 Value": size, "Variant Price": price,
        "Variant Inventory Qty": stock, "Variant Inventory Tracker": "shopify", "Variant Inventory Policy": "deny",
        "Variant Grams": "150",
    } | {name.replace("_", " "): value for name, value in more.items()}  # fmt: skip


def tee(*variants: dict[str, str], **product: str) -> list[dict[str, str]]:
    """The rows of one product, whose own fields stand in its first row."""
    first = TEE | {name.replace("_", " "): value for name, value in product.items()}
    return [variants[0] | first, *variants[1:]]


def export(folder: Path, *rows: dict[str, str], spelling: dict[str, str] | None = None) -> Path:
    path = folder / "products_export.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, OLD, restval="")
        file.write(",".join((spelling or {}).get(name, name) for name in OLD) + "\n")
        writer.writerows(rows)
    return path


def read(folder: Path, *rows: dict[str, str]) -> CatalogReading:
    return load_catalog(export(folder, *rows), default_currency="EUR")


def products(folder: Path, *rows: dict[str, str]) -> tuple[Product, ...]:
    reading = read(folder, *rows)
    assert reading.rejected == ()
    return reading.products


@pytest.mark.parametrize("spelling", [None, NEW])
def test_a_product_whose_variants_cost_the_same_is_one_product(tmp_path: Path, spelling: dict[str, str] | None) -> None:
    rows = tee(variant("red", "S"), variant("red", "M"), variant("blue", "S"), variant("blue", "M"))
    (shirt,) = load_catalog(export(tmp_path, *rows, spelling=spelling), default_currency="EUR").products
    assert shirt == Product(
        id="tee", title="Tee", price=20.0, currency="EUR", description="Soft & light.", brand="Norvale",
        category=("Apparel & Accessories", "Clothing", "Tops", "T-Shirts"), stock=12, tags=("summer", "cotton"),
        attributes={"weight_g": 150.0, "color": ("red", "blue"), "size": ("S", "M")},
        image="https://shop.example/tee.jpg",
    )  # fmt: skip


def test_a_product_without_options(tmp_path: Path) -> None:
    only = variant("Default Title", "", "9.50", Variant_SKU="'00123", Variant_Barcode="4006381333931")
    (pen,) = products(tmp_path, *tee(only, Option1_Name="Title", Option2_Name=""))
    assert (pen.id, pen.title, pen.price, pen.stock) == ("tee", "Tee", 9.5, 3)
    assert pen.attributes == {"sku": "00123", "barcode": "4006381333931", "weight_g": 150.0}


def test_rows_with_a_picture_only_are_no_variants(tmp_path: Path) -> None:
    picture = {"Handle": "tee", "Image Src": "https://shop.example/back.jpg", "Image Position": "2"}
    (shirt,) = products(tmp_path, *tee(variant("red", "S")), picture, picture)
    assert (shirt.stock, shirt.image) == (3, "https://shop.example/tee.jpg")


def test_each_price_is_a_product_that_says_what_it_is_for(tmp_path: Path) -> None:
    rows = tee(variant("red", "S"), variant("red", "M"), variant("red", "XL", "24"), variant("red", "XXL", "24"))
    small, large = products(tmp_path, *rows)
    assert (small.id, small.title, small.price) == ("tee--s", "Tee (S/M)", 20)
    assert (large.id, large.title, large.price) == ("tee--xl", "Tee (XL/XXL)", 24)
    assert (small.attributes["size"], large.attributes["size"]) == (("S", "M"), ("XL", "XXL"))
    assert small.attributes["color"] == large.attributes["color"] == "red"


def test_a_combination_that_does_not_exist_is_not_promised(tmp_path: Path) -> None:
    red, blue = products(tmp_path, *tee(variant("red", "S"), variant("blue", "S"), variant("blue", "M")))
    assert (red.id, red.title) == ("tee--red-s", "Tee (red, S)")
    assert (blue.id, blue.title) == ("tee--blue", "Tee (blue)")
    assert (red.attributes["size"], blue.attributes["size"]) == ("S", ("S", "M"))
    assert (red.stock, blue.stock) == (3, 6)


def test_sold_out_variants_are_not_offered_while_others_are(tmp_path: Path) -> None:
    (shirt,) = products(tmp_path, *tee(variant("red", "S"), variant("red", "M", stock="0")))
    assert (shirt.id, shirt.attributes["size"], shirt.stock) == ("tee", "S", 3)


def test_a_product_sold_out_whole_says_so(tmp_path: Path) -> None:
    rows = tee(variant("red", "S", stock="0"), variant("red", "M", stock="-2"))
    (shirt,) = products(tmp_path, *rows)
    assert (shirt.attributes["size"], shirt.stock) == (("S", "M"), 0)


@pytest.mark.parametrize(
    ("change", "stock"),
    [
        ({"Variant Inventory Tracker": ""}, None),
        ({"Variant Inventory Policy": "continue", "Variant Inventory Qty": "-4"}, None),
        ({"Variant Inventory Policy": "TRUE", "Variant Inventory Qty": "0"}, None),
        ({"Variant Inventory Policy": "continue"}, 3),
        ({"Variant Inventory Qty": ""}, None),
        ({"Variant Inventory Qty": "-4"}, 0),
    ],
)
def test_stock_that_nobody_counts_or_that_can_be_ordered_is_not_stated(
    tmp_path: Path, change: dict[str, str], stock: int | None
) -> None:
    (shirt,) = products(tmp_path, *tee(variant("red", "S") | change))
    assert shirt.stock == stock


def test_a_list_price_is_one_only_above_the_price(tmp_path: Path) -> None:
    for before, shown in (("25.00", 25.0), ("20.00", None), ("0.00", None), ("", None)):
        (shirt,) = products(tmp_path, *tee(variant("red", "S", Variant_Compare_At_Price=before)))
        assert shirt.list_price == shown


def test_weights_that_differ_are_not_stated(tmp_path: Path) -> None:
    (shirt,) = products(tmp_path, *tee(variant("red", "S"), variant("red", "M", Variant_Grams="180")))
    assert "weight_g" not in shirt.attributes


def test_metafields_are_attributes_unless_an_option_says_it(tmp_path: Path) -> None:
    more = {
        "Fabric (product.metafields.shopify.fabric)": "cotton; linen", "Google Shopping / Gender": "unisex",
        "Color (product.metafields.shopify.color-pattern)": "red; blue; green",
    }  # fmt: skip
    (shirt,) = products(tmp_path, *tee(variant("red", "S"), Option1_Name="Colour", **more))
    assert shirt.attributes["fabric"] == ("cotton", "linen")
    assert shirt.attributes["gender"] == "unisex"
    assert (shirt.attributes["colour"], "color" in shirt.attributes) == ("red", False)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"Status": "draft"}, "has the status 'draft'"),
        ({"Status": "Archived"}, "has the status 'archived'"),
        ({"Published": "FALSE"}, "is not published"),
    ],
)
def test_what_the_shop_does_not_sell_is_skipped_without_being_a_fault(
    tmp_path: Path, change: dict[str, str], reason: str
) -> None:
    hidden = [variant("red", "S") | TEE | change, variant("red", "M")]
    shown = variant("red", "S") | TEE | {"Handle": "other"}
    reading = read(tmp_path, *hidden, shown)
    assert [product.id for product in reading.products] == ["other"]
    assert (reading.rejected, [(row.row, row.reason) for row in reading.skipped]) == ((), [(1, reason)])
    with pytest.raises(CatalogError, match=f"no product on sale: every row {reason}"):
        read(tmp_path, *hidden)


def test_rows_at_fault_are_named_by_the_files_column_and_the_rest_of_the_product_kept(tmp_path: Path) -> None:
    rows = tee(variant("red", "S"), variant("red", "M", "free"), variant("red", "L", ""), variant("red", "XL", "-1"))
    reading = read(tmp_path, *rows)
    assert reading.products[0].attributes["size"] == "S"
    assert [(fault.row, fault.field) for fault in reading.rejected] == [(row, "Variant Price") for row in (2, 3, 4)]
    assert reading.rejected[1].reason == "the price is missing"


@pytest.mark.parametrize(
    ("change", "column"),
    [({"Title": ""}, "Title"), ({"Handle": ""}, "Handle"), ({"Title": "x" * 200_001}, "Title")],
)
def test_a_fault_of_the_product_rejects_it_whole(tmp_path: Path, change: dict[str, str], column: str) -> None:
    good = variant("red", "S") | TEE | {"Handle": "other"}
    reading = read(tmp_path, good, variant("red", "S") | TEE | change)
    assert ([product.id for product in reading.products], reading.rejected[0].row) == (["other"], 2)
    assert reading.rejected[0].field == column


def test_the_rows_of_a_handle_must_follow_one_another(tmp_path: Path) -> None:
    other = variant("red", "S") | TEE | {"Handle": "other"}
    reading = read(tmp_path, *tee(variant("red", "S")), other, variant("red", "M"))
    assert [product.id for product in reading.products] == ["tee", "other"]
    (fault,) = reading.rejected
    assert (fault.row, fault.field) == (3, "Handle")
    assert "'tee' stands at row 1 already; the rows of one product must follow one another" in fault.reason


def test_values_that_look_alike_in_an_id_are_told_apart(tmp_path: Path) -> None:
    plus, minus = products(tmp_path, *tee(variant("red", "B+"), variant("red", "B-", "30")))
    assert (plus.id, minus.id) == ("tee--b", "tee--b-2")


def test_a_mapping_wins_and_reaches_further_fields(tmp_path: Path) -> None:
    rows = tee(variant("red", "S"), SEO_Title="Tee by Norvale", Tags="2026-01-02")
    path = export(tmp_path, *rows)
    (shirt,) = load_catalog(path, {"title": "SEO Title", "added_on": "Tags", "category": "Type"}).products
    assert (shirt.title, shirt.added_on, shirt.category) == ("Tee by Norvale", "2026-01-02", ("T-Shirts",))
    with pytest.raises(CatalogError, match="no column 'Nowhere' for the brand; the columns are: Handle, Title"):
        load_catalog(path, {"brand": "Nowhere"})


def test_a_column_that_is_missing_is_a_fault_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "c.csv"
    path.write_text("Handle,Title,Option1 Name,Option1 Value\ntee,Tee,Size,S\n")
    with pytest.raises(CatalogError, match="no column 'variant price' for the price"):
        load_catalog(path)


def test_a_gzipped_export_by_any_name(tmp_path: Path) -> None:
    path = tmp_path / "export"
    path.write_bytes(gzip.compress(export(tmp_path, *tee(variant("red", "S"))).read_bytes()))
    assert load_catalog(path).products[0].id == "tee"


def test_endless_rows_of_one_handle_are_refused(tmp_path: Path) -> None:
    with pytest.raises(CatalogError, match=r"Over 5,000 rows up to row 5001 have one handle, 'tee'\."):
        read(tmp_path, *tee(*[variant("red", str(size)) for size in range(5_001)]))


_OPTIONS = st.tuples(st.sampled_from(["red", "blue", "green"]), st.sampled_from(["S", "M", "L"]))
_VARIANTS = st.dictionaries(_OPTIONS, st.tuples(st.sampled_from([10, 12]), st.integers(0, 2)), min_size=1)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=150)
@given(stated=_VARIANTS)
def test_every_combination_shown_can_be_bought_at_the_price_shown(
    tmp_path: Path, stated: dict[tuple[str, str], tuple[int, int]]
) -> None:
    rows = [variant(color, size, str(price), str(stock)) for (color, size), (price, stock) in stated.items()]
    shown = products(tmp_path, *tee(*rows))
    any_left = any(stock for _, stock in stated.values())
    sold = {options: price for options, (price, stock) in stated.items() if stock or not any_left}
    found = {}
    for product in shown:
        colors, sizes = (product.attributes[name] for name in ("color", "size"))
        for color in (colors,) if isinstance(colors, str) else colors:
            for size in (sizes,) if isinstance(sizes, str) else sizes:
                assert (color, size) not in found
                found[color, size] = product.price
    assert found == sold
    assert len({product.id for product in shown}) == len({product.title for product in shown}) == len(shown)
    assert sum(product.stock or 0 for product in shown) == sum(stock for _, stock in stated.values())
