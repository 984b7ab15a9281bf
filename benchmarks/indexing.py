"""Indexes one file or folder as the program does, with any embedder: what the benchmarks of asking begin with."""

from collections.abc import Callable
from pathlib import Path

from index.embedding import Embedder
from index.fetch_settings import FetchSettings
from index.fetching import Fetcher
from index.home import Home
from index.model_choice import ModelChoice
from index.reader_process import ReaderProcess
from index.recipe import Progress
from index.reindexing import Order, Tools, reindex
from index.sources import given_source
from index.splitting import Splitter
from index.tally import Summary


def index(
    home: Home,
    source: Path,
    load: Callable[[], Embedder],
    progress: Progress = lambda *_: None,
    *,
    signature: str = "",
) -> Summary:
    """Index a source; `load` gives the embedder where it is needed, which a known `signature` may spare."""
    with ReaderProcess() as readers, Fetcher(FetchSettings()) as fetcher:
        tools = Tools(
            model=ModelChoice(signature, load),
            splitter=Splitter(),
            fetcher=fetcher,
            readers=readers,
            language_of=lambda _: "en",
        )
        return reindex(home, Order(given=(given_source(str(source)),)), tools, progress)
