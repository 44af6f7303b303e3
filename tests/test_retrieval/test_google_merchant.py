"""Google Merchant feeds as tables and as XML: prices that hold today, groups of variants, and what is at fault."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.catalog import Product
from retrieval.catalog_reader import CatalogReading, load_catalog
from retrieval.errors import CatalogError, RejectedRow

TODAY = date(2026, 3, 1)
TEE = {
    "id": "T1", "title": "Tee", "description": "Soft tee.", "link": "https://shop.example/t1",
    "image_link": "https://shop.example/t1.jpg", "availability": "in_stock", "price": "20.00 EUR",
}  # fmt: skip
FULL = TEE | {
    "brand": "Norvale", "gtin": "04006381333931", "mpn": "N-1", "condition": "new",
    "product_type": "Home > Women > Tops", "google_product_category": "2271", "color": "Red/White", "size": "S/M",
    "gender": "female", "age_group": "adult",
    "material": "cotton", "shipping_weight": "0.3 kg", "multipack": "2", "product_length": "70 cm",
    "product_highlight": '"Dries fast, stays soft","Made to last"', "custom_label_0": "bestseller",
    "product_detail": '"General:Neck:Round","Care:Wash at:30 °C, gently"', "sale_price": "15.00 EUR",
    "sale_price_effective_date": "2026-02-24T11:07+0100/2026-03-02T23:07+0100",
}  # fmt: skip


def as_table(folder: Path, *items: dict[str, str], delimiter: str = "\t", name: str = "feed.txt") -> Path:
    path = folder / name
    columns = list(dict.fromkeys(column for item in items for column in item))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, columns, restval="", delimiter=delimiter)
        writer.writeheader()
        writer.writerows(items)
    return path


def element(name: str, value: str) -> str:
    return f"<g:{name}>{escape(value)}</g:{name}>"


def as_rss(folder: Path, *items: str, name: str = "feed.xml") -> Path:
    path = folder / name
    path.write_text(
        '<?xml version="1.0" encoding="utf-8"?><rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel>'
        "<title>Shop</title><link>https://shop.example</link>"
        + "".join(f"<item>{item}</item>" for item in items)
        + "</channel></rss>",
        encoding="utf-8",
    )
    return path


def xml_item(item: dict[str, str]) -> str:
    return "".join(element(name, value) for name, value in item.items())


def read(folder: Path, *items: dict[str, str]) -> CatalogReading:
    return load_catalog(as_table(folder, *items), today=TODAY)


def products(folder: Path, *items: dict[str, str]) -> tuple[Product, ...]:
    reading = read(folder, *items)
    assert reading.rejected == ()
    return reading.products


def fault(folder: Path, **change: str) -> RejectedRow:
    """The fault of the second of three items."""
    reading = read(folder, TEE, TEE | {"id": "T2"} | change, TEE | {"id": "T3"})
    assert [product.id for product in reading.products] == ["T1", "T3"]
    (found,) = reading.rejected
    assert found.row == 2
    return found


SHIRT = Product(
    id="T1", title="Tee", price=15.0, currency="EUR", list_price=20.0, brand="Norvale", image=TEE["image_link"],
    description="Soft tee.\n- Dries fast, stays soft\n- Made to last", category=("Home", "Women", "Tops"),
    attributes={
        "neck": "Round", "wash_at": "30 °C, gently", "condition": "new", "product_length": "70 cm", "multipack": 2.0,
        "gtin": "04006381333931", "mpn": "N-1", "weight_g": 300.0, "color": ("Red", "White"), "size": "S/M",
        "material": "cotton", "gender": "female", "age_group": "adult",
    },
)  # fmt: skip


@pytest.mark.parametrize(("delimiter", "name"), [("\t", "feed.txt"), ("\t", "feed.tsv"), (",", "feed.csv")])
def test_an_item_of_a_table(tmp_path: Path, delimiter: str, name: str) -> None:
    reading = load_catalog(as_table(tmp_path, FULL, delimiter=delimiter, name=name), today=TODAY)
    assert (reading.products, reading.rejected) == ((SHIRT,), ())


def test_headers_as_people_write_them(tmp_path: Path) -> None:
    item = {name.replace("_", " ").capitalize(): value for name, value in FULL.items()}
    detail = item.pop("Product detail")
    item["g:product_detail(section_name:attribute_name:attribute_value)"] = detail
    (shirt,) = products(tmp_path, item)
    assert shirt == SHIRT


def test_an_item_of_an_rss_feed(tmp_path: Path) -> None:
    plain = FULL.keys() - {"product_highlight", "product_detail", "title", "link", "description"}
    item = xml_item({name: value for name, value in FULL.items() if name in plain})
    item += "<title>Tee</title><link>https://shop.example/t1</link>"
    item += "<description>Soft &lt;b&gt;tee&lt;/b&gt;.</description>"
    item += element("product_highlight", "Dries fast, stays soft") + element("product_highlight", "Made to last")
    item += element("additional_image_link", "b.jpg") + element("additional_image_link", "c.jpg")
    for section, name, value in (("General", "Neck", "Round"), ("Care", "Wash at", "30 °C, gently")):
        detail = element("section_name", section) + element("attribute_name", name) + element("attribute_value", value)
        item += f"<g:product_detail>{detail}</g:product_detail>"
    assert load_catalog(as_rss(tmp_path, item), today=TODAY).products == (SHIRT,)


def test_an_entry_of_an_atom_feed_whose_google_names_count(tmp_path: Path) -> None:
    path = tmp_path / "feed"
    path.write_text(
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><title>Shop</title>'
        '<entry><id>tag:shop.example,2026:1</id><title>the page</title><link href="https://shop.example/t1"/>'
        f"<summary>text</summary>{xml_item(TEE)}</entry></feed>"
    )
    (shirt,) = load_catalog(path, today=TODAY).products
    assert (shirt.id, shirt.title, shirt.description, shirt.price) == ("T1", "Tee", "Soft tee.", 20.0)


@pytest.mark.parametrize(
    ("period", "price", "list_price"),
    [
        ("", 15.0, 20.0),
        ("2026-02-24T11:07+0100/2026-03-01T01:00+0100", 15.0, 20.0),
        ("2026-03-01/2026-03-01", 15.0, 20.0),
        ("2026-02-24T11:07Z / 2026-02-28T23:59Z", 20.0, None),
        ("2026-03-02T00:00+0100/2026-03-09T00:00+0100", 20.0, None),
    ],
)
def test_a_sale_price_counts_only_on_its_days(
    tmp_path: Path, period: str, price: float, list_price: float | None
) -> None:
    (shirt,) = products(tmp_path, TEE | {"sale_price": "15 EUR", "sale_price_effective_date": period})
    assert (shirt.price, shirt.list_price) == (price, list_price)


def test_a_sale_price_that_is_the_price_is_no_sale(tmp_path: Path) -> None:
    (shirt,) = products(tmp_path, TEE | {"sale_price": "20.00 EUR"})
    assert (shirt.price, shirt.list_price) == (20.0, None)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("15.00 USD", 15.0), ("USD 15.00", 15.0), ("1,299.00 USD", 1299.0), ("15", 15.0), ("0.5usd", 0.5)],
)
def test_prices_as_feeds_write_them(tmp_path: Path, text: str, amount: float) -> None:
    (shirt,) = products(tmp_path, TEE | {"price": text})
    assert (shirt.price, shirt.currency) == (amount, "USD")


@pytest.mark.parametrize(
    "text",
    ["$15.00", "15,00 EUR", "1,299 EUR", "1.299,00 EUR", "€ 15", "free", "EUR 15 EUR", "15 EUR up", "1e EUR"],
)
def test_prices_that_could_mean_something_else_are_refused(tmp_path: Path, text: str) -> None:
    found = fault(tmp_path, price=text)
    assert found.field == "price"
    assert "expected" in found.reason


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("price", "-3.00 EUR", "negative"),
        ("price", "nan EUR", "is not a price; expected one such as 15.00 USD"),
        ("price", "1e999 EUR", "is not a finite number"),
        ("price", "", "the price is missing"),
        ("price", "15.00 USD", "USD differs from the EUR of the rows before"),
        ("sale_price", "25.00 EUR", "25.00 EUR is no lower price than 20.00 EUR"),
        ("sale_price", "15.00 USD", "15.00 USD is no lower price than 20.00 EUR"),
        ("title", "", "the title is missing"),
        ("availability", "maybe", "expected in_stock, out_of_stock, preorder or backorder"),
        ("shipping_weight", "3 stone", "is not a weight; expected one such as 1.5 kg"),
        ("quantity", "-1", "negative"),
        ("id", "T1", "'T1' is also the id of row 1"),
    ],
)
def test_an_item_at_fault_is_named(tmp_path: Path, column: str, value: str, reason: str) -> None:
    found = fault(tmp_path, **{column: value})
    assert reason in found.reason
    assert found.field in (column, "currency")


@pytest.mark.parametrize(
    ("period", "reason"),
    [("tomorrow", "is not a period"), ("2026-03-01", "is not a period"), ("2026-03-02/2026-03-01", "ends before")],
)
def test_a_sale_without_a_period_that_can_be_read_is_refused(tmp_path: Path, period: str, reason: str) -> None:
    found = fault(tmp_path, sale_price="15.00 EUR", sale_price_effective_date=period)
    assert (found.field, reason in found.reason) == ("sale_price_effective_date", True)


@pytest.mark.parametrize(
    ("stated", "quantity", "stock", "attribute"),
    [
        ("in stock", "", None, None),
        ("In_Stock", "7", 7, None),
        ("", "7", 7, None),
        ("out of stock", "7", 0, None),
        ("preorder", "", 0, "preorder"),
        ("pre-order", "", 0, "preorder"),
        ("backorder", "3", 0, "backorder"),
    ],
)
def test_availability(tmp_path: Path, stated: str, quantity: str, stock: int | None, attribute: str | None) -> None:
    (shirt,) = products(tmp_path, TEE | {"availability": stated, "quantity": quantity})
    assert (shirt.stock, shirt.attributes.get("availability")) == (stock, attribute)


@pytest.mark.parametrize(
    ("text", "grams"), [("3 kg", 3000.0), ("500g", 500.0), ("1.5 lb", 680.389), ("10 OZ", 283.495), ("0 kg", None)]
)
def test_weights_in_grams(tmp_path: Path, text: str, grams: float | None) -> None:
    (shirt,) = products(tmp_path, TEE | {"shipping_weight": text})
    assert shirt.attributes.get("weight_g") == grams


def test_what_the_product_weighs_wins_over_its_parcel(tmp_path: Path) -> None:
    (shirt,) = products(tmp_path, TEE | {"shipping_weight": "3 kg", "product_weight": "200 g"})
    assert shirt.attributes["weight_g"] == 200.0


def test_googles_category_counts_where_the_shop_has_none_and_it_is_written_out(tmp_path: Path) -> None:
    written = TEE | {"google_product_category": "Apparel & Accessories > Clothing"}
    (shirt,) = products(tmp_path, written)
    assert shirt.category == ("Apparel & Accessories", "Clothing")
    (shirt,) = products(tmp_path, TEE | {"google_product_category": "2271"})
    assert shirt.category == ()


def grouped(number: int, color: str, size: str, price: str = "20.00 EUR", **more: str) -> dict[str, str]:
    own = {"id": f"T{number}", "title": f"Men's Tee - {color}, {size}", "color": color, "size": size, "price": price}
    return TEE | {"item_group_id": "G", "gtin": f"400638133{number:04}"} | own | more


def test_items_of_one_group_and_price_are_one_product(tmp_path: Path) -> None:
    items = [grouped(1, "Red", "S"), grouped(2, "Red", "M"), grouped(3, "Blue", "S"), grouped(4, "Blue", "M")]
    (shirt,) = products(tmp_path, *items)
    assert (shirt.id, shirt.title) == ("T1", "Men's Tee")
    assert shirt.attributes == {"color": ("Red", "Blue"), "size": ("S", "M")}


def test_a_group_is_parted_by_price_and_by_what_cannot_be_had(tmp_path: Path) -> None:
    items = [
        grouped(1, "Red", "S"),
        grouped(2, "Red", "M", availability="out_of_stock"),
        grouped(3, "Blue", "S"),
        grouped(4, "Blue", "M"),
        grouped(5, "Blue", "XL", "25.00 EUR"),
    ]
    shown = [(shirt.id, shirt.title, shirt.price) for shirt in products(tmp_path, *items)]
    assert shown == [
        ("T1", "Men's Tee (Red, S)", 20.0),
        ("T3", "Men's Tee (Blue, S/M)", 20.0),
        ("T5", "Men's Tee (Blue, XL)", 25.0),
    ]


def test_items_of_a_group_that_are_told_apart_by_more_than_options_stay_apart(tmp_path: Path) -> None:
    items = [
        grouped(1, "Red", "S"),
        grouped(2, "Red", "M", description="Another text."),
        grouped(3, "Red", "L", title="Men's Tee 2 - Red, L"),
        grouped(4, "Red", "XL", condition="used"),
    ]
    assert [shirt.id for shirt in products(tmp_path, *items)] == ["T1", "T2", "T3", "T4"]


def test_a_group_scattered_over_the_feed_is_read_run_by_run(tmp_path: Path) -> None:
    items = [grouped(1, "Red", "S"), TEE | {"id": "X"}, grouped(2, "Red", "M"), grouped(3, "Red", "L")]
    assert [shirt.id for shirt in products(tmp_path, *items)] == ["T1", "X", "T2"]


def test_a_title_that_is_nothing_but_options_stays(tmp_path: Path) -> None:
    items = [grouped(1, "Red", "S", title="Red S"), grouped(2, "Red", "M", title="Red M")]
    assert [shirt.title for shirt in products(tmp_path, *items)] == ["Red S", "Red M"]


def test_a_mapping_wins(tmp_path: Path) -> None:
    path = as_table(tmp_path, TEE | {"short title": "T", "stars": "4.5"})
    (shirt,) = load_catalog(path, {"title": "short title", "rating": "stars"}, today=TODAY).products
    assert (shirt.title, shirt.rating) == ("T", 4.5)


def test_a_table_with_a_few_of_googles_columns_is_read_as_any_other(tmp_path: Path) -> None:
    path = as_table(tmp_path, {"id": "1", "title": "Pot", "price": "5", "link": "https://x"}, name="c.tsv")
    assert load_catalog(path).products == (Product(id="1", title="Pot", price=5.0, currency="USD"),)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><rss><channel><item><title>&i;</title></item></channel></rss>"
)
OUTSIDE = (
    '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><id>1</id><title>&x;</title>'
    "<price>1</price></item></channel></rss>"
)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (BOMB, "defines XML entities, which a product feed never needs"),
        ("<?xml version='1.0'?>" + OUTSIDE, "defines XML entities"),
        ("<rss><channel><item><id>1</id><title>a</title><price>1</price></item>", "is not whole XML"),
        ("<rss><channel><item><id>1</id><title>a</title></price></item></channel></rss>", "is not whole XML"),
        ("<rss><channel><title>Shop</title></channel></rss>", "holds no rows"),
        ("<rss>\x00</rss>", "is not whole XML"),
        ('<?xml version="1.0" encoding="gb2312"?><rss/>', "cannot be read as XML"),
        ('<?xml version="1.0" encoding="klingon"?><rss/>', "cannot be read as XML"),
    ],
)
def test_xml_that_cannot_be_used_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "feed.xml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CatalogError, match=r".") as caught:
        load_catalog(path)
    assert sentence in str(caught.value)
    assert "\n" not in str(caught.value)


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12)
_ITEM = st.fixed_dictionaries(
    {"title": _TEXT, "price": st.integers(0, 10**7).map(lambda cents: cents / 100)},
    optional={"brand": _TEXT, "category": st.tuples(_TEXT, _TEXT), "stock": st.integers(1, 99), "size": _TEXT},
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=80)
@given(stated=st.lists(_ITEM, min_size=1, max_size=4))
def test_products_written_as_feeds_are_read_back_equal(tmp_path: Path, stated: list[dict[str, object]]) -> None:
    wanted = [
        Product(
            id=f"P{number}", title=str(item["title"]), price=float(str(item["price"])), currency="EUR",
            brand=str(item.get("brand", "")), stock=item.get("stock"), image="i.jpg",  # type: ignore[arg-type]
            category=tuple(part.replace(">", "") or "x" for part in item.get("category", ())),  # type: ignore[attr-defined]
            attributes={"size": str(item["size"])} if "size" in item else {},
        )
        for number, item in enumerate(stated)
    ]  # fmt: skip
    items = [
        {
            "id": product.id, "title": product.title, "price": f"{product.price:.2f} EUR", "brand": product.brand,
            "link": "l", "image_link": product.image, "availability": "in_stock",
            "quantity": "" if product.stock is None else str(product.stock),
            "product_type": " > ".join(product.category), "size": str(product.attributes.get("size", "")),
        }
        for product in wanted
    ]  # fmt: skip
    for path in (as_table(tmp_path, *items), as_rss(tmp_path, *map(xml_item, items))):
        assert load_catalog(path, today=TODAY).products == tuple(wanted)
