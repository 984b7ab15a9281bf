"""The readers of what may be hostile, behind one protocol: in this process, or in one that can be killed."""

from typing import Protocol

from index.decoding import decode
from index.draft import Draft, Unreadable
from index.entry import Feed


class Readers(Protocol):
    """Reads what others wrote; whatever the bytes are, the answer is a value."""

    def page(self, body: bytes, charset: str | None = None, url: str | None = None) -> Draft | Unreadable:
        """A web page; `charset` is what its server says, `url` where it was found."""

    def feed(self, body: bytes, content_type: str | None, url: str) -> Feed | Unreadable:
        """An RSS or Atom feed, which was found at `url`."""

    def pdf(self, body: bytes) -> Draft | Unreadable:
        """A PDF."""

    def plain(self, body: bytes) -> Draft | Unreadable:
        """Plain text."""

    def markdown(self, text: str) -> Draft | Unreadable:
        """A Markdown file. Some that are made for it take its parser a minute per megabyte."""


def read_plain(body: bytes) -> Draft | Unreadable:
    """Plain text, all of it and untouched: offsets are compared with what its owner sees in it."""
    text = decode(body)
    if isinstance(text, Unreadable):
        return text
    if not text.strip():
        return Unreadable(place="", reason="holds no text; write one into it or remove it")
    return Draft(place="", text=text)
