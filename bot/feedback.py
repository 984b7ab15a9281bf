"""What people thought of answers: helpful or not, and why, kept beside the receipts and gone with them.

Each person has one opinion of an answer, the newest one; who that is, is the ledger's keyed hash.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.ledger_file import LedgerFile, hashed
from bot.visible import seen
from index.text import one_line

LONGEST_REASON_CHARACTERS = 500


@dataclass(frozen=True, kw_only=True)
class Given:
    """What somebody thought of an answer, and when (aware UTC)."""

    receipt: str
    question: str
    helpful: bool
    reason: str | None
    given: datetime


@dataclass(frozen=True)
class Feedback:
    """The feedback in the ledger's file. Every call raises LedgerError where that can't be read or written."""

    file: LedgerFile

    def give(self, receipt: str, asker: str, *, helpful: bool, reason: str | None = None) -> bool:
        """Keep what somebody thinks of an answer; whether it is kept, which it isn't where the answer isn't.

        Who says the same again without a reason keeps the reason that they gave.
        """
        if not self.file.exists():
            return False
        query = (
            "INSERT OR REPLACE INTO feedback (receipt, asker, helpful, reason, given) SELECT id, ?1, ?2, coalesce(?3,"
            " (SELECT reason FROM feedback WHERE receipt = ?5 AND asker = ?1 AND helpful = ?2)), ?4"
            " FROM receipt WHERE id = ?5"
        )
        now = int(datetime.now(UTC).timestamp())
        with self.file.changing() as database:
            who = hashed(database, asker)
            return database.execute(query, (who, helpful, clean_reason(reason), now, receipt)).rowcount > 0

    def given(self, *, helpful: bool | None = None, limit: int | None = None) -> tuple[Given, ...]:
        """What was given, newest first: all of it, or what was helpful or not, or the newest few."""
        query = (
            "SELECT f.receipt, r.question, f.helpful, f.reason, f.given FROM feedback f JOIN receipt r"
            " ON r.id = f.receipt WHERE ?1 IS NULL OR f.helpful = ?1 ORDER BY f.given DESC, f.rowid DESC LIMIT ?2"
        )
        return tuple(
            Given(
                receipt=receipt,
                question=question,
                helpful=bool(helped),
                reason=reason,
                given=datetime.fromtimestamp(moment, UTC),
            )
            for receipt, question, helped, reason, moment in self.file.rows(
                query, (helpful, -1 if limit is None else limit)
            )
        )


def clean_reason(reason: str | None) -> str | None:
    """A reason as it is kept: one line of what is seen, of bounded length; None where nothing is left of it."""
    # More than any modal takes is cut off before it costs time.
    line = one_line(seen((reason or "")[: 4 * LONGEST_REASON_CHARACTERS]))
    if len(line) > LONGEST_REASON_CHARACTERS:
        line = f"{line[: LONGEST_REASON_CHARACTERS - 2].rsplit(maxsplit=1)[0]} …"
    return line or None
