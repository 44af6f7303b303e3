"""Opens a catalogue file, gzipped or not, and tells by its suffix or its first bytes how it is written."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Literal, cast

from retrieval.errors import CatalogError

Syntax = Literal["jsonl", "table", "yaml", "xml"]

SAMPLE: Final = 1 << 16
"""Bytes looked at to tell syntax and encoding."""

_SUFFIXES: Final[dict[str, Syntax]] = {
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "table",
    ".tsv": "table",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".xml": "xml",
}
_UTF16: Final = (b"\xff\xfe", b"\xfe\xff")
_CHINESE_SHARE: Final = 0.7
"""Of the letters beyond ASCII, how many must be common Chinese ones for a text to be taken for GBK."""


@dataclass(frozen=True, slots=True)
class CatalogFile:
    """An open file: its bytes, uncompressed, from the start, and how they are written."""

    name: str
    binary: IO[bytes]
    syntax: Syntax

    def text(self) -> io.TextIOWrapper:
        """The bytes as text; those that are not UTF-8 come as U+FFFD, line ends as they are."""
        return io.TextIOWrapper(self.binary, encoding="utf-8-sig", errors="replace", newline="")


@contextmanager
def open_catalog(path: Path) -> Iterator[CatalogFile]:
    """The file at `path`, open while the context lasts.

    Raises:
        CatalogError: it cannot be read (now or while it is read inside the context), is UTF-16 or GBK, is a web page
            or spreadsheet, or is nothing that is known.
    """
    try:
        with _opened(path) as binary:
            sample = binary.read(SAMPLE)
            binary.seek(0)
            yield CatalogFile(path.name, binary, _recognised(path, sample))
    except EOFError as error:
        raise CatalogError(f"The catalogue {path} is cut off: its gzip data ends too early; fetch it again.") from error
    except (OSError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise CatalogError(f"The catalogue {path} cannot be read ({reason}).") from error


def _opened(path: Path) -> IO[bytes]:
    file = path.open("rb")
    if path.suffix.casefold() == ".gz" or file.peek(2)[:2] == b"\x1f\x8b":
        return cast("IO[bytes]", _Gzip(file))
    return file


class _Gzip(gzip.GzipFile):
    """A gzip reader that closes the file beneath it, as GzipFile does only for files it opened itself."""

    def __init__(self, file: io.BufferedReader) -> None:
        super().__init__(fileobj=file, mode="rb")
        self.myfileobj = file  # type: ignore[assignment]  # any closable file will do


def _recognised(path: Path, sample: bytes) -> Syntax:
    if sample[:2] in _UTF16 or b"\x00" in sample[:2]:
        raise CatalogError(f"{path.name} is UTF-16; save it as UTF-8.")
    if sample.startswith(b"PK\x03\x04"):
        raise CatalogError(f"{path.name} is a spreadsheet or zip archive; save the products as CSV (UTF-8).")
    head = sample.decode("utf-8-sig", "replace").lstrip()[:500].casefold()
    if head.startswith("<html") or (head.startswith("<") and "<!doctype html" in head):
        raise CatalogError(f"{path.name} is a web page, not a catalogue; perhaps an error page was saved in its place.")
    syntax = _syntax(path, head)
    if syntax == "jsonl" and head.startswith("["):
        raise CatalogError(f"{path.name} is one JSON array; write one product a line instead (JSON Lines).")
    if syntax != "xml" and _is_gbk(sample):
        raise CatalogError(f"{path.name} seems to be GBK, a Chinese encoding, not UTF-8; save it as UTF-8.")
    return syntax


def _syntax(path: Path, head: str) -> Syntax:
    """What an unmistakable beginning says, else the suffix, else what the beginning looks like."""
    if head.startswith(("<?xml", "<rss", "<feed", "<rdf")):
        return "xml"
    if known := _SUFFIXES.get(Path(path.name.casefold().removesuffix(".gz")).suffix):
        return known
    if head.startswith(("{", "[")):
        return "jsonl"
    if head.startswith(("- ", "---")):
        return "yaml"
    if any(separator in head.partition("\n")[0] for separator in ",;\t"):
        return "table"
    raise CatalogError(f"{path.name} has an unknown format; name it {', '.join(_SUFFIXES)} (or one of these with .gz).")


def _is_gbk(sample: bytes) -> bool:
    """Whether more lines are readable as Chinese in GBK than hold any UTF-8 beyond ASCII."""
    utf8 = gbk = 0
    lines = sample.splitlines()
    for line in lines[:-1] if len(sample) == SAMPLE else lines:
        if line.isascii():
            continue
        if _decodes(line, "utf-8"):
            utf8 += 1
        else:
            gbk += _looks_chinese(line)
    return gbk > utf8


def _decodes(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _looks_chinese(line: bytes) -> bool:
    if not _decodes(line, "gbk"):
        return False
    letters = [letter for letter in line.decode("gbk") if not letter.isascii()]
    return sum(map(_is_chinese, letters)) >= _CHINESE_SHARE * len(letters)


def _is_chinese(letter: str) -> bool:
    """Whether it is an ideograph, or a punctuation mark or full-width form of Chinese text."""
    return "\u4e00" <= letter <= "\u9fff" or "\u3000" <= letter <= "\u303f" or letter >= "\uff00"
