"""The rubric: a version of the prompt `judge`, which says what each rating means and how the record is handed over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any, Final, Literal

from evaluation.dialogue_sets import Language
from evaluation.errors import EvaluationError
from prompts.library import Prompt, PromptLibrary
from prompts.schema import read_prompt

if TYPE_CHECKING:
    from evaluation.judging.record import Record, Who

NAME: Final = "judge"
Scope = Literal["conversation", "turn"]
"""What is rated: a conversation as a whole, or one answer with what came before it."""
Fault = Literal["no_json", "no_rating", "no_reason", "no_quote"]
"""What keeps an answer of the judge's from being used."""
LANGUAGES: Final[tuple[Language, ...]] = ("en", "zh")
_NEEDED: Final[Mapping[str, frozenset[str]]] = {
    **{f"{scope}.system": frozenset() for scope in ("conversation", "turn")},
    **{f"{scope}.ask": frozenset({"record"}) for scope in ("conversation", "turn")},
    **{who: frozenset() for who in ("shopper", "assistant", "person")},
    "left_out": frozenset({"count"}),
    "problem": frozenset({"problem"}),
    **{fault: frozenset() for fault in ("no_json", "no_rating", "no_reason", "no_quote")},
}
"""The texts that a rubric has in each language, and the variables without which they would be of no use."""
LONGEST_REASON: Final = 160
LONGEST_QUOTE: Final = 80


@dataclass(frozen=True, slots=True)
class Rubric:
    """A rubric with all the texts it needs."""

    prompt: Prompt

    @property
    def label(self) -> str:
        """Name and version: `judge@1`."""
        return self.prompt.label

    @property
    def hash(self) -> str:
        """What tells it from any other rubric, whatever that calls itself."""
        return self.prompt.hash

    def system(self, scope: Scope, language: Language) -> str:
        """What the judge is told before it reads anything."""
        return self.prompt.render(f"{scope}.system.{language}")

    def ask(self, scope: Scope, language: Language, record: Record) -> str:
        """The record, and what is asked of it."""
        return self._filled(f"{scope}.ask.{language}", record=record.text, count=record.count)

    def again(self, fault: Fault, language: Language) -> str:
        """Why an answer cannot be used, and that it is asked once more."""
        why = self.prompt.render(f"{fault}.{language}")
        return self._filled(f"problem.{language}", problem=why)

    def names(self, language: Language) -> dict[Who, str]:
        """How the record calls who speaks."""
        whos: tuple[Who, ...] = ("shopper", "assistant", "person")
        return {who: self.prompt.render(f"{who}.{language}") for who in whos}

    def left_out(self, language: Language) -> str:
        """The note where messages are left out, with `{count}` in the place of their number."""
        note = self._filled(f"left_out.{language}", count="\0").replace("{", "{{").replace("}", "}}")
        return note.replace("\0", "{count}")

    def _filled(self, key: str, **values: str | int) -> str:
        return self.prompt.render(key, **values)


def answer_schema() -> dict[str, Any]:
    """What the judge's answer is held to: the reason and its quote come before the rating, so that it rests on them."""
    return {
        "type": "object",
        "properties": {
            "reason": {"type": "string", "pattern": f"^[^\\n]{{4,{LONGEST_REASON}}}$"},
            "quote": {"type": "string", "pattern": f"^[^\\n]{{2,{LONGEST_QUOTE}}}$"},
            "rating": {"type": "integer", "enum": [1, 2, 3, 4, 5]},
        },
        "required": ["reason", "quote", "rating"],
        "additionalProperties": False,
    }


def find_rubric(library: PromptLibrary, wanted: str = NAME) -> Rubric:
    """The rubric `judge@1`, the newest shipped one of `judge`, or that of a YAML file.

    Raises:
        EvaluationError: it is of another prompt, or lacks a text or a variable.
        PromptError: there is no such version, or the file breaks the schema; the text names the line.
    """
    name, _, version = wanted.partition("@")
    if wanted.endswith((".yaml", ".yml")):
        prompt = read_prompt(Path(wanted))
    elif re.fullmatch(r"[1-9]\d*", version) or (wanted == name):
        prompt = library.get(name, int(version) if version else None)
    else:
        raise EvaluationError(f"--rubric {wanted!r} cannot be read; write {NAME}@VERSION or name a YAML file.")
    if prompt.name != NAME:
        raise EvaluationError(f"{prompt.label} is no rubric; choose a version of {NAME}.")
    _check(prompt)
    return Rubric(prompt)


def _check(prompt: Prompt) -> None:
    for key, variables in _NEEDED.items():
        for language in LANGUAGES:
            text = prompt.texts.get(f"{key}.{language}")
            if text is None:
                raise EvaluationError(f"The rubric {prompt.label} has no text {key}.{language}; add it.")
            used = set(Template(text).get_identifiers())
            lacking = sorted(variables - used)
            if lacking:
                raise EvaluationError(f"In the rubric {prompt.label}, {key}.{language} must use ${{{lacking[0]}}}.")
            strange = sorted(used - {*variables, *({"count"} if key.endswith(".ask") else ())})
            if strange:
                raise EvaluationError(f"In the rubric {prompt.label}, nothing is known for ${{{strange[0]}}} in {key}.")
