"""The words of a quotation and of what it may have been taken from, and which of them must not differ.

A word that is turned around, counts or names makes another statement of a quotation: such a difference is no slip.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.passage import Span
from index.terms import STOP_WORDS, Analyser
from prompts.checks.opposites import SMALL_PAIRS, key_of, opposites
from prompts.folding import fold

_HIDDEN = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_JOINTS = f"['’‘‛`.,\\-‐‑{_HIDDEN}]"
_WORD = re.compile(rf"[^\W_]+(?:{_JOINTS}[^\W_]+)*[{_HIDDEN}]*|[$€£¥%°+=<>#@]")
_NEGATIONS = frozenset(
    "no not never none nobody nothing nowhere neither nor without cannot hardly barely scarcely rarely seldom deny"
    " denies denied denying denial refuse refuses refused refusing fail fails failed failing lack lacks lacked lacking"
    " unless except dont didnt doesnt isnt arent wasnt werent wont wouldnt cant couldnt shouldnt hasnt havent hadnt"
    " aint refute refuted reject rejects rejected false falsely untrue stop stopped if allegedly".split()
)
_NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred hundreds thousand thousands"
    " million millions billion billions trillion trillions dozen dozens half halves third thirds quarter quarters"
    " double triple twice once first second fourth fifth both all every each most few many several percent january"
    " february march april may june july august september october november december monday tuesday wednesday thursday"
    " friday saturday sunday today yesterday tomorrow".split()
)
"""Words that say how many or when; a date is a number for this."""
_TURNING = ("un", "in", "im", "il", "ir", "dis", "non", "non-", "mis", "anti", "anti-", "de", "counter", "pro-", "ex-")
_SMALL = frozenset(frozenset(pair) for pair in SMALL_PAIRS)
_BEGINNING = re.compile("[.!?…:\n\"“”«»„‘’']")
LONGEST_TITLE_CHARACTERS = 4
PASSAGES_REMEMBERED = 64


@dataclass(frozen=True, slots=True)
class Word:
    """A word with typography folded, capitals kept, and where it stands; a sign of currency or measure is one too."""

    text: str
    span: Span
    leads: bool
    """Whether a capital tells nothing here: at the beginning of a text, a sentence, or a quotation."""


@lru_cache(maxsize=PASSAGES_REMEMBERED)
def words_of(text: str) -> tuple[Word, ...]:
    """The words of a text in order."""
    words: list[Word] = []
    end = 0
    for match in _WORD.finditer(text):
        word = match.group()
        plain = word if word.isascii() else fold(word).text
        leads = not words or _is_beginning(text[end : match.start()], words[-1].text)
        words.append(Word(plain, Span(*match.span()), leads))
        end = match.end()
    return tuple(words)


def has_words(text: str, words: Iterable[Word]) -> bool:
    """Whether a text has all of some words somewhere, whatever their capitals: where it has not, nobody need look."""
    held = _lowered(text)
    return all(word.text.lower() in held for word in words)


@lru_cache(maxsize=PASSAGES_REMEMBERED)
def _lowered(text: str) -> frozenset[str]:
    return frozenset(word.text.lower() for word in words_of(text))


def _is_beginning(between: str, before: str) -> bool:
    """Whether a sentence or a quotation begins behind a word: not behind the dot of "Mr." or of an initial."""
    abbreviated = len(before) <= LONGEST_TITLE_CHARACTERS and before[:1].isupper() and between == ". "
    return not abbreviated and bool(_BEGINNING.search(between))


def same_word(one: str, other: str, *, any_capital: bool = False) -> bool:
    """Whether two words are equal, but for the capital of the first letter where that is free."""
    if one == other:
        return True
    return any_capital and one[1:] == other[1:] and one[:1].lower() == other[:1].lower()


def is_negation(word: str) -> bool:
    """Whether a word turns a statement around, or makes it conditional."""
    lowered = word.lower()
    return lowered in _NEGATIONS or lowered.endswith("n't") or lowered.startswith(("non-", "anti-"))


def is_number(word: str) -> bool:
    """Whether a word says how many, how much or when, or is a sign that belongs to a number."""
    return not word[:1].isalpha() or any(sign.isdigit() for sign in word) or word.lower() in _NUMBERS


def is_name(word: Word) -> bool:
    """Whether a word is capitalised where no sentence begins, or has capitals inside."""
    text = word.text
    if text == "I" or text.startswith("I'"):
        return False
    return any(sign.isupper() for sign in text[1:]) or (text[:1].isupper() and not word.leads)


def are_opposites(one: str, other: str) -> bool:
    """Whether two words say the opposite of one another: approve and reject, able and unable, before and after."""
    one, other = one.lower(), other.lower()
    short, long = sorted((one, other), key=len)
    if any(long == f"{prefix}{short}" for prefix in _TURNING) or frozenset((one, other)) in _SMALL:
        return True
    against = opposites(_analyser()).get(key_of(one, _analyser()), frozenset())
    return key_of(other, _analyser()) in against


def is_grammar(word: str) -> bool:
    """Whether a word is one of grammar: an article, a pronoun, a form of "be"."""
    return word.lower() in STOP_WORDS


def are_known(words: Sequence[str], text: str) -> bool:
    """Whether a text has all of some words, in whatever form; those of grammar need not be in it."""
    wanted = {key_of(word.lower(), _analyser()) for word in words if not is_grammar(word)}
    return not wanted or wanted <= {key_of(word.text.lower(), _analyser()) for word in words_of(text)}


@lru_cache(maxsize=1)  # it remembers stems, nothing else
def _analyser() -> Analyser:
    return Analyser()
