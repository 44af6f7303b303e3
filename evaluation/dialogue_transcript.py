"""What happened while a set was played: one record a message, appended to a file that a killed run can go on with."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from evaluation.errors import EvaluationError


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SeenCall(_Frozen):
    """A tool that was called; `ok` is whether it could do what it was asked, `result` what the model was told."""

    name: str
    arguments: Mapping[str, Any] = Field(default_factory=dict)
    ok: bool = True
    result: str = ""


class SeenEnd(_Frozen):
    """The records once a case is over: the cart, orders (the customer's own and those expected) and their status, what
    was asked for."""

    cart: tuple[tuple[str, int], ...] = ()
    orders: Mapping[str, str] = Field(default_factory=dict)
    order_requests: tuple[Mapping[str, Any], ...] = ()
    handed_off: bool = False


class SeenTurn(_Frozen):
    """One message and all that a front end was given for it.

    `started` are the tools that a front end saw at work; a search of the shop's own, in want of an answer, is none.
    `listed` is the numbered list the shopper saw before, `products` what this turn showed, both ids in order.
    `confirm` is the action the shop asked to confirm. `error` is the code of a turn that failed, or the exception that
    came through. `timings_ms` is as in the log, with `wall` measured from outside. `end` stands in a case's last turn.
    """

    set: str
    case: str
    turn: int
    text: str
    customer: str | None = None
    tools: tuple[SeenCall, ...] = ()
    started: tuple[str, ...] = ()
    constraints: Mapping[str, Any] = Field(default_factory=dict)
    listed: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    confirm: Mapping[str, str] = Field(default_factory=dict)
    answer: str = ""
    outcome: str = ""
    error: str = ""
    claims: Mapping[str, Any] = Field(default_factory=dict)
    usage: Mapping[str, int] = Field(default_factory=dict)
    timings_ms: Mapping[str, float] = Field(default_factory=dict)
    end: SeenEnd | None = None

    @property
    def shown_text(self) -> str:
        """Every word of this turn that the shopper reads."""
        confirm = self.confirm.get("text", "")
        return self.answer if confirm in self.answer else f"{self.answer}\n{confirm}".strip()

    @property
    def asked_model(self) -> bool:
        """Whether a language model took part, or would have, had there been one."""
        return "model" in self.timings_ms


class Transcript:
    """A file of what was seen; the first line says how it was made, each further line is a turn."""

    def __init__(self, file: Path, made: Mapping[str, Any]) -> None:
        """Opens or begins `file`; `made` says with which language model and sets, and must be that of the file.

        Raises:
            EvaluationError: the file was made with another language model, or is something else.
        """
        self._file = file
        if not file.is_file() or not file.stat().st_size:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_line({"run": dict(made)}), encoding="utf-8")
            return
        mend(file)
        before, _ = read_transcript(file)
        if before.get("model") != made.get("model"):
            raise EvaluationError(
                f"{file} was made with the language model {before.get('model')!r}, not {made.get('model')!r}; "
                "name another file with --out."
            )

    def append(self, turns: Iterable[SeenTurn]) -> None:
        """Writes whole turns, on disk when this returns."""
        with self._file.open("a", encoding="utf-8") as out:
            for turn in turns:
                out.write(_line({"turn": turn.model_dump(mode="json", exclude_defaults=True)}))
            out.flush()

    def finished(self) -> frozenset[tuple[str, str]]:
        """The (set, id) of the cases that were played to their end."""
        return frozenset((turn.set, turn.case) for turn in read_transcript(self._file)[1] if turn.end is not None)

    def read(self) -> tuple[SeenTurn, ...]:
        """All turns that count."""
        return read_transcript(self._file)[1]


def read_transcript(file: Path) -> tuple[dict[str, Any], tuple[SeenTurn, ...]]:
    """How a file was made, and its turns in order; of a case that was begun twice, the later turns.

    Cases that did not come to their end are left out. Raises `EvaluationError` for a file that is none.
    """
    try:
        first, *rest = whole_lines(file) or ["{}"]
        made = json.loads(first)["run"]
        turns = [SeenTurn.model_validate(json.loads(line)["turn"]) for line in rest]
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        raise EvaluationError(f"{file} is not a file that `daogou evaluate dialogue --out` wrote.") from error
    return made, _complete(turns)


def _complete(turns: Sequence[SeenTurn]) -> tuple[SeenTurn, ...]:
    latest: dict[tuple[str, str], dict[int, SeenTurn]] = {}
    for turn in turns:
        known = latest.setdefault((turn.set, turn.case), {})
        if turn.turn == 0:
            known.clear()
        known[turn.turn] = turn
    whole = (case for case in latest.values() if any(turn.end is not None for turn in case.values()))
    return tuple(turn for case in whole for _, turn in sorted(case.items()))


def mend(file: Path) -> None:
    """Cuts off a last line that a kill left half written."""
    data = file.read_bytes()
    if not data.endswith(b"\n"):
        file.write_bytes(data[: data.rfind(b"\n") + 1])


def whole_lines(file: Path) -> list[str]:
    """The lines that can be read; only a line feed ends one, for words hold other marks that end lines elsewhere."""
    return [line for line in file.read_text(encoding="utf-8").split("\n") if is_whole(line)]


def is_whole(line: str) -> bool:
    """Whether a line can be read; the last one may not, while another process writes it."""
    try:
        json.loads(line)
    except json.JSONDecodeError:
        return False
    return True


def _line(value: Mapping[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False) + "\n"
