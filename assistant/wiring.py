"""Builds the shop out of its parts; the one place that names concrete classes. Tests hand in fakes by keyword."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from threading import Lock
from typing import TYPE_CHECKING, Any

from assistant.prompt_parts import PromptParts
from assistant.settings import Settings
from assistant.staff_parts import StaffParts

if TYPE_CHECKING:
    from assistant.agent.chat_service import ChatService
    from assistant.agent.constraints.shop_words import CurrentShopWords
    from assistant.agent.profile.customer_profiles import CustomerProfiles
    from assistant.agent.rails.rails import Rails
    from assistant.agent.staff_talk import StaffTalk
    from assistant.agent.tools.reviews import ReviewShelf
    from assistant.agent.tools.tool_box import ToolBox
    from assistant.llm.gateway import LanguageModel
    from assistant.llm.guided_texts import GuidedTexts
    from assistant.prompting.choice import PromptChoice
    from loyalty.mining.shop_loyalty import ShopLoyalty
    from loyalty.sentiment.model import SentimentModel
    from records.access.people import People
    from records.audit import AuditTrail
    from records.consents import Unrefused
    from records.conversation_log import ConversationLog
    from records.database import Database
    from records.erasure.customer_export import CustomerExport
    from records.erasure.erasing import Eraser
    from records.erasure.personal_store import PersonalStore
    from records.erasure.retention import Retention
    from records.feedback import FeedbackBox
    from records.redaction.redactor import Redactor
    from records.shop_ledger import ShopLedger
    from records.vault.originals import Originals
    from records.vault.vault import Vault
    from retrieval.embedding import Embedder
    from retrieval.live import LiveSearchEngine
    from retrieval.policies import PolicyShelf


MOST_CONVERSATIONS = 100_000
"""Of one customer, that are looked for in the sets of conversations."""


class Shop(PromptParts, StaffParts):
    """The parts of a running shop, each opened when it is first used and closed together.

    Opening a part may raise the operator errors of its package: no index, no model file, no database.
    """

    def __init__(self, settings: Settings, **parts: Any) -> None:
        """`parts` replace what would be built: `embedder`, `search_engine`, `language_model`, `log`, ..."""
        self.settings = settings
        self._lock = Lock()
        self.__dict__.update(parts)

    @cached_property
    def embedder(self) -> Embedder:
        """What turns text into vectors."""
        from retrieval.embedding import open_embedder

        return open_embedder(self.settings.retrieval())

    @cached_property
    def search_engine(self) -> LiveSearchEngine:
        """The search engine, which follows its index while that is synced."""
        from retrieval.live import LiveSearchEngine

        return LiveSearchEngine.of(self.settings.retrieval(), self.embedder)

    @cached_property
    def policies(self) -> PolicyShelf:
        """The shop's policies, empty where it has none."""
        from retrieval.policies import PolicyShelf

        return PolicyShelf.load(self.settings.shop_folder / "policies")

    @cached_property
    def now(self) -> Callable[[], datetime]:
        """The moment, aware; a return is in time or not by it."""
        from records.actions import utc_now

        return utc_now

    @cached_property
    def reviews(self) -> ReviewShelf:
        """What customers wrote about the products, empty where nothing was written."""
        from assistant.agent.tools.reviews import ReviewShelf

        return ReviewShelf.load(self.settings.shop_folder / "reviews.jsonl")

    @cached_property
    def ledger(self) -> ShopLedger | None:
        """Customers, orders and carts; hand in None for a shop that keeps none."""
        from records.shop_ledger import ShopLedger

        return ShopLedger(self.database, vault=self.vault)

    @cached_property
    def database(self) -> Database:
        """The records' database, upgraded to this version."""
        from records.database import open_database

        self.settings.keyring()  # where production lacks its keys, no database is made
        database = open_database(self.settings.database)
        database.upgrade()
        return database

    @cached_property
    def vault(self) -> Vault:
        """What seals the records about people; it seals nothing where no keys are set."""
        from records.vault.vault import open_vault

        return open_vault(self.database, self.settings.keyring())

    @cached_property
    def site_secret(self) -> bytes:
        """What the site's cookies are signed with."""
        from records.access.site_secret import read_site_secret

        given = self.settings.site_secret
        return read_site_secret(self.settings.home, given.get_secret_value() if given else None)

    @cached_property
    def audit(self) -> AuditTrail:
        """Who with a role did or read what."""
        from records.audit import AuditTrail

        return AuditTrail(self.database, self.now)

    @cached_property
    def personal_stores(self) -> tuple[PersonalStore, ...]:
        """What else keeps something of people, beside the tables: a room that begins to do so adds its own here."""
        from assistant.llm.gateway import prompts_folder
        from assistant.llm.read_prompts import SavedPrompts
        from assistant.saved_sets import FOLDER, RUNS_FOLDER, SavedSets
        from loyalty.report.report_folder import ReportFolder

        prompts = SavedPrompts(prompts_folder(self.settings.language_model()))
        sets = SavedSets(self.settings.home / FOLDER, self._conversations_of)
        runs = SavedSets(self.settings.home / RUNS_FOLDER, self._conversations_of)
        return (prompts, ReportFolder.of(self.settings.home), sets, runs)

    @cached_property
    def eraser(self) -> Eraser:
        """What erases everything about a customer."""
        from records.erasure.erasing import Eraser

        attempts_of = self.people.attempts.subject_of if self.people else None
        return Eraser(self.database, self.now, self.vault, self.personal_stores, attempts_of)

    @cached_property
    def customer_export(self) -> CustomerExport:
        """What reads out everything about a customer."""
        from records.erasure.customer_export import CustomerExport

        attempts_of = self.people.attempts.subject_of if self.people else None
        return CustomerExport(self.database, self.now, self.vault, self.personal_stores, attempts_of)

    @cached_property
    def retention(self) -> Retention:
        """What forgets what is too old."""
        from records.erasure.retention import Retention

        return Retention(self.database, self.settings.retention(), self.now)

    @cached_property
    def people(self) -> People | None:
        """Who may come in; hand in None for a shop without accounts."""
        from records.access.people import open_people

        return open_people(self.database, self.settings.access(), self.site_secret, self.now)

    @cached_property
    def sentiment_model(self) -> SentimentModel:
        """What says how texts sound."""
        from loyalty.sentiment.opening import open_sentiment_model

        return open_sentiment_model(self.settings.loyalty())

    @cached_property
    def loyalty(self) -> ShopLoyalty:
        """What is learned of the shop's own customers."""
        from assistant.catalog_titles import CatalogTitles
        from loyalty.advice.advising import RuleAdviser
        from loyalty.mining.shop_loyalty import ShopLoyalty
        from loyalty.satisfaction.additive import open_satisfaction_model
        from loyalty.signals.reader import SignalReader
        from records.learned.known_customers import KnownCustomers
        from records.learned.loyalty_scores import LoyaltyScores
        from records.learned.readings import Readings
        from records.learned.score_days import ScoreDays
        from records.learned.unread import UnreadConversations

        return ShopLoyalty(
            unread=UnreadConversations(self.database, self.vault),
            readings=Readings(self.database, self.vault),
            known=KnownCustomers(self.database, self.vault),
            scores=LoyaltyScores(self.database, self.vault),
            reader=SignalReader(self.sentiment_model, open_satisfaction_model(), CatalogTitles(self.settings.catalog)),
            adviser=RuleAdviser(self.settings.offers(), may_contact=self._may_contact),
            now=self.now,
            days=ScoreDays(self.database, self.vault),
        )

    @cached_property
    def profiles(self) -> CustomerProfiles:
        """What was learned of each signed-in shopper, for their own searches and eyes."""
        from assistant.agent.profile.customer_profiles import CustomerProfiles
        from records.consents import Consents
        from records.learned.known_customers import KnownCustomers
        from records.learned.readings import Readings

        return CustomerProfiles(
            known=KnownCustomers(self.database, self.vault),
            readings=Readings(self.database, self.vault),
            consents=Consents(self.database, self.now),
            find_product=self.search_engine.product,
            chinese=lambda: self.shop_words.read().chinese,
            now=self.now,
        )

    @cached_property
    def log(self) -> ConversationLog:
        """Where conversations are kept."""
        from records.conversation_log import SqlConversationLog

        return SqlConversationLog(self.database, self.vault)

    @cached_property
    def feedback(self) -> FeedbackBox:
        """Where it is kept what shoppers thought of answers."""
        from records.feedback import FeedbackBox

        return FeedbackBox(self.database, self.now, self.vault)

    @cached_property
    def language_model(self) -> LanguageModel:
        """The hosted or embedded language model."""
        from assistant.llm.gateway import open_language_model
        from assistant.llm.guided_texts import GuidedTexts

        texts = GuidedTexts.of(self.prompts.get("shopping_agent"))
        return open_language_model(self.settings.language_model(), texts)

    def open_judge(self, model: str | None = None) -> LanguageModel:
        """The language model that judges in evaluations, or `model` at its endpoint; whoever asked closes it."""
        from assistant.llm.gateway import open_language_model

        return open_language_model(self.settings.judging_model(model))

    def open_shopper(self, texts: GuidedTexts, model: str | None = None) -> LanguageModel:
        """The language model that plays shoppers in evaluations; see `open_judge`."""
        from assistant.llm.gateway import open_language_model

        return open_language_model(self.settings.shopping_model(model), texts)

    @cached_property
    def tool_box(self) -> ToolBox:
        """What the tools do."""
        from assistant.agent.constraints.held import Exchange
        from assistant.agent.replies import Replies
        from assistant.agent.tools.tool_box import ToolBox

        replies = Replies(self.prompts.get("replies"), self.settings.message_max_chars)
        exchange = Exchange(self.search_engine.currency, self.settings.currency_rates)
        config = self.settings.language_model()
        return ToolBox(
            self.search_engine,
            self.policies,
            exchange,
            replies,
            guided=config.is_guided,
            reviews=self.reviews,
            ledger=self.ledger,
            now=self.now,
            profiles=self.profiles if self.ledger is not None else None,
        )

    @cached_property
    def shop_words(self) -> CurrentShopWords:
        """The shop's own words for its categories, brands and colours, as the catalogue stands."""
        from assistant.agent.constraints.shop_words import CurrentShopWords

        return CurrentShopWords(self.settings.shop_folder / "words.yaml", self.search_engine)

    @cached_property
    def redactor(self) -> Redactor:
        """What takes personal data out of words, with the secret of the home folder."""
        from records.redaction.redactor import Redactor
        from records.redaction.secret import read_redaction_key

        return Redactor(read_redaction_key(self.settings.home))

    @cached_property
    def originals(self) -> Originals | None:
        """What redaction took out, sealed; None where the shop does not keep it."""
        from assistant.errors import SettingsError
        from records.vault.originals import Originals
        from records.vault.vault import SealedVault

        if not self.settings.keep_originals:
            return None
        if not isinstance(self.vault, SealedVault):
            raise SettingsError(
                "DAOGOU_KEEP_ORIGINALS needs keys to encrypt them with; set DAOGOU_ENCRYPTION_KEYS or turn it off.",
                "DAOGOU_KEEP_ORIGINALS",
            )
        return Originals(self.database, self.vault, self.now)

    @cached_property
    def staff_talk(self) -> StaffTalk:
        """Where a person of the shop has a conversation, and what they said in it."""
        from assistant.agent.staff_talk import ShopStaffTalk

        return ShopStaffTalk(
            lambda: self.taking_over,
            lambda: self.staff_messages,
            self.redactor,
            self.prompts.get("take_over"),
            lambda: {brand.lower() for brand in self.shop_words.read().brand_names},
        )

    @cached_property
    def rails(self) -> Rails:
        """What keeps a conversation safe."""
        from assistant.agent.rails.input_rail import InputRail
        from assistant.agent.rails.output_rail import OutputRail
        from assistant.agent.rails.pace import Pace
        from assistant.agent.rails.rails import Rails

        pace = Pace(self.settings.messages_per_minute)
        return Rails(pace, InputRail(), OutputRail(self.prompts.get("shopping_agent")))

    @cached_property
    def chat(self) -> ChatService:
        """The service every front end talks to; each conversation is answered with the prompts that are its own."""
        from assistant.prompting.choice import PromptChoice

        taking = self.assistant_with(PromptChoice.newest(self.prompts))
        taking.speakers = self.speakers
        return taking

    def assistant_with(
        self,
        choice: PromptChoice,
        *,
        language_model: LanguageModel | None = None,
        log: ConversationLog | None = None,
        **parts: Any,
    ) -> ChatService:
        """A chat service that speaks with these prompts, over the shop's own parts where no others are given.

        Nothing is opened yet, and no second language model is loaded: `language_model` is one that is open. With a
        `log` of its own it is a try-out: it keeps no originals and waits for nobody's pace. `parts` replace those of
        the tool box: `ledger` (None: a shop without orders), `profiles`, `now`.
        """
        from assistant.prompting.assembling import assembled

        return assembled(self, self._lock, choice, language_model, log, parts)

    def warm(self) -> None:
        """Load what the first shopper would otherwise wait for: embedder, language model, its prompt."""
        from assistant.errors import LanguageModelError

        self.search_engine.warm()
        self.chat.words.warm()
        self.redactor.warm()
        try:
            self.speakers.warm()
        except LanguageModelError:
            return  # the endpoint may come up later; until then answers come from the search alone

    def close(self) -> None:
        """Close what was opened."""
        for name in ("language_model", "search_engine", "database"):
            part = self.__dict__.pop(name, None)
            if part is not None:
                part.close()

    def _conversations_of(self, customer_id: str) -> set[str]:
        return {one.id for one in self.log.conversations(customer_id, limit=MOST_CONVERSATIONS)}

    @cached_property
    def _may_contact(self) -> Unrefused:
        """Whether a customer may be written to unasked: unless they said no."""
        from records.consents import Consents, Unrefused

        return Unrefused(Consents(self.database, self.now), "marketing")


def open_shop(settings: Settings, **parts: Any) -> Shop:
    """A shop over `settings`; nothing is loaded yet. `parts` replace any property of `Shop` by keyword."""
    return Shop(settings, **parts)
