"""Builds the desk that the Discord bot answers at, and what it corrects from, out of settings and an open newsroom."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from bot.composition import home_of, ledger_of, zone_of
from bot.corrections import Correction, pending_corrections
from bot.discord_correcting import Corrections
from bot.discord_desk import Desk, Records, Terms
from bot.discord_journal import FILE_NAME as JOURNAL
from bot.discord_journal import Journal
from bot.feedback import Feedback
from bot.known import read_known
from bot.newsroom import Newsroom
from bot.posts import Posts
from bot.servers import FILE_NAME as SERVERS
from bot.servers import Servers
from bot.service import AnswerService
from bot.settings import Settings
from index.archive import Archive


def desk_of(settings: Settings, newsroom: Newsroom) -> Desk:
    """The desk of a bot with these settings."""
    home, ledger = home_of(settings), ledger_of(settings)
    records = Records(
        ledger=ledger,
        posts=Posts(ledger.file),
        feedback=Feedback(ledger.file),
        servers=Servers(settings.home / SERVERS),
        archive=home.archive,
    )
    terms = Terms(
        zone=zone_of(settings),
        publishers=newsroom.publishers,
        articles=newsroom.articles,
        known=partial(read_known, newsroom.shelf, home.archive),
        timeline=newsroom.timeline,
        latest=newsroom.latest,
        quotes=newsroom.quotes,
        speakers=newsroom.speakers,
        per_minute=settings.asker_limit,
        ledger_days=settings.ledger_days,
        direct_messages=settings.direct_messages,
        user_installs=settings.user_installs,
    )
    service = AnswerService(newsroom.answer, waiting=settings.queue, per_minute=settings.asker_limit)
    return Desk(service, records, terms, Journal(settings.home / JOURNAL))


def corrections_of(settings: Settings, desk: Desk) -> Corrections:
    """What is due under posted answers, as the ledger and the archive know, and who wants it said."""
    home, posts = home_of(settings), desk.records.posts

    def due() -> Iterator[Correction]:
        if home.has_archive():
            with Archive(home.archive) as archive:
                yield from pending_corrections(posts, archive, at=datetime.now(desk.terms.zone))

    return Corrections(due=due, posts=posts, wanted=lambda guild: desk.server(guild).corrections)
