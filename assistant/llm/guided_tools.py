"""What a guided model may decide: the tools as prompt lines and as one JSON schema, and the decision read back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

REPLY = "reply"
MAX_STRING_CHARACTERS = 160
MAX_LIST_ITEMS = 6
MAX_INTEGER = 10_000_000
_SCHEMA_WORDS = (
    "type", "enum", "const", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "pattern"
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Decision:
    """A tool and its arguments, valid against the tool's schema; `name` is `reply` when no tool is needed."""

    name: str
    arguments: Mapping[str, Any]

    @property
    def is_reply(self) -> bool:
        """Whether the model wants to answer without a tool."""
        return self.name == REPLY


class UnreadableDecisionError(ValueError):
    """The model's text is no decision; the message says why, for the repair try."""


def tool_lines(tools: Sequence[Mapping[str, Any]], reply_description: str) -> str:
    """One tool a line as Qwen's and Hermes' templates write them, `reply` last.

    Only what helps to choose stands there: bounds and what must be given are held by the schema of the decision, and
    what was said of one argument is not said of another. The model reads all of it before its first word.
    """
    reply = {"name": REPLY, "description": reply_description, "parameters": {"type": "object", "properties": {}}}
    told: set[str] = set()
    functions = [{**tool["function"], "parameters": _terse(_parameters(tool["function"]), told)} for tool in tools]
    return "\n".join(_dump({"type": "function", "function": function}) for function in [*functions, reply])


def _terse(schema: Mapping[str, Any], told: set[str]) -> dict[str, Any]:
    """A tool's argument schema as the prompt has it; `told` grows by what it says of arguments."""
    properties = {name: _terse_argument(value, told) for name, value in schema.get("properties", {}).items()}
    required = schema.get("required", [])
    named = {"required": required} if 0 < len(required) < len(properties) else {}
    return {"type": "object", "properties": properties, **named}


def _terse_argument(schema: Mapping[str, Any], told: set[str]) -> dict[str, Any]:
    kept = {word: schema[word] for word in ("type", "enum") if word in schema}
    described = str(schema.get("description", ""))
    if described and described not in told and "enum" not in kept:
        told.add(described)
        kept["description"] = described
    return kept


def decision_schema(tools: Sequence[Mapping[str, Any]], *, may_reply: bool = True) -> dict[str, Any]:
    """The JSON schema one decision is held to: one alternative a tool, every string, list and number bounded."""
    alternatives = [_alternative(tool["function"]["name"], _bounded(_parameters(tool["function"]))) for tool in tools]
    if may_reply:
        alternatives.append(_alternative(REPLY, {"type": "object", "properties": {}, "additionalProperties": False}))
    return {"anyOf": alternatives}


def read_decision(text: str, tools: Sequence[Mapping[str, Any]]) -> Decision:
    """The decision in `text`, which may stand in `<tool_call>` tags or a code fence.

    Optional arguments that are null, empty or the number 0 are left out: that is how small models fill in what nobody
    asked for, and a highest price of 0 would find nothing. Raises `UnreadableDecisionError`.
    """
    import jsonschema

    try:
        found = json.loads(text[text.index("{") : text.rindex("}") + 1], parse_constant=_no_number)
        name, arguments = str(found["name"]), dict(_tidied(found.get("arguments") or {}))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise UnreadableDecisionError("it is not one JSON object with name and arguments") from error
    if name == REPLY:
        return Decision(REPLY, {})
    function = next((tool["function"] for tool in tools if tool["function"]["name"] == name), None)
    if function is None:
        raise UnreadableDecisionError(f"there is no tool named {name}")
    schema = _bounded(_parameters(function))
    required = schema.get("required", [])
    arguments = {k: v for k, v in arguments.items() if k in required or not _says_nothing(v)}
    problem = jsonschema.exceptions.best_match(jsonschema.Draft202012Validator(schema).iter_errors(arguments))
    if problem is not None:
        raise UnreadableDecisionError(f"{name}: {problem.message}"[:200])
    if empty := [argument for argument in required if arguments[argument] in ("", [])]:
        raise UnreadableDecisionError(f"{name}: {empty[0]} is empty")
    return Decision(name, arguments)


def _no_number(constant: str) -> float:
    """Python reads NaN and Infinity as numbers that lie within every limit; JSON has none."""
    raise ValueError(f"{constant} is no JSON")


def _tidied(value: Any) -> Any:
    """The same without outer space in texts and without halves of characters, which no tool takes."""
    if isinstance(value, str):
        return value.encode("utf-8", "ignore").decode().strip()
    if isinstance(value, list):
        return [_tidied(item) for item in value]
    return {name: _tidied(item) for name, item in value.items()} if isinstance(value, dict) else value


def _says_nothing(value: object) -> bool:
    return value in (None, "", []) or (value == 0 and not isinstance(value, bool))


def write_call(name: str, arguments: Mapping[str, Any]) -> str:
    """A tool call as the model itself would have written it."""
    return f"<tool_call>\n{_dump({'name': name, 'arguments': dict(arguments)})}\n</tool_call>"


def _dump(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _alternative(name: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {"name": {"const": name}, "arguments": arguments},
        "required": ["name", "arguments"],
        "additionalProperties": False,
    }


def _parameters(function: Mapping[str, Any]) -> dict[str, Any]:
    """The tool's argument schema with references and `null` alternatives resolved away."""
    schema = dict(function.get("parameters") or {"type": "object", "properties": {}})
    resolved = _resolved(schema, schema.get("$defs", {}))
    return resolved if isinstance(resolved, dict) else {}


def _resolved(node: Any, definitions: Mapping[str, Any]) -> Any:
    """`node` with `$ref`s replaced and `null` dropped, since an absent argument says the same in fewer tokens."""
    if isinstance(node, list):
        return [_resolved(item, definitions) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _resolved(definitions[str(node["$ref"]).rsplit("/", 1)[-1]], definitions)
    plain = {k: _resolved(v, definitions) for k, v in node.items() if k not in ("$defs", "title", "default")}
    alternatives = [item for item in plain.get("anyOf", []) if item.get("type") != "null"]
    if len(alternatives) == 1:
        del plain["anyOf"]
        return {**alternatives[0], **plain}
    return plain


def _bounded(schema: Mapping[str, Any]) -> dict[str, Any]:
    """Only what a grammar can hold, with an end to every string, list and number."""
    if "anyOf" in schema:
        return {"anyOf": [_bounded(item) for item in schema["anyOf"]]}
    bounded: dict[str, Any] = {word: schema[word] for word in _SCHEMA_WORDS if word in schema}
    kind = schema.get("type")
    if kind == "object" or "properties" in schema:
        properties = schema.get("properties", {})
        bounded |= {
            "type": "object",
            "properties": {name: _bounded(value) for name, value in properties.items()},
            "required": list(schema.get("required", [])),
            "additionalProperties": False,
        }
    elif kind == "array":
        bounded["items"] = _bounded(schema.get("items", {"type": "string"}))
        bounded["maxItems"] = min(schema.get("maxItems", MAX_LIST_ITEMS), MAX_LIST_ITEMS)
    elif kind == "string" and "enum" not in schema:
        bounded["maxLength"] = min(schema.get("maxLength", MAX_STRING_CHARACTERS), MAX_STRING_CHARACTERS)
    elif kind == "integer":
        bounded = {"minimum": 0, "maximum": MAX_INTEGER, **bounded}
    return bounded
