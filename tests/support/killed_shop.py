"""A shop that is killed at random moments while it answers, and what its log holds after each death.

`python killed_shop.py HOME URL KILLS SEED` forks a shop over a scripted language model again and again, kills it
(SIGKILL), and holds the log to the turns whose end the shopper saw. The next shop is sent the first message without one
again, under its id. Prints how many were answered as JSON; ends with an error at the first thing that is wrong.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time
from itertools import count
from pathlib import Path

from assistant.agent.events import TurnEnded
from assistant.llm.gateway import LanguageModel
from assistant.llm.scripted import ScriptedChatModel, Step
from assistant.settings import read_settings
from assistant.wiring import open_shop
from records.conversation_log import SqlConversationLog
from records.database import open_database
from retrieval.hash_embedding import HashEmbedder

EACH = 6
"""Messages in one conversation."""
LONGEST_SECONDS = 0.5
PATIENCE_SECONDS = 60


def words_of(number: int) -> str:
    """What the shopper writes in the message of this number."""
    return ("show me tents", "有没有帐篷", "thank you very much", "what is your return policy?")[number % 4]


def serve(home: str, url: str, number: int, pipe: int) -> None:
    """Answers message after message until somebody kills the process; each end that is seen is told to the pipe."""
    model = LanguageModel(ScriptedChatModel(steps=[Step("Have a look.")] * 10_000), "scripted", False)
    settings = read_settings(home=home, database_url=url, _env_file=None)
    shop = open_shop(settings, embedder=HashEmbedder(), language_model=model)
    for sent in count(number):
        conversation = f"c{sent // EACH}"
        for event in shop.chat.stream(words_of(sent), conversation_id=conversation, guest_id="g1", turn_id=f"t{sent}"):
            if isinstance(event, TurnEnded):
                os.write(pipe, b".")


def live_and_die(home: str, url: str, answered: int, seconds: float, *, young: bool) -> int:
    """How many are answered after one more shop: killed so long after its first answer, or after its birth."""
    ours, theirs = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(ours)
        serve(home, url, answered, theirs)
        os._exit(1)
    os.close(theirs)
    if not young:
        select.select([ours], [], [], PATIENCE_SECONDS)
    time.sleep(seconds)
    os.kill(pid, signal.SIGKILL)
    with os.fdopen(ours, "rb") as told:
        more = len(told.read())
    assert os.WTERMSIG(os.waitpid(pid, 0)[1]) == signal.SIGKILL, "the shop died by itself"
    return answered + more


def check(url: str, answered: int) -> None:
    """Every answer that was seen to end is there, whole, once, in order; at most one turn besides."""
    database = open_database(url)
    log = SqlConversationLog(database)
    numbers = []
    for conversation in range(answered // EACH + 1):
        turns = log.turns(f"c{conversation}")
        assert [turn.position for turn in turns] == list(range(len(turns)))
        numbers += [int(turn.id[1:]) for turn in turns]
        for turn in turns:
            assert turn.text == words_of(int(turn.id[1:])), turn
            assert turn.answer, turn
            assert turn.outcome in ("answered", "fallback"), turn
            assert turn.timings_ms["total"] > 0, turn
    assert numbers == list(range(len(numbers))), numbers
    assert answered <= len(numbers) <= answered + 1, (answered, numbers)
    waiting = [message for c in range(answered // EACH + 1) for message in log.unanswered(f"c{c}")]
    assert [message.turn_id for message in waiting] in ([], [f"t{len(numbers)}"]), waiting
    database.check()
    database.close()


def main(home: str, url: str, kills: int, seed: int) -> None:
    """Kills, checks, and prints."""
    moments, answered = random.Random(seed), 0
    for kill in range(kills):
        young = kill % 4 == 3
        answered = live_and_die(home, url, answered, moments.uniform(0, (1 + young) * LONGEST_SECONDS), young=young)
        check(url, answered)
    print(json.dumps({"kills": kills, "answered": answered}))


if __name__ == "__main__":
    assert Path(sys.argv[1]).is_dir()
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
