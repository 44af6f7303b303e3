"""A file of recorded language model calls: JSON lines, plain or gzipped, appended to while a model is recorded."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from evaluation.cassettes.call_request import CallRequest
from evaluation.cassettes.lines import FORMAT, CassetteHeader, RecordedCall, SharedPart, shared_parts
from evaluation.cassettes.missing import why_missing
from evaluation.cassettes.place import MissingCall, TurnCalls
from evaluation.dialogue_transcript import mend
from evaluation.errors import EvaluationError
from evaluation.json_lines import read_rows, short, unusable

_Slot = tuple[str, int, int, str, int]
"""Conversation, turn, repeat, key of the request, number."""


class _AnyLine(BaseModel):
    model_config = ConfigDict(extra="allow")


class Cassette:
    """Recorded calls of one language model, found by the turn they belong to and all that they were asked.

    Several threads may play and record; one process writes at a time. `header` is None while nothing is recorded.
    `missing` has the calls for which there was no recording, `added` counts those recorded by this process.
    """

    def __init__(self, file: Path) -> None:
        """Use `read` or `to_record`."""
        self.file = file
        self.header: CassetteHeader | None = None
        self.missing: list[MissingCall] = []
        self.added = 0
        self.elsewhere = TurnCalls()
        self._parts: dict[str, Any] = {}
        self._calls: dict[_Slot, RecordedCall] = {}
        self._used: set[_Slot] = set()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._calls)

    @property
    def unused(self) -> int:
        """How many recorded calls nobody asked for since it was opened."""
        return len(self._calls) - len(self._used)

    @classmethod
    def read(cls, file: Path) -> Cassette:
        """The cassette in a file; a last line that a kill left half written is passed over.

        Raises:
            EvaluationError: there is none, nothing was recorded, it has another format, or a line cannot be used; the
                text names the line.
        """
        if not file.is_file():
            raise EvaluationError(f"There is no cassette {file}; record one with `daogou evaluate replay --record`.")
        made = cls(file)
        for number, line in read_rows(file, _AnyLine, may_be_cut=True):
            made._take(number, line.model_extra or {})
        if not made._calls:
            raise EvaluationError(f"{file} has no recorded call; record some with `daogou evaluate replay --record`.")
        return made

    @classmethod
    def to_record(cls, file: Path) -> Cassette:
        """The cassette in a file to go on with, or a new one.

        Raises:
            EvaluationError: it cannot be written, is gzipped, or as `read` says.
        """
        if file.suffix == ".gz":
            raise EvaluationError(f"Calls are appended, so {file} cannot be gzipped; record {file.stem}, then gzip.")
        try:
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            os.close(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
            mend(file)
        except OSError as error:
            raise _unwritable(file, error) from error
        made = cls(file)
        for number, line in read_rows(file, _AnyLine):
            made._take(number, line.model_extra or {})
        return made

    def begin(self, header: CassetteHeader) -> None:
        """Write how the recording is made, where nothing is recorded yet.

        Raises:
            EvaluationError: it was made with another language model, or the file cannot be written.
        """
        if self.header is None:
            self._write([header])
            self.header = header
        for name in ("model", "guided", "temperature"):
            before, now = getattr(self.header, name), getattr(header, name)
            if before != now:
                raise EvaluationError(
                    f"{self.file} was recorded with {name} {before}, not {now}; record into another file, or play it "
                    "with --cassette."
                )

    def find(self, request: CallRequest, calls: TurnCalls) -> tuple[RecordedCall | None, int]:
        """The recording of a call made now, None where there is none, and how often the same was asked before."""
        number = calls.number(request.key)
        slot = (calls.place.conversation, calls.place.turn, calls.place.repeat, request.key, number)
        with self._lock:
            found = self._calls.get(slot)
            if found is not None:
                self._used.add(slot)
            return found, number

    def keep(self, call: RecordedCall, request: CallRequest) -> None:
        """Append a call that was answered; it is on disk when this returns.

        Raises:
            EvaluationError: the file cannot be written.
        """
        with self._lock:
            new = [part for part in shared_parts(request) if part.hash not in self._parts]
            self._write([*new, call])
            self._parts.update({part.hash: part.value for part in new})
            self._calls[_slot(call)] = call
            self._used.add(_slot(call))
            self.added += 1

    def miss(self, request: CallRequest, calls: TurnCalls) -> MissingCall:
        """Note that a call has no recording, with what can be said about the reason."""
        with self._lock:
            place = calls.place
            near = [call for call in self._calls.values() if call.place == place]
            found = MissingCall(place, why_missing(request, calls.prompts, near, self._parts))
            self.missing.append(found)
        calls.missing.append(found)
        return found

    def _take(self, number: int, line: dict[str, Any]) -> None:
        """One line of the file."""
        try:
            if self.header is None:
                self.header = self._header(line)
            elif "part" in line:
                part = SharedPart.model_validate(line)
                self._parts[part.hash] = part.value
            else:
                call = RecordedCall.model_validate(line)
                self._calls[_slot(call)] = call
        except ValidationError as error:
            raise unusable(self.file, number, short(error)) from error

    def _header(self, line: dict[str, Any]) -> CassetteHeader:
        version = line.get("cassette")
        if version is None:
            raise EvaluationError(f'{self.file} is no cassette: its first line does not say `"cassette": {FORMAT}`.')
        if version != FORMAT:
            raise EvaluationError(
                f"{self.file} is a cassette of format {version}, and this Daogou reads {FORMAT}; record it anew."
            )
        return CassetteHeader.model_validate(line)

    def _write(self, lines: Sequence[BaseModel]) -> None:
        text = "".join(json.dumps(_bare(line), ensure_ascii=False) + "\n" for line in lines)
        try:
            with open(os.open(self.file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as out:
                out.write(text.encode("utf-8", "replace"))
                out.flush()
                os.fsync(out.fileno())
        except OSError as error:
            raise _unwritable(self.file, error) from error


def _slot(call: RecordedCall) -> _Slot:
    return call.conversation, call.turn, call.repeat, call.key, call.number


def _bare(line: BaseModel) -> dict[str, Any]:
    """The line without what is as usual; a header says all."""
    return line.model_dump(mode="json", exclude_defaults=not isinstance(line, CassetteHeader))


def _unwritable(file: Path, error: OSError) -> EvaluationError:
    return EvaluationError(f"{file} cannot be written ({error.strerror}); choose another place for the recording.")
