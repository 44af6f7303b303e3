"""The catalogue's own names for kinds, colours and attributes, as a shopper of either language reads them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from assistant.agent.events import Language
from assistant.agent.tools.product_text import label_of

WORDS_FILE = "words.yaml"
LABELS_FILE = "labels.yaml"
_HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True, slots=True)
class ShopNames:
    """`chinese` maps a name in lower case to its Chinese word; other names stay as they are.

    `labels` has what an attribute is called where its value is shown.
    """

    chinese: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)

    def name_in(self, name: str, language: Language) -> str:
        """The name for a label in `language`, or the catalogue's own where there is no other."""
        return self.chinese.get(name.lower(), name) if language == "zh" else name

    def label_in(self, attribute: str, language: Language) -> str:
        """An attribute's name for a table in `language`, or the catalogue's own in words."""
        bare = label_of(attribute)
        known = (attribute, bare.replace(" ", "_"), bare)
        found = next((one for one in known if one in self.labels), "") if language == "zh" else ""
        named = self.labels[found] if found else self.name_in(bare.replace(" ", "_"), language).replace("_", " ")
        return named[:1].upper() + named[1:]


def read_shop_names(folder: Path) -> ShopNames:
    """The first Chinese word that the shop's word list in `folder` gives each name; none where there is no list."""
    path = folder / WORDS_FILE
    if not path.is_file():
        return ShopNames(labels=_labels(folder / LABELS_FILE))
    listed = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    sections = ("attributes", "values", "categories", "colours")
    chinese = {name: word for section in sections for name, word in _chinese(listed.get(section)).items()}
    return ShopNames(chinese, _labels(folder / LABELS_FILE))


def _labels(path: Path) -> dict[str, str]:
    listed = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else None
    chinese = (listed or {}).get("zh") or {}
    return {str(name): str(word) for name, word in chinese.items()}


def _chinese(words_by_name: Any) -> dict[str, str]:
    found = {
        str(name).lower(): next((str(word) for word in words if _HAN.search(str(word))), "")
        for name, words in (words_by_name or {}).items()
    }
    return {name: word for name, word in found.items() if word}
