"""Every door of the site: its action in the table of rules, or that it is shut. What is not listed is shut as well."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from records.access.rules import Action

Kind = Literal["asset", "page", "api", "event"]


@dataclass(frozen=True, slots=True)
class Door:
    """One open door; `path` is written as a route's is.

    An `asset` is the same for everybody, a `page` gives a browser its guest token, `api` and `event` ask who is there
    and where they come from. Browsers send a token with the `api` doors that change something (`csrf`); an `event` is
    Gradio's and names the page that it happened on.
    """

    method: str
    path: str
    action: Action
    kind: Kind
    csrf: bool = False


STAFF_PAGES: Mapping[str, Action] = {"/lab": "lab.open", "/conversations": "desk.open", "/loyalty": "loyalty.open"}
"""The pages for staff and what one must be allowed to open each; a Gradio app of its own at each route."""


def _doors_of_page(route: str, opens: Action, events: Action) -> tuple[Door, ...]:
    """The doors of Gradio's that one page uses, under its route: empty for the shop floor."""
    return (
        Door("GET", f"{route}/", opens, "page"),
        Door("GET", f"{route}/config", opens, "page"),
        *(Door("GET", f"{route}{path}", "page.open", "asset") for path in _ASSETS),
        Door("GET", f"{route}/gradio_api/heartbeat/{{session_hash}}", opens, "event"),
        Door("GET", f"{route}/gradio_api/queue/data", events, "event"),
        Door("POST", f"{route}/gradio_api/queue/join", events, "event"),
        Door("POST", f"{route}/gradio_api/run/{{api_name}}", events, "event"),
    )


_ASSETS = (
    "/theme.css",
    "/assets/{path:path}",
    "/static/{path:path}",
    "/svelte/{path:path}",
    "/favicon.ico",
    "/manifest.json",
    "/robots.txt",
)

DOORS: tuple[Door, ...] = (
    *_doors_of_page("", "page.open", "conversation.write"),
    *(door for route, opens in STAFF_PAGES.items() for door in _doors_of_page(route, opens, opens)),
    *(Door("GET", route, opens, "page") for route, opens in STAFF_PAGES.items()),
    Door("GET", "/product-images/{product_id:path}", "page.open", "asset"),
    Door("GET", "/api/me", "account.read", "api"),
    Door("DELETE", "/api/me", "self.erase", "api", csrf=True),
    Door("GET", "/api/me/conversations", "conversation.download", "api"),
    # Without a token: the door is for those who are nobody yet, and only pages of this site come through it.
    Door("POST", "/api/sign-in", "account.sign_in", "api"),
    Door("POST", "/api/sign-out", "account.sign_out", "api", csrf=True),
    Door("GET", "/sign-in/oidc", "account.sign_in", "page"),
    Door("GET", "/sign-in/oidc/callback", "account.sign_in", "page"),
    Door("GET", "/api/conversations", "conversation.list", "api"),
    Door("GET", "/api/conversations/{conversation_id}", "conversation.read", "api"),
    Door("PATCH", "/api/conversations/{conversation_id}", "conversation.rename", "api", csrf=True),
    Door("DELETE", "/api/conversations/{conversation_id}", "conversation.delete", "api", csrf=True),
    Door("GET", "/api/conversations/{conversation_id}/download", "conversation.download", "api"),
    Door("GET", "/api/conversations/{conversation_id}/drawn", "conversation.write", "api"),
    Door("GET", "/api/conversations/{conversation_id}/wishes", "conversation.write", "api"),
    Door("GET", "/api/turns/{turn_id}/drawn", "conversation.write", "api"),
    Door("GET", "/api/conversations/{conversation_id}/live", "conversation.live", "api"),
    Door("GET", "/api/desk/conversations", "desk.open", "api"),
    Door("GET", "/api/desk/inbox", "desk.open", "api"),
    Door("GET", "/api/desk/inbox/counts", "desk.open", "api"),
    Door("GET", "/api/desk/choices", "desk.open", "api"),
    Door("GET", "/api/desk/conversations/{conversation_id}", "desk.open", "api"),
    Door("GET", "/api/desk/conversations/{conversation_id}/live", "desk.open", "api"),
    Door("POST", "/api/desk/conversations/{conversation_id}/taking", "desk.take_over", "api", csrf=True),
    Door("DELETE", "/api/desk/conversations/{conversation_id}/taking", "desk.take_over", "api", csrf=True),
    Door("POST", "/api/desk/conversations/{conversation_id}/messages", "desk.take_over", "api", csrf=True),
    Door("POST", "/api/desk/conversations/{conversation_id}/notes", "desk.annotate", "api", csrf=True),
    Door("DELETE", "/api/desk/conversations/{conversation_id}/notes/{note_id}", "desk.annotate", "api", csrf=True),
    Door("POST", "/api/desk/conversations/{conversation_id}/labels", "desk.annotate", "api", csrf=True),
    Door("GET", "/api/desk/conversations/{conversation_id}/sets", "desk.annotate", "api"),
    Door("POST", "/api/desk/conversations/{conversation_id}/sets", "desk.annotate", "api", csrf=True),
    Door("GET", "/api/lab/overview", "lab.open", "api"),
    Door("GET", "/api/lab/difference", "lab.open", "api"),
    Door("POST", "/api/lab/check", "lab.open", "api", csrf=True),
    Door("POST", "/api/lab/drafts", "lab.open", "api", csrf=True),
    Door("GET", "/api/lab/drafts/{draft_id}", "lab.open", "api"),
    Door("PUT", "/api/lab/drafts/{draft_id}", "lab.open", "api", csrf=True),
    Door("DELETE", "/api/lab/drafts/{draft_id}", "lab.open", "api", csrf=True),
    Door("POST", "/api/lab/trials", "lab.open", "api", csrf=True),
    Door("GET", "/api/lab/trials/{trial_id}", "lab.open", "api"),
    Door("GET", "/api/lab/sets", "lab.open", "api"),
    Door("GET", "/api/lab/past", "lab.open", "api"),
    Door("GET", "/api/lab/runs", "lab.open", "api"),
    Door("POST", "/api/lab/runs", "lab.open", "api", csrf=True),
    Door("GET", "/api/lab/runs/{run_id}", "lab.open", "api"),
    Door("POST", "/api/lab/runs/{run_id}/cancel", "lab.open", "api", csrf=True),
    Door("DELETE", "/api/lab/runs/{run_id}", "lab.open", "api", csrf=True),
    Door("GET", "/api/lab/publishing", "lab.open", "api"),
    Door("GET", "/api/lab/history", "lab.open", "api"),
    Door("GET", "/api/lab/outcomes", "lab.open", "api"),
    Door("POST", "/api/lab/publish", "lab.publish", "api", csrf=True),
    Door("POST", "/api/lab/roll-back", "lab.publish", "api", csrf=True),
    Door("POST", "/api/lab/put-back", "lab.publish", "api", csrf=True),
    Door("PUT", "/api/lab/shares", "lab.publish", "api", csrf=True),
    Door("POST", "/api/turns/{turn_id}/feedback", "feedback.give", "api", csrf=True),
    Door("DELETE", "/api/turns/{turn_id}/feedback", "feedback.give", "api", csrf=True),
    Door("GET", "/api/cart", "cart.read", "api"),
    Door("POST", "/api/cart/{product_id:path}", "cart.write", "api", csrf=True),
    Door("PATCH", "/api/cart/{product_id:path}", "cart.write", "api", csrf=True),
    Door("DELETE", "/api/cart/{product_id:path}", "cart.write", "api", csrf=True),
    Door("GET", "/api/loyalty/overview", "loyalty.open", "api"),
    Door("GET", "/api/loyalty/unread", "loyalty.open", "api"),
    Door("GET", "/api/loyalty/models", "loyalty.open", "api"),
    Door("GET", "/api/loyalty/customers", "loyalty.open", "api"),
    Door("GET", "/api/loyalty/customers/{customer_id:path}", "loyalty.open", "api"),
    Door("GET", "/api/loyalty/map", "loyalty.open", "api"),
    Door("GET", "/api/loyalty/complaints", "loyalty.open", "api"),
    Door("GET", "/api/loyalty/quotes", "loyalty.open", "api"),
    Door("GET", "/api/loyalty/unresolved", "loyalty.open", "api"),
    Door("GET", "/api/loyalty/products", "loyalty.open", "api"),
    Door("GET", "/api/loyalty/products/{product_id:path}", "loyalty.open", "api"),
    Door("GET", "/api/loyalty/export", "loyalty.export", "api"),
    Door("GET", "/api/loyalty/round", "loyalty.open", "api"),
    Door("POST", "/api/loyalty/round", "loyalty.score", "api", csrf=True),
    Door("GET", "/loyalty-assets/plotly.min.js", "page.open", "asset"),
)

EVENTS: Mapping[str, Action] = {"ask": "conversation.write", "halt": "conversation.write"}
"""What can happen on the page itself; each goes through Gradio's doors and checks whose conversation it is about."""

_SHUT = """
    /config/ /login /login/ /logout /monitoring /monitoring/summary /monitoring/{key} /pwa_icon /pwa_icon/{size}
    /gradio_api/api/{api_name} /gradio_api/api/{api_name}/ /gradio_api/app_id /gradio_api/app_id/
    /gradio_api/call/v2/{api_name} /gradio_api/call/v2/{api_name}/ /gradio_api/call/v2/{api_name}/{event_id}
    /gradio_api/call/{api_name} /gradio_api/call/{api_name}/ /gradio_api/call/{api_name}/{event_id}
    /gradio_api/cancel /gradio_api/component_server /gradio_api/component_server/
    /gradio_api/custom_component/{id}/{environment}/{type}/{file_name} /gradio_api/deep_link /gradio_api/dev/reload
    /gradio_api/file/{path:path} /gradio_api/file={path_or_url:path} /gradio_api/info /gradio_api/info/
    /gradio_api/login_check /gradio_api/login_check/ /gradio_api/openapi.json /gradio_api/process_recording
    /gradio_api/proxy={url_path:path} /gradio_api/queue/status /gradio_api/reset /gradio_api/reset/
    /gradio_api/run/{api_name}/ /gradio_api/runs /gradio_api/runs/ /gradio_api/startup-events
    /gradio_api/stream/{event_id} /gradio_api/stream/{event_id}/close
    /gradio_api/stream/{session_hash}/{run}/{component_id}/playlist-file
    /gradio_api/stream/{session_hash}/{run}/{component_id}/playlist.m3u8
    /gradio_api/stream/{session_hash}/{run}/{component_id}/{segment_id}.{ext} /gradio_api/theme.css
    /gradio_api/token /gradio_api/token/ /gradio_api/undo-vibe-edit /gradio_api/undo-vibe-edit/ /gradio_api/upload
    /gradio_api/upload_progress /gradio_api/user /gradio_api/user/ /gradio_api/vibe-code /gradio_api/vibe-code/
    /gradio_api/vibe-edit /gradio_api/vibe-edit/ /gradio_api/vibe-starter-queries /gradio_api/vibe-starter-queries/
    """
SHUT = frozenset(route + path for route in ("", *STAFF_PAGES) for path in _SHUT.split())
"""Routes that Gradio brings and the page does not use; named, so that a test sees it when Gradio brings another."""


def door_of(method: str, path: str) -> Door | None:
    """The open door at a path; None where there is none, or it is shut. HEAD is for GET."""
    wanted = "GET" if method == "HEAD" else method
    return next((door for door in DOORS if door.method == wanted and _shape(door.path).fullmatch(path)), None)


@cache
def _shape(path: str) -> re.Pattern[str]:
    """A route's path as a pattern, read as Starlette reads it."""
    parts = re.split(r"(\{\w+(?::path)?\})", path)
    return re.compile("".join(_part(part) for part in parts), re.DOTALL)


def _part(part: str) -> str:
    if not part.startswith("{"):
        return re.escape(part)
    return ".*" if part.endswith(":path}") else "[^/]+"
