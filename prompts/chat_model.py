"""The chat models of LangChain, as a `prompts.chat_generator.Chat`: the only module of answering that knows LangChain.

The provider's own variables say key and address, as its documentation has them. Nothing is sent anywhere but to the
model: LangSmith's tracing stays off, whatever the environment says.
"""

import logging
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from langchain.chat_models import init_chat_model
from langchain_core import exceptions as langchain_errors
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import HumanMessage, SystemMessage
from langsmith import tracing_context

from index.errors import ModelError, NewshoundError, SettingsError
from prompts.providers import NAMED, Limits, Provider, options_for, provider_of
from prompts.template import Message

logger = logging.getLogger(__name__)

# Local servers don't look at the key, but the client insists on having one.
KEY_WHERE_NONE_IS_NEEDED = "none"

DEEPEST_CAUSE = 10

_TOO_LONG = "can't read so much at once; ask for fewer passages"
_NO_ENTRY = "did not accept the key; check {key}"
_UNKNOWN = "is not known to its server; check NEWSHOUND_MODEL and {address}"
_TOO_OFTEN = "is asked too often, or its quota is used up; wait a little and ask again"
_TOO_SLOW = "did not answer within {seconds:g} seconds; ask again, or raise NEWSHOUND_MODEL_TIMEOUT"
_REFUSED = "refused the request; check that NEWSHOUND_MODEL names a model for chats"
_FAILED = "failed on its server; ask again later"
_OUT_OF_REACH = "could not be reached; check the network and {address}"

# In this order: a timeout is an OSError too, and a prompt that is too long is an invalid request. The statuses and the
# built-in errors are for packages that don't sort their errors as LangChain 1.7 asks them to (Ollama's doesn't).
_TROUBLES: tuple[tuple[tuple[type[BaseException], ...], Collection[int], str], ...] = (
    ((langchain_errors.ContextOverflowError,), {413}, _TOO_LONG),
    ((langchain_errors.ModelAuthenticationError, langchain_errors.ModelPermissionDeniedError), {401, 403}, _NO_ENTRY),
    ((langchain_errors.ModelNotFoundError,), {404}, _UNKNOWN),
    ((langchain_errors.ModelRateLimitError,), {429}, _TOO_OFTEN),
    ((langchain_errors.ModelTimeoutError, TimeoutError), {408, 504}, _TOO_SLOW),
    ((langchain_errors.ModelInvalidRequestError,), {400, 422}, _REFUSED),
    ((langchain_errors.ModelAPIError,), range(500, 600), _FAILED),
    ((langchain_errors.ModelConnectionError, OSError), (), _OUT_OF_REACH),
)


@dataclass(frozen=True, kw_only=True)
class ChatModel:
    """A chat model that is ready to be asked. It may be shared between threads."""

    name: str
    provider: Provider
    model: BaseChatModel
    limits: Limits

    def complete(self, messages: Sequence[Message]) -> str:
        """The model's reply to these messages.

        Raises:
            ModelError: the model could not be reached, refused, failed or did not answer in time.
        """
        conversation = [
            SystemMessage(message.content) if message.role == "system" else HumanMessage(message.content)
            for message in messages
        ]
        with _foreign_errors(self._failed), tracing_context(enabled=False):
            return str(self.model.invoke(conversation).text)

    def _failed(self, error: Exception) -> ModelError:
        logger.warning("the chat model %s failed: %s", self.name, type(error).__name__)
        return ModelError(f"The chat model {self.name} {_trouble(error, self.provider, self.limits)}.")


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
    options = {**options_for(kind, model, limits), **_address_and_key(name, provider, environment)}
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
    # The one broad catch of Newshound. LangChain opens some thirty packages, and what they raise has no base but
    # Exception: Ollama's and Google's errors derive from it directly, and a server that sends a web page where a reply
    # belongs surfaces as AttributeError, KeyError or TypeError from deep inside. An asker is promised the extractive
    # answer in the model's place whatever fails there, and nothing of our own runs inside these `with` blocks.
    except Exception as error:
        raise translated(error) from error


def _trouble(error: BaseException, provider: Provider, limits: Limits) -> str:
    """What went wrong and what to do, from the error or, where that says nothing to us, from what caused it."""
    key = " or ".join(provider.keys) or "the variables that its package reads"
    address = " or ".join(provider.addresses) or "its address"
    cause: BaseException | None = error
    for _ in range(DEEPEST_CAUSE):
        if cause is None:
            break
        for kinds, statuses, sentence in _TROUBLES:
            if isinstance(cause, kinds) or _status(cause) in statuses:
                return sentence.format(key=key, address=address, seconds=limits.timeout_s)
        cause = cause.__cause__ or cause.__context__
    return f"did not send a reply that can be read; check that {address} is the address of a server for chats"


def _status(error: BaseException) -> int | None:
    """The HTTP status of an error of any provider's package, if it carries one."""
    response: object = getattr(error, "response", None)
    candidates = (getattr(holder, name, None) for holder in (error, response) for name in ("status_code", "code"))
    return next((status for status in candidates if isinstance(status, int)), None)
