"""The product pictures: one for every product, plain shapes only, and the same bytes each time they are drawn."""

from __future__ import annotations

import json
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "draw_images.py"
CATALOG = ROOT / "data" / "products.jsonl"
IMAGES = ROOT / "data" / "images"
SVG = "{http://www.w3.org/2000/svg}"
PARCEL_TAPE = b"M110 66L130 66L133 128L107 128Z"
PLAIN = {f"{SVG}{name}" for name in ("svg", "g", "rect", "circle", "ellipse", "path")}


def draw(catalog: Path, out: Path) -> None:
    subprocess.run([sys.executable, SCRIPT, "--catalog", catalog, "--out", out], check=True)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def ids() -> list[str]:
    return [json.loads(line)["id"] for line in CATALOG.read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    out = tmp_path_factory.mktemp("images")
    draw(CATALOG, out)
    return bytes_of(out)


def test_every_product_has_its_picture_and_there_is_no_other(ids: list[str]) -> None:
    assert sorted(bytes_of(IMAGES)) == sorted(f"{one}.svg" for one in ids)


def test_a_fresh_run_gives_the_bytes_that_are_kept(fresh: dict[str, bytes]) -> None:
    kept = bytes_of(IMAGES)
    assert [name for name in fresh if fresh[name] != kept.get(name)] == []


def test_no_two_products_have_the_same_picture(fresh: dict[str, bytes]) -> None:
    assert len(set(fresh.values())) == len(fresh)


def test_no_two_products_of_a_kind_differ_only_in_the_backdrop(fresh: dict[str, bytes]) -> None:
    things = {name: file.split(b"<g ", 1)[1] for name, file in fresh.items()}
    assert len(set(things.values())) == len(things)


def test_a_picture_is_well_formed_plain_shapes_on_a_square(fresh: dict[str, bytes]) -> None:
    for name, file in fresh.items():
        root = ET.fromstring(file)
        assert root.get("viewBox") == "0 0 240 240", name
        assert {element.tag for element in root.iter()} <= PLAIN, name


def test_a_picture_runs_nothing_and_points_to_nothing(fresh: dict[str, bytes]) -> None:
    for name, file in fresh.items():
        attributes = {key: value for element in ET.fromstring(file).iter() for key, value in element.attrib.items()}
        assert not [key for key in attributes if key.startswith("on") or "href" in key or key == "style"], name
        assert not [value for value in attributes.values() if "url(" in value or "://" in value], name


def test_a_picture_has_enough_shapes_to_be_a_drawing_and_is_small(fresh: dict[str, bytes]) -> None:
    for name, file in fresh.items():
        shapes = [element for element in ET.fromstring(file).iter() if element.tag not in (f"{SVG}svg", f"{SVG}g")]
        assert 8 <= len(shapes) <= 60, (name, len(shapes))
        assert len(file) < 4096, (name, len(file))


def test_no_number_in_a_picture_is_broken(fresh: dict[str, bytes]) -> None:
    assert [name for name, file in fresh.items() if b"nan" in file or b"inf" in file or b"None" in file] == []


def test_every_product_of_the_shop_has_a_drawing_of_its_own_kind(fresh: dict[str, bytes]) -> None:
    assert [name for name, file in fresh.items() if PARCEL_TAPE in file] == []


def test_a_product_of_a_kind_nobody_has_drawn_gets_a_parcel_and_stale_pictures_go(tmp_path: Path) -> None:
    product = {"id": "NEW-001", "title": "A thing", "category": ["new", "things"], "attributes": {"colour": "mauve"}}
    catalog, out = tmp_path / "products.jsonl", tmp_path / "images"
    catalog.write_text(json.dumps(product) + "\n", encoding="utf-8")
    out.mkdir()
    (out / "GONE-001.svg").write_text("<svg/>", encoding="utf-8")
    draw(catalog, out)
    assert [path.name for path in out.iterdir()] == ["NEW-001.svg"]
    assert PARCEL_TAPE in (out / "NEW-001.svg").read_bytes()
