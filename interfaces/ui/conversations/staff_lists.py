"""The desk's two lists: the conversations that a search finds, and those for which a person is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from interfaces.ui.conversations.answers import DeskRefusal
from interfaces.ui.conversations.staff_desk import StaffDesk
from interfaces.ui.shopfront import Shopfront
from interfaces.ui.staff.staff_names import StaffNames
from records.access.rules import Visitor, require_role
from records.redaction.placeholders import in_words

if TYPE_CHECKING:
    from records.desk.filters import SearchFilters
    from records.desk.found import FoundConversation

PAGE_ROWS = 30
INBOX_ROWS = 60
"""Open and taken ones come first, so that closed ones fill what is left."""


@dataclass(frozen=True, slots=True)
class StaffLists:
    """One pair of lists for all readers; `desk` tells a hand-off as it tells it elsewhere."""

    shop: Shopfront
    desk: StaffDesk
    names: StaffNames

    def found(self, visitor: Visitor, filters: SearchFilters, after: str | None) -> dict[str, Any]:
        """A page of what fits, newest first; `next` goes on from there, None where there is no more.

        `searched_back_to` is the day down to which words were read where that took too long to read all of them.
        """
        from records.desk.search import SearchPlace

        require_role(visitor, "desk.open")
        self._note(visitor, "conversations")
        try:
            place = SearchPlace.of(after) if after else None
        except ValueError as error:
            raise DeskRefusal(422, "place", "Please search anew.", "请重新搜索。") from error
        page = self.shop.conversation_search.find(filters, place, PAGE_ROWS)
        back_to = page.searched_back_to
        return {
            "conversations": [_row(one) for one in page.rows],
            "next": page.next.text if page.next else None,
            "searched_back_to": back_to.isoformat() if back_to else None,
        }

    def inbox(self, visitor: Visitor) -> dict[str, Any]:
        """Hand-offs, open ones first, the longest waiting first."""
        require_role(visitor, "desk.open")
        self._note(visitor, "inbox")
        rows = [self.desk.hand_off(one, visitor) for one in self.desk.taking.inbox(limit=INBOX_ROWS)]
        return {
            "hand_offs": [{**row, "customer_name": self._called(row)} for row in rows],
            "counts": self.counts(visitor),
        }

    def counts(self, visitor: Visitor) -> Mapping[str, int]:
        """How many hand-offs are open, taken and closed: nobody's words, so nothing is noted."""
        require_role(visitor, "desk.open")
        return {str(status): count for status, count in self.desk.taking.counts().items()}

    def choices(self, visitor: Visitor) -> dict[str, Any]:
        """What the filters offer: labels in use and versions of prompts."""
        require_role(visitor, "desk.open")
        prompts = [prompt.label for prompt in self.shop.prompts.list() if prompt.name in ("shopping_agent", "replies")]
        return {"labels": dict(self.shop.labels.in_use()), "prompts": prompts}

    def _called(self, row: Mapping[str, Any]) -> str:
        customer = self.shop.ledger.customer(row["customer_id"]) if self.shop.ledger and row["customer_id"] else None
        return customer.name if customer else ""

    def _note(self, visitor: Visitor, what: Literal["conversations", "inbox"]) -> None:
        self.shop.audit.note(visitor.account_id or "unknown", visitor.role, "desk.open", f"desk:{what}")


def _row(found: FoundConversation) -> dict[str, Any]:
    language: Literal["en", "zh"] = "zh" if found.language == "zh" else "en"
    return {
        "id": found.id,
        "started_at": found.started_at.isoformat(),
        "last_at": _iso(found.last_at),
        "customer_id": found.customer_id,
        "customer_name": found.customer_name,
        "language": found.language,
        "title": in_words(found.title, language, of_shopper=True),
        "first_words": in_words(found.first_words, language, of_shopper=True),
        "excerpt": in_words(found.excerpt, language, of_shopper=True),
        "tampered": found.tampered,
        "turns": found.turns,
        "outcomes": dict(found.outcomes),
        "claims_changed": found.claims_changed,
        "unhelpful": found.unhelpful,
        "mood": found.mood,
        "labels": list(found.labels),
        "hand_off": found.hand_off,
        "prompts": list(found.prompts),
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
