"""What is particular about a provider of chat models: its package, its variables in the environment, its options.

LangChain has more providers than these; the others are opened with the options that most of them share, and read their
own variables themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Option = str | float | Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How a model is asked: for how long, how often, and for what kind of reply.

    `timeout_s` is the seconds that a question may take, all attempts together; `retries` the attempts after the first
    one, where a server is busy, fails or can't be reached.
    """

    timeout_s: float
    retries: int
    max_tokens: int
    temperature: float


@dataclass(frozen=True, kw_only=True)
class Provider:
    """A provider. `extra` is the extra of newshound-bot that installs it, empty where it needs none.

    `keys` and `addresses` are the variables that its own package reads, most important first. `ends` names what the
    last piece of a streamed reply carries: without any of it, the reply was broken off. Empty where nobody knows.
    """

    package: str
    extra: str = ""
    keys: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()

    @property
    def installing(self) -> str:
        """The command that installs its package."""
        return f"pip install 'newshound-bot[{self.extra}]'" if self.extra else f"pip install {self.package}"


_PROVIDERS: Mapping[str, Provider] = {
    "openai": Provider(
        package="langchain-openai",
        keys=("OPENAI_API_KEY",),
        addresses=("OPENAI_API_BASE", "OPENAI_BASE_URL"),
        ends=("finish_reason", "status"),  # of its protocol for chats, and of that for responses
    ),
    "anthropic": Provider(
        package="langchain-anthropic",
        extra="anthropic",
        keys=("ANTHROPIC_API_KEY",),
        addresses=("ANTHROPIC_API_URL", "ANTHROPIC_BASE_URL"),
    ),
    "google_genai": Provider(
        package="langchain-google-genai", extra="google", keys=("GOOGLE_API_KEY", "GEMINI_API_KEY")
    ),
    "ollama": Provider(package="langchain-ollama", extra="ollama", addresses=("OLLAMA_HOST",)),
}

NAMED = tuple(_PROVIDERS)


def provider_of(kind: str) -> Provider:
    """What is known of a provider by LangChain's name for it."""
    return _PROVIDERS.get(kind, Provider(package=f"langchain-{kind.replace('_', '-')}"))


def options_for(kind: str, model: str, limits: Limits) -> dict[str, Option]:
    """The options that make a provider's model keep the limits."""
    if kind == "ollama":
        # It ignores `timeout` (and then waits for ever) and `max_tokens`, and its package never retries.
        return {
            "temperature": limits.temperature,
            "num_predict": limits.max_tokens,
            "client_kwargs": {"timeout": limits.timeout_s},
        }
    options: dict[str, Option] = {
        "timeout": limits.timeout_s,
        # Attempts are repeated by `prompts.chat_model`, alike for all and within the deadline. Google counts attempts,
        # not retries, and takes 0 for its own default of five.
        "max_retries": 1 if kind == "google_genai" else 0,
        "max_tokens": limits.max_tokens,
    }
    if kind == "openai":
        # Some servers that speak its protocol refuse `stream_options`, by which the usage would be asked for.
        options["stream_usage"] = False
    # OpenAI's o-series refuses every temperature but its own.
    if not (kind == "openai" and model[:1] == "o" and model[1:2].isdigit()):
        options["temperature"] = limits.temperature
    return options
