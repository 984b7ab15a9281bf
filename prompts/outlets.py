"""Which outlets a question names as its source: "according to Reuters", but not "who owns CNN?".

Precision first: a filter hides every other outlet's articles, so an outlet filters only where the words beside its name
say that it is the source; where it says something itself, it may be the subject as well, and is preferred.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from index.terms import STOP_WORDS
from prompts.outlet_names import Mention, mentions_in


@dataclass(frozen=True, kw_only=True)
class Outlets:
    """The outlets that a question names as a source, spelled as the articles spell them.

    `only` are those to which the search should keep, `preferred` those that say something themselves. `unknown` are
    well-known outlets that the question wants as `only` and of which the corpus has nothing. `phrase` is the part of
    the question that says so, None where no outlet is a source.
    """

    only: tuple[str, ...] = ()
    preferred: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    phrase: str | None = None


_Use = Literal["only", "preferred", "subject"]

_NOUN = (
    r"(?:reports?|reporting|articles?|stor(?:y|ies)|coverage|pieces?|editorials?|op-eds?|headlines?|dispatch(?:es)?"
    r"|analysis|write-?ups?|live ?blog|columns?)(?!\s+(?:board|desk|editor|page|room|staff|team|writer))"
)
_ADVERB = r"(?:(?:also|ever|already|just|first|really|has|have|had|\w+ly)\s+)*"
_WROTE = (
    r"(?:reports?|reported|writes?|wrote|written|publish(?:es|ed)?|print(?:s|ed)?|cover(?:ed)?(?!\s+up)|broadcast"
    r"|air(?:ed)?)"
)
_SAYS = (
    r"(?:says?|said|tells?|told|claim(?:s|ed)?|calls?|called|describe[sd]?|argue[sd]?|suggest(?:s|ed)?|explain(?:s|ed)?"
    r"|note[sd]?|predict(?:s|ed)?|warn(?:s|ed)?|state[sd]?|quote[sd]?|cite[sd]?|estimate[sd]?|reveal(?:s|ed)?"
    r"|mention(?:s|ed)?|allege[sd]?|conclude[sd]?|think|indicate[sd]?|discuss(?:es|ed)?)"
)
_ITS_OWN = (
    r"\b(?:annual|quarterly|earnings?|financial|revenues?|profits?|loss|losses|income|subscribers?|sales|ratings"
    r"|viewers|internal|its|their)\b"
)
"""Words that make an outlet's report one on itself."""
_ASKED = r"\b(?:did|does|do|has|have|had|didn['’]t|doesn['’]t|hasn['’]t)$"
_IS = r"\b(?:is|are|was|were|be|been|being)$"
_FEW_WORDS = r"(?:\s+[\w'’-]+){0,8}?\s+"
_LEFT = r"\b(?:fired|sacked|dropped|resign\w*|quit|left|leave|step\w*|barred|banned|stolen|departure|exit)"
_STAKE = (
    r"\b(?:invest\w*|stakes?|shares?|interest|work\w*|jobs?|cuts?|layoffs?|roles?|trust|crisis|changes?|staff|bosses)"
)
_GRAMMAR = "|".join(sorted(STOP_WORDS - {"of"} | {"yesterday", "today", "tonight", "last", "recently"}, key=len)[::-1])
_END = rf"^(?:\s*$|\s*[,.;:?!()–—…]|\s+-\s|\s+(?:{_GRAMMAR})\b)"
_END_OR_VERB = rf"{_END}|^\s+{_ADVERB}(?:{_WROTE}|{_SAYS})\b"


def _frame(use: _Use, before: str, after: str) -> tuple[_Use, re.Pattern[str], re.Pattern[str]]:
    return use, re.compile(before, re.IGNORECASE), re.compile(after, re.IGNORECASE)


_FRAMES = (
    # did | Reuters | report a loss
    _frame("subject", _ASKED, rf"^\s+{_ADVERB}report(?:ed)?\s+(?:[\w-]+\s+){{0,3}}?{_ITS_OWN}"),
    _frame("subject", rf"{_ITS_OWN}{_FEW_WORDS}?{_ASKED}", rf"^\s+{_ADVERB}report(?:ed)?\b"),
    # did | Reuters | report
    _frame("only", _ASKED, rf"^\s+{_ADVERB}{_WROTE}\b"),
    _frame("only", _ASKED, rf"^\s+{_ADVERB}(?:run|ran)\s+(?:an?|any|the)\s+(?:\w+\s+)?{_NOUN}\b"),
    _frame("preferred", _ASKED, rf"^\s+{_ADVERB}{_SAYS}\b"),
    # is | Reuters | reporting; but: is | Reuters | said to be for sale
    _frame("only", _IS, rf"^\s+{_ADVERB}(?:report|writ|publish|cover)ing\b"),
    _frame("preferred", _IS, rf"^\s+{_ADVERB}(?:say|claim|suggest)ing\b"),
    _frame("subject", _IS, rf"^\s+{_ADVERB}(?:{_WROTE}|{_SAYS})\b"),
    # the | BBC |'s annual report
    _frame("subject", "", rf"^(?:['’]s?)?\s+(?:[\w-]+\s+)?{_ITS_OWN}"),
    # the | BBC |'s latest coverage; according to a | Reuters | report
    _frame("only", r"\baccording to$", rf"^(?:['’]s?)?\s+(?:[\w-]+\s+)?{_NOUN}\b"),
    _frame("only", "", rf"^['’]s?\s+(?:[\w-]+\s+){{0,2}}?{_NOUN}\b"),
    _frame("only", "", rf"^\s+(?:(?:exclusive|live|latest|special|recent|original|news)\s+)?{_NOUN}\b"),
    # according to | Reuters
    _frame(
        "only", r"\b(?:according to|as per|per|via)$|^\W*(?:in|from)$|\bwhat(?:['’]s| is| was)? (?:there )?in$", _END
    ),
    _frame("only", r"\b(?:reported|published|written|printed|covered|broadcast|aired|revealed) (?:by|in|on)$", _END),
    _frame("only", r"\bas (?:cited|quoted|told|described|stated|mentioned|claimed) (?:by|in|on)$", _END),
    # fired from | CNN; stake in | Reuters
    _frame("subject", rf"{_LEFT}{_FEW_WORDS}from$", _END),
    _frame("subject", rf"{_STAKE}(?:\s+[\w'’-]+){{0,3}}?\s+in$", ""),
    # news on the vote from | CNN; what was said of the vote in the | Guardian
    _frame("only", rf"\b(?:{_NOUN}|news|updates?|anything|something){_FEW_WORDS}(?:by|from|in)$", _END_OR_VERB),
    _frame(
        "only", rf"\b(?:said|say|read|written|wrote|write|publish|appear(?:ed)?|claimed|alleged){_FEW_WORDS}in$", _END
    ),
    _frame("only", r"\bin$", r"^\s+(?:about|on|yesterday|today|this|last)\b"),
    # told | CNN; an interview with | CNN; said on | CNN
    _frame("preferred", r"\b(?:tell|tells|told|telling)$", _END),
    _frame("preferred", r"\binterview(?:ed)?\s+(?:\S+\s+){0,3}?(?:with|to|on|by|for)$", _END),
    _frame("preferred", rf"\b(?:say|said|says|claim(?:ed)?|spoke|speak|appear(?:ed)?){_FEW_WORDS}on$", _END),
    # … | Reuters | reports that
    _frame("subject", "", rf"^\s+{_ADVERB}report(?:s|ed)?\s+(?:[\w-]+\s+){{0,2}}?{_ITS_OWN}"),
    _frame("only", "", rf"^\s+{_ADVERB}(?:reports|reported|writes|wrote|published)\b"),
    _frame("preferred", "", rf"^\s+{_ADVERB}(?:says|said|claims|claimed|argues|argued|suggests|suggested|told)\b"),
)
"""What stands before and behind a name, and what it is named for then; the first that fits decides."""

_COMPARED = re.compile(r"\b(?:while|whereas|both|compare[ds]?|differ\w*|unlike|versus|vs|contrast)\b", re.IGNORECASE)
_QUOTE = "['\"“”‘’]"
_QUOTES = frozenset(_QUOTE[1:-1])
_JOINT = re.compile(rf"{_QUOTE}?(?:,|,?\s*(?:\b(?:and|or)\b|&))\s*{_QUOTE}?(?:the\s+)?{_QUOTE}?", re.IGNORECASE)
_LEAD = re.compile(rf"(?:\bboth\s+)?{_QUOTE}?(?:\b(?:the|an?)\s+)?{_QUOTE}?$", re.IGNORECASE)
_NAME_BEFORE = re.compile(r"\S\s+([^\W\d_][\w'’.-]*)\s+$")
_NAME_BEHIND = re.compile(r"\s+([^\W\d_][\w-]*)")
_FRAME_WORD = re.compile(rf"{_WROTE}|{_SAYS}|{_NOUN}", re.IGNORECASE)
AROUND_CHARACTERS = 120
"""How much text beside a name is looked at."""


def named_outlets(text: str, publishers: Sequence[str]) -> Outlets:
    """Which outlets a question names as its source; `publishers` are the corpus', as its articles spell them.

    Where the corpus names no outlet at all, nothing can be said of any, and nothing is unknown.
    """
    uses = [(group, *_use(text, group)) for group in _groups(text, publishers)] if publishers else []
    wanted = [(group, phrase) for group, use, phrase in uses if use == "only"]
    liked = [(group, phrase) for group, use, phrase in uses if use == "preferred"]
    if len(wanted) > 1 or (wanted and _COMPARED.search(text)):
        # "What does Reuters report, while CNN says …": a filter on Reuters alone would hide the other half.
        wanted, liked = wanted + [(group, phrase) for group, use, phrase in uses if use != "only"], []
    only = _names(wanted)
    preferred = tuple(name for name in _names(liked) if name not in only)
    shown = wanted + (liked if preferred else [])
    return Outlets(
        only=only,
        preferred=preferred,
        unknown=tuple(dict.fromkeys(each.known for group, _ in wanted for each in group if not each.publishers)),
        phrase=shown[0][1] if shown else None,
    )


def _names(uses: Sequence[tuple[Sequence[Mention], str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for group, _ in uses for mention in group for name in mention.publishers))


def _groups(text: str, publishers: Sequence[str]) -> Iterator[list[Mention]]:
    """The outlets that a text names, those together that are joined: Reuters, AP and the BBC."""
    group: list[Mention] = []
    for mention in mentions_in(text, publishers):
        if group and not _JOINT.fullmatch(text, group[-1].end, mention.start):
            yield group
            group = []
        group.append(mention)
    if group:
        yield group


def _use(text: str, group: Sequence[Mention]) -> tuple[_Use, str]:
    """What outlets that are named together are named for, and the words that say so."""
    start, end = group[0].start, group[-1].end
    low = max(0, start - AROUND_CHARACTERS)
    lead = _LEAD.search(text, low, start)
    left = lead.start() if lead else start
    if not _QUOTES.isdisjoint(text[left:start]) and text[end : end + 1] in _QUOTES:
        end += 1
    before, after = text[low:left].rstrip(), text[end : end + AROUND_CHARACTERS]
    if not text.isupper() and _is_longer_name(text[low:start], after):
        return "subject", ""
    for use, before_pattern, after_pattern in _FRAMES:
        opening, closing = before_pattern.search(before), after_pattern.search(after)
        if opening and closing:
            first = low + opening.start() if opening.group() else left
            # What follows a name says where it ends; the phrase ends with the name where that is grammar.
            last = end if after_pattern.pattern.startswith(_END) else end + closing.end()
            return use, text[first:last].strip()
    return "subject", ""


def _is_longer_name(before: str, after: str) -> bool:
    """Whether capitals beside a name make it part of another one: the Irish Independent, the CNN Center."""
    left, right = _NAME_BEFORE.search(before), _NAME_BEHIND.match(after)
    return any(
        match and match[1][:1].isupper() and match[1].lower() not in STOP_WORDS and not _FRAME_WORD.fullmatch(match[1])
        for match in (left, right)
    )
