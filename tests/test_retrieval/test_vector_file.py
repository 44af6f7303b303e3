"""The vectors on disk: what was appended is read, however the writer ended."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from retrieval import vector_file
from retrieval.errors import IndexMissingError
from retrieval.vector_file import VectorFile, VectorWriter
from retrieval.vectors import unit_length

DIMENSION = 24


def vectors(count: int, seed: int = 0) -> np.ndarray:
    return unit_length(np.random.default_rng(seed).standard_normal((count, DIMENSION), np.float32))


def written(folder: Path, *pages: np.ndarray) -> Path:
    with VectorWriter.create(folder, DIMENSION) as writer:
        for page in pages:
            writer.append(page)
        assert writer.rows == sum(len(page) for page in pages)
    return folder


def all_of(folder: Path, rows: int) -> np.ndarray:
    opened = VectorFile(folder, DIMENSION, rows)
    found = opened.read(np.arange(rows))
    opened.close()
    return found


def test_pages_are_read_back_row_by_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_file, "WRITTEN", 8)
    lot = vectors(50)
    opened = VectorFile(written(tmp_path, lot[:20], lot[:0], lot[20:]), DIMENSION, 50)
    np.testing.assert_array_equal(opened.read(np.array([49, 0, 20])), lot[[49, 0, 20]])
    assert opened.has_vector.all()
    np.testing.assert_array_equal(opened.codes.T, opened.sketch.codes(lot))
    opened.close()


def test_a_warmed_file_reads_as_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_file, "WARM_BYTES", 100)
    lot = vectors(30)
    opened = VectorFile(written(tmp_path, lot), DIMENSION, 30)
    opened.warm()
    np.testing.assert_array_equal(opened.read(np.arange(30)), lot)
    opened.close()


def test_products_are_exact_in_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_file, "PAGE", 16)
    lot, query = vectors(50), vectors(1, seed=1)[0]
    opened = VectorFile(written(tmp_path, lot), DIMENSION, 50)
    rows = np.random.default_rng(2).permutation(50)[:37]
    np.testing.assert_allclose(opened.products(rows, query), lot[rows] @ query, atol=1e-6)
    assert opened.products(rows[:0], query).shape == (0,)
    opened.close()


def test_a_row_of_zeros_is_no_vector(tmp_path: Path) -> None:
    lot = vectors(4)
    lot[1] = 0
    opened = VectorFile(written(tmp_path, lot), DIMENSION, 4)
    assert opened.has_vector.tolist() == [True, False, True, True]
    opened.close()


def test_no_rows_at_all(tmp_path: Path) -> None:
    opened = VectorFile(written(tmp_path), DIMENSION, 0)
    assert opened.read(np.zeros(0, np.intp)).shape == (0, DIMENSION)
    assert opened.codes.shape[1] == len(opened.has_vector) == 0
    opened.close()


def test_vectors_of_any_layout_are_taken(tmp_path: Path) -> None:
    lot = vectors(10)
    written(tmp_path, np.asfortranarray(lot), lot.astype(np.float64))
    np.testing.assert_array_equal(all_of(tmp_path, 20), np.concatenate([lot, lot]))


def test_a_copy_grows_and_its_source_stays(tmp_path: Path) -> None:
    lot, more = vectors(30), vectors(12, seed=1)
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    written(old, lot)
    reading = VectorFile(old, DIMENSION, 30)
    with VectorWriter.copy(old, new, DIMENSION, 25) as writer:
        writer.append(more)
    np.testing.assert_array_equal(all_of(new, 37), np.concatenate([lot[:25], more]))
    np.testing.assert_array_equal(reading.read(np.arange(30)), lot)
    grown = VectorFile(new, DIMENSION, 37)
    np.testing.assert_array_equal(grown.codes[:, :25], reading.codes[:, :25])
    np.testing.assert_array_equal(grown.codes[:, 25:].T, reading.sketch.codes(more))
    grown.close()
    reading.close()


def test_a_copy_of_nothing_starts_anew(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    old.mkdir()
    new.mkdir()
    written(old)
    with VectorWriter.copy(old, new, DIMENSION, 0) as writer:
        writer.append(vectors(3))
    np.testing.assert_array_equal(all_of(new, 3), vectors(3))


def test_what_stands_beyond_the_rows_does_not_count(tmp_path: Path) -> None:
    lot = vectors(20)
    written(tmp_path, lot)
    with (tmp_path / vector_file.VECTORS).open("ab") as file:
        file.write(b"half a row")
    np.testing.assert_array_equal(all_of(tmp_path, 12), lot[:12])
    with VectorWriter.resume(tmp_path, DIMENSION, 12) as writer:
        writer.append(lot[:5])
    np.testing.assert_array_equal(all_of(tmp_path, 17), np.concatenate([lot[:12], lot[:5]]))


def test_a_killed_writer_is_resumed(tmp_path: Path) -> None:
    program = (
        "import os, sys; from pathlib import Path; import numpy as np; from retrieval.vector_file import VectorWriter\n"
        f"writer = VectorWriter.create(Path(sys.argv[1]), {DIMENSION})\n"
        f"lot = np.random.default_rng(0).standard_normal((40, {DIMENSION}), np.float32)\n"
        "writer.append(lot); writer.flush(); writer.append(lot[:9]); os._exit(9)"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(tmp_path)], env=os.environ, check=False)
    assert ended.returncode == 9
    with VectorWriter.resume(tmp_path, DIMENSION, 40) as writer:
        writer.append(vectors(2))
    lot = np.random.default_rng(0).standard_normal((40, DIMENSION), np.float32)
    np.testing.assert_array_equal(all_of(tmp_path, 42), np.concatenate([lot, vectors(2)]))


@pytest.mark.parametrize("open_it", [VectorFile, VectorWriter.resume])
def test_fewer_rows_than_said_are_refused(tmp_path: Path, open_it: type[VectorFile]) -> None:
    written(tmp_path, vectors(10))
    with pytest.raises(IndexMissingError, match=r"vectors\.f32 is missing or cut short; build it again"):
        open_it(tmp_path, DIMENSION, 11)
    for name in (vector_file.SKETCH, vector_file.CODES):
        (tmp_path / name).unlink()
        with pytest.raises(IndexMissingError, match=f"{re.escape(name)} is missing"):
            open_it(tmp_path, DIMENSION, 10)


def test_threads_may_read_at_once(tmp_path: Path) -> None:
    lot = vectors(500)
    opened = VectorFile(written(tmp_path, lot), DIMENSION, 500)
    with ThreadPoolExecutor(4) as pool:
        for row, found in enumerate(pool.map(lambda row: opened.products(np.arange(500), lot[row]), range(40))):
            assert int(np.argmax(found)) == row
    opened.close()


def test_the_file_can_be_removed_after_closing(tmp_path: Path) -> None:
    opened = VectorFile(written(tmp_path, vectors(5)), DIMENSION, 5)
    opened.close()
    opened.close()
    (tmp_path / vector_file.VECTORS).unlink()
