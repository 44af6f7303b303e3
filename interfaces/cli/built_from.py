"""Remembers which catalogue an index was built from by hand, so that later verbs answer from it.

Without this, `daogou ask` after `daogou index build mine.yaml` would take the index for an outdated one of the
configured catalogue and build that instead.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.settings import Settings

FILE = "catalog.json"


@dataclass(frozen=True, slots=True)
class BuiltFrom:
    """The catalogue's absolute path, and whether options (columns, skipped rows, currency) were needed to read it.

    `rejected` counts the rows that were left out because they could not be read.
    """

    catalog: str
    with_options: bool
    rejected: int = 0

    @property
    def repeatable(self) -> bool:
        """Whether the index can be built again without being told anything."""
        return not self.with_options and Path(self.catalog).is_file()


def remember(home: Path, built: BuiltFrom) -> None:
    """Keeps the note in the home folder, whole or not at all."""
    temporary = home / f"{FILE}.new"
    temporary.write_text(json.dumps(asdict(built)), encoding="utf-8")
    temporary.replace(home / FILE)


def recall(home: Path) -> BuiltFrom | None:
    """The note in the home folder, or None where there is none that can be read."""
    try:
        return BuiltFrom(**json.loads((home / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def read_settings_of(home: Path | None) -> Settings:
    """The settings, with the catalogue that the home's index was built from unless another one is configured.

    Raises:
        SettingsError: a setting cannot be used.
    """
    from assistant.settings import read_settings

    asked: dict[str, object] = {} if home is None else {"home": home}
    settings = read_settings(**asked)
    built = recall(settings.home)
    if built is None or "catalog" in settings.model_fields_set:
        return settings
    return read_settings(**asked, catalog=Path(built.catalog))


def index_is_kept(settings: Settings) -> bool:
    """Whether the index that stands there was built by hand from this catalogue and cannot be built again as it was."""
    from retrieval.build import index_status

    built = recall(settings.home)
    if built is None or built.repeatable or Path(built.catalog) != settings.catalog.resolve():
        return False
    return index_status(settings.retrieval()) is not None
