"""From what somebody typed in Discord to the question that is asked: the limits given with it, and the server's own.

Whatever an asker says counts more than what a server has set: a default window gives way to one that is given or that
stands in the words, default outlets to an outlet.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

from bot.publishers import check_publisher
from bot.servers import ServerSettings
from index.dates import read_date
from index.errors import QuestionError
from index.sentences import sentence_spans
from prompts.periods import PERIOD, Grain, Period, read_period
from prompts.question import Question, check_question
from prompts.windows import read_window

LONGEST_STATEMENT_CHARACTERS = 500
"""So much of somebody's message is looked for: more is about so many things that nothing is like all of it."""

_PERIOD = re.compile(PERIOD, re.IGNORECASE)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What an asker gave with a question: days in words or figures, and an outlet's name."""

    since: str = ""
    until: str = ""
    publisher: str = ""


@dataclass(frozen=True, kw_only=True)
class Setting:
    """Where and when a question is asked, and which outlets there are; `zone` is where no server says another."""

    now: datetime
    zone: tzinfo
    publishers: Sequence[str] = ()
    server: ServerSettings = field(default_factory=ServerSettings)


def question_of(text: str, setting: Setting, *, asker: str, limits: Limits = Limits()) -> Question:
    """The question with its limits.

    Raises:
        QuestionError: there is no question, a limit is no day, the days end before they begin, or no article is of the
            outlet.
    """
    server = setting.server
    zone = ZoneInfo(server.timezone) if server.timezone else setting.zone
    since, until = _day("since", limits.since, setting.now, zone), _day("until", limits.until, setting.now, zone)
    if since and until and since.first > until.last:
        raise QuestionError(
            f"since is {limits.since!r}, which is later than until, {limits.until!r}, so no article can be between"
            " them; exchange the two."
        )
    cleaned = check_question(text)
    given = bool(since or until or read_window(cleaned, setting.now, zone))
    window = None if given or server.window_days is None else setting.now - timedelta(days=server.window_days)
    question = Question(
        text=cleaned,
        asked=setting.now,
        since=_begin(since.first, zone) if since else window,
        until=_begin(until.last + timedelta(days=1), zone) - timedelta(seconds=1) if until else None,
        publisher=" ".join(limits.publisher.split()) or None,
        zone=zone,
        asker=asker,
    )
    check_publisher(question, setting.publishers)
    outlets = () if question.publisher else tuple(name for name in server.publishers if name in setting.publishers)
    return replace(question, outlets=outlets)


def statement_of(text: str) -> str:
    """As much of a message as is looked for: whole sentences from its beginning.

    Raises:
        QuestionError: there is no word in it.
    """
    line = " ".join(text.split())
    if not any(sign.isalnum() for sign in line):
        raise QuestionError("That message has no text that I could look for; use /ask with a question of your own.")
    kept = ""
    for span in sentence_spans(line):
        if span.end > LONGEST_STATEMENT_CHARACTERS:
            break
        kept = line[: span.end]
    return kept or line[:LONGEST_STATEMENT_CHARACTERS].rsplit(" ", 1)[0]


def _day(name: str, words: str, now: datetime, zone: tzinfo) -> Period | None:
    """The days that an asker gave: "last week", "25 September", "2024-09-25"."""
    words = " ".join(words.split())
    if not words:
        return None
    today = now.astimezone(zone).date()
    period = read_period(words, today) if _PERIOD.fullmatch(words) else None
    if period:
        return period
    found = read_date(words)
    if found is None:
        raise QuestionError(
            f"{name} is {words!r}, which is no day that I can read; write it as 2024-09-25, 25 September 2024 or last"
            " week."
        )
    day = found.astimezone(zone).date() if found.time() != time() else found.date()
    return Period(first=day, last=day, grain=Grain.DAY)


def _begin(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
