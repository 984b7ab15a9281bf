"""Whether each name of a sentence is held by what it cites, and stands where the cited sentence has that name.

A name that no cited passage, title or outlet holds fails; so does one that is held, but that a near copy of a cited
sentence puts in the place of another.
"""

from collections.abc import Iterator, Sequence

from prompts.checks.aligning import Grounds
from prompts.checks.exchanging import exchanged
from prompts.checks.finding import Check, Finding, Verdict
from prompts.checks.holding import Holder
from prompts.checks.naming import Name, names_of
from prompts.checks.source import Source

MOST_MISSING = 5
"""A sentence that fails so often needs no more findings."""


def check_names(text: str, cited: Sequence[Source], grounds: Grounds) -> tuple[Finding, ...]:
    """One finding for each name, in order; none for a word that has its capital from its place and is not held."""
    names = list(names_of(text))
    if not names:
        return ()
    holder = Holder(cited)
    found = list(_held(names, holder))
    if any(one.verdict is Verdict.FAILED for one in found):
        return tuple(found)
    swaps = {name: _substituted(name, *rest) for name, *rest in exchanged(text, names, grounds, holder)}
    kept = [one for one in found if one.words not in swaps]
    return tuple(sorted((*kept, *swaps.values()), key=lambda one: text.find(one.words)))


def _substituted(name: str, instead: str, shown: str) -> Finding:
    return Finding(
        check=Check.NAME,
        verdict=Verdict.FAILED,
        state="substituted",
        words=name,
        why=f"the cited passage names {instead} where this names {name}: {shown}",
    )


def _held(names: Sequence[Name], holder: Holder) -> Iterator[Finding]:
    missing = 0
    known: set[str] = set()
    for name in names:
        if name.text in known or not name.parts:
            continue
        known.add(name.text)
        held = holder.holds(name)
        if not held and name.may_be_common and not holder.knows(name):
            continue
        yield Finding(
            check=Check.NAME,
            verdict=Verdict.PASSED if held else Verdict.FAILED,
            state="held" if held else "missing",
            words=name.text,
            why=f"what is cited names {name.text}" if held else f"“{name.text}” is named in none of the cited passages",
        )
        missing += not held
        if missing >= MOST_MISSING:
            return
