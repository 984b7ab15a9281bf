"""Where answers were posted: in which channel and message, to whom they may be seen, and whether a note was added.

A post belongs to its receipt and goes with it. An answer that is corrected is corrected once, whoever tries.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.ledger import CITED, Cited, read_cited
from bot.ledger_file import LedgerFile, Value

_COLUMNS = "p.receipt, p.guild, p.channel, p.message, p.private, p.follows, p.noted"
_UNNOTED = "p.noted IS NULL AND NOT p.private AND p.message IS NOT NULL"
_LARGEST_ID = (1 << 63) - 1
_SEALED = 2
"""In the column `private`: private, and not to be published."""


@dataclass(frozen=True, kw_only=True)
class Posted:
    """An answer's place in Discord. `guild` is None in direct messages, `message` until the answer stands there.

    `follows` is the receipt of the answer before it in its conversation. `noted` is when a correction was added. What
    is `sealed` stays private for good.
    """

    receipt: str
    guild: int | None
    channel: int
    message: int | None = None
    private: bool = False
    follows: str | None = None
    noted: datetime | None = None
    sealed: bool = False


@dataclass(frozen=True, kw_only=True)
class Resting:
    """A citation of a posted answer that everybody there can see, and the question that it answers."""

    posted: Posted
    question: str
    cited: Cited


@dataclass(frozen=True)
class Posts:
    """The posts in the ledger's file. Every call raises LedgerError where that can't be read or written."""

    file: LedgerFile

    def begin(self, posted: Posted) -> bool:
        """Keep where an answer is to stand; whether it is kept, which it isn't where its receipt isn't.

        Begun once more, the new place counts; a note that was added stays.
        """
        if not self.file.exists():
            return False
        query = (
            "INSERT INTO post (receipt, guild, channel, message, private, follows)"
            " SELECT id, ?, ?, ?, ?, ? FROM receipt WHERE id = ?"
            " ON CONFLICT (receipt) DO UPDATE SET guild = excluded.guild, channel = excluded.channel,"
            " message = excluded.message, private = excluded.private, follows = excluded.follows"
        )
        private = _SEALED if posted.sealed else int(posted.private)
        place = (posted.guild, posted.channel, posted.message, private, posted.follows)
        return self._change(query, (*place, posted.receipt))

    def shown(self, receipt: str, message: int) -> bool:
        """Keep the message in which an answer stands; whether it is known."""
        return self._change("UPDATE post SET message = ? WHERE receipt = ?", (message, receipt))

    def published(self, receipt: str, channel: int) -> bool:
        """Keep that everybody is to see an answer: True for one caller; its message is kept when it is `shown`.

        False where they can see it already, where it is sealed, and where it isn't known.
        """
        query = "UPDATE post SET private = 0, channel = ?, message = NULL WHERE receipt = ? AND private = 1"
        return self._change(query, (channel, receipt))

    def unpublished(self, receipt: str) -> bool:
        """Take that back, for it could not be shown; whether it had been kept."""
        return self._change("UPDATE post SET private = 1 WHERE receipt = ? AND NOT private", (receipt,))

    def of_receipt(self, receipt: str) -> Posted | None:
        """Where an answer was posted; None where that isn't known."""
        return self._one("p.receipt = ?", receipt)

    def of_message(self, message: int) -> Posted | None:
        """The answer in a message; None where it is none that is known."""
        return self._one("p.message = ?", message) if 0 <= message <= _LARGEST_ID else None

    def unnoted(self) -> tuple[Posted, ...]:
        """The answers that everybody there can see and that have no note yet, oldest first."""
        query = (
            f"SELECT {_COLUMNS} FROM post p JOIN receipt r ON r.id = p.receipt WHERE {_UNNOTED}"  # noqa: S608
            " ORDER BY r.kept, r.rowid"
        )
        return tuple(map(_posted, self.file.rows(query)))

    def cited(self) -> tuple[tuple[str, str], ...]:
        """The articles that those answers cite, each with the version."""
        query = (
            "SELECT DISTINCT c.article, c.version FROM post p JOIN citation c ON c.receipt = p.receipt"  # noqa: S608
            f" WHERE {_UNNOTED}"
        )
        return tuple((article, version) for article, version in self.file.rows(query))

    def resting(self) -> Iterator[Resting]:
        """Every citation of those answers, oldest answer first; no receipt is read for it."""
        query = (
            f"SELECT {_COLUMNS}, r.question, {CITED} FROM post p JOIN receipt r ON r.id = p.receipt"  # noqa: S608
            f" JOIN citation c ON c.receipt = p.receipt WHERE {_UNNOTED} ORDER BY r.kept, r.rowid, c.number"
        )
        for row in self.file.rows(query):
            yield Resting(posted=_posted(row[:7]), question=row[7], cited=read_cited(row[8:]))

    def note(self, receipt: str) -> bool:
        """Take it on to add a note to an answer: True for one caller, ever, in whatever process."""
        query = "UPDATE post SET noted = ? WHERE receipt = ? AND noted IS NULL"
        return self._change(query, (int(datetime.now(UTC).timestamp()), receipt))

    def unnote(self, receipt: str) -> bool:
        """Give that back, for the note could not be added now; whether it had been taken on."""
        return self._change("UPDATE post SET noted = NULL WHERE receipt = ? AND noted IS NOT NULL", (receipt,))

    def _one(self, where: str, value: str | int) -> Posted | None:
        rows = self.file.rows(f"SELECT {_COLUMNS} FROM post p WHERE {where}", (value,))  # noqa: S608 - our own words
        return _posted(rows[0]) if rows else None

    def _change(self, query: str, values: Sequence[Value]) -> bool:
        if not self.file.exists():
            return False
        with self.file.changing() as database:
            return database.execute(query, values).rowcount > 0


def _posted(row: Sequence[Any]) -> Posted:
    receipt, guild, channel, message, private, follows, noted = row
    return Posted(
        receipt=receipt,
        guild=guild,
        channel=channel,
        message=message,
        private=bool(private),
        sealed=private == _SEALED,
        follows=follows,
        noted=None if noted is None else datetime.fromtimestamp(noted, UTC),
    )
