"""The archive: every article with all its versions, and beside them passages, vectors, quotations, visits and failures.

The source of truth, with one writer (under the writer's lock). Nothing is ever deleted from it: a text that changed
stays for the answers that cite it, and a withdrawn article is only searched no more.
"""

import hashlib
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from index.archive_file import ArchiveFile
from index.article import Article
from index.embedded import Embedded
from index.kept_quotes import KeptQuotes
from index.runs import Runs
from index.seconds import moment_of, seconds_of
from index.sighting import Change, Known, Place, Sighting, Withdrawer
from index.visits import Visits

_ARTICLE = """
SELECT a.id, a.file, a.place, v.title, v.publisher, v.published, v.modified, v.url, v.author, v.section, v.language,
    v.zone, v.text
FROM {table} a JOIN version v ON v.article = a.id AND v.version = {version}
"""
_DETAILS = "title, publisher, published, modified, url, author, section, language, zone, announces, announced"
_IS_HELD = "said IS NOT x''"
_KNOWN = "SELECT id, identity, source, file, place, said, withdrawn_by FROM article"


class Archive:
    """An open archive. Use it in a `with`; changes are kept by `transaction`."""

    def __init__(self, path: Path) -> None:
        self.file = ArchiveFile(path)
        self.embedded = Embedded(self.file)
        self.quotes = KeptQuotes(self.file)
        self.visits = Visits(self.file)
        self.runs = Runs(self.file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.file.close()

    def transaction(self) -> AbstractContextManager[None]:
        """Keep all changes made inside, or none; see `ArchiveFile.transaction`."""
        return self.file.transaction()

    def trial(self) -> AbstractContextManager[None]:
        """Keep none of the changes made inside; see `ArchiveFile.trial`."""
        return self.file.trial()

    # What is known, by name

    def known(self, identity: str) -> Known | None:
        """The article with this identity; None where there is none yet."""
        return self._known("identity = ?", identity)

    def known_id(self, article_id: str) -> Known | None:
        """The article with this id; None where there is no such."""
        return self._known("id = ?", article_id)

    def known_at(self, place: Place) -> Known | None:
        """The article that was read last at just this place; None where none was."""
        return self._known("file = ? AND place = ?", place.file, place.record)

    def _known(self, condition: str, *values: str) -> Known | None:
        row = self.file.first(f"{_KNOWN} WHERE {condition} ORDER BY id", values)
        return _known(row) if row else None

    def of_file(self, file: str) -> list[Known]:
        """The articles that a file, or an address, held when it was read last."""
        query = f"{_KNOWN} WHERE file = ? AND {_IS_HELD} ORDER BY place, id"
        return [_known(row) for row in self.file.rows(query, (file,))]

    def sources_of(self, file: str) -> list[str]:
        """The sources for which the articles of a file were read last."""
        query = "SELECT DISTINCT source FROM article WHERE file = ? AND source IS NOT NULL ORDER BY source"
        return [row[0] for row in self.file.rows(query, (file,))]

    def of_source(self, source: str) -> list[Known]:
        """The articles that were read last for a source, in order of place."""
        return [_known(row) for row in self.file.rows(f"{_KNOWN} WHERE source = ? ORDER BY file, place", (source,))]

    # Storing

    def store(self, article: Article, sighting: Sighting) -> Change:
        """Keep an article as it was read now; its earlier versions stay. Whether it is withdrawn stays as it is."""
        seen = seconds_of(sighting.now)
        place = sighting.place
        known = self.file.first("SELECT version FROM article WHERE id = ?", (article.id,))
        where = (place.file, place.record, article.version, seen)
        by = (sighting.identity, sighting.source, sighting.said)
        if known is None:
            self.file.write(
                "INSERT INTO article (id, first_seen, file, place, version, last_seen, identity, source, said)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (article.id, seen, *where, *by),
            )
        else:
            self.file.write(
                "UPDATE article SET file = ?, place = ?, version = ?, last_seen = ?, identity = coalesce(?, identity),"
                " source = ?, said = ? WHERE id = ?",
                (*where, *by, article.id),
            )
        same_details = self._store_version(article, sighting)
        if known is None:
            return "new"
        if known[0] != article.version:
            return "changed"
        return "unchanged" if same_details else "details"

    def _store_version(self, article: Article, sighting: Sighting) -> bool:
        """Keep the text and what is said of it; returns whether both were kept already."""
        said = sighting.announcement
        values = (
            article.title,
            article.publisher,
            seconds_of(article.published),
            seconds_of(article.modified),
            article.url,
            article.author,
            article.section,
            article.language,
            article.zone,
            said.kind if said else None,
            said.words if said else None,
        )
        kept = self.file.first(
            f"SELECT {_DETAILS} FROM version WHERE article = ? AND version = ?",  # noqa: S608 - a constant
            (article.id, article.version),
        )
        if kept is None:
            self.file.write(
                f"INSERT INTO version ({_DETAILS}, article, version, text, first_seen)"  # noqa: S608 - a constant
                f" VALUES ({', '.join('?' * (len(values) + 4))})",
                (*values, article.id, article.version, article.text, seconds_of(sighting.now)),
            )
        elif kept != values:
            columns = ", ".join(f"{name.strip()} = ?" for name in _DETAILS.split(","))
            self.file.write(
                f"UPDATE version SET {columns} WHERE article = ? AND version = ?",  # noqa: S608 - constants
                (*values, article.id, article.version),
            )
        return kept == values

    def meet(self, file: str, source: str, now: datetime) -> None:
        """Note that a file or address still holds what it held, for this source."""
        query = f"UPDATE article SET last_seen = ?, source = ? WHERE file = ? AND {_IS_HELD}"  # noqa: S608 - a constant
        self.file.write(query, (seconds_of(now), source, file))

    def leave(self, article_id: str) -> None:
        """Note that an article is not where it was read last: what is there as it was then says nothing of it."""
        self.file.write("UPDATE article SET said = x'' WHERE id = ?", (article_id,))

    def move(self, article_id: str, place: Place, source: str, now: datetime) -> None:
        """Note that an article is as it was, and where it stands now."""
        self.file.write(
            "UPDATE article SET last_seen = ?, source = ?, file = ?, place = ? WHERE id = ?",
            (seconds_of(now), source, place.file, place.record, article_id),
        )

    def withdraw(self, article_id: str, by: Withdrawer, now: datetime) -> bool:
        """Have an article searched no more; returns whether that is news. An operator's word outlasts a source's."""
        condition = "withdrawn IS NULL" if by == "source" else "withdrawn_by IS NOT 'operator'"
        query = f"UPDATE article SET withdrawn = ?, withdrawn_by = ? WHERE id = ? AND {condition}"  # noqa: S608
        return self.file.write(query, (seconds_of(now), by, article_id)) > 0

    def restore(self, article_id: str) -> bool:
        """Have a withdrawn article searched again; returns whether it was withdrawn."""
        query = "UPDATE article SET withdrawn = NULL, withdrawn_by = NULL WHERE id = ? AND withdrawn IS NOT NULL"
        return self.file.write(query, (article_id,)) > 0

    def hold(self, after: datetime) -> None:
        """Keep articles that say they were published after this moment out of the search, and let go of the others."""
        late = (
            "coalesce((SELECT v.published > ? FROM version v WHERE v.article = article.id"
            " AND v.version = article.version), 0)"
        )
        moment = seconds_of(after)
        self.file.write(f"UPDATE article SET held = {late} WHERE held != {late}", (moment, moment))  # noqa: S608

    def held(self) -> list[tuple[Known, datetime]]:
        """The articles that are kept out of the search until their date has come, and that date."""
        query = (
            "SELECT a.id, a.identity, a.source, a.file, a.place, a.said, a.withdrawn_by, v.published FROM article a"
            " JOIN version v ON v.article = a.id AND v.version = a.version"
            " WHERE a.held AND a.withdrawn IS NULL ORDER BY v.published, a.id"
        )
        return [(_known(row[:7]), moment_of(row[7])) for row in self.file.rows(query)]

    # What is searched

    def article(self, article_id: str, version: str | None = None) -> Article | None:
        """One article, in its newest version or another one; None where there is no such."""
        query = _ARTICLE.format(table="article", version="coalesce(?, a.version)") + " WHERE a.id = ?"
        row = self.file.first(query, (version or None, article_id))
        return _article(row) if row else None

    def searched(self, article_id: str) -> Article | None:
        """The version of an article that is searched; None where it was withdrawn, is held, or there is no such."""
        query = _ARTICLE.format(table="searched", version="a.version") + " WHERE a.id = ?"
        row = self.file.first(query, (article_id,))
        return _article(row) if row else None

    def articles(self) -> Iterator[Article]:
        """Every article that is searched, in its newest version, by date (undated first) and id."""
        query = _ARTICLE.format(table="searched", version="a.version") + " ORDER BY v.published, a.id"
        for row in self.file.rows(query):
            yield _article(row)

    def has_articles(self) -> bool:
        """Whether any article is searched."""
        return self.file.first("SELECT 1 FROM searched") is not None

    def is_used(self) -> bool:
        """Whether any article was ever kept."""
        return self.file.first("SELECT 1 FROM article") is not None

    def changed(self) -> dict[str, datetime]:
        """When the present text of an article was first seen, by id, for those that had another text before."""
        query = (
            "SELECT a.id, v.first_seen FROM article a JOIN version v ON v.article = a.id AND v.version = a.version"
            " WHERE v.first_seen > (SELECT min(first_seen) FROM version WHERE article = a.id)"
        )
        return {row[0]: moment_of(row[1]) for row in self.file.rows(query)}

    def state(self) -> str:
        """A name for what is searched now: equal states would give equal editions."""
        digest = hashlib.sha256()
        query = (
            f"SELECT a.id, a.version, a.file, {', '.join(f'v.{name.strip()}' for name in _DETAILS.split(','))}"  # noqa: S608
            " FROM searched a JOIN version v ON v.article = a.id AND v.version = a.version ORDER BY a.id"
        )
        for row in self.file.rows(query):
            digest.update(repr(row).encode())
        return digest.hexdigest()


def _known(row: tuple[str, str | None, str | None, str, str, bytes | None, Withdrawer | None]) -> Known:
    article_id, identity, source, file, record, said, withdrawn_by = row
    return Known(
        id=article_id,
        identity=identity,
        source=source,
        place=Place(file=file, record=record),
        said=said,
        withdrawn_by=withdrawn_by,
    )


_Text = str | None
_Number = int | None
_Row = tuple[str, str, str, str, _Text, _Number, _Number, _Text, _Text, _Text, _Text, _Number, str]


def _article(row: _Row) -> Article:
    article_id, file, record, title, publisher, published, modified, url, author, section, language, zone, text = row
    return Article(
        id=article_id,
        title=title,
        text=text,
        origin=str(Place(file=file, record=record)),
        publisher=publisher,
        published=moment_of(published),
        modified=moment_of(modified),
        url=url,
        author=author,
        section=section,
        language=language,
        zone=zone,
    )
