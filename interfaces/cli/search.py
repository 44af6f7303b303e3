"""`daogou search`: products by words and exact constraints, without a language model."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from interfaces.cli.desk import AsJson, Desk, Home, desk

if TYPE_CHECKING:
    from retrieval.query import SearchResult

Text = Annotated[str, typer.Argument(help="Words to search for; '' browses by the constraints alone.")]
MinPrice = Annotated[float | None, typer.Option(metavar="N", help="Lowest price, in the catalogue's currency.")]
MaxPrice = Annotated[float | None, typer.Option(metavar="N", help="Highest price, in the catalogue's currency.")]
Category = Annotated[list[str] | None, typer.Option(metavar="C", help="A category's name or path; may be repeated.")]
MinRating = Annotated[float | None, typer.Option(metavar="R", help="Lowest rating, 0 to 5.")]
InStock = Annotated[bool, typer.Option("--in-stock", help="Leave out what is out of stock.")]
Top = Annotated[int, typer.Option("--top", metavar="K", help="At most so many hits.")]


def search(
    context: typer.Context,
    text: Text,
    min_price: MinPrice = None,
    max_price: MaxPrice = None,
    category: Category = None,
    min_rating: MinRating = None,
    in_stock: InStock = False,
    top: Top = 10,
    as_json: AsJson = False,
    home: Home = None,
) -> None:
    """Find products by words and exact constraints."""
    from interfaces.cli.answers import search_shape
    from retrieval.query import SearchQuery

    here = desk(context)
    query = SearchQuery(
        text=text,
        min_price=min_price,
        max_price=max_price,
        categories=tuple(category or ()),
        min_rating=min_rating,
        in_stock=in_stock,
        top_k=top,
    )
    with here.shop(here.composition.settings(home)) as shop:
        result = shop.search_engine.search(query)
    if as_json:
        here.answer(search_shape(result))
    else:
        _show(here, result)


def _show(here: Desk, result: SearchResult) -> None:
    for hit in result.hits:
        product = hit.product
        rating = "" if product.rating is None else f" · {product.rating:g}/5"
        stock = "" if product.stock is None else f" · {product.stock} in stock"
        here.say(f"{product.id}  {product.title} · {product.price:.2f} {product.currency}{rating}{stock}")
    here.say(f"{len(result.hits)} shown of {result.total} that fit.")
