from __future__ import annotations

import socket
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from assistant.errors import OperatorError, PortBusyError
from interfaces.ui.server import address_of, open_port, served
from interfaces.ui.site import build_site, launch
from records.access.config import AccessConfig
from retrieval.catalog import Product

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("catalogue")
    (folder / "a.svg").write_text(SVG)
    (folder / "b.webp").write_bytes(b"RIFF")
    (folder / "products.jsonl").write_text("private")
    products = {
        "A/1 é": Product("A/1 é", "With a drawing", 1.0, "USD", image="a.svg"),
        "B": Product("B", "With a photograph", 1.0, "USD", image="b.webp"),
        "C": Product("C", "Leads elsewhere", 1.0, "USD", image="../catalogue0/products.jsonl"),
        "D": Product("D", "Without", 1.0, "USD"),
    }
    return SimpleNamespace(
        chat=None,
        search_engine=SimpleNamespace(product=products.get, currency="USD"),
        settings=SimpleNamespace(
            shop_name="Tarn & Co",
            shop_name_zh="",
            catalog=folder / "products.jsonl",
            is_demo=False,
            mode="demo",
            access=AccessConfig,
        ),
        people=None,
        policies=SimpleNamespace(sections=()),
        ledger=None,
        site_secret=b"a secret of the tests, 32 bytes long",
        now=lambda: datetime(2026, 11, 16, 12, tzinfo=UTC),
    )


@pytest.fixture(scope="module")
def client(shop: Any) -> Iterator[Any]:
    from fastapi.testclient import TestClient

    with TestClient(build_site(shop)) as client:
        yield client


def test_a_drawing_is_served_so_that_it_can_run_nothing(client: Any) -> None:
    answer = client.get("/product-images/A%2F1%20%C3%A9")
    assert (answer.status_code, answer.text) == (200, SVG)
    assert answer.headers["content-type"] == "image/svg+xml"
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert client.get("/product-images/B").headers["content-type"] == "image/webp"


@pytest.mark.parametrize("path", ["C", "D", "nobody", "", "..%2Fproducts.jsonl", "%2e%2e/products.jsonl", "A%00"])
def test_nothing_else_is_served_as_a_picture(client: Any, path: str) -> None:
    answer = client.get(f"/product-images/{path}")
    assert answer.status_code == 404
    assert "private" not in answer.text


def test_the_page_may_fetch_from_this_site_only(client: Any) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'self';")
    assert not [word for word in policy.split() if word.startswith(("http", "*"))]
    assert "Tarn &amp; Co" in answer.text or "Tarn & Co" in answer.text


def test_no_font_or_script_of_another_host_is_named(client: Any) -> None:
    config = client.get("/config").json()
    assert config["stylesheets"] == []
    assert config["analytics_enabled"] is False
    assert "@import" not in client.get("/theme.css").text
    assert "http" not in config["head"].replace("http://www.w3.org/", "")


@pytest.mark.parametrize(
    "path", ["/gradio_api/upload", "/gradio_api/proxy=http://elsewhere.test", "/gradio_api/file=a"]
)
def test_doors_of_gradio_that_are_not_used_are_shut(client: Any, path: str) -> None:
    assert client.post(path).status_code == 404
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/docs", "/redoc", "/openapi.json"])
def test_there_are_no_pages_about_an_interface_for_programs(client: Any, path: str) -> None:
    assert client.get(path).status_code == 404


def test_a_taken_port_is_refused_before_anything_is_built() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(PortBusyError, match=f"Port {port} is taken") as refused:
            launch(None, "127.0.0.1", port)  # type: ignore[arg-type]
    assert refused.value.port == port


def test_an_address_of_another_machine_is_refused_with_advice() -> None:
    with pytest.raises(OperatorError, match=r"cannot listen on 192\.0\.2\.1; use 127\.0\.0\.1"):
        open_port("192.0.2.1", 0)


def test_only_the_host_asked_for_is_listened_on() -> None:
    with open_port("127.0.0.1", 0) as opened:
        assert opened.getsockname()[0] == "127.0.0.1"
        assert address_of(opened) == f"http://127.0.0.1:{opened.getsockname()[1]}"
    with open_port("0.0.0.0", 0) as everywhere:
        assert address_of(everywhere).startswith("http://127.0.0.1:")


def test_ready_is_said_with_an_address_that_answers(shop: Any) -> None:
    with served(build_site(shop)) as address, urllib.request.urlopen(address, timeout=10) as page:
        assert page.status == 200
    with pytest.raises(urllib.error.URLError):
        urllib.request.urlopen(address, timeout=10)


def test_importing_the_site_does_not_import_gradio() -> None:
    import subprocess
    import sys

    code = "import sys, interfaces.ui.site; sys.exit('gradio' in sys.modules or 'fastapi' in sys.modules)"
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
