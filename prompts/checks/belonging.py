"""To whom a source gives what a sentence says of a person: "Dr Solberg heads the heart ward" where another one does.

A deed or an office is bound to a person by standing in a sentence with them, or in one that goes on about them with a
pronoun. A sentence fails where most of what it says stands in a cited sentence with somebody else, whom it does not
name, and hardly any of it with the person whom it names.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.phrases import outside_quotes
from index.terms import Analyser
from prompts.checks.aligning import Ground, Grounds
from prompts.checks.finding import Check, Finding, Verdict
from prompts.checks.naming import KINDS, Name, names_of
from prompts.checks.opposites import keys_in

_ANAPHOR = re.compile(
    r"\b(?:he|she|him|her|his|hers|who|whose|whom)\b"
    r"|(?:^|[.!?] )[“\"]?(?:They|It|I|We|The|This|That|Its|Their|My|Our)\b"
)
_DENIES = re.compile(r"\b(?:den(?:y|ies|ied)|disput(?:es|ed)|reject(?:s|ed)|dismiss(?:es|ed)|contradict(?:s|ed))\b")
_PLACES = frozenset(
    "port lake mount monte river cape fort saint st san santa new old upper lower north south east west los las el la"
    " bridge hall valley mountain mountains hill bay harbour harbor beach square".split()
)
FEWEST_STEMS, FEWEST_SHARED = 2, 2
SHARE_WITH_ANOTHER = 0.6
MOST_WITH_PERSON = 1 / 3
"""Of what stands with the other, so much may stand with the person named."""


@dataclass(frozen=True, kw_only=True)
class _Told:
    """A cited sentence: its ground, the last names of the people it is about, and of those it names itself."""

    ground: Ground
    about: frozenset[str]
    named: dict[str, Name]


def check_belonging(text: str, grounds: Grounds, analyser: Analyser) -> tuple[Finding, ...]:
    """A finding for each person of whom a sentence says what a source says of another; none where it can't be told."""
    names = list(names_of(text))
    bare = outside_quotes(text)
    # What is quoted may be the title of a work.
    named = [name for name in names if bare[name.start : name.end] == name.text]
    told = _told(grounds.all)
    full = {last_of(name) for one in told for name in one.named.values() if is_person(name)}
    people = [name for name in named if is_person(name) or (len(name.plain.split()) == 1 and last_of(name) in full)]
    if len(people) != 1 or _DENIES.search(bare):
        # Who denies something repeats what another has said.
        return ()
    said = frozenset(keys_in(text, analyser)) - {key for name in names for key in keys_in(name.text, analyser)}
    if len(said) < FEWEST_STEMS:
        return ()
    other = _other(last_of(people[0]), said, told)
    if other is None or people[0].text in other[1].ground.text:
        return ()
    name, sentence = other
    return (
        Finding(
            check=Check.NAME,
            verdict=Verdict.FAILED,
            state="displaced",
            words=people[0].text,
            why=f"the cited passage says this of {name.text}, not of {people[0].text}: “{sentence.ground.text}”",
        ),
    )


def is_person(name: Name) -> bool:
    """Whether a name looks like a person's: two words or more, none of them a kind of body or place."""
    words = name.plain.split()
    return len(name.telling) > 1 and not (KINDS | _PLACES) & set(words) and not name.text.lower().startswith("the ")


def last_of(name: Name) -> str:
    """The last word of a name, by which people are named again."""
    return name.parts[-1][-1] if name.parts else ""


def _told(grounds: Sequence[Ground]) -> list[_Told]:
    told: list[_Told] = []
    for place, ground in enumerate(grounds):
        named = {last_of(name): name for name in names_of(ground.text) if name.parts}
        about = frozenset(named)
        before = told[-1] if told and _follows(grounds[place - 1], ground) else None
        bare = outside_quotes(ground.text)
        pronoun = _ANAPHOR.search(bare)
        # Behind a name of its own a sentence means whom it has just named.
        if before and pronoun and not any(is_person(name) and name.start < pronoun.start() for name in named.values()):
            about |= before.about
        told.append(_Told(ground=ground, about=about, named=named))
    return told


def _follows(before: Ground, behind: Ground) -> bool:
    return before.source is behind.source and before.span.end <= behind.span.start


def _other(person: str, said: frozenset[str], told: Sequence[_Told]) -> tuple[Name, _Told] | None:
    """Who, and where, is said to be or do what the sentence says of a person; None unless that is plain."""
    best = max(told, key=lambda one: len(said & one.ground.stems))
    shared = said & best.ground.stems
    if len(shared) < max(FEWEST_SHARED, SHARE_WITH_ANOTHER * len(said)) or person in best.about:
        return None
    with_person = frozenset(key for one in told if person in one.about for key in shared & one.ground.stems)
    if not any(person in one.about for one in told) or len(with_person) > MOST_WITH_PERSON * len(shared):
        return None
    bare = outside_quotes(best.ground.text)
    others = [one for one in best.named.values() if is_person(one) and bare[one.start : one.end] == one.text]
    if not others:
        # "Helga Strand did not resign. In her report …": of whom that goes on, where it is one.
        others = [name for one in told for last, name in one.named.items() if last in best.about and is_person(name)]
        others = others if len({last_of(one) for one in others}) == 1 else []
    return (others[0], best) if others else None
