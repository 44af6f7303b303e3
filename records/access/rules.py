"""Who may do what: one table of roles and actions, and the one question that every door asks of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, cast, get_args

from records.errors import RecordsError

Role = Literal["guest", "shopper", "staff", "analyst", "admin"]
Action = Literal[
    "page.open",
    "account.sign_in",
    "account.sign_out",
    "account.read",
    "conversation.write",
    "conversation.list",
    "conversation.read",
    "conversation.download",
    "conversation.rename",
    "conversation.delete",
    "feedback.give",
    "cart.read",
    "cart.write",
    "self.erase",
    "conversation.live",
    "desk.open",
    "desk.annotate",
    "desk.take_over",
    "lab.open",
    "lab.publish",
    "loyalty.open",
    "loyalty.export",
    "loyalty.score",
    "records.export",
    "records.erase",
]
Reach = Literal["no", "own", "any"]
Scope = Literal["conversations:read", "conversations:write", "records:export", "records:erase"]
Refusal = Literal["sign_in_needed", "forbidden", "unknown"]

ROLES: tuple[Role, ...] = get_args(Role)
SCOPES: tuple[Scope, ...] = get_args(Scope)

_TABLE = {
    #                         guest shopper staff analyst admin
    "page.open":             "any   any     any   any     any",
    "account.sign_in":       "any   any     any   any     any",
    "account.sign_out":      "own   own     own   own     own",
    "account.read":          "own   own     own   own     own",
    "conversation.write":    "own   own     own   own     own",
    "conversation.list":     "own   own     any   own     any",
    "conversation.read":     "own   own     any   own     any",
    "conversation.download": "own   own     any   own     any",
    "conversation.rename":   "own   own     own   own     own",
    "conversation.delete":   "own   own     own   own     own",
    "feedback.give":         "own   own     own   own     own",
    "cart.read":             "own   own     own   own     own",
    "cart.write":            "own   own     own   own     own",
    "self.erase":            "own   own     own   own     own",
    "conversation.live":     "own   own     own   own     own",
    "desk.open":             "no    no      any   no      any",
    "desk.annotate":         "no    no      any   no      any",
    "desk.take_over":        "no    no      any   no      any",
    "lab.open":              "no    no      any   no      any",
    "lab.publish":           "no    no      any   no      any",
    "loyalty.open":          "no    no      any   any     any",
    "loyalty.export":        "no    no      no    any     any",
    "loyalty.score":         "no    no      no    any     any",
    "records.export":        "no    no      no    no      any",
    "records.erase":         "no    no      no    no      any",
}  # fmt: skip
RULES: Mapping[Action, Mapping[Role, Reach]] = {
    cast(Action, action): dict(zip(ROLES, cast(list[Reach], row.split()), strict=True))
    for action, row in _TABLE.items()
}
"""How far each role reaches with each action. Nobody writes in, renames or deletes what is another person's over the
web: that is done on the command line, whose user is the operator."""

SCOPE_OF: Mapping[Action, Scope | None] = {
    "page.open": None,
    "account.read": None,
    "conversation.write": "conversations:write",
    "conversation.list": "conversations:read",
    "conversation.read": "conversations:read",
    "conversation.download": "conversations:read",
    "conversation.rename": "conversations:write",
    "conversation.delete": "conversations:write",
    "feedback.give": "conversations:write",
    "cart.read": "conversations:read",
    "cart.write": "conversations:write",
    "conversation.live": "conversations:read",
    "desk.open": "conversations:read",
    "records.export": "records:export",
    "records.erase": "records:erase",
}
"""What an API key needs beside its account's role; None: any key will do. An absent action is for browsers only."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks. `scopes` is None for a browser, and what the key may be used for with an API key.

    `guest_id` is of the signed token that every browser has, signed in or not; a program has none.
    """

    role: Role = "guest"
    account_id: str | None = None
    customer_id: str | None = None
    guest_id: str | None = None
    scopes: frozenset[str] | None = None

    @property
    def owner(self) -> tuple[str | None, str | None]:
        """`customer_id` and `guest_id` of the conversations they begin: a customer's follow them to other browsers."""
        return (self.customer_id, None) if self.customer_id is not None else (None, self.guest_id)

    def owns(self, owned: Owned) -> bool:
        """Whether it is theirs: what names a guest is that browser's alone, whoever it was tried as."""
        if owned.guest_id is not None:
            return owned.guest_id == self.guest_id
        return owned.customer_id is not None and owned.customer_id == self.customer_id


class Owned(Protocol):
    """Something of a customer or a guest, such as a `Conversation`; of nobody on the web where both are None."""

    @property
    def customer_id(self) -> str | None:
        """The customer, or None."""
        ...

    @property
    def guest_id(self) -> str | None:
        """The guest, or None."""
        ...


class AccessRefused(RecordsError):
    """The visitor may not do that. `reason` is what they are told: nothing tells "not yours" from "not there".

    `sign_in_needed`: no guest may; `forbidden`: their role or key may not; `unknown`: there is no such thing for them.
    """

    def __init__(self, action: Action, role: Role, reason: Refusal) -> None:
        super().__init__(f"{action} is refused to this {role} ({reason}).")
        self.action = action
        self.role = role
        self.reason = reason


def reach(visitor: Visitor, action: Action) -> Reach:
    """How far the visitor reaches with the action."""
    if visitor.scopes is not None:
        if action not in SCOPE_OF:
            return "no"
        needed = SCOPE_OF[action]
        if needed is not None and needed not in visitor.scopes:
            return "no"
    return RULES[action][visitor.role]


def may(visitor: Visitor, action: Action, owned: Owned | None) -> bool:
    """Whether the visitor may do that to the thing; None, a thing that is not there, is nobody's."""
    far = reach(visitor, action)
    return owned is not None and (far == "any" or (far == "own" and visitor.owns(owned)))


def require(visitor: Visitor, action: Action, owned: Owned | None) -> None:
    """Does nothing where the visitor may.

    Raises:
        AccessRefused: they may not; `unknown` alike for what is somebody else's and what does not exist.
    """
    require_role(visitor, action)
    if not may(visitor, action, owned):
        raise AccessRefused(action, visitor.role, "unknown")


def require_role(visitor: Visitor, action: Action) -> None:
    """Does nothing where the visitor may do that at least to what is theirs.

    Raises:
        AccessRefused: they may not; a guest is asked to sign in.
    """
    if reach(visitor, action) == "no":
        raise AccessRefused(action, visitor.role, "sign_in_needed" if visitor.role == "guest" else "forbidden")
