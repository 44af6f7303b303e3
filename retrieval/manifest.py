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
from retrieval.product_rows import product_line

FORMAT_VERSION: Final = 1
FILE: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The facts of one finished index.

    `dimension` is the length of a vector; `fingerprint` is `catalog_fingerprint`'s; `similarity_floor` is the cosine
    that meaningless text reaches by chance; `built_at` is ISO time, UTC.
    """

    format_version: int
    embedder: str
    dimension: int
    products: int
    fingerprint: str
    similarity_floor: float
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
    """The folder's manifest, or None where it is missing or not one of this program's."""
    try:
        return Manifest(**json.loads((folder / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None
