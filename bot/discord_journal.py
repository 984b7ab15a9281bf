"""Who still waits for an answer, on the disk: so that after a crash nobody's message says "thinking…" for ever.

One line is added for each who begins to wait and one for each who has been answered; with nobody waiting the file is
empty. It may be read by its owner alone, for the token of an interaction lets anybody speak in the bot's name for a
quarter of an hour. Power cuts are not provided against: lines that can't be read are passed over.

To hook it in: `opened` before an interaction is deferred, `opened_message` right after a message was sent that is to
become an answer, `closed` when the last words are there, and once at the start `mend` as a task of its own.
"""

import asyncio
import json
import logging
import os
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import discord

from bot.discord_errors import UNSENT

logger = logging.getLogger(__name__)

FILE_NAME = "discord-waiting.jsonl"
FILE_MODE = 0o600
MOST_OPEN = 2000
"""More than can wait: a line of 250 and what is about to be told something."""
MOST_LINES = 20_000
"""So many lines, most of them about nobody any more, are written anew."""
MOST_BYTES_READ = 16 * 1024 * 1024
EDITS_AT_ONCE = 5

STOPPED = "Stopped by a restart; please ask again."

# discord.py's types know numbers only; this is Discord's own word for the answer to an interaction.
_ORIGINAL: Any = "@original"


@dataclass(frozen=True, kw_only=True)
class OpenInteraction:
    """An interaction that was deferred and can be answered until it expires."""

    token: str = field(repr=False)
    expires: datetime


@dataclass(frozen=True, kw_only=True)
class OpenMessage:
    """A message of the bot's own that promises an answer."""

    channel: int
    message: int
    expires: datetime


Open = OpenInteraction | OpenMessage


Show = Callable[[str], discord.ui.LayoutView]
"""What makes the view that tells an asker one sentence (`bot.discord_answer.sentence_view`)."""


class Journal:
    """The journal in a file, which need not be there yet; belongs to one thread.

    Nothing here raises: a journal that can't be written is logged, and answers go out without it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._open: OrderedDict[str, Open] = OrderedDict()
        self._left = _read(path)
        self._lines = 0
        self._failed = False
        self._rewrite()

    def opened(self, token: str, expires: datetime) -> None:
        """Somebody waits for the answer to the interaction with this token."""
        self._add(token, OpenInteraction(token=token, expires=expires))

    def closed(self, token: str) -> None:
        """They have been answered, or can't be any more."""
        self._remove(token)

    def opened_message(self, channel: int, message: int, expires: datetime) -> None:
        """Somebody waits for this message, which shows a LayoutView already, to become an answer."""
        self._add(str(message), OpenMessage(channel=channel, message=message, expires=expires))

    def closed_message(self, message: int) -> None:
        """It has become one, or is gone."""
        self._remove(str(message))

    def left_over(self, now: datetime) -> tuple[Open, ...]:
        """Those whom the process before left waiting and who can still be told, oldest first; `forget` each."""
        for name in [name for name, one in self._left.items() if one.expires <= now]:
            self._remove(name)
        return tuple(self._left.values())

    def forget(self, one: Open) -> None:
        """Whoever this is has been told, or can't be."""
        self._remove(_name(one))

    def _add(self, name: str, one: Open) -> None:
        # Whoever could not be told in this process stays, but not for longer than they can be told at all.
        now = datetime.now(UTC)
        while self._open and (len(self._open) >= MOST_OPEN or next(iter(self._open.values())).expires <= now):
            self._open.popitem(last=False)
        self._open[name] = one
        self._write({"open": name, **_form(one)})

    def _remove(self, name: str) -> None:
        known = self._open.pop(name, None) or self._left.pop(name, None)
        if known is None:
            return
        if self._open or self._left:
            self._write({"closed": name})
        else:
            self._rewrite()

    def _write(self, line: Mapping[str, str | int | float]) -> None:
        self._lines += 1
        if self._lines > MOST_LINES or self._failed:
            self._rewrite()
            return
        try:
            descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, FILE_MODE)
            try:
                os.write(descriptor, _line(line))
            finally:
                os.close(descriptor)
        except OSError as error:
            self._complain(error)

    def _rewrite(self) -> None:
        """Write the file anew with those who wait now."""
        waiting = {**self._left, **self._open}
        beside = self._path.with_suffix(".new")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            beside.unlink(missing_ok=True)
            descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, FILE_MODE)
            with os.fdopen(descriptor, "wb") as file:
                file.writelines(_line({"open": name, **_form(one)}) for name, one in waiting.items())
            beside.replace(self._path)
        except OSError as error:
            self._complain(error)
            return
        self._lines = len(waiting)
        self._failed = False

    def _complain(self, error: OSError) -> None:
        if not self._failed:
            logger.warning(
                "can't write %s (%s): those who wait for an answer while the bot is killed will not be told",
                self._path,
                error.strerror,
            )
        self._failed = True


async def mend(client: discord.Client, journal: Journal, show: Show) -> int:
    """Tell all whom the process before left waiting that they were, once; returns how many could be told.

    Cancelled, it leaves the rest in the journal for the next start.
    """
    left = journal.left_over(datetime.now(UTC))
    places = asyncio.Semaphore(EDITS_AT_ONCE)

    async def tell(one: Open) -> bool:
        async with places:
            if one.expires <= datetime.now(UTC):
                told = False
            else:
                told = await _edited(client, one, show(STOPPED))
        journal.forget(one)
        return told

    told = sum(await asyncio.gather(*map(tell, left)))
    if left:
        logger.info("told %d of %d whom the last end of the bot had left waiting", told, len(left))
    return told


async def _edited(client: discord.Client, one: Open, view: discord.ui.LayoutView) -> bool:
    nobody = discord.AllowedMentions.none()
    try:
        match one:
            case OpenInteraction(token=token):
                webhook = discord.Webhook.partial(client.application_id or 0, token, client=client)
                await webhook.edit_message(_ORIGINAL, view=view, allowed_mentions=nobody)
            case OpenMessage(channel=channel, message=message):
                place = client.get_partial_messageable(channel)
                await place.get_partial_message(message).edit(view=view, allowed_mentions=nobody)
    except UNSENT as error:
        # Not the error itself: what it says can hold the address, and with it the token.
        logger.info("could not tell somebody that their answer was stopped (%s)", type(error).__name__)
        return False
    return True


def _name(one: Open) -> str:
    return one.token if isinstance(one, OpenInteraction) else str(one.message)


def _form(one: Open) -> Mapping[str, str | int | float]:
    place = {} if isinstance(one, OpenInteraction) else {"channel": one.channel}
    return {**place, "expires": one.expires.timestamp()}


def _line(form: Mapping[str, str | int | float]) -> bytes:
    # A line break first: what a killed process has half written spoils no line but its own.
    return b"\n" + json.dumps(form).encode() + b"\n"


def _read(path: Path) -> OrderedDict[str, Open]:
    """Those who are open in the file; what can't be read is passed over."""
    found: OrderedDict[str, Open] = OrderedDict()
    try:
        with path.open("rb") as file:
            lines = file.read(MOST_BYTES_READ).splitlines()
    except FileNotFoundError:
        return found
    except OSError as error:
        logger.warning("can't read %s (%s): those who wait for an answer will not be told", path, error.strerror)
        return found
    for line in filter(None, lines):
        try:
            form = json.loads(line)
            if "closed" in form:
                found.pop(form["closed"], None)
            else:
                found[form["open"]] = _opened(form)
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            logger.warning("a line of %s can't be read and is passed over", path)
    while len(found) > MOST_OPEN:
        found.popitem(last=False)
    return found


def _opened(form: Mapping[str, Any]) -> Open:
    name, expires = form["open"], datetime.fromtimestamp(form["expires"], UTC)
    if "channel" in form:
        return OpenMessage(channel=int(form["channel"]), message=int(name), expires=expires)
    return OpenInteraction(token=str(name), expires=expires)
