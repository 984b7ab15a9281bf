"""A draft: an article as a file holds it, before it is normalised and has an id of its own."""

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Draft:
    """What one file or record says of one article; whatever it doesn't say is None.

    `place` is where in the file it stands: "" for the whole file, "line 7" or "record 2" for one of several. `text` is
    not yet normalised. `published` and `modified` are aware UTC; `zone` is how many minutes east of UTC the time of
    publication was written in, None where it was written without a zone. `language` is an ISO 639-1 code. `raw` is the
    SHA-256 of the line that it was read from, None where it was read from no line of its own.
    """

    place: str
    text: str
    given_id: str | None = None
    title: str | None = None
    publisher: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    url: str | None = None
    author: str | None = None
    section: str | None = None
    language: str | None = None
    zone: int | None = None
    raw: bytes | None = field(default=None, compare=False, repr=False)

    def __post_init__(self) -> None:
        if not self.text.strip():
            raise ValueError("a draft needs a text")
        for moment in (self.published, self.modified):
            if moment is not None and moment.tzinfo is None:
                raise ValueError(f"{moment} has no time zone")


@dataclass(frozen=True, kw_only=True)
class Unreadable:
    """A file or record that is no article; the others of the same file are not affected.

    `reason` continues a sentence that begins with the place, and says what to do: "is empty; give it a text".
    """

    place: str
    reason: str

    def sentence(self, file: str) -> str:
        """What a person is told: the file as they know it, the place in it, and the reason."""
        return f"{file}, {self.place}, {self.reason}." if self.place else f"{file} {self.reason}."
