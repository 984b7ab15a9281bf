"""Whether two phrases may name one speaker: "the Pentagon" and "Sabrina Singh", "the sheriff" and "Rick Stone".

Two people with different names are two. What is not plainly one or two is left open, for a body speaks through people,
and an article calls a person by their office, their town or their team in turn.
"""

import re
from dataclasses import dataclass
from enum import Enum

from index.cues import ROLES
from index.names import OTHERS, TITLES, is_another, same_word, speaks_for, words_of
from index.terms import STOP_WORDS

MENTIONS_READ = 8
"""At how many places that mention a person an article is read for what it calls them."""
BEFORE_CHARACTERS, BEHIND_CHARACTERS, GIVEN_CHARACTERS = 60, 120, 30
LONGEST_PHRASE_CHARACTERS = 200
_WORD = re.compile(r"[^\W\d_]+(?:[-'.][^\W\d_]+)*\.?")
_ARTICLE = re.compile(r"^(?:the|an?)\s+", re.IGNORECASE)
_PARTS = re.compile(r"[,()]")
_JOINTS = frozenset("of for from at with after in on to and as who that near during before when".split())
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_CLOSES = re.compile(r"(?<!\b[A-Z][a-z])(?<!\b[A-Z])\.|[,;:!?\n“”\"]|\b(?:and|said|told|with|by|to|that)\b")
_DESCRIBED = re.compile(r",?\s(?:an?|the|who|of|from|[a-z]+(?:\s[a-z]+)?)\s[^,.;“”\"\n]*|,[^,.;“”\"\n]*")
_OFFICES = (
    ROLES
    | TITLES
    | frozenset(
        "member attorney lawyer star physician delegate candidate nominee activist writer reporter correspondent host"
        " moderator strategist pollster adviser chef singer actor actress producer player striker defender goalkeeper"
        " quarterback pilot farmer resident neighbour student nurse surgeon expert counsel treasurer".split()
    )
)
_BODIES = frozenset(
    "house party council court bank university institute commission committee group association post times news"
    " journal gazette herald street union league club company inc corp college school church hospital center centre"
    " service force forces team campaign republicans democrats department office agency government army military"
    " police board ministry report statement transport ferries lines airways airlines rail railways motors energy"
    " holdings systems industries partners media studios shipping logistics services foods rovers athletic wanderers"
    " securities insurance technologies labs pharmaceuticals".split()
)
"""No person's last name, and no way to call a person either."""
_GENERIC = frozenset(
    "club company firm group team organisation organization business chain maker operator airline carrier charity"
    " broadcaster builder developer manufacturer supplier museum hospital school university bank union trust"
    " foundation association agency party retailer studio brand newspaper paper outlet league federation authority"
    " society institute centre center network publisher owner buyer seller shop store hotel theatre festival".split()
)
"""What an article calls a body that it has named: Quill Rovers are "the club", whoever speaks for them."""
_OWN_OFFICE = re.compile(rf"\b(?:[Ii]ts|[Tt]heir|[Tt]he\s(?:{'|'.join(sorted(_GENERIC))})['’]s)\s[^.!?\n]{{0,40}}$")
_MANY = frozenset("sources witnesses experts people analysts researchers authorities reporters spokespeople".split())
_THROUGH = OTHERS - frozenset({"former", "ex", "opposition"})


class Likeness(Enum):
    """Whether two phrases name one speaker."""

    SAME = "same"
    OPEN = "open"
    OTHER = "other"


@dataclass(frozen=True, kw_only=True)
class Name:
    """A name in small letters: what stands before its last word, and that."""

    given: frozenset[str]
    last: str


@dataclass(frozen=True, kw_only=True)
class Named:
    """A speaker's phrase: the names in it that may be the speaker's, whether they are a person's, and all its words.

    `described` says that it may be any person that the article has named: "the budding singer", "the Duke of Sussex",
    "officials".
    """

    names: tuple[Name, ...]
    person: bool
    described: bool
    words: frozenset[str]


def read_name(phrase: str, text: str) -> Named:
    """What a phrase names, where `text` is the article that it is about."""
    plain = phrase[:LONGEST_PHRASE_CHARACTERS].replace("’", "'")
    bare = _ARTICLE.sub("", plain)
    # Beginning with "the", it is an office or a body, whatever it ends with: the harbour chief | , Tom Hart.
    definite = bare != plain
    parts = [_runs(part) for part in _PARTS.split(bare)]
    runs = [run for part in parts for run in part]
    called = [run for part in parts[1 if definite else 0 :] for run in part]
    words = _content(words_of(bare))
    return Named(
        names=tuple(Name(given=frozenset(map(_plain, run[:-1])), last=_plain(run[-1])) for run, _ in runs),
        person=any(_is_person(run, before, text) for run, before in called),
        described=(definite and _BODIES.isdisjoint(words) and (not bare[:1].isupper() or " " in bare))
        or words <= ROLES | _MANY - _BODIES,
        words=words,
    )


def likeness(one: str, other: str, text: str) -> Likeness:
    """Whether two phrases name one speaker, in the light of what an article calls them."""
    a, b = read_name(one, text), read_name(other, text)
    if any(_is_one(p, q) for p in a.names for q in b.names):
        return Likeness.SAME
    if _may_be_for(a, b, text) or _may_be_for(b, a, text):
        return Likeness.OPEN
    if (a.person and b.person) or _is_through(a, b) or _is_through(b, a):
        return Likeness.OTHER
    bare_one, bare_other = _ARTICLE.sub("", one), _ARTICLE.sub("", other)
    if speaks_for(one, bare_other) or speaks_for(other, bare_one):
        return Likeness.SAME
    if (a.person and b.described) or (b.person and a.described) or not (a.words and b.words):
        return Likeness.OPEN
    called = [_called(named, text) if named.person else named.words for named in (a, b)]
    return Likeness.OPEN if _share(*called) else Likeness.OTHER


def _may_be_for(body: Named, other: Named, text: str) -> bool:
    """Whether a body may be meant by the name of another, or by whoever speaks for it: the club | Rovers' chairman."""
    if body.person and not _is_called_body(body, text):
        return False
    generic = not body.names and body.words <= _GENERIC
    if generic:
        return not other.person or not ROLES.isdisjoint(_called(other, text))
    return bool(body.names) and other.person and any(_is_of_it(name, text) for name in other.names)


def _is_called_body(named: Named, text: str) -> bool:
    """Whether what reads like the name of a person is that of a body: Brandt Transport, which owns 40 lorries."""
    return any(
        name.last in _BODIES | _GENERIC or re.search(rf"\b{re.escape(name.last.title())},?\s(?:which|its)\b", text)
        for name in named.names
    )


def _is_of_it(name: Name, text: str) -> bool:
    """Whether an article names a person with an office of "its" or of "the firm's"."""
    places = _mentions(name.last.title(), text)
    return any(_OWN_OFFICE.search(text[max(0, place - BEFORE_CHARACTERS) : place]) for place in places)


def mentions(text: str, phrase: str, article: str) -> bool:
    """Whether a text mentions whom a phrase names: a person by the name, anybody else by any word."""
    here = frozenset(words_of(text))
    named = read_name(phrase, article)
    if named.person:
        # Renata Vidal is no mention of Lorenzo Vidal.
        return any(name.last in here and not is_another(text, _whole(name)) for name in named.names)
    return _share(named.words, here)


def _whole(name: Name) -> str:
    return " ".join((*name.given, name.last))


def _is_one(p: Name, q: Name) -> bool:
    """Whether two names may be one person's: Joe and Joseph Biden, Biden; Kim and Kim Jong Un."""
    if p.last != q.last:
        return any(not x.given and x.last in y.given for x, y in ((p, q), (q, p)))
    return not (p.given and q.given) or any(
        a[:1] == b[:1] and (len(a) == 1 or len(b) == 1 or a[:2] == b[:2]) for a in p.given for b in q.given
    )


def _is_through(one: Named, other: Named) -> bool:
    """Whether a phrase names somebody through another: "Lee's lawyer", of Lee."""
    return not _THROUGH.isdisjoint(one.words - other.words) and any(name.last in one.words for name in other.names)


def _runs(part: str) -> list[tuple[list[str], str]]:
    """The names with which a part of a phrase ends, and with which what stands before "of" and the like ends.

    Each comes with the word before it. What ends a phrase behind such a joint is a place or a body, except after an
    office: president of the council | Ann Lee.
    """
    words = _WORD.findall(part)
    joint = next((i for i, word in enumerate(words) if word in _JOINTS), len(words))
    found = [_run(words[:joint])]
    if joint < len(words):
        run, before = _run(words)
        found += [(run, before)] if before in _OFFICES else []
    return [(run, before) for run, before in found if run]


def _run(words: list[str]) -> tuple[list[str], str]:
    """The capitalised words that words end with, without offices and without "Jr.", and the word before them."""
    while words and _plain(words[-1]) in _SUFFIXES:
        words = words[:-1]
    start = len(words)
    while start and words[start - 1][:1].isupper() and _plain(words[start - 1]) not in _OFFICES:
        if words[start - 1].endswith("'s") and start < len(words):
            break
        start -= 1
    return words[start:], _plain(words[start - 1]) if start else ""


def _is_person(run: list[str], before: str, text: str) -> bool:
    """Whether names are a person's: with an office, or with a given name and never with "the"."""
    if before in _OFFICES:
        return True
    name = " ".join(run)
    if f"the {name}" in text or name.isupper() or not _BODIES.isdisjoint(map(_plain, run)):
        return False
    return len(run) > 1 or any(_is_given(text, place) for place in _mentions(name, text))


def _is_given(text: str, place: int) -> bool:
    """Whether a given name or a title stands before a place."""
    words = text[max(0, place - GIVEN_CHARACTERS) : place].split(" ")
    return len(words) > 1 and not words[-1] and words[-2].istitle() and words[-2].lower() not in STOP_WORDS


def _mentions(name: str, text: str) -> list[int]:
    found: list[int] = []
    place = text.find(name)
    while place >= 0 and len(found) < MENTIONS_READ:
        found.append(place)
        place = text.find(name, place + len(name))
    return found


def _called(named: Named, text: str) -> frozenset[str]:
    """The words by which an article calls a person: those before their name, and those that describe them behind it."""
    words = set(named.words)
    for last in {name.last.title() for name in named.names}:
        for place in _mentions(last, text):
            end = place + len(last)
            before = _CLOSES.split(text[max(0, place - BEFORE_CHARACTERS) : place])[-1]
            described = _DESCRIBED.match(text[end : end + BEHIND_CHARACTERS])
            words.update(words_of(f"{before} {described.group() if described else ''}"))
    return _content(words)


def _content(words: set[str] | list[str]) -> frozenset[str]:
    return frozenset(word for word in words if word not in STOP_WORDS and len(word) > 1)


def _share(some: frozenset[str], others: frozenset[str]) -> bool:
    return any(same_word(a, b) for a in some for b in others)


def _plain(word: str) -> str:
    return word.lower().rstrip(".").removesuffix("'s")
