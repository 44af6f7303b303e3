"""Request parameters that hold what a guided model writes: its decision to a schema, its answer to plain sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Literal

Hold = Literal["json_schema", "grammar"]

_OWN_SPACING = {"x-guidance": {"whitespace_flexible": False, "item_separator": ", ", "key_separator": ": "}}
"""The spacing of JSON in the models' training; held to it, a model spends no tokens on blanks."""

_ENDS = r".!?。！？"
_CLOSES = r"[)\]）】]?"
_FIRST = rf"[^\s{_ENDS}{{}}<`*#|\-]"
_ANY_TEXT = rf"{_FIRST}(.|\n)*"


def held_decision(schema: Mapping[str, Any], hold: Hold) -> dict[str, Any]:
    """Request body parameters under which the model can write nothing but JSON of `schema`."""
    if hold == "grammar":
        import xllamacpp

        return {"grammar": xllamacpp.json_schema_to_grammar({**schema, **_OWN_SPACING})}
    json_schema = {"name": "decision", "schema": dict(schema), "strict": True}
    return {"response_format": {"type": "json_schema", "json_schema": json_schema}}


def held_answer(sentences: int | None, hold: Hold, without: str = "") -> dict[str, Any]:
    """Request body parameters under which the answer is prose of at most `sentences` sentences, None for any number.

    Prose starts with no brace, tag, fence or list mark, and bounded prose breaks lines only between sentences and has
    none of the characters of `without`; a full stop inside a number is no sentence's end. Only a grammar can hold this:
    with "json_schema" nothing is held.
    """
    if hold != "grammar":
        return {}
    text = _ANY_TEXT if sentences is None else _sentences(sentences, re.escape(without))
    return {"grammar": f"%llguidance {{}}\nstart: ANSWER\nANSWER: /{text}/\n"}


def _sentences(most: int, without: str) -> str:
    """A pattern for 1 to `most` sentences, each in English or Chinese.

    After a sentence nothing repeats but one bracket, and a line break may follow: a model that wants to go on where
    the pattern has no room for it would write closing quotes or full stops to the end of its tokens.
    """
    inner = rf"[^{_ENDS}{without}\n]*"
    body = rf"{_FIRST[:-1]}{without}]{inner}(\.[0-9]{inner})*"
    latin = rf"{body}([!?]{{1,2}}|\.){_CLOSES}"
    chinese = rf"{body}([！？]{{1,2}}|。){_CLOSES}"
    return f"({latin}[ \\n]{{1,2}}|{chinese}[ \\n]{{0,2}}){{0,{most - 1}}}({latin}|{chinese})"
