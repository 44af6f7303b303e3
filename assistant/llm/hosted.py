"""A hosted language model: any endpoint that speaks OpenAI's chat completions, spoken to with `langchain-openai`.

Importing this module loads langchain-openai; `assistant.llm.gateway` does so only when a model is opened.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx
import openai
from langchain_core.language_models import LanguageModelInput
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_openai import ChatOpenAI
from pydantic import SecretStr

from assistant.errors import LanguageModelError
from assistant.llm.config import LanguageModelConfig

NO_KEY_NEEDED = "no-key-needed"
_OPENAI_HOST = "api.openai.com"
_RETRYABLE_STATUS = frozenset({408, 409, 425, 429})


class HostedChatModel(ChatOpenAI):
    """ChatOpenAI whose failures are `LanguageModelError`s and whose token limit every server understands."""

    def _stream(self, *args: Any, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
        with _translated_errors(self):
            said = False
            for chunk in super()._stream(*args, **kwargs):
                yield chunk
                said = True
            _expect(said)

    async def _astream(self, *args: Any, **kwargs: Any) -> AsyncIterator[ChatGenerationChunk]:
        with _translated_errors(self):
            said = False
            async for chunk in super()._astream(*args, **kwargs):
                yield chunk
                said = True
            _expect(said)

    def _generate(self, *args: Any, **kwargs: Any) -> ChatResult:
        with _translated_errors(self):
            return super()._generate(*args, **kwargs)

    async def _agenerate(self, *args: Any, **kwargs: Any) -> ChatResult:
        with _translated_errors(self):
            return await super()._agenerate(*args, **kwargs)

    def _get_request_payload(
        self, input_: LanguageModelInput, *, stop: list[str] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        payload: dict[str, Any] = super()._get_request_payload(input_, stop=stop, **kwargs)
        limit = payload.pop("max_completion_tokens", None)
        if limit is not None:
            payload[_token_limit_name(self.openai_api_base)] = limit
        return payload


def build_hosted_model(config: LanguageModelConfig, *, base_url: str, model: str) -> HostedChatModel:
    """A client for `base_url`; nothing is sent yet.

    Reads no environment: key, organisation, proxy and time limits are those of `config` or none.
    """
    timeout = httpx.Timeout(config.timeout_seconds, connect=min(10.0, config.timeout_seconds))
    chat_model = HostedChatModel(
        model=model,
        base_url=base_url,
        api_key=SecretStr(config.api_key or NO_KEY_NEEDED),
        timeout=timeout,
        max_retries=config.max_retries,
        temperature=config.temperature,
        max_completion_tokens=config.max_output_tokens,
        stream_usage=True,
        use_responses_api=False,
        output_version="v0",
        openai_proxy=None,
        stream_chunk_timeout=config.timeout_seconds,
        http_client=httpx.Client(timeout=timeout, trust_env=False),
        http_async_client=httpx.AsyncClient(timeout=timeout, trust_env=False),
    )
    for client in (chat_model.root_client, chat_model.root_async_client):
        client.organization = client.project = None
    chat_model.openai_organization = None
    return chat_model


def close_hosted_model(chat_model: HostedChatModel) -> None:
    """Close the connections that are kept open between requests."""
    chat_model.root_client.close()


def _token_limit_name(base_url: str | None) -> str:
    """OpenAI refuses the old name for new models; other servers may silently ignore the new one."""
    host = urlsplit(base_url or "").hostname
    return "max_completion_tokens" if host == _OPENAI_HOST else "max_tokens"


def _expect(said: bool) -> None:
    """A page of something else is read by the client as a stream of nothing."""
    if not said:
        raise ValueError("it said nothing")


@contextmanager
def _translated_errors(model: HostedChatModel) -> Iterator[None]:
    """Turn the client's exceptions into `LanguageModelError`; langchain-openai raises the last two for odd answers."""
    try:
        yield
    except (openai.OpenAIError, httpx.HTTPError, TimeoutError, ValueError, TypeError) as error:
        raise _translate(error, model.openai_api_base or "", model.model_name) from error


def _translate(error: Exception, address: str, model: str) -> LanguageModelError:
    """One sentence that says what happened and, where the operator must act, what to do."""
    if isinstance(error, openai.APIStatusError):
        return _translate_status(error, address, model)
    if isinstance(error, openai.APITimeoutError | httpx.TimeoutException | TimeoutError):
        return LanguageModelError(f"The language model at {address} did not answer in time.")
    if isinstance(error, openai.APIConnectionError | httpx.TransportError):
        return LanguageModelError(f"The language model at {address} cannot be reached, or broke off its answer.")
    if isinstance(error, openai.APIError):
        return LanguageModelError(f"The language model at {address} broke off its answer: {error.message}")
    return LanguageModelError(
        f"The endpoint {address} does not speak OpenAI's chat completions ({str(error)[:200]}): check the base URL.",
        retryable=False,
    )


def _translate_status(error: openai.APIStatusError, address: str, model: str) -> LanguageModelError:
    status = error.status_code
    if status in (401, 403):
        return LanguageModelError(
            f"The language model at {address} refused the key: check the API key.", retryable=False
        )
    if status == 404:
        return LanguageModelError(
            f"The endpoint {address} has no language model {model!r}: check the model name and the base URL.",
            retryable=False,
        )
    retryable = status >= 500 or status in _RETRYABLE_STATUS
    return LanguageModelError(
        f"The language model at {address} answered {status}: {_reason(error)}", retryable=retryable
    )


def _reason(error: openai.APIStatusError) -> str:
    """The server's own words, at most 200 characters of them."""
    body = error.body
    message = body.get("message") if isinstance(body, dict) else None
    return str(message or error.message)[:200]
