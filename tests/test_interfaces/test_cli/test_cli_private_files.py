"""Files of the home folder are 0600 and folders 0700, whoever wrote them and whenever."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import Settings, read_settings
from assistant.wiring import open_shop
from interfaces.cli.composition import Composition, default_composition
from interfaces.cli.private_files import shut_others_out
from retrieval.hash_embedding import HashEmbedder

HEADER = "id,title,price,category"


@pytest.fixture(autouse=True)
def open_umask() -> Iterator[None]:
    """What most systems begin with: everybody may read new files."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def catalog(tmp_path: Path) -> Path:
    """A catalogue of two products."""
    file = tmp_path / "mine.csv"
    file.write_text(f"{HEADER}\nK1,Kettle,39.90,kitchen\nK2,Toaster,29.90,kitchen\n", encoding="utf-8")
    return file


@pytest.fixture
def settings(own_home: Path, catalog: Path) -> Settings:
    """Settings of a shop of that catalogue."""
    return read_settings(catalog=catalog, home=own_home, port=0, _env_file=None)


def modes(home: Path) -> dict[str, str]:
    """What each file and folder may be used for, where it is not 0600 or 0700; the home folder is `.`."""
    found = {}
    for path in [home, *home.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode != (0o700 if path.is_dir() else 0o600):
            found[str(path.relative_to(home))] = oct(mode)
    return found


def test_what_verbs_write_is_for_the_owner_only(run: Any, catalog: Path, own_home: Path) -> None:
    assert run("index", "build", str(catalog)).exit_code == 0
    assert run("index", "sync", str(catalog)).exit_code == 0
    names = {path.name for path in own_home.rglob("*")}
    assert {"CURRENT", "manifest.json", "products.sqlite", "chroma.sqlite3", "catalog.json"} <= names
    assert modes(own_home) == {}


def test_what_serving_prepares_is_for_the_owner_only(
    run: Any, composition: Composition, settings: Settings, own_home: Path
) -> None:
    def launch(shop: Any, *_: Any) -> None:
        names.update(path.name for path in own_home.rglob("*"))
        assert modes(own_home) == {}
        assert shop.ledger.customer("C-001") is None

    def prepare(asked: Settings, progress: Any, shop: Any, **_: bool) -> None:
        default_composition().prepare(asked, progress, shop, language_model=False, records=True)

    names: set[str] = set()
    opened = open_shop(settings, embedder=HashEmbedder(), chat=None)
    opened.warm = lambda: None  # type: ignore[method-assign]
    result = run("serve", open_shop=lambda _: opened, prepare=prepare, launch=launch)
    assert result.exit_code == 0, result.stderr
    assert {"records.sqlite", "records.sqlite-wal", "records.sqlite-shm", "CURRENT"} <= names


def test_what_stood_open_before_is_shut(own_home: Path) -> None:
    (own_home / "index" / "generation-1").mkdir(parents=True)
    for name in ("index/CURRENT", "index/generation-1/a.npy", "records.sqlite", "records.sqlite-wal", "site.secret"):
        (own_home / name).write_text("x", encoding="utf-8")
    (own_home / "index" / "run.sh").write_text("x", encoding="utf-8")
    (own_home / "index" / "run.sh").chmod(0o755)
    assert shut_others_out(own_home) == 9
    assert modes(own_home) == {"index/run.sh": oct(0o700)}
    assert shut_others_out(own_home) == 0


def test_what_is_not_ours_is_left_as_it_is(own_home: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "theirs.txt").write_text("x", encoding="utf-8")
    own_home.mkdir()
    (own_home / "index").symlink_to(elsewhere)
    (own_home / "notes.txt").write_text("x", encoding="utf-8")
    shut_others_out(own_home)
    assert stat.S_IMODE((elsewhere / "theirs.txt").stat().st_mode) == 0o644
    assert stat.S_IMODE((own_home / "notes.txt").stat().st_mode) == 0o644
    assert shut_others_out(tmp_path / "nowhere") == 0
