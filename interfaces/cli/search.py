"""`daogou search`: products by words and exact constraints, without a language model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, cast

import typer

from interfaces.cli.desk import AsJson, Desk, Home, desk

if TYPE_CHECKING:
    from retrieval.query import SearchResult
    from retrieval.query import Sort as Order

Text = Annotated[str, typer.Argument(help="Words to search for; without, the constraints alone choose.")]
MinPrice = Annotated[float | None, typer.Option(metavar="N", help="Lowest price, in the catalogue's currency.")]
MaxPrice = Annotated[float | None, typer.Option(metavar="N", help="Highest price, in the catalogue's currency.")]
Category = Annotated[list[str] | None, typer.Option(metavar="C", help="A category's name or path; may be repeated.")]
Brand = Annotated[list[str] | None, typer.Option(metavar="B", help="A brand; may be repeated.")]
Attribute = Annotated[
    list[str] | None,
    typer.Option(
        metavar="NAME=VALUE", help="A value (colour=red) or a range (weight<=1.5kg, screen=50..60in); may be repeated."
    ),
]
MinRating = Annotated[float | None, typer.Option(metavar="R", help="Lowest rating, 0 to 5.")]
InStock = Annotated[bool, typer.Option("--in-stock", help="Leave out what is out of stock.")]
Sort = Annotated[
    str, typer.Option(metavar="ORDER", help="relevance, price_low, price_high, rating or newest.", show_default=True)
]
Facet = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME", help="Count category, brand, price, rating or an attribute; may be repeated."),
]
SimilarTo = Annotated[str, typer.Option(metavar="ID", help="Find the like of this product.", show_default=False)]
Exclude = Annotated[list[str] | None, typer.Option(metavar="ID", help="Leave this product out; may be repeated.")]
Diversity = Annotated[float, typer.Option(metavar="D", help="0: the best first, to 1: as unlike as can be.")]
Top = Annotated[int, typer.Option("--top", metavar="K", help="At most so many hits.")]


def search(
    context: typer.Context,
    text: Text = "",
    min_price: MinPrice = None,
    max_price: MaxPrice = None,
    category: Category = None,
    brand: Brand = None,
    attribute: Attribute = None,
    min_rating: MinRating = None,
    in_stock: InStock = False,
    sort: Sort = "relevance",
    facet: Facet = None,
    similar_to: SimilarTo = "",
    exclude: Exclude = None,
    diversity: Diversity = 0.0,
    top: Top = 10,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Find products by words and exact constraints."""
    from interfaces.cli.answers import search_shape
    from interfaces.cli.search_options import read_attributes
    from retrieval.query import SearchQuery

    here = desk(context)
    attributes = read_attributes(attribute or ())
    query = SearchQuery(
        text=text,
        min_price=min_price,
        max_price=max_price,
        categories=tuple(category or ()),
        brands=tuple(brand or ()),
        attributes=attributes.values,
        min_rating=min_rating,
        in_stock=in_stock,
        exclude_ids=frozenset(exclude or ()),
        top_k=top,
        ranges=attributes.ranges,
        similar_to=similar_to,
        sort=cast("Order", sort),
        facets=tuple(facet or ()),
        diversity=diversity,
    )
    with here.shop(here.composition.settings(home)) as shop:
        result = shop.search_engine.search(query)
    if as_json:
        here.answer(search_shape(result))
    else:
        _show(here, result)


def _show(here: Desk, result: SearchResult) -> None:
    from interfaces.cli.search_words import remarks

    for hit in result.hits:
        product = hit.product
        rating = "" if product.rating is None else f" · {product.rating:g}/5"
        stock = "" if product.stock is None else f" · {product.stock} in stock"
        here.say(f"{product.id}  {product.title} · {product.price:.2f} {product.currency}{rating}{stock}")
    here.say(f"{len(result.hits)} shown of {result.total} that fit." if result.total else "Nothing fits all of that.")
    for line in remarks(result):
        here.say(line)
