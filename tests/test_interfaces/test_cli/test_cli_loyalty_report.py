"""`daogou loyalty report` and `export`, over real records and a loyalty whose reader reads nothing."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow.parquet as pq
import pytest
from learned_shop import EVIL, NOW, fill

from assistant.errors import OperatorError
from assistant.settings import Settings
from assistant.wiring import open_shop
from interfaces.cli.loyalty_report import nobody_erased_meanwhile
from loyalty.mining.shop_loyalty import ShopLoyalty
from loyalty.report.report_folder import ReportFolder
from records.database import Database, open_database
from records.learned.known_customers import KnownCustomers
from records.learned.loyalty_scores import LoyaltyScores
from records.learned.readings import Readings
from records.learned.unread import UnreadConversations

Run = Callable[..., Any]


@pytest.fixture
def shop_settings(settings: Settings, tmp_path: Path) -> Settings:
    """A shop that is not the demo shop, so that its records stay empty; without reviews."""
    catalog = tmp_path / "shop" / "products.jsonl"
    catalog.parent.mkdir()
    row = {
        "id": "KIT-1",
        "title": "Kettle",
        "title_zh": "水壶",
        "price": 20,
        "currency": "EUR",
        "category": ["kitchen"],
    }
    catalog.write_text(json.dumps(row) + "\n", encoding="utf-8")
    return settings.model_copy(update={"catalog": catalog})


@pytest.fixture
def database(shop_settings: Settings) -> Database:
    opened = open_database(shop_settings.database)
    opened.upgrade()
    return opened


@pytest.fixture
def loyalty(run: Run, database: Database, shop_settings: Settings) -> Run:
    """Runs a verb of `daogou loyalty`."""

    def open_here(settings: Settings) -> Any:
        def learned() -> ShopLoyalty:
            reader: Any = SimpleNamespace(name="reader@1")
            parts = (UnreadConversations, Readings, KnownCustomers, LoyaltyScores)
            return ShopLoyalty(*(part(database) for part in parts), reader, reader, lambda: NOW)  # type: ignore[arg-type]

        return open_shop(settings, now=lambda: NOW, loyalty=learned(), people=None)

    return lambda *verbs: run("loyalty", *verbs, settings=lambda home: shop_settings, open_shop=open_here)


def test_a_report_is_kept_in_the_home_folder_for_its_owner_only(
    loyalty: Run, database: Database, shop_settings: Settings
) -> None:
    fill(database)
    done = loyalty("report")
    file = shop_settings.home / "reports" / "loyalty-en.html"
    assert done.exit_code == 0
    assert f"The report of 3 customers as of 2026-03-02 is {file}." in done.stdout
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    page = file.read_text("utf-8")
    assert "Kettle" in page
    assert "Harbour &amp; Finch" in page
    assert "Every conversation was read." in page
    assert "200.00 EUR" in page


def test_a_report_in_chinese_of_an_earlier_day_goes_where_it_is_wanted(
    loyalty: Run, database: Database, tmp_path: Path
) -> None:
    fill(database)
    done = loyalty("report", "--out", str(tmp_path), "--language", "zh", "--date", "2026-02-23")
    assert done.exit_code == 0
    page = (tmp_path / "loyalty-zh.html").read_text("utf-8")
    assert "2026年2月23日的评分" in page
    assert "水壶" in page
    assert "delete it yourself" in done.stderr
    assert EVIL not in page


@pytest.mark.parametrize(
    ("verbs", "says"),
    [
        (("report", "--language", "fr"), "is en or zh"),
        (("report", "--date", "2026-01-01"), "Nobody was scored on 2026-01-01"),
        (("report", "--out", "/dev/null/report.html"), "give another --out"),
        (("export", "--format", "xlsx"), "is parquet or csv"),
        (("export", "--what", "names"), "is one of scores, signals"),
        (("export", "--out", "all.csv"), "say which with --what"),
        (("export", "--out", "a.csv", "--what", "scores", "--format", "parquet"), "names a .csv file"),
        (("export", "--date", "2026-01-01"), "Nobody was scored on 2026-01-01"),
        (("export", "--out", "/dev/null/x", "--what", "scores"), "give another --out"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(
    loyalty: Run, database: Database, verbs: tuple[str, ...], says: str
) -> None:
    fill(database)
    done = loyalty(*verbs)
    assert done.exit_code == 2
    assert says in " ".join(done.stderr.replace("│", " ").split())
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("verb", ["report", "export"])
def test_before_anybody_is_scored_there_is_nothing_to_tell(loyalty: Run, database: Database, verb: str) -> None:
    done = loyalty(verb)
    assert done.exit_code == 2
    assert "run daogou loyalty score first" in done.stderr


def test_all_tables_are_exported_beside_each_other(loyalty: Run, database: Database, shop_settings: Settings) -> None:
    fill(database)
    done = loyalty("export", "--json")
    told = json.loads(done.stdout)
    assert told["format"] == "parquet"
    assert told["rows"] == {"scores": 3, "signals": 9, "readings": 3, "features": 3}
    folder = shop_settings.home / "reports" / "export"
    assert sorted(map(Path, told["files"])) == sorted(folder.iterdir())
    assert pq.read_table(folder / "scores.parquet")["loyalty"].to_pylist() == [40, 40, 40]


def test_one_table_goes_into_the_file_that_is_named(loyalty: Run, database: Database, tmp_path: Path) -> None:
    fill(database)
    file = tmp_path / "deep" / "mine.CSV"
    done = loyalty("export", "--out", str(file), "--what", "scores", "--date", "2026-02-23")
    assert done.stdout == f"1 scores: {file}\n"
    assert file.read_text("utf-8-sig").splitlines()[1].startswith("C-2,2026-02-23")
    assert "delete them yourself" in done.stderr


def test_a_customer_who_is_erased_takes_the_reports_along(
    loyalty: Run, run: Run, database: Database, shop_settings: Settings
) -> None:
    fill(database)
    loyalty("report")
    loyalty("export")
    opened = lambda settings: open_shop(settings, now=lambda: NOW, people=None)  # noqa: E731
    parts = {"settings": lambda home: shop_settings, "open_shop": opened}
    done = run("records", "erase", "C-2", "--yes", "--json", **parts)
    assert json.loads(done.stdout)["counts"]["loyalty_reports"] == 5
    left = [path.name for path in (shop_settings.home / "reports").rglob("*")]
    assert left == [".erased"]
    loyalty("report")
    page = (shop_settings.home / "reports" / "loyalty-en.html").read_text("utf-8")
    assert "C-2" not in page
    assert "C-&lt;script" in page


@pytest.mark.parametrize("verb", ["report", "export"])
def test_what_was_begun_before_an_erasure_is_not_kept_after_it(
    loyalty: Run, database: Database, shop_settings: Settings, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    fill(database)
    folder = ReportFolder.of(shop_settings.home)
    folder.place("x").touch()
    read = LoyaltyScores.of_day_and_ids if verb == "report" else LoyaltyScores.of_day

    def erased_meanwhile(self: Any, *arguments: Any) -> Any:
        folder.erase("customer:C-2")
        return read(self, *arguments)

    monkeypatch.setattr(LoyaltyScores, read.__name__, erased_meanwhile)
    done = loyalty(verb)
    assert done.exit_code == 2
    assert "run it again" in done.stderr
    assert [path.name for path in folder.folder.rglob("*") if path.is_file()] == [".erased"]


def test_what_was_written_before_a_fault_goes_too_where_somebody_was_erased(tmp_path: Path, database: Database) -> None:
    folder = ReportFolder(tmp_path / "reports")
    written = folder.place("scores.csv")

    def fail_after_an_erasure() -> None:
        with nobody_erased_meanwhile(folder, database) as files:
            written.touch()
            files.append(written)
            (folder.folder / ".erased").write_text("another")
            raise OperatorError("No room for the next table.")

    with pytest.raises(OperatorError, match="run it again"):
        fail_after_an_erasure()
    assert not written.exists()


def test_a_shop_whose_catalogue_cannot_be_read_has_a_report_too(
    loyalty: Run, database: Database, shop_settings: Settings
) -> None:
    fill(database, "plain")
    shop_settings.catalog.write_text("{not json")
    assert loyalty("report").exit_code == 0
