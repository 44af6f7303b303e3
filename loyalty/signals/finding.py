"""The signals in the words of one message: phrases, less those that say nothing where they stand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from loyalty.nouns import Aspect, ContactReason, SignalKind
from loyalty.signals.aspects import aspect_of
from loyalty.signals.clauses import Clause, clause_at, clauses_in
from loyalty.signals.folding import fold
from loyalty.signals.negation import is_negated
from loyalty.signals.phrase_book import Group, Hit, PhraseBook, Setting
from loyalty.signals.quoting import quoted_spans, repeats, within
from loyalty.signals.setting import settings_of
from loyalty.signals.strength import strength_of

LONGEST: Final = 10_000
"""Code points of a message that are read; what follows is left out."""
_ABOUT: Final = frozenset({"praise", "complaint"})
_ASKED: Final[frozenset[Setting]] = frozenset({"question", "hypothetical", "elsewhere"})
_MEANT_ANYWHERE: Final[dict[SignalKind, frozenset[Setting]]] = {
    "price_sensitive": _ASKED,
    "urgent": _ASKED,
    "unresolved": _ASKED,
    "wants_person": _ASKED,
    "leave": frozenset({"elsewhere", "hypothetical"}),
    "buy_again": frozenset({"elsewhere", "hypothetical"}),
    "recommend": frozenset({"elsewhere", "reported"}),
}
"""Settings that take nothing from a kind: who asks for a discount counts the money."""


@dataclass(frozen=True, slots=True)
class FoundSignal:
    """A signal at `start` to `end` of a message, with `strength` and `confidence` from 0 to 1."""

    kind: SignalKind
    start: int
    end: int
    strength: float
    confidence: float
    aspect: Aspect | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What a message says: its signals in order, where something is closed (thanked for, solved), why it is written."""

    signals: tuple[FoundSignal, ...] = ()
    closed: tuple[int, ...] = ()
    reasons: tuple[tuple[ContactReason, float], ...] = ()


_NOTHING: Final = Found()


def find(text: str, answers: Callable[[], Sequence[str]], book: PhraseBook) -> Found:
    """What a message says; `answers` gives the earlier answers of the shop, folded, whose words are no signal when
    repeated; it is asked only where something was found.
    """
    folded = fold(text[:LONGEST])
    hits = book.find(folded)
    reasons = tuple((hit.group.reason, hit.group.weight) for hit in hits if hit.group.reason)
    saying = [hit for hit in hits if not hit.group.reason]
    hiding = [hit for hit in saying if hit.group.hides]
    saying = [hit for hit in saying if hit.group.kind != "nothing" and not _hidden(hit, hiding)]
    if not saying:
        return Found(reasons=reasons) if reasons else _NOTHING
    return _Reading(text, folded, answers).found(saying, reasons)


def in_clause(
    text: str,
    folded: str,
    clause: Clause,
    kind: SignalKind,
    strength: float,
    confidence: float,
    answers: Callable[[], Sequence[str]],
) -> FoundSignal | None:
    """A signal of which the whole clause is the quote; None where the clause stands where it says nothing."""
    settings = set(settings_of(folded, clause)) - _MEANT_ANYWHERE.get(kind, frozenset())
    middle = (clause.start, clause.end)
    if settings or within(quoted_spans(folded), *middle) or repeats(folded, *middle, answers()):
        return None
    aspect = aspect_of(folded, clause, *middle) if kind in _ABOUT else None
    strength = strength_of(text, folded, clause, strength)
    return FoundSignal(kind, clause.start, clause.end, strength, confidence, aspect)


class _Reading:
    """One message while it is read."""

    def __init__(self, text: str, folded: str, answers: Callable[[], Sequence[str]]) -> None:
        self._text, self._folded, self._answers = text, folded, answers
        self._earlier: Sequence[str] | None = None
        self._clauses = clauses_in(folded)
        self._quoted = quoted_spans(folded)
        self._settings_of: dict[int, frozenset[Setting]] = {}

    def found(self, saying: Sequence[Hit], reasons: tuple[tuple[ContactReason, float], ...]) -> Found:
        signals: list[FoundSignal] = []
        closed: list[int] = []
        for hit in saying if self._clauses else ():
            clause = clause_at(self._clauses, hit.start)
            kind = self._kind(hit, clause)
            if kind in ("thanks", "solved"):
                closed.append(hit.start)
            elif kind is not None:
                signals.append(self._signal(hit, clause, kind))
        return Found(tuple(_merged(_without_doubles(signals), self._clauses)), tuple(closed), reasons)

    def _kind(self, hit: Hit, clause: Clause) -> str | None:
        """What the words say where they stand; None for nothing."""
        group = hit.group
        if group.follows and not self._follows():
            return None
        against = self._settings(hit, clause).difference(group.also)
        if not against:
            return group.kind
        return group.turned if against == {"negated"} else None

    def _settings(self, hit: Hit, clause: Clause) -> set[Setting]:
        if clause.position not in self._settings_of:
            self._settings_of[clause.position] = settings_of(self._folded, clause)
        settings = set(self._settings_of[clause.position])
        if "negated" not in hit.group.also and is_negated(self._folded, clause.start, hit.start):
            settings.add("negated")
        if within(self._quoted, hit.start, hit.end) or self._repeats(hit):
            settings.add("quoted")
        return settings

    def _repeats(self, hit: Hit) -> bool:
        return repeats(self._folded, hit.start, hit.end, self._before())

    def _follows(self) -> bool:
        return any(self._before())

    def _before(self) -> Sequence[str]:
        if self._earlier is None:
            self._earlier = self._answers()
        return self._earlier

    def _signal(self, hit: Hit, clause: Clause, kind: str) -> FoundSignal:
        group: Group = hit.group
        about = kind in _ABOUT
        aspect = (group.aspect or aspect_of(self._folded, clause, hit.start, hit.end)) if about else None
        strength = strength_of(self._text, self._folded, clause, group.strength)
        end = max(clause.end, hit.end)
        return FoundSignal(kind, min(clause.start, hit.start), end, strength, group.confidence, aspect)  # type: ignore[arg-type]


def _hidden(hit: Hit, hiding: Sequence[Hit]) -> bool:
    return any(hit.group.kind in one.group.hides and hit.start < one.end and hit.end > one.start for one in hiding)


def _without_doubles(signals: Sequence[FoundSignal]) -> list[FoundSignal]:
    """No complaint in words that say that a matter is open or that they leave, no praise in a recommendation, and no
    wish to buy again in words of leaving.
    """
    stronger = {"complaint": ("unresolved", "leave"), "praise": ("recommend",), "buy_again": ("leave",)}
    return [
        one
        for one in signals
        if not any(
            other.kind in stronger.get(one.kind, ()) and other.start < one.end and one.start < other.end
            for other in signals
        )
    ]


def _merged(signals: Sequence[FoundSignal], clauses: Sequence[Clause]) -> list[FoundSignal]:
    """One signal where neighbouring clauses of a sentence say the same of the same."""
    merged: list[FoundSignal] = []
    for one in sorted(signals, key=lambda signal: (signal.kind, signal.aspect or "", signal.start)):
        last = merged[-1] if merged else None
        if last and (last.kind, last.aspect) == (one.kind, one.aspect) and _neighbours(last, one, clauses):
            merged[-1] = replace(
                last,
                end=max(last.end, one.end),
                strength=max(last.strength, one.strength),
                confidence=max(last.confidence, one.confidence),
            )
        else:
            merged.append(one)
    return sorted(merged, key=lambda signal: (signal.start, signal.kind))


def _neighbours(first: FoundSignal, second: FoundSignal, clauses: Sequence[Clause]) -> bool:
    before, after = clause_at(clauses, first.end - 1), clause_at(clauses, second.start)
    return after.position - before.position <= 1 and before.sentence == after.sentence
