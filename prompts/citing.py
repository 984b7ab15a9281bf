"""From checked sentences to claims: what each rests on becomes a citation, numbered in the order of first use.

What a citation quotes is the article's, never the reply's. Claims can be built one by one, as sentences come.
"""

from collections.abc import Sequence

from index.passage import Span
from index.query import Hit
from index.text import one_line
from prompts.answer import Citation, Claim
from prompts.checks.attributed import names, says_somebody
from prompts.checks.finding import CheckedSentence, Outcome
from prompts.speakers import Reader, speaker_of


class Citing:
    """The claims of one reply and their citations, as far as its sentences have come."""

    def __init__(self, hits: Sequence[Hit], reader: Reader) -> None:
        self._hits = hits
        self._reader = reader
        self._citations: dict[tuple[str, str, Span], Citation] = {}

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations so far, in the order of their numbers."""
        return tuple(self._citations.values())

    def claim(self, checked: CheckedSentence) -> Claim | None:
        """The claim that a sentence makes, with its citations; None for a sentence that was dropped."""
        if checked.outcome is Outcome.DROPPED:
            return None
        numbers = [self.cite(marker, span) for marker, span in zip(checked.markers, checked.rests, strict=True)]
        cited = tuple(dict.fromkeys(numbers))
        quoting = checked.verbatim or says_somebody(checked.text)
        return Claim(text=checked.text, citations=cited, speaker=self._untold(checked.text, cited) if quoting else None)

    def verbatim(self, marker: int, span: Span) -> Claim:
        """A sentence of the article of a hit as a claim that cites itself."""
        text = one_line(span.of(self._hits[marker - 1].passage.article.text))
        cited = (self.cite(marker, span),)
        return Claim(text=text, citations=cited, speaker=self._untold(text, cited))

    def _untold(self, text: str, numbers: Sequence[int]) -> str | None:
        """Who says a sentence that doesn't name them: one that is the article's own, quotes, or says "he said"."""
        cited = [citation for citation in self.citations if citation.number in numbers]
        speakers = {citation.speaker for citation in cited}
        speaker = speakers.pop() if len(speakers) == 1 else None
        return None if not speaker or names(text, speaker, cited[0].article.text) else speaker

    def cite(self, marker: int, span: Span) -> int:
        """The number of the citation of a span in the article of a hit (1 is the first)."""
        hit = self._hits[marker - 1]
        article = hit.passage.article
        key = (article.id, article.version, span)
        if key not in self._citations:
            spoken = self._reader.read(article, hit.passage.span).sentences
            self._citations[key] = Citation(
                number=len(self._citations) + 1,
                article=article,
                span=span,
                speaker=speaker_of(span, spoken),
                passage=hit.passage.span,
            )
        return self._citations[key].number
