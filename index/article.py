"""An article: one version of a text that somebody published, with what is known about it.

A changed text is a new version of the same article. The version is named by its text alone, so a corrected date or
a changed page layout makes no new version (design, section 4).
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, kw_only=True)
class Article:
    """One version of an article.

    `text` is normalised (`index.text.normalise`): every offset anywhere counts its characters. `published` is aware
    UTC, or None for an undated article, which stays undated; `modified` is when it says that its text was changed last.
    `origin` is the file (and record) or the address that it was read from. `language` is an ISO 639-1 code. `zone` is
    how many minutes east of UTC the time of publication was written in, None where it was written without a zone.
    """

    id: str
    title: str
    text: str
    origin: str = ""
    publisher: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    url: str | None = None
    author: str | None = None
    section: str | None = None
    language: str | None = None
    zone: int | None = None

    def __post_init__(self) -> None:
        if not self.id or not self.text.strip():
            raise ValueError("an article needs an id and a text")
        for moment in (self.published, self.modified):
            if moment is not None and moment.tzinfo is None:
                raise ValueError(f"article {self.id}: {moment} has no time zone")

    @property
    def version(self) -> str:
        """The name of this text: `sha256:` and 64 hexadecimal digits."""
        return version_of(self.text)

    @property
    def date_words(self) -> str:
        """The date as it is searched and read beside a text, `25 Wednesday September 2024`; empty where undated."""
        return f"{self.published.day} {self.published:%A %B %Y}" if self.published else ""


def version_of(text: str) -> str:
    """The version name of a normalised text; equal texts have equal names."""
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()
