"""How far a judge agrees with people, as it was measured: figures only, by the rubric's hash and the model's name.

What was measured for this project comes with it (`agreement.json`); what a shop measures lies in its home folder and
counts more. The rule by which a judge's ratings are believed stands here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from evaluation.errors import EvaluationError
from evaluation.judging.judgment import JudgedBy
from evaluation.judging.rubric import Scope
from records.whole_file import written_whole

SHIPPED: Final = Path(__file__).resolve().parent / "agreement.json"
FEWEST: Final = 30
"""With fewer conversations no agreement is believed, however high."""
LEAST: Final = 0.3
"""A rank correlation below this says little about the rating of one conversation."""
SAYS_LITTLE: Final = "this judge's ratings say little about what people would say"


class KeptAgreement(BaseModel):
    """Spearman's rank correlation of a judge's ratings with people's, with its 95 % interval, over `n` conversations.

    `spearman` is None where it cannot be computed, as of a judge that rates all alike. `of` names the set and which
    part of it was measured on; `record_tokens` is what records were cut to, None where they were read whole.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    rubric: str
    rubric_hash: str
    model: str
    scope: Scope = "conversation"
    of: str
    n: int
    record_tokens: int | None = None
    spearman: float | None
    low: float | None
    high: float | None

    @property
    def by(self) -> JudgedBy:
        """Whose agreement it is."""
        return JudgedBy(self.rubric_hash, self.model)

    @property
    def holds(self) -> bool:
        """Whether the ratings say something about people's: enough conversations, .3 or more, and surely above 0."""
        if self.spearman is None or self.low is None:
            return False
        return self.n >= FEWEST and self.spearman >= LEAST and self.low > 0

    def sentence(self) -> str:
        """All of it in one sentence, as it is printed beside every figure of this judge's."""
        who = f"over {self.n} {self.of} conversations, rubric {self.rubric}, model {self.model}"
        who += f", records of at most {self.record_tokens} tokens" if self.record_tokens else ""
        if self.spearman is None or self.low is None or self.high is None:
            return f"agreement with people: none can be computed {who}; {SAYS_LITTLE}"
        told = f"agreement with people: Spearman {self.spearman:.2f} ({self.low:.2f} to {self.high:.2f}) {who}"
        return told if self.holds else f"{told}; {SAYS_LITTLE}"


def own_file(home: Path) -> Path:
    """Where a shop keeps what it measured."""
    return home / "judge_agreement.json"


def find_agreement(by: JudgedBy, files: Iterable[Path]) -> KeptAgreement | None:
    """The agreement of a judge of conversations, from the first file that has it; None where nobody measured it.

    Raises:
        EvaluationError: a file that is there cannot be read.
    """
    return next((one for file in files for one in read_agreements(file) if one.by == by), None)


def read_agreements(file: Path) -> tuple[KeptAgreement, ...]:
    """Every agreement in a file; none where there is no such file.

    Raises:
        EvaluationError: it cannot be read.
    """
    if not file.is_file():
        return ()
    try:
        return tuple(KeptAgreement.model_validate(one) for one in json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, ValidationError) as error:
        raise EvaluationError(f"{file} cannot be read; delete it and measure the agreement again.") from error


def keep_agreement(file: Path, agreement: KeptAgreement) -> None:
    """Puts an agreement into a file, in the place of what it had of the same judge.

    Raises:
        EvaluationError: the file cannot be read or written.
    """
    others = [one for one in read_agreements(file) if one.by != agreement.by]
    rows = [one.model_dump(mode="json") for one in (*others, agreement)]
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with written_whole(file) as stream:
            stream.write((json.dumps(rows, indent=1, ensure_ascii=False) + "\n").encode())
    except OSError as error:
        raise EvaluationError(f"{file} cannot be written ({error.strerror}); choose another home.") from error
