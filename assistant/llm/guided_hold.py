"""Request parameters that hold what a guided model writes: its decision to a schema, its answer to plain sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

Hold = Literal["json_schema", "grammar"]

_OWN_SPACING = {"x-guidance": {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}}
"""The spacing of JSON in the models' training; held to it, a model spends no tokens on blanks."""

_ENDS = r".!?。！？"
_FIRST = rf"[^\s{_ENDS}{{}}<`*#|\-]"
_BODY = rf"{_FIRST}[^{_ENDS}\n]*(\.[0-9a-z][^{_ENDS}\n]*)*"
_QUOTES = r"[\"'”’」)\]]*"
_LATIN = rf"{_BODY}(\.\.\.|[!?]{{1,2}}|\.){_QUOTES}"
_CHINESE = rf"{_BODY}([！？]{{1,2}}|。){_QUOTES}"
_ANY_TEXT = rf"{_FIRST}(.|\n)*"


def held_decision(schema: Mapping[str, Any], hold: Hold) -> dict[str, Any]:
    """Request body parameters under which the model can write nothing but JSON of `schema`."""
    if hold == "grammar":
        import xllamacpp

        return {"grammar": xllamacpp.json_schema_to_grammar({**schema, **_OWN_SPACING})}
    json_schema = {"name": "decision", "schema": dict(schema), "strict": True}
    return {"response_format": {"type": "json_schema", "json_schema": json_schema}}


def held_answer(sentences: int | None, hold: Hold) -> dict[str, Any]:
    """Request body parameters under which the answer is prose of at most `sentences` sentences, None for any number.

    Prose starts with no brace, tag, fence or list mark, and bounded prose has no line breaks; a full stop inside a
    number or a name is no sentence's end. Only a grammar can hold this: with "json_schema" nothing is held.
    """
    if hold != "grammar":
        return {}
    text = _ANY_TEXT if sentences is None else f"({_LATIN} |{_CHINESE} ?){{0,{sentences - 1}}}({_LATIN}|{_CHINESE})"
    return {"grammar": f"%llguidance {{}}\nstart: ANSWER\nANSWER: /{text}/\n"}
