"""Keeps what was read: which article a draft is, whether it says anything new, and who holds an article that two name.

An article may move, with its id, to another file of its source. Two files that both hold it can't share it. An article
that is known by its address stays with the source that holds it: a second one that has it too adds nothing, until the
first one has it no more.
"""

import hashlib
from collections.abc import Callable
from dataclasses import astuple, replace
from datetime import timedelta

from index.announcements import announced
from index.article import Article
from index.choosing_sources import Chosen
from index.draft import Draft
from index.errors import SourceError
from index.identity import is_address, same_name, title_of
from index.reading import Reading
from index.recognising import Found, Recogniser
from index.sighting import Known, Place, Sighting
from index.sources import Source
from index.tally import Note
from index.text import normalise, one_line, shorten

READING = "reading-1"
"""Names the way in which files and pages are read: another one reads them all again."""

EARLIEST_CLOCK = timedelta(hours=14)
"""How far a clock somewhere may be ahead of UTC: what says that it was published later than that is from the future."""

LONGEST_TITLE_SHOWN = 80


class Keeper:
    """Stores the drafts of one run. `language_of` tells the language of a text, None where it can't."""

    def __init__(self, reading: Reading, chosen: Chosen, language_of: Callable[[str], str | None]) -> None:
        self._archive = reading.archive
        self._tally = reading.tally
        self._now = reading.now
        self._sources = chosen.names
        self._recogniser = Recogniser(reading, chosen)
        self._language_of = language_of
        self._waiting: list[Found] = []
        self._shared: set[str] = set()

    def keep(self, found: Found) -> None:
        """Store a draft as the article that it is; what is wrong with it goes to the tally."""
        try:
            self._keep(found)
        except SourceError as error:
            self._tally.fail(found.place, f"{found.place}: {error}.", found.source.name)

    def waits_for(self, file: str) -> bool:
        """Whether something of a file waits for another file to be read."""
        return any(found.place.file == file for found in self._waiting)

    def knows(self, source: str) -> bool:
        """Whether a source of this name is one of now."""
        return source in self._sources

    def shares(self, file: str) -> bool:
        """Whether a file or page has an article that stays with another source, and may come to hold it."""
        return file in self._shared

    def keep_read(self, file: str) -> None:
        """Note that a file or page was read through: an article that it held and was not met is there no more."""
        for known in self._archive.of_file(file):
            if known.id not in self._tally.seen:
                self._archive.leave(known.id)

    def keep_waiting(self) -> None:
        """Store what waited for other files to be read."""
        waiting, self._waiting = self._waiting, []
        for found in waiting:
            self.keep(found)

    def known_lines(self, file: str, source: Source) -> Callable[[str, bytes], bool]:
        """Meets the articles of a file by its lines, which need not be read where they are as they were."""
        known: dict[bytes, list[Known]] = {}
        for one in self._archive.of_file(file):
            if one.said and one.source == source.name:
                known.setdefault(one.said, []).append(one)
        settings = settings_of(source)

        def meet(record: str, digest: bytes) -> bool:
            same = known.get(hashlib.sha256(digest + settings).digest(), [])
            if not same or same[0].id in self._tally.seen:
                return False
            one, place = same.pop(0), Place(file=file, record=record)
            self._meet(one, place)
            self._tally.changes["unchanged"] += 1
            self._archive.move(one.id, place, source.name, self._now)
            return True

        return meet

    def keep_unread(self, file: str, source: str) -> None:
        """Note that a file or page is as it was, with all articles that it held."""
        for known in self._archive.of_file(file):
            self._meet(known, known.place)
            self._tally.changes["unchanged"] += 1
        self._archive.meet(file, source, self._now)

    def _keep(self, found: Found) -> None:
        identity, base, number = self._recogniser.names(found)
        known = self._archive.known(identity) or self._recogniser.adopted(base, found, identity, number)
        if known and self._recogniser.must_wait(known, found, identity):
            self._waiting.append(found)
            return
        if known and self._recogniser.is_elsewhere(known, found, identity):
            self._tally.elsewhere += 1
            self._shared.add(found.place.file)
            return
        if known and self._recogniser.is_taken(known, found):
            other = self._tally.seen.get(known.id, known.place)
            raise SourceError(same_name(other, found.place, known.id))
        if known and known.place.file != found.place.file and not is_address(known.place.file):
            # It may come back there, in a file that is as it was.
            self._archive.visits.forget(known.place.file)
        said = _digest(found.draft, found.source)
        if known and known.said == said and known.identity == identity:
            self._meet(known, found.place)
            self._tally.changes["unchanged"] += 1
            self._archive.move(known.id, found.place, found.source.name, self._now)
            return
        name = known.id if known else self._recogniser.free_id(base, identity)
        article = self._article(name, found)
        announcement = announced(article.title, article.text)
        change = self._archive.store(
            article,
            Sighting(
                place=found.place,
                now=self._now,
                source=found.source.name,
                identity=identity,
                said=said,
                announcement=announcement,
            ),
        )
        self._tally.seen[name] = found.place
        self._tally.changes[change] += 1
        if announcement and change in {"new", "changed"}:
            shown = shorten(article.title, LONGEST_TITLE_SHOWN)
            self._tally.announced.append(
                Note(
                    article_id=name, sentence=f"{name} ({shown}) announces a {announcement.kind}: {announcement.words}"
                )
            )
        if known:
            self._restore(known)

    def _article(self, name: str, found: Found) -> Article:
        draft, source = found.draft, found.source
        text = normalise(draft.text)
        if not text.strip():
            raise SourceError("it holds no text")
        horizon = self._now + EARLIEST_CLOCK
        # Pages name their outlet in many spellings; a record that names one knows better than its folder.
        outlets = (draft.publisher, source.publisher) if source.kind == "path" else (source.publisher, draft.publisher)
        return Article(
            id=name,
            title=one_line(normalise(title_of(draft))),
            text=text,
            origin=str(found.place),
            publisher=next(filter(None, map(_clean, outlets)), None),
            published=draft.published,
            modified=draft.modified if draft.modified and draft.modified <= horizon else None,
            url=_clean(draft.url),
            author=_clean(draft.author),
            section=_clean(draft.section) or source.section,
            # Many pages say "en" whatever they are written in.
            language=source.language or self._language_of(text) or draft.language,
            zone=draft.zone,
        )

    def _meet(self, known: Known, place: Place) -> None:
        self._tally.seen[known.id] = place
        self._restore(known)

    def _restore(self, known: Known) -> None:
        """Search an article again that its source had withdrawn and holds again; an operator's word stays."""
        if known.withdrawn_by == "source" and self._archive.restore(known.id):
            sentence = f"{known.id} is in its source again ({known.place})"
            self._tally.restored.append(Note(article_id=known.id, sentence=sentence))


def _digest(draft: Draft, source: Source) -> bytes:
    """A name for all that was said of an article: by itself, and of its source."""
    if draft.raw is not None:
        return digest_of(draft.raw, source)
    said = hashlib.sha256(repr(astuple(replace(draft, place=""))).encode("utf-8", "replace"))
    return digest_of(said.digest(), source)


def digest_of(digest: bytes, source: Source) -> bytes:
    """What tells whether bytes would be read as they were: they, the way of reading, and what is set for the source."""
    return hashlib.sha256(digest + settings_of(source)).digest()


def settings_of(source: Source) -> bytes:
    """The way of reading, and what is set for a source."""
    settings = (READING, source.name, source.kind, source.publisher, source.language, source.section)
    return repr(settings).encode("utf-8", "replace")


def _clean(value: str | None) -> str | None:
    return one_line(normalise(value)) or None if value else None
