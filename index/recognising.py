"""Recognises articles: which known one a draft is, and whether another file, page or source holds it.

What is known by an id or address of its own may move. What is known by nothing but its file stays that file's, and a
file whose article has another id or address than before holds another article. So no two articles are ever mixed.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.choosing_sources import Chosen
from index.draft import Draft
from index.identity import (
    article_id,
    id_apart,
    identity_of,
    is_address,
    is_by_address,
    is_other_kind,
    is_other_name,
    is_own_address,
)
from index.reading import Reading
from index.sighting import Known, Place
from index.sources import Source


@dataclass(frozen=True, kw_only=True)
class Found:
    """A draft, where it was read, for which source, and at which path within that."""

    draft: Draft
    place: Place
    source: Source
    path: str


class Recogniser:
    """Recognises the drafts of one run, by the archive and by what was met already."""

    def __init__(self, reading: Reading, chosen: Chosen) -> None:
        self._archive = reading.archive
        self._tally = reading.tally
        self._sources = chosen.names
        self._roots = [Path(source.place) for source in chosen.local]
        self._numbers: dict[str, int] = {}
        self._former: dict[str, list[str]] = {}

    def names(self, found: Found) -> tuple[str, str, int]:
        """The identity, the id that the article has if nobody else has it, and the number among those of one title."""
        draft = found.draft
        first = identity_of(draft, found.source.name, found.path)
        number = self._numbers.get(first, 1)
        while True:
            identity = first if number == 1 else identity_of(draft, found.source.name, found.path, number=number)
            known = self._archive.known(identity)
            same_title = draft.place and draft.given_id is None and not is_by_address(identity)
            taken = known and known.id in self._tally.seen and self._tally.seen[known.id] != found.place
            if not (same_title and taken):
                # A file may have thousands of records of one title: the next one's number is not below this.
                self._numbers[first] = number
                return identity, article_id(draft, found.place.file, number=number), number
            number += 1

    def adopted(self, base: str, found: Found, identity: str, number: int) -> Known | None:
        """An article that was known by another name: from before there were identities, or through another source."""
        for known in self._candidates(base, found, number):
            if known.id in self._tally.seen:
                continue
            # A file that says another id or address now holds another article.
            if known.identity is None or not is_other_name(known.identity, identity):
                return known
        return None

    def _candidates(self, base: str, found: Found, number: int) -> Iterator[Known]:
        file = found.place.file
        known = self._archive.known_id(base)
        if known and (known.place.file == file or self._is_nameless(known, found)):
            yield known
        for source in self._former_sources(found):
            known = self._archive.known(identity_of(found.draft, source, found.path, number=number))
            if known and known.place.file == file:
                yield known
        # A page that names another address now is another article; a file stays itself.
        known = None if found.place.record or is_address(file) else self._archive.known_at(found.place)
        if known:
            yield known

    def _is_nameless(self, known: Known, found: Found) -> bool:
        """Whether an article is from before there were identities, and not a given id of another source."""
        of_another = known.source in self._sources - {found.source.name}
        return known.identity is None and not (found.draft.given_id is not None and of_another)

    def _former_sources(self, found: Found) -> list[str]:
        """The sources that a file belonged to before this run: it may be listed under another name now."""
        file = found.place.file
        if file not in self._former:
            self._former[file] = self._archive.sources_of(file)
        return [name for name in self._former[file] if name != found.source.name]

    def must_wait(self, known: Known, found: Found, identity: str) -> bool:
        """Whether other files must be read before it is known whose an article is."""
        unread = self._tally.unread_files
        if known.place.file != found.place.file:
            return known.place.file in unread
        # A file that was known by an id or an address, and says none any more: that one may stand in another file.
        is_weaker = known.identity is not None and is_other_kind(known.identity, identity)
        return is_weaker and not found.place.record and len(unread) > (found.place.file in unread)

    def is_elsewhere(self, known: Known, found: Found, identity: str) -> bool:
        """Whether another source, or another page, holds the article and is where it is read from."""
        if not is_by_address(identity) or known.withdrawn_by == "source" or known.place.file == found.place.file:
            return False
        if is_address(known.place.file) and is_address(found.place.file):
            return not is_own_address(identity, found.place.file) and self._is_read_at(known)
        if known.source in {None, found.source.name} or known.source not in self._sources:
            return False
        return is_address(known.place.file) or known.id in self._tally.seen or self._may_hold(known)

    def _is_read_at(self, known: Known) -> bool:
        """Whether an article's page can be read."""
        visits, page = self._archive.visits, known.place.file
        is_followed = known.source in self._sources and visits.visit(page) is not None
        return known.id in self._tally.seen or (is_followed and not visits.failures_at(page))

    def is_taken(self, known: Known, found: Found) -> bool:
        """Whether the article was met already in this run, or another file may hold it too."""
        if is_address(known.place.file) and is_address(found.place.file):
            return False
        if known.id in self._tally.seen:
            return self._tally.seen[known.id] != found.place
        if known.place.file == found.place.file or is_address(known.place.file) or known.withdrawn_by == "source":
            return False
        return self._may_hold(known)

    def _may_hold(self, known: Known) -> bool:
        """Whether the file of an article that was not met may hold it all the same, in a source of now."""
        file, tally = known.place.file, self._tally
        if file in tally.read_files and file not in tally.failed_files:
            return False
        is_there = os.path.exists(file)  # noqa: PTH110 - maybe no valid path
        return is_there and any(Path(file).is_relative_to(root) for root in self._roots)

    def free_id(self, base: str, identity: str) -> str:
        """The id of a new article: the one that it would have, unless another article has it."""
        name, number = base, 1
        while self._archive.known_id(name):
            name = id_apart(base, f"{identity}{number}" if number > 1 else identity)
            number += 1
        return name
