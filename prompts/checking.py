"""Checks a draft of a prompt while it is written: every fault with its line, against what the program needs.

A draft is the YAML of a version without its `version`, which it gets when it is published.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from prompts.faults import PromptFault, in_order
from prompts.fitting import given_by_slot, language_of_key, slot_of, twin_of, variables_of
from prompts.prompt import Prompt
from prompts.stated import Stated, read_stated, uses_of

DRAFT_KEYS = ("name", "description", "variables", "texts")
LONGEST_CHARACTERS = 200_000
MUCH_LONGER = 1.5
"""A text is called much longer from so many times the tokens of the old one on, and `MUCH_LONGER_TOKENS` more."""
MUCH_LONGER_TOKENS = 30
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found, in the order of the lines; `prompt` is what the draft says, None where it has errors.

    The prompt has the version of the base, since it has none of its own yet.
    """

    faults: tuple[PromptFault, ...]
    prompt: Prompt | None

    @property
    def errors(self) -> tuple[PromptFault, ...]:
        """What keeps the draft from being published."""
        return tuple(fault for fault in self.faults if fault.level == "error")


def check_draft(text: str, base: Prompt, shipped: Prompt, tokens: Callable[[str], int] = len) -> Checked:
    """Every fault of a draft that was made from `base`.

    `shipped` is the newest shipped version of the prompt, which says what the program needs; `tokens` estimates how
    many tokens a text has.
    """
    if len(text) > LONGEST_CHARACTERS:
        why = f"is longer than {LONGEST_CHARACTERS} characters"
        return Checked((PromptFault("too_long", why, values={"limit": LONGEST_CHARACTERS}),), None)
    stated = read_stated(text, needs=DRAFT_KEYS)
    if not stated.is_yaml:
        return Checked(in_order(stated.faults), None)
    _check_head(stated, base)
    if stated.texts:
        _check_needed(stated, shipped)
        _check_variables(stated, shipped)
        _check_words(stated, base, shipped, tokens)
        _check_languages(stated, shipped)
    faults = in_order(stated.faults)
    if any(fault.level == "error" for fault in faults):
        return Checked(faults, None)
    said = Prompt(base.name, base.version, stated.description, stated.variables, stated.plain_texts())
    return Checked(faults, said)


def _check_head(stated: Stated, base: Prompt) -> None:
    if stated.name and stated.name != base.name:
        why = f"the key 'name' must be {base.name!r}"
        stated.fault(stated.places["name"], "name", why, name=base.name)
    if "version" in stated.places:
        why = "the version is given when the draft is published; take this line out"
        stated.fault(stated.places["version"], "version_given", why)


def _check_needed(stated: Stated, shipped: Prompt) -> None:
    at = stated.places.get("texts", 0)
    unread = [fault.key for fault in stated.faults if fault.code == "text_not_text"]
    for key in shipped.texts:
        if key not in stated.texts and not any(f"{key}.".startswith(f"{other}.") for other in unread):
            why = f"the text {key!r} is missing, which the program needs"
            stated.fault(_nearest(stated, key, at), "missing_text", why, key, name=key)
    known = {key.rpartition(".")[0] for key in shipped.texts}
    for key, text in stated.texts.items():
        if key not in shipped.texts and not (key.startswith("attribute.") and key.rpartition(".")[0] in known):
            why = f"nothing reads the text {key!r}; is it spelt as it was"
            stated.warn(text.start, "unknown_text", why, key, name=key)


def _nearest(stated: Stated, key: str, otherwise: int) -> int:
    """Where a missing text belongs: at the first text of its group, or of the group above."""
    while key := key.rpartition(".")[0]:
        for other, text in stated.texts.items():
            if other.startswith(f"{key}."):
                return text.start
    return otherwise


def _check_variables(stated: Stated, shipped: Prompt) -> None:
    given = given_by_slot(shipped)
    for key, text in stated.texts.items():
        may_use = given.get(slot_of(key), frozenset())
        for name, at in uses_of(text, stated.source):
            if name in stated.variables and name not in may_use:
                known = ", ".join(f"${{{one}}}" for one in sorted(may_use)) or "none"
                why = f"the text {key!r} is not given ${{{name}}}; it may use {known}"
                stated.fault(at, "variable_not_given", why, key, name=name, known=known)
        used = variables_of(text.text)
        for name in sorted(variables_of(shipped.texts.get(key, "")) - used):
            why = f"the text {key!r} does not say ${{{name}}} any more"
            stated.warn(text.start, "variable_dropped", why, key, name=name)
    if any(fault.code == "variables" for fault in stated.faults):
        return  # which are declared is not known
    for name in shipped.variables:
        if name not in stated.variables and not _is_undeclared(stated, name):
            why = f"the variable {name!r} is missing, which the program gives; declare it and use it in a text"
            stated.fault(stated.places.get("variables", 0), "variable_missing", why, name=name)


def _is_undeclared(stated: Stated, name: str) -> bool:
    """Whether it is told already that the variable is used and not declared."""
    return any(fault.code == "undeclared" and fault.values.get("name") == name for fault in stated.faults)


def _check_words(stated: Stated, base: Prompt, shipped: Prompt, tokens: Callable[[str], int]) -> None:
    for key, text in stated.texts.items():
        before = base.texts.get(key, shipped.texts.get(key, ""))
        if before.strip() and not text.text.strip():
            stated.fault(text.start, "emptied", f"the text {key!r} is empty", key)
            continue
        now, then = tokens(text.text), tokens(before)
        if before and now >= then * MUCH_LONGER and now >= then + MUCH_LONGER_TOKENS:
            why = f"the text {key!r} has some {now} tokens, before it had {then}; answers take longer"
            stated.warn(text.start, "much_longer", why, key, tokens=now, before=then)
        if before and (before != before.lstrip(), before != before.rstrip()) != (
            text.text != text.text.lstrip(), text.text != text.text.rstrip()
        ):  # fmt: skip
            why = f"the text {key!r} had other spaces at its ends, which keep words apart"
            stated.warn(text.start, "spaces", why, key)


def _check_languages(stated: Stated, shipped: Prompt) -> None:
    # What the shop calls its attributes is needed in Chinese only: such groups speak one language as they are shipped.
    of_one = {key.rpartition(".")[0] for key in shipped.texts if twin_of(key) not in shipped.texts}
    for key, text in stated.texts.items():
        language, twin = language_of_key(key), twin_of(key)
        if twin not in stated.texts and key not in shipped.texts and key.rpartition(".")[0] not in of_one:
            why = f"the text {key!r} stands there in one language; {twin!r} is missing"
            stated.warn(text.start, "language_missing", why, key, name=twin)
        words = re.sub(r"\$\{?\w+\}?", "", text.text)
        if language == "en" and _HAN.search(words):
            stated.warn(text.start, "language_mixed", f"the English text {key!r} has Chinese characters", key)
        elif language == "zh" and len(re.findall("[A-Za-z]{3,}", words)) > 3 and not _HAN.search(words):
            stated.warn(text.start, "language_mixed", f"the Chinese text {key!r} has no Chinese characters", key)
