"""How articles and their versions read in lists, for people and for programs; pure.

Titles, outlets and ids are of others: each is one line here and steers no terminal.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from bot.machine_form import Json, moment
from bot.quantities import counted, moment_words, published_words
from bot.terminal import shown
from index.announcements import Announcement
from index.article import Article
from index.genre import Genre, genre_of
from index.holdings import KeptVersion, Listed

_BY = {"operator": "an operator", "source": "its source"}


def list_line(listed: Listed, genre: Genre | None) -> str:
    """One article: date, outlet, title, id, versions, and what is to be known of it."""
    date = f"{listed.published:%Y-%m-%d}" if listed.published else "undated   "
    outlet = [shown(listed.publisher)] if listed.publisher else []
    versions = counted(listed.versions, "version")
    known = [genre] if genre else []
    return " · ".join([date, *outlet, shown(listed.title), shown(listed.id), versions, *known, *_marks(listed)])


def list_object(listed: Listed, genre: Genre | None) -> dict[str, Json]:
    """One article as a JSON object."""
    return {
        "id": listed.id,
        "version": listed.version,
        "versions": listed.versions,
        "title": listed.title,
        "publisher": listed.publisher,
        "published": moment(listed.published),
        "source": listed.source,
        "first_seen": moment(listed.first_seen),
        "last_seen": moment(listed.last_seen),
        "genre": genre,
        **_standing(listed),
    }


def show_lines(
    article: Article, listed: Listed, versions: Sequence[KeptVersion], *, all_versions: bool
) -> Iterator[str]:
    """What is known of one version of an article beside its text, its headline and its origin."""
    yield f"Published {published_words(article.published, article.zone)}"
    if article.modified:
        yield f"Modified {published_words(article.modified, None)}"
    if article.language:
        yield f"Language {shown(article.language)}"
    announced = next((one.announcement for one in versions if one.version == article.version), None)
    if announced:
        yield f"Announces {_words(announced)}"
    yield from (mark[0].upper() + mark[1:] for mark in _marks(listed, announced=False))
    newest = "" if article.version == listed.version else "; this is not the newest"
    yield f"{counted(len(versions), 'version')}{newest}"
    for one in versions if all_versions else ():
        said = f"; announces {_words(one.announcement)}" if one.announcement else ""
        yield f"- {shown(one.version)}, first seen {moment_words(one.first_seen)}{said}"


def show_object(article: Article, listed: Listed, versions: Sequence[KeptVersion]) -> dict[str, Json]:
    """One version of an article as a JSON object, with its text; `announces` is what that version says."""
    announced = next((one.announcement for one in versions if one.version == article.version), None)
    return {
        "id": article.id,
        "version": article.version,
        "title": article.title,
        "publisher": article.publisher,
        "published": moment(article.published),
        "zone": article.zone,
        "modified": moment(article.modified),
        "url": article.url,
        "author": article.author,
        "section": article.section,
        "genre": genre_of(article),
        "language": article.language,
        "origin": article.origin,
        **_standing(listed),
        "announces": _announcement(announced),
        "versions": [
            {
                "version": one.version,
                "first_seen": moment(one.first_seen),
                "announces": _announcement(one.announcement),
            }
            for one in versions
        ],
        "text": article.text,
    }


def _marks(listed: Listed, *, announced: bool = True) -> Iterator[str]:
    if listed.withdrawn:
        yield f"withdrawn by {_BY.get(listed.withdrawn_by or '', 'a reindex')} on {_day(listed.withdrawn)}"
    if listed.held:
        yield f"held until its date, {_day(listed.published)}" if listed.published else "held"
    if announced and listed.announcement:
        yield f"announces {_article(listed.announcement.kind)}"


def _words(announcement: Announcement) -> str:
    return f"{_article(announcement.kind)}: {shown(announcement.words)}"


def _article(kind: str) -> str:
    return f"an {kind}" if kind.startswith("u") else f"a {kind}"


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def _standing(listed: Listed) -> dict[str, Json]:
    withdrawn: Json = None
    if listed.withdrawn:
        withdrawn = {"by": listed.withdrawn_by, "at": moment(listed.withdrawn)}
    return {"withdrawn": withdrawn, "held": listed.held, "announces": _announcement(listed.announcement)}


def _announcement(announcement: Announcement | None) -> Json:
    return {"kind": announcement.kind, "words": announcement.words} if announcement else None
