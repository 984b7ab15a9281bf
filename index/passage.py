"""A passage: a stretch of an article's text, the unit that is searched."""

from dataclasses import dataclass

from index.article import Article


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """Characters `start` (counted) to `end` (not counted) of a text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"no span runs from {self.start} to {self.end}")

    def of(self, text: str) -> str:
        """The characters of a text that this span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, kw_only=True)
class Passage:
    """A stretch of one article version; `text` is always exactly `article.text[start:end]`."""

    article: Article
    span: Span

    def __post_init__(self) -> None:
        if self.span.end > len(self.article.text):
            raise ValueError(f"passage {self.span} ends behind the text of article {self.article.id}")

    @property
    def text(self) -> str:
        """The words of the passage."""
        return self.span.of(self.article.text)
