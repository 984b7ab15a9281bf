"""Makes foreign text harmless in Discord: what was written is read there, and never acts.

Articles, their records and the asker are all foreign. Ordinary markdown is escaped, which shows as it was written.
What Discord acts on in spite of a backslash (mentions, timestamps, command links, addresses) gets the full-width form
of its one decisive character; so does everything inside a link's text, where escapes don't work.
"""

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from bot.visible import seen

# More is never shown (a view holds 4,000), and less keeps the cleaning of a 5 MB title off the event loop.
LONGEST_READ_CHARACTERS = 8_000
READ_FOR_A_UNIT = 4
"""Of a text of which a unit is shown, so many characters are read: spaces and hidden signs show as nothing."""
LONGEST_ADDRESS_UNITS = 400
LONGEST_HOST_UNITS = 100

ELLIPSIS = " …"

_FULL_WIDTH = 0xFEE0

# Where a text ends, whatever follows it in a line may complete it.
_TOKEN = re.compile(r"<(?=[@#/:!+a-zA-Z]|[^\s>]{1,200}>|$)")
_EVERYBODY = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_INVITATION = re.compile(r"(?<=discord|cordapp)(\.[a-z]{2,5})/", re.IGNORECASE)
_EMOJI = re.compile(r":(?!\d\d?(?::|$))(?=[\w+~-]+(?::|$))")
_MARKER = re.compile(r"\[(\s*\d+(?:\s*[,;–-]\s*\d+)*\s*)\]")
_MARKDOWN = re.compile(r"([\\*_~`|\[\]])")
_LINE_START = re.compile(r"^(\d{0,9})([#>+.)-])")
_HOST = re.compile(r"[a-z0-9][a-z0-9.-]*")
_IN_LINK = str.maketrans({mark: chr(ord(mark) + _FULL_WIDTH) for mark in "[]()*_~`|\\<>"})


@dataclass(frozen=True, kw_only=True)
class Address:
    """A web address that is safe inside a masked link, and the host that it leads to."""

    url: str
    host: str


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str, limit: int | None = None) -> str:
    """One line that reads as `text` does and holds no working markdown, mention, marker, address or hidden character.

    A marker-like `[7]` of the text becomes `(7)`: only our own markers look like markers. `limit` shortens it to so
    many units, and no more of the text is read than that needs.
    """
    harmless = _MARKDOWN.sub(r"\\\1", _inert(text, limit))
    harmless = _LINE_START.sub(r"\1\\\2", harmless)
    return harmless if limit is None else shorten(harmless, limit)


def clean_for_link(text: str, limit: int | None = None) -> str:
    """The same for the visible text of a masked link, where Discord knows no escapes."""
    harmless = _inert(text, limit).translate(_IN_LINK)
    return harmless if limit is None else shorten(harmless, limit)


def _inert(text: str, limit: int | None) -> str:
    read = LONGEST_READ_CHARACTERS if limit is None else min(LONGEST_READ_CHARACTERS, READ_FOR_A_UNIT * limit)
    if len(text) > read:
        text = (text[:read].rsplit(maxsplit=1) or [""])[0] + ELLIPSIS
    line = " ".join(seen(text).split())
    line = _MARKER.sub(r"(\1)", line).replace("://", "：//")
    return _EMOJI.sub("：", _INVITATION.sub(r"\1／", _EVERYBODY.sub("＠", _TOKEN.sub("＜", line))))


def shorten(text: str, limit: int) -> str:
    """A cleaned text of at most `limit` units, cut at the end of a word and then ending in " …".

    Cleaned texts hold no link, marker or code fence, so that a space is always a place to cut. A word that alone is
    longer than the limit (a script without spaces) is cut between characters.
    """
    if units(text) <= limit:
        return text
    room = limit - units(ELLIPSIS)
    if room < 1:
        return ""
    head = text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore")
    if not text[len(head)].isspace():
        words = re.match(r".*(?=\s)", head, re.DOTALL)
        head = words[0] if words and words[0].strip() else _whole_characters(head, text)
    return head.rstrip() + ELLIPSIS


def _whole_characters(head: str, text: str) -> str:
    """Shorten a head until it ends neither in a lone backslash nor before an accent of its last character."""
    while head and unicodedata.combining(text[len(head)]):
        head = head[:-1]
    backslashes = len(head) - len(head.rstrip("\\"))
    return head[:-1] if backslashes % 2 else head


def address(url: str | None) -> Address | None:
    """The address of an article's record where it may be linked: http or https, with a plain host, and not too long.

    Names before an @ are dropped and the host is shown in ASCII, so that what is read is where the link leads.
    """
    try:
        parts = urlsplit((url or "").strip())
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:  # includes what is no host name (UnicodeError)
        return None
    if parts.scheme not in {"http", "https"} or not _HOST.fullmatch(host):
        return None
    rest = parts.path + (f"?{parts.query}" if parts.query else "") + (f"#{parts.fragment}" if parts.fragment else "")
    # Parentheses would end the link, and quote() leaves exactly what is listed.
    safe = f"{parts.scheme}://{host}{port}" + quote(rest, safe="/?#!$&'*+,;=:%~", errors="replace")
    if units(safe) > LONGEST_ADDRESS_UNITS or units(host) > LONGEST_HOST_UNITS:
        return None
    return Address(url=safe, host=host)
