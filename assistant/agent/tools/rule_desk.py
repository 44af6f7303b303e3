"""Looks the shop's rules up and cites them."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.agent.tools.counter import Counter
from assistant.agent.turn_context import TurnContext
from retrieval.policies import PolicySection, PolicyShelf


@dataclass(frozen=True, slots=True)
class RuleDesk:
    """The shop's policies."""

    counter: Counter
    policies: PolicyShelf

    def look_up(self, topic: str, question: str, turn: TurnContext) -> str:
        """The passages that answer the question, in the turn's language, each with its topic and title."""
        replies, language = self.counter.replies, turn.language
        sections = self.policies.find(f"{question} {turn.text}", language, topic)
        if not sections:
            self.counter.say(replies.fallback("no_rule", language), turn)
            return replies.told("no_policy")
        for section in sections:
            turn.evidence.passages.append(f"{section.title[language]} {section.text[language]}")
            self.counter.say(self.cited(section, turn), turn)
        told = (replies.told("policy", topic=s.topic, title=s.title[language], text=s.text[language]) for s in sections)
        return "\n".join(told)

    def cited(self, section: PolicySection, turn: TurnContext) -> str:
        """A rule word for word, with its title and the policy it stands in."""
        language = turn.language
        values = {name: text[language] for name, text in (("title", section.title), ("text", section.text))}
        return self.counter.replies.say("rule", language, topic=section.topic_title[language], **values)
