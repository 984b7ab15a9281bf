"""A web page as an article: its main text and what its markup says of it, through trafilatura.

trafilatura looks for the date in the text too when the markup names none, and so dates a page without a date to
whatever day its prose mentions, or to the newest link beside it. Hence metadata is read from a copy of the page from
which prose and neighbours are cut. The canonical address is what the page claims: anybody can name another's.
"""

import logging
import re
from copy import deepcopy
from dataclasses import replace
from urllib.parse import urljoin

from trafilatura import extract, extract_metadata, load_html

from index.dates import read_date
from index.draft import Draft, Unreadable
from index.language_code import simple
from index.record import draft_of, tidy, web_address

logger = logging.getLogger(__name__)

_DATE_SETTINGS = {
    "extensive_search": False,
    "original_date": True,
    "deferred_url_extractor": True,  # the head knows the hour, an address only the day
    "max_date": "2100-01-01",  # not the clock of this machine
    "outputformat": "%Y-%m-%dT%H:%M:%S%z",
}
_PROSE = "//body//p | //body//li | //body//td | //body//dd | //body//blockquote | //body//pre"
_NEIGHBOURS = "//body//nav | //body//aside | //body//footer | //body//figure | //meta[@property='og:image']"
# A paragraph that is a byline or a date line, which has at most so many characters.
_BYLINE = ".//time or @itemprop or .//@itemprop or .//@rel='author'" + "".join(
    f" or contains(@{name}, '{word}')"
    for name in ("class", "id")
    for word in ("byline", "author", "date", "publish", "posted", "time", "meta")
)
_LONGEST_BYLINE_CHARACTERS = 120

# Where the head and JSON-LD name the last change; htmldate looks there only if it met no other date before.
_MODIFIED = (
    "//meta[@property='article:modified_time' or @property='og:updated_time' or @itemprop='dateModified'"
    " or @name='last-modified']/@content"
)
_LANGUAGE = "/html/@lang | /html/@*[name()='xml:lang']"
_CANONICAL = ("//link[@rel='canonical']/@href", "//meta[@property='og:url']/@content")
_JSON_LD = "//script[@type='application/ld+json']/text()"
_DATE_MODIFIED = re.compile(r'"dateModified"\s*:\s*"([^"]{1,80})"')

# Where trafilatura finds less than this, it falls back on all words of the page, its navigation too, one tag a line.
# Its precise mode has no such resort, and finds short articles whole.
_SHORT_CHARACTERS = 250
# Less is a link or a button that stands alone, such as "Home".
_FEWEST_CHARACTERS = 20
_TABLE_RULE = re.compile(r"^\|[|\s:-]+\n?", re.MULTILINE)

# trafilatura catches what it expects. Hostile pages make it raise these besides: addresses that are none, characters
# that XML forbids, JSON-LD of impossible types, a page whose root is gone.
_HOSTILE = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_EMPTY = Unreadable(place="", reason="is a web page without a main text; save the article's own page, or its text")
_BROKEN = Unreadable(place="", reason="is a web page too broken to read; save the article as text")


def read_web_page(html: str, *, url: str | None = None) -> Draft | Unreadable:
    """The article that a page is, with title, date, outlet, author, section, language and address if it says them.

    The outlet of a page that names none is the host of its address, and its date the day in that address if need be.
    `url` is where the page was found, from which relative addresses go out. The draft's own `url` is the canonical
    address that the page names, whoever that belongs to, and None if it names none.
    """
    try:
        text = _main_text(html)
    except _HOSTILE:
        return _BROKEN
    if len(text.strip()) < _FEWEST_CHARACTERS:
        return _EMPTY
    try:
        said = _metadata(html, url)
    except _HOSTILE as error:
        logger.warning("the metadata of the web page %s could not be read: %r", url or "in a file", error)
        return Draft(place="", text=text)
    headline, _, body = text.partition("\n")
    if body.strip() and tidy(headline) == tidy(said.get("title")):  # the title is not the first sentence
        text = body
    draft = draft_of(said, text=text)
    # Many systems write both dates on every page, changed or not.
    changed = draft.published and draft.modified and draft.modified > draft.published
    return draft if changed else replace(draft, modified=None)


def _main_text(html: str) -> str:
    text = extract(html, include_comments=False, favor_precision=True) or ""
    if len(text) >= _SHORT_CHARACTERS:
        text = extract(html, include_comments=False) or text
    return _TABLE_RULE.sub("", text)


def _metadata(html: str, url: str | None) -> dict[str, object]:
    """The fields of a record, as the page's markup says them."""
    page = load_html(html)
    if page is None:
        return {}
    page = deepcopy(page)
    for element in page.xpath(_NEIGHBOURS):
        element.drop_tree()
    for element in page.xpath(_PROSE):
        if len(element.text_content()) > _LONGEST_BYLINE_CHARACTERS or not element.xpath(f"boolean({_BYLINE})"):
            element.drop_tree()
    for element in page.xpath("//body//*[not(self::script or self::h1)]"):
        for part in ("text", "tail"):
            if len(getattr(element, part) or "") > _LONGEST_BYLINE_CHARACTERS:
                setattr(element, part, None)
    modified = [*page.xpath(_MODIFIED), *_DATE_MODIFIED.findall("\n".join(page.xpath(_JSON_LD)))]
    languages = [code for value in page.xpath(_LANGUAGE) if (code := simple(value))]
    canonical = [whole for path in _CANONICAL for value in page.xpath(path) if (whole := _address(value, url))]
    said = extract_metadata(page, default_url=url, date_config=dict(_DATE_SETTINGS))
    return {
        "title": said.title,
        "date": said.date,
        "modified": next((found for value in modified if (found := read_date(value))), None),
        "publisher": said.sitename,
        "url": canonical[0] if canonical else None,
        "author": said.author,
        "section": said.categories,
        "language": languages[0] if languages else None,
    }


def _address(value: str, url: str | None) -> str | None:
    """The address that a page writes, made whole from the one where it was found."""
    try:
        return web_address(urljoin(url or "", value.strip()))
    except ValueError:  # such as half an IPv6 address
        return None
