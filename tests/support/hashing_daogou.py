"""The whole command line as a process of its own, with the embedder that needs no weights: `main` of this file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


def command(*arguments: str | Path) -> list[str]:
    """What starts it."""
    return [sys.executable, str(Path(__file__)), *map(str, arguments)]


def environment(**settings: str) -> dict[str, str]:
    """This process's environment with `settings` for the one to be started."""
    return {**os.environ, "PYTHONPATH": str(ROOT), **settings}


def daogou(*arguments: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a verb to its end; the home is that of the test, as for every test."""
    return subprocess.run(
        command(*arguments), env=environment(**settings), capture_output=True, text=True, timeout=120, check=False
    )


def write_catalog(path: Path, rows: Iterable[Mapping[str, Any]]) -> Path:
    """The rows as JSONL; NaN is written as the bare word, as careless exports do."""
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def main() -> None:
    """`daogou`, but for the weights."""
    import retrieval.embedding
    from interfaces.cli.main import main as verbs
    from retrieval.hash_embedding import HashEmbedder

    retrieval.embedding.open_embedder = lambda config: HashEmbedder()
    verbs()


if __name__ == "__main__":
    main()
