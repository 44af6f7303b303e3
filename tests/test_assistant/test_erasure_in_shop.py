"""A shopper of the open shop is erased, also in the middle of an answer, and nothing running brings them back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.agent.events import ProductsShown, TurnEnded, TurnFailed, TurnStarted
from assistant.llm.scripted import Step
from assistant.wiring import Shop
from records.conversation_log import SqlConversationLog
from records.database import Database, open_database
from records.erasure.erased import readmit
from records.errors import SubjectUnknown
from records.importers import FILES, seed_demo

OpenShop = Callable[..., Shop]
WORDS = "kettlelike thingummybob"
"""What nobody else says in the demo shop."""


@pytest.fixture
def home(tmp_path: Path, demo_records: Path) -> Path:
    """A home folder with the demo shop's records."""
    shutil.copy(demo_records, tmp_path / "records.sqlite")
    return tmp_path


@pytest.fixture
def database(home: Path) -> Iterator[Database]:
    opened = open_database(f"sqlite:///{home / 'records.sqlite'}")
    opened.upgrade()
    yield opened
    opened.close()


@pytest.fixture
def shop(open_scripted_shop: OpenShop, database: Database, home: Path) -> Shop:
    """The demo shop, whose scripted model searches for whatever is asked."""
    steps = [step for _ in range(3) for step in (_search(), Step(f"The first is a fine {WORDS}."))]
    return open_scripted_shop(*steps, database=database, log=SqlConversationLog(database), personal_stores=())


def _search() -> Step:
    return Step(tool_calls=[("search_products", {"query": f"kettle {WORDS}"})])


def say(shop: Shop, conversation: str = "talk", customer: str | None = "C-016") -> Iterator[Any]:
    return shop.chat.stream(f"a kettle, a {WORDS}", conversation_id=conversation, customer_id=customer)


def found(home: Path, *marks: str) -> list[str]:
    files = [file for file in home.rglob("*") if file.is_file()]
    return [f"{mark} in {file.name}" for file in files for mark in marks if mark.encode() in file.read_bytes()]


def test_all_that_a_shopper_said_and_bought_as_themself_is_gone(shop: Shop, home: Path) -> None:
    assert isinstance(list(say(shop))[-1], TurnEnded)
    assert found(home, WORDS)
    told = shop.customer_export.of("C-016", by="shell")
    assert len(told["conversations"]) > 1
    assert WORDS in str(told["conversations"])
    orders = len(told["orders"])
    customer = told["customers"][0]
    done = shop.eraser.erase("C-016", by="shell")
    assert done.receipt.counts["orders_unnamed"] == orders
    assert done.shredded.whole
    imported = [one["turns"][0]["text"] for one in told["conversations"]]
    assert found(home, "C-016", WORDS, customer["name"], customer["email"], *imported) == []
    with pytest.raises(SubjectUnknown):
        shop.customer_export.of("C-016", by="shell")


def test_an_answer_that_is_on_its_way_is_not_kept(shop: Shop, home: Path, database: Database) -> None:
    events = say(shop)
    seen = [next(events)]
    while not isinstance(seen[-1], ProductsShown):
        seen.append(next(events))
    assert isinstance(seen[0], TurnStarted)
    shop.eraser.erase("C-016", by="shell")
    rest = list(events)
    assert isinstance(rest[-1], TurnFailed)
    assert rest[-1].code == "not_kept"
    assert SqlConversationLog(database).conversation("talk") is None
    assert found(home, "C-016", WORDS) == []


def test_the_next_message_brings_nothing_back(shop: Shop, home: Path, database: Database) -> None:
    list(say(shop))
    shop.eraser.erase("C-016", by="shell")
    for conversation, customer in (("talk", "C-016"), ("talk", None), ("another", "C-016")):
        events = list(say(shop, conversation, customer))
        assert [type(event) for event in events] == [TurnFailed]
        assert SqlConversationLog(database).conversation(conversation) is None
    assert found(home, "C-016", WORDS) == []
    assert isinstance(list(say(shop, "mine", "C-017"))[-1], TurnEnded)


def test_the_profile_knows_nothing_any_more(shop: Shop) -> None:
    ledger = shop.ledger
    assert ledger is not None
    assert ledger.orders("C-016")
    shop.eraser.erase("C-016", by="shell")
    assert ledger.orders("C-016") == ledger.order_requests("C-016") == ()
    assert ledger.customer("C-016") is None


def test_the_demo_shop_is_seeded_again_without_them(
    database: Database, shop: Shop, demo_catalog: Path, home: Path
) -> None:
    told = shop.customer_export.of("C-016", by="shell")
    shop.eraser.erase("C-016", by="shell")
    changed = home / "changed"
    changed.mkdir()
    for name in FILES:
        shutil.copy(demo_catalog.parent / name, changed / name)
    with (changed / FILES[2]).open("a", encoding="utf-8") as conversations:
        conversations.write("\n")
    assert seed_demo(database, changed)
    shutil.rmtree(changed)
    assert found(home, "C-016", *(one["id"] for one in told["conversations"])) == []
    assert shop.ledger is not None
    assert shop.ledger.customer("C-017") is not None
    assert len(shop.ledger.orders("C-017")) > 0
    with database.writing() as session:
        assert readmit(session, "customer:C-016")


def test_what_other_rooms_learned_goes_too(open_scripted_shop: OpenShop, home: Path, database: Database) -> None:
    class Scores:
        name = "scores"
        erased: list[str] = []  # noqa: RUF012 - one object, made here

        def export(self, subject: str) -> dict[str, Any]:
            return {} if subject in self.erased else {"score": 7}

        def erase(self, subject: str) -> int:
            self.erased.append(subject)
            return 1

    shop = open_scripted_shop(database=database, personal_stores=(Scores(),))
    assert shop.customer_export.of("C-016", by="shell")["learned"] == {"scores": {"score": 7}}
    assert shop.eraser.erase("C-016", by="shell").receipt.counts["scores"] == 1
    assert set(Scores.erased) == {"customer:C-016"}


def test_the_shop_has_saved_prompts_and_reports_among_its_stores(open_scripted_shop: OpenShop) -> None:
    stores = [store.name for store in open_scripted_shop().personal_stores]
    assert stores == ["saved_prompts", "loyalty_reports", "evaluation_sets", "lab_runs"]
