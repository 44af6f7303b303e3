"""Whether a word is negated by what stands before it in its clause."""

from __future__ import annotations

import re
from typing import Final

_WINDOW_EN: Final = 5
"""So many words before a word may negate it."""
_NEGATOR_EN: Final = re.compile(
    r"\b(?:not|no|never|nothing|nobody|none|neither|nor|hardly|barely|scarcely|without|far from|anything but"
    r"|cannot|less than|"
    r"(?:is|are|was|were|do|does|did|has|have|had|ca|could|would|wo|will|should|ai|need)n'?t|cant|dont|isnt"
    r"|wasnt|wont|didnt|doesnt|aint|"
    r"stopped|too \w+ to be|used to be|thought (?:it|this|they) (?:was|were|would be)|supposed to be"
    r"|meant to be|wish (?:it|i|they))\b"
)
_NOT_NEGATING_EN: Final = re.compile(
    r"\b(?:not only|not just|no doubt|not to mention|no wonder|never (?:been )?(?:had|seen|been|owned|tried"
    r"|worn|used) (?:so|such|a better|anything so|better)|"
    r"couldn'?t be|could not be|can'?t be(?:at| happier)|cannot wait|can'?t wait|not (?:that|saying)"
    r"|no (?:really|seriously|joke|kidding)|no[,.] |why not|not sure (?:why|how)|nothing but|not even kidding)\b"
)
_BREAK_EN: Final = re.compile(r"\b(?:but|because|since|although|though|which|who|that|when|until)\b|[,:;]")
_NEGATOR_ZH: Final = re.compile(
    r"(?:不(?!仅|但|止|光|愧|得不|错|要太|管|过)|没有?(?!想到|话说|得说|的说)|(?<![特分区差级个])别(?!说|的|人|家)|未|无法|非|并非|毫无|谈不上|算不上|称不上"
    r"|哪里)[\u4e00-\u9fff]{0,3}$"
)


def is_negated(folded: str, clause_start: int, start: int) -> bool:
    """Whether the word at `start` is negated within the clause that begins at `clause_start`."""
    before = folded[clause_start:start]
    if not before:
        return False
    if before.isascii():
        return _negated_en(before)
    return bool(_NEGATOR_ZH.search(before)) or _negated_en(before)


def _negated_en(before: str) -> bool:
    near = " ".join(before.split()[-_WINDOW_EN:])
    breaks = [match.end() for match in _BREAK_EN.finditer(near)]
    near = near[breaks[-1] :] if breaks else near
    negators = len(_NEGATOR_EN.findall(near)) - len(_NOT_NEGATING_EN.findall(near))
    return negators % 2 == 1 if negators > 0 else False
