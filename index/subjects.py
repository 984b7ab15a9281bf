"""Who stands beside a verb of saying as its subject: the noun phrase that ends before it, or the one behind it."""

import re

from index.cues import CUE_OF, FINITE, ROLES
from index.phrases import QUOTE_MARKS, TIME_PHRASE, without_adverb, without_time

_WORD = re.compile(r"\w+")
# Up to a comma or the end of the sentence; the dots of titles and initials are no end.
NOUN_PHRASE = r"(?:\b(?:[A-Z]|Adm|Capt|Col|Dr|Gen|Gov|Jr|Lt|Mr|Mrs|Ms|Mx|Prof|Rep|Rev|Sen|Sgt|Sr|St)\.|[^,;:.“”\"])+"
_BEHIND = re.compile(rf"\s+({NOUN_PHRASE}(?:,[^,;:.“”\"]+(?=[,.]))?)")
_AFTER_QUOTE = re.compile(r"[”\"’',]\s*$")
_RELATIVE = re.compile(r",\s+who\b[^,]*,?\s*$")
_CLAUSE = re.compile(
    r"(?:^|[\s,;:–—-])(?:that|because|since|as|while|when|where|after|before|although|though|if|and|but|or|which|whether|than|As)\s",
)
_LEAD_IN = frozenset(
    "in on at after before asked speaking writing when as while during for with by despite later meanwhile however"
    " but and also then earlier still yet under from since until through amid following separately instead responding"
    " addressing because although though if of to over against".split()
)
PRONOUNS = frozenset({"he", "she", "they", "it", "we", "i", "you"})
_NOT_SUBJECTS = frozenset(
    "to not be been being who which that what it there this these those is was are were will would nobody none"
    " neither".split()
)
_NOT_LAST = frozenset(
    "to the a an his her its their our my your not never be of for by with and or had was were is are".split()
)
_NEGATIONS = ("n't", "n’t")
_POSSESSIVES = ("'s", "’s", "s'", "s’")
_VERBS = frozenset(
    "was were is are am be been being has had have will would could should may might must can does did by not rose fell"
    " grew went came took made gave got became began".split()
)
_DONE = re.compile(
    r"\s[a-z]+ed\s(?:on|in|at|by|to|from|for|with|after|before|into|off|out|the|an?|its|his|her|their|\d)"
)
_COMMA = re.compile(r",(?!\d)")
_RELATED = frozenset("who whose whom which that where having being".split())
_AS_SAID = re.compile(r"^\s*As\s$")
_WITHOUT_CLAUSE = re.compile(r",\s+(?:but|and|while|as|although|though|because|after|before|when|if|which|whom)\b.*")
_OPENING_WORD = re.compile(r"^\s*(?:But|And|Yet|Still|So|Meanwhile|However)\b,?\s+")
_AFTER_COMMA = frozenset("say report write add announce note warn confirm suggest explain tell".split())
"""Verbs that come before their subject behind a comma too: Prices rose, said the office."""
_BEFORE_OFFICE = frozenset({"a", "an", "the", "who", "one"})
_NAME_JOINTS = frozenset({"the", "a", "an", "of", "for", "from", "at"})
LONGEST_SPEAKER_WORDS = 14
LONGEST_TITLE = 5


def subject_before(left: str, *, ends: bool) -> str:
    """The noun phrase that ends just before a verb: "…," Pentagon spokesperson Sabrina Singh | told.

    Where the verb ends the sentence, a whole clause may stand before: Prices rose, the statistics office | reported.
    """
    quoted = max((match.end() for match in QUOTE_MARKS.finditer(left)), default=0)
    return "" if _is_parted(left[quoted:]) else _subject(left, quoted, ends=ends)


def _is_parted(phrase: str) -> bool:
    """Whether something parts what stands before a verb from it, or makes an adjective of the verb.

    Washington's | repeated calls; the harbour, | said Ann Lee, is deep.
    """
    bare = phrase.rstrip()
    return bare.endswith(_POSSESSIVES) or (bare.endswith(",") and bare.count(",") == 1 and len(bare.strip(" ,")) > 0)


def _subject(left: str, quoted: int, *, ends: bool) -> str:
    # "LEE: Ms. Brook | said": whose label it stands behind, that one quotes her.
    phrase = left[quoted:].rpartition(": ")[2]
    joints = [match for match in _CLAUSE.finditer(phrase) if not _in_apposition(phrase, match)]
    if quoted and 0 < len(phrase.split()) <= LONGEST_SPEAKER_WORDS and not phrase.rstrip().endswith(","):
        # "…," the Institute for Science and Security | wrote: behind a quotation stands nothing but its speaker.
        joints = [match for match in joints if match.group().split()[-1:] not in (["and"], ["or"])]
    clause = max((match.end() for match in joints), default=0)
    if phrase.split()[-1:] == ["who"]:
        named = phrase.rstrip().removesuffix("who").rstrip().removesuffix(",")
        return trimmed(_noun_phrase_at_end(named.rpartition(",")[2]))
    if clause and _AS_SAID.search(phrase[:clause]) and not left[:quoted].strip():
        # "As Ann Lee | said last week, …"
        phrase = phrase[clause:]
        if _noun_phrase_at_end(phrase) == " ".join(phrase.split()):
            return trimmed(phrase)
        # "As the race tightens, Ann Lee | said": what stands behind the clause.
        return trimmed(_noun_phrase_at_end(phrase.rstrip(" ,").rpartition(",")[2]))
    if clause and re.search(
        r"\b(?:because|since|when|where|after|before|although|though|if|or|which|whether|than)\s$", phrase[:clause]
    ):
        # "… shortly after the army chief hinted at an invasion": that is no speaker of this sentence.
        return ""
    phrase = _RELATIVE.sub("", phrase[clause:]).strip(" ,")
    # "Brandt said Hart had told her": Hart told.
    phrase = phrase[max((match.end() for match in cues_in(phrase)), default=0) :]
    for _ in range(3):
        phrase = without_adverb(without_time(f" {phrase}")).strip(" ,")
    # "But Lee said": that begins the sentence, not the name.
    parts = [part.strip() for part in _COMMA.split(_OPENING_WORD.sub("", phrase)) if part.strip()]
    # "Quill Rovers, last in the league, have been sold, the club said": the club.
    told = [at for at, part in enumerate(parts[:-1]) if _is_clause(part) and _RELATED.isdisjoint(part.lower().split())]
    parts = parts[told[-1] + 1 :] if told else parts
    while len(parts) > 1 and (parts[0].split()[0].lower() in _LEAD_IN or TIME_PHRASE.search(parts[0])):
        parts = parts[1:]
    if parts and parts[-1].lower() in PRONOUNS:
        # "… and Ms. Lee, she | said, did not": the pronoun alone.
        return parts[-1]
    while len(parts) > 1 and (
        _is_clause(parts[0])
        or parts[0].split()[0].lower() in PRONOUNS
        or (ends and (not _noun_phrase_at_end(parts[0]) or _tells(parts[0])))
    ):
        parts = parts[1:]
    return trimmed(", ".join(parts)) if parts and not _is_clause(parts[0]) else ""


def _in_apposition(phrase: str, joint: re.Match[str]) -> bool:
    """Whether "and" and the like stand in what is said of a name between commas.

    Ida Brook, an engineer and | founder of Sundline, said; the mayor, speaking in the Hall of Art and | Song, said.
    """
    comma, described = phrase[: joint.end()].rpartition(",")[1:]
    goes_on = phrase[joint.end() :].rstrip()
    ends = goes_on.find(",") == len(goes_on) - 1
    if not comma or not ends or not described.strip():
        return False
    first, last = described.split()[0], described.split()[-1]
    if first.endswith("ing") or (first == "while" and described.split()[1:2] != ["while"]):
        return True
    listed = last in {"and", "or"} and goes_on[:1].islower() | (first not in _BEFORE_OFFICE)
    return listed and (first in _BEFORE_OFFICE or first.islower()) and not _is_clause(described)


def _is_clause(part: str) -> bool:
    """Whether something happens in a part of a sentence, so that it names nobody: rockets were fired by Hamas."""
    return not _VERBS.isdisjoint(part.split())


def _tells(part: str) -> bool:
    """Whether a part of a sentence tells what was done, or when: the harbour reopened on Friday."""
    return _DONE.search(part) is not None or without_time(f" {part}") != f" {part}"


def _noun_phrase_at_end(text: str) -> str:
    """The longest end of a text that reads like one name with its title: criticised | a spokesman for the Navy."""
    words = text.split()
    start = len(words)
    while start and (words[start - 1][:1].isupper() or words[start - 1].lower() in ROLES | _NAME_JOINTS):
        start -= 1
    return " ".join(words[start:])


def subject_after(outside: str, cue: re.Match[str]) -> str:
    """The noun phrase after a verb that follows a quotation or a comma: "…," said | Dan Evans of NASA."""
    left = outside[: cue.start()]
    if left.strip() and not _AFTER_QUOTE.search(left):
        return ""
    if left.rstrip().endswith(",") and CUE_OF[cue.group()] not in _AFTER_COMMA:
        # "…, accused the leaders of fraud": that is whom somebody accused.
        return ""
    match = _BEHIND.match(outside, cue.end())
    if match is None:
        return ""
    phrase = _WITHOUT_CLAUSE.sub("", match.group(1))
    name, _, described = phrase.partition(",")
    # "The harbour, said Doyle, is deep": there the sentence goes on.
    return trimmed(name if not _VERBS.isdisjoint(described.split()[:1]) else phrase)


def trimmed(phrase: str) -> str:
    """A speaker's phrase, freed of times at its end; empty where it can't be one."""
    phrase = " ".join(phrase.strip(" ,'’‘\n").split())
    for _ in range(2):
        phrase = without_time(f" {phrase}").strip(" ,")
    words = phrase.split()
    name, _, described = phrase.partition(", ")
    if re.match(r"(?:[a-z]+ing|while)\b", described):
        # What somebody does meanwhile is no part of their name: Ann Lee, | opening the hall.
        phrase, words, described = name, name.split(), ""
    if len(words) > LONGEST_SPEAKER_WORDS and not (ROLES | _BEFORE_OFFICE).isdisjoint(described.split()[:3]):
        # The name is enough where its description is long: Bo Romney of Utah, | a leading …
        phrase, words = name, name.split()
    if all(word.endswith(".") and word[:-1].isalpha() and len(word) <= LONGEST_TITLE for word in words):
        # "Mrs." alone, whose name was parted from it.
        return ""
    if not words or len(words) > LONGEST_SPEAKER_WORDS or words[0].lower() in _NOT_SUBJECTS | _LEAD_IN:
        return ""
    if phrase.lower() in PRONOUNS:
        return phrase
    if words[-1].lower() in PRONOUNS:
        # "Do you | think so?"
        return ""
    # "the reported": there the verb of saying is an adjective. Who wouldn't say it has not said it.
    if words[-1].lower() in _NOT_LAST or words[-1].endswith((*_POSSESSIVES, *_NEGATIONS)):
        return ""
    named = any(word[:1].isupper() for word in words)
    in_role = any(word.lower().strip(",") in ROLES for word in words)
    return phrase if named or in_role else ""


def cues_in(text: str) -> list[re.Match[str]]:
    """The verbs of saying in a text; words are looked up, for a pattern of all verbs is tried verb by verb."""
    return [match for match in _WORD.finditer(text) if match.group() in FINITE]
