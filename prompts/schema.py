"""Reads one prompt file and refuses whatever the schema does not know, naming the file and the key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from string import Template
from typing import Any

import yaml

from prompts.errors import PromptError
from prompts.prompt import Prompt

KEYS = ("name", "version", "description", "variables", "texts")


class _StrictLoader(yaml.SafeLoader):
    """SafeLoader that refuses a key given twice, where YAML would silently keep the last."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for index, key in enumerate(keys):
            if key in keys[:index]:
                raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} stands twice", node.start_mark)
        return super().construct_mapping(node, deep=deep)


def read_prompt(file: Path) -> Prompt:
    """The prompt that `<name>/<version>.yaml` states.

    Raises:
        PromptError: the file cannot be read, is not YAML, or breaks the schema; the text names file and key.
    """
    data = read_mapping(file)
    for key in data:
        if key not in KEYS:
            raise PromptError(f"{file}: the key {key!r} is not known; use {', '.join(KEYS)} only.", file)
    for key in KEYS:
        if key not in data:
            raise PromptError(f"{file}: the key {key!r} is missing; add it.", file)
    prompt = Prompt(
        name=_name(file, data["name"]),
        version=_version(file, data["version"]),
        description=_description(file, data["description"]),
        variables=_variables(file, data["variables"]),
        texts=dict(_texts(file, data["texts"], "")),
        file=file,
    )
    _check_variables(prompt, file)
    return prompt


def read_mapping(file: Path) -> dict[str, Any]:
    """The YAML mapping in `file`.

    Raises:
        PromptError: the file cannot be read, is not UTF-8, is not YAML, or holds something else than a mapping.
    """
    try:
        with file.open(encoding="utf-8") as stream:
            data = yaml.load(stream, Loader=_StrictLoader)  # noqa: S506 - a SafeLoader by inheritance
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"{file}: cannot be read as UTF-8 text ({error}).", file) from error
    except (yaml.YAMLError, ValueError) as error:  # ValueError: a date that does not exist, 2026-02-30
        raise PromptError(f"{file}: is not valid YAML: {' '.join(str(error).split())}.", file) from error
    if not isinstance(data, dict):
        raise PromptError(f"{file}: must hold a mapping of keys to values.", file)
    return data


def _name(file: Path, value: object) -> str:
    if value != file.parent.name:
        raise PromptError(f"{file}: the key 'name' must be the folder's name, {file.parent.name!r}.", file)
    return file.parent.name


def _version(file: Path, value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise PromptError(f"{file}: the key 'version' must be a whole number of at least 1.", file)
    if str(value) != file.stem:
        raise PromptError(f"{file}: the key 'version' is {value}; call the file {value}.yaml.", file)
    return value


def _description(file: Path, value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise PromptError(f"{file}: the key 'description' must be a text.", file)
    return value.strip()


def _variables(file: Path, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(name, str) and name.isidentifier() for name in value):
        raise PromptError(f"{file}: the key 'variables' must be a list of names, [] when there are none.", file)
    if len(set(value)) != len(value):
        raise PromptError(f"{file}: the key 'variables' names a variable twice.", file)
    return tuple(value)


def _texts(file: Path, value: object, path: str) -> Iterator[tuple[str, str]]:
    where = f"texts.{path}" if path else "texts"
    if isinstance(value, str):
        if not Template(value).is_valid():
            raise PromptError(f"{file}: the key {where!r} holds a '$' that starts no variable; write '$$'.", file)
        yield path, value
        return
    if not isinstance(value, dict) or not value:
        raise PromptError(f"{file}: the key {where!r} must be a text or a mapping of texts.", file)
    for key, inner in value.items():
        if not isinstance(key, str) or not key or "." in key:
            raise PromptError(f"{file}: the key {key!r} in {where!r} must be a name without dots; quote it.", file)
        yield from _texts(file, inner, f"{path}.{key}" if path else key)


def _check_variables(prompt: Prompt, file: Path) -> None:
    if "" in prompt.texts:
        raise PromptError(f"{file}: the key 'texts' must be a mapping of texts.", file)
    used: dict[str, str] = {}
    for key, text in prompt.texts.items():
        for name in Template(text).get_identifiers():
            used.setdefault(name, key)
    for name, key in used.items():
        if name not in prompt.variables:
            raise PromptError(f"{file}: the key 'texts.{key}' uses ${{{name}}}; declare it in 'variables'.", file)
    for name in prompt.variables:
        if name not in used:
            raise PromptError(f"{file}: the key 'variables' declares {name!r}, which no text uses; remove it.", file)
