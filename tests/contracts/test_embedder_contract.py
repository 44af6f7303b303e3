"""What every `Embedder` keeps, asked of each implementation."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from retrieval.config import RetrievalConfig
from retrieval.embedding import Embedder, HashEmbedder, open_embedder

TEXTS = ["waterproof hiking backpack", "soup pot", "", "降噪耳机", "a " * 2_000]


@pytest.fixture(scope="module", params=["builtin", "hash"])
def embedder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    if request.param == "hash":
        return HashEmbedder()
    return open_embedder(RetrievalConfig(tmp_path_factory.mktemp("index"), batch_size=2))


def test_one_unit_vector_a_text_in_order(embedder: Embedder) -> None:
    vectors = embedder.encode(TEXTS)
    assert (vectors.shape, vectors.dtype) == ((len(TEXTS), embedder.dimension), np.float32)
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, rtol=1e-5)
    for text, vector in zip(TEXTS, vectors, strict=True):
        assert float(embedder.encode([text])[0] @ vector) > 0.99


def test_no_text_gives_no_rows(embedder: Embedder) -> None:
    assert embedder.encode([]).shape == (0, embedder.dimension)


def test_near_texts_are_nearer(embedder: Embedder) -> None:
    pot, pots, tent = embedder.encode(["a steel soup pot", "steel soup pots", "running shoes"])
    assert pot @ pots > pot @ tent


def test_the_unknown_share_is_a_share(embedder: Embedder) -> None:
    assert embedder.unknown_share("") == 0
    assert embedder.unknown_share("waterproof backpack") == 0
    assert all(0 <= embedder.unknown_share(text) <= 1 for text in TEXTS)


def test_a_misspelt_word_is_not_known(embedder: Embedder) -> None:
    assert not embedder.knows_word("hedphones")
    for word in ("boat", "copes", "shelves", "reviewed"):
        assert embedder.knows_word(word) is (embedder.name != "hash-256")
    assert not any(embedder.knows_word(slip) for slip in ("tvss", "iphne", "keybord", "recieved", ""))


def test_threads_may_encode_at_once(embedder: Embedder) -> None:
    expected = embedder.encode(TEXTS[:2])
    with ThreadPoolExecutor(4) as pool:
        for vectors in pool.map(lambda _: embedder.encode(TEXTS[:2]), range(8)):
            np.testing.assert_allclose(vectors, expected, atol=1e-5)


def test_it_has_a_name(embedder: Embedder) -> None:
    assert embedder.name in ("all-MiniLM-L6-v2", "hash-256")
