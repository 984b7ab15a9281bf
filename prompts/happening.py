"""When what a sentence tells happened, or is to happen: read from its own words, by its article's day.

A sentence may name several days. That of its main clause counts: not the one since or after which, not that of a
clause beside it ("…, which opened in 2011, …"), and that on which somebody said it only where no other is named.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from prompts.checks.dates_named import Grain, Named, dates_in
from prompts.checks.irregular import FIRST_FORMS
from prompts.dated import Precision, When, resolved

_SAID = "said|says|told|tells|reported|reports|wrote|writes|added|adds|stated|states|announced|confirmed|warned"
_JOINT = r"(?:\s(?:on|in|at|late|early|earlier|the|a\sstatement|an\sinterview))*\s?$"
_SAID_THEN = re.compile(
    rf"\b(?:{_SAID}|told\s(?:[\w’'-]+\s?){{1,4}}|according\sto\s(?:[\w’'-]+\s?){{1,6}}){_JOINT}", re.IGNORECASE
)
_THEN_SAID = re.compile(
    rf"^(?:\s(?:morning|afternoon|evening|night))?(?P<comma>,)?(?:\s[\w’'-]+){{0,5}}?\s(?:{_SAID})\b"
    r"(?!\s+(?:a|an|the|its|his|her|their)\s)"
)
"""What stands behind "on Tuesday" in "on Tuesday said"; who "announced a plan" has done more than say something."""
_DECIDED_THEN = re.compile(rf",\s[^,]{{2,60}}\s(?:decided|agreed|ruled|found|learned){_JOINT}")
"""Beside what was decided: "the road will be closed, the council decided on Monday"."""
_BOUND = re.compile(
    r"\b(?:since|until|till|by|before|after|following|ahead\sof|prior\sto|than|every|each"
    r"|(?:postponed|moved|delayed|put\soff|brought\sforward|rescheduled|extended|adjourned|pushed\sback)\b[^,;.]{0,40}"
    r"\b(?:to|from))\s(?:early\s|late\s|the\s|mid-)?$",
    re.IGNORECASE,
)
_PAST = "|".join(sorted({form for form, first in FIRST_FORMS.items() if form != first}))
_RELATIVE = re.compile(r"^\s*(?:which|who|whose|whom|where)\b", re.IGNORECASE)
_PARTICIPLE = re.compile(
    r"^\s*(?:(?:first|last|originally|already|earlier)\s)?(?:\w{2,}(?:ed|en|ung|ught)|built|held|set|made|sold|left|lost|led"
    r"|won|told|sent|shut|hit|cut|due)\s(?:\w+\s){0,4}?"
    r"(?:on|in|by|at|from|for|to|last|this|earlier|as|during|until)\b",
    re.IGNORECASE,
)
_SUBORDINATE = re.compile(
    r"\b(?:(?:after|before)(?!\s(?:midnight|noon|midday|dawn|dark|lunch|\d))|since|until|because|following|despite|although"
    r"|though|whereas|if|unless)\b[^,;:–—]*$",
    re.IGNORECASE,
)
_THAT_DID = re.compile(
    rf"\b(?:that|who|which)\s(?:(?:was|were|had|has|have)\s(?:been\s)?\w+|{_PAST}|[a-z]{{2,}}ed)\b(?P<behind>[^,;:–—]*)$",
    re.IGNORECASE,
)
_DID = re.compile(rf"\b(?:was|were|had|did|has|have|{_PAST}|(?!need|speed|seed|feed|indeed|hundred)[a-z]{{2,}}ed)\b")
_WAS_TO = re.compile(
    r"\b(?:was|were|had\sbeen)\s(?:due\s|set\s|scheduled\s|supposed\s|meant\s)?to\s[^,;:–—]*$", re.IGNORECASE
)
"""What was to be and may never have been."""
_OWNS = re.compile(r"^['’]s\b")
_ATTRIBUTE = re.compile(r"\b(?:the|an?|its|his|her|their|that)\s$", re.IGNORECASE)
_OPENING = re.compile(r"^\W*(?:[A-Z][\w .’'-]{0,40}\s[—–-]+\s)?(?:the\s|in\s|at\s|during\s)?$", re.IGNORECASE)
_FEW_WORDS = re.compile(r"^\W*(?:[A-Z][\w .’'-]{0,40}\s[—–-]+\s)?(?:(?:on|in|early|late|the|at|later|and)\W+)*$", re.I)
_AHEAD = (
    # "will be sentenced": what looks like a verb of the past is none there.
    r"(?:will|shall|would|may|could|might|to)\s(?:not\s|\w+ly\s)?(?:be|have)\s(?:been\s|\w+ly\s)?\w+"
    r"|will|won['’]t|['’]ll|shall|(?:is|are|was|were|be|been)\s(?:due|set|scheduled|planned|expected|to|going\sto|likely)"
    r"|due|plans?\sto|planned|planning|expect(?:s|ed)?|scheduled|intends?|aims?|hopes?|would|may|could|might"
    r"|to\s(?:be|begin|start|open|reopen|close|meet|vote|decide|hear|rule|sail|appeal|return|launch|resume|take|hold"
    r"|discuss|continue|end|strike|walk)"
    r"|(?:opens|begins|starts|meets|resumes|reopens|launches|takes\splace|goes\son\strial|go\sto\sthe\spolls)(?=\s(?:[\w’'-]+\s){0,5}$)"
)
_TURN = re.compile(
    rf"\b(?:had\s\w+(?:\sto\s\w+)?|(?P<ahead>{_AHEAD})|was|were|had|did|has|have|{_PAST}|(?!need|speed|seed|feed|indeed|hundred)[a-z]{{2,}}ed)\b",
    re.IGNORECASE,
)
_PLANS = re.compile(
    r"\b(?:will|won['’]t|shall|(?:is|are)\s(?:due|set|scheduled|planned|expected|going|likely)\sto|(?:is|are)\sto\s[a-z]"
    r"|plans?\sto|intends?\sto|(?:said|announced|promised|warned)\s(?:that\s)?(?:[\w’'-]+\s){1,5}would)\b",
    re.IGNORECASE,
)
_ADVERBIAL = re.compile(r"^\s*(?:(?:on|in|at|by|from|late|early|earlier|last|next|this)\b.*)?$", re.IGNORECASE)
_GIVEN = re.compile(r"\b(?:after|since|following|because|despite|although|though|whereas)\b[^,;:–—]*", re.IGNORECASE)
_HAD = re.compile(r"\bhad\s(?:\w+ly\s)?(?:been\s)?\w+", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"")
_UNREAD = frozenset({Grain.CLOCK, Grain.DECADE})
_FINE = frozenset({Precision.DAY, Precision.WEEK})


@dataclass(frozen=True, kw_only=True, slots=True)
class Happening:
    """When a sentence's event was or is to be: `when` is None where no words of it say so, else `words` are those.

    `ahead` says that it was still to come when the sentence was published.
    """

    when: When | None = None
    words: str | None = None
    ahead: bool = False


def happening(text: str, published: date | None) -> Happening:
    """When what a sentence, on one line, tells happened; `published` is its article's day, where that was written."""
    named = [one for one in dates_in(text) if one.grain not in _UNREAD]
    found = [read for number in range(len(named)) if (read := _read(text, named, number, published))]
    told = [one for one in found if not one.spoken] or found
    # "Rust caused it last August, investigators said on Monday" is news of that Monday.
    days = [one for one in (*told, *found) if one.when.precision in _FINE and not (told[0].when.ahead and one.spoken)]
    chosen = next(iter(days or told), None)
    if chosen is None:
        return Happening(ahead=plans(text))
    return Happening(when=chosen.when, words=chosen.words, ahead=chosen.when.ahead or (chosen.spoken and plans(text)))


def main_clause(text: str) -> str:
    """A sentence without the clauses that say after, since or because of what it happened."""
    kept = _GIVEN.sub(" ", text)
    return kept if len(kept) >= len(text) // 3 else text


def looks_back(text: str) -> bool:
    """Whether a sentence tells what had been before, "the council had cut it": that is background."""
    return _HAD.search(_QUOTED.sub(" ", main_clause(text))) is not None


def plans(text: str) -> bool:
    """Whether a sentence tells of what is planned, its quotations aside."""
    return _PLANS.search(_QUOTED.sub(" ", text)) is not None


@dataclass(frozen=True, kw_only=True, slots=True)
class _Read:
    when: When
    words: str
    spoken: bool


def _read(text: str, named: Sequence[Named], number: int, published: date | None) -> _Read | None:
    """A date of the main clause and what it means; None for one of something beside that."""
    one = named[number]
    before, behind = text[: one.span.start], text[one.span.end :]
    if _is_beside(one, before, behind):
        return None
    start = named[number - 1].span.end if number else 0
    end = named[number + 1].span.start if number + 1 < len(named) else len(text)
    governing = text[start : one.span.start]
    if not _FEW_WORDS.match(governing):
        ahead = _looks_ahead(governing)
    else:
        ahead = _looks_ahead(re.split(r"[;:]|, (?:which|who|when|after)\b", text[one.span.end : end])[0], first=True)
    when = resolved(one, published, ahead=ahead)
    if when is None:
        return None
    return _Read(when=when, words=one.words, spoken=_is_of_saying(before, behind))


def _is_of_saying(before: str, behind: str) -> bool:
    """Whether on that day something was said, whenever it happened."""
    if _SAID_THEN.search(before) or _DECIDED_THEN.search(before):
        return True
    said = _THEN_SAID.match(behind)
    # "… in May, the owner said": the comma ends what was said, unless the day opens the sentence.
    return said is not None and (said["comma"] is None or _FEW_WORDS.match(before) is not None)


def _is_beside(one: Named, before: str, behind: str) -> bool:
    """Whether a date belongs to something beside the main clause: a bound, another clause, a thing of that day."""
    if any(pattern.search(before) for pattern in (_BOUND, _SUBORDINATE, _WAS_TO)):
        return True
    that = _THAT_DID.search(before)
    if that and not _DID.search(that["behind"]):
        return True
    return _is_of_a_thing(one, before, behind) or _is_put_in(one, before, behind)


def _is_of_a_thing(one: Named, before: str, behind: str) -> bool:
    """Whether a day only says which thing is meant: "Monday's vote", "a 2019 law", "on Sundays"."""
    if _OWNS.match(behind):
        return not _OPENING.match(before)
    if one.grain is Grain.WEEKDAY and one.words.lower().endswith("days"):
        return True
    dated = one.grain in {Grain.YEAR, Grain.WEEKDAY} and re.match(r"\s\w", behind)
    return bool(dated and _ATTRIBUTE.search(before))


def _is_put_in(one: Named, before: str, behind: str) -> bool:
    """Whether a date stands in a clause between commas, or in one that ends the sentence."""
    *earlier, clause = re.split(r", | \(| [–—] ", before)
    if not earlier or _RELATIVE.match(clause):
        return bool(earlier)
    # "Dockers, angry about pay, walked out on Monday" is no such clause: it has a comma before it and none behind it.
    closed = re.match(r"\s?[,)]", behind) is not None
    if closed and not _ADVERBIAL.match(clause) and not _TURN.search(clause):
        return True  # "…, scene of a rescue in 2026, …"
    return (closed or len(earlier) == 1) and _PARTICIPLE.match(clause + one.words) is not None


def _looks_ahead(words: str, *, first: bool = False) -> bool:
    """Whether the last (or the first) verb of some words that tells a time looks ahead."""
    turns = list(_TURN.finditer(words))
    return bool(turns) and turns[0 if first else -1]["ahead"] is not None
