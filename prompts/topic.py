"""What a question is about: the words that a further question on the same matter would repeat."""

import re
from dataclasses import dataclass

from index.names import same_word, words_of
from prompts.capitals import names_in
from prompts.clause import DETERMINERS, PREPOSITIONS, read_clause
from prompts.spoken_questions import asked_speaker

_SUBJECT_OF_SPEECH = re.compile(
    r"\b(?:about|regarding|concerning|on|of|over)\s+(?P<topic>(?!what\b|how\b|why\b)[^?!;]+)", re.IGNORECASE
)
_EVENT = re.compile(
    r"\b(?P<joint>in|at|during|after|from|on|near|to|against|for|with)\s+(?P<topic>(?:(?:the|a|an|his|her|its|their)\s|[A-Z])[^?!;]*)"
)
_PLACE = re.compile(r"\b(?P<joint>in|at|near|to|from|on)\s+(?:the\s+)?(?P<name>[A-Z][^?!;,]*)")
_JOINT = {
    "in": "in",
    "at": "at",
    "during": "during",
    "on": "on",
    "near": "near",
    "after": "after",
    "to": "at",
    "from": "at",
}
"""How what something happened at is joined to another question."""
_NOTHING = frozenset(
    "he she they it we you i there that this these those anyone anybody someone somebody nobody everybody"
    " people".split()
)
_OBJECTS = _NOTHING | {"him", "her", "them"}
_ENDS = " ?!.,;:"


@dataclass(frozen=True, kw_only=True)
class Topic:
    """`noun` is what a question is about, "the ferry crash at Port Maren"; `joint` the word that joins it on: "in"."""

    noun: str
    joint: str

    @property
    def is_named(self) -> bool:
        """Whether a name says which one it is."""
        return next(names_in(f"of {self.noun}"), None) is not None


def topic_of(text: str) -> Topic | None:
    """What a question is about; None where that is not plain. `text` is without the words that say when."""
    asked = asked_speaker(text)
    if asked and asked.cue:
        behind = text[asked.start :].partition(asked.phrase)[2]
        match = _SUBJECT_OF_SPEECH.search(behind)
        if match:
            return None if match["topic"].strip(_ENDS).lower() in _OBJECTS else _topic(match["topic"], "about")
        others = [name for name in names_in(behind) if not _is_in(name, asked.phrase)]
        return _topic(with_article(others[-1], behind), "about") if others else None
    clause = read_clause(text)
    if clause is None:
        return None
    return _of_clause(clause.subject, clause.rest)


def _of_clause(subject: str, rest: str) -> Topic | None:
    if subject and not _is_pronoun(subject):
        return _topic(subject, _joint_of(subject) if rest else "about")
    words = rest.split()
    owned = len(words) > 2 and words[1].lower() in DETERMINERS  # noqa: PLR2004 - a verb, "the" and a noun
    if owned or (len(words) > 1 and words[1][:1].isupper()):
        # "Who | closed | the route on Mount Cassel?"
        return _topic(" ".join(words[1:]), _joint_of(words[1]))
    event = _EVENT.search(rest)
    return _topic(event["topic"], _JOINT.get(event["joint"].lower(), "about")) if event else None


def _joint_of(noun: str) -> str:
    """A name is where things happen, "at Karsten Mills"; anything else is what a question is about."""
    return "at" if noun[:1].isupper() else "about"


def _topic(noun: str, joint: str) -> Topic:
    return Topic(noun=noun.strip(_ENDS), joint=joint)


def _is_pronoun(subject: str) -> bool:
    return subject.lower() in _NOTHING


def _is_in(name: str, phrase: str) -> bool:
    held = words_of(phrase)
    return all(any(same_word(word, other) for other in held) for word in words_of(name))


def with_article(phrase: str, text: str) -> str:
    """A phrase of a text with the article before it, where there is one."""
    match = re.search(rf"\b(?:the|a|an)\s+{re.escape(phrase)}", text, re.IGNORECASE)
    return match.group() if match else phrase


def is_plural(noun: str) -> bool:
    """Whether the first noun of a phrase is several of something; a name is one, whatever it ends with."""
    words = noun.split()
    end = next((place for place, word in enumerate(words) if place and word.lower() in PREPOSITIONS), len(words))
    head = words[end - 1] if words else ""
    return head == "people" or (head.islower() and head.endswith("s") and not head.endswith(("ss", "us", "is", "'s")))


def place_of(text: str) -> str | None:
    """The place that a question names, with the word before it: "in Port Maren"; None where it names none."""
    found = list(_PLACE.finditer(text))
    sure = [match for match in found if match["joint"].lower() in {"in", "at", "near"}]
    if not found:
        return None
    match = (sure or found)[-1]
    name = next(names_in(match["name"]), None)
    return f"{match['joint'] if sure else 'at'} {name}" if name else None
