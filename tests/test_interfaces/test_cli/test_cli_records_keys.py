"""`daogou records keys …` on a real database: from plain records to sealed ones, and from one key to the next."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from assistant.settings import read_settings
from assistant.wiring import open_shop
from interfaces.cli.composition import Composition
from records.nouns import Customer
from records.vault.keyring import new_key, read_keyring

ROOT = Path(__file__).resolve().parents[3]
SETTING = "DAOGOU_ENCRYPTION_KEYS"
FANG = Customer("C-001", "王芳", "fang@example.com", "zh", "Shanghai", datetime(2026, 3, 1, tzinfo=UTC))


@pytest.fixture
def composition(composition: Composition) -> Composition:
    """The real shop, with settings from the environment."""
    parts = {**vars(composition), "settings": lambda home: read_settings(_env_file=None), "open_shop": open_shop}
    return Composition(**parts)


@pytest.fixture
def keys(run: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    """Runs a verb of `daogou records keys` and gives back what it answers."""

    def invoke(verb: str) -> dict[str, Any]:
        result = run("records", "keys", verb, "--json")
        assert result.exit_code == 0, result.stderr
        answer: dict[str, Any] = json.loads(result.stdout)
        return answer

    return invoke


def add_customer() -> None:
    shop = open_shop(read_settings(_env_file=None))
    assert shop.ledger is not None
    shop.ledger.add_customer(FANG)
    shop.close()


def customer() -> Customer | None:
    shop = open_shop(read_settings(_env_file=None))
    assert shop.ledger is not None
    found = shop.ledger.customer(FANG.id)
    shop.close()
    return found


def test_a_new_key_is_a_line_for_the_settings(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    line = run("records", "keys", "new").stdout.strip()
    name, _, value = line.partition("=")
    monkeypatch.setenv(name, value)
    keyring = read_settings(_env_file=None).keyring()
    assert keyring is not None
    assert keyring == read_keyring(value)
    assert run("records", "keys", "new").stdout.strip() != line


def test_a_new_key_can_be_made_in_production_before_there_is_one(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DAOGOU_MODE", "production")
    assert run("records", "keys", "new", "--json").exit_code == 0
    assert run("records", "keys", "status").exit_code == 2


def test_from_plain_to_sealed_to_another_key(keys: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    add_customer()
    assert keys("status")["not_encrypted"]["customers"] == 3
    first, second = keys("new"), keys("new")
    monkeypatch.setenv(SETTING, first["key"])
    assert keys("seal") == {"sealed": 1, "plain_text_removed": True}
    assert keys("seal")["sealed"] == 0
    assert keys("status")["keys"] == [{"id": first["id"], "state": "current", "subjects": 1, "texts": 3}]
    assert keys("status")["not_encrypted"]["customers"] == 0

    monkeypatch.setenv(SETTING, f"{second['key']},{first['key']}")
    states = {key["id"]: (key["state"], key["subjects"]) for key in keys("status")["keys"]}
    assert states == {first["id"]: ("kept", 1), second["id"]: ("current", 0)}
    assert keys("rotate") == {"rotated": 2, "current": second["id"]}
    assert keys("rotate")["rotated"] == 0
    monkeypatch.setenv(SETTING, second["key"])
    assert keys("status")["keys"] == [{"id": second["id"], "state": "current", "subjects": 1, "texts": 3}]
    assert customer() == FANG


def test_status_tells_of_keys_that_do_not_fit(
    keys: Callable[..., Any], run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    first = new_key()
    monkeypatch.setenv(SETTING, first)
    add_customer()
    id = first.partition(":")[0]
    wrong = f"{id}:{new_key().partition(':')[2]}"
    for value, state in ((wrong, "wrong"), (new_key(), "missing"), ("", "missing")):
        monkeypatch.setenv(SETTING, value)
        assert {key["id"]: key["state"] for key in keys("status")["keys"]}[id] == state
        assert id in run("records", "keys", "status").stdout
        for verb in ("rotate", "seal"):
            result = run("records", "keys", verb)
            assert result.exit_code == 2
            assert SETTING in result.stderr.splitlines()[-1]


def test_what_was_plain_leaves_the_file(
    keys: Callable[..., Any], own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_customer()
    assert any(FANG.name.encode() in file.read_bytes() for file in own_home.iterdir())
    monkeypatch.setenv(SETTING, new_key())
    keys("seal")
    assert [file.name for file in own_home.iterdir() if FANG.name.encode() in file.read_bytes()] == []
    assert {stat.S_IMODE(file.stat().st_mode) for file in own_home.iterdir()} == {0o600}


def test_the_words_for_people_say_the_same(run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    add_customer()
    told = run("records", "keys", "status").stdout
    assert "Nothing is encrypted." in told
    assert "customers 3" in told
    key = new_key()
    monkeypatch.setenv(SETTING, key)
    assert run("records", "keys", "seal").stdout == "1 rows were encrypted.\n"
    id = key.partition(":")[0]
    assert run("records", "keys", "status").stdout == f"{id}: current; 1 people, 3 texts\n"
    assert run("records", "keys", "rotate").stdout == f"0 people's keys now depend on {id}.\n"


def test_an_original_is_shown_and_the_trail_tells_who_looked(
    run: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(SETTING, new_key())
    monkeypatch.setenv("DAOGOU_KEEP_ORIGINALS", "true")
    shop = open_shop(read_settings(_env_file=None))
    redacted = shop.redactor.redact("mail fang@example.com", "customer:C-001")
    assert shop.originals is not None
    shop.originals.keep("customer:C-001", redacted)
    placeholder = redacted.findings[0].placeholder
    assert run("records", "original", "C-001", placeholder).stdout == "fang@example.com\n"
    missing = run("records", "original", "C-002", placeholder)
    assert (missing.exit_code, missing.stdout) == (1, "")
    (entry,) = shop.audit.entries()
    assert (entry.actor, entry.action, entry.subject) == ("shell", "originals.read", "customer:C-001")
    assert entry.note == placeholder
    shop.close()


@pytest.mark.parametrize("keys", ["other", "none"])
def test_the_site_does_not_open_with_wrong_keys(
    monkeypatch: pytest.MonkeyPatch, own_home: Path, tmp_path: Path, keys: str
) -> None:
    monkeypatch.setenv(SETTING, new_key())
    add_customer()
    monkeypatch.setenv(SETTING, new_key() if keys == "other" else "")
    before = (own_home / "records.sqlite").read_bytes()
    served = subprocess.run(
        [sys.executable, ROOT / "app.py", "--port", "0"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert served.returncode == 2
    told = [line for line in served.stderr.splitlines() if line.startswith("daogou: ")]
    assert SETTING in told[-1]
    assert "Traceback" not in served.stderr
    assert (own_home / "records.sqlite").read_bytes() == before
    assert not (own_home / "index").exists()
