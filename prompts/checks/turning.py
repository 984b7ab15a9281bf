"""Whether a sentence turns around one that it copies: a "not" put in or left out, an opposite in a word's place."""

from collections.abc import Callable, Iterator, Sequence

from index.terms import Analyser
from prompts.checks.aligning import Ground, Grounds
from prompts.checks.differing import Change, changes, holds_run, words_of
from prompts.checks.negation import denies
from prompts.checks.opposites import SMALL_PAIRS, key_of, opposites

_DENIALS = frozenset(
    "not never no non nobody none neither without hardly barely nor nothing fail fails failed refuse refuses refused"
    " decline declines declined unable unwilling deny denies denied".split()
)
_HELPERS = frozenset(
    "do does did is are was were be been being has have had will would can could a an the any some someone somebody"
    " everyone everybody ever to it that said says confirmed admitted claimed able willing longer yet".split()
)
"""Words that come and go with a denial."""
_SMALL = frozenset({*SMALL_PAIRS, *((second, first) for first, second in SMALL_PAIRS)})
_AFTER_HARMLESS = frozenset("only just merely simply least later fewer doubt matter".split())
_BEFORE_HARMLESS = frozenset("or whether why if".split())
_TURNING_PREFIXES = ("un", "non", "in", "im", "il", "ir", "dis")
_BOUNDS = frozenset("until unless except besides".split())
LEAST_SHARE = 0.3
"""So much of a sentence must stand in a cited one for a comparison word by word."""


def turned_around(text: str, grounds: Grounds, analyser: Analyser) -> tuple[Change, Ground] | None:
    """By which change a sentence turns around a cited one that it copies; None where it does not."""

    def key(word: str) -> str:
        return key_of(word, analyser) or word.lower()

    own = words_of(text)
    denying, spoken = denies(text), {word.lower() for word in own}
    for ground in grounds.chosen:
        if len(ground.stems.intersection(grounds.stems)) < LEAST_SHARE * len(grounds.stems):
            continue
        other = words_of(ground.text)
        copied = not denying and spoken.issubset(word.lower() for word in other) and not denies(ground.text)
        if copied or _bounds(own) != _bounds(other):
            continue
        against = ground.source.once(opposites, analyser)
        turns = [one for one in changes(own, other, key) if _turns(one, against, analyser)]
        firm = next((one for one in turns if one.firm), None)
        if firm and len(turns) % 2 and not _stands(firm.frame, grounds, key):
            return firm, ground
    return None


def _bounds(words: Sequence[str]) -> frozenset[str]:
    """The words that bound a denial, "not until Monday", so that it is none."""
    return _BOUNDS.intersection(words)


def _turns(change: Change, against: dict[str, frozenset[str]], analyser: Analyser) -> bool:
    """Whether one denial more or less, or one opposite, is all the difference; both together are none."""
    here, denied_here = _split(change.here)
    there, denied_there = _split(change.there)
    if denied_here == denied_there == 0 and (" ".join(here), " ".join(there)) in _SMALL:
        return True
    denials = denied_here + denied_there
    if denials and (change.after in _AFTER_HARMLESS or change.before in _BEFORE_HARMLESS):
        return False
    keys_here, keys_there = ([key_of(word, analyser) or word for word in words] for words in (here, there))
    if keys_here == keys_there:
        return denials % 2 == 1
    if denials % 2:
        return False
    if any(not against.get(own, frozenset()).isdisjoint(keys_there) for own in keys_here):
        return True
    return len(here) == len(there) == 1 and any(
        longer == prefix + shorter
        for longer, shorter in ((here[0], there[0]), (there[0], here[0]))
        for prefix in _TURNING_PREFIXES
    )


def _split(words: Sequence[str]) -> tuple[list[str], int]:
    """The telling ones of some words, lower-cased, and the number of denials among them."""
    lowered = [word.lower() for word in words]
    rest = [word for word in lowered if word not in _DENIALS and word not in _HELPERS]
    return rest, sum(word in _DENIALS for word in lowered)


def _stands(frame: Sequence[str], grounds: Grounds, key: Callable[[str], str]) -> bool:
    """Whether a cited sentence has the changed words as they are here."""
    return any(holds_run(keys, frame) for keys in _keys(grounds, key))


def _keys(grounds: Grounds, key: Callable[[str], str]) -> Iterator[list[str]]:
    for ground in grounds.all:
        yield [key(word) for word in words_of(ground.text)]
