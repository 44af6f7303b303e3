"""What the command line needs of the rest, and where it gets it; nothing heavy is imported before it is used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from interfaces.cli.built_from import index_is_kept, read_settings_of
from interfaces.cli.private_files import shut_others_out

if TYPE_CHECKING:
    from assistant.agent.events import ChatEvent
    from assistant.demo_staff import DemoStaff
    from assistant.settings import Settings
    from prompts.library import PromptLibrary
    from retrieval.config import RetrievalConfig
    from retrieval.embedding import Embedder
    from retrieval.query import SearchQuery, SearchResult

Progress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is done, and how much there is."""


class Chat(Protocol):
    """Answers one message at a time."""

    def stream(
        self, text: str, *, conversation_id: str | None = None, customer_id: str | None = None
    ) -> Iterator[ChatEvent]:
        """The events of one turn, as they happen; closing the iterator stops the turn."""
        ...


class Search(Protocol):
    """Finds products."""

    def search(self, query: SearchQuery) -> SearchResult:
        """The best hits of the products that satisfy every constraint."""
        ...


class Shop(Protocol):
    """An opened shop."""

    @property
    def chat(self) -> Chat:
        """The chat service."""
        ...

    @property
    def search_engine(self) -> Search:
        """The search engine; opened on first use."""
        ...

    def warm(self) -> None:
        """Loads what the first shopper would otherwise wait for."""
        ...

    def close(self) -> None:
        """Lets go of files, connections and the embedded language model."""
        ...


@dataclass(frozen=True)
class Composition:
    """How the verbs come by settings, an opened shop and the site; tests hand in their own."""

    settings: Callable[[Path | None], Settings]
    open_shop: Callable[..., Shop]
    prepare: Prepare
    check_port: Callable[[str, int], None]
    launch: Callable[[Shop, str, int, Callable[[str], None]], None]
    prompts: Callable[[], PromptLibrary]
    embedder: Callable[[RetrievalConfig], Embedder]
    demo_staff: Callable[[Settings, Any, str], DemoStaff | None] = lambda settings, shop, host: None


class Prepare(Protocol):
    """Gets the index ready, and the language model's file and the records where the verb needs them."""

    def __call__(
        self, settings: Settings, progress: Progress, shop: Any, *, language_model: bool, records: bool
    ) -> None:
        """Does what is not done yet; raises the operator errors of each step."""
        ...


def default_composition() -> Composition:
    """The real thing."""
    return Composition(read_settings_of, _open_shop, _prepare, _check_port, _launch, _prompts, _embedder, _demo_staff)


def _open_shop(settings: Settings, **parts: Any) -> Shop:
    """`parts` replace parts of the shop, as `assistant.wiring.open_shop` takes them."""
    from assistant.wiring import open_shop

    return open_shop(settings, **parts)


def _prepare(settings: Settings, progress: Progress, shop: Any, *, language_model: bool, records: bool) -> None:
    from assistant.preparation import prepare_index, prepare_model, prepare_records

    shut_others_out(settings.home)
    if records:
        _ = shop.vault  # wrong keys are told before minutes go into fetching a model
    if language_model:
        prepare_model(settings, progress)
    if not index_is_kept(settings):
        prepare_index(settings, progress, shop)
    if records:
        prepare_records(settings, progress, shop)


def _check_port(host: str, port: int) -> None:
    from interfaces.ui.server import open_port

    open_port(host, port).close()


def _launch(shop: Any, host: str, port: int, ready: Callable[[str], None]) -> None:
    from interfaces.ui.site import launch
    from loyalty.mining.rounds import mining_in_background
    from records.erasure.retention_rounds import rounds_in_background

    minutes = shop.settings.loyalty_minutes
    with rounds_in_background(shop.retention), mining_in_background(lambda: shop.loyalty, minutes * 60.0, shop.now):
        launch(shop, host, port, ready=ready)


def _demo_staff(settings: Settings, shop: Any, host: str) -> DemoStaff | None:
    from assistant.demo_staff import demo_staff

    return demo_staff(settings, shop.people, host)


def _embedder(config: RetrievalConfig) -> Embedder:
    from retrieval.embedding import open_embedder

    return open_embedder(config)


def _prompts() -> PromptLibrary:
    from prompts.library import PromptLibrary

    return PromptLibrary.load()
