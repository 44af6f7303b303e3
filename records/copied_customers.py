"""Puts what a shop keeps of some customers into another database, where a conversation may change it."""

from __future__ import annotations

from collections.abc import Iterable

from records.consents import Consents
from records.database import Database
from records.rows import customer_row, order_row, request_row
from records.shop_ledger import ShopLedger


def copy_customers(ids: Iterable[str], ledger: ShopLedger, consents: Consents, target: Database) -> None:
    """Copies each customer with their orders, requests and consents; a cart starts empty, unknown ids are left out.

    `target` is upgraded and gets all of it unsealed, so it must not outlive the process. Raises `DatabaseFault`.
    """
    agreed = Consents(target)
    for id in dict.fromkeys(ids):
        customer = ledger.customer(id)
        if customer is None:
            continue
        with target.writing() as session:
            session.add(customer_row(customer))
            session.flush()  # what follows names the customer
            session.add_all(order_row(order) for order in ledger.orders(id))
            session.flush()
            session.add_all(request_row(one) for one in ledger.order_requests(id))
        for consent in consents.current(id).values():
            say = agreed.give if consent.given else agreed.withdraw
            say(id, consent.purpose, consent.source)
