"""Accounts that differ, as Discord shows them: each value on a line of its own, with who told it, when, and its source.

They stand above the answer, so that nobody takes its first figure for the only one. An account whose source is not
shown is left out, as a sentence would be, and counted; nothing says which is right.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.discord_lines import date_shown, outlet
from bot.discord_text import clean
from bot.receipt_form import AccountForm, CitationForm, ReceiptForm
from prompts.conflict_words import heading_of, marks_of

VALUE_UNITS = 60
CONFLICTS_SHOWN = 2
"""An answer has one; more are of another version of Newshound."""


@dataclass(frozen=True, kw_only=True)
class Accounts:
    """A block of lines for each conflict, the numbers in them, and how many accounts are missing."""

    blocks: tuple[str, ...]
    numbers: frozenset[int]
    missing: int


def accounts_of(receipt: ReceiptForm, sources: Mapping[int, CitationForm], most: int) -> Accounts:
    """The accounts that these sources told, at most `most` of a conflict; its heading stands even above none."""
    blocks: list[str] = []
    numbers: set[int] = set()
    for conflict in receipt.conflicts[:CONFLICTS_SHOWN]:
        told = [account for account in conflict.accounts if account.citation in sources][:most]
        lines = [_line(account, sources[account.citation]) for account in told]
        blocks.append("\n".join([f"### {heading_of(is_update=conflict.update)}", *lines]))
        numbers.update(account.citation for account in told)
    every = sum(len(conflict.accounts) for conflict in receipt.conflicts)
    shown = sum(block.count("\n") for block in blocks)
    return Accounts(blocks=tuple(blocks), numbers=frozenset(numbers), missing=every - shown)


def _line(account: AccountForm, source: CitationForm) -> str:
    marks = marks_of(updates=account.updates, superseded=account.superseded)
    known = ", ".join(filter(None, [outlet(source.publisher), date_shown(source.published), *marks]))
    return f"- {clean(account.value, VALUE_UNITS) or 'Without words'} — {known} [{account.citation}]"
