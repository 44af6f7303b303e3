"""What the embedded model has read is kept for its other slots and for later runs."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

from assistant.llm.embedded import start_embedded_server
from assistant.llm.read_prompts import KEPT_FILES, ReadPrompts, SavedPrompts


@contextmanager
def slots_server(folder: Path, slots: list[dict[str, Any]], fails: bool = False) -> Iterator[tuple[str, list[str]]]:
    """A server with llama.cpp's `/slots` endpoint, which writes and reads files of `folder`; and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._say(200, slots)

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            slot, _, action = self.path.removeprefix("/slots/").partition("?action=")
            asked.append(f"{action} {slot}")
            file = folder / body["filename"]
            if fails or (action == "restore" and not file.is_file()):
                self._say(400, {"error": "no"})
                return
            if action == "save":
                file.write_text(slot)
            self._say(200, {})

        def _say(self, status: int, body: object) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(body).encode())

        def log_message(self, *args: object) -> None:
            """Say nothing on stderr."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


TWO = [{"id": 0, "n_prompt_tokens": None}, {"id": 1, "n_prompt_tokens": 1300}]


def test_what_the_fullest_slot_read_goes_to_the_others_and_to_the_next_run(tmp_path: Path) -> None:
    with slots_server(tmp_path, TWO) as (address, asked):
        first = ReadPrompts(address, tmp_path, "model-1", 2)
        assert not first.recall("prompt")
        assert first.keep("prompt")
        assert asked == ["save 1", "restore 0"]
        asked.clear()
        assert ReadPrompts(address, tmp_path, "model-1", 2).recall("prompt")
        assert asked == ["restore 0", "restore 1"]


@pytest.mark.parametrize(("made_with", "prompt"), [("model-2", "prompt"), ("model-1", "another prompt")])
def test_another_model_or_prompt_finds_nothing(tmp_path: Path, made_with: str, prompt: str) -> None:
    with slots_server(tmp_path, TWO) as (address, _):
        ReadPrompts(address, tmp_path, "model-1", 2).keep("prompt")
        assert not ReadPrompts(address, tmp_path, made_with, 2).recall(prompt)


def test_only_the_newest_files_stay_and_another_models_too(tmp_path: Path) -> None:
    with slots_server(tmp_path, TWO) as (address, _):
        ReadPrompts(address, tmp_path, "model-2", 2).keep("prompt")
        read = ReadPrompts(address, tmp_path, "model-1", 2)
        for number in range(KEPT_FILES + 2):
            read.keep(f"prompt {number}")
            for file in tmp_path.glob("*.prompt"):
                os.utime(file, (file.stat().st_atime - 10, file.stat().st_mtime - 10))
        assert [read.recall(f"prompt {number}") for number in range(KEPT_FILES + 2)] == [False, False, True, True, True]
        assert ReadPrompts(address, tmp_path, "model-2", 2).recall("prompt")
    assert not list(tmp_path.glob("*.new"))


@pytest.mark.parametrize("slots", [TWO, [], [{"odd": 1}]])
def test_a_server_that_cannot_do_it_costs_nothing_but_time(tmp_path: Path, slots: list[dict[str, Any]]) -> None:
    with slots_server(tmp_path, slots, fails=True) as (address, _):
        read = ReadPrompts(address, tmp_path, "model-1", 2)
        assert not read.keep("prompt")
        assert not read.recall("prompt")
    assert not ReadPrompts(address, tmp_path, "model-1", 2).keep("prompt")


def test_when_somebody_is_erased_all_that_was_read_goes(tmp_path: Path) -> None:
    with slots_server(tmp_path, TWO) as (address, _):
        read = ReadPrompts(address, tmp_path, "model-1", 2)
        read.keep("prompt")
        (tmp_path / "0a-1b.77.new").write_text("a run that was killed while it saved")
        saved = SavedPrompts(tmp_path)
        assert saved.export("customer:C-001") == {}
        assert [saved.erase("customer:C-001") for _ in range(2)] == [2, 0]
        assert not read.recall("prompt")
        assert read.keep("prompt")
    assert SavedPrompts(tmp_path / "nowhere").erase("customer:C-001") == 0


@pytest.mark.embedded_model
@pytest.mark.slow
def test_a_second_conversation_reads_only_its_own_words(embedded_model_file: Path, tmp_path: Path) -> None:
    shop = {"role": "system", "content": "You are a shopping assistant. " + "Tents, lamps and kettles. " * 12}

    def ask(slot: int, text: str) -> int:
        body = {"messages": [shop, {"role": "user", "content": text}], "max_tokens": 1, "id_slot": slot}
        answer = httpx.post(f"{server.base_url}/chat/completions", json=body, timeout=60).json()
        return int(answer["timings"]["prompt_n"])

    def start() -> Any:
        return start_embedded_server(
            embedded_model_file, context_tokens=512, parallel_slots=2, threads=2, prompts_dir=tmp_path
        )

    server = start()
    whole = ask(0, "hello")
    assert server.read.keep("shop")
    assert ask(1, "a tent please") < whole / 3
    server.close()

    server = start()
    assert server.read.recall("shop")
    assert ask(0, "a lamp please") < whole / 3
    assert ask(1, "a kettle please") < whole / 3
    server.close()
