"""Whose words a question asks for, in the many ways that people ask: "what did X say", "what was X's reaction"."""

import re
from dataclasses import dataclass

from index.cues import CUE_OF, GENERIC_CUES
from prompts.periods import MONTHS
from prompts.plain_names import plain_name


@dataclass(frozen=True, kw_only=True)
class Asked:
    """Whose words are asked for.

    `speaker` is the plainest name of them ("Lee"), `phrase` all that the question calls them ("Ennis's mayor
    Lee"). `cue` is the verb of saying (infinitive), None after "according to"; `rest` the question without both.
    `start` is where the speaker stands: a question word before it says what is asked for.
    """

    speaker: str
    phrase: str
    cue: str | None
    rest: str
    start: int


_MORE_CUES = {
    form: cue
    for cue, forms in {
        "react": "react",
        "respond": "respond, hit back, clap back, push back",
        "compare": "compare, liken",
        "defend": "justify",
        "rate": "rate, judge, assess",
        "describe": "sum up, characterise, characterize, size up, put it",
        "apologise": "apologise, apologize",
        "recall": "remember",
        "feel": "feel",
        "play down": "play down, downplay",
        "attack": "attack",
        "swear": "swear",
        "fear": "fear",
        "view": "view",
        "complain": "grumble",
        "say": "have to say, had to say, go on record",
    }.items()
    for form in forms.split(", ")
}
"""Verbs that ask for words without being used to report them."""
_CUES = CUE_OF | _MORE_CUES
_FORMS = "|".join(sorted((form.replace(" ", r"\s+") for form in _CUES), key=len, reverse=True))
_SAYING = "say|said|tell|told|think|thought"
_THINKING = "say|think|believe|call|describe|tell|claim|argue|insist|feel|doubt|suggest|expect"
_NOUNS = (
    "warnings?|answers?|responses?|reactions?|reply|replies|views?|opinions?|take|advice|arguments?|explanations?|excuses?"
    "|defen[cs]es?|reasons?|reasoning|justifications?|rationale|claims?|predictions?|forecasts?|promises?|pledges?"
    "|messages?|comments?|remarks?|statements?|words?|phrases?|lines?|quotes?|descriptions?|assessments?|verdicts?"
    "|criticisms?|complaints?|gripes?|beef|praise|apology|jokes?|jabs?|burns?|digs?|swipes?|threats?|accusations?|pleas?"
    "|calls?|thoughts|feelings?|fears?|concerns?|worry|worries|theory|tweets?|posts?|analogy|comparisons?|tips?|guess"
    "|admission|confession|denial|impressions?|summary|rebuttal|pushback|guidance|tribute|toasts?|farewell|allegations?"
    "|recollections?|motto|mantra|metaphors?"
)
# A subject ends where one of these begins: it is then another verb's, or no subject at all.
_NO_SUBJECT = (
    "to|about|on|when|while|after|before|that|this|these|those|if|whether|because|do|does|did|start|give|gave|get|got|make"
    "|made|use|have|had|has|want|need|take|took|go|went|put|hit|sum|throw|see|find|found|keep|let|try|lose|win|won|face|end"
    "|is|was|are|were|be|been|will|would|could|can|should|may|might|who|what|how|why|where|which|not|split|call|become"
)
_WHO = rf"(?P<who>(?:(?!(?:{_NO_SUBJECT})\b)[^\s;?:]+\s+){{1,8}}?)"
_AUX = r"(?:did|does|do|has|have|had)"
# No bare "-ly": Ann Kelly and a family are subjects.
_ADVERBS = (
    "publicly|recently|actually|really|exactly|originally|initially|previously|specifically|reportedly|finally|lately"
    "|angrily|privately|allegedly|repeatedly|apparently|eventually|directly|personally|officially|openly|later|then|still|already"
    "|also|ever|once|just|first|itself|himself|herself|themselves"
)
_ADVERB = rf"(?:(?:{_ADVERBS})\s+)?"
# Quill State states nothing, to call off is no call, and to compare with something takes no words.
_NO_VERB = (
    r"(?!\s+(?:off|up|in|out)\b)(?<!(?-i:State))(?<!(?-i:Post))(?<!state(?=\s+(?!about\b|that\b|in\b|on\b)\w))"
    r"(?<!compare(?=\s+(?:with|to|vs|against)\b))"
)
_GIVING = (
    "give|gave|given|make|made|have|had|use|offer|throw|take|issue|deliver|cite|share|send|sent|post|crack|voice|put"
    "|pick"
)
_WHAT_IS = r"\bwhat(?:['’]?s|\s+is|\s+are|\s+was|\s+were)"
_OWNER_ENDS = "to|about|on|when|that|did|does|is|was|are|were|what|who|how|why|in|for|the\\s+\\w+\\s+of"
_SOURCE_ENDS = "about|on|to|when|after|for|regarding|over|that|at"
_NO_OPENING = "what|who|how|why|when|where|which|in|on|at|after|before|since"
_NO_TELLER = "is|was|are|were|would|will|of|type|kind"

_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?:what|how|which|whom?)\b[^,;?]*?\b{_AUX}\s+{_WHO}{_ADVERB}(?P<cue>{_FORMS})\b{_NO_VERB}",
        # The same where a word before the verb looks like another one: the report by the board | say.
        rf"\b(?:what|how|which|whom?)\b[^,;?]*?\b{_AUX}\s+{_WHO}{_ADVERB}(?P<cue>{_SAYING})\b",
        rf"\b(?:why|where)(?:\s+{_AUX}|['’]d)\s+{_WHO}{_ADVERB}(?P<cue>{_THINKING})\b",
        # Did the mayor say that …?
        rf"^\W*(?:did|has|have|does|do)\s+{_WHO}(?P<cue>{_FORMS})\s+(?:anything|if|whether|that|how|why|what|the|he|she|they|it)\b",
        rf"^\W*(?:did|has|have|does|do)\s+{_WHO}(?P<cue>{_SAYING}|believe)\b",
        rf"{_WHAT_IS}\s+{_WHO}(?<!['’]s\s)(?P<cue>(?:say|claim|warn|tell|argu|call|predict|promis|alleg)ing)\b",
        # What reason did the mayor give?
        rf"\bwhat\s+(?:[\w-]+\s+){{0,2}}?(?P<cue>{_NOUNS})\s+(?:did|does|do|has|have)\s+{_WHO}(?:\w+ly\s+)?(?:{_GIVING})\b",
        # What was the answer from the mayor's office?
        rf"\bwhat\s+(?:is|was|were|are)\s+(?:the\s+)?(?:\w+\s+)?(?P<cue>{_NOUNS})\s+(?:from|of|by)\s+"
        rf"(?P<who>(?:(?!(?:{_SOURCE_ENDS})\b)[^\s,;?]+\s*){{1,6}})",
        # What was the mayor's answer? The mayor's answer?
        rf"(?:^|(?:{_WHAT_IS}|\bany|\bgive me)\s+)(?P<who>(?:(?!(?:{_OWNER_ENDS})\b)[^\s,;?]+\s+){{0,6}}?"
        rf"[^\s,;?]+(?:['’]s|s['’]))\s+(?:[\w-]+\s+){{0,2}}?(?P<cue>{_NOUNS})\b(?!['’])",
        # The mayor on the wall, what did she say?
        rf"^\W*(?P<who>(?:(?!(?:{_NO_OPENING})\b)[^\s,;?]+\s+){{1,5}}?)on\s+[^?]*[,:;]?\s+"
        r"what (?:did|does) (?:he|she|they|it) (?P<cue>say|think|tell|write)\b",
        rf"^\s*(?:tell me )?what\s+(?P<who>(?:(?!(?:{_NO_TELLER})\b)[^\s,;?]+\s+){{1,5}}?)"
        r"(?P<cue>said|says|told|thinks|wrote)\b",
    )
)
_NO_SOURCE = "what|who|when|where|why|how|which|did|does|is|was|were|are"
_ACCORDING = re.compile(
    rf"\b(?:according to|in the (?:words|view|opinion) of) (?P<who>(?:(?!\b(?:{_NO_SOURCE})\b)[^,;?])+)", re.IGNORECASE
)
_OWN_TEXTS = re.compile(r"(?:the )?(?:article|report|text|story|news)s?\s*$", re.IGNORECASE)
_NOBODY = frozenset(
    "it he she they we you i people anyone the a an his her its their this that who one my our your there ppl".split()
)


def asked_speaker(text: str) -> Asked | None:
    """Whose words a question asks for; None where nobody's are."""
    match = _ACCORDING.search(text)
    if match and not _OWN_TEXTS.match(match["who"]) and _is_somebody(_plain(match["who"])):
        return _asked(text, match, None, text[: match.start()] + text[match.end() :])
    for pattern in _PATTERNS:
        match = pattern.search(text)
        if match and _is_somebody(_plain(match["who"])):
            form = re.sub(r"\s+", " ", match["cue"].lower())
            # Whoever gave a warning need not have "warned" in the news: a noun stands for any verb of saying.
            cue = "say" if _NOUNS in pattern.pattern else _CUES.get(form, "say")
            verb = "" if cue in GENERIC_CUES or form not in CUE_OF else match["cue"]
            first, last = sorted((match.span("who"), match.span("cue")))
            rest = f"{text[: first[0]]} {verb} {text[first[1] : last[0]]} {text[match.end() :]}"
            return _asked(text, match, cue, rest)
    return None


def _is_somebody(phrase: str) -> bool:
    return phrase.lower() not in _NOBODY and any(sign.isalnum() for sign in phrase)


def _asked(text: str, match: re.Match[str], cue: str | None, rest: str) -> Asked:
    phrase = _plain(match["who"])
    return Asked(speaker=plain_name(phrase), phrase=phrase, cue=cue, rest=rest, start=match.start("who"))


def _plain(who: str) -> str:
    bare = re.sub(r"^(?:the|a|an)\s+|\s+(?:itself|himself|herself|themselves)$", "", who.strip(), flags=re.IGNORECASE)
    bare = re.sub(rf"\s+(?:in|on|as of|by)\s+(?:\d{{4}}|(?:early|late|mid)\b|(?:{MONTHS})\b).*$", "", bare)
    return re.sub(r"['’]s?$|^[\"“'‘]|[\"”,]$", "", bare)
