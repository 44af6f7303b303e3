"""A search engine that follows its index: what a build or sync has finished, the searches after it see."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Final

from retrieval.catalog import Product
from retrieval.config import RetrievalConfig
from retrieval.embedding import Embedder, open_embedder
from retrieval.engine import SearchEngine
from retrieval.errors import RetrievalError
from retrieval.generations import current_folder
from retrieval.query import SearchQuery, SearchResult
from retrieval.rerank import open_reranker
from retrieval.vocabulary import Vocabulary

LOOK_SECONDS: Final = 1.0
"""How often, at most, a search looks whether there is a newer index; a look reads one small file."""

logger = logging.getLogger(__name__)


class LiveSearchEngine:
    """Answers from the newest finished index; each search sees one index from its beginning to its end.

    A newer index is opened in the background while the one before answers, which is closed when its last search is
    done. One that cannot be opened (made with another embedder) is passed over with a warning.
    """

    def __init__(
        self, open_engine: Callable[[], SearchEngine], index_dir: Path, look_seconds: float = LOOK_SECONDS
    ) -> None:
        """Open what stands in `index_dir` now; `open_engine` opens the index that is current when it is called.

        Raises:
            IndexMissingError, IndexMismatchError: as `SearchEngine.open`.
        """
        self._open_engine, self._index_dir, self._look_seconds = open_engine, index_dir, look_seconds
        self._lock, self._opening = threading.Lock(), threading.Lock()
        self._engine = open_engine()
        self._users: dict[SearchEngine, int] = {self._engine: 0}
        self._refused, self._closed = "", False
        self._looked = monotonic()

    @classmethod
    def of(
        cls, config: RetrievalConfig, embedder: Embedder | None = None, look_seconds: float = LOOK_SECONDS
    ) -> LiveSearchEngine:
        """Follow the index of `config.index_dir`; the models are loaded once for all that come.

        Raises:
            IndexMissingError, IndexMismatchError: as `SearchEngine.open`.
        """
        chosen, reranker = embedder or open_embedder(config), open_reranker(config)
        return cls(lambda: SearchEngine.open(config, chosen, reranker), config.index_dir, look_seconds)

    @property
    def generation(self) -> str:
        """Names the index that answers now; what was derived from it is out of date when this changes."""
        return self._engine.generation

    @property
    def vocabulary(self) -> Vocabulary:
        """The names the catalogue uses now."""
        with self._current() as engine:
            return engine.vocabulary

    def vocabulary_of(self, categories: tuple[str, ...]) -> Vocabulary:
        """As `SearchEngine.vocabulary_of`, in the index that answers now."""
        with self._current() as engine:
            return engine.vocabulary_of(categories)

    @property
    def currency(self) -> str:
        """The catalogue's currency (ISO 4217), in which prices are filtered."""
        with self._current() as engine:
            return engine.currency

    @property
    def has_chinese(self) -> bool:
        """Whether any product has Chinese text."""
        with self._current() as engine:
            return engine.has_chinese

    def knows_word(self, word: str) -> bool:
        """As `SearchEngine.knows_word`."""
        with self._current() as engine:
            return engine.knows_word(word)

    def search(self, query: SearchQuery) -> SearchResult:
        """As `SearchEngine.search`, in the newest index."""
        self._look()
        with self._current() as engine:
            return engine.search(query)

    def product(self, product_id: str) -> Product | None:
        """The product with that id, or None."""
        with self._current() as engine:
            return engine.product(product_id)

    def warm(self) -> None:
        """Load the weights now rather than in the first search."""
        with self._current() as engine:
            engine.warm()

    def refresh(self) -> bool:
        """Open the newest index now if it is another one; whether it answers from here on."""
        with self._opening:
            newest = self._newest()
            if self._closed or newest in ("", self.generation, self._refused):
                return False
            try:
                opened = self._open_engine()
            except RetrievalError as error:
                self._refused = newest
                logger.warning("The index before goes on answering: %s", error)
                return False
            opened.warm()  # the one before answers meanwhile
            self._replace(opened)
        return True

    def close(self) -> None:
        """Let go of the files, of those that a search still reads when it is done; no search may begin after."""
        with self._opening:
            self._closed = True
        with self._lock:
            opened = list(self._users)
        for engine in opened:
            self._close_if_idle(engine)

    def _look(self) -> None:
        """Now and then, see whether there is a newer index, and open it without keeping the search waiting."""
        if monotonic() - self._looked < self._look_seconds:
            return
        self._looked = monotonic()
        if self._newest() not in ("", self.generation, self._refused) and not self._opening.locked():
            threading.Thread(target=self.refresh, name="index-opener", daemon=True).start()

    def _replace(self, opened: SearchEngine) -> None:
        with self._lock:
            before, self._engine = self._engine, opened
            self._users[opened] = 0
        self._close_if_idle(before)

    def _newest(self) -> str:
        folder = current_folder(self._index_dir)
        return folder.name if folder else ""

    @contextmanager
    def _current(self) -> Iterator[SearchEngine]:
        """The engine that answers now, kept open until the block ends."""
        with self._lock:
            engine = self._engine
            self._users[engine] += 1
        try:
            yield engine
        finally:
            with self._lock:
                self._users[engine] -= 1
            self._close_if_idle(engine)

    def _close_if_idle(self, engine: SearchEngine) -> None:
        with self._lock:
            if (engine is self._engine and not self._closed) or self._users.get(engine) != 0:
                return
            del self._users[engine]
        engine.close()
