"""Puts a chat service together out of the parts of a shop and a choice of prompts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from threading import Lock
from typing import TYPE_CHECKING, Any, Protocol

from assistant.agent.agent_once import AgentOnce
from assistant.agent.chat_service import ChatService
from assistant.agent.guard import Guard
from assistant.agent.rails.output_rail import OutputRail
from assistant.agent.rails.pace import Pace
from assistant.agent.rails.rails import Rails
from assistant.agent.replies import Replies
from assistant.agent.shopping_agent import ShoppingAgent, system_prompt
from assistant.agent.staff_talk import NobodyTalks
from assistant.agent.tools.tool_box import ToolBox
from assistant.llm.gateway import LanguageModel
from assistant.llm.guided_texts import GuidedTexts
from assistant.prompting.choice import PromptChoice
from prompts.fitting import fitted
from prompts.prompt import Prompt
from records.conversation_log import ConversationLog

if TYPE_CHECKING:
    from assistant.agent.constraints.shop_words import CurrentShopWords
    from assistant.agent.staff_talk import StaffTalk
    from assistant.settings import Settings
    from prompts.library import PromptLibrary
    from records.redaction.redactor import Redactor
    from records.vault.originals import Originals
    from retrieval.live import LiveSearchEngine


class OpenParts(Protocol):
    """The parts of a shop that a chat service is made of, each opened when it is first used; see `Shop`."""

    @property
    def settings(self) -> Settings:
        """The complete settings."""

    @property
    def tool_box(self) -> ToolBox:
        """What the tools do."""

    @property
    def rails(self) -> Rails:
        """What keeps a conversation safe."""

    @property
    def shop_words(self) -> CurrentShopWords:
        """The shop's own words for what it sells."""

    @property
    def log(self) -> ConversationLog:
        """Where conversations are kept."""

    @property
    def redactor(self) -> Redactor:
        """What takes personal data out of words."""

    @property
    def originals(self) -> Originals | None:
        """What redaction took out; None where it is not kept."""

    @property
    def staff_talk(self) -> StaffTalk:
        """What people of the shop say in conversations."""

    @property
    def prompts(self) -> PromptLibrary:
        """Every version of every prompt."""

    @property
    def language_model(self) -> LanguageModel:
        """The open language model."""

    @property
    def search_engine(self) -> LiveSearchEngine:
        """The search engine."""


def assembled(
    shop: OpenParts,
    opening: Lock,
    choice: PromptChoice,
    language_model: LanguageModel | None,
    log: ConversationLog | None,
    parts: Mapping[str, Any],
) -> ChatService:
    """As `Shop.assistant_with` says; `opening` is held while the shop's language model is opened."""
    choice = _usable(choice, shop.prompts)
    box = _box(shop, choice.replies, language_model, parts)
    rails = _rails(shop, choice.shopping_agent)
    return ChatService(
        agent=AgentOnce(lambda: _agent(shop, choice.shopping_agent, box, language_model), opening),
        box=box,
        words=shop.shop_words,
        log=shop.log if log is None else log,
        replies=box.replies,
        prompt=choice.shopping_agent,
        guard=Guard(shop.settings.message_max_chars),
        rails=rails if log is None else replace(rails, pace=Pace(0)),
        redactor=shop.redactor,
        originals=shop.originals if log is None else None,
        staff=shop.staff_talk if log is None else NobodyTalks(),
        own_names=(shop.settings.shop_name, shop.settings.shop_name_zh),
        history_tokens=shop.settings.language_model().context_tokens // 3,
    )


def _usable(choice: PromptChoice, library: PromptLibrary) -> PromptChoice:
    """The prompts with the newest texts where they are too old to have them all."""
    newest = PromptChoice.newest(library)
    return PromptChoice(fitted(choice.shopping_agent, newest.shopping_agent), fitted(choice.replies, newest.replies))


def _box(shop: OpenParts, replies: Prompt, language_model: LanguageModel | None, parts: Mapping[str, Any]) -> ToolBox:
    own = dict(parts)
    if replies != shop.tool_box.replies.prompt:
        own["replies"] = Replies(replies, shop.settings.message_max_chars)
    if language_model is not None:
        own["guided"] = language_model.guided
    return replace(shop.tool_box, **own) if own else shop.tool_box


def _rails(shop: OpenParts, prompt: Prompt) -> Rails:
    if prompt == shop.prompts.get(prompt.name):
        return shop.rails
    return replace(shop.rails, output=OutputRail(prompt))


def _agent(shop: OpenParts, prompt: Prompt, box: ToolBox, language_model: LanguageModel | None) -> ShoppingAgent:
    model = language_model or shop.language_model
    if any(one.guided for one in model.every):
        model = model.told(GuidedTexts.of(prompt))
    departments = shop.search_engine.vocabulary.departments
    told = system_prompt(prompt, shop.settings.shop_name, departments, model.guided)
    return ShoppingAgent(model, box, prompt, told)
