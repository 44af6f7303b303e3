"""Where product pictures lie and how they are served."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from retrieval.catalog import Product

ROUTE = "/product-images"
CONTENT_TYPES = {
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".gif": "image/gif",
    ".avif": "image/avif",
}
HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'; style-src 'unsafe-inline'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "public, max-age=3600",
}
"""An SVG opened on its own must not run scripts as this site."""


def image_file(product: Product, catalog_dir: Path) -> Path | None:
    """The product's picture inside `catalog_dir`, or None when it names none that exists there.

    Addresses of other hosts, absolute paths, paths that leave the folder (also by symbolic links) and files that
    are not pictures count as none.
    """
    if not product.image or "\0" in product.image:
        return None
    folder = catalog_dir.resolve()
    try:
        path = (folder / product.image).resolve()
        fits = path.is_relative_to(folder) and path.suffix.lower() in CONTENT_TYPES and path.is_file()
    except OSError:  # a name the file system cannot hold
        return None
    return path if fits else None


def image_url(product: Product, catalog_dir: Path) -> str | None:
    """The picture's address on this site, or None when the product has no picture to show."""
    return f"{ROUTE}/{quote(product.id, safe='')}" if image_file(product, catalog_dir) else None
