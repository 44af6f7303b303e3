"""Networks small enough to train in a test: MiniLM's tokenizer over one or two random layers; a shop to train on."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from retrieval.catalog import Product
from retrieval.torch_setup import builtin_folder

WIDTH = 32
NICKNAMES = ("whirligig", "thingamajig", "doodad", "gizmo")
WORDS = ("good", "best", "cheap", "new", "small", "my", "red", "any", "fine", "old", "one", "nice")


def make_bert(folder: Path, *, seed: int = 0) -> Path:
    """A plain BertModel with random weights, saved with its tokenizer; neither a bi-encoder nor a cross-encoder."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertModel

    tokenizer = AutoTokenizer.from_pretrained(builtin_folder())
    tokenizer.save_pretrained(folder)
    torch.manual_seed(seed)
    BertModel(
        BertConfig(
            vocab_size=tokenizer.vocab_size,
            hidden_size=WIDTH,
            num_hidden_layers=2,
            num_attention_heads=2,
            intermediate_size=2 * WIDTH,
            max_position_embeddings=64,
        )
    ).save_pretrained(folder)
    return folder


def make_embedder(folder: Path, bert: Path) -> Path:
    """A bi-encoder over that network, as sentence-transformers saves one."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    layers = [Transformer(str(bert), max_seq_length=48), Pooling(WIDTH)]
    SentenceTransformer(modules=layers, device="cpu").save_pretrained(str(folder), create_model_card=False)
    return folder


def make_reranker(folder: Path, bert: Path) -> Path:
    """A cross-encoder over that network, with one random output."""
    from sentence_transformers import CrossEncoder

    CrossEncoder(str(bert), num_labels=1, device="cpu").save_pretrained(str(folder), create_model_card=False)
    return folder


@dataclass(frozen=True)
class JudgedShop:
    """Products with their titles only, queries of words from them, and what answers each query."""

    products: tuple[Product, ...]
    queries: dict[str, str]
    grades: dict[str, dict[str, float]]


def judge_shop(products: tuple[Product, ...], categories: int = 4, a_category: int = 8) -> JudgedShop:
    """Queries that name a category by a nickname that stands in no text, so that it must be learned.

    Every product of the category answers with grade 2, those of the next category a little.
    """
    leaves = list(dict.fromkeys(product.category for product in products))[:categories]
    chosen = [[p for p in products if p.category == leaf][:a_category] for leaf in leaves]
    plain = tuple(
        replace(p, title_zh="", description="", description_zh="", tags=()) for group in chosen for p in group
    )
    queries, grades = {}, {}
    for place, nickname in enumerate(NICKNAMES[:categories]):
        answers = {p.id: 2.0 for p in chosen[place]} | {p.id: 0.5 for p in chosen[(place + 1) % categories]}
        for word in WORDS:
            queries[f"{nickname}-{word}"] = f"{word} {nickname}"
            grades[f"{nickname}-{word}"] = answers
    return JudgedShop(plain, queries, grades)
