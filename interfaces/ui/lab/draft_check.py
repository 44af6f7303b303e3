"""What a draft states while it is written: its faults, where its texts stand, and its variables."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from assistant.agent.token_count import estimated_tokens
from prompts.checking import Checked, check_draft
from prompts.fitting import variables_of
from prompts.prompt import Prompt
from prompts.stated import read_stated


@lru_cache(maxsize=64)
def checked(text: str, base: Prompt, shipped: Prompt) -> Checked:
    """As `check_draft`; what was checked a moment ago is remembered, since a list of drafts asks for each."""
    return check_draft(text, base, shipped, estimated_tokens)


def check_of(text: str, base: Prompt, shipped: Prompt) -> dict[str, Any]:
    """`faults` in the order of the lines, `outline` of keys with their lines, and `variables`.

    A variable has its `name`, whether it is `declared`, and the keys it is `used_in`. Broken YAML is not `readable`: of
    it only the faults are told.
    """
    stated = read_stated(text)
    uses = {key: variables_of(told.text) for key, told in stated.texts.items()}
    names = dict.fromkeys([*stated.variables, *(name for used in uses.values() for name in sorted(used))])
    return {
        "readable": stated.is_yaml,
        "faults": [fault.as_json() for fault in checked(text, base, shipped).faults],
        "outline": [{"key": key, "line": stated.source.place(told.start)[0]} for key, told in stated.texts.items()],
        "variables": [
            {
                "name": name,
                "declared": name in stated.variables,
                "used_in": [key for key, used in uses.items() if name in used],
            }
            for name in names
        ],
    }
