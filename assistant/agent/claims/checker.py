"""Checks each sentence of an answer against the rows and passages the language model was given.

A wrong value about a known product is replaced by the right one; a sentence with a claim that nothing backs is
dropped. Nothing here calls a language model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.agent.claims.evidence import Evidence
from assistant.agent.claims.judging import WRONG, Replacement, Said, Verdict, judge
from assistant.agent.claims.log import ClaimLogEntry
from assistant.agent.claims.mentions import Mention
from assistant.agent.claims.reading import Claim, fold, read_claims
from assistant.agent.claims.roles import is_compared
from assistant.agent.claims.superlatives import superlatives_hold, superlatives_in
from retrieval.catalog import Product

_HIDDEN = "\ufffc"
_FORWARD = re.compile(
    r"\s*(?:的|there is|there's|gets? you|buys(?: you)?|for|[(（])?\s*(?:the |a |an )?[《\"“*]*$", re.ASCII
)
"""What may stand between an amount and the product it is the price of: `$129 for the Hush 2`."""
_IN_TURN = re.compile(r"respectively|分别|依次", re.ASCII)
_IT = re.compile(r"\s*(?:it|its|it's|this|它|这款|该|此款|这)", re.ASCII)
_THEY = re.compile(r"\s*(?:they|these|those|both|all|prices|它们|这些|这几|这两|两款|价格从|价位)", re.ASCII)
_OF_IT = re.compile(r"\s*(?:at|for|[(（]|\(at|的|,? which (?:costs?|is)|'s)?\s*", re.ASCII)
"""Between a product that another is compared with and a claim about it: `cheaper than the Glade ($349)`."""
Rows = tuple[Product, ...]


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence after the check: `text` is None when it was dropped; `repaired` counts values put right."""

    text: str | None
    checked: int
    repaired: int = 0


@dataclass
class ClaimChecker:
    """Checks the sentences of one answer in order; remembers which product the talk is about.

    `checked` counts claims, `repaired` values put right, `dropped` sentences left out.
    """

    evidence: Evidence
    checked: int = 0
    repaired: int = 0
    dropped: int = 0
    log: list[ClaimLogEntry] = field(default_factory=list)
    _topic: Rows = field(default=())

    def check(self, sentence: str) -> CheckedSentence:
        """The sentence as it may be shown."""
        named = self.evidence.mentioned(sentence)
        hidden = _without(sentence, named)
        claims = read_claims(hidden)
        mentions, replacements = self._numbered(sentence, named, claims)
        said = Said(fold(hidden), mentions, self._names_product(sentence, mentions), self._topic)
        self.checked += len(claims)
        for claim in claims:
            verdict: Verdict = None
            if claim.kind != "reference":
                verdict = judge(claim, self._about(claim, claims, mentions, said.text), said, self.evidence)
            elif not self._known(claim):
                bare = sentence[claim.start] not in "[【［"
                verdict = WRONG if bare else Replacement(claim.start, claim.end, "")
            if verdict is WRONG:
                self.dropped += 1
                return CheckedSentence(None, len(claims))
            if isinstance(verdict, Replacement):
                replacements.append(verdict)
        superlatives = superlatives_in(said.text)
        self.checked += superlatives
        about = mentions[0].rows if mentions else self._topic
        if superlatives and not superlatives_hold(said.text, about, self.evidence.shown or self.evidence.rows):
            self.dropped += 1
            return CheckedSentence(None, len(claims) + superlatives)
        if mentions:
            self._topic = mentions[-1].rows
        self.repaired += len(replacements)
        return CheckedSentence(_replaced(sentence, replacements), len(claims), len(replacements))

    def counts(self) -> dict[str, int]:
        """What was checked so far, as the log keeps it."""
        return {"checked": self.checked, "repaired": self.repaired, "dropped": self.dropped}

    def _known(self, claim: Claim) -> bool:
        return claim.value is not None and 1 <= claim.value <= len(self.evidence.shown)

    def _names_product(self, sentence: str, mentions: Sequence[Mention]) -> bool:
        return bool(mentions) or (bool(self._topic) and bool(_IT.match(fold(sentence))))

    def _numbered(
        self, sentence: str, named: Sequence[Mention], claims: Sequence[Claim]
    ) -> tuple[list[Mention], list[Replacement]]:
        """The names and numbers of products in order; a number that contradicts the title beside it is put right."""
        mentions, replacements = list(named), []
        for claim in (c for c in claims if c.kind == "reference" and self._known(c)):
            row = self.evidence.shown[int(claim.value or 1) - 1]
            beside = next((m for m in mentions if _beside(sentence, m, claim)), None)
            if beside is None:
                mentions.append(Mention(claim.start, claim.end, (row,)))
            elif row in beside.rows:
                mentions[mentions.index(beside)] = Mention(beside.start, beside.end, (row,))
            else:
                replacements.append(Replacement(claim.start, claim.end, self._number_of(beside.rows)))
        return sorted(mentions, key=lambda mention: mention.start), replacements

    def _number_of(self, rows: Rows) -> str:
        places = [place for place, row in enumerate(self.evidence.shown, 1) if rows == (row,)]
        return f"[{places[0]}]" if places else ""

    def _about(self, claim: Claim, claims: Sequence[Claim], mentions: Sequence[Mention], text: str) -> Rows:
        """The products a claim may be about; empty when it may be any.

        That is the one it is bound to (`$129 for the Hush 2`, `... cost $129 and $349 respectively`), else the nearest
        named before it, else after it, else the topic.
        """
        like = [other for other in claims if other.kind == claim.kind]
        if _IN_TURN.search(text) and len(like) == len(mentions):
            return mentions[like.index(claim)].rows
        before = [mention for mention in mentions if mention.start <= claim.start]
        if before and not _OF_IT.fullmatch(text[before[-1].end : claim.start]):
            before = [mention for mention in before if not is_compared(text, mention.start)] or before
        after = [mention for mention in mentions if mention.start > claim.start]
        if not before and self._topic and _IT.match(text):
            after = after if after and _FORWARD.fullmatch(text[claim.end : after[0].start]) else []
        if after and (not before or _FORWARD.fullmatch(text[claim.end : after[0].start])):
            return after[0].rows
        return before[-1].rows if before else () if _THEY.match(text) else self._topic


def _without(sentence: str, mentions: Sequence[Mention]) -> str:
    """The sentence with names hidden, so that the numbers in them are no claims; each character in its place."""
    for mention in mentions:
        sentence = sentence[: mention.start] + _HIDDEN * (mention.end - mention.start) + sentence[mention.end :]
    return sentence


def _beside(sentence: str, mention: Mention, claim: Claim) -> bool:
    """Whether a row's number stands directly after a title, or directly before it."""
    between = sentence[mention.end : claim.start] if mention.end <= claim.start else sentence[claim.end : mention.start]
    return len(between) <= 3 and not re.search(r"[\w,，、;；]", between)


def _replaced(sentence: str, replacements: Sequence[Replacement]) -> str:
    for change in sorted(replacements, key=lambda change: change.start, reverse=True):
        sentence = sentence[: change.start] + change.text + sentence[change.end :]
    return sentence
