"""A hosted language model: any endpoint that speaks OpenAI's chat completions, spoken to with `langchain-openai`.

Importing this module loads langchain-openai; `assistant.llm.gateway` does so only when a model is opened.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, nullcontext
from threading import BoundedSemaphore
from typing import Any
from urllib.parse import urlsplit

import httpx
import openai
from langchain_core.language_models import LanguageModelInput
from langchain_core.outputs import ChatGenerationChunk, ChatResult
from langchain_openai import ChatOpenAI
from pydantic import Field, PrivateAttr, SecretStr

from assistant.errors import LanguageModelError
from assistant.llm.config import HOSTED_LIMITS, LanguageModelConfig, TimeLimits
from assistant.llm.guided_hold import Hold, held_decision
from assistant.llm.sampling import sampling_seed
from assistant.llm.time_limits import CallClock, running, timed, timed_transport

NO_KEY_NEEDED = "no-key-needed"
_OPENAI_HOST = "api.openai.com"
CONNECT_SECONDS = 10.0
_REQUEST_AT_FAULT = frozenset({400, 413, 422})
_ODD_ANSWER = (ValueError, TypeError, AttributeError, LookupError)
"""What langchain-openai raises where an endpoint's JSON, or what it sends for it, is not of OpenAI's shape."""
_RETRYABLE_STATUS = frozenset({408, 409, 425, 429})


class HostedChatModel(ChatOpenAI):
    """ChatOpenAI whose failures are `LanguageModelError`s, whose `limits` hold, and whose token limit all understand.

    It tries once: `FallbackChatModel` tries again, since only that knows what the shopper has seen. A call with
    `held_to`, a JSON schema, can be answered with nothing but JSON of it; `hold` is how its server is told.
    """

    limits: TimeLimits = Field(default=HOSTED_LIMITS)
    hold: Hold = Field(default="json_schema")
    _room: BoundedSemaphore | None = PrivateAttr(default=None)

    def admit_at_once(self, calls: int) -> None:
        """Lets only so many calls run at a time; others wait before their limits begin."""
        self._room = BoundedSemaphore(calls)

    def _stream(self, *args: Any, decides: bool = False, **kwargs: Any) -> Iterator[ChatGenerationChunk]:
        """With `decides` the text is a decision, bounded as one to its end."""
        with self._room or nullcontext(), _translated_errors(self):
            said = False
            kind = _decision_kind if decides else _kind
            for chunk in timed(super()._stream(*args, **kwargs), CallClock(self.limits), kind):
                yield chunk
                said = True
            _expect(said)

    async def _astream(self, *args: Any, **kwargs: Any) -> AsyncIterator[ChatGenerationChunk]:
        with _translated_errors(self):
            said = False
            async with asyncio.timeout(self.limits.answer_seconds):
                async for chunk in super()._astream(*args, **kwargs):
                    yield chunk
                    said = True
            _expect(said)

    def _generate(self, *args: Any, **kwargs: Any) -> ChatResult:
        with self._room or nullcontext(), _translated_errors(self), running(CallClock(self.limits, streams=False)):
            return super()._generate(*args, **kwargs)

    async def _agenerate(self, *args: Any, **kwargs: Any) -> ChatResult:
        with _translated_errors(self):
            async with asyncio.timeout(self.limits.answer_seconds):
                return await super()._agenerate(*args, **kwargs)

    def _get_request_payload(
        self, input_: LanguageModelInput, *, stop: list[str] | None = None, **kwargs: Any
    ) -> dict[str, Any]:
        schema = kwargs.pop("held_to", None)
        if schema is not None:
            kwargs["extra_body"] = {**kwargs.get("extra_body", {}), **held_decision(schema, self.hold)}
        payload: dict[str, Any] = super()._get_request_payload(input_, stop=stop, **kwargs)
        limit = payload.pop("max_completion_tokens", None)
        if limit is not None:
            payload[_token_limit_name(self.openai_api_base)] = limit
        seed = sampling_seed()
        if seed is not None:
            payload["seed"] = seed
        return payload


def build_hosted_model(config: LanguageModelConfig, *, base_url: str, model: str) -> HostedChatModel:
    """A client for `base_url`; nothing is sent yet.

    Reads no environment: key, organisation, proxy and time limits are those of `config` or none.
    """
    limits = config.time_limits
    longest = max(limits.first_token_seconds, limits.between_tokens_seconds)
    timeout = httpx.Timeout(longest, connect=min(CONNECT_SECONDS, limits.first_token_seconds))
    chat_model = HostedChatModel(
        model=model,
        base_url=base_url,
        api_key=SecretStr(config.api_key or NO_KEY_NEEDED),
        limits=limits,
        hold="json_schema" if config.base_url else "grammar",
        timeout=timeout,
        max_retries=0,
        temperature=config.temperature,
        max_completion_tokens=config.max_output_tokens,
        stream_usage=True,
        use_responses_api=False,
        output_version="v0",
        openai_proxy=None,
        stream_chunk_timeout=longest,
        http_client=httpx.Client(timeout=timeout, trust_env=False, transport=timed_transport()),
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


def _kind(chunk: ChatGenerationChunk) -> str:
    """Whether a chunk holds text, other tokens (of a tool call, of reasoning), or nothing."""
    if chunk.text:
        return "text"
    message = chunk.message
    told = getattr(message, "tool_call_chunks", None) or message.additional_kwargs
    return "tokens" if told else ""


def _decision_kind(chunk: ChatGenerationChunk) -> str:
    return "tokens" if _kind(chunk) else ""


def _expect(said: bool) -> None:
    """A page of something else is read by the client as a stream of nothing."""
    if not said:
        raise ValueError("it said nothing")


@contextmanager
def _translated_errors(model: HostedChatModel) -> Iterator[None]:
    """Turn the client's exceptions into `LanguageModelError`."""
    try:
        yield
    except (openai.OpenAIError, httpx.HTTPError, TimeoutError, *_ODD_ANSWER) as error:
        raise _translate(error, model.openai_api_base or "", model.model_name) from error


def _translate(error: Exception, address: str, model: str) -> LanguageModelError:
    """One sentence that says what happened and, where the operator must act, what to do."""
    if isinstance(error, openai.APIStatusError):
        return _translate_status(error, address, model)
    if isinstance(error, openai.APITimeoutError | httpx.TimeoutException | TimeoutError):
        return LanguageModelError(f"The language model at {address} did not answer in time.", timed_out=True)
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
        f"The language model at {address} answered {status}: {_reason(error)}",
        retryable=retryable,
        retry_after_seconds=_retry_after(error),
        request_at_fault=status in _REQUEST_AT_FAULT,
    )


def _retry_after(error: openai.APIStatusError) -> float | None:
    """The seconds of a `Retry-After` header; None where there is none, or one that gives a date."""
    try:
        return max(0.0, float(error.response.headers["retry-after"]))
    except (KeyError, ValueError):
        return None


def _reason(error: openai.APIStatusError) -> str:
    """The server's own words, at most 200 characters of them."""
    body = error.body
    message = body.get("message") if isinstance(body, dict) else None
    return str(message or error.message)[:200]
