"""What is answered where something is refused: a status, a code for programs, and a sentence in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from records.access.rules import AccessRefused

if TYPE_CHECKING:
    from fastapi import FastAPI, Request
    from fastapi.responses import HTMLResponse, JSONResponse

_NO_ENTRY = Path(__file__).with_name("no_entry.html")
_STATUS = {"sign_in_needed": 401, "forbidden": 403, "unknown": 404}
_SAYS = {
    "sign_in_needed": ("Please sign in first.", "请先登录。"),
    "forbidden": ("This is not open to you, sorry.", "抱歉，您无法使用此功能。"),
    "unknown": ("There is nothing here, sorry.", "抱歉，这里没有内容。"),
    "key_refused": ("This API key is not valid.", "此 API 密钥无效。"),
    "foreign_page": ("Please do this on the shop's own page.", "请在本店页面上进行此操作。"),
    "not_understood": ("That cannot be read, sorry.", "抱歉，无法读取该请求。"),
    "csrf": ("Please reload the page and try again.", "请刷新页面后重试。"),
    "too_large": ("That is too much at once, sorry.", "抱歉，一次发送的内容太多了。"),
    "wrong_password": (
        "Name and password do not match. Please try again.",
        "用户名与密码不匹配，请重试。",
    ),
    "too_many_tries": (
        "Too many tries have failed. Please wait {seconds} seconds, then try again.",
        "尝试失败次数过多，请等待 {seconds} 秒后重试。",
    ),
    "no_accounts": ("This shop has no accounts.", "本店未开设账户。"),
}


def refusal(status: int, code: str, *, seconds: int | None = None) -> JSONResponse:
    """The answer to what is refused; `seconds` is how long to wait where that is the reason."""
    from fastapi.responses import JSONResponse

    english, chinese = (words.format(seconds=seconds) for words in _SAYS[code])
    told: dict[str, str | int] = {"code": code, "message": english, "message_zh": chinese}
    headers = {"Cache-Control": "no-store"}
    if status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    if seconds is not None:
        headers["Retry-After"] = str(seconds)
        told["retry_after_seconds"] = seconds
    return JSONResponse(told, status, headers)


def no_entry() -> HTMLResponse:
    """The page that a browser gets where it may not open one: kind words, a way to sign in, and nothing of the page."""
    from fastapi.responses import HTMLResponse

    return HTMLResponse(_NO_ENTRY.read_text(encoding="utf-8"), 403, {"Cache-Control": "no-store"})


def refused(error: AccessRefused) -> JSONResponse:
    """The answer to somebody who may not."""
    return refusal(_STATUS[error.reason], error.reason)


def answer_refusals(app: FastAPI) -> None:
    """Lets the app's routes raise `AccessRefused`; what cannot be read is refused without being repeated."""
    from fastapi.exceptions import RequestValidationError

    def handle(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, AccessRefused)
        return refused(error)

    def handle_nonsense(_request: Request, _error: Exception) -> JSONResponse:
        return refusal(422, "not_understood")

    app.add_exception_handler(AccessRefused, handle)
    # FastAPI's own answer repeats what was sent, a password too, and breaks on half a surrogate pair.
    app.add_exception_handler(RequestValidationError, handle_nonsense)
