"""The one composition root: builds what the commands use from the settings.

Adapters with heavy imports (torch, chromadb, LangChain, Discord) are imported here, in functions, so that `--help`, bad
settings and the prompt commands answer at once.
"""

import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import UTC, tzinfo
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.ledger import Ledger
from bot.newsroom import Newsroom
from bot.prompt_folders import prompt_folders
from bot.settings import Settings
from index.errors import NoIndexError, SettingsError
from index.fetch_settings import FetchSettings
from index.home import Home
from index.terms import Analyser
from prompts.chat_generator import ChatModelGenerator
from prompts.completing import ChatCompleter, CodeCompleter, Completer
from prompts.extractive import NAME as EXTRACTIVE
from prompts.extractive import ExtractiveGenerator
from prompts.generator import Generator
from prompts.speakers import Reader
from prompts.support import WEIGHTS, SignSupport, Support
from prompts.template import Template, load_template

if TYPE_CHECKING:
    from index.embedding import Embedder
    from index.fetching import Fetcher
    from index.reindexing import Tools
    from index.source_file import FetchOptions

logger = logging.getLogger(__name__)

LOCAL_ZONE = Path("/etc/localtime")
"""Where Linux and macOS keep the rules of the machine's own time zone."""

_TELEMETRY_OFF = {
    "ANONYMIZED_TELEMETRY": "False",
    "DO_NOT_TRACK": "1",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
    "TOKENIZERS_PARALLELISM": "false",
}
"""Set before any library is imported: nothing leaves the machine unless a model or a source is configured."""


def quiet_libraries() -> None:
    """Turn off every library's telemetry and tracing for this process, whatever the environment says.

    And the complaints of the page readers: whoever reindexes is told of a page that can't be read in our own words.
    """
    os.environ.update(_TELEMETRY_OFF)
    for name in ("trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


@contextmanager
def open_newsroom(
    settings: Settings, *, waits: bool = False, open_embedder: "Callable[[], Embedder] | None" = None
) -> Iterator[Newsroom]:
    """Load the models and take up the published edition; with `waits`, also where there is none yet.

    The bot, `ask` and `eval` all answer from here. `open_embedder` is for who has loaded the embedding model already.

    Raises:
        NoIndexError: there is no edition.
        NewshoundError: a model, the settings or the edition can't be used.
    """
    # A chat model that can't be used should say so before the embedding model takes its seconds to load.
    reader = Reader()
    generator, fallback, analyser = open_generator(settings, reader)
    completer = open_completer(settings, generator, analyser)
    if not waits and home_of(settings).current_edition() is None:
        # The same before torch and chromadb take theirs to be imported.
        raise NoIndexError("There are no articles yet; run `newshound reindex FOLDER` to index some.")
    from index.reranking import open_reranker
    from index.search import check_model
    from index.shelf import Shelf

    load = open_embedder or embedder_opener(settings)
    reranker = open_reranker(settings.reranker, settings.threads) if settings.reranker else None
    with Shelf(home_of(settings)) as shelf:
        if shelf.refresh() or not waits:
            # Before the embedding model takes its seconds: where nothing can be asked, that is said at once.
            with shelf.borrow() as edition:
                embedder = load()
                check_model(edition, embedder)
        else:
            embedder = load()
        # An edition of another model, published later, must not take the place of one that can be asked.
        shelf.require(lambda edition: check_model(edition, embedder))
        yield Newsroom(
            shelf=shelf,
            embedder=embedder,
            reranker=reranker,
            analyser=analyser,
            generator=generator,
            fallback=fallback,
            zone=zone_of(settings),
            reader=reader,
            ledger=ledger_of(settings),
            support=open_support(settings, analyser, embedder),
            completer=completer,
            stale_days=settings.stale_days,
        )


def open_generator(settings: Settings, reader: Reader | None = None) -> tuple[Generator, Generator | None, Analyser]:
    """Who writes answers, and who does when that one's model fails; `reader` remembers the articles that were read."""
    analyser = Analyser()
    extractive = ExtractiveGenerator(analyser, reader)
    if settings.model == EXTRACTIVE:
        return extractive, None, analyser
    from prompts.chat_model import open_chat_model
    from prompts.providers import Limits
    from prompts.rendering import within

    template = within(template_of(settings), settings.model_tokens)
    limits = Limits(
        timeout_s=settings.model_timeout,
        retries=settings.model_retries,
        max_tokens=template.max_tokens,
        temperature=template.temperature,
    )
    chat = open_chat_model(settings.model, limits)
    return ChatModelGenerator(template=template, chat=chat), extractive, analyser


def template_of(settings: Settings) -> Template:
    """The template that answers are written with.

    Raises:
        PromptError: it can't be used.
        SettingsError: it is not for answers.
    """
    template = load_template(settings.template, prompt_folders(settings).templates)
    if template.task != "answer":
        raise SettingsError(
            f"NEWSHOUND_TEMPLATE is {settings.template!r}, a template for something else; name one for answers."
        )
    return template


def open_completer(settings: Settings, generator: Generator, analyser: Analyser) -> Completer:
    """Who completes follow-ups: code, and the chat model where one writes the answers."""
    if not isinstance(generator, ChatModelGenerator):
        return CodeCompleter()
    template = load_template("follow_up", prompt_folders(settings).templates)
    return ChatCompleter(template=template, chat=generator.chat, analyser=analyser)


def open_support(settings: Settings, analyser: Analyser, embedder: "Embedder") -> Support | None:
    """Who scores what a chat model writes; None for the extractive generator, whose sentences are the articles' own.

    Raises:
        ModelError: the model that the settings name can't be used.
    """
    if settings.model == EXTRACTIVE:
        return None
    if settings.support in WEIGHTS:
        return SignSupport(settings.support, analyser, embedder)
    from index.entailment import open_entailment

    return open_entailment(settings.support, settings.threads)


def embedder_opener(settings: Settings, *, bulk_threads: int = 1) -> "Callable[[], Embedder]":
    """What loads the embedding model when it is called; whoever embeds many passages gives `bulk_threads` for them."""

    def load() -> "Embedder":
        from index.embedding import open_embedder

        return open_embedder(settings.embedder, settings.threads, bulk_threads)

    return load


@contextmanager
def reindex_tools(
    settings: Settings, options: "FetchOptions | None" = None, stop: Event | None = None
) -> "Iterator[Tools]":
    """What reindexing works with; `options` are what a source file says of fetching, `stop` ends reading early.

    Nothing heavy is loaded before it is needed: a run that finds nothing new needs no model, no torch and no parser.
    """
    from index.language import LanguageReader
    from index.model_choice import ModelChoice, signature_of
    from index.reader_process import ReaderProcess
    from index.reindexing import Tools
    from index.splitting import Splitter

    with ReaderProcess() as readers, fetcher_of(options) as fetcher:
        yield Tools(
            model=ModelChoice(signature_of(settings.embedder), embedder_opener(settings, bulk_threads=usable_cores())),
            splitter=Splitter(),
            fetcher=fetcher,
            readers=readers,
            language_of=LanguageReader().language_of,
            stop=stop or Event(),
        )


def fetcher_of(options: "FetchOptions | None" = None) -> "Fetcher":
    """What asks the web, as a source file says, or else as politely as it is shipped."""
    from index.fetching import Fetcher

    return Fetcher(fetch_settings_of(options))


def fetch_settings_of(options: "FetchOptions | None") -> FetchSettings:
    """How to fetch: as a source file says, and as it is shipped where that says nothing."""
    said = {name: value for name, value in asdict(options).items() if value is not None} if options else {}
    return FetchSettings(**said)


def usable_cores() -> int:
    """How many processor cores this process may use."""
    # macOS has no affinity.
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def zone_of(settings: Settings) -> tzinfo:
    """The time zone that the settings name, or else the machine's own, with its rules for summer; UTC in default."""
    if settings.timezone:
        return ZoneInfo(settings.timezone)
    try:
        with LOCAL_ZONE.open("rb") as file:
            return ZoneInfo.from_file(file)
    except (OSError, ValueError):
        return UTC


def ledger_of(settings: Settings) -> Ledger:
    """Where the receipts of answers are kept."""
    return Ledger(home_of(settings).ledger, settings.ledger_days)


def home_of(settings: Settings) -> Home:
    """Where the index lives."""
    return Home(settings.home)
