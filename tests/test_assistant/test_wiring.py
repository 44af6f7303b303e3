"""The shop is put together lazily, and preparing it does only what is missing."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.preparation import prepare_index, prepare_model, prepare_records
from assistant.settings import Settings, read_settings
from assistant.wiring import Shop, open_shop
from retrieval.build import index_status
from retrieval.errors import CatalogError, IndexBusyError, IndexMissingError
from retrieval.generations import writing
from retrieval.hash_embedding import HashEmbedder
from retrieval.query import SearchQuery


@pytest.fixture
def steps() -> list[str]:
    return []


@pytest.fixture
def progress(steps: list[str]) -> Callable[[str, int, int], None]:
    return lambda step, done, total: steps.append(step)


def small_catalog(folder: Path, *titles: str) -> Path:
    file = folder / "shop.csv"
    rows = [f"{number},{title},{10 + number}" for number, title in enumerate(titles, 1)]
    file.write_text("\n".join(["id,title,price", *rows]), encoding="utf-8")
    return file


def shop_over(catalog: Path, home: Path) -> tuple[Settings, Shop]:
    settings = read_settings(catalog=catalog, home=home, _env_file=None)
    return settings, open_shop(settings, embedder=HashEmbedder())


def test_nothing_is_opened_before_it_is_used(own_home: Path) -> None:
    shop = open_shop(read_settings(_env_file=None))
    assert shop.prompts.get("shopping_agent").version >= 1
    assert not own_home.exists()
    shop.close()


def test_search_without_an_index_says_what_to_run(own_home: Path) -> None:
    shop = open_shop(read_settings(_env_file=None), embedder=HashEmbedder())
    with pytest.raises(IndexMissingError, match="daogou index build"):
        _ = shop.search_engine


def test_the_index_is_built_once_and_again_when_the_catalogue_changes(
    tmp_path: Path, own_home: Path, steps: list[str], progress: Callable[[str, int, int], None]
) -> None:
    catalog = small_catalog(tmp_path, "red kettle", "blue kettle")
    settings, shop = shop_over(catalog, own_home)
    assert prepare_index(settings, progress, shop)
    assert "vectors" in steps
    assert not prepare_index(settings, progress, shop)
    small_catalog(tmp_path, "red kettle", "blue kettle", "green kettle")
    assert prepare_index(settings, progress, shop)
    status = index_status(settings.retrieval())
    assert status is not None
    assert status.products == 3
    best = shop.search_engine.search(SearchQuery("green kettle")).hits[0]
    assert best.product.title == "green kettle"
    shop.close()


def test_a_killed_build_leaves_the_old_index_answering(
    tmp_path: Path, own_home: Path, progress: Callable[[str, int, int], None]
) -> None:
    class Killed(BaseException):
        pass

    def killed_at_the_vectors(step: str, done: int, total: int) -> None:
        if step == "vectors":
            raise Killed

    settings, shop = shop_over(small_catalog(tmp_path, "red kettle"), own_home)
    prepare_index(settings, progress, shop)
    small_catalog(tmp_path, "red kettle", "tent")
    with pytest.raises(Killed):
        prepare_index(settings, killed_at_the_vectors, shop)
    status = index_status(settings.retrieval())
    assert status is not None
    assert status.products == 1
    assert prepare_index(settings, progress, shop)
    shop.close()


def test_an_index_of_another_embedder_is_built_again_and_said(
    tmp_path: Path, own_home: Path, progress: Callable[[str, int, int], None], caplog: pytest.LogCaptureFixture
) -> None:
    settings, shop = shop_over(small_catalog(tmp_path, "red kettle"), own_home)
    prepare_index(settings, progress, shop)
    embedder = HashEmbedder()
    embedder.name = "other"
    other = open_shop(settings, embedder=embedder)
    assert prepare_index(settings, progress, other)
    assert "not the configured other; it is built again." in caplog.text


def test_a_bad_catalogue_builds_nothing(
    tmp_path: Path, own_home: Path, progress: Callable[[str, int, int], None]
) -> None:
    catalog = tmp_path / "shop.csv"
    catalog.write_text("id,title,price\n1,kettle,12\n2,tent,twelve\n", encoding="utf-8")
    settings, shop = shop_over(catalog, own_home)
    with pytest.raises(CatalogError) as caught:
        prepare_index(settings, progress, shop)
    assert [(row.row, row.field) for row in caught.value.rejected] == [(2, "price")]
    assert index_status(settings.retrieval()) is None


def test_an_index_that_another_process_writes_answers_as_it_was(
    tmp_path: Path, own_home: Path, progress: Callable[[str, int, int], None], caplog: pytest.LogCaptureFixture
) -> None:
    settings, shop = shop_over(small_catalog(tmp_path, "red kettle"), own_home)
    prepare_index(settings, progress, shop)
    small_catalog(tmp_path, "red kettle", "tent")
    with writing(settings.retrieval().index_dir):
        assert not prepare_index(settings, progress, shop)
        assert "The index as it was answers" in caplog.text
        assert "Another process is building the index" in caplog.text
        assert shop.search_engine.search(SearchQuery("")).total == 1
    assert prepare_index(settings, progress, shop)
    shop.close()


def test_where_no_index_fits_a_busy_one_is_told(
    tmp_path: Path, own_home: Path, progress: Callable[[str, int, int], None]
) -> None:
    settings, shop = shop_over(small_catalog(tmp_path, "red kettle"), own_home)
    with writing(settings.retrieval().index_dir), pytest.raises(IndexBusyError):
        prepare_index(settings, progress, shop)


def test_the_model_is_not_fetched_where_an_endpoint_is_set(progress: Callable[[str, int, int], None]) -> None:
    settings = read_settings(llm_base_url="http://127.0.0.1:9/v1", llm_model="m", _env_file=None)
    assert not prepare_model(settings, progress)


def test_records_of_the_demo_shop_are_seeded_once(
    demo_catalog: Path, own_home: Path, progress: Callable[[str, int, int], None]
) -> None:
    settings, shop = shop_over(demo_catalog, own_home)
    assert prepare_records(settings, progress, shop)
    assert not prepare_records(settings, progress, shop)
    assert len(shop.log.conversations(limit=500)) == 120
    shop.close()


def test_another_shop_gets_no_demo_customers(
    tmp_path: Path, own_home: Path, progress: Callable[[str, int, int], None]
) -> None:
    settings, shop = shop_over(small_catalog(tmp_path, "kettle"), own_home)
    assert not prepare_records(settings, progress, shop)
    assert shop.log.conversations() == ()
    shop.close()


def test_a_shop_without_policies_offers_no_policy_tool(tmp_path: Path, own_home: Path, demo_index: Path) -> None:
    from assistant.agent.tools.offered import shop_tools

    bare = tmp_path / "bare"
    bare.mkdir()
    catalog = small_catalog(bare, "kettle")
    shutil.copytree(demo_index / "index", own_home / "index")
    _, shop = shop_over(catalog, own_home)
    names = [tool.name for tool in shop_tools(shop.tool_box, shop.prompts.get("shopping_agent"))]
    assert {"search_products", "show_product", "compare_products", "similar_products"} <= set(names)
    assert not {"lookup_policy", "review_digest"} & set(names)
    shop.close()
