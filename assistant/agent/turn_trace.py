"""How an answer came about, for the staff who look into it: what was searched and found, what the model was asked.

All of it is bounded, so that the log of a turn stays small whatever happens in it, and none of it is more personal than
the turn's own words and tool calls.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

from retrieval.query import SearchHit, SearchQuery, SearchResult

MOST_SEARCHES = 8
MOST_HITS = 10
MOST_MODEL_CALLS = 10
MOST_CHARS = 300
"""Of what is kept of one turn; of more the first are kept, and a text is cut."""

Path = Literal["refused", "confirmed", "personal_data", "profile", "shop", "model", "person"]
"""Who answered: a rail, the shop after a yes or no, the shop on personal data alone, the switch of the profile, the
shop where no model has to decide, the language model, or a person."""


@dataclass
class TurnTrace:
    """One turn's trace as it grows; `reason` is why a rail declined the message, `plain` what it plainly asks for."""

    path: Path | None = None
    reason: str = ""
    plain: str = ""
    searches: list[dict[str, Any]] = field(default_factory=list)
    model_calls: list[dict[str, Any]] = field(default_factory=list)

    def search(self, found: SearchResult) -> None:
        """Keep a search with its hits, best first, and what each stage said of them."""
        if len(self.searches) < MOST_SEARCHES:
            self.searches.append(_search(found))

    def shown(self, hits: tuple[SearchHit, ...]) -> None:
        """Keep which of the last search's hits were shown, where taste or earlier purchases changed their order."""
        if self.searches:
            self.searches[-1]["shown"] = [hit.product.id for hit in hits[:MOST_HITS]]

    def model_call(self, milliseconds: float, told: Mapping[str, Any] | None) -> None:
        """Keep a call of the language model and what is `told` of it, JSON-ready; None where it failed."""
        if len(self.model_calls) < MOST_MODEL_CALLS:
            failed = {"failed": True}
            self.model_calls.append({"ms": round(milliseconds, 1), **(failed if told is None else told)})

    def as_json(self) -> dict[str, Any]:
        """What the log keeps; what did not happen is absent."""
        kept = {part.name: getattr(self, part.name) for part in fields(self)}
        return {name: _cut(value) for name, value in kept.items() if value}


def _search(found: SearchResult) -> dict[str, Any]:
    return {
        "query": _asked(found.query),
        "total": found.total,
        "hits": [_hit(rank, hit) for rank, hit in enumerate(found.hits[:MOST_HITS], 1)],
        "timings_ms": {stage: round(value, 2) for stage, value in found.timings_ms.items()},
        **({"corrections": dict(found.corrections)} if found.corrections else {}),
        **({"relaxations": [one.constraint for one in found.relaxations[:MOST_HITS]]} if found.relaxations else {}),
    }


def _asked(query: SearchQuery) -> dict[str, Any]:
    """The words and what differs from a search without any constraint, JSON-ready."""
    usual = SearchQuery(query.text)
    changed = {
        part.name: getattr(query, part.name)
        for part in fields(query)
        if part.name not in ("exclude_ids", "facets") and getattr(query, part.name) != getattr(usual, part.name)
    }
    return {"text": _cut(query.text), **{name: _plain(value) for name, value in changed.items()}}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | frozenset):
        return [_plain(one) for one in value][:MOST_HITS]
    if hasattr(value, "items"):
        return {str(name): _plain(one) for name, one in list(value.items())[:MOST_HITS]}
    return value if isinstance(value, int | float | bool) else _cut(str(value))


def _hit(rank: int, hit: SearchHit) -> dict[str, Any]:
    return {
        "id": hit.product.id,
        "rank": rank,
        "score": round(hit.score, 4),
        "stages": {stage: round(score, 4) for stage, score in hit.stage_scores.items()},
        "terms": list(hit.matched_terms[:MOST_HITS]),
    }


def _cut(value: Any) -> Any:
    return value[: MOST_CHARS - 1] + "…" if isinstance(value, str) and len(value) > MOST_CHARS else value
