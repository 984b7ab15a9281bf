"""From a reply that is still being written to the sentences that no further word of it will change.

Only what stands behind a sentence says where it ended: “Is it safe?” may go on with “Lee asked.”, and markers may
follow the full stop. So a sentence is settled once the next one is well begun, and the last when the reply has ended.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from prompts.generator import MarkedSentence
from prompts.marking import MarkedBlock, may_refuse, read_blocks, without_refusal

WORDS_THAT_SETTLE = 10
"""So many words behind a sentence settle it: `index.sentences` looks no further for who asked a quoted question."""

LEAST_GROWTH_CHARACTERS = 16
SHARE_OF_GROWTH = 16
"""A reply is read again when it has grown by one part in so many, so that small pieces take no quadratic time."""

_OPENING_BRACKETS, _CLOSING_BRACKETS = "[【［〔(", "]】］〕)"
_CODE_FENCE = re.compile(r"\A\s*(?:(?:```|~~~)\w{0,20}\s*)?")
_PAIRS = (("“", "”"), ("«", "»"), ("(", ")"), ("[", "]"))
_SINGLE_OPENING = re.compile(r"(?<!\w)['‘](?=\w)")
_SINGLE_CLOSING = re.compile(r"(?<=[^\s])['’](?!\w)")


@dataclass
class Handover:
    """Hands over the sentences of a growing reply, each once and in order, to whoever waits for them."""

    take: Callable[[MarkedSentence], None]
    refusal: str
    given: list[MarkedSentence] = field(default_factory=list)
    due: int = LEAST_GROWTH_CHARACTERS

    def look(self, reply: str) -> None:
        """Hand over what is settled and new in the reply as far as it is written."""
        if len(reply) < self.due:
            return
        self.due = len(reply) + max(LEAST_GROWTH_CHARACTERS, len(reply) // SHARE_OF_GROWTH)
        self._give(settled(reply, refusal=self.refusal))

    def end(self, sentences: Sequence[MarkedSentence]) -> None:
        """Hand over what is left of the sentences of the whole reply."""
        self._give(sentences)

    def _give(self, sentences: Sequence[MarkedSentence]) -> None:
        if list(sentences[: len(self.given)]) != self.given:
            return  # The reply took back what it said; nothing fits behind that.
        for sentence in sentences[len(self.given) :]:
            self.given.append(sentence)
            self.take(sentence)


def settled(reply: str, *, refusal: str) -> tuple[MarkedSentence, ...]:
    """The sentences at the beginning of an unfinished reply that stay as they are, however it goes on.

    None while it may still turn out to be a refusal, or JSON. Never raises, whatever the reply is.
    """
    if _may_be_json(reply):
        return ()
    blocks = read_blocks(reply)
    sentences = [sentence for block in blocks for sentence in block.sentences]
    before = sum(len(block.sentences) for block in blocks[:-1])
    closed = [True] * (before + 1) + (_closed(blocks[-1]) if blocks else [])
    numbers = range(len(sentences) - 1, 0, -1)
    count = next((number for number in numbers if closed[number] and _is_begun(sentences[number:])), 0)
    if may_refuse(sentences[:count], refusal):
        return ()
    return without_refusal(sentences[:count], refusal)


def _is_begun(following: Iterable[MarkedSentence]) -> bool:
    """Whether so much stands behind a sentence that it is over, and its markers with it."""
    words: list[str] = []
    for sentence in following:
        words.extend(sentence.text.split())
        if len(words) > WORDS_THAT_SETTLE:
            break
    text = " ".join(words)
    # What begins with a bracket may be a marker that is still being written: “[passages 1 and”.
    bracketed = text[:1] in _OPENING_BRACKETS and not any(closing in text for closing in _CLOSING_BRACKETS)
    return len(words) > WORDS_THAT_SETTLE and not bracketed


def _closed(block: MarkedBlock) -> list[bool]:
    """Of a block that is being written, whether what stands up to the end of each of its sentences is closed.

    It isn't in a block that leads with its markers, for the last one tells whether they lead or follow; and not where
    a quotation or a bracket is open, for its end would make one sentence of all that it holds.
    """
    seen: Counter[str] = Counter()
    single = straight = False
    closed = []
    # While a straight mark is open, it is paired with the wrong one, and sentences are parted within quotations.
    unpaired = sum(sentence.text.count('"') for sentence in block.sentences) % 2 == 1
    for sentence in block.sentences:
        seen.update(sentence.text)
        # Which single marks are quotation marks, an apostrophe much further on can change.
        straight = straight or any(match.group() == "'" for match in _SINGLE_OPENING.finditer(sentence.text))
        straight = straight or (unpaired and '"' in sentence.text)
        opening = max((match.start() for match in _SINGLE_OPENING.finditer(sentence.text)), default=-1)
        closing = max((match.start() for match in _SINGLE_CLOSING.finditer(sentence.text)), default=-1)
        single = opening > closing if opening != closing else single
        paired = seen['"'] % 2 == 0 and all(seen[one] <= seen[other] for one, other in _PAIRS)
        closed.append(paired and not (single or straight) and not block.leads)
    return closed


def _may_be_json(reply: str) -> bool:
    """Whether the reply begins like JSON, which is no reply, but may not be complete yet."""
    begun = _CODE_FENCE.sub("", reply, count=1)
    return begun.startswith("{") or (begun.startswith("[") and not begun[1:2].isdigit())
