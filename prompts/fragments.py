"""A follow-up that is a piece of a question: "What about Iran?", "And last month?", "And according to The Quay Post?".

It stands in the place of the piece of its own kind in the question before: a time for a time, an outlet for an outlet,
a speaker for the speaker, a name for the name.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.cues import ROLES
from index.names import OTHERS, SHORT_FORMS, TITLES, words_of
from prompts.capitals import names_in
from prompts.checks.nations import same_nation
from prompts.clause import PREPOSITIONS, read_clause
from prompts.outlet_names import mentions_in
from prompts.outlets import named_outlets
from prompts.periods import PERIOD
from prompts.spoken_questions import Asked, asked_speaker
from prompts.time_phrases import BOUND, ON, RANGE, ROLLING
from prompts.topic import topic_of

_WHAT_ABOUT = re.compile(r"^\W*(?:what|how)(?:['’]s)?\s+about\s+(?P<piece>.+?)\W*$", re.IGNORECASE)
_TIME = re.compile(PERIOD, re.IGNORECASE)
_THE_TIME_BEFORE = re.compile(
    r"(?:in\s+|on\s+)?the\s+(?:day|week|month|year)\s+(?:before|after)(?:\s+that)?", re.IGNORECASE
)
_SOURCE = re.compile(r"^(?:according to|as per|per|as reported by|in|from|by)\s+(?P<name>.+)$", re.IGNORECASE)
_ACCORDING = re.compile(r"^(?:according to|as per|as reported by)\s", re.IGNORECASE)
_ENDS = "?!. "
_SPEAKING = frozenset(
    "treasurer hospital union unions police coastguard farmers parents residents teachers passengers opposition critics"
    " experts scientists investigators families victims employers workers staff witnesses neighbours lawyer lawyers"
    " shopkeepers guides others everyone government town city council church army school airline bank".split()
)
"""Those besides `ROLES` whose words are asked for by what they are."""


@dataclass(frozen=True, kw_only=True)
class Before:
    """The question before, the words in it that say when, and the outlets that may be named."""

    question: str
    phrase: str | None
    speakers: tuple[str, ...] = ()
    publishers: tuple[str, ...] = ()


def piece_of(text: str, *, linked: bool) -> str | None:
    """The piece that a follow-up is; None where it is a question. `linked`: it began with "and" or the like."""
    about = _WHAT_ABOUT.search(text)
    if about:
        return about["piece"].strip()
    piece = text.strip(_ENDS)
    if not piece or read_clause(text) is not None or len(piece.split()) > 10:  # noqa: PLR2004 - a piece is short
        return None
    return piece if linked or is_time(piece) or _ACCORDING.match(piece) else None


def is_time(piece: str) -> bool:
    """Whether a piece is a time and nothing else: "last month", "in May 2024", "since Tuesday", "the year before"."""
    forms = (_TIME, ON, BOUND, ROLLING, RANGE, _THE_TIME_BEFORE)
    return any(form.fullmatch(piece) for form in forms)


def names_days(text: str) -> bool:
    """Whether a text says when, also where no days of publication follow from it."""
    return is_time(text.strip(" ?!.")) or any(form.search(text) for form in (RANGE, BOUND, ROLLING, ON))


def with_piece(piece: str, before: Before) -> str | None:
    """The question before with the piece in its place; None where there is no place for it."""
    question = before.question.strip(_ENDS)
    if is_time(piece):
        return f"{_without(question, before.phrase)} {_small(piece)}?"
    source = _as_source(piece, before)
    if source:
        held = named_outlets(question, before.publishers).phrase
        kept = (
            _without(question, held) if held else re.sub(r"\s*\b(?:according to|as reported by)\s+[^?,]+", "", question)
        )
        return f"{kept} {source}?"
    preposition, _, name = piece.partition(" ")
    if preposition.lower() in PREPOSITIONS and name:
        return _with_preposition(question, preposition.lower(), name)
    return _with_name(question, piece, before)


def _as_source(piece: str, before: Before) -> str | None:
    """The piece as the source that an answer should come from; None where it names no outlet."""
    match = _SOURCE.match(piece)
    if match and _ACCORDING.match(piece):
        return _small(piece)
    name = match["name"] if match else piece
    mentions = list(mentions_in(f"of {name}", before.publishers))
    whole = mentions and mentions[0].end == len(f"of {name}")
    return f"according to {name}" if whole and len(mentions) == 1 else None


def _with_preposition(question: str, preposition: str, name: str) -> str:
    """A place in the place of a place: the words behind the same preposition go, or none."""
    match = re.search(rf"\b{preposition}\s+(?P<held>.+?)(?=\s+(?:{'|'.join(PREPOSITIONS)})\b|\W*$)", question)
    held = match["held"] if match else ""
    same = bool(held) and (held[:1].isupper() == name[:1].isupper() or preposition == "about")
    if match and same:
        if preposition == "about":
            return f"{question[: match.start()]}about {name}?"
        return f"{question[: match.start('held')]}{name}{question[match.end('held') :]}?"
    return f"{question} {preposition} {name}?"


def _with_name(question: str, piece: str, before: Before) -> str | None:
    asked = asked_speaker(question)
    if asked and asked.cue and asked.phrase in question:
        topic = topic_of(question)
        if topic and not _speaks(piece, asked, topic.noun, before.speakers):
            return (
                f"{question[: question.rfind(topic.noun)]}{small_article(piece)}?" if topic.noun in question else None
            )
        return _in_place_of(question, asked.phrase, piece)
    names = list(dict.fromkeys(names_in(question)))
    if not next(names_in(f"of {piece}"), None):
        return _with_thing(question, piece)
    clause = read_clause(question)
    if clause and clause.subject and clause.subject.split()[-1] in OTHERS:
        return question.replace(clause.subject, piece, 1) + "?"  # "How old is Lee's sister?" "And Tom Hart?"
    alike = [name for name in names if _is_alike(name, piece)] or (names if len(names) == 1 else [])
    return _in_place_of(question, alike[0], piece) if len(alike) == 1 else None


def _with_thing(question: str, piece: str) -> str | None:
    """A thing in the place of the subject, where both are said with "the" or neither is; or somebody in a name's."""
    clause = read_clause(question)
    subject = clause.subject if clause else ""
    if not subject:
        return None
    words = piece.lower().split()
    person = words[-1] in ROLES | TITLES | _SPEAKING
    same = subject.lower().split()[0] == words[0]
    if not same and not (person and subject[:1].isupper()):
        return None
    piece = small_article(piece)
    return question.replace(subject, piece, 1) + "?"


def _speaks(piece: str, asked: Asked, topic: str, speakers: Sequence[str]) -> bool:
    """Whether a piece stands for the one who speaks, and not for what is spoken about."""
    words = [word.lower().strip(".,") for word in piece.split()]
    if any(word in ROLES | TITLES | _SPEAKING for word in words) or any(piece in speaker for speaker in speakers):
        return True
    if not next(names_in(f"of {piece}"), None):
        return False
    nations = [_is_nation(name) for name in (piece, asked.phrase, topic)]
    if nations[0] and not nations[1] and nations[2] and topic[:1].isupper():
        return False
    named = next(names_in(f"of {topic}"), "") == topic
    return not (named and not next(names_in(f"of {asked.phrase}"), None))


def _is_alike(name: str, piece: str) -> bool:
    """Whether two names may stand in one place: both nations, or as many words."""
    nations = _is_nation(name), _is_nation(piece)
    return all(nations) or (not any(nations) and len(name.split()) == len(piece.removeprefix("the ").split()))


def _is_nation(name: str) -> bool:
    return bool(_alike(name))


def is_same(name: str, other: str) -> bool:
    """Whether two phrases name the same: one holds the other, or they are one nation."""
    words, others = _alike(name), _alike(other)
    return set(words_of(other)) <= set(words_of(name)) or not words.isdisjoint(others)


def _alike(name: str) -> frozenset[str]:
    """The nation that a name is, in all its forms; nothing for any other name."""
    whole = " ".join(word for word in words_of(name) if word != "the")
    short = next((forms for forms in SHORT_FORMS if whole in forms), frozenset())
    known = same_nation()
    return frozenset().union(*(known.get(word, frozenset()) for word in (*short, *words_of(name))))


def is_of_one(question: str) -> bool:
    """Whether a question may be asked of another in the same words: what somebody said, or how old somebody is."""
    clause = read_clause(question)
    return asked_speaker(question) is not None or (clause is not None and not clause.rest)


def _in_place_of(question: str, held: str, piece: str) -> str:
    """The question with a name in the place of another, and with the article that goes with it."""
    place = question.find(held)
    start = place
    article = re.search(r"\b(?:the|a|an)\s+$", question[:place], re.IGNORECASE)
    if article:
        start = article.start()
    end = place + len(held)
    return f"{question[:start]}{small_article(piece)}{question[end:]}?"


def _without(question: str, phrase: str | None) -> str:
    if not phrase or phrase not in question:
        return question
    return " ".join(question.replace(phrase, " ", 1).split()).strip(" ,")


def _small(piece: str) -> str:
    first, _, rest = piece.partition(" ")
    return f"{first.lower() if first.lower() in _SMALL else first} {rest}".strip()


def small_article(piece: str) -> str:
    """A piece that begins with an article as it is written inside a sentence."""
    first, space, rest = piece.partition(" ")
    return (
        f"{first.lower()}{space}{rest}" if first.lower() in {"the", "a", "an", "his", "her", "its", "their"} else piece
    )


_SMALL = PREPOSITIONS | {"according", "as", "last", "this", "the", "per", "yesterday", "today", "earlier"}
