"""The chat models of LangChain, as a `prompts.chat_generator.Chat`: the only module of answering that knows LangChain.

The provider's own variables say key and address, as its documentation has them. Nothing is sent anywhere but to the
model: LangSmith's tracing stays off, whatever the environment says.
"""

import logging
import math
import os
import time
from collections.abc import Callable, Collection, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from langchain.chat_models import init_chat_model
from langchain_core import exceptions as langchain_errors
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from langsmith import tracing_context

from index.errors import ModelError, NewshoundError, SettingsError
from prompts.bounded_http import bounded_client
from prompts.deadline import until_deadline
from prompts.providers import NAMED, Limits, Provider, options_for, provider_of
from prompts.template import Message

logger = logging.getLogger(__name__)

# Local servers don't look at the key, but the client insists on having one.
KEY_WHERE_NONE_IS_NEEDED = "none"

DEEPEST_CAUSE = 10

LONGEST_REPLY_CHARACTERS = 20_000
"""A reply is read no further than this."""
LONGEST_RESPONSE_BYTES = 10_000_000
"""Each piece of a streamed reply comes in some 300 bytes of JSON, however short it is."""

FIRST_PAUSE_SECONDS = 0.5
LONGEST_PAUSE_SECONDS = 8.0
_RETRY_AFTER = {"retry-after-ms": 0.001, "retry-after": 1.0}

_TOO_LONG = "can't read so much at once; ask for fewer passages"
_NO_ENTRY = "did not accept the key; check {key}"
_UNKNOWN = "is not known to its server; check NEWSHOUND_MODEL and {address}"
_TOO_OFTEN = "is asked too often, or its quota is used up; wait a little and ask again"
_TOO_SLOW = "did not answer within {seconds:g} seconds; ask again, or raise NEWSHOUND_MODEL_TIMEOUT"
_REFUSED = "refused the request; check that NEWSHOUND_MODEL names a model for chats"
_BROKE_OFF = "broke off its reply; ask again later"
_FAILED = "failed on its server; ask again later"
_OUT_OF_REACH = "could not be reached; check the network and {address}"


@dataclass(frozen=True, kw_only=True)
class _Trouble:
    """What goes wrong, by its errors and its HTTP statuses; the end of the sentence on it; whether to try again."""

    errors: tuple[type[BaseException], ...] = ()
    statuses: Collection[int] = ()
    sentence: str
    again: bool = False


# In this order: a timeout is an OSError too, and a prompt that is too long is an invalid request. The statuses and the
# built-in errors are for packages that don't sort their errors as LangChain 1.7 asks them to (Ollama's doesn't). What
# timed out here is not tried again, for it took all the time that there was.
_TROUBLES = (
    _Trouble(errors=(langchain_errors.ContextOverflowError,), statuses={413}, sentence=_TOO_LONG),
    _Trouble(
        errors=(langchain_errors.ModelAuthenticationError, langchain_errors.ModelPermissionDeniedError),
        statuses={401, 403},
        sentence=_NO_ENTRY,
    ),
    _Trouble(errors=(langchain_errors.ModelNotFoundError,), statuses={404}, sentence=_UNKNOWN),
    _Trouble(errors=(langchain_errors.ModelRateLimitError,), statuses={429}, sentence=_TOO_OFTEN, again=True),
    _Trouble(statuses={408, 504}, sentence=_TOO_SLOW, again=True),
    _Trouble(errors=(langchain_errors.ModelTimeoutError, TimeoutError), sentence=_TOO_SLOW),
    _Trouble(errors=(langchain_errors.ModelInvalidRequestError,), statuses={400, 422}, sentence=_REFUSED),
    _Trouble(errors=(langchain_errors.ModelAPIError,), statuses=range(500, 600), sentence=_FAILED, again=True),
    _Trouble(errors=(langchain_errors.ModelConnectionError, OSError), sentence=_OUT_OF_REACH, again=True),
)
_UNREADABLE = _Trouble(
    sentence="did not send a reply that can be read; check that {address} is the address of a server for chats"
)


@dataclass(frozen=True, kw_only=True)
class ChatModel:
    """A chat model that is ready to be asked. It may be shared between threads."""

    name: str
    provider: Provider
    model: BaseChatModel
    limits: Limits

    def stream(self, messages: Sequence[Message]) -> Generator[str, None, None]:
        """The model's reply to these messages in pieces, as they come; its text is cut where it gets too long.

        All of it, attempts that failed included, comes within `limits.timeout_s`, whatever the server does. Attempts
        are repeated before the first piece alone. Whoever stops reading closes it.

        Raises:
            ModelError: the model could not be reached, refused, failed, broke off or was not done in time.
        """
        conversation: list[BaseMessage] = [
            SystemMessage(message.content) if message.role == "system" else HumanMessage(message.content)
            for message in messages
        ]
        pieces = until_deadline(
            lambda: self._pieces(conversation), seconds=self.limits.timeout_s, characters=LONGEST_REPLY_CHARACTERS
        )
        try:
            yield from pieces
        except TimeoutError as error:
            raise self._failed(error) from None

    def _pieces(self, conversation: Sequence[BaseMessage]) -> Generator[str, None, None]:
        """The texts of a reply; before the first of them, what may pass is tried again while there is time."""
        deadline = time.monotonic() + self.limits.timeout_s
        ended = not self.provider.ends
        with _foreign_errors(self._failed), tracing_context(enabled=False):
            for attempt in range(self.limits.retries + 1):
                begun = False
                try:
                    for chunk in self._chunks(conversation):
                        begun = True
                        ended = ended or any(chunk.response_metadata.get(name) for name in self.provider.ends)
                        yield str(chunk.text)
                    break
                except Exception as error:
                    # Whatever it is, it is raised again unless it may pass; see `_foreign_errors`.
                    seconds = _pause(error, attempt)
                    last = attempt == self.limits.retries or time.monotonic() + seconds >= deadline
                    if begun or last or not _trouble(error).again:
                        raise
                    logger.info("the chat model %s is asked again in %.1f seconds", self.name, seconds)
                    time.sleep(seconds)
        if not ended:
            logger.warning("the chat model %s broke off its reply", self.name)
            raise ModelError(f"The chat model {self.name} {_BROKE_OFF}.")

    def _chunks(self, conversation: Sequence[BaseMessage]) -> Iterator[AIMessage]:
        """A streamed reply, or one in one piece where the server sends no stream although it is asked for one."""
        begun = False
        try:
            for chunk in self.model.stream(conversation):
                begun = True
                yield chunk
        except ValueError:  # what LangChain says where no chunk came, and its packages where the first is not JSON
            if begun:
                raise
            yield self.model.invoke(conversation)

    def _failed(self, error: Exception) -> ModelError:
        logger.warning("the chat model %s failed: %s", self.name, type(error).__name__)
        why = _trouble(error).sentence.format(
            key=" or ".join(self.provider.keys) or "the variables that its package reads",
            address=" or ".join(self.provider.addresses) or "its address",
            seconds=self.limits.timeout_s,
        )
        return ModelError(f"The chat model {self.name} {why}.")


def open_chat_model(name: str, limits: Limits, environment: Mapping[str, str] = os.environ) -> ChatModel:
    """The chat model of this name, `provider:model`, such as `openai:gpt-5.5` or `ollama:llama3.3`; it isn't asked yet.

    Raises:
        SettingsError: the name has no provider or model; or a key, a package or another setting is missing or wrong.
    """
    kind, colon, model = name.strip().partition(":")
    kind = kind.lower().replace("-", "_")
    if not (kind and colon and model):
        raise SettingsError(
            f"The chat model is {name!r}, but it needs a provider and a model;"
            " write NEWSHOUND_MODEL as “openai:gpt-5.5” or the like."
        )
    provider = provider_of(kind)
    options: dict[str, object] = {**options_for(kind, model, limits), **_address_and_key(name, provider, environment)}
    if kind == "openai":
        options["http_client"] = bounded_client(seconds=limits.timeout_s, most_bytes=LONGEST_RESPONSE_BYTES)
    with _foreign_errors(lambda error: _not_opened(error, name, provider)):
        opened = init_chat_model(model, model_provider=kind, configurable_fields=None, config_prefix=None, **options)
    return ChatModel(name=name, provider=provider, model=opened, limits=limits)


def _not_opened(error: Exception, name: str, provider: Provider) -> SettingsError:
    if isinstance(error, ImportError):
        return SettingsError(
            f"The chat model {name} needs a package that is not installed; install it with"
            f" “{provider.installing}”, or unset NEWSHOUND_MODEL to answer without a model."
        )
    return SettingsError(
        f"The chat model {name} can't be opened: its provider is not known, or its address or another setting of its"
        f" own is wrong or missing; use one of {', '.join(NAMED)}, and check the variables that its package reads."
    )


def _address_and_key(name: str, provider: Provider, environment: Mapping[str, str]) -> dict[str, str]:
    address = next((environment[variable] for variable in provider.addresses if environment.get(variable)), None)
    key = next((environment[variable] for variable in provider.keys if environment.get(variable)), None)
    found = {"base_url": address} if address else {}
    if not provider.keys:
        return found
    if key is None and address is None:
        raise SettingsError(
            f"The chat model {name} needs a key, but {' or '.join(provider.keys)} is not set; set it in the"
            " environment or in .env, or unset NEWSHOUND_MODEL to answer without a model."
        )
    return {**found, "api_key": key or KEY_WHERE_NONE_IS_NEEDED}


@contextmanager
def _foreign_errors(translated: Callable[[Exception], NewshoundError]) -> Iterator[None]:
    """Turn whatever a provider's package raises into an error whose sentence is ours."""
    try:
        yield
    # The broad catch of Newshound. LangChain opens some thirty packages, and what they raise has no base but
    # Exception: Ollama's and Google's errors derive from it directly, and a server that sends a web page where a reply
    # belongs surfaces as AttributeError, KeyError or TypeError from deep inside. An asker is promised the extractive
    # answer in the model's place whatever fails there, and nothing of our own runs inside these `with` blocks.
    except Exception as error:
        raise translated(error) from error


def _trouble(error: BaseException) -> _Trouble:
    """What went wrong, from the error or, where that says nothing to us, from what caused it."""
    for cause in _causes(error):
        for trouble in _TROUBLES:
            if isinstance(cause, trouble.errors) or _status(cause) in trouble.statuses:
                return trouble
    return _UNREADABLE


def _pause(error: BaseException, attempt: int) -> float:
    """Seconds to wait before another attempt: what the server asks for, otherwise longer each time."""
    for cause in _causes(error):
        headers: object = getattr(getattr(cause, "response", None), "headers", None)
        if not isinstance(headers, Mapping):
            continue
        for name, unit in _RETRY_AFTER.items():
            try:
                seconds = float(str(headers.get(name))) * unit
            except ValueError:
                continue
            if 0 <= seconds < math.inf:
                return seconds
    return min(FIRST_PAUSE_SECONDS * 2.0**attempt, LONGEST_PAUSE_SECONDS)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and what caused it, as deep as is worth looking."""
    cause: BaseException | None = error
    for _ in range(DEEPEST_CAUSE):
        if cause is None:
            return
        yield cause
        cause = cause.__cause__ or cause.__context__


def _status(error: BaseException) -> int | None:
    """The HTTP status of an error of any provider's package, if it carries one."""
    response: object = getattr(error, "response", None)
    candidates = (getattr(holder, name, None) for holder in (error, response) for name in ("status_code", "code"))
    return next((status for status in candidates if isinstance(status, int)), None)
