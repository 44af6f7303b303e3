"""Opens the sentiment model that was asked for: the shipped one, one from a folder, or one from the hub."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

from loyalty.config import BUILTIN, LoyaltyConfig
from loyalty.errors import SentimentModelMissing
from loyalty.sentiment.linear_model import KIND, LinearSentimentModel
from loyalty.sentiment.model import SentimentModel
from loyalty.sentiment.transformer_model import TransformerSentimentModel

SHIPPED: Final = Path(__file__).parent / "shipped"


def open_sentiment_model(config: LoyaltyConfig | None = None) -> SentimentModel:
    """The model that the config names; the shipped one without a config.

    A folder with a `model.json` is what training writes and says of itself which kind it is; any other folder, and any
    other name, is handed to transformers.

    Raises:
        SentimentModelMissing: it is not there, cannot be read, or has labels that say nothing about sentiment.
    """
    config = config or LoyaltyConfig()
    if config.sentiment_model in ("", BUILTIN):
        return LinearSentimentModel.load(SHIPPED)
    folder = Path(config.sentiment_model).expanduser()
    told = _told(folder)
    if told.get("kind") == KIND:
        return LinearSentimentModel.load(folder)
    name = str(folder) if folder.is_dir() else config.sentiment_model
    return TransformerSentimentModel.open(name, config.device, config.dtype, told)


def _told(folder: Path) -> dict[str, Any]:
    """What the folder's `model.json` says; nothing where there is none."""
    file = folder / "model.json"
    if not file.is_file():
        return {}
    try:
        told = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise SentimentModelMissing(
            f"The sentiment model in {folder} cannot be read ({error}); train it again or use builtin.", str(folder)
        ) from error
    return told if isinstance(told, dict) else {}
