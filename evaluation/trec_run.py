"""Writes and reads rankings as TREC run files: `query Q0 product rank score tag`, one hit a line."""

from __future__ import annotations

import gzip
import math
import zlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from evaluation.errors import EvaluationError
from evaluation.retrieval_metrics import Ranking

TAG: Final = "daogou"
CELLS: Final = 6


def write_run(path: Path, rankings: Mapping[str, Ranking]) -> None:
    """Write the rankings to `path`, which is replaced, UTF-8, `.gz` or not.

    The score falls by one a rank down to 1, since trec_eval orders by score and not by rank; search scores mean
    nothing across searches and may tie.

    Raises:
        EvaluationError: the file cannot be written, or an id holds a blank, which the format has no place for.
    """
    check_ids(rankings)
    check_ids(product for ranking in rankings.values() for product in ranking)
    lines = [_line(query, ranking, place) for query, ranking in rankings.items() for place in range(len(ranking))]
    content = "".join(lines).encode("utf-8")
    try:
        path.write_bytes(gzip.compress(content, mtime=0) if path.suffix == ".gz" else content)
    except OSError as error:
        raise EvaluationError(f"The run file {path} cannot be written ({error.strerror}).") from error


def check_ids(ids: Iterable[str]) -> None:
    """Refuse ids that a run file cannot hold, before the searches rather than after them.

    Raises:
        EvaluationError: an id holds a blank.
    """
    for name in ids:
        if name.split() != [name]:
            raise EvaluationError(f"A run file separates by blanks and cannot hold the id {name!r}; leave out --run.")


def read_run(path: Path) -> dict[str, tuple[str, ...]]:
    """The rankings of a run file, ordered by score, equal scores by rank.

    Raises:
        EvaluationError: the file cannot be read, is empty, or a line is malformed or repeats a query's product.
    """
    scored: dict[str, dict[str, tuple[float, float]]] = {}
    for number, line in enumerate(_text(path).split("\n"), start=1):
        if line.strip():
            query, product, order = _hit(path, number, line.split())
            if product in scored.setdefault(query, {}):
                raise _fault(path, number, f"{product!r} is listed for query {query!r} already")
            scored[query][product] = order
    if not scored:
        raise EvaluationError(f"{path.name} is empty; give a run file made with --run.")
    return {query: tuple(sorted(found, key=found.__getitem__)) for query, found in scored.items()}


def _line(query: str, ranking: Ranking, place: int) -> str:
    return f"{query} Q0 {ranking[place]} {place + 1} {len(ranking) - place} {TAG}\n"


def _hit(path: Path, number: int, cells: list[str]) -> tuple[str, str, tuple[float, float]]:
    if len(cells) != CELLS:
        raise _fault(path, number, f"there are {len(cells)} values where a run file has {CELLS}")
    query, _, product, rank, score, _ = cells
    try:
        order = (-float(score), float(rank))
    except ValueError:
        order = (math.nan, math.nan)
    if any(math.isnan(part) for part in order):
        raise _fault(path, number, f"the rank {rank!r} and the score {score!r} must be numbers")
    return query, product, order


def _text(path: Path) -> str:
    try:
        content = path.read_bytes()
        return (gzip.decompress(content) if path.suffix == ".gz" else content).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise EvaluationError(f"{path.name} is not UTF-8; save it as UTF-8.") from error
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise EvaluationError(f"The run file {path} cannot be read ({reason}).") from error


def _fault(path: Path, number: int, reason: str) -> EvaluationError:
    return EvaluationError(f"{path.name}, line {number}: {reason}.")
