"""What a simulated shopper has seen so far: their goal, the turns, and whether the goal is reached."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from evaluation.dialogue_facts import Facts
from evaluation.dialogue_transcript import SeenTurn
from evaluation.replay.success import reached
from evaluation.simulator.goals import Goal

_DEEDS = {"return": "start_return", "exchange": "start_exchange"}


@dataclass
class Scene:
    """One conversation as its shopper sees it; `facts` is what is true in the shop."""

    goal: Goal
    facts: Facts
    turns: list[SeenTurn] = field(default_factory=list)

    @property
    def said(self) -> tuple[str, ...]:
        """The shopper's own words."""
        return tuple(turn.text for turn in self.turns)

    @property
    def last(self) -> SeenTurn | None:
        """The turn that the last words led to."""
        return self.turns[-1] if self.turns else None

    @property
    def met(self) -> bool:
        """Whether the goal is reached, and with the mind as it is in the end."""
        changes = self.goal.changes
        if changes is not None and changes.says not in self.said and len(self.turns) < changes.turn:
            return False
        found = reached(((0, self.goal.success),), self.turns, self.facts)
        return found is not None and found.turn is not None

    @property
    def listed(self) -> tuple[str, ...]:
        """The products on the screen, numbered from 1."""
        return (self.last.products or self.last.listed) if self.last else ()

    @property
    def told(self) -> str:
        """All that the assistant has shown and said."""
        shown = {id for turn in self.turns for id in (*turn.products, *turn.listed)}
        cards = [self.card(id) for id in sorted(shown)]
        return "\n".join([*(turn.shown_text for turn in self.turns), *cards])

    def card(self, product_id: str) -> str:
        """What a product's card says."""
        product = self.facts.products.get(product_id)
        if product is None:
            return product_id
        rating = f", {product.rating} / 5" if product.rating else ""
        title = product.title_zh if self.goal.language == "zh" and product.title_zh else product.title
        return f"{title}, ${product.price:.2f}{rating}"

    @property
    def asked_to_confirm(self) -> bool | None:
        """Whether the deed that waits for a yes is what the shopper wants; None where none waits."""
        if self.last is None or not self.last.confirm:
            return None
        order = self.goal.knows.get("order_id")
        text = self.last.confirm.get("text", "")
        another = order is not None and order not in text and "D-1" in text
        return self.last.confirm.get("tool", "") in self.deeds and not another

    @property
    def deeds(self) -> frozenset[str]:
        """The tools that do what the goal wants done."""
        state = self.goal.success.state
        if state is None:
            return frozenset()
        wanted = {_DEEDS[one.kind] for one in state.order_requests or ()}
        wanted |= {"cancel_order"} if "cancelled" in state.orders.values() else set()
        wanted |= {"cart_add", "cart_remove"} if state.cart is not None else set()
        return frozenset(wanted | ({"hand_off"} if state.handed_off else set()))


def scene_of(goal: Goal, turns: Sequence[SeenTurn], facts: Facts) -> Scene:
    """The scene after these turns."""
    return Scene(goal, facts, list(turns))
