"""Who speaks in a sentence: "… ," X said; said X; according to X; X, the spokesperson, described …; he added.

Precision first: where the speaker is not clear, nobody is named. A sentence that is one quotation without a speaker
of its own belongs to whoever spoke in the sentence before it in the same paragraph.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.passage import Span
from index.phrases import QUOTE_MARKS, TIME_PHRASE, TIME_WORDS, outside_quotes, without_adverb, without_time

_CUES = (
    "accuse accept acknowledge add admit advise agree allege announce answer argue ask assert assure blame boast call"
    " caution charge cite claim clarify comment complain concede conclude condemn confirm contend counter criticise"
    " criticize declare demand denounce deny describe disclose dismiss emphasise emphasize estimate explain express"
    " forecast hail hint hope insist joke lament maintain mention note object observe offer pledge post praise predict"
    " promise propose protest quip recall recommend refuse reiterate reject remark repeat reply report respond reveal"
    " rule signal slam state stress suggest tell testify thank threaten tweet underline urge voice vow warn welcome"
    " dispute wonder say think believe write speak label brand mock defend recount elaborate"
).split()

_IRREGULAR = {
    "say": ("says", "said", "saying"),
    "tell": ("tells", "told", "telling"),
    "think": ("thinks", "thought", "thinking"),
    "write": ("writes", "wrote", "writing", "written"),
    "speak": ("speaks", "spoke", "speaking", "spoken"),
    "deny": ("denies", "denied", "denying"),
    "reply": ("replies", "replied", "replying"),
    "testify": ("testifies", "testified", "testifying"),
    "clarify": ("clarifies", "clarified", "clarifying"),
    "admit": ("admits", "admitted", "admitting"),
    "quip": ("quips", "quipped", "quipping"),
    "slam": ("slams", "slammed", "slamming"),
    "dismiss": ("dismisses", "dismissed", "dismissing"),
    "stress": ("stresses", "stressed", "stressing"),
    "express": ("expresses", "expressed", "expressing"),
    "confess": ("confesses", "confessed", "confessing"),
}


def _forms(cue: str) -> tuple[str, ...]:
    if cue in _IRREGULAR:
        return (cue, *_IRREGULAR[cue])
    base = cue.removesuffix("e")
    return (cue, f"{cue}s", f"{base}ed", f"{base}ing")


CUE_OF = {form: cue for cue in _CUES for form in _forms(cue)}
"""The verbs of saying: from every form to the verb's infinitive."""

GENERIC_CUES = frozenset({"say", "tell", "think", "believe", "speak", "state", "comment", "write", "post", "mention"})
"""Verbs that say only that something was said; the others say what kind of thing it was."""

_NOUNS_TOO = frozenset(
    "answer blame boast call caution charge claim comment demand estimate express forecast hail hope insist joke"
    " label note object offer pledge post praise promise protest quip rule signal slam state stress tweet vow voice"
    " report reply repeat recall brand mock defend answers charges claims comments demands estimates forecasts hopes"
    " jokes labels notes objects offers pledges posts promises protests rules signals states stresses tweets vows"
    " voices reports replies calls brands dispute disputes".split()
)
_FINITE = frozenset(form for form in CUE_OF if not form.endswith("ing") and form not in _NOUNS_TOO)
_WORD = re.compile(r"\w+")
# Up to a comma or the end of the sentence; the dots of titles and initials are no end.
_NOUN_PHRASE = r"(?:\b(?:[A-Z]|Adm|Capt|Col|Dr|Gen|Gov|Jr|Lt|Mr|Mrs|Ms|Mx|Prof|Rep|Rev|Sen|Sgt|Sr|St)\.|[^,;:.“”\"])+"
_SOURCE = "ccording to "
_ACCORDING = re.compile(rf"\b[Aa]ccording to (?P<who>{_NOUN_PHRASE})")
_BEHIND = re.compile(rf"\s+({_NOUN_PHRASE}(?:,[^,;:.“”\"]+(?=[,.]))?)")
_AFTER_QUOTE = re.compile(r"[”\"’',]\s*$")
_RELATIVE = re.compile(r",\s+who\b[^,]*,?\s*$")
_CLAUSE = re.compile(
    r"(?:^|[\s,;:–—-])(?:that|because|since|as|while|when|where|after|before|although|though|if|and|but|or|which|whether|than)\s",
)
_LEAD_IN = frozenset(
    "in on at after before asked speaking writing when as while during for with by despite later meanwhile however"
    " but and also then earlier still yet under from since until through amid following separately instead responding"
    " addressing because although though if of to over against".split()
)
_PRONOUNS = frozenset({"he", "she", "they", "it", "we", "i", "you"})
_NOT_SUBJECTS = frozenset(
    "to not be been being who which that what it there this these those is was are were will would nobody none"
    " neither".split()
)
_NOT_LAST = frozenset(
    "to the a an his her its their our my your not be of for by with and or had was were is are".split()
)
_OPENING = "\"“‘'«„"
_VERBS = frozenset(
    "was were is are am be been being has had have will would could should may might must can does did by not rose fell"
    " grew went came took made gave got became began".split()
)
_OWNED = re.compile(r"^(?:.*,\s)?(?:[Ii]ts|[Tt]heir)\s+")
_COMMA = re.compile(r",(?!\d)")
_RELATED = frozenset("who whose whom which that where having being".split())
_OPENING_WORD = re.compile(r"^\s*(?:But|And|Yet|Still|So|Meanwhile|However)\b,?\s+")
_BEFORE_OFFICE = frozenset({"a", "an", "the", "who", "one"})
_NAME_JOINTS = frozenset({"the", "a", "an", "of", "for", "from", "at"})
LONGEST_SPEAKER_WORDS = 14
SENTENCES_BACK = 2
"""Over how many sentences in which nobody speaks "he said" still means whoever spoke before them."""
LONGEST_SENTENCE_CHARACTERS = 2000
"""What is longer is a list or a table, and each verb in it would be looked for a subject through all of it."""

ROLES = frozenset(
    "spokesperson spokesman spokeswoman spokespeople official officials chief secretary minister ministry"
    " commander leader president director head chair chairman chairwoman chairperson representative"
    " representatives statement report chancellor premier governor mayor ambassador envoy general admiral captain"
    " coach manager ceo officer executive administrator superintendent sheriff department office agency government"
    " army military police company union committee board council commissioner advisor adviser aide master"
    " librarian professor scientist researcher analyst economist engineer doctor teacher historian lawmaker"
    " senator congressman congresswoman prosecutor detective coordinator organiser organizer founder owner author"
    " columnist king queen pope".split()
)
"""Whoever has such a role speaks for the body that the role is named with: "Pentagon spokesperson Sabrina Singh"."""
_NAMED_FIRST = re.compile(
    rf"[A-Z][\w.’'-]*\s+(?:(?:[A-Z][\w.’'-]*|{'|'.join(sorted(ROLES))})\s+){{0,5}}"
    r"(?P<last>[A-Z][\w’-]+)(?=,|\s(?!and\b)[a-z])"
)


@dataclass(frozen=True, kw_only=True)
class Speech:
    """Something said in a sentence: the speaker as the text names them (all of it, titles too) and the verb."""

    speaker: str
    cue: str


def speeches(text: str, sentences: Sequence[Span]) -> list[tuple[Speech, ...]]:
    """Who speaks in each of the sentences of a text, which must be in order; nobody where that is not clear."""
    found: list[tuple[Speech, ...]] = []
    before: tuple[Speech, ...] = ()
    end_before = 0
    silent = 0
    last: tuple[Speech, ...] = ()
    for span in sentences:
        same_paragraph = "\n" not in text[end_before : span.start]
        spoken = _spoken(span.of(text), before, last if silent <= SENTENCES_BACK else ())
        if not spoken and same_paragraph and before and _is_quotation(span.of(text)):
            spoken = before[-1:]
        found.append(spoken)
        before, end_before = spoken, span.end
        if not spoken and (other := _NAMED_FIRST.match(text, span.start, span.end)):
            # "Lee said so. Tom Hart had doubts. He thought …": no longer Lee.
            last = tuple(one for one in last if other["last"] in one.speaker)
        last, silent = (spoken, 0) if spoken else (last, silent + 1)
    return found


def _spoken(sentence: str, before: tuple[Speech, ...], last: tuple[Speech, ...]) -> tuple[Speech, ...]:
    """Who speaks in a sentence; `before` spoke in the one before it, `last` in the last one that anybody spoke in."""
    if len(sentence) > LONGEST_SENTENCE_CHARACTERS or not _may_speak(sentence):
        return ()
    outside = outside_quotes(sentence)
    found: list[Speech] = []
    for match in _ACCORDING.finditer(outside) if _SOURCE in outside else ():
        if source := _trimmed(match["who"]):
            found.append(Speech(speaker=source, cue="say"))
    for match in _cues(outside):
        behind = " " + outside[match.end() :].strip(" .!?…")
        ends = not behind.strip() or TIME_WORDS.match(behind) is not None
        speaker = _subject_before(outside[: match.start()], ends=ends) or _subject_after(outside, match)
        if speaker.lower() in _PRONOUNS:
            # "He added": whoever spoke last, if that was one.
            spoke = last if speaker.lower() in {"he", "she"} else before
            speaker = spoke[0].speaker if len({speech.speaker for speech in spoke}) == 1 else ""
        owner = _OWNED.search(speaker)
        if owner:
            # Behind words of its own a sentence may mean a body that it has just named itself.
            alone = not any(map(str.isalnum, outside.partition(speaker)[0]))
            speaker = _owned(speaker[owner.end() :], before if alone else ())
        if speaker:
            found.append(Speech(speaker=speaker, cue=CUE_OF[match.group()]))
    return tuple(dict.fromkeys(found))


def _owned(office: str, before: tuple[Speech, ...]) -> str:
    """Who is called by an office of "its": that of the body that spoke just before, or whoever is named with it."""
    if len(before) == 1 and ROLES.isdisjoint(before[0].speaker.lower().replace(",", "").split()):
        # "Its spokesperson, Sabrina Singh"
        return f"{before[0].speaker}'s {office}"
    return office if any(word[:1].isupper() for word in office.split()) else ""


def _may_speak(sentence: str) -> bool:
    """Whether there is a verb of saying or a source, in quotation marks or not: most sentences have none."""
    return _SOURCE in sentence or not _FINITE.isdisjoint(_WORD.findall(sentence))


def _cues(text: str) -> list[re.Match[str]]:
    """The verbs of saying in a text; words are looked up, for a pattern of all verbs is tried verb by verb."""
    return [match for match in _WORD.finditer(text) if match.group() in _FINITE]


def _subject_before(left: str, *, ends: bool) -> str:
    """The noun phrase that ends just before a verb: "…," Pentagon spokesperson Sabrina Singh | told.

    Where the verb ends the sentence, a whole clause may stand before: Prices rose, the statistics office | reported.
    """
    quoted = max((match.end() for match in QUOTE_MARKS.finditer(left)), default=0)
    phrase = left[quoted:]
    clause = max((match.end() for match in _CLAUSE.finditer(phrase) if not _in_apposition(phrase, match)), default=0)
    if phrase.split()[-1:] == ["who"]:
        named = phrase.rstrip().removesuffix("who").rstrip().removesuffix(",")
        return _trimmed(_noun_phrase_at_end(named.rpartition(",")[2]))
    if clause and re.search(
        r"\b(?:because|since|when|where|after|before|although|though|if|or|which|whether|than)\s$", phrase[:clause]
    ):
        # "… shortly after the army chief hinted at an invasion": that is no speaker of this sentence.
        return ""
    phrase = _RELATIVE.sub("", phrase[clause:]).strip(" ,")
    # "Brandt said Hart had told her": Hart told.
    phrase = phrase[max((match.end() for match in _cues(phrase)), default=0) :]
    for _ in range(3):
        phrase = without_adverb(without_time(f" {phrase}")).strip(" ,")
    # "But Lee said": that begins the sentence, not the name.
    parts = [part.strip() for part in _COMMA.split(_OPENING_WORD.sub("", phrase)) if part.strip()]
    # "Quill Rovers, last in the league, have been sold, the club said": the club.
    told = [at for at, part in enumerate(parts[:-1]) if _is_clause(part) and _RELATED.isdisjoint(part.lower().split())]
    parts = parts[told[-1] + 1 :] if told else parts
    while len(parts) > 1 and (parts[0].split()[0].lower() in _LEAD_IN or TIME_PHRASE.search(parts[0])):
        parts = parts[1:]
    while len(parts) > 1 and (_is_clause(parts[0]) or (ends and not _noun_phrase_at_end(parts[0]))):
        parts = parts[1:]
    return _trimmed(", ".join(parts)) if parts and not _is_clause(parts[0]) else ""


def _in_apposition(phrase: str, joint: re.Match[str]) -> bool:
    """Whether "and" stands in what describes a name: Ida Brook, an engineer and | founder of Sundline, said."""
    comma, described = phrase[: joint.end()].rpartition(",")[1:]
    goes_on = phrase[joint.end() :].rstrip()
    ends = goes_on.find(",") == len(goes_on) - 1 and goes_on[:1].islower()
    listed = bool(comma) and described.split()[-1] in {"and", "or"}
    return listed and ends and described.split()[0] in _BEFORE_OFFICE and not _is_clause(described)


def _is_clause(part: str) -> bool:
    """Whether something happens in a part of a sentence, so that it names nobody: rockets were fired by Hamas."""
    return not _VERBS.isdisjoint(part.split())


def _noun_phrase_at_end(text: str) -> str:
    """The longest end of a text that reads like one name with its title: criticised | a spokesman for the Navy."""
    words = text.split()
    start = len(words)
    while start and (words[start - 1][:1].isupper() or words[start - 1].lower() in ROLES | _NAME_JOINTS):
        start -= 1
    return " ".join(words[start:])


def _subject_after(outside: str, cue: re.Match[str]) -> str:
    """The noun phrase after a verb that follows a quotation or a comma: "…," said | Dan Evans of NASA."""
    left = outside[: cue.start()]
    if left.strip() and not _AFTER_QUOTE.search(left):
        return ""
    match = _BEHIND.match(outside, cue.end())
    return _trimmed(match.group(1)) if match else ""


def _trimmed(phrase: str) -> str:
    """A speaker's phrase, freed of times at its end; empty where it can't be one."""
    phrase = " ".join(phrase.strip(" ,'’‘\n").split())
    for _ in range(2):
        phrase = without_time(f" {phrase}").strip(" ,")
    words = phrase.split()
    name, _, described = phrase.partition(", ")
    if len(words) > LONGEST_SPEAKER_WORDS and not (ROLES | _BEFORE_OFFICE).isdisjoint(described.split()[:3]):
        # The name is enough where its description is long: Bo Romney of Utah, | a leading …
        phrase, words = name, name.split()
    if not words or len(words) > LONGEST_SPEAKER_WORDS or words[0].lower() in _NOT_SUBJECTS | _LEAD_IN:
        return ""
    if phrase.lower() in _PRONOUNS:
        return phrase
    # "the reported", "Washington's repeated": there the verb of saying is an adjective.
    if words[-1].lower() in _NOT_LAST or words[-1].endswith(("'s", "’s", "s'", "s’")):
        return ""
    named = any(word[:1].isupper() for word in words)
    in_role = any(word.lower().strip(",") in ROLES for word in words)
    return phrase if named or in_role else ""


def _is_quotation(sentence: str) -> bool:
    return sentence[:1] in _OPENING and not any(c.isalnum() for c in outside_quotes(sentence))
