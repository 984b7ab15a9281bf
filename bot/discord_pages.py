"""Pages: text that is too long for one message, in parts that are turned with two buttons.

A page is whole pieces, as they were given; a piece that is longer than a page is parted between its lines, then between
its words, and never inside a link or a marker.
"""

import re
from collections.abc import Iterable, Iterator, Sequence

import discord
from discord import ui

from bot.discord_custom_id import Action, custom_id
from bot.discord_limits import VIEW_TEXT_UNITS
from bot.discord_text import units

PAGE_UNITS = VIEW_TEXT_UNITS - 100
"""What is left to the heading of a page is its number."""
MOST_PAGES = 50
MORE = "The rest is left out here; my operator can read it all."

_BETWEEN = "\n\n"
# A masked link holds spaces in its text, and is never parted.
_WORDS = re.compile(r"\[[^\]\n]*\]\([^)\s]*\)\S*|\S+")


def pages_of(pieces: Sequence[str], limit: int = PAGE_UNITS) -> tuple[str, ...]:
    """The pieces in order on pages of at most `limit` units; one empty page where there are none."""
    pages: list[str] = []
    for piece in (part for one in pieces for part in _parts(one, limit)):
        if pages and units(pages[-1]) + len(_BETWEEN) + units(piece) <= limit:
            pages[-1] += _BETWEEN + piece
        else:
            pages.append(piece)
    if len(pages) > MOST_PAGES:
        pages = [*pages[: MOST_PAGES - 1], MORE]
    return tuple(pages) or ("",)


def page_view(text: str, *, number: int, pages: int, action: Action, key: str) -> ui.LayoutView:
    """One page, with the buttons that turn it where there are several; `number` counts from 0."""
    view = ui.LayoutView(timeout=None)
    several = pages > 1
    shown = f"{text}\n\n-# Page {number + 1:,} of {pages:,}" if several else text
    view.add_item(ui.Container(ui.TextDisplay(shown or "There is nothing to show.")))
    if several:
        turns = (("Previous", number - 1), ("Next", number + 1))
        view.add_item(ui.ActionRow(*(_turn(label, to, pages, action, key) for label, to in turns)))
    view.stop()
    return view


def _turn(label: str, to: int, pages: int, action: Action, key: str) -> ui.Button[ui.LayoutView]:
    # Disabled buttons need an id of their own too.
    there = 0 <= to < pages
    return ui.Button(
        label=label,
        style=discord.ButtonStyle.secondary,
        custom_id=custom_id(action, key, to if there else pages),
        disabled=not there,
    )


def _parts(piece: str, limit: int) -> Iterator[str]:
    """A piece that fits as it is; else its lines as many as fit together, and of a line its words."""
    if units(piece) <= limit:
        if piece:
            yield piece
        return
    lines = (part for line in piece.split("\n") for part in _of_line(line, limit))
    yield from _joined(lines, "\n", limit)


def _of_line(line: str, limit: int) -> Iterator[str]:
    if units(line) <= limit:
        yield line
        return
    words = (part for word in _WORDS.findall(line) for part in _of_word(word, limit))
    # A quotation goes on as one.
    lead = "> " if line.startswith("> ") else ""
    for number, part in enumerate(_joined(words, " ", limit - len(lead))):
        yield part if number == 0 else lead + part


def _of_word(word: str, limit: int) -> Iterator[str]:
    """A word alone may be longer than a page in writing without spaces."""
    while units(word) > limit:
        head = word.encode("utf-16-le", "surrogatepass")[: 2 * (limit - 1)].decode("utf-16-le", "ignore")
        cut = len(head) - (len(head) - len(head.rstrip("\\"))) % 2
        yield word[:cut]
        word = word[cut:]
    yield word


def _joined(parts: Iterable[str], between: str, limit: int) -> Iterator[str]:
    held: str | None = None
    for part in parts:
        if held is not None and units(held) + len(between) + units(part) <= limit:
            held += between + part
        else:
            if held is not None:
                yield held
            held = part
    if held:
        yield held
