"""`daogou records redact` in a real pipe: UTF-8 in and out, line by line, without a home, an index or a model."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-m", "interfaces.cli.main", "records", "redact"]
ROOT = Path(__file__).resolve().parents[3]


def redact(text: str | bytes, *options: str) -> str:
    given = text if isinstance(text, bytes) else text.encode()
    done = subprocess.run([*COMMAND, *options], input=given, capture_output=True, cwd=ROOT, check=True, timeout=60)
    assert done.stderr == b""
    return done.stdout.decode()


def test_lines_come_out_redacted_in_their_order(own_home: Path) -> None:
    lines = redact("mail anna@example.com\r\n\n我叫王小明\nheadphones under 200").split("\n")
    assert lines[0].startswith("mail [EMAIL_")
    assert lines[1] == ""
    assert lines[2].startswith("我叫[NAME_")
    assert lines[3:] == ["headphones under 200", ""]
    assert not own_home.exists()


def test_each_line_is_answered_before_the_next_is_given() -> None:
    with subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        for line in ("13800138000", "ok", "anna@example.com"):
            running.stdin.write(f"{line}\n".encode())
            running.stdin.flush()
            answer = running.stdout.readline().decode().strip()
            assert (answer == line) == (line == "ok")
        running.stdin.close()
        assert running.wait(timeout=30) == 0


def test_json_gives_places_and_no_originals() -> None:
    (line,) = redact("call 415-555-0132 now\n", "--json").splitlines()
    said = json.loads(line)
    assert "0132" not in line
    (finding,) = said["findings"]
    assert finding == {"kind": "phone", "start": 5, "end": 17, "placeholder": finding["placeholder"]}
    assert said["text"] == f"call {finding['placeholder']} now"


def test_a_home_gives_the_same_placeholders_again(tmp_path: Path) -> None:
    home, other = str(tmp_path / "one"), str(tmp_path / "two")
    options = ("--scope", "customer:C-001", "--home")
    assert redact("anna@example.com", *options, home) == redact("anna@example.com", *options, home)
    assert redact("anna@example.com", *options, home) != redact("anna@example.com", *options, other)


@pytest.mark.parametrize("environment", [{"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}])
def test_another_locale_and_broken_bytes_change_nothing(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert redact("耳机 \xff".encode("latin-1", "replace") + "耳机 200\n".encode()).endswith("耳机 200\n")


def test_a_key_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "redaction.key").write_text("x")
    done = subprocess.run([*COMMAND, "--home", str(tmp_path)], input=b"x\n", capture_output=True, cwd=ROOT, check=False)
    assert done.returncode == 2
    assert done.stderr.decode().startswith("daogou: The file")
    assert done.stderr.count(b"\n") == 1
