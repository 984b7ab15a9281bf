"""`reindex` for tests: over paths and sources, in this process, with whichever embedder is given."""

from pathlib import Path
from threading import Event

from made_index import silent

from index.fetch_settings import FetchSettings
from index.fetching import Fetcher
from index.model_choice import ModelChoice
from index.readers_here import ReadersHere
from index.reindexing import Order, Tools, reindex
from index.sources import Source, given_source
from index.splitting import Splitter


def run_reindex(  # noqa: PLR0913 - all that a test may want
    home,
    sources=(),
    load=None,
    *,
    signature="",
    fetching=None,
    readers=None,
    language_of=lambda text: None,
    stop=None,
    progress=silent,
    splitter=None,
    **order,
):
    """Run `reindex` over the sources (paths, addresses or Source); `load` gives the embedder, `order` is the rest.

    Without a `signature` the embedder is asked for in every run, as a model of which nothing is known.
    """
    given = tuple(one if isinstance(one, Source) else given_source(str(one)) for one in sources)
    with Fetcher(fetching or FetchSettings(allow_private=True, delay_s=0)) as fetcher:
        tools = Tools(
            model=ModelChoice(signature, load),
            splitter=splitter or Splitter(),
            fetcher=fetcher,
            readers=readers or ReadersHere(),
            language_of=language_of,
            stop=stop or Event(),
        )
        return reindex(home, Order(given=given, **order), tools, progress)


def folder_source(folder, **details):
    """A folder as a source file lists it."""
    return Source(name=details.pop("name", str(Path(folder).resolve())), kind="path", place=str(folder), **details)
