"""Whether a sentence says the opposite of what it cites: a denial more or less, or a word's opposite in its place.

A sentence fails where a word of it and its neighbours stand in a cited sentence, there denied and here asserted, or the
other way round, and no other cited sentence has it the way this one does. A denial together with an opposite is
agreement ("did not approve", "rejected"). What is told in other words, or hedged, passes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.terms import Analyser
from prompts.checks.acting import reversed_act
from prompts.checks.aligning import Ground, Grounds
from prompts.checks.finding import Check, Finding, Verdict
from prompts.checks.naming import names_of
from prompts.checks.negation import Told, denies, told
from prompts.checks.opposites import opposites
from prompts.checks.shortening import cut_from_denial
from prompts.checks.source import Source
from prompts.checks.turning import turned_around

NEIGHBOURS = 3
"""So many words on either side of a word must be spoken of around it in the cited sentence too, or most of them."""
REACH = 8
_SPEECH = frozenset({"say", "tell", "add", "accord"})
"""Sentences say in many ways who says what they say."""
LEAST_SHARED = 0.6
COMPARABLE = 0.75
LONGEST_SHOWN = 160
LEAST_UN_CHARACTERS = 6


@dataclass(frozen=True, slots=True)
class _Match:
    """How well a cited sentence speaks of a word's surroundings, and whether it says the opposite (None: unclear)."""

    shared: float
    opposite: bool | None


class _Reading:
    """A sentence with its telling words by key."""

    def __init__(self, text: str, analyser: Analyser) -> None:
        self.text = text
        self.words = told(text, analyser)
        self.named = frozenset(word.lower() for name in names_of(text) for word in name.text.split())
        self.places: dict[str, list[int]] = {}
        for place, one in enumerate(self.words):
            self.places.setdefault(one.key, []).append(place)

    def around(self, place: int, reach: int) -> list[Told]:
        """The words on either side of one."""
        return self.words[max(0, place - reach) : place] + self.words[place + 1 : place + 1 + reach]


def _read(ground: Ground, analyser: Analyser) -> _Reading:
    """A cited sentence, read once for all sentences that cite it."""
    return ground.source.once(_Reading, ground.text, analyser)


def check_polarity(text: str, cited: Sequence[Source], grounds: Grounds, analyser: Analyser) -> tuple[Finding, ...]:
    """One finding for each word that is denied, or told by its opposite, here or in what is cited."""
    del cited
    found = list(_findings(_Reading(text, analyser), grounds, analyser))
    if not any(one.verdict is Verdict.FAILED for one in found):
        found += _turned(text, grounds, analyser)
    if not any(one.verdict is Verdict.FAILED for one in found):
        found += _reversed(text, grounds, analyser)
    return tuple(found)


def _turned(text: str, grounds: Grounds, analyser: Analyser) -> Iterator[Finding]:
    """What a sentence that copies a cited one turns around in it."""
    turned = turned_around(text, grounds, analyser)
    if turned is None:
        return
    change, ground = turned
    here, there = " ".join(change.here), " ".join(change.there)
    if here:
        why = (
            f"the cited passage has “{there}” for “{here}”"
            if there
            else f"the cited passage says this without “{here}”"
        )
    else:
        why = f"the cited passage says this with “{there}”"
    yield Finding(
        check=Check.POLARITY,
        verdict=Verdict.FAILED,
        state="contradicted",
        words=here or " ".join(change.frame),
        why=f"{why}: {_shown(ground)}",
    )


def _reversed(text: str, grounds: Grounds, analyser: Analyser) -> Iterator[Finding]:
    """A quotation cut from a denial, or a deed with its names exchanged."""
    if not grounds.chosen:
        return
    against = grounds.chosen[0].source.once(opposites, analyser)
    found = cut_from_denial(text, grounds)
    why = "the cited passage denies “{}”"
    if found is None:
        found = reversed_act(text, grounds, against, analyser)
        why = "the cited passage has “{}” with the names the other way round"
    if found is not None:
        words, ground = found
        yield Finding(
            check=Check.POLARITY,
            verdict=Verdict.FAILED,
            state="contradicted",
            words=words,
            why=f"{why.format(words)}: {_shown(ground)}",
        )


def _findings(own: _Reading, grounds: Grounds, analyser: Analyser) -> Iterator[Finding]:
    if not grounds.chosen:
        return
    against = grounds.chosen[0].source.once(opposites, analyser)
    # Most sentences deny nothing and meet no opposite: these need not be compared.
    contrary = {key for one in own.words for key in _contrary(one.key, against)}
    denying = any(one.denied for one in own.words)
    chosen = [
        (ground, _read(ground, analyser))
        for ground in grounds.chosen
        if denying or not contrary.isdisjoint(ground.stems) or denies(ground.text)
    ]
    others: list[_Reading] | None = None
    for place, one in enumerate(own.words):
        if (
            not one.sure
            or one.word[0].isdigit()
            or any(own.words[at].denied != one.denied for at in own.places[one.key])
        ):
            continue
        matches = [(_match(own, place, other, against), ground) for ground, other in chosen]
        decided = [(match, ground) for match, ground in matches if match is not None]
        if not decided:
            continue
        match, ground = max(decided, key=lambda pair: pair[0].shared)
        if not any(match.opposite for match, _ in decided):
            if match.opposite is False and one.denied:
                yield _finding(one, ground, failed=False)
            continue
        if others is None:
            others = [_read(other, analyser) for other in grounds.all if other not in grounds.chosen]
        rest = [found for other in others if (found := _match(own, place, other, against))]
        best = max(found.shared for found in (*rest, match))
        comparable = [found for found in (*rest, *(m for m, _ in decided)) if found.shared >= COMPARABLE * best]
        if all(found.opposite for found in comparable):
            yield _finding(one, ground, failed=True)


def _match(own: _Reading, place: int, other: _Reading, against: dict[str, frozenset[str]]) -> _Match | None:
    """How a cited sentence tells a word; None where it does not speak of the same."""
    one = own.words[place]
    contrary = _contrary(one.key, against)
    same = other.places.get(one.key, [])
    turned = [at for key in contrary for at in other.places.get(key, [])]
    around = own.around(place, NEIGHBOURS)
    if not (same or turned) or not around:
        return None
    best: _Match | None = None
    for at, reversed_ in [*((at, False) for at in same), *((at, True) for at in turned)]:
        found = other.words[at]
        shared = _shared(own, place, other, at, contrary)
        if shared is None:
            continue
        opposite: bool | None = (one.denied != found.denied) != reversed_
        if not found.sure or _is_explained(own, place, other, at, against):
            opposite = None
        if opposite and not _speaks_of_all(one, found, own, other):
            opposite = None
        if best is None or shared > best.shared or (shared == best.shared and not opposite):
            best = _Match(shared, opposite)
    return best


def _contrary(key: str, against: dict[str, frozenset[str]]) -> frozenset[str]:
    """The opposites of a word, and that which "un" makes: insured, uninsured."""
    turned = key[2:] if key.startswith("un") and len(key) >= LEAST_UN_CHARACTERS else f"un{key}"
    return against.get(key, frozenset()) | {turned}


def _shared(own: _Reading, place: int, other: _Reading, at: int, contrary: frozenset[str]) -> float | None:
    """The share of a word's neighbours that stand around it in a cited sentence too; None where it is too small."""
    one = own.words[place]
    there = {near.key for near in other.around(at, REACH)}
    # Whom a sentence names, the cited one may call "he": that says nothing about what is denied.
    around = [
        near.key
        for near in own.around(place, NEIGHBOURS)
        if near.key not in contrary | _SPEECH and (near.key in there or near.word not in own.named)
    ]
    shared = sum(key in there for key in around)
    if not around or shared < min(2, len(around)) or shared < LEAST_SHARED * len(around):
        return None
    behind = own.words[place + 1] if place + 1 < len(own.words) else None
    if behind and behind.clause == one.clause and behind.key not in there | _SPEECH:
        return None
    return shared / len(around)


def _is_explained(own: _Reading, place: int, other: _Reading, at: int, against: dict[str, frozenset[str]]) -> bool:
    """Whether what is turned around here is so there too: by a second opposite, a like word, a shared denial."""
    one, found = own.words[place], other.words[at]
    here, there = own.around(place, REACH), other.around(at, REACH)
    keys_here, keys_there = {near.key for near in here}, {near.key for near in there}
    denied_there = {near.key for near in there if near.denied and near.sure}
    if any(near.denied and near.sure and near.key in denied_there for near in here):
        return True
    if one.key == found.key:
        turned = (key for key in keys_here - keys_there if not keys_there.isdisjoint(against.get(key, ())))
        return any(turned)
    contrary = against.get(one.key, frozenset())
    return one.key in keys_there or any(not contrary.isdisjoint(against.get(key, ())) for key in keys_there)


def _speaks_of_all(one: Told, found: Told, own: _Reading, other: _Reading) -> bool:
    """Whether what the denial of either turns around before the word is spoken of by the other too."""
    return all(key in other.places for key in one.along) and all(key in own.places for key in found.along)


def _finding(one: Told, ground: Ground, *, failed: bool) -> Finding:
    return Finding(
        check=Check.POLARITY,
        verdict=Verdict.FAILED if failed else Verdict.PASSED,
        state="contradicted" if failed else "agrees",
        words=one.word,
        why=f"the cited passage says the opposite about “{one.word}”: {_shown(ground)}"
        if failed
        else f"the cited passage denies “{one.word}” as well",
    )


def _shown(ground: Ground) -> str:
    """A cited sentence between quotation marks, cut where it is long."""
    words = " ".join(ground.text.split())
    return f"“{words if len(words) <= LONGEST_SHOWN else words[:LONGEST_SHOWN].rsplit(' ', 1)[0] + ' …'}”"
