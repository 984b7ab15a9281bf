"""RSS and Atom, through feedparser: which articles a feed announces, where they are, and when they were published.

feedparser opens whatever it takes for a name: a string, and bytes too, may become a file of this machine or an address
to fetch. So it gets a stream, in an encoding that is settled here, without characters that XML forbids, which would
send it from its strict parser to a guessing one. Dates are read from the words of the feed by `index.dates`; feedparser
fills in what they leave out, and drops the zone.
"""

import io
import logging
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape
from urllib.parse import urljoin

import feedparser

from index.dates import read_written
from index.decoding import decode_feed
from index.draft import Unreadable
from index.entry import Entry, Feed
from index.language_code import simple
from index.record import tidy, web_address

logger = logging.getLogger(__name__)

LARGEST_FEED_BYTES = 16 << 20
MOST_ENTRIES = 1_000
_LONGEST_ADDRESS_CHARACTERS = 2_048
_LONGEST_FIELD_CHARACTERS = 1_000
_SHOWN_CHARACTERS = 40

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_REFERENCE = re.compile(r"&#(?:[xX]([0-9A-Fa-f]+)|([0-9]+));?", re.ASCII)
_LONGEST_REFERENCE_DIGITS = 8
_XML_SPACES = (0x9, 0xA, 0xD)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w-]{2,20})", re.ASCII | re.IGNORECASE)
_MAIL = re.compile(r"[^\s<>()]{1,100}@[^\s<>()]{1,100}")
_TAG = re.compile(r"</?[A-Za-z!][^<>]*>")
_ROOT = re.compile(r"<([A-Za-z][\w:.-]*)")
_ROOT_CHARACTERS = 10_000
_LINK = re.compile(r"<link\b[^<>]{1,1000}>", re.IGNORECASE)
_FEED_TYPE = re.compile(r"application/(?:rss|atom)\+xml", re.IGNORECASE)
_HREF = re.compile(r"""\shref\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)

# What hostile feeds make feedparser raise.
_HOSTILE = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)


def read_feed(body: bytes, content_type: str | None, url: str) -> Feed | Unreadable:
    """The feed that was found at `url`, with its first 1,000 entries that have an address; or why it is none.

    A feed that breaks the rules of XML is read as far as it goes. An entry without a date has none. Its relative
    addresses are those of `url`, unless it names a base of its own.
    """
    if len(body) > LARGEST_FEED_BYTES:
        return _unreadable(f"is longer than {LARGEST_FEED_BYTES >> 20} MB; ask its publisher for a shorter feed")
    said = _CHARSET.search(content_type or "")
    text = decode_feed(body, charset=said[1] if said else None)
    if isinstance(text, Unreadable):
        return _unreadable("is neither XML nor text in an encoding that it names; check the address of the feed")
    text = _REFERENCE.sub(_character, _FORBIDDEN.sub("", text)).strip()
    try:
        parsed = _parsed(text, url)
    except _HOSTILE as error:
        logger.debug("feedparser could not read %s: %r", url, error)
        return _unreadable("is a feed too broken to read; ask its publisher to mend it")
    if not (parsed.version or parsed.items):
        return _no_feed(text, url)
    entries: dict[str, Entry] = {}
    for item in parsed.items:
        entry = _entry(item, url, is_atom=parsed.version.startswith("atom"))
        if entry and len(entries) < MOST_ENTRIES:
            entries.setdefault(entry.url, entry)
    if parsed.items and not entries:
        return _unreadable("is a feed whose entries have no web address; give the addresses of its pages instead")
    title, language = _title(parsed.about), simple(parsed.about.get("language"))
    return Feed(title=title, language=language, entries=tuple(entries.values()))


@dataclass(frozen=True, kw_only=True)
class _Parsed:
    """What feedparser found, as plain dictionaries: its own warn when a field is missing, and look for it elsewhere."""

    version: str
    about: dict[str, object]
    items: list[dict[str, object]]


def _parsed(text: str, url: str) -> _Parsed:
    parsed = feedparser.parse(
        io.BytesIO(text.encode()),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": url},
        resolve_relative_uris=False,  # in the texts of entries, which are not read
        sanitize_html=False,
    )
    items = [dict(item.items()) for item in parsed.entries]
    return _Parsed(version=parsed.get("version") or "", about=dict(parsed.feed.items()), items=items)


def _entry(item: dict[str, object], url: str, *, is_atom: bool) -> Entry | None:
    """The entry, or None where it has no address."""
    # The first is the page behind a redirect that counts readers; the last serves feeds without links.
    addresses = (_address(item.get(name), url) for name in ("feedburner_origlink", "link", "id"))
    address = next((found for found in addresses if found), None)
    if address is None:
        return None
    published, updated = read_written(item.get("published")), read_written(item.get("updated"))
    if published is None and not is_atom:  # where RSS says dc:date, feedparser says updated
        published, updated = updated, None
    modified = updated.moment if updated and not (published and updated.moment <= published.moment) else None
    return Entry(
        url=address,
        guid=_short(item.get("id")),
        title=_title(item),
        published=published.moment if published else None,
        zone=published.zone if published else None,
        modified=modified,
        author=_author(item),
        section=_section(item),
    )


def _address(value: object, url: str) -> str | None:
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        address = web_address(urljoin(url, value.strip()))
    except ValueError:  # such as half an IPv6 address
        return None
    is_page = address and len(address) <= _LONGEST_ADDRESS_CHARACTERS and address != url
    return address if is_page else None


def _title(of: dict[str, object]) -> str | None:
    """A title without the tags and references that it may have as HTML."""
    title, detail = of.get("title"), of.get("title_detail")
    if isinstance(title, str) and isinstance(detail, Mapping) and detail.get("type") != "text/plain":
        title = unescape(_TAG.sub(" ", title[: 2 * _LONGEST_FIELD_CHARACTERS]))
    return _short(title)


def _author(item: dict[str, object]) -> str | None:
    """The name without the address of mail that RSS asks for."""
    author = _short(item.get("author"))
    return (_MAIL.sub("", author).strip(" ()<>,") or None) if author else None


def _section(item: dict[str, object]) -> str | None:
    match item.get("tags"):
        case [Mapping() as tag, *_]:
            return _short(tag.get("term"))
        case _:
            return None


def _short(value: object) -> str | None:
    return tidy(value[:_LONGEST_FIELD_CHARACTERS]) if isinstance(value, str) else None


def _character(reference: re.Match[str]) -> str:
    """The reference itself, or a replacement character where XML allows none by that number."""
    digits = (reference[1] or reference[2]).lstrip("0")
    if len(digits) > _LONGEST_REFERENCE_DIGITS:
        return "\N{REPLACEMENT CHARACTER}"
    number = int(digits or "0", 16 if reference[1] else 10)
    is_character = number in _XML_SPACES or 0x20 <= number < 0xD800 or 0xE000 <= number < 0xFFFE  # noqa: PLR2004 - XML 1.0, 2.2
    return reference[0] if is_character or 0x10000 <= number <= 0x10FFFF else "\N{REPLACEMENT CHARACTER}"  # noqa: PLR2004


def _no_feed(text: str, url: str) -> Unreadable:
    """What it is instead, and where its feed is if it says so."""
    root = _ROOT.search(text[:_ROOT_CHARACTERS])
    if not text:
        return _unreadable("is empty, not a feed; check the address of the feed")
    if text[0] in "{[":
        return _unreadable("is JSON, not an RSS or Atom feed; give the address of its RSS or Atom feed")
    if root is None or text[0] != "<":
        return _unreadable("is text, not an RSS or Atom feed; check the address of the feed")
    if root[1].lower() != "html" and "<html" not in text[:_ROOT_CHARACTERS].lower():
        kind = f"XML that begins with <{root[1][:_SHOWN_CHARACTERS]}>"
        return _unreadable(f"is {kind}, not an RSS or Atom feed; check the address of the feed")
    links = (link[0] for link in _LINK.finditer(text) if _FEED_TYPE.search(link[0]))
    named = (_address(unescape(href[1]), url) for link in links if (href := _HREF.search(link)))
    feed = next((found for found in named if found), None)
    advice = f"it names {feed} as its feed" if feed else "give the address of its RSS or Atom feed"
    return _unreadable(f"is a web page, not a feed; {advice}")


def _unreadable(reason: str) -> Unreadable:
    return Unreadable(place="", reason=reason)
