"""Writes data/customers.jsonl and data/orders.jsonl: sixty invented people and a year of what they bought.

Run `python scripts/make_orders.py` in the repository. The same catalogue gives the same bytes: every person draws from
a random source of their own, so that changing one leaves the others' orders as they were (but for the order numbers,
which run through the whole shop by date). Fees, thresholds and days are those of data/policies/shipping.yaml.
"""

from __future__ import annotations

import argparse
import csv
import json
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

DATA: Final = Path(__file__).resolve().parent.parent / "data"
PEOPLE: Final = Path(__file__).with_name("people.csv")
"""The sixty, written by hand: favourites, budget, rhythm of buying, shipping zone, cut of clothes."""
SEED: Final = 20251116
FIRST_DAY: Final = date(2025, 11, 16)
LAST_DAY: Final = date(2026, 11, 15)
NOW: Final = datetime(2026, 11, 16, tzinfo=UTC)
"""The moment the files are a picture of; orders still under way then are placed or shipped."""

ZONES: Final = {"us": (5.95, 49, 3, 5), "remote": (12.95, 149, 6, 10), "ca": (14.95, 149, 6, 10),
                "world": (24.95, 249, 8, 15)}  # fmt: skip
"""Standard fee, goods from which it is waived (both USD), fewest and most working days."""
EXPRESS: Final = 14.95
HEAVY_KG: Final = 20.0
HOLIDAYS: Final = (
    "2025-11-27 2025-12-25 2026-01-01 2026-01-19 2026-02-16 2026-05-25 2026-06-19 2026-07-03 2026-09-07 2026-10-12 "
    "2026-11-11"
)
_SALES: Final = (
    "2025-11-28 2025-12-26 2026-02-16 2026-03-30 2026-05-25 2026-06-18 2026-07-03 2026-08-17 2026-09-07 2026-10-12 "
    "2026-11-11"
)
SALES: Final = tuple(date.fromisoformat(day) for day in _SALES.split())
"""First day of each sale; its code takes 15 % off goods at their normal price for four days."""
SALE_DAYS: Final = 4

BUDGET: Final = {"low": 20.0, "mid": 45.0, "high": 95.0}
"""The unit price, USD, a person is most at ease with."""
GAPS: Final = {"loyal": (14, 24), "regular": (22, 42), "returner": (16, 32), "lapsed": (16, 30), "new": (12, 26)}
"""Fewest and most days from one order to the next."""
RETURN_SHARE: Final = {"returner": 0.42, "lapsed": 0.12, "fading": 0.10}
USED_UP: Final = frozenset(
    ("dog food", "cat food", "litter", "skincare", "makeup", "hair care", "shaving", "pet toys", "water bottles")
)
"""Leaves that people buy again; of anything else a person buys a product once."""
WARM: Final = frozenset(("tents", "grills", "fans", "mowers", "watering", "planters", "garden lights", "swimming"))
COLD: Final = frozenset(("coats", "bedding", "kettles", "lamps", "coffee makers"))
GIFTS: Final = frozenset(("toys", "books", "tableware", "perfume", "audio"))
PERSONAL: Final = frozenset(("pets", "beauty", "fashion"))
"""Departments nobody strays into."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Person:
    """A row of people.csv; `joined_at` is aware, UTC; `pace` stretches the gaps between orders."""

    id: str
    language: str
    name: str
    email: str
    city: str
    wears: str
    zone: str
    joined_at: datetime
    loves: frozenset[str]
    budget: str
    rhythm: str
    pace: float

    def row(self) -> Row:
        """The line of customers.jsonl."""
        return {"id": self.id, "name": self.name, "email": self.email, "language": self.language, "city": self.city,
                "joined_at": _stamp(self.joined_at)}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Goods:
    """A catalogue row: department and leaf, the day its price was cut, the last day it can be bought."""

    row: Row
    names: frozenset[str]
    added_on: date
    cut_on: date
    sold_until: date

    def price_on(self, day: date) -> float:
        """USD a piece: the list price until the cut."""
        listed = self.row["list_price"]
        return float(listed) if listed is not None and day < self.cut_on else float(self.row["price"])

    def at_normal_price(self, day: date) -> bool:
        """Whether a seasonal code applies."""
        return self.row["list_price"] is None or day < self.cut_on


def main() -> None:
    """Write both files into --data, default the repository's data folder, from the catalogue that lies there."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="folder with products.jsonl")
    parser.add_argument("--out", type=Path, default=None, help="folder to write to; default the same")
    arguments = parser.parse_args()
    out = arguments.out or arguments.data
    people, goods = read_people(), read_goods(arguments.data / "products.jsonl")
    write_lines(out / "customers.jsonl", [person.row() for person in people])
    write_lines(out / "orders.jsonl", number_orders([row for person in people for row in orders_of(person, goods)]))


def read_people() -> list[Person]:
    """The sixty, in order of their ids."""
    with PEOPLE.open(encoding="utf-8", newline="") as file:
        return [_person(row) for row in csv.DictReader(file)]


def read_goods(path: Path) -> list[Goods]:
    """The catalogue, each row with the dates of its year."""
    return [_goods(json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def write_lines(path: Path, rows: list[Row]) -> None:
    """One JSON object a line, UTF-8, newline-ended."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8", newline="\n")


def number_orders(rows: list[Row]) -> list[Row]:
    """Ids by date from D-100001."""
    ordered = sorted(rows, key=lambda row: (row["placed_at"], row["customer_id"]))
    return [{"id": f"D-{number}", **row} for number, row in enumerate(ordered, start=100_001)]


def orders_of(person: Person, goods: list[Goods]) -> list[Row]:
    """A person's year, oldest first."""
    random = Random(f"{SEED} {person.id}")
    bought: set[str] = set()
    orders: list[Row] = []
    for day in order_days(person, random):
        chosen = choose(person, day, goods, bought, random)
        if chosen:
            orders.append(make_order(person, day, chosen, not orders, random))
            bought.update(item.row["id"] for item in chosen if not item.names & USED_UP)
    return orders


def order_days(person: Person, random: Random) -> list[date]:
    """The days a person orders on, by their rhythm, none before they joined."""
    first = max(FIRST_DAY, person.joined_at.date() + timedelta(days=1))
    match person.rhythm:
        case "one_off":
            days = [first + timedelta(days=random.randint(0, min(60, (LAST_DAY - first).days)))]
        case "bargain":
            days = [sale + timedelta(days=random.randrange(SALE_DAYS)) for sale in SALES if random.random() < 0.85]
        case "seasonal":
            days = _clustered((date(2025, 12, 3), date(2026, 4, 20), date(2026, 6, 16), date(2026, 11, 3)), random)
        case "fading":
            days = _spaced(first, LAST_DAY, lambda passed: (14 + passed // 7, 22 + passed // 3), person.pace, random)
        case rhythm:
            end = date(2026, 3, 1) + timedelta(days=random.randint(0, 110)) if rhythm == "lapsed" else LAST_DAY
            days = _spaced(first, end, lambda _: GAPS[rhythm], person.pace, random)
    return sorted({day for day in days if first <= day <= LAST_DAY})


def choose(person: Person, day: date, goods: list[Goods], bought: set[str], random: Random) -> list[Goods]:
    """One to four different products that person may buy on that day, likelier the better they suit."""
    open_to = [
        item for item in goods if item.row["id"] not in bought and is_sold(item, day) and can_be_sent(item, person)
    ]
    weighed = {item.row["id"]: (item, appeal(person, item, day)) for item in open_to}
    chosen: list[Goods] = []
    for _ in range(random.choices((1, 2, 3, 4), (48, 32, 14, 6))[0]):
        items, weights = zip(*weighed.values(), strict=True)
        if sum(weights):
            chosen.append(random.choices(items, weights)[0])
            del weighed[chosen[-1].row["id"]]
    return chosen


def is_sold(item: Goods, day: date) -> bool:
    """Whether the shop had it that day."""
    return item.added_on < day <= item.sold_until


def can_be_sent(item: Goods, person: Person) -> bool:
    """Whether the shipping policy lets it go to where that person lives."""
    bound = item.names & {"dog food", "cat food", "perfume"} or "power bank" in item.row["title"] or _is_heavy(item)
    return person.zone == "us" or not bound


def appeal(person: Person, item: Goods, day: date) -> float:
    """How likely a choice is, 0 upwards: favourites, price against budget, fame, season, pet, language of a book."""
    loved = bool(item.names & person.loves)
    if not _suits(person, item) or (not loved and item.names & PERSONAL):
        return 0.0
    distance = math.log(item.price_on(day) / BUDGET[person.budget])
    fit = math.exp(-(max(distance, 0.0) ** 2) / 1.1 - min(distance, 0.0) ** 2 / 3)
    fame = math.log(12 + item.row["review_count"])
    return (30.0 if loved else 0.4) * fit * fame * _season(item, day)


def make_order(person: Person, day: date, chosen: list[Goods], is_first: bool, random: Random) -> Row:
    """The order as the shop has it at `NOW`, without its id."""
    placed_at = datetime.combine(day, time(), UTC) + timedelta(seconds=random.randint(13 * 3600, 86_000))
    lines = [
        {
            "product_id": item.row["id"],
            "title": item.row["title_zh"] if person.language == "zh" else item.row["title"],
            "quantity": _quantity(item, random),
            "unit_price": item.price_on(day),
        }
        for item in chosen
    ]
    discount = discount_of(person, day, list(zip(chosen, lines, strict=True)), is_first, random)
    express = person.zone == "us" and not any(map(_is_heavy, chosen)) and random.random() < 0.09
    goods = _worth(lines) - discount
    status, delivered_at = _fate(person, placed_at, chosen, express, random)
    return {"customer_id": person.id, "placed_at": _stamp(placed_at), "status": status, "currency": "USD",
            "lines": lines, "discount": discount, "shipping": shipping_fee(person.zone, goods, chosen, express),
            "delivered_at": _stamp(delivered_at) if delivered_at else None}  # fmt: skip


def discount_of(person: Person, day: date, bought: list[tuple[Goods, Row]], is_first: bool, random: Random) -> float:
    """USD off: WELCOME10 on a newcomer's first order, else 15 % in a sale for those who hunt and some who do not."""
    total = _worth([line for _, line in bought])
    if is_first and person.joined_at.date() >= FIRST_DAY and total >= 30:
        return round(total * 0.10 + 1e-9, 2)
    in_sale = any(0 <= (day - sale).days < SALE_DAYS for sale in SALES)
    if not in_sale or (person.rhythm != "bargain" and random.random() > 0.3):
        return 0.0
    normal = _worth([line for item, line in bought if item.at_normal_price(day)])
    return round(normal * 0.15 + 1e-9, 2)


def shipping_fee(zone: str, goods: float, chosen: list[Goods], express: bool) -> float:
    """USD, by the shipping policy, for goods worth `goods` after the discount."""
    if all(_is_ebook(item) for item in chosen):
        return 0.0
    fee, free_from, _, _ = ZONES[zone]
    return EXPRESS if express else 0.0 if round(goods, 2) >= free_from else fee


def _fate(
    person: Person, placed_at: datetime, chosen: list[Goods], express: bool, random: Random
) -> tuple[str, datetime | None]:
    cancelled, late, returned = random.random() < 0.03, random.random() < 0.05, random.random()
    days, hour = (
        _working_days(person, chosen, express, random) + (3 if late and not express else 0),
        random.randint(14 * 3600, 86_000),
    )
    arrives = datetime.combine(_after(placed_at.date(), days), time(), UTC) + timedelta(seconds=hour)
    if all(_is_ebook(item) for item in chosen):
        arrives = placed_at + timedelta(minutes=2)
    if cancelled:
        return "cancelled", None
    if arrives > NOW:
        leaves = datetime.combine(_after(placed_at.date(), 1), time(), UTC)
        return ("placed" if leaves > NOW - timedelta(days=1) else "shipped"), None
    sent_back = returned < RETURN_SHARE.get(person.rhythm, 0.04) and arrives < NOW - timedelta(days=6)
    return ("returned" if sent_back and not _stays(chosen) else "delivered"), arrives


def _working_days(person: Person, chosen: list[Goods], express: bool, random: Random) -> int:
    if express:
        return random.randint(1, 2)
    if any(map(_is_heavy, chosen)):
        return random.randint(5, 8)
    return random.randint(*ZONES[person.zone][2:])


def _after(day: date, working_days: int) -> date:
    while working_days:
        day += timedelta(days=1)
        working_days -= day.weekday() < 5 and day.isoformat() not in HOLIDAYS
    return day


def _spaced(first: date, end: date, gap: Callable[[int], tuple[int, int]], pace: float, random: Random) -> list[date]:
    day, days = first + timedelta(days=random.randint(0, 12)), []
    while day <= end:
        days.append(day)
        day += timedelta(days=round(pace * random.randint(*gap((day - first).days))))
    return days


def _clustered(starts: tuple[date, ...], random: Random) -> list[date]:
    return [start + timedelta(days=random.randint(0, 12)) for start in starts for _ in range(random.randint(1, 2))]


def _suits(person: Person, item: Goods) -> bool:
    spoken = item.row["attributes"].get("book_language")
    if spoken == "chinese" and person.language == "en":
        return False
    if made_for := re.search(r"\b(women|men|maternity)\b", item.row["title"]):
        return (made_for[1] == "men") == (person.wears == "men")
    if "pets" not in item.row["category"]:
        return True
    text = " ".join((item.row["title"], *item.row["category"], str(item.row["attributes"].get("pet", ""))))
    for_cats = bool(re.search(r"\b(cats?|kitten|litter)\b", text))
    return for_cats == ("cat food" in person.loves) or item.row["attributes"].get("pet") == "cat and dog"


def _season(item: Goods, day: date) -> float:
    if item.names & WARM:
        return 2.5 if 4 <= day.month <= 8 else 0.4
    if item.names & COLD:
        return 1.6 if day.month >= 10 or day.month <= 2 else 0.7
    return 1.8 if item.names & GIFTS and (day.month, day.day) >= (11, 20) else 1.0


def _quantity(item: Goods, random: Random) -> int:
    repeated = item.names & (USED_UP | {"tableware", "t-shirts", "planters"}) and item.row["price"] < 40
    return random.choices((1, 2, 3), (60, 30, 10))[0] if repeated else 1


def _stays(chosen: list[Goods]) -> bool:
    return all(_is_ebook(item) or item.names & {"dog food", "cat food", "litter"} for item in chosen)


def _worth(lines: list[Row]) -> float:
    return float(sum(line["quantity"] * line["unit_price"] for line in lines))


def _is_heavy(item: Goods) -> bool:
    return float(item.row["attributes"].get("weight_kg", 0)) > HEAVY_KG


def _is_ebook(item: Goods) -> bool:
    return "e-book" in item.row["title"]


def _person(row: dict[str, str]) -> Person:
    random = Random(f"{SEED} joined {row['id']}")
    joined_on, loves = row.pop("joined"), frozenset(row.pop("loves").split(";"))
    joined_at = datetime.fromisoformat(joined_on).replace(tzinfo=UTC) + timedelta(
        seconds=random.randint(36_000, 80_000)
    )
    return Person(**row, joined_at=joined_at, loves=loves, pace=random.uniform(0.8, 1.3))


def _goods(row: Row) -> Goods:
    random = Random(f"{SEED} {row['id']}")
    added_on = date.fromisoformat(row["added_on"])
    earliest = max(added_on + timedelta(days=30), date(2026, 1, 10))
    cut_on = min(earliest + timedelta(days=random.randint(0, 240)), date(2026, 11, 2))
    sold_until = date(2026, 10, 31) - timedelta(days=random.randint(0, 25)) if row["stock"] == 0 else LAST_DAY
    return Goods(row, frozenset(row["category"]), added_on, cut_on, sold_until)


def _stamp(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


if __name__ == "__main__":
    main()
