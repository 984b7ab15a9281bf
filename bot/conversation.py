"""The conversation that a follow-up belongs to, read back from the receipts of the answers before it.

Nobody's private answer is drawn on for anybody else: a chain ends at the first answer that whoever asks may not see.
"""

import logging
from collections.abc import Sequence
from typing import Protocol

from bot.ledger import Kept
from bot.ledger_file import LedgerError
from bot.posts import Posted
from bot.receipt_form import CitationForm, ReceiptForm, read_receipt
from index.text import one_line, shorten
from prompts.conversation import MOST_TURNS, Turn
from prompts.question import LONGEST_QUESTION_CHARACTERS
from prompts.told import Earlier

logger = logging.getLogger(__name__)

MOST_PARTS = 8
LONGEST_CLAIM_CHARACTERS = 500
LONGEST_HEADING_CHARACTERS = 200


class Receipts(Protocol):
    """The kept answers; `bot.ledger.Ledger`."""

    def find(self, beginning: str) -> tuple[Kept, ...]:
        """The receipts whose id is, or begins with, this."""

    def is_asker(self, receipt: str, asker: str) -> bool:
        """Whether an answer was given to whom `asker` names."""


class Places(Protocol):
    """Where answers were posted; `bot.posts.Posts`."""

    def of_receipt(self, receipt: str) -> Posted | None:
        """Where an answer was posted; None where that isn't known."""


def may_see(posted: Posted | None, *, is_asker: bool, guild: int | None, channel: int) -> bool:
    """Whether an answer may be drawn on by somebody who asks in this server, or outside of any in this channel.

    A private answer is for who asked it alone, any other for its own server or direct messages; what isn't known is
    for nobody.
    """
    if posted is None:
        return False
    if posted.private:
        return is_asker
    if posted.guild is None or guild is None:
        return posted.guild == guild and posted.channel == channel
    return posted.guild == guild


def turns_of(  # noqa: PLR0913 - where the answers are, and who asks where
    ledger: Receipts, posts: Places, receipt: str | None, *, asker: str, guild: int | None, channel: int, private: bool
) -> tuple[Turn, ...]:
    """The conversation up to the answer of this receipt, oldest first, at most five turns; empty where none is known.

    It is cut where an answer is gone, where its receipt can't be read, and where `asker` may not see it; and at one's
    own private answers, too, where the new one is not `private`: what it takes over, everybody would read.
    """
    turns: list[Turn] = []
    seen: set[str] = set()
    while receipt and receipt not in seen and len(turns) < MOST_TURNS:
        seen.add(receipt)
        try:
            posted = posts.of_receipt(receipt)
            if not may_see(posted, is_asker=ledger.is_asker(receipt, asker), guild=guild, channel=channel):
                break
            if posted and posted.private and not private:
                break
            kept = next((one for one in ledger.find(receipt) if one.id == receipt), None)
            if kept is None:
                break
            turns.append(turn_of(read_receipt(kept.receipt)))
        except LedgerError as error:
            logger.warning("a conversation can't be read back: %s", error)
            break
        receipt = posted.follows if posted else None
    return tuple(reversed(turns))


def turn_of(receipt: ReceiptForm) -> Turn:
    """An answer as a turn of a conversation: its question as it was understood, its limits, and what it named."""
    window = receipt.window
    cited = receipt.citations
    return Turn(
        question=shorten(receipt.understood or receipt.question, LONGEST_QUESTION_CHARACTERS),
        since=window.since if window else None,
        until=window.until if window else None,
        phrase=window.phrase if window else None,
        outlets=receipt.outlets[:MOST_PARTS],
        claims=_bounded([claim.text for claim in receipt.claims], LONGEST_CLAIM_CHARACTERS),
        speakers=_bounded([one.speaker for one in cited if one.speaker], LONGEST_HEADING_CHARACTERS),
        titles=_bounded([one.title for one in cited], LONGEST_HEADING_CHARACTERS),
        asked=receipt.asked,
        edition=receipt.edition,
        told=tuple(_told(one) for one in cited),
        read=tuple(dict.fromkeys((one.article_id, one.version) for one in receipt.candidates if one.version)),
    )


def _told(cited: CitationForm) -> Earlier:
    return Earlier(
        text=one_line(cited.quote),
        article=cited.article_id,
        version=cited.version,
        published=cited.published,
        publisher=cited.publisher,
    )


def _bounded(texts: Sequence[str], characters: int) -> tuple[str, ...]:
    """The texts, each once and on one line, cut where there are too many or they are too long."""
    return tuple(dict.fromkeys(shorten(one_line(text), characters) for text in texts))[:MOST_PARTS]
