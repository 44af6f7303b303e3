"""Checks each sentence of an answer against the rows and passages the language model was given.

A wrong value about a known product is replaced by the right one; a sentence with a claim that nothing backs is
dropped. Nothing here calls a language model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.agent.claims.acts import untrue_act
from assistant.agent.claims.comparisons import comparison_holds
from assistant.agent.claims.evidence import Evidence
from assistant.agent.claims.judging import judge
from assistant.agent.claims.log import ClaimLogEntry
from assistant.agent.claims.mentions import Mention, thing_in
from assistant.agent.claims.plain import Plain, read_form, shown_form
from assistant.agent.claims.promises import broken_promise, false_sale
from assistant.agent.claims.properties import PropertyClaim, mentioned_in, properties_in, property_holds
from assistant.agent.claims.reading import Claim, fold, read_claims
from assistant.agent.claims.roles import is_compared
from assistant.agent.claims.sentences import pieces
from assistant.agent.claims.strangers import code_spans, strangers_in
from assistant.agent.claims.superlatives import superlatives_hold, superlatives_in
from assistant.agent.claims.verdicts import WRONG, Replacement, Rows, Said, Verdict
from assistant.agent.constraints.numerals import numbers_in

LONGEST_SENTENCE = 600
"""Characters in one sentence; nobody reads a longer one, and checking takes time by its length."""
_HIDDEN = "\ufffc"
_FORWARD = re.compile(
    r"\s*(?:的|there is|there's|gets? you|buys(?: you)?|for|[(（])?\s*(?:the |a |an )?[《\"“*]*$", re.ASCII
)
"""What may stand between an amount and the product it is the price of: `$129 for the Hush 2`."""
_IN_TURN = re.compile(r"respectively|分别|依次", re.ASCII)
_IT = re.compile(r"\s*(?:it|its|it's|this|它|这款|该|此款|这)", re.ASCII)
_THEY = re.compile(r"\s*(?:they|these|those|both|all|prices|它们|这些|这几|这两|两款|价格从|价位)", re.ASCII)
_JOINED = re.compile(
    r"\s*(?:[\[【]\d+[\]】])?\s*(?:,|，|、|&|and|and the|or|和|与|跟|以及)(?: and)?(?: the)?\s*(?:[\[【]\d+[\]】])?\s*",
    re.ASCII,
)
_ORDINAL = re.compile(
    "|".join(
        rf"(\b(?:the )?{word} (?:one|option|product|item|pick|choice|pair|model)\b|第{han}(?:款|"
        rf"[个件双台种副只本套](?=[的是，。,、\[]|比|售|价|更|评|也|最|$)))"
        for word, han in zip(["first", "second", "third", "fourth", "fifth", "sixth"], "一二三四五六", strict=True)
    ),
    re.ASCII,
)
_TWO = re.compile(r"\b(?:both|two)\b|[两二]", re.ASCII)
_OF_IT = re.compile(r"\s*(?:at|for|[(（]|\(at|的|,? which (?:costs?|is)|'s)?\s*", re.ASCII)
"""Between a product that another is compared with and a claim about it: `cheaper than the Glade ($349)`."""


@dataclass(frozen=True, slots=True)
class CheckedSentence:
    """A sentence after the check: `text` is None when it was dropped; `repaired` counts values put right."""

    text: str | None
    checked: int
    repaired: int = 0


@dataclass
class _Findings:
    """What the judges found in one sentence: what to put right and why, or why it must not be shown."""

    checked: int = 0
    replacements: list[Replacement] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    unsupported: str = ""


@dataclass
class ClaimChecker:
    """Checks the sentences of one answer in order; remembers which product the talk is about.

    `checked` counts claims, `repaired` values put right, `dropped` sentences left out; `log` says what and why.
    """

    evidence: Evidence
    checked: int = 0
    repaired: int = 0
    dropped: int = 0
    log: list[ClaimLogEntry] = field(default_factory=list)
    _topic: Rows = field(default=())

    def check(self, sentence: str) -> CheckedSentence:
        """The sentence as it may be shown; one that is far too long is checked clause by clause."""
        if len(sentence) > LONGEST_SENTENCE:
            return self._in_pieces(sentence)
        shown = shown_form(sentence)
        plain = read_form(shown)
        found = self._judged(plain.text)
        self.checked += found.checked
        if found.unsupported:
            self.dropped += 1
            self.log.append(ClaimLogEntry(sentence, None, found.unsupported))
            return CheckedSentence(None, found.checked)
        text = _replaced(shown, plain, found.replacements)
        repaired = len(found.replacements) or int(text != sentence)
        if repaired:
            self.repaired += repaired
            self.log.append(ClaimLogEntry(sentence, text, "; ".join(found.reasons) or "hidden text"))
        return CheckedSentence(text, found.checked, repaired)

    def _in_pieces(self, sentence: str) -> CheckedSentence:
        """Each piece of an overlong sentence is checked by itself; one without a place to cut is dropped."""
        checked = [self.check(piece) for piece in pieces(sentence, LONGEST_SENTENCE) if len(piece) <= LONGEST_SENTENCE]
        kept = "".join(one.text for one in checked if one.text is not None)
        if not kept:
            self.dropped += 1
            self.log.append(ClaimLogEntry(sentence[:LONGEST_SENTENCE], None, "too long to be a sentence"))
        return CheckedSentence(kept or None, sum(one.checked for one in checked), sum(one.repaired for one in checked))

    def _judged(self, text: str) -> _Findings:
        """Every judge's findings on a sentence as it is read; the first claim that nothing backs ends the matter."""
        named = self.evidence.mentioned(text)
        hidden = _without(text, named)
        claims = read_claims(hidden)
        mentions, replacements = self._numbered(text, named, claims)
        said = Said(fold(hidden), mentions, self._names_product(text, mentions), self._topic)
        found = _Findings(len(claims), replacements, ["number of a product"] * len(replacements))
        self._judge_claims(text, claims, said, found)
        found.unsupported = found.unsupported or self._unsupported(text, named, claims, said, found)
        if mentions and not found.unsupported:
            self._topic = mentions[-1].rows
        return found

    def _judge_claims(self, text: str, claims: Sequence[Claim], said: Said, found: _Findings) -> None:
        codes = code_spans(text)
        for claim in claims:
            verdict: Verdict = None
            if claim.kind == "number" and any(start <= claim.start < end for start, end in codes):
                continue
            if claim.kind != "reference":
                verdict = judge(claim, self._about(claim, claims, said.mentions, said.text), said, self.evidence)
            elif not self._known(claim):
                bare = text[claim.start] not in "[【［"
                verdict = WRONG if bare else Replacement(claim.start, claim.end, "")
            if verdict is WRONG:
                found.unsupported = f"{claim.kind}: {text[claim.start : claim.end]}"
                return
            if isinstance(verdict, Replacement) and self._is_said(verdict, claim, claims):
                found.unsupported = f"{claim.kind}: {text[claim.start : claim.end]}, said twice"
                return
            if isinstance(verdict, Replacement):
                found.replacements.append(verdict)
                found.reasons.append(f"{claim.kind}: {text[verdict.start : verdict.end]} is {verdict.text}")

    def _unsupported(
        self, text: str, named: Sequence[Mention], claims: Sequence[Claim], said: Said, found: _Findings
    ) -> str:
        """Why a sentence must not be shown, its numbers aside: a name, a property, a promise; empty where it may."""
        stranger = next(strangers_in(text, named, claims, self.evidence), None)
        if stranger is not None:
            return f"name: {stranger}"
        about = said.mentions[0].rows if said.mentions else self._topic
        superlatives = superlatives_in(said.text)
        found.checked += superlatives
        if superlatives and not superlatives_hold(said.text, about, self.evidence.shown or self.evidence.rows):
            return "superlative"
        if not comparison_holds(said, self.evidence.shown):
            return "comparison"
        for claim in properties_in(said.text, self.evidence.yes_no_attributes()):
            found.checked += 1
            if not self._has_property(claim, said):
                return f"property: {claim.name}"
        if false_sale(said.text, about, bool(said.mentions), self.evidence):
            return "sale"
        return broken_promise(said.text, about, self.evidence) or untrue_act(said.text, self.evidence) or ""

    def _is_said(self, change: Replacement, claim: Claim, claims: Sequence[Claim]) -> bool:
        """Whether the right value is claimed elsewhere in the sentence: then this one is about something else."""
        if claim.kind == "reference":
            return False
        right = numbers_in(change.text)
        return any(
            other.kind == claim.kind and other is not claim and other.value in right and other.value != claim.value
            for other in claims
        )

    def _has_property(self, claim: PropertyClaim, said: Said) -> bool:
        """Whether what a sentence says its products are is so; of each of those it joins by "and"."""
        if not said.mentions and any(mentioned_in(claim, told.text) for told in self.evidence.told()):
            return True
        groups = [[self.evidence.of(row) for row in rows] for rows in self._subjects(claim, said)]
        return all(property_holds(claim, group) for group in groups)

    def _subjects(self, claim: PropertyClaim, said: Said) -> list[Rows]:
        """The products a property is said of: those named before it, else after it, else what the talk is about."""
        before = [m for m in said.mentions if m.start <= claim.start and not is_compared(said.text, m.start)]
        if before:
            first = len(before) - 1
            while first and _JOINED.fullmatch(said.text[before[first - 1].end : before[first].start]):
                first -= 1
            return [mention.rows for mention in before[first:]]
        after = [mention for mention in said.mentions if mention.start > claim.start]
        if after:
            return [after[0].rows]
        if _THEY.match(said.text) and self.evidence.shown and not _TWO.search(said.text):
            return [(row,) for row in self.evidence.shown]
        rows = self._topic or self.evidence.shown
        return [rows] if rows else []

    def counts(self) -> dict[str, int]:
        """What was checked so far, as the log keeps it."""
        return {"checked": self.checked, "repaired": self.repaired, "dropped": self.dropped}

    def _known(self, claim: Claim) -> bool:
        return claim.value is not None and 1 <= claim.value <= len(self.evidence.shown)

    def _names_product(self, sentence: str, mentions: Sequence[Mention]) -> bool:
        return bool(mentions) or (bool(self._topic) and bool(_IT.match(fold(sentence))))

    def _ordinals(self, text: str) -> list[Mention]:
        """The products named by their place: `the second one`, 第二款."""
        shown = self.evidence.shown
        places = (
            (match, next(place for place, word in enumerate(match.groups()) if word))
            for match in _ORDINAL.finditer(fold(text))
        )
        return [Mention(match.start(), match.end(), (shown[place],)) for match, place in places if place < len(shown)]

    def _numbered(
        self, sentence: str, named: Sequence[Mention], claims: Sequence[Claim]
    ) -> tuple[list[Mention], list[Replacement]]:
        """The names and numbers of products in order; a number that contradicts the title beside it is put right."""
        mentions, replacements = [*named, *self._ordinals(sentence)], []
        mentions = mentions or thing_in(fold(sentence), self.evidence.shown)
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


def _replaced(shown: str, plain: Plain, replacements: Sequence[Replacement]) -> str:
    for change in sorted(replacements, key=lambda change: change.start, reverse=True):
        start, end = plain.span(change.start, change.end)
        shown = shown[:start] + change.text + shown[end:]
    return shown
