"""`daogou doctor`: each check says ok, warn or fail, and what to do."""

from __future__ import annotations

import json
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from sqlalchemy import text

from assistant.llm.config import LanguageModelConfig
from assistant.settings import Settings
from interfaces.cli import checks
from prompts.errors import PromptError
from prompts.library import PromptLibrary, publish
from records.database import open_database
from retrieval.catalog import Product
from retrieval.config import RetrievalConfig

NAMES = ["python", "packages", "language model", "index", "database", "prompts", "port", "disk"]


def test_every_check_reports_once_and_has_advice_unless_it_is_ok(run: Callable[..., Any]) -> None:
    result = run("doctor", "--json")
    report = json.loads(result.stdout)
    assert [check["name"] for check in report["checks"]] == NAMES
    assert all(bool(check["advice"]) == (check["status"] != "ok") for check in report["checks"])
    assert report["ok"] == all(check["status"] != "fail" for check in report["checks"])
    assert result.exit_code == (0 if report["ok"] else 1)


def test_a_fresh_home_is_left_untouched(run: Callable[..., Any], settings: Settings) -> None:
    run("doctor")
    assert not settings.home.exists()


def test_any_failure_ends_with_1(run: Callable[..., Any], settings: Settings) -> None:
    settings.home.mkdir()
    (settings.home / "records.sqlite").write_text("no database, " * 100)
    result = run("doctor")
    assert result.exit_code == 1
    assert "FAIL  database" in result.stdout
    assert "it is left as it is" in result.stdout


@pytest.mark.parametrize(("version", "status"), [((3, 10, 9), "fail"), ((3, 11, 0), "ok"), ((3, 14, 1), "ok")])
def test_python(version: tuple[int, ...], status: str) -> None:
    assert checks.check_python(version).status == status


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.check_packages(LanguageModelConfig(base_url="http://localhost")).status == "ok"
    monkeypatch.setitem(checks.PACKAGES, "no_such_module", "no-such-package")
    finding = checks.check_packages(LanguageModelConfig())
    assert (finding.status, finding.detail) == ("fail", "missing: no-such-package")


def test_the_embedded_models_file(tmp_path: Path) -> None:
    finding = checks.check_language_model(LanguageModelConfig(cache_dir=tmp_path))
    assert (finding.status, finding.advice) == ("warn", "Run: daogou models fetch")
    own = tmp_path / "own.gguf"
    config = LanguageModelConfig(embedded_model=str(own), cache_dir=tmp_path)
    assert checks.check_language_model(config).status == "fail"
    own.write_bytes(b"GGUF")
    assert checks.check_language_model(config).status == "ok"


class Endpoint(NamedTuple):
    """A real server on loopback that answers every request with `status`, and the keys it was sent."""

    url: str
    status: list[int]
    keys: list[str | None]


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    status, keys = [200], []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            keys.append(self.headers["Authorization"])
            self.send_response(status[0])
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, format: str, *args: object) -> None:
            """Keeps quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Endpoint(f"http://127.0.0.1:{server.server_port}/v1", status, keys)
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(("status", "found"), [(200, "ok"), (401, "fail"), (403, "fail"), (404, "warn"), (500, "warn")])
def test_an_endpoint_that_answers(endpoint: Endpoint, status: int, found: str) -> None:
    endpoint.status[0] = status
    finding = checks.check_language_model(LanguageModelConfig(base_url=endpoint.url, api_key="hush"))
    assert finding.status == found
    assert endpoint.keys == ["Bearer hush"]
    assert "hush" not in finding.detail + finding.advice


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/v1", "http://[", "ftp://x", "nonsense"])
def test_an_endpoint_that_does_not_answer(url: str) -> None:
    assert checks.check_language_model(LanguageModelConfig(base_url=url)).status == "fail"


def test_the_index_is_held_against_the_embedder(tmp_path: Path) -> None:
    from retrieval.build import build_index
    from retrieval.hash_embedding import HashEmbedder

    config = RetrievalConfig(tmp_path / "index")
    assert checks.check_index(config).status == "warn"
    build_index([Product("a", "Kettle", 10, "EUR")], config, HashEmbedder())
    finding = checks.check_index(config)
    assert finding.status == "fail"
    assert "configured is" in finding.detail


def test_the_database_at_each_revision(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'records.sqlite'}"
    assert checks.check_database(url).status == "warn"
    database = open_database(url)
    assert checks.check_database(url).advice == "daogou serve upgrades it."
    database.upgrade()
    assert checks.check_database(url).status == "ok"
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0999'"))
    assert checks.check_database(url).status == "fail"
    database.close()
    assert checks.check_database("not a url").status == "fail"
    assert checks.check_database("postgresql://a:hush@127.0.0.1:9/x").status == "fail"


def test_prompts_that_changed_after_they_were_published(tmp_path: Path) -> None:
    folder = tmp_path / "note"
    folder.mkdir()
    file = folder / "1.yaml"
    file.write_text("name: note\nversion: 1\ndescription: d\nvariables: []\ntexts:\n  a: One.\n")
    publish(tmp_path)
    assert checks.check_prompts(lambda: PromptLibrary.load(tmp_path)).status == "ok"
    file.write_text(file.read_text().replace("One", "Two"))
    assert "note@1" in checks.check_prompts(lambda: PromptLibrary.load(tmp_path)).advice

    def broken() -> PromptLibrary:
        raise PromptError("x.yaml: the key 'model' is not known.")

    assert checks.check_prompts(broken).status == "fail"


def test_a_port_in_use_is_a_warning() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert checks.check_port("127.0.0.1", port).status == "warn"
    assert checks.check_port("127.0.0.1", 0).status == "ok"
    assert checks.check_port("192.0.2.1", 0).status == "warn"


@pytest.mark.parametrize(("free", "status"), [(10**8, "fail"), (10**9, "warn"), (10**10, "ok")])
def test_room_on_the_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, status: str) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: type("Usage", (), {"free": free}))
    assert checks.check_disk(tmp_path / "not" / "yet" / "there").status == status


def test_each_model_to_fall_back_on_has_a_line_and_only_warns(tmp_path: Path) -> None:
    missing = LanguageModelConfig(embedded_model=str(tmp_path / "none.gguf"), cache_dir=tmp_path)
    first = LanguageModelConfig(embedded_model=str(tmp_path / "none.gguf"), cache_dir=tmp_path, fallbacks=(missing,))
    found = [(one.name, one.status) for one in checks.check_language_models(first)]
    assert found == [("language model", "fail"), ("fallback model", "warn")]
