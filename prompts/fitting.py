"""What the program needs of a prompt, told by its newest shipped version: which texts, and the variables of each.

The program gives a text the variables that the shipped texts of its slot use, in any language; a slot is a key without
its language: `answer.show_product` for `answer.show_product.en` and `.zh`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from string import Template

from prompts.prompt import Prompt

LANGUAGES = ("en", "zh")


def slot_of(key: str) -> str:
    """The key without the parts that name a language."""
    return ".".join(part for part in key.split(".") if part not in LANGUAGES)


def language_of_key(key: str) -> str:
    """`en` or `zh` where the key names one, otherwise empty."""
    return next((part for part in key.split(".") if part in LANGUAGES), "")


def twin_of(key: str) -> str:
    """The same text in the other language; the key itself where it names none."""
    language = language_of_key(key)
    other = LANGUAGES[1 - LANGUAGES.index(language)] if language else ""
    return ".".join(other if part == language else part for part in key.split("."))


def variables_of(text: str) -> frozenset[str]:
    """The names of the variables that a text uses; of one that is broken, those before the fault."""
    return frozenset(Template(text).get_identifiers())


def given_by_slot(shipped: Prompt) -> Mapping[str, frozenset[str]]:
    """The variables that the program gives to the texts of each slot."""
    given: dict[str, frozenset[str]] = {}
    for key, text in shipped.texts.items():
        slot = slot_of(key)
        given[slot] = given.get(slot, frozenset()) | variables_of(text)
    return given


def fitted(prompt: Prompt, shipped: Prompt) -> Prompt:
    """The prompt as this version of the program can use it; itself, unless something is missing.

    A text that `shipped`, the newest shipped version, has and the prompt does not, or whose variables the program does
    not give any more, is the shipped one, so that a prompt that was published before an upgrade still answers. The hash
    is then another than the published one, since another thing is said.
    """
    if prompt is shipped:
        return prompt
    missing = unfitting(prompt, shipped)
    if not missing and set(shipped.variables) <= set(prompt.variables):
        return prompt
    texts = {**prompt.texts, **{key: shipped.texts[key] for key in missing}}
    return replace(prompt, texts=texts, variables=tuple(dict.fromkeys([*prompt.variables, *shipped.variables])))


def unfitting(prompt: Prompt, shipped: Prompt) -> tuple[str, ...]:
    """The keys of the texts for which the shipped ones have to stand in."""
    given = given_by_slot(shipped)
    return tuple(
        key
        for key in shipped.texts
        if key not in prompt.texts or not variables_of(prompt.texts[key]) <= given[slot_of(key)]
    )
