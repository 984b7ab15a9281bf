"""The readers in this very process: what hostile bytes cost here in time and memory has no bound.

It is what a process of its own runs (`reader_child`), and tests. Importing it takes a second.
"""

from index.decoding import decode_page
from index.draft import Draft, Unreadable
from index.entry import Feed
from index.feed import read_feed
from index.markup import read_markdown
from index.pdf import read_pdf
from index.readers import read_plain
from index.web_page import read_web_page


class ReadersHere:
    """The parsers themselves."""

    def page(self, body: bytes, charset: str | None = None, url: str | None = None) -> Draft | Unreadable:
        """A web page; `charset` is what its server says, `url` where it was found."""
        html = decode_page(body, charset=charset)
        return read_web_page(html, url=url) if isinstance(html, str) else html

    def feed(self, body: bytes, content_type: str | None, url: str) -> Feed | Unreadable:
        """An RSS or Atom feed, which was found at `url`."""
        return read_feed(body, content_type, url)

    def pdf(self, body: bytes) -> Draft | Unreadable:
        """A PDF."""
        return read_pdf(body)

    def plain(self, body: bytes) -> Draft | Unreadable:
        """Plain text."""
        return read_plain(body)

    def markdown(self, text: str) -> Draft | Unreadable:
        """A Markdown file."""
        return read_markdown(text)
