"""A floor under every citation: a sentence hardly a word of which stands in what it cites has a wrong marker.

Overlap of words can't tell a true sentence from a false one on the same topic, so the floor lies where only
sentences on another topic are: it fails about one in a hundred of the claims that AttributionBench's annotators call
attributable, and 96 in a hundred true sentences that cite another article.
"""

from collections.abc import Sequence

from index.terms import Analyser, distinct
from prompts.checks.aligning import Grounds
from prompts.checks.finding import Check, Finding, Verdict
from prompts.checks.opposites import keys_in
from prompts.checks.source import Source

FLOOR = 0.2
FEWEST_WORDS = 4
"""A sentence of fewer words that tell something is too short to judge."""
SHORT_PASSAGES_CHARACTERS = 300
SHORT_PASSAGES_FLOOR = 0.1
"""Where all that is cited is shorter than a few sentences, it is more easily told in other words."""
MOST_SHOWN = 3


def check_relation(text: str, cited: Sequence[Source], grounds: Grounds, analyser: Analyser) -> tuple[Finding, ...]:
    """One finding: whether at least a fifth of a sentence's words stand in what it cites; none for a short sentence."""
    if len(grounds.stems) < FEWEST_WORDS or not cited:
        return ()
    held = {stem for ground in grounds.all for stem in ground.stems}
    for article in {source.passage.article.id: source.passage.article for source in cited}.values():
        held.update(keys_in(f"{article.title} {article.publisher or ''} {article.date_words}", analyser))
    missing = [stem for stem in grounds.stems if stem not in held]
    share = 1 - len(missing) / len(grounds.stems)
    size = sum(len(source.passage.text) for source in cited)
    related = share >= (FLOOR if size >= SHORT_PASSAGES_CHARACTERS else SHORT_PASSAGES_FLOOR)
    words = " ".join(text.split())
    return (
        Finding(
            check=Check.RELATION,
            verdict=Verdict.PASSED if related else Verdict.FAILED,
            state="related" if related else "unrelated",
            words=words,
            why=f"{share:.0%} of its words stand in what it cites"
            if related
            else f"only {share:.0%} of its words stand in what it cites, not {_named(words, missing, analyser)}",
        ),
    )


def _named(words: str, missing: Sequence[str], analyser: Analyser) -> str:
    """The first of the missing words, as the sentence has them."""
    wanted = set(missing)
    shown = distinct(term.word for term in analyser.terms(words) if term.stem in wanted)[:MOST_SHOWN]
    return ", ".join(f"“{word}”" for word in shown)
