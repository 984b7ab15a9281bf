"""To whom a source gives its words, and how certain that is.

`index.speech` names a speaker for most sentences. Here only what it reads off the sentence itself is certain: a name
or an office with a verb of saying, in the clause of the words. Who "he" is, and whose quotation goes on, is as certain
as that nobody else is near.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.cues import CUE_OF, ROLES
from index.names import TITLES, words_of
from index.passage import Span
from index.phrases import outside_quotes
from index.speech import LONGEST_SENTENCE_CHARACTERS, Speech, speeches
from prompts.checks.source import Source

MOST_CLAUSES = 12
SENTENCES_BACK = 3
"""How far back who "he" is, and whose quotation goes on, is looked for."""
_CLAUSE = re.compile(
    r"[;:]\s+|,?\s+(?:but|while|whereas|although|though)\s+|,\s+and\s+(?=[A-Z]|(?:the|an?|its|his|her)\s)"
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NOT_IN_NAMES = frozenset(
    "that which who he she they it we i you his her their its had has have was were is are be been will would could not"
    " if because when where while after before as how why whether".split()
)
_CLAUSE_IN_NAME = re.compile(r"[A-Z]\w+\s[a-z]+ed\s[a-z]")
_ARTICLES = frozenset({"the", "a", "an", "one", "some", "two", "three", "several", "many", "other", "another", "both"})
_RELATIVE = re.compile(r",?\s(?:who|whose|which|whom)\b.*|,\s(?:his|her|its|their)\s.*")
_PRONOUN = re.compile(r"\b(?:[Hh]e|[Ss]he|[Tt]hey|[Ww]e|I|[Ww]ho)\b")
_MORE = (
    "apologise apologize applaud back caution champion compare decry doubt echo embrace encourage endorse joke"
    " lash liken muse opine oppose outline point push question rail rebuff reckon rebuke scoff support tout trumpet"
).split()
_DOES = (
    {form for form, cue in CUE_OF.items() if form != cue and not form.endswith("ing")}
    | {f"{verb.removesuffix('e')}ed" for verb in _MORE}
    | {f"{verb}s" for verb in _MORE}
    | {"decries", "decried", "lashes"}
)
"""Behind a name, also what may be a noun elsewhere is a verb: Hart vows to …"""
_NAME = re.compile(r"(?:[A-Z][\w.'’-]*\s+){1,5}")
_BETWEEN = re.compile(r"(?:,[^,]{1,80},\s)?(?:(?:has|have|had|also|later|then|once|[a-z]{1,20}ly)\s){0,3}([a-z]+)\b")


@dataclass(frozen=True, kw_only=True)
class Credit:
    """Who a source gives words to.

    `speakers` are those whose words they may be, as the article names them; `certain` is whether it can be nobody else.
    `near` is what stands outside quotation marks from where the speaker is named, where that is not with the verb.
    """

    speakers: tuple[str, ...] = ()
    certain: bool = False
    near: str = ""


def clauses(text: str) -> list[Span]:
    """The clauses of a sentence: what is parted by semicolons and by "but", "while" and the like, quotations aside."""
    outside = outside_quotes(text)
    cuts = [match.end() for match in _CLAUSE.finditer(outside)][:MOST_CLAUSES]
    return [Span(start, end) for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True) if start < end]


def credit(source: Source, position: int, words: Span) -> Credit:
    """To whom an article gives words of one of its sentences; `words` counts characters of the article."""
    one = source.around[position]
    sentence = one.span.of(source.passage.article.text)
    if len(sentence) > LONGEST_SENTENCE_CHARACTERS:
        return Credit()
    outside = outside_quotes(sentence)
    if not one.speeches:
        goes_on = not any(map(str.isalnum, outside))
        return _running(source, position) if goes_on else _by_doing(outside)
    spoken = _of_clause(sentence, one.speeches, words.start - one.span.start)
    if not spoken:
        return Credit(speakers=_names(one.speeches))
    speakers = _names(spoken)
    if all(_is_named(speaker, outside) for speaker in speakers):
        return Credit(speakers=speakers, certain=all(map(reads_like_a_name, speakers)))
    near = _since(source, position, speakers[0])
    return Credit(speakers=speakers, certain=len(speakers) == 1 and bool(near), near=near)


def _names(spoken: Sequence[Speech]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(speech.speaker for speech in spoken))


def _running(source: Source, position: int) -> Credit:
    """Who speaks both before and behind a quotation without a speaker of its own."""
    if not 0 < position < len(source.around) - 1:
        return Credit()
    before, behind = (_names(source.around[other].speeches) for other in (position - 1, position + 1))
    sure = len(before) == 1 and before == behind and reads_like_a_name(before[0])
    near = _since(source, position, before[0]) if sure else ""
    return Credit(speakers=before if sure else (), certain=bool(near), near=near)


def _by_doing(outside: str) -> Credit:
    """Who is named with a verb that `index.speech` leaves out: Lee has cautioned against it, Hart vows to stay."""
    named: dict[str, None] = {}
    for match in _NAME.finditer(outside):
        verb = _BETWEEN.match(outside, match.end())
        comma = outside[: match.end()].rstrip()
        if verb and verb.group(1) in _DOES and not comma.endswith("."):
            named[match.group().strip()] = None
    certain = len(named) == 1 and not _PRONOUN.search(outside) and all(map(reads_like_a_name, named))
    return Credit(speakers=tuple(named), certain=certain, near=outside)


def _of_clause(sentence: str, spoken: Sequence[Speech], place: int) -> tuple[Speech, ...]:
    """Those of the speakers of a sentence who speak in the clause of a place; none where that can't be told."""
    parts = clauses(sentence)
    if len(parts) == 1:
        return tuple(spoken)
    found = speeches(sentence, parts)
    here = next((i for i, part in enumerate(parts) if place < part.end), len(parts) - 1)
    if said := {word for speech in found[here] for word in words_of(speech.speaker)}:
        return tuple(one for one in spoken if not said.isdisjoint(words_of(one.speaker)))
    if outside_quotes(sentence)[place:].startswith(sentence[place : place + 1]):
        # Told without a speaker, while somebody else speaks in another clause.
        return ()
    # A quotation may stand before its speaker.
    between = any(found[:here]) and any(found[here + 1 :])
    return () if between or len(_names(spoken)) > 1 else tuple(spoken)


def _is_named(speaker: str, outside: str) -> bool:
    """Whether a sentence itself names a speaker, be it in fewer words."""
    return not set(words_of(outside)).isdisjoint(word for word in words_of(speaker) if word not in TITLES)


def reads_like_a_name(speaker: str) -> bool:
    """Whether a phrase is a name, an office or a body, and no piece of a clause: "noting his size" is none."""
    words = _WORD.findall(_RELATIVE.sub("", speaker))
    if not words or _CLAUSE_IN_NAME.search(speaker) or not _NOT_IN_NAMES.isdisjoint(map(str.lower, words)):
        return False
    if any(word in CUE_OF and word not in ROLES for word in words):
        return False
    return words[0][:1].isupper() or words[0] in _ARTICLES or not ROLES.isdisjoint(words[:3])


def _since(source: Source, position: int, speaker: str) -> str:
    """What stands outside quotations from where a speaker was last named up to a sentence; empty where that is far.

    It is empty, too, where others spoke beside them there, or where it is no person's or body's name.
    """
    if not reads_like_a_name(speaker):
        return ""
    near = ""
    for one in reversed(source.around[max(0, position - SENTENCES_BACK) : position + 1]):
        sentence = one.span.of(source.passage.article.text)[:LONGEST_SENTENCE_CHARACTERS]
        outside = outside_quotes(sentence)
        near = f"{outside} {near}"
        if _is_named(speaker, outside):
            return near if _names(one.speeches) == (speaker,) else ""
    return ""
