"""Which words of a shopper are the shop's own, repeated: they are no signal of the shopper.

Words in quotation marks, what follows "you said" up to the end of the clause, and runs of words or characters that
stand like that in an earlier answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

RUN_WORDS: Final = 5
"""So many English words in a row that an earlier answer has are taken for repeated."""
RUN_HAN: Final = 9
"""So many Chinese characters in a row."""

_MARKED: Final = re.compile(r"\"[^\"\n]{1,400}\"|(?<![a-z0-9])'[^'\n]{2,400}'(?![a-z0-9])|^>[^\n]*", re.MULTILINE)
_SAID: Final = re.compile(
    r"\b(?:(?:you|your (?:bot|colleague|agent|website|site|page|ad|listing|description|email|mail)|the (?:bot"
    r"|listing|description|ad|page|site|website|email|mail|tracking)|tracking) (?:just |also |had |have |all "
    r"|people |guys |lot |even |once )?"
    r"(?:said|say|says|told me|tell me|claim|claims|claimed|promise|promised|promises|wrote|call it|called it"
    r"|calls it|describe|described|advertise|advertised|mentioned|swore|assured me|keep saying|kept saying)"
    r"|described as|advertised as|sold as|marketed as|so[- ]called)(?! to)\b[^.!?;,\n]*"
    r"|(?:你们?|您|客服|机器人|页面|描述|详情页?|广告|介绍|宣传|标题)(?:上|里|的客服|家客服|之前|刚才|刚刚|上次|不是|当时|都|明明|还)*(?:说|写|讲|宣称|承诺|保证|回复"
    r"|标)(?:的|着|过|了|是)?[^.!?;,\n]*"
)
_TOKEN: Final = re.compile(r"[a-z0-9']+|[\u3400-\u9fff]")


def quoted_spans(folded: str) -> list[tuple[int, int]]:
    """Where words stand in quotation marks or after "you said", in order; the places of `folded`."""
    spans = [match.span() for match in _MARKED.finditer(folded)]
    spans += [match.span() for match in _SAID.finditer(folded)]
    return sorted(spans)


def within(spans: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    """Whether most of `start` to `end` lies in one of the spans."""
    return any(min(end, high) - max(start, low) > (end - start) / 2 for low, high in spans)


def repeats(folded: str, start: int, end: int, answers: Sequence[str]) -> bool:
    """Whether the words at `start` to `end` stand, with enough of their neighbours, in one of the folded answers."""
    if not any(answers):
        return False
    tokens = list(_TOKEN.finditer(folded, max(0, start - 120), min(len(folded), end + 120)))
    inner = [at for at, token in enumerate(tokens) if token.end() > start and token.start() < end]
    if not inner:
        return False
    need = RUN_HAN if "\u3400" <= tokens[inner[0]][0][0] <= "\u9fff" else RUN_WORDS
    return any(_run(tokens, inner, _joined(_TOKEN.findall(answer))) >= need for answer in answers if answer)


def _run(tokens: Sequence[re.Match[str]], inner: Sequence[int], said: str) -> int:
    """How many tokens in a row around the inner ones the answer has; 0 where it does not have those."""
    low, high = inner[0], inner[-1] + 1

    def stands(first: int, last: int) -> bool:
        return _joined(token[0] for token in tokens[first:last]) in said

    if not stands(low, high):
        return 0
    while low > 0 and stands(low - 1, high):
        low -= 1
    while high < len(tokens) and stands(low, high + 1):
        high += 1
    return high - low


def _joined(tokens: Iterable[str]) -> str:
    return f" {' '.join(tokens)} "
