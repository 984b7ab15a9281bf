"""The set phrases by which newspapers and agencies announce a change of what they published, as patterns.

A phrase counts where a line or a sentence begins, for "he retracted his statement" and "the market correction" stand
within one. Each pattern takes a time that grows with the length of its line, which the caller bounds.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeVar

from index.passage import Span

K = TypeVar("K")
Kind = Literal["correction", "clarification", "update", "retraction"]


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a line announces, where in it, and the number of an agency's update."""

    kind: Kind
    span: Span
    number: int | None = None


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_WHEN = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}(?:,? \d{{4}})?|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?:,? \d{{4}})?"
    r"|\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}|\d{1,2}[:.]\d{2}(?: ?[ap]\.?m\b\.?)?|\d{1,2} ?[ap]\.?m\b\.?"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day\b)"
)
# What stands between a label and its colon: "Correction (14 May):", "Update, 14:05 GMT:", "Correction appended on …".
_DATED = rf"(?:,? (?:(?:appended|added|issued|posted) )?(?:(?:on|at) )?{_WHEN}){{0,2}}(?: (?:gmt|utc|[a-z]{{1,4}}t))?"
_ASIDE = r"(?: ?\([^()\n]{1,60}\))?"
_STOP = r"[*_]{0,3} ?(?:[:—–]| - )"
_NUMBER = r"(?: ?(?:no\.? ?|# ?)?(?P<number>\d{1,2})\b)?"
_LABEL_ENDS = rf"(?i:{_DATED}{_ASIDE}){_STOP}"

# Case counts in these where (?i: doesn't say otherwise: "UPDATE-" is an agency's, "update-" is prose.
_LABELS: Mapping[Kind, tuple[re.Pattern[str], ...]] = {
    "retraction": (
        re.compile(r"(?i:retract(?:ion|ed)(?: (?:notice|article|story))?)" + _LABEL_ENDS),
        re.compile(r"RETRACT(?:ION|ED)-|(?i:retraction)[*_]{0,3}$"),
        re.compile(rf"(?i:(?:story |article )?withdrawn){_STOP}|(?:STORY |ARTICLE )?WITHDRAWN(?:-|$)"),
        re.compile(rf"(?:(?:MANDATORY|STORY|ARTICLE|NEWS|PHOTO) )?KILL(?: NOTICE| ADVISORY)?(?:-|$|{_STOP})"),
        re.compile(rf"(?i:(?:mandatory|story|article) kill|kill notice|(?:story|article) withdrawn)(?:$|{_STOP})"),
        re.compile(
            r"(?i:(?:advisory|editors|attention editors) ?[:—–-].{0,80}?(?:"
            r"\b(?:story|article|dispatch)\b.{0,80}?\b(?:withdrawn|retracted|killed)\b"
            r"|\b(?:kill|disregard|withdraw)\b.{0,40}?\b(?:story|article|dispatch)\b))"
        ),
    ),
    "correction": (
        re.compile(r"(?i:corrections?(?: (?:and|&) clarifications?)?|corrected|erratum)" + _LABEL_ENDS),
        re.compile(
            r"(?:CORRECT(?:ED|ION)|REFILE)(?: \d)?-(?:\(OFFICIAL\)-)?"
            r"(?:(?:UPDATE|WRAPUP) (?P<number>\d{1,2})\b)?"
        ),
        re.compile(r"(?i:correction(?: appended)?|corrections (?:and|&) clarifications)[*_]{0,3}$"),
        re.compile(r"\((?i:(?:official )?correct(?:s|ed|ing)|refil(?:es|ed|ing))\b"),
    ),
    "clarification": (
        re.compile(r"(?i:clarifications?|clarified)" + _LABEL_ENDS),
        re.compile(r"CLARIF(?:IED|ICATION)-|(?i:clarification)[*_]{0,3}$|\((?i:clarif(?:ies|ied|ying))\b"),
    ),
    "update": (
        re.compile(rf"(?i:updated?{_NUMBER})" + _LABEL_ENDS),
        re.compile(rf"(?i:updated (?:(?:at|on):? )?{_WHEN})"),
        re.compile(rf"(?:UPDATE|WRAPUP){_NUMBER}(?:-|$)|WRAPUP (?P<wrapup>\d{{1,2}})\b"),
        re.compile(rf"[(\[](?i:updated?{_NUMBER}{_DATED})[)\]]"),
        re.compile(r"\((?:Adds|ADDS|(?i:updates|updating|recasts?|releads?))\b"),
    ),
}
_TITLE_ENDS: Mapping[Kind, tuple[re.Pattern[str], ...]] = {
    "retraction": (re.compile(r"[(\[](?i:retracted|withdrawn)[)\]]$"),),
    "correction": (re.compile(r"[(\[](?i:correct(?:ed|ion))[)\]]$"),),
    "clarification": (re.compile(r"[(\[](?i:clarif(?:ied|ication))[)\]]$"),),
    "update": (
        re.compile(rf"[(\[](?i:updated?{_NUMBER})[)\]]$"),
        re.compile(r"\b(?P<number>\d)(?:st|nd|rd|th|ST|ND|RD|TH) L(?:d|D|ead)[- ](?i:writethru)\b"),
    ),
}

_PIECE = (
    r"(?:(?:news |live )?(?:article|story|report|post|piece|page|item|copy|dispatch|column|obituary|review|interview"
    r"|headline|caption|blog|newsletter|podcast|graphic|map|transcript|version)|liveblog)\b(?:'s headline)?"
)
_PART = (
    r"(?:(?:the|a) (?:headline|(?:photo )?caption|photo|picture|map|chart|graphic|byline|first paragraph)s?"
    r" (?:of|on|in|to|for|with|accompanying) )?"
)
_THIS = rf"{_PART}this (?:{_MONTH} \d{{1,2}} )?{_PIECE}"
_OUR_OWN = r"(?:we have|the [\w' ]{1,40}? has)"
_PURPOSE = (
    r"to (?:correct|clarify|make (?:it )?clear|reflect|include|add|remove|fix|show|say|state|note|amend|give|explain"
    r"|update|use|attribute|delete|replace|specify|restore|change|better|more|accurately|properly)\b"
)
_NEW = r"(?P<verb>corrected|clarified|updated|amended|revised|edited|changed|modified|altered|reworded)\b"
_GONE = r"(?:retracted|withdrawn|removed|taken down|unpublished|deleted|killed)\b"
# "This article was withdrawn from sale" and "by the ministry" are about another.
_NOT_OURS = (
    r"(?!,? (?:from (?!(?:the |our )?(?:(?:web)?site|web|wire|archive|publication|circulation))"
    r"|by (?!(?:the|its|our) (?:authors?|editors?|publisher|newspaper|agency))))"
)
_BEEN = r"(?:has (?:now |since )?been|have been|was|were|is)(?: since| now| later)?"
_ERRED = (
    r"(?:incorrectly|wrongly|mistakenly|erroneously|inaccurately|misstated|misidentified|mis-?spell?(?:ed|t)"
    r"|misattributed|misquoted|mischaracteri[sz]ed|misreported|misnamed|misdated|(?:gave|had|included|used) the wrong"
    r"|contained (?:an? )?(?:\w{1,20} )?(?:error|inaccurac|mistake)\w*)"
)
_SAID = r"(?:said|stated|gave|reported|referred|identified|described|listed|attributed|named|quoted|suggested|implied)"
_EARLIER = (
    r"(?:an?|the|our|some)? ?(?:earlier|previous|prior|original|initial|first) (?:online )?"
    rf"(?:versions?|headline|caption) (?:of|on|for|to) (?:this|our) {_PIECE}"
    r"(?! (?:was |were |has been )?(?:first )?(?:published|posted|appear|ran\b|is\b|can\b|aired))"
)


def _sentences(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)


# None: the verb and what follows it decide.
_SENTENCES: Mapping[Kind | None, tuple[re.Pattern[str], ...]] = {
    "retraction": _sentences(
        r"this (?:article|story|post|piece|item|dispatch|column|obituary|interview)"
        rf" {_BEEN} (?:hereby )?{_GONE}{_NOT_OURS}",
        rf"{_OUR_OWN} {_GONE} this {_PIECE}",
        r"(?:the|this|our) (?:story|article|item|dispatch) (?:slugged|headlined|titled|entitled|published)"
        rf" .{{1,160}}? {_BEEN} (?:hereby )?(?:retracted|withdrawn|killed)\b",
    ),
    None: _sentences(
        rf"{_THIS} {_BEEN} {_NEW}",
        rf"{_OUR_OWN} {_NEW} this {_PIECE}",
        rf"(?:the|our) (?:article|story|headline) has (?:since )?been {_NEW}(?= (?:{_PURPOSE}|with ))",
        rf"{_NEW}(?= {_PURPOSE})",
        rf"this is an? {_NEW} version",
    ),
    "correction": _sentences(
        rf"{_THIS} (?:{_ERRED}|corrects)\b",
        rf"{_THIS} (?:originally|previously|initially|earlier) (?:{_ERRED}|{_SAID})\b",
        rf"(?:(?:due to|because of|owing to) [^.,]{{1,60}}, )?(?:in )?{_PART}{_EARLIER}",
        r"we (?:regret|apologi[sz]e for) (?:the|this|these|any) (?:error|mistake|omission|inaccurac)",
        r"corrects (?:paragraphs?|headline|spelling|name|date|day|figures?|byline|dateline|typo|title|age)\b",
    ),
    "clarification": _sentences(rf"{_THIS} clarifies\b"),
    "update": _sentences(rf"{_THIS} updates (?:an?|the|our|its) (?:earlier|previous|original)\b"),
}
_TO_CORRECT = re.compile(
    r"\b(?:correct(?:s|ed|ing|ion)?|fix(?:es|ed|ing)?|errors?|mistakes?|misstated|incorrect\w*|wrong(?:ly)?"
    r"|erroneous\w*|inaccura\w+|misspell\w*|misidentif\w+)\b",
    re.IGNORECASE,
)
_TO_CLARIFY = re.compile(r"\b(?:clarif(?:y|ies|ied|ying|ication)|make (?:it )?clear(?:er)?)\b", re.IGNORECASE)
_TO_ADD = re.compile(r" (?:to (?:add|include|reflect|update)|with)\b", re.IGNORECASE)
# Constitutions and contracts have articles that were "amended in 1994 to allow".
_WITH_REASON = re.compile(
    rf",? (?:(?:again )?(?:on|at) {_WHEN}|{_WHEN}|{_PURPOSE}|after|because|following)", re.IGNORECASE
)

# Every phrase of a line has one of these; few lines have.
_STEMS = (
    "adds altered amended apologi changed clarif correct disregard edited erratum kill modified our recast refil regret"
    " relead retract revised reworded this updat withdr wrapup"
).split()
# A quotation mark is none of this: what begins with one is somebody's words.
_LEAD = re.compile(r"(?:[\s*_#>•·]|[-–—] ){0,12}")
_NOTE = re.compile(
    r"(?:(?:editor|publisher|author|reporter)(?:'s|s'|s)? note|note to (?:readers|editors)|note|eds\.?)"
    r"[*_]{0,3} ?[:—–-][\s*_]{0,6}",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?][”\"')\]*_]{0,3}\s{1,8}")
# One character for one, so that places stay.
_PLAIN = str.maketrans({"’": "'", "‑": "-", "\N{NO-BREAK SPACE}": " ", "\N{NARROW NO-BREAK SPACE}": " ", "＆": "&"})


def said_in_title(title: str) -> list[Said]:
    """What a headline or an agency's slug announces."""
    plain = title.translate(_PLAIN).rstrip()
    said = _labels(plain, Span(0, len(plain)))
    for kind, pattern in _each(_TITLE_ENDS):
        if found := pattern.search(plain):
            said.append(Said(kind=kind, span=Span(0, len(plain)), number=_number(found)))
    return said or _sentence(plain, Span(0, len(plain)))


def said_in_line(line: str) -> list[Said]:
    """What a line of a text announces: all of it by a label at its beginning, or one of its sentences."""
    lower = line.lower()
    if not any(stem in lower for stem in _STEMS):
        return []
    plain = line.translate(_PLAIN)
    end = len(plain.rstrip())
    said = _labels(plain, Span(len(plain) - len(plain.lstrip()), end)) if end else []
    for span in _spans(plain, end):
        said += _sentence(plain, span)
    return said


def _labels(line: str, span: Span) -> list[Said]:
    said = []
    for start in _starts(line, span.start):
        for kind, pattern in _each(_LABELS):
            if found := pattern.match(line, start, span.end):
                said.append(Said(kind=kind, span=span, number=_number(found)))
    return said


def _each(patterns: Mapping[K, tuple[re.Pattern[str], ...]]) -> Iterator[tuple[K, re.Pattern[str]]]:
    return ((kind, pattern) for kind, several in patterns.items() for pattern in several)


def _starts(line: str, begin: int) -> list[int]:
    """Where the words of a line or sentence may begin: after bullets, a bracket, and "Editor's note:"."""
    starts = [_end(_LEAD, line, begin)]
    if line[starts[0] : starts[0] + 1] in {"(", "["}:
        starts.append(_end(_LEAD, line, starts[0] + 1))
    note = _NOTE.match(line, starts[-1])
    return [*starts, note.end()] if note else starts


def _end(pattern: re.Pattern[str], line: str, start: int) -> int:
    found = pattern.match(line, start)
    return found.end() if found else start


def _sentence(line: str, span: Span) -> list[Said]:
    for start in _starts(line, span.start):
        for kind, pattern in _each(_SENTENCES):
            found = pattern.match(line, start, span.end)
            decided = kind if kind or not found else _by_verb(found["verb"].lower(), line[found.end() : span.end])
            if found and decided:
                return [Said(kind=decided, span=span)]
    return []


def _by_verb(verb: str, rest: str) -> Kind | None:
    """What "this article has been corrected", "updated to fix", "amended on 4 May" is; None if it says too little."""
    if verb == "corrected":
        return "correction"
    if verb == "clarified":
        return "clarification"
    if verb != "updated" and not _WITH_REASON.match(rest):
        return None
    if _TO_CORRECT.search(rest):
        return "correction"
    if _TO_CLARIFY.search(rest):
        return "clarification"
    # Papers that write "amended" mean a correction, unless they say that something was added.
    return "correction" if verb == "amended" and not _TO_ADD.search(rest) else "update"


def _spans(line: str, end: int) -> Iterator[Span]:
    """The sentences of a line, roughly, without the white space around them."""
    start = 0
    for found in _SENTENCE_END.finditer(line, 0, end):
        yield Span(start, len(line[: found.end()].rstrip()))
        start = found.end()
    if start < end:
        yield Span(start, end)


def _number(found: re.Match[str]) -> int | None:
    digits = next((value for value in found.groupdict().values() if value), None)
    return int(digits) if digits else None
