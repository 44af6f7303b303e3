"""What training found out about the best use of a model, kept beside its weights in `daogou.json`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from retrieval.errors import RetrievalError

FILE: Final = "daogou.json"


def model_share(model: str, name: str, default: float) -> float:
    """The share `name`, 0 to 1, that the folder `model` states; `default` for a hub name or a folder that states none.

    `dense_weight` is what meaning has in the fusion, `rerank_weight` what the reranker has in the final order.

    Raises:
        RetrievalError: the folder has such a file, and it does not state the share as a number from 0 to 1.
    """
    file = Path(model) / FILE
    if not file.is_file():
        return default
    try:
        share = float(json.loads(file.read_text(encoding="utf-8"))[name])
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise _unusable(file, name) from error
    if not 0 <= share <= 1:  # also true for NaN
        raise _unusable(file, name)
    return share


def write_model_shares(folder: Path, shares: Mapping[str, float]) -> None:
    """Write what `model_share` reads."""
    (folder / FILE).write_text(json.dumps(shares, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def _unusable(file: Path, name: str) -> RetrievalError:
    return RetrievalError(
        f"{file} does not state {name} as a number from 0 to 1; correct it, or train the model again."
    )
