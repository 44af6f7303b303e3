"""Finds prompts: `PromptLibrary.load().get("shopping_agent").render("system", ...)`.

A folder of prompts holds `<name>/<version>.yaml` and `published.yaml`, which maps `name@version` to the hash that
version had when it was published. To publish new versions, run
`python -c "from prompts.library import publish; publish()"`: it adds what is not listed yet and refuses a listed
version whose text has changed (copy the file to the next version number instead).

A shop's own versions, which its staff publish, lie in another folder, `$DAOGOU_HOME/prompts`, and count from 1001: no
release of Daogou can bring a version of the same number. Which of all these answers whom is not known here; that is
`assistant.prompting`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from prompts.errors import PromptError
from prompts.prompt import SHIPPED_AT_MOST, Prompt
from prompts.schema import read_mapping, read_prompt

__all__ = ["Prompt", "PromptError", "PromptLibrary", "changed", "publish", "published"]

DRAFTS = "drafts"
"""The folder among a shop's own prompts that holds what is not published yet."""
_HEADER = "# What each published version hashed to; versions never change. See the top of library.py for adding one.\n"


@dataclass(frozen=True, slots=True)
class PromptLibrary:
    """Every version of every prompt: those of `folder`, which come with Daogou, and a shop's own of `own`.

    `faults` are the files of the shop's own that cannot be used; they keep nobody from using the others.
    """

    folder: Path
    prompts: Mapping[str, tuple[Prompt, ...]]
    own: Path | None = None
    faults: tuple[PromptError, ...] = ()

    @classmethod
    def load(cls, folder: Path | None = None, own: Path | None = None) -> PromptLibrary:
        """The prompts in `folder`, or the ones that come with Daogou, and those in `own` where there is such a folder.

        Raises:
            PromptError: `folder` holds no prompt, or one of its files breaks the schema.
        """
        folder = folder or Path(__file__).parent
        found: dict[str, list[Prompt]] = {}
        for file in sorted(folder.glob("*/*.yaml")):
            prompt = read_prompt(file)
            if prompt.is_own:
                raise PromptError(f"{file}: versions over {SHIPPED_AT_MOST} are a shop's own; take a lower one.", file)
            found.setdefault(prompt.name, []).append(prompt)
        if not found:
            raise PromptError(f"{folder}: holds no prompts; name a folder with <name>/<version>.yaml files.", folder)
        return cls(folder, _by_version(found), own).reread()

    def reread(self) -> PromptLibrary:
        """The library with the shop's own versions as their folder has them now; what comes with Daogou stays."""
        found = {name: [one for one in versions if not one.is_own] for name, versions in self.prompts.items()}
        faults: list[PromptError] = []
        for file in own_files(self.own):
            try:
                prompt = read_prompt(file)
                if prompt.name not in found or not prompt.is_own:
                    raise PromptError(f"{file}: is no version over {SHIPPED_AT_MOST} of a prompt of Daogou.", file)
            except PromptError as error:
                faults.append(error)
            else:
                found[prompt.name].append(prompt)
        return replace(self, prompts=_by_version(found), faults=tuple(faults))

    def get(self, name: str, version: int | None = None) -> Prompt:
        """One prompt; the newest of those that come with Daogou when `version` is None.

        Raises:
            PromptError: there is no prompt of that name, or no such version of it.
        """
        versions = self.prompts.get(name)
        if versions is None:
            raise PromptError(f"There is no prompt {name!r} in {self.folder}; it has {', '.join(self.prompts)}.")
        for prompt in reversed(versions):
            if prompt.version == version or (version is None and not prompt.is_own):
                return prompt
        known = ", ".join(str(prompt.version) for prompt in versions)
        raise PromptError(f"Prompt {name!r} has no version {version}; it has {known}.")

    def list(self) -> tuple[Prompt, ...]:
        """Every version of every prompt, by name, then version."""
        return tuple(prompt for versions in self.prompts.values() for prompt in versions)


def own_files(own: Path | None) -> Iterator[Path]:
    """The files of a shop's own versions, `<name>/<version>.yaml`; drafts are none."""
    if own is not None:
        yield from sorted(file for file in own.glob("*/[0-9]*.yaml") if file.parent.name != DRAFTS)


def _by_version(found: Mapping[str, Sequence[Prompt]]) -> dict[str, tuple[Prompt, ...]]:
    return {name: tuple(sorted(found[name], key=lambda prompt: prompt.version)) for name in sorted(found)}


def published(folder: Path | None = None) -> Mapping[str, str]:
    """The hashes in `published.yaml`, by `name@version`; empty when the file is not there.

    Raises:
        PromptError: the file is not a mapping of texts to texts.
    """
    file = (folder or Path(__file__).parent) / "published.yaml"
    if not file.exists():
        return {}
    return read_mapping(file)


def changed(library: PromptLibrary) -> tuple[str, ...]:
    """One line for each published version that has gone or no longer says what it said; empty when all is well."""
    present = {prompt.label: prompt.hash for prompt in library.list() if not prompt.is_own}
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
