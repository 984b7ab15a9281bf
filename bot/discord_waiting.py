"""What an asker sees until the answer is there: the place in line, then how far it is, and what is checked already.

Edits are few. An answer that comes at once gets none before it, which would only slow it and flicker; then each shows
the newest state, and none is sent while another one is on its way. A place in line is told again when it has halved,
for the time that was told with it runs down by itself in Discord.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from discord import ui

from bot.discord_custom_id import Action, custom_id
from bot.discord_errors import UNSENT
from bot.discord_lines import ago
from bot.discord_text import clean, units
from prompts.answer import Claim
from prompts.answering import Stage, Step

logger = logging.getLogger(__name__)

CLAIMS_UNITS = 3000
CANCEL_LABEL = "Cancel"


@dataclass(frozen=True, kw_only=True)
class Pace:
    """Seconds until the first sign and between two, and until a place in line is looked at again."""

    first: float = 0.6
    between: float = 1.2
    in_line: float = 5.0
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


class Waiting(Protocol):
    """A question that is being answered, as `bot.service.Pending` is one."""

    stage: Stage | None
    claims: tuple[Claim, ...]

    @property
    def done(self) -> bool:
        """Whether its outcome is there."""

    @property
    def ahead(self) -> int:
        """How many questions are before it."""

    @property
    def expected(self) -> datetime:
        """When it may be answered."""

    async def changed(self) -> None:
        """Wait until its turn, its stage, its claims or its end have come."""


Show = Callable[[ui.LayoutView], Awaitable[object]]
"""What shows a view, and gives None where nobody can see it any more."""


@dataclass(frozen=True, kw_only=True)
class _Place:
    """A place in line, as it was told."""

    ahead: int
    expected: datetime

    def is_worth_telling(self, told: "_Place | None") -> bool:
        """Whether it says something new: half of those before are answered, or it took longer than was expected."""
        return told is None or 2 * self.ahead <= told.ahead or told.expected < datetime.now(UTC)


async def accompany(pending: Waiting, show: Show, *, key: str, articles: int = 0, pace: Pace | None = None) -> None:
    """Show how a question fares until its outcome is there; `articles` are searched.

    Once this has returned no edit is on its way. What can't be shown is passed over: the answer is tried all the same.
    """
    pace = pace or Pace()
    shown = ""
    told: _Place | None = None
    await _pause(pending, pace.sleep(pace.first))
    while not pending.done:
        place = _place_of(pending)
        text = waiting_text(pending, articles=articles)
        if text != shown and (place is None or place.is_worth_telling(told)):
            shown, told = text, place
            if not await _could_show(show, waiting_view(text, key=key)):
                return
        if place is not None:
            await _pause(pending, pace.sleep(pace.in_line), in_line=True)
        await _pause(pending, pace.sleep(pace.between))
        if not pending.ahead and waiting_text(pending, articles=articles) == shown:
            await _change(pending)


async def _could_show(show: Show, view: ui.LayoutView) -> bool:
    try:
        return await show(view) is not None
    except UNSENT as error:
        logger.info("could not show how a question fares (%s)", type(error).__name__)
        return False


async def _change(pending: Waiting) -> None:
    if not pending.done:
        await pending.changed()


async def _pause(pending: Waiting, sleep: Awaitable[None], *, in_line: bool = False) -> None:
    """Sleep, unless the outcome comes first; `in_line`: unless the question's turn comes first."""
    timer = asyncio.ensure_future(sleep)
    try:
        while not (pending.done or timer.done() or (in_line and not pending.ahead)):
            change = asyncio.ensure_future(pending.changed())
            try:
                await asyncio.wait({timer, change}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                change.cancel()
    finally:
        timer.cancel()


def _place_of(pending: Waiting) -> _Place | None:
    """The place of a question in line; None for one that is being answered."""
    return _Place(ahead=pending.ahead, expected=pending.expected) if pending.ahead else None


def waiting_text(pending: Waiting, *, articles: int) -> str:
    """How far a question is, with the sentences that are checked already."""
    if pending.ahead:
        before = "1 question is" if pending.ahead == 1 else f"{pending.ahead:,} questions are"
        return f"{before} before yours; I expect to answer it {ago(pending.expected)}."
    return "\n".join(filter(None, (_step(pending.stage, articles), _checked(pending.claims))))


def waiting_view(text: str, *, key: str) -> ui.LayoutView:
    """The view that shows it, with the button that ends it."""
    view = ui.LayoutView(timeout=None)
    view.add_item(ui.Container(ui.TextDisplay(text)))
    button: ui.Button[ui.LayoutView] = ui.Button(label=CANCEL_LABEL, custom_id=custom_id(Action.CANCEL, key))
    view.add_item(ui.ActionRow(button))
    view.stop()
    return view


def _step(stage: Stage | None, articles: int) -> str:
    match stage:
        case Stage(step=Step.READING, passages=passages, articles=read):
            return f"Reading {_counted(passages, 'passage')} from {_counted(read, 'article')}…"
        case Stage(step=Step.WRITING):
            return "Writing, and checking every sentence against its source…"
        case Stage(step=Step.CHECKING):
            return "Checking every sentence against its source…"
    return f"Searching {_counted(articles, 'article')}…" if articles else "Searching…"


def _checked(claims: Sequence[Claim]) -> str:
    """The sentences that were checked, as far as they fit; the answer itself will show what doesn't."""
    parts: list[str] = []
    room = CLAIMS_UNITS
    for claim in claims:
        markers = " ".join(f"[{number}]" for number in claim.citations)
        part = f"{clean(claim.told)} {markers}"
        room -= units(part) + 1
        if room < 0:
            break
        parts.append(part)
    return f"Checked so far: {' '.join(parts)}" if parts else ""


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
