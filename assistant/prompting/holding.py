"""What holds at a moment: the versions there are, the course of each label, and which version answers whom."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from assistant.prompting.assignment import place_of, version_at
from assistant.prompting.choice import PROMPTS, PromptChoice
from assistant.prompting.course import Course, courses
from prompts.fitting import unfitting
from prompts.library import Prompt, PromptLibrary
from records.nouns import PromptPublication, PromptShares, Turn

PRODUCTION = "production"
"""The label that shoppers are answered under."""
KEPT = timedelta(hours=24)
"""A conversation keeps its version for so long after its last turn; whoever comes back later begins anew."""


@dataclass(frozen=True, slots=True)
class Answering:
    """What one prompt is answered with under one label; versions are numbers.

    `standing` has whatever `shares` do not give away; without a trial there are none. `usable` are the versions that a
    conversation may keep, as they were published. `trouble` says why the newest shipped version stands in, empty
    where it does not.
    """

    standing: Prompt
    shares: Mapping[int, int]
    usable: Mapping[int, Prompt]
    trouble: str

    def version_for(self, name: str, conversation_id: str | None, kept: int) -> Prompt:
        """The version of a conversation that was held with version `kept` before, 0 where with none."""
        if kept in self.usable:
            return self.usable[kept]
        if conversation_id is None or not self.shares:
            return self.standing
        return self.usable.get(version_at(place_of(name, conversation_id), self.shares), self.standing)


@dataclass
class Holding:
    """The library and the records of a moment; `hashes` has what each version hashed to when it was published."""

    library: PromptLibrary
    publications: Sequence[PromptPublication] = ()
    shares: Sequence[PromptShares] = ()
    courses: dict[tuple[str, str], Course] = field(init=False)
    hashes: dict[tuple[str, str], str] = field(init=False)
    production: dict[str, Answering] = field(init=False)

    def __post_init__(self) -> None:
        self.courses = courses(self.publications, self.shares)
        self.hashes = {(one.name, one.version): one.prompt_hash for one in self.publications if one.version}
        self.production = {name: self.answering(name, PRODUCTION) for name in PROMPTS}

    def choice(self, conversation_id: str | None, past: Sequence[Turn], now: datetime) -> PromptChoice:
        """What a conversation is held with after the turns `past`, oldest first.

        It keeps the versions of its last turn while they are known and not withdrawn; otherwise its id decides.
        """
        fresh = past if past and now - past[-1].at < KEPT else ()
        said = {
            "shopping_agent": (turn.prompt for turn in reversed(fresh)),
            "replies": (turn.replies_prompt for turn in reversed(fresh)),
        }
        kept = {name: _last_version(name, labels) for name, labels in said.items()}
        chosen = (self.production[name].version_for(name, conversation_id, kept[name]) for name in PROMPTS)
        return PromptChoice(*chosen)

    def in_use(self) -> tuple[PromptChoice, ...]:
        """A choice for each version of `shopping_agent` that new conversations get, the standing one first."""
        agent, replies = self.production["shopping_agent"], self.production["replies"].standing
        shared = (agent.usable[version] for version in sorted(agent.shares) if version in agent.usable)
        return tuple(PromptChoice(one, replies) for one in dict.fromkeys([agent.standing, *shared]))

    def course(self, name: str, label: str) -> Course:
        """The course of a label, also of one that was never used."""
        return self.courses.get((name, label)) or Course(name, label)

    def fault_of(self, prompt: Prompt) -> str:
        """Why this version is not used: another text lies there than was published; empty where it can be."""
        before = self.hashes.get((prompt.name, str(prompt.version)), prompt.hash)
        return "" if before == prompt.hash else f"{prompt.label} says something else than was published"

    def answering(self, name: str, label: str) -> Answering:
        """What is answered with under a label."""
        course, newest = self.course(name, label), self.library.get(name)
        usable: dict[int, Prompt] = {}
        for prompt in self.library.prompts[name]:
            published = not prompt.is_own or (name, str(prompt.version)) in self.hashes
            if published and not self.fault_of(prompt):
                usable[prompt.version] = prompt
        wanted = course.stack[-1] if course.stack else ""
        standing = usable.get(int(wanted)) if wanted.isdecimal() else newest
        kept = {version: one for version, one in usable.items() if str(version) not in course.withdrawn}
        trouble = ""
        if standing is None:
            trouble = f"{self._lost(name, wanted)}, so that {newest.label} answers under {label}; publish another"
        elif course.is_taken_away and label == PRODUCTION:
            trouble = f"Nothing stands under {label} of {name} any more, so that {newest.label} answers"
        shares = {int(version): share for version, share in course.trial.items() if version.isdecimal()}
        return Answering(standing or newest, shares, kept, trouble)

    def warnings(self) -> Iterator[str]:
        """What staff or the operator should know: one sentence each."""
        for name in PROMPTS:
            answering, newest = self.production[name], self.library.get(name)
            if answering.trouble:
                yield f"{answering.trouble}."
            for version in sorted(answering.shares.keys() - answering.usable.keys()):
                yield f"{self._lost(name, str(version))}, so that its share goes to {answering.standing.label}."
            for version in {answering.standing.version, *answering.shares} & answering.usable.keys():
                missing = unfitting(self.library.get(name, version), newest)
                if missing:
                    yield (
                        f"{name}@{version} lacks {len(missing)} texts of {newest.label} ({', '.join(missing[:3])}), "
                        "which stand in; publish a version that has them."
                    )
        yield from map(str, self.library.faults)

    def _lost(self, name: str, version: str) -> str:
        if any(str(prompt.version) == version for prompt in self.library.prompts[name]):
            return f"{name}@{version} says something else than was published"
        return f"{name}@{version} is published and its file is gone from {self.library.own}"


def _last_version(name: str, labels: Iterable[str]) -> int:
    """The number in the first `name@number` among labels, newest first; 0 where a turn that a person took has none."""
    for label in labels:
        before, _, number = label.partition("@")
        if before == name and number.isdecimal() and len(number) < 10:
            return int(number)
    return 0
