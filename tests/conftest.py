"""What every test gets: no network but loopback, a home of its own, and the heavy things it may ask for by name."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
from pytest_socket import disable_socket, socket_allow_hosts

if TYPE_CHECKING:
    from assistant.wiring import Shop
    from evaluation.tau2.data import RetailData

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"

# How long an example takes on a busy machine says nothing about it.
hypothesis.settings.register_profile("daogou", deadline=None)
hypothesis.settings.load_profile("daogou")


def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "localhost", "::1"], allow_unix_socket=True)


def pytest_runtest_teardown() -> None:
    disable_socket(allow_unix_socket=True)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder and an environment that no other test sees; hub clients stay offline."""
    for name in list(os.environ):
        if name.startswith(("DAOGOU_", "OPENAI_")):
            monkeypatch.delenv(name)
    home = tmp_path / "home"
    monkeypatch.setenv("DAOGOU_HOME", str(home))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("TZ", "UTC")
    return home


@pytest.fixture(scope="session")
def demo_catalog() -> Path:
    """The committed catalogue of the demo shop."""
    return ROOT / "data" / "products.jsonl"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of public data sets beside the checkout."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the public data sets (../shared/data) are not here")
    return SHARED_DATA


@pytest.fixture(scope="session")
def embedded_model_file() -> Path:
    """The verified file of the default embedded language model in the user's cache."""
    from assistant.llm.model_files import list_models

    for listing in list_models(Path.home() / ".cache" / "daogou"):
        if listing.name == "qwen2.5-coder-1.5b" and listing.present:
            return Path(listing.path)
    pytest.skip("the embedded language model is not in the cache; run: daogou models fetch")


@pytest.fixture(scope="session")
def tau2_retail() -> RetailData:
    """tau2's 114 retail tasks with their database, from the user's cache."""
    from evaluation.tau2.data import FILES, data_folder, read_data

    folder = data_folder(Path.home() / ".cache" / "daogou")
    if not all((folder / name).is_file() for name in FILES):
        pytest.skip("tau2's retail data are not in the cache; run: daogou evaluate tau2 fetch")
    return read_data(folder)


@pytest.fixture(scope="session")
def demo_index(tmp_path_factory: pytest.TempPathFactory, demo_catalog: Path) -> Path:
    """A home folder with the demo shop's index, made once with the embedder that needs no weights."""
    from retrieval.build import build_index
    from retrieval.catalog_reader import load_catalog
    from retrieval.config import RetrievalConfig
    from retrieval.hash_embedding import HashEmbedder

    home = tmp_path_factory.mktemp("demo")
    build_index(load_catalog(demo_catalog).products, RetrievalConfig(home / "index"), HashEmbedder())
    return home


@pytest.fixture(scope="session")
def demo_records(tmp_path_factory: pytest.TempPathFactory, demo_catalog: Path) -> Path:
    """An SQLite file with the demo shop's customers, orders and past conversations, to be copied before it is used."""
    from records.database import open_database
    from records.importers import seed_demo

    file = tmp_path_factory.mktemp("records") / "records.sqlite"
    database = open_database(f"sqlite:///{file}")
    database.upgrade()
    seed_demo(database, demo_catalog.parent)
    database.close()
    return file


@pytest.fixture
def open_scripted_shop(demo_index: Path, demo_records: Path, tmp_path: Path) -> Iterator[Callable[..., Shop]]:
    """Opens the demo shop over a scripted language model: `open_scripted_shop(Step(...), Step(...))`.

    Its customers and orders are a copy of the demo shop's, the same one for all shops that a test opens.
    """
    from assistant.llm.gateway import LanguageModel
    from assistant.llm.scripted import ScriptedChatModel, Step
    from assistant.settings import read_settings
    from assistant.wiring import open_shop
    from records.conversation_log import MemoryConversationLog
    from retrieval.hash_embedding import HashEmbedder

    opened: list[Shop] = []
    records = tmp_path / "records.sqlite"

    def open_with(*steps: Step, tool_calls: str = "native", **parts: Any) -> Shop:
        model = ScriptedChatModel(steps=list(steps))
        moment = datetime(2026, 11, 16, 12, tzinfo=UTC)  # the demo shop's files are a picture of the evening before
        parts = {"embedder": HashEmbedder(), "log": MemoryConversationLog(), "now": lambda: moment, **parts}
        if not records.exists():
            shutil.copy(demo_records, records)
        url = f"sqlite:///{records}"
        settings = read_settings(home=demo_index, llm_tool_calls=tool_calls, database_url=url, _env_file=None)
        parts.setdefault("language_model", LanguageModel(model, "scripted", tool_calls == "guided"))
        opened.append(open_shop(settings, **parts))
        return opened[-1]

    yield open_with
    for shop in opened:
        shop.close()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--nothing-skipped", action="store_true", help="fail when a test was skipped, as CI does")


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is None:
        return  # one of several processes, of which the first one tells what was skipped
    if session.config.getoption("--nothing-skipped") and exitstatus == 0 and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
