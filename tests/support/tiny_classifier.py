"""A text classifier small enough to be made in a test: MiniLM's tokenizer over one random layer."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from retrieval.torch_setup import builtin_folder


def make_classifier(folder: Path, names: Sequence[str], *, favourite: int = 0, seed: int = 0) -> Path:
    """A BertForSequenceClassification whose outputs are called `names`; it leans towards the one at `favourite`."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    tokenizer = AutoTokenizer.from_pretrained(builtin_folder())
    tokenizer.save_pretrained(folder)
    torch.manual_seed(seed)
    network = BertForSequenceClassification(
        BertConfig(
            vocab_size=tokenizer.vocab_size,
            hidden_size=16,
            num_hidden_layers=1,
            num_attention_heads=2,
            intermediate_size=32,
            max_position_embeddings=64,
            num_labels=len(names),
            id2label=dict(enumerate(names)),
            label2id={name: place for place, name in enumerate(names)},
        )
    )
    with torch.no_grad():
        network.classifier.bias[favourite] += 4
    network.save_pretrained(folder)
    return folder
