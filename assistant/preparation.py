"""Gets everything ready that a shop needs before it opens; each step is skipped when its result is there and right."""

from __future__ import annotations

import logging
from collections.abc import Callable

from assistant.settings import Settings
from assistant.wiring import Shop

logger = logging.getLogger(__name__)

Progress = Callable[[str, int, int], None]
"""Called with a step's name, how much is done and how much there is (0 where that is not known)."""


def prepare_model(settings: Settings, progress: Progress) -> bool:
    """Fetch and check the embedded model's file, unless an endpoint is configured."""
    if settings.llm_base_url:
        return False
    from assistant.llm.model_files import ensure_model

    steps: list[str] = []

    def watched(step: str, done: int, total: int) -> None:
        steps.append(step)
        progress(step, done, total)

    ensure_model(settings.llm_embedded_model, settings.cache, watched)
    return bool(steps)


def prepare_index(settings: Settings, progress: Progress, shop: Shop) -> bool:
    """Bring the index up to date with the catalogue, or build it; says whether there was anything to do.

    Where that cannot be done now, because another process is at it, the disk is full or the Chroma server is away, the
    index that stands there is used, with a warning.
    """
    from retrieval.build import index_status
    from retrieval.catalog_reader import all_good, stream_catalog
    from retrieval.errors import IndexBusyError, IndexStorageError, VectorStoreError
    from retrieval.sync import sync_index

    status = index_status(settings.retrieval())
    if status and status.embedder != shop.embedder.name:
        logger.warning(
            "The index was made with the embedder %s, not the configured %s; it is built again.",
            status.embedder,
            shop.embedder.name,
        )
    products = all_good(stream_catalog(settings.catalog))
    try:
        return sync_index(products, settings.retrieval(), shop.embedder, progress).wrote
    except (IndexBusyError, IndexStorageError, VectorStoreError) as error:
        if status is None or status.embedder != shop.embedder.name:
            raise
        logger.warning("The index as it was answers, for it could not be brought up to date: %s", error)
        return False


def prepare_records(settings: Settings, progress: Progress, shop: Shop) -> bool:
    """Upgrade the database and, for the demo shop, seed its customers, orders and past conversations."""
    database, vault = shop.database, shop.vault
    if not settings.is_demo:
        return False
    from records.importers import seed_demo

    return bool(seed_demo(database, settings.shop_folder, progress, vault=vault))
