"""Words that say the opposite of one another, and the stems by which a sentence shows them.

A line holds two sides; the words of one side may stand for one another, those of the other tell the opposite. Only
pairs whose words are rarely used for something else are in here: "drop" and "pass" have too many meanings. Nor are
those in here that tell the same from the other side: who sells to somebody has a buyer.
"""

from index.terms import Analyser
from prompts.checks.irregular import FIRST_FORMS

_PAIRS = """
approve approval endorse | reject rejection veto
accept accepted acceptance | refuse refused refusal reject rejected rejection
rise rose risen increase climb climbed soar surge | fall fell fallen decrease decline plunge plummet slump
strengthen stronger strong | weaken weaker weak
grow grew grown growth expand expansion | shrink shrank shrunk contract contraction
gain | lose lost loss
win won winner | lost loser
support supporter favour favor | oppose opposed opponent opposition
confirm confirmation affirm admit admitted | deny denied denial
confirm confirmed | reject rejected
open opened reopen | close closed closure shut
begin began begun start started | end ended stop stopped finish cease
arrive arrived arrival | leave left depart departure
join joined | quit leave left
enter entered entry | exit leave left
arrest arrested detain detained jail jailed imprison | release released free freed
guilty convict convicted conviction | innocent acquit acquitted acquittal exonerate
alive survive survived survivor | dead die died death kill killed
hire hired | fire fired sack sacked dismiss dismissed
allow allowed permit permitted legalise legalize | ban banned forbid forbidden prohibit prohibited outlaw
legal lawful | illegal unlawful
success successful succeed succeeded | failure fail failed unsuccessful
agree agreed | disagree disagreed
agreement consensus | disagreement
true | false untrue
safe | unsafe dangerous
likely | unlikely
possible | impossible
able | unable
willing | unwilling
known | unknown
certain | uncertain
clear | unclear
stable stability | unstable instability
happy | unhappy
fair | unfair
popular | unpopular
official | unofficial
constitutional | unconstitutional
responsible | irresponsible
regular | irregular
relevant | irrelevant
appropriate | inappropriate
complete completed | incomplete
correct right accurate | incorrect wrong inaccurate
sufficient enough | insufficient
effective | ineffective
active | inactive
visible | invisible
dependent | independent
competent | incompetent
sane | insane
secure | insecure
moral | immoral
mature | immature
mortal | immortal
honest | dishonest
approve | disapprove
connect connected | disconnect disconnected
qualify qualified | disqualify disqualified
appear appeared | disappear disappeared vanish vanished
advantage | disadvantage
increase rise | reduce reduced reduction
raise raised hike hiked | lower lowered cut reduce reduced
lengthen longer | shorten shorter
higher high | lower low
larger large bigger big | smaller small
largest biggest | smallest
highest | lowest
oldest | youngest newest
older | younger
longest | shortest
strongest | weakest
richest | poorest
rich wealthy | poor
fastest | slowest
faster quicker fast | slower slow
best | worst
better | worse
improve improved improvement | worsen worsened deteriorate
earlier early | later late
positive | negative
optimistic | pessimistic
majority | minority
maximum | minimum
north northern | south southern
east eastern | west western
northeast northeastern | southwest southwestern
northwest northwestern | southeast southeastern
left | right
ally allies allied | enemy enemies rival
victory | defeat
attack attacked | defend defended
advance advanced | retreat retreated withdraw withdrew
build built construct constructed | demolish demolished destroy destroyed
create created | destroy destroyed abolish abolished
add added | remove removed
include included | exclude excluded
continue continued resume resumed | halt halted stop stopped suspend suspended
extend extended | curtail shorten shortened
encourage encouraged | discourage discouraged
help helped | hinder hindered
praise praised | criticise criticised criticize criticized condemn condemned
love loved | hate hated
remember remembered | forget forgot forgotten
obey obeyed comply complied | violate violated defy defied
ratify ratified sign signed | repeal repealed
appoint appointed | dismiss dismissed
employ employed employment | unemployed unemployment
profit | loss
surplus | deficit
hot warm warmer | cold cool cooler
wet | dry
full | empty
heavy heavier | light lighter
present | absent
permanent | temporary
voluntary | mandatory compulsory
optional | mandatory
major | minor
push pushed | pull pulled
upgrade upgraded | downgrade downgraded
upheld uphold | overturn overturned struck
tighten tightened | loosen loosened ease eased
"""
"""Sides parted by `|`, with the forms that a stemmer does not find."""

SMALL_PAIRS = (
    ("before", "after"),
    ("above", "below"),
    ("over", "under"),
    ("for", "against"),
    ("with", "without"),
    ("inside", "outside"),
    ("up", "down"),
    ("more", "less"),
    ("more", "fewer"),
    ("most", "least"),
    ("first", "last"),
    ("first", "second"),
    ("into", "from"),
    ("since", "until"),
    ("toward", "from"),
)
"""Opposites too common to tell anything by themselves: the words on both sides of them must be the same."""


def opposites(analyser: Analyser) -> dict[str, frozenset[str]]:
    """For each stem that has opposites the stems of these, as `key_of` gives them."""
    sides: list[tuple[frozenset[str], frozenset[str]]] = []
    for line in _PAIRS.strip().splitlines():
        first, second = (frozenset(key_of(word, analyser) for word in side.split()) for side in line.split("|"))
        sides += [(first, second), (second, first)]
    alike: dict[str, set[str]] = {}
    against: dict[str, set[str]] = {}
    for own, others in sides:
        for stem in own:
            alike.setdefault(stem, set()).update(own)
            against.setdefault(stem, set()).update(others)
    return {stem: frozenset(others - alike[stem]) for stem, others in against.items()}


def key_of(word: str, analyser: Analyser) -> str:
    """What a word is compared by: its stem, that of its first form for an irregular verb; nothing for grammar.

    "Likely" is itself, for its stem is that of "like".
    """
    return word if word == "likely" else analyser.stem(FIRST_FORMS.get(word, word))


def keys_in(text: str, analyser: Analyser) -> list[str]:
    """What the words of a text are compared by, in order, without words of grammar."""
    return [
        analyser.stem(FIRST_FORMS[term.word]) if term.word in FIRST_FORMS else term.stem
        for term in analyser.terms(text)
    ]
