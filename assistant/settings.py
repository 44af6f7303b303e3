"""Every setting of the application; the only place that reads the environment (prefix `DAOGOU_`) and `.env`."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Literal

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from pydantic_settings.exceptions import SettingsError as NotJson

from assistant.errors import SettingsError
from assistant.llm.config import DEFAULT_EMBEDDED_MODEL, LanguageModelConfig
from assistant.model_settings import FallbackModel, judging_model, language_models, shopping_model
from loyalty.advice.offers import SHIPPED_RULES, OfferRules
from loyalty.config import LoyaltyConfig
from records.access.config import AccessConfig, OidcConfig
from records.erasure.retention_rules import RetentionRules
from records.errors import KeyringFault
from records.vault.keyring import Keyring, read_keyring
from retrieval.config import RetrievalConfig

DEMO_SHOP = Path(__file__).resolve().parent.parent / "data"


class Settings(BaseSettings):
    """All settings with their defaults; each is documented in `.env.example`, which a test compares."""

    model_config = SettingsConfigDict(
        env_prefix="DAOGOU_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    home: Path = Field(Path(".daogou"), description="Folder of built files: indexes, the database.")
    cache: Path = Field(
        Path.home() / ".cache" / "daogou", description="Folder of language model files, shared by all checkouts."
    )
    catalog: Path = Field(DEMO_SHOP / "products.jsonl", description="The catalogue: .jsonl, .csv or .yaml.")
    shop_name: str = Field("Harbour & Finch", description="The shop's name as shoppers see it.")
    shop_name_zh: str = Field("港湾雀鸟百货", description="The shop's name in Chinese.")
    currency_rates: dict[str, float] = Field(
        {"CNY": 0.14, "EUR": 1.08, "GBP": 1.27, "HKD": 0.128, "JPY": 0.0067},
        description="What one unit of each other currency is worth in the catalogue's currency, as JSON.",
    )
    message_max_chars: int = Field(2000, ge=1, description="Longest message a shopper may send, in characters.")

    messages_per_minute: int = Field(
        20,
        ge=0,
        description="Messages taken a minute in one conversation (three times as many of one customer); 0: any.",
    )

    llm_base_url: str | None = Field(None, description="Address of an OpenAI-compatible endpoint; empty: embedded.")
    llm_api_key: SecretStr | None = Field(None, description="The endpoint's key.")
    llm_model: str | None = Field(None, description="The model to ask the endpoint for.")
    llm_decision_seconds: float | None = Field(
        None, gt=0, description="Longest a model may take to choose a tool; empty: 30 hosted, 60 embedded."
    )
    llm_first_token_seconds: float | None = Field(
        None, gt=0, description="Longest wait for a model's first token; empty: 20 hosted, 60 embedded."
    )
    llm_between_tokens_seconds: float | None = Field(
        None, gt=0, description="Longest silence of a model after that; empty: 15 hosted, 20 embedded."
    )
    llm_answer_seconds: float | None = Field(
        None, gt=0, description="Longest a whole answer may take; empty: 60 hosted, 90 embedded."
    )
    llm_max_retries: int = Field(2, ge=0, description="Tries after the first, before anything was shown.")
    llm_breaker_failures: int = Field(3, ge=1, description="Failures in a row after which a model is left alone.")
    llm_breaker_seconds: float = Field(30.0, gt=0, description="How long a failing model is left alone.")
    llm_fallbacks: list[Literal["embedded"] | FallbackModel] = Field(
        [], description='Models asked where the first fails, as JSON: ["embedded", {"base_url": …, "model": …}].'
    )
    llm_tool_calls: Literal["auto", "native", "guided"] = Field(
        "auto", description="How tools are called: native, guided, or auto (guided for the embedded model)."
    )
    llm_embedded_model: str = Field(
        DEFAULT_EMBEDDED_MODEL, description="qwen2.5-coder-1.5b, qwen2.5-coder-0.5b, or a path to a .gguf file."
    )
    llm_context_tokens: int | None = Field(
        None, ge=3072, description="Tokens of context a conversation gets; empty: 6144 embedded, 8192 hosted."
    )
    llm_threads: int | None = Field(None, ge=1, description="Threads of the embedded model; empty: one a core.")
    llm_parallel_slots: int = Field(2, ge=1, description="Conversations the embedded model answers at once.")
    llm_temperature: float = Field(0.0, ge=0, le=2, description="Sampling temperature of answers.")
    llm_max_output_tokens: int = Field(220, ge=16, description="Longest answer, in tokens.")
    llm_prompt_usd_per_million: float | None = Field(
        None, ge=0, allow_inf_nan=False, description="What a million tokens read cost, US dollars; empty: unknown."
    )
    llm_completion_usd_per_million: float | None = Field(
        None, ge=0, allow_inf_nan=False, description="What a million tokens written cost, US dollars; empty: unknown."
    )

    llm_judge: FallbackModel | None = Field(
        None, description="Model that judges in evaluations, as JSON like a fallback; empty: the shop's first model."
    )

    embedding_model: str = Field("builtin", description="builtin (all-MiniLM-L6-v2), a folder, or a hub name.")
    device: Literal["auto", "cuda", "mps", "cpu"] = Field("auto", description="Where embeddings are computed.")
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = Field("auto", description="Precision of embeddings.")

    chroma_url: str = Field(
        "", description="Chroma server that keeps the vectors, http://host:port; empty: the home folder."
    )
    reranker: str = Field(
        "", description="Cross-encoder that orders the best hits anew: a folder or hub name; empty: none."
    )
    rerank_depth: int = Field(30, ge=2, le=1000, description="How many of the best hits the reranker reads.")

    database_url: str | None = Field(None, description="SQLAlchemy URL; empty: SQLite in the home folder.")
    mode: Literal["demo", "production"] = Field(
        "demo", description="demo, or production: starts only where everything a real shop needs is set."
    )
    encryption_keys: SecretStr | None = Field(
        None,
        description="Keys that encrypt what is kept about people, id:key,id2:key, the current one first; "
        "see daogou records keys new. Empty: nothing is encrypted.",
    )
    keep_originals: bool = Field(
        False, description="Whether what redaction took out is kept, encrypted, for the shop's staff."
    )
    retention_days_guests: int | None = Field(
        None,
        ge=1,
        description="Days a conversation of a guest is kept after its last word; empty: for ever.",
    )
    retention_days_conversations: int | None = Field(
        None, ge=1, description="Days a customer's conversation is kept after its last word; empty: for ever."
    )
    retention_days_audit: int | None = Field(
        None, ge=1, description="Days a line of the audit trail is kept; empty: for ever."
    )
    retention_days_sign_ins: int = Field(30, ge=1, description="Days a sign-in is kept after it ended or expired.")
    sentiment_model: str = Field(
        "builtin",
        description="What reads how messages sound: builtin, a folder that daogou loyalty train wrote, or a hub name.",
    )
    loyalty_minutes: int = Field(
        15, ge=0, description="Minutes after which the running site reads what was said; 0: only daogou loyalty does."
    )
    loyalty_rules: Path | None = Field(
        None, description="Your own table of what to do about customers, YAML; empty: loyalty/advice/rules.yaml."
    )
    offer_budget: float = Field(
        200.0,
        ge=0,
        allow_inf_nan=False,
        description="What offers may cost in one round of scores, in major units; 0: no offers.",
    )
    offer_discount: float = Field(0.1, ge=0, le=1, description="Share of one purchase that an offer gives away.")
    offer_discount_most: float = Field(20.0, ge=0, description="Most that one offer gives away, in major units.")
    offer_uplift: float = Field(
        0.2, ge=0, le=1, description="Assumed: the share of those not coming back who do because of an offer."
    )
    offer_margin: float = Field(
        0.5, ge=0, le=1, description="Share of a purchase that is left when the goods are paid."
    )
    host: str = Field("127.0.0.1", description="Address the site listens on.")
    port: int = Field(7860, ge=0, le=65535, description="Port the site listens on.")
    tls_certificate: Path | None = Field(None, description="PEM file of the site's certificate; empty: plain http.")
    tls_key: Path | None = Field(None, description="PEM file of the certificate's key; empty: in the same file.")

    site_secret: SecretStr | None = Field(
        None, description="What cookies are signed with, 32 characters or more; empty: a file in the home folder."
    )
    sign_in_days: float = Field(14.0, gt=0, le=365, description="Days after which everybody must sign in again.")
    sign_in_idle_days: float = Field(7.0, gt=0, le=365, description="Days of silence after which a sign-in ends.")
    guest_days: float = Field(
        90.0, gt=0, le=365, description="Days a browser that is not signed in finds its conversations again."
    )
    allowed_origins: list[str] = Field(
        [], description='Other sites whose pages may call this one, as JSON: ["https://shop.example"].'
    )
    frame_ancestors: list[str] = Field(
        [],
        description='Sites whose pages may show the shop in a frame, as JSON: ["https://shop.example"]; none: nobody.',
    )
    oidc_issuer: str | None = Field(None, description="OpenID Connect provider to sign in with; empty: none.")
    oidc_client_id: str | None = Field(None, description="The shop's id at the provider.")
    oidc_client_secret: SecretStr | None = Field(None, description="The shop's secret at the provider.")

    @field_validator("home", "cache", "catalog", "tls_certificate", "tls_key", "loyalty_rules")
    @classmethod
    def _from_home(cls, path: Path | None) -> Path | None:
        return path.expanduser() if path else path

    @model_validator(mode="after")
    def _endpoint_names_its_model(self) -> Settings:
        if self.llm_base_url and not self.llm_model:
            raise SettingsError(
                "DAOGOU_LLM_BASE_URL names an endpoint but not which of its models to use; set DAOGOU_LLM_MODEL.",
                "DAOGOU_LLM_MODEL",
            )
        return self

    @model_validator(mode="after")
    def _keys_can_be_read(self) -> Settings:
        if self.encryption_keys and self.encryption_keys.get_secret_value():
            _keyring(self.encryption_keys.get_secret_value())
        return self

    @model_validator(mode="after")
    def _provider_knows_the_shop(self) -> Settings:
        if self.oidc_issuer and not self.oidc_client_id:
            raise SettingsError(
                "DAOGOU_OIDC_ISSUER names a provider but not who the shop is there; set DAOGOU_OIDC_CLIENT_ID.",
                "DAOGOU_OIDC_CLIENT_ID",
            )
        return self

    @field_validator("allowed_origins", "frame_ancestors")
    @classmethod
    def _origins_only(cls, origins: list[str]) -> list[str]:
        for origin in origins:
            if not re.fullmatch(r"https?://[^/?#@\s*]+", origin):
                raise ValueError(f"{origin} is no origin like https://shop.example, without a path or a star")
        return [origin.lower() for origin in origins]

    @property
    def database(self) -> str:
        """The SQLAlchemy URL in force."""
        return self.database_url or f"sqlite:///{(self.home / 'records.sqlite').resolve()}"

    def keyring(self) -> Keyring | None:
        """The keys that encrypt what is kept about people; None where nothing is encrypted.

        Raises:
            SettingsError: the keys cannot be read, or there are none in production.
        """
        text = self.encryption_keys.get_secret_value() if self.encryption_keys else ""
        if text:
            return _keyring(text)
        if self.mode == "production":
            raise SettingsError(
                "DAOGOU_MODE is production, where records must be encrypted; set DAOGOU_ENCRYPTION_KEYS to a key that "
                "`daogou records keys new` makes.",
                "DAOGOU_ENCRYPTION_KEYS",
            )
        return None

    @property
    def shop_folder(self) -> Path:
        """Where the catalogue lies, and beside it images, `policies/` and `words.yaml`."""
        return self.catalog.resolve().parent

    @property
    def is_demo(self) -> bool:
        """Whether the shop is the demo shop, whose customers and orders are seeded."""
        return self.catalog.resolve() == (DEMO_SHOP / "products.jsonl").resolve()

    def retrieval(self) -> RetrievalConfig:
        """The retrieval package's part."""
        return RetrievalConfig(
            index_dir=self.home / "index",
            embedding_model=self.embedding_model,
            device=self.device,
            dtype=self.dtype,
            chroma_url=self.chroma_url,
            reranker=self.reranker,
            rerank_depth=self.rerank_depth,
        )

    def access(self) -> AccessConfig:
        """Who comes in, and for how long."""
        secret = self.oidc_client_secret
        return AccessConfig(
            sign_in_lifetime=timedelta(days=self.sign_in_days),
            sign_in_idle=timedelta(days=self.sign_in_idle_days),
            guest_lifetime=timedelta(days=self.guest_days),
            allowed_origins=tuple(self.allowed_origins),
            frame_ancestors=tuple(self.frame_ancestors),
            oidc=OidcConfig(
                self.oidc_issuer.rstrip("/"), self.oidc_client_id or "", secret.get_secret_value() if secret else ""
            )
            if self.oidc_issuer
            else None,
        )

    def retention(self) -> RetentionRules:
        """How many days what is kept."""
        return RetentionRules(
            guests=self.retention_days_guests,
            conversations=self.retention_days_conversations,
            audit=self.retention_days_audit,
            sign_ins=self.retention_days_sign_ins,
        )

    def loyalty(self) -> LoyaltyConfig:
        """Which sentiment model reads, and where it computes."""
        return LoyaltyConfig(sentiment_model=self.sentiment_model, device=self.device, dtype=self.dtype)

    def offers(self) -> OfferRules:
        """What may be given away to customers, and the table of rules of what to do about them."""
        return OfferRules(
            budget=self.offer_budget,
            discount=self.offer_discount,
            discount_most=self.offer_discount_most,
            uplift=self.offer_uplift,
            margin=self.offer_margin,
            rules_file=self.loyalty_rules or SHIPPED_RULES,
        )

    def language_model(self) -> LanguageModelConfig:
        """The language models' part: the first one, and those to fall back on.

        Raises:
            SettingsError: a fallback's key is not in the environment, or "embedded" stands twice.
        """
        return language_models(self, _key_in)

    def judging_model(self, model: str | None = None) -> LanguageModelConfig:
        """The part of the model that judges in evaluations; `model` is asked for instead of the one that is set.

        Raises:
            SettingsError: its key is not in the environment, or a `model` is asked for and there is no endpoint.
        """
        return judging_model(self, self.language_model(), partial(_key_in, setting="DAOGOU_LLM_JUDGE"), model)

    def shopping_model(self, model: str | None = None) -> LanguageModelConfig:
        """The part of the model that plays shoppers in evaluations: the shop's own, or `model` at its endpoint.

        Raises:
            SettingsError: a `model` is asked for and there is no endpoint.
        """
        return shopping_model(self.language_model(), model)


def _keyring(text: str) -> Keyring:
    try:
        return read_keyring(text)
    except KeyringFault as error:
        raise SettingsError(
            f"The setting DAOGOU_ENCRYPTION_KEYS cannot be used: {error}.", "DAOGOU_ENCRYPTION_KEYS"
        ) from None


def _key_in(variable: str | None, setting: str = "DAOGOU_LLM_FALLBACKS") -> str | None:
    """The key that a variable of the environment or of `.env` holds."""
    if variable is None:
        return None
    key = os.environ.get(variable) or dotenv_values(".env").get(variable)
    if not key:
        raise SettingsError(f"{setting} takes a key from {variable}, which is not set.", setting)
    return key


def read_settings(**overrides: object) -> Settings:
    """The settings from environment and `.env`, with `overrides` on top.

    Raises:
        SettingsError: a value cannot be used; the text names the variable.
    """
    try:
        return Settings(**overrides)  # type: ignore[arg-type]
    except NotJson as error:
        field = re.search(r'field "(\w+)"', str(error))
        name = f"DAOGOU_{(field[1] if field else 'settings').upper()}"
        raise SettingsError(f"The setting {name} cannot be used: it must be JSON.", name) from error
    except ValidationError as error:
        first = error.errors()[0]
        name = f"DAOGOU_{str(first['loc'][0]).upper()}"
        raise SettingsError(f"The setting {name} cannot be used: {first['msg']}.", name) from error
