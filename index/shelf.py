"""The edition in use: taken up when a new one is published, kept open until its last question has ended."""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from index.edition import Edition
from index.errors import IndexFaultError, NoIndexError
from index.home import Home

logger = logging.getLogger(__name__)

TRIES = 3
"""How often an edition is opened that vanishes meanwhile: two newer ones must appear within one try for that."""


class _Loan:
    """An open edition and how many questions it is answering."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.readers = 0
        self.retired = False


class Shelf:
    """Lends the current edition. `refresh` may run in one thread while others borrow."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self._lock = threading.Lock()
        self._loan: _Loan | None = None
        self._check: Callable[[Edition], None] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def require(self, check: Callable[[Edition], None]) -> None:
        """From now on take up only editions for which `check` raises no IndexFaultError; the one in use stays."""
        self._check = check

    def refresh(self) -> bool:
        """Take up the published edition where it is another one, or none; returns whether it was.

        Raises:
            IndexFaultError: it can't be opened, or does not pass the check; the one in use stays.
        """
        for attempt in range(1, TRIES + 1):
            folder = self._home.current_edition()
            if folder is None:
                # What was withdrawn, to the last article, must not be answered from.
                return self._put_away()
            if self._is_open(folder):
                return False
            try:
                edition = self._open(folder)
            except IndexFaultError:
                if attempt == TRIES or self._home.current_edition() == folder:
                    raise
                continue
            self._put(_Loan(edition))
            logger.info("using edition %s with %d articles", edition.name, edition.manifest.articles)
            return True
        return False

    @contextmanager
    def borrow(self) -> Iterator[Edition]:
        """The edition in use, which stays open meanwhile.

        Raises:
            NoIndexError: nothing is published yet.
        """
        with self._lock:
            loan = self._loan
            if loan is None:
                raise NoIndexError("There are no articles yet; run `newshound reindex FOLDER` to index some.")
            loan.readers += 1
        try:
            yield loan.edition
        finally:
            with self._lock:
                loan.readers -= 1
                ended = loan.retired and not loan.readers
            if ended:
                loan.edition.close()

    def _put_away(self) -> bool:
        with self._lock:
            had = self._loan is not None
        if had:
            logger.info("no edition is published any more")
            self._put(None)
        return had

    def close(self) -> None:
        """Let go of the edition in use."""
        self._put(None)

    def _open(self, folder: Path) -> Edition:
        with ExitStack() as stack:
            edition = stack.enter_context(Edition(folder))
            if self._check:
                self._check(edition)
            stack.pop_all()
        return edition

    def _is_open(self, folder: Path) -> bool:
        with self._lock:
            return self._loan is not None and self._loan.edition.folder == folder

    def _put(self, new: _Loan | None) -> None:
        with self._lock:
            old, self._loan = self._loan, new
            if old is None:
                return
            old.retired = True
            ended = not old.readers
        if ended:
            old.edition.close()
