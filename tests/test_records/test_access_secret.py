"""The secret that cookies are signed with."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from records.access.site_secret import SiteSecretFault, read_site_secret

GIVEN = "a secret of the tests, 32 bytes long"


def test_without_one_it_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    home = tmp_path / "home"
    made = read_site_secret(home)
    assert len(made) >= 48
    assert read_site_secret(home) == made
    assert [file.name for file in home.iterdir()] == ["site.secret"]
    assert (home / "site.secret").stat().st_mode & 0o777 == 0o600
    assert home.stat().st_mode & 0o777 == 0o700


def test_two_homes_have_two_secrets(tmp_path: Path) -> None:
    assert read_site_secret(tmp_path / "a") != read_site_secret(tmp_path / "b")


def test_of_many_starts_at_once_all_have_the_same(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = set(pool.map(lambda _: read_site_secret(tmp_path), range(16)))
    assert len(made) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["site.secret"]


def test_a_given_one_is_taken_and_nothing_is_written(tmp_path: Path) -> None:
    assert read_site_secret(tmp_path / "home", GIVEN) == GIVEN.encode()
    assert not (tmp_path / "home").exists()


def test_a_short_one_is_refused_wherever_it_stands(tmp_path: Path) -> None:
    with pytest.raises(SiteSecretFault, match="DAOGOU_SITE_SECRET is shorter than 32"):
        read_site_secret(tmp_path, "short")
    (tmp_path / "site.secret").write_text("short")
    with pytest.raises(SiteSecretFault, match=r"site\.secret is shorter than 32"):
        read_site_secret(tmp_path)
    assert (tmp_path / "site.secret").read_text() == "short"


def test_a_file_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    (tmp_path / "site.secret").mkdir()
    with pytest.raises(SiteSecretFault, match="make it readable or set DAOGOU_SITE_SECRET"):
        read_site_secret(tmp_path)
