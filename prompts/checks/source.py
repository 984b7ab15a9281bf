"""What a sentence cites, as the checks read it: the passage, its sentences with their speakers, and its article."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

from index.passage import Passage
from prompts.checks.dates_named import Named, dates_in, full_dates
from prompts.checks.figures import Figure, figures_in
from prompts.folding import Folded, fold
from prompts.speakers import Sentence

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Source:
    """One passage that a marker points at.

    `number` is that of the hit (1 is the first). `around` are the sentences of the article around the passage, with who
    speaks in each; their spans are offsets into the article's text.
    """

    number: int
    passage: Passage
    around: tuple[Sentence, ...] = ()

    @cached_property
    def folded(self) -> Folded:
        """The passage with typography folded; its offsets count from the beginning of the passage."""
        return fold(self.passage.text)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The sentences of which the passage holds at least a part, in order."""
        span = self.passage.span
        return tuple(one for one in self.around if one.span.start < span.end and span.start < one.span.end)

    @cached_property
    def known(self) -> str:
        """The passage with what is shown above it: title, outlet and words."""
        article = self.passage.article
        return f"{article.title}\n{article.publisher or ''}\n{self.passage.text}"

    @cached_property
    def dates(self) -> tuple[Named, ...]:
        """The dates that are named in what is known."""
        return dates_in(self.known)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The figures in what is known, without those of dates."""
        return figures_in(self.known, masked=full_dates(self.dates))

    @cached_property
    def _made(self) -> dict[Hashable, object]:
        return {}

    def once(self, make: Callable[..., T], *given: Hashable) -> T:
        """What a function makes of something, remembered: the sentences of a reply rest on the same passages."""
        key = (make, *given)
        if key not in self._made:
            self._made[key] = make(*given)
        return cast(T, self._made[key])
