"""What of a run is judged: whole conversations, or single answers; what the endpoint spoiled is not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Final

from evaluation.dialogue_sets import Language
from evaluation.errors import EvaluationError
from evaluation.judging.judge import Sample
from evaluation.judging.record import Said
from evaluation.judging.rubric import Scope
from evaluation.replay.replayed_turn import ReplayedTurn, Run

if TYPE_CHECKING:
    from retrieval.catalog import Product

CARDS: Final = 3
"""Of the products a turn showed, so many are named; the rest is counted."""


def samples_of(run: Run, scope: Scope, products: Mapping[str, Product]) -> tuple[Sample, ...]:
    """What there is to judge, in the run's order; `products` are those of the shop, by id, for the cards.

    Raises:
        EvaluationError: the run has no turn that the endpoint did not spoil.
    """
    languages: Mapping[str, Language] = {one.id: one.language for one in run.transcripts}
    found: list[Sample] = []
    for (case, repeat), turns in groupby(run.turns, lambda turn: (turn.case, turn.repeat)):
        sound = tuple(_before_a_fault(turns))
        whole = bool(sound) and sound[-1].last
        said = [message for turn in sound for message in _said(turn, products, languages[case])]
        if scope == "turn":
            found += [
                Sample(case, repeat, turn.turn, languages[case], said[: 2 * n]) for n, turn in enumerate(sound, 1)
            ]
        elif whole:
            found.append(Sample(case, repeat, None, languages[case], said))
    if not found:
        raise EvaluationError(
            "The run has nothing to judge: no conversation came to its end with its endpoint answering; play it first."
        )
    return tuple(found)


def _before_a_fault(turns: Iterator[ReplayedTurn]) -> Iterator[ReplayedTurn]:
    for turn in turns:
        if turn.infrastructure:
            return
        yield turn


def _said(turn: ReplayedTurn, products: Mapping[str, Product], language: Language) -> Sequence[Said]:
    """The shopper's message, and what the shopper was shown: the words, and the first of the cards."""
    cards = [_card(products[id], language) for id in turn.products[:CARDS] if id in products]
    more = len(turn.products) - len(cards)
    shown = "; ".join([*cards, *([f"+{more}"] if cards and more else [])])
    return Said("shopper", turn.text), Said("assistant", f"{turn.shown_text} [{shown}]" if shown else turn.shown_text)


def _card(product: Product, language: Language) -> str:
    title = (product.title_zh if language == "zh" else "") or product.title
    return title if product.price is None else f"{title}, {product.price:g} {product.currency}"
