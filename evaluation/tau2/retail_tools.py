"""tau2's retail tools over one database of their own, called by name; a fault is an answer, as in tau2."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import BaseModel

from evaluation.tau2 import changes
from evaluation.tau2.calculator import calculate
from evaluation.tau2.database import Database
from evaluation.tau2.looking_up import ToolError, item_of, order_of, product_of, user_of

Tool = Callable[..., Any]


def _find_user_id_by_email(database: Database, email: str) -> str:
    for user_id, user in database.users.items():
        if user.email.lower() == email.lower():
            return user_id
    raise ToolError("User not found")


def _find_user_id_by_name_zip(database: Database, first_name: str, last_name: str, zip: str) -> str:
    wanted = (first_name.lower(), last_name.lower(), zip)
    for user_id, user in database.users.items():
        if (user.name.first_name.lower(), user.name.last_name.lower(), user.address.zip) == wanted:
            return user_id
    raise ToolError("User not found")


def _list_all_product_types(database: Database) -> str:
    return json.dumps({one.name: one.product_id for one in database.products.values()}, sort_keys=True)


def _calculate(_database: Database, expression: str) -> str:
    return calculate(expression)


def _transfer_to_human_agents(_database: Database, summary: str) -> str:
    return "Transfer successful"


_ADDRESS: Final = ("address1", "address2", "city", "state", "country", "zip")
_SWAP: Final = ("order_id", "item_ids", "new_item_ids", "payment_method_id")
READING: Final[Mapping[str, tuple[Tool, tuple[str, ...]]]] = {
    "calculate": (_calculate, ("expression",)),
    "find_user_id_by_email": (_find_user_id_by_email, ("email",)),
    "find_user_id_by_name_zip": (_find_user_id_by_name_zip, ("first_name", "last_name", "zip")),
    "get_item_details": (item_of, ("item_id",)),
    "get_order_details": (order_of, ("order_id",)),
    "get_product_details": (product_of, ("product_id",)),
    "get_user_details": (user_of, ("user_id",)),
    "list_all_product_types": (_list_all_product_types, ()),
    "transfer_to_human_agents": (_transfer_to_human_agents, ("summary",)),
}
"""Tools that change nothing, with the names of their arguments."""
WRITING: Final[Mapping[str, tuple[Tool, tuple[str, ...]]]] = {
    "cancel_pending_order": (changes.cancel_pending_order, ("order_id", "reason")),
    "exchange_delivered_order_items": (changes.exchange_delivered_order_items, _SWAP),
    "modify_pending_order_address": (changes.modify_pending_order_address, ("order_id", *_ADDRESS)),
    "modify_pending_order_items": (changes.modify_pending_order_items, _SWAP),
    "modify_pending_order_payment": (changes.modify_pending_order_payment, ("order_id", "payment_method_id")),
    "modify_user_address": (changes.modify_user_address, ("user_id", *_ADDRESS)),
    "return_delivered_order_items": (
        changes.return_delivered_order_items,
        ("order_id", "item_ids", "payment_method_id"),
    ),
}
"""Tools that change the database."""
TOOLS: Final[Mapping[str, tuple[Tool, tuple[str, ...]]]] = dict(sorted({**READING, **WRITING}.items()))
LISTS: Final = frozenset({"item_ids", "new_item_ids"})
"""Arguments that are lists; all others are texts."""
TRANSFER: Final = "transfer_to_human_agents"


class RetailTools:
    """The tools of one conversation; `database` is theirs to change."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def call(self, name: str, arguments: Mapping[str, Any]) -> tuple[str, bool]:
        """What the language model is told, and whether the tool could do what it was asked."""
        try:
            return _told(self._called(name, arguments)), True
        except Exception as error:  # as in tau2, whatever goes wrong in a tool is told to the model and counted
            return f"Error: {error}", False

    def _called(self, name: str, arguments: Mapping[str, Any]) -> Any:
        if name not in TOOLS:
            raise ToolError(f"Tool '{name}' not found.")
        tool, names = TOOLS[name]
        if missing := [argument for argument in names if argument not in arguments]:
            raise ToolError(f"{name} needs the argument {', '.join(missing)}")
        if unknown := sorted(arguments.keys() - set(names)):
            raise ToolError(f"{name} has no argument {', '.join(unknown)}")
        if name in WRITING:
            self.database.own((arguments.get("order_id"), arguments.get("user_id")))
        return tool(self.database, **arguments)


def _told(result: Any) -> str:
    """A row as tau2 writes it; texts as they are."""
    return json.dumps(result.model_dump(), default=str) if isinstance(result, BaseModel) else str(result)
