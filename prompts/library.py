"""Finds prompts: `PromptLibrary.load().get("shopping_agent").render("system", ...)`.

A folder of prompts holds `<name>/<version>.yaml` and `published.yaml`, which maps `name@version` to the hash that
version had when it was published. To publish new versions, run
`python -c "from prompts.library import publish; publish()"`: it adds what is not listed yet and refuses a listed
version whose text has changed (copy the file to the next version number instead).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from prompts.errors import PromptError
from prompts.prompt import Prompt
from prompts.schema import read_mapping, read_prompt

__all__ = ["Prompt", "PromptError", "PromptLibrary", "changed", "publish", "published"]

_HEADER = "# What each published version hashed to; versions never change. See the top of library.py for adding one.\n"


@dataclass(frozen=True, slots=True)
class PromptLibrary:
    """Every version of every prompt in one folder, read once."""

    folder: Path
    prompts: Mapping[str, tuple[Prompt, ...]]

    @classmethod
    def load(cls, folder: Path | None = None) -> PromptLibrary:
        """The prompts in `folder`, or the ones that come with Daogou.

        Raises:
            PromptError: the folder holds no prompt, or one of its files breaks the schema.
        """
        folder = folder or Path(__file__).parent
        found: dict[str, list[Prompt]] = {}
        for file in sorted(folder.glob("*/*.yaml")):
            prompt = read_prompt(file)
            found.setdefault(prompt.name, []).append(prompt)
        if not found:
            raise PromptError(f"{folder}: holds no prompts; name a folder with <name>/<version>.yaml files.", folder)
        return cls(folder, {name: tuple(sorted(found[name], key=lambda p: p.version)) for name in sorted(found)})

    def get(self, name: str, version: int | None = None) -> Prompt:
        """One prompt; the latest version when `version` is None.

        Raises:
            PromptError: there is no prompt of that name, or no such version of it.
        """
        versions = self.prompts.get(name)
        if versions is None:
            raise PromptError(f"There is no prompt {name!r} in {self.folder}; it has {', '.join(self.prompts)}.")
        if version is None:
            return versions[-1]
        for prompt in versions:
            if prompt.version == version:
                return prompt
        known = ", ".join(str(prompt.version) for prompt in versions)
        raise PromptError(f"Prompt {name!r} has no version {version}; it has {known}.")

    def list(self) -> tuple[Prompt, ...]:
        """Every version of every prompt, by name, then version."""
        return tuple(prompt for versions in self.prompts.values() for prompt in versions)


def published(folder: Path | None = None) -> Mapping[str, str]:
    """The hashes in `published.yaml`, by `name@version`; empty when the file is not there.

    Raises:
        PromptError: the file is not a mapping of texts to texts.
    """
    file = (folder or Path(__file__).parent) / "published.yaml"
    if not file.exists():
        return {}
    listed = read_mapping(file)
    for label, value in listed.items():
        if not isinstance(label, str) or not isinstance(value, str):
            raise PromptError(f"{file}: the key {label!r} must be name@version, its value a hash.", file)
    return listed


def changed(library: PromptLibrary) -> tuple[str, ...]:
    """One line for each published version that has gone or no longer says what it said; empty when all is well."""
    present = {prompt.label: prompt.hash for prompt in library.list()}
    faults = []
    for label, value in published(library.folder).items():
        if label not in present:
            faults.append(f"{label} was published and is gone; bring its file back.")
        elif present[label] != value:
            faults.append(f"{label} was published and has changed; undo that and write the next version instead.")
    return tuple(faults)


def publish(folder: Path | None = None) -> tuple[str, ...]:
    """Lists every version not listed yet in `published.yaml`; gives back the labels added.

    Raises:
        PromptError: a published version has changed or gone; nothing is written.
    """
    library = PromptLibrary.load(folder)
    faults = changed(library)
    if faults:
        raise PromptError(faults[0], library.folder / "published.yaml")
    listed = published(library.folder)
    added = tuple(prompt.label for prompt in library.list() if prompt.label not in listed)
    if added:
        lines = (f'{prompt.label}: "{prompt.hash}"\n' for prompt in library.list())
        (library.folder / "published.yaml").write_text(_HEADER + "".join(lines), encoding="utf-8")
    return added
