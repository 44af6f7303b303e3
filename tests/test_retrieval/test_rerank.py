"""What every reranker keeps, asked of the cross-encoder and of the one for tests; and what only the first does."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from tiny_networks import make_bert, make_embedder, make_reranker

from retrieval.catalog import Product
from retrieval.config import RetrievalConfig
from retrieval.errors import RetrievalError
from retrieval.rerank import (
    CrossEncoderReranker,
    Reranker,
    WordOverlapReranker,
    blended,
    open_reranker,
    product_text,
    recommend_products,
    rerank,
)

TEXTS = ["a steel soup pot", "", "running shoes", "pot " * 300, "降噪耳机", "a steel soup pot"]


@pytest.fixture(scope="module")
def networks(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folders `bert`, `embedder` and `reranker`."""
    folder = tmp_path_factory.mktemp("networks")
    bert = make_bert(folder / "bert")
    make_embedder(folder / "embedder", bert)
    make_reranker(folder / "reranker", bert)
    return folder


@pytest.fixture(scope="module", params=["cross-encoder", "word overlap"])
def reranker(request: pytest.FixtureRequest, networks: Path) -> Reranker:
    if request.param == "word overlap":
        return WordOverlapReranker()
    return CrossEncoderReranker(str(networks / "reranker"), device="cpu", dtype="float32", batch_size=2)


def test_one_score_a_text_in_order(reranker: Reranker) -> None:
    scores = reranker.scores("soup pot", TEXTS)
    assert (scores.shape, scores.dtype) == ((len(TEXTS),), np.float32)
    assert ((scores >= 0) & (scores <= 1)).all()
    assert scores[0] == pytest.approx(scores[-1], abs=1e-6)
    for text, score in zip(TEXTS, scores, strict=True):
        assert reranker.scores("soup pot", [text])[0] == pytest.approx(score, abs=1e-4)


def test_no_text_gives_no_scores(reranker: Reranker) -> None:
    assert reranker.scores("soup pot", []).shape == (0,)


def test_the_query_matters(reranker: Reranker) -> None:
    assert reranker.scores("soup pot", ["a steel soup pot"]) != reranker.scores("shoes", ["a steel soup pot"])


def test_threads_may_score_at_once(reranker: Reranker) -> None:
    expected = reranker.scores("soup pot", TEXTS)
    with ThreadPoolExecutor(4) as pool:
        for scores in pool.map(lambda _: reranker.scores("soup pot", TEXTS), range(8)):
            np.testing.assert_allclose(scores, expected, atol=1e-5)


def test_it_has_a_name_and_a_share_of_the_order(reranker: Reranker) -> None:
    assert reranker.name
    assert reranker.weight == 1
    assert reranker.unknown_share("soup pot") == 0


def test_recommended_products_come_best_first_with_their_scores(shop: tuple[Product, ...]) -> None:
    found = recommend_products("enamelled steel pot", shop, WordOverlapReranker())
    assert found[0][0].id == "K1"
    scores = [score for _, score in found]
    assert scores == sorted(scores, reverse=True)
    assert {product.id for product, _ in found} == {product.id for product in shop}
    assert recommend_products("pot", (), WordOverlapReranker()) == []


def test_a_product_that_cannot_be_read_gets_nothing(networks: Path) -> None:
    reranker = CrossEncoderReranker(str(networks / "reranker"), device="cpu")
    chinese = Product("Z", "降噪耳机", 1.0, "USD")
    assert product_text(chinese, reranker) == ""
    assert product_text(Product("Y", "headphones", 1.0, "USD", title_zh="耳机"), reranker) == "headphones"
    (readable, best), (unread, nothing) = recommend_products("x", [chinese, Product("Y", "a", 1.0, "USD")], reranker)
    assert (readable.id, unread.id, nothing) == ("Y", "Z", 0)
    assert best > 0


def test_the_stages_before_keep_their_share() -> None:
    before, reranked = np.array([4.0, 3.0, 0.0], np.float32), np.array([0.0, 0.5, 1.0], np.float32)
    np.testing.assert_allclose(blended(before, reranked, 0.5), [0.5, 0.625, 0.5])
    np.testing.assert_allclose(blended(before, reranked, 0.0), [1, 0.75, 0])
    np.testing.assert_allclose(blended(before, reranked, 1.0), reranked)
    np.testing.assert_allclose(blended(np.zeros(3, np.float32), reranked, 0.5), reranked / 2)


def test_hits_that_were_not_read_stay_below_those_that_were(shop: tuple[Product, ...]) -> None:
    before = np.array([1.0, 0.9, 0.8, 0.7, 0.6, 0.5], np.float32)
    said, scores = rerank("norvale tent", shop[:4], before, WordOverlapReranker())
    assert np.isnan(said).tolist() == [False] * 4 + [True] * 2
    assert {int(place) for place in np.argsort(-scores, kind="stable")[:4]} == {0, 1, 2, 3}
    assert scores[4] > scores[5], "and in their order"
    assert scores[:4].argmax() == said[:4].argmax()


def test_a_hit_that_cannot_be_read_keeps_its_score(networks: Path) -> None:
    reranker = CrossEncoderReranker(str(networks / "reranker"), device="cpu")
    best = [Product("Y", "a pot", 1.0, "USD"), Product("Z", "降噪耳机", 1.0, "USD")]
    said, scores = rerank("pot", best, np.array([2.0, 1.0], np.float32), reranker)
    assert np.isnan(said).tolist() == [False, True]
    assert scores[1] == 0.5


def test_scores_are_the_sigmoid_that_sentence_transformers_gives(networks: Path) -> None:
    from sentence_transformers import CrossEncoder

    texts = ["a steel soup pot", "running shoes for the rain", "x"]
    ours = CrossEncoderReranker(str(networks / "reranker"), device="cpu", dtype="float32").scores("pot", texts)
    theirs = CrossEncoder(str(networks / "reranker"), device="cpu").predict([("pot", text) for text in texts])
    np.testing.assert_allclose(ours, theirs, atol=1e-5)


def test_the_name_tells_weights_apart_and_the_share_is_read(networks: Path, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(networks / "reranker", tmp_path / "mine"))
    (folder / "daogou.json").write_text(json.dumps({"rerank_weight": 0.6}), encoding="utf-8")
    reranker = CrossEncoderReranker(str(folder))
    assert reranker.name.startswith("mine@")
    assert reranker.weight == 0.6


def test_the_setting_picks_the_reranker(networks: Path, tmp_path: Path) -> None:
    assert open_reranker(RetrievalConfig(tmp_path)) is None
    opened = open_reranker(RetrievalConfig(tmp_path, reranker=str(networks / "reranker"), device="cpu"))
    assert opened is not None
    assert opened.name.startswith("reranker@")
    assert 0 < opened.scores("pot", ["a pot"])[0] < 1


@pytest.mark.parametrize("settings", ["{", "[]", "{}", '{"rerank_weight": 7}', '{"rerank_weight": "much"}'])
def test_a_share_that_makes_no_sense_is_one_sentence(networks: Path, tmp_path: Path, settings: str) -> None:
    folder = Path(shutil.copytree(networks / "reranker", tmp_path / "mine"))
    (folder / "daogou.json").write_text(settings, encoding="utf-8")
    with pytest.raises(RetrievalError, match="rerank_weight") as caught:
        _ = CrossEncoderReranker(str(folder)).weight
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("kind", ["bert", "embedder"])
def test_another_kind_of_network_is_refused(networks: Path, kind: str) -> None:
    """Transformers would give it a head of random numbers."""
    with pytest.raises(RetrievalError, match="no cross-encoder"):
        CrossEncoderReranker(str(networks / kind), device="cpu").scores("x", ["y"])


def test_a_folder_without_a_network_is_one_sentence(tmp_path: Path) -> None:
    for place in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(RetrievalError, match="cannot be loaded") as caught:
            CrossEncoderReranker(str(place), device="cpu").scores("x", ["y"])
        assert "\n" not in str(caught.value)


def test_torch_keeps_its_threads_for_others(networks: Path) -> None:
    import torch

    before = torch.get_num_threads()
    CrossEncoderReranker(str(networks / "reranker"), device="cpu").scores("x", ["y"])
    assert torch.get_num_threads() == before


def test_importing_it_loads_nothing_heavy() -> None:
    script = (
        "import sys, retrieval.rerank, retrieval.training.embedder_training, retrieval.training.reranker_training\n"
        "print(sorted({'torch', 'chromadb', 'sentence_transformers', 'transformers'} & set(sys.modules)))"
    )
    root = Path(__file__).resolve().parents[2]
    ended = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
