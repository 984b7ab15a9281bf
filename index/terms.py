"""What counts as a word, and which words are the same: one analysis for searching and for reading.

Words are lower-cased, freed of accents and possessive endings, and stemmed (Snowball's English stemmer). Words of
grammar are dropped, except where capitals show an initialism: "US" and "U.S." are a country, "us" is a pronoun.
"""

import re
import threading
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

import snowballstemmer

from index.passage import Span

LONGEST_TERM_CHARACTERS = 60

_WORD = re.compile(
    r"(?:[^\W\d_]\.){2,}(?:['’]s\b)?"  # U.S., a.m., the U.S.'s
    r"|\d+(?:[.,]\d+)*"  # 1,200 and 3.5
    r"|[^\W\d_]+(?:['’][^\W\d_]+)*",  # Israel's, didn't
)
_POSSESSIVE = re.compile(r"['’]s?$")

STOP_WORDS = frozenset(
    "a an the and or but nor so yet if then than as of at by for from in into on onto off out over under up down to"
    " toward towards with within without about above across after against along among around before behind below"
    " beneath beside between beyond during except inside near outside since through throughout till until upon via per"
    " i me my mine myself we us our ours ourselves you your yours yourself yourselves he him his himself she her hers"
    " herself it its itself they them their theirs themselves one ones who whom whose what which when where why how"
    " that this these those there here am is are was were be been being do does did doing done have has had having"
    " will would shall should can could may might must ought not no don't doesn't didn't isn't aren't wasn't weren't"
    " won't wouldn't can't couldn't shouldn't haven't hasn't hadn't i'm i've it's he's she's they're we're you're"
    " that's there's what's who's let's all any both each few more most other others some such only own same too very"
    " just also again ever once much many please anyone anybody someone somebody everyone everybody".split()
)


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a text: the stem that it is matched by, the word as written, and where it stands."""

    stem: str
    word: str
    span: Span


class Analyser:
    """Splits texts into terms. It remembers the stems of words it has met, for stemming is what takes time.

    Threads may share it: one of them stems at a time, for a Snowball stemmer works on its own attributes.
    """

    def __init__(self) -> None:
        self._stemmer = snowballstemmer.stemmer("english")
        self._stems: dict[str, str] = {}
        self._lock = threading.Lock()

    def terms(self, text: str) -> list[Term]:
        """The terms of a text in order, without words of grammar."""
        return [
            Term(stem, match.group(), Span(*match.span()))
            for match in _WORD.finditer(text)
            if (stem := self.stem(match.group()))
        ]

    def stems(self, text: str) -> list[str]:
        """The stems of a text in order, without words of grammar."""
        return [stem for match in _WORD.finditer(text) if (stem := self.stem(match.group()))]

    def stem(self, word: str) -> str:
        """What a word is matched by; the empty string for a word of grammar."""
        # Cut before it is stemmed and kept: a "word" can be a megabyte of Base64.
        word = word[:LONGEST_TERM_CHARACTERS]
        known = self._stems.get(word)
        if known is None:
            known = self._stems[word] = self._analyse(word)
        return known

    def _analyse(self, word: str) -> str:
        if word[0].isdigit():
            return word.replace(",", "")
        plain = _POSSESSIVE.sub("", _without_accents(word))
        if "." in plain:
            plain = plain.replace(".", "").upper()
        lowered = plain.lower().replace("’", "'")
        if lowered in STOP_WORDS:
            # An initialism that reads like a word of grammar (US, WHO) keeps its capitals, and so matches only itself.
            return plain if len(plain) > 1 and plain.isupper() else ""
        with self._lock:
            return str(self._stemmer.stemWord(lowered))


def _without_accents(word: str) -> str:
    if word.isascii():
        return word
    decomposed = unicodedata.normalize("NFKD", word)
    # A few single characters decompose into several words; a term holds no white space.
    kept = "".join(c for c in decomposed if not unicodedata.combining(c) and not c.isspace())
    return unicodedata.normalize("NFC", kept)


def distinct(stems: Iterable[str]) -> list[str]:
    """The stems without repetitions, in order of first appearance."""
    return list(dict.fromkeys(stems))
