"""The words by which news tells who died and who was hurt: whoever was killed has died, and adds to the death toll."""

from collections.abc import Iterable

from index.terms import Analyser

_ALIKE = (
    "kill die dead deaths fatalities fatal toll",
    "injure injuries hurt wound wounds",
)


def with_tolls(stems: Iterable[str], analyser: Analyser) -> frozenset[str]:
    """Stems, and with each of such a word those of the others that tell the same."""
    held = set(stems)
    for words in _ALIKE:
        group = set(analyser.stems(words))
        if not group.isdisjoint(held):
            held |= group
    return frozenset(held)
