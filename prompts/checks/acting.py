"""Who does what to whom: the names before and behind the verbs of a sentence, and where a source has them otherwise.

"The court acquitted Sayle and convicted Pinnock" names the same people and deeds as its opposite. Only names that
stand directly beside a verb count, and only against a cited sentence that has the same verb with the other name.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from index.cues import CUE_OF
from index.terms import Analyser
from prompts.checks.aligning import Ground, Grounds
from prompts.checks.holding import same_name
from prompts.checks.naming import Name, names_of
from prompts.checks.opposites import key_of

_MARK = re.compile(r"<(\d+)>")
_ASIDE = re.compile(r"(<\d+>), (?:who|which|whose|an?|the|aged|\d+)\b[^,<.;:“”\"]{0,80},(?= )")
_PAST = re.compile(
    r"(?<![\w<])([a-z]{2,20}ed|lent|sold|bought|beat|sued|met|won|lost|gave|hit|shot|led|sent|told|paid"
    r"|(?:(?<=n['’]t )|(?<= not ))[a-z]{2,20})(?![\w-])"
)
"""What was done, and, behind "didn't" and "will not", what was not."""
_SUBJECT = re.compile(r"<(\d+)>,? (?:(?:has|have|had|also|later|then|and) ){0,2}(?:[a-z]+(?:n['’]t| not) )?$")
_PASSIVE = re.compile(r"\b(?:was|were|been|being|is|are|be|got) (?:[a-z]+ly )?$")
_OBJECT = re.compile(
    r" (?!by\b)((?:(?!by\b|that\b|and\b|with\b|to\b)[a-z’'-]+,? ){0,5})"
    r"(?:<\d+>['’]s (?:[a-z-]+,? ){1,3})?<(\d+)>(?!['’]s)"
)
_PATIENT = re.compile(r"<(\d+)>,? (?:(?:has|have|had) been|was|were|is|are|will be)(?: [a-z]+ly)? $")
_AGENT = re.compile(r" by (?:the |an? )?<(\d+)>")
_BEFORE_CHARACTERS, _BEHIND_CHARACTERS = 60, 120
_OF_PEOPLE = frozenset(
    "accused blamed condemned criticised criticized dismissed hailed praised thanked warned believe believed"
    " trust".split()
)
"""Verbs of saying that have a person for their object."""
MOST_VERBS = 30


@dataclass(frozen=True, kw_only=True)
class Act:
    """A verb, by its key, with who does it and to whom, as far as names directly beside it say so."""

    verb: str
    key: str
    doer: Name | None
    to: Name | None
    passive: bool


def acts_in(text: str, analyser: Analyser) -> tuple[Act, ...]:
    """The verbs of a sentence that have names beside them, in order."""
    names = list(names_of(text))
    return tuple(_acts(_marked(text, names), names, analyser)) if names else ()


def _marked(text: str, names: list[Name]) -> str:
    """A text with numbers in the place of its names, and without what is put in behind a name."""
    parts, done = [], 0
    for number, name in enumerate(names):
        if name.start >= done:
            parts += [text[done : name.start], f"<{number}>"]
            done = name.end
    return _ASIDE.sub(r"\1", " ".join("".join((*parts, text[done:])).split()))


def _acts(marked: str, names: list[Name], analyser: Analyser) -> Iterator[Act]:
    for count, match in enumerate(_PAST.finditer(marked)):
        if count >= MOST_VERBS:
            return
        verb = match[1]
        before = marked[max(0, match.start() - _BEFORE_CHARACTERS) : match.start()]
        behind = marked[match.end() : match.end() + _BEHIND_CHARACTERS]
        passive = _PASSIVE.search(before) is not None
        subject, agent = _SUBJECT.search(before), _AGENT.match(behind)
        doer = agent if passive or agent else subject
        direct = None if passive or agent else _OBJECT.match(behind)
        if direct is not None and _PAST.search(direct[1]):
            direct = None
        to = _PATIENT.search(before) if passive else direct
        if doer is not None or to is not None:
            yield Act(
                verb=verb,
                key=key_of(verb, analyser),
                doer=names[int(doer[1])] if doer else None,
                to=names[int(to[to.re.groups])] if to else None,
                passive=passive or agent is not None,
            )


def reversed_act(
    text: str, grounds: Grounds, against: Mapping[str, frozenset[str]], analyser: Analyser
) -> tuple[str, Ground] | None:
    """The verb of a sentence that a cited one has with the names exchanged, and that one; None where there is none."""
    own = [one for one in acts_in(text, analyser) if one.verb not in CUE_OF or one.verb in _OF_PEOPLE]
    if not own:
        return None
    told = [(ground, ground.source.once(acts_in, ground.text, analyser)) for ground in grounds.all]
    named = list(names_of(text))
    for act in own:
        same = [other for _, others in told for other in others if other.key == act.key]
        if any(_agree(act, other) for other in same):
            continue
        for ground, others in told:
            if ground in grounds.chosen and _is_reversed(act, others, named, against):
                return act.verb, ground
    return None


def _agree(act: Act, other: Act) -> bool:
    """Whether a cited act has a name where this one has it."""
    pairs = ((act.doer, other.doer), (act.to, other.to))
    return any(one is not None and two is not None and same_name(one, two) for one, two in pairs)


def _is_reversed(act: Act, others: tuple[Act, ...], named: list[Name], against: Mapping[str, frozenset[str]]) -> bool:
    for other in others:
        if other.key != act.key:
            continue
        # Who did it there had it done to them here.
        if act.doer and other.to and same_name(act.doer, other.to):
            return True
        # Or the other way round, to somebody whom the source only calls "him".
        active = act.doer and not act.passive and not other.passive
        if active and act.to and other.doer and same_name(act.to, other.doer):
            return True
        # Who did it there is another name of this sentence.
        by = other.doer if other.passive else None
        if act.doer and by and not act.passive and any(same_name(by, one) for one in named):
            return True
        # Of whom the opposite is told there.
        contrary = against.get(act.key, frozenset())
        if act.to and other.to and any(one.to and one.key in contrary and same_name(act.to, one.to) for one in others):
            return True
    return False
