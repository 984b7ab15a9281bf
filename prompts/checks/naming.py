"""The names of a sentence, word by word, without titles, offices and days.

Capitals show names, except where everything has one, and at the beginning of a sentence, where any word has.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from index.cues import ROLES
from index.names import words_of
from index.terms import STOP_WORDS
from prompts.capitals import names_in

KINDS = frozenset(
    "state states city county court party police parliament authority ministry university church group service services"
    " street road avenue river lake island islands airport hospital museum school college institute association"
    " organization organisation foundation corporation corp inc ltd co plc bank press bill act law house affairs fund"
    " north south east west northern southern eastern western central district region province border strip union"
    " supreme high federal national international prison stadium centre center company council committee department"
    " agency army military government office club team league cup coast guard force forces movement administration"
    " congress senate justice foreign interior defence defense finance health".split()
)
"""Kinds of bodies and places, and sides: left out or added beside a name; alone, they are held like any word."""
_NO_NAMES = (
    frozenset(
        "mr mrs ms miss dr prof sir dame lord lady gen lt lieutenant col colonel sgt sergeant capt maj major adm"
        " sen rep gov speaker prince princess judge pastor rev reverend bishop archbishop cardinal imam rabbi"
        " deputy vice prime councillor jr sr former ex acting senior junior first second third interim then late"
        " attorney prosecutor jan feb mar apr jun jul aug sep sept oct nov dec january february march april may"
        " june july august september october november december monday tuesday wednesday thursday friday saturday"
        " sunday mon tue tues wed thu thur thurs fri sat sun spring summer autumn winter am pm gmt utc bst est edt"
        " et pt ct cet pst pdt bc ad ok tv dvd cfo english god internet web earth moon today yesterday tomorrow"
        " mps mp".split()
    )
    | ROLES - KINDS
)
_INITIALISMS = frozenset({"US", "WHO"})
_COMMON_ENDINGS = tuple("s ing ly ed tion sion ity ment ness ance ence ism ship age ure ology".split())
_COMMON = frozenset(
    "people police women men children staff data demand weather snow traffic growth health law evidence research water"
    " furthermore moreover however meanwhile"
    " nevertheless nonetheless therefore thus hence indeed instead overall otherwise likewise elsewhere perhaps maybe"
    " power crime work money nearly almost despite although though because last next new local recent earlier".split()
)
_SAYS = re.compile(r"\s+(?:said|says|told|added|announced|argued|insisted|denied|claimed|wrote|tweeted|warned)\b")
_POSSESSIVE = re.compile(r"['’]s?\b|['’](?=\s)")
_OPENS = re.compile(r"(?:^|[:.!?…“\"‘(\[—–•*])[\s“\"‘'(\[—–•*-]*$")
_TELLING = re.compile(r"[^\W\d_]{3,}")
FEWEST_TITLE_WORDS = 5
TITLE_SHARE = 0.8
LONGEST_DIGITS = 6
MOST_NAMES = 200
"""Of more only the first are looked at: no sentence has as many."""


@dataclass(frozen=True, kw_only=True)
class Name:
    """A name of a sentence as written, and where it stands.

    `opens` is whether it begins the sentence or a quotation, where a capital says nothing about its first word; `acts`
    whether the words behind it are those behind a name: Quill's, Quill said.
    """

    text: str
    start: int
    end: int
    opens: bool
    acts: bool

    @cached_property
    def parts(self) -> tuple[tuple[str, ...], ...]:
        """Its telling words, parted by titles and offices: French President Ann Lee is French, and Ann Lee."""
        parts: list[list[str]] = [[]]
        for word in words_of(self.text):
            if word in _NO_NAMES or (word in STOP_WORDS and word not in _INITIALISMS):
                parts.append([])
            elif len(word) > 1 and not word.isdigit():
                parts[-1].append(word)
        return tuple(tuple(part) for part in parts if part and not (len(part) == 1 and part[0] in KINDS))

    @cached_property
    def telling(self) -> frozenset[str]:
        """The telling words of all its parts."""
        return frozenset(word for part in self.parts for word in part)

    @cached_property
    def plain(self) -> str:
        """All its words, lower-cased and without accents."""
        return " ".join(words_of(self.text))

    @property
    def may_be_common(self) -> bool:
        """Whether it is one word that a sentence may begin with without its being a name."""
        word = self.text.lower()
        if not self.opens or len(self.text.split()) > 1 or (self.text.isupper() and len(word) > 1):
            return False
        return not self.acts or is_common(word)


def is_common(word: str) -> bool:
    """Whether a lower-cased word looks like one that a sentence may begin with: Officials, Inflation, Voting."""
    return word in _COMMON or word in ROLES or word.endswith(_COMMON_ENDINGS)


def names_of(text: str) -> Iterator[Name]:
    """The names of a sentence in order; none where nearly all its words have capitals, as in a headline."""
    telling = [word for word in _TELLING.findall(text) if word.lower() not in STOP_WORDS]
    if len(telling) >= FEWEST_TITLE_WORDS and sum(word[0].isupper() for word in telling) > TITLE_SHARE * len(telling):
        return
    end = 0
    for number, name in enumerate(names_in(text)):
        if number >= MOST_NAMES:
            return
        match = re.compile(r"\s+".join(map(re.escape, name.split()))).search(text, end)
        if match is None:
            continue
        start, end = _with_digits(text, *match.span())
        before = text[max(0, start - 8) : start]
        if before.endswith("(") and text[end : end + 1] == ")" and name.isupper():
            # An initialism that the sentence itself introduces.
            continue
        yield Name(
            text=" ".join(text[start:end].split()),
            start=start,
            end=end,
            opens=bool(_OPENS.search(before)),
            acts=bool(_POSSESSIVE.match(text, end) or _SAYS.match(text, end)),
        )


def _with_digits(text: str, start: int, end: int) -> tuple[int, int]:
    """A name with the digits that are written together with it: Cop26, 4IR."""
    left, right = start, end
    while left and start - left < LONGEST_DIGITS and text[left - 1].isalnum():
        left -= 1
    while right < len(text) and right - end < LONGEST_DIGITS and text[right].isalnum():
        right += 1
    return left, right
