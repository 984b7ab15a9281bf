"""Whether a sentence says who somebody is: a title before the name, an apposition after it, or "is a"."""

import re

from index.cues import ROLES
from index.names import is_another

_TITLES = (
    "President|Prime Minister|Minister|Leader|Chief|Secretary|Senator|Mayor|Governor|General|Judge|Justice|Commander"
    "|Director|Captain|Coach|King|Queen|Prince|Princess|Pope|Archbishop|Ambassador|Professor|Rep\\.|Sen\\.|Gov\\.|Gen\\."
    "|Prof\\.|Dr\\.?"
)
_OCCUPATION = re.compile(
    r"(?:er|or|ist|ian|man|woman|ant|ent|eer|ess|chief|star|host|victim|resident|boss|expert|head)$"
)
_NO_OCCUPATIONS = frozenset(
    "after before under over for or nor her ever never whether either neither other another rather later earlier"
    " further per more however together former latter than then when went sent meant spent want current recent present"
    " different october november december september summer winter number".split()
)
_NO_APPOSITIONS = r"and|but|or|in|on|at|to|with|as|by|for|from|while|when|said|told|asked|added|after|before|if|because"


def describes(sentence: str, name: str) -> bool:
    """Whether a sentence says who or what a name is; capitals of the name don't matter."""
    words = name.split()
    if is_another(sentence, name):
        return False
    whole, last = rf"(?i:{re.escape(name)})", rf"(?i:{re.escape(words[-1])})"
    titled = re.search(rf"\b(?:{_TITLES})\s+(?:[A-Z][\w.’'-]*\s+){{0,2}}{whole}\b", sentence)
    if titled or _has_occupation_before(sentence, whole):
        return True
    apposed = re.search(
        rf"\b{last},\s+(?!(?:{_NO_APPOSITIONS})\b)(?:the|a|an|who|whose|\d+|[a-z][\w-]+|[A-Z][\w’'-]+[’']s)\b", sentence
    )
    stated = re.search(
        rf"\b{last}\s+(?:is|was|became|has been|serves? as|served as|works? as|worked as)\s+(?:the|a|an|one|[A-Z])",
        sentence,
    )
    return bool(apposed or stated)


def _has_occupation_before(sentence: str, whole: str) -> bool:
    """Whether a word for what people are is just before the name: military commander | Herzi Halevi."""
    for match in re.finditer(rf"\b([a-z][\w-]+),?\s+(?:[A-Z][\w.’'-]*\s+)?{whole}\b", sentence):
        word = match.group(1)
        if word in ROLES or (_OCCUPATION.search(word) and word not in _NO_OCCUPATIONS):
            return True
    return False
