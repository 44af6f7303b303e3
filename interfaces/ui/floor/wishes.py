"""What a chip's editor offers, and whether what the shopper puts in can be had."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Protocol

from assistant.agent.constraints.bounds import Bounds, whole
from assistant.agent.constraints.choosing import ChoiceRefused, Chosen, choose
from assistant.agent.constraints.held import Constraints, Exchange, search_query
from assistant.agent.events import Language
from interfaces.ui.floor.chips import ChipWriter, editor_of
from interfaces.ui.floor.texts import say
from records.nouns import Conversation
from retrieval.errors import InvalidQueryError, UnknownNameError
from retrieval.query import SearchQuery, SearchResult, Sort

if TYPE_CHECKING:
    from records.conversation_log import ConversationLog

_FACETS = {"categories": "category", "brands": "brand", "excluded_brands": "brand"}
MOST_VALUE_CHARS = 4000


class Searches(Protocol):
    """The search engine."""

    def search(self, query: SearchQuery) -> SearchResult:
        """The products that satisfy a query."""


@dataclass(frozen=True, slots=True)
class WishEditor:
    """Edits what holds after a conversation's last turn; choices are counted under everything else that holds."""

    log: Callable[[], ConversationLog]
    engine: Callable[[], Searches]
    exchange: Callable[[], Exchange]
    chip_writer: ChipWriter
    today: Callable[[], date]

    def opened(self, conversation: Conversation, name: str) -> dict[str, Any]:
        """The editor of one chip, JSON-ready: its `kind`, None where there is none, and what it starts with.

        `price` and `range` have `min` and `max`, `rating` a `value`, `day` a `value` and the `first` day, `names` the
        `chosen` and the `choices`, each with how many products have it.
        """
        held, language = self._held(conversation)
        kind = editor_of(name) if any(chip.name == name for chip in self._chips(held, language)) else None
        match kind:
            case "price":
                return {"kind": kind, **self._price(held)}
            case "rating":
                return {"kind": kind, "value": whole(held.min_rating)}
            case "day":
                return {"kind": kind, "value": held.deadline, "first": self.today().isoformat()}
            case "range":
                bounds = held.ranges.get(name.partition(".")[2], Bounds())
                return {"kind": kind, "unit": bounds.unit, "min": whole(bounds.minimum), "max": whole(bounds.maximum)}
            case "names":
                return {"kind": kind, **self._names(held, name, language)}
        return {"kind": None}

    def checked(self, conversation: Conversation, name: str, written: str) -> dict[str, Any]:
        """The words for the changed wish and how many products fit, or a `fault` in words for the field.

        `written` is the value as JSON, as `Chosen` has it.
        """
        held, language = self._held(conversation)
        try:
            if len(written) > MOST_VALUE_CHARS:
                raise ChoiceRefused("unknown")
            chosen = choose(held, Chosen(name, json.loads(written)), self.today())
            count = self.engine().search(search_query(chosen, "", self.exchange(), 1)).total
        except ChoiceRefused as refused:
            return {"fault": say(language, f"wish_faults.{refused.fault}")}
        except (ValueError, RecursionError, UnknownNameError, InvalidQueryError):
            return {"fault": say(language, "wish_faults.unknown")}
        if not count:
            return {"fault": say(language, "wish_faults.nothing_fits")}
        labels = [chip.label for chip in self._chips(chosen, language) if _is_same(chip.name, name)]
        join = "、" if language == "zh" else ", "
        return {"words": say(language, "chips.changed", label=join.join(labels)), "count": count}

    def _held(self, conversation: Conversation) -> tuple[Constraints, Language]:
        turns = self.log().turns(conversation.id, last=1)
        if not turns:
            return Constraints(), "en"
        return Constraints.from_json(turns[-1].constraints), "zh" if turns[-1].language == "zh" else "en"

    def _chips(self, held: Constraints, language: Language) -> list[Any]:
        return self.chip_writer.chips(held.as_json(), language)

    def _price(self, held: Constraints) -> dict[str, Any]:
        """The limits, and what the cheapest and the dearest cost that fit otherwise, in the shop's money."""
        free = replace(held, min_price=None, max_price=None)
        ends = [self._first(free, sort) for sort in ("price_low", "price_high")]
        shop = self.exchange().shop_currency
        return {
            "currency": held.currency or shop,
            "min": whole(held.min_price),
            "max": whole(held.max_price),
            "lowest": ends[0] if (held.currency or shop) == shop else None,
            "highest": ends[1] if (held.currency or shop) == shop else None,
        }

    def _first(self, held: Constraints, sort: Sort) -> float | None:
        try:
            hits = self.engine().search(replace(search_query(held, "", self.exchange(), 1), sort=sort)).hits
        except UnknownNameError:
            return None
        return hits[0].product.price if hits else None

    def _names(self, held: Constraints, name: str, language: Language) -> dict[str, Any]:
        kind, _, part = name.partition(".")
        held_words: Any = getattr(held, kind)
        chosen = list(held_words.get(part, ()) if isinstance(held_words, Mapping) else held_words)
        counts = self._counts(held.dropping(name), _FACETS.get(kind, part))
        known = {value.casefold() for value in counts}
        offered = {**{one: 0 for one in chosen if one.casefold() not in known}, **counts}
        return {
            "chosen": chosen,
            "choices": [
                {"value": value, "label": self.chip_writer.names.name_in(value, language), "count": count}
                for value, count in offered.items()
            ],
        }

    def _counts(self, held: Constraints, facet: str) -> dict[str, int]:
        query = replace(search_query(held, "", self.exchange(), 1), facets=(facet,))
        try:
            return {count.value: count.count for count in self.engine().search(query).facets[facet]}
        except UnknownNameError:
            return {}


def _is_same(chip: str, name: str) -> bool:
    """Whether a chip is of the wish that was changed; limits of price are one."""
    return chip == name or {chip, name} <= {"price", "min_price", "max_price"}
