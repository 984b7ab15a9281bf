"""The doctor's checks of the models that are set: they load, and a chat model's server answers; no token is spent.

A key is sent where the chat model would send it, and never shown.
"""

import importlib.util
import json
from collections.abc import Generator, Mapping

from bot.composition import embedder_opener
from bot.diagnosis import Case
from index.checkup_model import check_model
from index.errors import NewshoundError
from index.finding import Finding, counted, fault, first, ok, skipped, warning, wrong
from prompts.bounded_http import OutOfReachError, Reply, ask_once
from prompts.extractive import NAME as EXTRACTIVE
from prompts.providers import NAMED, Provider, provider_of
from prompts.support import WEIGHTS

SERVER_SECONDS = 5.0
LONGEST_LIST_BYTES = 5_000_000

_REFUSED = (401, 403)
_BUSY = 429
_FOUND = 200
_FAILED = 500
_ADDRESSES = {
    "openai": "https://api.openai.com/v1",
    "ollama": "http://127.0.0.1:11434",
    "anthropic": "https://api.anthropic.com",
}
"""Where a provider's package asks if nobody says otherwise."""


def check_embedder(case: Case) -> Finding:
    """Whether the embedding model loads, and gives the vectors that the archive keeps."""
    return check_model(case.scope, embedder_opener(case.settings))


def check_reranker(case: Case) -> Finding:
    """Whether the reranker loads, where one is set."""
    settings = case.settings
    if not settings.reranker:
        return ok("none is set")
    if case.scope.quick:
        return skipped(f"{settings.reranker} is not loaded with --quick")
    from index.reranking import open_reranker  # noqa: PLC0415 - torch takes seconds

    try:
        return ok(f"{open_reranker(settings.reranker, settings.threads).fingerprint} loads and scores")
    except NewshoundError as error:
        return fault(error)


def check_support(case: Case) -> Finding:
    """Whether what scores support is built in, or loads."""
    settings = case.settings
    if settings.support in WEIGHTS:
        return ok(f"{settings.support}, built in")
    if case.scope.quick:
        return skipped(f"{settings.support} is not loaded with --quick")
    from index.entailment import open_entailment  # noqa: PLC0415 - torch takes seconds

    try:
        return ok(f"{open_entailment(settings.support, settings.threads).fingerprint} loads and scores")
    except NewshoundError as error:
        return fault(error)


def check_chat_model(case: Case) -> Finding:
    """Whether the model's package and key are there, and its server answers; nothing is generated."""
    return first(_chat_model(case.settings.model, case.environ))


def _chat_model(name: str, environ: Mapping[str, str]) -> Generator[Finding, None, None]:
    if name == EXTRACTIVE:
        yield ok("extractive: sentences are quoted, and no server is needed")
    kind, _, model = name.partition(":")
    kind = kind.strip().lower().replace("-", "_")
    if not (kind and model.strip()):
        yield wrong(f"NEWSHOUND_MODEL is {name}, which has no provider or no model", "write it as openai:gpt-5-mini")
    provider = provider_of(kind)
    if not _is_installed(provider.package):
        other = "" if kind in NAMED else f", or name one of {', '.join(NAMED)}"
        yield wrong(f"the package {provider.package} is not installed", f"run `{provider.installing}`{other}")
    address, key = _first(provider.addresses, environ), _first(provider.keys, environ)
    if provider.keys and not key and not address:
        needed = " or ".join(provider.keys)
        yield wrong(
            f"{name} needs a key, and {needed} is not set", f"set {provider.keys[0]} in the environment or .env"
        )
    base = address or _ADDRESSES.get(kind)
    if base is None:
        yield ok(f"{name}: its package and key are there (where its server is, only the package knows)")
    else:
        yield _server(name, model.strip(), provider, _list_of(kind, base), key)


def _is_installed(package: str) -> bool:
    name = package.replace("-", "_")
    return name.isidentifier() and importlib.util.find_spec(name) is not None


def _first(variables: tuple[str, ...], environ: Mapping[str, str]) -> str:
    return next((environ[variable].strip() for variable in variables if environ.get(variable, "").strip()), "")


def _list_of(kind: str, base: str) -> str:
    """Where a server lists its models."""
    base = (base if "://" in base else f"http://{base}").rstrip("/")
    return f"{base}/models" if kind == "openai" or base.endswith("/v1") else f"{base}/v1/models"


def _server(name: str, model: str, provider: Provider, url: str, key: str) -> Finding:
    headers = {"Authorization": f"Bearer {key}", "x-api-key": key, "anthropic-version": "2023-06-01"} if key else {}
    try:
        reply = ask_once(url, headers, seconds=SERVER_SECONDS, most_bytes=LONGEST_LIST_BYTES)
    except OutOfReachError as error:
        where = " or ".join(provider.addresses) or "the provider's own address"
        return wrong(f"{url} could not be reached ({error})", f"start the server, or check the network and {where}")
    if reply.status in _REFUSED:
        return wrong(
            f"{url} did not accept the key ({reply.status})", f"check {' or '.join(provider.keys) or 'the key'}"
        )
    if reply.status >= _FAILED or reply.status == _BUSY:
        return warning(f"{url} answered with {reply.status}", "see whether its server is well, and try again later")
    listed = _models(reply)
    if listed and not {model, f"{model}:latest"} & listed:
        return warning(
            f"{url} lists {counted(len(listed), 'model')}, and {model} is none of them", "check NEWSHOUND_MODEL"
        )
    return ok(f"{name}: {url} answers" + (f" and lists the model among {len(listed):,}" if listed else ""))


def _models(reply: Reply) -> set[str]:
    """The ids of the models that a server lists; none where it lists none."""
    if reply.status != _FOUND:
        return set()
    try:
        found = json.loads(reply.body)
    except (ValueError, RecursionError):
        return set()
    entries = found.get("data") if isinstance(found, dict) else None
    return (
        {str(entry.get("id")) for entry in entries if isinstance(entry, dict)} if isinstance(entries, list) else set()
    )
