"""Pages: text that is too long for one message, in parts that are turned with two buttons, or else in a file.

A page is whole blocks, as they were given. What is longer than a page is parted where a paragraph ends, else a line,
else a word; never inside a link, a marker or an escape. Cleaned text holds no code fence, and none is written here.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from io import BytesIO
from itertools import takewhile

import discord
from discord import ui

from bot.discord_custom_id import Action, custom_id
from bot.discord_limits import VIEW_TEXT_UNITS
from bot.discord_text import units
from prompts.answer import day

MOST_PAGES = 25
"""Nobody turns more; what is longer is better read in a file."""
NOTHING = "There is nothing to show."

_BETWEEN = "\n\n"
_ON = "… "
"""Begins what goes on with a line of the page before, where Discord would take a sign for that of a heading or list."""
_MOST_NUMBER = 9_999

# A link's text holds spaces, and what is escaped is no sign of a link.
_LINK = r"\[((?:\\.|[^\\\]\n])*)\]\(([^)\s]*)\)"
_WORDS = re.compile(rf"(?:\\\S|{_LINK}|\S)+")
_LEAD = re.compile(rf"(?:> )?(?:{_ON})?")
# What our own pages are written with, for the file that shows them without it.
_WRITTEN = re.compile(rf"^(?:#{{1,3}}|-#) |\\(\S)|{_LINK}|<t:(\d+):[A-Za-z]>", re.MULTILINE)


def pages_of(heading: str, blocks: Sequence[str], limit: int = VIEW_TEXT_UNITS) -> tuple[str, ...]:
    """Blocks of cleaned markdown in order, on pages of at most `limit` units, each under the heading; never none.

    A page has room for the longest link.
    """
    room = limit - units(_head(heading, _MOST_NUMBER - 1, _MOST_NUMBER))
    bodies = list(_packed(blocks, room)) or [NOTHING]
    return tuple(_head(heading, number, len(bodies)) + body for number, body in enumerate(bodies))


def page_view(text: str, *, number: int, pages: int, action: Action, key: str) -> ui.LayoutView:
    """One page, with the buttons that turn it where there are several; `number` counts from 0.

    Called on the event loop, as is `file_view`: only there discord.py keeps it that the view is stopped.
    """
    row: list[ui.Item[ui.LayoutView]] = []
    if pages > 1:
        turns = (("Previous", number - 1), ("Next", number + 1))
        row = [ui.ActionRow(*(_turn(label, to, pages, action, key) for label, to in turns))]
    return _stopped(ui.Container(ui.TextDisplay(text or NOTHING)), *row)


def as_file(pages: Sequence[str], name: str) -> discord.File:
    """All pages as one file of plain text, `name` without its ending; links are written out, dates are in UTC."""
    text = _BETWEEN.join(_WRITTEN.sub(_plain, page) for page in pages)
    content = BytesIO(f"{text}\n".encode("utf-8", "replace"))
    described = f"The {len(pages):,} pages that were asked for, as plain text."
    return discord.File(content, filename=f"{name}.txt", description=described)


def file_view(file: discord.File, pages: int) -> ui.LayoutView:
    """What is shown with the file of as many pages, which has to be sent with it."""
    told = f"This would be {pages:,} pages to turn. All of it is in this file of plain text."
    return _stopped(ui.TextDisplay(told), ui.File(file))


def _stopped(*items: ui.Item[ui.LayoutView]) -> ui.LayoutView:
    view = ui.LayoutView(timeout=None)
    for item in items:
        view.add_item(item)
    # discord.py then keeps nothing of it: presses find their way by custom id, before and after a restart.
    view.stop()
    return view


def _turn(label: str, to: int, pages: int, action: Action, key: str) -> ui.Button[ui.LayoutView]:
    # A disabled button needs an id of its own too.
    there = 0 <= to < pages
    return ui.Button(
        label=label,
        style=discord.ButtonStyle.secondary,
        custom_id=custom_id(action, key, to if there else pages),
        disabled=not there,
    )


def _head(heading: str, number: int, pages: int) -> str:
    return f"### {heading}\n" + (f"-# Page {number + 1:,} of {pages:,}\n" if pages > 1 else "")


def _packed(blocks: Sequence[str], room: int) -> Iterator[str]:
    """The bodies of the pages: as many blocks on each as it has room for."""
    held = ""
    for part in (part for block in blocks for part in _parts(block.strip(), room)):
        if held and units(held) + len(_BETWEEN) + units(part) <= room:
            held += _BETWEEN + part
        else:
            if held:
                yield held
            held = part
    if held:
        yield held


def _parts(block: str, room: int) -> Iterator[str]:
    """A block as it is where there is room for it, else what there is room for, and how it goes on."""
    while units(block) > room:
        cut = _cut(block, room)
        yield block[:cut].rstrip()
        block = _rest(block, cut)
    if block:
        yield block


def _cut(text: str, room: int) -> int:
    """Where to part a text: behind the last paragraph or line if that fills half of the page, else the last word."""
    head = len(text.encode("utf-16-le", "surrogatepass")[: 2 * room].decode("utf-16-le", "ignore"))
    for sign in (_BETWEEN, "\n"):
        end = text.rfind(sign, 0, head + 1)
        if end > head // 2:
            return end
    lead = _LEAD.match(text)
    begun = lead.end() if lead else 0
    words = takewhile(lambda end: end <= head, (word.end() for word in _WORDS.finditer(text)))
    last = max(words, default=0)
    return last if last > begun else _inside(text, head, begun + 1)


def _inside(text: str, head: int, least: int) -> int:
    """Where to part a word that alone is longer than a page, as in writing without spaces."""
    cut = head
    while cut > least and unicodedata.combining(text[cut]):
        cut -= 1
    before = text[:cut]
    return cut - (len(before) - len(before.rstrip("\\"))) % 2


def _rest(text: str, cut: int) -> str:
    """What follows on the next page; in the middle of a line, a quotation goes on as one."""
    rest = text[cut:].lstrip()
    if text[cut] == "\n" or not rest:
        return rest
    begin = text.rfind("\n", 0, cut) + 1
    return ("> " if text.startswith("> ", begin) else "") + _ON + rest


def _plain(written: re.Match[str]) -> str:
    """What a reader sees of a sign of ours; a link's address is written out."""
    escaped, shown, url, seconds = written.groups()
    if escaped:
        return escaped
    if url:
        return f"{shown} <{url}>"
    return day(datetime.fromtimestamp(int(seconds), UTC)) if seconds else ""
