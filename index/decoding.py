"""Bytes to text: UTF-8, UTF-16 or UTF-32 with a byte order mark, else Windows-1252 where that is plausible.

Guessing further encodings is a matter of statistics that goes wrong silently, so it is not done: text that reads as
nothing sensible is refused, and its owner saves it as UTF-8. Only a web page or a feed may name its own encoding, or
its server may. What is valid UTF-8 is UTF-8 whatever it calls itself.
"""

import codecs
import re
from collections.abc import Iterable

from index.draft import Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is the beginning of this one
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# A name that a page may give its encoding. Python knows more codecs, and some of them run or unpack things.
_PAGE_ENCODING = re.compile(
    r"iso-?8859-\d{1,2}|latin-?1|windows-125\d|cp125\d|koi8-[ru]|euc-(?:jp|kr)|shift[-_]jis|gbk|gb2312|gb18030|big5"
)
# What calls itself ISO 8859-1 is Windows-1252 (WHATWG Encoding Standard, section 4.2).
_WESTERN = {"iso-8859-1", "iso8859-1", "latin1", "latin-1"}
_PAGE_SAYS = re.compile(rb"""charset\s*=\s*["']?\s*([A-Za-z0-9_-]{2,20})""")
_FEED_SAYS = re.compile(rb"""<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([A-Za-z0-9_-]{2,20})["']""")
_PAGE_HEAD_BYTES = 4096
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")  # but for those that are white space
_SAMPLE_CHARACTERS = 100_000
# Text has next to none of these; compressed or compiled files have about one in ten.
_MOST_CONTROLS = 0.02
# Western European text has at most one accented letter in six. More than this is another alphabet in another encoding,
# which Windows-1252 would turn into nonsense. A few words are too little to tell.
_MOST_ACCENTS = 0.3
_FEWEST_BYTES_TO_TELL = 64

_BINARY = Unreadable(place="", reason="is a binary file, not text; give the article as UTF-8 text")
_UNKNOWN = Unreadable(place="", reason="is not text in UTF-8; save it in that encoding")


def has_wide_mark(data: bytes) -> bool:
    """Whether these bytes begin with the mark of UTF-16 or UTF-32, whose line ends are not single bytes."""
    return any(data.startswith(mark) for mark, encoding in _MARKS if encoding != "utf-8")


def decode(data: bytes) -> str | Unreadable:
    """The text that these bytes are, without a byte order mark and otherwise untouched."""
    return _decode(data, named=())


def decode_page(data: bytes, *, charset: str | None = None) -> str | Unreadable:
    """The same for a web page, whose server may say its `charset`, or itself in its first 4,096 bytes."""
    return _decode(data, named=(charset, _first(_PAGE_SAYS, data)))


def decode_feed(data: bytes, *, charset: str | None = None) -> str | Unreadable:
    """The same for XML, which may name an encoding in its declaration. Stray NULs, which XML forbids, are left out."""
    clean = data if has_wide_mark(data) else data.replace(b"\0", b"")
    return _decode(clean, named=(charset, _first(_FEED_SAYS, clean)))


def _first(pattern: re.Pattern[bytes], data: bytes) -> str | None:
    said = pattern.search(data[:_PAGE_HEAD_BYTES])
    return said[1].decode("ascii") if said else None


def _decode(data: bytes, *, named: Iterable[str | None]) -> str | Unreadable:
    mark, marked = next((found for found in _MARKS if data.startswith(found[0])), (b"", None))
    if marked is None and b"\0" in data:
        return _BINARY
    others = [name.strip().lower() for name in named if name]
    others = [name for name in others if _PAGE_ENCODING.fullmatch(name) and name not in _WESTERN]
    encodings = [marked] if marked else ["utf-8", *others, "cp1252" if _can_be_western(data) else None]
    for encoding in filter(None, encodings):
        try:
            text = data.removeprefix(mark).decode(encoding)
        except (UnicodeDecodeError, LookupError):  # a page can name an ISO 8859 that does not exist
            continue
        return _BINARY if _share_of_controls(text[:_SAMPLE_CHARACTERS]) > _MOST_CONTROLS else text
    return _UNKNOWN


def _can_be_western(data: bytes) -> bool:
    sample = data[:_SAMPLE_CHARACTERS]
    accents = len(sample) - len(sample.translate(None, bytes(range(0x80, 0x100))))
    return len(sample) < _FEWEST_BYTES_TO_TELL or accents <= _MOST_ACCENTS * len(sample)


def _share_of_controls(text: str) -> float:
    return len(_CONTROL.findall(text)) / max(len(text), 1)
