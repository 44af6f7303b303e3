"""Keeps what the embedded model has read of the shop's prompt, so that no conversation waits for it again.

Two slow cores read a prompt of 1,300 tokens, the system prompt and the tools, in 25 to 75 seconds. llama.cpp remembers
it in the slot that read it, but a second conversation at the same moment gets another slot and would read it all
again, and holds the first one up while it does. So the state of the slot is written to a file once and read into every
other slot, in milliseconds, and again when the shop opens the next time.
"""

from __future__ import annotations

import hashlib
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx

logger = logging.getLogger(__name__)

KEPT_FILES = 3
"""Files kept of one model; 1,300 tokens of the 1.5B model take 37 MB."""
TIMEOUT_SECONDS = 30.0


class ReadPrompts:
    """The read prompts of one running llama.cpp server, by its own `/slots` endpoint.

    `made_with` names the model and llama.cpp's version: a state fits no other. Whatever fails here costs time and
    nothing else, since llama.cpp compares a slot's tokens with every prompt it is sent.
    """

    def __init__(self, address: str, folder: Path, made_with: str, slots: int) -> None:
        self._address, self._folder, self._made_with, self._slots = address, folder, made_with, slots

    def recall(self, prompt: str) -> bool:
        """Give every slot what was read of `prompt` in an earlier run; False where there is nothing."""
        file = self._file(prompt)
        if not file.is_file():
            return False
        os.utime(file)
        return all(self._ask(slot, "restore", file.name) for slot in range(self._slots))

    def keep(self, prompt: str) -> bool:
        """Keep what the fullest slot has read, which is `prompt`, for the other slots and for later runs."""
        file = self._file(prompt)
        fresh = f"{file.stem}.{os.getpid()}.new"
        read_by = self._fullest()
        if read_by is None or not self._ask(read_by, "save", fresh):
            return False
        (self._folder / fresh).replace(file)
        self._forget_old()
        others = [slot for slot in range(self._slots) if slot != read_by]
        return all(self._ask(slot, "restore", file.name) for slot in others)

    def _file(self, prompt: str) -> Path:
        made = hashlib.sha256(f"{self._made_with}\n{prompt}".encode()).hexdigest()
        return self._folder / f"{hashlib.sha256(self._made_with.encode()).hexdigest()[:8]}-{made[:24]}.prompt"

    def _forget_old(self) -> None:
        """Delete all but the newest files of this model; another process may do the same."""
        mine = hashlib.sha256(self._made_with.encode()).hexdigest()[:8]
        files = sorted(self._folder.glob(f"{mine}-*.prompt"), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in files[KEPT_FILES:]:
            file.unlink(missing_ok=True)

    def _fullest(self) -> int | None:
        try:
            slots = httpx.get(f"{self._address}/slots", timeout=TIMEOUT_SECONDS, trust_env=False).raise_for_status()
            read = {slot["id"]: slot.get("n_prompt_tokens") or 0 for slot in slots.json()}
        except (httpx.HTTPError, ValueError, LookupError, TypeError) as error:
            logger.info("what the language model has read cannot be kept: %s", error)
            return None
        return max(read, key=lambda slot: read[slot], default=None)

    def _ask(self, slot: int, action: str, filename: str) -> bool:
        try:
            address = f"{self._address}/slots/{slot}?action={action}"
            asked = httpx.post(address, json={"filename": filename}, timeout=TIMEOUT_SECONDS, trust_env=False)
            asked.raise_for_status()
        except httpx.HTTPError as error:
            logger.info("slot %s: %s of what was read failed: %s", slot, action, error)
            return False
        return True


class SavedPrompts:
    """The files of `ReadPrompts`, as the seam `records.erasure.personal_store.PersonalStore` sees them.

    A state is saved while the shop may be open already, so that it can hold the words of a shopper who was the first to
    write. Whose words they are is not to be told, so all files go when somebody is erased; the next start reads the
    shop's prompt again.
    """

    name = "saved_prompts"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def export(self, subject: str) -> Mapping[str, Any]:
        """Nothing: it holds numbers of which nobody's words can be told."""
        return {}

    def erase(self, subject: str) -> int:
        """Deletes all files; how many there were."""
        files = [*self._folder.glob("*.prompt"), *self._folder.glob("*.new")]
        for file in files:
            file.unlink(missing_ok=True)
        return len(files)
