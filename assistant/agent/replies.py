"""What the shop says itself, in either language; the words stand in `prompts/replies`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.agent.constraints.currencies import format_price
from assistant.agent.constraints.held import Constraints
from assistant.agent.events import Language
from prompts.library import Prompt
from retrieval.query import Relaxation, SearchHit

REASON_TERMS = 3
WAYS_OUT = 3

NO_LIMITS = frozenset({"thing", "recipient", "deadline", "ignore_profile"})
"""Constraints that keep no product out of a search."""


@dataclass(frozen=True, slots=True)
class Replies:
    """Fixed sentences, filled in."""

    prompt: Prompt
    message_limit: int

    def failed(self, code: str, language: Language) -> str:
        """One kind sentence on why a message was not answered."""
        return self.prompt.render(f"failed.{language}.{code}", limit=self.message_limit)

    def say(self, key: str, language: Language, /, **values: str | int) -> str:
        """A sentence by its group and name, `cart.added`, in the turn's language."""
        group, _, name = key.partition(".")
        return self.prompt.render(f"{group}.{language}.{name}" if name else f"{group}.{language}", **values)

    def attribute(self, name: str, language: Language) -> str:
        """What an attribute is called in the turn's language; as the catalogue calls it where the shop has no word."""
        return self.prompt.texts.get(f"attribute.{language}.{name.replace(' ', '_')}", name)

    def fallback(self, key: str, language: Language, **values: str | int) -> str:
        """A sentence that answers without a language model."""
        return self.prompt.render(f"fallback.{language}.{key}", **values)

    def found(self, hits: tuple[SearchHit, ...], constraints: Constraints, language: Language) -> str:
        """How many products were found and which is best; says so when none was, and whether a limit could be why."""
        if not hits:
            limited = set(constraints.as_json()) - NO_LIMITS
            return self.fallback("nothing" if limited else "nothing_like", language)
        best = hits[0].product
        price = format_price(best.price, best.currency)
        key = "found" if len(hits) > 1 else "found_one"
        return self.fallback(key, language, count=len(hits), title=best.title_in(language), price=price)

    def ways_out(self, relaxations: Sequence[Relaxation], currency: str, language: Language) -> str:
        """What would let something through, one constraint at a time, prices in `currency`; empty where nothing would.

        "Nothing in the shop fits all of that: from $59.90 there are 3; of other brands there are 2."
        """
        alone = [self._way_out(one, currency, language) for one in relaxations if not one.also]
        if not alone:
            return ""
        terms = self.prompt.render(f"way_out.{language}.join").join(alone[:WAYS_OUT])
        return self.prompt.render(f"way_out.{language}.all", terms=terms)

    def _way_out(self, relaxation: Relaxation, currency: str, language: Language) -> str:
        kind, _, name = relaxation.constraint.partition(".")
        values: dict[str, str] = {"count": str(relaxation.products)}
        if kind in ("max_price", "min_price") and relaxation.value is not None:
            values["price"] = format_price(relaxation.value, currency)
        elif kind == "min_rating" and relaxation.value is not None:
            values["rating"] = f"{relaxation.value:g}"
        elif kind == "min_rating":
            kind = "unrated"
        elif name:
            values["topic"] = self.attribute(name, language).replace("_", " ")
        return self.prompt.render(f"way_out.{language}.{kind}", **values)

    def note(self, key: str, language: Language, **values: str) -> str:
        """A remark that goes before the answer."""
        return self.prompt.render(f"note.{language}.{key}", **values)

    def read_as(self, corrections: Mapping[str, str], language: Language) -> str:
        """Which words were taken for others, so that the shopper sees what was looked for."""
        terms = [self.note("read_as_one", language, said=said, meant=meant) for said, meant in corrections.items()]
        return self.note("read_as", language, terms=self.note("read_as_join", language).join(terms))

    def told(self, key: str, **values: str | int) -> str:
        """What the language model is told by a tool."""
        return self.prompt.render(f"told.{key}", **values)

    def reason(self, hit: SearchHit, constraints: Constraints, currency: str, language: Language) -> str:
        """Why a product is shown, as one short line: the words it matches and the limits it keeps."""

        def part(key: str, **values: str) -> str:
            return self.prompt.render(f"reason.{language}.{key}", **values)

        money = constraints.currency or currency
        terms = part("term_join").join(dict.fromkeys(hit.matched_terms[:REASON_TERMS]))
        parts = [part("terms", terms=terms) if terms else part("meaning")]
        if constraints.max_price is not None:
            parts.append(part("max_price", price=format_price(constraints.max_price, money)))
        elif constraints.min_price is not None:
            parts.append(part("min_price", price=format_price(constraints.min_price, money)))
        if constraints.min_rating is not None:
            parts.append(part("rating", rating=f"{constraints.min_rating:g}"))
        if constraints.in_stock:
            parts.append(part("in_stock"))
        return part("join").join(parts)
