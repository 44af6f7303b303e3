"""Keeps columns in a folder: few large arrays, mapped when they are opened, and one small JSON that cuts them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from retrieval.attributes import Attribute, Numbers
from retrieval.names import NameList
from retrieval.postings import Postings

Array = NDArray[Any]

LAYOUT: Final = "columns.json"
CUT: Final = {
    "name_text": np.uint8, "name_ends": np.int64, "posting_starts": np.int64, "posting_rows": np.int32,
    "number_rows": np.int32, "number_values": np.float64,
}  # fmt: skip
"""Arrays that hold the parts of many columns one after another; a file each would be thousands."""


def save(
    folder: Path, plain: Mapping[str, Array], named: Mapping[str, Postings], attributes: Mapping[str, Attribute]
) -> None:
    """Write all columns into `folder`: those in `plain` a file each, the others cut from six."""
    parts: dict[str, list[Array]] = {name: [] for name in CUT}
    layout = {
        "named": {name: _put(parts, postings) for name, postings in named.items()},
        "attributes": [
            {
                "key": key,
                "name": attribute.name,
                "is_yes_no": attribute.is_yes_no,
                "words": _put(parts, attribute.words),
                "numbers": {unit: _put_numbers(parts, numbers) for unit, numbers in attribute.numbers.items()},
            }
            for key, attribute in attributes.items()
        ],
    }
    for name, array in plain.items():
        np.save(_file(folder, name), array)
    for name, kind in CUT.items():
        np.save(_file(folder, name), np.concatenate([np.zeros(0, kind), *parts[name]]))
    (folder / LAYOUT).write_text(json.dumps(layout, ensure_ascii=True), encoding="utf-8")


def load(folder: Path, plain: Sequence[str]) -> tuple[dict[str, Array], dict[str, Postings], dict[str, Attribute]]:
    """What `save` wrote, with the plain columns of these names; every array is mapped, none is read."""
    layout = json.loads((folder / LAYOUT).read_text(encoding="utf-8"))
    cutter = _Cutter({name: _mapped(folder, name) for name in CUT})
    named = {name: cutter.postings(sizes) for name, sizes in layout["named"].items()}
    attributes = {
        entry["key"]: Attribute(
            entry["name"],
            cutter.postings(entry["words"]),
            {unit: cutter.numbers(size) for unit, size in entry["numbers"].items()},
            entry["is_yes_no"],
        )
        for entry in layout["attributes"]
    }
    return {name: _mapped(folder, name) for name in plain}, named, attributes


class _Cutter:
    """Takes the next piece off each of the large arrays; pieces are asked for in the order they were put."""

    def __init__(self, arrays: Mapping[str, Array]) -> None:
        self._arrays = arrays
        self._places = dict.fromkeys(arrays, 0)

    def postings(self, sizes: Sequence[int]) -> Postings:
        text, names, rows = sizes
        listed = NameList(self._cut("name_text", text), self._cut("name_ends", names))
        return Postings(listed, self._cut("posting_starts", names + 1), self._cut("posting_rows", rows))

    def numbers(self, size: int) -> Numbers:
        return Numbers(self._cut("number_rows", size), self._cut("number_values", size))

    def _cut(self, name: str, size: int) -> Array:
        start = self._places[name]
        self._places[name] = start + size
        piece = self._arrays[name][start : start + size]
        if len(piece) != size:
            raise ValueError(f"{name} is shorter than {LAYOUT} says")
        return piece


def _put(parts: Mapping[str, list[Array]], postings: Postings) -> list[int]:
    """Lay the arrays of `postings` down and give back the lengths that `_Cutter.postings` needs."""
    parts["name_text"].append(postings.names.text)
    parts["name_ends"].append(postings.names.ends)
    parts["posting_starts"].append(postings.starts)
    parts["posting_rows"].append(postings.rows)
    return [len(postings.names.text), len(postings.names), len(postings.rows)]


def _put_numbers(parts: Mapping[str, list[Array]], numbers: Numbers) -> int:
    parts["number_rows"].append(numbers.rows)
    parts["number_values"].append(numbers.values)
    return len(numbers.rows)


def _mapped(folder: Path, name: str) -> Array:
    """The array as a plain one over the file's pages: numpy's own class for that is slower to cut."""
    array: Array = np.load(_file(folder, name), mmap_mode="r").view(np.ndarray)
    return array


def _file(folder: Path, name: str) -> Path:
    return folder / f"column_{name}.npy"
