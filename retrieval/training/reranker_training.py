"""Trains a cross-encoder on graded judgments. Read `train_reranker` first."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from retrieval.catalog import Product
from retrieval.embedding import Embedder
from retrieval.model_settings import write_model_shares
from retrieval.rerank import blended
from retrieval.training.examples import JudgedQuery, collect_examples, split
from retrieval.training.first_stage import FirstStage, Found, Progress, embedded_products
from retrieval.training.judgments import Grades
from retrieval.training.loop import fit
from retrieval.training.losses import gain, listwise_cross_entropy
from retrieval.training.network import NetworkInTraining
from retrieval.training.networks import base_of, open_reranker_network, reads
from retrieval.training.output import new_folder
from retrieval.training.ranking_measure import best_rows, ndcg
from retrieval.training.recipe import Recipe, TrainingError
from retrieval.training.report import TrainingReport, report_of, write_report

WEIGHTS: Final = tuple(round(0.1 * step, 1) for step in range(11))
"""The shares of the reranker, against the stages before, that are tried."""


def train_reranker(
    queries: Mapping[str, str],
    grades: Grades,
    products: Sequence[Product],
    recipe: Recipe,
    out: Path,
    *,
    embedder: Embedder,
    depth: int = 30,
    force: bool = False,
    progress: Progress,
) -> TrainingReport:
    """Train a cross-encoder and keep its best epoch in the folder `out`, whole or not at all, with a report beside it.

    Every step scores, for each of its queries, products judged for it and products that the first stage, words and
    `embedder` over the whole catalogue, finds and nobody judged. The loss is listwise, for the order, and pointwise,
    for scores that mean the grade over the highest grade. The best epoch is that with the highest nDCG@10 after the
    `depth` best products of the first stage are ordered anew, at the best share of the reranker in that order, which
    is kept with the weights as `rerank_weight`.

    Raises:
        TrainingError: there is too little to learn from, the base cannot be loaded, `out` cannot be written, or no
            epoch orders products better than the first stage does alone.
    """
    with new_folder(out, force) as folder:
        encoder = open_reranker_network(recipe)
        examples = collect_examples(queries, grades, products, reads(encoder))
        parts = split(examples.queries, recipe.validation_share, recipe.seed)
        usual_length = encoder.max_seq_length
        network = NetworkInTraining(encoder, "scores", recipe.max_tokens)
        validation = parts.validation[: recipe.validation_queries]
        found = _first_stage(products, embedder, (*parts.training, *validation), progress)
        task = RerankerTask(network, examples.texts, found, validation, recipe, examples.highest_grade, depth)
        fitting = fit(network, task, parts.training, recipe, progress)
        _check_better(fitting.best_epoch)
        chosen = task.best_weight()
        encoder.max_seq_length = usual_length
        encoder.save_pretrained(str(folder), create_model_card=False)
        network.close()
        write_model_shares(folder, {"rerank_weight": chosen.rerank_weight})
        figures = chosen.as_figures()
        report = report_of("reranker", examples, parts, recipe, base_of(recipe), network, fitting, depth, figures)
        write_report(folder, report)
    return report


@dataclass(frozen=True, slots=True)
class ChosenShare:
    """The share of the reranker, 0 to 1, that orders best, and nDCG@10 with it and with either side alone."""

    rerank_weight: float
    together: float
    before: float
    alone: float

    def as_figures(self) -> dict[str, float]:
        """As the report has them."""
        return {
            "rerank_weight": self.rerank_weight,
            "ndcg_first_stage": self.before,
            "ndcg_reranker": self.alone,
            "ndcg_together": self.together,
        }


class RerankerTask:
    """Teaches and judges a cross-encoder; see `loop.Task`."""

    def __init__(
        self,
        network: NetworkInTraining,
        texts: Sequence[str],
        found: Mapping[str, Found],
        validation: Sequence[JudgedQuery],
        recipe: Recipe,
        highest_grade: float,
        depth: int,
    ) -> None:
        """`texts` are the products', by row; `found` what the first stage finds, by query id."""
        self._network, self._texts, self._found, self._validation = network, texts, found, validation
        self._recipe, self._highest_grade, self._depth = recipe, highest_grade, depth

    def teach(self, queries: Sequence[JudgedQuery], chance: random.Random) -> float:
        """One step over `queries`; the loss."""
        import torch
        from torch.nn.functional import binary_cross_entropy_with_logits

        lists = [self._products_for(query, chance) for query in queries]
        pairs = [(query.text, self._texts[row]) for query, rows in zip(queries, lists, strict=True) for row in rows]
        outputs = self._network.forward(pairs)
        flat, device = outputs.values.reshape(-1), outputs.values.device
        grades = [[query.grades.get(row, 0.0) for row in rows] for query, rows in zip(queries, lists, strict=True)]
        there = torch.tensor(_padded([[1.0] * len(rows) for rows in lists]), device=device) > 0
        scores = torch.zeros(there.shape, device=device).masked_scatter(there, flat)
        gains = torch.tensor(_padded([[gain(grade) for grade in row] for row in grades]), device=device)
        shares = torch.tensor([grade / self._highest_grade for row in grades for grade in row], device=device)
        loss = listwise_cross_entropy(scores, gains, there) + binary_cross_entropy_with_logits(flat, shares)
        loss.backward()  # type: ignore[no-untyped-call]
        self._network.backward(outputs)
        return float(loss.detach())

    def validate(self) -> float:
        """NDCG@10 of the first stage's best, ordered anew with the best share of the reranker."""
        return self.best_weight().together

    def best_weight(self) -> ChosenShare:
        """The share of the reranker that orders best; of equals the smaller."""
        reranked = self._reranked()
        by_weight = {weight: self._ndcg(reranked, weight) for weight in WEIGHTS}
        best = max(WEIGHTS, key=lambda weight: (by_weight[weight], -weight))
        return ChosenShare(best, by_weight[best], by_weight[0.0], by_weight[1.0])

    def _products_for(self, query: JudgedQuery, chance: random.Random) -> list[int]:
        """Rows, some judged and some that only look right; twice as many of these as a bi-encoder needs."""
        judged, hard = list(query.grades), self._found[query.id].unjudged(query)
        return [
            *chance.sample(judged, min(self._recipe.judged_a_query, len(judged))),
            *chance.sample(hard, min(2 * self._recipe.negatives_a_query, len(hard))),
        ]

    def _reranked(self) -> list[NDArray[np.float32]]:
        """The network's scores, 0 to 1, of the first stage's best for every validation query."""
        lists = [self._found[query.id].rows[: self._depth] for query in self._validation]
        pairs = [
            (query.text, self._texts[row]) for query, rows in zip(self._validation, lists, strict=True) for row in rows
        ]
        flat = 1 / (1 + np.exp(-self._network.infer(pairs).reshape(-1)))
        return np.split(flat.astype(np.float32), np.cumsum([len(rows) for rows in lists])[:-1])

    def _ndcg(self, reranked: Sequence[NDArray[np.float32]], weight: float) -> float:
        each = []
        for query, scores in zip(self._validation, reranked, strict=True):
            found = self._found[query.id]
            order = blended(found.scores[: self._depth], scores, weight)
            each.append(ndcg(best_rows(order, found.rows[: self._depth]), query.grades))
        return float(np.mean(each))


def _first_stage(
    products: Sequence[Product], embedder: Embedder, asked: Sequence[JudgedQuery], progress: Progress
) -> dict[str, Found]:
    """What search over the whole catalogue finds for `asked`, by query id."""
    vectors = embedded_products(products, embedder, progress)
    stage = FirstStage(products, vectors)
    return stage.search(asked, embedder.encode([query.text for query in asked]), progress)


def _check_better(best_epoch: int) -> None:
    if best_epoch == 0:
        raise TrainingError(
            "No epoch orders products better than search does without a reranker, so nothing is kept; give more "
            "judgments, more --epochs or a larger --validation-share."
        )


def _padded(rows: Sequence[Sequence[float]]) -> list[list[float]]:
    """Rows of one length, filled up with zeros."""
    longest = max(len(row) for row in rows)
    return [[*row, *([0.0] * (longest - len(row)))] for row in rows]
