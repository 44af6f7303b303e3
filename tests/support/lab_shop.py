"""The demo shop with staff and with language models that do as their prompt tells them, to be worked on in the lab.

`obedient` says every sentence of its system prompt that begins with "Say ", which is how a test sees the prompt in the
answer. `searching` looks for products first. `broken` never answers.
"""

from __future__ import annotations

import json
import re
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk

from assistant.errors import LanguageModelError
from assistant.llm.gateway import LanguageModel
from assistant.llm.streamed import StreamedChatModel
from assistant.settings import read_settings
from assistant.wiring import Shop, open_shop
from records.access.passwords import Passwords
from records.access.people import open_people
from retrieval.hash_embedding import HashEmbedder

PASSWORD = "correct horse 电池"
NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
MODELS = ("obedient", "searching", "broken")
_SAY = re.compile(r"\bSay (.+?\.)")


class PromptedModel(StreamedChatModel):
    """Answers by its prompt alone, the same each time, from any thread."""

    searches: bool = False

    @property
    def _llm_type(self) -> str:
        return "prompted"

    def _pieces(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> Iterator[ChatGenerationChunk]:
        offered = {tool["function"]["name"] for tool in kwargs.get("tools", ())}
        asked = messages[-1]
        if self.searches and asked.type == "human" and "search_products" in offered:
            call = tool_call_chunk(name="search_products", args=json.dumps({"query": asked.text}), id="s", index=0)
            yield ChatGenerationChunk(message=AIMessageChunk(content="", tool_call_chunks=[call]))
        else:
            for word in re.findall(r"\S+\s*", self._words(messages)):
                yield ChatGenerationChunk(message=AIMessageChunk(content=word))
        used = UsageMetadata(input_tokens=120, output_tokens=12, total_tokens=132)
        yield ChatGenerationChunk(message=AIMessageChunk(content="", usage_metadata=used))

    def _words(self, messages: list[BaseMessage]) -> str:
        told = " ".join(" ".join(one.text.split()) for one in messages if one.type == "system")
        return " ".join(_SAY.findall(told)) or "Gladly, what are you looking for today?"


class BrokenModel(StreamedChatModel):
    """Its endpoint is down."""

    @property
    def _llm_type(self) -> str:
        return "broken"

    def _pieces(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> Iterator[ChatGenerationChunk]:
        raise LanguageModelError("The endpoint does not answer.")
        yield


def models() -> LanguageModel:
    """The three; the first one answers shoppers."""
    one, two = PromptedModel(), PromptedModel(searches=True)
    members = (
        LanguageModel(one, "obedient", False),
        LanguageModel(two, "searching", False),
        LanguageModel(BrokenModel(), "broken", False),
    )
    return LanguageModel(one, "obedient", False, _members=members)


def _going_on() -> Callable[[], datetime]:
    """A clock that begins at noon and goes: what is done later was later."""
    began = time.monotonic()
    return lambda: NOON + timedelta(seconds=time.monotonic() - began)


@contextmanager
def open_lab_shop(
    folder: Path, index: Path, records: Path, now: Callable[[], datetime] | None = None, **settings: Any
) -> Iterator[Shop]:
    """The demo shop in a home of its own; accounts `staff`, `bea` (staff too), `admin`, `analyst` and `shopper`.

    `index` is a home folder with the demo shop's index, `records` its records, which are copied.
    """
    home = folder / "home"
    home.mkdir(parents=True, exist_ok=True)
    (home / "index").symlink_to(index / "index")
    shutil.copy(records, folder / "records.sqlite")
    url = f"sqlite:///{folder / 'records.sqlite'}"
    chosen = read_settings(home=home, database_url=url, llm_tool_calls="native", _env_file=None, **settings)
    shop = open_shop(chosen, embedder=HashEmbedder(), language_model=models(), now=now or _going_on())
    people = open_people(shop.database, chosen.access(), shop.site_secret, shop.now, Passwords((1, 8, 1)))
    for login, role in (("staff", "staff"), ("bea", "staff"), ("admin", "admin"), ("analyst", "analyst")):
        people.accounts.add(login, role, PASSWORD)
    people.accounts.add("shopper", "shopper", PASSWORD, "C-017")
    shop.__dict__["people"] = people
    yield shop
    shop.close()
