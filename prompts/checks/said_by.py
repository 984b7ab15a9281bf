"""Whether an article has somebody say words: yes or no, as far as can be told.

Where it names whoever speaks, that decides; else whether the sentence of the words names them outside the words.
"""

from index.passage import Span
from prompts.checks.credited import credit
from prompts.checks.same_speaker import Likeness, likeness, mentions
from prompts.checks.source import Source


def is_said_by(who: str, source: Source, words: Span) -> bool:
    """Whether `words`, characters of the source's article, are somebody's; False where it may be either.

    Only what the source has around its passage is read.
    """
    text = source.passage.article.text
    touched = [
        (position, one.span)
        for position, one in enumerate(source.around)
        if one.span.start < words.end and words.start < one.span.end
    ]
    credited = [credit(source, place, _inside(words, own)) for place, own in touched]
    given = {speaker for one in credited for speaker in one.speakers}
    like = {likeness(who, speaker, text) for speaker in given}
    if Likeness.SAME in like:
        return True
    if like == {Likeness.OTHER} or any(one.speakers and one.certain for one in credited):
        return False
    if not touched:
        return False
    first, last = touched[0][1].start, touched[-1][1].end
    return mentions(f"{text[first : words.start]} | {text[words.end : last]}", who, text)


def _inside(words: Span, sentence: Span) -> Span:
    return Span(max(words.start, sentence.start), min(words.end, sentence.end))
