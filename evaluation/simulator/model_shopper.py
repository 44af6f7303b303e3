"""A shopper for whom a language model speaks, in its role as far as rules can hold it there.

The model is told who it is and what it wants (`Instructions`), and reads the assistant's answers as messages to it.
What it proposes is looked at by a `Guard`: where that finds faults the model is asked once more, told why, and then
somebody else speaks (`stand_in`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, Literal

from assistant.llm.usage import TokenUsage, sum_usage
from evaluation.simulator.shopper import Proposal, Shopper, ShopperNote

if TYPE_CHECKING:
    from langchain_core.messages import AIMessage, BaseMessage

    from assistant.llm.gateway import LanguageModel

GREETING: Final = "Hi! How can I help you today?"
STOPS: Final[Mapping[str, str]] = {"###STOP###": "goal_met", "###GIVE-UP###": "gave_up"}
Guard = Callable[[Proposal], Sequence[str]]
"""What is wrong with a proposal, a word each; nothing where it may be used."""


@dataclass(frozen=True)
class Instructions:
    """What the model is told. `system` is who it is, what it wants and knows, and how to leave.

    It answers `greeting`. A text with one of `stops` in it ends the conversation, for the reason beside it; so does
    calling one of `leaving`, tools by name with their descriptions, where there are any: then `saying` describes the
    tool whose `message` is said, and a model with guided calls can write nothing else. `again` is said to a model whose
    proposal will not do, with `{faults}` filled in; `faults` has each fault in words.
    """

    system: str
    greeting: str = GREETING
    stops: Mapping[str, str] = field(default_factory=lambda: dict(STOPS))
    leaving: Mapping[str, str] = field(default_factory=dict)
    saying: str = ""
    again: str = ""
    faults: Mapping[str, str] = field(default_factory=dict)


class ModelShopper:
    """A `Shopper` for one conversation; `left` is why they left, empty while they are there.

    At most `patience` messages are said. `seed` and `temperature` are the sampler's, None the model's own. `max_tokens`
    bounds one message. Without a `stand_in` what the guard refuses twice is said as it was proposed first.
    """

    def __init__(
        self,
        language_model: LanguageModel,
        instructions: Instructions,
        *,
        patience: int = 30,
        guard: Guard | None = None,
        stand_in: Shopper | None = None,
        seed: int | None = None,
        temperature: float | None = None,
        max_tokens: int = 300,
    ) -> None:
        self.left = ""
        self.last_words = ""
        self.usage = TokenUsage()
        self._model = language_model
        self._told = instructions
        self._patience = patience
        self._guard = guard or (lambda _: ())
        self._stand_in = stand_in
        sampling = {"seed": seed, "temperature": temperature}
        self._options: dict[str, Any] = {name: value for name, value in sampling.items() if value is not None}
        self._max_tokens = max_tokens
        self._spoken: list[tuple[str, str]] = []
        """What each side said: the assistant's words, then the shopper's to them."""
        self._note = ShopperNote()

    def says(self, answer: str | None) -> str | None:
        """The next words, see `Shopper`; None once the model, or its patience, has come to the end.

        Raises:
            LanguageModelError: the model does not answer.
        """
        if self.left:
            return None
        before, heard = self.usage, self._told.greeting if answer is None else answer or "…"
        by, proposals, used = self._chosen(heard, answer)
        self._note = ShopperNote(
            by=by,
            proposals=proposals,
            left=used.ends,
            model=self._model.name,
            prompt_tokens=self.usage.prompt_tokens - before.prompt_tokens,
            completion_tokens=self.usage.completion_tokens - before.completion_tokens,
        )
        if used.ends:
            self.left, self.last_words = used.ends, used.text
            return None
        self._spoken.append((heard, used.text))
        return used.text

    def noted(self) -> ShopperNote:
        """How the last words, or the leaving, came about."""
        return self._note

    def _chosen(
        self, heard: str, answer: str | None
    ) -> tuple[Literal["rules", "model"], tuple[Proposal, ...], Proposal]:
        """Who found what is used, all that the model proposed, and what is used."""
        if len(self._spoken) >= self._patience:
            return "rules", (), Proposal(ends="out_of_patience")
        first = self._proposed(heard, "")
        if not first.faults:
            return "model", (first,), first
        second = self._proposed(heard, self._why(first))
        if not second.faults or self._stand_in is None:
            return "model", (first, second), first if second.faults else second
        words = self._stand_in.says(answer)
        return "rules", (first, second), Proposal(text=words) if words else Proposal(ends=_reason(self._stand_in))

    def _why(self, proposal: Proposal) -> str:
        told = "; ".join(self._told.faults.get(one, one) for one in proposal.faults)
        return self._told.again.replace("{faults}", told).replace("{words}", proposal.text)

    def _proposed(self, heard: str, correction: str) -> Proposal:
        said = self._asked(self._messages(heard, correction))
        self.usage += sum_usage([said])
        proposal = self._read(said)
        return proposal.model_copy(update={"faults": tuple(self._guard(proposal))})

    def _asked(self, messages: list[BaseMessage]) -> AIMessage:
        chat_model = self._model.chat_model
        if not self._told.leaving:
            return chat_model.invoke(messages, max_tokens=self._max_tokens, **self._options)
        return chat_model.bind_tools(self._tools(), tool_choice="any").invoke(messages, **self._options)

    def _messages(self, heard: str, correction: str) -> list[BaseMessage]:
        """The conversation as the model sees it: the assistant speaks to it, and it answers."""
        from langchain_core.messages import AIMessage, HumanMessage, SystemMessage

        # A guided model would close each message with the shop's own instruction for answers.
        bare: dict[str, Any] = {"answer_instruction": ""}
        found: list[BaseMessage] = [SystemMessage(self._told.system)]
        for theirs, own in self._spoken:
            found += [HumanMessage(theirs, additional_kwargs=bare), AIMessage(own)]
        last = f"{heard}\n\n{correction}" if correction else heard
        return [*found, HumanMessage(last, additional_kwargs=bare)]

    def _tools(self) -> list[dict[str, Any]]:
        message = {"message": {"type": "string"}}
        say = _tool("say", self._told.saying, message)
        return [say, *(_tool(name, description, {}) for name, description in self._told.leaving.items())]

    def _read(self, said: AIMessage) -> Proposal:
        for call in said.tool_calls:
            if call["name"] in self._told.leaving:
                return Proposal(ends=call["name"])
            return Proposal(text=str(call["args"].get("message", "")).strip())
        text = said.text.strip()
        for mark, why in self._told.stops.items():
            if mark in text:
                return Proposal(text=text.replace(mark, "").strip(), ends=why)
        return Proposal(text=text)


def _reason(shopper: Shopper) -> str:
    """Why a stand-in left, who may not say."""
    return str(getattr(shopper, "left", "") or "gave_up")


def _tool(name: str, description: str, properties: Mapping[str, Any]) -> dict[str, Any]:
    parameters = {"type": "object", "properties": dict(properties), "required": list(properties)}
    return {"type": "function", "function": {"name": name, "description": description, "parameters": parameters}}
