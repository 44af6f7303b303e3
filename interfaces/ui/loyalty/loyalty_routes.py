"""The loyalty desk over HTTP: every route reads; one begins a round. Reading somebody is noted in the audit trail."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import FileResponse, JSONResponse, StreamingResponse

from interfaces.api.identity import visitor_of
from interfaces.ui.loyalty import customers_view, reviews_view, talks_view, trust_view
from interfaces.ui.loyalty.customer_view import Absent, customer
from interfaces.ui.loyalty.customers_view import Asked, checked_order
from interfaces.ui.loyalty.desk import LoyaltyDesk
from interfaces.ui.loyalty.export_view import table
from interfaces.ui.loyalty.overview_view import overview
from interfaces.ui.loyalty.plotly_file import HEADERS, plotly_file
from interfaces.ui.loyalty.reviews_view import ShopReviews
from interfaces.ui.loyalty.round_now import RoundNow
from loyalty.report.export_columns import What
from records.access.rules import Action, Visitor, require_role

MOST_ROWS = 200
_SAYS = {
    "customer_unknown": ("Nobody is known by this id. Please check it.", "没有这个编号的顾客，请核对。"),
    "customer_erased": (
        "Everything about this customer was erased at their wish; nothing is left to show.",
        "这位顾客的全部资料已按其意愿删除，没有可显示的内容。",
    ),
    "product_unknown": ("No product is known by this id.", "没有这个编号的商品。"),
}
_Share = Annotated[float, Query(ge=0, le=1)]
_Score = Annotated[float, Query(ge=0, le=100)]
_Word = Annotated[str, Query(max_length=200)]


def loyalty_routes(shop: Any) -> APIRouter:
    """The routes of an opened shop, as `LoyaltyShop`; its parts are opened at the first request."""
    routes = APIRouter()
    desk = LoyaltyDesk(shop)
    _numbers(routes, desk)
    _customers(routes, desk)
    _talks(routes, desk)
    _files(routes, desk)
    _rounds(routes, RoundNow(lambda: shop.loyalty))
    return routes


def _allowed(request: Request, action: Action = "loyalty.open") -> Visitor:
    visitor = visitor_of(request)
    require_role(visitor, action)
    return visitor


def _numbers(routes: APIRouter, desk: LoyaltyDesk) -> None:
    @routes.get("/api/loyalty/overview")
    def first_view(request: Request) -> dict[str, Any]:
        return overview(desk, _allowed(request))

    @routes.get("/api/loyalty/unread")
    def unread(request: Request) -> dict[str, Any]:
        _allowed(request)
        return trust_view.unread(desk)

    @routes.get("/api/loyalty/models")
    def models(request: Request) -> dict[str, Any]:
        _allowed(request)
        return trust_view.models(desk)


def _asked(
    tier: _Word = "", group: _Word = "", action: _Word = "", called: _Word = "",
    risk_from: _Share = 0, risk_to: _Share = 1, value_from: _Score = 0, value_to: _Score = 100,
    order: _Word = "stake", down: bool = True, after: Annotated[str, Query(max_length=2_000)] = "",
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 50,
) -> Asked:  # fmt: skip
    """What a list was asked for; an order that nobody knows is the usual one."""
    by, risk, value = checked_order(order), (risk_from, risk_to), (value_from, value_to)
    return Asked(tier, group, action, risk, value, called, by, down, after, limit)


_Wanted = Annotated[Asked, Depends(_asked)]


def _customers(routes: APIRouter, desk: LoyaltyDesk) -> None:
    @routes.get("/api/loyalty/customers")
    def listed(request: Request, wanted: _Wanted) -> dict[str, Any]:
        _allowed(request)
        return customers_view.customers(desk, wanted)

    @routes.get("/api/loyalty/map")
    def plot(request: Request, wanted: _Wanted) -> dict[str, Any]:
        _allowed(request)
        return customers_view.plot(desk, wanted)

    @routes.get("/api/loyalty/customers/{customer_id:path}", response_model=None)
    def one(request: Request, customer_id: str) -> dict[str, Any] | Response:
        visitor = _allowed(request)
        try:
            return customer(desk, visitor, customer_id)
        except Absent as absent:
            return _absent(f"customer_{absent.why}")


def _talks(routes: APIRouter, desk: LoyaltyDesk) -> None:
    shop = desk.shop
    # Opened with the first request: a shop of the tests has neither.
    reviews: list[ShopReviews] = []

    def shelf() -> ShopReviews:
        if not reviews:
            file = shop.settings.shop_folder / "reviews.jsonl"
            reviews.append(ShopReviews(file, lambda: shop.search_engine))
        return reviews[0]

    @routes.get("/api/loyalty/complaints")
    def complaints(request: Request) -> dict[str, Any]:
        _allowed(request)
        return talks_view.complaints(desk)

    @routes.get("/api/loyalty/quotes")
    def quotes(
        request: Request,
        kind: Literal["complaint", "praise"] = "complaint",
        aspect: _Word = "",
        product: _Word = "",
        unnamed: bool = False,
    ) -> dict[str, Any]:
        return talks_view.quotes(desk, _allowed(request), kind, aspect, product, unnamed)

    @routes.get("/api/loyalty/unresolved")
    def unresolved(request: Request) -> dict[str, Any]:
        return talks_view.unresolved(desk, _allowed(request))

    @routes.get("/api/loyalty/products")
    def products(request: Request) -> dict[str, Any]:
        _allowed(request)
        return reviews_view.reviewed(desk, shelf())

    @routes.get("/api/loyalty/products/{product_id:path}", response_model=None)
    def product(request: Request, product_id: str) -> dict[str, Any] | Response:
        _allowed(request)
        return reviews_view.product(desk, shelf(), product_id) or _absent("product_unknown")


def _files(routes: APIRouter, desk: LoyaltyDesk) -> None:
    @routes.get("/api/loyalty/export", response_model=None)
    def export(request: Request, what: What = "scores") -> Response:
        visitor = _allowed(request, "loyalty.export")
        desk.note(visitor, f"table:{what}", "loyalty.export")
        name = f"loyalty-{what}-{desk.shop.now().date().isoformat()}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return StreamingResponse(table(desk, what), media_type="text/csv; charset=utf-8", headers=headers)

    @routes.get("/loyalty-assets/plotly.min.js", response_model=None)
    def plotly() -> Response:
        return FileResponse(plotly_file(), media_type="text/javascript", headers=HEADERS)


def _rounds(routes: APIRouter, rounds: RoundNow) -> None:
    @routes.get("/api/loyalty/round")
    def told(request: Request) -> dict[str, Any]:
        _allowed(request)
        return rounds.told()

    @routes.post("/api/loyalty/round")
    def begin(request: Request) -> dict[str, Any]:
        _allowed(request, "loyalty.score")
        return rounds.begin()


def _absent(code: str) -> JSONResponse:
    english, chinese = _SAYS[code]
    return JSONResponse({"code": code, "message": english, "message_zh": chinese}, 404, {"Cache-Control": "no-store"})
