"""A shop that stays open while another process brings its catalogue up to date."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from conftest import Visit
from hashing_daogou import daogou, write_catalog

from assistant.llm.gateway import LanguageModel
from assistant.llm.scripted import ScriptedChatModel, Step
from assistant.settings import read_settings
from assistant.wiring import Shop, open_shop
from records.conversation_log import MemoryConversationLog
from retrieval.engine import SearchEngine
from retrieval.generations import current_folder
from retrieval.hash_embedding import HashEmbedder
from retrieval.live import LiveSearchEngine
from retrieval.query import SearchQuery

pytestmark = pytest.mark.browser
TURNS = 12


def goods(price: float = 20.0) -> list[dict[str, Any]]:
    """Thirty lamps and a kettle, all at one price."""
    lamps = [_row(f"L-{n}", f"Brass lamp number {n}", "lamps", price) for n in range(30)]
    return [*lamps, _row("K-1", "Copper kettle", "kettles", price)]


def _row(id: str, title: str, category: str, price: float) -> dict[str, Any]:
    return {"id": id, "title": title, "price": price, "currency": "USD", "category": [category], "stock": 3}


@dataclass
class Watched:
    """An open shop over a catalogue file, and the engines that were closed behind it."""

    shop: Shop
    catalog: Path
    closed: list[str] = field(default_factory=list)

    @property
    def engine(self) -> LiveSearchEngine:
        return self.shop.search_engine

    def synced(self, rows: list[dict[str, Any]]) -> None:
        """Another process syncs the index; the next search notices, and the new index is open before this returns."""
        done = daogou("index", "sync", write_catalog(self.catalog, rows))
        assert done.returncode == 0, done.stderr
        self.engine.search(SearchQuery(""))
        for thread in threading.enumerate():
            if thread.name == "index-opener":
                thread.join()


@pytest.fixture
def watched(own_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watched]:
    catalog = write_catalog(tmp_path / "goods.jsonl", goods())
    assert daogou("index", "build", catalog).returncode == 0
    settings = read_settings(home=own_home, catalog=catalog, llm_tool_calls="guided", _env_file=None)
    model = ScriptedChatModel(steps=[Step("[1] is a good choice.")] * TURNS)
    engine = LiveSearchEngine.of(settings.retrieval(), HashEmbedder(), look_seconds=0)
    parts: dict[str, Any] = {"embedder": HashEmbedder(), "log": MemoryConversationLog(), "search_engine": engine}
    opened = Watched(open_shop(settings, language_model=LanguageModel(model, "scripted", True), **parts), catalog)
    close: Callable[[SearchEngine], None] = SearchEngine.close

    def noted(closing: SearchEngine) -> None:
        opened.closed.append(closing.generation)
        close(closing)

    monkeypatch.setattr(SearchEngine, "close", noted)
    yield opened
    opened.shop.close()


@pytest.fixture
def shop(watched: Watched) -> Shop:
    """The shop that the page is served from."""
    return watched.shop


def test_new_changed_and_removed_products_are_seen_without_a_restart(visit: Visit, watched: Watched) -> None:
    visitor = visit()

    def asked(words: str, turn: int) -> Any:
        visitor.say(words)
        visitor.page.locator(".dg-turn").nth(turn).wait_for()
        return visitor.answered()

    before = asked("a kettle", 0)
    assert before.locator(".dg-card h3").all_inner_texts() == ["Copper kettle"]
    assert before.locator(".dg-price").inner_text() == "$20.00"
    generation = watched.engine.generation

    rows = [row for row in goods() if row["id"] != "L-7"]
    rows[-1] = {**rows[-1], "price": 26.5}
    watched.synced([*rows, _row("K-2", "Steel kettle", "kettles", 31.0), _row("T-1", "Silver teapot", "teapots", 60.0)])

    after = asked("a kettle", 1)
    shown = dict(
        zip(after.locator(".dg-card h3").all_inner_texts(), after.locator(".dg-price").all_inner_texts(), strict=True)
    )
    assert shown == {"Copper kettle": "$26.50", "Steel kettle": "$31.00"}
    assert asked("a teapot", 2).locator(".dg-card h3").all_inner_texts() == ["Silver teapot"]
    assert watched.engine.product("L-7") is None
    assert watched.engine.search(SearchQuery("", top_k=50)).total == 32

    watched.synced([row for row in goods() if row["category"] != ["kettles"]])
    gone = asked("a kettle", 3)
    assert gone.locator(".dg-card", has_text="kettle").count() == 0
    assert watched.closed[0] == generation
    assert len(watched.closed) == 2


def test_no_search_sees_half_of_a_sync_and_the_old_index_is_let_go(watched: Watched, own_home: Path) -> None:
    ended = threading.Event()
    seen: list[frozenset[tuple[float, int]]] = []

    def search_on() -> None:
        while not ended.is_set():
            found = watched.engine.search(SearchQuery("", top_k=100))
            seen.append(frozenset({(hit.product.price, found.total) for hit in found.hits}))

    searching = threading.Thread(target=search_on)
    searching.start()
    before = current_folder(own_home / "index")
    try:
        watched.synced([*goods(25.0), _row("K-2", "Steel kettle", "kettles", 25.0)])
    finally:
        ended.set()
        searching.join()
    assert set(seen) == {frozenset({(20.0, 31)}), frozenset({(25.0, 32)})}
    assert before is not None
    assert watched.closed == [before.name]
    watched.synced(goods(30.0))
    assert not before.exists()
