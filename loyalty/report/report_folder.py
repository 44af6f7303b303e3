"""The folder of reports and exports in the home folder, all of which go when anybody is erased."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from records.whole_file import written_whole

_MARK: Final = ".erased"
"""Changes with each erasing, so that a report that was begun before it is not kept after it."""


class ReportFolder:
    """Where reports and exports are kept; a `PersonalStore` that forgets all of them for each person that is erased.

    A report names and quotes many people and cannot be read for one of them for certain: rather one too many is made
    anew than a name stays.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, home: Path) -> ReportFolder:
        """The folder of a home folder."""
        return cls(home / "reports")

    @property
    def name(self) -> str:
        """As `PersonalStore` wants it."""
        return "loyalty_reports"

    def export(self, subject: str) -> Mapping[str, Any]:
        """Nothing: what reports say of a person is told from the tables that they are made of."""
        return {}

    def erase(self, subject: str) -> int:
        """Deletes every report and export; how many files there were."""
        if not self.folder.is_dir():
            return 0
        with written_whole(self.folder / _MARK) as stream:
            stream.write(secrets.token_hex(8).encode())
        return self._emptied()

    def erased_last(self) -> str:
        """Another text after each erasing; empty before the first."""
        with suppress(OSError):
            return (self.folder / _MARK).read_text(encoding="utf-8")
        return ""

    def place(self, name: str) -> Path:
        """The path of a report or export of that name; the folder is made for its owner only."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self.folder / name

    def _emptied(self) -> int:
        count = 0
        for folder, folders, files in os.walk(self.folder, topdown=False):
            for name in files:
                if name != _MARK:
                    Path(folder, name).unlink(missing_ok=True)
                    count += 1
            for name in folders:
                inside = Path(folder, name)
                inside.unlink() if inside.is_symlink() else inside.rmdir()
        return count
