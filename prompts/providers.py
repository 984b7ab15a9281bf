"""What is particular about a provider of chat models: its package, its variables in the environment, its options.

LangChain has more providers than these; the others are opened with the options that most of them share, and read their
own variables themselves.
"""

from collections.abc import Mapping
from dataclasses import dataclass

Option = str | float | Mapping[str, float]


@dataclass(frozen=True, kw_only=True)
class Limits:
    """How a model is asked: seconds to wait for each attempt, attempts after the first, and the reply's settings."""

    timeout_s: float
    retries: int
    max_tokens: int
    temperature: float


@dataclass(frozen=True, kw_only=True)
class Provider:
    """A provider. `extra` is the extra of newshound-bot that installs it, empty where it needs none.

    `keys` and `addresses` are the variables that its own package reads, most important first.
    """

    package: str
    extra: str = ""
    keys: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()

    @property
    def installing(self) -> str:
        """The command that installs its package."""
        return f"pip install 'newshound-bot[{self.extra}]'" if self.extra else f"pip install {self.package}"


_PROVIDERS: Mapping[str, Provider] = {
    "openai": Provider(
        package="langchain-openai", keys=("OPENAI_API_KEY",), addresses=("OPENAI_API_BASE", "OPENAI_BASE_URL")
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
        # Google counts attempts, not retries, and takes 0 for its own default of five.
        "max_retries": limits.retries + 1 if kind == "google_genai" else limits.retries,
        "max_tokens": limits.max_tokens,
    }
    # OpenAI's o-series refuses every temperature but its own.
    if not (kind == "openai" and model[:1] == "o" and model[1:2].isdigit()):
        options["temperature"] = limits.temperature
    return options
