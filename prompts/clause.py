"""A question taken apart into what it asks for, its helping verb, its subject and the rest, as far as words show it.

No tagger comes along, so a subject is found by where its words stand: "Why will | the flood wall in Alderbrook | cost
so much?". Where that is not clear, nothing is taken apart.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

DO = frozenset({"did", "does", "do"})
BE = frozenset({"is", "are", "was", "were"})
_MODAL = frozenset({"will", "would", "can", "could", "should", "must", "may", "might", "has", "have", "had"})
AUXILIARIES = DO | BE | _MODAL
PREPOSITIONS = frozenset(
    "in on at of from near for with after before during by to about against over under into through along around"
    " within between behind beside since until towards".split()
)
DETERMINERS = frozenset(
    "the a an this that these those his her its their our my your all some any no every each both".split()
)
_PRONOUNS = frozenset("he she they it we you i there that this these those anyone anybody someone nobody".split())
_ADVERBIAL = frozenset({"when", "where", "why"})
_QUESTION = _ADVERBIAL | {"who", "whom", "what", "which", "whose", "how"}
_AMOUNT = frozenset({"many", "much"})
_AFTER_SUBJECT = frozenset(
    {"not", "also", "ever", "so", "still", "already", "again", "be", "been", "being", "have", "as"}
)
_PARTICIPLE = re.compile(r"[a-z]{3,}ed")
_VERBS = frozenset(
    "build buy close come cost cut get give go have keep lose make mean need pay run say take tell use want win".split()
)
"""Common verbs that are seldom a noun's second word, so a subject ends before them."""
_JOINTS = frozenset({"of", "de", "la", "al", "bin", "van", "von", "der", "&", "and"})
_MOST_WORDS_ASKED = 7
_MANY_WORDS = 3


@dataclass(frozen=True, kw_only=True)
class Clause:
    """The parts of a question, as written, each possibly empty.

    `asked` is the question word with what belongs to it ("How many people"); without a `subject` it is the subject
    itself. `rest` begins with the verb.
    """

    asked: str
    helping: str
    subject: str
    rest: str

    @property
    def thing(self) -> str:
        """What is counted or chosen from: "people" of "how many people", "factory" of "which factory"."""
        words = self.asked.split()
        lead = 2 if len(words) > 1 and words[1].lower() in _AMOUNT else 1
        return " ".join(words[lead:]) if words and words[0].lower() in {"how", "which", "what"} else ""

    @property
    def is_adverbial(self) -> bool:
        """Whether it asks when, where, why or how, and not for somebody or something."""
        words = self.asked.lower().split()
        return bool(words) and (words[-1] in _ADVERBIAL or words == ["how"])


def read_clause(text: str) -> Clause | None:
    """The parts of a question; None where it is none that begins with a question word or a helping verb."""
    words = text.strip().rstrip("?!. ").split()
    if not words:
        return None
    words = _split_short(words[0]) + words[1:]
    lead = 1 if words[0].lower() in PREPOSITIONS and len(words) > 1 else 0
    if words[0].lower() in AUXILIARIES:
        return _with_subject("", words)
    if words[lead].lower() not in _QUESTION:
        return None
    for place in range(lead + 1, min(len(words), _MOST_WORDS_ASKED)):
        if words[place].lower() in AUXILIARIES:
            asked, others = " ".join(words[:place]), words[place:]
            return _with_subject(asked, others) if _has_subject(words[:place], others) else _without(asked, others)
    size = _MANY_WORDS if len(words) > 1 and words[1].lower() in _AMOUNT else 1
    size = 2 if words[0].lower() in {"which", "whose"} else size
    return _without(" ".join(words[:size]), words[size:])


def _split_short(word: str) -> list[str]:
    """The two words of a short form: "what's" is "what is"."""
    bare = re.fullmatch(r"(?P<asked>\w+)['’]s", word)
    return [bare["asked"], "is"] if bare and bare["asked"].lower() in _QUESTION else [word]


def _has_subject(asked: Sequence[str], others: Sequence[str]) -> bool:
    """Whether a subject follows the helping verb, and the question word is not the subject itself."""
    behind = others[1] if len(others) > 1 else ""
    if others[0].lower() in DO or asked[-1].lower() in _ADVERBIAL:
        return bool(behind)
    if asked[0].lower() == "how" and (len(asked) == 1 or asked[1].lower() not in _AMOUNT):
        return bool(behind)
    return behind[:1].isupper() or behind.lower() in DETERMINERS | _PRONOUNS


def _without(asked: str, others: Sequence[str]) -> Clause:
    helping = others[0] if others and others[0].lower() in AUXILIARIES else ""
    rest = others[1:] if helping else others
    return Clause(asked=asked, helping=helping, subject="", rest=" ".join(rest))


def _with_subject(asked: str, others: Sequence[str]) -> Clause:
    helping, behind = others[0], list(others[1:])
    whole = helping.lower() in BE and asked.lower() in {"who", "what", "which"}
    end = len(behind) if whole else _subject_end(behind)
    return Clause(asked=asked, helping=helping, subject=" ".join(behind[:end]), rest=" ".join(behind[end:]))


def _subject_end(words: Sequence[str]) -> int:
    """Where the subject that the words begin with ends."""
    core = end = _phrase_end(words, 0)
    while end < len(words) and words[end].lower() in PREPOSITIONS:
        further = _before_verb(words, _phrase_end(words, end + 1), end + 1)
        # "the library in Tolland | have": a verb still to come shows that the place belongs to the subject.
        if (
            further >= len(words)
            or words[further].lower() in PREPOSITIONS | DETERMINERS
            or words[further][:1].isupper()
        ):
            break
        end = further
    return end if end > core else _before_verb(words, core, 0)


def _before_verb(words: Sequence[str], end: int, start: int) -> int:
    """A phrase of small words of which nothing but the last can be the verb ends before that."""
    start += start < end and words[start].lower() in DETERMINERS
    start = max([start, *(place + 1 for place in range(start, end) if re.search(r"['’]s?$", words[place]))])
    verb = next((place for place in range(start + 1, end) if words[place] in _VERBS), end)
    return verb if verb < end else end - 1 if end - start > 1 and words[end - 1].islower() else end


def _phrase_end(words: Sequence[str], start: int) -> int:
    """Where the noun phrase that begins at a place ends, its verb counted if it has small letters throughout."""
    place = start
    if place < len(words) and words[place].lower() in _PRONOUNS and words[place].lower() not in DETERMINERS:
        return place + 1
    while place < len(words):
        word = words[place]
        if place > start and (word.lower() in PREPOSITIONS | DETERMINERS | _AFTER_SUBJECT):
            break
        if place > start + (words[start].lower() in DETERMINERS) and _PARTICIPLE.fullmatch(word):
            break
        if word[:1].isupper() and word.lower() not in DETERMINERS:
            place = _name_end(words, place)
            if re.search(r"['’]s?$", words[place - 1]):
                continue
            break
        place += 1
    return place


def _name_end(words: Sequence[str], place: int) -> int:
    while place < len(words):
        joined = words[place].lower() in _JOINTS and place + 1 < len(words) and words[place + 1][:1].isupper()
        if not words[place][:1].isupper() and not joined and not words[place][:1].isdigit():
            break
        place += 1
        if re.search(r"['’]s?$|,$", words[place - 1]):
            break
    return place
