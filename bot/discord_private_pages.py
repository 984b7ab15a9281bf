"""What Passages and Why show, read from the archive: every version that was ever cited is kept there."""

from collections.abc import Iterator
from contextlib import contextmanager

from bot.affected import affected
from bot.discord_custom_id import Action
from bot.discord_desk import Records
from bot.discord_passages import passages_pages
from bot.discord_why import why_pages
from bot.ledger import Kept
from bot.receipt_form import read_receipt
from index.archive import Archive


def private_pages(records: Records, action: Action, kept: Kept) -> tuple[str, ...]:
    """The pages of a kept answer's passages, or of its receipt; never none.

    Raises:
        NewshoundError: the ledger or the archive can't be read.
    """
    receipt = read_receipt(kept.receipt)
    with _articles(records) as articles:
        if action is Action.PASSAGES:
            return passages_pages(receipt, articles)
        return why_pages(receipt, list(affected(records.ledger.resting(kept.id), articles)) if articles else [])


def rests_on_withdrawn(records: Records, kept: Kept) -> bool:
    """Whether an article that a kept answer cites is not searched any more; raises as `private_pages` does."""
    cited = {citation.article_id for citation in read_receipt(kept.receipt).citations}
    with _articles(records) as articles:
        return articles is not None and any(articles.searched(article) is None for article in cited)


@contextmanager
def _articles(records: Records) -> Iterator[Archive | None]:
    """The archive; None where it is missing, and made by nobody who only reads."""
    if not records.archive.exists():
        yield None
        return
    with Archive(records.archive) as archive:
        yield archive
