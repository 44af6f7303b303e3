"""What every test gets: no network but loopback, a home of its own, and the heavy things it may ask for by name."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_socket import disable_socket, socket_allow_hosts

ROOT = Path(__file__).resolve().parent.parent
SHARED_DATA = ROOT.parent / "shared" / "data"


def pytest_runtest_setup() -> None:
    socket_allow_hosts(["127.0.0.1", "localhost", "::1"], allow_unix_socket=True)


def pytest_runtest_teardown() -> None:
    disable_socket(allow_unix_socket=True)


@pytest.fixture(autouse=True)
def own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home folder and an environment that no other test sees; hub clients stay offline."""
    for name in list(__import__("os").environ):
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
