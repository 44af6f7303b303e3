from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from interfaces.ui.floor.images import image_file, image_url
from retrieval.catalog import Product


def product(image: str, product_id: str = "A-1") -> Product:
    return Product(product_id, "A thing", 1.0, "USD", image=image)


@pytest.fixture
def catalog_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "catalogue"
    (folder / "images").mkdir(parents=True)
    (folder / "images" / "a.svg").write_text("<svg/>")
    (folder / "notes.txt").write_text("private")
    (tmp_path / "secret.png").write_bytes(b"secret")
    (folder / "images" / "link.png").symlink_to(tmp_path / "secret.png")
    return folder


def test_a_picture_beside_the_catalogue_is_found(catalog_dir: Path) -> None:
    assert image_file(product("images/a.svg"), catalog_dir) == catalog_dir / "images" / "a.svg"
    assert image_file(product("images/../images/a.svg"), catalog_dir) == catalog_dir / "images" / "a.svg"


@pytest.mark.parametrize(
    "image",
    [
        "",
        "images/none.svg",
        "images",
        "notes.txt",
        "../secret.png",
        "images/../../secret.png",
        "images/link.png",
        "/etc/passwd",
        "https://elsewhere.test/a.svg",
        "a\0.svg",
        "x" * 5000 + ".svg",
    ],
)
def test_anything_else_counts_as_no_picture(catalog_dir: Path, image: str) -> None:
    assert image_file(product(image), catalog_dir) is None
    assert image_url(product(image), catalog_dir) is None


def test_the_address_holds_any_id(catalog_dir: Path) -> None:
    assert image_url(product("images/a.svg", "a/b ?#é"), catalog_dir) == "/product-images/a%2Fb%20%3F%23%C3%A9"


@given(st.text(alphabet="./\\a svg~%", max_size=40))
def test_no_path_leaves_the_folder(image: str) -> None:
    folder = Path(__file__).parent
    found = image_file(product(image), folder)
    assert found is None or found.is_relative_to(folder)
