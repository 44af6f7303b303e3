"""Reads one prompt file and refuses whatever the schema does not know, naming the file, the line and the key."""

from __future__ import annotations

from pathlib import Path

from prompts.errors import PromptError
from prompts.prompt import Prompt
from prompts.stated import KEYS, Stated, read_stated
from prompts.yaml_tree import UnreadableYaml, entries, is_text, read_tree

__all__ = ["KEYS", "read_mapping", "read_prompt", "text_of"]


def read_prompt(file: Path) -> Prompt:
    """The prompt that `<name>/<version>.yaml` states.

    Raises:
        PromptError: the file cannot be read, is not YAML, or breaks the schema; the text names file, line and key.
    """
    stated = read_stated(text_of(file))
    if not stated.faults:
        _compare_with_path(stated, file)
    if stated.faults:
        first = min(stated.faults, key=lambda fault: (fault.line, fault.column))
        raise PromptError(f"{file}: line {first.line}: {first.message}.", file)
    return Prompt(
        stated.name, stated.version, stated.description, stated.variables, stated.plain_texts(), file
    )  # fmt: skip


def read_mapping(file: Path) -> dict[str, str]:
    """The mapping of texts to texts in a YAML file.

    Raises:
        PromptError: the file cannot be read, is not UTF-8, is not YAML, or holds something else.
    """
    try:
        tree = read_tree(text_of(file))
    except UnreadableYaml as error:
        raise PromptError(f"{file}: line {error.fault.line}: {error.fault.message}.", file) from error
    read: dict[str, str] = {}
    for key, key_node, value in entries(tree):
        line = f"{file}: line {key_node.start_mark.line + 1}: the key {getattr(key_node, 'value', '?')!r}"
        if key is None or not is_text(value):
            raise PromptError(f"{line} must be name@version, its value a hash.", file)
        if key in read:
            raise PromptError(f"{line} stands twice.", file)
        read[key] = value.value
    return read


def text_of(file: Path) -> str:
    """What a file says, without the mark that some editors begin it with.

    Raises:
        PromptError: it cannot be read, or is not UTF-8.
    """
    try:
        return file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptError(f"{file}: cannot be read as UTF-8 text ({error}).", file) from error


def _compare_with_path(stated: Stated, file: Path) -> None:
    name, version = file.parent.name, stated.version
    if stated.name != name:
        stated.fault(stated.places["name"], "name", f"the key 'name' must be the folder's name, {name!r}")
    if str(version) != file.stem:
        why = f"the key 'version' is {version}; call the file {version}.yaml"
        stated.fault(stated.places["version"], "version", why)
