"""What a sentence cites, as the checks read it: the passage, its sentences with their speakers, and its article."""

from dataclasses import dataclass
from functools import cached_property

from index.passage import Passage
from prompts.folding import Folded, fold
from prompts.speakers import Sentence


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

    @property
    def known(self) -> str:
        """The passage with what is shown above it: title, outlet and words."""
        article = self.passage.article
        return f"{article.title}\n{article.publisher or ''}\n{self.passage.text}"
