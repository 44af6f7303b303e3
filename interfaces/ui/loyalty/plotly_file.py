"""The library that draws the desk's plots, as it lies in the installed package: no other host is asked for it."""

from __future__ import annotations

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

HEADERS: Final = {"Cache-Control": "public, max-age=31536000, immutable"}
"""Its address names its version, so a browser may keep it."""


@cache
def plotly_file() -> Path:
    """The script's file, found without importing the package.

    Raises:
        FileNotFoundError: plotly is not installed as it should be.
    """
    spec = find_spec("plotly")
    folder = Path(spec.origin).parent if spec is not None and spec.origin else Path()
    return (folder / "package_data" / "plotly.min.js").resolve(strict=True)


@cache
def plotly_version() -> str:
    """The package's version, which its address carries."""
    from importlib.metadata import version

    return version("plotly")
