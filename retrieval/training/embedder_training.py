"""Fine-tunes the embedder on graded judgments. Read `train_embedder` first."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.catalog import Product
from retrieval.fusion import weighted_sum
from retrieval.model_settings import write_model_shares
from retrieval.training.examples import Examples, JudgedQuery, Split, collect_examples, split
from retrieval.training.first_stage import FirstStage, Found, Progress
from retrieval.training.judgments import Grades
from retrieval.training.loop import fit
from retrieval.training.losses import gain, listwise_cross_entropy
from retrieval.training.network import NetworkInTraining
from retrieval.training.networks import base_of, open_embedder_network, reads
from retrieval.training.output import new_folder
from retrieval.training.ranking_measure import best_rows, ndcg
from retrieval.training.recipe import Recipe
from retrieval.training.report import TrainingReport, report_of, write_report
from retrieval.vectors import Vectors, unit_length

SCALE: Final = 20.0
"""What cosines are multiplied by before the softmax: a temperature of 0.05, as MultipleNegativesRankingLoss has it."""

HARD_IN_POOL: Final = 20
"""Unjudged products a validation query that stand in the pool because they look right."""

WEIGHTS: Final = tuple(round(0.1 * step, 1) for step in range(11))
"""The shares of meaning, against words, that are tried."""


def train_embedder(
    queries: Mapping[str, str],
    grades: Grades,
    products: Sequence[Product],
    recipe: Recipe,
    out: Path,
    *,
    force: bool = False,
    progress: Progress,
) -> TrainingReport:
    """Train a bi-encoder and keep its best epoch in the folder `out`, whole or not at all, with a report beside it.

    Every step ranks, for each of its queries, all products of the step: those judged for it by their gains, above
    those of the other queries and above hard negatives, products the first stage finds and nobody judged. The best
    epoch is that with the highest nDCG@10, at the best share of meaning against words, over a pool of all products
    judged for the validation queries, what the first stage finds for them, and others drawn at random. That share is
    kept with the weights as `dense_weight`.

    Raises:
        TrainingError: there is too little to learn from, the base cannot be loaded, or `out` cannot be written.
    """
    with new_folder(out, force) as folder:
        encoder = open_embedder_network(recipe)
        examples = collect_examples(queries, grades, products, reads(encoder))
        parts = split(examples.queries, recipe.validation_share, recipe.seed)
        usual_length = encoder.max_seq_length
        network = NetworkInTraining(encoder, "sentence_embedding", recipe.max_tokens)
        stage = FirstStage(products, _encoded(network, examples.texts, progress))
        asked = (*parts.training, *_some(parts, recipe))
        found = stage.search(asked, unit_length(network.infer([query.text for query in asked])), progress)
        pool = _pool(examples, _some(parts, recipe), found, recipe, stage)
        task = EmbedderTask(network, examples.texts, found, pool, recipe)
        fitting = fit(network, task, parts.training, recipe, progress)
        chosen = task.best_dense_weight()
        encoder.max_seq_length = usual_length
        encoder.save_pretrained(str(folder), create_model_card=False)
        network.close()
        write_model_shares(folder, {"dense_weight": chosen.dense_weight})
        report = report_of(
            "embedder", examples, parts, recipe, base_of(recipe), network, fitting, len(pool.rows), chosen.as_figures()
        )
        write_report(folder, report)
    return report


@dataclass(frozen=True, slots=True)
class Pool:
    """The products that validation ranks, by row, for its queries; `words` is BM25, (queries, products)."""

    queries: tuple[JudgedQuery, ...]
    rows: NDArray[np.intp]
    words: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class ChosenWeight:
    """The share of meaning, 0 to 1, that ranks the pool best, and nDCG@10 with it and with either side alone."""

    dense_weight: float
    fused: float
    words_alone: float
    meaning_alone: float

    def as_figures(self) -> dict[str, float]:
        """As the report has them."""
        return {
            "dense_weight": self.dense_weight,
            "ndcg_words": self.words_alone,
            "ndcg_meaning": self.meaning_alone,
            "ndcg_fused": self.fused,
        }


class EmbedderTask:
    """Teaches and judges a bi-encoder; see `loop.Task`."""

    def __init__(
        self, network: NetworkInTraining, texts: Sequence[str], found: Mapping[str, Found], pool: Pool, recipe: Recipe
    ) -> None:
        """`texts` are the products', by row; `found` what the first stage finds, by query id."""
        self._network, self._texts, self._found = network, texts, found
        self._pool, self._recipe = pool, recipe

    def teach(self, queries: Sequence[JudgedQuery], chance: random.Random) -> float:
        """One step over `queries`; the loss."""
        import torch

        rows = self._products_for(queries, chance)
        outputs = self._network.forward([query.text for query in queries] + [self._texts[row] for row in rows])
        vectors = torch.nn.functional.normalize(outputs.values, dim=1)
        scores = SCALE * vectors[: len(queries)] @ vectors[len(queries) :].T
        gains = torch.tensor([[gain(query.grades.get(row, 0.0)) for row in rows] for query in queries])
        loss = listwise_cross_entropy(scores, gains.to(scores.device))
        loss.backward()  # type: ignore[no-untyped-call]
        self._network.backward(outputs)
        return float(loss.detach())

    def validate(self) -> float:
        """NDCG@10 over the pool with the best share of meaning against words."""
        return self.best_dense_weight().fused

    def best_dense_weight(self) -> ChosenWeight:
        """The share of meaning that ranks the pool best; of equals the larger."""
        cosines = self._cosines()
        by_weight = {weight: self._ndcg(cosines, weight) for weight in WEIGHTS}
        best = max(by_weight, key=lambda weight: (by_weight[weight], weight))
        return ChosenWeight(best, by_weight[best], by_weight[0.0], by_weight[1.0])

    def _products_for(self, queries: Sequence[JudgedQuery], chance: random.Random) -> list[int]:
        """Rows, each once: some judged products and some hard negatives of every query."""
        rows: dict[int, None] = {}
        for query in queries:
            judged, hard = list(query.grades), self._found[query.id].unjudged(query)
            rows.update(dict.fromkeys(chance.sample(judged, min(self._recipe.judged_a_query, len(judged)))))
            rows.update(dict.fromkeys(chance.sample(hard, min(self._recipe.negatives_a_query, len(hard)))))
        return list(rows)

    def _cosines(self) -> Vectors:
        """(queries, products) of the pool."""
        asked = unit_length(self._network.infer([query.text for query in self._pool.queries]))
        products = unit_length(self._network.infer([self._texts[row] for row in self._pool.rows]))
        cosines: Vectors = asked @ products.T
        return cosines

    def _ndcg(self, cosines: Vectors, dense_weight: float) -> float:
        pool = self._pool
        each = [
            ndcg(best_rows(weighted_sum(words, dense, 1.0, dense_weight), pool.rows), query.grades)
            for query, words, dense in zip(pool.queries, pool.words, cosines, strict=True)
        ]
        return float(np.mean(each))


def _encoded(network: NetworkInTraining, texts: Sequence[str], progress: Progress, step: int = 2_048) -> Vectors:
    """The products' vectors with the weights begun with; zeros where nothing can be read."""
    parts = []
    for start in range(0, len(texts), step):
        progress("products", start, len(texts))
        parts.append(unit_length(network.infer(texts[start : start + step])))
    progress("products", len(texts), len(texts))
    vectors = np.concatenate(parts)
    vectors[[not text for text in texts]] = 0.0
    return vectors


def _some(parts: Split, recipe: Recipe) -> tuple[JudgedQuery, ...]:
    """As many validation queries as the recipe allows; the split has them in random order already."""
    return parts.validation[: recipe.validation_queries]


def _pool(
    examples: Examples, queries: tuple[JudgedQuery, ...], found: Mapping[str, Found], recipe: Recipe, stage: FirstStage
) -> Pool:
    """All that is judged for `queries`, what looks right, and others at random up to the recipe's size."""
    chosen = {row for query in queries for row in query.grades}
    chosen |= {row for query in queries for row in found[query.id].unjudged(query)[:HARD_IN_POOL]}
    others = [row for row in range(len(examples.texts)) if row not in chosen]
    missing = max(0, recipe.validation_pool - len(chosen))
    chosen |= set(random.Random(recipe.seed).sample(others, min(missing, len(others))))
    rows = np.array(sorted(chosen), np.intp)
    return Pool(queries, rows, np.stack([stage.words(query)[rows] for query in queries]))
