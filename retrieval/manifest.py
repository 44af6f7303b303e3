"""What an index folder says about itself: made by which embedder, from which catalogue, in which format."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from retrieval.catalog import Product
from retrieval.document import DOCUMENT_VERSION
from retrieval.errors import IndexMismatchError
from retrieval.product_rows import product_line
from retrieval.relevance import Noise

FORMAT_VERSION: Final = 3
FILE: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The facts of one finished index.

    `dimension` is the length of a vector; `fingerprint` is `catalog_fingerprint`'s; `noise` says what cosines
    meaningless requests reach; `built_at` is ISO time, UTC.
    """

    format_version: int
    embedder: str
    dimension: int
    products: int
    fingerprint: str
    noise: Noise
    built_at: str


def catalog_fingerprint(products: Iterable[Product], embedder_name: str) -> str:
    """A hash that changes with any product, with the embedder, or with how this version writes indexes.

    The order of products does not matter.
    """
    digest = hashlib.sha256(f"{FORMAT_VERSION} {DOCUMENT_VERSION} {embedder_name}\n".encode())
    for line in sorted(product_line(product) for product in products):
        digest.update(line.encode("utf-8") + b"\n")
    return digest.hexdigest()


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write `manifest` into `folder`; the last file a build writes."""
    (folder / FILE).write_text(json.dumps(asdict(manifest), indent=2), encoding="utf-8")


def read_manifest(folder: Path) -> Manifest | None:
    """The folder's manifest, or None where it is missing or damaged.

    Raises:
        IndexMismatchError: another version of this program wrote it.
    """
    try:
        stored = json.loads((folder / FILE).read_text(encoding="utf-8"))
        version = stored["format_version"]
    except (OSError, ValueError, TypeError, KeyError):
        return None
    if version != FORMAT_VERSION:
        raise IndexMismatchError(
            "The index was made by another version of this program; build it again: daogou index build CATALOG"
        )
    try:
        return Manifest(**stored | {"noise": Noise(**stored["noise"])})
    except (TypeError, KeyError):
        return None
