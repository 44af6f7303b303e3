"""What a turn starts from: the message read in the light of what was said, shown and asked before."""

from __future__ import annotations

from dataclasses import dataclass, field

from assistant.agent.confirmations import says_nothing_of_language
from assistant.agent.constraints.choosing import Click
from assistant.agent.constraints.held import Constraints
from assistant.agent.constraints.message import after_clicks, read_message
from assistant.agent.constraints.shop_words import CurrentShopWords
from assistant.agent.events import Language
from assistant.agent.language import language_of
from assistant.agent.past_evidence import evidence_left
from assistant.agent.pending_action import PendingAction
from assistant.agent.profile.switch import read_profile_switch
from assistant.agent.requests.opening import CurrentShopKnowledge, conversation_so_far
from assistant.agent.requests.plain import PlainRequest
from assistant.agent.requests.reading import read_request
from assistant.agent.tools.tool_box import ToolBox
from assistant.agent.turn_context import TurnContext
from assistant.agent.wish_answers import search_again, unsettled
from records.nouns import Conversation, Turn
from records.redaction.placeholders import without_placeholders


@dataclass
class TurnOpener:
    """Reads messages for one chat service; `own_names` are the shop's."""

    box: ToolBox
    words: CurrentShopWords
    own_names: tuple[str, ...] = ()
    knowledge: CurrentShopKnowledge = field(init=False)

    def __post_init__(self) -> None:
        self.knowledge = CurrentShopKnowledge(self.box, self.words)

    def open(
        self,
        message: str,
        past: tuple[Turn, ...],
        conversation: Conversation,
        turn_id: str,
        clicks: tuple[Click, ...],
    ) -> TurnContext:
        """What the turn starts from: `message` read in the light of the turns `past`, oldest first."""
        before: Language = "zh" if past and past[-1].language == "zh" else "en"
        told = without_placeholders(message)
        asked = PendingAction.from_json(past[-1].pending) if past else None
        held = Constraints.from_json(past[-1].constraints) if past else Constraints()
        switch = read_profile_switch(message)
        wish = without_placeholders(switch.rest if switch and switch.rest else message)
        words = self.words.read()
        evidence = evidence_left(past, message, self.box, words, self.own_names)
        now = self.box.now().date()
        reading = after_clicks(clicks, held, now) if clicks else read_message(wish, held, words, now, unsettled(past))
        turn = TurnContext(
            text=wish,
            language=before if asked and says_nothing_of_language(told) else language_of(told, before),
            read=reading.said,
            held=reading.held,
            evidence=evidence,
            constraints=reading.held,
            told=held,
            another=reading.another,
            taken_back=reading.given_up,
            clicked=bool(clicks),
            contradiction=reading.contradiction,
            conversation_id=conversation.id,
            customer_id=conversation.customer_id,
            past=past,
            asked=asked,
            # What a turn does for the shopper is done once, also when it runs anew because the process died in it.
            key=turn_id,
            switch=switch,
            message=message,
            talk=conversation_so_far(past, evidence, self.box, self.knowledge.read()),
            chinese=words.chinese,
        )
        turn.plain = read_request(turn, self.knowledge.read()) or search_again(turn)
        if turn.plain is not None:
            turn.trace.plain = turn.plain.tool if isinstance(turn.plain, PlainRequest) else turn.plain.key
        return turn
