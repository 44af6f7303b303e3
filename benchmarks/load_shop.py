"""The site that `benchmarks.load` puts under load: the demo shop with a language model that writes at a fixed pace.

`python -m benchmarks.load_shop HOME` builds the index there with the embedder that needs no weights, serves the site on
a free port of this machine and prints its address. It stops when its standard input is closed.
"""

from __future__ import annotations

import json
import re
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.messages.tool import ToolCallChunk, tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk

from assistant.llm.streamed import StreamedChatModel

ROOT = Path(__file__).resolve().parent.parent
FIRST_SECONDS = 0.4
PIECE_SECONDS = 0.04
"""Before the first word and after each; a hosted model is about as quick."""
TOKEN = re.compile(r"\bcode word is ([a-z]{8})\b")
"""What one shopper says once, and nobody else."""
AN_ANSWER = 1000
"""Prompt tokens that an answer is logged with; the decision to call a tool has one. So the log tells them apart."""
MESSAGES_A_MINUTE = 600


def answer_to(said: str) -> list[str]:
    """The words that the language model writes after all that its shopper has said: their code word is among them."""
    found = TOKEN.findall(said)
    words = f"I looked this up for {found[-1] if found else 'you'}. Please have a look at what is shown above, and "
    return re.findall(r"\S+\s*", words + "tell me whether it should be something else.")


def tool_for(said: str) -> tuple[str, dict[str, Any]] | None:
    """The tool that the language model calls for a message, by a word in it; None where it just answers."""
    if "reviewers" in said:
        return "review_digest", {"product_id": "1"}
    if "send it back" in said or "ship" in said:
        return "lookup_policy", {"topic": "returns", "question": said}
    return ("search_products", {"query": said}) if "code word" not in said else None


def seconds_of(prompt_tokens: int) -> float:
    """How long the language model took by its own pace, of what the log says that it read."""
    answers, decisions = divmod(prompt_tokens, AN_ANSWER)
    return decisions * FIRST_SECONDS + answers * (FIRST_SECONDS + PIECE_SECONDS * len(answer_to("")))


class PacedChatModel(StreamedChatModel):
    """Says the same to every message, at a fixed pace, whoever else is answered meanwhile."""

    @property
    def _llm_type(self) -> str:
        return "paced"

    def _pieces(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> Iterator[ChatGenerationChunk]:
        time.sleep(FIRST_SECONDS)
        wanted = tool_for(str(messages[-1].text)) if messages[-1].type == "human" and kwargs.get("tools") else None
        if wanted is not None:
            call = tool_call_chunk(name=wanted[0], args=json.dumps(wanted[1]), id=f"call_{wanted[0]}", index=0)
            yield _piece("", [call])
        else:
            for piece in answer_to("\n".join(str(one.text) for one in messages if one.type == "human")):
                yield _piece(piece)
                time.sleep(PIECE_SECONDS)
        tokens = AN_ANSWER if wanted is None else 1
        yield _piece("", [], UsageMetadata(input_tokens=tokens, output_tokens=10, total_tokens=tokens + 10))


def _piece(text: str, calls: Sequence[ToolCallChunk] = (), used: UsageMetadata | None = None) -> ChatGenerationChunk:
    message = AIMessageChunk(content=text, tool_call_chunks=list(calls), usage_metadata=used)
    return ChatGenerationChunk(message=message)


def main() -> None:
    """Serve until told to stop."""
    from assistant.llm.gateway import LanguageModel
    from assistant.settings import read_settings
    from assistant.wiring import open_shop
    from interfaces.ui.server import SiteServer, open_port
    from interfaces.ui.site import build_site
    from retrieval.hash_embedding import HashEmbedder

    home = Path(sys.argv[1])
    _prepare(home)
    settings = read_settings(home=home, llm_tool_calls="native", messages_per_minute=MESSAGES_A_MINUTE, _env_file=None)
    model = LanguageModel(PacedChatModel(), "paced", False)
    shop = open_shop(settings, embedder=HashEmbedder(), language_model=model)
    shop.search_engine.warm()
    shop.chat.words.warm()
    shop.redactor.warm()
    server = SiteServer(build_site(shop), open_port("127.0.0.1", 0), lambda address: print(address, flush=True))
    threading.Thread(target=_stop_at_end_of_input, args=(server,), daemon=True).start()
    server.run_on_port()
    shop.close()


def _prepare(home: Path) -> None:
    """The demo shop's index and records."""
    from records.database import open_database
    from records.importers import seed_demo
    from retrieval.build import build_index
    from retrieval.catalog_reader import load_catalog
    from retrieval.config import RetrievalConfig
    from retrieval.hash_embedding import HashEmbedder

    build_index(
        load_catalog(ROOT / "data" / "products.jsonl").products, RetrievalConfig(home / "index"), HashEmbedder()
    )
    database = open_database(f"sqlite:///{home / 'records.sqlite'}")
    database.upgrade()
    seed_demo(database, ROOT / "data")
    database.close()


def _stop_at_end_of_input(server: Any) -> None:
    sys.stdin.read()
    server.should_exit = True


if __name__ == "__main__":
    main()
