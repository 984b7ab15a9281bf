"""The index of an evaluation: a pack's articles in a home of their own, and who searches and answers there."""

import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from bot.composition import home_of, open_newsroom, reindex_tools
from bot.evaluation import READ_FROM_WORDS, Silent
from bot.pack import Pack
from bot.pack_lines import PackError
from bot.settings import Settings
from index.errors import IndexFaultError
from index.fusion import Weights, stages
from index.manifest import Manifest
from index.query import Searcher
from prompts.answering import Answerer
from prompts.extractive import NAME as EXTRACTIVE

if TYPE_CHECKING:
    from index.reindexing import Tools


@dataclass(frozen=True, kw_only=True)
class Desk:
    """What asks an index: a searcher for a set of stages, and an answerer over any searcher.

    `edition` is the manifest of the index, in one line.
    """

    name: str
    edition: str
    searcher: Callable[[Collection[str]], Searcher]
    answerer: Callable[[Searcher], Answerer]
    silent: Callable[[Searcher], Answerer]


@contextmanager
def open_desk(pack: Pack, settings: Settings) -> Iterator[Desk]:
    """Index a pack's articles, which is quick where they are indexed, and open what is shipped, extractive, over them.

    Raises:
        PackError: the home holds other articles than the pack.
        NewshoundError: the articles can't be indexed, or the index can't be opened.
    """
    with ExitStack() as stack:
        with Console(stderr=True).status("Opening the index …") as status:
            with reindex_tools(settings) as tools:
                _index(pack, settings, tools, lambda words: status.update(f"Indexing the pack: {words} …"))
            shipped = settings.model_copy(update={"model": EXTRACTIVE})
            newsroom = stack.enter_context(open_newsroom(shipped, open_embedder=lambda: tools.model.embedder))
        with newsroom.shelf.borrow() as edition:
            name, manifest = edition.name, edition.manifest
        yield Desk(
            name=name,
            edition=_words(manifest),
            searcher=lambda without: newsroom.searcher(Weights().without(set(without) & set(stages()))),
            answerer=newsroom.answerer_over,
            silent=lambda searcher: Answerer(searcher, Silent(), newsroom.analyser),
        )


def all_stages() -> tuple[str, ...]:
    """The names of everything that can be switched off: stages of the search, and limits read from a question."""
    return (*stages(), *READ_FROM_WORDS)


def check_stages(names: Collection[str]) -> None:
    """See that all of them can be switched off.

    Raises:
        PackError: one is none.
    """
    unknown = sorted(set(names) - set(all_stages()))
    if unknown:
        raise PackError(f"{unknown[0]!r} is no stage of the search; name one of {', '.join(all_stages())}.")


def _index(pack: Pack, settings: Settings, tools: "Tools", tell: Callable[[str], None]) -> None:
    from index.reindexing import Order, reindex
    from index.sources import given_source

    _check_home(pack, settings)

    def progress(stage: str, done: int, total: int | None) -> None:
        tell(f"{stage} {done:,} of {total:,}" if total else stage)

    try:
        order = Order(given=(given_source(str(pack.sources)),))
        summary = reindex(home_of(settings), order, tools, progress)
    except OSError as error:
        raise IndexFaultError(
            f"The index in {settings.home} can't be written ({error.strerror or 'input or output failed'});"
            " free some space or mend the permissions, and run it again."
        ) from error
    problems = [failure.sentence for failure in summary.failures] or [note.sentence for note in summary.held]
    first = f" ({problems[0]})" if problems else ""
    if summary.articles != len(pack.documents):
        raise PackError(
            f"The index in {settings.home} holds {summary.articles:,} articles and the pack"
            f" {len(pack.documents):,}{first}; name another folder with --home."
        )
    if summary.failures:
        print(
            f"{len(summary.failures)} of the pack's articles could not be read, so the index's own were asked{first}.",
            file=sys.stderr,
        )


def _check_home(pack: Pack, settings: Settings) -> None:
    """See that nothing but this pack was ever indexed there: its articles would be asked about, and mixed with these.

    Raises:
        PackError: something was.
    """
    from index.archive import Archive
    from index.given_sources import GivenSources

    home = home_of(settings)
    if not home.archive.exists():
        return
    file = pack.sources.resolve()
    with Archive(home.archive) as archive:
        known = GivenSources(archive.file).all()
    others = [source.name for source in known if Path(source.place) not in {file, *file.parents}]
    if others:
        raise PackError(
            f"The index in {settings.home} is of {others[0]} and not of this pack; name an empty folder with --home."
        )


def _words(manifest: Manifest) -> str:
    return ", ".join(f"{name} {value}" for name, value in asdict(manifest).items())
