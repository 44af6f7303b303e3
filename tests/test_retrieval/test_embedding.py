"""What only the sentence-transformers embedder does."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from retrieval.embedding import SentenceTransformerEmbedder
from retrieval.errors import RetrievalError
from retrieval.torch_setup import builtin_folder


@pytest.fixture(scope="module")
def minilm() -> SentenceTransformerEmbedder:
    return SentenceTransformerEmbedder()


def test_minilm_reads_english_and_no_chinese(minilm: SentenceTransformerEmbedder) -> None:
    assert minilm.unknown_share("降噪耳机") == 1
    assert minilm.unknown_share("中文大学") == 1, "single characters met by accident are not read"
    assert 0 < minilm.unknown_share("wireless headphones 耳机") < 0.6
    assert minilm.unknown_share("WH-1000XM5") == 0


def test_automatic_precision_keeps_the_directions(minilm: SentenceTransformerEmbedder) -> None:
    texts = ["waterproof hiking backpack", "a cast iron pot for soups and stews", "usb charger"]
    plain = SentenceTransformerEmbedder(dtype="float32", device="cpu").encode(texts)
    assert np.sum(plain * minilm.encode(texts), axis=1).min() > 0.995


def test_torch_keeps_its_threads_for_others(minilm: SentenceTransformerEmbedder) -> None:
    import torch

    before = torch.get_num_threads()
    SentenceTransformerEmbedder(device="cpu").encode(["x"])
    assert torch.get_num_threads() == before


def test_a_folder_is_named_by_its_weights_and_gives_the_same_vectors(minilm: SentenceTransformerEmbedder) -> None:
    folder = SentenceTransformerEmbedder(str(builtin_folder()))
    assert folder.name.startswith("model@")
    np.testing.assert_allclose(folder.encode(["tent"]), minilm.encode(["tent"]), atol=1e-6)


def test_a_folder_without_a_model_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(RetrievalError, match="cannot be loaded") as caught:
        SentenceTransformerEmbedder(str(tmp_path)).encode(["x"])
    assert "\n" not in str(caught.value)


def test_importing_search_loads_nothing_heavy() -> None:
    script = (
        "import sys, retrieval.engine, retrieval.build, retrieval.catalog_reader\n"
        "print(sorted({'torch', 'chromadb', 'sentence_transformers', 'transformers', 'yaml'} & set(sys.modules)))"
    )
    root = Path(__file__).resolve().parents[2]
    ended = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
