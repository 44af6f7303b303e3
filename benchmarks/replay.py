"""What replaying costs beside the language model, and how often a comparison of two runs is right.

`python -m benchmarks.replay [--conversations 1000] [--workers 2] [--seeds 100]` plays so many conversations of four
turns in the demo shop to a scripted language model that answers at once, and prints one JSON object: milliseconds to
open a stage; milliseconds a turn (all but the model, p50 and p95; of the processor; of the clock), seconds for all.
Then, on drawn grades of 200 turns: of how many seeds a version held against itself is "not distinguishable", and a
planted 10-point drop in tool choice is found, for several shares of turns that are answered by chance.
"""

from __future__ import annotations

import argparse
import json
import logging
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from langchain_core.messages import AIMessageChunk, BaseMessage, ToolMessage
from langchain_core.messages.tool import tool_call_chunk
from langchain_core.outputs import ChatGenerationChunk

from assistant.llm.gateway import LanguageModel
from assistant.llm.streamed import StreamedChatModel
from assistant.settings import read_settings
from assistant.wiring import Shop, open_shop
from evaluation.comparison.comparing import compare_runs
from evaluation.comparison.drawn_runs import drawn_run
from evaluation.replay.replaying import ReplayTask, replay
from evaluation.replay.stage import open_stage
from evaluation.replay.transcripts import Transcript
from records.importers import seed_demo
from retrieval.build import build_index
from retrieval.catalog_reader import load_catalog
from retrieval.config import RetrievalConfig
from retrieval.hash_embedding import HashEmbedder

MESSAGES = (
    (
        "wireless headphones under $150",
        "which of these lasts longest?",
        "how long can I return them?",
        "a tent, please",
    ),
    ("我想买一个水壶，50美元以内", "有红色的吗", "运费多少", "加入购物车"),
    (
        "a present for my sister who likes board games",
        "something cheaper",
        "is it in stock?",
        "add the first to my cart",
    ),
    ("where is my last order?", "a wool jumper", "in blue", "what do the reviews say of the first one?"),
)
FLAKY = (0.0, 0.05, 0.1)


class PromptChatModel(StreamedChatModel):
    """Searches once a turn, then says a sentence; both at once."""

    @property
    def _llm_type(self) -> str:
        return "prompt"

    def _pieces(
        self, messages: list[BaseMessage], stop: list[str] | None, kwargs: dict[str, Any]
    ) -> Iterator[ChatGenerationChunk]:
        if isinstance(messages[-1], ToolMessage):
            said = AIMessageChunk("The first one [1] fits what you asked for, and it is in stock.")
        else:
            query = json.dumps({"query": str(messages[-1].content)[:60]})
            call = tool_call_chunk(name="search_products", args=query, id=f"call-{len(messages)}", index=0)
            said = AIMessageChunk("", tool_call_chunks=[call])
        yield ChatGenerationChunk(message=said)


def main() -> None:
    """Play, compare, and print what was seen."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--conversations", type=int, default=1000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seeds", type=int, default=100)
    given = parser.parse_args()
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        shop = demo_shop(Path(folder))
        played = playing(shop, given.conversations, given.workers)
        shop.close()
    right = {f"flaky {flaky:g}": verdicts(flaky, given.seeds) for flaky in FLAKY}
    print(json.dumps({**played, "seeds": given.seeds, "comparison": right}))


def demo_shop(home: Path) -> Shop:
    """The demo shop with an index and records in `home`."""
    settings = read_settings(
        home=home, llm_tool_calls="native", database_url=f"sqlite:///{home / 'records.sqlite'}", _env_file=None
    )
    build_index(load_catalog(settings.catalog).products, RetrievalConfig(home / "index"), HashEmbedder())
    model = LanguageModel(PromptChatModel(), "scripted", guided=False)
    shop = open_shop(settings, embedder=HashEmbedder(), language_model=model)
    seed_demo(shop.database, settings.shop_folder, lambda *_: None)
    return shop


def playing(shop: Shop, conversations: int, workers: int) -> dict[str, Any]:
    """Milliseconds and seconds of one replay."""
    transcripts = [_transcript(number) for number in range(conversations)]
    replay(ReplayTask(transcripts[:4]), shop)
    opened = []
    for _ in range(5):
        started = time.perf_counter()
        open_stage(shop, customer_id="C-017").close()
        opened.append((time.perf_counter() - started) * 1000)
    started, worked = time.perf_counter(), time.process_time()
    run = replay(ReplayTask(transcripts, workers=workers), shop)
    seconds, worked = time.perf_counter() - started, time.process_time() - worked
    own = np.array([turn.own_ms for turn in run.turns])
    p50, p95 = (round(float(value), 1) for value in np.quantile(own, (0.5, 0.95)))
    return {
        "conversations": conversations,
        "turns": len(run.turns),
        "workers": workers,
        "open_stage_ms": round(float(np.median(opened)), 1),
        "own_ms_a_turn": {"p50": p50, "p95": p95},
        "processor_ms_a_turn": round(worked * 1000 / len(run.turns), 1),
        "wall_ms_a_turn": round(seconds * 1000 / len(run.turns), 1),
        "seconds": round(seconds, 1),
    }


def verdicts(flaky: float, seeds: int) -> dict[str, int]:
    """Of so many seeds, how many comparisons were right where so large a share of turns is answered by chance."""
    same = found = 0
    for seed in range(seeds):
        a, b = (drawn_run(chance, flaky=flaky, same=seed) for chance in (seed, seed + 10_000))
        itself = compare_runs(a, b, seed)
        same += all(grade.verdict == "not distinguishable" for grade in itself.grades)
        worse = drawn_run(seed + 10_000, flaky=flaky, same=seed, dropped={"tool": 0.1})
        tool = compare_runs(a, worse, seed).grade("tool")
        found += tool is not None and tool.verdict == "worse"
    return {"itself_not_distinguishable": same, "planted_drop_found": found}


def _transcript(number: int) -> Transcript:
    messages = [{"role": "user", "content": text} for text in MESSAGES[number % len(MESSAGES)]]
    customer = "C-017" if number % 4 == 3 else None
    return Transcript.model_validate({"id": f"c{number}", "customer_id": customer, "messages": messages})


if __name__ == "__main__":
    main()
