"""What the site costs when many shoppers chat at once: our share of each turn, and whether anything is mixed up.

`python -m benchmarks.load` serves the demo shop in a process of its own (`benchmarks.load_shop`), whose language model
writes at a fixed pace, and has 50 shoppers talk to it over HTTP as the page does: joining Gradio's queue, reading the
server-sent frames. Each has a code word, and is to be answered with it, in the conversation that is theirs, with the
products that the same question gets when nobody else is there. The language model repeats the word out of what it is
given of the conversation, so that one mixed up on the way to it is seen too. Meanwhile somebody opens the page twice a
second. It prints one JSON object last and ends with 1 where an answer was wrong, mixed up or never came.

`overhead` is the time from sending a message to the end of its answer less what the language model takes by its own
pace, in milliseconds: queueing, rules, search, checks, log, frames, and whatever else the machine is doing.

There are two figures, which say different things. With `--think 2 10`, shoppers who read before they write: each waits
for so many seconds, drawn from `--seed`, before each message. With `--think 0 0`, a burst: all write in the same
instant and again as soon as they are answered, so that each waits for all the others' processor time.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx
import psutil

from benchmarks.load_shop import ROOT, seconds_of

TALKS = (
    ("wireless headphones under $150", "how long may I take to send it back?"),
    ("a tent for two people", "only those under $300"),
    ("coffee makers", "do you ship on Sundays?"),
    ("running shoes", "what do reviewers say about the first one?"),
    ("quiet vacuum cleaners", "something cheaper"),
)
"""What shoppers say after their code word, turn by turn; the first has the first of them, and so on around."""
PATIENCE_SECONDS = 60


@dataclass
class Heard:
    """One answer: when its products and its end came, in seconds after the message, and its last frame."""

    text: str
    ended: float
    products: float | None
    frame: dict[str, Any]


@dataclass
class Shopper:
    """Somebody with a browser of their own, who says `talk` and keeps what was answered."""

    number: int
    site: str
    seed: int = 0
    word: str = field(default_factory=lambda: "".join(random.sample("abcdefghijklmnopqrstuvwxyz", 8)))
    key: str = field(default_factory=lambda: secrets.token_hex(6))
    conversation: str = ""
    heard: list[Heard] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def talk(self) -> Sequence[str]:
        """What they say."""
        return [f"hi, my code word is {self.word}", *TALKS[self.number % len(TALKS)]]

    async def shop(self, think: tuple[float, float], begin: asyncio.Event, rounds: int) -> None:
        """Says everything `rounds` times, thinking for between so many seconds before each message."""
        chance = random.Random(1000 * self.seed + self.number)
        async with self._browser() as (client, ask):
            await begin.wait()
            for text in [text for _ in range(rounds) for text in self.talk]:
                await asyncio.sleep(chance.uniform(*think))
                try:
                    self.heard.append(await self._say(client, ask, text))
                except (httpx.HTTPError, TimeoutError, ValueError) as error:
                    self.faults.append(f"{text}: {error!r}")

    @asynccontextmanager
    async def _browser(self) -> AsyncIterator[tuple[httpx.AsyncClient, tuple[int, int]]]:
        async with httpx.AsyncClient(base_url=self.site, timeout=PATIENCE_SECONDS) as client:
            (await client.get("/")).raise_for_status()
            config = (await client.get("/config")).json()
            found = {target[1]: one for one in config["dependencies"] for target in one["targets"]}
            yield client, (found["ask"]["id"], len(found["ask"]["inputs"]))

    async def _say(self, client: httpx.AsyncClient, ask: tuple[int, int], text: str) -> Heard:
        told = {"text": text, "turn": secrets.token_hex(16), "conversation": self.conversation}
        body = {"data": [None] * ask[1], "fn_index": ask[0], "session_hash": self.key, "event_data": told}
        started = time.perf_counter()
        joined = await client.post("/gradio_api/queue/join", json=body, headers={"Origin": self.site})
        joined.raise_for_status()
        products = None
        async with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": self.key}) as stream:
            async for line in stream.aiter_lines():
                if products is None and "dg-card" in line:
                    products = time.perf_counter() - started
                if '"process_completed"' not in line:
                    continue
                ended = time.perf_counter() - started
                message = json.loads(line.removeprefix("data: "))
                if not message["success"]:
                    raise ValueError(line[:200])
                frame = message["output"]["data"][0]
                self.conversation = frame["conversation"]
                return Heard(text, ended, products, frame)
        raise ValueError("the answer broke off")


def shown(frame: dict[str, Any]) -> list[str]:
    """The ids of the products in a frame."""
    return [part.split('"')[0] for row in frame["rows"] for part in row.split('data-product="')[1:]]


def mixed_up(shoppers: Sequence[Shopper], alone: Sequence[Shopper]) -> list[str]:
    """What is wrong with the answers, in words; `alone` are those who said the same when nobody else was there."""
    found = [f"shopper {one.number}: {fault}" for one in shoppers for fault in one.faults]
    conversations = [one.conversation for one in shoppers]
    if len(set(conversations)) < len(conversations):
        found.append("two shoppers are in one conversation")
    words = {one.word for one in (*shoppers, *alone)}
    for one in shoppers:
        for expected, heard in zip(alone[one.number % len(TALKS)].heard, one.heard, strict=False):
            told = json.dumps(heard.frame, ensure_ascii=False)
            where = f"shopper {one.number}, {heard.text!r}: "
            if heard.frame["state"] != "done":
                found.append(where + f"ended {heard.frame['state']} ({heard.frame['notice']})")
            elif shown(heard.frame) != shown(expected.frame):
                found.append(where + "other products than alone")
            elif any(word in told for word in words - {one.word}):
                found.append(where + "somebody else's word is in the answer")
            elif one.word not in heard.frame["prose"]:
                found.append(where + "their own word is missing")
    return found


def overheads(home: Path, shoppers: Sequence[Shopper]) -> list[float]:
    """Our share of each turn in milliseconds; how many answers of the language model it took stands in the log."""
    from records.conversation_log import SqlConversationLog
    from records.database import open_database

    database = open_database(f"sqlite:///{home / 'records.sqlite'}")
    log = SqlConversationLog(database)
    found = []
    for one in shoppers:
        for heard in one.heard:
            turn = log.turn(heard.frame["turn"])
            read = (turn.usage if turn else {}).get("prompt_tokens", 0)
            found.append(1000 * (heard.ended - seconds_of(read)))
    database.close()
    return found


@contextmanager
def served(home: Path) -> Iterator[tuple[str, psutil.Process]]:
    """The site in a process of its own: its address, and the process."""
    command = [sys.executable, "-m", "benchmarks.load_shop", str(home)]
    site = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        assert site.stdout is not None
        address = next((line.strip() for line in site.stdout if line.startswith("http://")), "")
        if not address:
            raise SystemExit("the site did not start")
        yield address, psutil.Process(site.pid)
    finally:
        site.communicate(timeout=30)


async def opened_meanwhile(site: str, stop: asyncio.Event) -> dict[str, list[float]]:
    """How long the page and who one is took, in milliseconds, twice a second until told to stop."""
    took: dict[str, list[float]] = {"/": [], "/api/me": []}
    async with httpx.AsyncClient(base_url=site, timeout=PATIENCE_SECONDS) as client:
        while not stop.is_set():
            for path, times in took.items():
                started = time.perf_counter()
                (await client.get(path)).raise_for_status()
                times.append(1000 * (time.perf_counter() - started))
            await asyncio.sleep(0.5)
    return took


async def measured(site: str, count: int, think: tuple[float, float], rounds: int, seed: int) -> tuple[Any, ...]:
    """The shoppers after their talks, those who talked alone before, and how long pages took meanwhile."""
    go, stop = asyncio.Event(), asyncio.Event()
    go.set()
    warm, alone = Shopper(0, site), [Shopper(number, site) for number in range(len(TALKS))]
    await warm.shop((0, 0), go, 1)
    for one in alone:
        await one.shop((0, 0), go, rounds)
    shoppers, begin = [Shopper(number, site, seed) for number in range(count)], asyncio.Event()
    looking = asyncio.create_task(opened_meanwhile(site, stop))
    talking = [asyncio.create_task(one.shop(think, begin, rounds)) for one in shoppers]
    await asyncio.sleep(2)  # all have opened the page
    started = time.perf_counter()
    begin.set()
    await asyncio.gather(*talking)
    seconds = time.perf_counter() - started
    stop.set()
    return shoppers, alone, await looking, seconds


def spread(values: Sequence[float]) -> dict[str, float]:
    """p50, p95 and the worst, rounded; empty for fewer than two values."""
    if len(values) < 2:
        return {}
    cuts = quantiles(values, n=20, method="inclusive")
    return {"p50": round(cuts[9], 1), "p95": round(cuts[18], 1), "max": round(max(values), 1)}


def main() -> None:
    """Serve, talk, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shoppers", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=2, help="how often each says everything they have to say")
    parser.add_argument("--think", type=float, nargs=2, default=(2.0, 8.0), help="seconds before a message, from to")
    parser.add_argument("--seed", type=int, default=7, help="what the seconds are drawn from")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home, load = Path(folder), os.getloadavg()[0]
        with served(home) as (site, process):
            before, others, began = process.cpu_times(), psutil.cpu_times(), time.perf_counter()
            clients = sum(psutil.Process().cpu_times()[:2])
            done = asyncio.run(measured(site, chosen.shoppers, tuple(chosen.think), chosen.rounds, chosen.seed))
            after, others_after, lasted = process.cpu_times(), psutil.cpu_times(), time.perf_counter() - began
            clients = sum(psutil.Process().cpu_times()[:2]) - clients
        shoppers, alone, looked, seconds = done
        own = overheads(home, shoppers)
        faults = mixed_up(shoppers, alone)
        alone_ms = overheads(home, alone)
    used = after.user + after.system - before.user - before.system
    warmed = len(TALKS[0]) + 1
    turns = sum(len(one.heard) for one in (*shoppers, *alone)) + warmed
    products = [1000 * heard.products for one in shoppers for heard in one.heard if heard.products is not None]
    busy = sum(getattr(others_after, kind) - getattr(others, kind) for kind in ("user", "system", "nice"))
    told = {
        "shoppers": chosen.shoppers,
        "turns": sum(len(one.heard) for one in shoppers),
        "turns_a_second": round(sum(len(one.heard) for one in shoppers) / seconds, 2),
        "think_seconds": list(chosen.think),
        "overhead_ms": spread(own),
        "overhead_alone_ms": spread(alone_ms),
        "products_ms": spread(products),
        "page_ms": spread(looked["/"]),
        "me_ms": spread(looked["/api/me"]),
        "server_cpu_ms_a_turn": round(1000 * used / turns, 1),
        "clients_cpu_ms_a_turn": round(1000 * clients / turns, 1),
        "cores": psutil.cpu_count(),
        "load_before": round(load, 2),
        "cpu_share_of_other_programs": round(max(0.0, busy - used - clients) / (lasted * (psutil.cpu_count() or 1)), 2),
        "faults": len(faults),
    }
    for fault in faults[:10]:
        print(fault, file=sys.stderr)
    print(json.dumps(told))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
