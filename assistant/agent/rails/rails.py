"""The rails of a conversation, together: what the chat service asks them in a turn. Each fails closed.

A message passes `admit` (pace) and `refusal` (what it wants); what tools return passes `data_rail.neutral`; each
sentence of the answer passes `objection`, and what the shop quotes passes `quoted`.
"""

from __future__ import annotations

from dataclasses import dataclass

from assistant.agent.events import ChatEvent, TextDelta
from assistant.agent.rails.closing import fails_closed
from assistant.agent.rails.data_rail import neutral, shown_text
from assistant.agent.rails.input_rail import InputRail, Refusal
from assistant.agent.rails.output_rail import Given, OutputRail
from assistant.agent.rails.pace import Pace
from assistant.agent.turn_context import TurnContext


@dataclass(frozen=True, slots=True)
class Rails:
    """One of each; the same for all conversations."""

    pace: Pace
    input: InputRail
    output: OutputRail

    def admit(self, conversation_id: str | None, customer_id: str | None) -> None:
        """Count a message.

        Raises:
            ShopperError: `too_fast`.
            RailError: the pace could not be told.
        """
        with fails_closed("pace"):
            self.pace.admit(conversation_id, customer_id)

    def refusal(self, turn: TurnContext) -> Refusal | None:
        """Why the turn's message is declined without asking a model; None where it is taken.

        Raises:
            RailError: the message could not be judged.
        """
        with fails_closed("input"):
            before = turn.past[-1].text if turn.past and turn.past[-1].outcome != "refused" else ""
            shops = bool(turn.read.as_json())
            return self.input.refusal(turn.typed, before=before, shops=shops, customer_id=turn.customer_id)

    def objection(self, sentence: str, turn: TurnContext) -> str | None:
        """Why a sentence the model wrote may not be shown; None where it may.

        Raises:
            RailError: the sentence could not be judged.
        """
        with fails_closed("output"):
            calls = [*(call for past in turn.past for call in past.tool_calls), *turn.calls]
            said = [*(past.text for past in turn.past), turn.text]
            return self.output.objection(sentence, Given.of([*said, *(call.result for call in calls), *turn.quotes]))

    def shown(self, event: ChatEvent) -> ChatEvent:
        """The event as a front end may have it: no text holds HTML, links or marks of speakers.

        Raises:
            RailError: the text could not be read.
        """
        if not isinstance(event, TextDelta):
            return event
        with fails_closed("output"):
            clean = shown_text(event.text)
            return event if clean == event.text else TextDelta(clean)

    def quoted(self, texts: list[str]) -> list[str]:
        """The shop's own words as they may be shown; what is left empty is left out.

        Raises:
            RailError: a text could not be judged.
        """
        return [clean for clean in (neutral(text).strip() for text in texts) if clean]
