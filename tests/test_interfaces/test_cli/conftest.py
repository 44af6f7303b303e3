"""A shop that answers by the script, behind the real command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.agent.events import (
    ChatEvent,
    ConstraintsChanged,
    ProductsShown,
    TextDelta,
    ToolFinished,
    ToolStarted,
    TurnEnded,
    TurnFailed,
    TurnStarted,
)
from assistant.settings import Settings, read_settings
from interfaces.cli.composition import Composition
from interfaces.cli.main import app
from prompts.library import PromptLibrary
from records.nouns import ToolCall, Turn
from retrieval.catalog import Product
from retrieval.hash_embedding import HashEmbedder
from retrieval.query import SearchHit, SearchQuery, SearchResult

LARK = Product(
    "AUD-1", "Larkspur Hush", 129.0, "USD", title_zh="静音耳机", category=("audio", "headphones"), rating=4.4, stock=27
)
WREN = Product("AUD-2", "Wren Wired", 45.0, "USD", category=("audio",))


def turn(text: str, conversation_id: str, position: int = 0, language: str = "en") -> Turn:
    """The turn as logged of an answered question."""
    return Turn(
        id=f"{conversation_id}-{position}",
        conversation_id=conversation_id,
        position=position,
        at=datetime(2026, 3, 1, tzinfo=UTC),
        text=text,
        answer="Take the Larkspur Hush.",
        language=language,
        outcome="answered",
        tool_calls=(ToolCall("search_products", {"text": "headphones", "max_price": 150}, "[…]", True, 12.0),),
        constraints={"max_price": 150.0, "categories": ["audio"]},
        claims={"checked": 2, "repaired": 1, "dropped": 0},
        usage={"prompt_tokens": 400, "completion_tokens": 30},
        timings_ms={"products": 810.44, "first_text": 1500.0, "total": 3900.06},
    )


def events_of(answered: Turn) -> Iterator[ChatEvent]:
    """What happens in such a turn."""
    yield TurnStarted(answered.conversation_id, answered.id, "zh" if answered.language == "zh" else "en")
    yield ToolStarted("call", "search_products", {"text": "headphones"})
    yield ToolFinished("call", "search_products", True, 12.0)
    yield ConstraintsChanged(answered.constraints)
    yield ProductsShown((SearchHit(WREN, 0.9), SearchHit(LARK, 0.8)), {"AUD-2": "at most 150 USD"})
    yield ProductsShown((SearchHit(LARK, 0.8),))
    yield TextDelta("Take the ")
    yield TextDelta("Larkspur Hush.")
    yield TurnEnded(answered)


@dataclass
class FakeChat:
    """Answers everything alike, keeps what it was asked, and refuses an empty message as the real one does."""

    asked: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    script: dict[str, Callable[[str], Iterator[ChatEvent]]] = field(default_factory=dict)
    stopped: int = 0

    def stream(
        self, text: str, *, conversation_id: str | None = None, customer_id: str | None = None
    ) -> Iterator[ChatEvent]:
        """One turn."""
        self.asked.append((text, conversation_id, customer_id))
        id = conversation_id or f"new-{len(self.asked)}"
        position = sum(1 for _, other, _ in self.asked[:-1] if other == id)
        if not text.strip():
            yield TurnFailed("empty", "Please type a message first.")
            return
        try:
            yield from self.script.get(text, lambda id: events_of(turn(text, id, position)))(id)
        except GeneratorExit:
            self.stopped += 1
            raise


@dataclass
class FakeSearch:
    """Finds two headphones, and keeps what it was asked."""

    asked: list[SearchQuery] = field(default_factory=list)

    def search(self, query: SearchQuery) -> SearchResult:
        """Both, whatever is asked."""
        self.asked.append(query)
        return SearchResult(query, (SearchHit(LARK, 0.987654321), SearchHit(WREN, 0.5)), 7, {"total": 3.14159})


@dataclass
class FakeShop:
    """The opened shop and what was done to it."""

    chat: FakeChat = field(default_factory=FakeChat)
    search_engine: FakeSearch = field(default_factory=FakeSearch)
    prepared: list[tuple[bool, bool]] = field(default_factory=list)
    warmed: int = 0
    closed: int = 0
    launched: list[tuple[str, int]] = field(default_factory=list)

    def warm(self) -> None:
        """Counts."""
        self.warmed += 1

    def close(self) -> None:
        """Counts."""
        self.closed += 1


@pytest.fixture
def shop() -> FakeShop:
    """The shop behind the command line of this test."""
    return FakeShop()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a fresh home, with no environment and no .env."""
    monkeypatch.chdir(tmp_path)
    return read_settings(home=tmp_path / "home", cache=tmp_path / "cache", port=0)


@pytest.fixture
def composition(shop: FakeShop, settings: Settings) -> Composition:
    """Opens that shop."""

    def prepare(_settings: Settings, progress: Any, _shop: Any, *, language_model: bool, records: bool) -> None:
        shop.prepared.append((language_model, records))
        progress("index", 1, 1)
        print("a library prints where it should not")

    def launch(_shop: Any, host: str, port: int, ready: Callable[[str], None]) -> None:
        shop.launched.append((host, port))
        ready(f"http://{host}:{port}")

    return Composition(
        settings=lambda home: settings if home is None else settings.model_copy(update={"home": home}),
        open_shop=lambda _: shop,
        prepare=prepare,
        check_port=lambda host, port: None,
        launch=launch,
        prompts=PromptLibrary.load,
        embedder=lambda config: HashEmbedder(),
    )


Run = Callable[..., Any]


@pytest.fixture
def run(composition: Composition) -> Run:
    """Runs a verb; keywords replace parts of the composition."""

    def invoke(*arguments: str, stdin: str | None = None, **parts: Any) -> Any:
        options: Sequence[str] = arguments
        result = CliRunner().invoke(app, list(options), obj=replace(composition, **parts), input=stdin)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return invoke
