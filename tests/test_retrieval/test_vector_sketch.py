"""The sketch: near vectors differ in few bits, whatever way an embedder's vectors point."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval import vector_sketch
from retrieval.vector_sketch import BITS, Sketch, differing_bits, least
from retrieval.vectors import unit_length


def clusters(count: int, dimension: int = 64, seed: int = 0) -> np.ndarray:
    """Unit vectors around 50 centres, as products of a catalogue lie."""
    rng = np.random.default_rng(seed)
    centres = rng.standard_normal((50, dimension), np.float32)
    return unit_length(centres[rng.integers(0, 50, count)] + 0.7 * rng.standard_normal((count, dimension), np.float32))


def by_hand(codes: np.ndarray, code: np.ndarray) -> list[int]:
    return [sum(int(a ^ b).bit_count() for a, b in zip(row, code, strict=True)) for row in codes]


def test_the_angle_is_the_share_of_bits() -> None:
    """Charikar: two bits differ with the probability angle / pi; here with a standard error of 0.02."""
    sketch = Sketch(np.zeros(32, np.float32), Sketch.around(np.zeros((0, 32), np.float32)).planes)
    first, other = np.eye(32, dtype=np.float32)[:2]
    for degrees in (0, 20, 45, 90, 180):
        angle = np.radians(degrees)
        second = (np.cos(angle) * first + np.sin(angle) * other).astype(np.float32)
        codes = sketch.codes(np.stack([first, second]))
        assert by_hand(codes[:1], codes[1])[0] / BITS == pytest.approx(degrees / 180, abs=0.07)


def test_bits_are_counted_as_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_sketch, "BLOCK", 7)
    vectors = clusters(40)
    sketch = Sketch.around(vectors)
    codes = sketch.codes(vectors)
    expected = np.array(by_hand(codes, codes[3]))
    for rows in (np.arange(40), np.array([3, 5, 39]), np.arange(0, 40, 2), np.zeros(0, np.intp)):
        np.testing.assert_array_equal(differing_bits(np.ascontiguousarray(codes.T), codes[3], rows), expected[rows])


@pytest.mark.parametrize("lean", [0.0, 3.0])
def test_the_nearest_are_among_those_that_differ_least(lean: float) -> None:
    """Also where all vectors lean one way, so that every cosine is above 0.8."""
    lot = clusters(6_000)
    lot = unit_length(lot + np.float32(lean) * lot[:1])
    queries, kept = lot[:30], lot[30:]
    sketch = Sketch.around(kept[:1_000])
    planes = np.ascontiguousarray(sketch.codes(kept).T)
    recalled = []
    for query, code in zip(queries, sketch.codes(queries), strict=True):
        best = np.argsort(-(kept @ query))[:10]
        recalled.append(np.isin(best, least(differing_bits(planes, code, np.arange(len(kept))), 600)).mean())
    assert np.mean(recalled) > 0.98


def test_no_vector_has_a_code_of_its_own() -> None:
    vectors = clusters(5)
    vectors[2] = 0
    assert (~Sketch.around(vectors).codes(vectors).any(axis=1)).tolist() == [False, False, True, False, False]


def test_the_centre_leaves_out_what_has_no_vector() -> None:
    vectors = clusters(6)
    with_gaps = np.insert(vectors, 3, 0, axis=0)
    np.testing.assert_allclose(Sketch.around(with_gaps).centre, vectors.mean(axis=0), atol=1e-6)
    assert not Sketch.around(np.zeros((3, 8), np.float32)).centre.any()


def test_it_is_the_same_after_loading(tmp_path: Path) -> None:
    vectors = clusters(20)
    sketch = Sketch.around(vectors)
    sketch.save(tmp_path / "sketch.npz")
    np.testing.assert_array_equal(Sketch.load(tmp_path / "sketch.npz").codes(vectors), sketch.codes(vectors))
    np.testing.assert_array_equal(Sketch.around(vectors).codes(vectors), sketch.codes(vectors))


@given(st.lists(st.integers(0, BITS), max_size=60), st.integers(1, 70))
def test_the_least_are_kept_with_their_equals(values: list[int], keep: int) -> None:
    counts = np.array(values, np.uint16)
    kept = least(counts, keep)
    assert kept.tolist() == sorted(set(kept.tolist()))
    assert len(kept) >= min(keep, len(values))
    if 0 < len(kept) < len(values):
        left = np.delete(counts, kept)
        assert counts[kept].max() < left.min()
        assert np.sum(counts < counts[kept].max()) < keep
