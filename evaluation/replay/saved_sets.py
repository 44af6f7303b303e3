"""Sets of transcripts that staff keep in the shop's home: `evaluation_sets/<name>.jsonl`, for their owner's eyes."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final

from evaluation.errors import EvaluationError
from evaluation.replay.transcripts import Transcript, read_transcripts
from records.whole_file import written_whole

_NAME: Final = re.compile(r"[\w][\w-]{0,63}")
_WRITING: Final = Lock()


@dataclass(frozen=True, slots=True)
class SavedSet:
    """A set in short: its name, how many conversations and shopper's messages it has, and how many are judged."""

    name: str
    conversations: int
    messages: int
    expecting: int


def set_file(home: Path, name: str) -> Path:
    """Where the set of this name lies, whether or not there is one.

    Raises:
        EvaluationError: the name is not made of letters, digits, `_` and `-`, at most 64 of them.
    """
    if not _NAME.fullmatch(name):
        raise EvaluationError(f"A set cannot be called {name[:80]!r}; use up to 64 letters, digits, - and _.")
    return home / "evaluation_sets" / f"{name}.jsonl"


def saved_sets(home: Path) -> tuple[SavedSet, ...]:
    """The sets of a home folder, by name; one that cannot be read is left out."""
    found = []
    for file in sorted((home / "evaluation_sets").glob("*.jsonl")):
        try:
            transcripts = read_transcripts(file)
        except EvaluationError:
            continue
        said = [message for one in transcripts for message in one.said]
        expecting = sum(message.expect is not None for message in said)
        found.append(SavedSet(file.stem, len(transcripts), len(said), expecting))
    return tuple(found)


def write_transcripts(file: Path, transcripts: Iterable[Transcript]) -> None:
    """Writes the whole file, gzipped where its name ends in `.gz`; it is complete or as it was before.

    Raises:
        EvaluationError: it cannot be written.
    """
    text = "".join(as_line(one) for one in transcripts).encode()
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with written_whole(file) as stream:
            stream.write(gzip.compress(text, mtime=0) if file.suffix == ".gz" else text)
    except OSError as error:
        raise EvaluationError(f"{file} cannot be written ({error.strerror}); choose another place.") from error


def add_transcripts(file: Path, transcripts: Iterable[Transcript], replace: bool = False) -> int:
    """Puts conversations at the end of a set, which begins with the first; how many the set did not have.

    One whose id is there is left as it is, or takes the other's place with `replace`. Raises `EvaluationError` for a
    file that cannot be read or written.
    """
    new = {one.id: one for one in transcripts}

    def added(kept: dict[str, Transcript]) -> dict[str, Transcript]:
        return {**kept, **{id: one for id, one in new.items() if replace or id not in kept}}

    before, after = _change(file, added)
    return len(after) - len(before)


def remove_transcripts(file: Path, gone: Callable[[Transcript], bool]) -> int:
    """Takes conversations out of a set, which goes with the last; how many there were."""
    if not file.is_file():
        return 0
    before, after = _change(file, lambda kept: {id: one for id, one in kept.items() if not gone(one)})
    return len(before) - len(after)


def as_line(transcript: Transcript) -> str:
    """A transcript as its line of a file."""
    return json.dumps(transcript.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False) + "\n"


def _change(
    file: Path, change: Callable[[dict[str, Transcript]], dict[str, Transcript]]
) -> tuple[dict[str, Transcript], dict[str, Transcript]]:
    with _WRITING:
        before = {one.id: one for one in read_transcripts(file)} if file.is_file() else {}
        after = change(before)
        if after:
            write_transcripts(file, after.values())
        else:
            file.unlink(missing_ok=True)
    return before, after
