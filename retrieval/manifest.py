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
from retrieval.product_rows import content_hash, product_line
from retrieval.relevance import Noise

FORMAT_VERSION: Final = 4
FILE: Final = "manifest.json"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The facts of one finished index.

    `dimension` is the length of a vector; `products` counts those alive among `rows`; `collection` names the vectors
    on a Chroma server and is empty where they are in the folder; `fingerprint` is `catalog_fingerprint`'s; `noise`
    says what cosines meaningless requests reach; `built_at` is ISO time, UTC.
    """

    format_version: int
    document_version: int
    embedder: str
    dimension: int
    products: int
    rows: int
    collection: str
    fingerprint: str
    noise: Noise
    built_at: str


def catalog_fingerprint(products: Iterable[Product], embedder_name: str) -> str:
    """A hash that changes with any product, with the embedder, or with how this version writes indexes.

    The order of products does not matter.
    """
    return fingerprint((content_hash(product_line(product)) for product in products), embedder_name)


def fingerprint(hashes: Iterable[bytes], embedder_name: str) -> str:
    """`catalog_fingerprint` from the products' content hashes, which are added up so that none need be kept."""
    count = total = 0
    for digest in hashes:
        count += 1
        total += int.from_bytes(digest)
    facts = f"{FORMAT_VERSION} {DOCUMENT_VERSION} {embedder_name} {count} {total}"
    return hashlib.sha256(facts.encode()).hexdigest()


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
        version = stored["format_version"], stored.get("document_version", DOCUMENT_VERSION)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    if version != (FORMAT_VERSION, DOCUMENT_VERSION):
        raise IndexMismatchError(
            "The index was made by another version of this program; build it again: daogou index build CATALOG"
        )
    try:
        return Manifest(**stored | {"noise": Noise(**stored["noise"])})
    except (TypeError, KeyError):
        return None


def products_before(folder: Path | None) -> int:
    """How many products the index in `folder` holds, of whatever version; 0 where that cannot be told."""
    try:
        return int(json.loads((folder / FILE).read_text(encoding="utf-8"))["products"]) if folder else 0
    except (OSError, ValueError, TypeError, KeyError):
        return 0
